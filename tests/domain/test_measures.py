"""The measures of a face: what counts of them, how much larger skin and distances become, and how far that is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.domain.cautions.rule import FaceMeasure
from charting.domain.dosing.dosing import AreaDose, assess
from charting.domain.dosing.range_table import RangeTable, restore, snapshot, table_of, with_table
from charting.domain.dosing.reference import Reference
from charting.domain.face.anatomy import Anatomy
from charting.domain.face.distances import distance, height_of
from charting.domain.face.face import LIMITS, Measures, SurfaceRule, View, base_area, checked_measures
from charting.domain.face.scaling import TOLERANCES, Scaling, Stretch, SurfaceFrom, percent, scaling, scaling_of
from charting.domain.people.patient import Patient, Sex, checked_patient
from charting.domain.visit.visit import InjectionPoint, Visit
from charting.errors import Refused
from tests import shipped

TODAY = date(2026, 7, 14)
FOREHEAD, GLABELLA, CANTHUS, CHIN, JAW, NECK = (0, -50), (0, -12), (57, 0), (0, 97), (52, 58), (25, 125)
NOSE, BUNNY = (0, 42), (10, 10)
PEOPLE = (None, Sex.OTHER, Sex.FEMALE, Sex.MALE)


@cache
def reference() -> Reference:
    return shipped.reference()


@cache
def face() -> Anatomy:
    return shipped.anatomies()[1]


def measures(pupils: object = None, width: object = None, forehead: object = None) -> Measures:
    return Measures(*(None if value is None else Decimal(str(value)) for value in (pupils, width, forehead)))


def patient(sex: Sex | None = None, measured: tuple[str, ...] | None = None, **more: object) -> Patient:
    given = {name: Decimal(str(value)) for name, value in more.items()}
    return Patient("p", "Family", "Given", date(1990, 1, 1), sex=sex, measured=measured, **given)  # type: ignore[arg-type]


def scaled(measured: Measures, sex: Sex | None = Sex.FEMALE, rule: SurfaceRule = SurfaceRule.REGRESSION) -> Scaling:
    return scaling(measured, sex, reference().template_of(1), rule)


def visit(*doses: tuple[tuple[float, float], object], product: str = "ona_botox", **more: object) -> Visit:
    points = tuple(InjectionPoint(View.FRONT, *place, Decimal(str(units))) for place, units in doses)
    at = datetime(2026, 7, 14, 10, 20, tzinfo=UTC)
    return Visit("v", "p", at, product=product, points=points, **more)  # type: ignore[arg-type]


def row(
    place: tuple[float, float], units: object, who: Patient | None = None, table: Reference | None = None,
    **more: object,
) -> AreaDose:  # fmt: skip
    charted = visit((place, units), **more)  # type: ignore[arg-type]
    (found,) = assess(charted, who, table or reference(), face()).areas
    return found


# ---------------------------------------------------------------------- measures


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("interpupillary_mm", 45, 80), ("face_width_mm", 110, 170), ("forehead_height_mm", 45, 95)],
)
def test_a_measure_outside_of_what_a_face_can_be_is_refused(name: str, low: int, high: int) -> None:
    assert LIMITS[name] == (low, high)
    for value in (Decimal(low), Decimal(high)):
        whole = replace(Measures(), **{name: value})
        assert checked_measures(whole) is whole
        assert checked_patient(patient(**{name: value}), TODAY).given_measures == whole
    for value in (Decimal(low) - Decimal("0.01"), Decimal(high) + Decimal("0.01")):
        with pytest.raises(Refused, match=f"is {low} to {high} mm; {value} mm cannot be kept"):
            checked_patient(patient(**{name: value}), TODAY)


def test_what_is_only_proposed_is_shown_and_scales_nothing() -> None:
    given = {"interpupillary_mm": 70, "face_width_mm": 150, "forehead_height_mm": 70}
    assert patient(**given).measures == patient(**given).given_measures == measures(70, 150, 70)
    some = patient(measured=("interpupillary_mm",), **given)
    assert some.given_measures == measures(70, 150, 70)
    assert some.measures == measures(70)
    assert patient(measured=(), **given).measures == Measures()
    assert row(FOREHEAD, 6, some).surface_from == "pupils"
    assert row(FOREHEAD, 6, patient(measured=(), **given)).surface_from == "template"


def test_what_was_measured_is_kept_in_one_way() -> None:
    two = measures(60, None, 63)
    assert two.named(None) is None
    assert two.named(["forehead_height_mm", "interpupillary_mm"]) is None
    assert two.named(["forehead_height_mm", "face_width_mm"]) == ("forehead_height_mm",)
    assert two.named([]) == ()
    assert Measures().named(["face_width_mm"]) is None
    assert measures(60, 130, 63).named(["face_width_mm", "interpupillary_mm"]) == ("interpupillary_mm", "face_width_mm")


# ---------------------------------------------------------------------- the rule


def test_the_template_face_is_the_template_face() -> None:
    for measured in (Measures(), measures("61.8"), measures(None, "133.8"), measures("61.8", "133.8", 63)):
        found = scaled(measured)
        assert (found.x, found.y, found.forehead, found.average) == (1, 1, 1, 1)
        assert found.stretch == (1, 1, 1, -25)
    man = scaled(measures(64, "142.6", 63), Sex.MALE)
    assert (man.x, man.y, man.forehead, man.average) == (1, 1, 1, Fraction("1.155"))
    assert scaled(measures(64), Sex.MALE).x == 1
    for sex in (Sex.FEMALE, Sex.OTHER, None):
        assert scaled(measures("61.8"), sex).average == 1


def test_factors_of_a_width() -> None:
    found = scaled(measures(70, "147.18"))  # the width is taken before the pupils
    assert found.x == Fraction("1.1")
    assert float(found.y) == float(found.forehead) == pytest.approx(1.1**0.25, abs=1e-15)
    assert float(found.surface("glabella")) == float(found.surface("forehead")) == pytest.approx(1.1**1.25)
    assert scaled(measures(None, "156.86"), Sex.MALE).x == Fraction("1.1")


def test_factors_of_the_pupils() -> None:
    found = scaled(measures("67.98"))
    assert float(found.x) == pytest.approx(1.1**0.35, abs=1e-15)
    assert float(found.y) == float(found.forehead) == pytest.approx(1.1**0.2, abs=1e-15)
    assert float(found.surface("crows_feet")) == pytest.approx(1.1**0.55)
    assert float(scaled(measures("70.4"), Sex.MALE).x) == pytest.approx(1.1**0.35, abs=1e-15)


def test_the_height_of_the_forehead_is_the_foreheads_alone() -> None:
    found = scaled(measures(None, None, "69.3"))
    assert (found.x, found.y, found.forehead) == (1, 1, Fraction("1.1"))
    assert (found.surface("forehead"), found.surface("glabella")) == (Fraction("1.1"), 1)
    assert scaled(measures(None, "147.18", "69.3")).surface("forehead") == Fraction("1.21")
    assert scaled(measures(None, "147.18", "69.3"), Sex.MALE).forehead == Fraction("1.1")


@pytest.mark.parametrize(
    ("measured", "elsewhere", "forehead", "known", "unknown"),
    [
        (Measures(), "template", "template", ("1.15", "1.15"), ("1.20", "1.20")),
        (measures(60), "pupils", "pupils", ("1.13", "1.13"), ("1.18", "1.18")),
        (measures(60, 130), "width", "width", ("1.10", "1.10"), ("1.12", "1.12")),
        (measures(None, None, 60), "template", "height", ("1.15", "1.13"), ("1.20", "1.18")),
        (measures(60, None, 60), "pupils", "pupils+height", ("1.13", "1.08"), ("1.18", "1.13")),
        (measures(None, 130, 60), "width", "width+height", ("1.10", "1.05"), ("1.12", "1.08")),
    ],
)
def test_what_a_surface_follows_from_and_how_far_it_is_known(
    measured: Measures, elsewhere: str, forehead: str, known: tuple[str, str], unknown: tuple[str, str]
) -> None:
    assert len(TOLERANCES) == len(SurfaceFrom) == 6
    for sex in PEOPLE:
        found = scaled(measured, sex)
        assert (found.surface_from("dao"), found.surface_from("forehead")) == (elsewhere, forehead)
        expected = known if sex in (Sex.FEMALE, Sex.MALE) else unknown
        assert (found.tolerance("dao"), found.tolerance("forehead")) == tuple(map(Fraction, expected))


def test_the_first_rule_is_the_square_of_the_pupils_and_asks_no_more() -> None:
    assert [rule.value for rule in SurfaceRule] == [1, 2]  # kept tables of ranges name them so
    for sex in PEOPLE:
        first = scaled(measures("67.98", 150, 80), sex, SurfaceRule.PUPILS_SQUARED)
        assert (first.x, first.y, first.forehead) == (Fraction("1.1"),) * 3
        assert first.average == 1
        assert first.surface("forehead") == first.surface("chin") == Fraction("1.21")
        assert (first.surface_from("forehead"), first.tolerance("forehead")) == ("pupils", 1)
        none = scaled(measures(None, 150, 80), sex, SurfaceRule.PUPILS_SQUARED)
        assert (none.surface("forehead"), none.surface_from("forehead"), none.tolerance("dao")) == (1, "template", 1)
        assert (first.stretch.brow_y, none.stretch.brow_y) == (-25, -25)


half_mm = st.integers(90, 160).map(lambda n: Decimal(n) / 2)
widths = st.integers(220, 340).map(lambda n: Decimal(n) / 2)
heights = st.integers(90, 190).map(lambda n: Decimal(n) / 2)


@given(st.sampled_from(PEOPLE), half_mm, half_mm, widths, widths, heights, heights)
def test_a_larger_measure_is_a_larger_face(
    sex: Sex | None, pupils: Decimal, other: Decimal, width: Decimal, wider: Decimal, height: Decimal, higher: Decimal
) -> None:
    pairs = (
        ("interpupillary_mm", pupils, other), ("face_width_mm", width, wider), ("forehead_height_mm", height, higher),
    )  # fmt: skip
    for name, one, two in pairs:
        small, large = (scaled(replace(Measures(), **{name: value}), sex) for value in sorted((one, two)))
        for area in ("forehead", "glabella"):
            assert small.surface(area) <= large.surface(area)
            if one != two and (area == "forehead" or name != "forehead_height_mm"):
                assert small.surface(area) < large.surface(area)


# ---------------------------------------------------------------------- surfaces and density of a visit


def test_units_and_density_part_on_a_wider_face_with_a_higher_forehead() -> None:
    for sex in (None, Sex.FEMALE, Sex.OTHER):
        who = patient(sex, face_width_mm="147.18", forehead_height_mm="69.3")
        found = row(FOREHEAD, "10.5", who)
        assert (found.style, found.density_style, found.surface_from) == ("standard", "between", "width+height")
        assert found.reference_surface_cm2 == face().surface_cm2("forehead")
        assert found.surface_cm2 == pytest.approx(face().surface_cm2("forehead") * 1.21, rel=1e-12)
        assert found.density_u_cm2 == 10.5 / found.surface_cm2
    average = row(FOREHEAD, "10.5", patient(face_width_mm="133.8", forehead_height_mm=63))
    assert (average.style, average.density_style) == ("standard", "standard")


def test_an_average_man_has_more_skin_than_the_drawing() -> None:
    measured = {"interpupillary_mm": 64, "face_width_mm": "142.6", "forehead_height_mm": 63}
    for who in (patient(Sex.MALE), patient(Sex.MALE, **measured)):
        found = row(FOREHEAD, 6, who)
        assert found.surface_cm2 == found.reference_surface_cm2 == face().surface_cm2("forehead") * 1.155
        assert found.standard is not None
        assert found.standard.density == (10 / found.surface_cm2, 20 / found.surface_cm2)
        assert (found.style, found.density_style) == ("micro", "micro")


@given(st.integers(6100, 6260).map(lambda n: Decimal(n) / 100), st.sampled_from(PEOPLE))
def test_a_label_dose_reads_as_one_whatever_the_pupils(pupils: Decimal, sex: Sex | None) -> None:
    found = row(GLABELLA, 50, patient(sex, interpupillary_mm=pupils), product="abo_dysport")
    assert (found.style, found.density_style) == ("standard", "standard")
    assert found.standard is not None
    assert found.standard.low <= 50 <= found.standard.high


def test_under_the_first_rule_it_read_above_standard_and_below() -> None:
    first = replace(reference(), surface_rule=SurfaceRule.PUPILS_SQUARED)
    read = [
        row(GLABELLA, 50, patient(Sex.FEMALE, interpupillary_mm=pupils), first, product="abo_dysport").density_style
        for pupils in ("61.7", "61.8", "61.9")
    ]
    assert read == ["above-standard", "standard", "below-standard"]
    who = patient(interpupillary_mm="67.98", face_width_mm=150, forehead_height_mm=80)
    for units, style in (("12.1", "standard"), ("12.09", "between")):
        found = row(FOREHEAD, units, who, first)
        assert (found.density_style, found.surface_from, found.tolerance) == (style, "pupils", 1)
        assert found.surface_cm2 == pytest.approx(face().surface_cm2("forehead") * 1.21)
    chin = row(CHIN, 4, who, first)
    assert (chin.style, chin.density_style, chin.surface_uncertain) == ("both", "micro", False)


def test_where_the_surface_is_uncertain_the_units_alone_decide() -> None:
    wide = patient(Sex.FEMALE, face_width_mm=165)
    for place, area in ((CHIN, "mentalis"), (NOSE, "nasal_tip"), (BUNNY, "bunny_lines.left")):
        for units in ("0.5", 1, 2, 4, 8, 20):
            found = row(place, units, wide)
            assert (found.area, found.surface_uncertain) == (area, True)
            assert found.density_style is found.style
            assert found.density_u_cm2 is not None
    for place in (FOREHEAD, GLABELLA, CANTHUS, JAW, NECK):
        assert not row(place, 10, wide).surface_uncertain


def test_points_on_no_area_follow_from_nothing() -> None:
    found = row((0, 20), 3, patient(interpupillary_mm=60))
    assert (found.area, found.surface_from, found.surface_uncertain) == ("unassigned", None, False)


def test_an_area_seen_in_two_views_has_the_surface_of_one() -> None:
    who = patient(Sex.FEMALE, face_width_mm=150)
    both = replace(visit((CANTHUS, 4)), points=(
        InjectionPoint(View.FRONT, *CANTHUS, Decimal(4)), InjectionPoint(View.LEFT, 22, 0, Decimal(8)),
    ))  # fmt: skip
    (found,) = assess(both, who, reference(), face()).areas
    assert (found.area, found.units, found.surface_from) == ("crows_feet.left", 12, "width")
    scale = float(scaled(measures(None, 150)).surface("crows_feet"))
    assert found.surface_cm2 == face().surface_cm2("crows_feet.left") * scale


def test_a_visit_keeps_the_measures_it_was_signed_with() -> None:
    today = patient(Sex.FEMALE, face_width_mm="147.18", forehead_height_mm="69.3")
    kept = row(FOREHEAD, "10.5", today, measures=measures(None, "133.8"))
    assert (kept.density_style, kept.surface_from, kept.surface_cm2) == (
        "standard", "width", face().surface_cm2("forehead"),
    )  # fmt: skip
    assert row(FOREHEAD, "10.5", today, measures=Measures()).surface_from == "template"
    assert row(FOREHEAD, "10.5", None, measures=measures(60)).surface_from == "pupils"
    assert scaling_of(None, None, reference(), 1) == scaled(Measures(), None)


# ---------------------------------------------------------------------- places


def test_heights_are_stretched_in_two_pieces_that_meet_at_the_brows() -> None:
    bent = Stretch(1.0, 2.0, 3.0, -25.0)
    assert [bent.down(y) for y in (0, 10, -25, -26, -35)] == [0, 20, -50, -53, -80]
    assert bent.bends
    assert not Stretch(2.0, 1.5, 1.5, -25.0).bends
    assert Stretch(2.0, 1.5, 1.5, -25.0).down(-40) == -60
    assert scaled(measures(None, "147.18", "69.3")).stretch == (1.1, pytest.approx(1.1**0.25), 1.1, -25)


@given(st.floats(-100, 100), st.floats(-100, 100), st.floats(0.7, 1.4), st.floats(0.7, 1.4))
def test_what_is_lower_on_the_drawing_is_lower_on_the_face(a: float, b: float, y: float, forehead: float) -> None:
    stretch = Stretch(1.0, y, forehead, -25.0)
    low, high = sorted((a, b))
    assert stretch.down(low) <= stretch.down(high)
    least, most = sorted((y, forehead))
    assert least * (high - low) - 1e-9 <= stretch.down(high) - stretch.down(low) <= most * (high - low) + 1e-9


def away(landmark: str, way: str, place: tuple[float, float], stretch: Stretch, view: View = View.FRONT) -> float:
    measure = FaceMeasure(name="x", way=way, landmark=landmark, least=Decimal(5))  # type: ignore[arg-type]
    found = distance(face(), measure, view, place, "forehead", stretch)
    assert found is not None
    return found.value


def test_a_distance_is_measured_between_the_places_of_the_patient() -> None:
    drawn, own = Stretch(), Stretch(1.1, 1.2, 1.3, -25.0)
    assert away("brow_line", "above", (30, -50), own) == pytest.approx(own.down(_brow(30)) - own.down(-50), abs=1e-6)
    assert away("brow_line", "above", (30, -50), Stretch(1.5, 1.0, 1.0, -25.0)) == away(
        "brow_line", "above", (30, -50), drawn
    )
    # Sideways it is the width alone.
    assert away("mouth_corner", "lateral", (40, 65), own) == pytest.approx(
        1.1 * away("mouth_corner", "lateral", (40, 65), drawn), abs=1e-6
    )
    depth = away("temporal_fusion_line", "behind", (-30, -10), drawn, View.RIGHT)
    assert away("temporal_fusion_line", "behind", (-30, -10), own, View.RIGHT) == pytest.approx(1.1 * depth, abs=1e-6)
    corner = FaceMeasure(name="x", way="above", landmark="mouth_corner")
    assert height_of(face(), corner, View.FRONT, (25, 50), own) == pytest.approx(1.2 * 15)


def _brow(x: float) -> float:
    return -50 + away("brow_line", "above", (x, -50), Stretch())


def test_a_line_is_bent_where_it_crosses_the_brows() -> None:
    """At that very height nothing is moved sideways, however long the piece of the line that crosses it."""
    there, high = (-30.0, -25.0), Stretch(1.0, 1.0, 3.0, -25.0)
    straight = away("temporal_fusion_line", "behind", there, Stretch(), View.RIGHT)
    assert away("temporal_fusion_line", "behind", there, high, View.RIGHT) == straight
    assert away("temporal_fusion_line", "behind", (-30.0, -28.5), high, View.RIGHT) == pytest.approx(
        away("temporal_fusion_line", "behind", (-30.0, -28.5), Stretch(), View.RIGHT)
    )


def test_points_are_apart_by_their_own_places() -> None:
    measure = FaceMeasure(name="x", way="apart", sites="glabella", least=Decimal(15))
    stretch = Stretch(1.1, 1.2, 1.3, -25.0)
    sites = ((0.0, -12.0), (3.0, -40.0))
    found = distance(face(), measure, View.FRONT, (0, -50), "forehead", stretch, sites)
    assert found is not None
    assert found.value == round(((3 * 1.1) ** 2 + (10 * 1.3) ** 2) ** 0.5, 6)
    assert (found.end, found.off) == ((3.0, -40.0), True)
    assert distance(face(), measure, View.FRONT, (0, -50), "forehead", stretch) is None
    # Which site is nearest is asked on the patient's face: 10 mm across against 9 upwards.
    sites, tall = ((10, -50), (0, -59)), Stretch(1, 1, 1.3, -25.0)
    across = distance(face(), measure, View.FRONT, (0, -50), "forehead", tall, sites)
    assert across is not None
    assert (across.value, across.end) == (10, (10, -50))


# ---------------------------------------------------------------------- the rule in the table


def test_a_kept_table_says_which_rule_it_is_of() -> None:
    today = table_of(reference())
    assert b'"surface_rule":2' in today.content
    assert with_table(reference(), today).surface_rule is SurfaceRule.REGRESSION
    old = RangeTable("old", snapshot(reference().ranges))
    assert b"surface_rule" not in old.content
    kept = with_table(reference(), old)
    assert (kept.surface_rule, kept.version) == (SurfaceRule.PUPILS_SQUARED, "old")
    assert table_of(kept).content == old.content
    named = today.content.replace(b'"surface_rule":2', b'"surface_rule":1')
    assert with_table(reference(), RangeTable("x", named)).surface_rule is SurfaceRule.PUPILS_SQUARED
    for unknown in (b"3", b"0", b'"2"', b"null"):
        with pytest.raises(ValueError, match="SurfaceRule"):
            restore(today.content.replace(b'"surface_rule":2', b'"surface_rule":' + unknown))


def test_no_area_but_the_forehead_is_scaled_by_its_height() -> None:
    for code in face().codes:
        found = scaled(measures("67.98", "147.18", "69.3"))
        assert found.surface(base_area(code)) == (Fraction("1.21") if code == "forehead" else found.x * found.y)


def test_a_tolerance_is_told_in_percent():
    told = [percent(tolerance) for pair in TOLERANCES.values() for tolerance in pair]
    assert told == [15, 20, 13, 18, 10, 12, 13, 18, 8, 13, 5, 8]
    assert (percent(Fraction(1)), percent(Fraction(2))) == (0, 100)
