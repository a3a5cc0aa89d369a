"""What follows from the open chart: its figures, and every caution of its points, its patient and its vials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charting.domain.cautions.cautions import cautions, counting, followed_events, past_of
from charting.domain.cautions.events import Followed
from charting.domain.clinic.stock import vial_cautions
from charting.domain.dosing.dosing import assess
from charting.domain.dosing.reassess import reassess
from charting.domain.past.timing import months_later

if TYPE_CHECKING:
    from charting.desk.state import OpenPatient, State
    from charting.domain.cautions.case import Past
    from charting.domain.cautions.places import Kept
    from charting.domain.cautions.rule import CautionNote
    from charting.domain.clinic.stock import StockVial
    from charting.domain.dosing.dosing import Assessment
    from charting.domain.people.history import PatientHistory
    from charting.domain.people.patient import Patient
    from charting.domain.visit.visit import Visit

LOOKED_BACK_MONTHS = 24
"""Farther back no rule looks; a long past costs nothing at each edit."""


def assessed(state: State, visit: Visit, patient: Patient | None = None) -> Assessment:
    """A visit in figures, on the face it was charted on and by the table it is compared with."""
    tables = state.clinic.tables
    return assess(visit, patient or state.open.patient, tables.reference_of(visit), tables.anatomy_of(visit))


def assessed_again(state: State, old: OpenPatient) -> Assessment | None:
    """The figures of the open visit, from those of the chart before where they are of the same visit and patient."""
    new, tables = state.open, state.clinic.tables
    if new.visit is None or old.visit is None or old.assessment is None or old.patient is not new.patient:
        return None if new.visit is None else assessed(state, new.visit)
    reference, anatomy = tables.reference_of(new.visit), tables.anatomy_of(new.visit)
    if reference is not tables.reference_of(old.visit) or anatomy is not tables.anatomy_of(old.visit):
        return assessed(state, new.visit)
    return reassess(new.visit, old.visit, old.assessment, new.patient, reference, anatomy)


def notes_of(state: State, vials: dict[str, StockVial], kept: Kept) -> tuple[CautionNote, ...]:
    """The cautions of the open visit, as of now; none without one. `vials`: what others drew from its vials."""
    visit, tables = state.open.visit, state.clinic.tables
    if visit is None:
        return ()
    found = cautions(
        visit, state.open.patient, _history(state, visit), past(state, visit), tables.reference_of(visit),
        tables.anatomy_of(visit), events_before(state, visit), state.clinic.settings.touch_up_days, kept,
    )  # fmt: skip
    own = vial_cautions(visit, vials, tables.reference, state.env.clock()) if visit.vials else ()
    return (*own, *found)


def past(state: State, visit: Visit) -> tuple[Past, ...]:
    """The patient's other visits that count for the cautions of one."""
    begin, day = months_later(visit.at.date(), -LOOKED_BACK_MONTHS), visit.at.date()
    return tuple(
        past_of(other, state.clinic.tables.anatomy_of(other))
        for other in counting(state.open.visits, visit)
        if begin <= other.at.date() <= day
    )


def events_before(state: State, visit: Visit | None) -> tuple[Followed, ...]:
    """What went wrong after earlier treatments: those before a visit, or all of them where none is in hand."""
    visits, tables = state.open.visits, state.clinic.tables
    if not any(other.review is not None and other.review.adverse_events for other in visits):
        return ()  # as with most patients, and nothing is looked for at their edits
    return followed_events(visits, visit, tables.anatomy_of, tables.reference, state.clinic.settings.touch_up_days)


def _history(state: State, visit: Visit) -> PatientHistory | None:
    """What was known of the patient: of a draft what is known now, of a signed visit what had been said until then."""
    known = state.open.history
    signed_at = visit.signature.at if visit.signature is not None else None
    if known is None or signed_at is None or known.asked_at is None or known.asked_at <= signed_at:
        return known
    earlier = state.env.file.histories.histories_of(visit.patient_id)
    return next((found for found in earlier if found.asked_at is None or found.asked_at <= signed_at), None)
