"""What stands on paper about a visit, gathered: the chart of one visit as a value, for the desk and the command line.

Charts are read in a session of their own at which nobody works: nothing on the desk changes, and no view is noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from charting.desk import amending, clinic, looking_back
from charting.desk.health import read_health
from charting.desk.session import Session
from charting.desk.sitting import also_given
from charting.desk.tables import compared_with, reference_of
from charting.domain.chart import Chart
from charting.domain.range_table import shipped_version

if TYPE_CHECKING:
    from charting.domain.anatomy import Anatomy
    from charting.domain.attachment import Attachment
    from charting.domain.audit_chain import Entry
    from charting.domain.reference import Reference
    from charting.domain.visit import Visit
    from charting.store.database import Store


Action = Literal["print", "export"]


class Charts:
    """Reads charts from a file."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_patient(self, patient_id: str, visit_ids: frozenset[str] | None = None) -> tuple[Chart, ...]:
        """The charts of a patient's visits, oldest first; or of these alone."""
        session = self._session
        session.patient = session.store.patients.get(patient_id)
        session.visits = session.store.visits.of(patient_id)
        read_health(session)
        wanted = reversed(session.visits)
        return tuple(self._chart(visit) for visit in wanted if visit_ids is None or visit.id in visit_ids)

    def leaflet(self, visit: Visit) -> Chart:
        """The chart of a visit that nothing is charted in yet, and that need not be kept: for the general handout."""
        session = self._session
        session.patient = session.store.patients.get(visit.patient_id)
        session.visits = ()
        read_health(session)
        return self._chart(visit, alone=True)

    def head(self) -> Entry | None:
        """The last entry of the audit."""
        return next(iter(self._session.store.audit.entries(limit=1)), None)

    def _chart(self, visit: Visit, *, alone: bool = False) -> Chart:
        session = self._session
        assert session.patient is not None
        session.visit = visit
        clinic.judge(session)
        assert session.assessment is not None
        own, notes = session.assessment, session.notes
        following = () if alone else self._following(visit)
        compared = reference_of(session, visit)
        return Chart(
            visit, session.patient, own, compared, compared_with(session, visit),
            notes, session.patient_history, session.consents, clinic.bill(session, visit), self._find(visit.amends),
            amending.newer(session, visit), self._find(visit.of), following,
            tuple(photo for photo in session.attachments if self._is_of(photo, visit)),
            session.clinic.settings, session.clinic.paper, session.clinic.review_of(shipped_version(compared)),
            also_given(session, visit, own),
        )  # fmt: skip

    def _following(self, visit: Visit) -> tuple[Chart, ...]:
        session = self._session
        linked = (*looking_back.touch_ups(session, visit), *looking_back.reviews(session, visit))
        return tuple(self._chart(other, alone=True) for other in sorted(linked, key=lambda v: (v.at, v.id)))

    def _find(self, visit_id: str | None) -> Visit | None:
        return next((v for v in self._session.visits if v.id == visit_id), None) if visit_id else None

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
    session.guarded = False  # whoever has the file in hand was let to it; nobody signs in at this session
    try:
        yield Charts(session)
    finally:
        session.close()


@contextmanager
def charts_at(session: Session) -> Iterator[Charts]:
    """A reader of the charts of the file on the desk, as they are saved."""
    session.settle()
    with charts_of(session.store, session.shipped, session.anatomies, session.clock) as charts:
        yield charts


def photos_of(session: Session, chart: Chart) -> tuple[tuple[Attachment, bytes], ...]:
    """The photographs of a visit with their bytes."""
    return tuple((photo, session.store.attachments.content_of(photo.id)) for photo in chart.photos)


def note_paper(session: Session, charts: tuple[Chart, ...], action: Action, what: str) -> None:
    """Record that sheets or handouts left the file."""
    patient = charts[0].patient.id
    visit = charts[0].visit.id or None if len(charts) == 1 else None  # a general handout may be of none
    session.store.audit.note(action, patient=patient, visit=visit, what=what, visits=len(charts))
