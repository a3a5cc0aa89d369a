"""Paints injection points: the dose stands in the point; fill, ring and text all tell the style, not colour alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from charting.domain.dosing.styles import Style
from charting.drawing.palette import FacePalette

LARGEST_PX = 16.0
SMALLEST_PX = 2.5
TEXT_FROM_PX = 8.5
SMALLEST_LETTER_PX = 5.0
READABLE_PX = 10.0
READABLE_FROM_SCALE = 1.1
QUESTION_PX = 5.5
RADIUS_MM = 4.4
HOLLOW_SMALLER, HOLLOW_DARKER = 0.88, 150
MOST_MOVED = 4
"""With more of them in hand all are looked at anew."""

MARGIN_PX = 7
"""What a point may paint beyond its radius: ring, selection halo and antialiasing."""

_HOLLOW = frozenset({Style.BELOW_MICRO, Style.BELOW_STANDARD})
_LIGHT_TEXT = frozenset({Style.STANDARD, Style.ABOVE_STANDARD, Style.ABOVE_MICRO, Style.NO_RANGE})
_DOUBLE_RING = frozenset({Style.ABOVE_STANDARD, Style.ABOVE_MICRO})


@dataclass(frozen=True, slots=True)
class PointMark:
    """A point as it is drawn: centre and radius in pixels, the dose as text ("" hides it), None style while undosed.

    `guessed`: nobody recorded its place; a question mark stands at it. `hollow`: it was charted in another view that
    sees the same skin, and is drawn there; here it is only shown.
    """

    key: int
    x: float
    y: float
    radius: float
    text: str
    style: Style | None
    intradermal: bool = False
    selected: bool = False
    guessed: bool = False
    hollow: bool = False

    @property
    def reach(self) -> float:
        """How far from its place it may paint."""
        return self.radius + MARGIN_PX

    def rect(self) -> QRectF:
        """All pixels the mark may touch."""
        reach = self.reach
        return QRectF(self.x - reach, self.y - reach, 2 * reach, 2 * reach)


def radii(places: Sequence[tuple[float, float]], scale: float) -> list[float]:
    """Radius in pixels for each place (pixels) at `scale` px/mm: points shrink before they collide."""
    return Radii().of(places, scale)


class Radii:
    """The radii of the points of one view, kept between edits: one point more is one look at each of the others.

    So is one that moves, as each does at every step of a drag.
    """

    def __init__(self) -> None:
        self._places: list[tuple[float, float]] = []
        self._near: list[float] = []
        self._scale = 0.0

    def of(self, places: Sequence[tuple[float, float]], scale: float) -> list[float]:
        """As `radii`."""
        there = list(places)
        wanted = _wanted(scale)
        more = len(there) - len(self._places)
        moved = [n for n, (was, now) in enumerate(zip(self._places, there, strict=False)) if was != now]
        if scale != self._scale or more not in (0, 1) or len(moved) > MOST_MOVED:
            self._near = _nearest(there, 2 * wanted + 1)
        else:
            for number in moved:
                self._move(number, there[number])
            if more:
                self._near.append(self._approach(there[-1]))
        self._places, self._scale = there, scale
        return [max(min(wanted, near / 2), SMALLEST_PX) for near in self._near]

    def _move(self, number: int, to: tuple[float, float]) -> None:
        """The others lose this place as their nearest, then find it where it is now."""
        was, self._places[number] = self._places[number], (math.inf, math.inf)
        alone = [n for n, place in enumerate(self._places) if math.dist(place, was) <= self._near[n]]
        for other in alone:
            place = self._places[other]
            self._near[other] = min(
                (math.dist(place, one) for n, one in enumerate(self._places) if n != other), default=math.inf
            )
        self._near[number] = self._approach(to)
        self._places[number] = to

    def _approach(self, to: tuple[float, float]) -> float:
        """A place comes near to the others; how far the nearest is from it."""
        least = math.inf
        for number, place in enumerate(self._places):
            away = math.dist(to, place)
            least = min(least, away)
            if away < self._near[number]:
                self._near[number] = away
        return least


def _wanted(scale: float) -> float:
    """The radius of a point that has room."""
    wanted = min(max(RADIUS_MM * scale, SMALLEST_PX), LARGEST_PX)
    # The dose can be read wherever there is room for it.
    return max(wanted, READABLE_PX) if scale >= READABLE_FROM_SCALE else wanted


def _nearest(places: Sequence[tuple[float, float]], cell: float) -> list[float]:
    """How far the nearest other place is from each, infinite where none lies within `cell`."""
    grid: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for x, y in places:
        grid.setdefault((int(x // cell), int(y // cell)), []).append((x, y))

    def near(x: float, y: float) -> float:
        column, row = int(x // cell), int(y // cell)
        apart = sorted(
            math.hypot(x - a, y - b)
            for i in (column - 1, column, column + 1)
            for j in (row - 1, row, row + 1)
            for a, b in grid.get((i, j), ())
        )
        return apart[1] if len(apart) > 1 else math.inf

    return [near(x, y) for x, y in places]


def paint_point(painter: QPainter, mark: PointMark, palette: FacePalette, font: QFont) -> None:
    """One point."""
    centre = QPointF(mark.x, mark.y)
    if mark.hollow:
        _paint_hollow(painter, mark, centre, palette, font)
        return
    if mark.selected:
        halo = QColor(palette.selection)
        painter.setPen(QPen(halo, 2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        _outline(painter, mark, centre, mark.radius + 4)
    fill, ring, text, style = _inks(mark, palette)
    painter.setBrush(fill)
    painter.setPen(QPen(ring, 1.8 if mark.radius > 5 else 1.0, style))
    _outline(painter, mark, centre, mark.radius)
    if mark.style is Style.BOTH and mark.radius > 5:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.styles[Style.STANDARD]))
        rect = QRectF(mark.x - mark.radius + 1, mark.y - mark.radius + 1, 2 * mark.radius - 2, 2 * mark.radius - 2)
        painter.drawChord(rect, 200 * 16, 140 * 16)
    if mark.style in _DOUBLE_RING and mark.radius > 5:
        painter.setPen(QPen(QColor(palette.styles[Style.ABOVE_STANDARD]), 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        _outline(painter, mark, centre, mark.radius + 2.2)
    if mark.text and mark.radius >= TEXT_FROM_PX:
        print_dose(painter, mark, text, font)
    if mark.guessed:
        _question(painter, mark, palette, font)


def _paint_hollow(painter: QPainter, mark: PointMark, centre: QPointF, palette: FacePalette, font: QFont) -> None:
    """A ring with its dose, through which the skin is seen; no dashes, which are last time's."""
    dark = QColor(palette.point_ring).lightness() < 128
    colour = QColor(palette.undosed if mark.style is None else palette.styles[mark.style])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour if dark else colour.darker(HOLLOW_DARKER), 1.5 if mark.radius > 5 else 1.0))
    _outline(painter, mark, centre, mark.radius)
    if mark.text and mark.radius >= TEXT_FROM_PX:
        print_dose(painter, mark, QColor(palette.text_light if dark else palette.text_dark), font)


