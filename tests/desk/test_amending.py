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

from charting.desk.session import Session
from charting.desk.signing import document
from charting.desk.steps import PlainHistory
from charting.domain.face.face import View
from charting.domain.past.trends import counted
from charting.domain.people.patient import Patient
from charting.domain.people.people import Person, Role
from charting.domain.visit.outcome import WoreOff
from charting.domain.visit.readiness import Check
from charting.domain.visit.record import AreaPrice, Reason, Why
from charting.domain.visit.visit import InjectionPoint, Kind, Meaning, Status, Vial, late_entry, standing
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
        self.session.charting.history = PlainHistory(self.session.charting.show)

    def treat(self, *doses: str):
        """A signed treatment of now."""
        self.session.charting.new_visit()
        for place, dose in enumerate(doses):
            self.session.points.place(InjectionPoint(View.FRONT, 0.0, -50.0 - place, Decimal(dose)), mirror=False)
        return self.session.signing.sign("Dr Sign")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "clinic.sqlite")
    desk.store.patients.add(BEA)
    desk.session.patients.add(ANA)
    yield desk
    desk.session.charting.close()
    assert check(desk.store, document) == []
    desk.store.close()


def test_a_note_stands_beside_what_was_signed(desk: Desk):
    signed = desk.treat("2")
    desk.now += timedelta(days=3)
    desk.session.amending.add_note(" All well. ", "Dr Sign")
    visit = desk.session.open.visit
    assert [(note.text, note.by, note.at) for note in visit.addenda] == [("All well.", "Dr Sign", desk.now)]
    assert replace(visit, addenda=()) == signed
    desk.session.amending.add_note("Still.", "Dr Other")
    assert [note.text for note in desk.store.visits.get(signed.id).addenda] == ["All well.", "Still."]


@pytest.mark.parametrize(("text", "by"), [("  ", "Dr"), ("Words", " "), ("x" * 4001, "Dr"), ("nul\x00", "Dr")])
def test_a_note_that_cannot_be_kept_is_refused(desk: Desk, text: str, by: str):
    desk.treat("2")
    with pytest.raises(Refused):
        desk.session.amending.add_note(text, by)
    assert desk.session.open.visit.addenda == ()


def test_a_draft_gets_no_note_and_no_mark(desk: Desk):
    desk.session.charting.new_visit()
    for act in (
        lambda: desk.session.amending.add_note("Words", "Dr"),
        lambda: desk.session.amending.correct("Words"),
        lambda: desk.session.amending.enter_in_error("Words", "Dr"),
    ):
        with pytest.raises(Refused, match="draft"):
            act()


def test_a_correction_takes_the_place_of_what_it_corrects(desk: Desk):
    signed = desk.treat("2", "3")
    desk.session.store.outcomes.set_pin(ANA.id, signed.id)
    desk.session.past.set_wore_off(WoreOff(signed.id, None, date(2026, 11, 1)))
    desk.now += timedelta(days=2)
    desk.session.amending.correct("The second point had 4 U.")
    draft = desk.session.open.visit
    assert (draft.amends, draft.at, draft.recorded_at, draft.status) == (
        signed.id, signed.at, desk.now, Status.DRAFT,
    )  # fmt: skip
    assert draft.points == signed.points
    assert desk.session.past.ghost() == signed
    assert desk.session.past.last_treatment() is None  # what is corrected is not a treatment before it
    desk.session.points.dose({2}, Decimal(4))
    corrected = desk.session.signing.sign("Dr Sign")
    assert corrected.signature.meaning is Meaning.CORRECTED
    former = next(v for v in desk.session.open.visits if v.id == signed.id)
    assert former.status is Status.AMENDED
    assert (former.marked.reason, former.marked.other, former.marked.by) == (
        "The second point had 4 U.", corrected.id, "Dr Sign",
    )  # fmt: skip
    assert replace(former, status=Status.SIGNED, marked=None) == signed
    assert counted(desk.session.open.visits) == (desk.session.open.visit,)
    assert desk.session.past.last_treatment().id == corrected.id
    assert [row.treatment.id for row in desk.store.outcomes.due_rows()] == [corrected.id]
    assert desk.session.open.pinned == corrected.id
    assert {row.visit_id for row in desk.session.open.wore_off} == {signed.id, corrected.id}
    assert desk.session.amending.newer(former).id == corrected.id
    assert desk.session.amending.older(desk.session.open.visit).id == signed.id
    assert not late_entry(desk.session.open.visit)


