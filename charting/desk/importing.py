"""Writes what an import adds: everything in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Protocol, TypeVar

from charting.desk.signing import document
from charting.domain.visit import Signature

if TYPE_CHECKING:
    from datetime import date

    from charting.domain.consent import Consent
    from charting.domain.history import PatientHistory
    from charting.domain.outcome import WoreOff
    from charting.domain.patient import Patient
    from charting.domain.patient_record import KeptAttachment
    from charting.domain.range_table import RangeTable
    from charting.domain.visit import Visit
    from charting.store.database import Store


class Added(Protocol):
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


class Planned(Protocol):
    """What is new in files, as planning an import found it."""

    @property
    def patients(self) -> tuple[Patient, ...]: ...
    @property
    def visits(self) -> tuple[Visit, ...]: ...
    @property
    def outcomes(self) -> Iterable[Added]: ...
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


_P = TypeVar("_P", bound=Planned)


def bring_in(
    store: Store, planned: Callable[[], _P], step: Callable[[int, int], None] = lambda done, whole: None
) -> _P:
    """Plan and write within one transaction; the plan that was carried out.

    `planned` looks at the file as it is then, whatever it was when somebody saw the preview. `step` is told how many
    visits are written, and of how many; what it raises takes everything back.
    """
    with store.writing():
        plan = planned()
        visits = _counted(plan.visits, step)
        store.import_all(plan.patients, visits, sealed)
        for added in plan.outcomes:
            store.outcomes.set_outcomes(added.patient_id, added.pinned, added.recall_on, added.wore_off)
            store.attachments.add_all(added.attachments)
            store.histories.set_health(added.patient_id, added.history, added.consents, added.earlier)
        for table in plan.tables:
            store.clinic.keep_range_table(table)
        for visit in plan.later:
            store.amendments.keep_after_signing(visit)
        store.audit.note("import", patients=len(plan.patients), visits=len(plan.visits))
    return plan


def _counted(visits: tuple[Visit, ...], step: Callable[[int, int], None]) -> Iterator[Visit]:
    for n, visit in enumerate(visits):
        step(n, len(visits))
        yield visit
    step(len(visits), len(visits))


def sealed(visit: Visit, patient: Patient) -> bytes:
    """What is kept of a visit that was signed elsewhere, with the name and the time it brings along, if any."""
    signed = visit.signature or Signature(None, None, None)
    return document(visit, patient, signed.name, signed.at, signed.meaning)
