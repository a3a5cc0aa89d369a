"""The points of the other visit of a sitting: filled and quiet, with their product's letter; they are in no total."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QRegion

from charting.drawing.points import PointMark, paint_beside, radii
from charting.words.words import product_name, units_text

if TYPE_CHECKING:
    from charting.domain.visit.visit import InjectionPoint, Visit
    from charting.drawing.still import Dirty
    from charting.ui.face.surface import Surface

REACH_PX = 12.0
_SMALLER = 0.72


class Beside:
    """Belongs to one canvas. The marks are made anew only when the visits, the view or the camera are others."""

    def __init__(self, canvas: Surface) -> None:
        self._canvas = canvas
        self.marks: tuple[PointMark, ...] = ()
        self._points: tuple[tuple[Visit, InjectionPoint], ...] = ()
        self._key: object = None

    def refresh(self) -> QRegion:
        """Make the marks anew where something is different; what is to be painted again."""
        canvas = self._canvas
        visits = () if canvas.session is None else canvas.session.vials.beside()
        key = (visits, canvas.view, canvas.camera)
        if key == self._key:
            return QRegion()
        before, self._key = self.marks, key
        self._points = tuple((visit, p) for visit in visits for p in visit.points if p.view is canvas.view)
        pixels = [canvas.camera.to_px(p.x_mm, p.y_mm) for _, p in self._points]
        places = [(at.x(), at.y()) for at in pixels]
        self.marks = tuple(
            PointMark(n, x, y, radius * _SMALLER, self._letter(visit), None, point.technique.value == "id")
            for n, ((visit, point), (x, y), radius) in enumerate(
                zip(self._points, places, radii(places, canvas.camera.scale), strict=True)
            )
        )
        region = QRegion()
        for mark in (*before, *self.marks):
            region += mark.rect().toAlignedRect()
        return region

    def paint(self, painter: QPainter, dirty: Dirty) -> None:
        """The marks in the part that is painted."""
        look = self._canvas.look
        for mark in self.marks:
            if dirty.near(mark.x, mark.y, mark.reach):
                paint_beside(painter, mark, look.face, self._canvas.font())

    def text_at(self, place: QPointF) -> str:
        """“4 U Dysport, the other visit of this sitting”; empty where none of them lies."""
        mark = min(self.marks, key=lambda m: math.hypot(m.x - place.x(), m.y - place.y()), default=None)
        if mark is None or math.hypot(mark.x - place.x(), mark.y - place.y()) > REACH_PX:
            return ""
        visit, point = self._points[mark.key]
        session = self._canvas.session
        assert session is not None
        dose = "–" if point.units is None else units_text(point.units)
        text = self._canvas.tr("{units} U {product}, at the other visit of this sitting")
        return text.format(units=dose, product=product_name(session.clinic.reference, visit.product))

    def _letter(self, visit: Visit) -> str:
        session = self._canvas.session
        return "" if session is None else product_name(session.clinic.reference, visit.product)[:1]
