"""The face of the very first paint: a picture kept from the last time, shown before any drawing is read."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPixmap

from charting.domain.face.face import View
from charting.drawing.camera import Camera
from charting.ui.face.canvas import FaceCanvas
from charting.words.words import side_words

DRAWN = 2
"""Counts what is drawn beside the drawing itself: 2, the letters of the sides."""

KEPT_PICTURES = 8


class PictureCache:
    """Faces painted earlier, as files: the first paint shows one before any drawing is read. No patient is in them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def file(self, *parts: object) -> Path:
        """Where the picture of these circumstances (drawing, size, pixel ratio, palette) is kept."""
        name = hashlib.sha256("|".join(str(p) for p in parts).encode()).hexdigest()[:24]
        return self._folder / f"face-{name}.png"

    def load(self, file: Path) -> QImage | None:
        """The picture, if it is there and whole."""
        image = QImage(str(file)) if file.exists() else QImage()
        return None if image.isNull() else image

    def save(self, file: Path, picture: QImage) -> None:
        """Keep a picture; a full or missing disk only means that the next start paints it again."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            kept = sorted(self._folder.glob("face-*.png"), key=lambda f: f.stat().st_mtime)
            for old in kept[: max(0, len(kept) - KEPT_PICTURES + 1)]:
                old.unlink(missing_ok=True)
        except OSError:
            return
        picture.save(str(file))


class FirstPaint:
    """`drawing` is the file the picture is of: another drawing, size, pixel ratio or look is another picture."""

    def __init__(self, cache: PictureCache, drawing: Path) -> None:
        self._cache = cache
        self._stamp = self._stamp_of(drawing)

    def _stamp_of(self, drawing: Path) -> str:
        try:
            stat = drawing.stat()
        except OSError:
            return "missing"
        return f"{drawing.name} {stat.st_size} {stat.st_mtime_ns}"

    def _file(self, size: QSize, dpr: float, look: str) -> Path:
        sides = side_words()
        return self._cache.file(self._stamp, size.width(), size.height(), dpr, look, DRAWN, sides.right, sides.left)

    def picture(self, size: QSize, dpr: float, look: str) -> tuple[QPixmap, Camera] | None:
        """The kept picture and the camera it was taken with."""
        image = self._cache.load(self._file(size, dpr, look))
        if image is None:
            return None
        try:
            scale, x, y, fitted = (float(n) for n in image.text("camera").split())
        except ValueError:
            return None
        picture = QPixmap.fromImage(image)
        picture.setDevicePixelRatio(dpr)
        return picture, Camera(scale, x, y, fitted)

    def keep(self, canvas: FaceCanvas) -> None:
        """Keep the canvas's present face for the next start, when it is the plain front view."""
        camera, layers = canvas.camera, canvas.still.layers
        if canvas.view is not View.FRONT or not camera.is_fitted or not layers.is_fresh(canvas.still.key()):
            return
        file = self._file(canvas.size(), canvas.devicePixelRatioF(), canvas.look.name)
        if file.exists():
            return
        image: QImage = layers.art_now().toImage()
        image.setText("camera", f"{camera.scale!r} {camera.x!r} {camera.y!r} {camera.fitted!r}")
        self._cache.save(file, image)
