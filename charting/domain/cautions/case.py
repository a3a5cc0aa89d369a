"""What the rules of cautions look at: the visit with its areas, the patient, what was done before; and their words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from charting.domain.cautions.rule import CautionNote, Said, said, said_of_data
from charting.domain.face.face import base_area
from charting.domain.past.touch_ups import TOUCH_UP_DAYS, is_treatment, linked
from charting.domain.visit.visit import InjectionPoint, Kind, Technique, Visit, standing, total_units

if TYPE_CHECKING:
    from charting.domain.cautions.rule import Caution, Span
    from charting.domain.dosing.reference import Reference
    from charting.domain.face.anatomy import Anatomy
    from charting.domain.people.history import PatientHistory
    from charting.domain.people.patient import Patient


NO_DAY = date.min
"""The day of a visit, and the birth, of whom a file tells none: no interval and no age follows from it."""


@dataclass(frozen=True, slots=True)
class Past:
    """Another visit of the patient, as far as cautions ask: its day, product, U, and treated areas without sides.

    `doses` are its U by area (code with side) and technique, `at` its time: without one it was before any other of
    its day. `of` is the treatment that it names, `amends` the visit that it corrects.
    """

    id: str
    day: date
    kind: Kind
    product: str | None
    units: Decimal
    areas: frozenset[str]
    at: datetime | None = None
    of: str | None = None
    amends: str | None = None
    doses: Mapping[tuple[str, Technique], Decimal] = field(default_factory=dict, hash=False)


def past_of(visit: Visit, anatomy: Anatomy) -> Past:
    """A visit as cautions look at it; `anatomy` is the face it was charted on."""
    codes = [anatomy.area_of(point) for point in visit.points]
    areas = frozenset(base_area(code) for code in codes if code is not None)
    return Past(
        visit.id, visit.day, visit.kind, visit.product, total_units(visit.points), areas, visit.at, visit.of,
        visit.amends, _doses(zip(codes, visit.points, strict=True)),
    )  # fmt: skip


def _doses(members: Iterable[tuple[str | None, InjectionPoint]]) -> dict[tuple[str, Technique], Decimal]:
    sums: dict[tuple[str, Technique], Decimal] = {}
    for code, point in members:
        if code is not None and point.units is not None:
            key = (code, point.technique)
            sums[key] = sums.get(key, Decimal(0)) + point.units
    return sums


def counting(visits: Iterable[Visit], visit: Visit) -> tuple[Visit, ...]:
    """The other visits that were treatments: with points, not replaced or in error, not the one this one corrects."""
    return tuple(other for other in standing(visits, visit) if other.points and other.id != visit.id)


class Member(NamedTuple):
    """A point of the visit with its number from 1, and the code of the area it counts for (None: no area)."""

    number: int
    point: InjectionPoint
    code: str | None

    @property
    def place(self) -> tuple[float, float]:
        return self.point.x_mm, self.point.y_mm


@dataclass(frozen=True, slots=True)
class Case:
    """One visit to be judged. `past` are the patient's other visits that count, up to its day.

    Those of its day belong to its sitting, whichever came first; `before` are those that came before it.
    `touch_up_days` is within how many days of its treatment a touch-up is one.
    """

    visit: Visit
    members: tuple[Member, ...]
    codes: dict[str, tuple[Member, ...]]
    patient: Patient | None
    history: PatientHistory | None
    past: tuple[Past, ...]
    reference: Reference
    anatomy: Anatomy
    touch_up_days: int = TOUCH_UP_DAYS

    @property
    def day(self) -> date:
        return self.visit.day

    @property
    def before(self) -> tuple[Past, ...]:
        """The other visits that began before this one; two of one moment are told apart by their ids."""
        moment = (self.visit.at, self.visit.id)
        return tuple(past for past in self.past if past.at is None or (past.at, past.id) < moment)

    @property
    def doses(self) -> dict[tuple[str, Technique], Decimal]:
        """U of this visit by area (code with side) and technique; points on no area, or not dosed, are left out."""
        return _doses((member.code, member.point) for member in self.members)

    @property
    def treatment(self) -> Past | None:
        """The treatment that this touch-up names and tops up; None of any other visit."""
        return linked(self.visit, self.past, self.touch_up_days)

    @property
    def is_treatment(self) -> bool:
        """Whether the visit counts as a treatment: a touch-up that comes too late for its treatment does."""
        return is_treatment(self.visit, self.past, self.touch_up_days)

    @property
    def treats(self) -> bool:
        """Whether something is injected, or about to be: a review without points is no treatment."""
        return self.visit.kind is not Kind.REVIEW or bool(self.members)

    def of(self, base: str) -> list[Member]:
        """The points of an area, both sides."""
        return [m for code, members in self.codes.items() if base_area(code) == base for m in members]

    def within(self, areas: Iterable[str]) -> tuple[int, ...]:
        """The numbers of the points in any of these areas."""
        wanted = set(areas)
        return tuple(m.number for m in self.members if m.code is not None and base_area(m.code) in wanted)

    @property
    def areas(self) -> frozenset[str]:
        """The areas in use, without sides."""
        return frozenset(map(base_area, self.codes))


def case_of(
    visit: Visit, patient: Patient | None, history: PatientHistory | None, past: Sequence[Past],
    reference: Reference, anatomy: Anatomy, touch_up_days: int = TOUCH_UP_DAYS,
) -> Case:  # fmt: skip
    """The case of a visit, its points sorted by the area they count for."""
    area_of = anatomy.area_of
    members = tuple(Member(number, point, area_of(point)) for number, point in enumerate(visit.points, start=1))
    codes: dict[str, list[Member]] = {}
    for member in members:
        if member.code is not None:
            codes.setdefault(member.code, []).append(member)
    day = visit.day
    known = tuple(sorted((p for p in past if NO_DAY < p.day <= day), key=lambda p: (p.day, p.id)))
    return Case(
        visit, members, {code: tuple(found) for code, found in codes.items()}, patient, history, known, reference,
        anatomy, touch_up_days,
    )  # fmt: skip


# ---------------------------------------------------------------------- words


def note(
    rule: Caution, key: str, measured: Said, *, area: str | None = None, points: tuple[int, ...] = (),
    spans: tuple[Span, ...] = (), urgent: bool = False,
) -> CautionNote:  # fmt: skip
    """A note by a rule of the reference data, with its words, source and mark."""
    return CautionNote(
        key=key, id=rule.id, measured=measured, rule=rule_text(rule), source=rule.source.short, mark=rule.mark,
        weak=rule.weak, area=area, points=points, spans=spans, urgent=urgent,
    )  # fmt: skip


def rule_text(rule: Caution, *, advice: bool = True) -> Said:
    """The rule in words: “At least 20 mm above the brow …”, or its text; the mark of its reason where that differs.

    Without `advice` what could be done about it is left out: it is done.
    """
    if rule.landmark is not None and rule.distance_mm is not None:
        mark, least, most = said_of_data(rule.landmark), rule.distance_mm, rule.distance_max_mm
        if most is not None:
            text = said("{least}–{most} mm {landmark}", least=least, most=most, landmark=mark)
        elif rule.rule == "min_distance":
            text = said("At least {least} mm {landmark}", least=least, landmark=mark)
        else:
            text = said("{least} mm {landmark}", least=least, landmark=mark)
    else:
        words = rule.text or ""
        text = said_of_data(words[:1].upper() + words[1:])
    if advice and rule.advice is not None:
        text = said("{rule}; {advice}", rule=text, advice=said_of_data(rule.advice))
    if rule.reason_mark is not None:
        text = said("{rule} (the reason: mark {mark})", rule=text, mark=rule.reason_mark)
    return text


def units(value: Decimal) -> Said:
    """A dose, in the units of the visit's product."""
    return said("{units} U", units=value)
