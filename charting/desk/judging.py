"""What a clinician should see about the open visit: every caution of its points, its patient and its vials."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from typing import TYPE_CHECKING

from charting.desk.people import refuse_away
from charting.desk.shelf import before_this
from charting.desk.tables import reference_of
from charting.domain.caution_case import case_of
from charting.domain.caution_events import earlier_events
from charting.domain.cautions import Told, cautions, counting, followed_events, is_seen, past_of, told_of_points
from charting.domain.record import Reason, Why
from charting.domain.stock import vial_cautions
from charting.domain.timing import months_later
from charting.domain.visit import with_points_moved
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.domain.caution_case import Past
    from charting.domain.caution_events import Followed
    from charting.domain.caution_note import CautionNote
    from charting.domain.history import PatientHistory
    from charting.domain.visit import Visit

LOOKED_BACK_MONTHS = 24
"""Farther back no rule looks; a long past costs nothing at each edit."""


def notes_of(session: Session) -> tuple[CautionNote, ...]:
    """The cautions of the open visit, as of now; none without one."""
    visit = session.visit
    if visit is None:
        return ()
    found = cautions(
        visit, session.patient, _history(session, visit), past(session, visit), reference_of(session, visit),
        session.anatomy_of(visit), events_before(session, visit), session.clinic_settings.touch_up_days,
    )  # fmt: skip
    return (*_of_vials(session, visit), *found)


def _history(session: Session, visit: Visit) -> PatientHistory | None:
    """What was known of the patient: of a draft what is known now, of a signed visit what had been said until then."""
    known = session.patient_history
    signed_at = visit.signature.at if visit.signature is not None else None
    if known is None or signed_at is None or known.asked_at is None or known.asked_at <= signed_at:
        return known
    earlier = session.store.histories.histories_of(visit.patient_id)
    return next((found for found in earlier if found.asked_at is None or found.asked_at <= signed_at), None)


def past(session: Session, visit: Visit) -> tuple[Past, ...]:
    """The patient's other visits that count for the cautions of one."""
    begin, day = months_later(visit.at.date(), -LOOKED_BACK_MONTHS), visit.at.date()
    return tuple(
        past_of(other, session.anatomy_of(other))
        for other in counting(session.visits, visit)
        if begin <= other.at.date() <= day
    )


def events_before(session: Session, visit: Visit | None) -> tuple[Followed, ...]:
    """What went wrong after earlier treatments: those before a visit, or all of them where none is in hand."""
    if not any(other.review is not None and other.review.adverse_events for other in session.visits):
        return ()  # as with most patients, and nothing is looked for at their edits
    days = session.clinic_settings.touch_up_days
    return followed_events(session.visits, visit, session.anatomy_of, session.reference, days)


def before_repeat(session: Session, source: Visit) -> tuple[CautionNote, ...]:
    """What went wrong before at the points of an earlier visit, as cautions on it: what charting it again would raise.

    The points are numbered as they are there.
    """
    events = events_before(session, session.visit)
    if not events:
        return ()
    anatomy = session.anatomy_of(source)
    return tuple(earlier_events(case_of(source, session.patient, None, (), session.reference, anatomy), events))


def seen(session: Session, note: CautionNote) -> bool:
    """Whether somebody saw this caution of the open visit as it is now."""
    return session.visit is not None and is_seen(note, session.visit.whys)


def told_of(session: Session, visit: Visit, numbers: frozenset[int]) -> tuple[Told, ...]:
    """The distances of some points of a visit, fine or not, for the face to show."""
    return told_of_points(visit, numbers, session.patient, reference_of(session, visit), session.anatomy_of(visit))


def moved(visit: Visit, keys: Set[int], dx_mm: float, dy_mm: float) -> Visit | None:
    """The visit as it would be if these points were let go here; None where they cannot be."""
    try:
        return with_points_moved(visit, keys, dx_mm, dy_mm)
    except Refused:
        return None


def see(session: Session, note: CautionNote) -> None:
    """Keep that a caution was seen, with what it measured; one step for undo."""
    refuse_away(session)
    visit = session.visit
    if visit is None or is_seen(note, visit.whys):
        return
    others = tuple(why for why in visit.whys if (why.about, why.reason) != (note.key, Reason.SEEN))
    why = Why(about=note.key, reason=Reason.SEEN, note=note.measured)
    session.edit(session.tr("See a caution"), replace(visit, whys=(*others, why)))


def _of_vials(session: Session, visit: Visit) -> tuple[CautionNote, ...]:
    if not visit.vials:
        return ()
    return vial_cautions(visit, before_this(session), session.reference, session.clock())
