"""Distances on the face drawing that cautions speak of: from a place to a landmark, in mm of one patient.

Landmarks are those of the drawing, which is the template face; point and landmark are both put where they lie on the
patient's face (see `scaling.Stretch`) and measured there. Distances are taken as the drawing is seen, but for the areas
whose surface is measured in profile (crow's feet, masseter): there the front view foreshortens the skin to half and
less, so what runs sideways follows the skin, on the same elliptic cylinder as the surfaces. “Above” and “below” are
upright, at the point's own distance from the midline; beyond a line's ends its nearer end counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from charting.domain.cautions.rule import FaceMeasure, Said, Way, said, said_of_data, span
from charting.domain.face.anatomy import PROFILE_SURFACES, Anatomy
from charting.domain.face.face import View, base_area
from charting.domain.face.outline import Place, line
from charting.domain.face.scaling import Stretch
from charting.domain.face.unrolling import CANTHUS_DEPTH_MM, HALF_DEPTH_MM, HALF_WIDTH_MM, arc_length

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Reference


_Box = tuple[float, float, float, float]
_Foot = tuple[float, Place]
"""A distance in mm of the patient, and the place on the drawn landmark it is told from."""

DRAWN = Stretch()
"""The drawing as it is."""

EXACT = 6
"""Decimals that are compared: what is kept to 0.01 mm must not miss a limit by a rounding of binary fractions."""


@dataclass(frozen=True, slots=True)
class Distance:
    """One distance of a point: `value` in mm of this patient (a share of 1 where the way is `part`).

    `off` says that it is outside the bounds of its measure. `start` and `end` are places of the drawing; `spare` is
    how far within the bounds it still is, in mm (infinite where it has none in mm, or is off).
    """

    measure: FaceMeasure
    value: float
    off: bool
    start: Place
    end: Place

    @property
    def spare(self) -> float:
        measure = self.measure
        if self.off or measure.way == "part":
            return math.inf
        below = math.inf if measure.least is None else self.value - float(measure.least)
        above = math.inf if measure.most is None else float(measure.most) - self.value
        return min(below, above)


class _Seen(NamedTuple):
    """A side of a face as it is measured: `skin` follows the skin sideways, `stretch` makes it the patient's."""

    anatomy: Anatomy
    view: View
    side: str
    skin: bool
    stretch: Stretch


def distance(
    anatomy: Anatomy, measure: FaceMeasure, view: View, place: Place, area: str, stretch: Stretch,
    sites: Sequence[Place] = (),
) -> Distance | None:  # fmt: skip
    """The distance of a place by one measure; None where the drawing lacks the landmark or it does not count.

    `area` is the code the point counts for, `sites` are the places of the area that the measure names.
    """
    if measure.sites is not None:
        return _told(measure, place, _nearest_site(place, sites, stretch))
    seen = _Seen(anatomy, view, _side(view, place), base_area(area) in PROFILE_SURFACES, stretch)
    return _kept(seen, measure, place)


@lru_cache(maxsize=16384)
def _kept(seen: _Seen, measure: FaceMeasure, place: Place) -> Distance | None:
    return _told(measure, place, _measured(seen, measure, place))


def _told(measure: FaceMeasure, place: Place, found: _Foot | None) -> Distance | None:
    if found is None:
        return None
    value = round(found[0], EXACT)
    return Distance(measure, value, _off(measure, value), place, found[1])


def height_of(
    anatomy: Anatomy, measure: FaceMeasure, view: View, place: Place, stretch: Stretch = DRAWN
) -> float | None:
    """How far a place is above or below the landmark, in mm of the patient; None where the drawing lacks it."""
    mark = _line(_Seen(anatomy, view, _side(view, place), False, stretch), measure.landmark or "")
    return None if mark is None else abs(stretch.down(place[1]) - mark.plane[0][1])


def _off(measure: FaceMeasure, value: float) -> bool:
    if measure.least is None and measure.most is None:
        return True  # it was within a line that no point belongs to
    low = measure.least is not None and value < float(measure.least)
    return low or (measure.most is not None and value > float(measure.most))


def _nearest_site(place: Place, sites: Sequence[Place], stretch: Stretch) -> _Foot | None:
    down = stretch.down(place[1])

    def away(site: Place) -> float:
        return math.hypot((place[0] - site[0]) * stretch.x, down - stretch.down(site[1]))

    nearest = min(sites, key=away, default=None)
    return None if nearest is None else (away(nearest), nearest)


# ---------------------------------------------------------------------- landmarks


