"""The whole window: its actions, its names for those who cannot see it, its looks, its sizes."""

from __future__ import annotations

import gc
import re
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.desk.steps import PlainHistory
from charting.domain.face.face import View
from charting.ui.features import FEATURES
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import DARK, LIGHT, Look, apply_look
from charting.ui.shell.registry import clashes
from tests import shipped
from tests.ui.desk import DeskWindow

TEMPLATES = shipped.templates()
Build = Callable[[int, int], DeskWindow]


@pytest.fixture
def build(qtbot: QtBot, charted: Session, hub: Hub, look: Look) -> Iterator[Build]:
    windows = []

    def make(width: int, height: int) -> DeskWindow:
        window = DeskWindow(hub, look, lambda view, version: TEMPLATES[version].views[view])
        qtbot.addWidget(window)
        window.resize(width, height)
        window.attach(charted, "charting.sqlite")
        window.show()
        qtbot.waitExposed(window)
        QApplication.processEvents()
        windows.append(window)
        return window

    yield make
    for window in windows:
        window.close()


def test_a_window_that_is_gone_is_kept_by_nobody(charted: Session, look: Look) -> None:
    """The application outlives it, and would keep what was told to it by a nameless function for good."""
    window = DeskWindow(Hub(), look, lambda view, version: TEMPLATES[version].views[view])
    window.attach(charted, "charting.sqlite")
    window.show()
    QApplication.processEvents()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    kept = weakref.ref(window)
    del window
    charted.charting.history = PlainHistory(charted.charting.show)
    gc.collect()
    assert kept() is None


def test_every_action_has_text_and_a_shortcut_of_its_own(build: Build) -> None:
    window = build(1440, 900)
    rows = [action for feature in FEATURES for action in feature(window.host).actions]
    assert clashes(rows) == []
    assert all(row.text and row.name for row in rows)
    assert clashes([*rows, replace(rows[0], menu=None)]) == [rows[0].name, rows[0].shortcut]


def entries(menu: QMenu) -> list[object]:
    """A menu as it is read: texts, lines, and menus in it with their title."""
    return [
        "-" if action.isSeparator() else (inner.title(), entries(inner)) if (inner := action.menu()) else action.text()
        for action in menu.actions()
    ]


def test_the_menu_of_the_desk_from_top_to_bottom(build: Build) -> None:
    assert entries(build(1440, 900).banner.menu_button.menu()) == [
        "Find patient", "New patient…", "Correct patient's details…", "History and consent…", "Photographs…",
        "New visit", "New visit with another product", "Is micro right?…", "Repeat last treatment",
        ("Looking back", [
            "Repeat pinned best", "Repeat chosen areas…", "Pin this visit as best, or take its pin away",
            "Back to today", "Review of the treatment…", "New touch-up", "When it wore off…", "Timeline",
            "Compare visits…", "Set recall date…", "Trends…", "Who is due…", "Ask across maps…",
        ]),
        "Sign and lock…", "Discard draft", "Face map on paper…", "Patient's handout…",
        ("Record", ["Add a note…", "Correct this visit…", "Entered in error…", "Audit…"]),
        ("Clinic", [
            "Estimate or bill…", "Clinic's settings…", "Vials and lots…", "Lot recall…", "People…",
            "My password and PIN…",
        ]),
        ("Files", ["Import…", "Export…", "Back up to…", "Restore a backup…"]),
        "-",
        "Undo", "Redo",
        "-",
        "Lock now", "Switch user…", "Hide patients' names",
        "-",
        ("Look", ["Light", "Dark", "As the computer"]), "Keys and gestures", "About Charting", "Quit",
    ]  # fmt: skip


def test_the_menu_of_the_desk_fits_on_a_low_screen(build: Build) -> None:
    menu = build(1280, 720).banner.menu_button.menu()
    menu.ensurePolished()
    rows = [menu.actionGeometry(action) for action in menu.actions()]
    assert menu.sizeHint().height() <= 680, menu.sizeHint()
    assert len({row.left() for row in rows}) == 1  # in one column


def test_every_key_of_the_key_sheet_is_some_action_s(build: Build) -> None:
    window = build(1440, 900)
    known = {action.shortcut().toString() for action in window.actions_by_name.values()}
    told = {
        key for line in window.host.keys for key in re.findall(r"(?:Ctrl|Shift|Alt)\+(?:Shift\+)?[A-Z0-9]\b", line.keys)
    }
    assert {key for key in told if key.startswith("Ctrl")} <= known
    assert [line.at for line in window.host.keys] == sorted({line.at for line in window.host.keys})


