"""Which rows are asked why: a row is not asked while it is still being filled."""

from __future__ import annotations

from collections.abc import Sequence

from charting.domain.dosing.dosing import AreaDose
from charting.domain.dosing.whys import ABOVE, unanswered
from charting.domain.visit.record import Why
from charting.ui.visit.dose_model import RowKey, key_of


class Asking:
    """Asked are rows above every range, rows the hand has left, and all of them once it rests.

    The first point of an area is always below its range: nobody is asked about that. A row that was asked stays so
    until it is answered or in band.
    """

    def __init__(self) -> None:
        self._asked: set[RowKey] = set()
        self._before: dict[RowKey, AreaDose] = {}
        self._open: tuple[AreaDose, ...] = ()

    @property
    def waiting(self) -> bool:
        """Whether a row is out of band that was not asked yet."""
        return any(key_of(dose) not in self._asked for dose in self._open)

    def take(self, rows: Sequence[AreaDose], whys: Sequence[Why], *, fresh: bool) -> None:
        """These are the rows now; `fresh` when another visit is shown."""
        self._open = unanswered(whys, rows)
        touched = {key_of(dose) for dose in rows if self._before.get(key_of(dose)) != dose}
        self._before = {key_of(dose): dose for dose in rows}
        self._asked = {
            key_of(dose)
            for dose in self._open
            if fresh or key_of(dose) in self._asked or dose.style in ABOVE or key_of(dose) not in touched
        }

    def ask_all(self) -> None:
        """The hand rests, or somebody wants to know."""
        self._asked = {key_of(dose) for dose in self._open}

    def asked(self) -> tuple[AreaDose, ...]:
        """The rows that are asked and not answered."""
        return tuple(dose for dose in self._open if key_of(dose) in self._asked)
