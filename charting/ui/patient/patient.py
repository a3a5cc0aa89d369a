"""Add a patient, or correct the details of one; what is wrong is said under the field where it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.domain.face.face import NAMES, PUPILS, FaceView, Measures
from charting.domain.people.patient import Because, Patient, Sex, checked_text
from charting.errors import Problem, Refused
from charting.ui.kit.combos import Combo
from charting.ui.kit.fields import Field, FormDialog
from charting.ui.kit.look import GAP, Look
from charting.ui.kit.plain_line import PlainLine
from charting.ui.patient.patient_measures import SHORT, MeasuresForm
from charting.ui.patient.patient_notes import FormerDetails, SamePerson, split_typed
from charting.words.dates import day_in_words, parse_date, typed_date
from charting.words.words import born_text, date_text, person_name, sex_name, shortened, tr_problem

WIDTH = 540
PAUSE_MS = 150
IMPLAUSIBLE_YEARS = 120


class PatientDialog(FormDialog):
    """Names and date of birth are required. It adds or changes through the session, and closes when that is done."""

    def __init__(
        self, session: Session, look: Look, patient: Patient | None, prefill: str = "", parent: QWidget | None = None,
        face: FaceView | None = None,
    ) -> None:  # fmt: skip
        super().__init__(WIDTH, parent)
        self._session = session
        self._patient = patient
        self._today = session.env.clock().date()
        self._asked: frozenset[str] = frozenset()
        self._answered: frozenset[str] = frozenset()
        self.setWindowTitle(self.tr("New patient") if patient is None else self.tr("Correct details"))
        self._make_fields(look, face)
        self.same = SamePerson()
        self.same.open_requested.connect(self._open_instead)
        self.same.another_said.connect(self._say_another)
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        self.problem.setTextFormat(self.same.text.textFormat())
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.former = FormerDetails()
        self._lay_out()
        self._fill(patient, prefill)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look_for_others)
        for editor in (self.family, self.given, self.born, self.chart_no):
            editor.textEdited.connect(self._edited)
        self.measures.edited.connect(self.problem.hide)
        self.born.editingFinished.connect(self._say_born)
        self._look_for_others()

    # ------------------------------------------------------------------ building

    def _make_fields(self, look: Look, face: FaceView | None) -> None:
        self.family, self.given, self.born = QLineEdit(), QLineEdit(), QLineEdit()
        self.chart_no = QLineEdit()
        for line in (self.family, self.given, self.chart_no):
            line.setValidator(PlainLine(line))
        templates = self._session.clinic.reference.templates
        figures = self._session.clinic.reference.template_of(face.version) if face is not None and templates else None
        self.measures = MeasuresForm(look, face, figures)
        self.pupils = self.measures.editors[PUPILS]
        self.born.setPlaceholderText(typed_date(date(1992, 3, 5)))
        self.sex = Combo(look)
        for sex in (None, *Sex):
            self.sex.addItem(sex_name(sex), sex.value if sex is not None else "")
        self.fields = {
            "family": Field(self.tr("Family name"), self.family),
            "given": Field(self.tr("Given name"), self.given),
            "born": Field(self.tr("Date of birth"), self.born),
            "sex": Field(self.tr("Sex"), self.sex),
            "chart": Field(self.tr("Chart number"), self.chart_no),
        }

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(14)
        *pairs, last = self.fields.values()
        for place, field in enumerate(pairs):
            grid.addWidget(field, place // 2, place % 2)
        grid.addWidget(last, len(pairs) // 2, 0, 1, 2)
        self.fields |= {SHORT[name]: field for name, field in self.measures.fields.items()}
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.ok = QPushButton(self.tr("Add patient") if self._patient is None else self.tr("Save correction"))
        self.ok.setObjectName("primary")
        self.ok.setDefault(True)
        self.ok.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.ok)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(14)
        column.addLayout(grid)
        column.addWidget(self.measures)
        for widget in (self.same, self.former, self.problem):
            column.addWidget(widget)
        column.addLayout(buttons)

    def _fill(self, patient: Patient | None, prefill: str) -> None:
        if patient is None:
            typed = split_typed(prefill, self._today)
            self.family.setText(typed.family)
            self.given.setText(typed.given)
            self.chart_no.setText(typed.chart_no)
            self.born.setText(typed_date(typed.born) if typed.born is not None else "")
            empty = (self.family, self.given, self.born)
            next((editor for editor in empty if not editor.text()), self.family).setFocus()
        else:
            self.family.setText(patient.family_name)
            self.given.setText(patient.given_name)
            self.born.setText(typed_date(patient.born))
            self.sex.setCurrentIndex(self.sex.findData(patient.sex.value if patient.sex is not None else ""))
            self.chart_no.setText(patient.chart_no or "")
            self.measures.show_patient(patient)
            self._show_former(patient)
        if self.born.text():
            self._say_born()

    def _show_former(self, patient: Patient) -> None:
        try:
            self.former.show_details(self._session.patients.former(patient.id), patient)
        except Problem as problem:
            self._say(problem)

    # ------------------------------------------------------------------ what stands in the fields

    def _read_names(self) -> tuple[str, str]:
        return self.family.text(), self.given.text()

    def _read_name(self, editor: QLineEdit, name: str) -> str:
        if not editor.text().strip():
            raise Refused("{name} is missing; a patient needs both names and a date of birth.", name=name)
        return checked_text(name, editor.text())

    def _read_born(self) -> date:
        born = parse_date(self.born.text(), self._today)
        if born > self._today:
            raise Refused("The date of birth {born} lies in the future.", born=date_text(born))
        return born

    def _read_chart_no(self) -> str | None:
        return checked_text("The chart number", self.chart_no.text().strip()) or None

    def _read(self) -> Patient | None:
        """The patient as typed; None, with each wrong field saying why, when it cannot be one."""
        readers: dict[str, Callable[[], object]] = {
            "family": lambda: self._read_name(self.family, "The family name"),
            "given": lambda: self._read_name(self.given, "The given name"),
            "born": self._read_born,
            "chart": self._read_chart_no,
            **self.measures.readers(),
        }
        values: dict[str, Any] = {}
        for name, read in readers.items():
            try:
                values[name] = read()
            except Problem as problem:
                self.fields[name].say(tr_problem(problem), "problem")
        wrong = next((self.fields[name] for name in readers if name not in values), None)
        if wrong is not None:
            wrong.editor.setFocus()
            return None
        sex = self.sex.currentData()
        measures = Measures(*(values[SHORT[name]] for name in NAMES))
        return Patient(
            id=self._patient.id if self._patient is not None else self._session.env.new_id(),
            family_name=values["family"],
            given_name=values["given"],
            born=values["born"],
            chart_no=values["chart"],
            sex=Sex(sex) if sex else None,
            interpupillary_mm=measures.interpupillary_mm,
            face_width_mm=measures.face_width_mm,
            forehead_height_mm=measures.forehead_height_mm,
            measured=self.measures.measured(measures),
        )

    # ------------------------------------------------------------------ while somebody types

    def _edited(self) -> None:
        for field in self.fields.values():
            if field.editor is self.sender() and field.wrong:
                field.say("")
        self.problem.hide()
        if self.sender() is self.born:
            self._say_understood()
        self._pause.start()

    def _say_understood(self) -> None:
        """The date in words as it is typed: 5/3 is March in one country and May in another."""
        try:
            self._understood(self._read_born())
        except Problem:
            self.fields["born"].say("")

    def _say_born(self) -> None:
        if not self.born.text().strip():
            return
        try:
            self._understood(self._read_born())
        except Problem as problem:
            self.fields["born"].say(tr_problem(problem), "problem")

    def _understood(self, born: date) -> None:
        years = self._today.year - born.year - ((self._today.month, self._today.day) < (born.month, born.day))
        text = self.tr("{date}: {years} years old").format(date=day_in_words(born), years=years)
        self.fields["born"].say(text, "hint" if years <= IMPLAUSIBLE_YEARS else "warning")

    def _look_for_others(self) -> None:
        try:
            self._ask_about_others()
        except Problem as problem:
            self._say(problem)

    def _ask_about_others(self) -> bool:
        """Ask about who is like the person typed; True when nobody has answered for each of them."""
        like = self._like()
        asked = [pair for pair in like if pair[1] is not Because.OTHER_BIRTH_DATE and pair[0].id not in self._answered]
        self._asked = frozenset(other.id for other, _ in asked)
        self.same.ask_about(asked)
        self._warn_of_chart_no([other for other, because in like if because is Because.OTHER_BIRTH_DATE])
        return bool(asked)

    def _like(self) -> list[tuple[Patient, Because]]:
        """Who may be the person typed; of one who is there already nobody is like them who was so before."""
        family, given = self._read_names()
        chart_no = self.chart_no.text().strip() or None
        try:
            born = self._read_born()
        except Refused:
            born = date.max  # nobody's: the chart number alone is looked for
        own = self._patient.id if self._patient is not None else ""
        whole = bool(family.strip() and given.strip())
        typed = Patient(own, family if whole else "", given if whole else "", born, chart_no)
        like = self._session.patients.like(typed)
        if self._patient is None:
            return like
        before = {other.id: because for other, because in self._session.patients.like(self._patient)}
        return [pair for pair in like if before.get(pair[0].id) is not pair[1]]

    def _warn_of_chart_no(self, others: Sequence[Patient]) -> None:
        field = self.fields["chart"]
        if field.wrong:
            return
        if not others:
            field.say("")
            return
        name = shortened(person_name(others[0]))
        text = self.tr("{name}, {born}, has this chart number too.").format(name=name, born=born_text(others[0]))
        field.say(text, "warning")

    def _say_another(self) -> None:
        """Whoever was asked about is somebody else; everything else has to be right as well."""
        self._answered |= self._asked
        self.accept()

    # ------------------------------------------------------------------ ending

    def accept(self) -> None:
        self.problem.hide()
        patient = self._read()
        if patient is None:
            return
        try:
            self._pause.stop()
            if self._ask_about_others():
                self.same.open.setFocus()  # the question is answered first, however fast somebody typed
                return
            if self._patient is None:
                self._session.patients.add(patient)
            elif patient != self._patient:
                self._session.patients.change(patient)
        except Problem as problem:
            self._say(problem)
            return
        super().accept()

    def _open_instead(self, patient_id: str) -> None:
        try:
            self._session.patients.open(patient_id)
        except Problem as problem:
            self._say(problem)
            return
        self.reject()

    def _say(self, problem: Problem) -> None:
        self.problem.setText(tr_problem(problem))
        self.problem.show()
