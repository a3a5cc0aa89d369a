"""What belongs to a visit beside its points: vials, reasons, consultation, ticks, prices. Locked with the visit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from charting.domain.dosing.styles import RangeStyle
from charting.domain.people.patient import checked_text
from charting.domain.visit.record import (
    AreaPrice,
    Bulging,
    Consultation,
    KeptRange,
    MuscleFinding,
    Reason,
    StyleChoice,
    Thickness,
    Why,
)
from charting.domain.visit.visit import Vial, Visit
from charting.store.rows import Column, as_it_is, at_a_moment, coded, decimal_of, in_steps, on_a_day, typed, whole_of

_Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a visit that is kept as rows of a table of its own, in their order."""

    field: str
    table: str
    columns: str
    rows: Callable[[Any], list[_Row]]
    value: Callable[[Sequence[Sequence[Any]]], Any]

    @property
    def select(self) -> str:
        return f"SELECT visit, {self.columns} FROM {self.table} WHERE visit"

    @property
    def insert(self) -> str:
        marks = ", ".join("?" * (self.columns.count(",") + 3))
        return f"INSERT INTO {self.table} (visit, place, {self.columns}) VALUES ({marks})"


def write_new_parts(conn: Any, visit: int, now: Visit) -> None:
    """The parts of a draft (by its inner number) that the file did not hold before."""
    for part in PARTS:
        rows = part.rows(getattr(now, part.field))
        if rows:
            conn.executemany(part.insert, [(visit, place, *row) for place, row in enumerate(rows, 1)])


def write_parts(conn: Any, visit: int, now: Visit, before: Visit | None) -> None:
    """Make the kept parts of a draft (by its inner number) these; what is the same is not written again.

    `before` is the visit that the file is known to hold; without it the file is asked.
    """
    for part in PARTS:
        value = getattr(now, part.field)
        if before is not None and value == getattr(before, part.field):
            continue
        rows = part.rows(value)
        there = conn.execute(f"{part.select} = ? ORDER BY place", (visit,)).fetchall()
        if [tuple(row[1:]) for row in there] == rows:
            continue
        if there:
            conn.execute(f"DELETE FROM {part.table} WHERE visit = ?", (visit,))
        conn.executemany(part.insert, [(visit, place, *row) for place, row in enumerate(rows, 1)])


def delete_parts(conn: Any, visit: int) -> None:
    """Take everything of a draft but the draft itself out of the file."""
    for part in PARTS:
        conn.execute(f"DELETE FROM {part.table} WHERE visit = ?", (visit,))


def parts_of(conn: Any, visits: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The fields of these visits (by inner number) that hold anything; ValueError when a row is no value."""
    found: dict[int, dict[str, Any]] = {}
    if not visits:
        return found
    marks = ", ".join("?" * len(visits))
    for part in PARTS:
        rows = conn.execute(f"{part.select} IN ({marks}) ORDER BY visit, place", visits).fetchall()
        for number, group in groupby(rows, key=lambda row: int(row[0])):
            found.setdefault(number, {})[part.field] = part.value([row[1:] for row in group])
    return found


# ---------------------------------------------------------------------- values as rows and back


def _why_rows(whys: tuple[Why, ...]) -> list[_Row]:
    return [
        (
            checked_text("The reason", why.about, 200), why.reason.value, checked_text("The reason", why.note, 4000),
            whole_of("total", why.units, 100), *_range_row(why.micro), *_range_row(why.standard),
        )
        for why in whys
    ]  # fmt: skip


def _whys(rows: Sequence[Sequence[Any]]) -> tuple[Why, ...]:
    return tuple(
        Why(row[0], Reason(row[1]), row[2], decimal_of(row[3], 100), _range(row[4:8]), _range(row[8:12]))
        for row in rows
    )


def _range_row(kept: KeptRange | None) -> _Row:
    if kept is None:
        return (None, None, None, None)
    return (whole_of("range", kept.low, 10_000), whole_of("range", kept.high, 10_000), kept.source, kept.mark)


def _range(row: Sequence[Any]) -> KeptRange | None:
    low, high, source, mark = row
    least, most = decimal_of(low, 10_000), decimal_of(high, 10_000)
    return None if least is None or most is None else KeptRange(least, most, source, mark)


def _consultation_rows(consultation: Consultation | None) -> list[_Row]:
    if consultation is None:
        return []
    return [
        (checked_text("The note", consultation.note, 4000), None, None, None),
        *((None, sign, None, None) for sign in consultation.signs),
        *((None, None, choice.style.value, choice.area) for choice in consultation.choices),
    ]


def _consultation(rows: Sequence[Sequence[Any]]) -> Consultation:
    signs = tuple(sign for _, sign, _, _ in rows if sign is not None)
    choices = tuple(StyleChoice(RangeStyle(style), area) for _, _, style, area in rows if style is not None)
    return Consultation(signs, choices, rows[0][0])


def _check_rows(checks: tuple[str, ...]) -> list[_Row]:
    return [(ticked,) for ticked in checks]


def _checks(rows: Sequence[Sequence[Any]]) -> tuple[str, ...]:
    return tuple(ticked for (ticked,) in rows)


def _by_columns(field: str, table: str, kind: type, *columns: Column) -> Part:
    """A part whose values are a row each."""

    def rows_of(values: Sequence[Any]) -> list[_Row]:
        return [tuple([column.row(getattr(value, column.field)) for column in columns]) for value in values]

    def value_of(row: Sequence[Any]) -> Any:
        return kind(**{column.field: column.value(kept) for column, kept in zip(columns, row, strict=True)})

    names = ", ".join(column.name for column in columns)
    return Part(field, table, names, rows_of, lambda rows: tuple(map(value_of, rows)))


_RANGES = ", ".join(
    f"{style}_low_ten_thousandths, {style}_high_ten_thousandths, {style}_source, {style}_mark"
    for style in ("micro", "standard")
)
PARTS = (
    _by_columns(
        "vials", "visit_vial", Vial,
        as_it_is("id"),
        as_it_is("product"),
        in_steps("vial_units_hundredths", "vial_units", "vial size", 100),
        typed("lot", "The lot"),
        on_a_day("expires"),
        in_steps("diluent_microlitres", "diluent_ml", "diluent", 1000),
        typed("diluent", "The diluent"),
        typed("diluent_lot", "The diluent's lot"),
        at_a_moment("made_up_at"),
        typed("gtin", "The GTIN"),
        typed("serial", "The serial number"),
    ),
    Part("whys", "visit_why", f"about, reason, note, units_hundredths, {_RANGES}", _why_rows, _whys),
    Part("consultation", "visit_consultation", "note, sign, style, area", _consultation_rows, _consultation),
    _by_columns(
        "findings", "visit_finding", MuscleFinding,
        typed("area", "The area", 100), coded("bulging", Bulging), coded("thickness", Thickness),
    ),
    Part("checks", "visit_check", "ticked", _check_rows, _checks),
    _by_columns(
        "area_prices", "visit_area_price", AreaPrice,
        as_it_is("area"), in_steps("price_per_unit_ten_thousandths", "price_per_unit", "price per unit", 10_000),
    ),
)  # fmt: skip
