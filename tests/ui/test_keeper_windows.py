"""Whatever stands on the screen when the desk is locked: no window, menu, tip or dialog tells of a patient over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QMenu,
    QToolTip,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.people.people import Person
from charting.ui.people.keeper import Curtain
from tests.ui.desk import DeskWindow
from tests.ui.people import PIN, steps, type_in

NAME = "Family, Given"


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    for top in QApplication.topLevelWidgets():
        if isinstance(top, (QMenu, QComboBox, QFileDialog)) or top.windowTitle() == NAME:
            top.close()


def telling(window: DeskWindow) -> list[str]:
    """Windows beside the desk in which something can be seen."""
    return [
        f"{type(top).__name__} {top.windowTitle()!r}"
        for top in QApplication.topLevelWidgets()
        if top is not window and top.isVisible() and not isinstance(top, Curtain) and not is_empty(top)
    ]


def is_empty(top: QWidget) -> bool:
    inside = top.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    bare = all(child.isWindow() or child.isHidden() for child in inside)
    return isinstance(top, QDialog) and top.isModal() and top.windowOpacity() == 0 and bare


def a_tip(window: DeskWindow) -> None:
    QToolTip.showText(QPoint(60, 60), NAME, window)


def a_tip_of_nobody(window: DeskWindow) -> None:
    QToolTip.showText(QPoint(60, 60), NAME)


def a_menu(window: DeskWindow) -> QMenu:
    menu = QMenu()  # of no window
    menu.addAction(NAME).setMenu(QMenu(NAME, menu))
    menu.popup(QPoint(10, 10))
    return menu


def a_list(window: DeskWindow) -> QComboBox:
    combo = QComboBox(window)
    combo.addItems([NAME, NAME])
    combo.show()
    combo.showPopup()
    return combo


def a_window_of_nobody(window: DeskWindow) -> QWidget:
    return filled(QWidget())


def a_tool_window(window: DeskWindow) -> QWidget:
    return filled(QWidget(window, Qt.WindowType.Tool))


def a_dialog_within_a_window(window: DeskWindow) -> QWidget:
    return filled(QDialog(filled(QWidget(window, Qt.WindowType.Window))))


def filled(made: QWidget) -> QWidget:
    made.setWindowTitle(NAME)
    QVBoxLayout(made).addWidget(QLabel(NAME))
    made.show()
    return made


@pytest.mark.parametrize("show", [
    a_tip, a_tip_of_nobody, a_menu, a_list, a_window_of_nobody, a_tool_window, a_dialog_within_a_window,
], ids=lambda show: show.__name__)  # fmt: skip
def test_nothing_stands_over_a_locked_desk(
    window: DeskWindow, eve: Person, show: Callable[[DeskWindow], QWidget | None]
) -> None:
    shown = show(window)
    assert telling(window)
    window.keeper.lock()
    assert telling(window) == []
    type_in(window, PIN)
    passing = shown is None or isinstance(shown, (QMenu, QComboBox))
    assert bool(telling(window)) is not passing  # what passes stays away, a window is there again


@pytest.mark.parametrize("within", [False, True])
def test_a_dialog_that_asks_for_a_file_is_closed_by_the_lock(
    qtbot: QtBot, window: DeskWindow, eve: Person, tmp_path: Path, within: bool
) -> None:
    """Over the desk or over another dialog; whoever asked is answered as if Escape had been pressed."""
    (tmp_path / f"{NAME}.pdf").write_bytes(b"")
    over: QWidget = filled(QDialog(window)) if within else window

    def is_open() -> None:
        asking = QApplication.activeModalWidget()
        assert isinstance(asking, QFileDialog)
        assert asking.testOption(QFileDialog.Option.DontUseNativeDialog) or QApplication.testAttribute(
            Qt.ApplicationAttribute.AA_DontUseNativeDialogs
        )
        assert asking.isVisible()
        window.keeper.lock()

    def is_gone() -> None:
        assert window.keeper.covered
        assert telling(window) == []
        assert not any(isinstance(top, QFileDialog) and top.isVisible() for top in QApplication.topLevelWidgets())

    faults = steps(qtbot, is_open, is_gone)
    path, _ = QFileDialog.getSaveFileName(over, "Save", str(tmp_path / f"{NAME}.pdf"), "PDF (*.pdf)")
    assert path == ""
    qtbot.waitUntil(lambda: window.keeper.covered)
    QTest.qWait(120)
    assert not faults, faults
    type_in(window, PIN)
    assert not window.keeper.covered


def test_a_file_without_people_asks_by_the_dialogs_of_the_system(window: DeskWindow, charted: Session) -> None:
    native = Qt.ApplicationAttribute.AA_DontUseNativeDialogs
    assert not charted.who.guarded
    assert not QApplication.testAttribute(native)


def test_a_file_with_people_asks_by_its_own(window: DeskWindow, eve: Person) -> None:
    assert QApplication.testAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
