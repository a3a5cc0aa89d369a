"""What a clinic sets for itself: its own ranges, patterns and prices, and how it works; who set it, and when.

A shipped figure is never changed: the clinic's own stands beside it and is what units are compared with.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.domain.handout import AS_SHIPPED, PaperSettings
from charting.domain.money import Rates, checked_currency, checked_price
from charting.domain.patient import Sex, checked_text
from charting.domain.styles import RangeStyle
from charting.domain.touch_ups import TOUCH_UP_DAYS, TOUCH_UP_RANGE
from charting.domain.units import in_steps, plain
from charting.domain.visit import MOST_POINTS, InjectionPoint, Technique, checked_point
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.domain.reference import Per, Reference

MOST_UNITS = Decimal(5000)
IDLE_MINUTES = (0, 60)
"""After so many minutes without a hand the desk is locked; 0: never."""
LONGEST_NAME = 80

RangeOf = tuple[str, str, Technique, RangeStyle, Sex | None]
"""What a range is for: product, area (code without side), technique, style, sex (None: everybody)."""


@dataclass(frozen=True, slots=True)
class ClinicRange:
    """A range of the clinic's own, in U of the product, both ends included; `set_by` is a printed name or empty."""

    product: str
    area: str
    technique: Technique
    style: RangeStyle
    sex: Sex | None
    per: Per
    low: Decimal
    high: Decimal
    set_by: str
    set_at: datetime

    @property
    def key(self) -> RangeOf:
        return (self.product, self.area, self.technique, self.style, self.sex)


@dataclass(frozen=True, slots=True)
class ClinicPattern:
    """Points that are placed together: where they lie, doses of one product, technique and chosen areas.

    `area` is where most of them lie (code without side), as a hint; `template` the drawing they were placed on.
    """

    id: str
    name: str
    product: str
    points: tuple[InjectionPoint, ...]
    area: str | None
    template: int
    set_by: str
    set_at: datetime

    @property
    def total(self) -> Decimal:
        return plain(sum((p.units for p in self.points if p.units is not None), Decimal(0)))


@dataclass(frozen=True, slots=True)
class Price:
    """The price of a unit of a product: in one area (code without side), or without one wherever no other is set."""

    product: str
    area: str | None
    price_per_unit: Decimal
    currency: str
    set_by: str
    set_at: datetime


@dataclass(frozen=True, slots=True)
class ClinicSettings:
    """How the clinic works. Without a currency it is the one of the computer's locale; nobody set the defaults.

    A touch-up is within `touch_up_days` of its treatment; what comes later counts as a treatment.
    """

    name: str = ""
    photos_wanted: bool = False
    idle_minutes: int = 5
    currency: str | None = None
    set_by: str = ""
    set_at: datetime | None = None
    touch_up_days: int = TOUCH_UP_DAYS


@dataclass(frozen=True, slots=True)
class TableReview:
    """A clinician looked through the shipped ranges of this name (`range_table.shipped_version`)."""

    version: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sharing:
    """The clinic's rule for vials that are meant for one patient: whether they are shared here; by whom, and when."""

    shares: bool
    set_by: str
    set_at: datetime


@dataclass(frozen=True, slots=True)
class ClinicBook:
    """All of it as it holds now; reviews of the shipped ranges are the newest first."""

    settings: ClinicSettings = ClinicSettings()
    ranges: tuple[ClinicRange, ...] = ()
    patterns: tuple[ClinicPattern, ...] = ()
    prices: tuple[Price, ...] = ()
    paper: PaperSettings = AS_SHIPPED
    reviews: tuple[TableReview, ...] = ()
    sharing: Sharing | None = None

    @property
    def shares_vials(self) -> bool:
        """Whether somebody said that vials meant for one patient are shared here."""
        return self.sharing is not None and self.sharing.shares

    def review_of(self, version: str) -> TableReview | None:
        """Who looked through the shipped ranges of this name last."""
        return next((review for review in self.reviews if review.version == version), None)


