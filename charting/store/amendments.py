"""What comes after signing: dated notes, corrections, and visits entered in error."""

from __future__ import annotations

from typing import Any

from charting.domain.visit.record import Addendum, Marked
from charting.domain.visit.visit import Status, Visit
from charting.errors import Refused
from charting.store.after_signing import write_addendum, write_after, write_mark
from charting.store.audit import Audit
from charting.store.connection import File
from charting.store.kept import Kept
from charting.store.visits import Visits


class Amendments(Kept):
    """What stands beside the signed visits of a file; the visits themselves stay as they were signed."""

    def __init__(self, file: File, audit: Audit, visits: Visits) -> None:
        super().__init__(file, audit)
        self._visits = visits

    def add_addendum(self, visit_id: str, addendum: Addendum) -> None:
        """Add a dated note to a signed visit; Refused when it is a draft, or without text and name."""
        if not addendum.text.strip():
            raise Refused("Type the note first.")
        if not addendum.by.strip():
            raise Refused("Type the name of the person who writes the note.")
        with self.writing() as conn:
            number, visit = self._signed(conn, visit_id)
            write_addendum(conn, number, addendum)
            self.audit.note("addendum", patient=visit.patient_id, visit=visit_id, addendum=addendum.id)

    def enter_in_error(self, visit_id: str, mark: Marked, copy: Visit | None = None) -> None:
        """Mark a signed visit as entered in error; Refused for a draft, without a reason, or when it was corrected.

        `copy` is the draft that goes to the patient it belongs to: both are written, or neither.
        """
        if not mark.reason.strip():
            raise Refused("Type why the visit was entered in error.")
        if not mark.by.strip():
            raise Refused("Type the name of the person who says so.")
        with self.writing() as conn:
            number, visit = self._signed(conn, visit_id)
            if visit.status is Status.ENTERED_IN_ERROR:
                raise Refused("This visit is entered in error already.")
            if self._visits.newer(conn, visit_id) is not None:
                raise Refused("This visit was corrected; open the newest version and say there that it is an error.")
            if copy is not None:
                self._visits.save_draft(copy)
            write_mark(conn, number, Status.ENTERED_IN_ERROR, mark)
            self.audit.note("entered-in-error", patient=visit.patient_id, visit=visit_id, copied_to=mark.other)

    def keep_after_signing(self, visit: Visit) -> None:
        """Let a signed visit have the notes and the mark that an import brings along."""
        with self.writing() as conn:
            number, there = self._signed(conn, visit.id)
            if write_after(conn, number, visit):
                self.audit.note("amended-elsewhere", patient=there.patient_id, visit=visit.id)

    # ------------------------------------------------------------------ inside

    def _signed(self, conn: Any, visit_id: str) -> tuple[int, Visit]:
        """A locked visit with its inner number; Refused while it is a draft."""
        key, visit = self._visits.key(conn, visit_id), self._visits.get(visit_id)
        if visit.is_draft or key is None:
            raise Refused("This visit is a draft; change it itself.")
        return key[0], visit
