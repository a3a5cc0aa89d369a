"""What a clinician should see about visits: figures, what they come to together, and cautions."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from typing import TYPE_CHECKING

from charting.desk import assessing, sitting
from charting.domain.cautions.case import case_of
from charting.domain.cautions.cautions import Told, is_seen, told_of_points
from charting.domain.cautions.events import earlier_events
from charting.domain.visit.record import Reason, Why
from charting.domain.visit.visit import with_points_moved
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.cell import Cell
    from charting.desk.charting import Charting
    from charting.domain.cautions.events import Followed
    from charting.domain.cautions.rule import CautionNote
    from charting.domain.dosing.dosing import Assessment
    from charting.domain.past.sittings import Also, RowKey
    from charting.domain.people.patient import Patient
    from charting.domain.visit.visit import Visit


class Judging:
    """The figures and the cautions of visits, and which cautions were seen."""

    def __init__(self, desk: Cell, charting: Charting) -> None:
        self._desk = desk
        self._charting = charting

    # ------------------------------------------------------------------ figures

    def assessed(self, visit: Visit, patient: Patient | None = None) -> Assessment:
        """A visit in figures, on the face it was charted on and by the table it is compared with."""
        chart = self._desk.open
        if visit is chart.visit and chart.assessment is not None and patient in (None, chart.patient):
            return chart.assessment
        return assessing.assessed(self._desk.state, visit, patient)

    def also_given(self, visit: Visit, own: Assessment) -> dict[RowKey, Also]:
        """What else was given, at the same sitting or in the treatment that is topped up: by area and technique."""
        return sitting.also_given(self._desk.state, visit, own)

    def as_judged(self, visit: Visit, own: Assessment) -> Assessment:
        """The figures of a visit with each row's style as that of its sitting, or of a touch-up with its treatment."""
        return sitting.as_judged(self._desk.state, visit, own)

    # ------------------------------------------------------------------ cautions

    def events_before(self, visit: Visit | None) -> tuple[Followed, ...]:
        """What went wrong after earlier treatments: those before a visit, or all of them where none is in hand."""
        return assessing.events_before(self._desk.state, visit)

    def before_repeat(self, source: Visit) -> tuple[CautionNote, ...]:
        """What went wrong before at the points of an earlier visit, as cautions on it: what charting it again raises.

        The points are numbered as they are there.
        """
        events = self.events_before(self._desk.open.visit)
        if not events:
            return ()
        anatomy = self._desk.anatomy_of(source)
        case = case_of(source, self._desk.open.patient, None, (), self._desk.clinic.reference, anatomy)
        return tuple(earlier_events(case, events))

    def seen(self, note: CautionNote) -> bool:
        """Whether somebody saw this caution of the open visit as it is now."""
        return self._desk.open.visit is not None and is_seen(note, self._desk.open.visit.whys)

    def told_of(self, visit: Visit, numbers: frozenset[int]) -> tuple[Told, ...]:
        """The distances of some points of a visit, fine or not, for the face to show."""
        tables = self._desk.clinic.tables
        patient = self._desk.open.patient
        return told_of_points(visit, numbers, patient, tables.reference_of(visit), tables.anatomy_of(visit))

    def see(self, note: CautionNote) -> None:
        """Keep that a caution was seen, with what it measured; one step for undo."""
        self._desk.who.refuse_away()
        visit = self._desk.open.visit
        if visit is None or is_seen(note, visit.whys):
            return
        others = tuple(why for why in visit.whys if (why.about, why.reason) != (note.key, Reason.SEEN))
        why = Why(about=note.key, reason=Reason.SEEN, note=str(note.measured))
        self._charting.edit(self._desk.env.tr("See a caution"), replace(visit, whys=(*others, why)))


def moved(visit: Visit, keys: Set[int], dx_mm: float, dy_mm: float) -> Visit | None:
    """The visit as it would be if these points were let go here; None where they cannot be."""
    try:
        return with_points_moved(visit, keys, dx_mm, dy_mm)
    except Refused:
        return None
