"""Another password or PIN: for oneself, with the old password; or, by an administrator, for who forgot theirs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.domain.people.people import Person
from charting.ui.kit.fields import FormDialog
from charting.ui.people.account import NewSecrets
from charting.ui.people.secret import SecretField
from charting.words.words import one_line

WIDTH = 480


class PasswordDialog(FormDialog):
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
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(name)
        column.addWidget(self.old)
        column.addWidget(self.new)
        column.addWidget(self.no_pin)
        column.addLayout(self.ending(self.tr("Keep"), lambda: None))
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


class ResetDialog(FormDialog):
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
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(why)
        column.addWidget(self.new)
        self.asks(self.new.password_field, self.new.password.text)
        column.addLayout(self.ending(self.tr("Reset password"), self._set))
        self.new.password.setFocus()

    def _set(self, password: str) -> None:
        self._session.people.reset_password(self._person.id, password)

    def accept(self) -> None:
        if not self.new.wrong():
            super().accept()
