"""The reasons of doses out of band: given, taken back, and kept true by every edit and at signing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from charting.desk.people import refuse_charting
from charting.desk.sitting import as_judged
from charting.domain.dosing import assess
from charting.domain.record import Reason
from charting.domain.whys import followed, is_of_row, unanswered, with_reason, without_reason
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.domain.dosing import AreaDose
    from charting.domain.visit import Visit


def give(session: Session, rows: Iterable[AreaDose], reason: Reason, note: str = "") -> None:
    """Keep a reason for these rows, in the place of an earlier one: one step. A note goes into the step before it."""
    visit, rows = _open(session), tuple(rows)
    merge = f"why {sorted(dose.area for dose in rows)}" if reason is Reason.OTHER else None
    session.edit(session.tr("Give a reason"), replace(visit, whys=with_reason(visit.whys, rows, reason, note)), merge)


def take_back(session: Session, rows: Iterable[AreaDose]) -> None:
    """Take the reason of these rows away; they ask again."""
    visit = _open(session)
    session.edit(session.tr("Take a reason back"), replace(visit, whys=without_reason(visit.whys, rows)))


def open_questions(session: Session) -> tuple[AreaDose, ...]:
    """The rows of the open visit that are out of band without a reason."""
    return () if session.visit is None else unanswered(session.visit.whys, judged_rows(session))


def judged_rows(session: Session) -> tuple[AreaDose, ...]:
    """The rows of the open visit as reasons look at them: by what they come to with what else was given."""
    if session.visit is None or session.assessment is None:
        return ()
    return as_judged(session, session.visit, session.assessment).areas


def kept_true(session: Session, after: Visit) -> Visit:
    """The visit of an edit with its reasons brought up to date: units and ranges of now, none that holds no longer."""
    if not any(is_of_row(why) for why in after.whys):
        return after
    now = as_judged(session, after, assess(after, session.patient, session.reference, session.anatomy_of(after)))
    before = session.assessment
    if before is not None and session.visit is not None:
        before = as_judged(session, session.visit, before)
    whys = followed(after.whys, before, now)
    return after if whys == after.whys else replace(after, whys=whys)


def _open(session: Session) -> Visit:
    refuse_charting(session)
    if not session.editable or session.visit is None:
        raise Refused("This visit is signed; its reasons cannot be changed.")
    return session.visit
