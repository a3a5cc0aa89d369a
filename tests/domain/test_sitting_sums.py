"""What was given together, added up row by row: of a day, and of a touch-up with its treatment; against the ranges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from charting.domain.dosing.dosing import Assessment, assess
from charting.domain.dosing.styles import Style
from charting.domain.past.sittings import (
    Also,
    Assessed,
    Sum,
    holding,
    judged,
    of_one_sitting,
    sittings,
    summed,
    with_treatment,
)
from charting.domain.people.patient import Patient, Sex
from charting.domain.visit.visit import InjectionPoint, Kind, Status, Technique, Visit
from tests.domain.test_cautions_record import ANATOMY, AT, REFERENCE

WOMAN = Patient("p", "Family", "Given", date(1985, 3, 5), sex=Sex.FEMALE)
IM, ID = Technique.IM, Technique.ID


def point(area: str, units: str | None, technique: Technique = IM) -> InjectionPoint:
    view, x, y = ANATOMY.middle(area)
    return InjectionPoint(view, x, y, None if units is None else Decimal(units), technique)


def visit(id_: str, *points: InjectionPoint, at: datetime = AT, **more: object) -> Visit:
    return replace(Visit(id_, "p", at, product="ona_botox", points=points), **more)  # type: ignore[arg-type]


def figures(one: Visit) -> Assessment:
    return assess(one, WOMAN, REFERENCE, ANATOMY)


def assessed(*visits: Visit) -> list[Assessed]:
    return [(one, figures(one)) for one in visits]


def told(rows: Iterable[Sum]) -> list[tuple[str, str, Style, tuple[str, ...]]]:
    return [(row.area, str(row.units), row.style, row.visits) for row in rows]


# ---------------------------------------------------------------------- a day


def test_two_visits_of_one_day_come_to_one_dose() -> None:
    morning = visit("a", point("glabella", "20"), point("forehead", "10"), at=AT - timedelta(hours=2))
    noon = visit("b", point("glabella", "18.50"))
    (day,) = sittings(assessed(noon, morning))
    assert (day.patient_id, day.day, day.product, day.visits) == ("p", AT.date(), "ona_botox", ("a", "b"))
    assert told(day.areas) == [
        ("forehead", "10", Style.STANDARD, ("a",)), ("glabella", "38.5", Style.ABOVE_STANDARD, ("a", "b")),
    ]  # fmt: skip
    assert [str(row.compared_units) for row in day.areas] == ["10", "38.5"]


def test_days_and_products_are_sittings_of_their_own_the_oldest_first() -> None:
    berlin = timezone(timedelta(hours=2))
    found = sittings(
        assessed(
            visit("late", point("glabella", "1"), at=AT + timedelta(days=1)),
            visit("night", point("glabella", "2"), at=datetime(2026, 7, 14, 0, 30, tzinfo=berlin)),  # 13th in Greenwich
            visit("now", point("glabella", "4")),
            visit("other", point("glabella", "8"), product="abo_dysport"),
            visit("first", point("glabella", "16"), at=AT - timedelta(days=300)),
        )
    )
    assert [(one.day.isoformat(), one.product, one.visits) for one in found] == [
        ("2025-09-17", "ona_botox", ("first",)), ("2026-07-14", "ona_botox", ("night", "now")),
        ("2026-07-14", "abo_dysport", ("other",)), ("2026-07-15", "ona_botox", ("late",)),
    ]  # fmt: skip
    assert [row.units for row in found[1].areas] == [6]


def test_the_order_of_days_is_that_of_the_clocks_not_of_the_moments() -> None:
    tokyo, hawaii = timezone(timedelta(hours=9)), timezone(-timedelta(hours=10))
    found = sittings(
        assessed(
            visit("east", point("glabella", "1"), at=datetime(2026, 7, 15, 0, 30, tzinfo=tokyo)),
            visit("west", point("glabella", "1"), at=datetime(2026, 7, 14, 23, 0, tzinfo=hawaii)),
        )
    )
    assert [one.visits for one in found] == [("west",), ("east",)]


def test_of_one_moment_the_ids_tell_the_order() -> None:
    (day,) = sittings(assessed(visit("b", point("glabella", "1")), visit("a", point("glabella", "1"))))
    assert day.visits == ("a", "b")


@pytest.mark.parametrize(
    "changes",
    [
        {"product": None}, {"points": (point("glabella", None),)}, {"points": ()}, {"status": Status.ENTERED_IN_ERROR},
        {"at": datetime(1, 1, 1, tzinfo=UTC)},
    ],
)  # fmt: skip
def test_what_is_no_part_of_a_sitting(changes: dict[str, object]) -> None:
    assert sittings(assessed(visit("a", point("glabella", "1"), **changes))) == ()


def test_a_visit_of_the_second_year_has_a_day() -> None:
    assert len(sittings(assessed(visit("a", point("glabella", "1"), at=datetime(2, 1, 1, tzinfo=UTC))))) == 1


def test_a_correction_counts_once_it_is_signed() -> None:
    wrong = visit("w", point("glabella", "20"), status=Status.SIGNED)
    draft = visit("c", point("glabella", "2"), amends="w")
    assert [one.id for one, _ in holding(assessed(wrong, draft))] == ["w"]
    assert [one.id for one, _ in holding(assessed(wrong, replace(draft, status=Status.SIGNED)))] == ["c"]
    assert [one.id for one, _ in holding(assessed(draft))] == ["c"], "what it corrects is not among them"
    other = visit("d", point("glabella", "3"))
    assert [one.id for one, _ in holding(assessed(other, wrong))] == ["d", "w"]
    (day,) = sittings(assessed(wrong, draft, other))
    assert day.areas[0].units == 23


def test_right_left_and_technique_are_rows_of_their_own() -> None:
    first = visit("a", point("crows_feet.right", "10"), point("crows_feet.left", "6"), point("forehead", "3", ID))
    second = visit("b", point("crows_feet.right", "6"), point("forehead", "8"))
    assert [(row.area, row.technique, row.units, row.style) for row in summed([figures(first), figures(second)])] == [
        ("forehead", ID, 3, Style.NO_RANGE), ("crows_feet.right", IM, 16, Style.ABOVE_STANDARD),
        ("crows_feet.left", IM, 6, Style.BOTH), ("forehead", IM, 8, Style.BETWEEN),
    ]  # fmt: skip


def test_a_range_of_each_side_is_compared_with_its_own_sum() -> None:
    first = visit("a", point("crows_feet.right", "8.50"), point("crows_feet.left", "6"))
    rows = summed([figures(first), figures(visit("b", point("crows_feet.right", "1.50")))])
    assert [(row.area, str(row.units), str(row.compared_units)) for row in rows] == [
        ("crows_feet.right", "10", "10"), ("crows_feet.left", "6", "6"),
    ]  # fmt: skip


def test_a_range_of_both_sides_is_compared_with_both() -> None:
    """Platysma: 26 to 36 U on both sides together; 20 U on the right and 10 U on the left are standard."""
    right, left = visit("a", point("platysma.right", "20")), visit("b", point("platysma.left", "10.00"))
    rows = summed([figures(right), figures(left)])
    assert [(row.area, row.units, str(row.compared_units), row.style) for row in rows] == [
        ("platysma.right", 20, "30", Style.STANDARD), ("platysma.left", 10, "30", Style.STANDARD),
    ]  # fmt: skip
    more = summed([figures(right), figures(left), figures(visit("c", point("platysma.left", "6.01")))])
    assert [(str(row.compared_units), row.style) for row in more] == [("36.01", Style.ABOVE_STANDARD)] * 2


def test_points_without_a_dose_add_no_row_and_those_on_no_area_do() -> None:
    off = InjectionPoint(point("glabella", "1").view, 0, 150, Decimal(2))
    rows = summed([figures(visit("a", off, point("glabella", None))), figures(visit("b", off))])
    assert told(rows) == [("unassigned", "4", Style.NO_RANGE, ("a", "b"))]
    assert summed([]) == ()


def test_who_is_of_one_sitting() -> None:
    one = visit("a")
    assert of_one_sitting(one, visit("b", at=AT.replace(hour=0)))
    assert not of_one_sitting(one, one)
    assert not of_one_sitting(one, visit("b", patient_id="q"))
    assert not of_one_sitting(one, visit("b", at=AT + timedelta(days=1)))


def test_the_larger_of_both_sums_is_what_a_row_comes_to() -> None:
    less, more = (Sum("glabella", IM, Decimal(dose), Style.STANDARD, (), Decimal(dose)) for dose in ("9", "10"))
    assert Also((), less, more).whole is Also((), more, less).whole is more
    assert Also((), less, None).whole is Also((), None, less).whole is less
    assert Also((), None, None).whole is None


# ---------------------------------------------------------------------- a touch-up and its treatment

TREATMENT = visit("t", point("glabella", "18"), point("forehead", "8"), at=AT - timedelta(days=14))
BEFORE = visit("e", point("glabella", "3"), at=AT - timedelta(days=7), kind=Kind.TOUCH_UP, of="t")
NOW = visit("u", point("glabella", "4.01"), kind=Kind.TOUCH_UP, of="t")


def added(now: Visit, *others: Visit, days: int = 28) -> list[tuple[str, str, Style, tuple[str, ...]]] | None:
    found = with_treatment(now, figures(now), assessed(*others), days)
    if found is not None:
        assert all(key == (row.area, row.technique) for key, row in found.items())
    return None if found is None else told(found.values())


def test_a_touch_up_is_added_to_its_treatment_and_to_those_before_it() -> None:
    assert added(NOW, TREATMENT) == [("glabella", "22.01", Style.STANDARD, ("t", "u"))]
    assert added(NOW, TREATMENT, BEFORE) == [("glabella", "25.01", Style.ABOVE_STANDARD, ("t", "e", "u"))]
    assert added(NOW, TREATMENT, BEFORE, NOW) == added(NOW, TREATMENT, BEFORE), "it is not beside itself"


@pytest.mark.parametrize(
    "other",
    [
        replace(BEFORE, at=AT + timedelta(minutes=1)), replace(BEFORE, of="elsewhere"), replace(BEFORE, of=None),
        replace(BEFORE, kind=Kind.REVIEW), replace(BEFORE, product="abo_dysport"), replace(BEFORE, id="z", at=AT),
        replace(BEFORE, status=Status.ENTERED_IN_ERROR), replace(BEFORE, kind=Kind.TREATMENT),
        replace(BEFORE, at=AT - timedelta(days=15)),
    ],
)  # fmt: skip
def test_what_is_not_added(other: Visit) -> None:
    assert added(NOW, TREATMENT, other) == [("glabella", "22.01", Style.STANDARD, ("t", "u"))]


def test_a_touch_up_of_which_the_time_was_changed_is_not_added_to_itself() -> None:
    as_it_was = replace(NOW, at=AT - timedelta(days=2))
    assert added(NOW, TREATMENT, as_it_was) == [("glabella", "22.01", Style.STANDARD, ("t", "u"))]


def test_of_one_moment_the_touch_up_with_the_lower_id_came_before() -> None:
    found = added(NOW, TREATMENT, replace(BEFORE, id="a", at=AT))
    assert found is not None
    assert found[0][3] == ("t", "a", "u")


@pytest.mark.parametrize(
    "now",
    [
        replace(NOW, product="abo_dysport"), replace(NOW, product=None), replace(NOW, of=None),
        replace(NOW, kind=Kind.TREATMENT), replace(NOW, of="elsewhere"), replace(NOW, at=AT + timedelta(days=15)),
    ],
)  # fmt: skip
def test_what_tops_up_nothing_is_by_itself(now: Visit) -> None:
    assert added(now, TREATMENT, BEFORE) is None


def test_a_product_that_nobody_named_is_never_added() -> None:
    """Two visits without a product may be of two products."""
    assert added(replace(NOW, product=None), replace(TREATMENT, product=None)) is None


def test_the_days_are_the_clinics() -> None:
    assert added(NOW, TREATMENT, days=14) is not None
    assert added(NOW, TREATMENT, days=13) is None
    assert added(replace(NOW, at=AT + timedelta(days=14)), TREATMENT) is not None


def test_a_row_is_judged_by_what_it_comes_to() -> None:
    """4.01 U are below every range of the glabella; with the 18 U of two weeks ago they are a standard dose."""
    (row,) = figures(NOW).areas
    assert (row.style, row.compared_units) == (Style.BELOW_MICRO, Decimal("4.01"))
    found = with_treatment(NOW, figures(NOW), assessed(TREATMENT))
    assert found is not None
    together = judged(row, found["glabella", IM])
    assert (together.style, together.compared_units, together.units) == (Style.STANDARD, Decimal("22.01"), row.units)
    assert judged(row, None) is row
    (undosed,) = figures(visit("v", point("glabella", None))).areas
    assert judged(undosed, found["glabella", IM]) is undosed
