"""The vials of the clinic: what is left, what expires, how long each is made up; added, corrected, closed, recalled."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from charting.desk.session import Session
from charting.domain.clinic.stock import Closed, StockVial
from charting.errors import Problem
from charting.exchange.codes import Scan, looks_scanned, read_scan
from charting.ui.kit.look import GAP, Look
from charting.ui.kit.plain_table import plain_table
from charting.ui.vials.stock_rows import LOT, StockModel, stock_summary
from charting.words.vial_words import closed_name
from charting.words.words import tr_problem

_WIDTHS = (140, 110, 64, 104, 124, 190, 120, 76)


class StockDialog(QDialog):
    """What is done here is kept at once; closing the window closes only the window."""

    def __init__(self, session: Session, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._look = look
        self._rows: tuple[StockVial, ...] = ()
        self.setWindowTitle(self.tr("Vials and lots"))
        self.code = QLineEdit()
        self.code.setPlaceholderText(self.tr("Scan a vial, or type a part of a product or lot"))
        self.code.setAccessibleName(self.tr("Scan or find a vial"))
        self.code.setClearButtonEnabled(True)
        self.closed = QCheckBox(self.tr("Also those used up"))
        self.model = StockModel(session.clinic.reference, look, session.env.clock(), self)
        self.table = plain_table(self.model, _WIDTHS, LOT, self.tr("Vials"))
        self.summary = QLabel()
        self.summary.setObjectName("muted")
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setWordWrap(True)
        self.told = QLabel()
        self.told.setObjectName("problem")
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        self.told.hide()
        self._make_buttons()
        self._lay_out()
        self._connect()
        self.resize(QSize(1120, 560))
        self.refresh()
        self.code.setFocus()

    def _make_buttons(self) -> None:
        self.add = QPushButton(self.tr("Add a vial…"))
        self.correct = QPushButton(self.tr("Correct…"))
        self.close_vial = QPushButton(self.tr("Close vial"))
        self.reopen = QPushButton(self.tr("Back into use"))
        self.recall = QPushButton(self.tr("Lot recall…"))
        self.done_button = QPushButton(self.tr("Done"))
        menu = QMenu(self.close_vial)
        for because in Closed:
            name = closed_name(because)
            menu.addAction(name[:1].upper() + name[1:], partial(self._close, because))
        self.close_vial.setMenu(menu)
        for button in (self.add, self.correct, self.close_vial, self.reopen, self.recall, self.done_button):
            button.setAutoDefault(False)
            button.setAccessibleName(button.text())
        self.done_button.setObjectName("primary")

    def _lay_out(self) -> None:
        top, last = QHBoxLayout(), QHBoxLayout()
        for row in (top, last):
            row.setSpacing(GAP)
        top.addWidget(self.code, 1)
        top.addWidget(self.closed)
        top.addWidget(self.add)
        for button in (self.correct, self.close_vial, self.reopen):
            last.addWidget(button)
        last.addStretch(1)
        last.addWidget(self.recall)
        last.addWidget(self.done_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self.told)
        column.addWidget(self.table, 1)
        column.addWidget(self.summary)
        column.addLayout(last)

    def _connect(self) -> None:
        self.code.textChanged.connect(self._typed)
        self.code.returnPressed.connect(self._entered)
        self.closed.toggled.connect(lambda _: self.refresh())
        self.add.clicked.connect(lambda: self._sheet(None))
        self.correct.clicked.connect(self._correct)
        self.reopen.clicked.connect(self._reopen)
        self.recall.clicked.connect(self._recall)
        self.done_button.clicked.connect(self.accept)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.table.doubleClicked.connect(lambda _: self._correct())
        self.model.modelReset.connect(self._enable)

    def set_look(self, look: Look) -> None:
        self._look = look

    # ------------------------------------------------------------------ showing

    def refresh(self) -> None:
        """Read the stock again."""
        self.model.now = self._session.env.clock()
        self._rows = self._session.vials.stock()
        self.summary.setText(stock_summary(self._rows, self._session.clinic.reference, self.model.now.date()))
        self._show()

    def _show(self) -> None:
        sought = "".join(self.code.text().casefold().split())
        listed = [row for row in self._rows if (row.in_use or self.closed.isChecked()) and self._found(row, sought)]
        listed.sort(key=lambda row: (not row.in_use, self.model.texts(row)[0]))
        self.model.take(listed)
        self._enable()

    def _typed(self, text: str) -> None:
        if not looks_scanned(text):
            self._show()

    def _found(self, row: StockVial, sought: str) -> bool:
        words = (row.vial.lot or "", row.vial.serial or "", row.vial.gtin or "", self.model.texts(row)[0])
        return any(sought in "".join(word.casefold().split()) for word in words)

    def row(self) -> StockVial | None:
        """The vial that is chosen."""
        chosen = self.table.selectionModel().selectedRows()
        return self.model.row(chosen[0].row()) if chosen else None

    def _enable(self) -> None:
        row = self.row()
        self.correct.setEnabled(row is not None)
        self.close_vial.setEnabled(row is not None and row.in_use)
        self.reopen.setEnabled(row is not None and not row.in_use)
        self.reopen.setVisible(self.closed.isChecked())

    def say(self, text: str) -> None:
        self.told.setText(text)
        self.told.setVisible(bool(text))

    # ------------------------------------------------------------------ doing

    def _entered(self) -> None:
        """Enter behind a code finds its vial, or begins a new one; behind anything else it chooses the first found."""
        text = self.code.text()
        self.say("")
        scan = read_scan(text)
        if scan.understood or looks_scanned(text):
            self.take_code(scan)
        elif self.model.rows:
            self.table.selectRow(0)
        elif text.strip():
            self.say(self.tr("No vial of the stock is found by “{text}”.").format(text=text.strip()[:40]))

    def take_code(self, scan: Scan) -> None:
        """The vial of a code is chosen; of a new one the sheet is opened."""
        self.code.clear()
        vial = self._session.vials.scanned_vial(scan.gtin, scan.lot, scan.serial)
        if not scan.understood:
            self.say(tr_problem(scan.faults[0]))
        elif vial is None:
            self._sheet(None, scan)
        else:
            self.say(" ".join(map(tr_problem, scan.faults)))
            self._choose(vial.id)

    def _choose(self, vial_id: str) -> None:
        place = next((n for n, row in enumerate(self.model.rows) if row.vial.id == vial_id), None)
        if place is not None:
            self.table.selectRow(place)
            self.table.setFocus()

    def _sheet(self, row: StockVial | None, scan: Scan | None = None) -> None:
        from charting.ui.vials.vial import VialSheet

        sheet = VialSheet(self._session, self._look, row.vial if row else None, scan, parent=self)
        if sheet.exec() and sheet.kept is not None:
            self.refresh()
            self._choose(sheet.kept.id)

    def _correct(self) -> None:
        row = self.row()
        if row is not None:
            self._sheet(row)

    def _close(self, because: Closed) -> None:
        row = self.row()
        if row is not None:
            self._attempt(partial(self._session.vials.close, row.vial.id, because))

    def _reopen(self) -> None:
        row = self.row()
        if row is not None:
            self._attempt(partial(self._session.vials.reopen, row.vial.id))

    def _attempt(self, act: Callable[[], object]) -> None:
        self.say("")
        try:
            act()
        except Problem as problem:
            self.say(tr_problem(problem))
        self.refresh()

    def _recall(self) -> None:
        from charting.ui.vials.lots import LotDialog

        row = self.row()
        LotDialog(self._session, self._look, row.vial.lot or "" if row else "", parent=self).exec()
