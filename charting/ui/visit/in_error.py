"""A visit that was charted on the wrong patient: marked for good, and copied to the right one as a draft."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from charting.desk.session import Session
from charting.domain.people.patient import Patient
from charting.ui.shell.feature import PatientPicker
from charting.ui.visit.amend import AmendDialog
from charting.words.words import person_name


class ErrorDialog(AmendDialog):
    """Asks why, and to whom the visit belongs: `picker` finds a patient, without the one of this id.

    `copied_to` is the patient with the copy, once it is made.
    """

    def __init__(self, session: Session, picker: Callable[[str], PatientPicker], parent: QWidget | None = None) -> None:
        self.copied_to: Patient | None = None
        self._picker = picker
        super().__init__(session, self.tr("Entered in error"), parent)
        self.text.setFixedHeight(60)

    def caption(self) -> str:
        return self.tr("Why it was entered in error")

    def explanation(self) -> str:
        return self.tr(
            "The visit stays readable with this patient, marked as an error, and counts no more. It is never moved."
        )

    def word(self) -> str:
        return self.tr("Mark as entered in error")

    def build(self) -> None:
        visit = self._session.open.visit
        assert visit is not None
        self.copy = QCheckBox(self.tr("Copy it as a draft to the patient it belongs to"))
        self.copy.toggled.connect(self._show_picker)
        self.picker = self._picker(visit.patient_id)
        self.picker.hide()
        self.wrong = QLabel(self.tr("Choose the patient it belongs to, or do not copy it."))
        self.wrong.setObjectName("problem")
        self.wrong.setTextFormat(Qt.TextFormat.PlainText)
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        for widget in (self.copy, self.picker, self.wrong):
            self.column.addWidget(widget)

    def _show_picker(self, on: bool) -> None:
        self.picker.setVisible(on)
        self.wrong.hide()
        if on:
            self.picker.begin()

    def accept(self) -> None:
        self.wrong.setVisible(self.copy.isChecked() and self.picker.chosen is None)
        if self.wrong.isHidden():
            super().accept()

    def act(self, text: str, name: str) -> None:
        to = self.picker.chosen if self.copy.isChecked() else None
        self._session.amending.enter_in_error(text, name, to)
        self.copied_to = to

    def notice(self) -> str:
        """What to say when it is done."""
        if self.copied_to is None:
            return self.tr("Marked as entered in error.")
        return self.tr("Marked as entered in error; a draft copy is with {name}.").format(
            name=person_name(self.copied_to)
        )
