"""Who looked through the shipped ranges, and when: recorded by a clinician, of the table of that very version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charting.desk import clinic
from charting.desk.people import may, refuse_unless
from charting.domain.clinic import TableReview
from charting.domain.people import Role
from charting.domain.range_table import shipped_version

if TYPE_CHECKING:
    from charting.desk.session import Session


def may_review(session: Session) -> bool:
    """Whether who works at the desk may say so: somebody who injects; without named people everybody."""
    return may(session, Role.INJECTOR)


def in_force(session: Session) -> TableReview | None:
    """The newest review of the ranges that are shipped today; None until somebody has looked through them."""
    return session.clinic.review_of(shipped_version(session.shipped))


def of_before(session: Session) -> TableReview | None:
    """The newest review of all, which may be of ranges that were shipped before."""
    return next(iter(session.clinic.reviews), None)


def record(session: Session, name: str = "") -> None:
    """Record that the ranges shipped today were looked through by who is signed in; without named people by `name`."""
    refuse_unless(session, Role.INJECTOR)
    by = session.person.name if session.person is not None else name
    now = session.clock().replace(microsecond=0)
    session.store.clinic.add_table_review(TableReview(shipped_version(session.shipped), by, now))
    clinic.reread(session)
