"""The picture under the points: art and tinted areas at the camera of a scene, made anew only when one changes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPixmap, QRegion

from charting.domain.face.face import FaceView, View
from charting.drawing.camera import Camera
from charting.drawing.kept import Kept
from charting.drawing.still import Dirty, StillLayers, paint_areas, paint_stretched, rect_of_areas, render_art
from charting.ui.face.scene import Ground, Moving, Scene
from charting.words.words import side_words


class StillPicture:
    """`kept` may be the picture of the last start, which saves painting it once more."""

    def __init__(self) -> None:
        self.layers = StillLayers()
        self.kept: Kept | None = None
        self._whole: tuple[QPixmap, Camera] | None = None

    @property
    def has_art(self) -> bool:
        return self.layers.has_art()

    def forget(self) -> None:
        """Another view or look: nothing of the old picture is right any more."""
        self.layers = StillLayers()

    def take(self, ground: Ground, paint: Callable[[QPainter, QRegion], None]) -> None:
        """Keep all that `paint` paints on this ground, to be stretched while the window's size is on its way."""
        picture = QPixmap(ground.size * ground.ratio)
        picture.setDevicePixelRatio(ground.ratio)
        painter = QPainter(picture)
        paint(painter, QRegion(ground.rect()))
        painter.end()
        self._whole = (picture, ground.camera)

    def let_go(self) -> None:
        """The window has its size: what was kept of the face for the way there."""
        self._whole = None

    def paint_whole(self, painter: QPainter, ground: Ground) -> None:
        """The kept picture as large as the face is now, in nearest pixels: it is there for a moment."""
        rest = QRegion(ground.rect())
        if self._whole is not None:
            box = paint_stretched(painter, *self._whole, ground.camera)
            rest -= box.adjusted(1, 1, -1, -1).toRect()
        for piece in Dirty(rest).pieces:
            wipe(painter, piece, ground)

    def paint(self, painter: QPainter, rect: QRect, scene: Scene) -> None:
        """The part of the picture in `rect`; while the camera moves, the old one stretched."""
        ground = scene.ground
        face = ground.face
        if face is None or (scene.moving is not Moving.NOTHING and self.has_art):
            wipe(painter, rect, ground)
            self.layers.paint_stale(painter, ground.camera)
            if face is not None:
                paint_areas(painter, face, ground.camera, scene.tints, ground.look.face)
            return
        base = self.layers.base(ground.key(), scene.tints, lambda old, changed: self._base(face, scene, old, changed))
        ratio = ground.ratio
        source = QRectF(rect.x() * ratio, rect.y() * ratio, rect.width() * ratio, rect.height() * ratio)
        painter.drawPixmap(QRectF(rect), base, source)

    def _base(self, face: FaceView, scene: Scene, old: QPixmap | None, changed: frozenset[str]) -> QPixmap:
        ground = scene.ground
        camera, palette = ground.camera, ground.look.face
        art = self.layers.art(ground.key(), camera, lambda: self._kept_art(face, ground) or _new_art(face, ground))
        base = QPixmap(art.size()) if old is None else old
        base.setDevicePixelRatio(art.devicePixelRatio())
        where = ground.rect() if old is None else rect_of_areas(face, camera, changed)
        painter = QPainter(base)
        painter.setClipRect(where)
        wipe(painter, where, ground)
        painter.drawPixmap(0, 0, art)
        paint_areas(painter, face, camera, scene.tints, palette)
        painter.end()
        return base

    def _kept_art(self, face: FaceView, ground: Ground) -> QPixmap | None:
        """The kept picture, if it is just what would be painted now; it is of use once at most."""
        kept, self.kept = self.kept, None
        if kept is None:
            return None
        places, camera, sides = kept.places, ground.camera, side_words()
        of = (places.face[2:], kept.of[2:], places.camera, places.version, places.sides)
        if of != (
            ground.size.toTuple(), (ground.ratio, ground.look.name), (camera.scale, camera.x, camera.y, camera.fitted),
            face.version, (sides.right, sides.left),
        ) or face.view is not View.FRONT:  # fmt: skip
            return None
        picture = QPixmap.fromImage(kept.picture)
        picture.setDevicePixelRatio(ground.ratio)
        return picture


def _new_art(face: FaceView, ground: Ground) -> QPixmap:
    return render_art(face, ground.camera, ground.size, ground.ratio, ground.look.face, side_words())


class Areas:
    """The tints of areas that hold points; they lie in the still picture."""

    def paint(self, painter: QPainter, scene: Scene, dirty: Dirty) -> None:
        """Nothing more than is there."""

    def dirty(self, old: Scene, new: Scene) -> list[QRect]:
        """Where areas have another tint, one by one."""
        face, changed = new.ground.face, {code for code, _ in {*old.tints} ^ {*new.tints}}
        return [] if face is None else [rect_of_areas(face, new.ground.camera, (code,)) for code in changed]


def wipe(painter: QPainter, rect: QRect, ground: Ground) -> None:
    """The plain ground; `fillRect` would make a large enumeration the first time a process calls it."""
    painter.setBackground(ground.look.color("surface"))
    painter.eraseRect(rect)
