"""The figures of an edited visit from those of the visit before: what an edit does not touch is not looked at again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from charting.domain.dosing.dosing import (
    AreaDose,
    Assessment,
    RowKey,
    RowSum,
    assess,
    drawn_ml,
    lies_elsewhere,
    row_key,
    rows_of,
    style_of_rows,
    visit_ml,
)
from charting.domain.face.face import base_area
from charting.domain.units import plain
from charting.domain.visit.visit import InjectionPoint, Visit, differing_points, side

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Reference
    from charting.domain.face.anatomy import Anatomy
    from charting.domain.people.patient import Patient

_BEARING = ("id", "product", "vials", "vial_units", "diluent_ml", "measures")
"""The fields besides the points that figures follow from."""


class _Moved(NamedTuple):
    """A point that an edit brought (`sign` 1) or took away (-1), with its number."""

    number: int
    point: InjectionPoint
    sign: int

    @property
    def units(self) -> Decimal:
        """What it adds to a sum; nothing without a dose."""
        return Decimal(0) if self.point.units is None else self.sign * self.point.units

    @property
    def undosed(self) -> int:
        return self.sign if self.point.units is None else 0


def reassess(
    visit: Visit, was: Visit, before: Assessment, patient: Patient | None, reference: Reference, anatomy: Anatomy
) -> Assessment:
    """The value of `assess`, where `before` is that of the visit `was`, of this patient, reference data and face.

    Its cost follows from how many points differ: doses are exact, so a sum with one more added is the sum of all. Where
    a point goes from the middle the others get new numbers, and all is assessed anew.
    """
    moved = None if any(getattr(was, name) != getattr(visit, name) for name in _BEARING) else _moved(was, visit)
    if moved is None:
        return assess(visit, patient, reference, anatomy)
    areas = _rows(visit, before, moved, patient, reference, anatomy)
    sides = {"left": before.left_units, "right": before.right_units, "midline": before.midline_units}
    for one in moved:
        sides[side(one.point)] += one.units
    undosed = before.undosed_points + sum(one.undosed for one in moved)
    left = set(before.mismatched_points) - {one.number for one in moved if one.sign < 0}
    left |= {one.number for one in moved if one.sign > 0 and lies_elsewhere(one.point, reference, anatomy)}
    return replace(
        before,
        style=style_of_rows(areas),
        total_units=plain(sum((one.units for one in moved), before.total_units)),
        undosed_points=undosed,
        volume_ml=_volume(visit, was, before, undosed, moved, reference),
        left_units=plain(sides["left"]),
        right_units=plain(sides["right"]),
        midline_units=plain(sides["midline"]),
        areas=areas,
        mismatched_points=tuple(sorted(left)),
    )


def _moved(was: Visit, visit: Visit) -> list[_Moved] | None:
    """The points that went and those that came; None where points that stay have other numbers than before."""
    begin, gone, new = differing_points(was.points, visit.points)
    at_the_end = begin + max(len(gone), len(new)) == max(len(was.points), len(visit.points))
    if len(gone) != len(new) and not at_the_end:
        return None
    return [
        *(_Moved(number, point, -1) for number, point in enumerate(gone, begin + 1)),
        *(_Moved(number, point, 1) for number, point in enumerate(new, begin + 1)),
    ]


def _rows(
    visit: Visit, before: Assessment, moved: list[_Moved], patient: Patient | None, reference: Reference,
    anatomy: Anatomy,
) -> tuple[AreaDose, ...]:  # fmt: skip
    """The rows that points left or joined, and those of the other side, anew; the others as they are."""
    sums: dict[RowKey, RowSum] = {}
    for row in before.areas:
        sums[row.area, row.technique] = RowSum(row.units, row.undosed, row.point_numbers)
    touched = set()
    for one in moved:
        code, technique = key = row_key(one.point, anatomy)
        touched.add((base_area(code), technique))
        units, undosed, numbers = sums.get(key, RowSum())
        numbers = (
            tuple(sorted((*numbers, one.number))) if one.sign > 0 else tuple(n for n in numbers if n != one.number)
        )
        sums[key] = RowSum(units + one.units, undosed + one.undosed, numbers)
    sums = {key: row for key, row in sums.items() if row.numbers}
    kept = {
        (row.area, row.technique): row for row in before.areas if (base_area(row.area), row.technique) not in touched
    }
    return rows_of(sums, kept, visit.product, patient, reference, anatomy, visit.measures)


def _volume(
    visit: Visit, was: Visit, before: Assessment, undosed: int, moved: list[_Moved], reference: Reference
) -> Fraction | None:
    """The volume of before with what differs; all of it anew where it was not known, or no point is dosed."""
    product = reference.products.get(visit.product or "")
    if product is None:
        return None
    none_dosed = before.undosed_points == len(was.points) or undosed == len(visit.points)
    total = before.volume_ml
    if total is None or none_dosed:
        return visit_ml(visit, product)
    for one in moved:
        if one.point.units is not None:
            part = drawn_ml(visit, one.point.vial, one.point.units, product)
            if part is None:
                return None
            total += one.sign * part
    return total
