"""The marks of the points of one canvas: made anew when what they show is something else, and only then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QRegion

from charting.domain.units import dose_text
from charting.drawing.points import PointMark, Radii

if TYPE_CHECKING:
    from collections.abc import Mapping

    from charting.domain.dosing.styles import Style
    from charting.ui.face.surface import Surface


class Marks:
    """Belongs to one canvas, which asks for its `marks` at every change."""

    def __init__(self, canvas: Surface) -> None:
        self._canvas = canvas
        self._radii = Radii()
        self._made_of: object = None
        self._made: dict[int, PointMark] = {}

    def marks(self, styles: Mapping[int, Style | None]) -> dict[int, PointMark]:
        """The points of the canvas's view by their keys; the very same dictionary while nothing is different."""
        canvas, visit = self._canvas, self._canvas.visit
        moved = canvas.dragged
        preview = (canvas.preview.x(), canvas.preview.y()) if moved else None
        points = visit.points if visit is not None else ()
        made_of = (points, canvas.view, canvas.camera, moved, preview, canvas.selection, styles, canvas.locale().name())
        if made_of != self._made_of:
            self._made_of, self._made = made_of, self._make(styles, moved)
        return self._made

    def _make(self, styles: Mapping[int, Style | None], moved: frozenset[int]) -> dict[int, PointMark]:
        canvas, visit = self._canvas, self._canvas.visit
        shown = [p for p in visit.points if p.view is canvas.view] if visit is not None else []
        places = []
        for point in shown:
            at = canvas.camera.to_px(point.x_mm, point.y_mm)
            at = at + canvas.preview if point.key in moved else at
            places.append((at.x(), at.y()))
        sign = canvas.locale().decimalPoint()
        sizes = self._radii.of(places, canvas.camera.scale)
        return {
            point.key: PointMark(
                point.key, x, y, radius, dose_text(point.units, sign), styles.get(point.key),
                point.technique.value == "id", point.key in canvas.selection, point.guessed,
            )
            for point, (x, y), radius in zip(shown, places, sizes, strict=True)
        }  # fmt: skip


def differing(before: Mapping[int, PointMark], now: Mapping[int, PointMark]) -> QRegion:
    """Where marks were that are gone or others now, and where those are."""
    region = QRegion()
    if before is now:
        return region
    for key in before.keys() | now.keys():
        old, new = before.get(key), now.get(key)
        if old != new:
            for mark in (old, new):
                if mark is not None:
                    region += mark.rect().toAlignedRect()
    return region
