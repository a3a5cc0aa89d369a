"""What stands on paper about a visit, gathered: the chart of one visit as a value, for the desk and the command line.

Charts are read in a session of their own at which nobody works: nothing on the desk changes, and no view is noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from charting.desk.reading import read_chart
from charting.desk.session import Session
from charting.desk.state import NOBODY_OPEN
from charting.domain.dosing.range_table import shipped_version
from charting.domain.visit.chart import Chart

if TYPE_CHECKING:
    from charting.domain.clinic.audit_chain import Entry
    from charting.domain.dosing.reference import Reference
    from charting.domain.face.anatomy import Anatomy
    from charting.domain.people.attachment import Attachment
    from charting.domain.visit.visit import Visit
    from charting.store.database import Store


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
