"""What of the record goes out, in which format, to where; and how far it is."""

from __future__ import annotations

import secrets
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from charting.desk.session import Session
from charting.domain.visit.chart import Extent, Selection, checked_selection
from charting.errors import Problem
from charting.exchange.fhir.values import Codes, chosen_codes
from charting.exchange.pdf import SAFE
from charting.exchange.pictures.png import IN_ORDER, SIZES
from charting.exchange.pseudonyms import Pseudonyms
from charting.paper.sheet_words import Faces
from charting.ui.files.export_words import (
    extent_name,
    format_name,
    format_text,
    health_text,
    pseudonym_text,
    written_text,
)
from charting.ui.files.export_work import ExportWork
from charting.ui.files.exporting import Form, Order, Written, is_of_each_visit, proposed_name, suffix
from charting.ui.files.letters import without_font
from charting.ui.kit.asking_files import where_to_save, which_folder
from charting.ui.kit.date_field import settled_date
from charting.ui.kit.fields import Field, FormDialog
from charting.ui.kit.look import GAP, wear
from charting.ui.kit.segments import Segments
from charting.words.dates import parse_date, typed_date
from charting.words.words import tr_problem

WIDTH = 600
EXTENTS = tuple(Extent)


class ExportDialog(FormDialog):
    """Writes on a thread; while it runs the button stops it, and closing the window does too."""

    def __init__(self, session: Session, faces: Faces, *, parent: QWidget | None = None) -> None:
        super().__init__(WIDTH, parent)
        self._session, self._faces = session, faces
        self._ticked = {Form.JSON: False, Form.FHIR: True}
        self._running: ExportWork | None = None
        self.setWindowTitle(self.tr("Export"))
        self.extents = Segments(self.tr("What"), [extent_name(extent) for extent in EXTENTS])
        self.since, self.until = QLineEdit(), QLineEdit()
        self.formats = {form: QRadioButton(format_name(form)) for form in Form}
        self.nameless = QCheckBox(self.tr("Pseudonymised"))
        self.more = QCheckBox()
        self.sizes = Segments(self.tr("Size"), [self.tr("Small"), self.tr("Medium"), self.tr("Large")])
        self.views = Segments(self.tr("Views"), [self.tr("In use"), self.tr("All"), self.tr("Front only")])
        self.bar = QProgressBar()
        self.said = _caption("")
        self.go, self.close_button = QPushButton(), QPushButton(self.tr("Close"))
        self._lay_out()
        self._begin()
        self._follow()

    # ------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(self._of(self.tr("What"), self.extents))
        column.addWidget(self._days())
        column.addWidget(self._of(self.tr("As"), self._format_rows()))
        column.addWidget(self._pictures())
        column.addWidget(self._ticks())
        self.warning = _caption(health_text())
        wear(self.warning, tone="caution")
        column.addWidget(self.warning)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(10)
        self.bar.setAccessibleName(self.tr("How far it is"))
        column.addWidget(self.bar)
        column.addWidget(self.said)
        self.go.setObjectName("primary")
        self.go.setDefault(True)
        self.go.clicked.connect(lambda _: self.ask() if self._running is None else self.stop())
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(lambda _: self.reject())
        last = QHBoxLayout()
        last.setSpacing(GAP)
        last.addStretch(1)
        last.addWidget(self.close_button)
        last.addWidget(self.go)
        column.addLayout(last)

    def _of(self, name: str, editor: QWidget) -> Field:
        return Field(name, editor)

    def _days(self) -> QWidget:
        self.day_fields = (self._of(self.tr("From"), self.since), self._of(self.tr("To"), self.until))
        self.days = QWidget()
        row = QHBoxLayout(self.days)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for field, line in zip(self.day_fields, (self.since, self.until), strict=True):
            line.setClearButtonEnabled(True)
            line.setPlaceholderText(self.tr("any day"))
            row.addWidget(field, 1)
        return self.days

    def _format_rows(self) -> QWidget:
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 2, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        for n, (form, button) in enumerate(self.formats.items()):
            text = _caption(format_text(form))
            text.setBuddy(button)
            wear(button, role="format")
            button.setAccessibleDescription(text.text())
            button.clicked.connect(lambda _: self._follow())
            grid.addWidget(button, n, 0)
            grid.addWidget(text, n, 1)
        return rows

    def _pictures(self) -> QWidget:
        self.pictures = QWidget()
        row = QHBoxLayout(self.pictures)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for name, segments, chosen in ((self.tr("Size"), self.sizes, 1), (self.tr("Views"), self.views, 0)):
            segments.choose(chosen)
            segments.changed.connect(
                lambda place, segments=segments, chosen=chosen: place < 0 and segments.choose(chosen)
            )
            row.addWidget(self._of(name, segments), 1)
        return self.pictures

    def _ticks(self) -> QWidget:
        ticks = QWidget()
        column = QVBoxLayout(ticks)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.nameless_text = _caption(pseudonym_text())
        self.nameless_text.setContentsMargins(22, 0, 0, 0)
        self.more.clicked.connect(lambda ticked: self._ticked.update({self.form: ticked}))
        self.nameless.clicked.connect(lambda _: self._follow())
        self.nameless.setAccessibleDescription(pseudonym_text())
        for widget in (self.more, self.nameless, self.nameless_text):
            column.addWidget(widget)
        return ticks

    def _begin(self) -> None:
        """What is open is what most people mean; days begin with this month."""
        session = self._session
        there = {Extent.VISIT: session.open.visit is not None, Extent.PATIENT: session.open.patient is not None}
        for place, extent in enumerate(EXTENTS):
            self.extents.buttons[place].setEnabled(there.get(extent, True))
        first = next(n for n, extent in enumerate(EXTENTS) if there.get(extent, extent is Extent.EVERYTHING))
        self.extents.choose(first)
        self._last_extent = first
        self.since.setText(typed_date(session.env.clock().date().replace(day=1)))
        for line in (self.since, self.until):
            settled_date(line, lambda: session.env.clock().date())
        self.formats[Form.PDF if session.open.visit is not None else Form.JSON].setChecked(True)
        self.extents.changed.connect(self._extent_chosen)

    # ------------------------------------------------------------------ what is chosen

    @property
    def extent(self) -> Extent:
        return EXTENTS[self.extents.chosen]

    @property
    def form(self) -> Form:
        return next(form for form, button in self.formats.items() if button.isChecked())

    def _extent_chosen(self, place: int) -> None:
        if place < 0 or not self.extents.buttons[place].isEnabled():
            self.extents.choose(self._last_extent)
        self._last_extent = self.extents.chosen
        self._follow()

    def _follow(self) -> None:
        """Show what belongs to what is chosen."""
        form, running = self.form, self._running is not None
        self.days.setVisible(self.extent is Extent.DATES)
        self.pictures.setVisible(form is Form.PNG)
        self.more.setVisible(form in (Form.JSON, Form.FHIR))
        json = form is Form.JSON
        self.more.setText(
            self.tr("Photographs and scans too (the file grows large)") if json else
            self.tr("The sheet of each visit too, as PDF")
        )  # fmt: skip
        self.more.setChecked(self._ticked.get(form, False))
        self.more.setEnabled(not (json and self.nameless.isChecked()))
        self.nameless_text.setVisible(self.nameless.isChecked())
        for widget in (self.extents, self.days, self.pictures, self.nameless, *self.formats.values()):
            widget.setEnabled(not running)
        if running:
            self.more.setEnabled(False)
        self.bar.setVisible(running)
        self.go.setText(self.tr("Stop") if running else self.tr("Export…"))
        self.said.setVisible(bool(self.said.text()))

    def _day(self, line: QLineEdit, field: Field) -> date | None:
        field.say("")
        if not line.text().strip():
            return None
        try:
            return parse_date(line.text(), self._session.env.clock().date())
        except Problem as problem:
            field.say(tr_problem(problem), "problem")
            line.setFocus()
            raise

    def selection(self) -> Selection:
        """What is chosen; a Problem, said at its field, when a day is none."""
        session = self._session
        if self.extent is Extent.VISIT and session.open.visit is not None:
            return Selection(visit_id=session.open.visit.id)
        if self.extent is Extent.PATIENT and session.open.patient is not None:
            return Selection(session.open.patient.id)
        if self.extent is Extent.EVERYTHING:
            return Selection()
        since, until = (
            self._day(line, field) for line, field in zip((self.since, self.until), self.day_fields, strict=True)
        )
        return checked_selection(Selection(since=since, until=until))

    def _name(self, chosen: Selection, *, folder: bool) -> str:
        """A name to begin with. It names a chart by its number at most, and nobody when nobody is to be named."""
        patient, visit = self._session.open.patient, self._session.open.visit
        of = ""
        if chosen.extent in (Extent.VISIT, Extent.PATIENT) and patient is not None and not self.nameless.isChecked():
            of = patient.chart_no if SAFE.fullmatch(patient.chart_no or "") and patient.chart_no else patient.id[:8]
            of += f"-{visit.at.date().isoformat()}" if chosen.extent is Extent.VISIT and visit is not None else ""
        elif chosen.extent is Extent.DATES:
            of = "-to-".join(day.isoformat() for day in (chosen.since, chosen.until) if day is not None)
        return proposed_name(of, self.form, pseudonymised=self.nameless.isChecked(), folder=folder)

    # ------------------------------------------------------------------ doing

    def ask(self) -> None:
        """Ask where to, and begin."""
        try:
            chosen = self.selection()
        except Problem as problem:
            self.say(tr_problem(problem), wrong=True)
            return
        if is_of_each_visit(self.form) and chosen.extent is not Extent.VISIT:
            path = which_folder(self, self.tr("Folder for the files"))
        else:
            kinds = f"{format_name(self.form)} (*{suffix(self.form)})"
            path = where_to_save(self, self.tr("Export to"), self._name(chosen, folder=False), kinds)
        if path is not None:
            self.export_to(path, chosen)

    def export_to(self, path: Path, chosen: Selection) -> None:
        """Begin to write there."""
        session = self._session
        names = Pseudonyms(secrets.token_bytes(32)) if self.nameless.isChecked() else None
        views = ((), IN_ORDER, IN_ORDER[1:2])[self.views.chosen]
        attachments = self.more.isChecked() and not (names is not None and self.form is Form.JSON)
        try:
            if path.exists() and path.samefile(session.path):
                raise Problem("{path} is the database itself; name another file for the export.", path=path)
            session.charting.settle()
            codes = chosen_codes() if self.form is Form.FHIR else Codes()
        except Problem as problem:
            self.say(tr_problem(problem), wrong=True)
            return
        order = Order(self.form, path, names, views, tuple(SIZES.values())[self.sizes.chosen], codes)
        running = ExportWork(session, self._faces, chosen, order, attachments=attachments, parent=self)
        running.progress.connect(self._progress)
        running.done.connect(self._written)
        running.failed.connect(lambda problem: self._ended(tr_problem(problem), wrong=True))
        running.stopped.connect(lambda: self._ended(self.tr("Stopped; nothing was written."), wrong=False))
        self._running = running
        self.bar.setRange(0, 0)
        self.say(self.tr("Writing…"))
        self._follow()
        running.start()

    def stop(self) -> None:
        """Stop what runs; it says when it has."""
        if self._running is not None:
            self._running.stop()
            self.say(self.tr("Stopping…"))

    def _progress(self, done: int, count: int) -> None:
        if self._running is not None:
            self.bar.setRange(0, count)
            self.bar.setValue(done)

    def _written(self, written: Written) -> None:
        letters = self._running.letters if self._running is not None else {}
        missing = without_font("".join(letter for letter, there in letters.items() if not there))
        text = written_text(written)
        self._ended(text if missing is None else f"{text} {tr_problem(missing)}", wrong=missing is not None)
        self.close_button.setFocus()

    def _ended(self, text: str, *, wrong: bool) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.wait()
        self.say(text, wrong=wrong)
        self._follow()

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say how it went, above the buttons."""
        self.said.setText(text)
        self.said.setVisible(bool(text))
        wear(self.said, tone="danger" if wrong else "text")

    def done(self, result: int) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.stop()
            running.wait()
        super().done(result)


def _caption(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("caption")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
