"""Points that were charted in another view and whose skin is seen in this one: hollow, so that none is charted twice.

They are not hit and not counted here. Doses that are too small to be read in their point stand on leaders.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QRegion

from charting.domain.units import dose_text
from charting.drawing.leaders import Leader, leaders, paint_leader
from charting.drawing.points import PointMark, hollow_radii, paint_point
from charting.words.words import place_in_view, units_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from charting.domain.dosing.styles import Style
    from charting.domain.visit.visit import InjectionPoint
    from charting.drawing.still import Dirty
    from charting.ui.face.surface import Surface

REACH_PX = 14.0


class Elsewhere:
    """Belongs to one canvas. The marks are made anew only when the points, their styles, the view or camera change."""

    def __init__(self, canvas: Surface) -> None:
        self._canvas = canvas
        self.marks: tuple[PointMark, ...] = ()
        self.leaders: tuple[Leader, ...] = ()
        self._points: tuple[InjectionPoint, ...] = ()
        self._key: object = None
        self._leader_key: object = None

    def refresh(self, styles: Mapping[int, Style | None]) -> QRegion:
        """Make the marks anew where something is different; what is to be painted again."""
        canvas = self._canvas
        session, visit = canvas.session, canvas.visit
        points = visit.points if visit is not None else ()
        others = any(p.view is not canvas.view for p in points)
        key = (points, canvas.view, canvas.camera, tuple(styles.items())) if others else None
        if key == self._key:
            return QRegion()
        before, self._key = self.marks, key
        seen = []
        if session is not None and others:
            from charting.domain.face.unrolling import (
                seen_on,  # which measures, and is not there before the first paint
            )

            skin = session.anatomy.outline(canvas.view)
            seen = [
                (p, at) for p in points
                if p.view is not canvas.view
                and (at := seen_on(skin, canvas.view, p.view, p.x_mm, p.y_mm)) is not None
            ]  # fmt: skip
        self._points = tuple(point for point, _ in seen)
        self.marks = self._make([at for _, at in seen], styles)
        region = QRegion()
        for mark in {*before} ^ {*self.marks}:
            region += mark.rect().toAlignedRect()
        return region

    def _make(self, seen: list[tuple[float, float]], styles: Mapping[int, Style | None]) -> tuple[PointMark, ...]:
        canvas = self._canvas
        places = [(at.x(), at.y()) for at in (canvas.camera.to_px(*place) for place in seen)]
        own = [(mark.x, mark.y) for mark in canvas.marks.values()]
        sign = canvas.locale().decimalPoint()
        return tuple(
            PointMark(
                point.key, x, y, radius, dose_text(point.units, sign), styles.get(point.key),
                point.technique.value == "id", guessed=point.guessed, hollow=True,
            )
            for point, (x, y), radius in zip(
                self._points, places, hollow_radii(own, places, canvas.camera.scale), strict=True
            )
        )  # fmt: skip

    def refresh_leaders(self, displaced: Callable[[], tuple[PointMark, ...]]) -> QRegion:
        """The doses beside their points, and the `displaced` of last time's rings under hollow points.

        While the hand or the face moves there are none: they are found when it rests.
        """
        canvas = self._canvas
        still = not canvas.moving and not canvas.dragged
        rings = displaced() if still and self.marks else ()
        key = (tuple((m.x, m.y, m.radius, m.text) for m in canvas.marks.values()), self.marks, rings) if still else None
        if key == self._leader_key:
            return QRegion()
        before, self._leader_key = self.leaders, key
        self.leaders = ()
        if still:
            bounds = QRectF(canvas.rect()).adjusted(4, 4, -4, -4)
            self.leaders = leaders((*canvas.marks.values(), *self.marks, *rings), canvas.font(), bounds)
        region = QRegion()
        if before != self.leaders:
            for leader in (*before, *self.leaders):
                region += leader.rect().toAlignedRect()
        return region

    # ------------------------------------------------------------------ painting and telling

    def paint(self, painter: QPainter, dirty: Dirty) -> None:
        """The hollow points in the part that is painted."""
        look, font = self._canvas.look, self._canvas.font()
        for mark in self.marks:
            if dirty.near(mark.x, mark.y, mark.reach):
                paint_point(painter, mark, look.face, font)

    def paint_leaders(self, painter: QPainter, dirty: Dirty) -> None:
        """The doses beside their points in the part that is painted."""
        for leader in self.leaders:
            if dirty.touches(leader.rect()):
                paint_leader(painter, leader, self._canvas.look.face, self._canvas.font())

    def text_at(self, place: QPointF) -> str:
        """“4 U · in the right profile”; empty where none of them lies."""
        away = [(math.hypot(mark.x - place.x(), mark.y - place.y()), n) for n, mark in enumerate(self.marks)]
        far, number = min(away, default=(math.inf, 0))
        return self.text_of(self._points[number]) if far <= REACH_PX else ""

    def text_of(self, point: InjectionPoint) -> str:
        """What a hollow point says: its dose, and where it was charted."""
        canvas = self._canvas
        dose = canvas.tr("not dosed")
        if point.units is not None:
            dose = canvas.tr("{units} U").format(units=units_text(point.units))
        return f"{dose} · {place_in_view(point.view)}"

    def told(self) -> str:
        """All of them in words, for somebody who does not see the rings; empty where there are none."""
        if not self._points:
            return ""
        said = "; ".join(self.text_of(point) for point in self._points)
        return self._canvas.tr("Seen from here too: {points}").format(points=said)
