"""Another password or PIN: for oneself, with the old password; or, by an administrator, for who forgot theirs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.domain.people.people import Person
from charting.errors import Problem
from charting.ui.kit.fields import FittedDialog
from charting.ui.kit.look import GAP
from charting.ui.people.account import NewSecrets
from charting.ui.people.secret import SecretField
from charting.words.words import one_line, tr_problem

WIDTH = 480


def ending_row(dialog: FittedDialog, keep: QPushButton) -> QHBoxLayout:
    """Cancel and the button that keeps, at the end of a dialog."""
    cancel = QPushButton(dialog.tr("Cancel"))
    cancel.setAutoDefault(False)
    cancel.clicked.connect(dialog.reject)
    keep.setObjectName("primary")
    keep.setDefault(True)
    keep.clicked.connect(dialog.accept)
    row = QHBoxLayout()
    row.setSpacing(GAP)
    row.addStretch(1)
    row.addWidget(cancel)
    row.addWidget(keep)
    return row


class PasswordDialog(FittedDialog):
    """Fields that are left empty change nothing."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(WIDTH, parent)
        assert session.who.person is not None
        self._session = session
        self.setWindowTitle(self.tr("My password and PIN"))
        name = QLabel(one_line(session.who.person.name))
        name.setObjectName("name")
        name.setTextFormat(Qt.TextFormat.PlainText)
        self.old = SecretField(self.tr("Password of now"), session.env.clock)
        self.old.set_hint(session.who.hint)
        self.new = NewSecrets()
        self.new.password_field.caption.setText(self.tr("New password (empty: as it is)"))
        self.new.pin_field.caption.setText(self.tr("New PIN, 4 to 8 digits (empty: as it is)"))
        self.no_pin = QCheckBox(self.tr("No PIN any more"))
        self.no_pin.setVisible(session.who.person.has_pin)
        self.no_pin.toggled.connect(self.new.pin.setDisabled)
        self.keep = QPushButton(self.tr("Keep"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(name)
        column.addWidget(self.old)
        column.addWidget(self.new)
        column.addWidget(self.no_pin)
        column.addLayout(ending_row(self, self.keep))
        self.old.waits.connect(lambda waits: self.keep.setEnabled(not waits))
        self.old.line.setFocus()

    def accept(self) -> None:
        password, pin = self.new.password.text(), self.new.pin.text()
        another_pin = bool(pin) or self.no_pin.isChecked()
        if not (password or self.new.again.text() or another_pin):
            super().accept()
            return
        if (password or self.new.again.text() or pin) and self._wrong(pin_only=not password):
            return
        if self.old.attempt(lambda old: self._change(old, password, "" if self.no_pin.isChecked() else pin)):
            super().accept()

    def _wrong(self, *, pin_only: bool) -> bool:
        if not pin_only or self.new.again.text():
            return self.new.wrong()
        return self.new.wrong_pin()

    def _change(self, old: str, password: str, pin: str) -> None:
        if pin or self.no_pin.isChecked():
            self._session.people.change_pin(old, pin)
        if password:
            self._session.people.change_password(old, password)


class ResetDialog(FittedDialog):
    """A new password for somebody who forgot theirs; they change it when they are in."""

    def __init__(self, session: Session, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(WIDTH, parent)
        self._session = session
        self._person = person
        self.setWindowTitle(self.tr("Reset password"))
        text = self.tr("A new password for {name}. Their PIN is taken away with the old one.")
        why = QLabel(text.format(name=one_line(person.name)))
        why.setTextFormat(Qt.TextFormat.PlainText)
        why.setWordWrap(True)
        self.new = NewSecrets(pin=False)
        self.keep = QPushButton(self.tr("Reset password"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(why)
        column.addWidget(self.new)
        column.addLayout(ending_row(self, self.keep))
        self.new.password.setFocus()

    def accept(self) -> None:
        if self.new.wrong():
            return
        try:
            self._session.people.reset_password(self._person.id, self.new.password.text())
        except Problem as problem:
            self.new.password_field.say(tr_problem(problem), "problem")
            return
        super().accept()
