"""What a clinician should see about the open visit: every caution of its points, its patient and its vials."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from charting.domain.caution_note import CautionNote
    from charting.session.session import Session


def notes_of(session: Session) -> tuple[CautionNote, ...]:
    """The cautions of the open visit, as of now; none without one."""
    return ()
