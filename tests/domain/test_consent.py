"""What a consent has to say to be kept, how it is taken back, and what is off the label."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from charting.domain.people.consent import (
    Consent,
    ConsentTo,
    Withdrawal,
    area_labels,
    areas_agreed,
    checked_consent,
    checked_withdrawal,
    in_force,
)
from charting.errors import Refused
from tests import shipped

TODAY = date(2026, 7, 14)
AT = datetime(2026, 7, 14, 10, 20, tzinfo=timezone(timedelta(hours=2)))
CONSENT = Consent("c", "p", AT, (ConsentTo.TREATMENT,), taken_by="Dr X")
OFF_LABEL = {"to": (ConsentTo.OFF_LABEL,)}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"to": ()}, "Choose what"),
        ({"to": (ConsentTo.OFF_LABEL,)}, "names its areas"),
        ({"areas": ("chin",)}, "names its areas"),
        ({"taken_by": " "}, "name of the person"),
        ({"given_at": AT + timedelta(days=2)}, "still to come"),
        ({"given_at": AT.replace(tzinfo=None)}, "UTC offset"),
        ({"to": (ConsentTo.TREATMENT,) * 2}, "twice"),
        ({"note": "x" * 4001}, "The note has 4001 characters; at most 4000"),
        ({"taken_by": "x" * 501}, "The name has 501 characters; at most 500"),
        ({**OFF_LABEL, "areas": ("chin", "chin")}, "twice"),
        ({**OFF_LABEL, "areas": tuple(f"a{n}" for n in range(101))}, "at most 100 areas"),
        ({**OFF_LABEL, "areas": ("x" * 101,)}, "The code has 101 characters; at most 100"),
        ({"product": "x" * 101}, "The code has 101 characters; at most 100"),
        ({"given_at": datetime(1984, 12, 31, 23, tzinfo=UTC)}, "A consent cannot be of 1984-12-31; check"),
    ],
)
def test_a_consent_that_cannot_be_kept_is_refused(changes: dict[str, object], said: str):
    with pytest.raises(Refused, match=said):
        checked_consent(replace(CONSENT, **changes), TODAY)


@pytest.mark.parametrize(
    "changes",
    [
        {**OFF_LABEL, "areas": tuple(f"a{n}" for n in range(100)), "product": "x" * 100},
        {**OFF_LABEL, "areas": ("x" * 100,)},
        {"to": tuple(ConsentTo), "areas": ("chin",)},
        {"note": "x" * 4000, "taken_by": "x" * 500},
        {"given_at": AT + timedelta(days=1)},  # already tomorrow on the other side of the earth
        {"given_at": datetime(1985, 1, 1, tzinfo=UTC)},
    ],
)
def test_a_consent_just_within_the_bounds_is_kept(changes: dict[str, object]):
    consent = replace(CONSENT, **changes)  # type: ignore[arg-type]
    assert checked_consent(consent, TODAY) is consent


def test_a_withdrawn_consent_is_no_longer_in_force():
    off = replace(CONSENT, id="o", to=(ConsentTo.OFF_LABEL,), areas=("mentalis", "masseter"), product="ona_botox")
    assert checked_consent(off, TODAY) is off
    assert areas_agreed((CONSENT, off), "ona_botox") == {"mentalis", "masseter"}
    assert areas_agreed((CONSENT, off), "abo_dysport") == frozenset()
    assert in_force((CONSENT, off), ConsentTo.TREATMENT) == (CONSENT,)
    withdrawn = replace(off, withdrawn=checked_withdrawal(off, Withdrawal(AT, "Dr X")))
    assert areas_agreed((withdrawn,), "ona_botox") == frozenset()
    with pytest.raises(Refused, match="before that"):
        checked_withdrawal(off, Withdrawal(AT - timedelta(days=1), "Dr X"))
    with pytest.raises(Refused, match="name of the person"):
        checked_withdrawal(off, Withdrawal(AT, ""))
    with pytest.raises(Refused, match="The name has 501 characters; at most 500"):
        checked_withdrawal(off, Withdrawal(AT, "x" * 501))
    with pytest.raises(Refused, match="The reason has 4001 characters; at most 4000"):
        checked_withdrawal(off, Withdrawal(AT, "Dr X", "x" * 4001))
    longest = Withdrawal(AT, "x" * 500, "x" * 4000)
    assert checked_withdrawal(off, longest) is longest


def test_a_consent_for_no_product_in_particular_is_one_for_each():
    off = replace(CONSENT, to=(ConsentTo.TREATMENT, ConsentTo.OFF_LABEL), areas=("masseter.left", "chin"))
    assert areas_agreed((off,), "ona_botox") == areas_agreed((off,), None) == {"masseter", "chin"}
    assert areas_agreed((replace(off, product="ona_botox"),), None) == frozenset()
    assert in_force((off,), ConsentTo.PHOTOGRAPHS) == ()


def test_which_areas_are_on_which_label():
    products = shipped.reference().products
    botox = {label.area: label for label in area_labels(products["ona_botox"], ("glabella", "platysma.left", "chin"))}
    assert (botox["glabella"].us, botox["glabella"].eu) == (True, True)
    assert not botox["glabella"].off_label
    assert (botox["platysma"].us, botox["platysma"].eu) == (True, False)
    assert botox["platysma"].off_label
    assert (botox["chin"].us, botox["chin"].eu) == (False, False)
    (dysport,) = area_labels(products["abo_dysport"], ("crows_feet.left", "crows_feet.right"))
    assert (dysport.us, dysport.eu) == (False, None)  # its EU label is not in the reference data
    unknown = replace(products["abo_dysport"], us_areas=(), eu_areas=())
    assert not area_labels(unknown, ("glabella",))[0].off_label
