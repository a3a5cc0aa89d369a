"""Cautions of where the points are: each rule at its limit, just inside and just outside; mirrored like the points."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charting.domain.cautions.cautions import cautions, standing
from charting.domain.cautions.rule import CautionNote
from charting.domain.dosing.dosing import assess
from charting.domain.dosing.reference import Reference
from charting.domain.face.anatomy import Anatomy
from charting.domain.face.face import View, base_area, mirrored_area
from charting.domain.face.outline import line
from charting.domain.face.unrolling import arc_length
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import InjectionPoint, Technique, Visit, mirrored_point
from tests import shipped
from tests.proofs.scale import examples

AT = datetime(2026, 7, 14, 10, 20, tzinfo=UTC)
REFERENCE = shipped.reference()
ANATOMY = shipped.anatomies()[1]
FRONT, RIGHT, LEFT = View.FRONT, View.RIGHT, View.LEFT


def at(x: float, y: float, units: str | None = "1", view: View = FRONT, area: str | None = None) -> InjectionPoint:
    return InjectionPoint(view, round(x, 2), round(y, 2), None if units is None else Decimal(units), area=area)


def visit_of(*points: InjectionPoint, product: str = "ona_botox") -> Visit:
    return Visit("v", "p", AT, product=product, points=points)


def judged(*points: InjectionPoint, product: str = "ona_botox", patient: Patient | None = None) -> list[CautionNote]:
    return list(cautions(visit_of(*points, product=product), patient, None, (), REFERENCE, ANATOMY))


def found(id_: str, *points: InjectionPoint, **more: object) -> CautionNote | None:
    notes = [note for note in judged(*points, **more) if note.id == id_]
    assert len(notes) <= 1
    return notes[0] if notes else None


def somebody(interpupillary: str | None) -> Patient:
    size = None if interpupillary is None else Decimal(interpupillary)
    return Patient("p", "Family", "Given", date(1985, 3, 5), interpupillary_mm=size)


def landmark(name: str, view: View = FRONT) -> list[tuple[float, float]]:
    return list(line(ANATOMY.landmarks(view)[name]))


def height(name: str, x: float, view: View = FRONT) -> float:
    """The y of a landmark at x, told apart from the program's way of finding it."""
    places = sorted(landmark(name, view))
    (a, b), *_ = [pair for pair in pairwise(places) if pair[0][0] <= x <= pair[1][0]]
    return a[1] + (b[1] - a[1]) * (x - a[0]) / (b[0] - a[0])


# Each row: the rule, the area its points are charted for, what is fine, what is just not, and what that measures.
BROW = height("brow_line.left", 30)
RIDGE = height("supraorbital_ridge.left", 25)
MIDDLE = (32.0, height("brow_line.left", 32.0))
LASH = height("lash_line.left", 30)
FOLD = 84.8
JAW = height("mandible_border.right", -50, RIGHT)
LIMITS = [
    ("fhl_brow", "forehead", (30, BROW - 20.01), (30, BROW - 19.99), "just under 20 mm above the brow"),
    ("fhl_brow", "forehead", (30, BROW - 20.01), (30, BROW - 11.6), "12 mm above the brow"),
    ("gl_lateral_ridge", "glabella", (25, RIDGE - 10.01), (25, RIDGE - 9.97), "just under 10 mm"),
    ("gl_central_brow", "glabella", (32, MIDDLE[1] - 10.01), (32, MIDDLE[1] - 7.0), "7 mm"),
    ("lower_lid_position", "lower_eyelid.left", (30, LASH + 5), (30, LASH + 5.4), "just over 5 mm"),
    ("perioral_corner", "perioral", (10.1, 65), (10.12, 65), "just under 15 mm"),
    ("mentalis_sulcus", "mentalis", (8, 96), (4.9, 96), "just under 5 mm from the pogonion"),
    ("mentalis_sulcus", "mentalis", (0, FOLD + 16.2), (0, FOLD + 5), "5 mm below the mentolabial fold"),
    ("gummy_yonsei", "gummy_smile.left", (25.7, 35), (32.7, 35), "17 mm lateral of the ala"),
    ("gummy_yonsei", "gummy_smile.left", (25.7, 32), (25.7, 31.5), "34 mm above the mouth-corner line"),
    ("dao_position", "dao.left", (27, 80), (27, 68), "9 % of the way down to the jaw line"),
]  # fmt: skip


