"""The points of the open visit in the view that is shown: made, painted, and told apart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QFont, QPainter

from charting.domain.dosing.styles import Style
from charting.domain.units import dose_text
from charting.domain.visit.visit import InjectionPoint
from charting.drawing.palette import FacePalette
from charting.drawing.points import PointMark, Radii, paint_point
from charting.drawing.sprites import Sprites
from charting.drawing.still import Dirty
from charting.ui.face.hits import nearest
from charting.ui.face.scene import Ground, InHand, Moving, Scene, points_in, rects_of

Points = tuple[InjectionPoint, ...]
Styles = Mapping[int, Style | None]
"""The style each dosed point is coloured by: the one of its area's row."""


class Marks:
    """Marks are made anew when what they show is something else, and only then; what is painted is kept as sprites."""

    def __init__(self) -> None:
        self._radii = Radii()
        self._sprites = Sprites()
        self._made_of: object = None
        self._ground: object = None
        self._made: dict[int, PointMark] = {}
        self._points: dict[int, InjectionPoint] = {}
        self._all: Points = ()

    def make(self, points: Points, ground: Ground, hand: InHand, styles: Styles) -> dict[int, PointMark]:
        """The points of the view by their keys; the very same dictionary, or the same marks, while they are as before.

        Looks at every point of the view: one that is chosen, moved or dosed may change the size of any other.
        """
        place = (ground.view, ground.camera, ground.sign)
        made_of = (id(points), place, hand.selection, hand.preview, styles)
        if made_of != self._made_of:
            self._all = points
            if place != self._ground:
                self._made, self._points = {}, {}
            self._made_of, self._ground = made_of, place
            self._made = self._make(points_in(points, ground.view), ground, hand, styles)
        return self._made

    def _make(
        self, shown: list[InjectionPoint], ground: Ground, hand: InHand, styles: Styles
    ) -> dict[int, PointMark]:  # fmt: skip
        camera, moved, chosen, before, of = ground.camera, hand.dragged, hand.selection, self._made, self._points
        dx, dy = hand.preview or (0.0, 0.0)
        places = [(camera.x + p.x_mm * camera.scale, camera.y + p.y_mm * camera.scale) for p in shown]
        if moved:
            places = [
                (x + dx, y + dy) if p.key in moved else (x, y) for p, (x, y) in zip(shown, places, strict=True)
            ]  # fmt: skip
        made = {}
        for point, (x, y), radius in zip(shown, places, self._radii.of(places, camera.scale), strict=True):
            key = point.key
            style, selected, old = styles.get(key), key in chosen, before.get(key)
            if old is None or of.get(key) is not point or (
                (old.x, old.y, old.radius, old.style, old.selected) != (x, y, radius, style, selected)
            ):  # fmt: skip
                old = PointMark(key, x, y, radius, dose_text(point.units, ground.sign), style,
                                point.technique.value == "id", selected, point.guessed)  # fmt: skip
            made[key] = old
        self._points = {point.key: point for point in shown}
        return made

    def paint(self, painter: QPainter, scene: Scene, dirty: Dirty) -> None:
        """The points in the part that is painted; those on their way, live."""
        dragged, live = scene.hand.dragged, scene.moving is not Moving.NOTHING
        palette, font = scene.ground.look.face, scene.ground.font
        self._sprites.begin((scene.ground.look.name, font.key()), scene.ground.ratio, len(scene.marks))
        for key, mark in scene.marks.items():
            if not dirty.near(mark.x, mark.y, mark.reach):
                continue
            if live or key in dragged:
                paint_point(painter, mark, palette, font)
            else:
                self._sprites.paint(painter, key, mark, mark.rect, partial(_draw, mark, palette, font))

    def dirty(self, old: Scene, new: Scene) -> list[QRect]:
        """Where marks were that are gone or others now, and where those are."""
        return rects_of(differing(old.marks, new.marks))

    def at(self, scene: Scene, place: QPointF, reach: float) -> PointMark | None:
        """The point here, within `reach` pixels of its middle; the nearest wins."""
        return nearest(scene.marks.values(), place, reach=reach)


def _draw(mark: PointMark, palette: FacePalette, font: QFont, painter: QPainter) -> None:
    paint_point(painter, mark, palette, font)


def differing(before: Mapping[int, PointMark], now: Mapping[int, PointMark]) -> list[PointMark]:
    """Marks that are gone or others now, and those that are new."""
    if before is now:
        return []
    gone = [mark for key, mark in before.items() if (new := now.get(key)) is not mark and new != mark]
    come = [mark for key, mark in now.items() if (old := before.get(key)) is not mark and old != mark]
    return gone + come
