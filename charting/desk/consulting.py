"""The consultation of the open visit: signs weighed, the style chosen. Each is one step of the draft."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from charting.desk import looking_back
from charting.domain import candidates
from charting.domain.visit import Kind, standing
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.domain.candidates import Basis
    from charting.domain.record import Consultation
    from charting.domain.styles import RangeStyle


def known_signs(session: Session) -> dict[str, Basis]:
    """What the record knows about the signs, on the day of the open visit; before it, not after."""
    if session.patient is None:
        return {}
    visit = session.visit
    day = (visit.at if visit is not None else session.clock()).date()
    earlier = [v for v in standing(session.visits, visit) if looking_back.is_past(session, v)]
    days = session.clinic_settings.touch_up_days
    return candidates.known_signs(session.patient, day, earlier, session.wore_off, days)


def weighed(session: Session) -> Consultation | None:
    """What the open visit holds of it."""
    return None if session.visit is None else session.visit.consultation


def mark_sign(session: Session, sign: str, *, applies: bool) -> None:
    """A sign applies to this patient, or does not."""
    _keep(session, session.tr("Weigh a sign"), candidates.with_sign(weighed(session), sign, applies=applies))


def choose(session: Session, style: RangeStyle | None, area: str | None = None) -> None:
    """The injector's choice for the face, or for one area (its code without side); None takes it back."""
    text = session.tr("Take the aim back") if style is None else session.tr("Choose the aim")
    _keep(session, text, candidates.with_choice(weighed(session), style, area))


def note(session: Session, text: str) -> None:
    """A few words on what was weighed."""
    _keep(session, session.tr("Note on the consultation"), candidates.with_words(weighed(session), text))


def _keep(session: Session, text: str, what: Consultation | None) -> None:
    """In the open draft; where no visit is open yet, in a new one, as its first step."""
    visit = session.visit
    if visit is not None:
        if not visit.is_draft:
            raise Refused("This visit is signed; what was weighed cannot be changed.")
        session.edit(text, replace(visit, consultation=what))
    elif what is not None:
        draft = session.blank(Kind.TREATMENT, looking_back.last_treatment(session))
        session.begin(text, replace(draft, consultation=what))
