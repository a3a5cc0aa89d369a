"""The face of the very first paint: a picture kept from the last time, shown before any drawing is read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPixmap

from charting.domain.face import View
from charting.ui.face.camera import Camera
from charting.ui.face.canvas import FaceCanvas
from charting.ui.face.layers import PictureCache
from charting.words.words import side_words

DRAWN = 2
"""Counts what is drawn beside the drawing itself: 2, the letters of the sides."""


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
