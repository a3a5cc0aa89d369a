"""Values into exchange JSON: the same content always gives the same bytes, and reading them gives the content again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from charting.domain.dosing.range_table import RangeTable
from charting.domain.people.patient import Patient
from charting.domain.visit.outcome import Review, WoreOff
from charting.domain.visit.visit import InjectionPoint, Visit, mm
from charting.errors import Refused
from charting.exchange.json.shape import FORMAT, VERSION
from charting.exchange.json.text import MOST_BYTES
from charting.exchange.json.write_record import (
    attachments,
    consents,
    event_of,
    histories,
    history,
    measures,
    number,
    present,
    price,
    record_of,
    tables,
)
from charting.exchange.records import PatientRecord


def written(records: Iterable[PatientRecord], *, pseudonymised: bool = False) -> Iterator[bytes]:
    """An exchange file as UTF-8, piece by piece: patients as they come, visits by time and then id, a line per point.

    The same content gives the same bytes when the patients come in the order of their ids. In memory is one patient at
    a time, and of the attachments one. Refused when the file grows larger than what can be imported.
    """
    size = 0
    for piece in _file(records, pseudonymised):
        content = piece.encode()
        size += len(content)
        if size > MOST_BYTES:
            raise Refused("The file would be larger than 1 GiB and could not be imported; choose fewer patients, or"
                          " leave the attachments out.")  # fmt: skip
        yield content


def _file(records: Iterable[PatientRecord], pseudonymised: bool) -> Iterator[str]:
    kept: dict[str, RangeTable] = {}
    head = present(format=FORMAT, version=VERSION, pseudonymised=pseudonymised or None)
    yield "{\n" + "".join(f"  {text(key)}: {text(value)},\n" for key, value in head.items()) + '  "patients": ['
    several = False
    for record in records:
        kept |= {table.version: table for table in record.tables}
        yield ",\n    " if several else "\n    "
        yield from _with_attachments(text(_patient(record), "    "), attachments(record.attachments), "    ")
        several = True
    yield "\n  ]" if several else "]"
    found = tables(kept.values())
    yield ("" if found is None else f',\n  "tables": {text(found, "  ")}') + "\n}\n"


def _with_attachments(patient: str, rows: Iterable[dict[str, Any]], indent: str) -> Iterator[str]:
    """The text of a patient with the key that is the last one, whose items are made one at a time."""
    end = f"\n{indent}}}"
    several = False
    for row in rows:
        yield ",\n" if several else f'{patient.removesuffix(end)},\n{indent}  "attachments": [\n'
        yield f"{indent}    {text(row, indent + '    ')}"
        several = True
    yield f"\n{indent}  ]{end}" if several else patient


def text(value: Any, indent: str = "") -> str:
    """JSON with whatever holds no further list or object on one line. Numbers are written as they are kept."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    if not any(isinstance(item, (dict, list)) for item in inner):
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    deeper = indent + "  "
    if isinstance(value, dict):
        lines = [f"{json.dumps(key, ensure_ascii=False)}: {text(item, deeper)}" for key, item in value.items()]
        return "{\n" + ",\n".join(deeper + line for line in lines) + f"\n{indent}}}"
    return "[\n" + ",\n".join(deeper + text(item, deeper) for item in value) + f"\n{indent}]"


def _patient(record: PatientRecord) -> dict[str, Any]:
    """A patient without the attachments."""
    patient: Patient = record.patient
    visits = sorted(record.visits, key=lambda visit: (visit.at, visit.id))
    return present(
        id=patient.id,
        chart_no=patient.chart_no,
        family_name=patient.family_name,
        given_name=patient.given_name,
        born=patient.born.isoformat(),
        sex=patient.sex and patient.sex.value,
        **measures(patient.given_measures),
        measured=None if patient.measured is None else list(patient.measured),
        visits=[_visit(visit) for visit in visits],
        pinned_visit=record.pinned,
        recall_on=record.recall_on and record.recall_on.isoformat(),
        wore_off=[_wore_off(row) for row in sorted(record.wore_off, key=lambda row: (row.visit_id, row.area or ""))]
        or None,
        history=history(record.history),
        consents=consents(record.consents, {kept.attachment.id for kept in record.attachments}),
        earlier_histories=histories(record.earlier),
    )


def _visit(visit: Visit) -> dict[str, Any]:
    return present(
        id=visit.id,
        at=visit.at.isoformat(),
        kind=visit.kind.value,
        status=visit.status.value,
        product=visit.product,
        vial_units=number(visit.vial_units),
        diluent_ml=number(visit.diluent_ml),
        lot=visit.lot,
        expires=visit.expires and visit.expires.isoformat(),
        price_per_unit=price(visit.price_per_unit),
        currency=visit.currency,
        template=visit.template,
        of=visit.of,
        review=None if visit.review is None else _review(visit.review),
        **record_of(visit),
        points=[_point(point) for point in visit.points],
    )


def _review(review: Review) -> dict[str, Any]:
    return present(
        findings=[{"area": finding.area, "residual": finding.residual.value} for finding in review.findings] or None,
        evenness=review.evenness and review.evenness.value,
        adverse_events=[event_of(event) for event in review.adverse_events] or None,
        satisfaction=review.satisfaction,
        note=review.note or None,
    )


def _wore_off(row: WoreOff) -> dict[str, Any]:
    return present(visit=row.visit_id, area=row.area, on=row.on.isoformat(), about=row.about or None)


def _point(point: InjectionPoint) -> dict[str, Any]:
    return {
        "view": point.view.value,
        "x_mm": mm(point.x_mm),
        "y_mm": mm(point.y_mm),
        "units": number(point.units),
        "technique": point.technique.value,
        **present(area=point.area, vial=point.vial, placed_by=point.placed_by),
    }
