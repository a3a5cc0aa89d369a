"""Paints the points of an earlier visit under today's: hollow and dashed, so that they are never taken for a dose."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from charting.drawing.palette import DOSE_DARKER, FacePalette
from charting.drawing.points import TEXT_FROM_PX, print_dose

MARGIN_PX = 4
"""What a ghost may paint beyond its radius: half a line, the ring under the hand and antialiasing."""


NUMBER_PX = 6.5
"""Half the height of the number at a warned ghost."""


@dataclass(frozen=True, slots=True)
class GhostMark:
    """A point of an earlier visit: its number from 1 there, centre and radius in pixels, its dose (None: undosed).

    `text` is the dose as printed in its ring ("" hides it). `warned`: an adverse event followed it; its number stands
    at it. `elsewhere`: it was charted in another view that sees the same skin.
    """

    number: int
    x: float
    y: float
    radius: float
    units: Decimal | None
    intradermal: bool = False
    warned: bool = False
    text: str = ""
    elsewhere: bool = False

    def rect(self) -> QRectF:
        """All pixels the ghost may touch."""
        reach = self.radius + MARGIN_PX + (NUMBER_PX if self.warned else 0)
        return QRectF(self.x - reach, self.y - reach, 2 * reach, 2 * reach)


def paint_ghost(
    painter: QPainter, mark: GhostMark, palette: FacePalette, *, hovered: bool = False, dosed: bool = True
) -> None:  # fmt: skip
    """One ghost with its dose; under the hand its line is solid. Intradermal points are rounded squares, as today's.

    Not `dosed` leaves the dose out, where a point of today stands over it.
    """
    line = QColor(palette.caution if mark.warned else palette.ghost)
    small = mark.radius <= 6
    pen = QPen(line, 2.0 if hovered else 1.1 if small else 1.5)
    if mark.warned and not hovered:
        pen.setWidthF(1.6 if small else 2.0)
    if not hovered:
        pen.setDashPattern([2.0, 1.6] if small else [2.6, 2.0])
    if mark.elsewhere:
        pen.setWidthF(1.0)
    wash = QColor(line)
    wash.setAlpha(46 if hovered else 20)
    painter.setPen(pen)
    painter.setBrush(wash)
    if mark.intradermal:
        side = mark.radius * 1.8
        painter.drawRoundedRect(QRectF(mark.x - side / 2, mark.y - side / 2, side, side), 3, 3)
    else:
        painter.drawEllipse(QPointF(mark.x, mark.y), mark.radius, mark.radius)
    if dosed and mark.text and mark.radius >= TEXT_FROM_PX:
        dark = QColor(palette.point_ring).lightness() < 128
        print_dose(painter, mark, line if dark else line.darker(DOSE_DARKER), painter.font())
    if mark.warned:
        _number(painter, mark, palette)


def _number(painter: QPainter, mark: GhostMark, palette: FacePalette) -> None:
    """The number of a warned ghost on a small badge at its upper right, as the words beside the face name it."""
    text, font = str(mark.number), QFont(painter.font())
    font.setPixelSize(9)
    font.setBold(True)
    wide = max(NUMBER_PX, QFontMetricsF(font).horizontalAdvance(text) / 2 + 3)
    box = QRectF(mark.x + 0.72 * mark.radius - wide + 3, mark.y - 0.72 * mark.radius - NUMBER_PX, 2 * wide - 3,
                 2 * NUMBER_PX)  # fmt: skip
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(palette.caution))
    painter.drawRoundedRect(box, NUMBER_PX, NUMBER_PX)
    painter.setFont(font)
    painter.setPen(QColor(palette.point_ring))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
