"""What can be measured on a face: which area holds a point, where a click is on the face, and skin surface in cm2."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from charting.domain.face import FIRST_SET, Commands, Template, View, base_area, side_of_area
from charting.domain.visit import InjectionPoint

if TYPE_CHECKING:
    from charting.domain.scaling import Stretch

FLATTENING_MM = 0.05
"""A curve and its polygon are nowhere farther apart than this."""

HALF_WIDTH_MM = 66.9
"""Zygion of the template face: half the head's width, semi-axis a of the elliptic cylinder (mark C, derived)."""

HALF_DEPTH_MM = 85.0
"""Half the head's depth, semi-axis b of the elliptic cylinder (reference data [projection], mark C)."""

OUTER_CANTHUS_MM = 43.9
"""Lateral position of the outer canthus, which is the origin of the profiles (mark C, derived)."""

CANTHUS_DEPTH_MM = HALF_DEPTH_MM * math.sqrt(1 - (OUTER_CANTHUS_MM / HALF_WIDTH_MM) ** 2)
"""How far in front of the ellipse's middle the profiles have their origin."""

PROFILE_SURFACES = frozenset({"crows_feet", "lower_crows_feet", "masseter", "parotid", "temporalis"})
"""Areas measured in profile, where they are seen nearly face on; the others are measured in front."""

_AREA_EDGE_MM = 0.25

FACING = 0.1
"""Skin is seen in a view when the cosine between its normal and the line of sight is at least this (84 degrees)."""

SILHOUETTE_MM = 20.0
"""The drawn head is no cylinder: skin that faces a view is drawn on its silhouette where it lies this much beyond."""

_INSIDE_MM = 1.0
_SIGHT = {View.FRONT: (0.0, 1.0), View.RIGHT: (-1.0, 0.0), View.LEFT: (1.0, 0.0)}
"""From where each view looks: to the patient's left, to the front."""

Skin: TypeAlias = BaseGeometry

_BEND_STEP_MM = 1.0
"""Between two places of an outline where a patient's own forehead bends it."""

_SAME_DECIMALS = 6
"""Areas that share a border are equally near to a place beyond it, whatever binary fractions make of it."""


