"""What follows a treatment: its review, its touch-ups counted together with it, and the note on early boosters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.desk.assessing import assessed
from charting.domain.dosing.dosing import UNASSIGNED, AreaDose
from charting.domain.past.timing import booster_note, days_between
from charting.domain.visit.outcome import Review, WoreOff, checked_events, checked_review, checked_wore_off
from charting.domain.visit.visit import Kind, Visit, total_units

if TYPE_CHECKING:
    from charting.desk.cell import Cell
    from charting.desk.charting import Charting
    from charting.desk.looking_back import Past
    from charting.desk.patients import Patients
    from charting.domain.dosing.reference import AdverseEvent, Caution, Reference
    from charting.domain.past.timing import DueRow


@dataclass(frozen=True, slots=True)
class Together:
    """A touch-up counted apart (`own`) and with its treatment and the touch-ups before it (`units`), in U.

    `units` is None where one of them is of another product: such units never meet in one total.
    """

    treatment: Visit
    own: Decimal
    units: Decimal | None


@dataclass(frozen=True, slots=True)
class Booster:
    """A touch-up so few days after its treatment that the reference data has a note on it."""

    caution: Caution
    days: int


class FollowUp:
    """What follows a treatment."""

    def __init__(self, desk: Cell, past: Past, charting: Charting, patients: Patients) -> None:
        self._desk = desk
        self._past = past
        self._charting = charting
        self._patients = patients

    def due_rows(self) -> tuple[DueRow, ...]:
        """Every treated patient with what decides when they are due, those who have waited longest first."""
        return self._desk.store.outcomes.due_rows()

    def areas_of(self, treatment: Visit) -> tuple[AreaDose, ...]:
        """The areas of a treatment and of its touch-ups, those of the treatment first; of each its first technique."""
        rows: dict[str, AreaDose] = {}
        for visit in (treatment, *self._past.touch_ups(treatment)):
            if not visit.is_draft or visit is treatment:
                for dose in assessed(self._desk.state, visit).areas:
                    rows.setdefault(dose.area, dose)
        return tuple(dose for code, dose in rows.items() if code != UNASSIGNED)

    def draft_review(self, treatment: Visit) -> Visit | None:
        """The unsigned review of a treatment, if one is begun: the open one before others."""
        visit = self._desk.open.visit
        if visit is not None and visit.is_draft and visit.kind is Kind.REVIEW and visit.of in (None, treatment.id):
            return visit
        return next((v for v in self._past.reviews(treatment) if v.is_draft), None)

    def keep_review(self, treatment: Visit, review: Review) -> None:
        """Keep what a review found as a draft that belongs to the treatment: a new one, or the one that is begun."""
        checked_events(checked_review(review), treatment.at.date(), self._desk.env.clock().date())
        draft = self.draft_review(treatment)
        if draft is None:
            new = replace(self._charting.blank(Kind.REVIEW, treatment), of=treatment.id, review=review)
            self._charting.begin(self._desk.env.tr("Review"), new)
            return
        self._charting.open_visit(draft.id)
        self._charting.edit(self._desk.env.tr("Review"), replace(draft, of=treatment.id, review=review))

    def together(self, visit: Visit) -> Together | None:
        """The sums of a touch-up; None when the visit is none, or belongs to no treatment that is known."""
        treatment = self._treatment(visit)
        if treatment is None:
            return None
        earlier = [v for v in self._past.touch_ups(treatment) if (v.at, v.id) < (visit.at, visit.id)]
        parts = [treatment, *(v for v in earlier if v.id != visit.id), visit]
        own = total_units(visit.points)
        mixed = any(part.product != visit.product for part in parts if part.points)
        return Together(treatment, own, None if mixed else sum((total_units(p.points) for p in parts), Decimal(0)))

    def booster(self, visit: Visit) -> Booster | None:
        """The note on a touch-up soon after its treatment (21 days), from the reference data."""
        treatment = self._treatment(visit)
        if treatment is None:
            return None
        caution = booster_note(treatment.at, visit.at, self._desk.clinic.reference)
        return None if caution is None else Booster(caution, days_between(treatment.at, visit.at))

    def keep_wore_off(self, treatment: Visit, days: dict[str | None, tuple[date, bool]]) -> int:
        """Keep when the effect of a treatment was gone: a day and whether it is a rough one, by area (None: all of it).

        Areas that are not named lose what was kept of them. Nothing is kept when one of the days cannot be; the number
        of rows that changed.
        """
        self._desk.who.refuse_charting()
        before = {row.area: row for row in self._desk.open.wore_off if row.visit_id == treatment.id}
        wanted = {area: checked_wore_off(WoreOff(treatment.id, area, on, about), treatment.day)
                  for area, (on, about) in days.items()}  # fmt: skip
        changed = [row for area, row in wanted.items() if before.get(area) != row]
        gone = [area for area in before if area not in wanted]
        self._charting.settle()
        for row in changed:
            self._desk.store.outcomes.set_wore_off(row)
        for area in gone:
            self._desk.store.outcomes.remove_wore_off(treatment.id, area)
        if changed or gone:
            self._patients.look_back()
        return len(changed) + len(gone)

    def _treatment(self, visit: Visit) -> Visit | None:
        if visit.kind is not Kind.TOUCH_UP or visit.of is None:
            return None
        if self._past.is_treatment(visit):
            return None  # it came too late to be one
        return self._past.newest_version(visit.of)


def events_in_order(reference: Reference, areas: tuple[str, ...]) -> tuple[tuple[AdverseEvent, ...], ...]:
    """The adverse events of these areas (codes without side) first, then those of any area, then all others."""
    here = tuple(event for event in reference.adverse_events if set(event.areas) & set(areas))
    anywhere = tuple(event for event in reference.adverse_events if not event.areas)
    others = tuple(event for event in reference.adverse_events if event not in here and event not in anywhere)
    return here, anywhere, others
