"""Invented patients with two years of visits each, to see the program at work: the same ones for the same day.

The visits are made from the label patterns of the reference data, in the doses an injector might choose; positions
vary by fractions of a millimetre, as a hand does. Nobody in here exists.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from uuid import UUID, uuid5

from charting.domain.dosing.reference import Product, Reference
from charting.domain.face.face import View
from charting.domain.people.patient import Patient, Sex
from charting.domain.people.people import Person, Role
from charting.domain.visit.outcome import Evenness, EventSide, Finding, FoundEvent, Residual, Review, Severity, WoreOff
from charting.domain.visit.visit import (
    InjectionPoint,
    Kind,
    Status,
    Technique,
    Visit,
    mm,
    total_units,
    with_points_added,
)

NAMESPACE = UUID("6f0f7a0e-6b1e-5b0a-9d57-3c1c4d2a8e11")
_HAND_MM = 0.6
"""How far a point may lie from where the pattern has it: a hand is not a ruler."""

DEMO_PASSWORD = "demo"
_HASH = "$argon2id$v=19$m=65536,t=3,p=4$pxElnldIOqETMQisULhHQQ$YHQt8owUUVQRAzFWG1RO4jediI5bbIq6xYml8rs/1PA"
"""The argon2id hash of it: making one takes a tenth of a second, and the demo is to be there at once."""

BOTOX, DYSPORT = "ona_botox", "abo_dysport"
_PRICES = {BOTOX: Decimal(12), DYSPORT: Decimal(4)}


@dataclass(frozen=True, slots=True)
class _Place:
    x_mm: float
    y_mm: float
    view: View = View.FRONT
    area: str | None = None


def demo_people() -> tuple[tuple[Person, str], ...]:
    """Who works in the demo, with the hash of their password: the first one is there when it begins."""
    injector = Person(
        str(uuid5(NAMESPACE, "injector")), "Demo Injector", frozenset({Role.INJECTOR, Role.ADMINISTRATOR})
    )
    assistant = Person(str(uuid5(NAMESPACE, "assistant")), "Demo Assistant", frozenset({Role.ASSISTANT}))
    return (injector, _HASH), (assistant, _HASH)


def _both(*places: tuple[float, float]) -> tuple[_Place, ...]:
    return tuple(_Place(x * sign, y) for x, y in places for sign in (-1, 1))


_PLACES = {
    "chin": _both((6, 96)),
    "bunny lines": _both((10, 10)),
    "mouth corners": _both((28, 84)),
    "lip flip": _both((3.5, 58.5), (9, 59.5)),
    "masseter": tuple(
        _Place(x * sign, y, view)
        for x, y in ((-46, 58), (-54, 54), (-50, 66))
        for sign, view in ((1, View.RIGHT), (-1, View.LEFT))
    ),
    "left brow": (_Place(47, -38, area="brow_asymmetry.left"),),
}
"""Points that no label pattern has, beside those of the reference data."""

_FOREHEAD, _GLABELLA, _CROWS_FEET, _PLATYSMA = "ona_fhl_20", "ona_gl_20", "ona_lcl_24", "ona_platysma_26"
_LABEL_DOSE = None

_Part = tuple[str, str | None]
"""A label pattern's id or a name of `_PLACES`, and the units of each point (None: as on the label)."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """One visit: days before today, its product and parts; `review_in` adds a review that many days later.

    `best`: it is the one pinned; `ended`: the area (None: all), the days its effect lasted, and whether only roughly.
    """

    days_ago: int
    product: str
    parts: tuple[_Part, ...]
    review_in: int | None = None
    review: Review | None = None
    best: bool = False
    ended: tuple[tuple[str | None, int, bool], ...] = ()
    correction: tuple[_Part, ...] = ()
    kind: Kind = Kind.TREATMENT
    status: Status = Status.SIGNED


@dataclass(frozen=True, slots=True)
class _Person:
    chart_no: str
    family_name: str
    given_name: str
    born: date
    sex: Sex | None
    interpupillary_mm: str | None
    plans: tuple[_Plan, ...]


Records = tuple[tuple[Patient, tuple[Visit, ...]], ...]


def demo_records(reference: Reference, today: date, zone: tzinfo = UTC) -> Records:
    """Six patients with their visits, oldest first: the first has an open draft of `today`, all else is signed.

    The same `today` and `zone` give the same records, ids included. Signed visits carry no signature yet: whoever
    writes them into a file signs them.
    """
    return tuple((_patient(person), tuple(_visits(person, reference, today, zone))) for person in _PEOPLE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is kept of a patient beside the visits: the one pinned as best, and when effects wore off."""

    patient_id: str
    pinned: str | None
    wore_off: tuple[WoreOff, ...]


