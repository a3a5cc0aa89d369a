"""Who is due: every treated patient with the day they are due again, and the reviews that are overdue."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from charting.desk.session import Session
from charting.errors import Problem
from charting.files import write_whole
from charting.ui.kit.button_row import add_button
from charting.ui.kit.combos import Combo
from charting.ui.kit.list_table import look_like_a_list
from charting.ui.kit.look import GAP, Look, wear
from charting.ui.kit.rows import paint_focus
from charting.ui.kit.working import surely
from charting.ui.past.due_rows import DueEntry, DueModel, Filter, csv_bytes, entry_of, tab_text
from charting.words.past_words import due_rule_text
from charting.words.words import product_name, tr_problem

SIZE = QSize(1240, 700)
WIDTHS = (104, 104, 0, 104, 76, 104, 124, 100, 128, 112)
REPORT_EVERY = 500


class DueTable(QTableView):
    """The table; Enter opens a patient, Ctrl+C copies."""

    opened = Signal()
    copied = Signal()

    def __init__(self, model: DueModel) -> None:
        super().__init__()
        self.setModel(model)
        look_like_a_list(self, self.tr("Patients by the day they are due"), WIDTHS)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.horizontalHeader().setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.doubleClicked.connect(lambda _: self.opened.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_focus(self)


class DueDialog(QDialog):
    """Reads and assesses on a thread of its own; closing the window stops it."""

    progress = Signal(int, int)
    ready = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._look = look
        self.entries: tuple[DueEntry, ...] = ()
        self.loaded = False
        self._stop = threading.Event()
        self.setWindowTitle(self.tr("Who is due"))
        self.model = DueModel(session, look, self)
        self.table = DueTable(self.model)
        self.note = QLabel(self.tr("Looking through the record…"))
        self.note.setObjectName("caption")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self._lay_out()
        self.table.opened.connect(self.open_patient)
        self.table.copied.connect(self.copy)
        self.progress.connect(self._say_progress)
        self.ready.connect(self._take)
        self.failed.connect(lambda problem: self._say(tr_problem(problem), "danger"))
        room = parent.window().size() if parent is not None else SIZE
        self.resize(SIZE.boundedTo(QSize(room.width() - 32, room.height() - 32)))
        self._thread = threading.Thread(
            target=surely, args=(self._read, self.failed.emit), name="who is due", daemon=True
        )
        self._thread.start()

    def set_look(self, look: Look) -> None:
        self._look = look

    # ------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(6)
        self._group = QButtonGroup(self)
        self.filters = {chosen: self._filter(chosen, top) for chosen in Filter}
        self.filters[Filter.ALL].setChecked(True)
        top.addStretch(1)
        self.products = Combo(self._look)
        self.products.setAccessibleName(self.tr("Product"))
        self.products.setMinimumWidth(190)
        self.products.addItem(self.tr("All products"), None)
        self.products.currentIndexChanged.connect(self._show)
        top.addWidget(self.products)
        card = QFrame()
        card.setObjectName("card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(10, 6, 10, 6)
        inner.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(card, 1)
        column.addLayout(self._bottom())

    def _filter(self, chosen: Filter, row: QHBoxLayout) -> QPushButton:
        button = QPushButton(self._filter_text(chosen))
        button.setObjectName("tab")
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.clicked.connect(self._show)
        self._group.addButton(button)
        row.addWidget(button)
        return button

    def _filter_text(self, chosen: Filter) -> str:
        return {
            Filter.ALL: self.tr("All"),
            Filter.OVERDUE: self.tr("Overdue"),
            Filter.SOON: self.tr("Next 4 weeks"),
            Filter.REVIEWS: self.tr("Reviews overdue"),
        }[chosen]

    def _bottom(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.note, 1)
        self.set_button = add_button(row, self.tr("Set date…"), self.set_date)
        self.copy_button = add_button(row, self.tr("Copy"), self.copy)
        self.csv_button = add_button(row, self.tr("Save as CSV…"), self.save)
        self.open_button = add_button(row, self.tr("Open patient"), self.open_patient)
        self.close_button = add_button(row, self.tr("Close"), self.reject)
        self.open_button.setObjectName("primary")
        return row

    # ------------------------------------------------------------------ reading

    def _read(self) -> None:
        """On the thread: one query, then one assessment for each patient."""
        rows = self._session.follow_up.due_rows()
        entries = []
        for number, row in enumerate(rows):
            if self._stop.is_set():
                return
            if number % REPORT_EVERY == 0:
                self.progress.emit(number, len(rows))
            entries.append(entry_of(row, self._session))
        if not self._stop.is_set():
            self.ready.emit(tuple(entries))

    def _say_progress(self, done: int, count: int) -> None:
        if not self.loaded and count > REPORT_EVERY:
            self._say(self.tr("Looked through {done} of {count} patients…").format(done=done, count=count))

    def _take(self, entries: tuple[DueEntry, ...]) -> None:
        self.entries, self.loaded = entries, True
        known = {entry.row.treatment.product for entry in entries} - {None}
        for code in self._session.clinic.reference.products:
            if code in known:
                self.products.addItem(product_name(self._session.clinic.reference, code), code)
        self._show()
        self.table.setFocus()

    def done(self, result: int) -> None:
        self._stop.set()
        self._thread.join()
        super().done(result)

    # ------------------------------------------------------------------ showing

    @property
    def chosen_filter(self) -> Filter:
        return next(chosen for chosen, button in self.filters.items() if button.isChecked())

    def _show(self) -> None:
        if not self.loaded:
            return
        today, product = self.model.today, self.products.currentData()
        for chosen, button in self.filters.items():
            count = sum(entry.passes(chosen, product, today) for entry in self.entries)
            button.setText(f"{self._filter_text(chosen)} · {count}")
        self.model.show(entry for entry in self.entries if entry.passes(self.chosen_filter, product, today))
        if self.model.rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
            self._say(due_rule_text())
        elif self.entries:
            self._say(self.tr("Nobody is due here."))
        else:
            self._say(self.tr("No treatment is signed yet; who is due follows from signed treatments."))
        for button in (self.open_button, self.copy_button, self.csv_button, self.set_button):
            button.setEnabled(bool(self.model.rows))

    def _say(self, text: str, role: str = "muted") -> None:
        self.note.setText(text)
        wear(self.note, tone=role)

    def selected(self) -> list[DueEntry]:
        """The rows selected, from the top down."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [entry for row in rows if (entry := self.model.row(row)) is not None]

    # ------------------------------------------------------------------ doing

    def _current(self) -> DueEntry | None:
        index: QModelIndex = self.table.currentIndex()
        return self.model.row(index.row()) if index.isValid() else None

    def open_patient(self) -> None:
        """Open the chart of the row the hand is on."""
        entry = self._current()
        if entry is None:
            return
        try:
            self._session.patients.open(entry.row.patient.id)
        except Problem as problem:
            self._say(tr_problem(problem), "danger")
            return
        self.accept()

    def copy(self) -> None:
        """The selected rows, or all that are listed when only one is, for a spreadsheet."""
        chosen = self.selected()
        rows = chosen if len(chosen) > 1 else self.model.rows
        QGuiApplication.clipboard().setText(tab_text(rows, self._session.clinic.reference, self.model.today))
        self._say(self.tr("{count} rows copied.").format(count=len(rows)))

    def save(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save as CSV"), "due.csv", self.tr("CSV files (*.csv)"))
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write the listed rows; a disk that cannot take them is said here."""
        try:
            write_whole(path, csv_bytes(self.model.rows, self._session.clinic.reference))
        except OSError as fault:
            words = self.tr("The list cannot be written to {path}: {reason}. Choose another folder.")
            self._say(words.format(path=path, reason=fault.strerror or fault), "danger")
            return
        self._say(self.tr("{count} rows are in {path}.").format(count=len(self.model.rows), path=path))

    def set_date(self) -> None:
        """Ask for another day for the patient the hand is on."""
        from charting.ui.past.recall import RecallDialog

        entry = self._current()
        if entry is None:
            return
        dialog = RecallDialog(self._session, entry.row.patient, entry.row.recall_on, parent=self)
        if dialog.exec():
            self._renew(entry)

    def _renew(self, entry: DueEntry) -> None:
        """Read one patient's row again."""
        rows = self._session.follow_up.due_rows()
        fresh = {row.patient.id: row for row in rows if row.patient.id == entry.row.patient.id}
        self.entries = tuple(
            entry_of(fresh[e.row.patient.id], self._session) if e.row.patient.id in fresh else e for e in self.entries
        )
        self._show()
