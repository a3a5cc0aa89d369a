"""Visits: drafts written in one transaction, signed once, then locked by the file itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest
from pathlib import Path
from typing import Any

from charting.domain.people.patient import checked_text
from charting.domain.visit.record import Marked
from charting.domain.visit.visit import InjectionPoint, Signature, Status, Visit
from charting.errors import Refused, StoreProblem
from charting.store.after_signing import after_signing, write_after, write_mark
from charting.store.audit import Audit
from charting.store.connection import File
from charting.store.faults import damaged
from charting.store.kept import Kept
from charting.store.patients import Patients
from charting.store.reviews import delete_review, reviews_of, write_review
from charting.store.rows import (
    POINT_COLUMNS,
    SIGNATURE_COLUMNS,
    VISIT_COLUMNS,
    point_of,
    point_row,
    visit_of,
    visit_row,
)
from charting.store.visit_parts import delete_parts, parts_of, write_new_parts, write_parts

_OWN_COLUMNS = VISIT_COLUMNS.replace("recorded_at", "visit.recorded_at")  # a patient has one too
_VISITS = (
    f"SELECT visit.number, visit.id, patient.id, status, {_OWN_COLUMNS}, {SIGNATURE_COLUMNS}"
    " FROM visit JOIN patient ON patient.number = visit.patient"
)
_POINTS = f"SELECT visit, place, {POINT_COLUMNS} FROM point"
_NAMED_POINTS = (
    f"SELECT visit, place, {POINT_COLUMNS.replace('placed_by', 'name')} FROM point"
    " LEFT JOIN placer ON placer.number = placed_by"
)
_INSERT_VISIT = (
    f"INSERT INTO visit (id, patient, status, {VISIT_COLUMNS})"
    f" VALUES (?, ?, 'draft', {', '.join('?' * len(VISIT_COLUMNS.split(',')))})"
)
_UPDATE_VISIT = (
    f"UPDATE visit SET ({VISIT_COLUMNS}) = ({', '.join('?' * len(VISIT_COLUMNS.split(',')))}) WHERE number = ?"
)
_DRAFT = (
    f"SELECT visit.number, status, patient.id, {_OWN_COLUMNS}"
    " FROM visit JOIN patient ON patient.number = visit.patient WHERE visit.id = ?"
)
_INSERT_POINTS = f"INSERT INTO point (visit, place, {POINT_COLUMNS}) VALUES "
_ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_AT_ONCE = 16
"""So many new points are one statement: a statement of its own costs more than the row, and not every number of rows
should be one."""
_WRITE_POINT = (
    f"{_INSERT_POINTS}{_ROW} ON CONFLICT (visit, place)"
    f" DO UPDATE SET ({POINT_COLUMNS}) = ({', '.join('excluded.' + c.strip() for c in POINT_COLUMNS.split(','))})"
)
_CHANGE_POINT = (
    f"UPDATE point SET ({POINT_COLUMNS}) = ({', '.join('?' * len(POINT_COLUMNS.split(',')))})"
    " WHERE visit = ? AND place = ?"
)
_SIGN = f"UPDATE visit SET (status, {SIGNATURE_COLUMNS}, document) = (?, ?, ?, ?, ?, ?, ?, ?) WHERE number = ?"


@dataclass(frozen=True, slots=True)
class SignedRecord:
    """A locked visit with the bytes that were kept when it was signed or imported, and their SHA-256."""

    visit: Visit
    document: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class _Saved:
    """The draft this file was last told, the row of its details, its inner number, and the `data_version` of then."""

    visit: Visit
    details: tuple[object, ...]
    number: int
    version: int

    def still_holds(self, visit: Visit, version: int) -> bool:
        """Whether the file is sure to hold it still, as the former state of this visit."""
        own = visit.id == self.visit.id and visit.patient_id == self.visit.patient_id
        return own and version == self.version


class Visits(Kept):
    """The visits of a file."""

    def __init__(self, file: File, audit: Audit, patients: Patients) -> None:
        super().__init__(file, audit)
        self._patients = patients
        self._last_saved: _Saved | None = None
        file.before_writing.append(self._forget)

    def save_draft(self, visit: Visit) -> None:
        """Write a draft and its points in one transaction; Refused when it is signed or belongs to somebody else."""
        if not visit.is_draft:
            raise Refused("This visit is signed and cannot be changed; begin a new visit.")
        with self.file.lock:
            before, nested = self._last_saved, self.file.in_transaction()
            with self.writing() as conn:
                version = int(conn.execute("PRAGMA data_version").fetchone()[0])
                details = visit_row(visit)
                if before is not None and before.still_holds(visit, version):
                    number, begun = self._write_changes(conn, before, visit, details), False
                else:
                    begun = self.key(conn, visit.id) is None
                    number = self._write_draft(conn, visit)
                self.audit.note_charting(visit.patient_id, visit.id, begun=begun)
            if not nested:
                self._last_saved = _Saved(visit, details, number, version)

    def discard_draft(self, visit_id: str) -> None:
        """Take a draft out of the file; one that is not there is gone already. Refused when it is signed."""
        with self.writing() as conn:
            row = conn.execute(
                "SELECT visit.number, status, patient.id FROM visit JOIN patient ON patient.number = visit.patient"
                " WHERE visit.id = ?", (visit_id,)
            ).fetchone()  # fmt: skip
            if row is None:
                return
            number, status, patient = row
            _refuse_signed(status)
            delete_review(conn, number)
            delete_parts(conn, number)
            conn.execute("DELETE FROM point WHERE visit = ?", (number,))
            conn.execute("DELETE FROM visit WHERE number = ?", (number,))
            self.audit.note("draft-discarded", patient=patient, visit=visit_id)

    def sign(self, visit: Visit, signature: Signature, document: bytes) -> Visit:
        """Write the draft as it is, keep the exact bytes signed and their SHA-256, and lock it for good."""
        if signature.elsewhere or not signature.name or signature.at is None or not visit.is_draft:
            raise Refused("A draft is signed with a printed name and a time.")
        if hashlib.sha256(document).hexdigest() != signature.sha256:
            raise Refused("The signature does not belong to what is signed; sign again.")
        with self.writing() as conn:
            self._mark_corrected(conn, visit, signature)
            return self._lock_visit(visit, Status.SIGNED, signature, document)

    def keep_signed_elsewhere(self, visit: Visit, document: bytes) -> Visit:
        """Write a visit that was signed on another computer and lock it; the bytes show later that nothing changed."""
        if visit.is_draft:
            raise Refused("A draft is not signed; there is nothing to lock.")
        given = visit.signature or Signature(None, None, None)
        signature = Signature(given.name, given.at, None, elsewhere=True, meaning=given.meaning)
        with self.writing() as conn:
            locked = self._lock_visit(visit, visit.status, signature, document)
            key = self.key(conn, visit.id) if visit.addenda or visit.marked else None
            if key is not None:
                write_after(conn, key[0], visit)
        return locked

    def get(self, visit_id: str) -> Visit:
        """The visit of this id with its points; StoreProblem when there is none."""
        found = self.find(visit_id)
        if found is None:
            raise StoreProblem("There is no visit with the id {id} in {path}.", id=visit_id, path=self.path)
        return found

    def find(self, visit_id: str) -> Visit | None:
        """The visit of this id with its points, if there is one."""
        return next(iter(self.where("visit.id = ?", (visit_id,))), None)

    def of(self, patient_id: str, newest: int | None = None) -> tuple[Visit, ...]:
        """All visits of a patient with their points, newest first; or only so many of the newest."""
        with self.reading() as conn:
            known = self._patients.known_number(conn, patient_id)
            if newest is None:
                return self.where("visit.patient = ?", (known,))
            some = "SELECT number FROM visit WHERE patient = ? ORDER BY at_us DESC, id DESC LIMIT ?"
            return self.where(f"visit.number IN ({some})", (known, newest))

    def drafts(self, limit: int = 50) -> tuple[Visit, ...]:
        """The newest drafts of all patients."""
        return self.where(
            "visit.number IN (SELECT number FROM visit WHERE status = 'draft' ORDER BY at_us DESC LIMIT ?)", (limit,)
        )

    def signed_numbers(self) -> list[int]:
        """The inner numbers of all locked visits, for going through them one by one."""
        with self.reading() as conn:
            rows = conn.execute("SELECT number FROM visit WHERE status <> 'draft' ORDER BY number").fetchall()
        return [int(number) for (number,) in rows]

    def signed_record(self, number: int) -> SignedRecord:
        """A locked visit with its kept bytes."""
        with self.reading() as conn:
            found = self.where("visit.number = ?", (number,))
            if not found:
                raise damaged(self.path, f"the signed visit in row {number} belongs to nobody")
            document, sha256 = conn.execute("SELECT document, sha256 FROM visit WHERE number = ?", (number,)).fetchone()
        return SignedRecord(found[0], document, sha256)

    def signed_records(self, numbers: Sequence[int]) -> list[SignedRecord]:
        """These locked visits with their kept bytes, read together; StoreProblem when one of them cannot be read."""
        marks = ", ".join("?" * len(numbers))
        with self.reading() as conn:
            found = {visit.id: visit for visit in self.where(f"visit.number IN ({marks})", numbers)}
            kept = f"SELECT id, document, sha256 FROM visit WHERE number IN ({marks}) ORDER BY number"
            rows = conn.execute(kept, tuple(numbers)).fetchall()
        if len(found) != len(numbers):
            raise damaged(self.path, "a signed visit belongs to nobody")
        return [SignedRecord(found[visit], document, sha256) for visit, document, sha256 in rows]

    def key(self, conn: Any, visit_id: str) -> tuple[int, str, int] | None:
        """The inner number, the status and the patient's inner number of a visit, if there is one of this id."""
        row = conn.execute("SELECT number, status, patient FROM visit WHERE id = ?", (visit_id,)).fetchone()
        return None if row is None else (int(row[0]), str(row[1]), int(row[2]))

    def newer(self, conn: Any, visit_id: str) -> str | None:
        """The id of the signed correction that stands in the place of a visit."""
        rows = conn.execute("SELECT id FROM visit WHERE amends = ? AND status <> 'draft'", (visit_id,)).fetchall()
        newer = (self.get(row[0]) for row in rows)
        return next((v.id for v in newer if v.status is not Status.ENTERED_IN_ERROR), None)

    def where(self, where: str, values: Sequence[object]) -> tuple[Visit, ...]:
        """The visits that an SQL term finds, with their points, newest first."""
        with self.reading() as conn:
            rows = conn.execute(f"{_VISITS} WHERE {where} ORDER BY at_us DESC, visit.id DESC", values).fetchall()
            if not rows:
                return ()
            marks = ", ".join("?" * len(rows))
            points: dict[int, tuple[InjectionPoint, ...]] = {}
            if rows:
                found = conn.execute(
                    f"{_NAMED_POINTS} WHERE visit IN ({marks}) ORDER BY visit, place", [row[0] for row in rows]
                ).fetchall()
                points = {number: _points(self.path, group) for number, group in groupby(found, key=lambda row: row[0])}
            parts = _parts(self.path, conn, [row[0] for row in rows])
        return tuple(_visit(self.path, row[1:], points.get(row[0], ()), parts.get(row[0], {})) for row in rows)

    def refuse_others(self, conn: Any, patient: int, visit_id: str) -> None:
        """Refused when a visit is not one of the patient of this inner number."""
        key = self.key(conn, visit_id)
        if key is None or key[2] != patient:
            raise Refused("The visit {id} is not one of this patient; choose one of theirs.", id=visit_id)

    # ------------------------------------------------------------------ inside

    def _forget(self) -> None:
        self._last_saved = None

    def _write_draft(self, conn: Any, visit: Visit) -> int:
        """The inner number of the draft, once the file holds it; only rows that differ are written."""
        placers = _placers(conn, visit.points)
        details, points = visit_row(visit), [point_row(point, placers) for point in visit.points]
        self._refuse_link(conn, visit)
        key = conn.execute(_DRAFT, (visit.id,)).fetchone()
        if key is None:
            patient = self._patients.known_number(conn, visit.patient_id)
            number = int(conn.execute(_INSERT_VISIT, (visit.id, patient, *details)).lastrowid)
            _write_new_points(conn, [(number, n, *row) for n, row in enumerate(points, 1)])
            if visit.review is not None:
                write_review(conn, number, visit.review)
            write_new_parts(conn, number, visit)
            return number
        number, status, owner = key[:3]
        _refuse_signed(status)
        if owner != visit.patient_id:
            raise Refused("The visit {id} belongs to another patient.", id=visit.id)
        if key[3:] != details:
            conn.execute(_UPDATE_VISIT, (*details, number))
        there = conn.execute(f"{_POINTS} WHERE visit = ? ORDER BY place", (number,)).fetchall()
        wanted = [(number, n, *row) for n, row in enumerate(points, 1)]
        changed = [new for new, old in zip_longest(wanted, there) if new is not None and new != old]
        _write_points(conn, number, changed, len(there), len(wanted))
        write_review(conn, number, visit.review)
        write_parts(conn, number, visit, None)
        return int(number)

    def _write_changes(self, conn: Any, before: _Saved, visit: Visit, details: tuple[object, ...]) -> int:
        """As `_write_draft`, when it is known what the file holds: most points are the very same values as before."""
        old, number = before.visit, before.number
        if (visit.of, visit.amends) != (old.of, old.amends):
            self._refuse_link(conn, visit)
        if details != before.details:
            conn.execute(_UPDATE_VISIT, (*details, number))
        pairs = enumerate(zip_longest(visit.points, old.points), 1)
        new_ones = [(n, new) for n, (new, was) in pairs if new is not None and new != was]
        placers = _placers(conn, (point for _, point in new_ones))
        # An upsert of a point that is there fires the triggers of an insert and of an update.
        there = [(*point_row(point, placers), number, n) for n, point in new_ones if n <= len(old.points)]
        if there:
            conn.executemany(_CHANGE_POINT, there)
        added = [(number, n, *point_row(point, placers)) for n, point in new_ones if n > len(old.points)]
        _write_points(conn, number, added, len(old.points), len(visit.points))
        if visit.review != old.review:
            write_review(conn, number, visit.review)
        write_parts(conn, number, visit, old)
        return number

    def _mark_corrected(self, conn: Any, visit: Visit, signature: Signature) -> None:
        """By signing a correction, what it corrects is amended; one that is not here is taken on trust."""
        key = None if visit.amends is None else self.key(conn, visit.amends)
        if key is None or visit.amends is None or not signature.name or signature.at is None:
            return
        if not (visit.reason or "").strip():
            raise Refused("A correction needs its reason; type why the signed visit is corrected.")
        there = self.get(visit.amends)
        if there.status is not Status.SIGNED or self.newer(conn, visit.amends):
            raise Refused("What this corrects was corrected or entered in error meanwhile; discard this draft and"
                          " correct the newest version.")  # fmt: skip
        write_mark(conn, key[0], Status.AMENDED, Marked(signature.at, signature.name, visit.reason or "", visit.id))
        self.audit.note("amend", patient=visit.patient_id, visit=visit.amends, by_visit=visit.id)

    def _refuse_link(self, conn: Any, visit: Visit) -> None:
        """A touch-up or review belongs to a treatment of the same patient; one that is not here is taken on trust."""
        for linked in (visit.of, visit.amends):
            if linked is None:
                continue
            if linked == visit.id:
                raise Refused("A visit cannot belong to itself; choose the treatment it belongs to.")
            other = self.key(conn, linked)
            if other is not None and other[2] != self._patients.known_number(conn, visit.patient_id):
                raise Refused("The visit {id} belongs to a treatment of another patient; choose one of this patient.",
                              id=visit.id)  # fmt: skip

    def _lock_visit(self, visit: Visit, status: Status, signature: Signature, document: bytes) -> Visit:
        if visit.undosed:
            raise Refused("{count} points have no dose yet; dose or delete them, then sign.", count=len(visit.undosed))
        with self.writing() as conn:
            number = self._write_draft(conn, visit)
            at = signature.at and signature.at.isoformat()
            sha256 = hashlib.sha256(document).hexdigest()
            meaning = signature.meaning and signature.meaning.value
            conn.execute(_SIGN, (status.value, signature.name, at, int(signature.elsewhere), sha256, meaning,
                                 signature.person_id, document, number))  # fmt: skip
            action = "signed-elsewhere" if signature.elsewhere else "sign"
            self.audit.note(action, patient=visit.patient_id, visit=visit.id, sha256=sha256)
        return replace(visit, status=status, signature=signature)


