"""What is written beside a signed visit: a note, and the reason of a correction."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.domain.people.patient import checked_text
from charting.errors import Problem, Refused
from charting.ui.kit.fields import Field, FormDialog
from charting.ui.kit.look import GAP, wear
from charting.ui.kit.plain_line import keep_note_plain, keep_plain
from charting.words.words import born_text, chart_text, datetime_text, kind_name, person_name, tr_problem

WIDTH = 480
LONGEST = 4000


class AmendDialog(FormDialog):
    """Who and which visit, a text, and the printed name of who writes it (of a signed-in person it is known)."""

    asks_name = True
    last_name = ""
    """Who wrote last while this desk runs, in a file without accounts; never kept in a file."""

    def __init__(self, session: Session, title: str, parent: QWidget | None = None) -> None:
        super().__init__(WIDTH, parent)
        self._session = session
        self.setWindowTitle(title)
        self.text = QPlainTextEdit()
        self.text.setObjectName("note")
        wear(self.text, lit=True)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(84)
        self.name = QLineEdit(AmendDialog.last_name)
        keep_note_plain(self.text)
        keep_plain(self.name)
        self.field = Field(self.caption(), self.text)
        self.name_field = Field(self.tr("Your name, as it is to be printed"), self.name)
        self.name_field.setVisible(self.asks_name and session.who.person is None)
        self.text.textChanged.connect(lambda: self.field.say(""))
        self.name.textEdited.connect(lambda: self.name_field.say(""))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 20, 24, 20)
        self.column.setSpacing(12)
        self.column.addWidget(self._who())
        self.column.addWidget(_plain(self.explanation(), "muted"))
        self.column.addWidget(self.field)
        self.build()
        self.column.addWidget(self.name_field)
        self.column.addLayout(self._buttons())
        self.text.setFocus()

    # ------------------------------------------------------------------ what each one says and does

    def caption(self) -> str:
        """What stands over the text."""
        raise NotImplementedError

    def explanation(self) -> str:
        """What happens, in a sentence or two."""
        raise NotImplementedError

    def word(self) -> str:
        """What stands on the button."""
        raise NotImplementedError

    def build(self) -> None:
        """Add what else is asked."""

    def act(self, text: str, name: str) -> None:
        """Do it; a Problem is said in the dialog."""
        raise NotImplementedError

    # ------------------------------------------------------------------ inside

    def _who(self) -> QWidget:
        patient, visit = self._session.open.patient, self._session.open.visit
        assert patient is not None
        assert visit is not None
        card = QWidget()
        column = QVBoxLayout(card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(_plain(person_name(patient), "title"))
        facts = (born_text(patient), chart_text(patient), f"{kind_name(visit.kind)} {datetime_text(visit.at)}")
        column.addWidget(_plain(" · ".join(part for part in facts if part), "muted"))
        return card

    def _buttons(self) -> QHBoxLayout:
        self.keep = QPushButton(self.word())
        self.keep.setObjectName("primary")
        self.keep.setDefault(True)
        self.keep.clicked.connect(self.accept)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.keep)
        return row

    def accept(self) -> None:
        text, name = self.text.toPlainText().strip(), self.name.text().strip()
        named = not self.name_field.isHidden()
        if named and text and not name:
            self.name_field.say(self.tr("Type your name."), "problem")
            self.name.setFocus()
            return
        try:
            if not text:
                raise Refused("Type a few words first.")
            checked_text("The text", text, LONGEST)
            checked_text("The printed name", name)
            self.act(text, name)
        except Problem as problem:
            self.field.say(tr_problem(problem), "problem")
            self.text.setFocus()
            return
        if named:
            AmendDialog.last_name = name
        super().accept()


class NoteDialog(AmendDialog):
    """A dated note beside the signed visit."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, self.tr("Add a note"), parent)

    def caption(self) -> str:
        return self.tr("Note")

    def explanation(self) -> str:
        return self.tr("The signed visit stays as it is. The note is added with its date and your name, for good.")

    def word(self) -> str:
        return self.tr("Add the note")

    def act(self, text: str, name: str) -> None:
        self._session.amending.add_note(text, name)


class CorrectDialog(AmendDialog):
    """The reason of a correction; then its draft is open."""

    asks_name = False

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, self.tr("Correct this visit"), parent)

    def caption(self) -> str:
        return self.tr("Reason of the correction")

    def explanation(self) -> str:
        return self.tr(
            "A copy is opened as a draft; what was signed stays beside it, and holds until the correction is signed."
        )

    def word(self) -> str:
        return self.tr("Begin the correction")

    def act(self, text: str, name: str) -> None:
        self._session.amending.correct(text)


def _plain(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
