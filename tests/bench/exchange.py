"""A file of nothing but visits, out and back again: an import against the export that it came from."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from charting import paths
from charting.desk.importing import Known, bring_in
from charting.desk.paper import Gathering
from charting.domain.people.patient import Patient
from charting.domain.people.patient_record import PatientRecord
from charting.domain.visit.chart import Selection
from charting.domain.visit.visit import Status, Visit
from charting.exchange.importing import Reading, planned
from charting.exchange.json.write import written
from charting.exchange.records import vocabulary_of
from charting.exchange.source import of_file
from charting.loading.reference import load_reference
from charting.store.database import Store
from tests.bench.domain import visit_of
from tests.bench.measure import Figure, against_floor, seconds
from tests.bench.store import numbered

VISITS, POINTS = 40, 30
NOW = datetime(2026, 7, 14, 12, tzinfo=UTC)


def records(patients: int) -> Iterator[PatientRecord]:
    """Patients of forty signed visits with thirty points each."""
    for number in range(patients):
        patient = Patient(numbered(1, number), f"Family {number:x}", f"Given {number * 7919:x}", date(1980, 5, 6))
        yield PatientRecord(patient, tuple(treated(patient, number * VISITS + n, n) for n in range(VISITS)))


def treated(patient: Patient, number: int, before: int) -> Visit:
    visit = visit_of(POINTS, seed=number)
    points = tuple(replace(point, placed_by="Dr Bench") for point in visit.points)
    at = NOW - timedelta(days=100 * (before + 1))
    return replace(
        visit, id=numbered(2, number), patient_id=patient.id, at=at, status=Status.SIGNED, lot="C7421", points=points
    )


def write(path: Path, found: Iterable[PatientRecord]) -> None:
    with path.open("wb") as file:
        file.writelines(written(found))


def out(store: Store, path: Path) -> None:
    gathering = Gathering(store, Selection())
    write(path, gathering.records(gathering.patients()))


def back(path: Path, store: Store, reading: Reading) -> None:
    """What is in an export into a file."""
    incoming = reading.read(of_file(path, path.name))
    bring_in(store, lambda: planned(incoming, Known(store), {}))


def figures(quick: bool) -> Iterator[Figure]:
    reference = load_reference(paths.resources() / "reference")
    reading = Reading(vocabulary_of(reference, frozenset({1})), NOW)
    with tempfile.TemporaryDirectory(prefix="charting-bench-") as name:
        folder = Path(name)
        write(folder / "made.json", records(20 if quick else 100))
        exports, imports = [], []
        with Store.open(folder / "clinic.sqlite", clock=lambda: NOW) as store:
            back(folder / "made.json", store, reading)
            for number in range(3):
                exports.append(seconds(partial(out, store, folder / "own.json")))
                with Store.open(folder / f"{number}.sqlite", clock=lambda: NOW) as other:
                    imports.append(seconds(partial(back, folder / "own.json", other, reading)))
        megabytes = (folder / "own.json").stat().st_size / 1e6
    yield against_floor(f"import of {megabytes:.0f} MB of visits", imports, exports, "their export", at_most=3)
