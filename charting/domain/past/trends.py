"""What a patient's visits show over the years: doses by area, intervals, totals, and units within a window of months.

Everything is of one product: units of two products never meet. Drafts and visits entered in error do not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from charting.domain.days import can_be
from charting.domain.dosing.dosing import UNASSIGNED, AreaDose, Assessment
from charting.domain.dosing.ranges import Band
from charting.domain.dosing.styles import Style
from charting.domain.face.face import base_area, side_of_area
from charting.domain.past.timing import months_later
from charting.domain.past.touch_ups import TOUCH_UP_DAYS, is_treatment
from charting.domain.visit.visit import Kind, Technique, Visit, standing, total_units

Assessed = Callable[[Visit], Assessment]
"""Gives the assessment of a visit; whoever calls may remember them."""


@dataclass(frozen=True, slots=True)
class DosePoint:
    """One area at one visit. Units and bands are of one side where the area is paired: a range for both is halved.

    `together_units` adds a touch-up's units to those of its treatment and of the touch-ups before it; it equals
    `units` for a treatment. Density (U/cm2) goes with `together_units`.
    """

    visit_id: str
    at: datetime
    kind: Kind
    units: Decimal
    together_units: Decimal
    density: float | None
    style: Style | None
    micro: tuple[Decimal, Decimal] | None
    standard: tuple[Decimal, Decimal] | None
    micro_density: tuple[float, float] | None
    standard_density: tuple[float, float] | None
    halved: bool


@dataclass(frozen=True, slots=True)
class DoseSeries:
    """The doses of one area (code with side) and technique, oldest first."""

    area: str
    technique: Technique
    points: tuple[DosePoint, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """Whole days from the treatment before to this one."""

    visit_id: str
    at: datetime
    days: int


@dataclass(frozen=True, slots=True)
class YearTotal:
    """Units of one product in a calendar year, of how many visits."""

    year: int
    units: Decimal
    visits: int


@dataclass(frozen=True, slots=True)
class WindowTotal:
    """From this day on, units of one product within the window; `visit_id` is None where an old visit falls out."""

    on: date
    units: Decimal
    visit_id: str | None


def counted(visits: Iterable[Visit]) -> tuple[Visit, ...]:
    """The visits that happened and hold, oldest first; of the same minute in the order of their ids.

    One of a day that cannot be (before 1985, after 2100) is left out: nothing follows from it, and no axis holds it.
    """
    held = (v for v in standing(visits) if not v.is_draft and can_be(v.at.date()))
    return tuple(sorted(held, key=lambda v: (v.at, v.id)))


def products_of(visits: Iterable[Visit]) -> tuple[str, ...]:
    """The products of the counted visits with points, the one used last first."""
    used = [v.product for v in reversed(counted(visits)) if v.product is not None and v.points]
    return tuple(dict.fromkeys(used))


def areas_of(visits: Iterable[Visit], product: str, assessed: Assessed) -> tuple[str, ...]:
    """Area codes without side that were treated with this product, most often treated first."""
    counts: Counter[str] = Counter()
    for visit in _treated(visits, product):
        codes = (base_area(dose.area) for dose in assessed(visit).areas if dose.area != UNASSIGNED)
        counts.update(tuple(dict.fromkeys(codes)))
    return tuple(area for area, _ in counts.most_common())


def dose_series(
    visits: Iterable[Visit], product: str, area: str, assessed: Assessed, touch_up_days: int = TOUCH_UP_DAYS
) -> tuple[DoseSeries, ...]:
    """The doses of an area (code without side) in units of one product: in the muscle first, right before left."""
    rows: dict[tuple[str, Technique], list[DosePoint]] = {}
    running: dict[tuple[str, str, Technique], Decimal] = {}
    treated = _treated(visits, product)
    for visit in treated:
        late = is_treatment(visit, treated, touch_up_days)
        for dose in assessed(visit).areas:
            if base_area(dose.area) == area and dose.style is not None:
                key = (visit.id if late else visit.of or visit.id, dose.area, dose.technique)
                running[key] = running.get(key, Decimal(0)) + dose.units
                rows.setdefault((dose.area, dose.technique), []).append(_point(visit, dose, running[key]))
    keys = sorted(rows, key=lambda key: (key[1] is not Technique.IM, side_of_area(key[0]) == "left"))
    return tuple(DoseSeries(code, technique, tuple(rows[code, technique])) for code, technique in keys)


def intervals(visits: Iterable[Visit], touch_up_days: int = TOUCH_UP_DAYS) -> tuple[Interval, ...]:
    """The days between one treatment and the next, whatever the product; touch-ups and reviews lie within them.

    A touch-up after more than `touch_up_days` is a treatment.
    """
    given = [v for v in counted(visits) if v.points]
    treatments = [v for v in given if is_treatment(v, given, touch_up_days)]
    return tuple(
        Interval(now.id, now.at, (now.at.date() - before.at.date()).days) for before, now in pairwise(treatments)
    )


def totals_per_year(visits: Iterable[Visit], product: str) -> tuple[YearTotal, ...]:
    """Units of one product in each calendar year from the first to the last, years without any among them."""
    found: dict[int, list[Visit]] = {}
    for visit in _treated(visits, product):
        found.setdefault(visit.at.year, []).append(visit)
    if not found:
        return ()
    years = range(min(found), max(found) + 1)
    return tuple(
        YearTotal(year, sum((total_units(v.points) for v in found.get(year, ())), Decimal(0)), len(found.get(year, ())))
        for year in years
    )


def units_within(visits: Iterable[Visit], product: str, months: int) -> tuple[WindowTotal, ...]:
    """How many units of one product lie within so many calendar months, each time that changes.

    A visit counts from its day until, not including, the same day of the month so many months later.
    """
    treated = [(v.at.date(), total_units(v.points), v.id) for v in _treated(visits, product)]
    changes: dict[date, str | None] = {}
    for day, _units, visit_id in treated:
        changes.setdefault(months_later(day, months), None)
        changes[day] = visit_id
    return tuple(
        WindowTotal(
            day,
            sum((units for on, units, _ in treated if on <= day < months_later(on, months)), Decimal(0)),
            changes[day],
        )
        for day in sorted(changes)
    )


def _treated(visits: Iterable[Visit], product: str) -> Sequence[Visit]:
    return [v for v in counted(visits) if v.product == product and v.points]


def _point(visit: Visit, dose: AreaDose, together: Decimal) -> DosePoint:
    return DosePoint(
        visit_id=visit.id,
        at=visit.at,
        kind=visit.kind,
        units=dose.units,
        together_units=together,
        density=None if dose.surface_cm2 is None else float(together) / dose.surface_cm2,
        style=dose.style,
        micro=_each_side(dose.micro),
        standard=_each_side(dose.standard),
        micro_density=dose.micro.density_each_side if dose.micro else None,
        standard_density=dose.standard.density_each_side if dose.standard else None,
        halved=any(band is not None and band.per_total_of_both for band in (dose.micro, dose.standard)),
    )


def _each_side(band: Band | None) -> tuple[Decimal, Decimal] | None:
    if band is None:
        return None
    return (band.low / 2, band.high / 2) if band.per_total_of_both else (band.low, band.high)


def from_start(day: date) -> float:
    """A day as a number of days, to lay it on an axis."""
    return float(day.toordinal())


def moment(at: datetime) -> float:
    """A moment as a number of days on the clock of the place where it was, to lay it on an axis."""
    passed = timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)
    return from_start(at.date()) + passed / timedelta(days=1)
