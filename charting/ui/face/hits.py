"""Which point is under the hand: pure questions about marks on the screen."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF

from charting.drawing.points import PointMark

MOUSE_REACH_PX = 22.0
TOUCH_REACH_MM = 6.0
CHOOSING_MM = 1.5
"""So near to the middle of a point, in mm of the face, a press means that point while a dose is loaded."""

LEAST_CHOOSING_PX = 2.0
"""Two points on one spot can still be chosen."""


def nearest(marks: Iterable[PointMark], place: QPointF, *, reach: float) -> PointMark | None:
    """The mark whose centre is nearest, within `reach` pixels of its centre (or inside a larger mark)."""
    best: PointMark | None = None
    least = math.inf
    for mark in marks:
        away = math.hypot(mark.x - place.x(), mark.y - place.y())
        if away <= max(reach, mark.radius) and away < least:
            best, least = mark, away
    return best


def chosen(
    marks: Iterable[PointMark], place: QPointF, *, reach: float, disc: bool = False
) -> PointMark | None:  # fmt: skip
    """The mark that a press here means: within `reach` pixels of its middle (or on its `disc`), the nearest first.

    It is half the way to its neighbour at most; everything else is free for a new point.
    """
    there = list(marks)
    best = min(there, key=lambda mark: _away(mark, place), default=None)
    if best is None or _away(best, place) > max(reach, best.radius if disc else 0.0):
        return None
    middle = QPointF(best.x, best.y)
    neighbour = min((_away(mark, middle) for mark in there if mark is not best), default=math.inf)
    return best if _away(best, place) <= max(neighbour / 2, LEAST_CHOOSING_PX) else None


def _away(mark: PointMark, place: QPointF) -> float:
    return math.hypot(mark.x - place.x(), mark.y - place.y())


def within(marks: Iterable[PointMark], band: QRectF) -> frozenset[int]:
    """The keys of the marks whose centre a rubber band holds."""
    return frozenset(mark.key for mark in marks if band.contains(mark.x, mark.y))