class Anatomy:
    """The areas of one template version as polygons in millimetres.

    Areas that were added later come in sets. A chart is looked at with the sets there were when it was signed
    (`in_set`), so that its points lie where they lay; drafts are looked at with all of them.

    Skin surface is not its projection. The head is taken as an upright elliptic cylinder with semi-axes a = 66.9 mm
    (half width) and b = 85 mm (half depth), the model behind the reference data's [projection] table (mark C): in
    front, surface over projection is sqrt(1 + t^2) with the slope t = (b/a) x / sqrt(a^2 - x^2); in profile it is
    sqrt(1 + 1/t^2). Both depend on the horizontal coordinate alone, so an area is unrolled, each vertex moved to its
    arc length on the ellipse, and its plane surface measured there: the integral without an approximation but the
    step of the arc length table (0.01 mm).
    """

    def __init__(self, template: Template, area_set: int | None = None) -> None:
        since = {code: number for face in template.views.values() for code, number in face.since.items()}
        newest = max(since.values(), default=FIRST_SET)
        self.version = template.version
        self.area_set = newest if area_set is None else min(area_set, newest)
        self._template = template
        self._in_set: dict[int, Anatomy] = {}
        self._landmarks = {view: face.landmarks for view, face in template.views.items()}
        self._outlines = {view: polygon(face.outline) for view, face in template.views.items()}
        self._areas = {
            view: _polygons({c: d for c, d in face.areas.items() if since.get(c, FIRST_SET) <= self.area_set})
            for view, face in template.views.items()
        }
        self._overlays = {view: _polygons(face.overlays) for view, face in template.views.items()}
        for shape in [*self._outlines.values(), *(p for areas in self._areas.values() for p in areas.values())]:
            shapely.prepare(shape)
        every = dict.fromkeys(code for areas in self._areas.values() for code in areas)
        self.codes: tuple[str, ...] = (*every, *self._overlays[View.FRONT])
        self.area_at = lru_cache(maxsize=4096)(self._area_at)
        self.nearest_area = lru_cache(maxsize=4096)(self._nearest_area)
        self._stretched = lru_cache(maxsize=16)(self._stretched_areas)
        self.surface_cm2 = lru_cache(maxsize=None)(self._surface_cm2)

    def in_set(self, area_set: int) -> Anatomy:
        """The same face with those of its areas that came up to this set; itself where that is all of them."""
        if area_set >= self.area_set:
            return self
        if area_set not in self._in_set:
            self._in_set[area_set] = Anatomy(self._template, area_set)
        return self._in_set[area_set]

    def on_face(self, view: View, x: float, y: float) -> bool:
        """Whether a place lies on the drawn skin."""
        return bool(self._outlines[view].covers(shapely.Point(x, y)))

    def outline(self, view: View) -> BaseGeometry:
        """The skin of a view as a polygon in mm."""
        return self._outlines[view]

    def landmarks(self, view: View) -> Mapping[str, Commands]:
        """The landmarks of a view, by their id: lines and single places in mm."""
        return self._landmarks[view]

    def areas(self, view: View) -> dict[str, BaseGeometry]:
        """The anatomical areas of a view, by code, as polygons in mm."""
        return dict(self._areas[view])

    def overlays(self, view: View) -> dict[str, BaseGeometry]:
        """The areas that lie over others, by code, as polygons in mm."""
        return dict(self._overlays[view])

    def _area_at(self, view: View, x: float, y: float) -> str | None:
        """The anatomical area that holds a place, never an overlay; None on skin that belongs to no area."""
        place = shapely.Point(x, y)
        areas = self._areas[view]
        for code, shape in areas.items():
            if shape.covers(place):
                return code
        # Flattened neighbours may leave a hairline between them; a click there belongs to the nearer one.
        near = min(((shape.distance(place), code) for code, shape in areas.items()), default=(math.inf, ""))
        return near[1] if near[0] <= _AREA_EDGE_MM else None

    def areas_at(self, view: View, places: Sequence[tuple[float, float]]) -> list[str | None]:
        """As `area_at` for very many places (x, y) at once."""
        codes, found = list(self._areas[view]), np.full(len(places), -1)
        tree = shapely.STRtree(list(self._areas[view].values()))
        points = shapely.points(np.array(places, dtype=np.float64).reshape(-1, 2))
        which, holders = tree.query(points, predicate="covered_by")
        for place, holder in sorted(zip(which.tolist(), holders.tolist(), strict=True), reverse=True):
            found[place] = holder  # of two that share their border the first one, which is written last
        areas = [codes[n] if n >= 0 else None for n in found.tolist()]
        for place in _near_an_edge(tree, points, found):
            areas[place] = self._area_at(view, *places[place])
        return areas

    def _nearest_area(
        self, view: View, x: float, y: float, stretch: Stretch
    ) -> tuple[str, float, tuple[float, float]] | None:
        """The area of a view that is the nearest to a place, how far it is, and its nearest place.

        All in mm of the face that `stretch` makes of the drawing; of two that are equally near the first that is drawn.
        None in a view without areas.
        """
        codes, shapes = self._stretched(view, stretch)
        if not codes:
            return None
        here = shapely.Point(x, y)
        away = np.round(shapely.distance(shapes, here), _SAME_DECIMALS)
        nearest = int(np.argmin(away))
        end = shapely.get_coordinates(shapely.shortest_line(here, shapes[nearest]))[1]
        return codes[nearest], float(away[nearest]), (float(end[0]), float(end[1]))

    def _stretched_areas(self, view: View, stretch: Stretch) -> tuple[tuple[str, ...], tuple[BaseGeometry, ...]]:
        areas = self._areas[view]
        return tuple(areas), tuple(_stretched(shape, stretch) for shape in areas.values())

    def area_of(self, point: InjectionPoint) -> str | None:
        """The area somebody chose for the point, else the one its position lies in."""
        return point.area or self.area_at(point.view, point.x_mm, point.y_mm)

    def middle(self, code: str) -> tuple[View, float, float]:
        """A place in the middle of an area, in the view its skin is measured in; KeyError where there is none."""
        profile = base_area(code) in PROFILE_SURFACES
        view = View(side_of_area(code) or "right") if profile else View.FRONT
        shape = self._areas[view].get(code) or self._overlays[view].get(code)
        if shape is None:
            raise KeyError(code)
        middle = shape.centroid if shape.covers(shape.centroid) else shape.representative_point()
        return view, round(middle.x, 2), round(middle.y, 2)

    def paired(self, base: str) -> bool:
        """Whether an area (its code without side) exists on both sides."""
        return any(code.startswith(base + ".") for code in self.codes)

    def _surface_cm2(self, code: str) -> float:
        """Skin surface of an area in cm2 on the template face; in profile for crow's feet and masseter."""
        if base_area(code) in PROFILE_SURFACES:
            view = View(side_of_area(code) or "right")
        else:
            view = View.FRONT
        shape = self._areas[view].get(code) or self._overlays[view].get(code)
        if shape is None:
            raise KeyError(code)
        return float(unrolled(shape, view).area) / 100


