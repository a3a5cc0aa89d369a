"""What belongs to a visit beside its points: vials, reasons, consultation, ticks, prices. Locked with the visit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
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
from charting.errors import Refused
from charting.store.rows import decimal_of, whole_of

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


def _vial_rows(vials: tuple[Vial, ...]) -> list[_Row]:
    return [
        (
            vial.id, vial.product, whole_of("vial size", vial.vial_units, 100), _text("The lot", vial.lot),
            vial.expires and vial.expires.isoformat(), whole_of("diluent", vial.diluent_ml, 1000),
            _text("The diluent", vial.diluent), _text("The diluent's lot", vial.diluent_lot),
            moment_row(vial.made_up_at), _text("The GTIN", vial.gtin), _text("The serial number", vial.serial),
        )
        for vial in vials
    ]  # fmt: skip


def _vials(rows: Sequence[Sequence[Any]]) -> tuple[Vial, ...]:
    def vial(row: Sequence[Any]) -> Vial:
        vial_id, product, units, lot, expires, diluent_ml, diluent, diluent_lot, made_up, gtin, serial = row
        return Vial(
            vial_id, product, _sure(units, 100), lot, date.fromisoformat(expires) if expires else None,
            decimal_of(diluent_ml, 1000), diluent, diluent_lot, moment_of(made_up), gtin, serial,
        )  # fmt: skip

    return tuple(vial(row) for row in rows)


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


def _finding_rows(findings: tuple[MuscleFinding, ...]) -> list[_Row]:
    return [(checked_text("The area", f.area, 100), f.bulging and f.bulging.value, f.thickness and f.thickness.value)
            for f in findings]  # fmt: skip


def _findings(rows: Sequence[Sequence[Any]]) -> tuple[MuscleFinding, ...]:
    return tuple(
        MuscleFinding(area, None if bulging is None else Bulging(bulging),
                      None if thickness is None else Thickness(thickness))
        for area, bulging, thickness in rows
    )  # fmt: skip


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


def _price_rows(prices: tuple[AreaPrice, ...]) -> list[_Row]:
    return [(price.area, whole_of("price per unit", price.price_per_unit, 10_000)) for price in prices]


def _prices(rows: Sequence[Sequence[Any]]) -> tuple[AreaPrice, ...]:
    return tuple(AreaPrice(area, _sure(price, 10_000)) for area, price in rows)


_RANGES = ", ".join(
    f"{style}_low_ten_thousandths, {style}_high_ten_thousandths, {style}_source, {style}_mark"
    for style in ("micro", "standard")
)
PARTS = (
    Part(
        "vials", "visit_vial",
        "id, product, vial_units_hundredths, lot, expires, diluent_microlitres, diluent, diluent_lot, made_up_at, gtin,"
        " serial", _vial_rows, _vials,
    ),
    Part("whys", "visit_why", f"about, reason, note, units_hundredths, {_RANGES}", _why_rows, _whys),
    Part("consultation", "visit_consultation", "note, sign, style, area", _consultation_rows, _consultation),
    Part("findings", "visit_finding", "area, bulging, thickness", _finding_rows, _findings),
    Part("checks", "visit_check", "ticked", _check_rows, _checks),
    Part("area_prices", "visit_area_price", "area, price_per_unit_ten_thousandths", _price_rows, _prices),
)  # fmt: skip


def moment_row(at: datetime | None) -> str | None:
    """A moment as it is kept; Refused without its UTC offset."""
    if at is not None and at.utcoffset() is None:
        raise Refused("A time needs its UTC offset; {at} has none.", at=at.isoformat())
    return at.isoformat() if at else None


def moment_of(text: str | None) -> datetime | None:
    """The inverse of `moment_row`."""
    return datetime.fromisoformat(text) if text else None


def _sure(whole: int, steps: int) -> Decimal:
    value = decimal_of(whole, steps)
    assert value is not None
    return value


def _text(name: str, text: str | None) -> str | None:
    return text if text is None else checked_text(name, text)
