"""The clinic's own ranges, prices and settings: changed by whoever administers, and announced.

A change is written by the store at once and is no step for undo: what held before is
kept with who set it and when. Signed visits keep the table they were compared with and the prices they were billed by.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.desk.assessing import assessed
from charting.desk.reading import read_clinic
from charting.domain.clinic.clinic import (
    ClinicPattern,
    ClinicRange,
    ClinicSettings,
    Price,
    RangeOf,
    Sharing,
    TableReview,
    checked_name,
    checked_pattern,
    rates_of,
    shipped_per,
)
from charting.domain.clinic.money import Bill, Rates, StyleCosts, bill_of, style_costs
from charting.domain.dosing.dosing import UNASSIGNED
from charting.domain.dosing.range_table import shipped_version
from charting.domain.face.face import base_area
from charting.domain.people.people import Role
from charting.domain.visit.record import AreaPrice
from charting.domain.visit.visit import InjectionPoint, Visit, with_points_added
from charting.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Set

    from charting.desk.cell import Cell
    from charting.desk.charting import Charting
    from charting.domain.clinic.clinic import PaperSettings
    from charting.domain.dosing.dosing import Assessment


class Settings:
    """The clinic's own ranges, prices and settings."""

    def __init__(self, desk: Cell) -> None:
        self._desk = desk

    def reread(self) -> None:
        """Somebody changed what the clinic set: read it; what is open is assessed again and announced."""
        self._desk.change(clinic=read_clinic(self._desk.env, self._desk.clinic))

    def set_settings(self, settings: ClinicSettings) -> None:
        """Keep how the clinic works."""
        self._desk.who.refuse_setting()
        self._desk.store.clinic.set_settings(
            replace(settings, set_by=self._desk.who.name, set_at=self._desk.env.clock())
        )
        self.reread()

    def set_sharing(self, *, shares: bool) -> None:
        """Keep whether vials that are meant for one patient are shared here; who said so, and when, is kept with it."""
        self._desk.who.refuse_setting()
        if shares != self._desk.clinic.book.shares_vials:
            self._desk.store.clinic.set_sharing(Sharing(shares, self._desk.who.name, self._desk.env.clock()))
            self.reread()

    def set_paper(self, paper: PaperSettings) -> None:
        """Keep what the clinic puts on paper."""
        self._desk.who.refuse_setting()
        self._desk.store.clinic.set_paper(replace(paper, set_by=self._desk.who.name, set_at=self._desk.env.clock()))
        self.reread()

    def set_range(self, key: RangeOf, low: Decimal, high: Decimal) -> None:
        """The clinic's own range for a product, area, technique, style and sex."""
        self._desk.who.refuse_setting()
        row = ClinicRange(
            *key, shipped_per(self._desk.env.shipped, key), low, high, self._desk.who.name, self._desk.env.clock()
        )
        self._desk.store.clinic.set_range(row)
        self.reread()

    def reset_range(self, key: RangeOf) -> None:
        """Take the clinic's own range back; the shipped one counts again."""
        self._desk.who.refuse_setting()
        own = next((row for row in self._desk.clinic.book.ranges if row.key == key), None)
        if own is not None:
            self._desk.store.clinic.take_range_back(
                replace(own, set_by=self._desk.who.name, set_at=self._desk.env.clock())
            )
            self.reread()

    def set_price(self, product: str, area: str | None, price: Decimal, currency: str) -> None:
        """The price of a unit, everywhere or in one area (code without side)."""
        self._desk.who.refuse_setting()
        self._desk.store.clinic.set_price(
            Price(product, area, price, currency, self._desk.who.name, self._desk.env.clock())
        )
        self.reread()

    def reset_price(self, product: str, area: str | None) -> None:
        """Take a price back."""
        self._desk.who.refuse_setting()
        own = next((p for p in self._desk.clinic.book.prices if (p.product, p.area) == (product, area)), None)
        if own is not None:
            self._desk.store.clinic.take_price_back(
                replace(own, set_by=self._desk.who.name, set_at=self._desk.env.clock())
            )
            self.reread()


# ----------------------------------------------------------------------
# Who looked through the shipped ranges, and when: recorded by a clinician, of the table of that very version.


