"""The answers to questions across maps as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.domain.past.asking import By, DensityRow, PersonRow, Question, Row, ShareRow, UnitsRow
from charting.exchange.terminal import area_name, shown, table

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Reference

_BY = {By.AREA: "Area", By.STYLE: "Style", By.INJECTOR: "Injector", By.MONTH: "Month"}


def answer_text(rows: Iterable[Row], question: Question, by: By, reference: Reference, *, monthly: bool) -> str:
    """A table with its headings; of one product each row, whose units are never added to another's."""
    lines = [_line(row, by, reference, monthly) for row in rows]
    return "\n".join(table([_headings(question, by, monthly), *lines], _right(question, by, monthly)))


def _headings(question: Question, by: By, monthly: bool) -> tuple[str, ...]:
    month = ("Month",) if monthly else ()
    if question is Question.UNITS:
        of = () if by is By.PRODUCT else (_BY[by],)
        return ("Product", *of, "Visits", "Patients", "Points", "Units", "U a visit")
    if question is Question.MORE_THAN:
        return ("Patient", "Born", "Chart", "Visit", "Product", "Area", "Units", "Style", "Injector")
    if question is Question.LOT:
        return ("Patient", "Born", "Chart", "Visit", "Product", "Lot", "Units", "Injector")
    if question is Question.DENSITY:
        return ("Product", "Area", *month, "Treatments", "Mean U/cm²", "Lowest", "Highest")
    return ("Product", "Area", *month, "Treatments", "With a range", "Micro", "Share")


def _right(question: Question, by: By, monthly: bool) -> set[int]:
    """The columns of figures."""
    if question in (Question.MORE_THAN, Question.LOT):
        return {6}
    names = 1 if question is Question.UNITS and by is By.PRODUCT else 2
    names += question in (Question.DENSITY, Question.MICRO) and monthly
    return set(range(names, len(_headings(question, by, monthly))))


def _line(row: Row, by: By, reference: Reference, monthly: bool) -> tuple[str, ...]:
    product = _product(row.product, reference)
    if isinstance(row, UnitsRow):
        of = () if by is By.PRODUCT else (_key(row.key, by, reference),)
        return (product, *of, str(row.visits), str(row.patients), str(row.points), f"{row.units:f}",
                f"{round(row.each, 1):f}")  # fmt: skip
    if isinstance(row, PersonRow):
        return _person(row, product, reference)
    month = (row.month or "",) if monthly else ()
    name = area_name(row.area, reference)
    if isinstance(row, DensityRow):
        return (
            product,
            name,
            *month,
            str(row.treatments),
            *(f"{value:.3f}" for value in (row.mean, row.low, row.high)),
        )
    assert isinstance(row, ShareRow)
    share = "–" if row.share is None else f"{Decimal(row.share * 100):.0f} %"
    return (product, name, *month, str(row.treatments), str(row.ranged), str(row.micro), share)


def _person(row: PersonRow, product: str, reference: Reference) -> tuple[str, ...]:
    patient = row.patient
    who = (
        shown(f"{patient.family_name}, {patient.given_name}"),
        patient.born.isoformat(),
        shown(patient.chart_no or ""),
    )
    injector = _injector(row.injector)
    if row.area is None:
        return (*who, f"{row.at:%Y-%m-%d}", product, shown(row.lot or ""), f"{row.units:f}", injector)
    style = row.style.value.replace("-", " ") if row.style else ""
    return (*who, f"{row.at:%Y-%m-%d}", product, area_name(row.area, reference), f"{row.units:f}", style, injector)


def _key(key: str | None, by: By, reference: Reference) -> str:
    if by is By.INJECTOR:
        return _injector(key)
    if by is By.AREA:
        return "On no area" if key is None else area_name(key, reference)
    return (key or "").replace("-", " ") if by is By.STYLE else key or ""


def _injector(name: str | None) -> str:
    return "signed elsewhere" if name is None else shown(name)


def _product(code: str | None, reference: Reference) -> str:
    product = reference.products.get(code or "")
    return product.name if product else shown(code or "no product")
