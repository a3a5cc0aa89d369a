"""What is painted over the face while a hand works: the area under it, crosshair, band, typed digits; and its tips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from charting.drawing.face import painter_path
from charting.ui.kit.look import sized
from charting.words.vial_words import draws_text
from charting.words.words import tooltip, units_text

if TYPE_CHECKING:
    from charting.ui.face.surface import Surface

TIP_REACH_PX = 16.0


def paint_hover(painter: QPainter, canvas: Surface, *, named: bool) -> None:
    """A thin dashed outline and the name of the area under the hand; what the ghost there says comes first."""
    face, code = canvas.face, canvas.hovered
    if face is None or code is None:
        return
    commands = face.areas.get(code) or face.overlays.get(code)
    if commands is None:
        return
    path = canvas.camera.transform().map(painter_path(commands))
    pen = QPen(QColor(canvas.look.face.hover_line), 1.4, Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    if named:
        box = path.boundingRect()
        paint_label(painter, canvas, canvas.area_name(code), QPointF(box.center().x(), box.top() - 16))


def paint_hand(painter: QPainter, canvas: Surface) -> None:
    """The crosshair, the rubber band and the digits being typed."""
    ink = QColor(canvas.look.face.crosshair)
    if canvas.crosshair is not None:
        at = canvas.camera.to_px(*canvas.crosshair)
        painter.setPen(QPen(ink, 1.5))
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            painter.drawLine(at + QPointF(5 * dx, 5 * dy), at + QPointF(18 * dx, 18 * dy))
        painter.drawEllipse(at, 2.0, 2.0)
    if canvas.band is not None:
        fill = QColor(ink)
        fill.setAlpha(28)
        painter.setPen(QPen(ink, 1, Qt.PenStyle.DashLine))
        painter.setBrush(fill)
        painter.drawRect(canvas.band)
    if canvas.typed.text:
        paint_label(
            painter, canvas, f"{canvas.typed.text} U", QPointF(canvas.width() / 2, canvas.height() - 26), pixels=18
        )


def paint_label(painter: QPainter, canvas: Surface, text: str, centre: QPointF, *, pixels: int = 12) -> None:
    """A text in a pill around `centre`, kept within the canvas."""
    font = sized(canvas.font(), pixels, bold=True)
    width = QFontMetricsF(font).horizontalAdvance(text) + 18
    box = QRectF(centre.x() - width / 2, centre.y() - pixels * 0.9, width, pixels * 1.8)
    box.moveLeft(min(max(box.left(), 4.0), canvas.width() - width - 4.0))
    box.moveTop(min(max(box.top(), 4.0), canvas.height() - box.height() - 4.0))
    painter.setPen(QPen(canvas.look.color("line"), 1))
    painter.setBrush(canvas.look.color("surface"))
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.setFont(font)
    painter.setPen(canvas.look.color("text"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def show_tip(canvas: QWidget, event: QHelpEvent, text: str) -> None:
    """Show what lies under the hand, or take the last tip away."""
    if text:
        QToolTip.showText(event.globalPos(), tooltip(text), canvas)
    else:
        QToolTip.hideText()


def tip_of(canvas: Surface, key: int) -> str:
    """“1.5 U · 0.038 mL from lot C7421”, of a point of the open visit."""
    visit, session = canvas.visit, canvas.session
    point = next((p for p in visit.points if p.key == key), None) if visit is not None else None
    if visit is None or session is None or point is None:
        return ""
    nowhere = canvas.tr("place not recorded: the middle of its area") if point.guessed else ""
    dose = "" if point.units is None else canvas.tr("{units} U").format(units=units_text(point.units))
    draws = "" if point.units is None else draws_text(visit, point, session.clinic.reference)
    return " · ".join(part for part in (dose, draws, nowhere) if part)
