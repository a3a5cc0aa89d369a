"""Doses of points that are too small for them, beside their point or at the end of a line, where there is room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from charting.drawing.palette import DOSE_DARKER, FacePalette
from charting.drawing.points import TEXT_FROM_PX, PointMark

LABEL_PX = 11
MOST = 24
FIELD, FIELD_PX = 5, 40.0
"""A small point with more small ones than these so near is one of a field of droplets, whose doses the list tells."""

_AWAY = (5.0, 12.0, 20.0)
_TURNS = (0, 180, -35, 215, 35, 145, -90, 90)
_AIR = 1.5


@dataclass(frozen=True, slots=True)
class Leader:
    """A dose beside its point, which is `key`: its text in `box`, a line from the rim at (x, y) to the box.

    A key below zero is a point of last time (its number).
    """

    key: int
    text: str
    box: QRectF
    x: float
    y: float

    def rect(self) -> QRectF:
        """All pixels it may touch."""
        return self.box.united(QRectF(self.x - 1, self.y - 1, 2, 2)).adjusted(-2, -2, 2, 2)


def leaders(marks: Sequence[PointMark], font: QFont, bounds: QRectF) -> tuple[Leader, ...]:
    """The doses that do not fit into their points, each where it hides no point and no other dose.

    The points of the view itself come before hollow ones. One for which there is no place is not drawn: the list tells
    it.
    """
    small = [mark for mark in marks if mark.text and mark.radius < TEXT_FROM_PX]
    wanted = sorted((mark for mark in small if not _in_field(mark, small)), key=lambda mark: mark.hollow)[:MOST]
    if not wanted:
        return ()
    metrics = QFontMetricsF(_font(font))
    taken = [_around(mark) for mark in marks]
    found = []
    middle = sum(mark.x for mark in wanted) / len(wanted)
    for mark in wanted:
        wide, high = metrics.horizontalAdvance(mark.text) + 6, LABEL_PX + 3.0
        reach = mark.radius + _AWAY[-1] + wide + high  # farther away no box of this point can lie
        around = QRectF(mark.x - reach, mark.y - reach, 2 * reach, 2 * reach)
        near = [box for box in taken if box.intersects(around)]
        made = _place(mark, wide, high, near, bounds, outward=mark.x >= middle)
        if made is not None:
            found.append(made)
            taken.append(made.box)
    return tuple(found)


def _in_field(mark: PointMark, small: Sequence[PointMark]) -> bool:
    near = sum(abs(other.x - mark.x) < FIELD_PX and abs(other.y - mark.y) < FIELD_PX for other in small)
    return near - 1 > FIELD


def _around(mark: PointMark) -> QRectF:
    reach = mark.radius + _AIR
    return QRectF(mark.x - reach, mark.y - reach, 2 * reach, 2 * reach)


def _place(
    mark: PointMark, wide: float, high: float, taken: Sequence[QRectF], bounds: QRectF, *, outward: bool
) -> Leader | None:
    for away, turn in product(_AWAY, _TURNS):
        angle = math.radians(turn if outward else 180 - turn)
        ux, uy = math.cos(angle), math.sin(angle)
        reach = mark.radius + away
        # The box touches the end of the line with its near side, so that the line never runs through figures.
        x = mark.x + ux * reach + (wide / 2) * (ux if abs(ux) > 0.3 else 0)
        y = mark.y + uy * reach + (high / 2) * (uy if abs(uy) > 0.3 else 0)
        box = QRectF(x - wide / 2, y - high / 2, wide, high)
        if bounds.contains(box) and not any(box.intersects(other) for other in taken):
            return Leader(mark.key, mark.text, box, mark.x + ux * (mark.radius + 1), mark.y + uy * (mark.radius + 1))
    return None


def paint_leader(painter: QPainter, leader: Leader, palette: FacePalette, font: QFont) -> None:
    """One dose beside its point."""
    paper = QColor(palette.point_ring)
    dark = paper.lightness() < 128
    ink = QColor(palette.undosed)
    figures = QColor(palette.text_light if dark else palette.text_dark)
    if leader.key < 0:
        ink = figures = QColor(palette.ghost) if dark else QColor(palette.ghost).darker(DOSE_DARKER)
    middle = leader.box.center()
    painter.setPen(QPen(ink, 0.9))
    painter.drawLine(QPointF(leader.x, leader.y), middle)
    paper.setAlpha(225)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(paper)
    painter.drawRoundedRect(leader.box, 4, 4)
    painter.setFont(_font(font))
    painter.setPen(figures)
    painter.drawText(leader.box, Qt.AlignmentFlag.AlignCenter, leader.text)


def _font(font: QFont) -> QFont:
    face = QFont(font)
    face.setPixelSize(LABEL_PX)
    face.setBold(True)
    return face
