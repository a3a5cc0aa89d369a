"""What is asked across all patients: the visits that were given and hold, and their points, read in large pieces."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from charting.domain.past.asking import GivenVisit
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import InjectionPoint, Kind
from charting.store.audit import Audit
from charting.store.connection import File
from charting.store.faults import damaged
from charting.store.kept import Kept
from charting.store.patients import Patients
from charting.store.rows import MEASURES_COLUMNS, PATIENT_COLUMNS, PATIENT_WIDTH, POINT_COLUMNS, measures_of, point_of
from charting.store.schema.step_3_visit import HOLDS

_COLUMNS = (
    f"{', '.join('patient.' + name for name in PATIENT_COLUMNS.split(', '))}, visit.id, visit.at, visit.kind,"
    " visit.product, visit.signed_by, visit.template, visit.range_table, visit.sha256,"
    f" visit.signed_elsewhere, visit.of_visit, visit.amends, {MEASURES_COLUMNS}"
)
_GIVEN = (
    f"SELECT {_COLUMNS} FROM visit JOIN patient ON patient.number = visit.patient"
    f" WHERE visit.status <> 'draft' AND visit.kind <> 'review' AND {HOLDS} ORDER BY visit.at_us, visit.id"
)
# Who placed a point is not asked: the names would make of one quick walk through the points a slow one.
_POINTS = (
    f"SELECT visit.id, place, {POINT_COLUMNS.replace('placed_by', 'NULL')} FROM point"
    " JOIN visit ON visit.number = point.visit WHERE point.visit IN (SELECT number FROM visit WHERE id IN ({ids}))"
    " ORDER BY point.visit, place"
)


class Asking(Kept):
    """What the questions across maps are answered from."""

    def __init__(self, file: File, audit: Audit, patients: Patients) -> None:
        super().__init__(file, audit)
        self._patients = patients

    def visits(self) -> tuple[GivenVisit, ...]:
        """Every treatment and touch-up that was given and holds, without its points, oldest first."""
        with self.reading() as conn:
            rows = conn.execute(_GIVEN).fetchall()
        patients: dict[str, Patient] = {}
        return tuple(self._given(row, patients) for row in rows)

    def points(self, visit_ids: Sequence[str]) -> dict[str, tuple[InjectionPoint, ...]]:
        """The points of some hundred visits, by the ids of these; a visit without any is left out."""
        marks = ", ".join("?" * len(visit_ids))
        with self.reading() as conn:
            rows = conn.execute(_POINTS.format(ids=marks), visit_ids).fetchall()
        try:
            return {
                visit: tuple(point_of(row[2:], row[1]) for row in group)
                for visit, group in groupby(rows, key=lambda row: str(row[0]))
            }
        except (ValueError, TypeError, ArithmeticError) as error:
            raise damaged(self.path, f"a point: {error}") from error

    def _given(self, row: Sequence[Any], patients: dict[str, Patient]) -> GivenVisit:
        if row[0] not in patients:
            patients[row[0]] = self._patients.read(row)
        visit_id, at, kind, product, signed_by, template, table, sha256, elsewhere, *kept = row[PATIENT_WIDTH:]
        try:
            of, amends, *measures = kept
            return GivenVisit(
                visit_id,
                patients[row[0]],
                datetime.fromisoformat(at),
                Kind(kind),
                product,
                signed_by,
                template,
                table,
                sha256,
                bool(elsewhere),
                measures_of(measures),
                (),
                of,
                amends,
            )
        except (ValueError, TypeError) as error:
            raise damaged(self.path, f"visit {visit_id}: {error}") from error
