"""Prices and bills: decimals throughout. A line is rounded to the currency's smallest coin, half up; the total is
the sum of the lines, so that what is added up by hand comes to the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from charting.domain.dosing.dosing import UNASSIGNED
from charting.domain.face.face import base_area
from charting.domain.text import number_of, pointed
from charting.domain.units import in_steps, plain
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.domain.dosing.dosing import AreaDose, Band


MOST_PRICE = Decimal(1_000_000)
PRICE_STEP = Decimal("0.0001")
USUAL_DIGITS = 2
_POWER = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,12})?[eE][+-]?[0-9]{1,3}")
_CURRENCY = re.compile(r"[A-Z]{3}")
# ISO 4217: the currencies whose smallest coin is not a hundredth.
_DIGITS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV",
                     "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BillLine:
    """One area (code without side; None: points on no area) with its units, and what they cost; None: no price."""

    area: str | None
    units: Decimal
    price_per_unit: Decimal | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Bill:
    """What a visit costs, area by area; `total` is the sum of the lines that have a price."""

    currency: str
    lines: tuple[BillLine, ...]
    total: Decimal

    @property
    def whole(self) -> bool:
        """Whether every line has a price."""
        return all(line.amount is not None for line in self.lines)


@dataclass(frozen=True, slots=True)
class Rates:
    """Prices per unit of one product: one for every area, and exceptions by area (code without side)."""

    currency: str
    price_per_unit: Decimal | None
    by_area: Mapping[str, Decimal]

    def of(self, area: str | None) -> Decimal | None:
        """The price of a unit in an area; None where there is none."""
        return self.by_area.get(area or "", self.price_per_unit)


def checked_price(value: Decimal) -> Decimal:
    """A price per unit as given, in its shortest form; Refused below 0, above a million, finer than 0.0001."""
    if not value.is_finite() or value < 0:
        raise Refused("A price per unit is 0 or more; {given} cannot be kept.", given=value)
    if value > MOST_PRICE:
        raise Refused("A price per unit is at most 1,000,000; {given} cannot be kept. Check the figure.", given=value)
    if not in_steps(value, PRICE_STEP):
        raise Refused("A price per unit is kept in steps of 0.0001; {given} is finer than that.", given=value)
    return plain(abs(value))


def parse_price(text: str) -> Decimal:
    """A price as somebody typed it: comma and dot are both the decimal sign; never grouping."""
    price = number_of(text)
    if price is None:
        if not _POWER.fullmatch(typed := pointed(text)):
            raise Refused("“{given}” is not a price; type a number such as 12.50 or 12,50.", given=text)
        price = Decimal(typed)
    return checked_price(price)


def checked_currency(code: str) -> str:
    """A currency by its three letters (ISO 4217), in capitals; Refused for anything else."""
    currency = code.strip().upper()
    if not _CURRENCY.fullmatch(currency):
        raise Refused("“{given}” is not a currency; type its three letters, such as EUR.", given=code)
    return currency


def minor_digits(currency: str) -> int:
    """How many decimals the smallest coin of a currency has."""
    return _DIGITS.get(currency, USUAL_DIGITS)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """An amount to the currency's smallest coin, half up."""
    return amount.quantize(Decimal(10) ** -minor_digits(currency), ROUND_HALF_UP)


def bill_of(units: Iterable[tuple[str | None, Decimal]], rates: Rates) -> Bill:
    """The bill of areas (codes without side, each once) and their units."""
    lines = []
    for area, dose in units:
        price = rates.of(area)
        amount = None if price is None else rounded(dose * price, rates.currency)
        lines.append(BillLine(area, dose, price, amount))
    total = sum((line.amount for line in lines if line.amount is not None), rounded(Decimal(0), rates.currency))
    return Bill(rates.currency, tuple(lines), total)


# What the areas of a visit would cost by their micro and by their standard ranges, in the units of its one product.


Span = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class StyleCosts:
    """From–to of both styles over `areas` (codes without side); `without` lack a range or a price, and count for none.

    `weak` and `derived` say that a range among them is weak evidence, or arithmetic.
    """

    currency: str
    micro: Span
    standard: Span
    areas: tuple[str, ...]
    without: tuple[str, ...]
    weak: bool
    derived: bool


def style_costs(rows: Iterable[AreaDose], rates: Rates) -> StyleCosts:
    """The costs of the rows that have a micro range, a standard range and a price; a range for both sides counts once.

    Each area's ends are rounded as a line of a bill is.
    """
    micro, standard = [Decimal(0), Decimal(0)], [Decimal(0), Decimal(0)]
    areas: dict[str, None] = {}
    without: dict[str, None] = {}
    counted: set[object] = set()
    bands: list[Band] = []
    for row in rows:
        base = base_area(row.area)
        price = rates.of(base)
        if row.area == UNASSIGNED:
            continue
        if row.micro is None or row.standard is None or price is None:
            without[base] = None
            continue
        areas[base] = None
        for sums, band in ((micro, row.micro), (standard, row.standard)):
            key = (base, row.technique, id(sums))
            if band.per_total_of_both and key in counted:
                continue
            counted.add(key)
            bands.append(band)
            sums[0] += rounded(band.low * price, rates.currency)
            sums[1] += rounded(band.high * price, rates.currency)
    return StyleCosts(
        rates.currency, (micro[0], micro[1]), (standard[0], standard[1]), tuple(areas),
        tuple(area for area in without if area not in areas), any(b.weak for b in bands), any(b.derived for b in bands),
    )  # fmt: skip
