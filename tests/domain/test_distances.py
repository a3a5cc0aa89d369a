"""Distances on a face of straight lines, worked out by hand: each way of measuring, on both sides and in profile."""

from __future__ import annotations

from decimal import Decimal
from math import hypot, inf

import pytest

from charting.domain.cautions.rule import FaceMeasure, Way
from charting.domain.face.anatomy import Anatomy
from charting.domain.face.distances import Distance, Place, distance, height_of
from charting.domain.face.face import Commands, FaceView, Template, View
from charting.domain.face.scaling import Stretch

FRONT, RIGHT, LEFT = View.FRONT, View.RIGHT, View.LEFT
PLAIN = Stretch()


def path(*places: Place) -> Commands:
    (x, y), *rest = places
    return (("M", (x, y)), *(("L", place) for place in rest))


def closed(*places: Place) -> Commands:
    return (*path(*places), ("Z", ()))


BOX = ((-80.0, -80.0), (80.0, -80.0), (80.0, 80.0), (-80.0, 80.0))
LANDMARKS = {
    # a roof over the left side, from the midline down to the ear, and one beneath it
    "roof.left": path((10, 0), (30, -20), (50, 0)),
    "roof.right": path((-10, 0), (-30, -20), (-50, 0)),
    "floor": path((-60, 40), (60, 40)),
    "hook.left": path((10, 0), (40, 0), (40, 20), (20, 20)),
    "wall.left": path((20, 0), (40, 20), (25, 40)),
    "mark.left": path((20, 10)),
    "far.left": path((60, 40)),
    "step.left": path((20, 0), (20, 10), (60, 30)),
    "fork.left": path((60, 0), (20, 10), (40, 20)),
    "twice.left": path((20, 10), (20, 10), (40, 10)),
    "steep.left": path((10, 0), (20, 0), (20, 10)),
    "ring.left": closed((20, 0), (40, 0), (40, 20), (20, 20)),
    "ring.right": closed((-20, 0), (-40, 0), (-40, 20), (-20, 20)),
}


def face(landmarks: dict[str, Commands]) -> Anatomy:
    views = {}
    for view in View:
        own = landmarks
        if view is not FRONT:  # in profile the ear of the right side lies to the left of the drawing
            sign = -1 if view is RIGHT else 1
            own = {
                f"wall.{view.value}": path((sign * 20, 0), (sign * 40, 20), (sign * 25, 40)),
                f"edge.{view.value}": path((sign * 30, 0), (sign * 30, 40)),
            }
        views[view] = FaceView(view, 1, (-90, -90, 180, 180), (), {}, closed(*BOX), {}, {}, own)
    return Anatomy(Template(1, views))


FACE = face(LANDMARKS)


def measured(way: Way, landmark: str, place: Place, *, view: View = FRONT, area: str = "glabella",
             stretch: Stretch = PLAIN, **more: object) -> Distance | None:  # fmt: skip
    measure = FaceMeasure("it", way, landmark, **more)  # type: ignore[arg-type]
    return distance(FACE, measure, view, place, area, stretch)


def told(way: Way, landmark: str, place: Place, **more: object) -> tuple[float, Place]:
    found = measured(way, landmark, place, **more)  # type: ignore[arg-type]
    assert found is not None
    assert found.start == place
    return found.value, (pytest.approx(found.end[0]), pytest.approx(found.end[1]))


