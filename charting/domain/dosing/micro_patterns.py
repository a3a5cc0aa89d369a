"""Patterns of micro doses: where is ours, how much is the product's own micro range.

No label has a micro pattern. A layout of the reference data says where the points of an area lie (ours, mark C); the
units are the middle of the range that this product has for it, spread evenly; where the standard range begins within
it, the middle of what is below that, so that a micro pattern is micro and nothing else. A product without a micro range
of an area has no micro pattern there: nothing is borrowed.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from charting.domain.dosing.ranges import choose_range, counting
from charting.domain.dosing.reference import LayoutPoint, MicroLayout, Pattern, PatternPoint
from charting.domain.dosing.styles import RangeStyle
from charting.domain.face.face import View
from charting.domain.units import plain
from charting.domain.visit.visit import Technique

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Reference
    from charting.domain.people.patient import Sex


STEPS = (Decimal("0.25"), Decimal("0.1"), Decimal("0.05"), Decimal("0.01"))
"""Doses of a point in U, the coarsest that fits: what can be read off a syringe comes first."""


@lru_cache(maxsize=64)
def micro_patterns(reference: Reference, product: str | None, sex: Sex | None) -> tuple[Pattern, ...]:
    """One pattern for each area with a layout and an intramuscular micro range of this product, in the areas' order."""
    found = (_pattern(reference, layout, product, sex) for layout in reference.micro_layouts)
    return tuple(pattern for pattern in found if pattern is not None)


def evenly(low: Decimal, high: Decimal, points: int) -> tuple[Decimal, ...] | None:
    """So many equal doses (U) whose sum lies within the range, nearest to its middle and rather below it.

    Where no equal doses fit, the first point has more than the others; None where that cannot be either.
    """
    middle = (low + high) / 2
    for step in STEPS:
        whole = step * points
        sums = {whole * (middle / whole).to_integral_value(rounding) for rounding in (ROUND_FLOOR, ROUND_CEILING)}
        fitting = sorted((abs(total - middle), total) for total in sums if low <= total <= high and total > 0)
        if fitting:
            return (plain(fitting[0][1] / points),) * points
    each = low / points // STEPS[0] * STEPS[0]
    return (plain(low - each * (points - 1)), *(plain(each),) * (points - 1)) if each > 0 else None


def _pattern(reference: Reference, layout: MicroLayout, product: str | None, sex: Sex | None) -> Pattern | None:
    info = reference.areas.get(layout.area)
    band = choose_range(reference, product, layout.area, Technique.IM, RangeStyle.MICRO, sex)
    if product is None or info is None or band is None:
        return None
    standard = choose_range(reference, product, layout.area, Technique.IM, RangeStyle.STANDARD, sex)
    low, high = band.low, band.high
    if standard is not None and standard.per_total_of_both == band.per_total_of_both and low < standard.low:
        high = min(high, standard.low)
    if band.per_total_of_both:
        low, high = low / 2, high / 2
    doses = evenly(low, high, len(layout.points))
    if doses is None or not (info.paired or _even(layout.points, doses)):
        return None
    rows = counting(reference.ranges_of(product, layout.area, Technique.IM, RangeStyle.MICRO))
    source = next((row.source for row in rows if row.sex is sex), rows[0].source)
    points = tuple(
        PatternPoint(x, y, dose, place.muscle, view)
        for place, dose in zip(layout.points, doses, strict=True)
        for view, x, y in (_both_sides(place) if info.paired else ((place.view, place.x_mm, place.y_mm),))
    )
    return Pattern(
        id=f"micro_{layout.area}:{product}", name=f"{info.short_name}, micro", product=product,
        area=layout.area, total=plain(sum((point.units for point in points), Decimal(0))), points=points,
        layout_mark=layout.layout_mark, source=source, mark=band.mark, weak=band.weak, text=layout.text,
        style=RangeStyle.MICRO,
    )  # fmt: skip


def _both_sides(place: LayoutPoint) -> tuple[tuple[View, float, float], ...]:
    """A place of the patient's left and its twin; of a profile, in the other profile."""
    other = View.FRONT if place.view is View.FRONT else View.RIGHT
    return ((other, -place.x_mm, place.y_mm), (place.view, place.x_mm, place.y_mm))


def _even(points: Sequence[LayoutPoint], doses: Sequence[Decimal]) -> bool:
    """Whether both sides of an area that is not paired get the same: what is given more lies in the midline."""
    return len(set(doses)) == 1 or points[0].x_mm == 0
