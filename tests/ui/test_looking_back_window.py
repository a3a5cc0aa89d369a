"""The ways into the past from the whole window: the timeline under the face, the links, comparing, who is due."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.people.patient import Patient
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look
from charting.ui.past.compare import CompareDialog
from charting.ui.past.due import DueDialog
from tests import shipped
from tests.ui.charts import FOREHEAD, treated
from tests.ui.desk import DeskWindow

TEMPLATES = shipped.templates()
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, session: Session, hub: Hub, look: Look, patient: Patient) -> Iterator[DeskWindow]:
    """A patient with three treatments and no draft, on the desk."""
    made = DeskWindow(hub, look, lambda view, version: TEMPLATES[version].views[view])
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.attach(session, "charting.sqlite")
    for days in (300, 200, 100):
        treated(session, days, *FOREHEAD)
    session.patients.open(patient.id)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.face_panel.canvas.setFocus()
    QApplication.processEvents()
    yield made
    made.close()


def shown_dialogs() -> list[QDialog]:
    """The modal windows that come up while what follows runs; each is closed at once."""
    seen: list[QDialog] = []

    def close() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            seen.append(dialog)
            dialog.reject()
        else:
            QTimer.singleShot(20, close)

    QTimer.singleShot(0, close)
    return seen


def test_the_timeline_comes_and_goes_by_its_key_and_the_face_follows(window: DeskWindow, session: Session) -> None:
    strip, canvas = window.strip, window.face_panel.canvas
    assert strip is not None
    tall = canvas.height()
    assert not strip.isVisible()
    QTest.keyClick(canvas, Qt.Key.Key_T, CTRL)
    QApplication.processEvents()
    assert strip.isVisible()
    assert strip.list.hasFocus()
    assert 250 < canvas.height() < tall
    assert session.open.visit is None
    QTest.keyClick(strip.list, Qt.Key.Key_Left)
    assert session.open.visit == session.open.visits[0]
    assert len(canvas.scene.marks) == 5
    QTest.keyClick(strip.list, Qt.Key.Key_Escape)
    assert canvas.hasFocus()
    assert strip.isVisible()
    QTest.keyClick(canvas, Qt.Key.Key_T, CTRL)
    QApplication.processEvents()
    assert not strip.isVisible()
    assert canvas.height() == tall


def test_f6_comes_to_the_timeline_while_it_is_there(window: DeskWindow) -> None:
    window.do("timeline")
    window.host.go_to_face()
    QTest.keyClick(window.face_panel.canvas, Qt.Key.Key_F6)
    assert window.strip.list.hasFocus()


def test_the_links_do_what_their_actions_do(window: DeskWindow) -> None:
    links = window.links
    assert links is not None
    assert {"timeline", "compare", "due"} <= set(links.buttons)
    for button in links.buttons.values():
        assert button.isVisible()
        assert button.fontMetrics().horizontalAdvance(button.text()) <= button.width()
    QTest.mouseClick(links.buttons["timeline"], Qt.MouseButton.LeftButton)
    assert window.strip.isVisible()
    for name, kind in (("compare", CompareDialog), ("due", DueDialog)):
        seen = shown_dialogs()
        QTest.mouseClick(links.buttons[name], Qt.MouseButton.LeftButton)
        assert [type(dialog) for dialog in seen] == [kind]


def test_keys_open_the_compare_window_and_the_list(qtbot: QtBot, window: DeskWindow) -> None:
    for key, kind in ((Qt.Key.Key_D, CompareDialog), (Qt.Key.Key_L, DueDialog)):
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        seen = shown_dialogs()
        QTest.keyClick(window.face_panel.canvas, key, CTRL)
        assert [type(dialog) for dialog in seen] == [kind]


def test_with_nothing_to_compare_it_says_so(window: DeskWindow, session: Session, hub: Hub) -> None:
    heard: list[str] = []
    hub.notice.connect(heard.append)
    session.patients.add(Patient(session.env.new_id(), "New", "One", session.env.clock().date()))
    window.do("compare")
    assert heard == ["There is no visit to compare yet."]


def test_another_file_brings_a_fresh_timeline(window: DeskWindow, session: Session) -> None:
    window.do("timeline")
    before = window.strip
    window.attach(session, "charting.sqlite")
    QApplication.processEvents()
    assert window.strip is not before
    assert not window.strip.isVisible()
    assert window.links.isVisible()
