"""What stands beside a signed visit: notes, and the mark that it holds no longer. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from charting.domain.people.patient import checked_text
from charting.domain.visit.record import Addendum, Marked
from charting.domain.visit.visit import Status, Visit
from charting.errors import Refused

_ADDENDA = "SELECT visit, id, at, written_by, text FROM addendum WHERE visit IN ({marks}) ORDER BY visit, number"
# Of two marks the one that says more comes last: a corrected visit may still turn out to be another patient's.
_MARKS = (
    "SELECT visit, status, at, marked_by, reason, other FROM standing_mark WHERE visit IN ({marks})"
    " ORDER BY status, number"
)


def after_signing(conn: Any, visits: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The fields of these visits (by inner number) that came after signing, with their status of today."""
    found: dict[int, dict[str, Any]] = {}
    marks = ", ".join("?" * len(visits))
    for number, addendum_id, at, by, text in conn.execute(_ADDENDA.format(marks=marks), visits):
        fields = found.setdefault(number, {})
        fields["addenda"] = (*fields.get("addenda", ()), Addendum(addendum_id, datetime.fromisoformat(at), by, text))
    for number, status, at, by, reason, other in conn.execute(_MARKS.format(marks=marks), visits):
        mark = Marked(datetime.fromisoformat(at), by, reason, other)
        found.setdefault(number, {}).update(status=Status(status), marked=mark)
    return found


def write_after(conn: Any, visit: int, what: Visit) -> bool:
    """Let a signed visit (by its inner number) have the notes and the mark of `what`; whether there were new ones."""
    fields = after_signing(conn, [visit]).get(visit, {})
    known = {addendum.id for addendum in fields.get("addenda", ())}
    new = [addendum for addendum in what.addenda if addendum.id not in known]
    for addendum in new:
        write_addendum(conn, visit, addendum)
    marks = what.marked is not None and what.marked != fields.get("marked")
    if what.marked is not None and marks:
        write_mark(conn, visit, what.status, what.marked)
    return marks or bool(new)


def write_addendum(conn: Any, visit: int, addendum: Addendum) -> None:
    """Add a note to a signed visit, by its inner number; Refused when its id is taken."""
    if conn.execute("SELECT 1 FROM addendum WHERE id = ?", (addendum.id,)).fetchone():
        raise Refused("A note with the id {id} is there already.", id=addendum.id)
    checked_text("The note", addendum.text, 4000)
    conn.execute(
        "INSERT INTO addendum (id, visit, at, written_by, text) VALUES (?, ?, ?, ?, ?)",
        (addendum.id, visit, addendum.at.isoformat(), checked_text("The name", addendum.by), addendum.text),
    )


def write_mark(conn: Any, visit: int, status: Status, mark: Marked) -> None:
    """Mark a signed visit (by its inner number) as amended or entered in error."""
    checked_text("The reason", mark.reason, 4000)
    conn.execute(
        "INSERT INTO visit_mark (visit, status, at, marked_by, reason, other) VALUES (?, ?, ?, ?, ?, ?)",
        (visit, status.value, mark.at.isoformat(), checked_text("The name", mark.by), mark.reason, mark.other),
    )