@dataclass(frozen=True, slots=True)
class _Line:
    """A landmark: its places on the drawing, and the patient's in the plane that is measured in (+x off midline).

    `box` is left, top, right and bottom of it in that plane.
    """

    drawn: tuple[Place, ...]
    plane: tuple[Place, ...]
    box: _Box = field(init=False, compare=False)

    def __post_init__(self) -> None:
        across, down = [x for x, _ in self.plane], [y for _, y in self.plane]
        object.__setattr__(self, "box", (min(across), min(down), max(across), max(down)))


def _side(view: View, place: Place) -> str:
    if view is not View.FRONT:
        return view.value
    return "left" if place[0] >= 0 else "right"


def _plane(seen: _Seen, place: Place) -> Place:
    """A place as it is measured, in mm of the patient: away from the midline (in profile: to the ear), and down."""
    x, y = place
    view, _, skin, stretch = seen[1:]
    if view is View.FRONT:
        out = x if seen.side == "left" else -x
        return (_arc_front(out) if skin else out) * stretch.x, stretch.down(y)
    depth = CANTHUS_DEPTH_MM + (x if view is View.RIGHT else -x)
    return -(_arc_profile(depth) if skin else depth) * stretch.x, stretch.down(y)


@lru_cache(maxsize=8192)
def _arc_front(across: float) -> float:
    return arc_length(across, HALF_WIDTH_MM, HALF_DEPTH_MM)


@lru_cache(maxsize=8192)
def _arc_profile(depth: float) -> float:
    return arc_length(depth, HALF_DEPTH_MM, HALF_WIDTH_MM)


@lru_cache(maxsize=512)
def _line(seen: _Seen, name: str) -> _Line | None:
    """A landmark of the point's side, else one without sides."""
    known = seen.anatomy.landmarks(seen.view)
    commands = known.get(f"{name}.{seen.side}") or known.get(name)
    if commands is None:
        return None
    drawn = tuple(_bent(line(commands), seen.stretch))
    return _Line(drawn, tuple(_plane(seen, place) for place in drawn))


def _bent(places: Sequence[Place], stretch: Stretch) -> Iterator[Place]:
    """The places of a line, with one more where it crosses the brows' height and is bent there."""
    yield places[0]
    for a, b in pairwise(places):
        if stretch.bends and (a[1] - stretch.brow_y) * (b[1] - stretch.brow_y) < 0:
            yield _between(a, b, (stretch.brow_y - a[1]) / (b[1] - a[1]))
        yield b


def _of(seen: _Seen, measure: FaceMeasure) -> _Line | None:
    found = _line(seen, measure.landmark or "")
    if found is None:
        return None
    if measure.middle:
        return _Line((_middle(found.drawn),), (_middle(found.plane),))
    if measure.to is not None and measure.way != "part":
        other = _line(seen, measure.to)
        if other is None:
            return None
        return _Line((found.drawn[0], other.drawn[0]), (found.plane[0], other.plane[0]))
    return found


def _middle(places: tuple[Place, ...]) -> Place:
    """The place half way across a line."""
    half = (places[0][0] + places[-1][0]) / 2
    return _crossings(_Line(places, places), half, axis=0)[0][0]


# ---------------------------------------------------------------------- measuring


def _measured(seen: _Seen, measure: FaceMeasure, place: Place) -> _Foot | None:
    mark, here = _of(seen, measure), _plane(seen, place)
    if mark is None or not _beyond(seen, measure, here) or not _within(seen, measure, here):
        return None
    match measure.way:
        case "above" | "below":
            end = _upright(mark, here[0], upper=measure.way == "above")
            away = end[0][1] - here[1]
            return (away if measure.way == "above" else -away), (place[0], end[1][1])
        case "lateral" | "behind":
            level = _sideways(mark, here[1])
            return here[0] - level[0][0], (level[1][0], place[1])
        case "part":
            return _part(seen, measure, mark, here)
        case _:
            away, end_drawn = _straight(mark, here)
            inside = measure.way == "outside" and _within_line(mark, here)
            return (-away if inside else away), end_drawn


def _beyond(seen: _Seen, measure: FaceMeasure, here: Place) -> bool:
    if measure.beyond is None:
        return True
    border = _line(seen, measure.beyond)
    return border is not None and here[0] > border.plane[0][0]


def _within(seen: _Seen, measure: FaceMeasure, here: Place) -> bool:
    if measure.within is None:
        return True
    ring = _line(seen, measure.within)
    return ring is not None and _within_line(ring, here)


def _part(seen: _Seen, measure: FaceMeasure, mark: _Line, here: Place) -> _Foot | None:
    end = _line(seen, measure.to or "")
    if end is None:
        return None
    top, low = mark.plane[0][1], _upright(end, here[0], upper=False)
    return (here[1] - top) / (low[0][1] - top), low[1]


