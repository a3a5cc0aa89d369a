"""Whether the open visit is ready to be signed, as far as a list can say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from charting.desk.sitting import as_judged
from charting.domain.people.consent import ConsentTo, in_force
from charting.domain.visit.readiness import BY_HAND, Check, Item, Wishes, readiness
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.amending import Amending
    from charting.desk.cell import Cell
    from charting.desk.charting import Charting
    from charting.desk.health import Health


class Readiness:
    """The list before signing, and what is ticked on it by hand."""

    def __init__(self, desk: Cell, charting: Charting, health: Health, amending: Amending) -> None:
        self._desk = desk
        self._charting = charting
        self._health = health
        self._amending = amending

    def ready(self) -> tuple[Item, ...]:
        """The list of the open visit; empty without one."""
        visit, assessment = self._desk.open.visit, self._desk.open.assessment
        if visit is None or assessment is None:
            return ()
        product = self._desk.clinic.reference.products.get(visit.product or "")
        return readiness(
            visit, as_judged(self._desk.state, visit, assessment),
            in_force(self._desk.open.consents, ConsentTo.TREATMENT),
            self._desk.open.history, self._desk.open.notes,
            Wishes(photographs=self._desk.clinic.settings.photos_wanted),
            needs_dilution=product is None or not product.ready_to_use,
            photographs=self._health.photo_count(visit.id),
            not_agreed=len(self._health.not_agreed()),
            corrects=self._amending.older(visit),
        )  # fmt: skip

    def tick(self, check: Check, *, on: bool) -> None:
        """Tick what only a person can know, or take the tick back: one step."""
        self._desk.who.refuse_charting()
        visit = self._desk.open.visit
        if visit is None or not self._desk.editable or check not in BY_HAND:
            raise Refused("This visit is signed; its checks cannot be changed.")
        rest = tuple(code for code in visit.checks if code != check)
        text = self._desk.env.tr("Tick a check") if on else self._desk.env.tr("Take a tick back")
        self._charting.edit(text, replace(visit, checks=(*rest, check.value) if on else rest))
