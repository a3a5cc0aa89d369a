"""What a review may say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from charting.domain.outcome import (
    Finding,
    Residual,
    Review,
    WoreOff,
    checked_review,
    checked_wore_off,
    with_finding,
)
from charting.domain.visit import Visit
from charting.errors import Refused

FOREHEAD = Finding("forehead", Residual.SLIGHT)


@pytest.mark.parametrize(
    ("review", "why"),
    [
        (Review(satisfaction=0), "from 1 to 5"),
        (Review(satisfaction=6), "from 1 to 5"),
        (Review(findings=(FOREHEAD, replace(FOREHEAD, residual=Residual.NONE))), "forehead stands twice"),
        (Review(adverse_events=("lid_ptosis", "lid_ptosis")), "lid_ptosis stands twice"),
        (Review(findings=tuple(Finding(f"a{n}", Residual.NONE) for n in range(201))), "at most 200"),
        (Review(note="x" * 4001), "4001 characters"),
        (Review(note="a\x00b"), "cannot be stored"),
    ],
)
def test_what_cannot_be_kept_is_refused(review: Review, why: str):
    with pytest.raises(Refused, match=why):
        checked_review(review)


def test_an_empty_review_and_a_full_one_are_kept():
    for review in (Review(), Review((FOREHEAD,), None, ("lid_ptosis",), 5, "x" * 4000)):
        assert checked_review(review) is review


def test_a_finding_keeps_its_place():
    review = with_finding(with_finding(Review(), "forehead", Residual.SLIGHT), "glabella", Residual.NONE)
    changed = with_finding(review, "forehead", Residual.FULL)
    assert changed.findings == (Finding("forehead", Residual.FULL), Finding("glabella", Residual.NONE))
    assert with_finding(changed, "forehead", None).findings == (Finding("glabella", Residual.NONE),)
    assert with_finding(Review(), "chin", None) == Review()


def test_an_effect_does_not_end_before_it_began():
    visit = Visit("v", "p", datetime(2026, 7, 14, 12, tzinfo=UTC))
    same_day = WoreOff("v", None, date(2026, 7, 14))
    assert checked_wore_off(same_day, visit) is same_day
    with pytest.raises(Refused, match="before the visit"):
        checked_wore_off(replace(same_day, on=date(2026, 7, 13)), visit)
