"""Which touch-up tops up which treatment, and when one comes too late and is a treatment itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from charting.domain.past.touch_ups import counting_too, events_after, is_treatment, linked
from charting.domain.visit.outcome import EventSide, FoundEvent, Review
from charting.domain.visit.visit import Kind, Visit

AT = datetime(2026, 7, 1, 10, tzinfo=UTC)
TREATMENT = Visit("t", "p", AT)
OLDER = Visit("o", "p", AT - timedelta(days=200))


def touch_up(days: int, of: str | None = "t") -> Visit:
    return Visit("u", "p", AT + timedelta(days=days), Kind.TOUCH_UP, of=of)


@pytest.mark.parametrize(("days", "within"), [(-1, False), (0, True), (14, True), (15, False)])
def test_within_its_days_it_is_a_touch_up_and_after_them_a_treatment(days: int, within: bool) -> None:
    given = touch_up(days)
    known = (OLDER, TREATMENT, given)
    assert linked(given, known, 14) is (TREATMENT if within else None)
    assert is_treatment(given, known, 14) is not within
    assert counting_too(known, 14) == counting_too(known, 14, alone=True) == (() if within else (given,))


def test_without_a_name_it_is_the_last_treatment_before() -> None:
    given = touch_up(10, of=None)
    assert linked(given, (OLDER, TREATMENT), 14) is None
    assert not is_treatment(given, (TREATMENT, OLDER, given), 14)
    assert not is_treatment(touch_up(0, of=None), (OLDER, TREATMENT), 14), "of the same day"
    assert is_treatment(touch_up(15, of=None), (OLDER, TREATMENT), 14)
    assert is_treatment(touch_up(-1, of=None), (OLDER, TREATMENT), 14)


def test_what_was_a_treatment_until_now_is_none_of_its_own() -> None:
    """The kind of a draft was changed: as it was saved it is still a treatment, on the very day."""
    given = touch_up(20, of=None)
    as_it_was = replace(given, kind=Kind.TREATMENT)
    assert is_treatment(given, (TREATMENT, as_it_was), 14)


def test_a_correction_stands_in_the_place_of_its_treatment() -> None:
    corrected = replace(TREATMENT, id="c", amends="t")
    assert linked(touch_up(10), (OLDER, corrected), 14) is corrected


def test_of_no_known_treatment_it_stays_what_it_is_called() -> None:
    given = touch_up(10, of="elsewhere")
    assert linked(given, (given,), 14) is None
    assert not is_treatment(given, (given,), 14)
    assert counting_too((given,), 14) == ()
    assert counting_too((given, replace(TREATMENT, kind=Kind.REVIEW)), 14, alone=True) == (given,)


def test_other_kinds_are_what_they_are_called() -> None:
    assert is_treatment(TREATMENT, (), 14)
    assert not is_treatment(replace(TREATMENT, kind=Kind.REVIEW), (), 14)
    assert linked(replace(TREATMENT, of="o"), (OLDER,), 400) is None
    assert linked(touch_up(10), (replace(TREATMENT, kind=Kind.REVIEW),), 14) is None


def test_what_went_wrong_is_told_of_the_treatment_it_followed() -> None:
    ptosis = FoundEvent("lid_ptosis", EventSide.LEFT)
    seen = Visit("r", "p", AT + timedelta(days=14), Kind.REVIEW, of="t", review=Review(adverse_events=(ptosis,)))
    well = replace(seen, id="w", review=Review(satisfaction=5))
    begun = replace(seen, id="b", review=None)
    assert events_after((OLDER, TREATMENT, well, seen, begun)) == {"t": ((seen, ptosis),)}
    assert events_after((OLDER, TREATMENT, well, begun)) == {}
    assert events_after((OLDER, seen)) == {}, "of a treatment that is not there"
