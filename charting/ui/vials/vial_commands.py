"""What the actions do with vials: the next one in hand, a scanned one, one that is used up; a second product."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDialog

from charting.domain.stock import Closed
from charting.domain.vial import Vial
from charting.errors import Problem
from charting.ui.people.audit_commands import AuditCommands
from charting.words.vial_words import lot_text
from charting.words.words import product_name, tr_problem, units_text

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.exchange.gs1 import Scan
    from charting.ui.vials.scanner import Scanner
    from charting.ui.vials.vial_bar import VialBar


class VialCommands(AuditCommands):
    """Acts on the window it belongs to; dialogs are imported where they are opened."""

    _scanner: Scanner | None = None

    def watch_vials(self, bar: VialBar) -> None:
        """Answer the row of vials, and listen for a scanner anywhere on the desk."""
        from charting.ui.vials.scanner import Scanner

        bar.picked.connect(self.pick_vial)
        bar.add_requested.connect(self.add_vial)
        bar.used_up_requested.connect(self.vial_used_up)
        bar.correct_requested.connect(self.correct_vial)
        bar.stock_requested.connect(self.show_stock)
        bar.code_given.connect(self.scanned)
        if self._scanner is None:
            self._scanner = Scanner(self._window, self._may_scan, self.scanned, self._forget_typing)

    # ------------------------------------------------------------------ in hand

    def next_vial(self) -> None:
        """V: the next vial of this product, for the points chosen, and for those to come."""

        session = self._window.session
        if session is None:
            return
        try:
            chosen = session.vials.pick_next(self._chosen())
        except Problem as problem:
            self._window.hub.problem.emit(problem)
            return
        if chosen is None:
            name = product_name(session.clinic.reference, session.open.visit.product if session.open.visit else None)
            text = self.tr("No vial of {product} is in use. Scan one, or add it: Ctrl+Shift+V.")
            self._window.hub.notice.emit(text.format(product=name))

    def pick_vial(self, vial_id: str) -> None:
        session = self._window.session
        row = None if session is None else session.vials.now().get(vial_id)
        known = row.vial if row is not None else None
        if session is not None and session.open.visit is not None and known is None:
            known = next((vial for vial in session.open.visit.vials if vial.id == vial_id), None)
        if session is not None and known is not None:
            self._pick(session, known)

    def _pick(self, session: Session, vial: Vial) -> bool:

        try:
            session.vials.pick(vial, self._chosen())
        except Problem as problem:
            self._window.hub.problem.emit(problem)
            return False
        return True

    def _chosen(self) -> frozenset[int]:
        return self._window.face_panel.canvas.selection

    # ------------------------------------------------------------------ a scanner

    def scanned(self, text: str, ended: bool = True) -> None:
        """A code came in: the vial it means is in hand, or the sheet for a new one is filled in with it.

        While a dialog is open the code is that dialog's, where it asks for one.
        """
        from charting.exchange.gs1 import read_scan

        session, scan = self._window.session, read_scan(text, ended=ended)
        if session is None or self._is_dialogs(scan):
            return
        if not session.editable:
            self._window.hub.notice.emit(self.tr("Begin a new visit, or open a draft; then scan the vial again."))
            return
        if not scan.understood:
            self._window.hub.problem.emit(scan.faults[0])
            return
        vial = session.vials.scanned_vial(scan.gtin, scan.lot, scan.serial)
        if vial is None:
            self.add_vial(scan)
        elif self._pick(session, vial):
            said = [self.tr("Vial {lot} is in hand.").format(lot=lot_text(vial)), *map(tr_problem, scan.faults)]
            self._window.hub.notice.emit(" ".join(said))

    def _is_dialogs(self, scan: Scan) -> bool:
        dialog = QApplication.activeModalWidget() or QApplication.activeWindow()
        if not isinstance(dialog, QDialog):
            return False
        take = getattr(dialog, "take_code", None)
        if take is not None:
            take(scan)
        else:
            QApplication.beep()
            text = self.tr("A code was scanned while “{title}” was open: nothing was taken. Close it, and scan again.")
            self._window.hub.notice.emit(text.format(title=dialog.windowTitle()))
        return True

    def _may_scan(self) -> bool:
        session = self._window.session
        return session is not None and not session.who.away

    def _forget_typing(self) -> None:
        """The first figures of a code are no dose."""
        self._window.face_panel.canvas.typed.cancel()
        if self._window.doses is not None:
            self._window.doses.points.forget_typing()

    # ------------------------------------------------------------------ the stock

    def add_vial(self, scan: Scan | None = None) -> None:
        """A new vial, which goes in hand where the draft is of its product."""
        session = self._window.session
        if session is None:
            return
        from charting.ui.vials.vial import VialSheet

        sheet = VialSheet(session, self._window.look, None, scan, parent=self._window)
        if sheet.exec() and sheet.kept is not None and session.editable:
            self._pick(session, sheet.kept)
        self.go_to_face()

    def correct_vial(self) -> None:
        session = self._window.session
        vial = session.vials.in_hand() if session is not None else None
        if session is None or vial is None:
            return
        from charting.ui.vials.vial import VialSheet

        row = session.vials.now().get(vial.id)
        VialSheet(session, self._window.look, row.vial if row else vial, parent=self._window).exec()

    def vial_used_up(self) -> None:
        """The vial in hand is closed; what is left in it counts as wasted."""

        session = self._window.session
        vial = session.vials.in_hand() if session is not None else None
        if session is None or vial is None:
            self._window.hub.notice.emit(self.tr("No vial is in hand."))
            return
        try:
            closed = session.vials.close(vial.id, Closed.USED_UP)
        except Problem as problem:
            self._window.hub.problem.emit(problem)
            return
        text = self.tr("Vial {lot} is used up; {units} U are wasted. “Vials and lots” can put it back into use.")
        wasted = units_text(closed.wasted or Decimal(0))
        self._window.hub.notice.emit(text.format(lot=lot_text(vial), units=wasted))

    def show_stock(self) -> None:
        session = self._window.session
        if session is not None:
            from charting.ui.vials.stock import StockDialog

            StockDialog(session, self._window.look, parent=self._window).exec()

    def show_recall(self) -> None:
        """Who got a lot."""
        session = self._window.session
        if session is not None:
            from charting.ui.vials.lots import LotDialog

            vial = session.vials.in_hand()
            LotDialog(session, self._window.look, (vial.lot or "") if vial else "", parent=self._window).exec()

    # ------------------------------------------------------------------ a second product

    def other_product(self) -> None:
        """A second draft of the same sitting."""

        session = self._window.session
        if session is None:
            return
        try:
            session.vials.new_with_other_product()
        except Problem as problem:
            self._window.hub.problem.emit(problem)
        self.go_to_face()
