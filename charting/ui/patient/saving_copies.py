"""A photograph or scan out of the file, where somebody asks for it; the audit is told."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from charting.desk.session import Session
from charting.domain.people.attachment import Attachment, MediaType
from charting.errors import Problem
from charting.files import write_whole
from charting.ui.kit.asking_files import where_to_save

translate = QCoreApplication.translate


def save_copy(session: Session, attachment: Attachment, name: str, parent: QWidget) -> Path | None:
    """Ask where to and write the bytes there; None when nobody chose a place. The name proposed names nobody."""
    ending = "pdf" if attachment.media_type is MediaType.PDF else "jpg"
    path = where_to_save(parent, translate("Copies", "Save a copy"), f"{name}.{ending}")
    if path is not None:
        write_copy(session, attachment, path)
    return path


def write_copy(session: Session, attachment: Attachment, path: Path) -> None:
    """Write the bytes of an attachment to a file; the audit has it before the file is there, whole or not at all."""
    content = session.health.content_of(attachment.id)
    try:
        write_whole(path, content, lambda: session.health.note_copy((attachment,)))
    except OSError as error:
        raise Problem("{path} cannot be written: {reason}. Choose another place.",
                      path=path, reason=error.strerror or error) from error  # fmt: skip
