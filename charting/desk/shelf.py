"""The vials in use while a visit is open: what was drawn from each, what is left, which one is in hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.domain.stock import StockVial, drawn_in, same_sitting, taken_by_others
from charting.domain.units import plain
from charting.domain.visit import Status, Visit

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.domain.vial import Vial


@dataclass(slots=True)
class Shelf:
    """What is remembered of the stock while a visit is open: the vials in use, with what other visits drew.

    `in_hand` is the id of the vial that points are placed from.
    """

    in_hand: str | None = None
    _read_for: tuple[frozenset[str], frozenset[str]] | None = None
    _vials: dict[str, StockVial] = field(default_factory=dict)

    def forget(self) -> None:
        """The stock was changed, here or by another process."""
        self._read_for = None

    def vials(self, session: Session) -> dict[str, StockVial]:
        """Every vial in use by its id, and those of the open visit; read again when other visits are on the desk."""
        here = _on_the_desk(session)
        but_not = frozenset({v.id for v in here} | {v.amends for v in here if v.amends is not None})
        theirs = frozenset(vial.id for v in here for vial in v.vials)
        if (but_not, theirs) != self._read_for:
            self._vials = {row.vial.id: row for row in session.store.stock.vials(but_not, also=theirs, closed=False)}
            self._read_for = but_not, theirs
        return self._vials


def before_this(session: Session) -> dict[str, StockVial]:
    """Every vial in use and those of the visit, with what all visits but the open one drew from it."""
    visit = session.visit
    return _with_drawn(session, [v for v in _on_the_desk(session) if visit is None or v.id != visit.id])


def now(session: Session) -> dict[str, StockVial]:
    """Every vial in use and those of the visit, with what all visits drew, the open one as it stands on the screen."""
    return _with_drawn(session, _on_the_desk(session))


def offered(session: Session) -> tuple[StockVial, ...]:
    """The vials to pick from: those in use of the visit's product; of a signed visit, its own."""
    visit = session.visit
    if visit is None:
        return ()
    known = now(session)
    own = {vial.id for vial in visit.vials}
    rows = [row for key, row in known.items()
            if key in own or (visit.is_draft and row.in_use and row.vial.product == visit.product)]  # fmt: skip
    foreign = [StockVial(vial, visit.at, drawn_in(visit)[vial.id]) for vial in visit.vials if vial.id not in known]
    return (*rows, *foreign)


def in_hand(session: Session) -> Vial | None:
    """The vial that points are placed from: the one picked last, of those that the visit has."""
    visit = session.visit
    if visit is None or not visit.vials:
        return None
    return next((vial for vial in visit.vials if vial.id == session.shelf.in_hand), visit.vials[-1])


def with_vial(session: Session, before: Visit, after: Visit) -> Visit:
    """The visit whose points that were just placed are of the vial in hand."""
    if not after.vials or after.points == before.points:
        return after
    old = {point.key for point in before.points}
    vial = next((v for v in after.vials if v.id == session.shelf.in_hand), after.vials[-1])
    place = after.vials.index(vial) + 1
    if all(point.key in old or point.vial is not None for point in after.points):
        return after
    return replace(after, points=tuple(
        replace(point, vial=place) if point.key not in old and point.vial is None else point for point in after.points
    ))  # fmt: skip


def beside(session: Session, visit: Visit | None = None) -> tuple[Visit, ...]:
    """The other visits of the sitting that a visit (the open one) belongs to."""
    visit = visit or session.visit
    return () if visit is None else same_sitting(visit, session.visits)


def _on_the_desk(session: Session) -> list[Visit]:
    """The visits whose doses are newer here than in the file may be: the open one, and the patient's drafts."""
    here = [visit for visit in session.visits if visit.is_draft]
    if session.visit is not None and all(visit.id != session.visit.id for visit in here):
        here.append(session.visit)
    return here


def _with_drawn(session: Session, here: list[Visit]) -> dict[str, StockVial]:
    """What the file says of each vial and what these visits drew; a visit that is being corrected counts once."""
    found = dict(session.shelf.vials(session))
    corrected = {visit.amends for visit in _on_the_desk(session)}
    for visit in here:
        if visit.status in (Status.DRAFT, Status.SIGNED) and visit.id not in corrected:
            for key, units in drawn_in(visit).items():
                row = found.get(key)
                if row is not None and units:
                    drafted = units if visit.is_draft else Decimal(0)
                    found[key] = replace(row, drawn=plain(row.drawn + units), drafted=plain(row.drafted + drafted))
    if session.patient is not None:
        patient, shares = session.patient.id, session.clinic.shares_vials
        for key, row in found.items():
            if row.patients and taken_by_others(row, patient, session.reference, shares=shares):
                found[key] = replace(row, taken=True)
    return found
