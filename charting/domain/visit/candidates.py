"""What the record knows already about the signs that point to micro or to standard doses: proposed, never decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from charting.domain.past.touch_ups import TOUCH_UP_DAYS, is_treatment
from charting.domain.people.patient import Sex, age_on, checked_text
from charting.domain.visit.outcome import Residual
from charting.domain.visit.record import Consultation, Reason, StyleChoice
from charting.domain.visit.visit import Status

if TYPE_CHECKING:
    from charting.domain.dosing.styles import RangeStyle
    from charting.domain.people.patient import Patient
    from charting.domain.visit.outcome import WoreOff
    from charting.domain.visit.visit import Visit


OVER = 40
YOUNG = range(20, 40)
SHORTER_BY = 14
"""Days by which an effect has to be shorter than the one before to be called so."""


class Known(StrEnum):
    """What the record knows."""

    AGE = "age"
    MALE = "male"
    HELD = "held"
    SHORTER = "shorter"
    RESIDUAL = "residual"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Basis:
    """Why a sign is proposed: `fits` is False for what is only told beside it.

    `number` is years of age or days that a dose held, `before` the days the one before held, `on` the day it is
    known from, `areas` the codes it was found in.
    """

    known: Known
    fits: bool
    number: int = 0
    before: int = 0
    on: date | None = None
    areas: tuple[str, ...] = ()


def known_signs(
    patient: Patient, today: date, visits: Iterable[Visit], wore_off: Iterable[WoreOff],
    touch_up_days: int = TOUCH_UP_DAYS,
) -> dict[str, Basis]:  # fmt: skip
    """What is known, by the id of the sign it speaks for. Drafts and visits entered in error tell nothing."""
    signed = sorted((v for v in visits if v.status in (Status.SIGNED, Status.AMENDED)), key=lambda v: (v.at, v.id))
    found: dict[str, Basis] = {}
    years = age_on(patient.born, today)
    found["deep_lines_over_40"] = Basis(Known.AGE, years > OVER, years)
    found["prevention"] = Basis(Known.AGE, years in YOUNG, years)
    if patient.sex is Sex.MALE:
        found["men"] = Basis(Known.MALE, True)
    treatments = [v for v in signed if is_treatment(v, signed, touch_up_days)]
    held = _held(treatments, tuple(wore_off))
    if held:
        on, days, product = held[-1]
        found["fewer_visits"] = Basis(Known.HELD, False, days, on=on)
        before = next((d for _, d, p in reversed(held[:-1]) if p == product), None)
        if before is not None and days + SHORTER_BY <= before:
            found["weaker_response"] = Basis(Known.SHORTER, True, days, before, on)
    residual = _residual(signed)
    if residual is not None:
        found["still_lined_at_review"] = residual
    strong = _strong(treatments)
    if strong is not None:
        found["strong_muscle"] = strong
    return found


def _held(treatments: Sequence[Visit], wore_off: Sequence[WoreOff]) -> list[tuple[date, int, str | None]]:
    """Of each treatment whose end is known: its day, the days until the first of it was gone, and the product."""
    ends: dict[str, date] = {}
    for row in wore_off:
        ends[row.visit_id] = min(row.on, ends.get(row.visit_id, row.on))
    return [(v.at.date(), (ends[v.id] - v.at.date()).days, v.product) for v in treatments if v.id in ends]


def _residual(signed: Sequence[Visit]) -> Basis | None:
    """The last review, when it found more than slight movement."""
    reviews = [v for v in signed if v.review is not None and v.review.findings]
    if not reviews or reviews[-1].review is None:
        return None
    much = (Residual.MODERATE, Residual.FULL)
    areas = tuple(f.area for f in reviews[-1].review.findings if f.residual in much)
    return Basis(Known.RESIDUAL, True, on=reviews[-1].at.date(), areas=areas) if areas else None


def _strong(treatments: Sequence[Visit]) -> Basis | None:
    """The last treatment, when a strong muscle was the reason of a dose."""
    if not treatments:
        return None
    areas = tuple(w.about.rpartition(":")[0] for w in treatments[-1].whys if w.reason is Reason.STRONG_MUSCLE)
    return Basis(Known.STRONG, True, on=treatments[-1].at.date(), areas=areas) if areas else None


# ---------------------------------------------------------------------- what was weighed and chosen


def with_sign(weighed: Consultation | None, sign: str, *, applies: bool) -> Consultation | None:
    """What was weighed, with a sign seen or not; None when nothing is left of it."""
    weighed = weighed or Consultation()
    rest = tuple(known for known in weighed.signs if known != sign)
    return _something(replace(weighed, signs=(*rest, sign) if applies else rest))


def with_choice(weighed: Consultation | None, style: RangeStyle | None, area: str | None = None) -> Consultation | None:
    """What was weighed, with the style chosen for the face or for one area (its code without side); None: no choice."""
    weighed = weighed or Consultation()
    rest = tuple(choice for choice in weighed.choices if choice.area != area)
    new = () if style is None else (StyleChoice(style, area),)
    choices = (*new, *rest) if area is None else (*rest, *new)
    return _something(replace(weighed, choices=choices))


def with_words(weighed: Consultation | None, note: str) -> Consultation | None:
    """What was weighed, with a note; Refused when it cannot be kept."""
    return _something(replace(weighed or Consultation(), note=checked_text("The note", note.strip())))


def aim(weighed: Consultation | None, area: str | None) -> RangeStyle | None:
    """The style aimed at in an area (its code without side), else that of the face; None when none was chosen."""
    if weighed is None:
        return None
    own = {choice.area: choice.style for choice in weighed.choices}
    return own.get(area, own.get(None))


def _something(weighed: Consultation) -> Consultation | None:
    return None if weighed == Consultation() else weighed
