"""The clinic's own ranges, prices and settings: changed by whoever administers, and announced.

A change is written by the store at once and is no step for undo: what held before is
kept with who set it and when. Signed visits keep the table they were compared with and the prices they were billed by.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.desk.reading import read_clinic
from charting.domain.clinic.clinic import (
    ClinicRange,
    ClinicSettings,
    Price,
    RangeOf,
    Sharing,
    shipped_per,
)

if TYPE_CHECKING:
    from charting.desk.cell import Cell
    from charting.domain.clinic.clinic import PaperSettings


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
