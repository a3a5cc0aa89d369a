"""The day on which a patient is to be seen again, set by the injector; without one it follows from the data."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.domain.past.timing import months_later
from charting.domain.people.patient import Patient
from charting.errors import Problem, Refused
from charting.ui.kit.fields import Field, FormDialog
from charting.words.dates import day_in_words, parse_date, typed_date
from charting.words.words import date_text, person_name

WIDTH = 440
OFFERED_MONTHS = (2, 3, 4, 6)


class RecallDialog(FormDialog):
    """Keeps the day at once when it is accepted; an empty field takes it back."""

    def __init__(self, session: Session, patient: Patient, on: date | None, *, parent: QWidget | None = None) -> None:
        super().__init__(WIDTH, parent)
        self._session = session
        self._patient = patient
        self._today = session.env.clock().date()
        self.setWindowTitle(self.tr("See again on"))
        title = QLabel(person_name(patient))
        title.setObjectName("title")
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setWordWrap(True)
        self.day = QLineEdit("" if on is None else typed_date(on))
        self.day.setClearButtonEnabled(True)
        field = Field(self.tr("See again on (empty: as the reference data says)"), self.day)
        self.field = self.asks(field, self._typed)
        self.day.textChanged.connect(self._read_back)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(self.field)
        column.addLayout(self._months())
        column.addLayout(self.ending(self.tr("Keep"), self._keep))
        self._read_back()

    def _months(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self.months = {}
        for count in OFFERED_MONTHS:
            button = QPushButton(self.tr("{count} months").format(count=count))
            button.setObjectName("tab")
            button.setAutoDefault(False)
            day = months_later(self._today, count)
            button.clicked.connect(lambda _=False, day=day: self.day.setText(typed_date(day)))
            row.addWidget(button)
            self.months[count] = button
        return row

    def _typed(self) -> date | None:
        if not self.day.text().strip():
            return None
        # Of two-digit years the desk takes the latest that is over; a recall is the one thing still to come.
        day = parse_date(self.day.text(), months_later(self._today, 12 * 50))
        if day < self._today:
            raise Refused("{day} is over; choose a day to come.", day=date_text(day))
        return day

    def _read_back(self) -> None:
        """Under the field stands the day in letters, so that 3/5 is not taken for 5/3."""
        try:
            day = self._typed()
        except Problem:
            self.field.say("")
            return
        self.field.say("" if day is None else day_in_words(day))

    def _keep(self, day: date | None) -> None:
        self._session.past.set_recall(self._patient.id, day)
