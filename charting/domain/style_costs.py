"""What the areas of a visit would cost by their micro and by their standard ranges, in the units of its one product."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.domain.dosing import UNASSIGNED
from charting.domain.face import base_area
from charting.domain.money import Rates, rounded

if TYPE_CHECKING:
    from charting.domain.dosing import AreaDose, Band

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
