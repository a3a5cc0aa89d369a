"""Who got a lot: one field, everybody who was treated with it, and the list as text."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from charting.desk.session import Session
from charting.domain.clinic.stock import LotUse
from charting.domain.visit.visit import Status
from charting.exchange.codes import Scan, looks_scanned, read_scan
from charting.ui.kit.list_dialog import ListDialog, add_button, lay_out_sheet
from charting.ui.kit.look import Look
from charting.ui.kit.plain_line import keep_plain
from charting.ui.kit.table import SHEET, ListModel, Table, copied
from charting.ui.vials.stock_rows import lot_columns
from charting.words.words import tr_problem


class LotDialog(ListDialog):
    """Searches when Enter is pressed; a scanned code is searched by its lot."""

    def __init__(self, session: Session, look: Look, lot: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._session = session
        self.found: tuple[LotUse, ...] = ()
        self.lot = QLineEdit(lot)
        keep_plain(self.lot)
        self.lot.setPlaceholderText(self.tr("Lot, typed or scanned"))
        self.lot.setAccessibleName(self.tr("Lot"))
        self.model = ListModel[LotUse](lot_columns(session.clinic.reference), look)
        self.table = Table(self.model, self.tr("Who got this lot"), SHEET)
        self.note.setObjectName("muted")
        self.top.addWidget(self.lot, 1)
        self.search = add_button(self.top, self.tr("Who got it?"), self.look_up)
        self.search.setObjectName("primary")
        self.search.setAutoDefault(True)
        self.search.setDefault(True)
        self.copy_button = add_button(self.foot, self.tr("Copy as text"), self.copy)
        self.foot.addStretch(1)
        self.done_button = add_button(self.foot, self.tr("Done"), self.accept)
        lay_out_sheet(self, self.tr("Lot recall"), QSize(1120, 560))
        self._show(searched=False)
        self.lot.setFocus()
        if lot.strip():
            self.look_up()

    def look_up(self) -> None:
        """Search for what stands in the field."""
        if looks_scanned(self.lot.text().strip()):
            self.take_code(read_scan(self.lot.text()))
            return
        self._search()

    def take_code(self, scan: Scan) -> None:
        """Search for the lot of a code."""
        if scan.lot is None:
            self.say(" ".join(map(tr_problem, scan.faults)))
            return
        self.lot.setText(scan.lot)
        self._search()

    def _search(self) -> None:
        if self.attempt(self._find):
            self._show(searched=True)

    def _find(self) -> None:
        self.found = self._session.vials.lot_recall(self.lot.text())

    def _show(self, *, searched: bool) -> None:
        self.model.show(self.found)
        self.copy_button.setEnabled(bool(self.found))
        if not searched:
            self.say(self.tr("The lot is found whatever its case and spaces; signed visits and drafts alike."))
        elif not self.found:
            self.say(self.tr("Nobody got this lot, as far as this file knows."))
        else:
            people = len({use.patient.id for use in self.found})
            drafts = sum(use.status is Status.DRAFT for use in self.found)
            one, many = self.tr("1 patient got this lot"), self.tr("{count} patients got this lot")
            text = one if people == 1 else many.format(count=people)
            if drafts:
                text += self.tr(", {count} of the visits in drafts").format(count=drafts)
            self.say(f"{text}.")

    def copy(self) -> None:
        """The whole list, for a spreadsheet."""
        QGuiApplication.clipboard().setText(copied(self.model.shown, self.found))
        self.say(self.tr("The list is in the clipboard: names and dates of birth are in it."))