def _stretched(shape: BaseGeometry, stretch: Stretch) -> BaseGeometry:
    dense = shapely.segmentize(shape, _BEND_STEP_MM) if stretch.bends else shape
    return shapely.transform(dense, lambda xy: np.array([(x * stretch.x, stretch.down(y)) for x, y in xy]))


def polygon(commands: Commands) -> BaseGeometry:
    """A closed path as a polygon in mm, curves flattened to 0.05 mm; a subpath inside another is a hole in it."""
    rings = [Polygon(ring) for ring in _rings(commands) if len(ring) >= 3]
    if not rings or not all(ring.is_valid for ring in rings):
        raise ValueError("an area is empty or crosses itself")
    return reduce(lambda shape, ring: shape.symmetric_difference(ring), rings[1:], rings[0])


def line(commands: Commands) -> NDArray[np.float64]:
    """An open path or a point as an array of (x, y) in mm."""
    return np.array(next(_rings(commands)), dtype=np.float64)


def _near_an_edge(tree: shapely.STRtree, points: NDArray[np.object_], found: NDArray[np.int_]) -> list[int]:
    """The points that no area covers, and that may yet lie in the hairline between two."""
    rest = np.flatnonzero(found < 0)
    near, _ = tree.query(points[rest], predicate="dwithin", distance=2 * _AREA_EDGE_MM)
    return [int(place) for place in rest[np.unique(near)]]


def _polygons(paths: Mapping[str, Commands]) -> dict[str, BaseGeometry]:
    return {code: polygon(commands) for code, commands in paths.items()}


def _rings(commands: Commands) -> Iterator[list[tuple[float, float]]]:
    ring: list[tuple[float, float]] = []
    for kind, numbers in commands:
        if kind == "M":
            if ring:
                yield ring
            ring = [(numbers[0], numbers[1])]
        elif kind == "L":
            ring.append((numbers[0], numbers[1]))
        elif kind == "C":
            ring.extend(_flat(ring[-1], numbers))
    if ring:
        yield ring


def _flat(start: tuple[float, float], numbers: tuple[float, ...]) -> list[tuple[float, float]]:
    """Points of a cubic curve after its start; even steps in t, so that both directions give the same points."""
    x0, y0 = start
    x1, y1, x2, y2, x3, y3 = numbers
    bend = max(math.hypot(x0 - 2 * x1 + x2, y0 - 2 * y1 + y2), math.hypot(x1 - 2 * x2 + x3, y1 - 2 * y2 + y3))
    steps = max(1, math.ceil(math.sqrt(6 * bend / (8 * FLATTENING_MM))))
    points = []
    for n in range(1, steps + 1):
        t = n / steps
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        points.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return points