def demo_outcomes(today: date, zone: tzinfo = UTC) -> tuple[Outcome, ...]:
    """How the treatments of `demo_records` of the same day and zone went on."""
    return tuple(_outcome(person, today, zone) for person in _PEOPLE)


def _outcome(person: _Person, today: date, zone: tzinfo) -> Outcome:
    pinned, rows = None, []
    for number, plan in enumerate(person.plans):
        at = _time_of(plan, number, today, zone)
        visit_id = _id(person, plan.kind, at)
        pinned = visit_id if plan.best else pinned
        rows += [WoreOff(visit_id, area, at.date() + timedelta(days=days), about) for area, days, about in plan.ended]
    return Outcome(_patient(person).id, pinned, tuple(rows))


def _patient(person: _Person) -> Patient:
    measured = person.interpupillary_mm
    return Patient(
        id=str(uuid5(NAMESPACE, person.chart_no)),
        family_name=person.family_name,
        given_name=person.given_name,
        born=person.born,
        chart_no=person.chart_no,
        sex=person.sex,
        interpupillary_mm=None if measured is None else Decimal(measured),
    )


def _visits(person: _Person, reference: Reference, today: date, zone: tzinfo) -> Iterator[Visit]:
    patient_id = _patient(person).id
    for number, plan in enumerate(person.plans):
        at = _time_of(plan, number, today, zone)
        treatment = _visit(person, patient_id, reference, plan, at)
        yield treatment
        if plan.review_in is not None:
            at += timedelta(days=plan.review_in)
            yield replace(_empty(person, patient_id, Kind.REVIEW, at), of=treatment.id, review=plan.review or _GOOD)
            if plan.correction:
                top_up = _Plan(0, plan.product, plan.correction, kind=Kind.TOUCH_UP)
                correction = _visit(person, patient_id, reference, top_up, at + timedelta(minutes=15))
                yield replace(correction, of=treatment.id)


def _time_of(plan: _Plan, number: int, today: date, zone: tzinfo) -> datetime:
    day = _opening_day(today - timedelta(days=plan.days_ago)) if plan.days_ago else today
    return datetime.combine(day, time(9 + number % 7, number * 25 % 60), tzinfo=zone)


