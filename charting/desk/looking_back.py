"""What was done before the visit in hand, and doing it again: the last treatment, its ghost, repeat, the pinned best.

What makes or changes a draft is one step for undo; nothing of a lot, an expiry date
or a signature is ever carried over, and no dose goes into the units of another product.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from charting.desk.shelf import beside
from charting.domain.days import AHEAD
from charting.domain.past import touch_ups as touch_ups_rule
from charting.domain.visit.outcome import WoreOff
from charting.domain.visit.visit import Kind, Visit, standing
from charting.errors import Refused

if TYPE_CHECKING:
    from datetime import date

    from charting.desk.amending import Amending
    from charting.desk.cell import Cell
    from charting.desk.charting import Charting
    from charting.desk.patients import Patients
    from charting.desk.state import OpenPatient
    from charting.domain.visit.visit import InjectionPoint


class Past:
    """What was done before the visit in hand, and doing it again."""

    def __init__(self, desk: Cell, charting: Charting, patients: Patients, amending: Amending) -> None:
        self._desk = desk
        self._amending = amending
        self._charting = charting
        self._patients = patients
        self._known: tuple[OpenPatient, Visit | None] | None = None
        """What came before the open visit, and the chart of which that is true: it is asked for at every edit."""

    def treatments(self) -> tuple[Visit, ...]:
        """The patient's treatments that hold points and still hold, newest first; one entered in error was none.

        Of a treatment and its correction only the correction counts, the one in hand included. A touch-up that came too
        late to be one is a treatment.
        """
        return tuple(v for v in self._standing() if self.is_treatment(v))

    def last_treatment(self) -> Visit | None:
        """The newest treatment that was given by now: signed, whatever visit is open."""
        return next((v for v in self.treatments() if not v.is_draft and self._was(v)), None)

    def last_before(self) -> Visit | None:
        """The newest treatment that was given before the open visit's own time; before now when none is open."""
        visit = self._desk.open.visit
        if visit is None:
            return self.last_treatment()
        return next((v for v in self.treatments() if not v.is_draft and _is_before(v, visit)), None)

    def previous(self) -> Visit | None:
        """The treatment before the open visit, or before today when none is open; signed ones come before drafts.

        Of a correction it is what is corrected, of a touch-up or a review the treatment it belongs to. Always what lies
        before the visit's own time: nothing that came later is shown as what was done last.
        """
        chart = self._desk.open
        if chart.visit is None:  # then the clock decides as well
            return self.last_treatment() or next((v for v in self.treatments() if self._was(v)), None)
        if self._known is None or self._known[0] is not chart:
            self._known = chart, self._before(chart.visit)
        return self._known[1]

    def _before(self, visit: Visit) -> Visit | None:
        if visit.amends is not None:
            return next((v for v in self._desk.open.visits if v.id == visit.amends), None)
        if visit.of is not None:
            return next((v for v in self._desk.open.visits if v.id == visit.of), None)
        # A second product of the same sitting is nothing of the past.
        here = {visit.id, *(v.id for v in beside(self._desk.open))}
        earlier = [v for v in self.treatments() if v.id not in here and _is_before(v, visit)]
        return next((v for v in earlier if not v.is_draft), None) or next(iter(earlier), None)

    def ghost(self) -> Visit | None:
        """The visit whose points lie hollow under today's: none under a signed visit, which is looked at for itself."""
        if self._desk.open.visit is not None and not self._desk.open.visit.is_draft:
            return None
        return self.previous()

    def is_treatment(self, visit: Visit) -> bool:
        """Whether something was given that counts as a treatment: so called, or a touch-up that came too late."""
        return bool(visit.points) and self.is_called_for(visit)

    def is_called_for(self, visit: Visit) -> bool:
        """Whether a visit is, or begins, what counts as a treatment, whether it holds points yet or not."""
        if visit.kind is not Kind.TOUCH_UP:
            return visit.kind is Kind.TREATMENT
        given = [other for other in self._standing() if other.points]
        return touch_ups_rule.is_treatment(visit, given, self._desk.clinic.settings.touch_up_days)

    def is_past(self, visit: Visit) -> bool:
        """Whether a visit lies before the open one's own time; before now when none is open."""
        return self._was(visit) if self._desk.open.visit is None else _is_before(visit, self._desk.open.visit)

    def pinned_best(self) -> Visit | None:
        """The visit that was pinned as this patient's best."""
        return next((v for v in standing(self._desk.open.visits) if v.id == self._desk.open.pinned), None)

    def touch_ups(self, treatment: Visit) -> tuple[Visit, ...]:
        """The touch-ups linked to a treatment, oldest first."""
        return self._linked(treatment, Kind.TOUCH_UP)

    def reviews(self, treatment: Visit) -> tuple[Visit, ...]:
        """The reviews linked to a treatment, oldest first."""
        return self._linked(treatment, Kind.REVIEW)

    def treatment_of(self, visit: Visit | None) -> Visit | None:
        """The treatment a visit belongs to: itself, the one it is linked to, or the last one given."""
        if (
            visit is not None
            and self.is_treatment(visit)
            and not visit.is_draft
            and visit in standing(self._desk.open.visits)
        ):
            return visit
        linked = visit.of if visit is not None else None
        return self.newest_version(linked) or self.last_treatment()

    def newest_version(self, visit_id: str | None) -> Visit | None:
        """The visit of this id, or the signed correction that stands in its place."""
        found = next((v for v in self._desk.open.visits if v.id == visit_id), None)
        seen: set[str] = set()
        while found is not None and found.id not in seen:
            seen.add(found.id)
            newer = self._amending.newer(found)
            if newer is None:
                return found
            found = newer
        return found

    def areas_of(self, visit: Visit) -> tuple[str, ...]:
        """The codes of the areas a visit treated, in the order of its points; "" stands for points on no area."""
        return tuple(dict.fromkeys(self._area(visit, point) for point in visit.points))

    # ------------------------------------------------------------------ what is kept of the past

    def pin(self, visit_id: str | None) -> None:
        """Pin a visit as this patient's best, in the place of the one before; None takes the pin away."""
        self._desk.who.refuse_charting()
        patient = self._patient_id()
        self._charting.settle()
        self._desk.store.outcomes.set_pin(patient, visit_id)
        self._patients.look_back()

    def set_wore_off(self, what: WoreOff) -> None:
        """Keep when the effect of a treatment, or of one of its areas, wore off."""
        self._desk.who.refuse_charting()
        self._charting.settle()
        self._desk.store.outcomes.set_wore_off(what)
        self._patients.look_back()

    def set_recall(self, patient_id: str, on: date | None) -> None:
        """Keep the day on which a patient is to come again; None leaves it to what is expected."""
        self._desk.who.refuse_away()
        self._charting.settle()
        self._desk.store.outcomes.set_recall(patient_id, on)
        patient = self._desk.open.patient
        if patient is not None and patient.id == patient_id:
            self._patients.look_back()

    def _was(self, visit: Visit) -> bool:
        """Whether the time of a visit has come; one that a wrong clock dated ahead is not the last one."""
        return visit.at - self._desk.env.clock() <= AHEAD

    def _standing(self) -> tuple[Visit, ...]:
        """The visits that hold beside the one in hand, which is one of them whatever became of it."""
        visit = self._desk.open.visit
        return standing(self._desk.open.visits, visit if visit is not None and visit.is_draft else None)

    def _linked(self, treatment: Visit, kind: Kind) -> tuple[Visit, ...]:
        return tuple(v for v in reversed(self._standing()) if v.kind is kind and v.of in self._versions(treatment))

    def _versions(self, treatment: Visit) -> frozenset[str]:
        """The ids of a treatment and of what it corrected: a review is linked to the version of its time."""
        known = {v.id: v for v in self._desk.open.visits}
        ids, older = {treatment.id}, treatment.amends
        while older is not None and older not in ids:
            ids.add(older)
            older = known[older].amends if older in known else None
        return frozenset(ids)

    def _area(self, visit: Visit, point: InjectionPoint) -> str:
        return self._desk.anatomy_of(visit).area_of(point) or ""

    def _patient_id(self) -> str:
        self._desk.who.refuse_away()
        if self._desk.open.patient is None:
            raise Refused("Find or add a patient first.")
        return self._desk.open.patient.id


# ------------------------------------------------------------------ inside


def _is_before(other: Visit, visit: Visit) -> bool:
    return (other.at, other.id) < (visit.at, visit.id)