def test_a_correction_needs_a_reason_and_is_begun_once(desk: Desk):
    signed = desk.treat("2")
    with pytest.raises(Refused, match="why"):
        desk.session.amending.correct(" ")
    first = desk.session.amending.correct("Typo.")
    desk.session.charting.open_visit(signed.id)
    assert desk.session.amending.correct("").id == first.id
    assert desk.session.open.visit.id == first.id
    desk.session.charting.discard_draft()
    assert desk.session.open.visits == (signed,)


def test_a_corrected_visit_is_corrected_in_its_newest_version(desk: Desk):
    signed = desk.treat("2")
    desk.session.amending.correct("Typo.")
    second = desk.session.signing.sign("Dr Sign")
    desk.session.charting.open_visit(signed.id)
    with pytest.raises(Refused, match="newest"):
        desk.session.amending.correct("Again.")
    with pytest.raises(Refused, match="newest"):
        desk.session.amending.enter_in_error("Wrong.", "Dr")
    desk.session.charting.open_visit(second.id)
    desk.session.amending.correct("Again.")
    third = desk.session.signing.sign("Dr Sign")
    assert [v.id for v in standing(desk.session.open.visits)] == [third.id]
    assert desk.session.past.newest_version(signed.id).id == third.id


def test_a_correction_that_is_an_error_gives_back_what_it_corrected(desk: Desk):
    signed = desk.treat("2")
    desk.session.amending.correct("Typo.")
    desk.session.signing.sign("Dr Sign")
    desk.session.amending.enter_in_error("It was right before.", "Dr Sign")
    former = next(v for v in desk.session.open.visits if v.id == signed.id)
    assert former == signed
    assert [v.id for v in standing(desk.session.open.visits)] == [signed.id]
    assert [row.treatment.id for row in desk.store.outcomes.due_rows()] == [signed.id]
    desk.session.charting.open_visit(signed.id)
    desk.session.amending.correct("Now right.")
    again = desk.session.signing.sign("Dr Sign")
    assert [row.treatment.id for row in desk.store.outcomes.due_rows()] == [again.id]
    assert next(v for v in desk.session.open.visits if v.id == signed.id).marked.reason == "Now right."


def test_two_corrections_of_one_visit_the_second_is_told_and_kept(desk: Desk, tmp_path: Path):
    signed = desk.treat("2")
    one = desk.session.amending.correct("Typo.")
    other = replace(one, id=str(uuid.UUID(int=999)), reason="Another typo.")
    desk.session.charting.flush()
    desk.store.visits.save_draft(other)
    desk.session.patients.reload()
    desk.session.signing.sign("Dr Sign")
    desk.session.charting.open_visit(other.id)
    with pytest.raises(Refused, match="corrected or entered in error meanwhile"):
        desk.session.signing.sign("Dr Sign")
    assert desk.store.visits.get(other.id).is_draft
    assert desk.store.visits.get(signed.id).marked.other == one.id


def test_a_visit_on_the_wrong_patient_is_marked_and_copied_never_moved(desk: Desk):
    first = desk.treat("2")
    desk.now += timedelta(days=1)
    wrong = desk.treat("2", "3")
    copy = desk.session.amending.enter_in_error("Charted on the sister.", "Dr Sign", BEA)
    visit = desk.session.open.visit
    assert visit.id == wrong.id
    assert (visit.status, visit.marked.reason, visit.marked.other) == (
        Status.ENTERED_IN_ERROR, "Charted on the sister.", copy.id,
    )  # fmt: skip
    assert replace(visit, status=Status.SIGNED, marked=None) == wrong
    assert desk.session.past.last_treatment().id == first.id
    assert counted(desk.session.open.visits) == (first,)
    assert [row.treatment.id for row in desk.store.outcomes.due_rows()] == [first.id]
    (copied,) = desk.store.visits.of(BEA.id)
    assert copied.is_draft
    assert (copied.points, copied.at, copied.signature, copied.amends) == (wrong.points, wrong.at, None, None)
    with pytest.raises(Refused, match="already"):
        desk.session.amending.enter_in_error("Again.", "Dr Sign")
    with pytest.raises(Refused, match="error"):
        desk.session.amending.correct("Words.")


