"""What was done before the visit in hand, and doing it again: the last treatment, its ghost, repeat, the pinned best.

Each function takes the session. What makes or changes a draft is one step for undo; nothing of a lot, an expiry date
or a signature is ever carried over, and no dose goes into the units of another product.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from typing import TYPE_CHECKING

from charting.desk import amending
from charting.desk.people import refuse_away, refuse_charting
from charting.desk.points import placed
from charting.desk.shelf import beside
from charting.domain import touch_ups as touch_ups_rule
from charting.domain.days import AHEAD
from charting.domain.outcome import WoreOff
from charting.domain.visit import Kind, Visit, standing, with_points_added
from charting.errors import Refused

if TYPE_CHECKING:
    from datetime import date

    from charting.desk.session import Session
    from charting.domain.visit import InjectionPoint


def treatments(session: Session) -> tuple[Visit, ...]:
    """The patient's treatments that hold points and still hold, newest first; one entered in error was none.

    Of a treatment and its correction only the correction counts, the one in hand included. A touch-up that came too
    late to be one is a treatment.
    """
    return tuple(v for v in _standing(session) if is_treatment(session, v))


def last_treatment(session: Session) -> Visit | None:
    """The newest treatment that was given by now: signed, whatever visit is open."""
    return next((v for v in treatments(session) if not v.is_draft and _was(session, v)), None)


def last_before(session: Session) -> Visit | None:
    """The newest treatment that was given before the open visit's own time; before now when none is open."""
    visit = session.visit
    if visit is None:
        return last_treatment(session)
    return next((v for v in treatments(session) if not v.is_draft and _is_before(v, visit)), None)


def previous(session: Session) -> Visit | None:
    """The treatment before the open visit, or before today when none is open; signed ones come before drafts.

    Of a correction it is what is corrected, of a touch-up or a review the treatment it belongs to. Always what lies
    before the visit's own time: nothing that came later is shown as what was done last.
    """
    visit, known = session.visit, treatments(session)
    if visit is None:
        return last_treatment(session) or next((v for v in known if _was(session, v)), None)
    if visit.amends is not None:
        return next((v for v in session.visits if v.id == visit.amends), None)
    if visit.of is not None:
        return next((v for v in session.visits if v.id == visit.of), None)
    here = {visit.id, *(v.id for v in beside(session))}  # a second product of the same sitting is nothing of the past
    earlier = [v for v in known if v.id not in here and _is_before(v, visit)]
    return next((v for v in earlier if not v.is_draft), None) or next(iter(earlier), None)


def ghost(session: Session) -> Visit | None:
    """The visit whose points lie hollow under today's: none under a signed visit, which is looked at for itself."""
    if session.visit is not None and not session.visit.is_draft:
        return None
    return previous(session)


def is_treatment(session: Session, visit: Visit) -> bool:
    """Whether something was given that counts as a treatment: so called, or a touch-up that came too late to be one."""
    return bool(visit.points) and is_called_for(session, visit)


def is_called_for(session: Session, visit: Visit) -> bool:
    """Whether a visit is, or begins, what counts as a treatment, whether it holds points yet or not."""
    if visit.kind is not Kind.TOUCH_UP:
        return visit.kind is Kind.TREATMENT
    given = [other for other in _standing(session) if other.points]
    return touch_ups_rule.is_treatment(visit, given, session.clinic_settings.touch_up_days)


def is_past(session: Session, visit: Visit) -> bool:
    """Whether a visit lies before the open one's own time; before now when none is open."""
    return _was(session, visit) if session.visit is None else _is_before(visit, session.visit)


def pinned_best(session: Session) -> Visit | None:
    """The visit that was pinned as this patient's best."""
    return next((v for v in standing(session.visits) if v.id == session.pinned), None)


def touch_ups(session: Session, treatment: Visit) -> tuple[Visit, ...]:
    """The touch-ups linked to a treatment, oldest first."""
    return _linked(session, treatment, Kind.TOUCH_UP)


def reviews(session: Session, treatment: Visit) -> tuple[Visit, ...]:
    """The reviews linked to a treatment, oldest first."""
    return _linked(session, treatment, Kind.REVIEW)


def treatment_of(session: Session, visit: Visit | None) -> Visit | None:
    """The treatment a visit belongs to: itself, the one it is linked to, or the last one given."""
    if visit is not None and is_treatment(session, visit) and not visit.is_draft and visit in standing(session.visits):
        return visit
    linked = visit.of if visit is not None else None
    return newest_version(session, linked) or last_treatment(session)


def newest_version(session: Session, visit_id: str | None) -> Visit | None:
    """The visit of this id, or the signed correction that stands in its place."""
    found = next((v for v in session.visits if v.id == visit_id), None)
    seen: set[str] = set()
    while found is not None and found.id not in seen:
        seen.add(found.id)
        newer = amending.newer(session, found)
        if newer is None:
            return found
        found = newer
    return found


def areas_of(session: Session, visit: Visit) -> tuple[str, ...]:
    """The codes of the areas a visit treated, in the order of its points; "" stands for points on no area."""
    return tuple(dict.fromkeys(_area(session, visit, point) for point in visit.points))


# ---------------------------------------------------------------------- doing it again


