"""Who works here: add somebody, change a name or roles, reset a password, and say that somebody left."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from charting.desk.session import Session
from charting.domain.people.people import Person, Role
from charting.errors import Problem
from charting.ui.kit.fields import Field, FormDialog
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import GAP, Look, wear
from charting.ui.kit.plain_line import PlainLine
from charting.ui.people.account import NewSecrets
from charting.ui.people.gate import PERSON, PeopleDelegate
from charting.ui.people.password import ResetDialog
from charting.words.people_words import person_text, role_meaning, role_name
from charting.words.words import one_line, tr_problem

WIDTH = 800
LIST_WIDTH = 300


class PeopleDialog(FormDialog):
    """The people on the left, one of them on the right. Nobody is deleted: what they signed bears their name."""

    def __init__(self, session: Session, hub: Hub, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(WIDTH, parent)
        self._session, self._hub = session, hub
        self._person: Person | None = None
        self.setWindowTitle(self.tr("People"))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("People"))
        self.list.setFixedWidth(LIST_WIDTH)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.delegate = PeopleDelegate(look, self.list)
        self.list.setItemDelegate(self.delegate)
        self.add = QPushButton(self.tr("Add a person"))
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self.begin)
        self._make_form()
        self._lay_out()
        self.list.currentRowChanged.connect(self._show)
        self._fill(session.who.person.id if session.who.person is not None else None)
        self.list.setFocus()

    def _make_form(self) -> None:
        self.title = QLabel()
        self.title.setObjectName("title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.name = QLineEdit()
        self.name.setValidator(PlainLine(self.name))
        self.name_field = Field(self.tr("Name, as it is to be printed"), self.name)
        self.name.textEdited.connect(lambda: self.name_field.say(""))
        self.roles = {role: QCheckBox(f"{role_name(role)}: {role_meaning(role)}") for role in Role}
        self.active = QCheckBox(self.tr("Works here"))
        self.secrets = NewSecrets()
        self.reset = QPushButton(self.tr("Reset password…"))
        self.reset.setAutoDefault(False)
        self.reset.clicked.connect(self._reset)
        self.keep = QPushButton(self.tr("Keep"))
        self.keep.setObjectName("primary")
        self.keep.setDefault(True)
        self.keep.clicked.connect(self.keep_person)
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        self.message = QLabel()
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self.list, 1)
        left.addWidget(self.add)
        form = QVBoxLayout()
        form.setSpacing(10)
        form.addWidget(self.title)
        form.addWidget(self.name_field)
        for box in self.roles.values():
            form.addWidget(box)
        form.addWidget(self.active)
        form.addWidget(self.secrets)
        form.addWidget(self.message)
        form.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addWidget(self.reset)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.keep)
        form.addLayout(buttons)
        both = QHBoxLayout(self)
        both.setContentsMargins(24, 20, 24, 20)
        both.setSpacing(24)
        both.addLayout(left)
        both.addLayout(form, 1)

    def set_look(self, look: Look) -> None:
        self.delegate.look = look
        self.list.viewport().update()

    # ------------------------------------------------------------------ one of them

    def _fill(self, chosen: str | None) -> None:
        everybody = sorted(self._session.people.everybody(), key=lambda person: not person.active)
        self.list.blockSignals(True)
        self.list.clear()
        for person in everybody:
            item = QListWidgetItem()
            item.setData(PERSON, person)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one_line(person.name)}, {person_text(person)}")
            self.list.addItem(item)
        self.list.setCurrentRow(next((row for row, person in enumerate(everybody) if person.id == chosen), 0))
        self.list.blockSignals(False)
        self._show()

    def _show(self) -> None:
        """The chosen person in the form."""
        item = self.list.currentItem()
        if item is not None:
            self._set(item.data(PERSON))

    def begin(self) -> None:
        """An empty form for somebody new."""
        self.list.blockSignals(True)
        self.list.setCurrentRow(-1)
        self.list.blockSignals(False)
        self._set(None)
        self.name.setFocus()

    def _set(self, person: Person | None) -> None:
        self._person = person
        self.title.setText(one_line(person.name) if person is not None else self.tr("Somebody new"))
        self.name.setText(person.name if person is not None else "")
        roles = person.roles if person is not None else {Role.INJECTOR}
        for role, box in self.roles.items():
            box.setChecked(role in roles)
        self.active.setChecked(person is None or person.active)
        self.active.setVisible(person is not None)
        self.secrets.setVisible(person is None)
        for line in (self.secrets.password, self.secrets.again, self.secrets.pin):
            line.clear()
        self.reset.setVisible(person is not None and person.active)
        self.keep.setText(self.tr("Keep") if person is not None else self.tr("Add"))
        self.name_field.say("")
        self._say("")

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))
        wear(self.message, tone="danger" if wrong else "muted")

    def keep_person(self) -> None:
        """Keep what the form says; what cannot be is said in it."""
        roles = frozenset(role for role, box in self.roles.items() if box.isChecked())
        if self._person is None and self.secrets.wrong():
            return
        try:
            if self._person is None:
                kept = self._session.people.add_person(
                    self.name.text(), roles, self.secrets.password.text(), self.secrets.pin.text()
                )
                said = self.tr("{name} is added and can sign in.")
            else:
                wanted = replace(self._person, name=self.name.text(), roles=roles, active=self.active.isChecked())
                kept = self._session.people.change_person(wanted)
                said = (
                    self.tr("What {name} may do is kept.")
                    if kept.active
                    else self.tr("{name} is kept as working here no more.")
                )
        except Problem as problem:
            self._say(tr_problem(problem), wrong=True)
            return
        if self._session.who.may(Role.ADMINISTRATOR):
            self._fill(kept.id)
            self._say(said.format(name=one_line(kept.name)))
        else:
            self.accept()  # they took the right to be here from themselves

    def _reset(self) -> None:
        if self._person is not None and ResetDialog(self._session, self._person, parent=self).exec():
            self._fill(self._person.id)
            self._say(self.tr("{name} has a new password.").format(name=one_line(self._person.name)))
