"""Whether the open visit is ready to be signed, as far as a list can say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from charting.desk import amending, health
from charting.desk.people import refuse_charting
from charting.desk.sitting import as_judged
from charting.domain.consent import ConsentTo, in_force
from charting.domain.readiness import BY_HAND, Check, Item, Wishes, readiness
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.session import Session


def ready(session: Session) -> tuple[Item, ...]:
    """The list of the open visit; empty without one."""
    visit, assessment = session.visit, session.assessment
    if visit is None or assessment is None:
        return ()
    product = session.reference.products.get(visit.product or "")
    return readiness(
        visit, as_judged(session, visit, assessment), in_force(session.consents, ConsentTo.TREATMENT),
        session.patient_history, session.notes,
        Wishes(photographs=session.clinic_settings.photos_wanted),
        needs_dilution=product is None or not product.ready_to_use,
        photographs=health.photo_count(session, visit.id),
        not_agreed=len(health.not_agreed(session)),
        corrects=amending.older(session, visit),
    )  # fmt: skip


def tick(session: Session, check: Check, *, on: bool) -> None:
    """Tick what only a person can know, or take the tick back: one step."""
    refuse_charting(session)
    visit = session.visit
    if visit is None or not session.editable or check not in BY_HAND:
        raise Refused("This visit is signed; its checks cannot be changed.")
    rest = tuple(code for code in visit.checks if code != check)
    text = session.tr("Tick a check") if on else session.tr("Take a tick back")
    session.edit(text, replace(visit, checks=(*rest, check.value) if on else rest))
