"""What signing asks about vials: a missing lot, a date that is past; and the reasons that answer it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from charting.domain.dosing.whys import is_of_row
from charting.domain.face.face import View
from charting.domain.visit.record import Reason, Why
from charting.domain.visit.vial_whys import (
    ANSWERS,
    Asked,
    answer,
    asked,
    expired,
    unanswered,
    with_answer,
    without_stale,
)
from charting.domain.visit.visit import InjectionPoint, Kind, Vial, Visit

DAY = date(2026, 7, 14)
POINT = InjectionPoint(View.FRONT, 0, -50, Decimal(1))
VISIT = Visit(
    "v", "p", datetime(2026, 7, 14, 10, tzinfo=UTC), product="ona_botox", points=(POINT,), lot="C1", expires=DAY
)
FINE = Vial("1", "ona_botox", Decimal(100), "C1", DAY)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, ()), ({"expires": date(2026, 7, 15)}, ()), ({"expires": None}, ()),
        ({"expires": date(2026, 7, 13)}, (Asked.EXPIRED,)), ({"lot": None}, (Asked.NO_LOT,)),
        ({"lot": "  "}, (Asked.NO_LOT,)), ({"lot": None, "expires": date(2026, 7, 13)}, (Asked.NO_LOT, Asked.EXPIRED)),
        ({"lot": None, "points": ()}, ()), ({"lot": None, "points": (), "kind": Kind.REVIEW}, ()),
        ({"lot": None, "kind": Kind.REVIEW}, (Asked.NO_LOT,)),
        ({"lot": None, "expires": date(2026, 7, 13), "vials": (FINE,)}, ()),
        ({"vials": (FINE, replace(FINE, lot=None))}, (Asked.NO_LOT,)),
        ({"vials": (FINE, replace(FINE, expires=date(2026, 7, 13)))}, (Asked.EXPIRED,)),
    ],
)  # fmt: skip
def test_what_asks(change: dict[str, object], found: tuple[Asked, ...]):
    assert asked(replace(VISIT, **change)) == found  # type: ignore[arg-type]


def test_the_vials_that_are_past_are_known():
    past = replace(FINE, id="2", expires=date(2026, 7, 13))
    assert expired(replace(VISIT, vials=(FINE, past))) == (past,)
    visit = replace(VISIT, expires=date(2026, 7, 13))
    assert expired(visit) == (visit,)


def test_one_tap_answers_another_changes_it_and_the_same_takes_it_back():
    visit = replace(VISIT, lot=None, whys=(Why("forehead:im", Reason.CORRECTION),))
    assert unanswered(visit) == (Asked.NO_LOT,)
    said = with_answer(visit, Asked.NO_LOT, Reason.ANOTHER_BOX)
    assert answer(said, Asked.NO_LOT) == Why("vial_lot", Reason.ANOTHER_BOX)
    assert unanswered(said) == ()
    other = with_answer(said, Asked.NO_LOT, Reason.OTHER)
    assert [why.reason for why in other.whys] == [Reason.CORRECTION, Reason.OTHER]
    assert with_answer(other, Asked.NO_LOT, Reason.OTHER) == visit
    assert answer(other, Asked.EXPIRED) is None


def test_a_reason_goes_when_nothing_asks_for_it_any_more():
    visit = with_answer(replace(VISIT, lot=None), Asked.NO_LOT, Reason.LOT_FOLLOWS)
    visit = with_answer(visit, Asked.EXPIRED, Reason.DATE_EXTENDED)
    assert [why.about for why in without_stale(visit).whys] == ["vial_lot"]
    assert without_stale(replace(visit, lot="C1")).whys == ()
    settled = without_stale(visit)
    assert without_stale(settled) is settled


def test_every_reason_stands_once_and_is_no_reason_of_a_dose():
    for what, reasons in ANSWERS.items():
        assert len(set(reasons)) == len(reasons)
        assert reasons[-1] is Reason.OTHER
        assert not any(is_of_row(Why(what.value, reason)) for reason in reasons)
