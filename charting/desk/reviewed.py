"""Who looked through the shipped ranges, and when: recorded by a clinician, of the table of that very version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charting.domain.clinic.clinic import TableReview
from charting.domain.dosing.range_table import shipped_version
from charting.domain.people.people import Role

if TYPE_CHECKING:
    from charting.desk.cell import Cell
    from charting.desk.settings import Settings


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
