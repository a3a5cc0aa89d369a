"""The vials of the clinic: what is left, what expires, how long each is made up; added, corrected, closed, recalled."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QCheckBox, QLineEdit, QMenu, QPushButton, QWidget

from charting.desk.session import Session
from charting.domain.clinic.stock import Closed, StockVial
from charting.exchange.codes import Scan, looks_scanned, read_scan
from charting.ui.kit.list_dialog import ListDialog, add_button, lay_out_sheet
from charting.ui.kit.look import Look
from charting.ui.kit.parts import words
from charting.ui.kit.table import SHEET, ListModel, Table
from charting.ui.vials.stock_rows import stock_columns, stock_summary
from charting.words.vial_words import closed_name
from charting.words.words import product_name, tr_problem


class StockDialog(ListDialog):
    """What is done here is kept at once; closing the window closes only the window."""

    def __init__(self, session: Session, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._session = session
        self._rows: tuple[StockVial, ...] = ()
        self.now = session.env.clock()
        self.code = QLineEdit()
        self.code.setPlaceholderText(self.tr("Scan a vial, or type a part of a product or lot"))
        self.code.setAccessibleName(self.tr("Scan or find a vial"))
        self.code.setClearButtonEnabled(True)
        self.closed = QCheckBox(self.tr("Also those used up"))
        columns = stock_columns(session.clinic.reference, lambda: self.now)
        self.model = ListModel[StockVial](columns, look, key=lambda row: row.vial.id, said=columns[0].tip)
        self.table = Table(self.model, self.tr("Vials"), SHEET)
        self.summary = words("muted")
        self.note.setObjectName("problem")
        self.note.hide()
        self._fill()
        lay_out_sheet(self, self.tr("Vials and lots"), QSize(1120, 560), below=(self.summary,))
        self._connect()
        self.refresh()
        self.code.setFocus()

    def _fill(self) -> None:
        self.top.addWidget(self.code, 1)
        self.top.addWidget(self.closed)
        self.add = add_button(self.top, self.tr("Add a vial…"), lambda: self._sheet(None))
        self.correct = add_button(self.foot, self.tr("Correct…"), self._correct)
        self.close_vial = add_button(self.foot, self.tr("Close vial"), lambda: None)
        self.reopen = add_button(self.foot, self.tr("Back into use"), self._reopen)
        self.foot.addStretch(1)
        self.recall = add_button(self.foot, self.tr("Lot recall…"), self._recall)
        self.done_button: QPushButton = add_button(self.foot, self.tr("Done"), self.accept)
        self.done_button.setObjectName("primary")
        menu = QMenu(self.close_vial)
        for because in Closed:
            name = closed_name(because)
            menu.addAction(name[:1].upper() + name[1:], partial(self._close, because))
        self.close_vial.setMenu(menu)

    def _connect(self) -> None:
        self.code.textChanged.connect(self._typed)
        self.code.returnPressed.connect(self._entered)
        self.closed.toggled.connect(lambda _: self.refresh())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.table.opened.connect(self._correct)
        self.model.modelReset.connect(self._enable)

    # ------------------------------------------------------------------ showing

    def refresh(self) -> None:
        """Read the stock again."""
        self.now = self._session.env.clock()
        self._rows = self._session.vials.stock()
        self.summary.setText(stock_summary(self._rows, self._session.clinic.reference, self.now.date()))
        self._show()

    def _show(self) -> None:
        sought = "".join(self.code.text().casefold().split())
        listed = [row for row in self._rows if (row.in_use or self.closed.isChecked()) and self._found(row, sought)]
        listed.sort(key=lambda row: (not row.in_use, self._product(row)))
        self.model.take(listed)
        self._enable()

    def _typed(self, text: str) -> None:
        if not looks_scanned(text):
            self._show()

    def _found(self, row: StockVial, sought: str) -> bool:
        words = (row.vial.lot or "", row.vial.serial or "", row.vial.gtin or "", self._product(row))
        return any(sought in "".join(word.casefold().split()) for word in words)

    def _product(self, row: StockVial) -> str:
        return product_name(self._session.clinic.reference, row.vial.product)

    def row(self) -> StockVial | None:
        """The vial that is chosen."""
        return next(iter(self.table.chosen), None)

    def _enable(self) -> None:
        row = self.row()
        self.correct.setEnabled(row is not None)
        self.close_vial.setEnabled(row is not None and row.in_use)
        self.reopen.setEnabled(row is not None and not row.in_use)
        self.reopen.setVisible(self.closed.isChecked())

    def say(self, text: str, tone: str = "danger") -> None:
        """What is wrong; there is a line for it only then."""
        super().say(text, tone)
        self.note.setVisible(bool(text))

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
            self._do(partial(self._session.vials.close, row.vial.id, because))

    def _reopen(self) -> None:
        row = self.row()
        if row is not None:
            self._do(partial(self._session.vials.reopen, row.vial.id))

    def _do(self, act: Callable[[], object]) -> None:
        self.say("")
        self.attempt(act)
        self.refresh()

    def _recall(self) -> None:
        from charting.ui.vials.lots import LotDialog

        row = self.row()
        LotDialog(self._session, self._look, row.vial.lot or "" if row else "", parent=self).exec()
