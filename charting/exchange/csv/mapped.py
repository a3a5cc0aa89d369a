"""A table of another program, read by a mapping: each row in our columns and our words, or refused with its line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NoReturn

from charting.domain.face.face import View
from charting.domain.visit.visit import NO_PLACE, Visit
from charting.errors import Problem, Refused
from charting.exchange.csv.columns import WALL
from charting.exchange.csv.file import Grid, Row
from charting.exchange.csv.mapping import ColumnMapping, day_part
from charting.exchange.csv.words import (
    BOTH,
    LEFT,
    RIGHT,
    Words,
    date_of,
    end_of_month,
    number_of,
    offset_of,
    sex_of,
    side_of,
    strange_unit,
    technique_of,
    time_of,
)

Middles = Callable[[str], tuple[View, float, float]]
"""The middle of an area by its code."""

APART_MM, ROOM_MM = 3.0, 12.0
NOON = time(12)
"""When only the day of a visit is known."""

_HEADINGS = {
    "visit_at": ("visit_date", "visit_time"), "born": ("born",), "template": ("view", "area"), "chosen_area": ("area",),
    "family_name": ("family_name", "full_name"), "given_name": ("given_name", "full_name"), "visit_id": ("visit_key",),
    "x": ("x", "area"), "y": ("y", "area"),
}  # fmt: skip
_WHO = (
    "chart_no",
    "family_name",
    "given_name",
    "full_name",
    "born",
    "visit_date",
    "visit_time",
    "visit_key",
    "product",
)


@dataclass(frozen=True, slots=True)
class MappedTable:
    """`version` is that of the face its places are on; `zone` gives a time of the clinic's clock its UTC offset."""

    grid: Grid
    mapping: ColumnMapping
    words: Words
    middle_of: Middles
    version: int = 1
    zone: Callable[[datetime], datetime] = datetime.astimezone
    places: Mapping[str, int] = field(init=False)
    crowd: Mapping[int, tuple[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        header = self.grid.header
        for heading in self.mapping.columns.values():
            if heading not in header:
                raise Refused("{file}, {place}: the column “{column}” of the mapping is missing.",
                              file=self.grid.name, place="line 1", column=heading)  # fmt: skip
        places = {what: header.index(heading) for what, heading in self.mapping.columns.items()}
        object.__setattr__(self, "places", places)
        object.__setattr__(self, "crowd", self._crowd() if self.mapping.middle else {})

    def heading(self, column: str) -> str:
        columns = self.mapping.columns
        return next((columns[what] for what in _HEADINGS.get(column, (column,)) if what in columns), column)

    def notes(self, visit: Visit) -> tuple[Problem, ...]:
        """That places are guessed, and that a time of day is."""
        found: list[Problem] = []
        if any(point.guessed for point in visit.points):
            found.append(Problem("Points without a place stand in the middle of their area and say so."))
        if visit.at.time() == NOON and "visit_time" not in self.mapping.columns:
            found.append(Problem("The table names only the day of its visits; they stand at noon."))
        return (*found, *self.grid.notes)

    def entry(self, row: Row) -> Mapping[str, str]:
        entry = {
            **self._person(row), **self._visit(row), **self._label(row), "units": self._number(row, "units"),
            "technique": self._word(row, "technique", technique_of), "template_version": str(self.version),
        }  # fmt: skip
        area = self._area(row)
        return entry | self._place(row, area)

    # ------------------------------------------------------------------ parts of a row

    def _person(self, row: Row) -> dict[str, str]:
        family, given = self._cell(row, "family_name"), self._cell(row, "given_name")
        full = " ".join(self._cell(row, "full_name").split())
        if full and "," in full:
            family, _, given = (part.strip() for part in full.partition(","))
        elif full and self.mapping.family_first:
            family, _, given = full.partition(" ")
        elif full:
            given, _, family = full.rpartition(" ")
        born = self._date(row, "born")
        return {
            "chart_no": self._cell(row, "chart_no"), "family_name": family, "given_name": given,
            "born": "" if born is None else born.isoformat(), "sex": self._word(row, "sex", sex_of),
        }  # fmt: skip

    def _visit(self, row: Row) -> dict[str, str]:
        day, behind = day_part(self._cell(row, "visit_date"))
        found = date_of(day, self.mapping.dates.get("visit_date"))
        if found is None:
            self._refuse(row, "visit_date", "“{text}” is no date as the mapping has it.", text=day)
        at, offset = NOON, None
        if text := self._cell(row, "visit_time") or behind:
            clock, offset = offset_of(text)
            read = time_of(clock)
            if read is None:
                what = "visit_time" if self._cell(row, "visit_time") else "visit_date"
                self._refuse(row, what, "“{text}” is no time of day, such as 10:20.", text=text)
            at = read
        word = self._cell(row, "product")
        product = self.mapping.products.get(word) or self.words.product(word) if word else self.mapping.product
        if not product:
            self._refuse(row, "product", "“{word}” is no product that the mapping knows.", word=word)
        moment = datetime.combine(found, at)
        aware = self._aware(row, moment) if offset is None else moment.replace(tzinfo=offset)
        return {
            "visit_at": aware.isoformat(), WALL: "" if offset else moment.isoformat(), "product": product,
            "visit_key": self._cell(row, "visit_key"), "status": "signed" if self.mapping.given else "draft",
        }  # fmt: skip

    def _aware(self, row: Row, moment: datetime) -> datetime:
        try:
            return self.zone(moment)
        except (ValueError, OverflowError, OSError):
            self._refuse(row, "visit_date", "“{day}” is too far from today.", day=moment.date())

    def _label(self, row: Row) -> dict[str, str]:
        expiry = self._date(row, "expiry")
        return {
            "lot": self._cell(row, "lot"), "expiry": "" if expiry is None else expiry.isoformat(),
            "dilution_ml_per_vial": self._number(row, "dilution_ml_per_vial"),
            "vial_units": self._number(row, "vial_units"),
        }  # fmt: skip

    def _area(self, row: Row) -> str:
        """The code of the row's area with its side, "" where none is named."""
        word = self._cell(row, "area")
        if not word:
            return ""
        code = self.mapping.areas.get(word) or self.words.area(word)
        if not code:
            self._refuse(row, "area", "“{word}” is no area that the mapping knows.", word=word)
        if code not in self.words.paired:
            return code
        side = side_of(self._cell(row, "side"))
        if side is None:
            self._refuse(row, "side", "“{word}” is no side; write left or right.", word=self._cell(row, "side"))
        if side == BOTH:
            self._refuse(row, "side", "both sides stand in one row; write each in a row of its own, with its own dose.")
        if side in (LEFT, RIGHT):
            return f"{code}.{side}"
        return code if self._placed(row) else self._sideless(row, word)

    def _sideless(self, row: Row, word: str) -> NoReturn:
        self._refuse(row, "area", "“{word}” has two sides, and the row does not say which.", word=word)

    def _place(self, row: Row, area: str) -> dict[str, str]:
        if self._placed(row):
            view = self._cell(row, "view").casefold()
            chosen = area if area not in self.words.paired else ""
            return {"template": view, "x": self._number(row, "x"), "y": self._number(row, "y"), "chosen_area": chosen}
        if not area:
            self._refuse(row, "area", "the row names neither a place nor an area.")
        if not self.mapping.middle:
            self._refuse(row, "area", "the row has no place; points without one have to be allowed in the mapping.")
        try:
            middle, x, y = self.middle_of(area)
        except KeyError:
            self._refuse(row, "area", "the area {area} has no middle; it is no area of the face.", area=area)
        number, count = self.crowd.get(row.line, (0, 1))
        y += (number - (count - 1) / 2) * min(APART_MM, ROOM_MM / count)
        return {
            "template": middle.value, "x": f"{x:.2f}", "y": f"{y:.2f}", "chosen_area": area, "placed_by": NO_PLACE,
        }  # fmt: skip

    def _placed(self, row: Row) -> bool:
        return bool(self._cell(row, "x") and self._cell(row, "y") and self._cell(row, "view"))

    def _crowd(self) -> dict[int, tuple[int, int]]:
        """Which of how many rows without a place a row is in its area of a visit."""
        rows: dict[tuple[str, ...], list[int]] = {}
        for row in self.grid.rows:
            if not self._placed(row):
                key = tuple(self._cell(row, what) for what in (*_WHO, "area", "side"))
                rows.setdefault(key, []).append(row.line)
        return {line: (n, len(lines)) for lines in rows.values() for n, line in enumerate(lines)}

    # ------------------------------------------------------------------ cells

    def _cell(self, row: Row, what: str) -> str:
        place = self.places.get(what)
        return "" if place is None else row.cells[place].strip()

    def _number(self, row: Row, what: str) -> str:
        text = self._cell(row, what)
        if not text:
            return ""
        if unit := strange_unit(text, what):
            self._refuse(row, what, "“{text}”: {unit} is no unit of this column.", text=text, unit=unit)
        number = number_of(text, self.mapping.decimal or ".", what)
        if number is None:
            self._refuse(row, what, "“{text}” is no number with the decimal sign “{sign}”.",
                         text=text, sign=self.mapping.decimal or ".")  # fmt: skip
        return number

    def _date(self, row: Row, what: str) -> date | None:
        text = self._cell(row, what)
        if not text:
            return None
        order = self.mapping.dates.get(what)
        found = date_of(day_part(text)[0], order) or (end_of_month(text) if what == "expiry" else None)
        if found is None:
            self._refuse(row, what, "“{text}” is no date as the mapping has it; years have four digits.", text=text)
        return found

    def _word(self, row: Row, what: str, meaning: Callable[[str], str | None]) -> str:
        text = self._cell(row, what)
        found = meaning(text)
        if found is None:
            self._refuse(row, what, "“{text}” is not understood.", text=text)
        return found

    def _refuse(self, row: Row, what: str, template: str, **values: object) -> NoReturn:
        heading = self.mapping.columns.get(what)
        place = f"line {row.line}, column “{heading}”" if heading else f"line {row.line}"
        raise Refused("{file}, {place}: " + template, file=self.grid.name, place=place, **values)
