"""The still parts of the face as pixels: the art, and over it the tinted areas. Points are painted live on top."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap

from charting.domain.face import FaceView
from charting.drawing.face import paint_face, painter_path
from charting.drawing.palette import FacePalette
from charting.ui.face.camera import Camera

KEPT_PICTURES = 8


def render_art(face: FaceView, camera: Camera, size: QSize, dpr: float, palette: FacePalette) -> QPixmap:
    """The art of a view at a camera, sharp at the screen's pixel ratio, on a transparent ground."""
    picture = QPixmap(size * dpr)
    picture.setDevicePixelRatio(dpr)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setTransform(camera.transform(), True)
    paint_face(painter, face, palette)
    painter.end()
    return picture


def paint_areas(
    painter: QPainter, face: FaceView, camera: Camera, tinted: frozenset[str], palette: FacePalette, *, outlines: bool
) -> None:
    """A tint where an area holds points, and quiet dashed outlines."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(camera.transform(), True)
    line = QPen(QColor(palette.area_line), 0, Qt.PenStyle.DashLine)
    line.setCosmetic(True)
    tint = QColor(palette.area_tint)
    tint.setAlphaF(0.16)
    for code, commands in {**face.areas, **face.overlays}.items():
        if code in tinted:
            painter.setBrush(tint)
            painter.setPen(line)
        elif outlines and code in face.areas:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(line)
        else:
            continue
        painter.drawPath(painter_path(commands))
    painter.restore()


class StillLayers:
    """Keeps the art and the areas of one camera as pixmaps; between cameras the old picture is stretched for a moment."""

    def __init__(self) -> None:
        self._art: QPixmap | None = None
        self._art_key: object = None
        self._art_camera: Camera | None = None
        self._base: QPixmap | None = None
        self._base_key: object = None

    def seed(self, art: QPixmap, key: object, camera: Camera) -> None:
        """A picture made earlier (the cached face of the start) stands for the art of this key."""
        self._art, self._art_key, self._art_camera = art, key, camera

    def is_fresh(self, key: object) -> bool:
        return self._art_key == key

    def has_art(self) -> bool:
        return self._art is not None

    def art(self, key: object, camera: Camera, make: Callable[[], QPixmap]) -> QPixmap:
        """The art for this key, made if it is another one."""
        if self._art is None or self._art_key != key:
            self.seed(make(), key, camera)
        assert self._art is not None
        return self._art

    def base(self, key: object, make: Callable[[], QPixmap]) -> QPixmap:
        """Art and areas together for this key."""
        if self._base is None or self._base_key != key:
            self._base, self._base_key = make(), key
        return self._base

    def paint_stale(self, painter: QPainter, camera: Camera) -> None:
        """The old art, stretched to the present camera."""
        if self._art is None or self._art_camera is None:
            return
        was = self._art_camera
        ratio = camera.scale / was.scale
        left, top = camera.x - was.x * ratio, camera.y - was.y * ratio
        size = self._art.deviceIndependentSize()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(
            QRectF(left, top, size.width() * ratio, size.height() * ratio), self._art, QRectF(self._art.rect())
        )
        painter.restore()


class PictureCache:
    """Faces painted earlier, as files: the first paint shows one before any drawing is read. No patient is in them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def file(self, *parts: object) -> Path:
        """Where the picture of these circumstances (drawing, size, pixel ratio, palette) is kept."""
        name = hashlib.sha256("|".join(str(p) for p in parts).encode()).hexdigest()[:24]
        return self._folder / f"face-{name}.png"

    def load(self, file: Path, dpr: float) -> QPixmap | None:
        """The picture, if it is there and whole."""
        image = QImage(str(file)) if file.exists() else QImage()
        if image.isNull():
            return None
        picture = QPixmap.fromImage(image)
        picture.setDevicePixelRatio(dpr)
        return picture

    def save(self, file: Path, picture: QPixmap) -> None:
        """Keep a picture; a full or missing disk only means that the next start paints it again."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            kept = sorted(self._folder.glob("face-*.png"), key=lambda f: f.stat().st_mtime)
            for old in kept[: max(0, len(kept) - KEPT_PICTURES + 1)]:
                old.unlink(missing_ok=True)
        except OSError:
            return
        picture.save(str(file), "PNG", 90)
