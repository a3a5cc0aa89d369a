"""After signing: notes, corrections, visits entered in error. A signed visit itself never changes.

A note or a mark is written at once and is no step for undo; a correction and a copy
are drafts like any other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from charting.domain.people.people import Role
from charting.domain.visit.record import Addendum, Marked
from charting.domain.visit.visit import Status, Visit, replaced_by
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.cell import Cell
    from charting.desk.charting import Charting
    from charting.desk.patients import Patients
    from charting.domain.people.patient import Patient


class Amending:
    """Notes, corrections and marks of signed visits."""

    def __init__(self, desk: Cell, patients: Patients, charting: Charting) -> None:
        self._desk = desk
        self._patients = patients
        self._charting = charting

    def newer(self, visit: Visit) -> Visit | None:
        """The signed correction that stands in the place of a visit, if there is one."""
        return replaced_by(visit, self._desk.open.visits)

    def older(self, visit: Visit) -> Visit | None:
        """What a visit corrects, where it is known here."""
        return next((v for v in self._desk.open.visits if v.id == visit.amends), None)

    def holds(self, visit: Visit) -> bool:
        """Whether a visit is neither entered in error nor replaced by a signed correction."""
        return not in_error(visit) and self.newer(visit) is None

    def draft_correction(self, visit: Visit) -> Visit | None:
        """The correction of a visit that is begun and not signed yet."""
        return next((v for v in self._desk.open.visits if v.amends == visit.id and v.is_draft), None)

    # ------------------------------------------------------------------ what is added

    def add_note(self, text: str, by: str) -> None:
        """Add a dated note to the open signed visit."""
        self._desk.who.refuse_charting()
        visit = self._signed()
        note = Addendum(
            self._desk.env.new_id(), self._desk.env.clock().replace(microsecond=0), self._name(by), text.strip()
        )
        self._desk.store.amendments.add_addendum(visit.id, note)
        self._patients.reload()

    def correct(self, reason: str) -> Visit:
        """Begin the correction of the open signed visit: all of it as a draft, or the one begun already.

        The reason stands beside both. It is of the same treatment, so the time and who placed each point stay; it is
        recorded now.
        """
        self._desk.who.refuse_charting()
        visit = self._signed()
        if in_error(visit):
            raise Refused("This visit is entered in error; it is not corrected any more. Begin a new one.")
        if self.newer(visit) is not None:
            raise Refused("This visit was corrected already; open the newest version and correct that.")
        begun = self.draft_correction(visit)
        if begun is not None:
            self._charting.open_visit(begun.id)
            return begun
        if not reason.strip():
            raise Refused("Type why the visit is corrected; the reason stands beside both versions.")
        draft = replace(
            self._as_draft(visit), amends=visit.id, reason=reason.strip(), table=None,
            points=tuple(replace(point, key=place) for place, point in enumerate(visit.points, 1)),
        )  # fmt: skip
        self._charting.begin(
            self._desk.env.tr("Correct the visit of {date}").format(date=visit.at.date().isoformat()), draft
        )
        return draft

    def enter_in_error(self, reason: str, by: str, to: Patient | None = None) -> Visit | None:
        """Mark the open signed visit as entered in error; with `to`, copy it as a draft to the patient it belongs to.

        The copy is returned; it is not opened. Both are written or neither.
        """
        self._desk.who.refuse_unless(Role.INJECTOR)
        visit = self._signed()
        if to is not None and to.id == visit.patient_id:
            raise Refused("The visit stands with this patient already; choose the one it belongs to.")
        copy = None if to is None else self._copy(visit, to)
        mark = Marked(
            self._desk.env.clock().replace(microsecond=0),
            self._name(by),
            reason.strip(),
            copy.id if copy is not None else None,
        )
        self._charting.settle()
        self._desk.store.amendments.enter_in_error(visit.id, mark, copy)
        self._patients.reload()
        return copy

    # ------------------------------------------------------------------ inside

    def _signed(self) -> Visit:
        self._desk.who.refuse_away()
        visit = self._desk.open.visit
        if visit is None:
            raise Refused("Open the signed visit first.")
        if visit.is_draft:
            raise Refused("This visit is a draft; change it itself.")
        return visit

    def _name(self, typed: str) -> str:
        return self._desk.who.name or typed.strip()

    def _as_draft(self, visit: Visit) -> Visit:
        """The same visit as a new draft of its own, begun now: with the face as it is measured now."""
        return replace(
            visit, id=self._desk.env.new_id(), status=Status.DRAFT, signature=None, addenda=(), marked=None,
            measures=None,
            recorded_at=self._desk.env.clock().replace(microsecond=0),
        )  # fmt: skip

    def _copy(self, visit: Visit, to: Patient) -> Visit:
        """For the right patient. What belongs to the wrong one does not go along: links, reasons, what was weighed."""
        return replace(
            self._as_draft(visit), patient_id=to.id, of=None, amends=None, reason=None, table=None, whys=(),
            consultation=None, findings=(), checks=(),
        )  # fmt: skip


def in_error(visit: Visit) -> bool:
    """Whether somebody said that this visit never happened to this patient."""
    return visit.status is Status.ENTERED_IN_ERROR
