"""Shapes in plain numbers, held against a library of geometry: what they cover, how far and how large."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon

from charting.domain.face.anatomy import Anatomy
from charting.domain.face.face import View
from charting.domain.face.outline import Outline, outline
from tests import shipped
from tests.domain.test_anatomy import by_library
from tests.proofs.scale import examples

ANATOMY: Anatomy = shipped.anatomies()[1]
SHAPES = [
    shape
    for view in View
    for shape in (ANATOMY.outline(view), *ANATOMY.areas(view).values(), *ANATOMY.overlays(view).values())
]
LIBRARY = [by_library(shape) for shape in SHAPES]
PLACES = st.tuples(st.floats(-95, 95), st.floats(-120, 175))
GRID = st.tuples(st.integers(0, 12), st.integers(0, 12))


@settings(max_examples=examples(12, 2000))
@given(st.lists(PLACES, min_size=1, max_size=8))
def test_the_shipped_shapes_cover_and_are_as_far_as_the_library_says(places: list[tuple[float, float]]) -> None:
    for shape, known in zip(SHAPES, LIBRARY, strict=True):
        for x, y in places:
            assert shape.covers(x, y) == known.covers(Point(x, y)), (x, y)
            away = known.distance(Point(x, y))
            assert shape.distance(x, y) == pytest.approx(away, abs=1e-9)
            assert shape.at_least(x, y) <= away + 1e-9
            assert known.distance(Point(*shape.nearest(x, y))) < 1e-9


def test_every_corner_and_the_middle_of_every_edge_belong_to_their_shape() -> None:
    for shape in SHAPES:
        for ring in shape.rings:
            assert all(shape.covers(x, y) for x, y in ring)
        (left, top), *_ = shape.rings[0]
        assert not shape.covers(shape.bounds[0] - 1e-9, top)
        assert not shape.covers(left, shape.bounds[3] + 1e-9)


def test_surface_and_middles_are_those_of_the_library() -> None:
    for shape, known in zip(SHAPES, LIBRARY, strict=True):
        assert shape.area == pytest.approx(known.area, rel=1e-12)
        assert shape.centroid == pytest.approx((known.centroid.x, known.centroid.y), abs=1e-9)
        assert known.contains(Point(*shape.inner))
        assert shape.bounds == pytest.approx(known.bounds)
        moved = shape.moved(lambda x, y: (2 * x, -y))
        assert moved.area == pytest.approx(2 * known.area, rel=1e-12)
        dense = shape.dense(0.7)
        assert dense.area == pytest.approx(known.area, rel=1e-9)
        steps = [math.dist(a, b) for ring in dense.rings for a, b in pairwise(ring)]
        assert max(steps) <= 0.7 + 1e-12


@settings(max_examples=examples(120, 20000))
@given(st.lists(GRID, min_size=3, max_size=9, unique=True), st.lists(GRID, min_size=1, max_size=12))
def test_on_a_grid_where_edges_run_through_places(
    corners: list[tuple[int, int]], places: list[tuple[int, int]]
) -> None:
    """Whole numbers put many places exactly on an edge, a corner or its level."""
    known = Polygon(corners)
    path = (("M", corners[0]), *(("L", corner) for corner in corners[1:]), ("Z", ()))
    if not known.is_valid or known.area == 0:
        with pytest.raises(ValueError, match="crosses itself"):
            outline(path)
        return
    shape = outline(path)
    assert shape.area == pytest.approx(known.area)
    for x, y in places:
        assert shape.covers(x, y) == known.covers(Point(x, y)), (x, y)
        assert shape.distance(x, y) == pytest.approx(known.distance(Point(x, y)), abs=1e-12)


@given(st.lists(GRID, min_size=3, max_size=9, unique=True), st.floats(0.01, 11.99))
def test_the_pieces_of_a_level_are_its_parts_within(corners: list[tuple[int, int]], y: float) -> None:
    known = Polygon(corners)
    assume(known.is_valid and known.area > 0)
    cut = known.intersection(shapely.LineString([(-1, y), (13, y)]))
    length = sum(right - left for left, right in Outline([corners]).pieces(y))
    assert length == pytest.approx(cut.length, abs=1e-9)


def test_rings_within_rings() -> None:
    def ring(a: float, b: float) -> list[tuple[float, float]]:
        return [(a, a), (b, a), (b, b), (a, b)]

    shape = Outline([ring(0, 10), ring(2, 8), ring(4, 6)])
    assert shape.area == pytest.approx(100 - 36 + 4)
    inside = {n: shape.covers(n, 5) for n in (1, 2, 3, 4, 5)}
    assert inside == {1: True, 2: True, 3: False, 4: True, 5: True}
    assert shape.centroid == pytest.approx((5, 5))
    assert shape.nearest(3, 5) == (2, 5) or shape.nearest(3, 5) == (4, 5)


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize(
    ("right", "up"), [(0, 0), (50, 8), (-50, 8), (50, -8), (-50, -8), (8, 50), (8, -50), (-8, -50)]
)
def test_an_edge_may_go_on_straight_and_never_runs_back(right: int, up: int, turns: int) -> None:
    """On each side of a square, wherever it lies: a corner on the way is none; one that runs back is a fault."""

    def laid(*corners: tuple[float, float]) -> Outline:
        for _ in range(turns):
            corners = tuple((-y, x) for x, y in corners)
        (x, y), *others = [(x + right, y + up) for x, y in corners]
        return outline((("M", (x, y)), *(("L", corner) for corner in others), ("Z", ())))

    assert laid((0, 0), (3, 0), (5, 0), (10, 0), (10, 10), (0, 10)).covers(right, up)
    with pytest.raises(ValueError, match="crosses itself"):
        laid((0, 0), (5, 0), (3, 0), (10, 0), (10, 10), (0, 10))
    with pytest.raises(ValueError, match="crosses itself"):
        laid((0, 0), (12, 0), (10, 0), (10, 10), (0, 10))


def test_a_shape_of_one_line_is_refused() -> None:
    for path in ((), (("M", (0.0, 0.0)), ("L", (5.0, 5.0)), ("Z", ()))):
        with pytest.raises(ValueError, match="empty"):
            outline(path)
