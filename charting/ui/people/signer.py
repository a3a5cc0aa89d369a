"""Who signs: an injector picks their name and types their password; in a new file the first account is made here."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from charting.desk.people import Proof
from charting.desk.session import Session
from charting.domain.people.people import Person
from charting.ui.kit.combos import Combo
from charting.ui.kit.fields import Field
from charting.ui.kit.look import Look
from charting.ui.people.account import FirstAccount
from charting.ui.people.secret import SecretField
from charting.ui.shell.feature import Prover
from charting.words.words import one_line


class Signer(Prover):
    """`proof` is asked for when somebody wants to sign."""

    def __init__(self, session: Session, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._proof: Proof | None = None
        self.account: FirstAccount | None = None
        self.names = Combo(look)
        self.names_field = Field(self.tr("Signed by"), self.names)
        self.secret = SecretField(self.tr("Password"), session.env.clock)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        if session.who.guarded:
            self._fill()
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(self.names_field, 1)
            row.addWidget(self.secret, 1)
            column.addLayout(row)
            self.setFocusProxy(self.secret.line)
        else:
            self.account = FirstAccount(pin=False)
            column.addWidget(self.account)
            self.account.secrets.hint.setText(
                self.tr(
                    "At least 8 characters; a short sentence is a good one. This makes the first account: from the next"
                    " start on the desk asks who is there."
                )
            )
            self.setFocusProxy(self.account.name)

    def _fill(self) -> None:
        """Every injector, with who is at the desk chosen if they are one."""
        at_desk = self._session.who.person
        for person in self._session.people.injectors():
            self.names.addItem(one_line(person.name), person)
        place = next((n for n in range(self.names.count()) if self.names.itemData(n) == at_desk), 0)
        self.names.setCurrentIndex(place)
        self.names.currentIndexChanged.connect(self._another)
        self.secret.set_hint(self._session.who.hint)
        self.secret.waits.connect(lambda waits: self.ready.emit(not waits))
        if not self.names.count():
            self.names_field.say(self.tr("Nobody here is an injector; an administrator can change that."), "problem")

    def _another(self) -> None:
        self._proof = None
        self.secret.clear()
        self.secret.line.setFocus()

    @property
    def person(self) -> Person | None:
        """Who is to sign; None until the first account is made."""
        chosen = self.names.currentData()
        return chosen if isinstance(chosen, Person) else None

    def proof(self) -> Proof | None:
        """That the password is right; None when it is not, or the account cannot be made, which is said here.

        Once it was right it is not asked for again, if signing itself has to be tried again.
        """
        if self._proof is None:
            self._proof = self._made() if self.account is not None else self._verified()
        return self._proof

    def _made(self) -> Proof | None:
        assert self.account is not None
        return self.account.make(self._session)

    def _verified(self) -> Proof | None:
        person = self.person
        if person is None:
            return None
        found: list[Proof] = []
        self.secret.attempt(lambda typed: found.append(self._session.people.verify(person.id, typed)))
        return found[0] if found else None
