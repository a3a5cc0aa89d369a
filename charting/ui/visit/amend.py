"""What is written beside a signed visit: a note, the reason of a correction, and that it was entered in error."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.domain.people.patient import Patient, checked_text
from charting.errors import Refused
from charting.ui.kit.fields import Field, FormDialog
from charting.ui.kit.look import wear
from charting.ui.kit.parts import words
from charting.ui.kit.plain_line import keep_note_plain, keep_plain
from charting.ui.shell.feature import PatientPicker
from charting.words.words import born_text, chart_text, datetime_text, kind_name, person_name

WIDTH = 480
LONGEST = 4000
HIGH, LOW = 84, 60

translate = QCoreApplication.translate


class Written(Field):
    """A few words, which there have to be."""

    def __init__(self, caption: str, height: int = HIGH) -> None:
        self.text = QPlainTextEdit()
        self.text.setObjectName("note")
        wear(self.text, lit=True)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(height)
        keep_note_plain(self.text)
        super().__init__(caption, self.text)
        self.setFocusProxy(self.text)
        self.text.textChanged.connect(lambda: self.say(""))

    def read(self) -> str:
        text = self.text.toPlainText().strip()
        if not text:
            raise Refused("Type a few words first.")
        checked_text("The text", text, LONGEST)
        return text


class Writer(Field):
    """The printed name of who writes; of a signed-in person it is known and not asked."""

    last = ""
    """Who wrote last while this desk runs, in a file without accounts; never kept in a file."""

    def __init__(self, session: Session) -> None:
        self.name = QLineEdit(Writer.last)
        keep_plain(self.name)
        super().__init__(translate("AmendDialog", "Your name, as it is to be printed"), self.name)
        self.setVisible(session.who.person is None)
        self.name.textEdited.connect(lambda: self.say(""))

    def read(self) -> str:
        name = self.name.text().strip()
        if not self.isHidden() and not name:
            raise Refused("Type your name.")
        checked_text("The printed name", name)
        return name

    def remember(self, name: str) -> None:
        if not self.isHidden():
            Writer.last = name


class NoteDialog(FormDialog):
    """A dated note beside the signed visit."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(WIDTH, parent)
        self._session = session
        self.field, self.name_field = Written(self.tr("Note")), Writer(session)
        self.text, self.name = self.field.text, self.name_field.name
        self.asks(self.field, self.field.read)
        self.asks(self.name_field, self.name_field.read)
        why = self.tr("The signed visit stays as it is. The note is added with its date and your name, for good.")
        last = self.ending(self.tr("Add the note"), self._add)
        _lay_out(self, session, self.tr("Add a note"), why, (self.field, self.name_field), last)

    def _add(self, text: str, name: str) -> None:
        self._session.amending.add_note(text, name)
        self.name_field.remember(name)


class CorrectDialog(FormDialog):
    """The reason of a correction; then its draft is open."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(WIDTH, parent)
        self.field = Written(self.tr("Reason of the correction"))
        self.text = self.field.text
        self.asks(self.field, self.field.read)
        why = self.tr(
            "A copy is opened as a draft; what was signed stays beside it, and holds until the correction is signed."
        )
        last = self.ending(self.tr("Begin the correction"), session.amending.correct)
        _lay_out(self, session, self.tr("Correct this visit"), why, (self.field,), last)


class ErrorDialog(FormDialog):
    """Marks a visit of the wrong patient for good, and copies it to the right one as a draft.

    Asks why, and to whom it belongs: `picker` finds a patient, without the one of this id. `copied_to` is the patient
    with the copy, once it is made.
    """

    def __init__(self, session: Session, picker: Callable[[str], PatientPicker], parent: QWidget | None = None) -> None:
        super().__init__(WIDTH, parent)
        visit = session.open.visit
        assert visit is not None
        self._session = session
        self.copied_to: Patient | None = None
        self.field, self.name_field = Written(self.tr("Why it was entered in error"), LOW), Writer(session)
        self.text, self.name = self.field.text, self.name_field.name
        self.asks(self.field, self.field.read)
        self.asks(self.name_field, self.name_field.read)
        self.copy = QCheckBox(self.tr("Copy it as a draft to the patient it belongs to"))
        self.copy.toggled.connect(self._show_picker)
        self.picker = picker(visit.patient_id)
        self.wrong = words("problem", self.tr("Choose the patient it belongs to, or do not copy it."))
        self.picker.hide()
        self.wrong.hide()
        why = self.tr(
            "The visit stays readable with this patient, marked as an error, and counts no more. It is never moved."
        )
        asked = (self.field, self.copy, self.picker, self.wrong, self.name_field)
        last = self.ending(self.tr("Mark as entered in error"), self._mark)
        _lay_out(self, session, self.tr("Entered in error"), why, asked, last)

    def _show_picker(self, on: bool) -> None:
        self.picker.setVisible(on)
        self.wrong.hide()
        if on:
            self.picker.begin()

    def accept(self) -> None:
        self.wrong.setVisible(self.copy.isChecked() and self.picker.chosen is None)
        if self.wrong.isHidden():
            super().accept()

    def _mark(self, text: str, name: str) -> None:
        to = self.picker.chosen if self.copy.isChecked() else None
        self._session.amending.enter_in_error(text, name, to)
        self.copied_to = to
        self.name_field.remember(name)

    def notice(self) -> str:
        """What to say when it is done."""
        if self.copied_to is None:
            return self.tr("Marked as entered in error.")
        return self.tr("Marked as entered in error; a draft copy is with {name}.").format(
            name=person_name(self.copied_to)
        )


def _lay_out(
    dialog: FormDialog, session: Session, title: str, why: str, asked: tuple[QWidget, ...], last: QHBoxLayout
) -> None:
    """Who and which visit, what happens in a sentence or two, what is asked, and the row that ends it."""
    patient, visit = session.open.patient, session.open.visit
    assert patient is not None
    assert visit is not None
    dialog.setWindowTitle(title)
    facts = (born_text(patient), chart_text(patient), f"{kind_name(visit.kind)} {datetime_text(visit.at)}")
    who = QVBoxLayout()
    who.setSpacing(2)
    who.addWidget(words("title", person_name(patient)))
    who.addWidget(words("muted", " · ".join(part for part in facts if part)))
    column = QVBoxLayout(dialog)
    column.setContentsMargins(24, 20, 24, 20)
    column.setSpacing(12)
    column.addLayout(who)
    for widget in (words("muted", why), *asked):
        column.addWidget(widget)
    column.addLayout(last)
    asked[0].setFocus()