@pytest.mark.parametrize(
    ("way", "landmark", "place", "value", "end"),
    [
        ("above", "roof", (20, -15), 5, (20, -10)), ("above", "roof", (20, -5), -5, (20, -10)),
        ("above", "roof", (-20, -15), 5, (-20, -10)), ("above", "roof", (30, -30), 10, (30, -20)),
        ("above", "roof", (5, -10), 10, (5, 0)), ("above", "roof", (70, -10), 10, (70, 0)),
        ("below", "roof", (20, 0), 10, (20, -10)), ("below", "floor", (0, 45), 5, (0, 40)),
        ("below", "floor", (-10, 45), 5, (-10, 40)), ("below", "floor", (-10, 35), -5, (-10, 40)),
        ("above", "hook", (30, -5), 5, (30, 0)), ("below", "hook", (30, 25), 5, (30, 20)),
        ("above", "hook", (40, -5), 5, (40, 0)), ("below", "hook", (40, 25), 5, (40, 20)),
        ("above", "step", (20, -5), 5, (20, 0)), ("below", "step", (20, 15), 5, (20, 10)),
        ("above", "steep", (20, -5), 5, (20, 0)), ("below", "steep", (20, 15), 5, (20, 10)),
        ("below", "wall", (25, 45), 5, (25, 40)), ("below", "fork", (40, 25), 5, (40, 20)),
        ("above", "fork", (40, 0), 5, (40, 5)), ("above", "wall", (50, 5), 15, (50, 20)),
        ("above", "wall", (10, -5), 5, (10, 0)),
    ],
)  # fmt: skip
def test_upright_at_the_points_own_distance_from_the_midline(
    way: Way, landmark: str, place: Place, value: float, end: Place
):
    assert told(way, landmark, place) == (value, end)


@pytest.mark.parametrize(
    ("place", "value", "end"),
    [
        ((35, 10), 5, (30, 10)), ((25, 10), -5, (30, 10)), ((45, 20), 5, (40, 20)), ((35, 30), 2.5, (32.5, 30)),
        ((25, -10), 5, (20, -10)), ((30, 50), 5, (25, 50)),
    ],
)  # fmt: skip
def test_sideways_from_where_the_line_lies_farthest_out_at_that_height(place: Place, value: float, end: Place):
    assert told("lateral", "wall", place) == (value, end)


def test_of_two_places_at_one_height_the_one_farther_out_counts():
    assert told("lateral", "roof", (45, -10)) == (5, (40, -10))
    assert told("lateral", "roof", (-45, -10)) == (5, (-40, -10))
    assert told("lateral", "floor", (65, 40)) == (5, (60, 40))  # all of it lies at that height
    assert told("lateral", "floor", (-65, 40)) == (5, (-60, 40))


def test_in_profile_behind_is_towards_the_ear():
    assert measured("lateral", "wall", (-35, 10)) is None  # the front has it on the left alone
    for view, sign in ((RIGHT, -1), (LEFT, 1)):
        for x, y, value, end in ((35, 10, 5, 30), (25, 10, -5, 30), (30, 50, 5, 25)):
            assert told("behind", "wall", (sign * x, y), view=view) == (pytest.approx(value), (sign * end, y))


@pytest.mark.parametrize(
    ("place", "value", "end"),
    [
        ((30, 25), 5, (30, 20)), ((30, -5), 5, (30, 0)), ((45, 10), 5, (40, 10)), ((43, -4), 5, (40, 0)),
        ((43, 24), 5, (40, 20)), ((17, 24), 5, (20, 20)), ((28, 12), 8, (28, 20)), ((35, 5), 5, (35, 0)),
        ((30, 10), 10, (30, 0)),
    ],
)  # fmt: skip
def test_straight_from_the_nearest_place_of_a_line(place: Place, value: float, end: Place):
    assert told("apart", "hook", place) == (pytest.approx(value), end)


def test_straight_from_a_single_place():
    assert told("apart", "mark", (23, 14)) == (5, (20, 10))
    assert told("apart", "twice", (17, 14)) == (5, (20, 10))  # the same place twice is one place
    assert told("apart", "twice", (30, 14)) == (4, (30, 10))


def test_outside_a_closed_line_and_inside_it():
    for sign in (1, -1):
        assert told("outside", "ring", (sign * 45, 10)) == (5, (sign * 40, 10))
        assert told("outside", "ring", (sign * 43, 24)) == (5, (sign * 40, 20))
        assert told("outside", "ring", (sign * 38, 10)) == (-2, (sign * 40, 10))
        assert told("outside", "ring", (sign * 30, 3)) == (-3, (sign * 30, 0))
    assert told("outside", "ring", (30, 0)) == (0, (30, 0))
    assert told("apart", "ring", (38, 10)) == (2, (40, 10))  # straight has no inside


