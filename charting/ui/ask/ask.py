"""Ask across maps: a question in plain words on the left, its answer as a table, as a figure and as CSV."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from charting.desk import asking
from charting.desk.asking import Answer
from charting.desk.session import Session
from charting.domain.past.asking import AskedVisit, Question
from charting.errors import Problem, Refused
from charting.exchange.answers import answer_csv
from charting.exchange.csv.text import guarded
from charting.files import write_whole
from charting.ui.ask.answer_page import chart_of
from charting.ui.ask.answer_plot import AnswerPlot, answer_file
from charting.ui.ask.answer_words import looked_for, said
from charting.ui.ask.ask_filters import WIDTH, AskFilters
from charting.ui.ask.ask_rows import AnswerModel, AnswerTable
from charting.ui.kit.button_row import add_button
from charting.ui.kit.look import GAP, Look, wear
from charting.ui.kit.plot_view import PlotView
from charting.ui.kit.plots import FORMATS
from charting.ui.kit.working import surely
from charting.words.words import tr_problem

SIZE = QSize(1240, 800)
TABLE, FIGURE = 0, 1


class AskDialog(QDialog):
    """Reads all visits on a thread of its own, then answers at once; closing the window stops the reading."""

    progress = Signal(int, int)
    ready = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.visits: tuple[AskedVisit, ...] = ()
        self.given: Answer | None = None
        self.loaded = False
        self._stop = threading.Event()
        self.setWindowTitle(self.tr("Ask across maps"))
        self.filters = AskFilters(session.clinic.reference, look, session.env.clock().date())
        self.take_code = self.filters.take_code
        self.model = AnswerModel(look, self)
        self.table = AnswerTable(self.model)
        self.view = PlotView(look, drawing=AnswerPlot)
        self.view.setAccessibleName(self.tr("The answer as a figure; the arrow keys go from mark to mark"))
        self.view.setMinimumSize(480, 320)
        self.sentence, self.note = QLabel(), QLabel()
        self._lay_out()
        self._connect()
        room = parent.window().size() if parent is not None else SIZE
        self.resize(SIZE.boundedTo(QSize(room.width() - 32, room.height() - 32)))
        session.charting.flush()
        self._say_sentence(self.tr("Reading the visits…"), "muted")
        self._offer()
        self.filters.questions[self.filters.question].setFocus()
        self._thread = threading.Thread(
            target=surely, args=(self._read, self.failed.emit), name="ask across maps", daemon=True
        )
        self._thread.start()

    # ------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        for label, role in ((self.sentence, "title"), (self.note, "caption")):
            label.setObjectName(role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        left = QScrollArea()
        left.setFrameShape(QFrame.Shape.NoFrame)
        left.setWidget(self.filters)
        left.setWidgetResizable(True)
        left.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left.setFixedWidth(WIDTH + 12)
        left.setObjectName("asked")
        wear(left, role="clear")
        card = QFrame()
        card.setObjectName("card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(10, 6, 10, 6)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.view)
        inner.addWidget(self.stack)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addLayout(self._head())
        right.addWidget(card, 1)
        right.addLayout(self._bottom())
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 14, 16, 14)
        row.setSpacing(14)
        row.addWidget(left)
        row.addLayout(right, 1)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.sentence, 1)
        self._tabs = QButtonGroup(self)
        self.as_table, self.as_figure = (
            self._tab(self.tr("Table"), TABLE, row),
            self._tab(self.tr("Figure"), FIGURE, row),
        )
        self.as_table.setChecked(True)
        return row

    def _tab(self, text: str, place: int, row: QHBoxLayout) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName("tab")
        button.setCheckable(True)
        button.setAutoDefault(False)
        self._tabs.addButton(button, place)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return button

    def _bottom(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.note, 1)
        self.copy_button = add_button(row, self.tr("Copy"), self.copy)
        self.figure_button = add_button(row, self.tr("Save figure…"), self.save_figure)
        self.csv_button = add_button(row, self.tr("Save as CSV…"), self.save)
        self.open_button = add_button(row, self.tr("Open patient"), self.open_patient)
        self.close_button = add_button(row, self.tr("Close"), self.reject)
        self.open_button.setObjectName("primary")
        return row

    def _connect(self) -> None:
        self.filters.changed.connect(self._answer)
        self._tabs.idToggled.connect(lambda place, on: self._show_as(place) if on else None)
        self.table.opened.connect(self.open_patient)
        self.table.copied.connect(self.copy)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._offer())
        self.view.pointed.connect(self._say)
        self.view.chosen.connect(self._open_visit)
        self.progress.connect(self._say_progress)
        self.ready.connect(self._take)
        self.failed.connect(lambda problem: self._say_sentence(tr_problem(problem), "danger"))

    # ------------------------------------------------------------------ reading

    def _read(self) -> None:
        """On the thread; what was read once is remembered by the session."""
        visits = self._session.asking.read_all(self.progress.emit, self._stop.is_set)
        if not self._stop.is_set():
            self.ready.emit(visits)

    def _say_progress(self, done: int, count: int) -> None:
        if not self.loaded and count > asking.AT_ONCE:
            words = self.tr("Read {done} of {count} visits…")
            self._say_sentence(words.format(done=done, count=count), "muted")

    def _take(self, visits: tuple[AskedVisit, ...]) -> None:
        self.visits, self.loaded = visits, True
        self.filters.take(visits)
        self._answer()

    def done(self, result: int) -> None:
        self._stop.set()
        self._thread.join()
        super().done(result)

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
        if self.model.show(self.given, self._session.clinic.reference):
            self.table.lay_out()
        if self.model.rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._draw()
        self._offer()
        self._say("")

    def _show_as(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        self._draw()
        self._offer()
        self._say("")

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
        self.open_button.setEnabled(self.table.person() is not None)
        for button in (self.copy_button, self.csv_button, self.figure_button):
            button.setEnabled(rows)

    def _say_sentence(self, text: str, role: str = "text") -> None:
        self.sentence.setText(text)
        wear(self.sentence, tone=role)

    def _say(self, text: str, role: str = "muted") -> None:
        rest = ""
        if self.given is not None and self.given.rows:
            rest = looked_for(self.given.asked, self._session.clinic.reference)
            rest = self.tr("Counted: {what}.").format(what=rest)
        self.note.setText(text or rest)
        wear(self.note, tone=role)

    # ------------------------------------------------------------------ doing

    def open_patient(self) -> None:
        """Open the chart of the row the hand is on."""
        row = self.table.person()
        if row is not None:
            self._open(row.patient.id)

    def _open_visit(self, visit_id: str) -> None:
        visit = next((visit for visit in self.visits if visit.id == visit_id), None)
        if visit is not None:
            self._open(visit.patient.id)

    def _open(self, patient_id: str) -> None:
        try:
            self._session.patients.open(patient_id)
        except Problem as problem:
            self._say(tr_problem(problem), "danger")
            return
        self.accept()

    def copy(self) -> None:
        """The selected rows, or all when only one is, for a spreadsheet."""
        if self.given is None or not self.model.rows:
            return
        chosen = self.table.chosen()
        rows = chosen if len(chosen) > 1 else self.model.rows
        shown = self.model.shown
        lines = [[column.title for column in shown], *([column.text(row) for column in shown] for row in rows)]
        text = "".join("\t".join(guarded(type(cell)(" ".join(cell.split()))) for cell in line) + "\n" for line in lines)
        QGuiApplication.clipboard().setText(text)
        self._say(self.tr("{count} rows copied.").format(count=len(rows)))

    def save(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save as CSV"), f"{self.filters.question.value}.csv", self.tr("CSV files (*.csv)")
        )
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the whole answer as CSV; that it was written is in the audit."""
        given = self.given
        if given is not None:
            asked = given.asked
            content = answer_csv(given.rows, asked.question, asked.by, monthly=asked.monthly)
            self._write(path, content, given, self.tr("{count} rows are in {path}."))

    def save_figure(self) -> None:
        filters = {"png": self.tr("Picture (*.png)"), "svg": self.tr("Drawing (*.svg)"), "pdf": self.tr("PDF (*.pdf)")}
        name, chosen = QFileDialog.getSaveFileName(
            self, self.tr("Save the figure"), f"{self.filters.question.value}.png",
            ";;".join(filters[kind] for kind in FORMATS),
        )  # fmt: skip
        if name:
            kind = next((kind for kind, text in filters.items() if text == chosen), "png")
            self.save_figure_to(Path(name), kind)

    def save_figure_to(self, path: Path, kind: str) -> None:
        """Write the figure as printed on A4; the ending of the name wins over the chosen kind."""
        ending = path.suffix.lower().removeprefix(".")
        if ending in FORMATS:
            kind = ending
        else:
            path = path.with_name(f"{path.name}.{kind}")
        if self.given is not None and self.given.rows:
            content = answer_file(chart_of(self.given, self._session.clinic.reference), kind)
            self._write(path, content, self.given, self.tr("The figure is in {path}."))

    def _write(self, path: Path, content: bytes, given: Answer, words: str) -> None:
        try:
            self._session.asking.note_export(given)
            write_whole(path, content)
        except Problem as problem:
            self._say(tr_problem(problem), "danger")
        except OSError as fault:
            failed = self.tr("The answer cannot be written to {path}: {reason}. Choose another folder.")
            self._say(failed.format(path=path, reason=fault.strerror or fault), "danger")
        else:
            self._say(words.format(count=len(given.rows), path=path))
