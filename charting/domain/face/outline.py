"""Closed flat shapes in millimetres: whether they cover a place, how far away it is, where their middle is.

Plain numbers and loops, row by row: a click asks a handful of edges, and nothing has to be loaded for it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from charting.domain.face.face import Commands

FLATTENING_MM = 0.05
"""A curve and its polygon are nowhere farther apart than this."""

Place = tuple[float, float]
Ring = tuple[Place, ...]
"""Its last place is its first one again."""

_Edge = tuple[float, float, float, float]

_SURE = 1e-14
"""Twice an area that is smaller than this part of what it was taken from may be rounding: it is looked at exactly."""


class Outline:
    """A shape in mm with an edge that belongs to it. A ring within another is a hole, one within that is filled."""

    def __init__(self, rings: Iterable[Sequence[Place]]) -> None:
        self.rings: tuple[Ring, ...] = tuple(_closed(ring) for ring in rings)
        xs, ys = zip(*(place for ring in self.rings for place in ring), strict=True)
        self.bounds = min(xs), min(ys), max(xs), max(ys)
        """Least x and y, most x and y."""

    def covers(self, x: float, y: float) -> bool:
        """Whether a place lies in the shape or on its edge."""
        left, top, right, bottom = self.bounds
        if not (left <= x <= right and top <= y <= bottom):
            return False
        within = False
        for ax, ay, bx, by in self._rows.get(math.floor(y), ()):
            if (ay > y) != (by > y):
                side = _side(ax, ay, bx, by, x, y)
                if side == 0:
                    return True
                if (side > 0) == (by > ay):
                    within = not within
            elif (ay == y and (x == ax or (by == y and min(ax, bx) <= x <= max(ax, bx)))) or (by == y and x == bx):
                return True
        return within

    def distance(self, x: float, y: float) -> float:
        """How far a place lies outside, in mm; 0 within."""
        near = self.nearest(x, y)
        return math.hypot(near[0] - x, near[1] - y)

    def at_least(self, x: float, y: float) -> float:
        """A distance in mm that is surely not more than the one to the shape: the one to its box."""
        left, top, right, bottom = self.bounds
        return math.hypot(max(left - x, 0.0, x - right), max(top - y, 0.0, y - bottom))

    def nearest(self, x: float, y: float) -> Place:
        """The place of the shape that is the nearest to a place: itself, where the shape covers it."""
        if self.covers(x, y):
            return x, y
        best, found = math.inf, (x, y)
        for ax, ay, bx, by in self._edges:
            dx, dy = bx - ax, by - ay
            size = dx * dx + dy * dy
            t = ((x - ax) * dx + (y - ay) * dy) / size if size else 0.0
            here = (ax, ay) if t <= 0 else (bx, by) if t >= 1 else (ax + t * dx, ay + t * dy)
            away = (here[0] - x) ** 2 + (here[1] - y) ** 2
            if away < best:
                best, found = away, here
        return found

    @cached_property
    def area(self) -> float:
        """In mm2."""
        return sum(sign * abs(_doubled(ring)) for sign, ring in self._signed) / 2

    @cached_property
    def centroid(self) -> Place:
        """The middle of its mass, which may lie outside."""
        across = down = whole = 0.0
        for sign, ring in self._signed:
            x0, y0 = ring[0]
            way = sign if _doubled(ring) > 0 else -sign
            for (ax, ay), (bx, by) in pairwise(ring):
                part = way * ((ax - x0) * (by - y0) - (bx - x0) * (ay - y0))
                across += part * (ax + bx + x0)
                down += part * (ay + by + y0)
                whole += part
        return across / (3 * whole), down / (3 * whole)

    @cached_property
    def inner(self) -> Place:
        """A place that surely lies within: half way along the widest piece of a row through the middle."""
        top, bottom = self.bounds[1], self.bounds[3]
        half = (top + bottom) / 2
        ys = [y for ring in self.rings for _, y in ring]
        above, below = max(y for y in ys if y <= half), min(y for y in ys if y > half)
        row = (above + below) / 2
        left, right = max(self.pieces(row), key=lambda piece: piece[1] - piece[0])
        return (left + right) / 2, row

    def pieces(self, y: float) -> list[tuple[float, float]]:
        """The pieces of the level `y` that lie in the shape, as (left, right), from the left."""
        crossed = sorted(
            ax + (bx - ax) * (y - ay) / (by - ay)
            for ax, ay, bx, by in self._rows.get(math.floor(y), ())
            if (ay > y) != (by > y)
        )
        return list(zip(crossed[::2], crossed[1::2], strict=True))

    def dense(self, most_mm: float) -> Outline:
        """The same shape with places on its edges, so that no two are farther apart than this."""
        return Outline([_dense(ring, most_mm) for ring in self.rings])

    def moved(self, move: Callable[[float, float], Place]) -> Outline:
        """The shape with each of its places moved."""
        return Outline([[move(x, y) for x, y in ring] for ring in self.rings])

    @cached_property
    def _edges(self) -> tuple[_Edge, ...]:
        return tuple((*a, *b) for ring in self.rings for a, b in pairwise(ring))

    @cached_property
    def _rows(self) -> dict[int, tuple[_Edge, ...]]:
        """The edges that reach into each millimetre from the top down."""
        rows: dict[int, list[_Edge]] = {}
        for edge in self._edges:
            top, bottom = sorted((edge[1], edge[3]))
            for row in range(math.floor(top), math.floor(bottom) + 1):
                rows.setdefault(row, []).append(edge)
        return {row: tuple(edges) for row, edges in rows.items()}

    @cached_property
    def _signed(self) -> tuple[tuple[int, Ring], ...]:
        """Each ring, with -1 where it is a hole."""
        if len(self.rings) == 1:
            return ((1, self.rings[0]),)
        single = [Outline([ring]) for ring in self.rings]
        around = [sum(other.covers(*one.rings[0][0]) for other in single if other is not one) for one in single]
        return tuple((-1 if count % 2 else 1, ring) for count, ring in zip(around, self.rings, strict=True))


def outline(commands: Commands) -> Outline:
    """A closed path as a shape, curves flattened to 0.05 mm; ValueError when it is empty or crosses itself."""
    rings = [_closed(ring) for ring in rings_of(commands) if len(set(ring)) > 2]
    if not rings or any(_crosses_itself(ring) for ring in rings):
        raise ValueError("an area is empty or crosses itself")
    return Outline(rings)


def line(commands: Commands) -> Ring:
    """An open path, or a point, as its places (x, y) in mm."""
    return tuple(next(rings_of(commands)))


def rings_of(commands: Commands) -> Iterator[list[Place]]:
    """The subpaths of a path, each as the places of its corners and of its flattened curves."""
    ring: list[Place] = []
    for kind, numbers in commands:
        if kind == "M":
            if ring:
                yield ring
            ring = [(numbers[0], numbers[1])]
        elif kind == "L":
            ring.append((numbers[0], numbers[1]))
        elif kind == "C":
            ring.extend(_flat(ring[-1], numbers))
    if ring:
        yield ring


def _flat(start: Place, numbers: tuple[float, ...]) -> list[Place]:
    """Points of a cubic curve after its start; even steps in t, so that both directions give the same points."""
    x0, y0 = start
    x1, y1, x2, y2, x3, y3 = numbers
    bend = max(math.hypot(x0 - 2 * x1 + x2, y0 - 2 * y1 + y2), math.hypot(x1 - 2 * x2 + x3, y1 - 2 * y2 + y3))
    steps = max(1, math.ceil(math.sqrt(6 * bend / (8 * FLATTENING_MM))))
    points = []
    for n in range(1, steps + 1):
        t = n / steps
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        points.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return points


def _closed(ring: Sequence[Place]) -> Ring:
    return tuple(ring) if ring[0] == ring[-1] else (*ring, ring[0])


def _dense(ring: Ring, most_mm: float) -> list[Place]:
    places = [ring[0]]
    for (ax, ay), (bx, by) in pairwise(ring):
        parts = max(1, math.ceil(math.hypot(bx - ax, by - ay) / most_mm))
        places += [(ax + (bx - ax) * n / parts, ay + (by - ay) * n / parts) for n in range(1, parts)]
        places.append((bx, by))
    return places


def _doubled(ring: Ring) -> float:
    """Twice the signed area, about its first place, so that shapes far from the origin lose no figures."""
    x0, y0 = ring[0]
    return sum((ax - x0) * (by - y0) - (bx - x0) * (ay - y0) for (ax, ay), (bx, by) in pairwise(ring))


def _side(ax: float, ay: float, bx: float, by: float, x: float, y: float) -> float:
    """On which side of the way from a to b a place lies: its sign, exactly 0 only where it lies on it."""
    one, other = (bx - ax) * (y - ay), (by - ay) * (x - ax)
    found = one - other
    if abs(found) > _SURE * (abs(one) + abs(other)):
        return found
    fax, fay, fx, fy = Fraction(ax), Fraction(ay), Fraction(x), Fraction(y)
    exact = (Fraction(bx) - fax) * (fy - fay) - (Fraction(by) - fay) * (fx - fax)
    return float((exact > 0) - (exact < 0))


def _crosses_itself(ring: Ring) -> bool:
    """Whether an edge runs back over the one before it, or two that are no neighbours meet.

    Edges are compared where their stretches across overlap.
    """
    corners = [a for a, b in pairwise(ring) if a != b]
    if any(_turns_back(corners[n - 2], corners[n - 1], corners[n]) for n in range(len(corners))):
        return True
    edges = sorted(
        (min(a[0], b[0]), max(a[0], b[0]), n, a, b) for n, (a, b) in enumerate(pairwise(ring)) if a != b
    )  # fmt: skip
    last = len(ring) - 2
    open_: list[tuple[float, float, int, Place, Place]] = []
    for edge in edges:
        open_ = [other for other in open_ if other[1] >= edge[0]]
        for other in open_:
            first, second = sorted((edge[2], other[2]))
            if second - first > 1 and not (first == 0 and second == last) and _meet(edge[3:], other[3:]):
                return True
        open_.append(edge)
    return False


def _turns_back(a: Place, b: Place, c: Place) -> bool:
    ahead = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1])
    return ahead < 0 and _side(*a, *b, *c) == 0


def _meet(one: Sequence[Place], other: Sequence[Place]) -> bool:
    (a, b), (c, d) = one, other
    if max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return False
    return _side(*a, *b, *c) * _side(*a, *b, *d) <= 0 and _side(*c, *d, *a) * _side(*c, *d, *b) <= 0
