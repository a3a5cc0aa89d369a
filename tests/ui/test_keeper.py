"""The lock by key and by idleness: the page in the place of the desk, wrong passwords, the way back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.people.people import Person
from tests.sessions import set_clinic
from tests.ui.desk import DeskWindow
from tests.ui.people import IDAS, LOCK, PIN, RIGHT, Clock, Key, type_in, visible_words, with_eve, with_ida


@pytest.fixture
def locked(window: DeskWindow, eve: Person) -> DeskWindow:
    QTest.keyClick(window, *LOCK)
    return window


def test_a_file_without_people_shows_the_desk_and_offers_an_account(window: DeskWindow) -> None:
    assert not window.keeper.covered
    assert window.who.text() == "Nobody signed in"


def test_the_lock_key_hides_everything_at_once_and_the_pin_brings_the_very_same_back(
    window: DeskWindow, eve: Person, charted: Session
) -> None:
    other = window.doses
    assert other is not None
    lot = other.fields.lot
    lot.setFocus()
    lot.clear()
    QTest.keyClicks(lot, "C77 90")
    assert "Family" in visible_words(window)
    QTest.keyClick(window, *LOCK)
    assert window.keeper.covered
    (kept,) = charted.env.file.visits.drafts(1)
    assert kept.lot == "C77 90"  # what was being typed is kept first
    assert charted.open.visit is None, "nobody's chart is known behind the lock"
    assert "Family" not in visible_words(window)
    assert "10482" not in visible_words(window)
    assert not other.isVisible()
    page = window.keeper.page
    assert page is not None
    assert page.title.text() == "Locked"
    assert page.secret.caption.text() == "PIN or password"
    assert page.secret.line.hasFocus()
    type_in(window, "0000")
    assert window.keeper.covered
    assert page.secret.message.text() == "That is not the PIN."
    type_in(window, PIN)
    assert not window.keeper.covered
    assert charted.open.visit is not None
    assert charted.open.visit.lot == "C77 90"
    assert other.isVisible()
    assert lot.hasFocus()


def test_no_shortcut_reaches_a_locked_desk(window: DeskWindow, eve: Person, charted: Session) -> None:
    points = charted.open.visit.points if charted.open.visit else ()
    QTest.keyClick(window, *LOCK)
    locked = window
    page = locked.keeper.page
    assert page is not None
    assert {name for name, action in locked.actions_by_name.items() if action.isEnabled()} == {"quit", "keys"}
    for key in (Key.Key_Z, Key.Key_K, Key.Key_L, Key.Key_R, Key.Key_Return):
        QTest.keyClick(page.secret.line, key, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(page.secret.line, Key.Key_Escape)
    assert locked.keeper.covered
    type_in(locked, RIGHT)
    assert charted.open.visit is not None
    assert charted.open.visit.points == points
    assert locked.actions_by_name["find"].isEnabled()


def test_five_wrong_pins_ask_for_the_password(locked: DeskWindow) -> None:
    page = locked.keeper.page
    assert page is not None
    for _ in range(5):
        type_in(locked, "0000")
    assert page.secret.message.text() == "Too many wrong PINs; type the password."
    assert page.secret.caption.text() == "Password"
    type_in(locked, PIN)
    assert locked.keeper.covered
    type_in(locked, RIGHT)
    assert not locked.keeper.covered


def test_somebody_else_signs_in_from_the_lock_and_goes_on_with_the_draft(window: DeskWindow, charted: Session) -> None:
    with_eve(charted)
    ida = with_ida(charted)
    before = charted.open.visit
    QTest.keyClick(window, *LOCK)
    page = window.keeper.page
    assert page is not None
    QTest.keyClick(page.secret.line, Key.Key_Down)
    assert page.person == ida
    assert page.secret.caption.text() == "Password"
    assert page.button.text() == "Sign in"
    type_in(window, IDAS)
    assert not window.keeper.covered
    assert charted.who.person == ida
    assert charted.open.visit is before
    assert window.who.text() == "Ida"


def test_ten_wrong_passwords_on_the_page(qtbot: QtBot, window: DeskWindow, charted: Session) -> None:
    clock = Clock(charted)
    eve = with_eve(charted, pin="")
    window.keeper.attach(charted)
    QTest.keyClick(window, *LOCK)
    page = window.keeper.page
    assert page is not None
    waits = []
    for _ in range(10):
        type_in(window, "wrong")
        seconds = int("".join(c for c in page.secret.message.text() if c.isdigit()) or 0)
        waits.append(seconds)
        clock.wait(seconds)
        qtbot.waitUntil(lambda: not page.secret.waiting)
        assert page.button.isEnabled()
    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, 60, 60]
    assert len(charted.env.file.audit.entries(action="failed-sign-in")) == 10
    type_in(window, RIGHT)
    assert not window.keeper.covered
    assert charted.store.people.secret_of(eve.id).wrong_passwords == 0


# ---------------------------------------------------------------------- idleness


@pytest.fixture
def seconds(window: DeskWindow, eve: Person) -> list[float]:
    """What the keeper counts; its first look installs what hears of the mouse and the keys."""
    counted = [0.0]
    window.keeper.counting = lambda: counted[0]
    window.keeper.attach(window.session)  # type: ignore[arg-type]
    window.keeper.look()
    return counted


def test_five_idle_minutes_lock(window: DeskWindow, seconds: list[float]) -> None:
    seconds[0] = 299
    window.keeper.look()
    assert not window.keeper.covered
    seconds[0] = 300
    window.keeper.look()
    assert window.keeper.covered


def test_a_mouse_a_key_and_a_finger_count_as_use(window: DeskWindow, seconds: list[float]) -> None:
    handle = window.windowHandle()
    touch = QTest.createTouchDevice()
    for used in (
        lambda: QTest.mouseMove(handle, QPoint(300, 300)),
        lambda: QTest.keyClick(handle, Key.Key_Shift),
        lambda: QTest.touchEvent(window, touch).press(0, QPoint(5, 5)).commit(),
        lambda: QApplication.sendEvent(
            handle,
            QMouseEvent(
                QEvent.Type.MouseMove, QPointF(9, 9), QPointF(9, 9), Qt.MouseButton.NoButton,
                Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            ),
        ),
    ):  # fmt: skip
        seconds[0] += 299
        used()
        QApplication.processEvents()
        seconds[0] += 299
        window.keeper.look()
        assert not window.keeper.covered


def test_the_clinic_sets_the_minutes_or_none(window: DeskWindow, charted: Session, seconds: list[float]) -> None:
    set_clinic(charted, idle_minutes=0)
    seconds[0] = 1e6
    window.keeper.look()
    assert not window.keeper.covered
    set_clinic(charted, idle_minutes=20_000)
    window.keeper.look()
    assert not window.keeper.covered
    set_clinic(charted, idle_minutes=1)
    window.keeper.look()
    assert window.keeper.covered


def test_a_computer_that_slept_wakes_up_locked(window: DeskWindow, charted: Session, seconds: list[float]) -> None:
    clock = Clock(charted)
    clock.wait(600)  # the wall clock went on, the counting stood still
    window.keeper.look()
    assert window.keeper.covered


def test_the_page_waits_for_the_next_lock_within_the_desk_and_goes_with_it(locked: DeskWindow) -> None:
    page = locked.keeper.page
    assert page is not None
    type_in(locked, RIGHT)
    assert not locked.keeper.covered
    assert page.window() is locked
    assert not page.isVisible()
