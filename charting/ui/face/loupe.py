"""What a resting finger covers, larger and above its tip, with the point that comes when it is lifted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from charting.domain.units import dose_text
from charting.drawing.points import paint_point
from charting.ui.face import overlays

if TYPE_CHECKING:
    from charting.ui.face.still import StillPicture
    from charting.ui.face.surface import Surface

RADIUS_PX = 58.0
ABOVE_PX = 98.0
"""From the finger's middle to the loupe's: a thumb covers 40 px around it."""

TIMES = 2.0
COMING_PX = 7.0


def paint_loupe(painter: QPainter, canvas: Surface, still: StillPicture, at: QPointF) -> None:
    """The loupe of the finger that rests at a place of the screen."""
    middle = place_of(at, canvas.width())
    circle = QPainterPath()
    circle.addEllipse(middle, RADIUS_PX, RADIUS_PX)
    painter.save()
    painter.setClipPath(circle)
    painter.fillRect(circle.boundingRect(), canvas.look.color("surface"))
    painter.translate(middle)
    painter.scale(TIMES, TIMES)
    painter.translate(-at)
    reach = RADIUS_PX / TIMES
    seen = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
    still.paint(painter, seen.toAlignedRect().intersected(canvas.rect()))
    for mark in canvas.marks.values():
        if mark.rect().intersects(seen):
            paint_point(painter, mark, canvas.look.face, canvas.font())
    painter.restore()
    _paint_coming(painter, canvas, middle)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(canvas.look.color("surface"), 5))
    painter.drawEllipse(middle, RADIUS_PX, RADIUS_PX)
    painter.setPen(QPen(canvas.look.color("muted"), 1.5))
    painter.drawEllipse(middle, RADIUS_PX + 2, RADIUS_PX + 2)
    overlays.paint_label(painter, canvas, _words(canvas, at), middle - QPointF(0, RADIUS_PX + 14))


def place_of(at: QPointF, width: float) -> QPointF:
    """The middle of the loupe above the finger; beside it where the canvas ends."""
    if at.y() - ABOVE_PX - RADIUS_PX >= 26:
        return QPointF(min(max(at.x(), RADIUS_PX + 4), width - RADIUS_PX - 4), at.y() - ABOVE_PX)
    aside = ABOVE_PX if at.x() < width / 2 else -ABOVE_PX
    return QPointF(at.x() + aside, max(at.y(), RADIUS_PX + 30))


def _paint_coming(painter: QPainter, canvas: Surface, middle: QPointF) -> None:
    """Hair lines that leave the spot itself free, and a ring as large as the reach of a point."""
    painter.setPen(QPen(QColor(canvas.look.face.crosshair), 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        painter.drawLine(middle + QPointF(COMING_PX * dx, COMING_PX * dy), middle + QPointF(24 * dx, 24 * dy))
    painter.drawEllipse(middle, COMING_PX, COMING_PX)


def _words(canvas: Surface, at: QPointF) -> str:
    """“1.5 U · Forehead”."""
    if canvas.session is None:
        return ""
    x, y = canvas.camera.to_mm(at)
    code = canvas.session.anatomy.area_at(canvas.view, round(x, 2), round(y, 2))
    units = canvas.tool.units
    dose = canvas.tr("not dosed")
    if units is not None:
        dose = canvas.tr("{units} U").format(units=dose_text(units, canvas.locale().decimalPoint()))
    return f"{dose} · {canvas.area_name(code)}"
