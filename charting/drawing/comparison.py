"""Paints what differs between two visits: each point the same, re-dosed, moved, added or dropped.

The kind of change is told by form as well as by colour: a dashed ring with a cross is gone, a plus is new, a line with
an arrow was moved, a triangle up or down was dosed higher or lower.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from charting.drawing.palette import FacePalette

LABEL_PX = 11
TEXT_FROM_PX = 7.0
ARROW_PX = 6.0
BADGE_FROM_PX = 5.0


class Change(StrEnum):
    """What became of a point."""

    SAME = "same"
    REDOSED = "redosed"
    MOVED = "moved"
    ADDED = "added"
    DROPPED = "dropped"


# Okabe and Ito's hues again, darkened until a white figure reads on them; the greys stay behind.
_LIGHT = {
    Change.SAME: "#7b878f", Change.REDOSED: "#9a5b00", Change.MOVED: "#1f63a8", Change.ADDED: "#00704f",
    Change.DROPPED: "#b8420a",
}  # fmt: skip
_DARK = {
    Change.SAME: "#8b98a1", Change.REDOSED: "#f0b13c", Change.MOVED: "#6cb8f0", Change.ADDED: "#3ec79b",
    Change.DROPPED: "#ff8a52",
}  # fmt: skip


def change_colour(change: Change, palette: FacePalette) -> QColor:
    """The colour of a kind of change on this palette's ground."""
    return QColor((_DARK if _is_dark(palette) else _LIGHT)[change])


def _is_dark(palette: FacePalette) -> bool:
    return QColor(palette.point_ring).lightness() < 128


@dataclass(frozen=True, slots=True)
class ComparedMark:
    """A point as it is drawn: centre and radius in pixels. `higher` says which way a dose went (None: it did not).

    `was` marks the place a moved point came from. `chosen` gives it a halo. `elsewhere`: it was charted in another
    view that sees the same skin, and is only shown here.
    """

    x: float
    y: float
    radius: float
    text: str
    change: Change
    higher: bool | None = None
    was: bool = False
    intradermal: bool = False
    chosen: bool = False
    elsewhere: bool = False

    def rect(self) -> QRectF:
        """The point with its ring."""
        reach = self.radius + 3
        return QRectF(self.x - reach, self.y - reach, 2 * reach, 2 * reach)


