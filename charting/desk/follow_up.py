"""What follows a treatment: its review, its touch-ups counted together with it, and the note on early boosters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.desk import looking_back
from charting.desk.clinic import assessed
from charting.desk.people import refuse_charting
from charting.domain.dosing import UNASSIGNED, AreaDose
from charting.domain.outcome import Review, WoreOff, checked_events, checked_review, checked_wore_off
from charting.domain.timing import booster_note, days_between
from charting.domain.visit import Kind, Visit, total_units

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.domain.reference import AdverseEvent, Caution, Reference


@dataclass(frozen=True, slots=True)
class Together:
    """A touch-up counted apart (`own`) and with its treatment and the touch-ups before it (`units`), in U.

    `units` is None where one of them is of another product: such units never meet in one total.
    """

    treatment: Visit
    own: Decimal
    units: Decimal | None


@dataclass(frozen=True, slots=True)
class Booster:
    """A touch-up so few days after its treatment that the reference data has a note on it."""

    caution: Caution
    days: int


def areas_of(session: Session, treatment: Visit) -> tuple[AreaDose, ...]:
    """The areas of a treatment and of its touch-ups, those of the treatment first; of each its first technique."""
    rows: dict[str, AreaDose] = {}
    for visit in (treatment, *looking_back.touch_ups(session, treatment)):
        if not visit.is_draft or visit is treatment:
            for dose in assessed(session, visit).areas:
                rows.setdefault(dose.area, dose)
    return tuple(dose for code, dose in rows.items() if code != UNASSIGNED)


def draft_review(session: Session, treatment: Visit) -> Visit | None:
    """The unsigned review of a treatment, if one is begun: the open one before others."""
    visit = session.visit
    if visit is not None and visit.is_draft and visit.kind is Kind.REVIEW and visit.of in (None, treatment.id):
        return visit
    return next((v for v in looking_back.reviews(session, treatment) if v.is_draft), None)


def keep_review(session: Session, treatment: Visit, review: Review) -> None:
    """Keep what a review found as a draft that belongs to the treatment: a new one, or the one that is begun."""
    checked_events(checked_review(review), treatment.at.date(), session.clock().date())
    draft = draft_review(session, treatment)
    if draft is None:
        new = replace(session.blank(Kind.REVIEW, treatment), of=treatment.id, review=review)
        session.begin(session.tr("Review"), new)
        return
    session.open_visit(draft.id)
    session.edit(session.tr("Review"), replace(draft, of=treatment.id, review=review))


def events_in_order(reference: Reference, areas: tuple[str, ...]) -> tuple[tuple[AdverseEvent, ...], ...]:
    """The adverse events of these areas (codes without side) first, then those of any area, then all others."""
    here = tuple(event for event in reference.adverse_events if set(event.areas) & set(areas))
    anywhere = tuple(event for event in reference.adverse_events if not event.areas)
    others = tuple(event for event in reference.adverse_events if event not in here and event not in anywhere)
    return here, anywhere, others


def together(session: Session, visit: Visit) -> Together | None:
    """The sums of a touch-up; None when the visit is none, or belongs to no treatment that is known."""
    treatment = _treatment(session, visit)
    if treatment is None:
        return None
    earlier = [v for v in looking_back.touch_ups(session, treatment) if (v.at, v.id) < (visit.at, visit.id)]
    parts = [treatment, *(v for v in earlier if v.id != visit.id), visit]
    own = total_units(visit.points)
    mixed = any(part.product != visit.product for part in parts if part.points)
    return Together(treatment, own, None if mixed else sum((total_units(p.points) for p in parts), Decimal(0)))


def booster(session: Session, visit: Visit) -> Booster | None:
    """The note on a touch-up soon after its treatment (21 days), from the reference data."""
    treatment = _treatment(session, visit)
    if treatment is None:
        return None
    caution = booster_note(treatment.at, visit.at, session.reference)
    return None if caution is None else Booster(caution, days_between(treatment.at, visit.at))


def keep_wore_off(session: Session, treatment: Visit, days: dict[str | None, tuple[date, bool]]) -> int:
    """Keep when the effect of a treatment was gone: a day and whether it is a rough one, by area (None: all of it).

    Areas that are not named lose what was kept of them. Nothing is kept when one of the days cannot be; the number
    of rows that changed.
    """
    refuse_charting(session)
    before = {row.area: row for row in session.wore_off if row.visit_id == treatment.id}
    wanted = {area: checked_wore_off(WoreOff(treatment.id, area, on, about), treatment.day)
              for area, (on, about) in days.items()}  # fmt: skip
    changed = [row for area, row in wanted.items() if before.get(area) != row]
    gone = [area for area in before if area not in wanted]
    session.settle()
    for row in changed:
        session.store.outcomes.set_wore_off(row)
    for area in gone:
        session.store.outcomes.remove_wore_off(treatment.id, area)
    if changed or gone:
        session.look_back()
    return len(changed) + len(gone)


def _treatment(session: Session, visit: Visit) -> Visit | None:
    if visit.kind is not Kind.TOUCH_UP or visit.of is None:
        return None
    if looking_back.is_treatment(session, visit):
        return None  # it came too late to be one
    return looking_back.newest_version(session, visit.of)
