"""Visits as a table, one row for each point: the columns that other programs know first, then those we need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from charting.domain.dosing.dosing import AreaDose, point_ml, vial_of
from charting.domain.dosing.whys import why_of
from charting.domain.face.face import NAMES
from charting.domain.visit.record import Reason, Why
from charting.domain.visit.visit import InjectionPoint, Visit, mm, side
from charting.exchange.csv.columns import COLUMNS, DEPTHS
from charting.exchange.csv.findings import events_cell, kept_cell, measured_cell, muscles_cell
from charting.exchange.csv.text import Cell, typed, written
from charting.exchange.json.kinds import price
from charting.exchange.records import PatientRecord
from charting.exchange.source import Material, rows_by_point

if TYPE_CHECKING:
    from charting.domain.visit.visit import Vial

Entry = dict[str, Cell]

_REASONS = {
    Reason.STRONG_MUSCLE: "strong muscle", Reason.PATIENTS_WISH: "patient's wish", Reason.CORRECTION: "correction",
    Reason.OTHER: "other", Reason.SEEN: "",
}  # fmt: skip
_LEAST_ML = Decimal("0.0001")


def write_csv(records: Iterable[PatientRecord], material: Material) -> bytes:
    """The whole table: patients in the order of their ids, visits by time and then id, points as they are numbered.

    A visit without points is one row without a point. A patient without visits has none.
    """
    return written(_lines(records, material))


def _lines(records: Iterable[PatientRecord], material: Material) -> Iterator[tuple[Cell, ...]]:
    yield COLUMNS
    for record in sorted(records, key=lambda record: record.patient.id):
        for visit in sorted(record.visits, key=lambda visit: (visit.at, visit.id)):
            for entry in _visit(record, visit, material):
                yield tuple(entry.get(name) for name in COLUMNS)


def _visit(record: PatientRecord, visit: Visit, material: Material) -> Iterator[Entry]:
    common = _patient(record) | _common(visit)
    if not visit.points:
        yield common | _label(visit)
        return
    rows = rows_by_point(material.assessed(record, visit))
    product = material.shipped.products.get(visit.product or "")
    for number, point in enumerate(visit.points, 1):
        volume = point_ml(visit, point, product)
        yield {
            **common, **_label(vial_of(visit, point) or visit), **_point(number, point),
            **_judged(visit, rows.get(number)), "ml": None if volume is None else millilitres(volume),
        }  # fmt: skip


def _patient(record: PatientRecord) -> Entry:
    patient = record.patient
    return {
        "patient_id": patient.id, "chart_no": typed(patient.chart_no), "family_name": typed(patient.family_name),
        "given_name": typed(patient.given_name), "born": patient.born, "sex": patient.sex and patient.sex.value,
        **{name: patient.given_measures.of(name) for name in NAMES}, "measured": measured_cell(patient.measured),
    }  # fmt: skip


def _common(visit: Visit) -> Entry:
    signature = visit.signature
    cost = price(visit.price_per_unit)
    return {
        "visit_date": visit.at.date(), "visit_id": visit.id, "status": visit.status.value, "template_version":
        visit.template, "product": visit.product, "planned_or_given": "planned" if visit.is_draft else "given",
        "range_table": visit.table, "injector": typed(signature.name) if signature else None,
        "signed_at": signature.at if signature else None,
        "revises_visit": visit.amends, "visit_at": visit.at, "kind": visit.kind.value,
        "price_per_unit": None if cost is None else Decimal(cost), "currency": visit.currency, "of": visit.of,
        "kept_measures": kept_cell(visit.measures), "adverse_events": typed(events_cell(visit.review)),
        "muscle_findings": muscles_cell(visit.findings),
    }  # fmt: skip


def _label(vial: Vial | Visit) -> Entry:
    return {
        "lot": typed(vial.lot), "expiry": vial.expires, "dilution_ml_per_vial": vial.diluent_ml,
        "vial_units": vial.vial_units,
    }  # fmt: skip


def _point(number: int, point: InjectionPoint) -> Entry:
    return {
        "point_no": number, "side": side(point), "template": point.view.value, "x": hundredths(point.x_mm),
        "y": hundredths(point.y_mm), "units": point.units, "depth": DEPTHS[point.technique],
        "technique": point.technique.value, "vial": point.vial, "chosen_area": point.area,
        "placed_by": typed(point.placed_by),
    }  # fmt: skip


def _judged(visit: Visit, row: AreaDose | None) -> Entry:
    if row is None:
        return {}
    why = why_of(visit.whys, row)
    return {
        "area": row.area,
        "band": row.style and row.style.value,
        "reason": None if why is None else typed(_said(why)),
    }


def _said(why: Why) -> str:
    return ": ".join(part for part in (_REASONS[why.reason], why.note) if part)


def hundredths(value: float) -> Decimal:
    """A coordinate as it is kept, to 0.01 mm."""
    return Decimal(str(mm(value)))


def millilitres(volume: Fraction) -> Decimal:
    """A volume to 0.0001 mL."""
    exact = Decimal(volume.numerator) / Decimal(volume.denominator)
    return exact.quantize(_LEAST_ML).normalize() + 0
