"""The lock over dialogs, and the start: what was asked waits unseen; who signs in, and what the privacy key hides."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QMenu, QMessageBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.people.people import Person
from charting.errors import Problem
from tests.ui.desk import DeskWindow
from tests.ui.people import HIDE, IDAS, LOCK, PIN, RIGHT, Key, steps, type_in, visible_words, with_eve, with_ida


class Asking(QDialog):
    """A dialog with something of a patient in it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Family, Given")
        self.label, self.line = QLabel("Family, Given"), QLineEdit()
        column = QVBoxLayout(self)
        column.addWidget(self.label)
        column.addWidget(self.line)


def test_a_dialog_that_waits_is_emptied_and_comes_back_with_what_was_typed(
    qtbot: QtBot, window: DeskWindow, eve: Person
) -> None:
    dialog = Asking(window)

    def type_and_lock() -> None:
        QTest.keyClicks(dialog.line, "half a sent")
        window.keeper.lock()

    def is_hidden() -> None:
        assert window.keeper.covered
        assert "Family" not in visible_words(window)
        assert not dialog.line.isVisible()
        page = window.keeper.page
        assert page is not None
        assert page.isVisible()
        top = page.window()
        assert top is QApplication.activeModalWidget()
        assert top.size() == window.size()
        QTest.keyClick(page.secret.line, Key.Key_Escape)
        assert window.keeper.covered

    def is_back() -> None:
        assert not window.keeper.covered
        assert dialog.isVisible()
        assert dialog.windowTitle() == "About Family, Given"
        assert dialog.line.isVisible()
        assert dialog.line.text() == "half a sent"
        assert QApplication.activeModalWidget() is dialog
        dialog.accept()

    faults = steps(qtbot, type_and_lock, is_hidden, lambda: type_in(window, PIN), is_back)
    assert dialog.exec() == QDialog.DialogCode.Accepted
    assert not faults, faults


def test_what_somebody_else_had_begun_to_answer_is_closed(qtbot: QtBot, window: DeskWindow, charted: Session) -> None:
    with_eve(charted)
    with_ida(charted)
    box = QMessageBox(window)
    box.setText("Family, Given")
    box.addButton(QMessageBox.StandardButton.Cancel)

    def is_hidden() -> None:
        assert "Family" not in visible_words(window)
        page = window.keeper.page
        assert page is not None
        page.names.setCurrentRow(1)

    faults = steps(qtbot, window.keeper.lock, is_hidden, lambda: type_in(window, IDAS))
    box.exec()
    assert not faults, faults
    assert not box.isVisible()
    assert charted.who.person is not None
    assert charted.who.person.name == "Ida"


def test_menus_and_windows_beside_the_desk_go_too(window: DeskWindow, eve: Person) -> None:
    beside, menu = Asking(window), QMenu(window)
    beside.show()
    menu.addAction("Family, Given")
    menu.popup(QPoint(10, 10))
    window.keeper.lock()
    assert not menu.isVisible()
    assert not beside.isVisible()
    type_in(window, PIN)
    assert beside.isVisible()
    beside.close()


def test_the_list_of_patients_found_is_closed_by_the_lock(window: DeskWindow, eve: Person) -> None:
    window.banner.finder.focus_find()
    results = window.banner.finder.results
    assert results is not None
    assert results.isVisible()
    window.keeper.lock()
    assert not results.isVisible()


# ---------------------------------------------------------------------- the start, switching, privacy


def test_a_start_with_people_asks_before_anything_is_shown(
    qtbot: QtBot, window: DeskWindow, eve: Person, charted: Session
) -> None:
    charted.people.sign_out()
    page = window.keeper.page
    assert page is not None
    assert window.keeper.covered
    assert page.title.text() == "Who is there?"
    assert page.secret.caption.text() == "Password"
    came = []
    window.host.came.connect(lambda: came.append(True))
    type_in(window, PIN)  # a PIN opens nothing that no password opened before
    assert page.secret.message.text() == "That is not the password."
    QTest.keyClicks(page.secret.line, RIGHT)
    QTest.mouseClick(page.button, Qt.MouseButton.LeftButton)
    assert came == [True]
    assert not window.keeper.covered


def test_names_are_plain_text_and_long_ones_are_shortened(window: DeskWindow, charted: Session, eve: Person) -> None:
    charted.people.add_person("<b>" + "x" * 400, frozenset(eve.roles), RIGHT)
    window.keeper.lock()
    page = window.keeper.page
    assert page is not None
    assert page.names.count() == 2
    assert page.card.width() == 400
    assert not window.grab().isNull()


def test_the_privacy_key_hides_who_is_treated_and_shows_it_again(window: DeskWindow, charted: Session) -> None:
    assert "Family, Given" in visible_words(window)
    QTest.keyClick(window, *HIDE)
    words = visible_words(window)
    assert "F•••, G•••" in words
    for hidden in ("Family", "Given", "1992", "10482"):
        assert hidden not in words
    assert window.doses.isVisible()
    window.banner.finder.focus_find()
    results = window.banner.finder.results
    assert results is not None
    model = results.list.model()
    said = [str(model.index(row, 0).data(role)) for row in range(model.rowCount()) for role in (0, 11)]
    assert "F•••, G•••" in said
    assert not any("Family" in text or "10482" in text for text in said)
    assert window.actions_by_name["privacy"].text() == "Show patients' names"
    QTest.keyClick(window, *HIDE)
    assert "Family, Given" in visible_words(window)


def test_locking_a_file_without_people_offers_the_first_account(
    qtbot: QtBot, window: DeskWindow, charted: Session
) -> None:
    from charting.ui.people.account import FirstAccountDialog

    def fill_in() -> None:
        dialog = window.findChild(FirstAccountDialog)
        assert dialog is not None
        QTest.keyClicks(dialog.account.name, "Dr Eve")
        QTest.keyClicks(dialog.account.secrets.password, RIGHT)
        QTest.keyClicks(dialog.account.secrets.again, RIGHT)
        QTest.keyClicks(dialog.account.secrets.pin, "12")
        dialog.accept()
        assert dialog.account.secrets.pin_field.message.text() == "A PIN is 4 to 8 digits."
        QTest.keyClicks(dialog.account.secrets.pin, "1234")  # in the place of the wrong one
        dialog.accept()

    faults = steps(qtbot, fill_in)
    QTest.keyClick(window, *LOCK)
    assert not faults, faults
    assert window.keeper.covered
    assert charted.who.person is not None
    assert charted.who.person.has_pin == (charted.env.file.people.secret_of(charted.who.person.id).pin is not None)


def test_only_an_administrator_sees_the_people(window: DeskWindow, charted: Session, problems: list[Problem]) -> None:
    with_eve(charted)
    ida = with_ida(charted)
    charted.people.sign_in(charted.people.verify(ida.id, IDAS))
    window.do("people")
    window.do("restore")
    assert [problem.template for problem in problems] == ["Only an administrator can do this; ask one to sign in."] * 2
