"""What goes out as CSV comes in again: the same points, and nothing twice beside what is there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from charting.desk.importing import Known, bring_in
from charting.domain.dosing.reference import Reference
from charting.domain.face.anatomy import Anatomy
from charting.domain.visit.visit import Status
from charting.exchange.csv.write import write_csv
from charting.exchange.importing import planned
from charting.exchange.matching import carried
from charting.exchange.records import PatientRecord, Vocabulary
from charting.exchange.source import Material
from charting.store.database import Store
from tests import shipped
from tests.exchange.possible import possible
from tests.exchange.tables import read_rows
from tests.proofs.scale import examples
from tests.store.values import clock, count_visits, patients, visits

FOUND_ONLY = (Phase.explicit, Phase.generate)
"""A record is large: what is found first is told, without looking long for a smaller one."""


@pytest.fixture(scope="module")
def material(reference: Reference) -> Material:
    anatomies: dict[int, Anatomy] = shipped.anatomies()
    return Material(reference, reference, anatomies, lambda view, version: None)


@st.composite
def records(draw: st.DrawFn) -> PatientRecord:
    patient = draw(patients())
    signed = [replace(visit, status=Status.SIGNED) for visit in draw(st.lists(visits(dosed=True), max_size=2))]
    drafts = draw(st.lists(visits(), max_size=2))
    own = [replace(visit, patient_id=patient.id, amends=None) for visit in (*signed, *drafts)]
    return possible(PatientRecord(patient, tuple(own)))


@settings(max_examples=examples(12, 100), phases=FOUND_ONLY)
@given(st.lists(records(), max_size=3, unique_by=lambda record: record.patient.id))
def test_points_survive(material: Material, vocabulary: Vocabulary, given_records: list[PatientRecord]) -> None:
    data = write_csv(given_records, material)
    found = {one.record.patient.id: one.record for one in read_rows(data, vocabulary)}
    for record in given_records:
        if not record.visits:
            continue
        back = found[record.patient.id]
        assert back.patient == replace(record.patient, chart_no=record.patient.chart_no or None)
        assert {v.id: carried(v) for v in back.visits} == {v.id: carried(v) for v in record.visits}
        assert {v.id: v.status for v in back.visits} == {v.id: v.status for v in record.visits}


@settings(max_examples=examples(6, 40), phases=FOUND_ONLY)
@given(records())
def test_nothing_comes_in_twice(
    tmp_path_factory: pytest.TempPathFactory, material: Material, vocabulary: Vocabulary, record: PatientRecord
) -> None:
    path: Path = tmp_path_factory.mktemp("db") / "clinic.sqlite"
    rows = read_rows(write_csv([record], material), vocabulary)
    with Store.open(path, clock=clock) as store:
        bring_in(store, lambda: planned(rows, Known(store), {}))
        assert count_visits(store) == len(record.visits)
        again = planned(rows, Known(store), {})
        assert len(list(again)) == len(rows)
        assert not again.totals.adds_anything
        assert again.totals.visits_there == len(record.visits)
