"""Which treatment a review looks back at, and what went wrong after each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from charting.domain.outcome import FoundEvent
from charting.domain.touch_ups import TOUCH_UP_DAYS, is_treatment
from charting.domain.visit import Visit, standing

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