def test_the_middle_of_a_line_is_half_way_across_it():
    assert told("apart", "roof", (33, -16), middle=True) == (5, (30, -20))
    assert told("apart", "step", (43, 24), middle=True) == (5, (40, 20))  # its first piece is upright
    assert told("above", "roof", (12, -30), middle=True) == (10, (12, -20))
    assert told("apart", "mark", (23, 14), middle=True) == (5, (20, 10))
    assert told("apart", "mark", (26, 14), to="far", middle=True) == (pytest.approx(hypot(6, 4), abs=1e-6), (20, 10))


def test_a_straight_line_between_two_places():
    """From (20, 10) to (60, 40): at x = 40 it lies at 25."""
    assert told("below", "mark", (40, 30), to="far") == (5, (40, 25))
    assert told("apart", "mark", (20, 10), to="far")[0] == 0
    assert measured("below", "mark", (40, 30), to="nothing") is None


def test_a_share_of_the_way_down():
    """From the first place of the roof (y 0) to the floor (y 40)."""
    for y, value in ((0, 0), (10, 0.25), (40, 1), (-10, -0.25), (50, 1.25)):
        assert told("part", "roof", (30, y), to="floor") == (value, (30, 40))
    assert told("part", "roof", (30, 10), to="floor", stretch=Stretch(1, 1.5, 1.5, 0)) == (0.25, (30, 40))
    assert told("part", "roof", (30, 10), to="floor", stretch=Stretch(1, 1, 2, 10)) == (0.4, (30, 40))
    assert told("part", "mark", (30, 15), to="hook") == (0.5, (30, 20))  # the lower one of two crossings
    assert measured("part", "roof", (30, 10)) is None
    assert measured("part", "roof", (30, 10), to="nothing") is None


def test_only_points_lateral_of_a_border_count():
    assert measured("above", "roof", (20, -15), beyond="mark") is None
    assert measured("above", "roof", (20.01, -15), beyond="mark") is not None
    assert measured("above", "roof", (19, -15), beyond="mark") is None
    assert measured("above", "roof", (30, -15), beyond="nothing") is None


def test_only_points_within_a_line_count():
    assert measured("below", "roof", (30, 10), within="ring") is not None
    for outside in ((45, 10), (30, 25), (30, -1), (15, 10)):
        assert measured("below", "roof", outside, within="ring") is None
    assert measured("below", "roof", (30, 10), within="nothing") is None


def test_a_landmark_that_is_not_drawn_tells_nothing():
    for way in ("above", "lateral", "apart", "outside", "part"):
        assert measured(way, "nothing", (20, 20)) is None
    assert measured("above", "mark", (-20, 0)) is None  # it has no right side
    assert height_of(FACE, FaceMeasure("it", "above", "nothing"), FRONT, (20, 20)) is None


def test_how_far_from_the_height_of_a_landmark():
    measure = FaceMeasure("it", "lateral", "mark")
    assert height_of(FACE, measure, FRONT, (50, 13)) == 3
    assert height_of(FACE, measure, FRONT, (50, 4)) == 6
    assert height_of(FACE, measure, FRONT, (50, 13), Stretch(1, 2, 2, 0)) == 6


def test_a_point_of_the_midline_is_measured_on_the_left():
    assert told("apart", "mark", (0, 10)) == (20, (20, 10))


# ---------------------------------------------------------------------- bounds


def off(value: float, least: str | None, most: str | None) -> tuple[bool, float]:
    bounds = {"least": None if least is None else Decimal(least), "most": None if most is None else Decimal(most)}
    found = measured("apart", "mark", (20 + value, 10), **bounds)
    assert found is not None
    return found.off, found.spare


def test_what_is_fine_includes_both_ends_and_what_is_left_of_it_is_told():
    assert off(5, "5", "8") == (False, 0)
    assert off(8, "5", "8") == (False, 0)
    assert off(6, "5", "8") == (False, pytest.approx(1))
    assert off(7.5, "5", "8") == (False, pytest.approx(0.5))
    assert off(4.99, "5", "8") == (True, inf)
    assert off(8.01, "5", "8") == (True, inf)
    assert off(9, "5", None) == (False, pytest.approx(4))
    assert off(3, None, "8") == (False, pytest.approx(5))
    assert off(4, "5", None) == (True, inf)
    assert off(9, None, "8") == (True, inf)


