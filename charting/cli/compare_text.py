"""The difference of two visits as text for a terminal."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from charting.domain.past.comparison import Comparison, Pair
from charting.domain.units import plain
from charting.exchange.terminal import area_name, heading, table

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Reference
    from charting.domain.people.patient import Patient
    from charting.domain.visit.visit import Visit

_HEADINGS = ("Area", "From", "To", "Change")


def compare_text(before: Visit, after: Visit, patient: Patient, found: Comparison, reference: Reference) -> str:
    """Both visits, a row for each area, then what happened to the points, by their numbers in each visit."""
    lines = [f"From  {heading(before, patient, reference)}", f"To    {heading(after, patient, reference)}", ""]
    if found.same_product:
        rows = [_row(area_name(row.area, reference), row.units_from, row.units_to) for row in found.areas]
        totals = [[row.units_from for row in found.areas], [row.units_to for row in found.areas]]
        sums = [sum((units for units in side if units is not None), Decimal(0)) for side in totals]
        lines += [*table([_HEADINGS, *rows, _row("Total", *sums)], {1, 2, 3}), ""]
    else:
        lines += ["Two products: points are compared by their place alone, never by units.", ""]
    lines += _points(found) or ["Nothing was moved, re-dosed, added or dropped."]
    return "\n".join(lines)


def _row(name: str, before: Decimal | None, after: Decimal | None) -> tuple[str, ...]:
    if before is None or after is None:
        return (name, "", "", "")
    return (name, _units(before), _units(after), f"{plain(after - before):+f}" if after != before else "")


def _points(found: Comparison) -> list[str]:
    lines = [f"Moved     {_pair(pair)}: {pair.mm:.1f} mm{_doses(pair)}" for pair in found.moved]
    lines += [f"Re-dosed  {_pair(pair)}{_doses(pair)}" for pair in found.redosed]
    if found.added:
        lines.append(f"Added     {_numbers(found.added)}")
    if found.dropped:
        lines.append(f"Dropped   {_numbers(found.dropped)}")
    if found.same and lines:
        lines.append(f"The same  {len(found.same)}")
    return lines


def _pair(pair: Pair) -> str:
    return f"point {pair.before}" + (f" (now {pair.after})" if pair.after != pair.before else "")


def _doses(pair: Pair) -> str:
    return "" if pair.units_from == pair.units_to else f", {_units(pair.units_from)} to {_units(pair.units_to)} U"


def _units(units: Decimal | None) -> str:
    return "not dosed" if units is None else format(units, "f")


def _numbers(numbers: tuple[int, ...]) -> str:
    return ("point " if len(numbers) == 1 else "points ") + ", ".join(map(str, numbers))
