"""How treatments went: reviews locked with their visit, what may change after signing, and who is due."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charting.desk.signing import document
from charting.domain.clinic.clinic import ClinicSettings
from charting.domain.visit.outcome import EventSide, FoundEvent, Review, Severity, WoreOff
from charting.domain.visit.visit import Kind, Status, Visit
from charting.errors import Refused, StoreProblem
from charting.store.check import check
from charting.store.database import Store
from tests.store.values import FOUND, NOON, a_patient, a_visit, clock, raw, reviews, signed, some_id

ME, SHE = some_id(1), some_id(2)
DAY = date(2026, 10, 14)


def a_review(number: int = 200, of: int | None = 100, **details: object) -> Visit:
    link = None if of is None else some_id(of)
    plain = {"kind": Kind.REVIEW, "of": link, "review": FOUND, "at": NOON + timedelta(days=14)}
    return a_visit(number, points=0, **{**plain, **details})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.none() | reviews(), st.none() | reviews())
def test_a_review_comes_back_as_it_was(store: Store, first: Review | None, then: Review | None):
    for review in (first, then):
        store.visits.save_draft(a_review(review=review))
        assert store.visits.get(some_id(200)) == a_review(review=review)
        assert store.visits.of(ME)[0].review == review


def test_a_draft_is_discarded_with_its_review(store: Store, path: Path):
    store.visits.save_draft(a_review())
    store.visits.discard_draft(some_id(200))
    for table in ("visit", "review", "review_item"):
        assert raw(path, f"SELECT count(*) FROM {table}") == [(0,)]


def test_the_same_review_again_writes_nothing(store: Store, path: Path):
    store.visits.save_draft(a_review())
    before = raw(path, "SELECT number FROM review_item ORDER BY place")
    store.visits.save_draft(a_review())
    assert raw(path, "SELECT number FROM review_item ORDER BY place") == before


@pytest.mark.parametrize(
    ("review", "why"), [(Review(satisfaction=9), "from 1 to 5"), (Review(note="\x00"), "cannot be stored")]
)
def test_a_review_that_cannot_be_kept_leaves_the_draft_as_it_was(store: Store, review: Review, why: str):
    store.visits.save_draft(a_review())
    with pytest.raises(Refused, match=why):
        store.visits.save_draft(a_review(review=review, lot="other"))
    assert store.visits.get(some_id(200)) == a_review()


def test_a_link_to_oneself_or_to_another_patient_is_refused(store: Store):
    store.patients.add(a_patient(2))
    store.visits.save_draft(a_visit(100, patient_id=SHE))
    with pytest.raises(Refused, match="another patient"):
        store.visits.save_draft(a_review())
    with pytest.raises(Refused, match="belong to itself"):
        store.visits.save_draft(a_review(of=200))
    assert store.visits.of(ME) == ()


def test_a_review_before_its_treatment_and_one_without_it_are_kept(store: Store):
    """A clock may have been wrong, and a treatment may not be in this file."""
    early = a_review(at=NOON - timedelta(days=3))
    store.visits.save_draft(early)
    signed(store, early)
    store.visits.save_draft(a_visit(100))
    signed(store, a_visit(100))
    assert [visit.id for visit in store.visits.of(ME)] == [some_id(100), some_id(200)]
    assert store.outcomes.due_rows()[0].reviewed
    assert check(store, document) == []


LOCKED = [
    "UPDATE visit SET of_visit = NULL",
    "UPDATE review SET note = 'all well'",
    "UPDATE review SET visit = 77",
    "DELETE FROM review_item",
    "DELETE FROM review",
    "UPDATE review_item SET residual = 'none' WHERE area IS NOT NULL",
    "UPDATE review_item SET adverse_event = 'other' WHERE area IS NULL",
    "UPDATE review_item SET event_side = 'left', treated = 'x' WHERE area IS NULL",
    "INSERT INTO review_item (visit, place, adverse_event) SELECT visit, 9, 'more' FROM review",
    "INSERT OR REPLACE INTO review (visit, note) SELECT visit, 'all well' FROM review",
    "INSERT OR REPLACE INTO review_item (number, visit, place, adverse_event)"
    " SELECT number, visit, place, 'other' FROM review_item",
    "UPDATE OR REPLACE review_item SET place = 1",
]


@pytest.mark.parametrize("sql", LOCKED)
@pytest.mark.parametrize("pragma", ["ON", "OFF"])
def test_the_review_of_a_signed_visit_never_changes(store: Store, path: Path, sql: str, pragma: str):
    store.visits.save_draft(a_review())
    signed(store, a_review())
    with pytest.raises(Exception, match="never change"):
        raw(path, sql, recursive_triggers=pragma, foreign_keys=pragma)
    assert store.visits.get(some_id(200)).review == FOUND
    assert check(store, document) == []


def test_a_review_is_added_to_no_signed_visit(store: Store, path: Path):
    signed(store, a_visit(100))
    with pytest.raises(Exception, match="never changes"):
        raw(path, "INSERT INTO review (visit, note) SELECT number, 'heavy' FROM visit")


def test_check_finds_a_review_that_was_changed_behind_the_triggers(store: Store, path: Path):
    signed(store, a_review())
    raw(path, "DROP TRIGGER review_update")
    raw(path, "UPDATE review SET satisfaction = 5")
    assert "changed after it was signed" in check(store, document)[0]


# ---------------------------------------------------------------------- what may change after signing


def test_a_pin_is_set_moved_and_taken_away(store: Store, path: Path):
    assert store.outcomes.pin_of(ME) is None
    signed(store, a_visit(100))
    store.visits.save_draft(a_visit(101))
    for wanted in (some_id(100), some_id(100), some_id(101), None, None, some_id(100)):
        store.outcomes.set_pin(ME, wanted)
        assert store.outcomes.pin_of(ME) == wanted
    assert raw(path, "SELECT count(*) FROM pin") == [(4,)], "its history, without what changed nothing"
    with pytest.raises(Exception, match="never"):
        raw(path, "DELETE FROM pin")
    with pytest.raises(Exception, match="never"):
        raw(path, "UPDATE pin SET visit = NULL")


def test_a_pin_belongs_to_the_patient(store: Store):
    store.patients.add(a_patient(2))
    store.visits.save_draft(a_visit(100))
    for patient, visit in ((SHE, some_id(100)), (ME, some_id(999))):
        with pytest.raises(Refused, match="not one of this patient"):
            store.outcomes.set_pin(patient, visit)
    with pytest.raises(StoreProblem, match="no patient"):
        store.outcomes.set_pin(some_id(9), None)


def test_what_was_said_of_a_draft_goes_and_comes_with_it(store: Store):
    """Discarding a draft can be undone."""
    store.visits.save_draft(a_visit(100))
    store.outcomes.set_pin(ME, some_id(100))
    store.outcomes.set_wore_off(WoreOff(some_id(100), None, DAY))
    store.visits.discard_draft(some_id(100))
    assert (store.outcomes.pin_of(ME), store.outcomes.wore_off_of(ME)) == (None, ())
    store.visits.save_draft(a_visit(100))
    assert (store.outcomes.pin_of(ME), len(store.outcomes.wore_off_of(ME))) == (some_id(100), 1)


def test_when_an_effect_ended_is_set_corrected_and_taken_back(store: Store, path: Path):
    signed(store, a_visit(100))
    whole = WoreOff(some_id(100), None, DAY, about=True)
    area = WoreOff(some_id(100), "crows_feet.left", DAY)
    store.outcomes.set_wore_off(whole)
    store.outcomes.set_wore_off(area)
    store.outcomes.set_wore_off(area)
    assert store.outcomes.wore_off_of(ME) == (whole, area)
    store.outcomes.set_wore_off(replace(whole, on=DAY + timedelta(days=9)))
    assert set(store.outcomes.wore_off_of(ME)) == {area, replace(whole, on=DAY + timedelta(days=9))}
    store.outcomes.remove_wore_off(some_id(100), None)
    store.outcomes.remove_wore_off(some_id(100), "forehead")
    store.outcomes.remove_wore_off(some_id(999), None)
    assert store.outcomes.wore_off_of(ME) == (area,)
    assert raw(path, "SELECT count(*) FROM wore_off") == [(4,)]


def test_an_effect_that_ended_before_its_visit_or_without_one_is_refused(store: Store):
    signed(store, a_visit(100))
    with pytest.raises(Refused, match="before the visit"):
        store.outcomes.set_wore_off(WoreOff(some_id(100), None, NOON.date() - timedelta(days=1)))
    with pytest.raises(StoreProblem, match="no visit"):
        store.outcomes.set_wore_off(WoreOff(some_id(999), None, DAY))
    assert store.outcomes.wore_off_of(ME) == ()


def test_a_recall_date_is_set_and_taken_away(store: Store, path: Path):
    assert store.outcomes.recall_of(ME) is None
    for wanted in (DAY, DAY, date(9999, 12, 31), None):
        store.outcomes.set_recall(ME, wanted)
        assert store.outcomes.recall_of(ME) == wanted
    assert raw(path, "SELECT count(*) FROM recall") == [(3,)]


# ---------------------------------------------------------------------- who is due


def test_who_is_due_by_the_last_locked_treatment(store: Store):
    for number in (2, 3, 4):
        store.patients.add(a_patient(number))
    signed(store, a_visit(100, at=NOON - timedelta(days=200)))
    last = signed(store, a_visit(101, at=NOON - timedelta(days=100)))
    store.visits.save_draft(a_visit(102))
    signed(store, a_visit(103, points=1, kind=Kind.TOUCH_UP, of=some_id(101), at=NOON - timedelta(days=80)))
    wrong = a_visit(104, at=NOON - timedelta(days=50), status=Status.ENTERED_IN_ERROR)
    store.visits.keep_signed_elsewhere(wrong, document(wrong, a_patient(), None, None))
    hers = signed(store, a_visit(110, patient_id=SHE, at=NOON - timedelta(days=150)))
    store.visits.save_draft(a_visit(120, patient_id=some_id(3)))
    store.outcomes.set_recall(SHE, DAY)
    store.outcomes.set_pin(ME, some_id(100))
    rows = store.outcomes.due_rows()
    assert [(row.patient.id, row.treatment) for row in rows] == [(SHE, hers), (ME, last)]
    assert [(row.recall_on, row.reviewed, row.pinned) for row in rows] == [
        (DAY, False, None), (None, False, some_id(100)),
    ]  # fmt: skip


@pytest.mark.parametrize(("days", "last"), [(27, 100), (28, 100), (29, 101)])
@pytest.mark.parametrize("of", [some_id(100), None])
def test_a_touch_up_too_late_for_its_treatment_is_the_last_treatment(
    store: Store, days: int, last: int, of: str | None
):
    given = NOON - timedelta(days=200)
    signed(store, a_visit(100, at=given))
    signed(store, a_visit(101, points=1, kind=Kind.TOUCH_UP, of=of, at=given + timedelta(days=days)))
    assert [row.treatment.id for row in store.outcomes.due_rows()] == [some_id(last)]
    store.clinic.set_settings(ClinicSettings(touch_up_days=days, set_at=NOON))
    assert store.outcomes.touch_up_days() == days
    assert [row.treatment.id for row in store.outcomes.due_rows()] == [some_id(100)]
    store.clinic.set_settings(ClinicSettings(touch_up_days=days - 1, set_at=NOON))
    assert [row.treatment.id for row in store.outcomes.due_rows()] == [some_id(101)]


def test_who_is_known_by_a_touch_up_alone_is_due_too_and_nobody_by_what_is_dated_ahead(store: Store):
    """What a wrong clock dated ahead came in from a file: signing refuses it."""
    late = signed(store, a_visit(101, points=1, kind=Kind.TOUCH_UP, at=NOON - timedelta(days=50)))
    assert [row.treatment for row in store.outcomes.due_rows()] == [late]
    for kind in (Kind.TREATMENT, Kind.TOUCH_UP):
        ahead = a_visit(100 + len(kind), kind=kind, at=NOON + timedelta(days=900), status=Status.SIGNED)
        store.visits.keep_signed_elsewhere(ahead, document(ahead, a_patient(), None, None))
    assert [row.treatment for row in store.outcomes.due_rows()] == [late]


@pytest.mark.parametrize(
    ("details", "reviewed"),
    [
        ({}, True),
        ({"of": None}, True),
        ({"of": None, "at": NOON - timedelta(days=1)}, False),
        ({"of": some_id(99)}, False),
        ({"kind": Kind.TOUCH_UP}, False),
    ],
)
def test_which_review_counts(store: Store, details: dict[str, object], reviewed: bool):
    signed(store, a_visit(100))
    store.visits.save_draft(replace(a_review(), **details))
    assert [row.reviewed for row in store.outcomes.due_rows()] == [reviewed]


def test_two_treatments_of_one_minute_have_one_order(store: Store):
    numbers = [100, 101, 102]
    random.Random(7).shuffle(numbers)
    for number in numbers:
        signed(store, a_visit(number))
    assert [visit.id for visit in store.visits.of(ME)] == [some_id(102), some_id(101), some_id(100)]
    (row,) = store.outcomes.due_rows()
    assert row.treatment.id == some_id(102)


def test_a_clock_that_went_backwards_mixes_nothing_up(path: Path):
    """What was recorded last holds, whatever the clock said then; and a backup is still made."""
    times = iter(range(1000))

    def backwards():
        return NOON - timedelta(days=next(times))

    with Store.open(path, clock=backwards) as store:
        store.patients.add(a_patient())
        signed(store, a_visit(100))
        for on in (DAY, None, DAY + timedelta(days=1)):
            store.outcomes.set_recall(ME, on)
        store.outcomes.set_pin(ME, some_id(100))
        assert store.outcomes.recall_of(ME) == DAY + timedelta(days=1)
        store.patients.change(a_patient(family_name="Later"))
        store.patients.change(a_patient(family_name="Latest"))
        assert [former.patient.family_name for former in store.patients.former(ME)] == ["Later", "Family"]
        assert store.back_up_if_changed() is not None
    with Store.open(path, clock=clock) as store:
        assert check(store, document) == []


def test_a_visit_without_points_and_one_with_five_hundred(store: Store):
    signed(store, a_visit(100, points=0, kind=Kind.REVIEW, of=some_id(101), review=Review()))
    many = signed(store, a_visit(101, points=500))
    assert store.visits.get(some_id(100)).review == Review()
    assert store.visits.get(some_id(101)) == many
    assert check(store, document) == []


def test_a_thousand_patients_are_listed_at_once(store: Store):
    with store.writing():
        for number in range(2, 1003):
            store.patients.add(a_patient(number))
            store.visits.save_draft(a_visit(5000 + number, points=2, patient_id=some_id(number)))
            signed(store, a_visit(5000 + number, points=2, patient_id=some_id(number)), a_patient(number))
    rows = store.outcomes.due_rows()
    assert len(rows) == 1001
    assert all(len(row.treatment.points) == 2 for row in rows)


TOLD = FoundEvent(
    "lid_ptosis", EventSide.LEFT, Severity.MODERATE, date(2026, 7, 20), date(2026, 8, 2), "drops", "Yellow Card 77"
)


@pytest.mark.parametrize(
    "events",
    [
        (TOLD,), (FoundEvent("lid_ptosis"),), (TOLD, FoundEvent("lid_ptosis", EventSide.RIGHT), FoundEvent("bruise")),
        (FoundEvent("headache", treated="", reported=""),), (FoundEvent("headache", until=date(2026, 7, 21)),),
    ],
)  # fmt: skip
def test_what_is_said_of_an_adverse_event_is_kept_and_locked(store: Store, events: tuple[FoundEvent, ...]):
    review = replace(a_review(), review=Review(adverse_events=events))
    store.visits.save_draft(a_review())
    store.visits.save_draft(review)
    assert store.visits.get(review.id).review == review.review
    signed(store, review)
    assert store.visits.get(review.id).review == review.review


@pytest.mark.parametrize(
    "change",
    ["event_side = 'up'", "severity = 'bad'", "since = '2026-02-30'", "until = '2026-07-19'", "since = '2026-08-03'",
     "event_side = 'left', area = 'forehead', residual = 'none', adverse_event = NULL",
     "treated = printf('%.501c', 'x')", "reported = printf('%.501c', 'x')"],
)  # fmt: skip
def test_the_file_itself_refuses_what_no_event_can_be(store: Store, path: Path, change: str):
    store.visits.save_draft(replace(a_review(), review=Review(adverse_events=(TOLD,))))
    with pytest.raises(Exception, match="CHECK constraint"):
        raw(path, f"UPDATE review_item SET {change}")


def test_the_list_of_reviews_tells_other_tools_about_events(store: Store, path: Path):
    store.visits.save_draft(replace(a_review(), review=Review(adverse_events=(TOLD,))))
    rows = raw(path, "SELECT adverse_event, event_side, severity, since, until, treated, reported FROM review_list")
    assert rows == [("lid_ptosis", "left", "moderate", "2026-07-20", "2026-08-02", "drops", "Yellow Card 77")]
