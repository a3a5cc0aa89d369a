"""The people of the clinic and their passwords, by mouse and keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from charting.desk.people import WrongPassword
from charting.desk.session import Session
from charting.domain.people.people import Person, Role
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import DARK, Look, hand_look
from charting.ui.people.password import PasswordDialog, ResetDialog
from charting.ui.people.people import PeopleDialog
from charting.words.people_words import initials
from tests.store.values import asked
from tests.ui.people import EVE, IDA, IDAS, PIN, RIGHT, Key, with_eve, with_ida

NEW = "another sentence"
Open = Callable[[QDialog], QDialog]


@pytest.fixture
def opened(qtbot: QtBot) -> Open:
    def show(dialog: QDialog) -> QDialog:
        qtbot.addWidget(dialog)
        dialog.open()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    return show


@pytest.fixture
def both(session: Session) -> tuple[Person, Person]:
    return with_eve(session), with_ida(session)


@pytest.fixture
def dialog(session: Session, hub: Hub, look: Look, both: tuple[Person, Person], opened: Open) -> PeopleDialog:
    made = PeopleDialog(session, hub, look)
    opened(made)
    return made


def click(button: object) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


def test_somebody_new_gets_a_name_roles_and_a_password(dialog: PeopleDialog, session: Session) -> None:
    assert dialog.list.count() == 2
    assert dialog.name.text() == EVE
    click(dialog.add)
    assert dialog.name.hasFocus()
    QTest.keyClicks(dialog.name, "Dr Bea")
    QTest.keyClicks(dialog.secrets.password, NEW)
    QTest.keyClicks(dialog.secrets.again, NEW)
    QTest.keyClick(dialog.secrets.again, Key.Key_Return)
    assert dialog.list.count() == 3
    bea = session.store.people.all()[2]
    assert (bea.name, bea.roles, bea.active) == ("Dr Bea", {Role.INJECTOR}, True)
    assert dialog.message.text() == "Dr Bea is added and can sign in."
    assert session.people.verify(bea.id, NEW).person == bea


@pytest.mark.parametrize(
    ("name", "password", "said"), [("", NEW, "name"), (IDA, NEW, "already"), ("Dr Bea", "short", "at least 8")]
)
def test_what_cannot_be_is_said_and_nothing_is_kept(
    dialog: PeopleDialog, session: Session, name: str, password: str, said: str
) -> None:
    click(dialog.add)
    QTest.keyClicks(dialog.name, name)
    QTest.keyClicks(dialog.secrets.password, password)
    QTest.keyClicks(dialog.secrets.again, password)
    click(dialog.keep)
    words = "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())
    assert said in words
    assert len(session.store.people.all()) == 2


def test_roles_change_and_the_last_administrator_stays(dialog: PeopleDialog, session: Session) -> None:
    dialog.roles[Role.ADMINISTRATOR].setChecked(False)
    click(dialog.keep)
    assert "administer" in dialog.message.text()
    dialog.list.setCurrentRow(1)
    assert dialog.name.text() == IDA
    dialog.roles[Role.INJECTOR].setChecked(True)
    click(dialog.keep)
    assert session.store.people.all()[1].roles == {Role.ASSISTANT, Role.INJECTOR}
    dialog.active.setChecked(False)
    click(dialog.keep)
    assert not session.store.people.all()[1].active
    assert "working here no more" in dialog.message.text()
    hand_look(dialog, DARK)
    assert not dialog.grab().isNull()


def test_who_gives_up_administering_leaves_the_window(dialog: PeopleDialog, session: Session) -> None:
    dialog.list.setCurrentRow(1)
    dialog.roles[Role.ADMINISTRATOR].setChecked(True)
    click(dialog.keep)
    dialog.list.setCurrentRow(0)
    dialog.roles[Role.ADMINISTRATOR].setChecked(False)
    click(dialog.keep)
    assert not dialog.isVisible()
    assert session.who.person is not None
    assert not session.who.person.administers


def test_a_reset_password_opens_and_the_old_one_does_not(
    session: Session, look: Look, both: tuple[Person, Person], opened: Open
) -> None:
    _, ida = both
    dialog = ResetDialog(session, ida)
    opened(dialog)
    QTest.keyClicks(dialog.new.password, NEW)
    click(dialog.keep)
    assert dialog.new.again_field.message.text() == "The two are not the same; type it once more."
    QTest.keyClicks(dialog.new.again, NEW)
    QTest.keyClick(dialog.new.again, Key.Key_Return)
    assert not dialog.isVisible()
    session.people.verify(ida.id, NEW)
    with pytest.raises(WrongPassword):
        session.people.verify(ida.id, IDAS)


def test_ones_own_password_takes_the_old_one(
    session: Session, look: Look, both: tuple[Person, Person], opened: Open
) -> None:
    eve, _ = both
    dialog = PasswordDialog(session)
    opened(dialog)
    assert dialog.old.line.hasFocus()
    QTest.keyClicks(dialog.old.line, "wrong")
    QTest.keyClicks(dialog.new.password, NEW)
    QTest.keyClicks(dialog.new.again, NEW)
    QTest.keyClick(dialog.new.again, Key.Key_Return)
    assert dialog.old.message.text() == "That is not the password."
    QTest.keyClicks(dialog.old.line, RIGHT)
    QTest.keyClick(dialog.old.line, Key.Key_Return)
    assert not dialog.isVisible()
    session.people.verify(eve.id, NEW)


def test_a_pin_alone_is_changed_or_taken_away(
    session: Session, look: Look, both: tuple[Person, Person], opened: Open
) -> None:
    dialog = PasswordDialog(session)
    opened(dialog)
    QTest.keyClicks(dialog.old.line, RIGHT)
    QTest.keyClicks(dialog.new.pin, "12")
    click(dialog.keep)
    assert dialog.new.pin_field.message.text() == "A PIN is 4 to 8 digits."
    QTest.keyClicks(dialog.new.pin, "987654")
    click(dialog.keep)
    assert not dialog.isVisible()
    session.people.lock()
    with pytest.raises(WrongPassword):
        session.people.unlock(PIN)
    session.people.unlock("987654")
    dialog = PasswordDialog(session)
    opened(dialog)
    QTest.keyClicks(dialog.old.line, RIGHT)
    dialog.no_pin.click()
    click(dialog.keep)
    assert session.who.person is not None
    assert not session.who.person.has_pin


def test_nothing_typed_changes_nothing(session: Session, look: Look, both: tuple[Person, Person], opened: Open) -> None:
    dialog = PasswordDialog(session)
    opened(dialog)
    click(dialog.keep)
    assert not dialog.isVisible()
    assert asked(session.store, "SELECT * FROM person_former") == []


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Dr Eve Example", "EE"), ("Ida", "I"), ("Prof. Dr. Bernard van Louis", "BL"), ("  ", ""), ("Dr", "D")],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters
