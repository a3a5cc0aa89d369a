"""A visit that was charted on the wrong patient: marked for good, and copied to the right one as a draft."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.domain.patient import Patient
from charting.errors import Problem
from charting.ui.kit.look import Look
from charting.ui.patient.finder_rows import PATIENT, ROW_HEIGHT, PatientDelegate, PatientsModel
from charting.ui.visit.amend import AmendDialog
from charting.words.words import person_name, tr_problem

MOST_ROWS = 20
ROWS_SHOWN = 3


class Others(PatientsModel):
    """Patients found, without the offer to add one."""

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        return max(0, super().rowCount(parent) - 1)


class PatientPicker(QWidget):
    """A find line over its list: name, date of birth and chart number tell people apart."""

    def __init__(self, session: Session, look: Look, without: str) -> None:
        super().__init__()
        self._session = session
        self._without = without
        self.model = Others(self)
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("Name, chart number or date of birth"))
        self.line.setAccessibleName(self.tr("Find the patient it belongs to"))
        self.line.textChanged.connect(self.search)
        self.line.installEventFilter(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(PatientDelegate(look, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setFixedHeight(ROWS_SHOWN * ROW_HEIGHT + 6)
        self.list.setAccessibleName(self.tr("Patients found"))
        self.none = QLabel()
        self.none.setObjectName("muted")
        self.none.setTextFormat(Qt.TextFormat.PlainText)
        self.none.setWordWrap(True)
        self.none.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.line, self.list, self.none):
            column.addWidget(widget)

    def search(self) -> None:
        """Show who fits what is typed; the patient the visit stands with is left out."""
        typed = self.line.text().strip()
        said = self.tr("No such patient. Add them first, then come back to this visit.")
        try:
            found = [p for p in self._session.store.patients.search(typed, MOST_ROWS) if p.id != self._without]
        except Problem as problem:
            found, said = [], tr_problem(problem)
        self.model.show(found, typed)
        self.none.setText(said)
        self.list.setVisible(bool(found))
        self.none.setVisible(not found)
        if typed and found:
            self.list.setCurrentIndex(self.model.index(0))

    @property
    def chosen(self) -> Patient | None:
        index = self.list.currentIndex()
        return index.data(PATIENT) if index.isValid() else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down.value: 1, Qt.Key.Key_Up.value: -1}.get(int(event.key()))
            rows = self.model.rowCount()
            if step is not None and rows:
                row = max(0, min(rows - 1, self.list.currentIndex().row() + step))
                self.list.setCurrentIndex(self.model.index(row))
                return True
        return super().eventFilter(watched, event)


class ErrorDialog(AmendDialog):
    """Asks why, and to whom the visit belongs. `copied_to` is the patient with the copy, once it is made."""

    def __init__(self, session: Session, look: Look, parent: QWidget | None = None) -> None:
        self.copied_to: Patient | None = None
        super().__init__(session, look, self.tr("Entered in error"), parent)
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
        self.picker = PatientPicker(self._session, self._look, visit.patient_id)
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
            self.picker.search()
            self.picker.line.setFocus()

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