_Both = tuple[Place, Place]
"""A place in the measured plane, and the same on the drawing."""


def _upright(mark: _Line, x: float, *, upper: bool) -> _Both:
    """Where the line crosses the upright through x: its upper or its lower place; beyond its ends, the nearer end."""
    found = _crossings(mark, x, axis=0)
    return min(found, key=lambda both: both[0][1] if upper else -both[0][1])


def _sideways(mark: _Line, y: float) -> _Both:
    """Where the line crosses the level y, farthest from the midline; above or below it, its nearer end."""
    return max(_crossings(mark, y, axis=1), key=lambda both: both[0][0])


def _crossings(mark: _Line, at: float, *, axis: int) -> list[_Both]:
    plane, drawn = mark.plane, mark.drawn
    found = []
    for n in range(len(plane) - 1):
        a, b = plane[n], plane[n + 1]
        if a[axis] == b[axis] == at:  # it lies along it with both its ends
            found += [(a, drawn[n]), (b, drawn[n + 1])]
        elif min(a[axis], b[axis]) <= at <= max(a[axis], b[axis]):
            t = (at - a[axis]) / (b[axis] - a[axis])
            found.append((_between(a, b, t), _between(drawn[n], drawn[n + 1], t)))
    if not found:
        n = min(range(len(plane)), key=lambda n: abs(plane[n][axis] - at))
        found.append((plane[n], drawn[n]))
    return found


def _straight(mark: _Line, here: Place) -> _Foot:
    """The nearest place of the line."""
    plane, drawn = mark.plane, mark.drawn
    best = (math.dist(plane[0], here), drawn[0])
    for n in range(len(plane) - 1):
        a, b = plane[n], plane[n + 1]
        dx, dy = b[0] - a[0], b[1] - a[1]
        size = dx * dx + dy * dy
        along = (here[0] - a[0]) * dx + (here[1] - a[1]) * dy
        t = min(1.0, max(0.0, along / size)) if size else along  # 0 on a piece without a length
        away = math.hypot(a[0] + t * dx - here[0], a[1] + t * dy - here[1])
        if away < best[0]:
            best = (away, _between(drawn[n], drawn[n + 1], t))
    return best


def _within_line(ring: _Line, here: Place) -> bool:
    """As `_inside`; most places are not even within the box around the line."""
    left, top, right, bottom = ring.box
    return left <= here[0] <= right and top <= here[1] <= bottom and _inside(ring.plane, here)


def _inside(ring: Sequence[Place], here: Place) -> bool:
    """Whether a place lies within a line that is closed from its end to its beginning."""
    within = False
    x, y = here
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            within = not within
    return within


def _between(a: Place, b: Place, t: float) -> Place:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t


# Points on skin that belongs to no area: the nearest area, how far it is, on which side of it they lie.


_SIDES = {
    "above": ("on no area; nearest: {area}, {mm} mm above", ""),
    "below": ("on no area; nearest: {area}, {mm} mm below", ""),
    "lateral": ("on no area; nearest: {area}, {mm} mm lateral", "on no area; nearest: {area}, {mm} mm medial"),
    "behind": ("on no area; nearest: {area}, {mm} mm behind", "on no area; nearest: {area}, {mm} mm in front"),
}


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
    side, sign = _way(view, x, y, end_x, end_y)
    measure = FaceMeasure(name=name, way=side)
    end = (end_x / stretch.x, stretch.up(end_y))
    return OffArea(area, Distance(measure, sign * away, True, place, end))


def off_area_text(found: Sequence[Distance]) -> Said:
    """“on no area; nearest: Forehead, 4 mm above”; of several points “2–7 mm”, and where only if all lie there."""
    sides = {_SIDES[one.measure.way][one.value < 0] for one in found}
    figures = [_figure(value) for value in sorted(abs(one.value) for one in found)]
    where = sides.pop() if len(sides) == 1 else "on no area; nearest: {area}, {mm} mm away"
    return said(where, area=said_of_data(found[0].measure.name), mm=span(figures[0], figures[-1]))


def _figure(value: float) -> Decimal | Said:
    return Decimal(f"{value:.0f}") if value >= 1 else said("under 1")


def _way(view: View, x: float, y: float, end_x: float, end_y: float) -> tuple[Way, int]:
    """On which side of its nearest place on the area a point lies, and whether that is the side of the name."""
    down = y - end_y
    if view is View.FRONT:
        out = abs(x) - abs(end_x)
    else:
        out = (end_x - x) if view is View.RIGHT else (x - end_x)
    if abs(down) >= abs(out):
        return ("above" if down < 0 else "below"), 1
    return ("lateral" if view is View.FRONT else "behind"), (1 if out > 0 else -1)
