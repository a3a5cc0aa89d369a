"""Points on skin that belongs to no area: the nearest area, how far it is, on which side of it they lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from charting.domain.caution_rule import FaceMeasure, Way
from charting.domain.distances import Distance
from charting.domain.face import View, base_area
from charting.domain.outline import Place

if TYPE_CHECKING:
    from charting.domain.anatomy import Anatomy
    from charting.domain.reference import Reference
    from charting.domain.scaling import Stretch

_SIDES = {
    "above": ("above", ""), "below": ("below", ""), "lateral": ("lateral", "medial"), "behind": ("behind", "in front"),
}  # fmt: skip


class OffArea(NamedTuple):
    """The nearest area (its code without side) and the way to it, in mm of the patient.

    The distance is straight, its `way` the side of the area the point lies on; negative where that is the other one.
    """

    area: str
    distance: Distance


def off_area(anatomy: Anatomy, reference: Reference, view: View, place: Place, stretch: Stretch) -> OffArea | None:
    """How far a place is from the nearest area of its view; of two that are equally near, the first that is drawn.

    None in a view without areas.
    """
    x, y = place[0] * stretch.x, stretch.down(place[1])
    nearest = anatomy.nearest_area(view, x, y, stretch)
    if nearest is None:
        return None
    code, away, (end_x, end_y) = nearest
    area = base_area(code)
    info = reference.areas.get(area)
    name = info.short_name if info is not None else area
    side, sign = _side(view, x, y, end_x, end_y)
    measure = FaceMeasure(name=name, way=side)
    end = (end_x / stretch.x, stretch.up(end_y))
    return OffArea(area, Distance(measure, sign * away, True, place, end))


def off_area_text(found: Sequence[Distance]) -> str:
    """“on no area; nearest: Forehead, 4 mm above”; of several points “2–7 mm”, and where only if all lie there."""
    sides = {_SIDES[one.measure.way][one.value < 0] for one in found}
    figures = [_figure(value) for value in sorted(abs(one.value) for one in found)]
    ends = dict.fromkeys((figures[0], figures[-1]))
    where = sides.pop() if len(sides) == 1 else "away"
    return f"on no area; nearest: {found[0].measure.name}, {'–'.join(ends)} mm {where}"


def _figure(value: float) -> str:
    return f"{value:.0f}" if value >= 1 else "under 1"


def _side(view: View, x: float, y: float, end_x: float, end_y: float) -> tuple[Way, int]:
    """On which side of its nearest place on the area a point lies, and whether that is the side of the name."""
    down = y - end_y
    if view is View.FRONT:
        out = abs(x) - abs(end_x)
    else:
        out = (end_x - x) if view is View.RIGHT else (x - end_x)
    if abs(down) >= abs(out):
        return ("above" if down < 0 else "below"), 1
    return ("lateral" if view is View.FRONT else "behind"), (1 if out > 0 else -1)
