"""What a clinician should see about a visit: every rule of the reference data that a program can check.

A rule is a row of cautions.toml; which check runs on it follows from its typed keys (`Caution` says which). Nothing is
blocked by it. Rules without such keys are words only: `standing` gives those of the areas in use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from charting.domain.cautions import given, places, record
from charting.domain.cautions.case import Case, Past, case_of, counting, past_of, rule_text
from charting.domain.cautions.events import Followed, earlier_events, followed_events
from charting.domain.cautions.given import dilution
from charting.domain.cautions.places import Kept, Told, told
from charting.domain.cautions.rule import CautionNote
from charting.domain.past.touch_ups import TOUCH_UP_DAYS
from charting.domain.visit.record import Reason

if TYPE_CHECKING:
    from charting.domain.cautions.rule import Caution
    from charting.domain.dosing.reference import Reference
    from charting.domain.face.anatomy import Anatomy
    from charting.domain.people.history import PatientHistory
    from charting.domain.people.patient import Patient
    from charting.domain.visit.record import Why
    from charting.domain.visit.visit import Visit


class _Check(NamedTuple):
    """One way a rule is checked: the typed key it goes by, what it finds, and whether that is all of the rule."""

    has: Callable[[Caution], object]
    find: Callable[[Case, Caution], Iterator[CautionNote]]
    whole: Callable[[Caution], bool] = lambda rule: True


def _asks(rule: Caution) -> bool:
    return bool(rule.conditions or rule.answers)


_CHECKS = (
    _Check(_asks, record.history, whole=lambda rule: rule.rule in ("contraindication", "question")),
    _Check(attrgetter("min_months"), record.interval),
    _Check(attrgetter("min_days"), record.booster),
    _Check(attrgetter("limit_units"), record.cumulative),
    _Check(attrgetter("needs_area"), places.together),
    _Check(attrgetter("limit_units"), places.dose),
    _Check(attrgetter("even_sides"), places.even_sides),
    _Check(attrgetter("most_areas"), places.most_areas),
)
"""A new kind of rule is one more line here. Distances and points on no area are looked at for all rules together."""


def cautions(
    visit: Visit, patient: Patient | None, history: PatientHistory | None, past: Sequence[Past], reference: Reference,
    anatomy: Anatomy, events: Sequence[Followed] = (), touch_up_days: int = TOUCH_UP_DAYS, kept: Kept | None = None,
) -> tuple[CautionNote, ...]:  # fmt: skip
    """The cautions that apply, urgent ones first, then in the order of the reference data; pure, for every edit.

    `past` are the patient's other visits (see `past_of`, `counting`), in any order; those after the day of this one
    are passed over; `events` went wrong before (see `followed_events`).
    `anatomy` is the face the visit was charted on. The day that counts is the day of the visit.
    `touch_up_days`: within so many days of its treatment a touch-up is one. Who asks at every edit has a `kept` for
    what is told of points that stay as they are.
    """
    case = case_of(visit, patient, history, past, reference, anatomy, touch_up_days)
    found = [
        note for rule in reference.cautions for check in _CHECKS if check.has(rule) for note in check.find(case, rule)
    ]
    found += [*places.distances(case, kept), *earlier_events(case, events), *dilution(case)]
    order = {rule.id: place for place, rule in enumerate(reference.cautions)}
    found.sort(key=lambda note: (not note.urgent, order.get(note.id, len(order)), note.key))
    return (*found, *given.above(case), *record.limits(case))


def told_of_points(
    visit: Visit, numbers: frozenset[int], patient: Patient | None, reference: Reference, anatomy: Anatomy
) -> tuple[Told, ...]:
    """Every distance of the points with these numbers, those that are fine too: what the face shows of them."""
    return tuple(told(case_of(visit, patient, None, (), reference, anatomy), numbers))


def standing(visit: Visit, reference: Reference, anatomy: Anatomy) -> tuple[Caution, ...]:
    """The rules for the areas and the product in use that are words only: nothing of them was checked."""
    areas = case_of(visit, None, None, (), reference, anatomy).areas
    return tuple(
        rule
        for rule in reference.cautions
        if not _is_checked(rule)
        and (rule.area in areas if rule.area is not None else bool(areas))
        and rule.product in (None, visit.product)
    )


def _is_checked(rule: Caution) -> bool:
    return bool(rule.measure or rule.no_area) or any(check.has(rule) and check.whole(rule) for check in _CHECKS)


def is_seen(note: CautionNote, whys: Sequence[Why]) -> bool:
    """Whether somebody saw this caution as it is: one that measures otherwise now is to be seen again."""
    notes = [why.note for why in whys if why.about == note.key and why.reason is Reason.SEEN]
    return bool(notes) and not {"", str(note.measured)}.isdisjoint(notes)


__all__ = [
    "Followed",
    "Kept",
    "Past",
    "Told",
    "cautions",
    "counting",
    "followed_events",
    "is_seen",
    "past_of",
    "rule_text",
    "standing",
    "told_of_points",
]
