"""A CSV that this program wrote, as rows by our columns; a spreadsheet may have saved it since."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from charting.domain.visit.visit import Visit
from charting.errors import Problem, Refused
from charting.exchange.csv.columns import COLUMNS, DAYS, NUMBERS
from charting.exchange.csv.file import Grid, Row
from charting.exchange.csv.read import Entry
from charting.exchange.csv.text import unguarded
from charting.exchange.csv.words import DateOrder, date_of, orders_of

NEEDED = ("visit_at", "family_name", "given_name", "born", "x", "y", "units")

_COMMA = re.compile(r"-?[0-9]+,[0-9]+")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A CSV that this program wrote; a spreadsheet may have saved it since, by the customs of its country.

    `orders` is the order of the days in each column of days, where they are not written as this program does.
    """

    grid: Grid
    places: Mapping[str, int]
    orders: Mapping[str, DateOrder | None] = field(default_factory=dict)

    @classmethod
    def of(cls, grid: Grid) -> OwnTable:
        """The grid by our columns; Refused when one is missing that a visit cannot do without."""
        for column in NEEDED:
            if column not in grid.header:
                raise Refused("{file}, {place}: the column “{column}” is missing.",
                              file=grid.name, place="line 1", column=column)  # fmt: skip
        places = {name: n for n, name in enumerate(grid.header)}
        orders = {name: _order(grid, places[name]) for name in DAYS if name in places}
        return cls(grid, places, orders)

    def entry(self, row: Row) -> Entry:
        return {name: self._cell(name, row.cells[n]) for name, n in self.places.items() if row.cells[n]}

    def _cell(self, name: str, cell: str) -> str:
        if name in NUMBERS:
            # Where a comma is not what stands between the cells, it may stand before the decimals.
            return cell.replace(",", ".") if self.grid.delimiter != "," and _COMMA.fullmatch(cell.strip()) else cell
        text = unguarded(cell)
        if name in self.orders and (day := date_of(text, self.orders[name])):
            return day.isoformat()
        return text

    def heading(self, column: str) -> str:
        return column

    def notes(self, visit: Visit) -> tuple[Problem, ...]:
        return self.grid.notes


def _order(grid: Grid, place: int) -> DateOrder | None:
    """The one order in which all days of a column can be read; with points the day comes first everywhere."""
    texts = {row.cells[place] for row in grid.rows if row.cells[place] and not _ISO_DAY.match(row.cells[place])}
    orders = orders_of(texts) - {DateOrder.YMD} if texts else frozenset()
    if DateOrder.DMY in orders and all("." in text for text in texts):
        return DateOrder.DMY
    return next(iter(orders)) if len(orders) == 1 else None


def is_ours(grid: Grid) -> bool:
    """Whether the columns are those of this program's CSV: some of them may be gone, none may be unknown."""
    return set(grid.header) <= set(COLUMNS) and {"visit_id", "visit_at", "x", "y", "units"} <= set(grid.header)