def test_an_error_cannot_be_copied_to_the_same_patient_and_then_nothing_is_marked(desk: Desk):
    desk.treat("2")
    with pytest.raises(Refused, match="this patient already"):
        desk.session.amending.enter_in_error("Why.", "Dr", ANA)
    with pytest.raises(Refused, match="why"):
        desk.session.amending.enter_in_error(" ", "Dr", BEA)
    assert desk.session.open.visit.status is Status.SIGNED
    assert desk.store.visits.of(BEA.id) == ()


def test_a_review_of_the_former_version_is_one_of_the_correction(desk: Desk):
    signed = desk.treat("2")
    desk.session.repeating.new_review()
    review = desk.session.signing.sign("Dr Sign")
    desk.session.charting.open_visit(signed.id)
    desk.session.amending.correct("Typo.")
    corrected = desk.session.signing.sign("Dr Sign")
    assert [v.id for v in desk.session.past.reviews(corrected)] == [review.id]
    assert desk.session.past.treatment_of(review).id == corrected.id
    assert [row.reviewed for row in desk.store.outcomes.due_rows()] == [True]


@pytest.mark.parametrize(("kind", "meaning"), [(Kind.TREATMENT, Meaning.TREATED), (Kind.REVIEW, Meaning.REVIEWED)])
def test_a_signature_says_what_it_means(desk: Desk, kind: Kind, meaning: Meaning):
    desk.session.charting.new_visit(kind)
    desk.session.points.place(InjectionPoint(View.FRONT, 0.0, -50.0, Decimal(2)), mirror=False)
    signed = desk.session.signing.sign("Dr Sign")
    assert signed.signature.meaning is meaning
    assert desk.store.visits.get(signed.id).signature == signed.signature
    record = desk.store.visits.signed_record(desk.store.visits.signed_numbers()[0])
    assert f'"meaning":"{meaning.value}"'.encode() in record.document


def test_treated_and_recorded_are_two_times(desk: Desk):
    desk.session.charting.new_visit()
    assert desk.session.open.visit.recorded_at == NOON
    assert not late_entry(desk.session.open.visit)
    desk.session.points.place(InjectionPoint(View.FRONT, 0.0, -50.0, Decimal(2)), mirror=False)
    desk.session.charting.edit("Time", replace(desk.session.open.visit, at=NOON - timedelta(days=1)))
    signed = desk.session.signing.sign("Dr Sign")
    assert late_entry(signed)
    assert desk.store.visits.get(signed.id).recorded_at == NOON


def test_the_same_moment_in_two_offsets_is_no_late_entry(desk: Desk):
    visit = desk.treat("2")
    begun = visit.at.astimezone(timezone(timedelta(hours=14)))
    assert begun.date() != visit.at.date()
    assert not late_entry(replace(visit, recorded_at=begun))


def test_points_say_who_placed_them_and_a_repeat_says_who_repeated(desk: Desk):
    one = Person(str(uuid.UUID(int=7)), "Dr One", frozenset({Role.INJECTOR}))
    desk.session.change(who=replace(desk.session.who, person=one))
    first = desk.treat("2")
    assert [p.placed_by for p in first.points] == ["Dr One"]
    vial = Vial(str(uuid.UUID(int=50)), "ona_botox", Decimal(100))
    desk.session.change(who=replace(desk.session.who, person=replace(one, name="Dr Two")))
    source = replace(first, vials=(vial,), points=tuple(replace(p, vial=1) for p in first.points))
    desk.session.repeating.repeat(source)
    assert [(p.placed_by, p.vial) for p in desk.session.open.visit.points] == [("Dr Two", None)]
    desk.session.change(who=replace(desk.session.who, person=None))


def test_another_product_leaves_vials_reasons_and_prices_behind(desk: Desk):
    desk.session.charting.new_visit()
    desk.session.points.place(InjectionPoint(View.FRONT, 0.0, -50.0, Decimal(2)), mirror=False)
    visit = desk.session.open.visit
    full = replace(
        visit, vials=(Vial(str(uuid.UUID(int=50)), visit.product, Decimal(100)),),
        points=tuple(replace(p, vial=1) for p in visit.points),
        whys=(Why("vial:1:expired", Reason.SEEN),), area_prices=(AreaPrice("forehead", Decimal(9)),),
    )  # fmt: skip
    desk.session.charting.edit("Vial", full)
    other = next(code for code in desk.session.clinic.reference.products if code != visit.product)
    desk.session.charting.set_product(other, keep_numbers=True)
    changed = desk.session.open.visit
    assert (changed.vials, changed.whys, changed.area_prices) == ((), (), ())
    assert [(p.units, p.vial) for p in changed.points] == [(Decimal(2), None)]


