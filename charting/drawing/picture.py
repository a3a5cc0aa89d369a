"""The face maps of a visit as one picture: views side by side on white, what it is in words above them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QTransform

from charting.drawing.face import box_of, paint_face
from charting.drawing.fitting import fitted
from charting.drawing.map_points import marks_of, paint_marks
from charting.drawing.palette import LIGHT_FACE
from charting.drawing.sides import paint_sides
from charting.paper.sheet import Map

INK, GREY = "#15191c", "#555d63"
DESK_PX = 1000.0
"""So high is the face on a large desk, where points that lie close are still large enough for their doses."""

MARGIN, GAP, TITLE, LINE, CAPTION = 0.05, 0.03, 0.034, 0.026, 0.024
"""Parts of the height of a face."""


def picture(maps: Sequence[Map], title: str, lines: Sequence[str], height_px: int, family: str) -> QImage:
    """The maps, each `height_px` high, under a title and lines of words; a line that is too long is cut short."""
    scale = height_px / max(box_of(each.face).height() for each in maps)
    widths = [box_of(each.face).width() * scale for each in maps]
    margin, gap = MARGIN * height_px, GAP * height_px
    words = [(title, TITLE, INK, True), *((line, LINE, GREY, False) for line in lines)]
    words_px = sum(1.5 * size * height_px for _, size, _, _ in words)
    width = sum(widths) + gap * (len(maps) - 1) + 2 * margin
    height = 2 * margin + words_px + gap + height_px + 2 * CAPTION * height_px
    image = QImage(round(width), round(height), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    y = margin
    for text, size, colour, bold in words:
        _write(painter, text, QRectF(margin, y, width - 2 * margin, 1.5 * size * height_px), size * height_px, colour,
               family, bold=bold)  # fmt: skip
        y += 1.5 * size * height_px
    x = margin
    for each, wide in zip(maps, widths, strict=True):
        _paint(painter, each, QPointF(x, y + gap), scale, family)
        below = QRectF(x, y + gap + height_px, wide, 2 * CAPTION * height_px)
        _write(painter, each.caption, below, CAPTION * height_px, GREY, family, side=Qt.AlignmentFlag.AlignHCenter)
        x += wide + gap
    painter.end()
    return image


def _paint(painter: QPainter, each: Map, corner: QPointF, scale: float, family: str) -> None:
    box = box_of(each.face)
    painter.save()
    painter.translate(corner)
    painter.setClipRect(QRectF(0, 0, box.width() * scale, box.height() * scale))
    painter.save()
    painter.scale(scale, scale)
    painter.translate(-box.topLeft())
    paint_face(painter, each.face, LIGHT_FACE)
    painter.restore()
    painter.save()
    painter.setFont(QFont(family))
    to_px = QTransform.fromScale(scale, scale).translate(-box.left(), -box.top())
    room = QRectF(0, 0, box.width() * scale, box.height() * scale)
    paint_sides(painter, each.face.view, each.sides, LIGHT_FACE, to_px, room)
    painter.restore()
    desk = DESK_PX / box.height()
    painter.scale(scale / desk, scale / desk)  # points are made for a desk's pixels: rings and figures grow with them
    places = [((p.x_mm - box.left()) * desk, (p.y_mm - box.top()) * desk) for p in each.points]
    bounds = QRectF(0, 0, box.width() * desk, box.height() * desk)
    paint_marks(painter, marks_of(each.points, places, desk), LIGHT_FACE, QFont(family), bounds)
    painter.restore()


def _write(
    painter: QPainter, text: str, box: QRectF, size: float, colour: str, family: str, *, bold: bool = False,
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:  # fmt: skip
    font = QFont(family)
    font.setPixelSize(max(8, round(size)))
    font.setBold(bold)
    shown = fitted(QFontMetricsF(font), text, box.width())
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
