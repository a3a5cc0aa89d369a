"""One skin, three pictures: there and back on the cylinder, only where it faces, and always on the drawn skin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.domain.face.anatomy import Anatomy
from charting.domain.face.face import View
from charting.domain.face.unrolling import SILHOUETTE_MM, seen_on, turned
from tests import shipped

ANATOMY = Anatomy(shipped.templates()[1])


def seen(view: View, drawn: View, x: float, y: float) -> tuple[float, float] | None:
    return seen_on(ANATOMY.outline(view), view, drawn, x, y)


@pytest.mark.parametrize("drawn", [View.RIGHT, View.LEFT])
def test_skin_that_faces_both_views_goes_there_and_back(drawn: View) -> None:
    for x in (-45.0, -30.0, -10.0, 0.0, 10.0):
        x = x if drawn is View.RIGHT else -x
        front = turned(drawn, View.FRONT, x, 12.0)
        assert front is not None
        assert front[0] < 0 if drawn is View.RIGHT else front[0] > 0
        back = turned(View.FRONT, drawn, *front)
        assert back == (pytest.approx(x, abs=0.05), 12.0)
        assert front[0] == round(front[0], 2), "a place is told to the hundredth of a millimetre, as one that is kept"
        assert back[0] == round(back[0], 2)


def test_skin_is_seen_only_from_where_it_faces() -> None:
    assert turned(View.FRONT, View.RIGHT, 40.0, 0.0) is None  # the other side
    assert turned(View.FRONT, View.RIGHT, 0.0, 0.0) is None  # the midline is the edge of a profile
    assert turned(View.FRONT, View.RIGHT, -5.0, 0.0) is None
    assert turned(View.FRONT, View.RIGHT, -7.0, 0.0) is not None
    assert turned(View.RIGHT, View.FRONT, -70.0, 30.0) is None  # behind the middle of the head
    assert turned(View.RIGHT, View.LEFT, 0.0, 0.0) is None
    assert turned(View.FRONT, View.FRONT, 3.0, 4.0) == (3.0, 4.0)
    assert turned(View.FRONT, View.RIGHT, -43.9, 7.0) == (pytest.approx(0.0, abs=0.01), 7.0)


@given(st.sampled_from(list(View)), st.sampled_from(list(View)), st.floats(-80, 80), st.floats(-100, 120))
def test_what_is_seen_elsewhere_lies_on_the_skin_of_that_view(drawn: View, view: View, x: float, y: float) -> None:
    if not ANATOMY.on_face(drawn, x, y):
        return
    place = seen(view, drawn, x, y)
    if place is None:
        return
    assert ANATOMY.on_face(view, *place)
    assert place[1] == y
    exact = turned(drawn, view, x, y)
    assert exact is not None
    assert abs(exact[0] - place[0]) <= SILHOUETTE_MM


def test_a_jaw_that_is_wider_than_the_drawn_one_is_on_its_edge() -> None:
    place = seen(View.FRONT, View.RIGHT, -46.0, 58.0)
    assert place is not None
    assert -65.4 < place[0] < -58
    edge = ANATOMY.outline(View.FRONT).pieces(58.0)[0][0]
    assert place[0] == round(edge + 1.0, 2), "a millimetre within the silhouette"
    assert seen(View.RIGHT, View.FRONT, -26.0, 110.0) is None  # below the chin, far behind its edge
