"""Doses of points that are too small for them, beside their point or at the end of a line, where there is room."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

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

_Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels: a few hundred of them are compared at a click."""

_Way = tuple[float, float, float, float, float]


def _ways(turns: Iterable[int]) -> tuple[_Way, ...]:
    """How far away, the direction of the line, and how much of the box lies beyond its end, across and down."""
    angles = [(math.cos(math.radians(turn)), math.sin(math.radians(turn))) for turn in turns]
    return tuple(
        (away, ux, uy, ux if abs(ux) > 0.3 else 0.0, uy if abs(uy) > 0.3 else 0.0)
        for away in _AWAY
        for ux, uy in angles
    )


_OUTWARD, _INWARD = _ways(_TURNS), _ways(180 - turn for turn in _TURNS)


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
    wanted = _wanted([mark for mark in marks if mark.text and mark.radius < TEXT_FROM_PX])
    if not wanted:
        return ()
    metrics, high = QFontMetricsF(_font(font)), LABEL_PX + 3.0
    wides = {text: metrics.horizontalAdvance(text) + 6 for text in {mark.text for mark in wanted}}
    taken = [_around(mark) for mark in marks]
    room = (bounds.left(), bounds.top(), bounds.right(), bounds.bottom())
    found = []
    middle = sum(mark.x for mark in wanted) / len(wanted)
    for mark in wanted:
        wide = wides[mark.text]
        reach = mark.radius + _AWAY[-1] + wide + high  # farther away no box of this point can lie
        left, top, right, bottom = mark.x - reach, mark.y - reach, mark.x + reach, mark.y + reach
        near = [box for box in taken if box[0] < right and box[2] > left and box[1] < bottom and box[3] > top]
        made = _place(mark, wide, high, near, room, _OUTWARD if mark.x >= middle else _INWARD)
        if made is not None:
            found.append(made)
            taken.append((made.box.left(), made.box.top(), made.box.right(), made.box.bottom()))
    return tuple(found)


def _wanted(small: Sequence[PointMark]) -> list[PointMark]:
    """The first of these that are in no field, hollow ones last; each is told from its own part of the face alone."""
    parts: dict[tuple[int, int], list[PointMark]] = {}
    for mark in small:
        parts.setdefault((int(mark.x // FIELD_PX), int(mark.y // FIELD_PX)), []).append(mark)
    return list(islice((mark for mark in sorted(small, key=_is_hollow) if not _in_field(mark, parts)), MOST))


def _is_hollow(mark: PointMark) -> bool:
    return mark.hollow


def _in_field(mark: PointMark, parts: Mapping[tuple[int, int], Sequence[PointMark]]) -> bool:
    column, row, near = int(mark.x // FIELD_PX), int(mark.y // FIELD_PX), 0
    for part in product((column, column - 1, column + 1), (row, row - 1, row + 1)):
        for other in parts.get(part, ()):
            near += abs(other.x - mark.x) < FIELD_PX and abs(other.y - mark.y) < FIELD_PX
            if near - 1 > FIELD:
                return True
    return False


def _around(mark: PointMark) -> _Box:
    reach = mark.radius + _AIR
    return mark.x - reach, mark.y - reach, mark.x + reach, mark.y + reach


def _place(
    mark: PointMark, wide: float, high: float, taken: Sequence[_Box], room: _Box, ways: Sequence[_Way]
) -> Leader | None:
    for away, ux, uy, beside, over in ways:
        reach = mark.radius + away
        # The box touches the end of the line with its near side, so that the line never runs through figures.
        left = mark.x + ux * reach + (wide / 2) * beside - wide / 2
        top = mark.y + uy * reach + (high / 2) * over - high / 2
        right, bottom = left + wide, top + high
        if left < room[0] or top < room[1] or right > room[2] or bottom > room[3]:
            continue
        if not any(left < box[2] and box[0] < right and top < box[3] and box[1] < bottom for box in taken):
            x, y = mark.x + ux * (mark.radius + 1), mark.y + uy * (mark.radius + 1)
            return Leader(mark.key, mark.text, QRectF(left, top, wide, high), x, y)
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
