"""What a visit amounts to, on the shipped face and the shipped ranges."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charting.domain.dosing.dosing import AreaDose, Assessment, RangeStyle, assess
from charting.domain.face.anatomy import Anatomy
from charting.domain.face.face import View, base_area
from charting.domain.people.patient import Patient, Sex
from charting.domain.visit.visit import InjectionPoint, Technique, Vial, Visit
from tests import shipped
from tests.proofs.scale import examples

REFERENCE = shipped.reference()
ANATOMY: Anatomy = shipped.anatomies()[1]

# Points whose area is agreed; mirrored for the other side.
FOREHEAD, GLABELLA, CANTHUS, CHIN, JAW, NECK = (0, -50), (0, -12), (57, 0), (0, 97), (52, 58), (25, 125)
NOWHERE = (0, 20)


def point(place: tuple[float, float], units: object = None, **more: object) -> InjectionPoint:
    dose = None if units is None else Decimal(str(units))
    return InjectionPoint(View.FRONT, place[0], place[1], dose, **more)  # type: ignore[arg-type]


def other(place: tuple[float, float]) -> tuple[float, float]:
    return (-place[0], place[1])


def visit(*points: InjectionPoint, product: str | None = "ona_botox", **more: object) -> Visit:
    at = datetime(2026, 7, 14, 10, 20, tzinfo=UTC)
    return Visit("v", "p", at, product=product, points=points, **more)  # type: ignore[arg-type]


def patient(sex: Sex | None = None, interpupillary: str | None = None) -> Patient:
    measured = None if interpupillary is None else Decimal(interpupillary)
    return Patient("p", "Family", "Given", date(1990, 1, 1), sex=sex, interpupillary_mm=measured)


def assessed(*points: InjectionPoint, who: Patient | None = None, **more: object) -> Assessment:
    return assess(visit(*points, **more), who, REFERENCE, ANATOMY)  # type: ignore[arg-type]


def test_points_of_no_area_come_after_those_of_an_area_that_is_gone() -> None:
    gone = point(NOWHERE, 1, area="zygomaticus")
    assert [row.area for row in assessed(point(NOWHERE, 1), gone).areas] == ["zygomaticus", "unassigned"]


def only_row(result: Assessment) -> AreaDose:
    (row,) = result.areas
    return row


def styles(result: Assessment) -> dict[str, str | None]:
    return {row.area: row.style for row in result.areas}


class TestForehead:
    @pytest.mark.parametrize(
        ("units", "style"),
        [
            ("4.99", "below-micro"), ("5", "micro"), ("7.5", "micro"), ("7.51", "between"), ("9.99", "between"),
            ("10", "standard"), ("20", "standard"), ("20.01", "above-standard"),
        ],
    )  # fmt: skip
    def test_every_boundary(self, units: str, style: str) -> None:
        result = assessed(point(FOREHEAD, units))
        row = only_row(result)
        assert (row.area, row.style, row.density_style, result.style) == ("forehead", style, style, style)

    def test_an_average_face_agrees_by_units_and_by_density(self) -> None:
        for who in (None, patient(), patient(interpupillary="61.8")):
            row = only_row(assessed(point(FOREHEAD, "7.5"), who=who))
            assert (row.style, row.density_style) == ("micro", "micro")
            assert row.surface_cm2 == row.reference_surface_cm2 == ANATOMY.surface_cm2("forehead")

    def test_bands_and_their_density(self) -> None:
        row = only_row(assessed(point(FOREHEAD, 6.5)))
        assert row.micro is not None
        assert row.standard is not None
        assert (row.micro.low, row.micro.high, row.micro.mark, row.micro.weak) == (5, Decimal("7.5"), "B", True)
        assert (row.standard.low, row.standard.high) == (10, 20)
        assert row.standard.source == "The Truth About Baby Botox (a surgeon's clinic article)"
        surface = row.reference_surface_cm2
        assert surface is not None
        assert row.micro.density == (5 / surface, 7.5 / surface)
        assert row.standard.density == (10 / surface, 20 / surface)


class TestTotals:
    def test_tenths_are_exact(self) -> None:
        result = assessed(*[point(FOREHEAD, "0.1")] * 3)
        assert result.total_units == Decimal("0.3")
        assert str(result.total_units) == str(result.areas[0].units) == "0.3"

    def test_every_figure_is_in_its_shortest_form(self) -> None:
        both = [place for place in (CANTHUS, other(CANTHUS), FOREHEAD) for _ in range(2)]
        result = assessed(*(point(place, "2.50") for place in both))
        shown = (result.total_units, result.left_units, result.right_units, result.midline_units)
        assert [str(units) for units in shown] == ["15", "5", "5", "5"]
        assert {str(row.compared_units) for row in result.areas} == {"5"}
        (row, *_) = assessed(*(point(place, "6.50") for place in (NECK, NECK, other(NECK), other(NECK)))).areas
        assert (str(row.units), str(row.compared_units)) == ("13", "26")

    def test_sides_and_midline(self) -> None:
        result = assessed(
            point((2, -50), 1), point((-2, -50), 1), point((2.01, -50), 2), point((-18, -55), 4),
            InjectionPoint(View.RIGHT, -22, 0, Decimal(8)), InjectionPoint(View.LEFT, 22, 0, Decimal(16)),
        )  # fmt: skip
        assert (result.left_units, result.right_units, result.midline_units) == (18, 12, 2)

    def test_volume_with_vials_of_different_dilutions(self) -> None:
        vials = tuple(
            Vial(str(number), "ona_botox", Decimal(units), diluent_ml=ml and Decimal(ml))
            for number, (units, ml) in enumerate(((100, "2.5"), (50, "1"), (100, None)))
        )
        first, second, third = (replace(point(FOREHEAD, 10), vial=place) for place in (1, 2, 3))
        assert assessed(first, second, vials=vials).volume_ml == Fraction("0.25") + Fraction("0.2")
        assert assessed(first, third, vials=vials).volume_ml is None
        assert assessed(first, replace(third, units=None), vials=vials).volume_ml == Fraction("0.25")
        own = {"vial_units": Decimal(100), "diluent_ml": Decimal(4)}
        assert assessed(first, point(FOREHEAD, 10), vials=vials, **own).volume_ml == Fraction("0.65")
        assert assessed(first, point(FOREHEAD, 10), vials=vials).volume_ml is None
        assert assessed(replace(first, vial=9), vials=vials, **own).volume_ml is None
        assert assessed(replace(first, vial=0), vials=vials[:1], **own).volume_ml is None
        third_part = (Vial("x", "ona_botox", Decimal(300), diluent_ml=Decimal(1)),)
        assert assessed(replace(first, units=Decimal(100)), vials=third_part).volume_ml == Fraction(1, 3)

    def test_volume(self) -> None:
        plain = assessed(point(FOREHEAD, "26.5"), vial_units=Decimal(100), diluent_ml=Decimal("2.5"))
        assert plain.volume_ml == Fraction("0.6625")
        assert assessed(point(FOREHEAD, 26.5)).volume_ml is None
        assert assessed(point(GLABELLA, 50), product="abo_alluzience").volume_ml == Fraction("0.25")
        assert assessed(product="ona_botox", vial_units=Decimal(100), diluent_ml=Decimal(2)).volume_ml == 0
        assert assessed(point(FOREHEAD, 5), product=None).volume_ml is None

    def test_undosed_points_count_in_no_total(self) -> None:
        result = assessed(point(FOREHEAD, 6), point((10, -50)), point(GLABELLA), point(CHIN, 4))
        assert (result.total_units, result.undosed_points) == (10, 2)
        forehead, glabella, chin = result.areas
        assert (forehead.points, forehead.undosed, forehead.units, forehead.style) == (2, 1, 6, "micro")
        assert (glabella.points, glabella.undosed, glabella.units) == (1, 1, 0)
        assert (glabella.style, glabella.density_style, glabella.density_u_cm2) == (None, None, 0.0)
        assert glabella.standard is not None
        assert chin.style == "both"
        assert result.style == "mixed"

    def test_a_row_with_nothing_dosed_has_no_part_in_the_visits_style(self) -> None:
        assert assessed(point(FOREHEAD, 6), point(GLABELLA)).style == "micro"

    def test_an_empty_visit(self) -> None:
        for product in ("ona_botox", None, "unheard_of"):
            result = assessed(product=product)
            assert (result.style, result.total_units, result.areas) == ("no-range", 0, ())


class TestRows:
    def test_in_the_order_of_the_areas_right_before_left(self) -> None:
        result = assessed(
            point(NOWHERE, 1), point(CHIN, 1), point(CANTHUS, 1), point(other(CANTHUS), 1), point(GLABELLA, 1),
            point(FOREHEAD, 1, technique=Technique.ID), point(FOREHEAD, 1),
        )  # fmt: skip
        assert [(row.area, row.technique.value, row.point_numbers) for row in result.areas] == [
            ("forehead", "im", (7,)), ("forehead", "id", (6,)), ("glabella", "im", (5,)),
            ("crows_feet.right", "im", (4,)), ("crows_feet.left", "im", (3,)), ("mentalis", "im", (2,)),
            ("unassigned", "im", (1,)),
        ]  # fmt: skip

    def test_off_the_areas(self) -> None:
        row = only_row(assessed(point(NOWHERE, 3)))
        assert (row.area, row.surface_cm2, row.reference_surface_cm2, row.density_u_cm2) == (
            "unassigned", None, None, None,
        )  # fmt: skip
        assert (row.style, row.density_style, row.micro, row.standard) == ("no-range", "no-range", None, None)

    def test_one_surface_for_both_views_and_units_add(self) -> None:
        result = assessed(point(other(CANTHUS), 4), InjectionPoint(View.RIGHT, -22, 0, Decimal(8)))
        row = only_row(result)
        assert (row.area, row.units, row.style) == ("crows_feet.right", 12, "standard")
        assert row.surface_cm2 == ANATOMY.surface_cm2("crows_feet.right")

    def test_intradermal_is_compared_with_intradermal_only(self) -> None:
        both = assessed(point(FOREHEAD, 6), point(FOREHEAD, 6, technique=Technique.ID))
        assert [row.style for row in both.areas] == ["micro", "no-range"]
        assert both.style == "micro"
        jeuveau = assessed(point(FOREHEAD, 8, technique=Technique.ID), product="prabo_jeuveau")
        row = only_row(jeuveau)
        assert row.style == "micro"
        assert row.micro is not None
        assert row.micro.not_default

    def test_an_overlay_only_by_choice(self) -> None:
        chosen = assessed(point((40, -40), 1.5, area="brow_asymmetry.left"))
        assert only_row(chosen).area == "brow_asymmetry.left"
        assert only_row(chosen).style == "standard"
        assert chosen.mismatched_points == ()
        for technique in Technique:
            free = only_row(assessed(point((40, -40), 1.5, technique=technique)))
            assert not REFERENCE.areas[base_area(free.area)].overlay

    def test_a_chosen_area_counts_and_the_mismatch_is_told(self) -> None:
        result = assessed(point(FOREHEAD, 6), point(FOREHEAD, 6, area="glabella"), point(GLABELLA, 6, area="glabella"))
        assert [(row.area, row.units) for row in result.areas] == [("forehead", 6), ("glabella", 12)]
        assert result.mismatched_points == (2,)

    def test_an_area_nobody_knows_has_no_surface(self) -> None:
        row = only_row(assessed(point(FOREHEAD, 6, area="elbow")))
        assert (row.area, row.surface_cm2, row.style) == ("elbow", None, "no-range")


def test_an_area_that_the_table_of_a_chart_does_not_know_is_measured_all_the_same() -> None:
    """A chart compared with the table of the first areas, on the face of today."""
    areas = {code: info for code, info in REFERENCE.areas.items() if info.since == 1}
    first = replace(REFERENCE, areas=areas)
    lines = point((0, 0), 1, area="lower_crows_feet.left")
    (row,) = assess(visit(replace(lines, x_mm=60)), patient(interpupillary="70"), first, ANATOMY).areas
    assert row.area == "lower_crows_feet.left"
    assert (row.surface_uncertain, row.style) == (False, "no-range")
    assert row.surface_cm2 is not None


class TestRanges:
    def test_products_are_never_compared(self) -> None:
        dysport = assessed(point(GLABELLA, 50), product="abo_dysport")
        assert (only_row(dysport).style, dysport.style) == ("standard", "standard")
        assert only_row(assessed(point(GLABELLA, 50))).style == "above-standard"
        assert only_row(assessed(point(GLABELLA, 50), product=None)).style == "no-range"
        assert only_row(assessed(point(CHIN, 6), product="abo_dysport")).style == "no-range"

    @pytest.mark.parametrize(
        ("sex", "style"), [(Sex.FEMALE, "above-standard"), (Sex.MALE, "standard"), (Sex.OTHER, "standard"),
                           (None, "standard")],
    )  # fmt: skip
    def test_sex_chooses_the_range(self, sex: Sex | None, style: str) -> None:
        row = only_row(assessed(point(GLABELLA, 40), who=patient(sex)))
        assert row.style == style

    def test_per_side(self) -> None:
        result = assessed(point(CANTHUS, 15), point(other(CANTHUS), 5))
        assert styles(result) == {"crows_feet.right": "micro", "crows_feet.left": "standard"}
        assert [row.compared_units for row in result.areas] == [5, 15]

    def test_per_total_of_both_sides(self) -> None:
        result = assessed(point(NECK, 10), point(other(NECK), 16))
        right, left = result.areas
        assert (right.units, left.units, right.compared_units, left.compared_units) == (16, 10, 26, 26)
        assert right.standard is not None
        assert right.standard.per_total_of_both
        assert (right.style, left.style, right.density_style, left.density_style) == ("standard",) * 4
        assert styles(assessed(point(NECK, 25.99))) == {"platysma.left": "below-standard"}

    def test_per_total_counts_each_technique_by_itself(self) -> None:
        result = assessed(point(NECK, 13), point(other(NECK), 13, technique=Technique.ID))
        assert [(row.compared_units, row.style) for row in result.areas] == [(13, "no-range"), (13, "below-standard")]

    def test_derived(self) -> None:
        row = only_row(assessed(point(JAW, 12)))
        assert row.style == "micro"
        assert row.micro is not None
        assert row.micro.derived
        assert row.micro.mark == "C"

    def test_the_visits_style(self) -> None:
        micro = [point(FOREHEAD, 6), point(GLABELLA, 10)]
        assert assessed(*micro).style == "micro"
        assert assessed(*micro, point(NOWHERE, 3)).style == "micro"
        assert assessed(*micro, point(CHIN, 8)).style == "mixed"
        assert assessed(point(NOWHERE, 3)).style == "no-range"


PLACES = [FOREHEAD, GLABELLA, CANTHUS, other(CANTHUS), CHIN, JAW, other(JAW), NECK, other(NECK)]
places = st.sampled_from([*PLACES, NOWHERE])
doses = st.none() | st.integers(1, 50_000).map(lambda n: Decimal(n) / 100)
some_points = st.lists(
    st.builds(lambda p, u, t: point(p, u, technique=t), places, doses, st.sampled_from(Technique)), max_size=25
)
products = st.sampled_from(list(REFERENCE.products))
people = st.builds(
    patient, st.sampled_from([None, *Sex]), st.none() | st.integers(450, 800).map(lambda n: str(Decimal(n) / 10))
)


class TestProperties:
    @settings(max_examples=examples(20, 200))
    @given(some_points, products, people)
    def test_totals_are_sums(self, points: list[InjectionPoint], product: str, who: Patient) -> None:
        result = assessed(*points, who=who, product=product)
        assert result.total_units == sum((p.units for p in points if p.units is not None), Decimal(0))
        assert result.total_units == sum((row.units for row in result.areas), Decimal(0))
        assert result.total_units == result.left_units + result.right_units + result.midline_units
        assert result.undosed_points == sum(p.units is None for p in points) == sum(r.undosed for r in result.areas)
        assert sorted(n for row in result.areas for n in row.point_numbers) == list(range(1, len(points) + 1))

    @settings(max_examples=examples(20, 200))
    @given(some_points, products, people)
    def test_units_are_density_times_surface(self, points: list[InjectionPoint], product: str, who: Patient) -> None:
        for row in assessed(*points, who=who, product=product).areas:
            if row.surface_cm2 is None:
                assert row.density_u_cm2 is None
                continue
            assert row.density_u_cm2 is not None
            assert row.density_u_cm2 * row.surface_cm2 == pytest.approx(float(row.units))
            for band in (row.micro, row.standard):
                if band is not None:
                    low, high = band.density or (0, 0)
                    assert low * (row.reference_surface_cm2 or 0) == pytest.approx(float(band.low))
                    assert high * (row.reference_surface_cm2 or 0) == pytest.approx(float(band.high))

    @settings(max_examples=examples(20, 200))
    @given(some_points, products, people, st.randoms(use_true_random=False))
    def test_the_order_of_points_changes_nothing(
        self, points: list[InjectionPoint], product: str, who: Patient, chance: random.Random
    ) -> None:
        shuffled = list(points)
        chance.shuffle(shuffled)
        one, two = (assessed(*p, who=who, product=product) for p in (points, shuffled))
        unnumbered = [replace(r, areas=tuple(replace(row, point_numbers=()) for row in r.areas)) for r in (one, two)]
        assert unnumbered[0] == unnumbered[1]

    @settings(max_examples=examples(20, 200))
    @given(some_points, products, people)
    def test_only_the_products_own_bands(self, points: list[InjectionPoint], product: str, who: Patient) -> None:
        for row in assessed(*points, who=who, product=product).areas:
            for band, style in ((row.micro, "micro"), (row.standard, "standard")):
                if band is not None:
                    own = REFERENCE.ranges_of(product, base_area(row.area), row.technique, RangeStyle(style))
                    assert band.low in {r.low for r in own}
                    assert band.high in {r.high for r in own}

    @settings(max_examples=examples(20, 200))
    @given(some_points, products)
    def test_mirrored_points_change_sides_only(self, points: list[InjectionPoint], product: str) -> None:
        mirrored = [replace(p, x_mm=-p.x_mm) for p in points]
        one, two = assessed(*points, product=product), assessed(*mirrored, product=product)
        assert (one.left_units, one.right_units) == (two.right_units, two.left_units)
        assert (one.total_units, one.style) == (two.total_units, two.style)


def test_sixty_points_take_less_than_a_millisecond_by_a_wide_margin() -> None:
    """A bound of 5 ms, so that a busy computer does not fail it; `python -m tests.bench` gives the figure itself."""
    points = [point((x + n % 3 / 10, y), "1.5") for n in range(7) for x, y in PLACES][:60]
    charted, who = visit(*points), patient(Sex.FEMALE, "64.5")
    assess(charted, who, REFERENCE, ANATOMY)
    took = []
    for _ in range(20):
        begin = time.thread_time()
        assess(charted, who, REFERENCE, ANATOMY)
        took.append(time.thread_time() - begin)
    assert min(took) < 0.005
