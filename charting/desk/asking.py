"""Asking across maps: the visits of the whole file with their doses by area, read once and remembered; and the answer.

The reading is for a thread of its own. What a visit amounts to is remembered by what was signed, so that another
question, and another look tomorrow, reads no points again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from charting.domain.dosing.dosing import UNASSIGNED, area_doses
from charting.domain.past.asking import (
    AreaUse,
    AskedVisit,
    By,
    GivenVisit,
    Question,
    Row,
    Sought,
    area_uses,
    asked,
    got_lot,
    late_touch_ups,
    mean_density,
    micro_share,
    more_than,
    units_by,
)
from charting.domain.visit.visit import InjectionPoint
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.tables import Tables
    from charting.domain.face.anatomy import Anatomy

AT_ONCE = 500
"""So many visits are read in one piece; between two of them the file is free for others, and the reading can stop."""

Known = dict[str, tuple[object, tuple[AreaUse, ...]]]
"""By the id of a visit: what its doses followed from, and the doses."""


EVERYTHING = Sought()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with all that belongs to it. `units` is for “more than”, `lot` for a lot, `by` for units and visits.

    `monthly`: density and share of micro month by month, else over the whole time.
    """

    question: Question
    sought: Sought = EVERYTHING
    by: By = By.AREA
    units: Decimal | None = None
    lot: str = ""
    monthly: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of an answer. `left_out`: so many visits with the lot are drafts, or were corrected or in error."""

    asked: Asked
    rows: tuple[Row, ...]
    left_out: int = 0


class Asking:
    """Asks of the visits of a file; what they amount to is remembered. `let_in` gives the file, to who may see it."""

    def __init__(self, let_in: Callable[[], Tables]) -> None:
        self._let_in = let_in
        self._known: Known = {}

    def read_all(
        self, report: Callable[[int, int], None] = lambda done, count: None, stopped: Callable[[], bool] = lambda: False
    ) -> tuple[AskedVisit, ...]:
        """Every visit that was given and holds, with its doses by area; none when it was stopped on the way.

        `report` is told how many visits of how many have been looked at.
        """
        # Who asked was let in; what they wait for is read to its end, also when the desk is locked meanwhile.
        tables, known = self._let_in(), self._known
        given = tables.file.asking.visits()
        keys = {visit.id: _follows_from(tables, visit) for visit in given}
        fresh = [visit for visit in given if known.get(visit.id, (None,))[0] != keys[visit.id]]
        waiting = iter(fresh)
        done = len(given) - len(fresh)
        while some := list(islice(waiting, AT_ONCE)):
            report(done, len(given))
            if stopped():
                return ()
            for visit_id, uses in _doses(tables, some):
                known[visit_id] = (keys[visit_id], uses)
            done += len(some)
        late = late_touch_ups(given, tables.file.outcomes.touch_up_days())
        return tuple(asked(visit, known[visit.id][1], late=visit.id in late) for visit in given)

    def answer(self, visits: Sequence[AskedVisit], question: Asked) -> Answer:
        """The answer from visits that were read; Refused when the question is not complete."""
        sought = question.sought
        if question.question is Question.UNITS:
            return Answer(question, units_by(visits, sought, question.by))
        if question.question is Question.DENSITY:
            return Answer(question, mean_density(visits, sought, monthly=question.monthly))
        if question.question is Question.MICRO:
            return Answer(question, micro_share(visits, replace(sought, style=None), monthly=question.monthly))
        if question.question is Question.LOT:
            return self._lot(visits, question)
        if question.units is None:
            raise Refused("Say of how many units; the answer lists who had more than that.")
        if sought.product is None:
            raise Refused("Choose the product: so many units of another one are something else.")
        return Answer(question, more_than(visits, sought, question.units))

    def note_export(self, given: Answer) -> None:
        """Record that an answer left the file: which question, and how many rows."""
        what = f"answer to {given.asked.question.value}"
        self._let_in().file.audit.note("export", what=what, entries=len(given.rows))

    def _lot(self, visits: Sequence[AskedVisit], question: Asked) -> Answer:
        if not question.lot.strip():
            raise Refused("Type the lot; the answer lists who got it.")
        uses = self._let_in().file.stock.lot_recall(question.lot)
        there = {visit.id for visit in visits}
        left_out = len({use.visit_id for use in uses} - there)
        return Answer(question, got_lot(visits, question.sought, uses), left_out)


def _follows_from(tables: Tables, visit: GivenVisit) -> object:
    """Everything that a visit's doses by area follow from: the same again gives the same doses."""
    patient = visit.patient
    return (
        visit.sha256,
        tables.by_version(visit.table).version,
        patient.sex,
        visit.measures or patient.measures,
    )


def _doses(tables: Tables, visits: Sequence[GivenVisit]) -> list[tuple[str, tuple[AreaUse, ...]]]:
    points = tables.file.asking.points([visit.id for visit in visits])
    found: list[tuple[str, tuple[AreaUse, ...]]] = []
    faces = {v.id: tables.face_of(v.template, v.table, signed_here=not v.elsewhere) for v in visits}
    for anatomy in set(faces.values()):
        here = [visit for visit in visits if faces[visit.id] is anatomy]
        placed = _with_areas([point for visit in here for point in points.get(visit.id, ())], anatomy)
        for visit in here:
            own = tuple(islice(placed, len(points.get(visit.id, ()))))
            reference = tables.by_version(visit.table)
            rows = area_doses(own, visit.product, visit.patient, reference, anatomy, visit.measures)
            found.append((visit.id, area_uses(rows)))
    return found


def _with_areas(points: Sequence[InjectionPoint], anatomy: Anatomy) -> Iterator[InjectionPoint]:
    """The points, each with the area it lies in where nobody chose one."""
    for point in points:
        if point.area is None:
            area = anatomy.area_at(point.view, point.x_mm, point.y_mm) or UNASSIGNED
            point = InjectionPoint(point.view, point.x_mm, point.y_mm, point.units, point.technique, area)
        yield point
