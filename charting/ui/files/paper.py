"""The face map or the patient's handout on paper: seen first, then saved as PDF or printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressDialog,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from charting.desk import paper
from charting.desk.audit import Action
from charting.desk.session import Session
from charting.domain.visit.visit import Visit
from charting.drawing.press import Press
from charting.errors import Problem
from charting.exchange.pdf import PAPERS, Paper, file_name, laid_out, paper_of_locale, pdf
from charting.files import Stage, staging
from charting.paper.handout_words import SMALLEST as SMALLEST_HANDOUT
from charting.paper.handout_words import handout_of, handout_title
from charting.paper.sheet import Photo
from charting.paper.sheet_words import Faces, Options, document_title, sheet_of
from charting.ui.files.exporting import Stopped, disk_said, refuse_gone
from charting.ui.files.letters import unwritable
from charting.ui.files.preview import Preview
from charting.ui.files.printing import choose_printer, print_on
from charting.ui.kit.asking_files import where_to_save, which_folder
from charting.ui.kit.combos import Combo
from charting.ui.kit.fields import Field
from charting.ui.kit.look import GAP, Look, wear
from charting.ui.kit.plain_line import keep_note_plain
from charting.words import privacy
from charting.words.people_words import photo_name
from charting.words.words import tr_problem

if TYPE_CHECKING:
    from charting.domain.visit.chart import Chart

SIZE = QSize(900, 700)
SIDE = 280
LONGEST_NOTE = 1000
NOTE_MS, SOON_MS = 250, 400


class PaperDialog(QDialog):
    """What both papers share: the preview, the size of the paper, saving and printing."""

    what = "sheet"
    name_of_file = ""

    def __init__(
        self, session: Session, visit: Visit, look: Look, faces: Faces, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._visit, self._faces = session, visit, faces
        with paper.charts_at(session) as charts:
            self.charts: tuple[Chart, ...] = self.read_charts(charts)
            self._entry = charts.head()
        self.preview = Preview()
        self.papers = Combo(look)
        self.said = QLabel()
        self._build()
        self.refresh()
        room = parent.window().size() if parent is not None else SIZE + QSize(32, 32)
        self.resize(SIZE.boundedTo(QSize(room.width() - 32, room.height() - 32)))
        self.save_button.setFocus()

    # ------------------------------------------------------------------ what each paper says

    def options_of(self) -> list[QWidget]:
        """What can be chosen for this paper."""
        return []

    def read_charts(self, charts: paper.Charts) -> tuple[Chart, ...]:
        """What is shown at first."""
        return charts.of_patient(self._visit.patient_id, frozenset({self._visit.id}))

    def press_of(self, chart: Chart, size: Paper, options: Options) -> Press:
        """A chart laid out."""
        raise NotImplementedError

    def title_of(self, chart: Chart) -> str:
        """What the document is called in its metadata."""
        return document_title(chart)

    # ------------------------------------------------------------------ building

    def _build(self) -> None:
        for name in PAPERS:
            self.papers.addItem(name, name)
        chosen = self._session.clinic.book.paper.size or paper_of_locale().name
        self.papers.setCurrentIndex(self.papers.findData(chosen))
        self.papers.activated.connect(lambda _: self.refresh())
        self.said.setObjectName("caption")
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self.save_button, self.print_button = QPushButton(self.tr("Save as PDF…")), QPushButton(self.tr("Print…"))
        self.close_button = QPushButton(self.tr("Close"))
        self.save_button.setObjectName("primary")
        self.save_button.setDefault(True)
        acts = ((self.save_button, self.save), (self.print_button, self.print_pages), (self.close_button, self.accept))
        for button, act in acts:
            button.setAutoDefault(False)
            button.clicked.connect(_caller(act))
        side = QVBoxLayout()
        side.setSpacing(12)
        side.addWidget(Field(self.tr("Paper"), self.papers))
        for widget in self.options_of():
            side.addWidget(widget)
        side.addStretch(1)
        side.addWidget(self.said)
        for button, _ in acts:
            side.addWidget(button)
        beside = QWidget()
        beside.setFixedWidth(SIDE)
        beside.setLayout(side)
        side.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 16, 20, 16)
        row.setSpacing(20)
        row.addLayout(self._pages(), 1)
        row.addWidget(beside)

    def _pages(self) -> QVBoxLayout:
        self.back, self.on = QPushButton(self.tr("Back")), QPushButton(self.tr("Next"))
        self.at = QLabel()
        self.at.setObjectName("caption")
        for button, by, name in ((self.back, -1, self.tr("Page before")), (self.on, 1, self.tr("Next page"))):
            button.setAutoDefault(False)
            button.setAccessibleName(name)
            button.clicked.connect(lambda _=False, by=by: self.preview.turn(by))
        self.preview.turned.connect(self._turned)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addStretch(1)
        for widget in (self.back, self.at, self.on):
            line.addWidget(widget)
        line.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(GAP)
        column.addWidget(self.preview, 1)
        column.addLayout(line)
        return column

    def _turned(self) -> None:
        page, count = self.preview.page, self.preview.count
        self.at.setText(self.tr("Page {page} of {count}").format(page=page + 1, count=count))
        self.back.setEnabled(page > 0)
        self.on.setEnabled(page + 1 < count)

    def check(self, text: str) -> QCheckBox:
        """A box to tick; ticking it shows the paper anew."""
        box = QCheckBox(text)
        box.clicked.connect(lambda _: self.refresh())
        return box

    # ------------------------------------------------------------------ showing, saving, printing

    @property
    def chosen_paper(self) -> Paper:
        """The paper that is chosen."""
        return PAPERS[self.papers.currentData()]

    def refresh(self) -> None:
        """Show what would be printed; a name only where names are shown."""
        try:
            presses = self._presses(hidden=privacy.is_hidden())
        except Problem as problem:
            self.say(tr_problem(problem), "danger")
            return
        self.preview.show_pages(presses)
        unwritten = unwritable(presses)
        self.say("" if unwritten is None else tr_problem(unwritten), "muted" if unwritten is None else "caution")

    def _presses(self, *, hidden: bool) -> list[Press]:
        return [self.press_of(chart, self.chosen_paper, self._options(chart, hidden=hidden)) for chart in self.charts]

    def _options(self, chart: Chart, *, hidden: bool) -> Options:
        return Options(self._session.env.clock().replace(microsecond=0), self._entry, self.photos_of(chart), hidden)

    def photos_of(self, chart: Chart) -> tuple[Photo, ...]:
        """The photographs that go along."""
        return ()

    def save(self) -> None:
        """Ask for a file, or for a folder where there are several sheets."""
        if len(self.charts) > 1:
            target = which_folder(self, self.tr("Folder for the sheets"))
        else:
            name = file_name(self.charts[0].patient, self._visit, self.name_of_file)
            target = where_to_save(self, self.tr("Save as PDF"), name, self.tr("PDF (*.pdf)"))
        if target is not None:
            self.save_to(target)

    def save_to(self, target: Path) -> None:
        """Write one sheet to a file, several into a folder: all of them or none, and noted."""
        names: list[str] = []
        try:
            with disk_said(target):
                refuse_gone(target)
                with staging(target, None if len(self.charts) > 1 else target.absolute().parent) as stage:
                    for chart in self._in_turn():
                        names.append(file_name(chart.patient, chart.visit, self.name_of_file, names.__contains__))
                        stage.add(names[-1], self._content(chart))
                    self._put(stage, names)
        except Stopped:
            self.say(self.tr("Stopped; nothing was written."))
        except Problem as problem:
            self.say(tr_problem(problem), "danger")
        else:
            self.say(self.tr("It is in {path}.").format(path=target))

    def _put(self, stage: Stage, names: list[str]) -> None:
        put = stage.put_folder if len(names) > 1 else partial(stage.put_file, names[0])
        put(lambda: self._note("export", tuple(self.charts)))

    def _in_turn(self) -> Iterator[Chart]:
        """One chart after the other; of many it is shown how far it is, and it can be stopped."""
        if len(self.charts) == 1:
            yield self.charts[0]
            return
        shown = QProgressDialog(self.tr("Writing the sheets"), self.tr("Stop"), 0, len(self.charts), self)
        shown.setWindowModality(Qt.WindowModality.WindowModal)
        shown.setMinimumDuration(SOON_MS)
        try:
            for number, chart in enumerate(self.charts):
                shown.setValue(number)
                if shown.wasCanceled():
                    raise Stopped
                yield chart
            shown.setValue(len(self.charts))
        finally:
            shown.deleteLater()

    def _content(self, chart: Chart) -> bytes:
        options = self._options(chart, hidden=False)
        return pdf(self.press_of(chart, self.chosen_paper, options), self.title_of(chart), options.made_at)

    def print_pages(self) -> None:
        """Ask for a printer and print; what cannot be printed can still be saved."""
        try:
            presses = self._presses(hidden=False)
            printer = choose_printer(presses, self.title_of(self.charts[0]), self)
            if printer is None:
                return
            print_on(printer, presses)
        except Problem as problem:
            self.say(tr_problem(problem), "danger")
            self.save_button.setFocus()
            return
        self.say(self.tr("Sent to the printer."))
        self._note("print", self.charts)

    def _note(self, action: Action, charts: tuple[Chart, ...]) -> None:
        try:
            self._session.audit.note_paper(charts, action, self.what)
        except Problem as problem:
            self.say(tr_problem(problem), "danger")

    def say(self, text: str, role: str = "muted") -> None:
        """A sentence above the buttons."""
        self.said.setText(text)
        self.said.setAccessibleName(text)
        wear(self.said, tone=role)


class SheetDialog(PaperDialog):
    """The face map of a visit, or of all visits of its patient."""

    def __init__(
        self, session: Session, visit: Visit, look: Look, faces: Faces, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, visit, look, faces, parent=parent)
        self.setWindowTitle(self.tr("Face map on paper"))

    def options_of(self) -> list[QWidget]:
        self.all_visits = self.check(self.tr("All visits of this patient"))
        self.with_photos = self.check(self.tr("With photographs"))
        self.all_visits.clicked.connect(lambda _: self.read())
        self.all_visits.setEnabled(len(self._session.open.visits) > 1)
        self.with_photos.setVisible(any(photo.is_photo for photo in self._session.open.attachments))
        return [self.all_visits, self.with_photos]

    def read(self) -> None:
        """Read the charts that are asked for."""
        chosen = None if self.all_visits.isChecked() else frozenset({self._visit.id})
        try:
            with paper.charts_at(self._session) as charts:
                self.charts = charts.of_patient(self._visit.patient_id, chosen)
        except Problem as problem:
            self.say(tr_problem(problem), "danger")
            return
        self.refresh()

    def press_of(self, chart: Chart, size: Paper, options: Options) -> Press:
        return laid_out(sheet_of(chart, self._faces, options), size)

    def photos_of(self, chart: Chart) -> tuple[Photo, ...]:
        if not self.with_photos.isChecked():
            return ()
        return tuple(Photo(content, photo_name(photo)) for photo, content in self._session.health.contents_of(chart))


class HandoutDialog(PaperDialog):
    """What the patient takes home, with a free note for this patient; before anything is charted in general words."""

    what = "handout"
    name_of_file = "handout"

    def __init__(
        self, session: Session, visit: Visit, look: Look, faces: Faces, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, visit, look, faces, parent=parent)
        self.setWindowTitle(self.tr("Patient's handout"))

    def options_of(self) -> list[QWidget]:
        self.note = QPlainTextEdit()
        self.note.setObjectName("note")
        keep_note_plain(self.note)
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(130)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(NOTE_MS)
        self._soon.timeout.connect(self.refresh)
        self.note.textChanged.connect(self._soon.start)
        field = Field(self.tr("A note for this patient"), self.note)
        field.say(self.tr("It stands on this handout only and is not kept. The text is the clinic's (Ctrl+,)."))
        return [field]

    def read_charts(self, charts: paper.Charts) -> tuple[Chart, ...]:
        return super().read_charts(charts) if self._visit.points else (charts.leaflet(self._visit),)

    def press_of(self, chart: Chart, size: Paper, options: Options) -> Press:
        note = self.note.toPlainText()[:LONGEST_NOTE]
        return laid_out(handout_of(chart, self._faces, options, note), size, SMALLEST_HANDOUT)

    def title_of(self, chart: Chart) -> str:
        return handout_title(chart)


def _caller(act: Callable[[], None]) -> Callable[[bool], None]:
    def call(_checked: bool = False) -> None:
        act()

    return call
