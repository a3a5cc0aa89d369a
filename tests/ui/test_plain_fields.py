"""What nobody sees does not get into a field: bells, overrides of direction, spaces of no width, pasted by the keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.text import plain_note
from charting.ui.clinic.pattern import PatternDialog
from charting.ui.clinic.settings import ClinicPage
from charting.ui.clinic.settings_paper import PaperPage
from charting.ui.files.paper import HandoutDialog
from charting.ui.kit.look import Look
from charting.ui.past.review import ReviewDialog
from charting.ui.patient.history import HistoryDialog
from charting.ui.patient.photo_labels import PhotoLabels
from charting.ui.vials.lots import LotDialog
from charting.ui.visit.amend import NoteDialog
from tests.ui.papers import faces

PASTED = "A\u202eB\u0007\u200bC\tD\r\nE\U0001f600\u2066F"
NOTE, LETTERS = "ABC D\nE\U0001f600F", "ABCDE\U0001f600F"

Make = Callable[[Session, Look], QWidget]


def paste(field: QWidget) -> None:
    QGuiApplication.clipboard().setText(PASTED)
    field.setFocus()
    QTest.keySequence(field, QKeySequence(QKeySequence.StandardKey.SelectAll))
    QTest.keySequence(field, QKeySequence(QKeySequence.StandardKey.Paste))
    QApplication.processEvents()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (PASTED, NOTE), ("plain", "plain"), ("a\u2028b\u0085c\rd", "a\nb\nc\nd"), ("\t tab\n", "  tab\n"),
        ("می\u200cخواهم\n", "می\u200cخواهم\n"), ("soft\u00adhyphen\u0000", "softhyphen"),
    ],
)  # fmt: skip
def test_a_note_keeps_its_lines_and_nothing_that_is_not_seen(text: str, kept: str) -> None:
    assert plain_note(text) == kept
    assert plain_note(kept) == kept


@pytest.mark.parametrize("make", [
    lambda s, look: NoteDialog(s),
    lambda s, look: HistoryDialog(s, look),
    lambda s, look: ReviewDialog(s, s.open.visit),
    lambda s, look: LotDialog(s, look),
    lambda s, look: PatternDialog(s),
    lambda s, look: PhotoLabels(),
    lambda s, look: ClinicPage(s, look),
    lambda s, look: PaperPage(s, look),
    lambda s, look: HandoutDialog(s, s.open.visit, look, faces),
], ids=["note", "history", "review", "lot", "pattern", "photo", "clinic", "paper", "handout"])  # fmt: skip
def test_every_field_of_a_window_takes_only_what_is_seen(qtbot: QtBot, signed: Session, look: Look, make: Make) -> None:
    window = make(signed, look)
    qtbot.addWidget(window)
    window.show()
    notes = [note for note in window.findChildren(QPlainTextEdit) if note.isEnabled() and not note.isReadOnly()]
    for note in notes:
        paste(note)
        assert note.toPlainText() == NOTE, note.accessibleName()
        QTest.keyClicks(note, "z")
        assert note.toPlainText() == NOTE + "z"  # the cursor stays where it was
    lines = [line for line in window.findChildren(QLineEdit) if line.isVisibleTo(window) and line.isEnabled()]
    assert notes or lines
    for line in lines:
        paste(line)
        assert all(c.isprintable() for c in line.text()), line.accessibleName()
        assert "\u202e" not in line.text()
