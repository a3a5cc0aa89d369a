"""What a review may say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from charting.domain.visit.outcome import (
    EventSide,
    Finding,
    FoundEvent,
    Residual,
    Review,
    Severity,
    WoreOff,
    checked_events,
    checked_review,
    checked_wore_off,
)
from charting.errors import Refused

FOREHEAD = Finding("forehead", Residual.SLIGHT)
LEFT = FoundEvent("lid_ptosis", EventSide.LEFT, Severity.MILD, date(2026, 7, 15))


@pytest.mark.parametrize(
    ("review", "why"),
    [
        (Review(satisfaction=0), "from 1 to 5"),
        (Review(satisfaction=6), "from 1 to 5"),
        (Review(findings=(FOREHEAD, replace(FOREHEAD, residual=Residual.NONE))), "forehead stands twice"),
        (Review(adverse_events=(FoundEvent("lid_ptosis"), FoundEvent("lid_ptosis"))), "lid_ptosis stands twice"),
        (Review(adverse_events=(LEFT, replace(LEFT, severity=None))), "lid_ptosis stands twice"),
        (Review(adverse_events=(replace(LEFT, until=date(2026, 7, 14)),)), "2026-07-14, before it began on 2026-07-15"),
        (Review(adverse_events=(replace(LEFT, treated="x" * 501),)), "The treatment has 501 characters"),
        (Review(adverse_events=(replace(LEFT, reported="x" * 501),)), "The report has 501 characters"),
        (Review(findings=tuple(Finding(f"a{n}", Residual.NONE) for n in range(201))), "at most 200"),
        (Review(note="x" * 4001), "4001 characters"),
        (Review(note="a\x00b"), "cannot be stored"),
    ],
)
def test_what_cannot_be_kept_is_refused(review: Review, why: str):
    with pytest.raises(Refused, match=why):
        checked_review(review)


def test_an_empty_review_and_a_full_one_are_kept():
    for review in (Review(), Review((FOREHEAD,), None, (FoundEvent("lid_ptosis"),), 5, "x" * 4000)):
        assert checked_review(review) is review


def test_an_effect_does_not_end_before_it_began():
    same_day = WoreOff("v", None, date(2026, 7, 14))
    assert checked_wore_off(same_day, date(2026, 7, 14)) is same_day
    with pytest.raises(Refused) as refused:
        checked_wore_off(same_day, date(2026, 7, 15))
    assert str(refused.value) == (
        "The effect cannot have worn off on 2026-07-14, before the visit of 2026-07-15; check the date."
    )


def test_an_event_stands_once_for_each_side_and_may_last_one_day():
    one_day = replace(LEFT, until=date(2026, 7, 15), treated="x" * 500, reported="x" * 500)
    over = FoundEvent("bruise", until=date(2026, 7, 20))  # nobody knows since when
    both = Review(adverse_events=(one_day, replace(LEFT, side=EventSide.RIGHT), replace(LEFT, side=None), over))
    assert checked_review(both) is both


@pytest.mark.parametrize(
    ("since", "until", "why"),
    [
        (14, None, None), (13, None, "before it"), (20, 20, None), (None, 20, None), (21, None, "still to come"),
        (14, 21, "still to come"), (None, 1, None),
    ],
)  # fmt: skip
def test_an_event_of_a_treatment_lies_between_it_and_today(since: int | None, until: int | None, why: str | None):
    def day(number: int | None) -> date | None:
        return None if number is None else date(2026, 7, number)

    review = Review(adverse_events=(FoundEvent("bruise", since=day(since), until=day(until)),))
    if why is None:
        assert checked_events(review, date(2026, 7, 14), date(2026, 7, 20)) is review
        return
    with pytest.raises(Refused, match=why):
        checked_events(review, date(2026, 7, 14), date(2026, 7, 20))


@pytest.mark.parametrize(("count", "kept"), [(200, True), (201, False)])
def test_two_hundred_areas_in_a_review_and_not_more(count: int, kept: bool):
    review = Review(tuple(Finding(f"area{n}", Residual.NONE) for n in range(count)))
    if kept:
        assert checked_review(review) is review
        return
    with pytest.raises(Refused, match="at most 200 of each: this one names 201"):
        checked_review(review)