@pytest.mark.parametrize(("id_", "area", "fine", "off", "measured"), LIMITS)
def test_a_distance_at_its_limit_is_fine_and_just_off_it_is_told(
    id_: str, area: str, fine: tuple[float, float], off: tuple[float, float], measured: str
):
    assert found(id_, at(*fine, area=area)) is None
    note = found(id_, at(0, 20, area="nasal_tip"), at(*off, area=area))
    assert note is not None
    assert str(note.measured) == measured
    assert note.points == (2,)
    assert note.area == area
    assert note.spans
    assert note.spans[0].start == pytest.approx(off, abs=0.006)


def test_exactly_at_the_limit_is_fine():
    """The mouth corner is a place, so that 15 mm can be met to the hundredth: 25.1 - 10.1."""
    assert found("perioral_corner", at(10.1, 65, area="perioral")) is None
    assert found("perioral_corner", at(10.11, 65, area="perioral")) is not None
    assert found("perioral_corner", at(25.1, 50, area="perioral")) is None


def test_the_distance_grows_with_the_patient():
    near = at(30, BROW - 19.6)
    assert found("fhl_brow", near, patient=somebody(None)) is not None
    assert found("fhl_brow", near, patient=somebody("61.8")) is not None
    assert found("fhl_brow", near, patient=somebody("70")) is None
    tall = replace(somebody("61.8"), forehead_height_mm=Decimal("70"))
    note = found("fhl_brow", at(30, BROW - 14), patient=tall)
    assert note is not None
    assert str(note.measured).startswith("16 mm above the brow")  # 14 x 70 / 63


def test_the_brow_is_weak_evidence_the_orbital_rim_is_the_label():
    """The two halves of one rule have two sources; the note carries that of the distance that is off."""
    note = found("fhl_brow", at(30, BROW - 15))
    assert note is not None
    assert (note.source, note.mark, note.weak) == ("Botox label summary", "B", True)
    note = found("fhl_brow", at(45, -29, area="forehead"))
    assert note is not None
    assert "above the orbital rim" in str(note.measured)
    assert (note.source, note.mark, note.weak) == ("Bocouture SmPC", "A", False)


def test_medial_corrugator_points_are_no_lateral_ones():
    assert found("gl_lateral_ridge", at(14, -24)) is None
    assert found("gl_lateral_ridge", at(15.8, -24, area="glabella")) is None
    assert found("gl_lateral_ridge", at(16.2, -24, area="glabella")) is not None


def test_forehead_points_keep_away_from_the_glabellar_sites():
    site = at(20, -38, area="glabella")
    assert found("fhl_above_glabella_sites", site, at(20, -53)) is None
    note = found("fhl_above_glabella_sites", site, at(20, -52.4), at(21, -50))
    assert note is not None
    assert (str(note.measured), note.points) == ("12–14 mm", (2, 3))
    assert found("fhl_above_glabella_sites", at(20, -50)) is None


class TestCrowsFeet:
    """Distances run over the skin: the front view shows half of them."""

    @staticmethod
    def lateral(mm: float) -> float:
        """The x of the front view so far from the canthus over the skin."""
        xs = [43.9 + n / 1000 for n in range(20000)]
        start = arc_length(xs[0], 66.9, 85.0)
        return next(x for x in xs if arc_length(x, 66.9, 85.0) - start >= mm)

    def test_the_first_point_in_front(self):
        limit = self.lateral(15)
        assert 52 < limit < 54
        note = found("lcl_canthus", at(limit - 1.5, -0.3, area="crows_feet.left"))
        assert note is not None
        assert note.area == "crows_feet.left"
        assert found("lcl_canthus", at(limit + 0.02, -0.3, area="crows_feet.left")) is None

    def test_outside_the_rim_is_the_alternative(self):
        assert found("lcl_canthus", at(62, 0)) is None  # far more than 20 mm, and well outside the rim

    def test_only_the_first_point_of_each_side_counts(self):
        low = at(51, 9, area="crows_feet.left")
        assert found("lcl_canthus", at(57, 0), low) is None
        note = found("lcl_canthus", low)
        assert note is not None
        assert "of the canthus" in str(note.measured)

    def test_in_profile(self):
        assert found("lcl_canthus", at(-16, 0, view=RIGHT)) is None
        note = found("lcl_canthus", at(-8, 0, view=RIGHT, area="crows_feet.right"))
        assert note is not None
        assert note.spans[0].view is RIGHT


