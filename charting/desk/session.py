"""The work in hand: the open patient and visit, and every edit of them. No Qt.

An edit makes the next visit (a value), hands one step to the history, which shows it; showing writes the draft,
assesses it and announces once what changed. There is no way back up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from charting.desk.amending import carry_over, give_way
from charting.desk.audit import note_view
from charting.desk.autosave import Autosave, SaveState
from charting.desk.clinic import judge, keep_signed, read_clinic, to_be_signed
from charting.desk.guard import Behind, Door, WhenAsked
from charting.desk.health import read_health
from charting.desk.judging import notes_of
from charting.desk.older import first_visits
from charting.desk.passwords import Passwords
from charting.desk.people import Proof, acting, is_away, refuse_away, refuse_charting, signer
from charting.desk.shelf import Shelf, with_vial
from charting.desk.signing import document, sha256_hex
from charting.desk.steps import Changed, History, Step
from charting.desk.tables import face_of
from charting.desk.whys import kept_true
from charting.domain.clinic import ClinicBook
from charting.domain.days import refuse_too_early
from charting.domain.dosing import Assessment
from charting.domain.outcome import WoreOff
from charting.domain.patient import Patient, checked_patient
from charting.domain.readiness import with_dilution_said
from charting.domain.visit import Kind, Meaning, Signature, Status, Visit, meaning_of
from charting.errors import Refused, StoreProblem

if TYPE_CHECKING:
    from charting.desk.asking import Known
    from charting.domain.anatomy import Anatomy
    from charting.domain.attachment import Attachment
    from charting.domain.caution_note import CautionNote
    from charting.domain.consent import Consent
    from charting.domain.history import PatientHistory
    from charting.domain.people import Person
    from charting.domain.reference import Reference
    from charting.store.database import Store


class Session:
    """One person's work on one file. `anatomies` maps template versions to faces; the newest one is charted on.

    While nobody is at the desk, or it is locked, it knows nobody's chart and the file is Refused: see `guard`.
    """

    store = Door()
    patient: Behind[Patient | None] = Behind(None)
    visits: Behind[tuple[Visit, ...]] = Behind(())
    visit: Behind[Visit | None] = Behind(None)
    assessment: Behind[Assessment | None] = Behind(None)
    notes = WhenAsked[tuple["CautionNote", ...]]((), notes_of)
    patient_history: Behind[PatientHistory | None] = Behind(None)
    consents: Behind[tuple[Consent, ...]] = Behind(())
    attachments: Behind[tuple[Attachment, ...]] = Behind(())
    pinned: Behind[str | None] = Behind(None)
    wore_off: Behind[tuple[WoreOff, ...]] = Behind(())
    recall: Behind[date | None] = Behind(None)

    def __init__(
        self,
        store: Store,
        reference: Reference,
        anatomies: Mapping[int, Anatomy],
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        announce: Callable[[Changed], None],
        saved: Callable[[SaveState], None],
        passwords: Passwords | None = None,
    ) -> None:
        self.file = store
        self.shipped = self.reference = reference
        self.anatomies = anatomies
        self.clock = clock
        self.new_id = new_id
        self.person: Person | None = None
        self.guarded = store.people.any()
        self.locked = False
        self.pin_opens = False
        self.password_hint = ""
        self.unsaid: StoreProblem | None = None
        self.passwords = passwords or Passwords()
        self.history: History | None = None
        self.at_once: int | None = None
        self.older_wait = False
        self.clinic = ClinicBook()
        self.clinic_settings, self.idle_minutes = self.clinic.settings, self.clinic.settings.idle_minutes
        self.tables: dict[str, Reference | None] = {}
        self.asked: Known = {}
        self.shelf = Shelf()
        self.tr: Callable[[str], str] = str
        self._announce = announce
        self.autosave = Autosave(store, saved)
        self.seen: tuple[str, str | None] | None = None
        self._last_product: str | None = None
        self.missed = False
        read_clinic(self)

    # ------------------------------------------------------------------ patients

    def open_patient(self, patient_id: str) -> None:
        """Show a patient: the newest draft if there is one, else today's empty face."""
        store = self.store
        self.flush()
        patient = store.patients.get(patient_id)
        if self.history is not None:
            self.history.clear()
        self.patient = patient
        self.visits = first_visits(self, patient_id)
        _read_past(self)
        self._set(_newest_draft(self.visits))
        note_view(self, opened=True)
        self.tell(Changed(patient=True, visits=True, visit=True, opened=True))

    def add_patient(self, patient: Patient) -> None:
        """Keep a new patient and open their chart."""
        self.store.patients.add(checked_patient(patient, self.clock().date()))
        self.open_patient(patient.id)

    def change_patient(self, patient: Patient) -> None:
        """Correct a patient's details; the former ones stay in the file."""
        patient = checked_patient(patient, self.clock().date())
        self.store.patients.change(patient)
        self.patient = patient
        self._set(self.visit)
        self.tell(Changed(patient=True, visit=True))

    # ------------------------------------------------------------------ visits

    @property
    def editable(self) -> bool:
        """Whether the open visit is a draft, and who is at the desk may change it."""
        allowed = self.person is None or self.person.may_chart
        return allowed and self.visit is not None and self.visit.is_draft

    @property
    def anatomy(self) -> Anatomy:
        """The face the open visit was charted on, else the newest."""
        return self.anatomy_of(self.visit)

    def anatomy_of(self, visit: Visit | None) -> Anatomy:
        """The face a visit was charted on, with the areas of its table; the newest one where that drawing is gone."""
        if visit is None or visit.is_draft:
            newest = max(self.anatomies)
            face = self.anatomies.get(visit.template if visit is not None else newest, self.anatomies[newest])
            return face.in_set(self.reference.area_set)
        return face_of(self, visit.template, visit.table, signed_here=visit.signed_here)

    def open_visit(self, visit_id: str | None) -> None:
        """Show one of the patient's visits as it was; None: the newest draft, else today's empty face."""
        if visit_id is None:
            visit = _newest_draft(self.visits)
        else:
            visit = next((v for v in self.visits if v.id == visit_id), None)
            if visit is None:
                return
        if visit is not self.visit:
            self._set(visit)
            self.tell(Changed(visit=True, opened=True))

    def new_visit(self, kind: Kind = Kind.TREATMENT) -> None:
        """Begin a draft of now, with the product this patient had last, or the one used last at this desk."""
        self.begin(self.tr("New visit"), self.blank(kind, next((v for v in self.visits if v.product), None)))

    def blank(self, kind: Kind, before: Visit | None) -> Visit:
        """An empty draft of now, with the product and dilution of `before`; it is not shown or kept yet."""
        refuse_away(self)
        if self.patient is None:
            raise Refused("Find or add a patient first; a visit belongs to somebody.")
        product = before.product if before else self._last_product or next(iter(self.reference.products))
        now = self.clock().replace(microsecond=0)
        return Visit(
            id=self.new_id(), patient_id=self.patient.id, at=now, recorded_at=now, kind=kind,
            product=product, template=max(self.anatomies),
            vial_units=before.vial_units if before else None, diluent_ml=before.diluent_ml if before else None,
        )  # fmt: skip

    def begin(self, text: str, draft: Visit) -> None:
        """Show and keep a new draft, as a step with its name for undo."""
        self._push(Step(text, None, draft))

    def discard_draft(self) -> None:
        """Throw the open draft away; undo brings it back."""
        self._push(Step(self.tr("Discard draft"), self._draft(), None))

    def sign(self, name: str, by: Proof | None = None, meaning: Meaning | None = None) -> Visit:
        """Sign and lock the open draft under a printed name: its exact bytes and their SHA-256 are kept.

        In a file with people the name is theirs, and `by` proves who signs. `meaning` is what the signature says;
        without one it follows from the visit.
        """
        visit = self._draft()
        person = signer(self, by)
        name, person_id = (name, None) if person is None else (person.name, person.id)
        assert self.patient is not None
        refuse_unready(visit, name, self.patient, self.clock())
        self.settle()
        at = self.clock()
        # Another process may have corrected the details meanwhile; what is signed is what the file holds.
        self.patient = self.store.patients.get(self.patient.id)
        visit, said = to_be_signed(self, kept_true(self, visit)), meaning or meaning_of(visit)
        content = document(visit, self.patient, name.strip(), at, said, person_id)
        signature = Signature(name.strip(), at, sha256_hex(content), meaning=said, person_id=person_id)
        try:
            with acting(self, person):
                signed = keep_signed(self, visit, signature, content)
        except Refused:
            if give_way(self):
                self.reload()
            raise
        if self.history is not None:
            self.history.clear()
        self.visits = tuple(signed if v.id == signed.id else v for v in self.visits)
        self._set(signed)
        if signed.amends is not None:
            carry_over(self, signed)
            self.reload()
        else:
            self.tell(Changed(patient=True, visits=True, visit=True))
        return signed

    # ------------------------------------------------------------------ edits

    def edit(self, text: str, after: Visit, merge: str | None = None) -> None:
        """One finished edit of the open draft, with its name for undo; nothing happens when nothing changed."""
        refuse_charting(self)
        before = self._draft()
        after = with_vial(self, before, kept_true(self, after))
        if after != before or [p.key for p in after.points] != [p.key for p in before.points]:
            self._push(Step(text, before, after, merge))

    def set_product(self, product: str, *, keep_numbers: bool) -> None:
        """Another product: its points undosed, or the same numbers as units of the new one; never a conversion."""
        visit = self._draft()
        if product == visit.product:
            return
        points = tuple(replace(p, units=p.units if keep_numbers else None, vial=None) for p in visit.points)
        changed = replace(
            visit, product=product, points=points, vial_units=None, diluent_ml=None, lot=None, expires=None,
            price_per_unit=None, vials=(), whys=(), area_prices=(),
        )  # fmt: skip
        self.edit(self.tr("Change product"), with_dilution_said(changed))

    def show(self, visit: Visit | None, other: Visit | None) -> None:
        """Make `visit` the open one (None: the draft `other` is gone), write it and announce it. For the history."""
        refuse_charting(self)
        if visit is None:
            assert other is not None
            self.autosave.discard(other.id)
            self.visits = tuple(v for v in self.visits if v.id != other.id)
            self._set(_newest_draft(self.visits))
        else:
            known = any(v.id == visit.id for v in self.visits)
            self.autosave.put(visit)
            rest = self.visits if known else (visit, *self.visits)
            replaced = tuple(visit if v.id == visit.id else v for v in rest)
            self.visits = tuple(sorted(replaced, key=lambda v: (v.at, v.id), reverse=True))
            self._last_product = visit.product or self._last_product
            self._set(visit)
        opened = visit is None or other is None or visit.id != other.id
        self.tell(Changed(visits=True, visit=True, opened=opened))

    # ------------------------------------------------------------------ the file

    def flush(self) -> Exception | None:
        """Wait until every edit is in the file; the problem, if one cannot be."""
        return self.autosave.flush()

    def reload(self) -> None:
        """Another process wrote to the file: show what is there now; the open draft stays as it is on the screen.

        While nobody may see it, it waits until somebody comes.
        """
        self.guarded = self.file.people.any()
        self.missed = is_away(self)
        if self.missed or self.patient is None:
            self.tell(Changed(patient=True, person=True))
            return
        give_way(self)
        self.flush()
        self.shelf.forget()
        self.patient = self.store.patients.get(self.patient.id)
        self.visits, self.older_wait = self.store.visits.of(self.patient.id), False
        read_clinic(self)
        _read_past(self)
        if self.visit is not None and not self.visit.is_draft:
            self._set(next((v for v in self.visits if self.visit and v.id == self.visit.id), None))
        self.tell(Changed(patient=True, visits=True, visit=True))

    def settle(self) -> None:
        """Like flush, before something is kept that needs the visits in the file; raises the problem."""
        problem = self.flush()
        if problem is not None:
            raise problem

    def look_back(self) -> None:
        """Something that is kept beside the visits was changed (the pin, wore off, recall): read and announce it."""
        refuse_away(self)
        _read_past(self)
        self.tell(Changed(patient=True, visits=True))

    def close(self) -> Exception | None:
        """Write what is pending; the problem, if it cannot be."""
        return self.autosave.close()

    # ------------------------------------------------------------------ inside

    def _draft(self) -> Visit:
        refuse_away(self)
        if self.visit is None:
            raise Refused("There is no open visit; begin a new one first.")
        if not self.visit.is_draft:
            raise Refused("This visit is signed and cannot be changed; begin a new visit.")
        return self.visit

    def _push(self, step: Step) -> None:
        refuse_charting(self)
        if self.history is None:
            self.show(step.after, step.before)
        else:
            self.history.push(step)

    def _set(self, visit: Visit | None) -> None:
        self.visit = visit
        judge(self)

    def tell(self, changed: Changed) -> None:
        """Announce a change, once, with the assessment of today; while nobody may see it, only that somebody left."""
        if is_away(self):
            self._announce(Changed(person=True))
            return
        if changed.person:
            note_view(self)
        self._announce(replace(changed, assessment=self.assessment))