class Reviewed:
    """The reviews of the shipped ranges."""

    def __init__(self, desk: Cell, settings: Settings) -> None:
        self._desk = desk
        self._settings = settings

    def may_review(self) -> bool:
        """Whether who works at the desk may say so: somebody who injects; without named people everybody."""
        return self._desk.who.may(Role.INJECTOR)

    def in_force(self) -> TableReview | None:
        """The newest review of the ranges that are shipped today; None until somebody has looked through them."""
        return self._desk.clinic.book.review_of(shipped_version(self._desk.env.shipped))

    def of_before(self) -> TableReview | None:
        """The newest review of all, which may be of ranges that were shipped before."""
        return next(iter(self._desk.clinic.book.reviews), None)

    def record(self, name: str = "") -> None:
        """Record that the ranges shipped today were looked through: by who is signed in, else by `name`."""
        self._desk.who.refuse_unless(Role.INJECTOR)
        by = self._desk.who.name or name
        now = self._desk.env.clock().replace(microsecond=0)
        self._desk.store.clinic.add_table_review(TableReview(shipped_version(self._desk.env.shipped), by, now))
        self._settings.reread()


# ----------------------------------------------------------------------
# What visits cost: by their own prices where they have any, else the clinic's. A signed one keeps its prices.


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


# ----------------------------------------------------------------------
# The clinic's own patterns: kept from what was charted, and placed again in one step.
#
# One is written by the store at once and is no step for undo: what held before is kept with who set it and when.


class Patterns:
    """The clinic's own patterns."""

    def __init__(self, desk: Cell, settings: Settings, charting: Charting) -> None:
        self._desk = desk
        self._settings = settings
        self._charting = charting

    def patterns_of(self, product: str | None) -> tuple[ClinicPattern, ...]:
        """The clinic's own patterns of a product, by name."""
        return tuple(pattern for pattern in self._desk.clinic.book.patterns if pattern.product == product)

    def save(self, name: str, keys: Set[int]) -> ClinicPattern:
        """Keep the open visit's points of these keys, or all of them without any, as a pattern of its product."""
        self._desk.who.refuse_charting()
        visit = self._desk.open.visit
        if visit is None or visit.product is None:
            raise Refused("Choose the product first; units belong to one product.")
        points = tuple(p for p in visit.points if not keys or p.key in keys)
        if any(p.name.casefold() == checked_name(name).casefold() for p in self.patterns_of(visit.product)):
            raise Refused("There is a pattern of this name already; give it another one.")
        pattern = checked_pattern(
            ClinicPattern(self._desk.env.new_id(), name, visit.product, points, self._most(visit, points),
                          visit.template, self._desk.who.name, self._desk.env.clock())
        )  # fmt: skip
        self._desk.store.clinic.set_pattern(pattern)
        self._settings.reread()
        return pattern

    def rename(self, pattern: ClinicPattern, name: str) -> None:
        """Give a pattern another name."""
        self._desk.who.refuse_setting()
        others = (p for p in self.patterns_of(pattern.product) if p.id != pattern.id)
        if any(p.name.casefold() == checked_name(name).casefold() for p in others):
            raise Refused("There is a pattern of this name already; give it another one.")
        self._keep(replace(pattern, name=name))

    def hide(self, pattern: ClinicPattern) -> None:
        """Offer a pattern no longer."""
        self._desk.who.refuse_setting()
        self._keep(pattern, hidden=True)

    def place(self, pattern: ClinicPattern) -> None:
        """Place a pattern of the clinic's own in one step; Refused when it belongs to another product."""
        self._desk.who.refuse_away()
        visit = self._desk.open.visit
        if visit is None or not visit.is_draft:
            raise Refused("Begin a new visit to place points; a signed visit cannot be changed.")
        if pattern.product != visit.product:
            product = self._desk.clinic.reference.products.get(pattern.product)
            raise Refused("The pattern “{pattern}” is dosed in units of {product}.",
                          pattern=pattern.name, product=product.name if product else pattern.product)  # fmt: skip
        text = self._desk.env.tr("Place {pattern}").format(pattern=pattern.name)
        self._charting.edit(text, with_points_added(visit, pattern.points))

    def _keep(self, pattern: ClinicPattern, *, hidden: bool = False) -> None:
        said = replace(pattern, set_by=self._desk.who.name, set_at=self._desk.env.clock())
        self._desk.store.clinic.set_pattern(said, hidden=hidden)
        self._settings.reread()

    def _most(self, visit: Visit, points: Iterable[InjectionPoint]) -> str | None:
        """The area (code without side) in which most of these points lie."""
        counts: dict[str, int] = {}
        for point in points:
            code = self._desk.anatomy_of(visit).area_of(point)
            if code is not None:
                counts[base_area(code)] = counts.get(base_area(code), 0) + 1
        return max(counts, key=lambda area: counts[area]) if counts else None
