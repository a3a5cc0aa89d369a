"""Ask across maps: a question in plain words on the left, its answer as a table, as a figure and as CSV."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QScrollArea, QStackedWidget, QWidget

from charting.desk import asking
from charting.desk.asking import Answer
from charting.desk.session import Session
from charting.domain.past.asking import AskedVisit, PersonRow, Question, Row
from charting.errors import Problem, Refused
from charting.exchange.answers import answer_csv
from charting.ui.ask.answer_page import chart_of
from charting.ui.ask.answer_plot import AnswerPlot, answer_file
from charting.ui.ask.answer_words import columns_of, looked_for, said
from charting.ui.ask.ask_filters import WIDTH, AskFilters
from charting.ui.kit.asking_files import ending_of_figure, where_to_save_csv, where_to_save_figure
from charting.ui.kit.list_dialog import ListDialog, add_button, add_tab, lay_out
from charting.ui.kit.look import Look, wear
from charting.ui.kit.parts import words
from charting.ui.kit.plot_view import PlotView
from charting.ui.kit.table import DRAGGED, ListModel, Table
from charting.ui.kit.working import Step
from charting.words.words import tr_problem

SIZE = QSize(1240, 800)
TABLE, FIGURE = 0, 1


class AskDialog(ListDialog):
    """Reads all visits beside the window, then answers at once; closing the window stops the reading."""

    def __init__(self, session: Session, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._session = session
        self.visits: tuple[AskedVisit, ...] = ()
        self.given: Answer | None = None
        self.loaded = False
        self.filters = AskFilters(session.clinic.reference, look, session.env.clock().date())
        self.take_code = self.filters.take_code
        self.model = ListModel[Row]((), look)
        self.table = Table(self.model, self.tr("The answer, row by row"), DRAGGED, many=True, sorts=-1)
        self.view = PlotView(look, drawing=AnswerPlot)
        self.view.setAccessibleName(self.tr("The answer as a figure; the arrow keys go from mark to mark"))
        self.view.setMinimumSize(480, 320)
        self.sentence = words("title")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.view)
        self._fill()
        lay_out(self, self.tr("Ask across maps"), SIZE, left=_scrolled(self.filters), body=self.stack)
        self._connect()
        session.charting.flush()
        self._say_sentence(self.tr("Reading the visits…"), "muted")
        self._offer()
        self.filters.questions[self.filters.question].setFocus()
        self.read(
            self._read, self._take, self._say_progress,
            lambda problem: self._say_sentence(tr_problem(problem), "danger"),
        )  # fmt: skip

    # ------------------------------------------------------------------ building

    def _fill(self) -> None:
        self.top.addWidget(self.sentence, 1)
        self._ways = QButtonGroup(self)
        self.as_table = add_tab(self.top, self._ways, self.tr("Table"))
        self.as_figure = add_tab(self.top, self._ways, self.tr("Figure"))
        for tab, place in ((self.as_table, TABLE), (self.as_figure, FIGURE)):
            self._ways.setId(tab, place)
            self.top.setAlignment(tab, Qt.AlignmentFlag.AlignTop)
        self.as_table.setChecked(True)
        self.copy_button = add_button(self.foot, self.tr("Copy"), self.copy)
        self.figure_button = add_button(self.foot, self.tr("Save figure…"), self.save_figure)
        self.csv_button = add_button(self.foot, self.tr("Save as CSV…"), self.save)
        self.open_button = add_button(self.foot, self.tr("Open patient"), self.open_patient)
        self.close_button = add_button(self.foot, self.tr("Close"), self.reject)
        self.open_button.setObjectName("primary")

    def _connect(self) -> None:
        self.filters.changed.connect(self._answer)
        self._ways.idToggled.connect(lambda place, on: self._show_as(place) if on else None)
        self.table.opened.connect(self.open_patient)
        self.table.copied.connect(self.copy)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._offer())
        self.view.pointed.connect(self.say)
        self.view.chosen.connect(self._open_visit)

    # ------------------------------------------------------------------ reading

    def _read(self, step: Step) -> tuple[AskedVisit, ...]:
        """Beside the window; what was read once is remembered by the session."""
        return self._session.asking.read_all(step)

    def _say_progress(self, done: int, count: int) -> None:
        if not self.loaded and count > asking.AT_ONCE:
            said_so_far = self.tr("Read {done} of {count} visits…")
            self._say_sentence(said_so_far.format(done=done, count=count), "muted")

    def _take(self, visits: tuple[AskedVisit, ...]) -> None:
        self.visits, self.loaded = visits, True
        self.filters.take(visits)
        self._answer()

    # ------------------------------------------------------------------ showing

    def _answer(self) -> None:
        """The answer to the question as it stands now."""
        if not self.loaded:
            return
        try:
            self.given = self._session.asking.answer(self.visits, self.filters.asked())
        except Refused as problem:
            self.given = None
            self._say_sentence(tr_problem(problem), "muted")
        except Problem as problem:
            self.given = None
            self._say_sentence(tr_problem(problem), "danger")
        else:
            self._say_sentence(said(self.given, self.visits, self._session.clinic.reference))
        columns = () if self.given is None else columns_of(self.given.asked, self._session.clinic.reference)
        if self.model.show_under(columns, () if self.given is None else self.given.rows):
            self.table.lay_out()
        self.table.begin()
        self._draw()
        self._offer()
        self.say("")

    def _show_as(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        self._draw()
        self._offer()
        self.say("")

    def _draw(self) -> None:
        """The figure, when it is looked at; without an answer there is none."""
        there = self.given is not None and bool(self.given.rows)
        self.as_figure.setEnabled(there)
        if not there and self.as_figure.isChecked():
            self.as_table.setChecked(True)
        elif self.given is not None and there and self.as_figure.isChecked():
            self.view.show_page(chart_of(self.given, self._session.clinic.reference))

    def _offer(self) -> None:
        rows, figure = bool(self.model.rows), self.as_figure.isChecked()
        people = self.given is not None and self.given.asked.question in (Question.MORE_THAN, Question.LOT)
        self.copy_button.setVisible(not figure)
        self.figure_button.setVisible(figure)
        self.open_button.setVisible(people and not figure)
        self.open_button.setEnabled(self._person() is not None)
        for button in (self.copy_button, self.csv_button, self.figure_button):
            button.setEnabled(rows)

    def _say_sentence(self, text: str, role: str = "text") -> None:
        self.sentence.setText(text)
        wear(self.sentence, tone=role)

    def say(self, text: str, tone: str = "muted") -> None:
        """The sentence; while there is nothing to say, what was counted."""
        rest = ""
        if self.given is not None and self.given.rows:
            rest = looked_for(self.given.asked, self._session.clinic.reference)
            rest = self.tr("Counted: {what}.").format(what=rest)
        super().say(text or rest, tone)

    # ------------------------------------------------------------------ doing

    def _person(self) -> PersonRow | None:
        """The row the hand is on, where it is somebody."""
        row = self.table.current
        return row if isinstance(row, PersonRow) else None

    def open_patient(self) -> None:
        """Open the chart of the row the hand is on."""
        row = self._person()
        if row is not None:
            self._open(row.patient.id)

    def _open_visit(self, visit_id: str) -> None:
        visit = next((visit for visit in self.visits if visit.id == visit_id), None)
        if visit is not None:
            self._open(visit.patient.id)

    def _open(self, patient_id: str) -> None:
        if self.attempt(lambda: self._session.patients.open(patient_id)):
            self.accept()

    def save(self) -> None:
        if path := where_to_save_csv(self, self.filters.question.value):
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Write the whole answer as CSV; that it was written is in the audit."""
        given = self.given
        if given is not None:
            asked = given.asked
            content = answer_csv(given.rows, asked.question, asked.by, monthly=asked.monthly)
            self._write(path, content, given, self.tr("{count} rows are in {path}."))

    def save_figure(self) -> None:
        if chosen := where_to_save_figure(self, self.tr("Save the figure"), self.filters.question.value):
            self.save_figure_to(*chosen)

    def save_figure_to(self, path: Path, kind: str) -> None:
        """Write the figure as printed on A4; the ending of the name wins over the chosen kind."""
        path, kind = ending_of_figure(path, kind)
        if self.given is not None and self.given.rows:
            content = answer_file(chart_of(self.given, self._session.clinic.reference), kind)
            self._write(path, content, self.given, self.tr("The figure is in {path}."))

    def _write(self, path: Path, content: bytes, given: Answer, done: str) -> None:
        def noted() -> bytes:
            self._session.asking.note_export(given)
            return content

        self.write(
            path, noted, self.tr("The answer cannot be written to {path}: {reason}. Choose another folder."),
            lambda: done.format(count=len(given.rows), path=path),
        )  # fmt: skip


def _scrolled(filters: AskFilters) -> QScrollArea:
    left = QScrollArea()
    left.setFrameShape(QFrame.Shape.NoFrame)
    left.setWidget(filters)
    left.setWidgetResizable(True)
    left.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    left.setFixedWidth(WIDTH + 12)
    left.setObjectName("asked")
    wear(left, role="clear")
    return left