def repeat(session: Session, source: Visit, areas: Set[str] | None = None) -> bool:
    """Chart the points and doses of an earlier visit again, all or those of `areas`, as one step for undo.

    They go into the open draft, where it is a treatment without points (or `areas` are named); else into a new draft
    of now. False when they came undosed, because the draft is of another product.
    """
    draft = session.visit if session.editable else None
    if draft is not None and (draft.kind is not Kind.TREATMENT or draft.id == source.id):
        draft = None
    if draft is not None and draft.points and areas is None:
        raise Refused("This draft has points already; delete them or discard the draft to repeat a whole visit.")
    again = [p for p in source.points if areas is None or _area(session, source, p) in areas]
    points = [replace(placed(session, p), vial=None) for p in again]
    if not points:
        raise Refused("There are no points to repeat; choose a visit or an area that has some.")
    base = draft or _blank(session, source)
    if base.product is None:
        base = replace(base, product=source.product)
    dosed = base.product == source.product
    if dosed and base.vial_units is None:
        base = replace(base, vial_units=source.vial_units, diluent_ml=source.diluent_ml)
    new = points if dosed else [replace(p, units=None) for p in points]
    after = with_points_added(base, new)
    text = session.tr("Repeat {date}").format(date=source.at.date().isoformat())
    if draft is None:
        session.begin(text, after)
    else:
        session.edit(text, after)
    return dosed or all(p.units is None for p in points)


def new_touch_up(session: Session) -> None:
    """Begin a touch-up of the open treatment, else of the last one given; with its product and dilution.

    It is linked to it within the clinic's days; later it tops up nothing, and counts as a treatment.
    """
    _begin_linked(session, Kind.TOUCH_UP)


def new_review(session: Session) -> None:
    """Begin a review of the open treatment, else of the last one given."""
    _begin_linked(session, Kind.REVIEW)


# ---------------------------------------------------------------------- what is kept of the past


def pin(session: Session, visit_id: str | None) -> None:
    """Pin a visit as this patient's best, in the place of the one before; None takes the pin away."""
    refuse_charting(session)
    patient = _patient_id(session)
    session.settle()
    session.store.outcomes.set_pin(patient, visit_id)
    session.look_back()


def set_wore_off(session: Session, what: WoreOff) -> None:
    """Keep when the effect of a treatment, or of one of its areas, wore off."""
    refuse_charting(session)
    session.settle()
    session.store.outcomes.set_wore_off(what)
    session.look_back()


def set_recall(session: Session, on: date | None) -> None:
    """Keep the day on which the patient is to come again; None leaves it to what is expected."""
    patient = _patient_id(session)
    session.settle()
    session.store.outcomes.set_recall(patient, on)
    session.look_back()


# ---------------------------------------------------------------------- inside


def _is_before(other: Visit, visit: Visit) -> bool:
    return (other.at, other.id) < (visit.at, visit.id)


def _was(session: Session, visit: Visit) -> bool:
    """Whether the time of a visit has come; one that a wrong clock dated ahead is not the last one."""
    return visit.at - session.clock() <= AHEAD


def _standing(session: Session) -> tuple[Visit, ...]:
    """The visits that hold beside the one in hand, which is one of them whatever became of it."""
    visit = session.visit
    return standing(session.visits, visit if visit is not None and visit.is_draft else None)


def _linked(session: Session, treatment: Visit, kind: Kind) -> tuple[Visit, ...]:
    return tuple(v for v in reversed(_standing(session)) if v.kind is kind and v.of in _versions(session, treatment))


def _versions(session: Session, treatment: Visit) -> frozenset[str]:
    """The ids of a treatment and of what it corrected: a review is linked to the version of its time."""
    known = {v.id: v for v in session.visits}
    ids, older = {treatment.id}, treatment.amends
    while older is not None and older not in ids:
        ids.add(older)
        older = known[older].amends if older in known else None
    return frozenset(ids)


def _area(session: Session, visit: Visit, point: InjectionPoint) -> str:
    return session.anatomy_of(visit).area_of(point) or ""


def _blank(session: Session, source: Visit) -> Visit:
    """An empty draft of now: the product is the one given last, the drawing the one the points were placed on."""
    last = last_treatment(session) or source
    draft = session.blank(Kind.TREATMENT, last)
    return replace(draft, template=source.template) if source.template in session.anatomies else draft


def _begin_linked(session: Session, kind: Kind) -> None:
    treatment = treatment_of(session, session.visit)  # None when the patient was treated elsewhere
    if kind is Kind.TOUCH_UP:
        session.begin(session.tr("New touch-up"), _topping_up(session, treatment))
        return
    draft = replace(session.blank(kind, treatment), of=treatment.id if treatment is not None else None)
    session.begin(session.tr("New review"), draft)


def _topping_up(session: Session, treatment: Visit | None) -> Visit:
    """A touch-up of the treatment, else of the last one given, whichever is within the clinic's days; or of none."""
    days = session.clinic_settings.touch_up_days
    for one in (treatment, last_treatment(session)):
        if one is not None:
            draft = replace(session.blank(Kind.TOUCH_UP, one), of=one.id)
            if touch_ups_rule.linked(draft, (one,), days) is not None:
                return draft
    return session.blank(Kind.TOUCH_UP, treatment)


def _patient_id(session: Session) -> str:
    refuse_away(session)
    if session.patient is None:
        raise Refused("Find or add a patient first.")
    return session.patient.id
