"""Trends: doses by area, intervals, totals of years and of three calendar months, on the shipped face and ranges."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.domain.dosing.dosing import Assessment, assess
from charting.domain.face.anatomy import Anatomy
from charting.domain.face.face import View
from charting.domain.past.timing import months_later
from charting.domain.past.trends import (
    areas_of,
    counted,
    dose_series,
    from_start,
    intervals,
    moment,
    products_of,
    totals_per_year,
    units_within,
)
from charting.domain.visit.visit import InjectionPoint, Kind, Status, Technique, Visit
from tests import shipped

REFERENCE = shipped.reference()
ANATOMY: Anatomy = shipped.anatomies()[1]
BOTOX, DYSPORT = "ona_botox", "abo_dysport"
FOREHEAD, CANTHUS_LEFT, CANTHUS_RIGHT, NOWHERE = (0, -50), (57, 0), (-57, 0), (0, 20)
GLABELLA, NECK = (0, -14), (25, 125)


@cache
def assessed(visit: Visit) -> Assessment:
    return assess(visit, None, REFERENCE, ANATOMY)


def visit(name: str, day: date, *doses: tuple[tuple[float, float], str], product: str = BOTOX,
          kind: Kind = Kind.TREATMENT, status: Status = Status.SIGNED, of: str | None = None,
          technique: Technique = Technique.IM) -> Visit:  # fmt: skip
    points = tuple(InjectionPoint(View.FRONT, x, y, Decimal(units), technique) for (x, y), units in doses)
    at = datetime.combine(day, time(10, 20), tzinfo=UTC)
    return Visit(name, "p", at, kind, status, product, points=points, of=of)


FIRST = visit("a", date(2025, 1, 31), (FOREHEAD, "15"), (CANTHUS_RIGHT, "6"), (CANTHUS_LEFT, "8"))
TOUCH_UP = visit("b", date(2025, 2, 13), (FOREHEAD, "2"), kind=Kind.TOUCH_UP, of="a")
SECOND = visit("c", date(2025, 6, 30), (FOREHEAD, "6"))
OTHER = visit("d", date(2025, 9, 1), (FOREHEAD, "40"), product=DYSPORT)
LATE = visit("e", date(2027, 1, 4), (FOREHEAD, "7"))
HISTORY = (LATE, OTHER, SECOND, TOUCH_UP, FIRST)


def test_drafts_and_errors_do_not_count_and_the_same_minute_has_an_order() -> None:
    draft = visit("x", date(2025, 3, 1), (FOREHEAD, "5"), status=Status.DRAFT)
    error = visit("y", date(2025, 3, 1), (FOREHEAD, "5"), status=Status.ENTERED_IN_ERROR)
    twin = visit("aa", date(2025, 1, 31), (FOREHEAD, "5"))
    assert [v.id for v in counted((draft, error, twin, FIRST))] == ["a", "aa"]
    assert products_of(HISTORY) == (BOTOX, DYSPORT)
    assert counted(()) == ()
    assert totals_per_year((draft, error), BOTOX) == ()


def test_what_is_of_no_day_that_can_be_does_not_count() -> None:
    days = {"1984": date(1984, 12, 31), "1985": date(1985, 1, 1), "2100": date(2100, 12, 31), "2101": date(2101, 1, 1)}
    assert [v.id for v in counted(visit(name, day, (FOREHEAD, "5")) for name, day in days.items())] == ["1985", "2100"]


def test_the_doses_of_an_area_side_by_side_in_units_of_one_product() -> None:
    right, left = dose_series(HISTORY, BOTOX, "crows_feet", assessed)
    assert (right.area, left.area) == ("crows_feet.right", "crows_feet.left")
    assert [p.units for p in right.points] == [6]
    assert [p.units for p in left.points] == [8]
    (forehead,) = dose_series(HISTORY, BOTOX, "forehead", assessed)
    assert [(p.visit_id, p.units) for p in forehead.points] == [("a", 15), ("b", 2), ("c", 6), ("e", 7)]
    assert forehead.points[0].micro == (5, Decimal("7.5"))
    assert forehead.points[0].standard == (10, 20)
    (dysport,) = dose_series(HISTORY, DYSPORT, "forehead", assessed)
    assert [p.units for p in dysport.points] == [40]
    assert dysport.points[0].standard != forehead.points[0].standard


def test_a_touch_up_counts_apart_and_together_with_its_own_treatment_only() -> None:
    (forehead,) = dose_series(HISTORY, BOTOX, "forehead", assessed)
    first, touch_up, second, _ = forehead.points
    assert (first.together_units, touch_up.together_units, second.together_units) == (15, 17, 6)
    assert first.density is not None
    assert touch_up.density is not None
    assert touch_up.density / first.density == 17 / 15
    other = visit("b2", date(2025, 2, 20), (FOREHEAD, "1"), kind=Kind.TOUCH_UP)  # linked to nothing
    (forehead,) = dose_series((*HISTORY, other), BOTOX, "forehead", assessed)
    assert forehead.points[2].together_units == 1


def test_a_range_for_both_sides_is_halved_for_each() -> None:
    (right, left) = dose_series(HISTORY, BOTOX, "crows_feet", assessed)
    row = next(dose for dose in assessed(FIRST).areas if dose.area == "crows_feet.right")
    assert row.standard is not None
    share = 2 if row.standard.per_total_of_both else 1
    assert right.points[0].standard == (row.standard.low / share, row.standard.high / share)
    assert right.points[0].halved == row.standard.per_total_of_both
    assert left.points[0].standard_density == row.standard.density_each_side


def test_areas_most_often_treated_first_and_points_on_no_area_are_none() -> None:
    lost = visit("z", date(2025, 3, 1), (NOWHERE, "5"))
    assert areas_of((*HISTORY, lost), BOTOX, assessed) == ("forehead", "crows_feet")
    assert areas_of((lost,), BOTOX, assessed) == ()


def test_the_product_used_last_comes_first_and_what_gave_none_is_none() -> None:
    assert products_of((FIRST, OTHER)) == products_of((OTHER, FIRST)) == (DYSPORT, BOTOX)
    looked_at = visit("n", date(2026, 5, 1), product="inco_xeomin")
    unknown = visit("u", date(2026, 5, 2), (FOREHEAD, "5"), product=None)  # type: ignore[arg-type]
    assert products_of((FIRST, looked_at, unknown)) == (BOTOX,)


def test_an_area_without_a_dose_has_no_point_in_its_series() -> None:
    undosed = replace(FIRST, points=tuple(replace(p, units=None) if p.x_mm > 0 else p for p in FIRST.points))
    assert [row.area for row in dose_series((undosed,), BOTOX, "crows_feet", assessed)] == ["crows_feet.right"]


def test_an_area_counts_once_a_visit_and_the_first_one_treated_comes_first_of_two() -> None:
    eyes = visit("a", date(2025, 1, 31), (CANTHUS_RIGHT, "6"), (CANTHUS_LEFT, "6"), (GLABELLA, "20"))
    brows = [visit(name, date(2025, month, 1), (FOREHEAD, "9")) for name, month in (("b", 5), ("c", 9))]
    assert areas_of((eyes, *brows), BOTOX, assessed) == ("forehead", "glabella", "crows_feet")
    assert areas_of((eyes, brows[0]), BOTOX, assessed) == ("glabella", "crows_feet", "forehead")


def test_rows_of_an_area_stand_right_before_left_and_the_muscle_before_the_skin() -> None:
    plan = (
        ("a", CANTHUS_LEFT, Technique.ID), ("b", CANTHUS_RIGHT, Technique.ID), ("c", CANTHUS_LEFT, Technique.IM),
        ("d", CANTHUS_RIGHT, Technique.IM),
    )  # fmt: skip
    visits = [
        visit(name, date(2025, n, 1), (place, "6"), technique=technique)
        for n, (name, place, technique) in enumerate(plan, start=1)
    ]
    found = dose_series(visits, BOTOX, "crows_feet", assessed)
    assert [(row.area, row.technique.value, row.points[0].visit_id) for row in found] == [
        ("crows_feet.right", "im", "d"), ("crows_feet.left", "im", "c"), ("crows_feet.right", "id", "b"),
        ("crows_feet.left", "id", "a"),
    ]  # fmt: skip


def test_the_range_of_the_platysma_is_for_both_sides_and_half_of_it_for_one() -> None:
    """26 to 36 U of Botox in all, so 13 to 18 U a side, over the skin of that side."""
    (right, left) = dose_series((visit("n", date(2025, 3, 1), (NECK, "13"), ((-25, 125), "13")),), BOTOX, "platysma",
                                assessed)  # fmt: skip
    for side in (right.points[0], left.points[0]):
        assert (side.halved, side.standard, side.micro, side.micro_density) == (True, (13, 18), None, None)
        assert side.density is not None
        assert side.standard_density == (pytest.approx(side.density), pytest.approx(side.density * 18 / 13))
    (forehead,) = dose_series((FIRST,), BOTOX, "forehead", assessed)
    assert not forehead.points[0].halved
    assert forehead.points[0].micro_density is not None


def test_intervals_are_between_treatments_whatever_the_product() -> None:
    assert [(i.visit_id, i.days) for i in intervals(HISTORY)] == [("c", 150), ("d", 63), ("e", 490)]
    assert intervals((FIRST,)) == ()
    empty = visit("n", date(2025, 5, 1))
    assert [i.visit_id for i in intervals((FIRST, empty, SECOND))] == ["c"]


def test_years_without_a_visit_stand_between_the_others() -> None:
    found = totals_per_year(HISTORY, BOTOX)
    assert [(y.year, y.units, y.visits) for y in found] == [(2025, 37, 3), (2026, 0, 0), (2027, 7, 1)]


def test_three_months_are_calendar_months() -> None:
    found = units_within((FIRST, TOUCH_UP), BOTOX, 3)
    assert [(w.on, w.units, w.visit_id) for w in found] == [
        (date(2025, 1, 31), 29, "a"), (date(2025, 2, 13), 31, "b"), (date(2025, 4, 30), 2, None),
        (date(2025, 5, 13), 0, None),
    ]  # fmt: skip


def test_a_visit_on_the_day_another_falls_out_is_the_one_named() -> None:
    again = visit("f", date(2025, 4, 30), (FOREHEAD, "5"))
    found = units_within((FIRST, again), BOTOX, 3)
    assert [(w.on, w.units, w.visit_id) for w in found][1] == (date(2025, 4, 30), 5, "f")


def test_moments_keep_the_hour_of_the_place() -> None:
    assert moment(FIRST.at) - FIRST.at.toordinal() == pytest.approx((10 * 60 + 20) / (24 * 60))
    evening = datetime(2025, 1, 31, 18, 0, 43, 200, tzinfo=timezone(timedelta(hours=-9)))  # the next day in Greenwich
    assert moment(evening) == date(2025, 1, 31).toordinal() + 0.75 + 43 / 86400
    assert from_start(date(2025, 1, 31)) == date(2025, 1, 31).toordinal()


DAYS = st.lists(st.tuples(st.integers(0, 1500), st.integers(1, 5000)), min_size=1, max_size=12)


@given(DAYS)
def test_no_unit_is_lost_or_counted_twice(plan: list[tuple[int, int]]) -> None:
    start = date(2024, 1, 31)
    visits = [
        visit(f"v{n:02}", start + timedelta(days=ago), (FOREHEAD, str(Decimal(hundredths) / 100)))
        for n, (ago, hundredths) in enumerate(plan)
    ]
    whole = sum((Decimal(hundredths) / 100 for _, hundredths in plan), Decimal(0))
    assert sum(year.units for year in totals_per_year(visits, BOTOX)) == whole
    steps = units_within(visits, BOTOX, 3)
    assert steps[-1].units == 0
    for step in steps:
        within = [v for v in visits if v.at.date() <= step.on < months_later(v.at.date(), 3)]
        assert step.units == sum((p.units or Decimal(0) for v in within for p in v.points), Decimal(0))


@pytest.mark.parametrize(("days", "found"), [(28, [("c", 150)]), (29, [("b", 29), ("c", 121)])])
def test_a_touch_up_after_more_than_28_days_is_a_treatment(days: int, found: list[tuple[str, int]]) -> None:
    late = visit("b", date(2025, 1, 31) + timedelta(days=days), (FOREHEAD, "2"), kind=Kind.TOUCH_UP, of="a")
    assert [(row.visit_id, row.days) for row in intervals((FIRST, late, SECOND))] == found
    (series,) = dose_series((FIRST, late), BOTOX, "forehead", assessed)
    assert [point.together_units for point in series.points] == [Decimal(15), Decimal(17 if days == 28 else 2)]
    assert [row.visit_id for row in intervals((FIRST, late, SECOND), touch_up_days=29)] == ["c"]
