"""Who got a lot: one field, everybody who was treated with it, and the list as text."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.domain.clinic.stock import LotUse
from charting.domain.visit.visit import Status
from charting.errors import Problem
from charting.exchange.codes import Scan, looks_scanned, read_scan
from charting.ui.kit.look import GAP, Look
from charting.ui.kit.plain_line import keep_plain
from charting.ui.kit.plain_table import plain_table
from charting.ui.vials.stock_rows import WHO, LotModel, lots_as_text
from charting.words.words import tr_problem

_WIDTHS = (180, 96, 76, 96, 120, 64, 96, 90)


class LotDialog(QDialog):
    """Searches when Enter is pressed; a scanned code is searched by its lot."""

    def __init__(self, session: Session, look: Look, lot: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.found: tuple[LotUse, ...] = ()
        self.setWindowTitle(self.tr("Lot recall"))
        self.lot = QLineEdit(lot)
        keep_plain(self.lot)
        self.lot.setPlaceholderText(self.tr("Lot, typed or scanned"))
        self.lot.setAccessibleName(self.tr("Lot"))
        self.search = QPushButton(self.tr("Who got it?"))
        self.search.setObjectName("primary")
        self.search.setDefault(True)
        self.model = LotModel(session.clinic.reference, look, self)
        self.table = plain_table(self.model, _WIDTHS, WHO, self.tr("Who got this lot"))
        self.told = QLabel()
        self.told.setObjectName("muted")
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        self.copy = QPushButton(self.tr("Copy as text"))
        self.done_button = QPushButton(self.tr("Done"))
        for button in (self.copy, self.done_button):
            button.setAutoDefault(False)
        self._lay_out()
        self.search.clicked.connect(self.look_up)
        self.copy.clicked.connect(self._copy)
        self.done_button.clicked.connect(self.accept)
        self.resize(QSize(1120, 560))
        self._show(searched=False)
        self.lot.setFocus()
        if lot.strip():
            self.look_up()

    def _lay_out(self) -> None:
        top, last = QHBoxLayout(), QHBoxLayout()
        for row in (top, last):
            row.setSpacing(GAP)
        top.addWidget(self.lot, 1)
        top.addWidget(self.search)
        last.addWidget(self.copy)
        last.addStretch(1)
        last.addWidget(self.done_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self.told)
        column.addWidget(self.table, 1)
        column.addLayout(last)

    def look_up(self) -> None:
        """Search for what stands in the field."""
        if looks_scanned(self.lot.text().strip()):
            self.take_code(read_scan(self.lot.text()))
            return
        self._search()

    def take_code(self, scan: Scan) -> None:
        """Search for the lot of a code."""
        if scan.lot is None:
            self.told.setText(" ".join(map(tr_problem, scan.faults)))
            return
        self.lot.setText(scan.lot)
        self._search()

    def _search(self) -> None:
        try:
            self.found = self._session.vials.lot_recall(self.lot.text())
        except Problem as problem:
            self.told.setText(tr_problem(problem))
            return
        self._show(searched=True)

    def _show(self, *, searched: bool) -> None:
        self.model.take(self.found, fresh=True)
        self.copy.setEnabled(bool(self.found))
        if not searched:
            self.told.setText(self.tr("The lot is found whatever its case and spaces; signed visits and drafts alike."))
        elif not self.found:
            self.told.setText(self.tr("Nobody got this lot, as far as this file knows."))
        else:
            people = len({use.patient.id for use in self.found})
            drafts = sum(use.status is Status.DRAFT for use in self.found)
            one, many = self.tr("1 patient got this lot"), self.tr("{count} patients got this lot")
            text = one if people == 1 else many.format(count=people)
            if drafts:
                text += self.tr(", {count} of the visits in drafts").format(count=drafts)
            self.told.setText(f"{text}.")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(lots_as_text(self.found, self._session.clinic.reference))
        self.told.setText(self.tr("The list is in the clipboard: names and dates of birth are in it."))
