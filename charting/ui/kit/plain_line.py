"""Fields for what people type: what nobody sees does not get into them, typed, pasted or dropped."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor, QValidator
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from charting.domain.text import plain_line, plain_note


class PlainLine(QValidator):
    """Every text is taken, without signs that nobody sees; the cursor stays behind what stood before it."""

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        return QValidator.State.Acceptable, plain_line(text), len(plain_line(text[:place]))


def keep_plain(*lines: QLineEdit) -> None:
    """Let nothing into these fields that nobody sees."""
    for line in lines:
        line.setValidator(PlainLine(line))


def keep_note_plain(note: QPlainTextEdit) -> None:
    """The same for a text of several lines, whose ends of lines and tabs stay."""

    def tidy() -> None:
        plain = plain_note(note.toPlainText())
        if plain == note.toPlainText():
            return
        before = note.textCursor()
        before.movePosition(QTextCursor.MoveOperation.Start, QTextCursor.MoveMode.KeepAnchor)
        stands = plain_note(before.selectedText())
        note.setPlainText(plain)
        cursor = note.textCursor()
        cursor.setPosition(len(stands.encode("utf-16-le")) // 2)
        note.setTextCursor(cursor)

    note.textChanged.connect(tidy)
