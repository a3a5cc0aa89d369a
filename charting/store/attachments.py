"""Photographs and scans, kept in the file itself: their bytes once, what is said of them as rows that are added.

Bytes and thumbnails lie in tables of their own, so that what is known of a patient's photographs is read without them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from charting.domain.face.face import View
from charting.domain.people.attachment import (
    Attachment,
    AttachmentKind,
    Hidden,
    MediaType,
    Pose,
    When,
    checked_attachment,
)
from charting.domain.people.patient_record import KeptAttachment
from charting.errors import Refused, StoreProblem
from charting.store.audit import Audit
from charting.store.connection import File
from charting.store.faults import damaged
from charting.store.kept import Kept
from charting.store.patients import Patients
from charting.store.visits import Visits

_FIXED = "id, visit, kind, media_type, sha256, size, width, height, added_at, added_by"
_SAID = "stage, pose, view, name, hidden_at, hidden_by, hidden_reason"
_ADD = f"INSERT INTO attachment (patient, {_FIXED}, recorded_at) VALUES ({', '.join('?' * 12)})"
_SAY = f"INSERT INTO attachment_said (attachment, {_SAID}, recorded_at) VALUES ({', '.join('?' * 9)})"
_LAST_SAID = f"SELECT {_SAID} FROM attachment_said WHERE attachment = ? ORDER BY number DESC LIMIT 1"
_ATTACHMENTS = (
    f"SELECT attachment.number, {_FIXED}, {_SAID} FROM attachment JOIN attachment_said"
    " ON attachment_said.number = (SELECT max(number) FROM attachment_said WHERE attachment = attachment.number)"
    " WHERE patient = ? ORDER BY attachment.number"
)
_BLOB = "SELECT {what} FROM {table} WHERE number = (SELECT number FROM attachment WHERE id = ?)"


class Attachments(Kept):
    """The attachments of a file."""

    def __init__(self, file: File, audit: Audit, patients: Patients, visits: Visits) -> None:
        super().__init__(file, audit)
        self._patients = patients
        self._visits = visits

    def add(self, attachment: Attachment, content: bytes, thumbnail: bytes | None = None) -> None:
        """Keep an attachment with its bytes, and a small picture of it; Refused when they are not what it says."""
        checked_attachment(attachment)
        if len(content) != attachment.size or hashlib.sha256(content).hexdigest() != attachment.sha256:
            raise Refused("The attachment is not what was read before; add it again.")
        with self.writing() as conn:
            patient = self._patients.known_number(conn, attachment.patient_id)
            if attachment.visit_id is not None:
                self._visits.refuse_others(conn, patient, attachment.visit_id)
            if self._attachment_number(conn, attachment.id) is not None:
                raise Refused("An attachment with the id {id} is there already.", id=attachment.id)
            now = self.recorded_at()
            number = conn.execute(_ADD, (patient, *_fixed_row(attachment), now)).lastrowid
            conn.execute("INSERT INTO attachment_content (number, content) VALUES (?, ?)", (number, content))
            if thumbnail is not None:
                conn.execute("INSERT INTO attachment_thumbnail (number, content) VALUES (?, ?)", (number, thumbnail))
            conn.execute(_SAY, (number, *_said_row(attachment), now))
            self.audit.note(
                "attachment", patient=attachment.patient_id, visit=attachment.visit_id, attachment=attachment.id,
                kind=attachment.kind.value, size=attachment.size,
            )  # fmt: skip

    def add_all(self, kept: Iterable[KeptAttachment]) -> None:
        """What an import brings along."""
        with self.writing():
            for one in kept:
                self.add(one.attachment, one.content, one.thumbnail)

    def say_of(self, attachment: Attachment) -> None:
        """What is said of an attachment from now on: when, pose, view, name, hidden. The same again is nothing."""
        row = _said_row(checked_attachment(attachment))
        with self.writing() as conn:
            number = self._attachment_number(conn, attachment.id)
            if number is None:
                raise Refused("There is no attachment with the id {id}.", id=attachment.id)
            if conn.execute(_LAST_SAID, (number,)).fetchone() != row:
                conn.execute(_SAY, (number, *row, self.recorded_at()))
                action = "attachment labelled" if attachment.hidden is None else "attachment hidden"
                self.audit.note(
                    action, patient=attachment.patient_id, visit=attachment.visit_id, attachment=attachment.id
                )

    def of(self, patient_id: str) -> tuple[Attachment, ...]:
        """The attachments of a patient in the order in which they were added, hidden ones too; without their bytes."""
        with self.reading() as conn:
            rows = conn.execute(_ATTACHMENTS, (self._patients.known_number(conn, patient_id),)).fetchall()
        return tuple(self._attachment(patient_id, row[1:]) for row in rows)

    def content_of(self, attachment_id: str) -> bytes:
        """The bytes of an attachment; StoreProblem when there is none, or they are not those that were kept."""
        with self.reading() as conn:
            content = self._blob(conn, "attachment_content", attachment_id)
            kept = conn.execute("SELECT sha256 FROM attachment WHERE id = ?", (attachment_id,)).fetchone()
        if content is None or kept is None:
            raise StoreProblem("There is no attachment with the id {id} in {path}.", id=attachment_id, path=self.path)
        if hashlib.sha256(content).hexdigest() != kept[0]:
            raise damaged(self.path, f"the attachment {attachment_id} is not the one that was kept")
        return content

    def thumbnail_of(self, attachment_id: str) -> bytes | None:
        """The small picture of an attachment, if it has one."""
        with self.reading() as conn:
            return self._blob(conn, "attachment_thumbnail", attachment_id)

    def damaged(self) -> Iterator[str]:
        """For the check: a sentence for every attachment whose bytes are gone or not those that were kept."""
        with self.reading() as conn:
            ids = [found for (found,) in conn.execute("SELECT id FROM attachment ORDER BY number")]
        for attachment_id in ids:
            try:
                self.content_of(attachment_id)
            except StoreProblem as problem:
                yield str(problem)

    # ------------------------------------------------------------------ inside

    def _attachment_number(self, conn: Any, attachment_id: str) -> int | None:
        row = conn.execute("SELECT number FROM attachment WHERE id = ?", (attachment_id,)).fetchone()
        return None if row is None else int(row[0])

    def _blob(self, conn: Any, table: str, attachment_id: str) -> bytes | None:
        row = conn.execute(_BLOB.format(what="content", table=table), (attachment_id,)).fetchone()
        return None if row is None else bytes(row[0])

    def _attachment(self, patient_id: str, row: Sequence[Any]) -> Attachment:
        try:
            return _attachment_of(patient_id, row)
        except (ValueError, TypeError) as error:
            raise damaged(self.path, f"an attachment: {error}") from error


def _fixed_row(attachment: Attachment) -> tuple[Any, ...]:
    """What never changes of an attachment, in the order of _FIXED."""
    return (
        attachment.id, attachment.visit_id, attachment.kind.value, attachment.media_type.value, attachment.sha256,
        attachment.size, attachment.width, attachment.height, attachment.added_at.isoformat(), attachment.added_by,
    )  # fmt: skip


def _said_row(attachment: Attachment) -> tuple[Any, ...]:
    """What can be said anew of an attachment, in the order of _SAID."""
    hidden = attachment.hidden
    return (
        attachment.when and attachment.when.value, attachment.pose and attachment.pose.value,
        attachment.view and attachment.view.value, attachment.name,
        *((hidden.at.isoformat(), hidden.by, hidden.reason) if hidden else (None, None, None)),
    )  # fmt: skip


def _attachment_of(patient_id: str, row: Sequence[Any]) -> Attachment:
    found, visit, kind, media_type, sha256, size, width, height, added_at, added_by = row[:10]
    stage, pose, view, name, hidden_at, hidden_by, reason = row[10:]
    return Attachment(
        id=found, patient_id=patient_id, kind=AttachmentKind(kind), media_type=MediaType(media_type), sha256=sha256,
        size=size, added_at=datetime.fromisoformat(added_at), added_by=added_by, visit_id=visit, width=width,
        height=height, when=When(stage) if stage else None, pose=Pose(pose) if pose else None,
        view=View(view) if view else None, name=name,
        hidden=Hidden(datetime.fromisoformat(hidden_at), hidden_by, reason) if hidden_at else None,
    )  # fmt: skip