def _opening_day(day: date) -> date:
    """The day itself, or the Friday before: nobody treats at the weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _empty(person: _Person, patient_id: str, kind: Kind, at: datetime) -> Visit:
    return Visit(id=_id(person, kind, at), patient_id=patient_id, at=at, kind=kind, status=Status.SIGNED)


def _id(person: _Person, kind: Kind, at: datetime) -> str:
    return str(uuid5(NAMESPACE, f"{person.chart_no} {kind.value} {at.isoformat()}"))


def _visit(person: _Person, patient_id: str, reference: Reference, plan: _Plan, at: datetime) -> Visit:
    visit = _empty(person, patient_id, plan.kind, at)
    points = [point for part in plan.parts for point in _points(reference, part, seed=visit.id)]
    product = reference.products[plan.product]
    vial_units, diluent_ml = _vial(product, total_units(points))
    lot, expires = _lot(plan.product, at.date())
    charted = Visit(
        id=visit.id, patient_id=patient_id, at=at, kind=plan.kind, status=plan.status, product=plan.product,
        vial_units=vial_units, diluent_ml=diluent_ml, lot=lot, expires=expires,
        price_per_unit=_PRICES[plan.product], currency="USD",
    )  # fmt: skip
    return with_points_added(charted, points)


def _points(reference: Reference, part: _Part, seed: str) -> Iterator[InjectionPoint]:
    name, each = part
    if name in _PLACES:
        places = [(place, Decimal(0)) for place in _PLACES[name]]
    else:
        pattern = next(p for p in reference.patterns if p.id == name)
        places = [(_Place(p.x_mm, p.y_mm), p.units) for p in pattern.points]
    for number, (place, label_units) in enumerate(places):
        dx, dy = _by_hand(f"{seed} {name} {number}")
        units = label_units if each is None else Decimal(each)
        yield InjectionPoint(place.view, mm(place.x_mm + dx), mm(place.y_mm + dy), units, area=place.area)


def _by_hand(seed: str) -> tuple[float, float]:
    """An offset in mm that looks like chance and is the same for the same seed."""
    chance = uuid5(NAMESPACE, seed).bytes
    return ((chance[0] / 127.5 - 1) * _HAND_MM, (chance[1] / 127.5 - 1) * _HAND_MM)


def _vial(product: Product, units: Decimal) -> tuple[Decimal, Decimal]:
    """The smallest vial that holds the dose, else the largest, at its first dilution of the reference data."""
    by_size = sorted(
        (d for d in product.dilutions if d.technique is Technique.IM), key=lambda dilution: dilution.vial_units
    )
    chosen = next((dilution for dilution in by_size if dilution.vial_units >= units), by_size[-1])
    return chosen.vial_units, chosen.diluent_ml


def _lot(product: str, day: date) -> tuple[str, date]:
    """An invented lot that a clinic would use for a quarter of a year, and its expiry: two years after it began."""
    quarter = (day.month - 1) // 3
    number = 1000 + (day.year * 4 + quarter) * 271 % 9000
    month = quarter * 3 + 1
    lot = f"C{number}C{quarter + 1}" if product == BOTOX else f"DEMO{number}"
    return lot, date(day.year + 2, month, monthrange(day.year + 2, month)[1])


_FIRST_TIME = ((_FOREHEAD, "4"), (_GLABELLA, _LABEL_DOSE), (_CROWS_FEET, "3"))
_MICRO = ((_FOREHEAD, "1.3"), (_GLABELLA, "2"), (_CROWS_FEET, "1.5"))
_MICRO_RICH = (*_MICRO, ("chin", "1.5"), ("masseter", "4"))
_MAN = ((_FOREHEAD, "3.5"), (_GLABELLA, "6"), (_CROWS_FEET, _LABEL_DOSE))
_DYSPORT_UPPER = (("abo_gl_50", _LABEL_DOSE), (_FOREHEAD, "6"), (_CROWS_FEET, "7.5"))
_DYSPORT_GLABELLA = (("abo_gl_50", _LABEL_DOSE),)
_LABEL_UPPER = ((_FOREHEAD, _LABEL_DOSE), (_GLABELLA, _LABEL_DOSE), (_CROWS_FEET, _LABEL_DOSE))
_JAW = (("masseter", "8"), ("chin", "3"))


def _review(
    satisfaction: int, note: str = "", *events: FoundEvent, even: Evenness = Evenness.EVEN, **moves: str
) -> Review:
    """What a review found; `moves` names areas (both sides of the paired ones) and how much they still move."""
    codes = {"crows_feet": ("crows_feet.right", "crows_feet.left"), "masseter": ("masseter.right", "masseter.left")}
    findings = (Finding(code, Residual(word)) for area, word in moves.items() for code in codes.get(area, (area,)))
    return Review(tuple(findings), even, events, satisfaction, note)


_GOOD = Review(evenness=Evenness.EVEN, satisfaction=4)
_TOO_HEAVY = _review(
    2, "Forehead feels heavy and looks still on video calls; wants to keep her expression.",
    FoundEvent("brow_ptosis", EventSide.BOTH, Severity.MODERATE),
    even=Evenness.SLIGHTLY_UNEVEN, forehead="none", glabella="none", crows_feet="none",
)  # fmt: skip
_BETTER = _review(3, "Better, still a little flat.", forehead="none", glabella="none", crows_feet="slight")
_UNEVEN = _review(
    4, "Moves again. The left brow stands a little higher.",
    FoundEvent("brow_asymmetry", EventSide.LEFT, Severity.MILD),
    even=Evenness.SLIGHTLY_UNEVEN, forehead="moderate", glabella="slight", crows_feet="slight",
)  # fmt: skip
_BEST = _review(
    5, "Just right: this one again.", forehead="slight", glabella="slight", crows_feet="slight", mentalis="none"
)
_GOES_ON = _review(4, "", forehead="slight", glabella="slight", crows_feet="moderate", mentalis="slight")

_PEOPLE = (
    _Person("DEMO-1001", "Álvarez-Lind", "Inés", date(1991, 4, 17), Sex.FEMALE, "62.5", (
        _Plan(731, BOTOX, _FIRST_TIME, review_in=14, review=_TOO_HEAVY, ended=((None, 126, False),)),
        _Plan(601, BOTOX, ((_FOREHEAD, "2"), (_GLABELLA, "4"), (_CROWS_FEET, "2")), review_in=14, review=_BETTER,
              ended=((None, 105, True),)),
        _Plan(489, BOTOX, _MICRO, review_in=14, review=_UNEVEN, correction=(("left brow", "1"),),
              ended=(("forehead", 77, False), ("glabella", 91, True))),
        _Plan(391, BOTOX, (*_MICRO, ("chin", "1.5")), review_in=14, review=_BEST, best=True,
              ended=((None, 88, True),)),
        _Plan(295, BOTOX, ((_FOREHEAD, "1.5"), (_GLABELLA, "2"), (_CROWS_FEET, "1.5"), ("chin", "1.5")),
              ended=((None, 92, True),)),
        _Plan(198, BOTOX, _MICRO_RICH, review_in=14, review=_GOES_ON,
              ended=(("forehead", 84, False), ("masseter.right", 95, True), ("masseter.left", 95, True))),
        _Plan(101, BOTOX, ((_FOREHEAD, "1.2"), (_GLABELLA, "2"), (_CROWS_FEET, "1.5"), ("bunny lines", "1"),
                           ("lip flip", "1"), ("chin", "1.5"), ("masseter", "4.5")), review_in=14, review=_GOES_ON),
        _Plan(0, BOTOX, _MICRO_RICH, status=Status.DRAFT),
    )),
    _Person("DEMO-1002", "Brontë-Hale", "Maël", date(1978, 11, 2), Sex.MALE, "66.5", (
        _Plan(716, BOTOX, _MAN),
        _Plan(566, BOTOX, _MAN),
        _Plan(415, BOTOX, (*_MAN, ("masseter", "8"))),
        _Plan(262, BOTOX, _MAN, review_in=14),
        _Plan(117, BOTOX, (*_MAN, ("masseter", "10"))),
    )),
    _Person("DEMO-1003", "Łuczak", "Jagna", date(1984, 7, 30), Sex.FEMALE, None, (
        _Plan(724, BOTOX, _LABEL_UPPER, review_in=14),
        _Plan(584, BOTOX, _LABEL_UPPER),
        _Plan(443, DYSPORT, _DYSPORT_UPPER, review_in=14),
        _Plan(302, DYSPORT, _DYSPORT_UPPER),
        _Plan(163, DYSPORT, (*_DYSPORT_UPPER, ("chin", "5"))),
        _Plan(38, DYSPORT, _DYSPORT_UPPER, review_in=14),
    )),
    _Person("DEMO-1004", "Nguyễn", "Thu Hà", date(1997, 1, 9), None, "60.5", (
        _Plan(702, BOTOX, _JAW, review_in=28),
        _Plan(520, BOTOX, (*_JAW, *_MICRO)),
        _Plan(338, BOTOX, (("masseter", "6"), ("chin", "2.5"), *_MICRO)),
        _Plan(156, BOTOX, (("masseter", "6"), ("chin", "2"), *_MICRO), review_in=28),
        _Plan(52, BOTOX, _MICRO),
    )),
    _Person("DEMO-1005", "Østergård", "Freja", date(1969, 9, 21), Sex.FEMALE, "61", (
        _Plan(738, BOTOX, (*_LABEL_UPPER, (_PLATYSMA, _LABEL_DOSE))),
        _Plan(604, BOTOX, _LABEL_UPPER),
        _Plan(472, BOTOX, (*_LABEL_UPPER, (_PLATYSMA, _LABEL_DOSE), ("mouth corners", "2.5"))),
        _Plan(333, BOTOX, _LABEL_UPPER),
        _Plan(199, BOTOX, (*_LABEL_UPPER, ("mouth corners", "2.5"))),
        _Plan(73, BOTOX, ((_FOREHEAD, "3"), (_GLABELLA, _LABEL_DOSE), (_CROWS_FEET, _LABEL_DOSE)),
              review_in=14, correction=(("left brow", "1.5"),)),
    )),
    _Person("DEMO-1006", "الهاشمي", "ليلى", date(1986, 3, 12), Sex.FEMALE, "63", (
        _Plan(695, DYSPORT, _DYSPORT_GLABELLA, review_in=14),
        _Plan(557, DYSPORT, (*_DYSPORT_GLABELLA, (_CROWS_FEET, "5"))),
        _Plan(418, DYSPORT, (*_DYSPORT_GLABELLA, (_CROWS_FEET, "5"))),
        _Plan(281, DYSPORT, (*_DYSPORT_GLABELLA, (_CROWS_FEET, "5"), (_FOREHEAD, "4"))),
        _Plan(142, DYSPORT, (*_DYSPORT_GLABELLA, (_CROWS_FEET, "5"), (_FOREHEAD, "4"))),
        _Plan(45, DYSPORT, (*_DYSPORT_GLABELLA, (_CROWS_FEET, "6"), (_FOREHEAD, "5")), review_in=14),
    )),
)  # fmt: skip
