"""The points of a map on paper and in pictures, as the desk shows them: its own filled, those of other views hollow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QPainter

from charting.drawing.leaders import leaders, paint_leader
from charting.drawing.palette import FacePalette
from charting.drawing.points import PointMark, hollow_radii, paint_point, radii
from charting.paper.sheet import MapPoint

Places = Sequence[tuple[float, float]]


def marks_of(points: Sequence[MapPoint], places: Places, scale: float) -> list[PointMark]:
    """The marks of a map's points, numbered in their order, at `places` in pixels and `scale` px/mm."""
    own = [n for n, point in enumerate(points) if not point.hollow]
    other = [n for n, point in enumerate(points) if point.hollow]
    sizes = dict(zip(own, radii([places[n] for n in own], scale), strict=True))
    hollow = hollow_radii([places[n] for n in own], [places[n] for n in other], scale)
    sizes.update(zip(other, hollow, strict=True))
    return [
        PointMark(n, *places[n], sizes[n], point.text, point.style, point.intradermal, guessed=point.guessed,
                  hollow=point.hollow)
        for n, point in enumerate(points)
    ]  # fmt: skip


def paint_marks(
    painter: QPainter, marks: Sequence[PointMark], palette: FacePalette, font: QFont, bounds: QRectF
) -> None:  # fmt: skip
    """All of a map: hollow ones beneath, then its own, then the doses that are too small for their points."""
    own = [mark for mark in marks if not mark.hollow]
    hollow = [mark for mark in marks if mark.hollow]
    for mark in (*hollow, *own):
        paint_point(painter, mark, palette, font)
    for leader in leaders((*own, *hollow), font, bounds):
        paint_leader(painter, leader, palette, font)
