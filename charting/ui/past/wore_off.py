"""When the effect of a treatment wore off, area by area, and how long that was beside what is expected."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from charting.desk.session import Session
from charting.domain.dosing.dosing import AreaDose
from charting.domain.past.timing import days_between, expected_duration
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import Visit
from charting.errors import Problem, Refused
from charting.ui.kit.date_field import settled_date
from charting.ui.kit.elided import ElidedLabel
from charting.ui.kit.fields import ending_row
from charting.ui.kit.look import GAP, wear
from charting.ui.kit.parts import scrolled, words
from charting.words.dates import parse_date, typed_date
from charting.words.past_words import duration_text, span_words
from charting.words.words import area_name, born_text, chart_text, date_text, person_name, product_name, tr_problem

WIDTH, MOST_HEIGHT = 860, 640

translate = QCoreApplication.translate


class WoreOffRow:
    """One area (None: the whole treatment): a day as it is typed, whether it is a rough one, and what follows."""

    def __init__(self, name: str, area: str | None, expected: str, today: date) -> None:
        self.area = area
        self.name = QLabel(name)
        self.day = QLineEdit()
        self.about = QCheckBox(translate("WoreOffRow", "about"))
        self.now = QPushButton(translate("WoreOffRow", "Today"))
        self.says = QLabel()
        self.expected = QLabel(expected)
        for label in (self.name, self.says, self.expected):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(label is not self.name)
        self.name.setBuddy(self.day)
        self.day.setFixedWidth(124)
        self.day.setPlaceholderText(typed_date(today))
        settled_date(self.day, lambda: today)
        self.now.setAutoDefault(False)
        self.day.setAccessibleName(translate("WoreOffRow", "{area}: the day it wore off").format(area=name))
        self.about.setAccessibleName(translate("WoreOffRow", "{area}: only roughly").format(area=name))
        self.now.setAccessibleName(translate("WoreOffRow", "{area}: today").format(area=name))
        self.expected.setObjectName("caption")
        self.says.setObjectName("lasted")
        self.now.clicked.connect(lambda: self.day.setText(typed_date(today)))


class WoreOffDialog(QDialog):
    """Empty days are not known; taking a day out forgets it again."""

    def __init__(self, session: Session, treatment: Visit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._treatment = treatment
        self.setWindowTitle(self.tr("When it wore off"))
        doses = session.follow_up.areas_of(treatment)
        today = session.env.clock().date()
        self.rows = [WoreOffRow(self.tr("Whole treatment"), None, "", today)]
        for dose in doses:
            self.rows.append(
                WoreOffRow(area_name(session.clinic.reference, dose.area), dose.area, self._expected(dose), today)
            )
        known = {row.area for row in self.rows}
        for kept in session.open.wore_off:
            if kept.visit_id == treatment.id and kept.area not in known:
                self.rows.append(WoreOffRow(area_name(session.clinic.reference, kept.area), kept.area, "", today))
        self.problem = words("problem")
        self._lay_out()
        self._fill()
        self.rows[0].day.setFocus()

    # ------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("plain")
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(4, 2)
        grid.setColumnStretch(5, 3)
        for place, text in ((1, self.tr("Wore off on")), (4, self.tr("Lasted")), (5, self.tr("Expected"))):
            caption = QLabel(text)
            caption.setObjectName("caption")
            grid.addWidget(caption, 0, place)
        for number, row in enumerate(self.rows, start=1):
            for place, widget in enumerate((row.name, row.day, row.now, row.about, row.says, row.expected)):
                grid.addWidget(widget, number, place)
            row.day.textChanged.connect(lambda _text, row=row: self._say(row))
            row.about.toggled.connect(lambda _on, row=row: self._say(row))
        grid.setRowStretch(len(self.rows) + 1, 1)
        scroll = scrolled(page, self.tr("When it wore off, area by area"))
        hint = self.tr("An empty day is not known. An area without a day of its own has that of the whole.")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 16)
        column.setSpacing(12)
        for widget in (self._head(), scroll, words("caption", hint), self.problem):
            column.addWidget(widget, 1 if widget is scroll else 0)
        self.problem.hide()
        column.addLayout(self._buttons())
        self.resize(WIDTH, min(MOST_HEIGHT, page.sizeHint().height() + 230))

    def _head(self) -> QFrame:
        treatment = self._treatment
        day, product = date_text(treatment.at.date()), product_name(self._session.clinic.reference, treatment.product)
        what = self.tr("Treatment of {date} · {product}").format(date=day, product=product)
        return treatment_bar(self._session.open.patient, what)

    def _expected(self, dose: AreaDose) -> str:
        found = expected_duration(
            self._session.clinic.reference, self._treatment.product, dose.area, dose.style, dose.technique
        )
        if found is None:
            return self.tr("not in the reference data")
        words = self.tr("{span} ({source}, mark {mark}, weak evidence)") if found.weak else self.tr(
            "{span} ({source}, mark {mark})"
        )  # fmt: skip
        return words.format(span=duration_text(found), source=found.source_short, mark=found.mark)

    def _buttons(self) -> QHBoxLayout:
        self.cancel = QPushButton(self.tr("Cancel"))
        self.keep = QPushButton(self.tr("Save"))
        self.keep.setObjectName("primary")
        self.keep.setDefault(True)
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.keep.clicked.connect(self.accept)
        return ending_row(self.cancel, self.keep)

    # ------------------------------------------------------------------ filling in

    def _fill(self) -> None:
        kept = {row.area: row for row in self._session.open.wore_off if row.visit_id == self._treatment.id}
        for row in self.rows:
            if row.area in kept:
                row.day.setText(typed_date(kept[row.area].on))
                row.about.setChecked(kept[row.area].about)
            self._say(row)

    def _day(self, row: WoreOffRow) -> date | None:
        """The day of a row, None while it is empty; Refused for none, one before the treatment, or one to come."""
        text = row.day.text().strip()
        if not text:
            return None
        today = self._session.env.clock().date()
        on = parse_date(text, today)
        if on < self._treatment.at.date():
            raise Refused("{date} is before the treatment; check the date.", date=date_text(on))
        if on > max(today, self._treatment.at.date()):
            raise Refused("{date} is still to come; keep the day when it has worn off.", date=date_text(on))
        return on

    def _say(self, row: WoreOffRow) -> bool:
        """What follows from a row as it is typed; False when it cannot be kept."""
        row.about.setEnabled(bool(row.day.text().strip()))
        try:
            on = self._day(row)
        except Problem as problem:
            row.says.setText(tr_problem(problem))
            wear(row.says, tone="danger")
            return False
        wear(row.says, tone="")
        lasted = "" if on is None else span_words(days_between(self._treatment.at, on))
        row.says.setText(self.tr("about {time}").format(time=lasted) if lasted and row.about.isChecked() else lasted)
        return True

    def accept(self) -> None:
        wrong = [row for row in self.rows if not self._say(row)]
        if wrong:
            wrong[0].day.setFocus()
            return
        days = {row.area: (on, row.about.isChecked()) for row in self.rows if (on := self._day(row)) is not None}
        try:
            self._session.follow_up.keep_wore_off(self._treatment, days)
        except Problem as problem:
            self.problem.setText(tr_problem(problem))
            self.problem.show()
            return
        super().accept()


def treatment_bar(patient: Patient | None, what: str, *more: QWidget) -> QFrame:
    """Whose treatment a form is about, and which."""
    bar = QFrame()
    bar.setObjectName("bar")
    name, of = ElidedLabel("name"), ElidedLabel("muted")
    name.set_most_lines(2)
    if patient is not None:
        parts = (person_name(patient), born_text(patient), chart_text(patient))
        name.setText(" · ".join(part for part in parts if part))
    of.setText(what)
    column = QVBoxLayout(bar)
    column.setContentsMargins(14, 8, 14, 8)
    column.setSpacing(2)
    for label in (name, of, *more):
        column.addWidget(label)
    return bar
