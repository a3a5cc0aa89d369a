"""Problems, notices and the state of saving, as the window says them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from charting import __version__
from charting.desk.autosave import SaveState, Saving
from charting.desk.steps import Changed
from charting.errors import Problem, StoreProblem
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look
from charting.ui.shell.notice import NoticeBar
from charting.ui.shell.status import StatusStrip
from tests.ui.painted import ink

FULL = StoreProblem("The disk is full; free some space.")
SAVED, FAILED = SaveState(Saving.SAVED), SaveState(Saving.FAILED, FULL)


@pytest.fixture
def window(qtbot: QtBot, hub: Hub, look: Look) -> QWidget:
    shown = QWidget()
    qtbot.addWidget(shown)
    shown.bar, shown.field = NoticeBar(hub, look), QLineEdit()
    column = QVBoxLayout(shown)
    column.addWidget(shown.bar)
    column.addWidget(shown.field)
    shown.resize(600, 200)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


def test_a_problem_stays_as_plain_text_until_it_is_dismissed(window: QWidget, hub: Hub) -> None:
    assert window.bar.isHidden()
    hub.problem.emit(Problem("The lot “{lot}” is odd.", lot="<b>7</b>"))
    assert window.bar.isVisible()
    assert window.bar.text.text() == window.bar.accessibleName() == "The lot “<b>7</b>” is odd."
    assert window.bar.text.textFormat() is Qt.TextFormat.PlainText
    assert window.bar.again.isHidden()
    QTest.mouseClick(window.bar.dismiss_button, Qt.MouseButton.LeftButton)
    assert window.bar.isHidden()


def test_escape_dismisses_what_no_field_had_a_use_for(window: QWidget, hub: Hub) -> None:
    hub.problem.emit(Problem("One."))
    window.field.setFocus()
    QTest.keyClick(window.field, Qt.Key.Key_Escape)
    assert window.bar.isHidden()


def test_a_notice_goes_by_itself_and_never_hides_a_problem(qtbot: QtBot, window: QWidget, hub: Hub) -> None:
    window.bar._fading.setInterval(30)
    hub.notice.emit("Backed up.")
    assert window.bar.text.text() == "Backed up."
    qtbot.waitUntil(window.bar.isHidden)
    hub.problem.emit(Problem("One."))
    hub.notice.emit("Backed up.")
    assert window.bar.text.text() == "One."
    hub.problem.emit(Problem("Two."))
    qtbot.wait(60)
    assert window.bar.text.text() == "Two."


def test_what_was_said_of_one_patient_goes_with_them_and_a_failed_save_stays(window: QWidget, hub: Hub) -> None:
    hub.save_state.emit(FAILED)
    hub.problem.emit(Problem("This draft has points already."))
    hub.changed.emit(Changed(visit=True, opened=True))
    assert window.bar.text.text() == "This draft has points already."
    hub.changed.emit(Changed(patient=True, visits=True, visit=True, opened=True))
    assert window.bar.text.text() == str(FULL)


def test_a_failed_save_stays_until_it_is_saved(qtbot: QtBot, window: QWidget, hub: Hub) -> None:
    hub.save_state.emit(FAILED)
    assert window.bar.text.text() == "The disk is full; free some space."
    assert not window.bar.dismiss()
    QTest.keyClick(window.field, Qt.Key.Key_Escape)
    assert window.bar.isVisible()
    with qtbot.waitSignal(window.bar.retry):
        QTest.mouseClick(window.bar.again, Qt.MouseButton.LeftButton)
    hub.problem.emit(Problem("Another."))
    assert window.bar.text.text() == "Another."
    assert window.bar.dismiss()
    assert window.bar.text.text() == "The disk is full; free some space."
    hub.save_state.emit(SAVED)
    assert window.bar.isHidden()


def test_a_long_problem_is_read_whole(qtbot: QtBot, window: QWidget, hub: Hub) -> None:
    hub.problem.emit(Problem("A sentence that goes on for longer than the bar is wide. " * 4))
    text = window.bar.text
    qtbot.waitUntil(lambda: text.height() >= text.heightForWidth(text.width()))


def test_the_strip_says_file_state_and_version(qtbot: QtBot, hub: Hub, look: Look) -> None:
    strip = StatusStrip(hub)
    qtbot.addWidget(strip)
    strip.resize(900, 24)
    strip.show()
    path = "/home/" + "folder/" * 60 + "charting.sqlite"
    strip.set_file(path)
    QApplication.processEvents()
    assert strip.file.text() == path
    assert strip.file.shown_text().endswith("charting.sqlite")
    assert "…" in strip.file.shown_text()
    assert strip.file.toolTip()
    assert strip.saving.text() == "All changes saved"
    assert __version__ in strip.version.text()
    hub.save_state.emit(SaveState(Saving.SAVING))
    assert strip.saving.text() == "Saving…"
    hub.save_state.emit(FAILED)
    assert strip.saving.text() == "Not saved: The disk is full; free some space."
    assert ink(strip.saving) == look.danger
    hub.save_state.emit(SAVED)
    assert strip.saving.text() == "All changes saved"
    assert ink(strip.saving) == look.muted
