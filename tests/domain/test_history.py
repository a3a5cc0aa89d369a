"""What can be kept of a patient's history, and what was asked of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from charting.domain.people.history import (
    FORMER_FORM,
    NEVER_ASKED,
    NOTHING_APPLIES,
    Answer,
    Condition,
    EarlierToxin,
    PatientHistory,
    checked_history,
)
from charting.errors import Refused

TODAY = date(2026, 7, 14)
AT = datetime(2026, 7, 14, 10, 20, tzinfo=timezone(timedelta(hours=2)))
FULL = PatientHistory(
    allergies=("latex", "cow's-milk protein"), milk_protein=Answer.YES, conditions=(Condition.DRY_EYE,),
    pregnant=Answer.NO, medicines=("amikacin",), note="–", asked_at=AT, asked_by="Dr X",
    earlier=(EarlierToxin("abo_dysport", date(2026, 2, 1), True, Decimal("120.5"), "Elsewhere"),),
)  # fmt: skip


def test_a_history_that_can_be_kept_is_given_back():
    for history in (FULL, PatientHistory(), NOTHING_APPLIES):
        assert checked_history(history, TODAY) is history


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"no_allergies": True}, "cannot both"),
        ({"allergies": (), "no_allergies": True, "milk_protein": Answer.YES}, "cannot both"),
        ({"allergies": ("latex", "Latex")}, "twice"),
        ({"allergies": ("x" * 201,)}, "201 characters"),
        ({"allergies": (" ",)}, "empty"),
        ({"allergies": ("a\x00b",)}, "cannot be stored"),
        ({"medicines": tuple(f"m{n}" for n in range(51))}, "At most 50"),
        ({"conditions": (Condition.ALS, Condition.ALS)}, "twice"),
        ({"asked": (Condition.ALS, Condition.ALS)}, "twice"),
        ({"note": "x" * 4001}, "4001"),
        ({"asked_at": AT + timedelta(days=3)}, "still to come"),
        ({"asked_at": AT.replace(tzinfo=None)}, "UTC offset"),
        ({"earlier": (EarlierToxin(None, date(2026, 7, 15)),)}, "still to come"),
        ({"earlier": (EarlierToxin(None, TODAY, units=Decimal(0)),)}, "0.01 to 10,000"),
        ({"earlier": (EarlierToxin(None, TODAY, units=Decimal("NaN")),)}, "0.01 to 10,000"),
        ({"earlier": (EarlierToxin(None, TODAY, units=Decimal("0.015")),)}, "steps of 0.01"),
        ({"earlier": (EarlierToxin(None, TODAY, where="x" * 201),)}, "The place has 201 characters; at most 200"),
        ({"earlier": (EarlierToxin("x" * 101, TODAY),)}, "The product has 101 characters; at most 100"),
        ({"earlier": (EarlierToxin(None, TODAY, units=Decimal("10000.01")),)}, "0.01 to 10,000 U; 10000.01 U cannot"),
        ({"earlier": (EarlierToxin(None, TODAY, units=Decimal("0.009")),)}, "0.01 to 10,000"),
        ({"earlier": (EarlierToxin(None, date(1984, 12, 31)),)}, "on 1984-12-31; before 1985-01-01 there was no"),
        ({"earlier": (EarlierToxin(None, TODAY),) * 51}, "At most 50 earlier treatments"),
        ({"allergies": tuple(f"a{n}" for n in range(51))}, "At most 50 of each"),
        ({"allergies": ("a", " ")}, "An empty allergy cannot be kept"),
        ({"medicines": ("",)}, "An empty medicine cannot be kept"),
        ({"medicines": ("Aspirin", "latex", "aspirin")}, "The medicine aspirin stands twice"),
        ({"asked_by": "x" * 501}, "The name has 501 characters; at most 500"),
        ({"asked_at": AT + timedelta(days=2)}, "asked on 2026-07-16, which is still to come"),
        ({"asked_at": datetime(1984, 12, 31, tzinfo=UTC)}, "cannot have been asked on 1984-12-31; check"),
    ],
)
def test_a_history_that_cannot_be_kept_is_refused(changes: dict[str, object], said: str):
    with pytest.raises(Refused, match=said):
        checked_history(replace(FULL, **changes), TODAY)


@pytest.mark.parametrize(
    "changes",
    [
        {"allergies": ("x" * 200,), "medicines": tuple(f"m{n}" for n in range(50))},
        {"medicines": ("latex",)},  # an allergy and a medicine may have one word
        {"note": "x" * 4000, "asked_by": "x" * 500},
        {"earlier": (EarlierToxin("x" * 100, TODAY, where="x" * 200),) * 50},
        {"earlier": (EarlierToxin(None, date(1985, 1, 1), units=Decimal("0.01")),)},
        {"earlier": (EarlierToxin(None, TODAY, units=Decimal("10000.00")),)},
        {"asked_at": AT + timedelta(days=1), "asked_by": None},  # already tomorrow on the other side of the earth
        {"asked_at": datetime(1985, 1, 1, tzinfo=UTC)},
        {"asked_at": None},
    ],
)
def test_what_is_just_within_the_bounds_is_kept(changes: dict[str, object]):
    history = replace(FULL, **changes)  # type: ignore[arg-type]
    assert checked_history(history, TODAY) is history


def test_what_is_said_of_allergies():
    assert not NOTHING_APPLIES.has_allergies
    assert PatientHistory(toxin_allergy=Answer.YES).has_allergies
    assert PatientHistory(human_albumin=Answer.YES).has_allergies
    assert PatientHistory(milk_protein=Answer.YES).has_allergies
    assert PatientHistory(allergies=("latex",)).has_allergies


def test_what_was_not_asked_is_never_a_no():
    former = replace(NOTHING_APPLIES, asked=None, human_albumin=Answer.UNKNOWN)
    assert former.answered == FORMER_FORM  # the first form knew no other questions
    assert former.not_asked == 16
    assert replace(former, conditions=(Condition.BLEEDING,)).not_asked == 15
    assert NOTHING_APPLIES.answered == frozenset(Condition)
    assert NOTHING_APPLIES.not_asked == 0
    assert NEVER_ASKED.answered == frozenset()
    assert NEVER_ASKED.not_asked == len(Condition) + 3  # and milk protein, toxin, albumin
    assert replace(NEVER_ASKED, conditions=(Condition.ALS,)).answered == {Condition.ALS}
    assert replace(NOTHING_APPLIES, asked=(Condition.ALS,)).not_asked == len(Condition) - 1
