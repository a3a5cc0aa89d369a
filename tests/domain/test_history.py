"""What can be kept of a patient's history, consents and photographs; and what is off the label."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from charting.domain.attachment import (
    MOST_BYTES,
    Attachment,
    AttachmentKind,
    Hidden,
    MediaType,
    When,
    checked_attachment,
    photos_of,
    same_bytes,
)
from charting.domain.consent import (
    Consent,
    ConsentTo,
    Withdrawal,
    area_labels,
    areas_agreed,
    checked_consent,
    checked_withdrawal,
    in_force,
)
from charting.domain.history import (
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
from charting.loading.reference import load_reference
from charting.paths import resources

TODAY = date(2026, 7, 14)
AT = datetime(2026, 7, 14, 10, 20, tzinfo=timezone(timedelta(hours=2)))
FULL = PatientHistory(
    allergies=("latex", "cow's-milk protein"), milk_protein=Answer.YES, conditions=(Condition.DRY_EYE,),
    pregnant=Answer.NO, medicines=("amikacin",), note="–", asked_at=AT, asked_by="Dr X",
    earlier=(EarlierToxin("abo_dysport", date(2026, 2, 1), True, Decimal("120.5"), "Elsewhere"),),
)  # fmt: skip
CONSENT = Consent("c", "p", AT, (ConsentTo.TREATMENT,), taken_by="Dr X")
PHOTO = Attachment("a", "p", AttachmentKind.PHOTO, MediaType.JPEG, "ab", 10, AT, visit_id="v", when=When.BEFORE)


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
        ({"earlier": (EarlierToxin(None, TODAY, where="x" * 201),)}, "201"),
    ],
)
def test_a_history_that_cannot_be_kept_is_refused(changes: dict[str, object], said: str):
    with pytest.raises(Refused, match=said):
        checked_history(replace(FULL, **changes), TODAY)


def test_what_is_said_of_allergies():
    assert not PatientHistory().allergies_asked
    assert NOTHING_APPLIES.allergies_asked
    assert not NOTHING_APPLIES.has_allergies
    assert PatientHistory(toxin_allergy=Answer.YES).has_allergies
    assert PatientHistory(human_albumin=Answer.YES).has_allergies


def test_what_was_not_asked_is_never_a_no():
    former = replace(NOTHING_APPLIES, asked=None, human_albumin=Answer.UNKNOWN)
    assert former.answered == FORMER_FORM  # the first form knew no other questions
    assert former.not_asked == 16
    assert replace(former, conditions=(Condition.BLEEDING,)).not_asked == 15
    assert NOTHING_APPLIES.answered == frozenset(Condition)
    assert NOTHING_APPLIES.not_asked == 0
    assert NEVER_ASKED.answered == frozenset()
    assert replace(NOTHING_APPLIES, asked=(Condition.ALS,)).not_asked == len(Condition) - 1


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
        ({"note": "x" * 4001}, "4001"),
    ],
)
def test_a_consent_that_cannot_be_kept_is_refused(changes: dict[str, object], said: str):
    with pytest.raises(Refused, match=said):
        checked_consent(replace(CONSENT, **changes), TODAY)


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


def test_which_areas_are_on_which_label():
    products = load_reference(resources() / "reference").products
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


def test_attachments_are_bounded_and_counted():
    assert checked_attachment(PHOTO) is PHOTO
    for changes, said in (
        ({"size": MOST_BYTES + 1}, "at most 50 MB; this one has 51 MB"),
        ({"size": 0}, "at most 50 MB"),
        ({"name": "x" * 201}, "201"),
        ({"hidden": Hidden(AT, "Dr X", " ")}, "Say why"),
    ):
        with pytest.raises(Refused, match=said):
            checked_attachment(replace(PHOTO, **changes))
    hidden = replace(PHOTO, id="h", hidden=Hidden(AT, "Dr X", "blurred"))
    scan = replace(PHOTO, id="s", kind=AttachmentKind.CONSENT)
    assert photos_of((PHOTO, hidden, scan), "v") == (PHOTO,)
    assert same_bytes((hidden, PHOTO), "ab", "v") is PHOTO
    assert same_bytes((hidden,), "ab", "v") is None
    assert same_bytes((PHOTO,), "ab", "other") is None
