"""What is chosen of a record, day by day, and what cannot be chosen together."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from charting.domain.visit.chart import Extent, Selection, checked_selection, chosen_visits
from charting.domain.visit.visit import Visit
from charting.errors import Refused

FIRST, LAST = date(2026, 7, 1), date(2026, 7, 14)


@pytest.mark.parametrize(
    ("selection", "extent", "whole"),
    [
        (Selection(), Extent.EVERYTHING, True), (Selection("p"), Extent.PATIENT, True),
        (Selection("p", "v"), Extent.VISIT, False), (Selection(visit_id="v"), Extent.VISIT, False),
        (Selection(since=FIRST), Extent.DATES, False), (Selection(until=LAST), Extent.DATES, False),
        (Selection("p", since=FIRST, until=LAST), Extent.DATES, False),
    ],
)  # fmt: skip
def test_how_much_is_chosen(selection: Selection, extent: Extent, whole: bool) -> None:
    assert (selection.extent, selection.whole_patients) == (extent, whole)
    assert checked_selection(selection) is selection


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        (Selection(since=LAST, until=FIRST), "The days end on 2026-07-01, before they begin on 2026-07-14; swap them."),
        (Selection(visit_id="v", since=FIRST), "Choose one visit or some days, not both."),
        (Selection(visit_id="v", until=FIRST), "Choose one visit or some days, not both."),
        (Selection("p", "v", FIRST, LAST), "Choose one visit or some days, not both."),
    ],
)
def test_what_cannot_be_chosen_is_refused(selection: Selection, said: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_selection(selection)
    assert str(refused.value) == said


def test_one_day_can_be_chosen() -> None:
    selection = Selection(since=FIRST, until=FIRST)
    assert checked_selection(selection) is selection


def test_days_are_those_of_each_visits_own_clock_and_both_ends_are_in() -> None:
    tokyo = timezone(timedelta(hours=9))
    visits = tuple(
        Visit(name, "p", at)
        for name, at in (
            ("before", datetime(2026, 6, 30, 23, 59, tzinfo=UTC)), ("first", datetime(2026, 7, 1, 0, 0, tzinfo=tokyo)),
            ("last", datetime(2026, 7, 14, 23, 59, tzinfo=UTC)), ("after", datetime(2026, 7, 15, tzinfo=UTC)),
        )
    )  # fmt: skip

    def names(selection: Selection) -> list[str]:
        return [visit.id for visit in chosen_visits(selection, visits)]

    assert names(Selection(since=FIRST, until=LAST)) == ["first", "last"]
    assert names(Selection(since=FIRST)) == ["first", "last", "after"]
    assert names(Selection(until=LAST)) == ["before", "first", "last"]
    assert names(Selection("p")) == names(Selection()) == ["before", "first", "last", "after"]
    assert names(Selection(visit_id="last")) == ["last"]
    assert names(Selection(visit_id="elsewhere")) == []


def test_a_visit_of_any_year_is_part_of_everything() -> None:
    ends = (Visit("a", "p", datetime(1, 1, 1, tzinfo=UTC)), Visit("b", "p", datetime(9999, 12, 31, tzinfo=UTC)))
    assert chosen_visits(Selection(), ends) == ends