def checked_review(review: TableReview) -> TableReview:
    """The review as it is kept; Refused without a name."""
    name = checked_text("The name", review.by).strip()
    if not name:
        raise Refused("Type the name of the clinician who reviewed the ranges.")
    return replace(review, by=name)


def checked_range(row: ClinicRange) -> ClinicRange:
    """The same range in its shortest figures; Refused when it is none that can be kept."""
    for end in (row.low, row.high):
        if not end.is_finite() or end <= 0:
            raise Refused("A range lies above 0 U; {given} U cannot be an end of it.", given=end)
        if end > MOST_UNITS:
            raise Refused("A range ends at 5,000 U at most; {given} U is more than that.", given=end)
        if not in_steps(end):
            raise Refused("A range is kept in steps of 0.01 U; {given} U is finer than that.", given=end)
    if row.low > row.high:
        raise Refused("A range begins with its lower end; {low} U is more than {high} U.", low=row.low, high=row.high)
    return replace(row, low=plain(row.low), high=plain(row.high))


def checked_name(name: str) -> str:
    """The name of a pattern; Refused without one, or when it is too long for a menu."""
    text = checked_text("The name", name).strip()
    if not text:
        raise Refused("Give it a name; it is what you will look for.")
    if len(text) > LONGEST_NAME:
        raise Refused("A name has at most {most} characters; this one has {count}.", most=LONGEST_NAME, count=len(text))
    return text


def checked_pattern(pattern: ClinicPattern) -> ClinicPattern:
    """The pattern with points as they are kept: without keys, vials and who placed them; Refused without points."""
    if not pattern.points:
        raise Refused("A pattern needs points; place them first.")
    if len(pattern.points) > MOST_POINTS:
        raise Refused("A visit has at most 2,000 points.")
    points = tuple(checked_point(replace(p, key=0, vial=None, placed_by=None)) for p in pattern.points)
    return replace(pattern, name=checked_name(pattern.name), points=points)


def checked_settings(settings: ClinicSettings) -> ClinicSettings:
    """The settings as they are kept; Refused for minutes nobody would wait and names that are too long."""
    first, last = IDLE_MINUTES
    if not first <= settings.idle_minutes <= last:
        raise Refused("The desk locks after {first} to {last} minutes; {given} is not among them.",
                      first=first, last=last, given=settings.idle_minutes)  # fmt: skip
    first, last = TOUCH_UP_RANGE
    if not first <= settings.touch_up_days <= last:
        raise Refused("A touch-up comes within {first} to {last} days; {given} is not among them.",
                      first=first, last=last, given=settings.touch_up_days)  # fmt: skip
    currency = None if settings.currency is None else checked_currency(settings.currency)
    return replace(settings, name=checked_text("The name", settings.name).strip(), currency=currency)


def checked_rate(price: Price) -> Price:
    """The price as it is kept."""
    return replace(price, price_per_unit=checked_price(price.price_per_unit), currency=checked_currency(price.currency))


def rates_of(prices: Iterable[Price], product: str | None) -> Rates | None:
    """What a unit of a product costs; None without any price.

    One bill has one currency: that of the price for every area, else of the price set last. An exception in another
    currency does not count.
    """
    own = [price for price in prices if price.product == product]
    if not own:
        return None
    general = next((price for price in own if price.area is None), None)
    currency = (general or max(own, key=lambda price: price.set_at)).currency
    by_area = {p.area: p.price_per_unit for p in own if p.area is not None and p.currency == currency}
    return Rates(currency, None if general is None else general.price_per_unit, by_area)


def shipped_per(reference: Reference, row: RangeOf) -> Per:
    """What the shipped range of this key counts, or the one of another key of the area: each side, or all of it."""
    product, area, technique, style, _ = row
    rows = reference.ranges_of(product, area, technique, style) or reference.ranges_of(product, area, technique)
    if rows:
        return rows[0].per
    info = reference.areas.get(area)
    return "side" if info is not None and info.paired else "total"
