"""The still parts of the face as pixels: the art, and over it the tinted areas. Points are painted live on top."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QRegion

from charting.domain.dosing.styles import Style
from charting.domain.face.face import FaceView, SideWords
from charting.drawing.camera import Camera
from charting.drawing.face import paint_face, painter_path
from charting.drawing.palette import FacePalette
from charting.drawing.sides import paint_sides

MOST_PIECES = 12
"""With more of them, asking each piece of a paint costs more than painting what lies between."""


def render_art(
    face: FaceView, camera: Camera, size: QSize, dpr: float, palette: FacePalette, sides: SideWords
) -> QPixmap:  # fmt: skip
    """The art of a view at a camera, with the words of the sides, sharp at the screen's pixel ratio, on no ground."""
    picture = QPixmap(size * dpr)
    picture.setDevicePixelRatio(dpr)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.save()
    painter.setTransform(camera.transform(), True)
    paint_face(painter, face, palette)
    painter.restore()
    paint_sides(painter, face.view, sides, palette, camera.transform(), QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return picture


Tints = tuple[tuple[str, Style | None], ...]
"""Areas that hold points, each with the style of its row."""


def paint_areas(painter: QPainter, face: FaceView, camera: Camera, tints: Tints, palette: FacePalette) -> None:
    """A tint in the colour of its style where an area holds points, with a quiet dashed outline."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(camera.transform(), True)
    for code, style in tints:
        commands = face.areas.get(code) or face.overlays.get(code)
        if commands is None:
            continue
        colour = QColor(palette.styles[style] if style is not None else palette.area_tint)
        line = QPen(_faint(colour, 0.75), 0, Qt.PenStyle.DashLine)
        line.setCosmetic(True)
        painter.setPen(line)
        painter.setBrush(_faint(colour, 0.14))
        painter.drawPath(painter_path(commands))
    painter.restore()


def rect_of_areas(face: FaceView, camera: Camera, codes: Iterable[str]) -> QRect:
    """The pixels that the outlines of these areas may touch."""
    rect = QRect()
    for code in codes:
        commands = face.areas.get(code) or face.overlays.get(code)
        if commands is not None:
            box = camera.transform().mapRect(painter_path(commands).boundingRect())
            rect = rect.united(box.adjusted(-2, -2, 2, 2).toAlignedRect())
    return rect


def _faint(colour: QColor, opacity: float) -> QColor:
    made = QColor(colour)
    made.setAlphaF(opacity)
    return made


class StillLayers:
    """Keeps the art and the areas of one camera as pixmaps; between cameras the old picture is stretched."""

    def __init__(self) -> None:
        self._art: QPixmap | None = None
        self._art_key: object = None
        self._art_camera: Camera | None = None
        self._base: QPixmap | None = None
        self._base_key: object = None
        self._base_tints: Tints = ()

    def seed(self, art: QPixmap, key: object, camera: Camera) -> None:
        """A picture made earlier (the cached face of the start) stands for the art of this key."""
        self._art, self._art_key, self._art_camera = art, key, camera

    def is_fresh(self, key: object) -> bool:
        return self._art_key == key

    def art_now(self) -> QPixmap:
        """The art there is; ask `has_art` first."""
        assert self._art is not None
        return self._art

    def has_art(self) -> bool:
        return self._art is not None

    def art(self, key: object, camera: Camera, make: Callable[[], QPixmap]) -> QPixmap:
        """The art for this key, made if it is another one."""
        if self._art is None or self._art_key != key:
            self.seed(make(), key, camera)
        assert self._art is not None
        return self._art

    def base(self, key: object, tints: Tints, paint: Callable[[QPixmap | None, frozenset[str]], QPixmap]) -> QPixmap:
        """Art and areas together: `paint` makes it anew (None), or mends it where the named areas have changed."""
        if self._base is None or self._base_key != key:
            self._base = paint(None, frozenset())
        elif self._base_tints != tints:
            changed = frozenset(code for code, _ in set(self._base_tints) ^ set(tints))
            self._base = paint(self._base, changed)
        self._base_key, self._base_tints = key, tints
        return self._base

    def paint_stale(self, painter: QPainter, camera: Camera) -> None:
        """The old art, stretched to the present camera."""
        if self._art is None or self._art_camera is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        paint_stretched(painter, self._art, self._art_camera, camera)
        painter.restore()


def paint_stretched(painter: QPainter, picture: QPixmap, was: Camera, now: Camera) -> QRectF:
    """A picture taken by one camera, as another sees it; where that is."""
    ratio = now.scale / was.scale
    left, top = now.x - was.x * ratio, now.y - was.y * ratio
    size = picture.deviceIndependentSize()
    box = QRectF(left, top, size.width() * ratio, size.height() * ratio)
    painter.drawPixmap(box, picture, QRectF(picture.rect()))
    return box


class Dirty:
    """The pieces of one paint, in pixels, and not the box around them, which may hold half the face."""

    def __init__(self, region: QRegion) -> None:
        some = region.rectCount() <= MOST_PIECES
        self.pieces: list[QRect] = list(cast(Iterable[QRect], region)) if some else [region.boundingRect()]
        self._sides = [_sides(piece) for piece in self.pieces]
        self._box = _sides(region.boundingRect())

    def touches(self, rect: QRectF) -> bool:
        """Whether anything of it is painted."""
        return self._overlaps(rect.left(), rect.top(), rect.right(), rect.bottom())

    def near(self, x: float, y: float, reach: float) -> bool:
        """Whether anything within `reach` of a place is painted; as `touches`, without a rectangle to be made."""
        return self._overlaps(x - reach, y - reach, x + reach, y + reach)

    def _overlaps(self, left: float, top: float, right: float, bottom: float) -> bool:
        a, b, c, d = self._box  # most of a face lies outside of it: one look is enough there
        if not (a < right and left < c and b < bottom and top < d):
            return False
        return any(a < right and left < c and b < bottom and top < d for a, b, c, d in self._sides)


def _sides(rect: QRect) -> tuple[int, int, int, int]:
    """Left, top, and where what is right of it and below it begins."""
    return rect.left(), rect.top(), rect.left() + rect.width(), rect.top() + rect.height()
