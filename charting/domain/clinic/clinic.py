"""What a clinic sets for itself: its own ranges, patterns and prices, and how it works; who set it, and when.

A shipped figure is never changed: the clinic's own stands beside it and is what units are compared with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.domain.clinic.money import Rates, checked_currency, checked_price
from charting.domain.dosing.styles import RangeStyle
from charting.domain.past.touch_ups import TOUCH_UP_DAYS, TOUCH_UP_RANGE
from charting.domain.people.patient import Sex, checked_text
from charting.domain.units import in_steps, plain
from charting.domain.visit.visit import MOST_POINTS, InjectionPoint, Technique, checked_point
from charting.errors import Refused, Whole

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Per, Reference


# What a clinic sets for paper: its phone, the paper, the bill, and its own text of the patient's handout.
#
# The text is plain lines. “# ” begins a heading, “! ” one that must be seen, “- ” an item; {places} are filled in by
# the program. A line of which nothing is left goes, and so does a heading without lines.


PLACES = (
    "name", "given_name", "date", "done", "product", "total", "areas", "styles", "review", "lasts", "watch", "urgent",
    "clinic", "phone", "note", "low_dose",
)  # fmt: skip
"""What can stand in braces."""

PAPERS = ("A4", "Letter")
LONGEST_TEMPLATE = 8000
LONGEST_PHONE = 100
HEADING, ALERT, ITEM = "# ", "! ", "- "
_PLACE = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True, slots=True)
class PaperSettings:
    """What the clinic set; without `size` the paper is the locale's, without `handout` the shipped text holds.

    `low_dose`: the handout may tell what low-dose (“baby”) treatment is; some countries forbid such words in public.
    """

    phone: str = ""
    size: str | None = None
    bill: bool = False
    handout: str | None = None
    set_by: str = ""
    set_at: datetime | None = None
    low_dose: bool = False


AS_SHIPPED = PaperSettings()


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (empty: none) with its lines; `alert` ones must be seen. A line that is an item begins with “- ”."""

    heading: str
    lines: tuple[str, ...]
    alert: bool = False


def checked_paper(settings: PaperSettings) -> PaperSettings:
    """The settings as they are kept; an empty text is the shipped one."""
    if settings.size is not None and settings.size not in PAPERS:
        raise Refused("{given} is no paper the program prints on; choose A4 or Letter.", given=settings.size)
    phone = checked_text("The phone number", settings.phone, LONGEST_PHONE).strip()
    text = None if settings.handout is None or not settings.handout.strip() else checked_template(settings.handout)
    return replace(settings, phone=" ".join(phone.split()), handout=text)


def checked_template(text: str) -> str:
    """The text as it is kept; Refused when it is too long, or names a place that nothing is known for."""
    checked_text("The text of the handout", text.strip("\r\n"), LONGEST_TEMPLATE)
    for found in _PLACE.finditer(text):
        if found[1] not in PLACES:
            raise Refused("{place} is nothing the program can fill in. It knows {known}.",
                          place=found[0], known=Whole(", ".join(f"{{{name}}}" for name in PLACES)))  # fmt: skip
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip("\n") + "\n"


def filled(text: str, values: Mapping[str, tuple[str, ...]]) -> tuple[Block, ...]:
    """The text with its places filled in. A place alone on its line takes as many lines as its value has."""
    blocks: list[Block] = []
    heading, alert, lines = "", False, list[str]()
    for line in text.splitlines():
        if line.startswith((HEADING, ALERT)):
            blocks.append(Block(heading, tuple(lines), alert))
            heading, alert, lines = " ".join(_lines(line[2:], values)), line.startswith(ALERT), []
        else:
            lines += _lines(line, values)
    blocks.append(Block(heading, tuple(lines), alert))
    return tuple(block for block in blocks if block.lines)


def _lines(line: str, values: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    bare = line.strip()
    whole = _PLACE.fullmatch(bare)
    if whole is not None:
        return values.get(whole[1], ())
    names = _PLACE.findall(bare)
    if not bare or (names and not any(values.get(name) for name in names)):
        return ()
    # A brace in what is filled in is no place: each is looked at once.
    return (_PLACE.sub(lambda found: " ".join(values.get(found[1], ())), bare),)


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
