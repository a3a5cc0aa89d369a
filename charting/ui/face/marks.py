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


_Last = tuple[list[InjectionPoint], list[float], list[Style | None], list[PointMark | None]]
"""Points, radii, styles and marks of the last time, side by side."""


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
        self._touched: frozenset[int] = frozenset()
        self._last: _Last = ([], [], [], [])

    def make(self, points: Points, ground: Ground, hand: InHand, styles: Styles) -> dict[int, PointMark]:
        """The points of the view by their keys; the very same dictionary, or the same marks, while they are as before.

        Looks at every point of the view: one that is chosen, moved or dosed may change the size of any other.
        """
        place = (ground.view, ground.camera, ground.sign)
        made_of = (id(points), place, hand.selection, hand.preview, styles)
        if made_of != self._made_of:
            self._all = points
            if place != self._ground:
                self._made, self._points, self._last = {}, {}, ([], [], [], [])
            self._made_of, self._ground = made_of, place
            self._made = self._make(points_in(points, ground.view), ground, hand, styles)
        return self._made

    def _make(
        self, shown: list[InjectionPoint], ground: Ground, hand: InHand, styles: Styles
    ) -> dict[int, PointMark]:  # fmt: skip
        """Looks at each point, and makes those that show something else."""
        camera, moved, chosen = ground.camera, hand.dragged, hand.selection
        dx, dy = hand.preview or (0.0, 0.0)
        places = [(camera.x + p.x_mm * camera.scale, camera.y + p.y_mm * camera.scale) for p in shown]
        if moved:
            places = [
                (x + dx, y + dy) if p.key in moved else (x, y) for p, (x, y) in zip(shown, places, strict=True)
            ]  # fmt: skip
        sizes = self._radii.of(places, camera.scale)
        faces = [styles.get(point.key) for point in shown]
        touched, self._touched = chosen | self._touched, chosen  # those on their way are chosen
        old = self._last
        differ = [
            n for n, (p, q, size, was, style, other)
            in enumerate(zip(shown, old[0], sizes, old[1], faces, old[2], strict=False))
            if p is not q or size != was or style is not other or p.key in touched
        ]  # fmt: skip
        marks = old[3][: len(shown)]
        marks += [None] * (len(shown) - len(marks))
        for n in (*differ, *range(len(old[0]), len(shown))):
            marks[n] = self._mark(shown[n], places[n], sizes[n], faces[n], ground.sign, selected=shown[n].key in chosen)
        self._last = (shown, sizes, faces, marks)
        self._points = {point.key: point for point in shown}
        return {point.key: mark for point, mark in zip(shown, marks, strict=True) if mark is not None}

    def _mark(
        self, point: InjectionPoint, place: tuple[float, float], radius: float, style: Style | None, sign: str,
        *, selected: bool,
    ) -> PointMark:  # fmt: skip
        """The mark there was, if it shows just this."""
        key, shows, old = point.key, (*place, radius, style, selected), self._made.get(point.key)
        known = old is not None and self._points.get(key) is point
        if known and old is not None and (old.x, old.y, old.radius, old.style, old.selected) == shows:
            return old
        return PointMark(key, *place, radius, dose_text(point.units, sign), style, point.technique.value == "id",
                         selected, point.guessed)  # fmt: skip

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
