"""What files would bring: who and what is new, who is near somebody, what is wrong; and one button that imports it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from charting import paths
from charting.desk.session import Session
from charting.errors import Problem, Refused
from charting.exchange.csv.file import Grid
from charting.exchange.csv.mapping import ColumnMapping, recall, remember
from charting.exchange.importing import Preview
from charting.exchange.matching import Choice, Decision, Near
from charting.exchange.planning import Totals
from charting.ui.files.import_files import Loaded, foreign, load, look_at, write
from charting.ui.files.import_near import NearPage
from charting.ui.files.import_words import (
    Coming,
    adds_anything,
    coming,
    coming_columns,
    done_text,
    fault_columns,
    import_button_text,
    summary_text,
)
from charting.ui.kit.list_dialog import add_tab, fit_to_window
from charting.ui.kit.look import GAP, Look, wear
from charting.ui.kit.parts import words
from charting.ui.kit.settings_page import card
from charting.ui.kit.table import SHEET, ListModel, Table
from charting.ui.kit.working import Step, Work
from charting.words.words import shortened, tr_problem

SIZE = QSize(1000, 660)
NEW, NEAR, WRONG = range(3)


class ImportDialog(QDialog):
    """Reads beside the window, shows, asks about who is near, and writes everything or nothing.

    `imported` brings the sentence of what came in.
    """

    imported = Signal(str)

    def __init__(self, session: Session, look: Look, files: Sequence[Path], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._look, self._files = session, look, tuple(files)
        self._mappings: dict[str, ColumnMapping] = {}
        self._decisions: dict[str, Decision] = {}
        self._nears: dict[str, Near] = {}
        self._loaded = Loaded()
        self._work: Work | None = None
        self.preview: Preview | None = None
        self.setWindowTitle(self.tr("Import"))
        self.summary, self.notes, self.state = words("title"), words("caption"), words("caption")
        self.new = ListModel[Coming](coming_columns(), look, key=lambda row: row.patient.id)
        self.wrong = ListModel[Refused](fault_columns(), look)
        self.near = NearPage(look)
        self.near.decided.connect(self._decide)
        self.pages = QStackedWidget()
        self.tabs: list[QPushButton] = []
        self._pages = QButtonGroup(self)
        self.bar = _bar()
        self.bar.setAccessibleName(self.tr("How far it is"))
        self.stop_button = QPushButton(self.tr("Stop"))
        self.mapping_button = QPushButton(self.tr("Columns…"))
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.import_button = QPushButton(import_button_text(None))
        self.import_button.setObjectName("primary")
        self._lay_out()
        fit_to_window(self, SIZE, parent)
        QTimer.singleShot(0, self._read)

    # ------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        new = Table(self.new, self.tr("What is new"), SHEET)
        wrong = Table(self.wrong, self.tr("What is wrong"), SHEET)
        top = QHBoxLayout()
        top.setSpacing(6)
        for place, page in enumerate((card(new), self.near, card(wrong))):
            self.pages.addWidget(page)
            tab = add_tab(top, self._pages, "")
            tab.clicked.connect(partial(self.show_page, place))
            self.tabs.append(tab)
        top.addStretch(1)
        top.addWidget(self.mapping_button)
        last = QHBoxLayout()
        last.setSpacing(GAP)
        last.addWidget(self.state, 1)
        last.addWidget(self.bar)
        for button, act in (
            (self.stop_button, self.stop), (self.cancel_button, self.reject), (self.import_button, self.run),
            (self.mapping_button, self._map_again),
        ):  # fmt: skip
            button.setAutoDefault(False)
            button.clicked.connect(act)
            if button is not self.mapping_button:
                last.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        for item in (self.summary, self.notes):
            column.addWidget(item)
        column.addLayout(top)
        column.addWidget(self.pages, 1)
        column.addLayout(last)
        self.mapping_button.hide()
        self._show()

    def set_look(self, look: Look) -> None:
        self._look = look

    # ------------------------------------------------------------------ work

    def _start(self, act: Callable[[Step], object], then: Callable[[object], None], says: str) -> None:
        """One piece of work; the buttons wait for it."""
        work = self._work = Work(act, self)
        work.progress.connect(self._progress)
        work.done.connect(lambda found: self._finish(work, lambda: then(found)))
        work.failed.connect(lambda problem: self._finish(work, lambda: self._fail(problem)))
        work.stopped.connect(lambda: self._finish(work, self._stopped))
        self._say(says)
        self._enable()
        work.start()

    def _finish(self, work: Work, then: Callable[[], None]) -> None:
        if work is self._work:
            self._work = None
            self._say("")
            then()
            self._enable()

    def _progress(self, done: int, whole: int) -> None:
        self.bar.setRange(0, whole)
        self.bar.setValue(done)

    def _fail(self, problem: Problem) -> None:
        self._say(tr_problem(problem), "danger")

    def _stopped(self) -> None:
        self._say(self.tr("Stopped; nothing was imported."))

    def stop(self) -> None:
        if self._work is not None:
            self._work.stop()

    # ------------------------------------------------------------------ reading and looking

    def _read(self) -> None:
        mappings = dict(self._mappings)
        self._start(lambda step: load(self._session, self._files, mappings, step), self._take, self.tr("Reading…"))

    def _take(self, loaded: object) -> None:
        assert isinstance(loaded, Loaded)
        self._loaded = loaded
        if loaded.unmapped:
            self._ask_mapping(loaded.unmapped, self.reject)
        else:
            self._look_again()

    def _ask_mapping(self, grids: Sequence[Grid], given_up: Callable[[], None]) -> None:
        """Ask which column is what in one table after the other, then read again."""
        from charting.ui.files.import_mapping import MappingDialog

        if not grids:
            self._read()
            return
        grid, rest = grids[0], grids[1:]
        before = self._mappings.get(grid.digest) or recall(paths.mappings_file(), grid.header)
        dialog = MappingDialog(self._session.env.shipped, self._look, grid, before, parent=self)

        def take() -> None:
            self._mappings[grid.digest] = dialog.mapping
            remember(paths.mappings_file(), grid.header, dialog.mapping)
            self._ask_mapping(rest, given_up)

        dialog.accepted.connect(take)
        dialog.rejected.connect(given_up)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _map_again(self) -> None:
        """What was said of the columns can be said otherwise."""
        try:
            grids = foreign(self._files)
        except Problem as problem:
            self._fail(problem)
            return
        self._ask_mapping(grids, lambda: None)

    def _look_again(self) -> None:
        decisions = dict(self._decisions)
        self._start(
            lambda step: look_at(self._session, self._loaded, decisions), self._show_preview,
            self.tr("Comparing with the record…"),
        )  # fmt: skip

    def _show_preview(self, preview: object) -> None:
        assert isinstance(preview, Preview)
        first = self.preview is None
        self.preview = preview
        for near in preview.nears:
            self._nears.setdefault(near.key, near)
        self._show()
        if first:
            self.show_page(WRONG if preview.wrong else NEAR if preview.nears else NEW)
            (self.near.table if preview.nears else self.import_button).setFocus()

    def _decide(self, key: str, choice: Choice, patient_id: str) -> None:
        self._decisions[key] = Decision(choice, patient_id or None)
        self._look_again()

    # ------------------------------------------------------------------ writing

    def run(self) -> None:
        """Write it, beside the window."""
        decisions = dict(self._decisions)
        self._start(
            lambda step: write(self._session, self._loaded, decisions, step), self._done,
            self.tr("Importing… A backup is made first."),
        )  # fmt: skip

    def _done(self, totals: object) -> None:
        assert isinstance(totals, Totals)
        self._session.patients.reload()
        self.imported.emit(done_text(len(totals.patients), totals.new_visits))
        self.accept()

    # ------------------------------------------------------------------ showing

    def show_page(self, place: int, _checked: bool = True) -> None:
        self.pages.setCurrentIndex(place)
        self.tabs[place].setChecked(True)

    def _show(self) -> None:
        preview = self.preview
        names = ", ".join(shortened(file.name) for file in self._files[:3]) + ("…" if len(self._files) > 3 else "")
        self.summary.setText(names if preview is None else summary_text(preview))
        notes = [] if preview is None else [tr_problem(note) for note in preview.notes]
        self.notes.setText("\n".join([names, *notes]) if preview is not None else "")
        rows = [] if preview is None else coming(preview)
        faults = () if preview is None else preview.wrong
        self.new.take(rows)
        self.near.show_nears(tuple(self._nears.values()), self._decisions)
        self.wrong.show(faults)
        open_ones = sum(key not in self._decisions for key in self._nears)
        for tab, text, count in zip(
            self.tabs, (self.tr("New"), self.tr("Alike"), self.tr("Wrong")), (len(rows), open_ones, len(faults)),
            strict=True,
        ):  # fmt: skip
            tab.setText(f"{text} {count}" if count else text)
        self.tabs[NEAR].setVisible(bool(self._nears))
        self.tabs[WRONG].setVisible(bool(faults))
        if not self.tabs[self.pages.currentIndex()].isVisibleTo(self):
            self.show_page(NEW)
        self._enable()

    def _enable(self) -> None:
        preview, busy = self.preview, self._work is not None
        ready = preview is not None and preview.ready and adds_anything(preview)
        self.import_button.setText(import_button_text(preview))
        self.import_button.setEnabled(ready and not busy)
        self.near.setEnabled(not busy)
        self.mapping_button.setVisible(self._loaded.mapped)
        self.mapping_button.setEnabled(not busy)
        self.bar.setVisible(busy)
        self.stop_button.setVisible(busy)
        self.cancel_button.setVisible(not busy)
        if not busy and not self.state.text() and preview is not None and not ready:
            self._say(self._why_not(preview))

    def _why_not(self, preview: Preview) -> str:
        if preview.wrong:
            return self.tr("Nothing is imported while anything is wrong; mend the file and import it again.")
        if preview.nears:
            return self.tr("Say of each who is alike whether it is the same person.")
        return self.tr("Everything in the file is in the record already.")

    def _say(self, text: str, role: str = "muted") -> None:
        self.state.setText(text)
        wear(self.state, tone=role)

    def reject(self) -> None:
        self._end()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._end()
        super().closeEvent(event)

    def _end(self) -> None:
        """Nobody waits any more: what is being done is taken back."""
        work, self._work = self._work, None
        if work is not None:
            work.stop()
            work.wait()


def _bar() -> QProgressBar:
    bar = QProgressBar()
    bar.setFixedSize(200, 8)
    bar.setTextVisible(False)
    bar.setObjectName("thin")
    return bar
