"""Distances and doses in words, and what is counted over areas: the sentence a clinician reads, figure by figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from charting.domain.cautions.case import Past
from charting.domain.cautions.cautions import cautions
from charting.domain.cautions.places import words
from charting.domain.cautions.rule import CautionNote, FaceMeasure, Way
from charting.domain.face.face import View
from charting.domain.visit.visit import InjectionPoint, Kind
from tests.domain.test_cautions import ANATOMY, AT, BROW, REFERENCE, at, found, judged, lip, visit_of

RIGHT = View.RIGHT
DAY = AT.date()


@pytest.mark.parametrize(
    ("way", "values", "expected"),
    [
        ("above", [7.4], "7 mm above the brow"), ("above", [-7.4], "7 mm below the brow"),
        ("below", [2.0, 9.6], "2–10 mm below the brow"), ("below", [-2.0], "2 mm above the brow"),
        ("lateral", [3.0], "3 mm lateral of the brow"), ("lateral", [-3.0], "3 mm medial of the brow"),
        ("behind", [4.0], "4 mm behind the brow"), ("behind", [-4.0], "4 mm in front of the brow"),
        ("apart", [5.0], "5 mm from the brow"), ("apart", [-5.0], "5 mm from the brow"),
        ("outside", [6.0], "6 mm outside the brow"), ("outside", [-6.0], "6 mm inside the brow"),
        ("above", [0.0], "0 mm above the brow"), ("above", [-0.4], "just below the brow"),
        ("above", [1.0, 2.0, 3.0], "1–3 mm above the brow"), ("above", [2.1, 2.2], "2 mm above the brow"),
        ("above", [-3.0, -1.0, 0.0, 4.0], "1–3 mm below the brow"),
        ("part", [0.5], "50 % of the brow"), ("part", [0.092, 0.3, 0.658], "9–66 % of the brow"),
        ("part", [-0.2], "0 % of the brow"), ("part", [1.0], "100 % of the brow"),
    ],
)  # fmt: skip
def test_distances_in_words(way: Way, values: list[float], expected: str):
    assert str(words(FaceMeasure("the brow", way), values)) == expected


def test_a_rule_of_one_distance_need_not_name_what_it_is_told_from():
    measure = FaceMeasure("the brow", "above", least=Decimal(20))
    assert str(words(measure, [7.0, 12.0], plain_one=True)) == "7–12 mm"
    assert str(words(measure, [-7.0, 12.0], plain_one=True)) == "7 mm below the brow"
    assert str(words(measure, [0.0], plain_one=True)) == "0 mm"
    assert str(words(measure, [7.0])) == "7 mm above the brow"


def test_what_rounds_to_its_limit_is_told_to_lie_just_off_it():
    """19.6 mm are not 20 mm to somebody who is told to keep 20."""
    least, most = FaceMeasure("it", "apart", least=Decimal(20)), FaceMeasure("it", "apart", most=Decimal(5))
    assert str(words(least, [19.6])) == "just under 20 mm from it"
    assert str(words(least, [19.4])) == "19 mm from it"
    assert str(words(most, [5.4])) == "just over 5 mm from it"
    assert str(words(most, [5.6])) == "6 mm from it"
    assert str(words(least, [15.0, 19.6])) == "15–just under 20 mm from it"


def test_of_three_points_the_nearest_and_the_farthest_are_told():
    note = found("fhl_brow", at(30, BROW - 18), at(-30, BROW - 15), at(30, BROW - 12))
    assert note is not None
    assert (str(note.measured), len(note.spans)) == ("12–18 mm above the brow", 3)


def test_each_border_that_a_point_lies_beyond_is_told_and_drawn():
    note = found("masseter_zone", at(-36, 24, view=RIGHT, area="masseter.right"))
    assert note is not None
    assert str(note.measured) == "5 mm behind the anterior border, 9 mm above the tragus-commissure line"
    assert [(span.view, span.start) for span in note.spans] == [(RIGHT, (-36, 24))] * 2
    assert note.spans[0].end != note.spans[1].end


def test_where_one_of_two_distances_were_enough_both_are_told_and_one_is_drawn():
    note = found("lcl_canthus", at(51, 9, area="crows_feet.left"))
    assert note is not None
    assert str(note.measured) == "12 mm lateral of the canthus, 5 mm outside the orbital rim"
    assert len(note.spans) == 1


# ---------------------------------------------------------------------- areas


def before(day: date, *areas: str, product: str = "ona_botox", units: str = "20") -> Past:
    return Past("before", day, Kind.TREATMENT, product, Decimal(units), frozenset(areas))


def said(*points: InjectionPoint, past: Past, product: str = "ona_botox") -> dict[str, CautionNote]:
    notes = cautions(visit_of(*points, product=product), None, None, [past], REFERENCE, ANATOMY)
    return {note.id: note for note in notes}


def test_uneven_sides_of_the_mouth():
    note = found("perioral_vermilion", lip(-12, "1"), lip(12, "1.5"), lip(0, "1"))
    assert note is not None
    assert (str(note.measured), note.key, note.area) == ("right 1 U, left 1.5 U", "perioral_vermilion:perioral:sides",
                                                    "perioral")  # fmt: skip


class TestForeheadAndGlabella:
    forehead = at(0, -50, "12")

    def test_what_is_said_names_area_interval_and_point(self):
        note = found("fhl_with_glabella", at(10, 97), self.forehead)
        assert note is not None
        assert (note.key, note.area, note.points) == ("fhl_with_glabella:forehead", "forehead", (2,))

    def test_a_product_without_an_interval_is_given_three_months(self):
        assert "fhl_with_glabella" not in said(
            self.forehead, past=before(date(2026, 4, 15), "glabella", product="rima_myobloc")
        )
        assert "fhl_with_glabella" in said(
            self.forehead, past=before(date(2026, 4, 14), "glabella", product="rima_myobloc")
        )
        note = found("fhl_with_glabella", at(0, -50, "500"), product="rima_myobloc")
        assert note is not None
        assert str(note.measured) == "no glabella at this sitting or in the 3 months before"

    def test_the_interval_is_that_of_the_product_that_was_given(self):
        daxxify = REFERENCE.products["daxi_daxxify"]
        limits = tuple(
            replace(one, value=Decimal(6)) if one.kind == "interval_months" else one for one in daxxify.limits
        )
        long = replace(daxxify, limits=(*limits, *REFERENCE.products["ona_botox"].limits))
        reference = replace(REFERENCE, products={**REFERENCE.products, long.id: long})

        def told(day: date) -> list[str]:
            past = before(day, "glabella", product=long.id)
            notes = cautions(visit_of(self.forehead), None, None, [past], reference, ANATOMY)
            return [str(note.measured) for note in notes if note.id == "fhl_with_glabella"]

        assert told(date(2026, 1, 15)) == []
        assert told(date(2026, 1, 14)) == ["no glabella at this sitting or in the 3 months before"]

    def test_the_area_is_called_by_its_name(self):
        rules = tuple(
            replace(rule, needs_area="crows_feet") if rule.id == "fhl_with_glabella" else rule
            for rule in REFERENCE.cautions
        )
        notes = cautions(visit_of(self.forehead), None, None, (), replace(REFERENCE, cautions=rules), ANATOMY)
        assert "no crow's feet at this sitting or in the 3 months before" in [str(note.measured) for note in notes]

    def test_a_label_that_gives_the_forehead_alone_needs_no_glabella(self):
        assert found("fhl_with_glabella", self.forehead, product="inco_xeomin") is None


class TestLowerFace:
    two = (at(6, 59), at(12, 97))

    def test_other_visits_of_the_day_belong_to_the_session(self):
        note = said(*self.two, past=before(DAY, "masseter"))["lower_face_count"]
        assert str(note.measured) == "3 areas: Lip flip, Chin, Masseter"
        assert (note.key, note.points) == ("lower_face_count", (1, 2))
        assert "lower_face_count" not in said(*self.two, past=before(DAY - timedelta(days=1), "masseter"))
        assert "lower_face_count" not in said(*self.two, past=before(DAY, "mentalis", "forehead"))

    def test_who_treats_nothing_of_it_now_is_told_nothing(self):
        assert "lower_face_count" not in said(at(0, -14), past=before(DAY, "masseter", "mentalis", "dao"))


class TestGreatDoseOfTheMasseter:
    """From 96 U of both sides together: a figure of Botox and Jeuveau, and of no other product."""

    def test_the_sum_reaches_it_with_the_other_visit_of_the_day(self):
        points = (at(0, -14, "20"), at(-50, 60, "40", RIGHT), at(50, 60, "40", View.LEFT))
        earlier = {("masseter.left", points[0].technique): Decimal(16), ("glabella", points[0].technique): Decimal(50)}
        past = replace(before(DAY, "masseter", units="66"), doses=earlier)
        note = said(*points, past=past)["masseter_high_dose"]
        assert (str(note.measured), note.points, note.area) == ("96 U", (2, 3), "masseter")
        assert note.key == "masseter_high_dose:masseter"
        less = replace(past, doses={**earlier, ("masseter.left", points[0].technique): Decimal("15.99")})
        assert "masseter_high_dose" not in said(*points, past=less)

    def test_a_figure_that_must_be_passed_is_not_reached_by_itself(self):
        rules = tuple(replace(rule, reached=False) for rule in REFERENCE.cautions)
        reference = replace(REFERENCE, cautions=rules)
        for units, told in (("48", False), ("48.01", True)):
            points = (at(-50, 60, units, RIGHT), at(50, 60, "48", View.LEFT))
            notes = cautions(visit_of(*points), None, None, (), reference, ANATOMY)
            assert ("masseter_high_dose" in {note.id for note in notes}) is told


def test_rules_without_an_area_of_their_own_speak_of_no_area():
    (note,) = [note for note in judged(at(31, 0)) if note.id == "place_globe"]
    assert note.area is None
