"""Small face maps for the list of visits: one little face per template and look, dots in the colours of their style."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from charting.desk.session import Session
from charting.domain.face.face import FaceView, View
from charting.domain.visit.visit import Visit
from charting.drawing.camera import Camera
from charting.drawing.face import box_of
from charting.drawing.palette import FacePalette
from charting.drawing.still import render_art
from charting.paper.dose_words import seen_too
from charting.paper.sheet import MapPoint
from charting.words.words import side_words

DOT_MM = 5.5


class Thumbnails:
    """Callable: a visit and a size in, a pixmap out. Points in profile are drawn where they lie in front."""

    def __init__(
        self, session: Session, faces: Callable[[View, int], FaceView | None], palette: Callable[[], FacePalette]
    ) -> None:
        self._session = session
        self._faces = faces
        self._palette = palette
        self._art: dict[object, tuple[QPixmap, Camera]] = {}

    def __call__(self, visit: Visit, size: QSize, dpr: float) -> QPixmap:
        face, palette = self._faces(View.FRONT, visit.template), self._palette()
        picture = QPixmap(size * dpr)
        picture.setDevicePixelRatio(dpr)
        picture.fill(Qt.GlobalColor.transparent)
        if face is None:
            return picture
        key = (visit.template, size.toTuple(), dpr, palette.point_ring)
        if key not in self._art:
            camera = Camera.fit(box_of(face), QSizeF(size))
            self._art[key] = (render_art(face, camera, size, dpr, palette, side_words()), camera)
        art, camera = self._art[key]
        painter = QPainter(picture)
        painter.drawPixmap(0, 0, art)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = max(1.6, DOT_MM * camera.scale)
        for place, colour, hollow in self._dots(visit, face, camera, palette):
            # A point of a profile is a ring where its skin is seen from the front.
            painter.setPen(QPen(colour, 1.1) if hollow else Qt.PenStyle.NoPen)
            painter.setBrush(Qt.BrushStyle.NoBrush if hollow else colour)
            painter.drawEllipse(place, radius, radius)
        painter.end()
        return picture

    def _dots(
        self, visit: Visit, face: FaceView, camera: Camera, palette: FacePalette
    ) -> list[tuple[QPointF, QColor, bool]]:  # fmt: skip
        dots = []
        for row in self._session.judging.assessed(visit).areas:
            colour = QColor(palette.styles[row.style] if row.style is not None else palette.undosed)
            for number in row.point_numbers:
                point = visit.points[number - 1]
                drawn = MapPoint(point.x_mm, point.y_mm, "", row.style)
                here = (drawn,) if point.view is View.FRONT else seen_too(face, [(point.view, drawn)])
                hollow = point.view is not View.FRONT
                dots += [(camera.to_px(each.x_mm, each.y_mm), colour, hollow) for each in here]
        return dots
