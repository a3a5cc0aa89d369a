"""People for tests of the window: cheap hashes, a clock that is set by hand, two or three who work here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.desk.who import Passwords
from charting.domain.people.people import Person, Role
from tests.ui.desk import DeskWindow

EVE, RIGHT, PIN = "Dr Eve Example", "a calm sentence", "4711"
IDA, IDAS = "Ida", "ida's sentence"
Key = Qt.Key
_BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
LOCK, HIDE = (Key.Key_L, _BOTH), (Key.Key_P, _BOTH)


class Clock:
    """A clock that is set by hand."""

    def __init__(self, session: Session) -> None:
        self.now = session.env.clock()
        session.store.clock = lambda: self.now
        session.change(env=replace(session.env, clock=session.store.clock))

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def __call__(self) -> datetime:
        return self.now


def with_eve(session: Session, pin: str = PIN) -> Person:
    """Eve made the first account and is at the desk."""
    session.change(env=replace(session.env, passwords=Passwords(cheap=True)))
    return session.people.make_first(EVE, RIGHT, pin).person


def with_ida(session: Session, *roles: Role) -> Person:
    """Ida works here too."""
    return session.people.add_person(IDA, frozenset(roles or (Role.ASSISTANT,)), IDAS)


def visible_words(window: QWidget) -> str:
    """What can be read anywhere on the screen, and by a screen reader."""
    words = []
    for top in [window, *(w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not window)]:
        words += [top.windowTitle()]
        words += [w.text() + w.accessibleName() for w in top.findChildren(QLabel) if w.isVisible()]
        words += [w.text() + w.accessibleName() for w in top.findChildren(QLineEdit) if w.isVisible()]
    return "\n".join(words)


def type_in(window: DeskWindow, text: str) -> None:
    page = window.keeper.page
    assert page is not None
    QTest.keyClicks(page.secret.line, text)
    QTest.keyClick(page.secret.line, Key.Key_Return)


def steps(qtbot: QtBot, *acts: Callable[[], None]) -> list[BaseException]:
    """Run these one after another while a dialog waits; what went wrong comes back."""
    faults: list[BaseException] = []

    def run(left: tuple[Callable[[], None], ...]) -> None:
        if not left:
            return
        try:
            left[0]()
        except BaseException as fault:
            faults.append(fault)
            for top in QApplication.topLevelWidgets():
                if isinstance(top, QDialog):
                    top.done(0)
            return
        QTimer.singleShot(50, lambda: run(left[1:]))

    def begin() -> None:
        if QApplication.activeModalWidget() is None:
            QTimer.singleShot(20, begin)
        else:
            run(acts)

    QTimer.singleShot(0, begin)
    return faults