@lru_cache(maxsize=2)
def _arc_table(half_axis: float, other_axis: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Positions along `half_axis` and their arc lengths on the ellipse, from the middle outwards."""
    # Even steps of the angle make even steps of arc where the ellipse turns away and the plain integral diverges.
    angle = np.linspace(0.0, math.pi / 2, 20001)
    speed = np.hypot(half_axis * np.cos(angle), other_axis * np.sin(angle))
    arc = np.concatenate([[0.0], np.cumsum((speed[1:] + speed[:-1]) / 2 * np.diff(angle))])
    return half_axis * np.sin(angle), arc


def arc_length(position: NDArray[np.float64], half_axis: float, other_axis: float) -> NDArray[np.float64]:
    """Arc length on the ellipse from its middle to `position` (mm, signed); beyond the axis it goes on as a plane."""
    positions, arcs = _arc_table(half_axis, other_axis)
    size = np.abs(position)
    inside = np.interp(np.minimum(size, half_axis), positions, arcs)
    return np.asarray(np.sign(position) * (inside + np.maximum(size - half_axis, 0.0)), dtype=np.float64)


def unrolled(shape: BaseGeometry, view: View) -> BaseGeometry:
    """A shape of a view with each vertex at its arc length on the head's ellipse: its area is skin surface in mm2."""
    # A straight edge bends when it is unrolled; half a millimetre between vertices keeps it to 0.01 % of the surface.
    dense = shapely.segmentize(shape, 0.5)
    if view is View.FRONT:
        return shapely.transform(
            dense, lambda xy: np.column_stack([arc_length(xy[:, 0], HALF_WIDTH_MM, HALF_DEPTH_MM), xy[:, 1]])
        )
    to_front = 1.0 if view is View.RIGHT else -1.0
    return shapely.transform(
        dense,
        lambda xy: np.column_stack(
            [arc_length(CANTHUS_DEPTH_MM + to_front * xy[:, 0], HALF_DEPTH_MM, HALF_WIDTH_MM), xy[:, 1]]
        ),
    )


def in_front(view: View, x_mm: float, y_mm: float) -> tuple[float, float]:
    """Where a place of a profile lies in the front view, on the head's ellipse; near enough for a dot."""
    if view is View.FRONT:
        return x_mm, y_mm
    depth = CANTHUS_DEPTH_MM + (x_mm if view is View.RIGHT else -x_mm)
    across = HALF_WIDTH_MM * math.sqrt(max(0.0, 1 - (depth / HALF_DEPTH_MM) ** 2))
    return (-across if view is View.RIGHT else across), y_mm


def turned(drawn: View, view: View, x_mm: float, y_mm: float) -> tuple[float, float] | None:
    """Where a place of one view lies in another one on the head's ellipse (mm); None where its skin does not face it.

    The ellipse is the one that measures skin (see `Anatomy`). Of the midline a profile sees the edge alone, and no
    profile sees the other side.
    """
    if drawn is view:
        return x_mm, y_mm
    if drawn is not View.FRONT and view is not View.FRONT:
        return None
    if drawn is View.FRONT:
        across, depth = x_mm, HALF_DEPTH_MM * math.sqrt(max(0.0, 1 - (x_mm / HALF_WIDTH_MM) ** 2))
    else:
        across, _ = in_front(drawn, x_mm, y_mm)
        depth = CANTHUS_DEPTH_MM + (x_mm if drawn is View.RIGHT else -x_mm)
    normal = (across / HALF_WIDTH_MM**2, depth / HALF_DEPTH_MM**2)
    sight = _SIGHT[view]
    if normal[0] * sight[0] + normal[1] * sight[1] < FACING * math.hypot(*normal):
        return None
    if view is View.FRONT:
        return round(across, 2), y_mm
    return round(depth - CANTHUS_DEPTH_MM if view is View.RIGHT else CANTHUS_DEPTH_MM - depth, 2), y_mm


def seen_on(skin: Skin, view: View, drawn: View, x_mm: float, y_mm: float) -> tuple[float, float] | None:
    """As `turned`, on the drawn `skin` of the view: what faces it and lies beyond the drawn head is on its edge."""
    found = turned(drawn, view, x_mm, y_mm)
    if found is None or skin.covers(shapely.Point(*found)):
        return found
    left, _, right, _ = skin.bounds
    row = skin.intersection(shapely.LineString([(left - 1, found[1]), (right + 1, found[1])]))
    if row.is_empty:
        return None
    inside = round(min(max(found[0], row.bounds[0] + _INSIDE_MM), row.bounds[2] - _INSIDE_MM), 2)
    near = abs(inside - found[0]) <= SILHOUETTE_MM and skin.covers(shapely.Point(inside, found[1]))
    return (inside, found[1]) if near else None


__all__ = ["Anatomy", "Skin", "arc_length", "in_front", "line", "polygon", "seen_on", "turned", "unrolled"]
