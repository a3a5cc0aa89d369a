"""The clinic's own patterns: kept from what was charted, and placed again in one step.

One is written by the store at once and is no step for undo: what held before is kept with who set it and when.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from charting.domain.clinic.clinic import (
    ClinicPattern,
    checked_name,
    checked_pattern,
)
from charting.domain.face.face import base_area
from charting.domain.visit.visit import InjectionPoint, Visit, with_points_added
from charting.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Set

    from charting.desk.cell import Cell
    from charting.desk.charting import Charting
    from charting.desk.settings import Settings


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
