"""Which days can be true, on both sides of each bound; and sums at the ends of the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from charting.domain.days import (
    AHEAD,
    checked_day,
    checked_noted,
    later,
    moment_later,
    on_clock,
    refuse_impossible,
    refuse_too_early,
)
from charting.errors import Refused

NOW = datetime(2026, 7, 14, 12, 0, tzinfo=UTC)
BORN = date(1992, 3, 5)
BERLIN = timezone(timedelta(hours=2))


@pytest.mark.parametrize("draft", [False, True])
@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(1992, 3, 4, 23, 59, tzinfo=UTC), "before the patient's birth on 1992-03-05"),
        (datetime(206, 7, 14, tzinfo=UTC), "The visit of 0206-07-14 is dated before"),
        (datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(-timedelta(hours=12))), "9999-12-31"),
    ],
)
def test_nobody_can_have_been_treated_then(at: datetime, words: str, draft: bool):
    with pytest.raises(Refused, match=words):
        refuse_impossible(at, BORN, NOW, draft=draft)


def test_the_day_of_birth_and_the_first_day_of_1985_are_possible():
    refuse_impossible(datetime(1992, 3, 5, tzinfo=UTC), BORN, NOW)
    old = date(1950, 1, 1)
    refuse_impossible(datetime(1985, 1, 1, tzinfo=UTC), old, NOW)
    with pytest.raises(Refused, match="dated 1984-12-31; before 1985-01-01 there was no product"):
        refuse_impossible(datetime(1984, 12, 31, 23, 59, tzinfo=UTC), old, NOW)


def test_the_day_is_that_of_the_visits_own_clock():
    refuse_impossible(datetime(1992, 3, 5, 0, 30, tzinfo=BERLIN), BORN, NOW)  # still the 4th in Greenwich
    with pytest.raises(Refused):
        refuse_impossible(datetime(1992, 3, 4, 23, 30, tzinfo=timezone(-timedelta(hours=5))), BORN, NOW)


def test_five_minutes_ahead_and_not_more():
    assert timedelta(minutes=5) == AHEAD
    refuse_impossible(NOW + timedelta(minutes=5), BORN, NOW)
    refuse_too_early(NOW + timedelta(minutes=5), BORN, NOW)
    moment = NOW + timedelta(minutes=5, seconds=1)
    with pytest.raises(Refused, match=r"2026-07-14 12:05\+00:00, which is still to come"):
        refuse_impossible(moment, BORN, NOW)
    with pytest.raises(Refused, match=r"planned for 2026-07-14 12:05\+00:00; it can be signed from then on"):
        refuse_too_early(moment, BORN, NOW)
    refuse_impossible(moment, BORN, NOW, draft=True)


def test_a_draft_is_planned_up_to_a_year_ahead():
    refuse_impossible(datetime(2027, 7, 14, 23, 59, tzinfo=UTC), BORN, NOW, draft=True)
    with pytest.raises(Refused, match="dated 2027-07-15; one can be planned up to a year ahead"):
        refuse_impossible(datetime(2027, 7, 15, 0, 0, tzinfo=UTC), BORN, NOW, draft=True)
    leap = datetime(2028, 2, 29, 12, tzinfo=UTC)
    refuse_impossible(datetime(2029, 2, 28, 12, tzinfo=UTC), BORN, leap, draft=True)
    with pytest.raises(Refused):
        refuse_impossible(datetime(2029, 3, 1, 12, tzinfo=UTC), BORN, leap, draft=True)


def test_what_cannot_be_imported_cannot_be_signed():
    refuse_too_early(NOW, BORN, NOW)
    for at in (datetime(1992, 3, 4, tzinfo=UTC), datetime(206, 7, 14, tzinfo=UTC)):
        with pytest.raises(Refused, match="before the patient's birth"):
            refuse_too_early(at, BORN, NOW)


def test_what_was_written_down():
    for at in (datetime(1985, 1, 1, tzinfo=UTC), NOW + timedelta(minutes=5)):
        assert checked_noted(at, NOW) is at
    for at in (datetime(1984, 12, 31, 23, tzinfo=UTC), NOW + timedelta(minutes=5, seconds=1)):
        with pytest.raises(Refused, match="Nothing can have been written down on"):
            checked_noted(at, NOW)


def test_days_of_a_label():
    for day in (date(1985, 1, 1), date(2100, 12, 31)):
        assert checked_day(day) is day
    for day in (date(1984, 12, 31), date(2101, 1, 1), date(206, 3, 31), date.max):
        with pytest.raises(Refused, match="is not between 1985-01-01 and 2100-12-31"):
            checked_day(day)


def test_sums_end_with_the_calendar():
    assert later(date(2026, 2, 28), 1) == date(2026, 3, 1)
    assert later(date(2026, 3, 1), -1) == date(2026, 2, 28)
    assert later(date(9999, 12, 30), 1) == date.max == later(date(9999, 12, 30), 2)
    assert later(date.max, 1) == date.max
    assert later(date.min, -1) == date.min
    assert moment_later(datetime.max, timedelta(microseconds=1)) == datetime.max
    assert later(date(1, 1, 2), -1) == date.min == later(date(1, 1, 2), -2)
    end = datetime(9999, 12, 31, 23, 0, tzinfo=BERLIN)
    assert moment_later(end, timedelta(minutes=59)) == end + timedelta(minutes=59)
    assert moment_later(end, timedelta(hours=1)) == datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=BERLIN)
    begin = datetime(1, 1, 1, 1, 0, tzinfo=BERLIN)
    assert moment_later(begin, -timedelta(hours=2)) == datetime(1, 1, 1, tzinfo=BERLIN)


def test_another_clock_where_the_calendar_goes_on():
    assert on_clock(datetime(2026, 7, 14, 23, 30, tzinfo=UTC), BERLIN) == datetime(2026, 7, 15, 1, 30, tzinfo=BERLIN)
    assert on_clock(datetime(2026, 7, 14, 23, 30, tzinfo=UTC), BERLIN).tzinfo is BERLIN
    end = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert on_clock(end, BERLIN) is end
    begin = datetime(1, 1, 1, tzinfo=UTC)
    assert on_clock(begin, timezone(-timedelta(hours=1))) is begin
