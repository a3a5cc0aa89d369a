"""What stands beside a signed visit: notes, and the mark that it holds no longer. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from charting.domain.patient import checked_text
from charting.domain.record import Addendum, Marked
from charting.domain.visit import Status

_ADDENDA = "SELECT visit, id, at, written_by, text FROM addendum WHERE visit IN ({marks}) ORDER BY visit, number"
# Of two marks the one that says more comes last: a corrected visit may still turn out to be another patient's.
_MARKS = "SELECT visit, status, at, marked_by, reason, other FROM visit_mark WHERE visit IN ({marks}) ORDER BY status"


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


def write_addendum(conn: Any, visit: int, addendum: Addendum) -> None:
    """Add a note to a signed visit, by its inner number."""
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