def test_a_measure_without_bounds_is_never_fine():
    assert off(5, None, None) == (True, inf)


def test_a_share_has_nothing_left_in_mm():
    found = measured("part", "roof", (30, 10), to="floor", least=Decimal("0.1"), most=Decimal("0.9"))
    assert found is not None
    assert (found.off, found.spare) == (False, inf)


def test_what_is_kept_to_a_hundredth_misses_no_limit_by_binary_fractions():
    found = measured("apart", "mark", (20, 10.3), most=Decimal("0.3"))
    assert found is not None
    assert (found.value, found.off) == (0.3, False)


# ---------------------------------------------------------------------- the patient's own face


def test_a_face_is_measured_as_wide_and_as_high_as_it_is():
    wide = Stretch(2, 1.5, 1.5, 0)
    assert told("apart", "mark", (23, 14), stretch=wide) == (pytest.approx(hypot(6, 6)), (20, 10))
    assert told("above", "roof", (20, -15), stretch=wide) == (7.5, (20, -10))
    assert told("lateral", "wall", (35, 10), stretch=wide) == (10, (30, 10))


def test_a_line_is_bent_where_the_forehead_begins():
    """A forehead twice as high above y = 10: the line from (20, 0) to (40, 20) is bent at (30, 10)."""
    tall = Stretch(1, 1, 2, 10)
    assert told("above", "wall", (25, -5), stretch=tall) == (20, (25, 5))
    assert told("above", "wall", (35, 5), stretch=tall) == (pytest.approx(15), (35, 15))
    assert told("above", "wall", (29, 8), stretch=tall) == (pytest.approx(2), (29, 9))


def test_sites_of_another_area_are_measured_straight_from_the_nearest():
    measure = FaceMeasure("the nearest site", "apart", sites="glabella", least=Decimal(15))
    sites = [(0.0, 0.0), (10.0, 0.0)]

    def nearest(place: Place, stretch: Stretch = PLAIN) -> tuple[float, Place] | None:
        found = distance(FACE, measure, FRONT, place, "forehead", stretch, sites)
        return None if found is None else (found.value, found.end)

    assert nearest((13, -4)) == (5, (10, 0))
    assert nearest((-3, -4)) == (5, (0, 0))
    assert nearest((13, -4), Stretch(2, 1, 2, 0)) == (10, (10, 0))
    assert nearest((4, 40), Stretch(1, 0.5, 0.5, 0)) == (pytest.approx(hypot(4, 20), abs=1e-6), (0, 0))
    assert distance(FACE, measure, FRONT, (0, 0), "forehead", PLAIN) is None


# ---------------------------------------------------------------------- over the skin


def test_areas_of_the_profile_are_measured_over_the_skin_sideways_alone():
    flat = told("lateral", "far", (65, 40))
    skin = told("lateral", "far", (65, 40), area="crows_feet.left")
    assert flat[0] == 5
    assert skin[0] > 12  # near the edge of the head the front view shows less than half of it
    assert told("above", "floor", (50, 30), area="crows_feet.left")[0] == 10
    right = face({"far.right": path((-60, 40))})
    measure = FaceMeasure("it", "lateral", "far")
    found = distance(right, measure, FRONT, (-65, 40), "crows_feet.right", PLAIN)
    assert found is not None
    assert found.value == skin[0]


def test_in_profile_the_skin_is_longer_towards_the_nose():
    """The canthus lies 64 mm in front of the middle of the head, so that 30 mm behind it the skin is nearly face on."""
    for view, sign in ((RIGHT, -1), (LEFT, 1)):
        behind = told("behind", "edge", (sign * 35, 10), view=view, area="masseter." + view.value)
        ahead = told("behind", "edge", (sign * 25, 10), view=view, area="masseter." + view.value)
        assert 5.2 < behind[0] < -ahead[0] < 5.4
        assert told("behind", "edge", (sign * 35, 10), view=view, area="dao." + view.value)[0] == pytest.approx(5)
