"""Paints the points of an earlier visit under today's: hollow and dashed, so that they are never taken for a dose."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from charting.drawing.palette import FacePalette

MARGIN_PX = 4
"""What a ghost may paint beyond its radius: half a line, the ring under the hand and antialiasing."""


@dataclass(frozen=True, slots=True)
class GhostMark:
    """A point of an earlier visit: its number from 1 there, centre and radius in pixels, its dose (None: undosed)."""

    number: int
    x: float
    y: float
    radius: float
    units: Decimal | None
    intradermal: bool = False

    def rect(self) -> QRectF:
        """All pixels the ghost may touch."""
        reach = self.radius + MARGIN_PX
        return QRectF(self.x - reach, self.y - reach, 2 * reach, 2 * reach)


def paint_ghost(painter: QPainter, mark: GhostMark, palette: FacePalette, *, hovered: bool = False) -> None:
    """One ghost; under the hand its line is solid. Intradermal points are rounded squares, as among today's."""
    line = QColor(palette.ghost)
    small = mark.radius <= 6
    pen = QPen(line, 2.0 if hovered else 1.1 if small else 1.5)
    if not hovered:
        pen.setDashPattern([2.0, 1.6] if small else [2.6, 2.0])
    wash = QColor(line)
    wash.setAlpha(46 if hovered else 20)
    painter.setPen(pen)
    painter.setBrush(wash)
    if mark.intradermal:
        side = mark.radius * 1.8
        painter.drawRoundedRect(QRectF(mark.x - side / 2, mark.y - side / 2, side, side), 3, 3)
    else:
        painter.drawEllipse(QPointF(mark.x, mark.y), mark.radius, mark.radius)
