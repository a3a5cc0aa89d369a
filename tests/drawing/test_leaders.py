"""Doses beside points that are too small for them: on no point, on no other dose, within the picture."""

from __future__ import annotations

import math
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont
from pytestqt.qtbot import QtBot

from charting.domain.dosing.styles import Style
from charting.drawing.leaders import leaders
from charting.drawing.map_points import marks_of
from charting.drawing.points import TEXT_FROM_PX, PointMark, radii
from charting.drawing.sheet_marks import marks_on_paper
from charting.paper.sheet import MapPoint

BOUNDS = QRectF(0, 0, 400, 400)
PLACES = st.lists(st.tuples(st.floats(5, 395), st.floats(5, 395)), min_size=2, max_size=24)


def marks(places: list[tuple[float, float]], text: str = "1.5") -> list[PointMark]:
    return [PointMark(n, x, y, r, text, Style.MICRO) for n, ((x, y), r) in
            enumerate(zip(places, radii(places, 1.6), strict=True))]  # fmt: skip


@given(PLACES)
def test_no_dose_hides_a_point_or_another_dose(qapp: object, places: list[tuple[float, float]]) -> None:
    made = marks(places)
    found = leaders(made, QFont(), BOUNDS)
    for leader in found:
        assert BOUNDS.contains(leader.box)
        assert made[leader.key].radius < TEXT_FROM_PX
        for mark in made:
            reach = mark.radius
            assert not leader.box.intersects(QRectF(mark.x - reach, mark.y - reach, 2 * reach, 2 * reach))
    for one, two in combinations(found, 2):
        assert not one.box.intersects(two.box)


def test_three_close_points_all_have_their_dose_and_a_field_of_droplets_is_left_to_the_list(qtbot: QtBot) -> None:
    assert len(leaders(marks([(200, 190), (203, 203), (203, 216)]), QFont(), BOUNDS)) == 3
    field = [(100 + 8.0 * n, 100 + 8.0 * row) for row in range(3) for n in range(10)]
    assert leaders(marks(field), QFont(), BOUNDS) == ()
    close = [(300.0, 300.0), (300.0, 311.0)]
    assert [leader.key for leader in leaders(marks([*field, *close]), QFont(), BOUNDS)] == [30, 31]
    assert leaders(marks([(100, 100), (200, 200)]), QFont(), BOUNDS) == ()


def test_hollow_points_give_way_and_never_make_others_smaller(qtbot: QtBot) -> None:
    own, other = MapPoint(0, 0, "2", Style.MICRO), MapPoint(0, 0, "2", Style.MICRO, hollow=True)
    alone = marks_of([own], [(100, 100)], 2.0)[0].radius
    beside = marks_of([own, other], [(100, 100), (110, 100)], 2.0)
    assert beside[0].radius == alone
    assert beside[1].radius < alone / 2


def test_points_on_paper_shrink_before_they_collide(qtbot: QtBot) -> None:
    points = [MapPoint(0, 0, "0.5", Style.MICRO)] * 3
    made = marks_on_paper(points, [(100.0, 100.0), (109.0, 100.0), (300.0, 300.0)])
    assert made[0].radius + made[1].radius <= 9.0
    assert made[2].radius <= 1.35 * 1.6 * 16 / 3 + 0.01


def test_who_is_in_a_field_is_told_across_all_of_the_face(qtbot: QtBot) -> None:
    """Six near one are a field wherever it lies, and five are none; so far away as a field reaches is not near."""
    for x, y in ((80.0, 80.0), (119.5, 120.5), (161.0, 39.0)):
        around = [(x + 39 * math.cos(turn), y + 39 * math.sin(turn)) for turn in (0, 1, 2, 3, 4, 5)]
        small = [PointMark(n, *at, 4.0, "1.5", Style.MICRO) for n, at in enumerate([(x, y), *around])]
        assert 0 not in {leader.key for leader in leaders(small, QFont(), BOUNDS)}
        assert 0 in {leader.key for leader in leaders(small[:6], QFont(), BOUNDS)}
        far = [PointMark(n, x + 40, y + 6.0 * n, 4.0, "1.5", Style.MICRO) for n in range(-3, 4)]
        assert 9 in {
            leader.key for leader in leaders([PointMark(9, x, y, 4.0, "1.5", Style.MICRO), *far], QFont(), BOUNDS)
        }
