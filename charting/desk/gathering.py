"""What is chosen of the file, read patient by patient: one way for the window and the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from charting.domain.dosing.range_table import RangeTable
from charting.domain.people.patient_record import KeptAttachment, PatientRecord
from charting.domain.visit.chart import Selection, checked_selection, chosen_visits
from charting.errors import StoreProblem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from charting.desk.session import Session
    from charting.domain.people.patient import Patient
    from charting.domain.visit.visit import Visit
    from charting.store.database import Store


def patients_chosen(store: Store, selection: Selection) -> tuple[Patient, ...]:
    """The patients whose records have to be looked at; a Problem when the one chosen is not there."""
    checked_selection(selection)
    if selection.visit_id is not None:
        return (store.patients.get(store.visits.get(selection.visit_id).patient_id),)
    if selection.patient_id is not None:
        return (store.patients.get(selection.patient_id),)
    return tuple(store.patients.all())


def gathered(
    store: Store, selection: Selection, patients: Iterable[Patient], *, attachments: bool = False
) -> Iterator[PatientRecord]:
    """The record of each patient with what is chosen of it, one consistent look each.

    Of a whole patient everything goes along, with `attachments` photographs and scans too; of chosen visits only what
    was recorded of them. A patient without a chosen visit is left out, unless all patients were asked for.
    """
    for patient in patients:
        with store.reading():
            record = _record(store, selection, patient, attachments)
        if record.visits or selection.whole_patients:
            yield record


class Gathering:
    """What is chosen of a file, for whoever may not know the store itself."""

    def __init__(self, store: Store, selection: Selection, attachments: bool = False) -> None:
        self._store = store
        self._selection = selection
        self.attachments = attachments

    def patients(self) -> tuple[Patient, ...]:
        return patients_chosen(self._store, self._selection)

    def records(self, patients: Iterable[Patient]) -> Iterator[PatientRecord]:
        return gathered(self._store, self._selection, patients, attachments=self.attachments)

    def one_look(self) -> AbstractContextManager[object]:
        """While this lasts nobody writes to the file from here, and all is read as of one moment."""
        return self._store.reading()

    def note_export(
        self, patient: str | None, *, format: str, pseudonymised: bool, patients: int, visits: int
    ) -> None:  # fmt: skip
        """Record that so much left the file; `patient` is whose it is when it is of one."""
        self._store.audit.note(
            "export", patient=patient, format=format, pseudonymised=pseudonymised, patients=patients, visits=visits
        )


def gathering_at(session: Session, selection: Selection, *, attachments: bool = False) -> Gathering:
    """What is chosen of the file on the desk. Who asks is let in when they ask, and gets it to its end."""
    return Gathering(session.store, selection, attachments)


def _record(store: Store, selection: Selection, patient: Patient, attachments: bool) -> PatientRecord:
    visits = chosen_visits(selection, store.visits.of(patient.id))
    tables = _tables(store, visits)
    if not selection.whole_patients:
        chosen = {visit.id for visit in visits}
        pinned = store.outcomes.pin_of(patient.id)
        return PatientRecord(
            patient, visits, pinned if pinned in chosen else None,
            wore_off=tuple(row for row in store.outcomes.wore_off_of(patient.id) if row.visit_id in chosen),
            attachments=_attachments(store, patient.id, chosen) if attachments else (), tables=tables,
        )  # fmt: skip
    history, *earlier = store.histories.histories_of(patient.id) or (None,)
    return PatientRecord(
        patient=patient,
        visits=visits,
        pinned=store.outcomes.pin_of(patient.id),
        recall_on=store.outcomes.recall_of(patient.id),
        wore_off=store.outcomes.wore_off_of(patient.id),
        history=history,
        consents=store.histories.consents_of(patient.id),
        earlier=tuple(older for older in earlier if older is not None),
        attachments=_attachments(store, patient.id, None) if attachments else (),
        tables=tables,
    )


def _tables(store: Store, visits: Iterable[Visit]) -> tuple[RangeTable, ...]:
    """The kept tables that the visits name; one that was altered is no table any more, as a check of the file tells."""
    found = []
    for version in sorted({visit.table for visit in visits if visit.table is not None}):
        with suppress(StoreProblem):
            found.append(store.clinic.range_table(version))
    return tuple(table for table in found if table is not None)


def _attachments(store: Store, patient_id: str, visits: set[str] | None) -> tuple[KeptAttachment, ...]:
    """Of chosen visits only their own; hidden ones too, since they stay in the record. Their bytes are fetched later.

    The draft that one was added to may have been discarded; it then belongs to no visit.
    """
    there = {visit.id for visit in store.visits.of(patient_id)} if visits is None else visits
    return tuple(
        KeptAttachment(
            found if found.visit_id in there else replace(found, visit_id=None),
            partial(store.attachments.content_of, found.id), partial(store.attachments.thumbnail_of, found.id),
        )
        for found in store.attachments.of(patient_id)
        if visits is None or found.visit_id in visits
    )  # fmt: skip