class TestMasseter:
    def test_in_the_middle_is_fine(self):
        assert found("masseter_zone", at(-50, 60, view=RIGHT)) is None
        assert found("masseter_zone", at(52, 58)) is None

    @pytest.mark.parametrize(
        ("place", "words"),
        [
            ((-36, 60), "behind the anterior border"),
            ((-50, JAW - 9), "above the lower mandible border"),
            ((-50, 24), "above the tragus-commissure line"),
        ],
    )
    def test_each_border(self, place: tuple[float, float], words: str):
        note = found("masseter_zone", at(*place, view=RIGHT, area="masseter.right"))
        assert note is not None
        assert words in str(note.measured)

    @pytest.mark.parametrize(("units", "product", "told"), [
        ("47.99", "ona_botox", False), ("48", "ona_botox", True), ("48", "prabo_jeuveau", True),
        ("120", "abo_dysport", False),
    ])  # fmt: skip
    def test_the_total_of_both_sides(self, units: str, product: str, told: bool):
        points = (at(-50, 60, units, RIGHT), at(50, 60, units, LEFT))
        note = found("masseter_high_dose", *points, product=product)
        assert (note is not None) is told
        if note is not None:
            assert (str(note.measured), note.points) == ("96 U", (1, 2))


def lip(x: float, units: str | None) -> InjectionPoint:
    """A point 2 to 3 mm above the upper lip."""
    return at(x, 57.7, units, area="perioral")


class TestAreas:
    def test_perioral_sides_are_even(self):
        note = found("perioral_vermilion", lip(12, "1"), lip(-12, "1.5"), lip(0, "1"))
        assert note is not None
        assert (str(note.measured), note.points) == ("right 1.5 U, left 1 U", (1, 2))
        assert found("perioral_vermilion", lip(12, "1"), lip(-12, "1")) is None
        assert found("perioral_vermilion", lip(12, "1"), lip(-12, None)) is None

    def test_one_or_two_areas_of_the_lower_face(self):
        two = (at(6, 59), at(12, 97))
        assert found("lower_face_count", *two) is None
        note = found("lower_face_count", *two, at(28, 84))
        assert note is not None
        assert str(note.measured).startswith("3 areas: ")
        assert note.points == (1, 2, 3)

    def test_the_forehead_alone(self):
        note = found("fhl_with_glabella", at(0, -50, "12"))
        assert note is not None
        assert str(note.measured) == "no glabella at this sitting or in the 3 months before"
        assert found("fhl_with_glabella", at(0, -50, "12"), at(0, -14)) is None

    def test_a_micro_forehead_alone_is_no_labelled_dose(self):
        """The label speaks of its own 20 U; up to the upper end of the micro range nothing of it is meant."""
        row = next(dose for dose in assess(visit_of(at(0, -50)), None, REFERENCE, ANATOMY).areas)
        assert row.micro is not None
        high = row.micro.high
        for units in ("0.5", str(high)):
            assert found("fhl_with_glabella", at(0, -50, units)) is None
        assert found("fhl_with_glabella", at(0, -50, str(high + Decimal("0.01")))) is not None
        assert found("fhl_with_glabella", at(0, -50, str(high)), at(10, -50, "0.01")) is not None


def test_labels_own_patterns_raise_nothing_but_what_the_label_itself_says():
    """A pattern that broke its own label's distances would mean that they are measured wrongly."""
    for pattern in REFERENCE.patterns:
        points = [at(p.x_mm, p.y_mm, str(p.units)) for p in pattern.points]
        ids = {note.id for note in judged(*points, product=pattern.product)}
        assert ids <= ({"fhl_with_glabella"} if pattern.area == "forehead" else set()), pattern.id


