"""Paints what cautions say, on any painter: a landmark as a quiet line, a distance to it, an arc under a point.

Nothing of it alarms: it is thin, in one calm colour, and fades where the distance grows beyond its limit. A distance
that is off has full lines and its figure in the caution's colour; one that is fine is dotted and grey.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from charting.drawing.palette import FacePalette
from charting.drawing.points import PointMark

LABEL_PX = 11
TICK_PX = 4.0
PLACE_PX = 4.0
ARC_FROM, ARC_OVER = 215, 110
"""Degrees of the arc under a point: below it, where neither the dose nor a badge stands."""

_EDGE_PX = TICK_PX + 3


@dataclass(frozen=True, slots=True)
class DimensionMark:
    """A distance as it is drawn, in pixels: from a point's centre to a landmark, `strength` 0-1 of its lines.

    With `flip` its figure stands on the other side of the line than usual.
    """

    x: float
    y: float
    end_x: float
    end_y: float
    radius: float
    text: str
    off: bool
    strength: float = 1.0
    flip: bool = False

    def rect(self) -> QRectF:
        """All pixels the distance may touch, its figure included."""
        line = QRectF(QPointF(self.x, self.y), QPointF(self.end_x, self.end_y)).normalized()
        figure = _beside(self, LABEL_PX * len(self.text) + 10, LABEL_PX + 5.0)  # wider than any face prints it
        return line.adjusted(-_EDGE_PX, -_EDGE_PX, _EDGE_PX, _EDGE_PX).united(figure.adjusted(-2, -2, 2, 2))


def paint_landmark(painter: QPainter, path: QPainterPath, palette: FacePalette, strength: float) -> None:
    """A landmark, its path in pixels; a single place is a small ring."""
    painter.setPen(QPen(_faint(palette.caution, 0.72 * strength), 1.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if path.elementCount() == 1:
        painter.drawEllipse(QPointF(path.elementAt(0).x, path.elementAt(0).y), PLACE_PX, PLACE_PX)
    else:
        painter.drawPath(path)


def paint_dimension(painter: QPainter, mark: DimensionMark, palette: FacePalette, font: QFont) -> None:
    """The distance: a line from the point's rim to the landmark with a tick at its end, and its figure beside it."""
    dx, dy = mark.end_x - mark.x, mark.end_y - mark.y
    far = math.hypot(dx, dy)
    colour = palette.caution if mark.off else palette.undosed
    if far > mark.radius + 3:
        ux, uy = dx / far, dy / far
        rim = QPointF(mark.x + ux * (mark.radius + 2), mark.y + uy * (mark.radius + 2))
        end = QPointF(mark.end_x, mark.end_y)
        line = Qt.PenStyle.SolidLine if mark.off else Qt.PenStyle.DotLine
        painter.setPen(QPen(_faint(colour, 0.9 * mark.strength), 1.3, line))
        painter.drawLine(rim, end)
        painter.setPen(QPen(_faint(colour, 0.9 * mark.strength), 1.3))
        tick = QPointF(-uy * TICK_PX, ux * TICK_PX)
        painter.drawLine(end - tick, end + tick)
    _paint_figure(painter, mark, palette, font, colour)


def _paint_figure(painter: QPainter, mark: DimensionMark, palette: FacePalette, font: QFont, colour: str) -> None:
    face = QFont(font)
    face.setPixelSize(LABEL_PX)
    face.setBold(mark.off)
    width = QFontMetricsF(face).horizontalAdvance(mark.text) + 10
    box = _beside(mark, width, LABEL_PX + 5.0)
    paper = QColor(palette.point_ring)
    paper.setAlphaF(0.86 * mark.strength)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(paper)
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.setFont(face)
    painter.setPen(_faint(colour, mark.strength))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark.text)


def _beside(mark: DimensionMark, width: float, height: float) -> QRectF:
    """Room for the figure: beside the middle of the line, or past its end where the line is short."""
    middle = QPointF((mark.x + mark.end_x) / 2, (mark.y + mark.end_y) / 2)
    dx, dy = mark.end_x - mark.x, mark.end_y - mark.y
    if math.hypot(dx, dy) < mark.radius + height + 4:
        away = mark.radius + 6
        left = mark.x - away - width if mark.flip else mark.x + away
        return QRectF(left, mark.y - height / 2, width, height)
    if abs(dy) >= abs(dx):
        return QRectF(middle.x() - 5 - width if mark.flip else middle.x() + 5, middle.y() - height / 2, width, height)
    return QRectF(middle.x() - width / 2, middle.y() - 5 - height if mark.flip else middle.y() + 5, width, height)


def paint_arc(painter: QPainter, mark: PointMark, palette: FacePalette, *, seen: bool) -> None:
    """The sign of a point that has a caution: an arc under it, thinner once somebody saw it."""
    reach = mark.radius + 3.4
    colour = _faint(palette.caution, 0.5 if seen else 1.0)
    painter.setPen(QPen(colour, 1.2 if seen else 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    box = QRectF(mark.x - reach, mark.y - reach, 2 * reach, 2 * reach)
    painter.drawArc(box, ARC_FROM * 16, ARC_OVER * 16)


def _faint(colour: str, opacity: float) -> QColor:
    made = QColor(colour)
    made.setAlphaF(max(0.0, min(1.0, opacity)))
    return made
