"""What was given together: the visits of one patient on one day, and a touch-up with its treatment; added up by area.

Units of two products are never added: a day with two products is two sittings. Points on no area are a row too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import MINYEAR, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.domain.dosing.ranges import style_of
from charting.domain.dosing.styles import Style
from charting.domain.face.face import base_area
from charting.domain.past.touch_ups import TOUCH_UP_DAYS, linked
from charting.domain.units import plain
from charting.domain.visit.visit import Status, Technique, Visit, standing

if TYPE_CHECKING:
    from charting.domain.dosing.dosing import AreaDose, Assessment


Assessed = tuple[Visit, "Assessment"]
RowKey = tuple[str, Technique]


@dataclass(frozen=True, slots=True)
class Sum:
    """U of one area (code with side) and technique over some visits (their ids), and where they lie in the ranges.

    `compared_units` is both sides' sum where a range is per total of a paired area, else `units`.
    """

    area: str
    technique: Technique
    units: Decimal
    style: Style
    visits: tuple[str, ...]
    compared_units: Decimal


@dataclass(frozen=True, slots=True)
class Also:
    """What was given in the area of a row besides it: `others` are the time and U of each other visit of the day.

    `day` is the sum of the day where there are others, `course` that of a touch-up with its treatment.
    """

    others: tuple[tuple[datetime, Decimal], ...]
    day: Sum | None
    course: Sum | None

    @property
    def whole(self) -> Sum | None:
        """The larger sum of the two."""
        return max(filter(None, (self.day, self.course)), key=lambda row: row.units, default=None)


@dataclass(frozen=True, slots=True)
class Sitting:
    """What one patient got of one product on one day, area by area; `visits` are all of it, in their order."""

    patient_id: str
    day: date
    product: str
    visits: tuple[str, ...]
    areas: tuple[Sum, ...]


def of_one_sitting(visit: Visit, other: Visit) -> bool:
    """Whether two visits are of one patient and one day, on each one's own clock; a visit is not beside itself."""
    return other.id != visit.id and other.patient_id == visit.patient_id and other.day == visit.day


def summed(parts: Sequence[Assessment]) -> tuple[Sum, ...]:
    """The rows of these assessments, of one product, added up; rows without a dosed point are left out."""
    rows: dict[RowKey, list[tuple[str, AreaDose]]] = {}
    both: dict[RowKey, Decimal] = {}
    for part in parts:
        for dose in part.areas:
            if dose.style is not None:
                rows.setdefault((dose.area, dose.technique), []).append((part.visit_id, dose))
                side = (base_area(dose.area), dose.technique)
                both[side] = both.get(side, Decimal(0)) + dose.units
    return tuple(_sum(key, found, both[base_area(key[0]), key[1]]) for key, found in rows.items())


def sittings(assessed: Iterable[Assessed]) -> tuple[Sitting, ...]:
    """The sittings of one patient's visits, oldest first: days are those of each visit's own clock.

    What does not hold, what corrects a visit and is not signed yet, and visits without a day (of the year 1), a
    product or a dosed point are left out.
    """
    known = tuple(assessed)
    found: dict[tuple[date, str], list[Assessed]] = {}
    for visit, assessment in sorted(holding(known), key=lambda one: (one[0].at, one[0].id)):
        if visit.product is not None and visit.day.year > MINYEAR and assessment.total_units:
            found.setdefault((visit.day, visit.product), []).append((visit, assessment))
    return tuple(
        Sitting(
            parts[0][0].patient_id, day, product, tuple(visit.id for visit, _ in parts),
            summed([assessment for _, assessment in parts]),
        )
        for (day, product), parts in sorted(found.items(), key=lambda one: one[0][0])
    )  # fmt: skip


def with_treatment(
    visit: Visit, own: Assessment, others: Iterable[Assessed], days: int = TOUCH_UP_DAYS
) -> dict[RowKey, Sum] | None:
    """The rows of a touch-up added to its treatment and the touch-ups of it before; None where it tops up none.

    Its treatment is the one it names, if that is of the same product, and so many days ago at most.
    """
    known = [one for one in holding(others) if one[0].id != visit.id and one[0].product == visit.product]
    treatment = linked(visit, (other for other, _ in known), days)
    if treatment is None or visit.product is None:
        return None
    parts = [
        (other, assessment)
        for other, assessment in known
        if other.id == treatment.id
        or ((other.at, other.id) < (visit.at, visit.id) and linked(other, (treatment,), days) is not None)
    ]
    whole = summed([*(assessment for _, assessment in parts), own])
    mine = {(dose.area, dose.technique) for dose in own.areas}
    return {(row.area, row.technique): row for row in whole if (row.area, row.technique) in mine}


def judged(dose: AreaDose, whole: Sum | None) -> AreaDose:
    """A row as a reason is asked for: by what it comes to with what else was given; by itself where that is nothing."""
    if whole is None or dose.style is None:
        return dose
    return replace(dose, style=whole.style, compared_units=whole.compared_units)


def holding(assessed: Iterable[Assessed]) -> tuple[Assessed, ...]:
    """Those that hold: not in error, nor corrected; a correction counts once it is signed."""
    known = tuple(assessed)
    there = {visit.id for visit, _ in known}
    held = {visit.id for visit in standing(visit for visit, _ in known)}
    return tuple(
        (visit, found)
        for visit, found in known
        if visit.id in held and not (visit.status is Status.DRAFT and visit.amends in there)
    )


def _sum(key: RowKey, rows: Sequence[tuple[str, AreaDose]], both: Decimal) -> Sum:
    units = sum((dose.units for _, dose in rows), Decimal(0))
    first = rows[0][1]
    style = style_of(first.micro, first.standard, units, both)
    per_both = any(band is not None and band.per_total_of_both for band in (first.micro, first.standard))
    compared = plain(both if per_both else units)
    return Sum(*key, plain(units), style, tuple(visit_id for visit_id, _ in rows), compared)
