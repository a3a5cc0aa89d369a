"""Keeps the face of the desk for the first paint of the next start."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from charting.domain.face.face import View
from charting.drawing.kept import Box, Kept, KeptFaces, Places
from charting.ui.face.canvas import FaceCanvas
from charting.ui.kit.look import Look
from charting.words.words import side_words


def keep(faces: KeptFaces, canvas: FaceCanvas, bars: Iterable[QWidget], cards: Iterable[QWidget]) -> None:
    """Keep the present face with where things stand in the window, when it is the plain front view and can be seen."""
    ground, layers = canvas.ground(), canvas.still.layers
    camera, face = ground.camera, ground.face
    fresh = canvas.isVisible() and layers.is_fresh(ground.key())
    if canvas.view is not View.FRONT or face is None or not camera.is_fitted or not fresh:
        return
    window, sides = canvas.window(), side_words()
    of = (window.width(), window.height(), canvas.devicePixelRatioF(), canvas.look.name)
    places = Places(
        _box(canvas), tuple(map(_box, bars)), tuple(map(_box, cards)),
        (camera.scale, camera.x, camera.y, camera.fitted), face.version, (sides.right, sides.left),
    )  # fmt: skip
    if faces.places(of) != places:
        faces.save(Kept(of, _on_ground(layers.art_now(), canvas.look), places))


def _on_ground(art: QPixmap, look: Look) -> QImage:
    picture = QImage(art.size(), QImage.Format.Format_RGB32)
    picture.fill(look.color("surface"))
    painter = QPainter(picture)
    painter.drawPixmap(picture.rect(), art)
    painter.end()
    return picture


def _box(widget: QWidget) -> Box:
    corner = widget.mapTo(widget.window(), QPoint(0, 0))
    return corner.x(), corner.y(), widget.width(), widget.height()