def _newest_draft(visits: tuple[Visit, ...]) -> Visit | None:
    return next((v for v in visits if v.is_draft), None)


def _read_past(session: Session) -> None:
    """What is kept beside the visits of the open patient: the one pinned, when effects wore off, the day of recall."""
    assert session.patient is not None
    patient_id = session.patient.id
    session.pinned = session.store.outcomes.pin_of(patient_id)
    session.wore_off = session.store.outcomes.wore_off_of(patient_id)
    session.recall = session.store.outcomes.recall_of(patient_id)
    read_health(session)


def refuse_unready(visit: Visit, name: str, patient: Patient, now: datetime) -> None:
    """Refused when a draft cannot be signed: no name, undosed points, no product, nothing charted, a wrong day."""
    if not name.strip():
        raise Refused("Type the name of the person who signs.")
    undosed = len(visit.undosed)
    if undosed == 1:
        raise Refused("One point has no dose yet; dose or delete it, then sign.")
    if undosed:
        raise Refused("{count} points have no dose yet; dose or delete them, then sign.", count=undosed)
    if visit.kind is not Kind.REVIEW and not visit.points:
        raise Refused("Nothing is charted yet; place the points, then sign.")
    if visit.points and visit.product is None:
        raise Refused("Choose the product first; units belong to one product.")
    if visit.status is not Status.DRAFT:
        raise Refused("This visit is signed already.")
    refuse_too_early(visit.at, patient.born, now)
