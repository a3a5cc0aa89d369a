"""The list before signing: what is in it, and what ticks by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from charting.domain.cautions.rule import CautionNote
from charting.domain.dosing.dosing import Assessment, assess
from charting.domain.dosing.whys import with_reason
from charting.domain.face.face import View
from charting.domain.people.history import NOTHING_APPLIES, Answer, PatientHistory
from charting.domain.visit.outcome import Review
from charting.domain.visit.readiness import Check, Wishes, readiness, still_open, with_dilution_said
from charting.domain.visit.record import Reason, Why
from charting.domain.visit.visit import InjectionPoint, Kind, Vial, Visit
from tests import shipped

REFERENCE = shipped.reference()
ANATOMY = shipped.anatomies()[1]
AT = datetime(2026, 7, 14, 10, 20, tzinfo=UTC)
IN_BAND = (InjectionPoint(View.FRONT, 0, -50, Decimal(12)),)
TOO_MUCH = (InjectionPoint(View.FRONT, 0, -50, Decimal(40)),)
VISIT = Visit("v", "p", AT, product="ona_botox", points=IN_BAND)
NOTE = CautionNote("fhl_brow:forehead", "fhl_brow", "7 mm", "10 mm", "Label", "A")
ALWAYS = [Check.LOT, Check.EXPIRY, Check.DILUTION, Check.CONSENT, Check.SITE, Check.ALLERGIES]


def assessed(visit: Visit) -> Assessment:
    return assess(visit, None, REFERENCE, ANATOMY)


def items(visit: Visit, consents=(), history=None, notes=(), wishes=None, **more):
    found = readiness(visit, assessed(visit), consents, history, notes, wishes or Wishes(), **more)
    return {item.check: item for item in found}


def test_nothing_is_ticked_at_the_start_and_nothing_asks_more_than_it_must():
    found = items(VISIT)
    assert list(found) == ALWAYS
    assert not any(item.done or item.left for item in found.values())


def test_lot_expiry_and_dilution_tick_themselves():
    visit = replace(VISIT, lot=" 00C7 ", expires=date(2027, 1, 31), vial_units=Decimal(100), diluent_ml=Decimal(2))
    found = items(with_dilution_said(visit))
    assert all(found[check].done for check in ALWAYS[:3])
    assert not items(replace(visit, vial_units=None, checks=("dilution",)))[Check.DILUTION].done


def test_a_dilution_that_was_only_copied_waits_for_a_tap():
    visit = replace(VISIT, vial_units=Decimal(100), diluent_ml=Decimal(2))
    copied = items(visit)[Check.DILUTION]
    assert (copied.done, copied.by_hand) == (False, True)
    said = items(replace(visit, checks=("dilution",)))[Check.DILUTION]
    assert (said.done, said.by_hand) == (True, True)
    assert not items(VISIT)[Check.DILUTION].by_hand  # there is nothing to say yes to
    vial = Vial("1", "ona_botox", Decimal(100), "C1", date(2027, 1, 31), Decimal("2.5"))
    picked = items(replace(visit, vials=(vial,)))[Check.DILUTION]
    assert (picked.done, picked.by_hand) == (True, False)


def test_a_dilution_as_it_was_signed_before_is_known_to_a_correction():
    signed = replace(VISIT, vial_units=Decimal(100), diluent_ml=Decimal(2))
    correction = replace(signed, id="w", amends="v")
    known = items(correction, corrects=signed)[Check.DILUTION]
    assert (known.done, known.by_hand) == (True, False)
    vial = Vial("1", "ona_botox", Decimal(100), "C1", date(2027, 1, 31), Decimal(2))
    for other in (
        replace(correction, diluent_ml=Decimal("2.5")), replace(correction, vial_units=Decimal(50)),
        replace(correction, product="inco_xeomin"),
    ):  # fmt: skip
        changed = items(other, corrects=signed)[Check.DILUTION]
        assert (changed.done, changed.by_hand) == (False, True)
    assert not items(correction, corrects=replace(signed, vials=(vial,)))[Check.DILUTION].done
    assert not items(replace(VISIT, id="w", amends="v"), corrects=VISIT)[Check.DILUTION].done  # none was ever known
    assert not items(correction)[Check.DILUTION].done


def test_entering_a_dilution_says_it_once_and_taking_it_out_takes_it_back():
    visit = replace(VISIT, vial_units=Decimal(100), diluent_ml=Decimal(2), checks=("site", "dilution"))
    assert with_dilution_said(visit).checks == ("site", "dilution")
    assert with_dilution_said(replace(visit, checks=("site",))).checks == ("site", "dilution")
    assert with_dilution_said(replace(visit, diluent_ml=None)).checks == ("site",)
    assert with_dilution_said(replace(visit, vial_units=None)).checks == ("site",)


def test_an_expiry_that_is_past_stays_open_and_says_so():
    found = items(replace(VISIT, expires=date(2026, 7, 13)))[Check.EXPIRY]
    assert (found.done, found.expired) == (False, True)
    assert items(replace(VISIT, expires=date(2026, 7, 14)))[Check.EXPIRY].done


def test_vials_answer_for_themselves_all_of_them():
    one = Vial("1", "ona_botox", Decimal(100), "C1", date(2027, 1, 31), Decimal("2.5"))
    two = Vial("2", "ona_botox", Decimal(50))
    assert all(items(replace(VISIT, vials=(one,)))[check].done for check in ALWAYS[:3])
    assert not any(items(replace(VISIT, vials=(one, two)))[check].done for check in ALWAYS[:3])


def test_what_is_ready_to_use_needs_no_dilution():
    assert Check.DILUTION not in items(VISIT, needs_dilution=False)


def test_site_and_allergies_are_ticked_by_hand():
    found = items(replace(VISIT, checks=("site", "allergies")))
    assert [found[check].done for check in (Check.SITE, Check.ALLERGIES)] == [True, True]
    assert [found[check].by_hand for check in (Check.SITE, Check.ALLERGIES)] == [True, True]


def test_a_history_asked_on_the_day_ticks_the_allergies():
    history = PatientHistory(allergies=("milk\nprotein", "latex"), asked_at=AT)
    found = items(VISIT, history=history)[Check.ALLERGIES]
    assert (found.done, found.by_hand, found.words) == (True, False, "milk protein, latex")
    before = items(VISIT, history=replace(history, asked_at=datetime(2026, 7, 13, 9, 0, tzinfo=UTC)))[Check.ALLERGIES]
    assert (before.done, before.words) == (False, "milk protein, latex")


def test_questions_that_nobody_asked_are_one_item():
    former = replace(NOTHING_APPLIES, asked=None, human_albumin=Answer.UNKNOWN)
    item = items(VISIT, history=former)[Check.HISTORY]
    assert (item.done, item.left, item.by_hand) == (False, 16, False)
    assert Check.HISTORY not in items(VISIT, history=NOTHING_APPLIES)
    assert Check.HISTORY not in items(VISIT)  # nobody asked anything yet: the allergies say so


def test_consent_and_photographs():
    assert items(VISIT, consents=("one",))[Check.CONSENT].done
    off_label = items(VISIT, consents=("one",), not_agreed=2)[Check.CONSENT]
    assert (off_label.done, off_label.left) == (False, 2)
    assert Check.PHOTOGRAPHS not in items(VISIT)
    assert not items(VISIT, wishes=Wishes(photographs=True))[Check.PHOTOGRAPHS].done
    assert items(VISIT, wishes=Wishes(photographs=True), photographs=1)[Check.PHOTOGRAPHS].done
    nobody = items(VISIT, not_agreed=2)[Check.CONSENT]
    assert (nobody.done, nobody.left) == (False, 0), "without a consent there is one thing to do, not one for each area"


def test_reasons_are_listed_only_where_a_dose_asks():
    assert Check.REASONS not in items(VISIT)
    visit = replace(VISIT, points=TOO_MUCH)
    assert items(visit)[Check.REASONS].left == 1
    answered = replace(visit, whys=with_reason((), assessed(visit).areas, Reason.OTHER))
    assert items(answered)[Check.REASONS].done


def test_cautions_are_done_when_each_was_seen():
    other = replace(NOTE, key="interval", id="interval")
    assert Check.CAUTIONS not in items(VISIT)
    assert items(VISIT, notes=(NOTE, other))[Check.CAUTIONS].left == 2
    seen = replace(VISIT, whys=(Why(NOTE.key, Reason.SEEN),))
    assert items(seen, notes=(NOTE, other))[Check.CAUTIONS].left == 1
    assert items(seen, notes=(NOTE,))[Check.CAUTIONS].done
    nearer = replace(NOTE, measured="3 mm")
    stale = replace(VISIT, whys=(Why(NOTE.key, Reason.SEEN, "7 mm"),))
    assert not items(stale, notes=(nearer,))[Check.CAUTIONS].done, "what measures otherwise now is to be seen again"


def test_a_review_has_its_own_shorter_list():
    review = replace(VISIT, kind=Kind.REVIEW, points=())
    assert list(items(review)) == [Check.REVIEW]
    assert items(replace(review, review=Review(note="even")))[Check.REVIEW].done
    assert not items(replace(review, review=Review()))[Check.REVIEW].done
    assert list(items(replace(review, points=IN_BAND))) == [Check.REVIEW, *ALWAYS]


def test_a_treatment_without_points_has_its_whole_list():
    assert list(items(replace(VISIT, points=()))) == ALWAYS
    assert list(items(replace(VISIT, points=(), kind=Kind.TOUCH_UP))) == ALWAYS


def test_what_is_open_is_what_is_not_done():
    found = readiness(replace(VISIT, lot="C1"), assessed(VISIT), ("c",), None, (), Wishes())
    assert [item.check for item in still_open(found)] == [Check.EXPIRY, Check.DILUTION, Check.SITE, Check.ALLERGIES]
