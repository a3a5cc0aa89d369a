"""What stands on paper about a visit, gathered: the chart of one visit as a value, for the desk and the command line.

Charts are read in a session of their own at which nobody works: nothing on the desk changes, and no view is noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from charting.desk.reading import read_chart
from charting.desk.session import Session
from charting.desk.state import NOBODY_OPEN
from charting.domain.dosing.range_table import RangeTable, shipped_version
from charting.domain.people.patient_record import KeptAttachment, PatientRecord
from charting.domain.visit.chart import Chart, Selection, checked_selection, chosen_visits
from charting.errors import StoreProblem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from charting.domain.clinic.audit_chain import Entry
    from charting.domain.dosing.reference import Reference
    from charting.domain.face.anatomy import Anatomy
    from charting.domain.people.attachment import Attachment
    from charting.domain.people.patient import Patient
    from charting.domain.visit.visit import Visit
    from charting.store.database import Store


# ----------------------------------------------------------------------
# What is chosen of the file, read patient by patient: one way for the window and the command line.


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


class Charts:
    """Reads charts from a file."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._of = NOBODY_OPEN

    def of_patient(self, patient_id: str, visit_ids: frozenset[str] | None = None) -> tuple[Chart, ...]:
        """The charts of a patient's visits, oldest first; or of these alone."""
        visits = self._session.store.visits.of(patient_id)
        self._of = read_chart(self._session.env, patient_id, visits)
        wanted = reversed(self._of.visits)
        return tuple(self._chart(visit) for visit in wanted if visit_ids is None or visit.id in visit_ids)

    def leaflet(self, visit: Visit) -> Chart:
        """The chart of a visit that nothing is charted in yet, and that need not be kept: for the general handout."""
        self._of = read_chart(self._session.env, visit.patient_id, ())
        return self._chart(visit, alone=True)

    def head(self) -> Entry | None:
        """The last entry of the audit."""
        return next(iter(self._session.store.audit.entries(limit=1)), None)

    def _chart(self, visit: Visit, *, alone: bool = False) -> Chart:
        session = self._session
        session.change(open=replace(self._of, visit=visit))
        chart, own, notes = session.open, session.open.assessment, session.open.notes
        assert chart.patient is not None
        assert own is not None
        following = () if alone else self._following(visit)
        compared = session.clinic.tables.reference_of(visit)
        return Chart(
            visit, chart.patient, own, compared, session.clinic.tables.compared_with(visit),
            notes, chart.history, chart.consents, session.prices.bill(visit), self._find(visit.amends),
            session.amending.newer(visit), self._find(visit.of), following,
            tuple(photo for photo in chart.attachments if self._is_of(photo, visit)),
            session.clinic.settings, session.clinic.book.paper,
            session.clinic.book.review_of(shipped_version(compared)),
            session.judging.also_given(visit, own),
        )  # fmt: skip

    def _following(self, visit: Visit) -> tuple[Chart, ...]:
        session = self._session
        linked = (*session.past.touch_ups(visit), *session.past.reviews(visit))
        return tuple(self._chart(other, alone=True) for other in sorted(linked, key=lambda v: (v.at, v.id)))

    def _find(self, visit_id: str | None) -> Visit | None:
        return next((v for v in self._of.visits if v.id == visit_id), None) if visit_id else None

    def _is_of(self, photo: Attachment, visit: Visit) -> bool:
        return photo.is_photo and photo.hidden is None and photo.visit_id == visit.id


@contextmanager
def charts_of(
    store: Store, reference: Reference, anatomies: Mapping[int, Anatomy], clock: Callable[[], datetime]
) -> Iterator[Charts]:
    """A reader of the charts in a file."""
    session = Session(
        store, reference, anatomies, clock=clock, new_id=str, announce=lambda _: None, saved=lambda _: None
    )
    # Whoever has the file in hand was let to it; nobody signs in at this session.
    session.change(who=replace(session.who, guarded=False))
    try:
        yield Charts(session)
    finally:
        session.charting.close()


def charts_at(session: Session) -> AbstractContextManager[Charts]:
    """A reader of the charts of the file on the desk, as they are saved.

    Who asks is let in when they ask; what they wait for is read to its end, also when the desk is locked meanwhile.
    """
    session.charting.settle()
    return charts_of(session.store, session.env.shipped, session.env.anatomies, session.env.clock)
