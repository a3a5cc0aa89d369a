"""Which side of a patient is which, big and quiet beside the face: on the screen, small, on paper and in pictures."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTransform

from charting.domain.face.face import SideWords, View
from charting.drawing.palette import FacePalette

LETTER_MM, WORD_MM = 20.0, 16.0
"""How high the letters beside a front view and the word of a profile are."""

LETTER_AT_MM, WORD_AT_MM = (85.0, 92.0), (32.0, 121.0)
"""Their middles, on the patient's left: beside the jaw, and in front of the neck, where no skin is."""

WORD_WIDE_MM = 68.0
SMALLEST_PX = 9.0
MOST_OF_HEIGHT = 0.075
ROOM_PX = 6.0
ITS_OWN_MM = 10.0
"""A front view that shows less than this of a side does not name it."""


@dataclass(frozen=True, slots=True)
class SideMark:
    """One letter or word and the pixels it stands in, `size` px high."""

    text: str
    box: QRectF
    size: float


def side_marks(
    view: View, words: SideWords, to_px: QTransform, room: QRectF, font: QFont
) -> tuple[SideMark, ...]:  # fmt: skip
    """What stands beside a view, whose millimetres `to_px` brings to pixels, within `room`.

    Where the face is so large that their places are out of sight they stand at the edge, each on its own side.
    """
    scale = to_px.m11()
    if view is not View.FRONT:
        text = words.right_side if view is View.RIGHT else words.left_side
        way = 1.0 if view is View.RIGHT else -1.0
        return (_mark(text, WORD_MM, (way * WORD_AT_MM[0], WORD_AT_MM[1]), WORD_WIDE_MM, to_px, room, font),)
    middle = to_px.map(QPointF(0, 0)).x()
    x, y = LETTER_AT_MM
    marks = []
    if middle - ITS_OWN_MM * scale > room.left():
        marks.append(_mark(words.right, LETTER_MM, (-x, y), LETTER_MM, to_px, room, font))
    if middle + ITS_OWN_MM * scale < room.right():
        marks.append(_mark(words.left, LETTER_MM, (x, y), LETTER_MM, to_px, room, font))
    return tuple(marks)


def _mark(
    text: str, high_mm: float, at: tuple[float, float], wide_mm: float, to_px: QTransform, room: QRectF, font: QFont
) -> SideMark:
    scale = to_px.m11()
    size = max(min(high_mm * scale, MOST_OF_HEIGHT * room.height()), SMALLEST_PX)
    wide = QFontMetricsF(_font(font, size)).horizontalAdvance(text)
    most = max(wide_mm * scale, 2 * size)
    if wide > most:
        size, wide = size * most / wide, most
    box = QRectF(0, 0, wide + 2, size * 1.2)
    box.moveCenter(to_px.map(QPointF(*at)))
    gap = min(ROOM_PX, 0.02 * room.height())
    box.moveLeft(min(max(box.left(), room.left() + gap), room.right() - gap - box.width()))
    box.moveTop(min(max(box.top(), room.top() + gap), room.bottom() - gap - box.height()))
    return SideMark(text, box, size)


def paint_sides(
    painter: QPainter, view: View, words: SideWords, palette: FacePalette, to_px: QTransform, room: QRectF
) -> None:
    """Say in a view which side is which, in the painter's font; the painter's unit is the pixel."""
    painter.save()
    painter.setPen(QColor(palette.side))
    for mark in side_marks(view, words, to_px, room, painter.font()):
        painter.setFont(_font(painter.font(), mark.size))
        painter.drawText(mark.box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, mark.text)
    painter.restore()


def _font(font: QFont, size: float) -> QFont:
    made = QFont(font)
    made.setPixelSize(max(1, round(size)))
    made.setWeight(QFont.Weight.DemiBold)
    return made
