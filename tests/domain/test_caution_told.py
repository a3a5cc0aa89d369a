"""What the face shows of a point: every distance its rules speak of, fine or not, of no other point, and told once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from charting.domain.cautions.cautions import cautions, told_of_points
from charting.domain.cautions.places import Told
from charting.domain.face.face import View
from charting.domain.visit.visit import NO_PLACE, InjectionPoint
from tests.domain.test_cautions import ANATOMY, REFERENCE, at, visit_of

RIGHT, LEFT = View.RIGHT, View.LEFT
PLACES = ["place_globe", "place_inner_canthus", "place_larynx"]
"""What is told of every point that is not charted where it lies on purpose: how far eye, canthus and larynx are."""


def told(numbers: set[int], *points: InjectionPoint) -> list[Told]:
    return list(told_of_points(visit_of(*points), frozenset(numbers), None, REFERENCE, ANATOMY))


def rules(found: list[Told], number: int) -> list[str]:
    return [one.rule.id for one in found if one.member.number == number]


def notes(*points: InjectionPoint) -> list[tuple[str, tuple[int, ...]]]:
    found = cautions(visit_of(*points), None, None, (), REFERENCE, ANATOMY)
    return [(note.id, note.points) for note in found]


class TestOfChosenPoints:
    points = (at(0, -14), at(20, -60), at(0, 130), at(31, -10))

    def test_distances_that_are_fine_are_told_with_those_that_are_not(self):
        found = told({2, 3}, *self.points)
        assert rules(found, 2) == [*PLACES, "fhl_brow", "fhl_above_glabella_sites"]
        assert rules(found, 3) == PLACES
        assert {one.member.number for one in found} == {2, 3}
        assert [(one.rule.id, one.member.number) for one in found if one.off] == [("place_larynx", 3)]

    def test_each_with_its_figure_and_the_area_it_belongs_to(self):
        found = {one.rule.id: one for one in told({2}, *self.points)}
        site = found["fhl_above_glabella_sites"]
        assert (site.group, site.off) == ("forehead", ())
        (distance,) = site.distances
        assert distance.value == pytest.approx((20**2 + 46**2) ** 0.5, abs=1e-6)
        assert (distance.start, distance.end) == ((20, -60), (0, -14))
        assert found["place_globe"].group == ""
        assert [one.measure.name for one in found["fhl_brow"].distances] == ["the brow", "the orbital rim"]

    def test_a_place_that_is_fine_silences_no_rule_of_the_area(self):
        found = told({1, 2}, at(0, -14), at(20, -34, area="glabella"))
        assert rules(found, 1) == [*PLACES, "gl_central_brow"]
        assert rules(found, 2) == [*PLACES, "gl_lateral_ridge", "gl_central_brow"]

    def test_a_place_that_names_the_point_does(self):
        assert rules(told({1}, at(31, -22, area="glabella")), 1) == [*PLACES[:2], "place_brow_to_rim"]
        assert [one.rule.id for one in told({2}, at(0, -14), at(31, -22, area="glabella"))][-1] == "place_brow_to_rim"

    def test_a_point_on_no_area_is_told_what_is_nearest(self):
        found = told({1}, at(0, 112), at(0, 113))
        assert rules(found, 1) == [*PLACES, "no_area"]
        assert (found[-1].group, found[-1].off, len(found[-1].distances)) == ("mentalis", found[-1].distances, 1)

    def test_sites_count_though_they_are_not_chosen(self):
        near = at(20, -52.4)
        (one,) = [t for t in told({1}, near, at(20, -38, area="glabella"))
                  if t.rule.id == "fhl_above_glabella_sites"]  # fmt: skip
        assert one.off[0].value == pytest.approx(14.4, abs=1e-6)
        views = told({1}, near, replace(at(20, -38, area="glabella"), view=RIGHT))
        assert "fhl_above_glabella_sites" not in rules(views, 1)


class TestPlaceNotRecorded:
    """From a place that nobody recorded nothing is told, and nothing is measured to it."""

    def test_it_hides_no_other_point(self):
        guessed = replace(at(31, -11), placed_by=NO_PLACE)
        assert notes(guessed, at(31, -10)) == [("place_upper_lid", (2,))]
        assert notes(guessed) == []
        assert told({1}, guessed, at(31, -10)) == []

    def test_a_site_that_was_guessed_is_no_site(self):
        guessed = replace(at(20, -38, area="glabella"), placed_by=NO_PLACE)
        assert notes(at(20, -50), guessed) == []
        assert ("fhl_above_glabella_sites", (2,)) in notes(guessed, at(20, -52), at(20, -38, area="glabella"))

    def test_the_first_point_of_an_area_is_the_first_that_was_placed(self):
        near, far = at(51, 0, area="crows_feet.left"), at(51, 9, area="crows_feet.left")
        assert notes(near, far) == [("lcl_canthus", (1,))]
        assert notes(replace(near, placed_by=NO_PLACE), far) == [("lcl_canthus", (2,))]


class TestFirstOfEachView:
    """Of crow's feet the point at the height of the canthus counts, one of each side and view."""

    def test_the_nearest_to_the_height_of_the_canthus(self):
        points = [at(51, y, area="crows_feet.left") for y in (9, -8, 0.5, 5)]
        assert notes(*points) == [("lcl_canthus", (3,))]
        assert notes(*points[::-1]) == [("lcl_canthus", (2,))]

    def test_each_side_and_each_view_has_its_own(self):
        left, right = at(51, 0, area="crows_feet.left"), at(-51, 0, area="crows_feet.right")
        profile = at(-8, 0, view=RIGHT, area="crows_feet.right")
        assert notes(left, right, profile) == [("lcl_canthus", (1,)), ("lcl_canthus", (2, 3))]

    def test_of_two_at_one_height_the_one_that_was_placed_first(self):
        assert notes(at(51, 0, area="crows_feet.left"), at(50, 0, area="crows_feet.left")) == [("lcl_canthus", (1,))]


def test_one_of_two_distances_is_enough_only_where_the_rule_says_so():
    assert notes(at(62, 0)) == []  # far beyond 20 mm of the canthus, and well outside the rim
    found = [note for note in notes(at(-36, 60, view=RIGHT)) if note[0] == "masseter_zone"]
    assert found == [("masseter_zone", (1,))]
