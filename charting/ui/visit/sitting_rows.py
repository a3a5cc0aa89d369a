"""The words of the rows of the open visit of which something else was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charting.words.sitting_words import also_text
from charting.words.words import units_text

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.domain.dosing import Assessment
    from charting.domain.sittings import RowKey
    from charting.domain.visit import Visit


def also_texts(session: Session, visit: Visit, assessment: Assessment) -> dict[RowKey, str]:
    """The words of each row of the open visit of which something else was given."""
    found = session.judging.also_given(visit, assessment)
    if not found:
        return {}
    own = {(dose.area, dose.technique): units_text(dose.units) for dose in assessment.areas}
    today = session.env.clock().date()
    return {key: also_text(also, own[key], visit.day, today) for key, also in found.items()}
