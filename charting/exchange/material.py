"""What the writers of exports need besides the records: reference data and faces to assess each visit with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from charting.domain.dosing.dosing import AreaDose, Assessment, assess
from charting.domain.dosing.range_table import area_set_of, table_of, with_table
from charting.exchange.records import PatientRecord

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Reference
    from charting.domain.face.anatomy import Anatomy
    from charting.domain.face.face import FaceView, View
    from charting.domain.visit.visit import Visit

NAMELESS = "Pseudonym"
"""Stands in the place of a family name in a pseudonymised export."""


@dataclass(frozen=True, slots=True)
class Material:
    """`reference` is today's, with the clinic's own ranges; `drawing` gives a face to paint, of a view and version.

    `named` is False where the records were pseudonymised. `sheet_of` makes the PDF of a visit, where there is one.
    `letters` fills with those that were painted, and whether this computer has them.
    """

    shipped: Reference
    reference: Reference
    anatomies: Mapping[int, Anatomy]
    drawing: Callable[[View, int], FaceView | None]
    named: bool = True
    sheet_of: Callable[[PatientRecord, Visit], bytes | None] = lambda record, visit: None
    letters: dict[str, bool] = field(default_factory=dict, compare=False)
    _tables: dict[str, Reference] = field(default_factory=dict, compare=False)

    def reference_of(self, record: PatientRecord, visit: Visit) -> Reference:
        """The ranges a visit is compared with: those kept at its signing where they go along, else today's."""
        if visit.is_draft or visit.table in (None, table_of(self.reference).version):
            return self.reference
        for table in record.tables:
            if table.version == visit.table and table.version not in self._tables:
                try:
                    self._tables[table.version] = with_table(self.shipped, table)
                except ValueError:
                    return self.reference  # as on the desk: a table that cannot be read any more is lost
        return self._tables.get(visit.table or "", self.reference)

    def anatomy_of(self, record: PatientRecord, visit: Visit) -> Anatomy:
        """The face a visit was charted on, with the areas of its table; the newest one where that drawing is gone."""
        face = self.anatomies.get(visit.template, self.anatomies[max(self.anatomies)])
        reference = self.reference_of(record, visit)
        return face.in_set(area_set_of(reference, visit.table, signed_here=visit.signed_here))

    def assessed(self, record: PatientRecord, visit: Visit) -> Assessment:
        """A visit in figures."""
        return assess(visit, record.patient, self.reference_of(record, visit), self.anatomy_of(record, visit))


def rows_by_point(assessment: Assessment) -> dict[int, AreaDose]:
    """The row of each point, by its number from 1."""
    return {number: row for row in assessment.areas for number in row.point_numbers}
