"""A long past: the newest visits come first, so that the last map is on the screen as fast as with one visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charting.desk.steps import Changed
from charting.domain.visit import Kind, Visit

if TYPE_CHECKING:
    from charting.desk.session import Session


def first_visits(session: Session, patient_id: str) -> tuple[Visit, ...]:
    """All visits; or, with `at_once`, the newest of them when they hold what the first sight needs."""
    session.older_wait = False
    if session.at_once is not None:
        newest = session.store.visits.of(patient_id, session.at_once)
        treated = any(v.kind is Kind.TREATMENT and not v.is_draft and v.points for v in newest)
        session.older_wait = len(newest) == session.at_once and treated
        if session.older_wait or len(newest) < session.at_once:
            return newest
    return session.store.visits.of(patient_id)


def read_older(session: Session) -> None:
    """Bring the visits that were left for after the first sight; the open one stays as it is."""
    if not session.older_wait or session.patient is None or session.flush() is not None:
        return
    session.older_wait = False
    known = {v.id: v for v in session.visits}
    session.visits = tuple(known.get(v.id, v) for v in session.store.visits.of(session.patient.id))
    session.tell(Changed(visits=True))
