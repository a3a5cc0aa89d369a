"""Intervals: how long ago, how long it lasts, who is due, on the shipped reference data."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.domain.dosing.dosing import assess
from charting.domain.dosing.reference import Reference
from charting.domain.dosing.styles import RangeStyle, Style
from charting.domain.face.anatomy import Anatomy
from charting.domain.face.face import View
from charting.domain.past.timing import (
    Because,
    Lasted,
    RecallDate,
    booster_note,
    days_between,
    expected_duration,
    lasted,
    months_later,
    recall_date,
    review_due,
    too_early,
    usual_duration,
)
from charting.domain.visit.outcome import WoreOff
from charting.domain.visit.visit import InjectionPoint, Technique, Visit
from tests import shipped

DAY = date(2026, 7, 14)
AT = datetime(2026, 7, 14, 23, 50, tzinfo=timezone(timedelta(hours=2)))


@pytest.fixture(scope="module")
def reference() -> Reference:
    return shipped.reference()


@pytest.fixture(scope="module")
def anatomy() -> Anatomy:
    return shipped.anatomies()[1]


def forehead(units: str, product: str = "ona_botox", **more: object) -> Visit:
    """A forehead of five points with this total."""
    points = tuple(InjectionPoint(View.FRONT, x, -50.0, Decimal(units) / 5) for x in (-20.0, -10.0, 0.0, 10.0, 20.0))
    return Visit("v", "p", AT, product=product, points=points, **more)


def due(visit: Visit, reference: Reference, anatomy: Anatomy, set_on: date | None = None) -> RecallDate:
    found = recall_date(visit, assess(visit, None, reference, anatomy).areas, reference, set_on)
    assert found is not None
    return found


def test_days_are_those_of_the_calendar_and_never_an_error():
    assert days_between(DAY, date(2026, 11, 10)) == 119
    assert days_between(DAY, DAY) == 0
    assert days_between(DAY, date(2026, 7, 1)) == -13, "a clock that went backwards"
    assert days_between(AT, datetime(2026, 7, 15, 0, 10, tzinfo=AT.tzinfo)) == 1, "calendar days of the visit's place"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-07-14", 3, "2026-10-14"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-31", 12, "2027-12-31"),
        ("9999-12-01", 3, "9999-12-31"),
        ("9999-12-01", 1, "9999-12-31"),
        ("9999-11-05", 1, "9999-12-05"),
        ("0001-01-05", -1, "0001-01-01"),
        ("0001-02-05", -1, "0001-01-05"),
    ],
)
def test_months_are_calendar_months(day: str, months: int, expected: str):
    assert months_later(date.fromisoformat(day), months) == date.fromisoformat(expected)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(0, 60))
def test_months_later_is_in_that_month(day: date, n: int):
    later = months_later(day, n)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == n
    assert later.day <= day.day


def test_standard_lasts_four_to_six_months_and_micro_about_three(reference: Reference):
    for area in ("forehead", "glabella", "crows_feet.left", "crows_feet"):
        standard = expected_duration(reference, "ona_botox", area, Style.STANDARD)
        assert standard is not None
        assert (standard.low_days, standard.high_days, standard.mark, standard.weak) == (120, 180, "B", False)
        assert standard.source
        assert standard.source_short
    for area in ("forehead", "glabella", "crows_feet.left", "mentalis", "infraorbital.right"):
        micro = expected_duration(reference, "ona_botox", area, RangeStyle.MICRO, Technique.IM)
        assert micro is not None
        assert (micro.low_days, micro.high_days, micro.mark, micro.weak) == (90, 90, "B", True)


def test_a_figure_of_one_dose_and_a_weak_one_come_last(reference: Reference):
    backwards = replace(reference, timings=reference.timings[::-1])
    glabella = expected_duration(backwards, "ona_botox", "glabella", Style.STANDARD)
    assert glabella is not None
    assert (glabella.low_days, glabella.high_days) == (120, 180), "not the 138 days of 20 U"


def test_the_mark_of_a_duration_is_its_own_where_it_has_one(reference: Reference):
    row = next(r for r in reference.timings if r.product == "ona_botox" and "forehead" in r.areas and r.style is None)
    plain = replace(row, technique=None, dose=None, weak=False, mark="A", duration_mark=None)
    unsure = replace(plain, duration_mark="B", duration_days_high=Decimal(300))
    sure = replace(plain, duration_days_high=Decimal(100))
    for rows in ((unsure, sure), (sure, unsure)):
        found = expected_duration(replace(reference, timings=rows), "ona_botox", "forehead", RangeStyle.STANDARD)
        assert found is not None
        assert (found.high_days, found.mark) == (100, "A")


def test_the_figure_of_the_technique_comes_before_one_of_any(reference: Reference):
    row = next(row for row in reference.timings if row.product == "ona_botox" and "forehead" in row.areas
               and row.style is not RangeStyle.MICRO)  # fmt: skip
    any_way = replace(row, technique=None, duration_days_high=Decimal(99))
    muscle = replace(row, technique=Technique.IM, duration_days_high=Decimal(77))
    for rows in ((any_way, muscle), (muscle, any_way)):
        known = replace(reference, timings=rows)
        for technique, high in ((Technique.IM, 77), (Technique.ID, 99), (None, 77)):
            found = expected_duration(known, "ona_botox", "forehead", Style.STANDARD, technique)
            assert found is not None
            assert found.high_days == high


def test_no_duration_is_ever_borrowed(reference: Reference):
    assert expected_duration(reference, "ona_botox", "perioral", Style.MICRO) is None, "from another area"
    assert expected_duration(reference, "ona_botox", "glabella", Style.MICRO, Technique.ID) is None, "another technique"
    assert expected_duration(reference, "abo_dysport", "forehead", Style.STANDARD) is None, "from another product"
    assert expected_duration(reference, "ona_botox", "face_id", Style.STANDARD, Technique.ID) is None
    assert expected_duration(reference, None, "forehead", None) is None
    assert expected_duration(reference, "abo_dysport", "face_id", Style.MICRO, Technique.IM) is None
    droplets = expected_duration(reference, "abo_dysport", "face_id", Style.MICRO, Technique.ID)
    assert droplets is not None
    assert (droplets.low_days, droplets.high_days, droplets.end_days) == (None, 90, 90)


def test_how_long_a_product_usually_lasts_is_said_from_what_is_known_of_standard_doses(reference: Reference):
    rows = [row for row in reference.timings if row.product == "ona_botox" and row.style is not RangeStyle.MICRO]
    one, other = rows[0], replace(rows[0], duration_days_low=None, duration_days_high=Decimal(200))
    known = replace(reference, timings=(one, other))
    low = one.duration_days_low
    assert low is not None
    assert usual_duration(known, "ona_botox") == (round(low), 200)
    assert usual_duration(replace(known, timings=(other,)), "ona_botox") == (200, 200)
    unverified = replace(one, duration_mark="C", duration_days_high=Decimal(900))
    micro = replace(one, style=RangeStyle.MICRO, duration_days_low=Decimal(30))
    assert usual_duration(replace(known, timings=(one, unverified, micro)), "ona_botox") == (
        round(low), round(one.duration_days_high),
    )  # fmt: skip
    assert usual_duration(replace(known, timings=(unverified, micro)), "ona_botox") is None
    for mark, days in (("A", (200, 200)), ("C", None)):  # without a mark of its own the row's holds
        marked = replace(other, duration_mark=None, mark=mark)
        assert usual_duration(replace(known, timings=(marked,)), "ona_botox") == days
    assert usual_duration(known, "abo_dysport") is None
    assert usual_duration(known, None) is None


def test_a_micro_visit_is_recalled_before_a_standard_one(reference: Reference, anatomy: Anatomy):
    micro, standard = due(forehead("6"), reference, anatomy), due(forehead("15"), reference, anatomy)
    assert (micro.on, micro.because) == (date(2026, 10, 14), Because.LABEL), "three calendar months, later than 90 days"
    assert micro.effect_on == DAY + timedelta(days=90)
    assert (standard.on, standard.because) == (DAY + timedelta(days=120), Because.EFFECT)
    assert standard.label_on == date(2026, 10, 14)
    assert micro.on < standard.on


def test_the_effect_that_ends_first_counts(reference: Reference, anatomy: Anatomy):
    lips = InjectionPoint(View.FRONT, 12.0, 53.0, Decimal(2))
    both = replace(forehead("15"), points=(*forehead("15").points, lips))
    assert due(both, reference, anatomy).effect_on == DAY + timedelta(days=60)
    assert due(both, reference, anatomy).on == date(2026, 10, 14), "but never before the label's interval"


def test_an_effect_that_ends_on_the_labels_day_says_the_label(reference: Reference, anatomy: Anatomy):
    for days, because in ((92, Because.LABEL), (93, Because.EFFECT)):
        rows = tuple(replace(row, duration_days_low=Decimal(days)) for row in reference.timings)
        found = due(forehead("15"), replace(reference, timings=rows), anatomy)
        assert (found.on, found.because) == (DAY + timedelta(days=days), because)
        assert found.label_on == DAY + timedelta(days=92)


def test_too_early_is_before_the_labels_day(reference: Reference):
    assert too_early(forehead("15"), date(2026, 10, 13), reference)
    assert not too_early(forehead("15"), date(2026, 10, 14), reference)
    assert not too_early(forehead("15", product="gone"), DAY, reference), "nothing is known of it"


def test_the_injectors_date_comes_first_until_it_was_kept(reference: Reference, anatomy: Anatomy):
    visit = forehead("15")
    sooner = due(visit, reference, anatomy, DAY + timedelta(days=1))
    assert (sooner.on, sooner.because) == (DAY + timedelta(days=1), Because.SET)
    for kept in (DAY, DAY - timedelta(days=200)):
        assert due(visit, reference, anatomy, kept).because is Because.EFFECT


def test_without_an_interval_of_the_label_the_effect_counts(reference: Reference, anatomy: Anatomy):
    botox = replace(reference.products["ona_botox"], limits=())
    found = due(forehead("15"), replace(reference, products={"ona_botox": botox}), anatomy)
    assert (found.on, found.because, found.label_on) == (DAY + timedelta(days=120), Because.EFFECT, None)


def test_nothing_known_is_no_date(reference: Reference):
    assert recall_date(Visit("v", "p", AT), (), reference) is None
    assert recall_date(Visit("v", "p", AT, product="gone"), (), reference) is None
    only_label = recall_date(Visit("v", "p", AT, product="ona_botox"), (), reference)
    assert only_label is not None
    assert (only_label.because, only_label.effect_on) == (Because.LABEL, None)
    set_on = recall_date(Visit("v", "p", AT), (), reference, date(2027, 1, 1))
    assert set_on is not None
    assert set_on.on == date(2027, 1, 1)


def test_a_review_is_due_after_fourteen_days(reference: Reference):
    assert review_due(forehead("15")) == review_due(forehead("15"), reference) == date(2026, 7, 28)


@pytest.mark.parametrize(("days", "noted"), [(-1, False), (0, True), (14, True), (21, True), (22, False)])
def test_a_booster_within_three_weeks_is_noted_with_its_source(reference: Reference, days: int, noted: bool):
    found = booster_note(AT, AT + timedelta(days=days), reference)
    assert (found is not None) == noted
    assert found is None or (found.id == "booster_3w" and found.source.title)
    assert booster_note(AT, AT, replace(reference, cautions=())) is None
    caution = next(one for one in reference.cautions if one.id == "booster_3w")
    for least, noted_on in ((None, 21), (5, 5)):
        known = replace(reference, cautions=(replace(caution, min_days=least),))
        assert booster_note(AT, AT + timedelta(days=noted_on), known) is not None
        assert booster_note(AT, AT + timedelta(days=noted_on + 1), known) is None


def test_how_long_each_area_lasted():
    visit = forehead("15")
    rows = (
        WoreOff("v", None, DAY + timedelta(days=130), about=True),
        WoreOff("v", "forehead", DAY + timedelta(days=110)),
        WoreOff("another", "glabella", DAY + timedelta(days=5)),
    )
    whole, own = Lasted(None, 130, True, rows[0].on), Lasted("forehead", 110, False, rows[1].on)
    assert lasted(visit, rows) == (whole, own)
    assert lasted(visit, rows, ["glabella", "forehead"]) == (replace(whole, area="glabella"), own)
    assert lasted(visit, rows[:1], ["glabella"]) == (replace(whole, area="glabella"),)
    assert lasted(visit, rows[1:2], ["glabella"]) == (own,)
    assert lasted(visit, (), ["glabella"]) == ()
    assert lasted(visit, rows, ["glabella"]) == (replace(whole, area="glabella"), own)


def test_a_clock_that_went_backwards_gives_negative_days_and_no_error(reference: Reference, anatomy: Anatomy):
    ahead = forehead("15", template=1)
    ahead = replace(ahead, at=datetime(2031, 1, 1, tzinfo=UTC))
    assert days_between(ahead.at, AT) < 0
    assert due(ahead, reference, anatomy).on > ahead.at.date()
    assert lasted(ahead, (WoreOff("v", None, DAY),))[0].days < 0
