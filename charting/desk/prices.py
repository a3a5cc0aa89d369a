"""What visits cost: by their own prices where they have any, else the clinic's. A signed one keeps its prices."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.desk.assessing import assessed
from charting.domain.clinic.clinic import (
    rates_of,
)
from charting.domain.clinic.money import Bill, Rates, StyleCosts, bill_of, style_costs
from charting.domain.dosing.dosing import UNASSIGNED
from charting.domain.face.face import base_area
from charting.domain.visit.record import AreaPrice
from charting.domain.visit.visit import Visit

if TYPE_CHECKING:
    from charting.desk.cell import Cell
    from charting.domain.dosing.dosing import Assessment


class Prices:
    """The prices of visits: their own where they have any, else the clinic's."""

    def __init__(self, desk: Cell) -> None:
        self._desk = desk

    def rates(self, visit: Visit) -> Rates | None:
        """The prices of a visit: its own where it has any (a signed visit's never change), else the clinic's."""
        if visit.price_per_unit is not None or visit.area_prices:
            by_area = {exception.area: exception.price_per_unit for exception in visit.area_prices}
            return Rates(visit.currency or self._desk.clinic.settings.currency or "", visit.price_per_unit, by_area)
        return rates_of(self._desk.clinic.book.prices, visit.product) if visit.is_draft else None

    def priced(self, visit: Visit) -> Visit:
        """The visit with the clinic's prices of the areas it treats written into it, unless it has its own."""
        if visit.price_per_unit is not None or visit.area_prices:
            return visit
        found = self.rates(visit)
        if found is None:
            return visit
        used = dict.fromkeys(area for area, _ in self.units_by_area(visit) if area in found.by_area)
        exceptions = tuple(AreaPrice(area, found.by_area[area]) for area in used if area is not None)
        if found.price_per_unit is None and not exceptions:
            return visit
        return replace(visit, price_per_unit=found.price_per_unit, currency=found.currency, area_prices=exceptions)

    def bill(self, visit: Visit) -> Bill | None:
        """What a visit costs by its prices; None without any, and for a visit without points."""
        found = self.rates(visit)
        return None if found is None or not visit.points else bill_of(self.units_by_area(visit), found)

    def units_by_area(self, visit: Visit) -> tuple[tuple[str | None, Decimal], ...]:
        """The units of each area (code without side; None: no area), in the order of the reference data."""
        sums: dict[str | None, Decimal] = {}
        for dose in self._figures(visit).areas:
            area = None if dose.area == UNASSIGNED else base_area(dose.area)
            sums[area] = sums.get(area, Decimal(0)) + dose.units
        return tuple(sums.items())

    def beside(self, visit: Visit) -> StyleCosts | None:
        """What the micro and what the standard ranges of the areas in use come to; None without any."""
        found = self.rates(visit)
        costs = None if found is None else style_costs(self._figures(visit).areas, found)
        return costs if costs is not None and costs.areas else None

    def _figures(self, visit: Visit) -> Assessment:
        if visit is self._desk.open.visit and self._desk.open.assessment is not None:
            return self._desk.open.assessment
        return assessed(self._desk.state, visit)
