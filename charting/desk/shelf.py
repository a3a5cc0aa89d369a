"""The vials in use while a visit is open: what was drawn from each, what is left, which one is in hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.domain.clinic.stock import StockVial, drawn_in, same_sitting, taken_by_others
from charting.domain.units import plain
from charting.domain.visit.visit import Status, Visit

if TYPE_CHECKING:
    from charting.desk.state import OpenPatient, State
    from charting.domain.visit.visit import Vial


class Shelf:
    """What the file says of the vials in use, with what other visits drew; Refused while nobody is at the desk.

    It is read again when the stock was changed, here or by another process, and when other visits are on the desk.
    """

    def __init__(self) -> None:
        self._read_for: tuple[int, frozenset[str], frozenset[str]] | None = None
        self._vials: dict[str, StockVial] = {}

    def before_this(self, state: State) -> dict[str, StockVial]:
        """Every vial in use and those of the visit, with what all visits but the open one drew from it."""
        visit = state.open.visit
        return self._with_drawn(state, [v for v in _on_the_desk(state.open) if visit is None or v.id != visit.id])

    def now(self, state: State) -> dict[str, StockVial]:
        """Every vial in use and those of the visit, with what all visits drew, the open one as it is on the screen."""
        return self._with_drawn(state, _on_the_desk(state.open))

    def _read(self, state: State) -> dict[str, StockVial]:
        state.who.refuse_away()
        here = _on_the_desk(state.open)
        but_not = frozenset({v.id for v in here} | {v.amends for v in here if v.amends is not None})
        theirs = frozenset(vial.id for v in here for vial in v.vials)
        wanted = state.clinic.stock, but_not, theirs
        if wanted != self._read_for:
            self._vials = {row.vial.id: row for row in state.env.file.stock.vials(but_not, also=theirs, closed=False)}
            self._read_for = wanted
        return self._vials

    def _with_drawn(self, state: State, here: list[Visit]) -> dict[str, StockVial]:
        """What the file says of each vial and what these visits drew; a visit that is being corrected counts once."""
        found = dict(self._read(state))
        corrected = {visit.amends for visit in _on_the_desk(state.open)}
        for visit in here:
            if visit.status in (Status.DRAFT, Status.SIGNED) and visit.id not in corrected:
                for key, units in drawn_in(visit).items():
                    row = found.get(key)
                    if row is not None and units:
                        drafted = units if visit.is_draft else Decimal(0)
                        found[key] = replace(row, drawn=plain(row.drawn + units), drafted=plain(row.drafted + drafted))
        if state.open.patient is not None:
            patient, shares = state.open.patient.id, state.clinic.book.shares_vials
            for key, row in found.items():
                if row.patients and taken_by_others(row, patient, state.clinic.reference, shares=shares):
                    found[key] = replace(row, taken=True)
        return found


def in_hand(chart: OpenPatient) -> Vial | None:
    """The vial that points are placed from: the one picked last, of those that the visit has."""
    visit = chart.visit
    if visit is None or not visit.vials:
        return None
    return next((vial for vial in visit.vials if vial.id == chart.in_hand), visit.vials[-1])


def with_vial(chart: OpenPatient, before: Visit, after: Visit) -> Visit:
    """The visit whose points that were just placed are of the vial in hand."""
    if not after.vials or after.points == before.points:
        return after
    old = {point.key for point in before.points}
    vial = next((v for v in after.vials if v.id == chart.in_hand), after.vials[-1])
    place = after.vials.index(vial) + 1
    if all(point.key in old or point.vial is not None for point in after.points):
        return after
    return replace(after, points=tuple(
        replace(point, vial=place) if point.key not in old and point.vial is None else point for point in after.points
    ))  # fmt: skip


def beside(chart: OpenPatient, visit: Visit | None = None) -> tuple[Visit, ...]:
    """The other visits of the sitting that a visit (the open one) belongs to."""
    visit = visit or chart.visit
    return () if visit is None else same_sitting(visit, chart.visits)


def _on_the_desk(chart: OpenPatient) -> list[Visit]:
    """The visits whose doses are newer here than in the file may be: the open one, and the patient's drafts."""
    here = [visit for visit in chart.visits if visit.is_draft]
    if chart.visit is not None and all(visit.id != chart.visit.id for visit in here):
        here.append(chart.visit)
    return here
