"""The picture under the points: art and tinted areas at the canvas's camera, made anew only when one changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap

from charting.drawing.camera import Camera
from charting.drawing.still import StillLayers, paint_areas, rect_of_areas, render_art
from charting.words.words import side_words

if TYPE_CHECKING:
    from charting.domain.face.face import FaceView
    from charting.ui.face.surface import Surface

Kept = Callable[[QSize, float, str], tuple[QPixmap, Camera] | None]
"""Size, pixel ratio and look in; the picture kept from the last start and its camera out."""


class StillPicture:
    """Belongs to one canvas. `first_paint` may offer a picture for the time before any drawing is read."""

    def __init__(self, canvas: Surface) -> None:
        self._canvas = canvas
        self.layers = StillLayers()
        self.first_paint: Kept | None = None

    @property
    def has_art(self) -> bool:
        return self.layers.has_art()

    def forget(self) -> None:
        """Another view or look: nothing of the old picture is right any more."""
        self.layers = StillLayers()

    def key(self) -> object:
        """What the art depends on."""
        canvas = self._canvas
        size = canvas.size().toTuple()
        return (canvas.view, canvas.version, canvas.camera, size, canvas.devicePixelRatioF(), canvas.look.name)

    def seed(self) -> None:
        """Before any drawing is read: the picture kept from the last start, if there is one of this size."""
        canvas = self._canvas
        if self.first_paint is None:
            return
        kept = self.first_paint(canvas.size(), canvas.devicePixelRatioF(), canvas.look.name)
        if kept is not None:
            picture, canvas.camera = kept
            self.layers.seed(picture, self.key(), canvas.camera)

    def paint(self, painter: QPainter, rect: QRect) -> None:
        """The part of the picture in `rect`; while the camera moves, the old one stretched."""
        canvas = self._canvas
        face = canvas.face
        if face is None or (canvas.moving and self.has_art):
            self.layers.paint_stale(painter, canvas.camera)
            if face is not None:
                paint_areas(painter, face, canvas.camera, canvas.tints, canvas.look.face)
            return
        key, tints = self.key(), canvas.tints
        base = self.layers.base(key, tints, lambda old, changed: self._base(face, old, changed))
        dpr = canvas.devicePixelRatioF()
        source = QRectF(rect.x() * dpr, rect.y() * dpr, rect.width() * dpr, rect.height() * dpr)
        painter.drawPixmap(QRectF(rect), base, source)

    def _base(self, face: FaceView, old: QPixmap | None, changed: frozenset[str]) -> QPixmap:
        canvas = self._canvas
        camera, palette, dpr = canvas.camera, canvas.look.face, canvas.devicePixelRatioF()
        art = self.layers.art(
            self.key(), camera, lambda: render_art(face, camera, canvas.size(), dpr, palette, side_words())
        )
        base = QPixmap(art.size()) if old is None else old
        base.setDevicePixelRatio(art.devicePixelRatio())
        where = canvas.rect() if old is None else rect_of_areas(face, camera, changed)
        painter = QPainter(base)
        painter.setClipRect(where)
        painter.fillRect(where, canvas.look.color("surface"))
        painter.drawPixmap(0, 0, art)
        paint_areas(painter, face, camera, canvas.tints, palette)
        painter.end()
        return base
