"""Cautions from what went wrong before: an adverse event that a review found, and the points that it followed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.domain.cautions.case import Case, units
from charting.domain.cautions.rule import CautionNote, Said, said, said_of_data
from charting.domain.face.face import base_area
from charting.domain.past.touch_ups import TOUCH_UP_DAYS, linked, treatment_of
from charting.domain.visit.outcome import EventSide, FoundEvent, Severity
from charting.domain.visit.visit import Visit, side, standing, total_units

if TYPE_CHECKING:
    from charting.domain.dosing.reference import AdverseEvent, Reference
    from charting.domain.face.anatomy import Anatomy
    from charting.domain.visit.visit import InjectionPoint


RULE = "earlier_event"

_WORSE = (None, *Severity)
_SIDES = {
    EventSide.RIGHT: "{event} right", EventSide.LEFT: "{event} left", EventSide.BOTH: "{event} both sides",
}  # fmt: skip
_SEVERITIES = {
    Severity.MILD: "{event}, mild", Severity.MODERATE: "{event}, moderate", Severity.SEVERE: "{event}, severe",
}  # fmt: skip
_BEGAN = ("{event}, 1 day after {given} on {day}", "{event}, {days} days after {given} on {day}")
_SEEN = ("{event}, seen 1 day after {given} on {day}", "{event}, seen {days} days after {given} on {day}")
"""After one day, and after several."""


@dataclass(frozen=True, slots=True)
class Followed:
    """An adverse event, and what it followed: the treatment, its `points` (numbered from 1) and their units and areas.

    `areas` have no side; none of them with `anywhere`: it followed the treatment as a whole. `began` says whether
    `on` is the day on which the event began; else it is the day of the review that saw it.
    """

    event: AdverseEvent
    side: EventSide | None
    severity: Severity | None
    on: date
    began: bool
    treatment: str
    given: date
    product: str | None
    units: Decimal
    points: tuple[int, ...]
    areas: frozenset[str]
    anywhere: bool = False

    @property
    def days(self) -> int:
        """How long after the treatment it began, or was seen."""
        return max(0, (self.on - self.given).days)


def followed_events(
    visits: Iterable[Visit], visit: Visit | None, anatomy_of: Callable[[Visit], Anatomy], reference: Reference,
    touch_up_days: int = TOUCH_UP_DAYS,
) -> tuple[Followed, ...]:  # fmt: skip
    """What reviews found before `visit` (None: all of them), the newest treatment first; one of a side only once.

    An event belongs to the areas the reference data names for it where the treatment gave them, on its side or in the
    midline; where none of them was given, to all that were. One that is of no area is told only when it is urgent.
    """
    visits = tuple(visits)
    here = standing(visits, visit)
    events = {event.id: event for event in reference.adverse_events}
    found: dict[tuple[str, EventSide | None], Followed] = {}
    for review in sorted(here, key=lambda v: (v.at, v.id)):
        if review.review is None or (visit is not None and review.at.date() > visit.at.date()):
            continue
        treatment = treatment_of(review, here, visits, touch_up_days)
        if treatment is None or (visit is not None and treatment.id == visit.id):
            continue
        added = [v for v in here if linked(v, (treatment,), touch_up_days) is not None]
        for told in review.review.adverse_events:
            one = _followed(told, events.get(told.code), review, treatment, added, anatomy_of)
            key = (told.code, told.side)
            if one is not None:
                found[key] = _newest(one, found.get(key))
    return tuple(sorted(_once(found), key=lambda one: (one.given, one.event.id), reverse=True))


def _once(found: Mapping[tuple[str, EventSide | None], Followed]) -> Iterator[Followed]:
    """One finding once: told without a side, or of both, it is the same as told of one side after the same treatment.

    The one with a side says more than the one without, the one of both sides more than that of one; of the two the
    first day on which it is known to have begun, and the worse severity, stay.
    """
    for (code, where), one in found.items():
        others = [found[code, other] for other in EventSide if other is not where and (code, other) in found]
        same = [other for other in others if other.treatment == one.treatment]
        if where is EventSide.BOTH:
            yield _with(one, [*same, *_sideless(found, code, one)])
        elif where is None:
            if not same:
                yield one
        elif not any(other.side is EventSide.BOTH for other in same):
            yield _with(one, _sideless(found, code, one))


def _sideless(found: Mapping[tuple[str, EventSide | None], Followed], code: str, one: Followed) -> list[Followed]:
    other = found.get((code, None))
    return [other] if other is not None and other.treatment == one.treatment else []


def _with(one: Followed, others: Sequence[Followed]) -> Followed:
    """The same finding with what the others know more of it."""
    first = min((one, *others), key=lambda each: (not each.began, each.on))
    worst = max((each.severity for each in (one, *others)), key=_WORSE.index)
    return replace(one, on=first.on, began=first.began, severity=worst)


def _newest(one: Followed, other: Followed | None) -> Followed:
    """The one of the later treatment; of one day's treatment the first day that is known, and the worse severity."""
    if other is None or one.given > other.given:
        return one
    if one.given < other.given:
        return other
    first, second = sorted((other, one), key=lambda each: (not each.began, each.on))
    return _with(first, [second])


