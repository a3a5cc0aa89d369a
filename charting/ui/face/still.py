"""The picture under the points: art and tinted areas at the canvas's camera, made anew only when one changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPixmap

from charting.domain.face.face import View
from charting.drawing.kept import Kept
from charting.drawing.still import StillLayers, paint_areas, rect_of_areas, render_art
from charting.words.words import side_words

if TYPE_CHECKING:
    from charting.domain.face.face import FaceView
    from charting.ui.face.surface import Surface


class StillPicture:
    """Belongs to one canvas. `kept` may be the picture of the last start, which saves painting it once more."""

    def __init__(self, canvas: Surface) -> None:
        self._canvas = canvas
        self.layers = StillLayers()
        self.kept: Kept | None = None

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
        camera, palette = canvas.camera, canvas.look.face
        art = self.layers.art(self.key(), camera, lambda: self._kept_art(face) or self._new_art(face))
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

    def _new_art(self, face: FaceView) -> QPixmap:
        canvas = self._canvas
        dpr = canvas.devicePixelRatioF()
        return render_art(face, canvas.camera, canvas.size(), dpr, canvas.look.face, side_words())

    def _kept_art(self, face: FaceView) -> QPixmap | None:
        """The kept picture, if it is just what would be painted now; it is of use once at most."""
        kept, self.kept = self.kept, None
        if kept is None:
            return None
        canvas, places, sides = self._canvas, kept.places, side_words()
        of = (places.face[2:], kept.of[2:], places.camera, places.version, places.sides)
        camera, ratio = canvas.camera, canvas.devicePixelRatioF()
        if of != (
            canvas.size().toTuple(), (ratio, canvas.look.name), (camera.scale, camera.x, camera.y, camera.fitted),
            face.version, (sides.right, sides.left),
        ) or face.view is not View.FRONT:  # fmt: skip
            return None
        picture = QPixmap.fromImage(kept.picture)
        picture.setDevicePixelRatio(ratio)
        return picture
