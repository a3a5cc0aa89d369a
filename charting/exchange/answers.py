"""The answers to questions across maps as rows for other programs: CSV and JSON with the same names and figures.

Products, areas and styles are codes, days are ISO, densities are rounded to 0.0001 U/cm2 and means of units to 0.01 U.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from charting.domain.past.asking import By, DensityRow, PersonRow, Question, Row, ShareRow, UnitsRow
from charting.exchange.csv.text import Cell, typed, written
from charting.exchange.json.kinds import number
from charting.exchange.json.write import text

_WHO = ("chart_no", "family_name", "given_name", "born", "patient_id", "visit_id", "visit_at", "kind", "product")


def columns(question: Question, by: By, *, monthly: bool) -> tuple[str, ...]:
    """The header."""
    month = ("month",) if monthly else ()
    if question is Question.UNITS:
        of = () if by is By.PRODUCT else (by.value,)
        return ("product", *of, "visits", "patients", "points", "units", "units_per_visit")
    if question is Question.MORE_THAN:
        return (*_WHO, "area", "units", "style", "injector")
    if question is Question.LOT:
        return (*_WHO, "lot", "units", "injector")
    if question is Question.DENSITY:
        return ("product", "area", *month, "treatments", "mean_u_cm2", "lowest_u_cm2", "highest_u_cm2")
    return ("product", "area", *month, "treatments", "with_range", "micro", "micro_share")


def cells(row: Row, by: By) -> dict[str, Cell]:
    """Everything that a row says, by the names of the columns."""
    if isinstance(row, UnitsRow):
        each = round(row.each, 2)
        return {by.value: row.key, "product": row.product, "visits": row.visits, "patients": row.patients,
                "points": row.points, "units": row.units, "units_per_visit": each}  # fmt: skip
    if isinstance(row, PersonRow):
        return _person(row)
    if isinstance(row, DensityRow):
        figures = {"mean_u_cm2": row.mean, "lowest_u_cm2": row.low, "highest_u_cm2": row.high}
        rounded = {name: Decimal(f"{value:.4f}") for name, value in figures.items()}
        return {"product": row.product, "area": row.area, "month": row.month, "treatments": row.treatments, **rounded}
    assert isinstance(row, ShareRow)
    share = None if row.share is None else Decimal(f"{row.share:.4f}")
    return {"product": row.product, "area": row.area, "month": row.month, "treatments": row.treatments,
            "with_range": row.ranged, "micro": row.micro, "micro_share": share}  # fmt: skip


def answer_csv(rows: Iterable[Row], question: Question, by: By, *, monthly: bool) -> bytes:
    """One header row, then one line for each row."""
    names = columns(question, by, monthly=monthly)
    return written([names, *_lines(rows, names, by)])


def answer_json(
    rows: Iterable[Row], question: Question, by: By, *, monthly: bool, asked: Mapping[str, str | Decimal | None]
) -> str:
    """What was asked for, and the rows as objects."""
    names = columns(question, by, monthly=monthly)
    lines = [dict(zip(names, map(_value, line), strict=True)) for line in _lines(rows, names, by)]
    return text({"question": question.value, **{key: _value(value) for key, value in asked.items()}, "rows": lines})


def _lines(rows: Iterable[Row], names: Sequence[str], by: By) -> list[list[Cell]]:
    return [[found[name] for name in names] for found in (cells(row, by) for row in rows)]


def _person(row: PersonRow) -> dict[str, Cell]:
    patient = row.patient
    return {
        "chart_no": typed(patient.chart_no), "family_name": typed(patient.family_name),
        "given_name": typed(patient.given_name), "born": patient.born,
        "patient_id": patient.id, "visit_id": row.visit_id, "visit_at": row.at,
        "kind": row.kind.value, "product": row.product, "area": row.area, "units": row.units,
        "style": row.style and row.style.value, "injector": typed(row.injector), "lot": typed(row.lot),
    }  # fmt: skip


def _value(cell: Cell) -> Any:
    if isinstance(cell, Decimal):
        return number(cell)
    return cell.isoformat() if isinstance(cell, date) else cell
