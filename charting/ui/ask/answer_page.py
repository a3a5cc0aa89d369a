"""An answer across maps as plots, ready to be drawn: one plot for each product, with every word that goes with it.

Nothing in here knows how it is drawn. What is left out of a plot that would be too full is said in its title.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, TypeVar

from PySide6.QtCore import QCoreApplication

from charting.domain.past.asking import By, DensityRow, PersonRow, Question, Row, ShareRow, UnitsRow
from charting.domain.past.trends import moment
from charting.ui.ask.answer_words import key_text, looked_for, percent_text, question_name
from charting.ui.kit.trend_page import Line, Marker, Role, Spot
from charting.words.dates import month_text
from charting.words.words import area_name, date_text, density_text, person_name, product_name, units_text

if TYPE_CHECKING:
    from charting.desk.asking import Answer
    from charting.domain.dosing.reference import Reference

Kind = Literal["bars", "months", "lines", "dots"]
MOST_PLOTS, MOST_BARS, MOST_LINES, MOST_DOTS = 3, 14, 6, 2000
_KINDS: tuple[tuple[Role, Marker, bool], ...] = (
    ("first", "circle", False), ("second", "square", False), ("third", "diamond", False),
    ("first", "triangle", True), ("second", "circle", True), ("third", "square", True),
)  # fmt: skip
_R = TypeVar("_R", bound=Row)

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Plot:
    """One plot. `bars` lie, one for each of `names`, from the top down, with `figures` at their ends; `months` stand.

    `limit` is a line with its name; `percent`: the values are parts of 1.
    """

    kind: Kind
    title: str
    unit: str
    names: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    spots: tuple[Spot, ...] = ()
    lines: tuple[Line, ...] = ()
    limit: tuple[float, str] | None = None
    percent: bool = False

    @property
    def all_spots(self) -> tuple[Spot, ...]:
        return (*self.spots, *(spot for line in self.lines for spot in line.spots))


@dataclass(frozen=True, slots=True)
class Chart:
    """All plots of an answer."""

    heading: str
    note: str
    plots: tuple[Plot, ...]


def chart_of(given: Answer, reference: Reference) -> Chart:
    """The plots of an answer that has rows."""
    products = list(dict.fromkeys(row.product for row in given.rows))
    shown = products[:MOST_PLOTS]
    plots = tuple(_plot(given, [row for row in given.rows if row.product == code], reference) for code in shown)
    note = looked_for(given.asked, reference)
    if len(products) > len(shown):
        rest = translate("asking", "{count} more products in the table").format(count=len(products) - len(shown))
        note = f"{note}; {rest}"
    return Chart(question_name(given.asked.question), note, plots)


def _plot(given: Answer, rows: Sequence[Row], reference: Reference) -> Plot:
    asked, product = given.asked, product_name(reference, rows[0].product)
    if asked.question is Question.UNITS:
        return _units([row for row in rows if isinstance(row, UnitsRow)], asked.by, product, reference)
    if asked.question in (Question.MORE_THAN, Question.LOT):
        people = [row for row in rows if isinstance(row, PersonRow)]
        limit = None if asked.units is None else float(asked.units)
        return _people(people, limit, product, reference)
    if asked.question is Question.DENSITY:
        dense = [row for row in rows if isinstance(row, DensityRow)]
        unit = translate("asking", "mean U/cm²")
        return _areas(dense, lambda row: row.mean, lambda row: density_text(row.mean), product, unit, reference)
    shares = [row for row in rows if isinstance(row, ShareRow) and row.ranged]
    unit = translate("asking", "share of micro")
    return _areas(shares, lambda row: row.share or 0.0, lambda row: percent_text(row.share), product, unit, reference,
                  percent=True)  # fmt: skip


def _units(rows: Sequence[UnitsRow], by: By, product: str, reference: Reference) -> Plot:
    unit = translate("asking", "units of {product}").format(product=product)

    def says(row: UnitsRow) -> str:
        words = translate("asking", "{what}: {units} U, visits: {visits}, patients: {patients}")
        return words.format(what=key_text(row, by, reference), units=units_text(row.units), visits=row.visits,
                            patients=row.patients)  # fmt: skip

    if by is By.MONTH:
        spots = tuple(Spot(_month(row.key), float(row.units), says(row)) for row in rows)
        return Plot("months", product, unit, spots=spots)
    figures = [f"{units_text(row.units)} U" for row in rows]
    return _bars(rows, [float(row.units) for row in rows], figures, [key_text(row, by, reference) for row in rows],
                 [says(row) for row in rows], product, unit)  # fmt: skip


def _areas(
    rows: Sequence[_R], value: Callable[[_R], float], text: Callable[[_R], str], product: str, unit: str,
    reference: Reference, *, percent: bool = False,
) -> Plot:  # fmt: skip
    """A figure of each area: a line from month to month, or a bar for the whole time."""

    def name(row: Row) -> str:
        return area_name(reference, getattr(row, "area", None))

    def says(row: _R) -> str:
        when = getattr(row, "month", None)
        words = translate("asking", "{area}: {figure}, treatments: {count}")
        line = words.format(area=name(row), figure=text(row), count=getattr(row, "treatments", 0))
        return f"{month_text(when)}, {line}" if when else line

    if rows and getattr(rows[0], "month", None) is None:
        return _bars(rows, [value(row) for row in rows], [text(row) for row in rows], [name(row) for row in rows],
                     [says(row) for row in rows], product, unit, percent=percent)  # fmt: skip
    groups: dict[str, list[_R]] = {}
    for row in rows:
        groups.setdefault(name(row), []).append(row)
    lines = tuple(
        Line(
            area, tuple(Spot(_month(getattr(row, "month", None)), value(row), says(row)) for row in members), role,
            marker, hollow, dashed=hollow,
        )
        for (area, members), (role, marker, hollow) in zip(groups.items(), _KINDS, strict=False)
    )  # fmt: skip
    return Plot("lines", _titled(product, len(groups) - len(lines)), unit, lines=lines, percent=percent)


def _bars(
    rows: Sequence[Row], values: Sequence[float], figures: Sequence[str], names: Sequence[str], says: Sequence[str],
    product: str, unit: str, *, percent: bool = False,
) -> Plot:  # fmt: skip
    count = min(len(rows), MOST_BARS)
    spots = tuple(Spot(values[n], float(-n), says[n]) for n in range(count))
    return Plot("bars", _titled(product, len(rows) - count), unit, tuple(names[:count]), tuple(figures[:count]), spots,
                percent=percent)  # fmt: skip


def _people(rows: Sequence[PersonRow], limit: float | None, product: str, reference: Reference) -> Plot:
    shown = rows[:MOST_DOTS]

    def says(row: PersonRow) -> str:
        where = f", {area_name(reference, row.area)}" if row.area else ""
        return f"{date_text(row.at.date())}, {person_name(row.patient)}{where}: {units_text(row.units)} U"

    spots = tuple(Spot(moment(row.at), float(row.units), says(row), row.visit_id) for row in shown)
    line = Line(product, spots, joined=False)
    unit = translate("asking", "units of {product}").format(product=product)
    name = None if limit is None else (limit, translate("asking", "more than this"))
    return Plot("dots", _titled(product, len(rows) - len(shown)), unit, lines=(line,), limit=name)


def _titled(product: str, left_out: int) -> str:
    if left_out <= 0:
        return product
    return translate("asking", "{product} ({count} more in the table)").format(product=product, count=left_out)


def _month(key: str | None) -> float:
    """The middle of a month on an axis of days."""
    year, month = map(int, (key or "0001-01").split("-"))
    return float(date(year, month, 15).toordinal())
