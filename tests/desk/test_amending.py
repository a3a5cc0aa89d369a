"""After signing: a note is added, a correction takes a visit's place, an error is marked and copied. Nothing moves."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest

from charting.desk import amending, looking_back, points
from charting.desk.readiness import ready
from charting.desk.session import Session
from charting.desk.signing import document
from charting.desk.steps import PlainHistory
from charting.domain.face import View
from charting.domain.outcome import WoreOff
from charting.domain.patient import Patient
from charting.domain.people import Person, Role
from charting.domain.readiness import Check
from charting.domain.record import AreaPrice, Reason, Why
from charting.domain.trends import counted
from charting.domain.vial import Vial
from charting.domain.visit import InjectionPoint, Kind, Meaning, Status, late_entry, standing
from charting.errors import Refused
from charting.store.check import check
from charting.store.database import Store
from tests import shipped

NOON = datetime(2026, 7, 14, 12, 0, tzinfo=timezone(timedelta(hours=2)))
ANA = Patient(str(uuid.UUID(int=1)), "Family", "Ana", date(1990, 1, 2), "1")
BEA = Patient(str(uuid.UUID(int=2)), "Family", "Bea", date(1990, 1, 2), "2")


class Desk:
    """A session with a clock that is set by hand."""

    def __init__(self, path: Path, first: int = 100) -> None:
        self.now = NOON
        ids = count(first)
        self.store = Store.open(path, clock=lambda: self.now)
        self.session = Session(
            self.store, shipped.reference(), shipped.anatomies(),
            clock=lambda: self.now, new_id=lambda: str(uuid.UUID(int=next(ids))),
            announce=lambda _: None, saved=lambda _: None,
        )  # fmt: skip
        self.session.history = PlainHistory(self.session.show)

    def treat(self, *doses: str):
        """A signed treatment of now."""
        self.session.new_visit()
        for place, dose in enumerate(doses):
            points.place(self.session, InjectionPoint(View.FRONT, 0.0, -50.0 - place, Decimal(dose)), mirror=False)
        return self.session.sign("Dr Sign")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "clinic.sqlite")
    desk.store.patients.add(BEA)
    desk.session.add_patient(ANA)
    yield desk
    desk.session.close()
    assert check(desk.store, document) == []
    desk.store.close()


def test_a_note_stands_beside_what_was_signed(desk: Desk):
    signed = desk.treat("2")
    desk.now += timedelta(days=3)
    amending.add_note(desk.session, " All well. ", "Dr Sign")
    visit = desk.session.visit
    assert [(note.text, note.by, note.at) for note in visit.addenda] == [("All well.", "Dr Sign", desk.now)]
    assert replace(visit, addenda=()) == signed
    amending.add_note(desk.session, "Still.", "Dr Other")
    assert [note.text for note in desk.store.visits.get(signed.id).addenda] == ["All well.", "Still."]


@pytest.mark.parametrize(("text", "by"), [("  ", "Dr"), ("Words", " "), ("x" * 4001, "Dr"), ("nul\x00", "Dr")])
def test_a_note_that_cannot_be_kept_is_refused(desk: Desk, text: str, by: str):
    desk.treat("2")
    with pytest.raises(Refused):
        amending.add_note(desk.session, text, by)
    assert desk.session.visit.addenda == ()


def test_a_draft_gets_no_note_and_no_mark(desk: Desk):
    desk.session.new_visit()
    for act in (
        lambda: amending.add_note(desk.session, "Words", "Dr"),
        lambda: amending.correct(desk.session, "Words"),
        lambda: amending.enter_in_error(desk.session, "Words", "Dr"),
    ):
        with pytest.raises(Refused, match="draft"):
            act()


def test_a_correction_takes_the_place_of_what_it_corrects(desk: Desk):
    signed = desk.treat("2", "3")
    desk.session.store.outcomes.set_pin(ANA.id, signed.id)
    looking_back.set_wore_off(desk.session, WoreOff(signed.id, None, date(2026, 11, 1)))
    desk.now += timedelta(days=2)
    amending.correct(desk.session, "The second point had 4 U.")
    draft = desk.session.visit
    assert (draft.amends, draft.at, draft.recorded_at, draft.status) == (
        signed.id, signed.at, desk.now, Status.DRAFT,
    )  # fmt: skip
    assert draft.points == signed.points
    assert looking_back.ghost(desk.session) == signed
    assert looking_back.last_treatment(desk.session) is None  # what is corrected is not a treatment before it
    points.dose(desk.session, {2}, Decimal(4))
    corrected = desk.session.sign("Dr Sign")
    assert corrected.signature.meaning is Meaning.CORRECTED
    former = next(v for v in desk.session.visits if v.id == signed.id)
    assert former.status is Status.AMENDED
    assert (former.marked.reason, former.marked.other, former.marked.by) == (
        "The second point had 4 U.", corrected.id, "Dr Sign",
    )  # fmt: skip
    assert replace(former, status=Status.SIGNED, marked=None) == signed
    assert counted(desk.session.visits) == (desk.session.visit,)
    assert looking_back.last_treatment(desk.session).id == corrected.id
    assert [row.treatment.id for row in desk.store.outcomes.due_rows()] == [corrected.id]
    assert desk.session.pinned == corrected.id
    assert {row.visit_id for row in desk.session.wore_off} == {signed.id, corrected.id}
    assert amending.newer(desk.session, former).id == corrected.id
    assert amending.older(desk.session, desk.session.visit).id == signed.id
    assert not late_entry(desk.session.visit)


def test_a_correction_needs_a_reason_and_is_begun_once(desk: Desk):
    signed = desk.treat("2")
    with pytest.raises(Refused, match="why"):
        amending.correct(desk.session, " ")
    first = amending.correct(desk.session, "Typo.")
    desk.session.open_visit(signed.id)
    assert amending.correct(desk.session, "").id == first.id
    assert desk.session.visit.id == first.id
    desk.session.discard_draft()
    assert desk.session.visits == (signed,)


def test_a_corrected_visit_is_corrected_in_its_newest_version(desk: Desk):
    signed = desk.treat("2")
    amending.correct(desk.session, "Typo.")
    second = desk.session.sign("Dr Sign")
    desk.session.open_visit(signed.id)
    with pytest.raises(Refused, match="newest"):
        amending.correct(desk.session, "Again.")
    with pytest.raises(Refused, match="newest"):
        amending.enter_in_error(desk.session, "Wrong.", "Dr")
    desk.session.open_visit(second.id)
    amending.correct(desk.session, "Again.")
    third = desk.session.sign("Dr Sign")
    assert [v.id for v in standing(desk.session.visits)] == [third.id]
    assert looking_back.newest_version(desk.session, signed.id).id == third.id


def test_a_correction_that_is_an_error_gives_back_what_it_corrected(desk: Desk):
    signed = desk.treat("2")
    amending.correct(desk.session, "Typo.")
    desk.session.sign("Dr Sign")
    amending.enter_in_error(desk.session, "It was right before.", "Dr Sign")
    former = next(v for v in desk.session.visits if v.id == signed.id)
    assert former == signed
    assert [v.id for v in standing(desk.session.visits)] == [signed.id]
    assert [row.treatment.id for row in desk.store.outcomes.due_rows()] == [signed.id]
    desk.session.open_visit(signed.id)
    amending.correct(desk.session, "Now right.")
    again = desk.session.sign("Dr Sign")
    assert [row.treatment.id for row in desk.store.outcomes.due_rows()] == [again.id]
    assert next(v for v in desk.session.visits if v.id == signed.id).marked.reason == "Now right."


def test_two_corrections_of_one_visit_the_second_is_told_and_kept(desk: Desk, tmp_path: Path):
    signed = desk.treat("2")
    one = amending.correct(desk.session, "Typo.")
    other = replace(one, id=str(uuid.UUID(int=999)), reason="Another typo.")
    desk.session.flush()
    desk.store.visits.save_draft(other)
    desk.session.reload()
    desk.session.sign("Dr Sign")
    desk.session.open_visit(other.id)
    with pytest.raises(Refused, match="corrected or entered in error meanwhile"):
        desk.session.sign("Dr Sign")
    assert desk.store.visits.get(other.id).is_draft
    assert desk.store.visits.get(signed.id).marked.other == one.id


def test_a_visit_on_the_wrong_patient_is_marked_and_copied_never_moved(desk: Desk):
    first = desk.treat("2")
    desk.now += timedelta(days=1)
    wrong = desk.treat("2", "3")
    copy = amending.enter_in_error(desk.session, "Charted on the sister.", "Dr Sign", BEA)
    visit = desk.session.visit
    assert visit.id == wrong.id
    assert (visit.status, visit.marked.reason, visit.marked.other) == (
        Status.ENTERED_IN_ERROR, "Charted on the sister.", copy.id,
    )  # fmt: skip
    assert replace(visit, status=Status.SIGNED, marked=None) == wrong
    assert looking_back.last_treatment(desk.session).id == first.id
    assert counted(desk.session.visits) == (first,)
    assert [row.treatment.id for row in desk.store.outcomes.due_rows()] == [first.id]
    (copied,) = desk.store.visits.of(BEA.id)
    assert copied.is_draft
    assert (copied.points, copied.at, copied.signature, copied.amends) == (wrong.points, wrong.at, None, None)
    with pytest.raises(Refused, match="already"):
        amending.enter_in_error(desk.session, "Again.", "Dr Sign")
    with pytest.raises(Refused, match="error"):
        amending.correct(desk.session, "Words.")


def test_an_error_cannot_be_copied_to_the_same_patient_and_then_nothing_is_marked(desk: Desk):
    desk.treat("2")
    with pytest.raises(Refused, match="this patient already"):
        amending.enter_in_error(desk.session, "Why.", "Dr", ANA)
    with pytest.raises(Refused, match="why"):
        amending.enter_in_error(desk.session, " ", "Dr", BEA)
    assert desk.session.visit.status is Status.SIGNED
    assert desk.store.visits.of(BEA.id) == ()


def test_a_review_of_the_former_version_is_one_of_the_correction(desk: Desk):
    signed = desk.treat("2")
    looking_back.new_review(desk.session)
    review = desk.session.sign("Dr Sign")
    desk.session.open_visit(signed.id)
    amending.correct(desk.session, "Typo.")
    corrected = desk.session.sign("Dr Sign")
    assert [v.id for v in looking_back.reviews(desk.session, corrected)] == [review.id]
    assert looking_back.treatment_of(desk.session, review).id == corrected.id
    assert [row.reviewed for row in desk.store.outcomes.due_rows()] == [True]


@pytest.mark.parametrize(("kind", "meaning"), [(Kind.TREATMENT, Meaning.TREATED), (Kind.REVIEW, Meaning.REVIEWED)])
def test_a_signature_says_what_it_means(desk: Desk, kind: Kind, meaning: Meaning):
    desk.session.new_visit(kind)
    points.place(desk.session, InjectionPoint(View.FRONT, 0.0, -50.0, Decimal(2)), mirror=False)
    signed = desk.session.sign("Dr Sign")
    assert signed.signature.meaning is meaning
    assert desk.store.visits.get(signed.id).signature == signed.signature
    record = desk.store.visits.signed_record(desk.store.visits.signed_numbers()[0])
    assert f'"meaning":"{meaning.value}"'.encode() in record.document


def test_treated_and_recorded_are_two_times(desk: Desk):
    desk.session.new_visit()
    assert desk.session.visit.recorded_at == NOON
    assert not late_entry(desk.session.visit)
    points.place(desk.session, InjectionPoint(View.FRONT, 0.0, -50.0, Decimal(2)), mirror=False)
    desk.session.edit("Time", replace(desk.session.visit, at=NOON - timedelta(days=1)))
    signed = desk.session.sign("Dr Sign")
    assert late_entry(signed)
    assert desk.store.visits.get(signed.id).recorded_at == NOON


def test_the_same_moment_in_two_offsets_is_no_late_entry(desk: Desk):
    visit = desk.treat("2")
    begun = visit.at.astimezone(timezone(timedelta(hours=14)))
    assert begun.date() != visit.at.date()
    assert not late_entry(replace(visit, recorded_at=begun))


def test_points_say_who_placed_them_and_a_repeat_says_who_repeated(desk: Desk):
    desk.session.person = Person(str(uuid.UUID(int=7)), "Dr One", frozenset({Role.INJECTOR}))
    first = desk.treat("2")
    assert [p.placed_by for p in first.points] == ["Dr One"]
    vial = Vial(str(uuid.UUID(int=50)), "ona_botox", Decimal(100))
    desk.session.person = replace(desk.session.person, name="Dr Two")
    source = replace(first, vials=(vial,), points=tuple(replace(p, vial=1) for p in first.points))
    looking_back.repeat(desk.session, source)
    assert [(p.placed_by, p.vial) for p in desk.session.visit.points] == [("Dr Two", None)]
    desk.session.person = None


def test_another_product_leaves_vials_reasons_and_prices_behind(desk: Desk):
    desk.session.new_visit()
    points.place(desk.session, InjectionPoint(View.FRONT, 0.0, -50.0, Decimal(2)), mirror=False)
    visit = desk.session.visit
    full = replace(
        visit, vials=(Vial(str(uuid.UUID(int=50)), visit.product, Decimal(100)),),
        points=tuple(replace(p, vial=1) for p in visit.points),
        whys=(Why("vial:1:expired", Reason.SEEN),), area_prices=(AreaPrice("forehead", Decimal(9)),),
    )  # fmt: skip
    desk.session.edit("Vial", full)
    other = next(code for code in desk.session.reference.products if code != visit.product)
    desk.session.set_product(other, keep_numbers=True)
    changed = desk.session.visit
    assert (changed.vials, changed.whys, changed.area_prices) == ((), (), ())
    assert [(p.units, p.vial) for p in changed.points] == [(Decimal(2), None)]


def test_two_injectors_sign_one_draft_the_second_is_told_and_keeps_what_was_not_signed(desk: Desk, tmp_path: Path):
    desk.session.new_visit()
    points.place(desk.session, InjectionPoint(View.FRONT, 0.0, -50.0, Decimal(2)), mirror=False)
    desk.session.flush()
    other = Desk(tmp_path / "clinic.sqlite", first=1000)
    other.session.open_patient(ANA.id)
    draft = other.session.visit
    points.place(other.session, InjectionPoint(View.FRONT, 0.0, -52.0, Decimal(3)), mirror=False)
    other.session.flush()
    signed = desk.session.sign("Dr First")
    with pytest.raises(Refused, match="signed"):
        other.session.sign("Dr Second")
    kept = other.session.visit
    assert (kept.is_draft, kept.id != draft.id, len(kept.points)) == (True, True, 2)
    assert [v.status for v in other.session.visits] == [Status.DRAFT, Status.SIGNED]
    assert other.session.flush() is None
    assert other.store.visits.get(signed.id) == signed
    assert other.store.visits.get(kept.id).points == kept.points
    other.session.close()
    other.store.close()


def test_a_draft_that_was_signed_as_it_is_on_both_screens_is_simply_signed(desk: Desk, tmp_path: Path):
    desk.session.new_visit()
    points.place(desk.session, InjectionPoint(View.FRONT, 0.0, -50.0, Decimal(2)), mirror=False)
    desk.session.flush()
    other = Desk(tmp_path / "clinic.sqlite", first=1000)
    other.session.open_patient(ANA.id)
    signed = desk.session.sign("Dr First")
    other.session.reload()
    assert other.session.visit == signed
    assert other.session.visits == (signed,)
    assert not other.session.editable
    other.session.close()
    other.store.close()


def test_what_was_typed_after_somebody_signed_is_kept_in_a_draft_of_its_own(desk: Desk, tmp_path: Path):
    desk.session.new_visit()
    points.place(desk.session, InjectionPoint(View.FRONT, 0.0, -50.0, Decimal(2)), mirror=False)
    desk.session.flush()
    other = Desk(tmp_path / "clinic.sqlite", first=1000)
    other.session.open_patient(ANA.id)
    signed = desk.session.sign("Dr First")
    points.place(other.session, InjectionPoint(View.FRONT, 0.0, -52.0, Decimal(3)), mirror=False)
    assert other.session.flush() is not None  # it cannot be written into what is signed, and is said so
    other.session.reload()
    assert other.session.flush() is None
    assert len(other.store.visits.get(other.session.visit.id).points) == 2
    assert other.store.visits.get(signed.id) == signed
    other.session.close()
    other.store.close()


def test_a_correction_keeps_the_dilution_that_was_signed(desk: Desk):
    desk.session.new_visit()
    points.place(desk.session, InjectionPoint(View.FRONT, 0.0, -50.0, Decimal(2)), mirror=False)
    visit = desk.session.visit
    desk.session.edit("Dilution", replace(visit, vial_units=Decimal(100), diluent_ml=Decimal("2.5")))
    desk.session.sign("Dr Sign")
    amending.correct(desk.session, "wrong dose")
    (item,) = (item for item in ready(desk.session) if item.check is Check.DILUTION)
    assert item.done
    desk.session.edit("Dilution", replace(desk.session.visit, diluent_ml=Decimal(2)))
    (item,) = (item for item in ready(desk.session) if item.check is Check.DILUTION)
    assert not item.done
    desk.session.sign("Dr Sign")
