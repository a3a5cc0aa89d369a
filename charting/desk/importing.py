"""Writes what an import adds: everything in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar

from charting.desk.signing import document
from charting.domain.visit.visit import Signature

if TYPE_CHECKING:
    from datetime import date

    from charting.desk.session import Session
    from charting.domain.dosing.range_table import RangeTable
    from charting.domain.people.consent import Consent
    from charting.domain.people.history import PatientHistory
    from charting.domain.people.patient import Patient
    from charting.domain.people.patient_record import KeptAttachment
    from charting.domain.visit.outcome import WoreOff
    from charting.domain.visit.visit import Visit
    from charting.store.database import Store


class AddedOutcome(Protocol):
    """What is new of how a patient's treatments went."""

    @property
    def patient_id(self) -> str: ...
    @property
    def pinned(self) -> str | None: ...
    @property
    def recall_on(self) -> date | None: ...
    @property
    def wore_off(self) -> tuple[WoreOff, ...]: ...
    @property
    def history(self) -> PatientHistory | None: ...
    @property
    def consents(self) -> tuple[Consent, ...]: ...
    @property
    def earlier(self) -> tuple[PatientHistory, ...]: ...
    @property
    def attachments(self) -> tuple[KeptAttachment, ...]: ...


class Added(Protocol):
    """What one record of a file adds, as planning an import found it."""

    @property
    def patient(self) -> Patient | None: ...
    @property
    def visits(self) -> tuple[Visit, ...]: ...
    @property
    def outcome(self) -> AddedOutcome | None: ...
    @property
    def later(self) -> tuple[Visit, ...]: ...
    @property
    def tables(self) -> tuple[RangeTable, ...]: ...


class Known:
    """What an import asks of a file: who and what is in it already, and how that went."""

    def __init__(self, store: Store) -> None:
        self.patients = store.patients.all
        self.find_patient = store.patients.find
        self.find_visit = store.visits.find
        self.pin_of = store.outcomes.pin_of
        self.recall_of = store.outcomes.recall_of
        self.wore_off_of = store.outcomes.wore_off_of
        self.histories_of = store.histories.histories_of
        self.consents_of = store.histories.consents_of
        self.attachments_of = store.attachments.of
        self.visits_of = store.visits.of


_P = TypeVar("_P", bound=Iterable[Added])


@contextmanager
def known_at(session: Session) -> Iterator[Known]:
    """What an import asks of the file on the desk, as it is saved, in one look."""
    store = session.store
    session.charting.settle()
    with store.reading():
        yield Known(store)


def bring_in_at(session: Session, planned: Callable[[Known], _P]) -> _P:
    """A backup of the file on the desk, then everything in one transaction, or nothing; the plan that was carried out.

    Who asked was there: what is begun is finished, also when the desk is locked meanwhile.
    """
    store = session.store
    session.charting.settle()
    store.back_up_if_changed()
    return bring_in(store, lambda: planned(Known(store)))


def bring_in(store: Store, planned: Callable[[], _P]) -> _P:
    """Plan and write within one transaction; the plan that was carried out.

    `planned` looks at the file as it is then, whatever it was when somebody saw the preview. What one record adds is
    written before the plan is asked for the next one; what that raises takes everything back.
    """
    patients = visits = 0
    with store.writing_in_one_piece():
        plan = planned()
        for added in plan:
            _write(store, added)
            patients += added.patient is not None
            visits += len(added.visits)
        store.audit.note("import", patients=patients, visits=visits)
    return plan


def _write(store: Store, added: Added) -> None:
    store.import_all(() if added.patient is None else (added.patient,), added.visits, sealed)
    if (outcome := added.outcome) is not None:
        store.outcomes.set_outcomes(outcome.patient_id, outcome.pinned, outcome.recall_on, outcome.wore_off)
        store.attachments.add_all(outcome.attachments)
        store.histories.set_health(outcome.patient_id, outcome.history, outcome.consents, outcome.earlier)
    for table in added.tables:
        store.clinic.keep_range_table(table)
    for visit in added.later:
        store.amendments.keep_after_signing(visit)


def sealed(visit: Visit, patient: Patient) -> bytes:
    """What is kept of a visit that was signed elsewhere, with the name and the time it brings along, if any."""
    signed = visit.signature or Signature(None, None, None)
    return document(visit, patient, signed.name, signed.at, signed.meaning)
