"""The first account of a file: who they are, and what only they know."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from charting.desk.people import Proof
from charting.desk.session import Session
from charting.domain.people.people import checked_password, checked_pin
from charting.domain.text import plain_line
from charting.errors import Problem
from charting.ui.kit.fields import Field, FormDialog
from charting.ui.kit.plain_line import PlainLine
from charting.words.words import tr_problem

WIDTH = 480


def hidden_line() -> QLineEdit:
    """A line whose letters nobody can read over a shoulder."""
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    return line


class NewSecrets(QWidget):
    """A new password, typed twice, and a PIN if somebody wants one; what is wrong is said under each."""

    def __init__(self, parent: QWidget | None = None, *, pin: bool = True) -> None:
        super().__init__(parent)
        self.password, self.again, self.pin = hidden_line(), hidden_line(), hidden_line()
        self.password_field = Field(self.tr("Password"), self.password)
        self.again_field = Field(self.tr("The same again"), self.again)
        self.pin_field = Field(self.tr("PIN to come back after the lock, 4 to 8 digits (optional)"), self.pin)
        self.pin_field.setVisible(pin)
        self.hint = QLabel(self.tr("At least 8 characters of any kind; a short sentence is a good one."))
        self.hint.setObjectName("caption")
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setWordWrap(True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.addWidget(self.password_field, 0, 0)
        grid.addWidget(self.again_field, 0, 1)
        grid.addWidget(self.hint, 1, 0, 1, 2)
        grid.addWidget(self.pin_field, 2, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for field, line in self._lines():
            line.textEdited.connect(lambda _, field=field: field.say(""))

    def _lines(self) -> tuple[tuple[Field, QLineEdit], ...]:
        return (
            (self.password_field, self.password), (self.again_field, self.again), (self.pin_field, self.pin),
        )  # fmt: skip

    def wrong(self) -> bool:
        """Say what cannot be; whether there is something."""
        return (
            _refused(self.password_field, self.password, lambda: checked_password(self.password.text()))
            or _refused(self.again_field, self.again, self._same)
            or self.wrong_pin()
        )

    def wrong_pin(self) -> bool:
        """The same of the PIN alone, which may be left out."""
        return bool(self.pin.text()) and _refused(self.pin_field, self.pin, lambda: checked_pin(self.pin.text()))

    def _same(self) -> None:
        if self.password.text() != self.again.text():
            raise Problem("The two are not the same; type it once more.")


def _refused(field: Field, line: QLineEdit, check: Callable[[], object]) -> bool:
    try:
        check()
    except Problem as problem:
        field.say(tr_problem(problem), "problem")
        line.setFocus()
        line.selectAll()
        return True
    return False


class FirstAccount(QWidget):
    """The fields of the first account, in a dialog of their own or where a visit is signed."""

    def __init__(self, name: str = "", parent: QWidget | None = None, *, pin: bool = True) -> None:
        super().__init__(parent)
        self.name = QLineEdit(plain_line(name))
        self.name.setValidator(PlainLine(self.name))
        self.name_field = Field(self.tr("Your name, as it is to be printed"), self.name)
        self.name.textEdited.connect(lambda: self.name_field.say(""))
        self.secrets = NewSecrets(pin=pin)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.name_field)
        column.addWidget(self.secrets)

    def make(self, session: Session) -> Proof | None:
        """Make the account; None when it cannot be, which is said where it is wrong."""
        if not self.name.text().strip():
            self.name_field.say(self.tr("Type the name of the person who signs."), "problem")
            self.name.setFocus()
            return None
        if self.secrets.wrong():
            return None
        try:
            return session.people.make_first(self.name.text(), self.secrets.password.text(), self.secrets.pin.text())
        except Problem as problem:
            self.name_field.say(tr_problem(problem), "problem")
            self.name.setFocus()
            return None


class FirstAccountDialog(FormDialog):
    """One small sheet; who fills it in is injector and administrator, and signed in."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(WIDTH, parent)
        self._session = session
        self.setWindowTitle(self.tr("The first account"))
        why = QLabel(
            self.tr(
                "So that every chart says who made it and who signed it. You become injector and administrator;"
                " from the next start on the desk asks who is there."
            )
        )
        why.setTextFormat(Qt.TextFormat.PlainText)
        why.setObjectName("muted")
        why.setWordWrap(True)
        self.account = FirstAccount()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(why)
        column.addWidget(self.account)
        column.addLayout(self.ending(self.tr("Make the account"), lambda: None, self.tr("Not now")))
        self.account.name.setFocus()

    def accept(self) -> None:
        if self.account.make(self._session) is not None:
            super().accept()
