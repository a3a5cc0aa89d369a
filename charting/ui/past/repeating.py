"""Doing an earlier visit again, from wherever somebody asks for it: the step, and what is said about it."""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from charting.errors import Problem
from charting.words.words import date_text, product_name

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.domain.visit.visit import Visit
    from charting.ui.kit.hub import Hub

translate = QCoreApplication.translate


def source_of(session: Session) -> Visit | None:
    """What “Repeat last” repeats: the treatment before the open draft, else the last one given."""
    if session.editable:
        return session.past.previous()
    last = session.past.last_treatment()
    return last or next((v for v in session.past.treatments() if v.is_draft), None)


def repeat(session: Session, hub: Hub, source: Visit | None, areas: Set[str] | None = None) -> None:
    """Repeat a visit, or some of its areas; what stands in the way is said in the window."""
    if session.open.patient is None:
        hub.notice.emit(translate("repeat", "Find or add a patient first; a visit belongs to somebody."))
        return
    if source is None:
        hub.notice.emit(translate("repeat", "There is no earlier treatment to repeat; begin a new visit."))
        return
    try:
        dosed = session.repeating.repeat(source, areas)
    except Problem as problem:
        hub.problem.emit(problem)
        return
    if not dosed and session.open.visit is not None:
        text = translate(
            "repeat",
            "The points of {date} came without doses: they were units of {then}, this draft is of {now}, and units "
            "of two products are never converted.",
        )
        hub.notice.emit(
            text.format(
                date=date_text(source.at.date()),
                then=product_name(session.clinic.reference, source.product),
                now=product_name(session.clinic.reference, session.open.visit.product),
            )
        )


def toggle_pin(session: Session, hub: Hub, visit: Visit) -> None:
    """Pin a visit as the patient's best, or take its pin away."""
    try:
        session.past.pin(None if session.open.pinned == visit.id else visit.id)
    except Problem as problem:
        hub.problem.emit(problem)


def can_pin(visit: Visit | None) -> bool:
    """A treatment that was given can be the best one; a draft was not given yet."""
    return visit is not None and not visit.is_draft and bool(visit.points)