def test_two_injectors_sign_one_draft_the_second_is_told_and_keeps_what_was_not_signed(desk: Desk, tmp_path: Path):
    desk.session.charting.new_visit()
    desk.session.points.place(InjectionPoint(View.FRONT, 0.0, -50.0, Decimal(2)), mirror=False)
    desk.session.charting.flush()
    other = Desk(tmp_path / "clinic.sqlite", first=1000)
    other.session.patients.open(ANA.id)
    draft = other.session.open.visit
    other.session.points.place(InjectionPoint(View.FRONT, 0.0, -52.0, Decimal(3)), mirror=False)
    other.session.charting.flush()
    signed = desk.session.signing.sign("Dr First")
    with pytest.raises(Refused, match="signed"):
        other.session.signing.sign("Dr Second")
    kept = other.session.open.visit
    assert (kept.is_draft, kept.id != draft.id, len(kept.points)) == (True, True, 2)
    assert [v.status for v in other.session.open.visits] == [Status.DRAFT, Status.SIGNED]
    assert other.session.charting.flush() is None
    assert other.store.visits.get(signed.id) == signed
    assert other.store.visits.get(kept.id).points == kept.points
    other.session.charting.close()
    other.store.close()


def test_a_draft_that_was_signed_as_it_is_on_both_screens_is_simply_signed(desk: Desk, tmp_path: Path):
    desk.session.charting.new_visit()
    desk.session.points.place(InjectionPoint(View.FRONT, 0.0, -50.0, Decimal(2)), mirror=False)
    desk.session.charting.flush()
    other = Desk(tmp_path / "clinic.sqlite", first=1000)
    other.session.patients.open(ANA.id)
    signed = desk.session.signing.sign("Dr First")
    other.session.patients.reload()
    assert other.session.open.visit == signed
    assert other.session.open.visits == (signed,)
    assert not other.session.editable
    other.session.charting.close()
    other.store.close()


def test_what_was_typed_after_somebody_signed_is_kept_in_a_draft_of_its_own(desk: Desk, tmp_path: Path):
    desk.session.charting.new_visit()
    desk.session.points.place(InjectionPoint(View.FRONT, 0.0, -50.0, Decimal(2)), mirror=False)
    desk.session.charting.flush()
    other = Desk(tmp_path / "clinic.sqlite", first=1000)
    other.session.patients.open(ANA.id)
    signed = desk.session.signing.sign("Dr First")
    other.session.points.place(InjectionPoint(View.FRONT, 0.0, -52.0, Decimal(3)), mirror=False)
    assert other.session.charting.flush() is not None  # it cannot be written into what is signed, and is said so
    other.session.patients.reload()
    assert other.session.charting.flush() is None
    assert len(other.store.visits.get(other.session.open.visit.id).points) == 2
    assert other.store.visits.get(signed.id) == signed
    other.session.charting.close()
    other.store.close()


def test_a_correction_keeps_the_dilution_that_was_signed(desk: Desk):
    desk.session.charting.new_visit()
    desk.session.points.place(InjectionPoint(View.FRONT, 0.0, -50.0, Decimal(2)), mirror=False)
    visit = desk.session.open.visit
    desk.session.charting.edit("Dilution", replace(visit, vial_units=Decimal(100), diluent_ml=Decimal("2.5")))
    desk.session.signing.sign("Dr Sign")
    desk.session.amending.correct("wrong dose")
    (item,) = (item for item in desk.session.readiness.ready() if item.check is Check.DILUTION)
    assert item.done
    desk.session.charting.edit("Dilution", replace(desk.session.open.visit, diluent_ml=Decimal(2)))
    (item,) = (item for item in desk.session.readiness.ready() if item.check is Check.DILUTION)
    assert not item.done
    desk.session.signing.sign("Dr Sign")
