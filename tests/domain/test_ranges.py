"""Which range an area is compared with, and where units lie against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.domain.dosing.ranges import Band, bands, choose_range, style_of
from charting.domain.dosing.reference import AreaInfo, DoseRange, Mark, Per, Reference, Source
from charting.domain.dosing.styles import RangeStyle, Style
from charting.domain.face.face import View
from charting.domain.people.patient import Sex
from charting.domain.visit.visit import Technique
from tests import shipped

STANDARD, MICRO = RangeStyle.STANDARD, RangeStyle.MICRO
IM, ID = Technique.IM, Technique.ID
FEMALE, MALE, OTHER = Sex.FEMALE, Sex.MALE, Sex.OTHER


def source(name: str) -> Source:
    return Source(id=name, title=f"Title of {name}", short=name, kind="label")


def area(name: str, *, paired: bool = False) -> AreaInfo:
    return AreaInfo(name, name, name, "", paired, False, View.FRONT, "")


def row(
    low: object, high: object, *, mark: Mark = "A", default: bool = False, derived: bool = False,
    sex: Sex | None = None, style: RangeStyle = STANDARD, technique: Technique = IM, product: str = "p", of: str = "a",
    per: Per = "total", weak: bool = False, by: str = "s", note: str | None = None,
) -> DoseRange:  # fmt: skip
    return DoseRange(
        of, product, style, technique, per, Decimal(str(low)), Decimal(str(high)), sex, source(by), mark,
        weak=weak, default=default, derived=derived, note=note,
    )  # fmt: skip


def chosen(*rows: DoseRange, sex: Sex | None = None, style: RangeStyle = STANDARD, **asked: object) -> Band | None:
    reference = Reference("test", {}, {"a": area("a"), "b": area("b", paired=True)}, rows)
    wanted = {"product": "p", "area": "a", "technique": IM, **asked}
    return choose_range(reference, style=style, sex=sex, **wanted)  # type: ignore[arg-type]


def ends(band: Band | None) -> tuple[Decimal, Decimal] | None:
    return None if band is None else (band.low, band.high)


class TestWhichRows:
    def test_default_rows_before_stronger_ones(self) -> None:
        band = chosen(row(1, 2, mark="A"), row(3, 4, mark="B", default=True, weak=True))
        assert band is not None
        assert (ends(band), band.mark, band.weak, band.not_default, band.derived) == ((3, 4), "B", True, False, False)

    def test_without_default_the_strongest_mark_says_not_a_default(self) -> None:
        band = chosen(row(1, 2, mark="B", weak=True), row(3, 4, mark="B"), row(5, 6, mark="A"), row(7, 8, mark="A"))
        assert band is not None
        assert (ends(band), band.mark, band.not_default, band.derived) == ((5, 6), "A", True, False)
        assert ends(chosen(row(1, 2, mark="B", weak=True), row(3, 4, mark="B"))) == (3, 4)

    def test_derived_only_where_nothing_is_published(self) -> None:
        derived = row(1, 2, mark="C", derived=True)
        band = chosen(derived)
        assert band is not None
        assert (ends(band), band.derived, band.not_default) == ((1, 2), True, False)
        assert ends(chosen(derived, row(3, 4, mark="B"))) == (3, 4)
        assert ends(chosen(derived, row(3, 4, mark="C"))) == (1, 2)
        assert ends(chosen(row(1, 2, mark="B", derived=True), row(3, 4, mark="B", weak=True))) == (3, 4)

    def test_a_row_of_mark_c_never_counts(self) -> None:
        assert chosen(row(1, 2, mark="C")) is None
        assert chosen(row(1, 2, mark="C", default=True)) is None

    @pytest.mark.parametrize(
        "asked", [{"product": "q"}, {"product": None}, {"area": "b"}, {"technique": ID}, {"style": MICRO}]
    )
    def test_no_range_is_borrowed(self, asked: dict[str, object]) -> None:
        assert chosen(row(1, 2, default=True)) is not None
        assert chosen(row(1, 2, default=True), **asked) is None  # type: ignore[arg-type]


class TestSex:
    BOTH = (row(20, 25, default=True, sex=FEMALE, by="f"), row(20, 40, default=True, sex=MALE, mark="B", by="m"))

    def test_the_row_of_the_patients_sex(self) -> None:
        assert ends(chosen(*self.BOTH, sex=FEMALE)) == (20, 25)
        assert ends(chosen(*self.BOTH, sex=MALE)) == (20, 40)

    @pytest.mark.parametrize("sex", [None, OTHER])
    def test_the_span_of_both_when_it_is_not_known(self, sex: Sex | None) -> None:
        band = chosen(*self.BOTH, sex=sex)
        assert band is not None
        assert (ends(band), band.mark) == ((20, 40), "B")
        assert (band.source, band.source_short) == ("Title of f; Title of m", "f; m")

    def test_the_span_of_both_is_as_weak_as_either_and_says_whose_it_is(self) -> None:
        at = date(2026, 7, 14)
        rows = (
            replace(row(18, 25, default=True, sex=FEMALE, by="f"), weak=True, note="n"),
            replace(row(20, 40, sex=MALE, mark="A", by="m")),
        )  # fmt: skip
        band = chosen(rows[0], replace(rows[1], default=True))
        assert band is not None
        assert (ends(band), band.weak, band.derived, band.not_default, band.note) == ((18, 40), True, False, False, "n")
        own = [
            replace(one, mark="own", set_by=by, set_on=on)
            for one, by, on in ((rows[0], "Dr X", at), (rows[1], "", at - timedelta(days=9)))
        ]
        band = chosen(*own)
        assert band is not None
        assert (ends(band), band.set_by, band.set_on) == ((18, 40), "Dr X", at)
        band = chosen(own[0], replace(rows[1], set_by="a table"))  # hers is the clinic's own, his no default
        assert band is not None
        assert (band.set_by, band.not_default) == ("Dr X", False)

    def test_the_row_without_sex_where_there_is_none_of_the_patients(self) -> None:
        rows = (row(1, 2, default=True), row(3, 4, default=True, sex=MALE))
        assert ends(chosen(*rows, sex=MALE)) == (3, 4)
        assert ends(chosen(*rows, sex=FEMALE)) == (1, 2)
        assert ends(chosen(*rows)) == (1, 2)

    def test_one_sex_never_lends_the_other_its_range(self) -> None:
        only = row(1, 2, default=True, sex=FEMALE)
        assert chosen(only, sex=MALE) is None
        assert chosen(only) is None


class TestSides:
    def test_per_total_of_a_paired_area_is_for_both_sides(self) -> None:
        paired = chosen(row(26, 36, default=True, of="b"), area="b")
        assert paired is not None
        assert paired.per_total_of_both
        single = chosen(row(26, 36, default=True))
        assert single is not None
        assert not single.per_total_of_both

    def test_a_band_for_both_sides_looks_at_their_sum(self) -> None:
        band = chosen(row(26, 36, default=True, of="b"), area="b")
        assert style_of(None, band, Decimal(13), Decimal(26)) is Style.STANDARD
        assert style_of(None, band, Decimal(13), Decimal("25.99")) is Style.BELOW_STANDARD

    def test_each_side_has_half_of_a_density_for_both(self) -> None:
        found = band(26, 36)
        assert found.density_each_side is None
        assert replace(found, per_total_of_both=True).density_each_side is None
        dense = replace(found, density=(2.0, 3.0))
        assert dense.density_each_side == (2.0, 3.0)
        assert replace(dense, per_total_of_both=True).density_each_side == (1.0, 1.5)


def band(low: object, high: object) -> Band:
    return Band(Decimal(str(low)), Decimal(str(high)), "", "A")


def style(micro: Band | None, standard: Band | None, units: object, scale: Fraction = Fraction(1)) -> str:
    value = Decimal(str(units))
    return style_of(micro, standard, value, value, scale).value


class TestStyleOf:
    @pytest.mark.parametrize(
        ("units", "expected"),
        [
            (4.99, "below-micro"), (5, "micro"), (7.5, "micro"), (7.51, "between"), (9.99, "between"),
            (10, "standard"), (20, "standard"), (20.01, "above-standard"),
        ],
    )  # fmt: skip
    def test_two_bands(self, units: float, expected: str) -> None:
        assert style(band(5, 7.5), band(10, 20), units) == expected

    @pytest.mark.parametrize(
        ("units", "expected"),
        [(3.99, "below-micro"), (4, "micro"), (5.99, "micro"), (6, "both"), (8, "both"), (8.01, "standard")],
    )
    def test_overlapping_bands(self, units: float, expected: str) -> None:
        assert style(band(4, 8), band(6, 15), units) == expected

    @pytest.mark.parametrize(
        ("units", "expected"),
        [(4, "below-micro"), (5, "standard"), (10, "standard"), (15, "between"), (20, "micro"), (31, "above-standard")],
    )
    def test_a_micro_band_above_the_standard_one(self, units: float, expected: str) -> None:
        assert style(band(20, 30), band(5, 10), units) == expected

    @pytest.mark.parametrize(("units", "expected"), [(19, "below-standard"), (20, "standard"), (21, "above-standard")])
    def test_a_standard_band_alone(self, units: float, expected: str) -> None:
        assert style(None, band(20, 20), units) == expected

    @pytest.mark.parametrize(("units", "expected"), [(9, "below-micro"), (10, "micro"), (11, "above-micro")])
    def test_a_micro_band_alone(self, units: float, expected: str) -> None:
        assert style(band(10, 10), None, units) == expected

    def test_none(self) -> None:
        assert style(None, None, 10) == "no-range"

    def test_a_larger_face_needs_more_for_the_same_density(self) -> None:
        larger = Fraction(11, 10) ** 2
        assert style(band(5, 7.5), band(10, 20), 10.5, larger) == "between"
        assert style(band(5, 7.5), band(10, 20), "12.1", larger) == "standard"
        assert style(band(5, 7.5), band(10, 20), "12.09", larger) == "between"
        assert style(band(5, 7.5), band(10, 20), 10, Fraction(2)) == "micro"

    @given(
        st.lists(st.decimals(1, 500, places=2), min_size=4, max_size=4).map(sorted), st.decimals("0.01", 500, places=2),
        st.fractions(min_value="1/2", max_value=2),
    )  # fmt: skip
    def test_the_scale_moves_the_bands_and_nothing_else(
        self, ends_: list[Decimal], units: Decimal, scale: Fraction
    ) -> None:
        low, high, low2, high2 = ends_
        scaled = [Fraction(e) * scale for e in ends_]
        value = Fraction(units)
        got = style(band(low, high), band(low2, high2), units, scale)
        in_micro, in_standard = scaled[0] <= value <= scaled[1], scaled[2] <= value <= scaled[3]
        expected = (
            "both" if in_micro and in_standard else "micro" if in_micro else "standard" if in_standard
            else "below-micro" if value < scaled[0] else "above-standard" if value > scaled[3] else "between"
        )  # fmt: skip
        assert got == expected


class TestShippedRanges:
    REFERENCE = shipped.reference()

    def ends(
        self, product: str, of: str, style: RangeStyle, sex: Sex | None = None, technique: Technique = IM
    ) -> object:
        found = choose_range(self.REFERENCE, product, of, technique, style, sex)
        return None if found is None else (float(found.low), float(found.high))

    def test_glabella_by_sex(self) -> None:
        assert self.ends("ona_botox", "glabella", STANDARD, FEMALE) == (20, 25)
        assert self.ends("ona_botox", "glabella", STANDARD, MALE) == (20, 40)
        assert self.ends("ona_botox", "glabella", STANDARD) == (20, 40)
        assert self.ends("ona_botox", "glabella", STANDARD, OTHER) == (20, 40)

    def test_a_man_has_no_unverified_forehead_range(self) -> None:
        assert self.ends("ona_botox", "forehead", STANDARD, MALE) == (10, 20)

    def test_not_a_default(self) -> None:
        found = choose_range(self.REFERENCE, "inco_xeomin", "forehead", IM, MICRO, None)
        assert found is not None
        assert (float(found.low), found.mark, found.not_default) == (10, "A", True)

    def test_derived(self) -> None:
        found = choose_range(self.REFERENCE, "ona_botox", "masseter", IM, MICRO, None)
        assert found is not None
        assert (float(found.low), float(found.high), found.derived, found.mark) == (7.5, 20, True, "C")

    def test_techniques_are_kept_apart(self) -> None:
        assert self.ends("prabo_jeuveau", "forehead", MICRO) is None
        assert self.ends("prabo_jeuveau", "forehead", MICRO, technique=ID) == (8, 8)
        assert self.ends("ona_botox", "forehead", MICRO, technique=ID) is None

    def test_an_unverified_label_dose_sets_no_range(self) -> None:
        assert self.ends("abo_dysport", "lateral_brow", STANDARD) is None

    def test_a_label_dose_whose_line_was_not_read_counts_but_is_no_default(self) -> None:
        found = choose_range(self.REFERENCE, "abo_azzalure", "crows_feet", IM, STANDARD, None)
        assert found is not None
        assert (float(found.low), float(found.high), found.mark, found.not_default) == (30, 30, "B", True)

    def test_the_label_of_xeomin_is_standard_and_not_above_micro(self) -> None:
        for of, ends in {"forehead": (20, 20), "crows_feet": (12, 12), "glabella": (20, 20)}.items():
            assert self.ends("inco_xeomin", of, STANDARD) == ends
            found = choose_range(self.REFERENCE, "inco_xeomin", of, IM, STANDARD, None)
            assert found is not None
            assert (found.mark, found.not_default) == ("A", False)

    def test_new_areas_have_the_consensus_dose_or_nothing(self) -> None:
        assert self.ends("ona_botox", "infraorbital", MICRO) == (1, 2)
        assert self.ends("ona_botox", "nasal_flare", MICRO) == (2, 2)
        for of in ("infraorbital", "nasal_flare"):
            assert self.ends("ona_botox", of, STANDARD) is None
        for of in ("llsan", "lower_lip_line", "lower_crows_feet", "temporalis", "parotid", "low_neck"):
            assert self.ends("ona_botox", of, MICRO) is self.ends("ona_botox", of, STANDARD) is None

    def test_products_without_ranges(self) -> None:
        for of in self.REFERENCE.areas:
            for style_ in RangeStyle:
                for technique in Technique:
                    assert self.ends("rima_myobloc", of, style_, technique=technique) is None

    def test_density_is_the_range_over_the_surface(self) -> None:
        micro, standard = bands(self.REFERENCE, "ona_botox", "forehead", IM, None, 50.0)
        assert micro is not None
        assert standard is not None
        assert micro.density == (0.1, 0.15)
        assert standard.density == (0.2, 0.4)
        assert standard.density_each_side == standard.density
        _, platysma = bands(self.REFERENCE, "ona_botox", "platysma", IM, None, 20.0)
        assert platysma is not None
        assert platysma.density == (1.3, 1.8)
        assert platysma.density_each_side == (0.65, 0.9)
        assert bands(self.REFERENCE, "ona_botox", "forehead", IM, None, None)[0] is not None
