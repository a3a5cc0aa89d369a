"""What can be measured on a face: which area holds a point, where a click is on the face, and skin surface in cm2."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from charting.domain.face.face import FIRST_SET, Commands, Template, View, base_area, side_of_area
from charting.domain.face.outline import Outline, Place, outline
from charting.domain.face.unrolling import unrolled
from charting.domain.visit.visit import InjectionPoint

if TYPE_CHECKING:
    from charting.domain.face.scaling import Stretch


PROFILE_SURFACES = frozenset({"crows_feet", "lower_crows_feet", "masseter", "parotid", "temporalis"})
"""Areas measured in profile, where they are seen nearly face on; the others are measured in front."""

_AREA_EDGE_MM = 0.25

_BEND_STEP_MM = 1.0
"""Between two places of an outline where a patient's own forehead bends it."""

_SAME_DECIMALS = 6
"""Areas that share a border are equally near to a place beyond it, whatever binary fractions make of it."""


class Anatomy:
    """The areas of one template version as shapes in millimetres.

    Areas that were added later come in sets. A chart is looked at with the sets there were when it was signed
    (`in_set`), so that its points lie where they lay; drafts are looked at with all of them. Skin surface is measured
    on the unrolled head (see `unrolling`).
    """

    def __init__(self, template: Template, area_set: int | None = None) -> None:
        since = {code: number for face in template.views.values() for code, number in face.since.items()}
        newest = max(since.values(), default=FIRST_SET)
        self.version = template.version
        self.area_set = newest if area_set is None else min(area_set, newest)
        self._template = template
        self._in_set: dict[int, Anatomy] = {}
        self._landmarks = {view: face.landmarks for view, face in template.views.items()}
        self._outlines = {view: outline(face.outline) for view, face in template.views.items()}
        self._areas = {
            view: _shapes({c: d for c, d in face.areas.items() if since.get(c, FIRST_SET) <= self.area_set})
            for view, face in template.views.items()
        }
        self._overlays = {view: _shapes(face.overlays) for view, face in template.views.items()}
        every = dict.fromkeys(code for areas in self._areas.values() for code in areas)
        self.codes: tuple[str, ...] = (*every, *self._overlays[View.FRONT])
        self._remember()

    def _remember(self) -> None:
        self.area_at = lru_cache(maxsize=4096)(self._area_at)
        self.nearest_area = lru_cache(maxsize=4096)(self._nearest_area)
        self._stretched = lru_cache(maxsize=16)(self._stretched_areas)
        self.surface_cm2 = lru_cache(maxsize=None)(self._surface_cm2)

    def __getstate__(self) -> dict[str, object]:
        """The shapes, without what was asked of them."""
        asked = {"area_at", "nearest_area", "_stretched", "surface_cm2"}
        return {name: value for name, value in vars(self).items() if name not in asked}

    def __setstate__(self, state: dict[str, object]) -> None:
        vars(self).update(state)
        self._remember()

    def in_set(self, area_set: int) -> Anatomy:
        """The same face with those of its areas that came up to this set; itself where that is all of them."""
        if area_set >= self.area_set:
            return self
        if area_set not in self._in_set:
            self._in_set[area_set] = Anatomy(self._template, area_set)
        return self._in_set[area_set]

    def on_face(self, view: View, x: float, y: float) -> bool:
        """Whether a place lies on the drawn skin."""
        return self._outlines[view].covers(x, y)

    def outline(self, view: View) -> Outline:
        """The skin of a view as a shape in mm."""
        return self._outlines[view]

    def landmarks(self, view: View) -> Mapping[str, Commands]:
        """The landmarks of a view, by their id: lines and single places in mm."""
        return self._landmarks[view]

    def areas(self, view: View) -> dict[str, Outline]:
        """The anatomical areas of a view, by code, as shapes in mm."""
        return dict(self._areas[view])

    def overlays(self, view: View) -> dict[str, Outline]:
        """The areas that lie over others, by code, as shapes in mm."""
        return dict(self._overlays[view])

    def _area_at(self, view: View, x: float, y: float) -> str | None:
        """The anatomical area that holds a place, never an overlay; None on skin that belongs to no area."""
        areas = self._areas[view]
        for code, shape in areas.items():
            if shape.covers(x, y):
                return code
        # Flattened neighbours may leave a hairline between them; a click there belongs to the nearer one.
        near = [code for code, shape in areas.items() if shape.at_least(x, y) <= _AREA_EDGE_MM]
        away = min(((areas[code].distance(x, y), code) for code in near), default=(math.inf, ""))
        return away[1] if away[0] <= _AREA_EDGE_MM else None

    def _nearest_area(self, view: View, x: float, y: float, stretch: Stretch) -> tuple[str, float, Place] | None:
        """The area of a view that is the nearest to a place, how far it is, and its nearest place.

        All in mm of the face that `stretch` makes of the drawing; of two that are equally near the first that is drawn.
        None in a view without areas.
        """
        codes, shapes = self._stretched(view, stretch)
        if not codes:
            return None
        best, found = math.inf, ("", (x, y))
        for code, shape in zip(codes, shapes, strict=True):
            if shape.at_least(x, y) < best:
                place = shape.nearest(x, y)
                away = round(math.hypot(place[0] - x, place[1] - y), _SAME_DECIMALS)
                if away < best:
                    best, found = away, (code, place)
        return found[0], best, found[1]

    def _stretched_areas(self, view: View, stretch: Stretch) -> tuple[tuple[str, ...], tuple[Outline, ...]]:
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
        x, y = shape.centroid if shape.covers(*shape.centroid) else shape.inner
        return view, round(x, 2), round(y, 2)

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
        return unrolled(shape, view).area / 100


def _stretched(shape: Outline, stretch: Stretch) -> Outline:
    dense = shape.dense(_BEND_STEP_MM) if stretch.bends else shape
    return dense.moved(lambda x, y: (x * stretch.x, stretch.down(y)))


def _shapes(paths: Mapping[str, Commands]) -> dict[str, Outline]:
    return {code: outline(commands) for code, commands in paths.items()}
