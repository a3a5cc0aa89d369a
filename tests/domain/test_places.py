"""Cautions of places are of every point, whatever its area: each just inside and just outside its border, told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.domain.cautions.cautions import cautions, told_of_points
from charting.domain.cautions.rule import CautionNote
from charting.domain.face.anatomy import Anatomy
from charting.domain.face.distances import Distance, off_area, off_area_text
from charting.domain.face.face import FaceView, Template, View
from charting.domain.face.outline import line
from charting.domain.face.scaling import Stretch
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import NO_PLACE, InjectionPoint, Technique
from tests.domain.test_cautions import ANATOMY, REFERENCE, at, visit_of

FRONT, RIGHT, LEFT = View.FRONT, View.RIGHT, View.LEFT
WIDE = Patient("p", "Family", "Given", date(1985, 3, 5), face_width_mm=Decimal("147.18"))
PLACES = (
    "place_globe", "place_inner_canthus", "place_upper_lid", "place_lid_margin", "place_brow_to_rim", "place_larynx",
)  # fmt: skip


def said(*points: InjectionPoint, patient: Patient | None = None) -> list[CautionNote]:
    """The cautions of places and of points on no area."""
    notes = cautions(visit_of(*points), patient, None, (), REFERENCE, ANATOMY)
    return [note for note in notes if note.id in (*PLACES, "no_area")]


def ids(*points: InjectionPoint) -> list[str]:
    return [note.id for note in said(*points)]


def every(*points: InjectionPoint) -> list[str]:
    return [note.id for note in cautions(visit_of(*points), None, None, (), REFERENCE, ANATOMY)]


def levels(name: str, x: float, view: View = FRONT) -> list[float]:
    """The heights at which a line of the drawing crosses x, the upper one first."""
    found = []
    for (ax, ay), (bx, by) in pairwise(line(ANATOMY.landmarks(view)[name])):
        if min(ax, bx) <= x <= max(ax, bx) and ax != bx:
            found.append(ay + (by - ay) * (x - ax) / (bx - ax))
    return sorted(found)


LID, LASHES = levels("globe.left", 31)[0], levels("globe.left", 31)[-1]
RIM = levels("orbital_rim.left", 31)[0]
BROW = levels("brow_line.left", 31)[0]
LOWER_LID = levels("lid_margin.left", 31)[-1]
BORDERS = [
    # what lies there, just on this side of the border, what is said there and what beyond it
    ("eye and upper lid", (31, LID + 0.02), "place_globe", (31, LID - 0.02), "place_upper_lid"),
    ("eye and lower lid", (31, LASHES - 0.02), "place_globe", (31, LASHES + 0.03), "place_lid_margin"),
    ("margin and area of the lower lid", (31, LOWER_LID - 0.3), "place_lid_margin", (31, LOWER_LID - 0.2), None),
    ("upper lid and rim", (31, RIM + 0.03), "place_upper_lid", (31, RIM - 0.03), "place_brow_to_rim"),
    ("rim and brow", (31, BROW + 0.03), "place_brow_to_rim", (31, BROW - 0.03), "no_area"),
    ("inner canthus", (15.9, 8.29), "place_inner_canthus", (15.9, 8.3), "no_area"),
    ("larynx, left", (9.99, 140), "place_larynx", (10.01, 140), "no_area"),
    ("larynx, right", (-9.99, 140), "place_larynx", (-10.01, 140), "no_area"),
    ("larynx, top", (0, 120.01), "place_larynx", (0, 119.99), "no_area"),
    ("larynx, bottom", (0, 155.99), "place_larynx", (0, 156.01), "no_area"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("inside", "id_", "outside", "there"), [pytest.param(*row[1:], id=row[0]) for row in BORDERS]
)  # fmt: skip
def test_each_place_ends_where_it_ends(
    inside: tuple[float, float], id_: str, outside: tuple[float, float], there: str | None
):
    assert ids(at(*inside)) == [id_]
    assert ids(at(*outside)) == ([] if there is None else [there])


MEASURED = [
    ((30.9, 0), "place_globe", "5 mm inside the lid margins"),
    ((31, LID + 0.2), "place_globe", "just inside the lid margins"),
    ((15.9, 2.3), "place_inner_canthus", "0 mm from the inner canthus"),
    ((15.9, 8.29), "place_inner_canthus", "just under 6 mm from the inner canthus"),
    ((31, -10), "place_upper_lid", "9 mm inside the orbital rim"),
    ((46, 1), "place_lid_margin", "3 mm inside the orbital rim"),
    ((31, -22), "place_brow_to_rim", "3 mm above the orbital rim"),
    ((0, 130), "place_larynx", "10 mm inside the outline of the larynx"),
    ((0, 112), "no_area", "on no area; nearest: Chin, 7 mm below"),
]


@pytest.mark.parametrize(("place", "id_", "measured"), MEASURED)
def test_what_is_measured_there(place: tuple[float, float], id_: str, measured: str):
    (note,) = said(at(*place))
    assert (note.id, str(note.measured), note.points, note.area) == (id_, measured, (1,), None)
    assert (note.mark, note.weak, note.urgent) == ("C", False, False)
    assert note.source
    assert note.key == (id_ if id_ != "no_area" else "no_area:mentalis")
    assert [(span.view, span.start) for span in note.spans] == [(FRONT, pytest.approx(place, abs=0.006))]


@pytest.mark.parametrize("area", ["forehead", "crows_feet.left", "lower_eyelid.left", "mentalis", "face_id"])
def test_whatever_area_a_point_is_charted_for(area: str):
    for place, id_ in (((31, 0), "place_globe"), ((31, -10), "place_upper_lid"), ((0, 130), "place_larynx")):
        assert ids(at(*place, area=area)) == [id_]
        assert ids(replace(at(*place, area=area), technique=Technique.ID)) == [id_]


@pytest.mark.parametrize("area", ["lower_eyelid.left", "crows_feet.left", "forehead", "periorbital_microdroplet"])
def test_the_margin_of_the_lid_is_said_whatever_area_was_chosen(area: str):
    for depth in (0.5, 1.2):
        assert every(at(31, LASHES + depth, area=area)) == ["place_lid_margin"]
    assert "place_lid_margin" not in every(at(31, LOWER_LID - 0.1, area=area))


class TestBetweenBrowAndRim:
    HERE = at(45, -17)

    def test_the_lateral_brow_is_meant_for_it(self):
        assert ANATOMY.area_of(self.HERE) == "lateral_brow.left"
        assert ids(self.HERE) == []
        assert ids(at(31, -22, area="lateral_brow.left")) == []

    @pytest.mark.parametrize("area", ["forehead", "glabella", "crows_feet.left"])
    def test_no_other_area_is(self, area: str):
        assert ids(replace(self.HERE, area=area)) == ["place_brow_to_rim"]

    @pytest.mark.parametrize("area", ["face_id", "periorbital_microdroplet", "brow_asymmetry.left"])
    def test_an_overlay_in_the_skin_is(self, area: str):
        overlay = replace(self.HERE, area=area, technique=Technique.ID)
        assert ids(overlay) == []
        assert ids(replace(overlay, technique=Technique.IM)) == ["place_brow_to_rim"]
        assert ids(replace(overlay, area="forehead")) == ["place_brow_to_rim"]

    def test_a_meant_point_is_measured_by_the_other_places(self):
        overlay = replace(at(31, -10), area="periorbital_microdroplet", technique=Technique.ID)
        assert ids(overlay) == ["place_upper_lid"]


class TestOneFindingIsOneCaution:
    def test_points_of_one_place_are_one_caution(self):
        points = (at(31, -10), at(0, -50), at(-31, -11), at(0, -14))
        (note,) = said(*points)
        assert (note.key, note.points, str(note.measured)) == (
            "place_upper_lid",
            (1, 3),
            "8–9 mm inside the orbital rim",
        )
        assert len(note.spans) == 2

    def test_the_stronger_place_names_a_point_and_the_weaker_do_not(self):
        assert every(at(16.5, 2)) == ["place_globe"]  # at the canthus, within the rim, and on no area besides
        assert every(at(31, -22, area="glabella")) == ["place_brow_to_rim"]  # and too near the ridge and the brow
        assert every(at(31, -22, area="forehead"), at(0, -14)) == ["place_brow_to_rim"]
        assert every(at(47, -3, area="crows_feet.left")) == ["place_upper_lid"]
        assert every(at(31, 1, area="lower_eyelid.left")) == ["place_globe"]

    def test_each_place_of_several_has_its_own(self):
        points = (at(31, 0), at(31, -10), at(0, 130), at(0, 112))
        assert [(n.id, n.points) for n in said(*points)] == [
            ("place_globe", (1,)), ("place_upper_lid", (2,)), ("place_larynx", (3,)), ("no_area", (4,)),
        ]  # fmt: skip

    def test_another_point_keeps_the_rules_of_its_area(self):
        low = at(25, -29.5, area="glabella")
        assert every(at(31, -22, area="glabella"), low) == ["place_brow_to_rim", "gl_lateral_ridge", "gl_central_brow"]

    def test_the_face_shows_the_same_distances(self):
        found = told_of_points(visit_of(at(31, -22, area="glabella")), frozenset({1}), None, REFERENCE, ANATOMY)
        assert [told.rule.id for told in found if told.off] == ["place_brow_to_rim"]
        found = told_of_points(visit_of(at(0, 112), at(31, 0)), frozenset({1}), None, REFERENCE, ANATOMY)
        assert [(told.rule.id, told.member.number) for told in found if told.off] == [("no_area", 1)]
        two = visit_of(at(30, -44), at(-30, -44), at(0, -14))
        found = told_of_points(two, frozenset({2}), None, REFERENCE, ANATOMY)
        assert {told.member.number for told in found} == {2}
        assert [told.rule.id for told in found if told.off] == ["fhl_brow"]


def test_profiles_have_their_own_places():
    assert ids(at(5, 0, view=RIGHT)) == ["place_globe"]
    assert ids(at(-5, -10, view=LEFT)) == ["place_upper_lid"]
    assert ids(at(-2, 4, view=RIGHT)) == ["place_lid_margin"]
    assert ids(at(8, -20, view=RIGHT, area="glabella")) == ["place_brow_to_rim"]
    assert ids(at(-37, 135, view=RIGHT)) == ["place_larynx"]
    assert ids(at(-38.5, 135, view=RIGHT)) == []
    assert ids(at(-45, 10, view=RIGHT)) == ["no_area"]


def test_distances_are_those_of_the_patients_own_face():
    """A face a tenth wider is 2.4 % higher."""
    (note,) = said(at(0, 140), patient=WIDE)
    assert str(note.measured) == "11 mm inside the outline of the larynx"
    assert ids(at(9.99, 140)) == ["place_larynx"]
    (note,) = said(at(15.9, 8.2), patient=WIDE)
    assert note.id == "no_area"  # 5.9 mm on the drawing, 6.04 mm on this face
    (note,) = said(at(0, 112), patient=WIDE)
    assert str(note.measured) == "on no area; nearest: Chin, 8 mm below"


# ---------------------------------------------------------------------- on no area


def a_face(*views: View) -> Anatomy:
    """Two squares of 10 mm, one each side; in profile one in the middle."""

    def square(x: float, y: float) -> tuple[tuple[str, tuple[float, ...]], ...]:
        return ("M", (x, y)), ("L", (x + 10, y)), ("L", (x + 10, y + 10)), ("L", (x, y + 10)), ("Z", ())

    outline = (("M", (-90.0, -90.0)), ("L", (90.0, -90.0)), ("L", (90.0, 90.0)), ("L", (-90.0, 90.0)), ("Z", ()))
    found = {}
    for view in View:
        areas = {}
        if view in views:
            areas = {"dao.right": square(-20, 10), "dao.left": square(10, 10)} if view is FRONT else {
                f"dao.{view.value}": square(10, 10)}  # fmt: skip
        found[view] = FaceView(view, 1, (-90, -90, 180, 180), (), {}, outline, areas, {}, {})
    return Anatomy(Template(1, found))


SQUARES = a_face(*View)
UNSTRETCHED = Stretch()


def nearest(x: float, y: float, view: View = FRONT, stretch: Stretch = UNSTRETCHED) -> Distance:
    found = off_area(SQUARES, REFERENCE, view, (x, y), stretch)
    assert found is not None
    assert found.area == "dao"
    return found.distance


@pytest.mark.parametrize(("x", "y", "view", "where", "end"), [
    (15, 5, FRONT, "5 mm above", (15, 10)), (15, 25, FRONT, "5 mm below", (15, 20)),
    (25, 15, FRONT, "5 mm lateral", (20, 15)), (6, 15, FRONT, "4 mm medial", (10, 15)),
    (-25, 15, FRONT, "5 mm lateral", (-20, 15)), (-6, 15, FRONT, "4 mm medial", (-10, 15)),
    (23, 23, FRONT, "4 mm below", (20, 20)), (23, 7, FRONT, "4 mm above", (20, 10)),
    (23.1, 23, FRONT, "4 mm lateral", (20, 20)),
    (5, 15, RIGHT, "5 mm behind", (10, 15)), (25, 15, RIGHT, "5 mm in front", (20, 15)),
    (5, 15, LEFT, "5 mm in front", (10, 15)), (25, 15, LEFT, "5 mm behind", (20, 15)),
])  # fmt: skip
def test_on_which_side_of_the_nearest_area(x: float, y: float, view: View, where: str, end: tuple[float, float]):
    found = nearest(x, y, view)
    assert str(off_area_text([found])) == f"on no area; nearest: Mouth corner, {where}"
    assert found.end == pytest.approx(end)
    assert (found.start, found.off) == ((x, y), True)


def test_figures_are_whole_and_never_nothing():
    assert str(off_area_text([nearest(15, 9.01)])).endswith(" under 1 mm above")
    assert str(off_area_text([nearest(15, 9.0)])).endswith(", 1 mm above")
    assert str(off_area_text([nearest(15, 9.4)])).endswith(" under 1 mm above")
    assert str(off_area_text([nearest(15, 20.5)])).endswith(" under 1 mm below")
    assert str(off_area_text([nearest(20.5, 15)])).endswith(" under 1 mm lateral")
    assert str(off_area_text([nearest(9.5, 15)])).endswith(" under 1 mm medial")
    assert str(off_area_text([nearest(20.5, 15, RIGHT)])).endswith(" under 1 mm in front")
    assert str(off_area_text([nearest(9.5, 15, RIGHT)])).endswith(" under 1 mm behind")


def test_several_points_are_told_together():
    assert str(off_area_text([nearest(15, 3), nearest(15, 8), nearest(-15, 5)])).endswith(", 2–7 mm above")
    assert str(off_area_text([nearest(15, 8), nearest(15, 22)])).endswith(", 2 mm away")
    assert str(off_area_text([nearest(25, 15), nearest(6, 15)])).endswith(", 4–5 mm away")


def test_a_view_without_areas_has_no_nearest_one():
    assert off_area(a_face(FRONT), REFERENCE, RIGHT, (0, 0), UNSTRETCHED) is None


def test_the_way_to_the_nearest_area_is_the_patients():
    wide = Stretch(1.5, 1.2, 2.0, 0.0)
    found = nearest(25, 15, stretch=wide)
    assert found.value == pytest.approx(7.5)
    assert found.end == pytest.approx((20, 15))
    found = nearest(15, -10, stretch=wide)  # 20 mm of forehead, then 12 mm below the brows
    assert found.value == pytest.approx(32)
    assert found.end == pytest.approx((15, 10))


@given(st.floats(-100, 100), st.floats(0.5, 2), st.floats(0.5, 2), st.floats(-40, 10))
def test_up_undoes_down(y: float, lower: float, upper: float, brow: float):
    stretch = Stretch(1.0, lower, upper, brow)
    assert stretch.up(stretch.down(y)) == pytest.approx(y, abs=1e-6)


def test_points_with_the_same_nearest_area_are_one_caution():
    notes = said(at(0, 112), at(2, 111), at(30, 50))
    assert [(n.key, n.points, str(n.measured)) for n in notes] == [
        ("no_area:mentalis", (1, 2), "on no area; nearest: Chin, 6–7 mm below"),
        ("no_area:perioral", (3,), "on no area; nearest: Lip lines, 6 mm above"),
    ]


def test_a_chosen_area_is_an_area():
    assert ids(at(0, 112, area="mentalis")) == []


def test_nothing_is_told_from_a_place_that_nobody_recorded():
    guessed = replace(at(31, 0, area="forehead"), placed_by=NO_PLACE)
    assert guessed.guessed
    assert ids(guessed) == []
