"""How a treatment went: what a review found, and when its effect wore off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from charting.domain.people.patient import checked_text
from charting.errors import Refused

LONGEST_NOTE = 4000
LONGEST_WORDS = 500
"""Of how an adverse event was treated, and of its report."""

MOST_ROWS = 200
SATISFACTION = range(1, 6)
"""From 1 (not at all) to 5 (very)."""


class Residual(StrEnum):
    """How much an area still moves."""

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
    """How much one area still moves; `area` is its code with the side where it is paired."""

    area: str
    residual: Residual


class EventSide(StrEnum):
    """Where an adverse event was seen: the patient's right or left, or on both sides."""

    RIGHT = "right"
    LEFT = "left"
    BOTH = "both"


class Severity(StrEnum):
    """How bad an adverse event was."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """An adverse event as a review found it; `code` is its id in the reference data.

    `since` and `until` are the first and the last day it was there, where they are known. `treated` says with what,
    `reported` to whom or under which number: None when it was not (or nobody said), "" when it was, without words.
    """

    code: str
    side: EventSide | None = None
    severity: Severity | None = None
    since: date | None = None
    until: date | None = None
    treated: str | None = None
    reported: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """What a review found. An adverse event stands once for each side; satisfaction is the patient's, 1 to 5."""

    findings: tuple[Finding, ...] = ()
    evenness: Evenness | None = None
    adverse_events: tuple[FoundEvent, ...] = ()
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
    _refuse_twice("adverse event", [(event.code, event.side) for event in review.adverse_events])
    for event in review.adverse_events:
        _refuse_event(event)
    checked_text("The note", review.note, LONGEST_NOTE)
    return review


def checked_wore_off(row: WoreOff, treated: date) -> WoreOff:
    """The same row, or Refused: an effect is not gone before the day it was given (a later clock is no excuse)."""
    if row.on < treated:
        raise Refused("The effect cannot have worn off on {on}, before the visit of {at}; check the date.",
                      on=row.on.isoformat(), at=treated.isoformat())  # fmt: skip
    return row


def checked_events(review: Review, treated: date, day: date) -> Review:
    """The same review, or Refused: its events began on the day of the treatment or later, and by the `day` of now."""
    for event in review.adverse_events:
        if event.since is not None and event.since < treated:
            raise Refused("An adverse event of this treatment cannot have begun on {on}, before it ({at}); check the"
                          " date.", on=event.since.isoformat(), at=treated.isoformat())  # fmt: skip
        for on in (event.since, event.until):
            if on is not None and on > day:
                raise Refused("An adverse event cannot be dated {on}, which is still to come; check the date.",
                              on=on.isoformat())  # fmt: skip
    return review


def _refuse_event(event: FoundEvent) -> None:
    if event.since is not None and event.until is not None and event.until < event.since:
        raise Refused("An adverse event cannot have ended on {until}, before it began on {since}; check the dates.",
                      until=event.until.isoformat(), since=event.since.isoformat())  # fmt: skip
    checked_text("The treatment", event.treated or "", LONGEST_WORDS)
    checked_text("The report", event.reported or "", LONGEST_WORDS)


def _refuse_twice(what: str, codes: Iterable[str | tuple[str, EventSide | None]]) -> None:
    seen: set[str | tuple[str, EventSide | None]] = set()
    for code in codes:
        if code in seen:
            name = code if isinstance(code, str) else code[0]
            raise Refused("The {what} {code} stands twice in the review; keep one.", what=what, code=name)
        seen.add(code)
    if len(seen) > MOST_ROWS:
        raise Refused("A review has at most 200 of each: this one names {count}.", count=len(seen))
