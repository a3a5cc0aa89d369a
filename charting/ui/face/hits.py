"""Which point is under the hand: pure questions about marks on the screen."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF

from charting.drawing.points import PointMark

MOUSE_REACH_PX = 22.0
TOUCH_REACH_MM = 6.0


def nearest(marks: Iterable[PointMark], place: QPointF, *, reach: float) -> PointMark | None:
    """The mark whose centre is nearest, within `reach` pixels of its centre (or inside a larger mark)."""
    best: PointMark | None = None
    least = math.inf
    for mark in marks:
        away = math.hypot(mark.x - place.x(), mark.y - place.y())
        if away <= max(reach, mark.radius) and away < least:
            best, least = mark, away
    return best


def within(marks: Iterable[PointMark], band: QRectF) -> frozenset[int]:
    """The keys of the marks whose centre a rubber band holds."""
    return frozenset(mark.key for mark in marks if band.contains(mark.x, mark.y))
