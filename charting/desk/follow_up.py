"""What follows a treatment: its review, its touch-ups counted together with it, and the note on early boosters."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.desk.assessing import assessed
from charting.domain.dosing.dosing import UNASSIGNED, AreaDose
from charting.domain.past import touch_ups as touch_ups_rule
from charting.domain.past.timing import booster_note, days_between
from charting.domain.visit.outcome import Review, WoreOff, checked_events, checked_review, checked_wore_off
from charting.domain.visit.visit import Kind, Visit, total_units, with_points_added
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.cell import Cell
    from charting.desk.charting import Charting
    from charting.desk.looking_back import Past
    from charting.desk.patients import Patients
    from charting.desk.points import Points
    from charting.domain.dosing.reference import AdverseEvent, Caution, Reference
    from charting.domain.past.timing import DueRow


# ----------------------------------------------------------------------
# Doing it again: an earlier visit charted once more, its touch-up, its review.
#
# What makes or changes a draft is one step for undo; nothing of a lot, an expiry date or a signature is ever carried
# over, and no dose goes into the units of another product.


class Repeating:
    """Begins what follows an earlier visit."""

    def __init__(self, desk: Cell, charting: Charting, past: Past, points: Points) -> None:
        self._desk = desk
        self._charting = charting
        self._past = past
        self._points = points

    def repeat(self, source: Visit, areas: Set[str] | None = None) -> bool:
        """Chart the points and doses of an earlier visit again, all or those of `areas`, as one step for undo.

        They go into the open draft, where it is a treatment without points (or `areas` are named); else into a new
        draft of now. False when they came undosed, because the draft is of another product.
        """
        draft = self._desk.open.visit if self._desk.editable else None
        if draft is not None and (draft.kind is not Kind.TREATMENT or draft.id == source.id):
            draft = None
        if draft is not None and draft.points and areas is None:
            raise Refused("This draft has points already; delete them or discard the draft to repeat a whole visit.")
        again = [p for p in source.points if areas is None or (self._desk.anatomy_of(source).area_of(p) or "") in areas]
        points = [replace(self._points.placed(p), vial=None) for p in again]
        if not points:
            raise Refused("There are no points to repeat; choose a visit or an area that has some.")
        base = draft or self._blank(source)
        if base.product is None:
            base = replace(base, product=source.product)
        dosed = base.product == source.product
        if dosed and base.vial_units is None:
            base = replace(base, vial_units=source.vial_units, diluent_ml=source.diluent_ml)
        new = points if dosed else [replace(p, units=None) for p in points]
        after = with_points_added(base, new)
        text = self._desk.env.tr("Repeat {date}").format(date=source.at.date().isoformat())
        if draft is None:
            self._charting.begin(text, after)
        else:
            self._charting.edit(text, after)
        return dosed or all(p.units is None for p in points)

    def new_touch_up(self) -> None:
        """Begin a touch-up of the open treatment, else of the last one given; with its product and dilution.

        It is linked to it within the clinic's days; later it tops up nothing, and counts as a treatment.
        """
        self._begin_linked(Kind.TOUCH_UP)

    def new_review(self) -> None:
        """Begin a review of the open treatment, else of the last one given."""
        self._begin_linked(Kind.REVIEW)

    def _blank(self, source: Visit) -> Visit:
        """An empty draft of now: the product is the one given last, the drawing the one the points were placed on."""
        last = self._past.last_treatment() or source
        draft = self._charting.blank(Kind.TREATMENT, last)
        return replace(draft, template=source.template) if source.template in self._desk.env.anatomies else draft

    def _begin_linked(self, kind: Kind) -> None:
        treatment = self._past.treatment_of(self._desk.open.visit)  # None when the patient was treated elsewhere
        if kind is Kind.TOUCH_UP:
            self._charting.begin(self._desk.env.tr("New touch-up"), self._topping_up(treatment))
            return
        draft = replace(self._charting.blank(kind, treatment), of=treatment.id if treatment is not None else None)
        self._charting.begin(self._desk.env.tr("New review"), draft)

    def _topping_up(self, treatment: Visit | None) -> Visit:
        """A touch-up of the treatment, else of the last one given, whichever is within the clinic's days; or none."""
        days = self._desk.clinic.settings.touch_up_days
        for one in (treatment, self._past.last_treatment()):
            if one is not None:
                draft = replace(self._charting.blank(Kind.TOUCH_UP, one), of=one.id)
                if touch_ups_rule.linked(draft, (one,), days) is not None:
                    return draft
        return self._charting.blank(Kind.TOUCH_UP, treatment)


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
