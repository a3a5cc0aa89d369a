"""The reasons of doses out of band, and those about vials: given and taken back. Every edit keeps them true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from charting.desk.sitting import judged_rows
from charting.domain.dosing.whys import unanswered, with_reason, without_reason
from charting.domain.visit.record import Reason
from charting.domain.visit.vial_whys import with_answer
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.cell import Cell
    from charting.desk.charting import Charting
    from charting.domain.dosing.dosing import AreaDose
    from charting.domain.visit.vial_whys import Asked
    from charting.domain.visit.visit import Visit


class Whys:
    """The reasons that signing asks for: given and taken back, each as one step."""

    def __init__(self, desk: Cell, charting: Charting) -> None:
        self._desk = desk
        self._charting = charting

    def give(self, rows: Iterable[AreaDose], reason: Reason, note: str = "") -> None:
        """Keep a reason for these rows, in the place of an earlier one: one step. A note goes into the step before."""
        visit, rows = self._open(), tuple(rows)
        merge = f"why {sorted(dose.area for dose in rows)}" if reason is Reason.OTHER else None
        whys = with_reason(visit.whys, rows, reason, note)
        self._charting.edit(self._desk.env.tr("Give a reason"), replace(visit, whys=whys), merge)

    def take_back(self, rows: Iterable[AreaDose]) -> None:
        """Take the reason of these rows away; they ask again."""
        visit = self._open()
        whys = without_reason(visit.whys, rows)
        self._charting.edit(self._desk.env.tr("Take a reason back"), replace(visit, whys=whys))

    def open_questions(self) -> tuple[AreaDose, ...]:
        """The rows of the open visit that are out of band without a reason."""
        return () if self._desk.open.visit is None else unanswered(self._desk.open.visit.whys, self.judged_rows())

    def judged_rows(self) -> tuple[AreaDose, ...]:
        """The rows of the open visit as reasons look at them: by what they come to with what else was given."""
        return judged_rows(self._desk.state)

    def tap(self, what: Asked, reason: Reason) -> None:
        """Keep a reason about a vial, or take it back where it was given already: one step for undo."""
        self._desk.who.refuse_away()
        visit = self._desk.open.visit
        if not self._desk.editable or visit is None:
            raise Refused("This visit is signed; its reasons cannot be changed.")
        self._charting.edit(self._desk.env.tr("Give a reason"), with_answer(visit, what, reason))

    def _open(self) -> Visit:
        self._desk.who.refuse_charting()
        if not self._desk.editable or self._desk.open.visit is None:
            raise Refused("This visit is signed; its reasons cannot be changed.")
        return self._desk.open.visit
