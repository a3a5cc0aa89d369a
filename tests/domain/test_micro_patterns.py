"""Micro patterns: the product's own micro range on our layout, even on both sides, and micro when it is placed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.domain.clinic.clinic import ClinicRange
from charting.domain.dosing.dosing import assess
from charting.domain.dosing.micro_patterns import evenly, micro_patterns
from charting.domain.dosing.range_table import effective
from charting.domain.dosing.reference import Pattern, Source
from charting.domain.dosing.styles import RangeStyle, Style
from charting.domain.face.face import base_area
from charting.domain.people.patient import Sex
from charting.domain.visit.visit import InjectionPoint, Technique, Visit, mirrored_point
from tests import shipped

AT = datetime(2026, 7, 14, 10, 20, tzinfo=UTC)
REFERENCE = shipped.reference()
ANATOMY = shipped.anatomies()[1]
ALL = [p for product in REFERENCE.products for p in micro_patterns(REFERENCE, product, Sex.FEMALE)]


def own(area: str, low: str, high: str, product: str = "ona_botox") -> ClinicRange:
    return ClinicRange(
        product, area, Technique.IM, RangeStyle.MICRO, None, "total", Decimal(low), Decimal(high), "Dr X", AT
    )


def points_of(pattern: Pattern) -> tuple[InjectionPoint, ...]:
    return tuple(InjectionPoint(p.view, p.x_mm, p.y_mm, p.units) for p in pattern.points)


def test_which_products_have_which() -> None:
    by_product: dict[str, list[str]] = {}
    for pattern in ALL:
        by_product.setdefault(pattern.product, []).append(f"{pattern.area} {pattern.total}")
    assert by_product == {
        "ona_botox": [
            "forehead 6.25", "glabella 10", "crows_feet 10.5", "infraorbital 3", "bunny_lines 2.5", "gummy_smile 2.5",
            "nasal_flare 2", "dao 2.5", "mentalis 2.5", "masseter 27",
        ],
        "inco_xeomin": ["forehead 10", "glabella 15", "crows_feet 10"],
    }  # fmt: skip
    assert micro_patterns(REFERENCE, None, None) == micro_patterns(REFERENCE, "abo_dysport", None) == ()
    with_range = {
        r.area for r in REFERENCE.ranges
        if (r.product, r.style, r.technique) == ("ona_botox", RangeStyle.MICRO, Technique.IM)
    }  # fmt: skip
    assert {p.area for p in ALL if p.product == "ona_botox"} == with_range, "an area with a range has a layout"


@pytest.mark.parametrize("pattern", [pytest.param(p, id=p.id) for p in ALL])
def test_it_is_micro_in_its_area_and_even_on_both_sides(pattern: Pattern) -> None:
    visit = Visit("v", "p", AT, product=pattern.product, points=points_of(pattern))
    found = assess(visit, None, REFERENCE, ANATOMY)
    assert {base_area(row.area) for row in found.areas} == {pattern.area}
    assert {row.style for row in found.areas} == {Style.MICRO}
    assert found.total_units == pattern.total == sum(p.units for p in pattern.points)
    assert found.left_units == found.right_units
    assert {mirrored_point(p) for p in visit.points} == set(visit.points)
    assert (pattern.style, pattern.layout_mark, pattern.layout_verified) == (RangeStyle.MICRO, "C", False)


def test_source_and_mark_are_those_of_the_range() -> None:
    told = {p.area: (p.source.id, p.mark, p.weak) for p in ALL if p.product == "ona_botox"}
    assert told["forehead"] == ("truth_about_baby_botox", "B", True)
    assert told["infraorbital"] == ("ahn2013", "A", False)
    assert told["masseter"] == ("derived", "C", False)


def test_the_clinics_own_range_is_what_is_placed() -> None:
    reference = effective(REFERENCE, [own("forehead", "3", "4"), own("glabella", "7", "7")])
    found = {p.area: p for p in micro_patterns(reference, "ona_botox", None)}
    assert [str(p.units) for p in found["forehead"].points] == ["0.75"] * 5
    assert [str(p.units) for p in found["glabella"].points] == ["1.4"] * 5
    assert (found["forehead"].mark, found["forehead"].source.short) == ("own", "This clinic")
    dysport = effective(REFERENCE, [own("forehead", "4", "6", "abo_dysport")])
    assert [p.area for p in micro_patterns(dysport, "abo_dysport", None)] == ["forehead"]


def test_what_cannot_be_even_is_not_offered() -> None:
    reference = effective(REFERENCE, [own("mentalis", "1.01", "1.01")])
    assert "mentalis" not in {p.area for p in micro_patterns(reference, "ona_botox", None)}


def test_under_an_older_table_its_areas_are_not_there() -> None:
    areas = MappingProxyType({k: v for k, v in REFERENCE.areas.items() if v.since == 1})
    first = replace(REFERENCE, areas=areas, area_set=1)
    assert "infraorbital" not in {p.area for p in micro_patterns(first, "ona_botox", None)}


@pytest.mark.parametrize(
    ("low", "high", "points", "doses"),
    [
        ("4", "6", 5, ["1"] * 5),
        ("1", "1.25", 1, ["1"]),  # as near to the middle as 1.25, and below it
        ("0", "0.2", 1, ["0.1"]),
        ("2.3", "2.3", 1, ["2.3"]),
        ("2.35", "2.35", 1, ["2.35"]),
        ("2.37", "2.37", 1, ["2.37"]),
        ("2.2", "2.4", 1, ["2.25"]),  # a quarter before a tenth that is nearer to the middle
        ("2.08", "2.19", 1, ["2.1"]),
        ("2.31", "2.38", 1, ["2.35"]),
        ("7.01", "7.01", 5, ["2.01", "1.25", "1.25", "1.25", "1.25"]),
        ("2.51", "2.51", 5, ["0.51", "0.5", "0.5", "0.5", "0.5"]),
        ("0.51", "0.51", 5, None),
        ("2.510", "2.510", 5, ["0.51", "0.5", "0.5", "0.5", "0.5"]),
    ],
)
def test_doses_are_as_coarse_as_fits(low: str, high: str, points: int, doses: list[str] | None) -> None:
    found = evenly(Decimal(low), Decimal(high), points)
    assert (None if found is None else [str(dose) for dose in found]) == doses


def test_what_the_first_point_has_more_lies_in_the_midline_and_never_reaches_the_standard_dose() -> None:
    def placed(low: str, high: str) -> list[str]:
        reference = effective(REFERENCE, [own("glabella", low, high), own("forehead", low, high)])
        found = {p.area: p for p in micro_patterns(reference, "ona_botox", None)}
        assert found["glabella"].points[0].x_mm == 0
        return [str(p.units) for p in found["forehead"].points]

    assert placed("7.01", "7.01") == ["2.01", "1.25", "1.25", "1.25", "1.25"]
    assert placed("6", "14") == ["1.5"] * 5, "the middle of 6 to 10, where the standard dose begins"
    assert placed("10", "14") == ["2.5"] * 5, "a range of the clinic that begins there is taken whole"


def test_ranges_that_count_otherwise_do_not_bound_each_other() -> None:
    """4 to 14 U on both sides together: the standard dose of each side, from 6 U on, says nothing about that."""
    reference = effective(REFERENCE, [own("crows_feet", "4", "14")])
    (found,) = (p for p in micro_patterns(reference, "ona_botox", None) if p.area == "crows_feet")
    assert found.total == 9
    assert found.total == sum(p.units for p in found.points)


def test_a_range_of_both_sides_is_shared_by_them() -> None:
    reference = effective(REFERENCE, [own("masseter", "24", "30")])
    (found,) = (p for p in micro_patterns(reference, "ona_botox", None) if p.area == "masseter")
    assert (str(found.total), sum(p.units for p in found.points if p.x_mm > 0)) == ("27", Decimal("13.5"))
    too_little = effective(REFERENCE, [own("masseter", "0.02", "0.02")])
    assert "masseter" not in {p.area for p in micro_patterns(too_little, "ona_botox", None)}


def test_the_source_is_that_of_the_patients_own_range() -> None:
    (row,) = (
        r for r in REFERENCE.ranges
        if (r.product, r.area, r.style, r.default) == ("ona_botox", "glabella", RangeStyle.MICRO, True)
    )  # fmt: skip
    woman = replace(row, sex=Sex.FEMALE, source=Source("w", "Women", "Women", "label"))
    man = replace(row, sex=Sex.MALE, source=Source("m", "Men", "Men", "label"))
    reference = replace(REFERENCE, ranges=(*(r for r in REFERENCE.ranges if r.area != "glabella"), woman, man))

    def told(sex: Sex | None) -> list[str]:
        return [p.source.short for p in micro_patterns(reference, "ona_botox", sex) if p.area == "glabella"]

    assert (told(Sex.FEMALE), told(Sex.MALE), told(None)) == (["Women"], ["Men"], ["Women"])


@given(st.integers(1, 4_000), st.integers(0, 4_000), st.integers(1, 12))
def test_doses_stay_within_the_range(low: int, more: int, points: int) -> None:
    least, most = Decimal(low) / 100, Decimal(low + more) / 100
    doses = evenly(least, most, points)
    if doses is None:
        return
    assert len(doses) == points
    assert least <= sum(doses) <= most
    assert all(dose > 0 and dose == dose.quantize(Decimal("0.01")) for dose in doses)
    assert len(set(doses[1:])) <= 1
    assert doses[0] >= doses[-1]