def hollow_radii(
    own: Sequence[tuple[float, float]], others: Sequence[tuple[float, float]], scale: float
) -> list[float]:
    """Radii of the `others`, which give way to a view's `own` points and are smaller than these could be."""
    return [radius * HOLLOW_SMALLER for radius in radii([*own, *others], scale)[len(own) :]] if others else []


def _question(painter: QPainter, mark: PointMark, palette: FacePalette, font: QFont) -> None:
    """A small round sign at the upper right: the place is not known."""
    centre = QPointF(mark.x + 0.75 * mark.radius, mark.y - 0.75 * mark.radius)
    painter.setBrush(QColor(palette.point_ring))
    painter.setPen(QPen(QColor(palette.undosed), 1.2))
    painter.drawEllipse(centre, QUESTION_PX, QUESTION_PX)
    face = QFont(font)
    face.setPixelSize(8)
    face.setBold(True)
    painter.setFont(face)
    painter.setPen(QColor(palette.undosed))
    box = QRectF(centre.x() - QUESTION_PX, centre.y() - QUESTION_PX, 2 * QUESTION_PX, 2 * QUESTION_PX)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "?")


def paint_beside(painter: QPainter, mark: PointMark, palette: FacePalette, font: QFont) -> None:
    """A point of another product at the same sitting: quiet and filled, with the letter of the product as its text."""
    fill = QColor(palette.ghost)
    fill.setAlpha(120)
    painter.setBrush(fill)
    painter.setPen(QPen(QColor(palette.point_ring), 1.0))
    _outline(painter, mark, QPointF(mark.x, mark.y), mark.radius)
    if mark.text and mark.radius >= SMALLEST_LETTER_PX:
        print_dose(painter, mark, QColor(palette.point_ring), font)


def _inks(mark: PointMark, palette: FacePalette) -> tuple[QColor, QColor, QColor, Qt.PenStyle]:
    """Fill, ring and text colours, and how the ring is drawn."""
    light, dark = QColor(palette.text_light), QColor(palette.text_dark)
    if mark.style is None:
        paper = QColor(palette.point_ring)
        paper.setAlpha(210)
        return paper, QColor(palette.undosed), QColor(palette.undosed), Qt.PenStyle.DashLine
    colour = QColor(palette.styles[mark.style])
    ink = dark if QColor(palette.point_ring).lightness() > 128 else light
    if mark.style in _HOLLOW:
        return QColor(palette.point_ring), colour, ink, Qt.PenStyle.SolidLine
    text = light if mark.style in _LIGHT_TEXT else dark
    if mark.style is Style.BETWEEN:
        return colour, ink, text, Qt.PenStyle.SolidLine
    ring = Qt.PenStyle.DotLine if mark.style is Style.NO_RANGE else Qt.PenStyle.SolidLine
    return colour, QColor(palette.point_ring), text, ring


def _outline(painter: QPainter, mark: PointMark, centre: QPointF, radius: float) -> None:
    # An intradermal point is a rounded square: its depth is seen without a colour.
    if mark.intradermal:
        side = radius * 1.8
        painter.drawRoundedRect(QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side), 3, 3)
    else:
        painter.drawEllipse(centre, radius, radius)


class Printed(Protocol):
    """A ring with a text in it: a point, or a ghost."""

    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def radius(self) -> float: ...
    @property
    def text(self) -> str: ...


def print_dose(painter: QPainter, mark: Printed, colour: QColor, font: QFont) -> None:
    """The dose in its ring, as large as its figures fit."""
    size = mark.radius * {1: 1.15, 2: 1.05, 3: 0.92, 4: 0.74}.get(len(mark.text), 0.6)
    face = QFont(font)
    face.setPixelSize(max(6, round(size)))
    face.setBold(True)
    painter.setFont(face)
    painter.setPen(colour)
    box = QRectF(mark.x - 2 * mark.radius, mark.y - mark.radius, 4 * mark.radius, 2 * mark.radius)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark.text)
