"""After signing: notes, corrections, visits entered in error. A signed visit itself never changes.

Each function takes the session. A note or a mark is written at once and is no step for undo; a correction and a copy
are drafts like any other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from charting.desk.people import refuse_away, refuse_charting, refuse_unless
from charting.domain.people import Role
from charting.domain.record import Addendum, Marked
from charting.domain.visit import Status, Visit, replaced_by
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.domain.patient import Patient


def newer(session: Session, visit: Visit) -> Visit | None:
    """The signed correction that stands in the place of a visit, if there is one."""
    return replaced_by(visit, session.visits)


def older(session: Session, visit: Visit) -> Visit | None:
    """What a visit corrects, where it is known here."""
    return next((v for v in session.visits if v.id == visit.amends), None)


def in_error(visit: Visit) -> bool:
    """Whether somebody said that this visit never happened to this patient."""
    return visit.status is Status.ENTERED_IN_ERROR


def holds(session: Session, visit: Visit) -> bool:
    """Whether a visit is neither entered in error nor replaced by a signed correction."""
    return not in_error(visit) and newer(session, visit) is None


def draft_correction(session: Session, visit: Visit) -> Visit | None:
    """The correction of a visit that is begun and not signed yet."""
    return next((v for v in session.visits if v.amends == visit.id and v.is_draft), None)


# ---------------------------------------------------------------------- what is added


def add_note(session: Session, text: str, by: str) -> None:
    """Add a dated note to the open signed visit."""
    refuse_charting(session)
    visit = _signed(session)
    note = Addendum(session.new_id(), session.clock().replace(microsecond=0), _name(session, by), text.strip())
    session.store.amendments.add_addendum(visit.id, note)
    session.reload()


def correct(session: Session, reason: str) -> Visit:
    """Begin the correction of the open signed visit: all of it as a draft, with the reason; one begun is gone on with.

    It is of the same treatment, so the time and who placed each point stay; it is recorded now.
    """
    refuse_charting(session)
    visit = _signed(session)
    if in_error(visit):
        raise Refused("This visit is entered in error; it is not corrected any more. Begin a new one.")
    if newer(session, visit) is not None:
        raise Refused("This visit was corrected already; open the newest version and correct that.")
    begun = draft_correction(session, visit)
    if begun is not None:
        session.open_visit(begun.id)
        return begun
    if not reason.strip():
        raise Refused("Type why the visit is corrected; the reason stands beside both versions.")
    draft = replace(
        _as_draft(session, visit), amends=visit.id, reason=reason.strip(), table=None,
        points=tuple(replace(point, key=place) for place, point in enumerate(visit.points, 1)),
    )  # fmt: skip
    session.begin(session.tr("Correct the visit of {date}").format(date=visit.at.date().isoformat()), draft)
    return draft


def enter_in_error(session: Session, reason: str, by: str, to: Patient | None = None) -> Visit | None:
    """Mark the open signed visit as entered in error; with `to`, copy it as a draft to the patient it belongs to.

    The copy is returned; it is not opened. Both are written or neither.
    """
    refuse_unless(session, Role.INJECTOR)
    visit = _signed(session)
    if to is not None and to.id == visit.patient_id:
        raise Refused("The visit stands with this patient already; choose the one it belongs to.")
    copy = None if to is None else _copy(session, visit, to)
    mark = Marked(
        session.clock().replace(microsecond=0),
        _name(session, by),
        reason.strip(),
        copy.id if copy is not None else None,
    )
    session.settle()
    session.store.amendments.enter_in_error(visit.id, mark, copy)
    session.reload()
    return copy


def give_way(session: Session) -> bool:
    """Somebody else signed the open draft: show what they signed, and whether that was so.

    Edits on this screen that they did not sign are kept, as a draft of its own beside it: opened for who may go on
    with it. Who does not chart made none; what somebody before them left unwritten is kept all the same.
    """
    mine = session.visit
    theirs = session.store.visits.find(mine.id) if mine is not None and mine.is_draft else None
    if mine is None or theirs is None or theirs.is_draft:
        return False
    unwritten = session.autosave.forget(mine.id)
    if session.history is not None:
        session.history.clear()
    session.visits = tuple(theirs if v.id == theirs.id else v for v in session.visits)
    differs = any(getattr(mine, name) != getattr(theirs, name) for name in _CHARTED)
    if differs and (session.person is None or session.person.may_chart):
        session.begin(session.tr("Keep what was not signed"), replace(mine, id=session.new_id()))
        return True
    session.visit = theirs
    if differs and unwritten is not None:
        session.autosave.put(replace(unwritten, id=session.new_id()))
    return True


_CHARTED = (
    "points", "product", "vial_units", "diluent_ml", "lot", "expires", "at", "kind", "review", "consultation",
    "findings", "vials",
)  # fmt: skip
"""What a hand charts; the rest is written by the program when it signs."""


def carry_over(session: Session, signed: Visit) -> None:
    """A signed correction takes over what was kept of its former version: the pin, and when effects ended."""
    if signed.amends is None:
        return
    if session.pinned == signed.amends:
        session.store.outcomes.set_pin(signed.patient_id, signed.id)
    for row in session.wore_off:
        if row.visit_id == signed.amends and row.on >= signed.at.date():
            session.store.outcomes.set_wore_off(replace(row, visit_id=signed.id))


# ---------------------------------------------------------------------- inside


def _signed(session: Session) -> Visit:
    refuse_away(session)
    visit = session.visit
    if visit is None:
        raise Refused("Open the signed visit first.")
    if visit.is_draft:
        raise Refused("This visit is a draft; change it itself.")
    return visit


def _name(session: Session, typed: str) -> str:
    return session.person.name if session.person is not None else typed.strip()


def _as_draft(session: Session, visit: Visit) -> Visit:
    """The same visit as a new draft of its own, begun now: with the face as it is measured now."""
    return replace(
        visit, id=session.new_id(), status=Status.DRAFT, signature=None, addenda=(), marked=None, measures=None,
        recorded_at=session.clock().replace(microsecond=0),
    )  # fmt: skip


def _copy(session: Session, visit: Visit, to: Patient) -> Visit:
    """For the right patient. What belongs to the wrong one does not go along: links, reasons, what was weighed."""
    return replace(
        _as_draft(session, visit), patient_id=to.id, of=None, amends=None, reason=None, table=None, whys=(),
        consultation=None, findings=(), checks=(),
    )  # fmt: skip
