"""Intervals: how long ago, how long an effect is expected to last and did last, and when somebody is due.

Months are calendar months; days are those of the visit's own time zone. A clock that went backwards gives negative
intervals, never an error.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from charting.domain.days import later
from charting.domain.dosing.styles import RangeStyle, Style
from charting.domain.face.face import base_area
from charting.domain.visit.outcome import FoundEvent, WoreOff

if TYPE_CHECKING:
    from charting.domain.dosing.dosing import AreaDose
    from charting.domain.dosing.reference import Caution, Mark, Reference, Source, Timing
    from charting.domain.people.patient import Patient
    from charting.domain.visit.visit import Technique, Visit


BOOSTER_DAYS = 21
REVIEW_DAYS = 14


def days_between(a: date | datetime, b: date | datetime) -> int:
    """Calendar days from `a` to `b`; negative when `b` is earlier."""
    return (_day(b) - _day(a)).days


def months_later(day: date, n: int) -> date:
    """The same day `n` calendar months later (negative: earlier), or the last of a month that has no such day."""
    months = day.year * 12 + day.month - 1 + n
    year, month = divmod(months, 12)
    if year > MAXYEAR:
        return date.max
    if year < MINYEAR:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


# ---------------------------------------------------------------------- how long it lasts


@dataclass(frozen=True, slots=True)
class Duration:
    """How long an effect is expected to last, in days after treatment; `low_days` None where only the end is stated.

    `source` holds titles, `source_short` their names on the screen.
    """

    low_days: int | None
    high_days: int
    source: str
    mark: Mark
    weak: bool
    source_short: str = ""
    note: str | None = None

    @property
    def end_days(self) -> int:
        """When the effect may be over: the earlier end, where both are stated."""
        return self.high_days if self.low_days is None else self.low_days


def expected_duration(
    reference: Reference,
    product: str | None,
    area: str,
    style: Style | RangeStyle | None,
    technique: Technique | None = None,
) -> Duration | None:
    """How long the effect of this product in this area (with or without its side) is expected to last.

    A micro dose has its own rows; where the data has none for the area, nothing is known: no other area, product or
    style lends its figure. Among several rows those of the technique, then without a particular dose, then the
    stronger ones come first, then their order in the data.
    """
    micro = _is_micro(style)
    rows = [
        row
        for row in reference.timings
        if row.product == product
        and base_area(area) in row.areas
        and (row.style is RangeStyle.MICRO) == micro
        and (row.technique is None or technique is None or row.technique is technique)
    ]
    if not rows:
        return None
    row = min(
        rows, key=lambda row: (row.technique is None, row.dose is not None, row.duration_mark or row.mark, row.weak)
    )
    return _duration(row)


def usual_duration(reference: Reference, product: str | None) -> tuple[int, int] | None:
    """The shortest and the longest days that a standard dose of a product lasts in any area; None where none is known.

    Rows of mark C count for nothing.
    """
    rows = [
        row
        for row in reference.timings
        if row.product == product and row.style is not RangeStyle.MICRO and (row.duration_mark or row.mark) != "C"
    ]
    if not rows:
        return None
    lows = (row.duration_days_high if row.duration_days_low is None else row.duration_days_low for row in rows)
    return round(min(lows)), round(max(row.duration_days_high for row in rows))


def _is_micro(style: Style | RangeStyle | None) -> bool:
    return style is not None and style.value in (Style.MICRO.value, Style.BELOW_MICRO.value, Style.ABOVE_MICRO.value)


def _duration(row: Timing) -> Duration:
    sources: tuple[Source, ...] = (row.source, *row.also)
    return Duration(
        low_days=None if row.duration_days_low is None else round(row.duration_days_low),
        high_days=round(row.duration_days_high),
        source="; ".join(dict.fromkeys(source.title for source in sources)),
        mark=row.duration_mark or row.mark,
        weak=row.weak,
        source_short="; ".join(dict.fromkeys(source.short for source in sources)),
        note=row.note,
    )


@dataclass(frozen=True, slots=True)
class Lasted:
    """How many days an effect lasted in one area (None: in the whole treatment), and whether that is only roughly."""

    area: str | None
    days: int
    about: bool
    on: date


def lasted(visit: Visit, wore_off: Iterable[WoreOff], areas: Iterable[str] = ()) -> tuple[Lasted, ...]:
    """How long the effect of a visit lasted, from the rows that belong to it.

    With `areas` one row for each that is known: its own day, else that of the whole treatment; areas with a day of
    their own that are not among them follow. Without `areas` the rows as they are.
    """
    rows = {row.area: row for row in wore_off if row.visit_id == visit.id}
    whole = rows.get(None)
    chosen: dict[str | None, WoreOff] = {}
    for area in areas:
        row = rows.get(area) or whole
        if row is not None:
            chosen[area] = row
    rest = {area: row for area, row in rows.items() if area not in chosen and (area is not None or not chosen)}
    return tuple(
        Lasted(area, days_between(visit.at, row.on), row.about, row.on) for area, row in {**chosen, **rest}.items()
    )


# ---------------------------------------------------------------------- who is due


class Because(StrEnum):
    """Why a patient is due on a day."""

    SET = "set"
    LABEL = "label"
    EFFECT = "effect"


@dataclass(frozen=True, slots=True)
class RecallDate:
    """The day on which a patient is due and why; `label_on` and `effect_on` are what it was chosen from (None: not
    known), `duration` is the expected duration behind `effect_on`."""

    on: date
    because: Because
    label_on: date | None
    effect_on: date | None
    duration: Duration | None = None


@dataclass(frozen=True, slots=True)
class DueRow:
    """What the file knows of one treated patient: the last locked treatment with its points, the recall date the
    injector set, whether a review of that treatment was done (a draft counts: it is begun), the visit pinned as best,
    the adverse events that its reviews found, as the newest of them tells each.
    """

    patient: Patient
    treatment: Visit
    recall_on: date | None
    reviewed: bool
    pinned: str | None
    events: tuple[FoundEvent, ...] = ()


def recall_date(
    treatment: Visit, areas: Sequence[AreaDose], reference: Reference, set_on: date | None = None
) -> RecallDate | None:
    """When a patient is due again after a treatment: the later of the label's interval and the end of its effect.

    A date the injector set (`set_on`) comes first, unless the treatment is of that day or later: then it was kept.
    The label's interval is in calendar months. `areas` are the rows of the treatment's assessment; of several areas
    the effect that is expected to end first counts. None when nothing of it is known.
    """
    day = treatment.at.date()
    label_on = _label_on(treatment, reference)
    known = [
        found
        for row in areas
        if (found := expected_duration(reference, treatment.product, row.area, row.style, row.technique)) is not None
    ]
    duration = min(known, key=lambda found: found.end_days, default=None)
    effect_on = None if duration is None else later(day, duration.end_days)
    if set_on is not None and set_on > day:
        return RecallDate(set_on, Because.SET, label_on, effect_on, duration)
    if effect_on is not None and (label_on is None or effect_on > label_on):
        return RecallDate(effect_on, Because.EFFECT, label_on, effect_on, duration)
    return None if label_on is None else RecallDate(label_on, Because.LABEL, label_on, effect_on, duration)


def too_early(treatment: Visit, day: date, reference: Reference) -> bool:
    """Whether a day lies before the label's interval after a treatment."""
    due = _label_on(treatment, reference)
    return due is not None and day < due


def _label_on(treatment: Visit, reference: Reference) -> date | None:
    product = reference.products.get(treatment.product or "")
    months = [limit.value for limit in product.limits if limit.kind == "interval_months"] if product else []
    return months_later(treatment.at.date(), round(max(months))) if months else None


def review_due(visit: Visit, reference: Reference | None = None) -> date:
    """The day on which a treatment is looked at again: 14 days after it, or as the reference data says."""
    rule = reference.review if reference else None
    return later(visit.at.date(), rule.days if rule else REVIEW_DAYS)


def booster_note(treatment_at: date | datetime, touch_up_at: date | datetime, reference: Reference) -> Caution | None:
    """The caution about a booster soon after a treatment, when the touch-up is within its days (21), else None."""
    caution = next((found for found in reference.cautions if found.id == "booster_3w"), None)
    if caution is None:
        return None
    days = BOOSTER_DAYS if caution.min_days is None else caution.min_days
    return caution if 0 <= days_between(treatment_at, touch_up_at) <= days else None


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