def _parts(path: Path, conn: Any, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The fields of these visits that stand in tables of their own, and what came after signing."""
    try:
        parts = parts_of(conn, numbers)
        for number, review in reviews_of(conn, numbers).items():
            parts.setdefault(number, {})["review"] = review
        for number, after in after_signing(conn, numbers).items():
            parts.setdefault(number, {}).update(after)
    except (ValueError, TypeError, ArithmeticError) as error:
        raise damaged(path, f"what belongs to a visit: {error}") from error
    return parts


def _points(path: Path, rows: Iterator[Sequence[Any]]) -> tuple[InjectionPoint, ...]:
    try:
        return tuple(point_of(row[2:], row[1]) for row in rows)
    except (ValueError, TypeError, ArithmeticError) as error:
        raise damaged(path, f"a point: {error}") from error


def _visit(path: Path, row: Sequence[Any], points: tuple[InjectionPoint, ...], parts: Mapping[str, Any]) -> Visit:
    try:
        return visit_of(row, points, parts)
    except (ValueError, TypeError, ArithmeticError) as error:
        raise damaged(path, f"visit {row[0]}: {error}") from error


def _placers(conn: Any, points: Iterable[InjectionPoint]) -> dict[str, int]:
    """The numbers of the names under which these points were placed; a new name gets one."""
    numbers: dict[str, int] = {}
    for name in dict.fromkeys(point.placed_by for point in points if point.placed_by is not None):
        found = conn.execute("SELECT number FROM placer WHERE name = ?", (name,)).fetchone()
        if found is None:
            checked_text("The name", name)
            found = (conn.execute("INSERT INTO placer (name) VALUES (?)", (name,)).lastrowid,)
        numbers[name] = int(found[0])
    return numbers


def _write_new_points(conn: Any, rows: list[tuple[object, ...]]) -> None:
    for first in range(0, len(rows), _AT_ONCE):
        some = rows[first : first + _AT_ONCE]
        conn.execute(_INSERT_POINTS + ", ".join([_ROW] * len(some)), [value for row in some for value in row])


def _write_points(conn: Any, number: int, changed: list[tuple[object, ...]], before: int, now: int) -> None:
    if changed:
        conn.executemany(_WRITE_POINT, changed)
    if now < before:
        conn.execute("DELETE FROM point WHERE visit = ? AND place > ?", (number, now))


def _refuse_signed(status: str) -> None:
    if status != Status.DRAFT.value:
        raise Refused("This visit is signed and cannot be changed; begin a new visit.")
