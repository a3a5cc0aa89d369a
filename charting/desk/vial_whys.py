"""The reasons that signing asks for about vials: given and taken back with one tap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charting.desk.people import refuse_away
from charting.domain.vial_whys import Asked, with_answer
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.domain.record import Reason


def tap(session: Session, what: Asked, reason: Reason) -> None:
    """Keep a reason, or take it back where it was given already: one step for undo."""
    refuse_away(session)
    if not session.editable or session.visit is None:
        raise Refused("This visit is signed; its reasons cannot be changed.")
    session.edit(session.tr("Give a reason"), with_answer(session.visit, what, reason))