AGREED = {
    "forehead": [(0, -50), (5, -50), (10, -50), (18, -55), (-18, -55), (0, -56), (36, -50), (-36, -50)],
    "crows_feet": [(57, 0), (57, 10), (55, -8)], "lower_eyelid": [(31, 10)], "gummy_smile": [(25, 36)],
    "dao": [(28, 84)], "masseter": [(52, 58)],
}  # fmt: skip


@pytest.mark.parametrize("area", AGREED)
def test_agreed_points_break_no_distance(area: str):
    assert not [note for note in judged(*(at(x, y) for x, y in AGREED[area])) if note.spans]


def test_a_caution_is_one_note_with_all_its_points():
    notes = [n for n in judged(at(30, BROW - 18), at(-30, BROW - 12), at(0, -60)) if n.id == "fhl_brow"]
    assert [(n.key, n.points, str(n.measured)) for n in notes] == [
        ("fhl_brow:forehead", (1, 2), "12–18 mm above the brow")
    ]


def test_technique_and_dose_do_not_move_a_point():
    point = at(30, BROW - 15, None)
    for other in (point, replace(point, technique=Technique.ID), replace(point, units=Decimal(9))):
        assert found("fhl_brow", other) is not None


def test_an_overlay_has_none_of_the_rules_of_the_area_beneath():
    assert found("fhl_brow", at(30, BROW - 12, area="brow_asymmetry.left")) is None


def test_what_cannot_be_checked_is_told_apart():
    ids = {rule.id for rule in standing(visit_of(at(10, 10), at(57, 0)), REFERENCE, ANATOMY)}
    assert {"bunny_superficial", "lcl_zygomaticus", "lcl_needle", "units_not_interchangeable"} <= ids
    assert not ids & {"lcl_canthus", "fhl_c_line", "interval_3m", "contra_milk", "platysma_plane"}
    assert standing(visit_of(), REFERENCE, ANATOMY) == ()


POINTS = st.lists(
    st.builds(
        at,
        st.floats(-62, 62).filter(lambda x: abs(x) > 2.1),  # a point of the midline is of both sides
        st.floats(-60, 100),
        st.sampled_from(["0.5", "2", "4.25"]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=examples(20, 200))
@given(POINTS)
def test_mirrored_points_have_mirrored_cautions(points: list[InjectionPoint]):
    def told(points: list[InjectionPoint], turn: bool) -> set[tuple[object, ...]]:
        return {
            (n.id, mirrored_area(n.area) if turn and n.area and "." in n.area else n.area, n.points, str(n.measured))
            for n in judged(*points)
            if n.spans
        }

    assert told([mirrored_point(p) for p in points], True) == told(points, False)


@settings(max_examples=examples(20, 200))
@given(st.floats(-10, 40), st.floats(20, 90))
def test_mirrored_profiles_too(x: float, y: float):
    def parts(measured: str, *, turn: bool) -> list[str]:
        """What is told of each side; turned, of the other one."""
        other = {"left": "right", "right": "left"} if turn else {}
        return sorted(" ".join(other.get(word, word) for word in part.split(" ")) for part in measured.split(", "))

    point = at(-x, y, view=RIGHT)
    here, there = judged(point), judged(mirrored_point(point))
    assert [(n.id, n.points, parts(str(n.measured), turn=False)) for n in here] == [
        (n.id, n.points, parts(str(n.measured), turn=True)) for n in there
    ]


@settings(max_examples=examples(20, 200))
@given(POINTS)
def test_notes_name_points_of_their_area(points: list[InjectionPoint]):
    for note in judged(*points):
        for number in note.points:
            if note.area is not None and "." in note.area:
                assert ANATOMY.area_of(points[number - 1]) == note.area
        assert note.source
        assert str(note.rule)
        assert str(note.measured)


def test_every_landmark_of_a_rule_is_in_the_drawing():
    anatomy: Anatomy = ANATOMY
    reference: Reference = REFERENCE
    drawn = {name.partition(".")[0] for name in anatomy.landmarks(FRONT)}
    named = {
        name
        for rule in reference.cautions
        for measure in rule.measure
        for name in (measure.landmark, measure.to, measure.beyond)
        if name is not None
    }
    assert named <= drawn
    assert {base_area(rule.area) for rule in reference.cautions if rule.measure and rule.area} <= set(reference.areas)
