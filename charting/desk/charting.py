"""Every edit of the open draft. No Qt.

An edit makes the next visit (a value), hands one step to the history, which shows it; showing writes the draft and
replaces it in the cell, which assesses it and announces once what changed. There is no way back up.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from charting.desk.shelf import with_vial
from charting.desk.sitting import kept_true
from charting.desk.steps import Step
from charting.domain.visit.readiness import with_dilution_said
from charting.domain.visit.visit import Kind, Visit
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.cell import Cell
    from charting.desk.steps import History


class Charting:
    """The drafts of the open patient: begun, edited, shown and saved. `history` is where the steps go, if there is one.

    `show` is for the history alone.
    """

    def __init__(self, desk: Cell) -> None:
        self._desk = desk
        self.history: History | None = None
        self._last_product: str | None = None
        self._taken: str | None = None

    # ------------------------------------------------------------------ visits

    def open_visit(self, visit_id: str | None) -> None:
        """Show one of the patient's visits as it was; None: the newest draft, else today's empty face."""
        chart = self._desk.open
        if visit_id is None:
            visit = newest_draft(chart.visits)
        else:
            visit = next((v for v in chart.visits if v.id == visit_id), None)
            if visit is None:
                return
        if visit is not chart.visit:
            self._desk.change(open=replace(chart, visit=visit))

    def new_visit(self, kind: Kind = Kind.TREATMENT) -> None:
        """Begin a draft of now, with the product this patient had last, or the one used last at this desk."""
        before = next((v for v in self._desk.open.visits if v.product), None)
        self.begin(self._desk.env.tr("New visit"), self.blank(kind, before))

    def blank(self, kind: Kind, before: Visit | None) -> Visit:
        """An empty draft of now, with the product and dilution of `before`; it is not shown or kept yet."""
        self._desk.who.refuse_away()
        env, patient = self._desk.env, self._desk.open.patient
        if patient is None:
            raise Refused("Find or add a patient first; a visit belongs to somebody.")
        product = before.product if before else self._last_product or next(iter(self._desk.clinic.reference.products))
        now = env.clock().replace(microsecond=0)
        return Visit(
            id=env.new_id(), patient_id=patient.id, at=now, recorded_at=now, kind=kind,
            product=product, template=max(env.anatomies),
            vial_units=before.vial_units if before else None, diluent_ml=before.diluent_ml if before else None,
        )  # fmt: skip

    def begin(self, text: str, draft: Visit) -> None:
        """Show and keep a new draft, as a step with its name for undo."""
        self._push(Step(text, None, draft))

    def discard_draft(self) -> None:
        """Throw the open draft away; undo brings it back."""
        self._push(Step(self._desk.env.tr("Discard draft"), self.draft(), None))

    def draft(self) -> Visit:
        """The open draft; Refused when no visit is open, or a signed one."""
        self._desk.who.refuse_away()
        visit = self._desk.open.visit
        if visit is None:
            raise Refused("There is no open visit; begin a new one first.")
        if not visit.is_draft:
            raise Refused("This visit is signed and cannot be changed; begin a new visit.")
        return visit

    # ------------------------------------------------------------------ edits

    def edit(self, text: str, after: Visit, merge: str | None = None, *, in_hand: str | None = None) -> None:
        """One finished edit of the open draft, with its name for undo; nothing happens when nothing changed.

        `in_hand` is the id of a vial that is taken in hand with it, and stays there when the edit is undone.
        """
        self._desk.who.refuse_charting()
        before, state = self.draft(), self._desk.state
        after = with_vial(state.open, before, kept_true(state, after))
        if after != before or [p.key for p in after.points] != [p.key for p in before.points]:
            self._taken = in_hand
            self._push(Step(text, before, after, merge))
        elif in_hand is not None:
            self._desk.change(open=replace(state.open, in_hand=in_hand))

    def set_product(self, product: str, *, keep_numbers: bool) -> None:
        """Another product: its points undosed, or the same numbers as units of the new one; never a conversion."""
        visit = self.draft()
        if product == visit.product:
            return
        points = tuple(replace(p, units=p.units if keep_numbers else None, vial=None) for p in visit.points)
        changed = replace(
            visit, product=product, points=points, vial_units=None, diluent_ml=None, lot=None, expires=None,
            price_per_unit=None, vials=(), whys=(), area_prices=(),
        )  # fmt: skip
        self.edit(self._desk.env.tr("Change product"), with_dilution_said(changed))

    def show(self, visit: Visit | None, other: Visit | None) -> None:
        """Make `visit` the open one (None: the draft `other` is gone), write it and announce it. For the history."""
        self._desk.who.refuse_charting()
        chart, autosave = self._desk.open, self._desk.env.autosave
        if visit is None:
            assert other is not None
            autosave.discard(other.id)
            visits = tuple(v for v in chart.visits if v.id != other.id)
            self._desk.change(open=replace(chart, visits=visits, visit=newest_draft(visits)))
            return
        autosave.put(visit)
        known = any(v.id == visit.id for v in chart.visits)
        replaced = tuple(visit if v.id == visit.id else v for v in (chart.visits if known else (visit, *chart.visits)))
        self._last_product = visit.product or self._last_product
        visits = tuple(sorted(replaced, key=lambda v: (v.at, v.id), reverse=True))
        taken, self._taken = self._taken or chart.in_hand, None
        self._desk.change(open=replace(chart, visits=visits, visit=visit, in_hand=taken))

    def forget_steps(self) -> None:
        """No step can be taken back any more: another chart is open, or the visit is signed."""
        if self.history is not None:
            self.history.clear()

    def give_way(self) -> bool:
        """Somebody else signed the open draft: show what they signed, and whether that was so.

        Edits on this screen that they did not sign are kept, as a draft of its own beside it: opened for who may go on
        with it. Who does not chart made none; what somebody before them left unwritten is kept all the same.
        """
        desk, mine = self._desk, self._desk.open.visit
        theirs = desk.store.visits.find(mine.id) if mine is not None and mine.is_draft else None
        if mine is None or theirs is None or theirs.is_draft:
            return False
        unwritten = desk.env.autosave.forget(mine.id)
        self.forget_steps()
        chart = replace(desk.open, visits=tuple(theirs if v.id == theirs.id else v for v in desk.open.visits))
        differs = any(getattr(mine, name) != getattr(theirs, name) for name in _CHARTED)
        if differs and desk.who.may_chart:
            desk.change(open=chart)
            self.begin(desk.env.tr("Keep what was not signed"), replace(mine, id=desk.env.new_id()))
            return True
        desk.change(open=replace(chart, visit=theirs))
        if differs and unwritten is not None:
            desk.env.autosave.put(replace(unwritten, id=desk.env.new_id()))
        return True

    # ------------------------------------------------------------------ the file

    def flush(self) -> Exception | None:
        """Wait until every edit is in the file; the problem, if one cannot be."""
        return self._desk.env.autosave.flush()

    def settle(self) -> None:
        """Like flush, before something is kept that needs the visits in the file; raises the problem."""
        problem = self.flush()
        if problem is not None:
            raise problem

    def close(self) -> Exception | None:
        """Write what is pending, and end; the problem, if it cannot be."""
        return self._desk.env.autosave.close()

    def _push(self, step: Step) -> None:
        self._desk.who.refuse_charting()
        if self.history is None:
            self.show(step.after, step.before)
        else:
            self.history.push(step)


_WRITTEN = {
    "id", "patient_id", "status", "signature", "template", "of", "amends", "reason", "recorded_at", "table", "measures",
    "whys", "checks", "price_per_unit", "currency", "area_prices", "addenda", "marked",
}  # fmt: skip
"""What the program writes when a visit is begun or signed, or with an answer that it asks for then."""
_CHARTED = tuple(one.name for one in fields(Visit) if one.name not in _WRITTEN)
"""What a hand charts: all the rest."""


def newest_draft(visits: tuple[Visit, ...]) -> Visit | None:
    """The draft that is gone on with, if there is one."""
    return next((v for v in visits if v.is_draft), None)
