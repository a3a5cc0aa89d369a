"""Which table of ranges a visit is compared with: today's, or the one that was kept when it was signed."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from charting.domain.dosing.range_table import area_set_of, effective, table_of, with_table
from charting.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from charting.domain.clinic.clinic import ClinicRange
    from charting.domain.dosing.reference import Reference
    from charting.domain.face.anatomy import Anatomy
    from charting.domain.visit.visit import Visit
    from charting.store.database import Store


@dataclass(frozen=True)
class Tables:
    """The ranges and the faces that the visits of a file are compared with and drawn on.

    `own` are the clinic's ranges of today. A table that was kept in the file is read once, and remembered in `kept`.
    """

    file: Store
    shipped: Reference
    anatomies: Mapping[int, Anatomy]
    own: tuple[ClinicRange, ...] = ()
    kept: dict[str, Reference | None] = field(default_factory=dict, compare=False)

    @cached_property
    def reference(self) -> Reference:
        """The reference data of today: the shipped with the clinic's own ranges in it."""
        return effective(self.shipped, self.own)

    def reference_of(self, visit: Visit | None) -> Reference:
        """The reference data a visit is compared with: of a signed one the ranges kept with it, else today's.

        A visit without a kept table (signed before there were any, or elsewhere) is compared with today's.
        """
        return self.reference if visit is None or visit.is_draft else self.by_version(visit.table)

    def by_version(self, version: str | None) -> Reference:
        """The reference data with the ranges of a kept table; today's without a name, and where that table is lost."""
        if version is None or version == table_of(self.reference).version:
            return self.reference
        if version not in self.kept:
            self.kept[version] = self._read(version)
        return self.kept[version] or self.reference

    def face_of(self, template: int, table: str | None, *, signed_here: bool) -> Anatomy:
        """The face a visit was charted on, with the areas of its table; the newest where that drawing is gone."""
        face = self.anatomies.get(template, self.anatomies[max(self.anatomies)])
        return face.in_set(area_set_of(self.by_version(table), table, signed_here=signed_here))

    def anatomy_of(self, visit: Visit | None) -> Anatomy:
        """The same of a visit; the newest face without one."""
        if visit is None or visit.is_draft:
            newest = max(self.anatomies)
            face = self.anatomies.get(visit.template if visit is not None else newest, self.anatomies[newest])
            return face.in_set(self.reference.area_set)
        return self.face_of(visit.template, visit.table, signed_here=visit.signed_here)

    def compared_with(self, visit: Visit) -> Literal["today", "kept", "lost"]:
        """What a visit is compared with: today's table, the one kept at its signing, or today's since that is lost."""
        if self.reference_of(visit) is not self.reference:
            return "kept"
        lost = not visit.is_draft and visit.table not in (None, table_of(self.reference).version)
        return "lost" if lost else "today"

    def _read(self, version: str) -> Reference | None:
        """The kept table; None where this file has none, or one that was altered (which a check of the file tells)."""
        try:
            table = self.file.clinic.range_table(version)
            return None if table is None else with_table(self.shipped, table)
        except (Problem, ValueError):
            return None
