"""What is a touch-up: a top-up of a treatment within the clinic's number of days of it. Anything later is a treatment.

The word somebody signed stays; what follows from a visit (intervals, what was last, sums) goes by this.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from charting.domain.visit.outcome import FoundEvent
from charting.domain.visit.visit import Kind, Visit, standing

TOUCH_UP_DAYS = 28
"""As shipped; the clinic may set another number."""
TOUCH_UP_RANGE = (1, 60)
"""What it may set: beyond, the label's interval is near."""


class Given(Protocol):
    """A visit with points, as far as this asks."""

    @property
    def id(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def of(self) -> str | None: ...
    @property
    def amends(self) -> str | None: ...


_G = TypeVar("_G", bound=Given)


def linked(visit: Given, others: Iterable[_G], days: int = TOUCH_UP_DAYS) -> _G | None:
    """The treatment that a touch-up names and tops up; None where it names none of these, or comes too late for it.

    A correction stands in the place of the treatment it corrects.
    """
    if visit.kind is not Kind.TOUCH_UP or visit.of is None:
        return None
    found = next((o for o in others if o.kind is Kind.TREATMENT and visit.of in (o.id, o.amends)), None)
    return found if found is not None and _within(found, visit, days) else None


def is_treatment(visit: Given, others: Iterable[Given], days: int = TOUCH_UP_DAYS) -> bool:
    """Whether a visit counts as a treatment: one that is called so, or a touch-up that comes too late to be one.

    A touch-up of which no treatment is known (it was elsewhere) stays what it is called.
    """
    if visit.kind is not Kind.TOUCH_UP:
        return visit.kind is Kind.TREATMENT
    found = _treatment(visit, others)
    return found is not None and not _within(found, visit, days)


def counting_too(given: Iterable[_G], days: int = TOUCH_UP_DAYS, *, alone: bool = False) -> tuple[_G, ...]:
    """The touch-ups of one patient that count as treatments; with `alone` those too of which no treatment is known."""
    known = tuple(given)
    touch_ups = [visit for visit in known if visit.kind is Kind.TOUCH_UP]
    return tuple(v for v in touch_ups if is_treatment(v, known, days) or (alone and _treatment(v, known) is None))


def _treatment(visit: Given, others: Iterable[_G]) -> _G | None:
    """The treatment that a touch-up names, else the last one before it, however long ago."""
    if visit.kind is not Kind.TOUCH_UP:
        return None
    known = [other for other in others if other.id != visit.id and other.kind is Kind.TREATMENT]
    named = (other for other in known if visit.of is not None and visit.of in (other.id, other.amends))
    before = (other for other in known if other.day <= visit.day)
    return next(named, None) or max(before, key=lambda other: other.day, default=None)


def _within(treatment: Given, visit: Given, days: int) -> bool:
    return 0 <= (visit.day - treatment.day).days <= days


# Which treatment a review looks back at, and what went wrong after each.


Told = tuple[Visit, FoundEvent]
"""An adverse event and the review that found it."""


def treatment_of(
    review: Visit, here: Sequence[Visit], visits: Sequence[Visit], days: int = TOUCH_UP_DAYS
) -> Visit | None:
    """The treatment a review belongs to, or what corrected it; without a link the last one before it.

    `here` are the visits that hold, `visits` all of them.
    """
    if review.of is None:
        given = [v for v in here if v.points and (v.at, v.id) < (review.at, review.id)]
        before = (v for v in given if is_treatment(v, given, days))
        return max(before, key=lambda v: (v.at, v.id), default=None)
    newer = {v.amends: v.id for v in visits if v.amends is not None}
    wanted, seen = review.of, set[str]()
    while wanted not in seen:
        seen.add(wanted)
        found = next((v for v in here if v.id == wanted), None)
        if found is not None or wanted not in newer:
            return found
        wanted = newer[wanted]
    return None


def events_after(visits: Iterable[Visit], days: int = TOUCH_UP_DAYS) -> Mapping[str, tuple[Told, ...]]:
    """The adverse events that reviews found, by the id of the treatment they followed."""
    visits = tuple(visits)
    here = standing(visits)
    found: dict[str, list[Told]] = {}
    for review in sorted(here, key=lambda v: (v.at, v.id)):
        if review.review is None or not review.review.adverse_events:
            continue
        treatment = treatment_of(review, here, visits, days)
        if treatment is not None:
            found.setdefault(treatment.id, []).extend((review, event) for event in review.review.adverse_events)
    return {treatment: newest(told) for treatment, told in found.items()}


def newest(told: Iterable[Told]) -> tuple[Told, ...]:
    """Each event of a side once, as the last of the reviews tells it; `told` is in the order of the reviews."""
    return tuple({(event.code, event.side): (review, event) for review, event in told}.values())