def _followed(
    told: FoundEvent, event: AdverseEvent | None, review: Visit, treatment: Visit, touch_ups: Sequence[Visit],
    anatomy_of: Callable[[Visit], Anatomy],
) -> Followed | None:  # fmt: skip
    if event is None or not (event.areas or event.urgent):
        return None
    on = told.since or review.at.date()
    added = [v for v in touch_ups if v.at.date() <= on]
    given, areas = _where(event, told.side, (treatment, *added), anatomy_of)
    numbers = tuple(sorted(number for several in areas.values() for number in several))
    if event.areas and not numbers:
        return None
    points = [given.points[number - 1] for number in numbers] if event.areas else given.points
    return Followed(
        event, told.side, told.severity, on, told.since is not None, given.id, given.at.date(), given.product,
        total_units(points), numbers, frozenset(areas), anywhere=not event.areas,
    )  # fmt: skip


def _where(
    event: AdverseEvent, where: EventSide | None, given: Sequence[Visit], anatomy_of: Callable[[Visit], Anatomy]
) -> tuple[Visit, dict[str, list[int]]]:
    """Which of a treatment and its touch-ups an event followed, with the numbers of the points by area."""
    if not event.areas:
        return given[0], {}
    for visit in given:
        usual = {base: n for base, n in _areas(visit, where, anatomy_of(visit)).items() if base in event.areas}
        if usual:
            return visit, usual
    return given[0], _areas(given[0], where, anatomy_of(given[0]))


def _areas(visit: Visit, where: EventSide | None, anatomy: Anatomy) -> dict[str, list[int]]:
    """The numbers of a visit's points on a side or in the midline, by area (its code without side)."""
    found: dict[str, list[int]] = {}
    for number, point in enumerate(visit.points, start=1):
        code = anatomy.area_of(point)
        if code is not None and _on(point, where):
            found.setdefault(base_area(code), []).append(number)
    return found


def _on(point: InjectionPoint, where: EventSide | None) -> bool:
    return where in (None, EventSide.BOTH) or side(point) in (where, "midline")


# ---------------------------------------------------------------------- as cautions


def earlier_events(case: Case, events: Iterable[Followed]) -> Iterator[CautionNote]:
    """A caution for each event whose area is given again, on its side or in the midline."""
    for event in events:
        again = [
            (m.number, m.code)
            for m in case.members
            if m.code is not None and base_area(m.code) in event.areas and _on(m.point, event.side)
        ]
        if again or (event.anywhere and case.treats):
            yield _note(case, event, tuple(number for number, _ in again), {code for _, code in again})


def _note(case: Case, event: Followed, points: tuple[int, ...], codes: set[str]) -> CautionNote:
    bases = {base_area(code) for code in codes}
    area = next(iter(codes)) if len(codes) == 1 else next(iter(bases)) if len(bases) == 1 else None
    where = "" if event.side is None else f":{event.side.value}"
    known = event.event
    return CautionNote(
        key=f"{RULE}:{known.id}{where}", id=RULE, measured=told(event, case.reference, case.visit.product),
        rule=rule_of(event, case.reference), source=known.source.short, mark=known.mark, weak=known.weak, area=area,
        points=points, urgent=known.urgent,
    )  # fmt: skip


def told(event: Followed, reference: Reference, product: str | None) -> Said:
    """“eyelid ptosis left, 12 days after 20 U on 2026-03-01”; the product too where it is not the one given now."""
    what = said_of_data(event.event.name[:1].lower() + event.event.name[1:])
    if event.side is not None:
        what = said(_SIDES[event.side], event=what)
    if event.severity is not None:
        what = said(_SEVERITIES[event.severity], event=what)
    given = units(event.units)
    if event.product != product:
        known = reference.products.get(event.product or "")
        name = known.name if known is not None else event.product or ""
        given = said("{given} {product}", given=given, product=name) if name else given
    when = _BEGAN if event.began else _SEEN
    return said(when[event.days != 1], event=what, days=event.days, given=given, day=event.given)


def rule_of(event: Followed, reference: Reference) -> Said:
    """What the reference data knows of the event, as far as it bears on the points."""
    name = said_of_data(event.event.name)
    if event.anywhere:
        return said("{event}: weighed before any further treatment", event=name)
    usual = tuple(
        said_of_data(info.short_name.lower()) for id_, info in reference.areas.items() if id_ in event.event.areas
    )
    if event.areas & set(event.event.areas):
        text = "{event} is known after {areas}; weighed before the area is treated again"
        return said(text, event=name, areas=usual)
    return said("{event} followed these points; it is usually known after {areas}", event=name, areas=usual)
