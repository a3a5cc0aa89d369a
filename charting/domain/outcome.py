"""How a treatment went: what a review found, and when its effect wore off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from charting.domain.patient import checked_text
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.domain.visit import Visit

LONGEST_NOTE = 4000
MOST_ROWS = 200
SATISFACTION = range(1, 6)
"""From 1 (not at all) to 5 (very)."""


class Residual(StrEnum):
    """How much movement is left in an area."""

    NONE = "none"
    SLIGHT = "slight"
    MODERATE = "moderate"
    FULL = "full"


class Evenness(StrEnum):
    """How alike the two sides of the face are."""

    EVEN = "even"
    SLIGHTLY_UNEVEN = "slightly-uneven"
    UNEVEN = "uneven"


@dataclass(frozen=True, slots=True)
class Finding:
    """The movement left in one area; `area` is its code with the side where it is paired."""

    area: str
    residual: Residual


@dataclass(frozen=True, slots=True)
class Review:
    """What a review found. Adverse events are ids of the reference data; satisfaction is the patient's, 1 to 5."""

    findings: tuple[Finding, ...] = ()
    evenness: Evenness | None = None
    adverse_events: tuple[str, ...] = ()
    satisfaction: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class WoreOff:
    """The day on which the effect of a visit was gone in one area, or in all of it (`area` None); `about`: roughly."""

    visit_id: str
    area: str | None
    on: date
    about: bool = False


def checked_review(review: Review) -> Review:
    """The same review, or Refused: an area or an event twice, satisfaction outside 1-5, a note that cannot be kept."""
    if review.satisfaction is not None and review.satisfaction not in SATISFACTION:
        raise Refused("Satisfaction is a number from 1 to 5, not {given}.", given=review.satisfaction)
    _refuse_twice("area", [finding.area for finding in review.findings])
    _refuse_twice("adverse event", review.adverse_events)
    checked_text("The note", review.note, LONGEST_NOTE)
    return review


def checked_wore_off(row: WoreOff, visit: Visit) -> WoreOff:
    """The same row, or Refused: an effect is not gone before the visit that made it (a later clock is no excuse)."""
    if row.on < visit.at.date():
        raise Refused("The effect cannot have worn off on {on}, before the visit of {at}; check the date.",
                      on=row.on.isoformat(), at=visit.at.date().isoformat())  # fmt: skip
    return row


def with_finding(review: Review, area: str, residual: Residual | None) -> Review:
    """The review with one area's finding set, in its place among the others, or taken out (None)."""
    found = Finding(area, residual) if residual else None
    if any(finding.area == area for finding in review.findings):
        kept = tuple(found if finding.area == area else finding for finding in review.findings)
    else:
        kept = (*review.findings, found)
    return replace(review, findings=tuple(finding for finding in kept if finding))


def _refuse_twice(what: str, codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise Refused("The {what} {code} stands twice in the review; keep one.", what=what, code=code)
        seen.add(code)
    if len(seen) > MOST_ROWS:
        raise Refused("A review has at most 200 of each: this one names {count}.", count=len(seen))
