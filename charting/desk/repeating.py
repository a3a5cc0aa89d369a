"""Doing it again: an earlier visit charted once more, its touch-up, its review.

What makes or changes a draft is one step for undo; nothing of a lot, an expiry date or a signature is ever carried
over, and no dose goes into the units of another product.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from typing import TYPE_CHECKING

from charting.domain.past import touch_ups as touch_ups_rule
from charting.domain.visit.visit import Kind, Visit, with_points_added
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.cell import Cell
    from charting.desk.charting import Charting
    from charting.desk.looking_back import Past
    from charting.desk.points import Points


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