def paint_mark(painter: QPainter, mark: ComparedMark, palette: FacePalette, font: QFont) -> None:
    """One point of a comparison."""
    colour, centre = change_colour(mark.change, palette), QPointF(mark.x, mark.y)
    paper = QColor(palette.point_ring)
    if mark.chosen:
        painter.setPen(QPen(QColor(palette.selection), 2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        _outline(painter, mark, centre, mark.radius + 4.5)
    hollow = mark.was or mark.elsewhere or mark.change in (Change.SAME, Change.DROPPED)
    line = Qt.PenStyle.DashLine if mark.change is Change.DROPPED else Qt.PenStyle.SolidLine
    paper.setAlpha(150 if mark.was or mark.elsewhere else 225)
    wide = 1.0 if mark.elsewhere else 1.6
    painter.setPen(QPen(colour, wide, line) if hollow else QPen(QColor(palette.point_ring), wide))
    painter.setBrush(paper if hollow else colour)
    _outline(painter, mark, centre, mark.radius)
    if mark.change is Change.DROPPED:
        _cross(painter, centre, mark.radius, colour)
    if mark.text and mark.radius >= TEXT_FROM_PX and not mark.was:
        ink = colour if hollow else (QColor(palette.text_dark) if _is_dark(palette) else QColor(palette.text_light))
        if mark.change is Change.SAME:
            ink = QColor(palette.undosed)
        _print(painter, mark, ink, font)
    if mark.radius >= BADGE_FROM_PX and not mark.was:
        _badge(painter, mark, colour, palette)


def paint_shift(painter: QPainter, start: ComparedMark, end: ComparedMark, palette: FacePalette) -> None:
    """The way a point was moved, from rim to rim, with an arrow at its end."""
    dx, dy = end.x - start.x, end.y - start.y
    far = math.hypot(dx, dy)
    gap = far - start.radius - end.radius - 2
    if gap < 1:
        return  # the label says how far
    ux, uy = dx / far, dy / far
    tip = QPointF(end.x - ux * (end.radius + 2), end.y - uy * (end.radius + 2))
    painter.setPen(QPen(change_colour(Change.MOVED, palette), 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(start.x + ux * start.radius, start.y + uy * start.radius), tip)
    if gap > ARROW_PX:
        for turn in (2.6, -2.6):
            c, s = math.cos(turn), math.sin(turn)
            painter.drawLine(tip, tip + QPointF(ux * c - uy * s, ux * s + uy * c) * ARROW_PX)


def paint_label(painter: QPainter, box: QRectF, text: str, change: Change, palette: FacePalette, font: QFont) -> None:
    """A few words beside a point, such as “6 mm”."""
    painter.setPen(QPen(change_colour(change, palette), 1))
    paper = QColor(palette.point_ring)
    paper.setAlpha(235)
    painter.setBrush(paper)
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.setFont(label_font(font))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def label_font(font: QFont) -> QFont:
    """The face of the labels beside points."""
    face = QFont(font)
    face.setPixelSize(LABEL_PX)
    face.setBold(True)
    return face


def label_place(
    mark: ComparedMark, text: str, font: QFont, taken: Sequence[QRectF], bounds: QRectF
) -> QRectF | None:  # fmt: skip
    """Room for a label beside its point that hides no other point or label; None where there is none."""
    width, height = QFontMetricsF(label_font(font)).horizontalAdvance(text) + 10, LABEL_PX + 5.0
    away, across = mark.radius + 5, mark.radius + 3
    places = (
        QPointF(mark.x + away, mark.y - height / 2), QPointF(mark.x - away - width, mark.y - height / 2),
        QPointF(mark.x - width / 2, mark.y - across - height), QPointF(mark.x - width / 2, mark.y + across),
        QPointF(mark.x + away - 2, mark.y - across - height + 4), QPointF(mark.x + away - 2, mark.y + across - 4),
        QPointF(mark.x - away - width + 2, mark.y - across - height + 4),
        QPointF(mark.x - away - width + 2, mark.y + across - 4),
    )  # fmt: skip
    for place in places:
        box = QRectF(place.x(), place.y(), width, height)
        if bounds.contains(box) and not any(box.intersects(other) for other in taken):
            return box
    return None


def _outline(painter: QPainter, mark: ComparedMark, centre: QPointF, radius: float) -> None:
    # An intradermal point is a rounded square here too.
    if mark.intradermal:
        side = radius * 1.8
        painter.drawRoundedRect(QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side), 3, 3)
    else:
        painter.drawEllipse(centre, radius, radius)


def _cross(painter: QPainter, centre: QPointF, radius: float, colour: QColor) -> None:
    arm = radius * 0.72
    faint = QColor(colour)
    faint.setAlphaF(0.45 if radius >= TEXT_FROM_PX else 1.0)
    painter.setPen(QPen(faint, 1.4))
    for dx, dy in ((1, 1), (1, -1)):
        painter.drawLine(centre - QPointF(arm * dx, arm * dy), centre + QPointF(arm * dx, arm * dy))


def _badge(painter: QPainter, mark: ComparedMark, colour: QColor, palette: FacePalette) -> None:
    """A plus for a new point, a triangle up or down for a dose that went up or down."""
    if mark.change is not Change.ADDED and mark.higher is None:
        return
    reach = max(3.6, min(5.2, mark.radius * 0.45))
    at = QPointF(mark.x + mark.radius * 0.82, mark.y - mark.radius * 0.82)
    painter.setPen(QPen(colour, 1.2))
    painter.setBrush(QColor(palette.point_ring))
    painter.drawEllipse(at, reach, reach)
    arm = reach * 0.58
    if mark.change is Change.ADDED:
        painter.setPen(QPen(colour, 1.6))
        painter.drawLine(at - QPointF(arm, 0), at + QPointF(arm, 0))
        painter.drawLine(at - QPointF(0, arm), at + QPointF(0, arm))
        return
    way = -1 if mark.higher else 1
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([at + QPointF(0, way * arm), at + QPointF(-arm, -way * arm * 0.8),
                                   at + QPointF(arm, -way * arm * 0.8)]))  # fmt: skip


def _print(painter: QPainter, mark: ComparedMark, ink: QColor, font: QFont) -> None:
    size = mark.radius * {1: 1.15, 2: 1.05, 3: 0.92, 4: 0.74}.get(len(mark.text), 0.6)
    face = QFont(font)
    face.setPixelSize(max(6, round(size)))
    face.setBold(True)
    painter.setFont(face)
    painter.setPen(ink)
    box = QRectF(mark.x - 2 * mark.radius, mark.y - mark.radius, 4 * mark.radius, 2 * mark.radius)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark.text)