def test_every_control_has_a_name_for_a_screen_reader(build: Build) -> None:
    window = build(1440, 900)
    for kind in (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView):
        for control in window.findChildren(kind):
            inside = isinstance(control.parent(), (QComboBox, QAbstractItemView, QLineEdit)) or (
                control.objectName().startswith("qt_")
            )
            hidden = isinstance(control, QAbstractItemView) and not control.isVisibleTo(window)
            if not inside and not hidden and control.focusPolicy() != Qt.FocusPolicy.NoFocus:
                text = control.text() if isinstance(control, QAbstractButton) else ""
                assert control.accessibleName() or text, (
                    type(control).__name__,
                    control.objectName(),
                    control.parent(),
                )


def clipped(window: DeskWindow) -> list[str]:
    """Texts of labels and buttons that do not fit into them."""
    found = []
    for label in window.findChildren(QLabel):
        if type(label) is QLabel and label.isVisible() and label.text() and not label.wordWrap():
            wanted = label.fontMetrics().horizontalAdvance(label.text())
            if wanted > label.contentsRect().width() + 1:
                found.append(label.text())
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.text():
            wanted = button.fontMetrics().horizontalAdvance(re.sub("&", "", button.text()))
            if wanted > button.width():
                found.append(button.text())
    return found


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080)])
def test_nothing_is_clipped_and_everything_lies_inside(build: Build, size: tuple[int, int]) -> None:
    window = build(*size)
    assert window.size() == QSize(*size)
    assert clipped(window) == []
    canvas, doses = window.face_panel.canvas, window.doses
    assert doses is not None
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.parentWidget() is not None and not isinstance(widget, QScrollBar):
            corner = widget.mapTo(window, widget.rect().bottomRight())
            if not any(isinstance(p, QAbstractItemView) for p in parents(widget)):
                assert corner.x() <= window.width(), widget
                assert corner.y() <= window.height(), (widget, widget.objectName())
    assert canvas.height() > 0.62 * window.height()
    assert canvas.width() * canvas.height() > doses.width() * doses.height()


def parents(widget: QWidget) -> Iterator[QWidget]:
    above = widget.parentWidget()
    while above is not None:
        yield above
        above = above.parentWidget()


def test_light_and_dark_change_live(build: Build, qapp: QApplication) -> None:
    window = build(1280, 720)
    light = window.grab().toImage()
    apply_look(qapp, DARK)
    window.set_look(DARK)
    dark = window.grab().toImage()
    place = window.face_panel.canvas.mapTo(window, window.face_panel.canvas.rect().topLeft())
    assert light.pixelColor(place.x() + 4, place.y() + 4).lightness() > 200
    assert dark.pixelColor(place.x() + 4, place.y() + 4).lightness() < 60
    apply_look(qapp, LIGHT)


def test_shortcuts_reach_the_face_the_finder_and_undo(build: Build, charted: Session) -> None:
    window = build(1440, 900)
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    canvas = window.face_panel.canvas
    canvas.setFocus()
    ctrl = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(canvas, Qt.Key.Key_2, ctrl)
    assert canvas.view is View.RIGHT
    QTest.keyClick(canvas, Qt.Key.Key_1, ctrl)
    QTest.keyClick(canvas, Qt.Key.Key_A, ctrl)
    assert len(canvas.selection) == 17
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert charted.open.visit is not None
    assert charted.open.visit.points == ()
    assert window.actions_by_name["undo"].text() == "Undo: Delete 17 points"
    QTest.keyClick(canvas, Qt.Key.Key_Z, ctrl)
    assert window.actions_by_name["redo"].text() == "Redo: Delete 17 points"
    assert len(charted.open.visit.points) == 17
    QTest.keyClick(canvas, Qt.Key.Key_M)
    assert window.face_panel.tool.mirror
    QTest.keyClick(canvas, Qt.Key.Key_K, ctrl)
    assert window.banner.finder.hasFocus()
    QTest.keyClick(window.banner.finder, Qt.Key.Key_F6)
    assert canvas.hasFocus()
    for stop in (window.doses.table, window.visits.list, window.banner.finder, canvas):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        assert stop.hasFocus()


def test_points_chosen_in_the_list_are_chosen_on_the_face_and_back(build: Build, charted: Session) -> None:
    window = build(1440, 900)
    assert window.doses is not None
    assert charted.open.visit is not None
    keys = frozenset(p.key for p in charted.open.visit.points[:2])
    window.face_panel.canvas.select(keys)
    assert window.doses.points.keys == keys
    window.doses.points.selection_changed.emit(frozenset({charted.open.visit.points[5].key}))
    assert window.face_panel.canvas.selection == {charted.open.visit.points[5].key}


def test_without_a_patient_the_desk_says_what_to_do(qtbot: QtBot, session: Session, hub: Hub, look: Look) -> None:
    window = DeskWindow(hub, look, lambda view, version: TEMPLATES[version].views[view])
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.attach(session, "charting.sqlite")
    window.show()
    heard: list[str] = []
    hub.notice.connect(heard.append)
    canvas = window.face_panel.canvas
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.camera.to_px(0, -50).toPoint())
    assert heard
    assert not window.actions_by_name["new_visit"].isEnabled()
    assert clipped(window) == []
    window.close()
