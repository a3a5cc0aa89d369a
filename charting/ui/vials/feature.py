"""What the desk does with vials: the next one in hand, a scanned one, one that is used up; a second product."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog

from charting.domain.clinic.stock import Closed
from charting.ui.shell.feature import Action, Feature, Host, Menu, _, with_draft, with_visit
from charting.ui.shell.intents import AddVial, CorrectVial, ForgetTyping, PickVial, TakeCode, UseUpVial
from charting.words.vial_words import lot_text
from charting.words.words import product_name, tr_problem, units_text

if TYPE_CHECKING:
    from charting.domain.visit.visit import Vial
    from charting.exchange.codes import Scan
    from charting.ui.vials.scanner import Scanner


def feature(host: Host) -> Feature:
    """The vials in hand and in the stock."""
    vials = Vials(host)
    clinic = Menu.CLINIC
    return Feature(
        actions=(
            Action(
                "other_product", _("New visit with another product"), vials.other_product,
                when=with_visit, menu=(Menu.MAIN, 130),
            ),
            Action(
                "stock", _("Vials and lots…"), vials.show_stock, "Ctrl+Shift+V", menu=(clinic, 30)
            ),
            Action("lot_recall", _("Lot recall…"), vials.show_recall, menu=(clinic, 40)),
            Action("next_vial", _("Next vial"), vials.next_vial, "V", with_draft),
        ),
        answers={
            PickVial: vials.pick,
            AddVial: lambda _: vials.add(),
            CorrectVial: lambda _: vials.correct(),
            UseUpVial: lambda _: vials.use_up(),
            TakeCode: lambda intent: vials.scanned(intent.text),
        },
        opened=vials.listen,
    )  # fmt: skip


class Vials(QObject):
    """Listens for a scanner anywhere on the desk; dialogs are imported where they are opened."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._host = host
        self._scanner: Scanner | None = None

    def listen(self) -> None:
        """A scanner types: it is heard wherever the keyboard is."""
        from charting.ui.vials.scanner import Scanner

        if self._scanner is None:
            self._scanner = Scanner(self._host.window, self._may_scan, self.scanned, self._forget_typing)

    # ------------------------------------------------------------------ in hand

    def next_vial(self) -> None:
        """V: the next vial of this product, for the points chosen, and for those to come."""
        self._host.act(self._next_vial)

    def _next_vial(self) -> None:
        session = self._host.session
        if session.vials.pick_next(self._host.chosen) is None:
            name = product_name(session.clinic.reference, session.open.visit.product if session.open.visit else None)
            text = self.tr("No vial of {product} is in use. Scan one, or add it: Ctrl+Shift+V.")
            self._host.say(text.format(product=name))

    def pick(self, intent: PickVial) -> None:
        """Take a vial of the stock, or one that the open visit had, in hand."""
        session = self._host.session
        row = session.vials.now().get(intent.vial)
        known = row.vial if row is not None else None
        if session.open.visit is not None and known is None:
            known = next((vial for vial in session.open.visit.vials if vial.id == intent.vial), None)
        if known is not None:
            self._pick(known)

    def _pick(self, vial: Vial) -> bool:
        return self._host.act(self._host.session.vials.pick, vial, self._host.chosen)

    # ------------------------------------------------------------------ a scanner

    def scanned(self, text: str, ended: bool = True) -> None:
        """A code came in: the vial it means is in hand, or the sheet for a new one is filled in with it.

        While a dialog is open the code is that dialog's, where it asks for one.
        """
        from charting.exchange.codes import read_scan

        host, scan = self._host, read_scan(text, ended=ended)
        if not host.is_open or self._is_dialogs(scan):
            return
        if not host.session.editable:
            host.say(self.tr("Begin a new visit, or open a draft; then scan the vial again."))
            return
        if not scan.understood:
            host.hub.problem.emit(scan.faults[0])
            return
        vial = host.session.vials.scanned_vial(scan.gtin, scan.lot, scan.serial)
        if vial is None:
            self.add(scan)
        elif self._pick(vial):
            said = [self.tr("Vial {lot} is in hand.").format(lot=lot_text(vial)), *map(tr_problem, scan.faults)]
            host.say(" ".join(said))

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
            self._host.say(text.format(title=dialog.windowTitle()))
        return True

    def _may_scan(self) -> bool:
        return self._host.is_open and not self._host.session.who.away

    def _forget_typing(self) -> None:
        self._host.hub.asked.emit(ForgetTyping())

    # ------------------------------------------------------------------ the stock

    def add(self, scan: Scan | None = None) -> None:
        """A new vial, which goes in hand where the draft is of its product."""
        from charting.ui.vials.vial import VialSheet

        host = self._host
        sheet = VialSheet(host.session, host.look, None, scan, parent=host.window)
        if sheet.exec() and sheet.kept is not None and host.session.editable:
            self._pick(sheet.kept)
        host.go_to_face()

    def correct(self) -> None:
        """Correct the vial in hand."""
        host = self._host
        vial = host.session.vials.in_hand()
        if vial is None:
            return
        from charting.ui.vials.vial import VialSheet

        row = host.session.vials.now().get(vial.id)
        VialSheet(host.session, host.look, row.vial if row else vial, parent=host.window).exec()

    def use_up(self) -> None:
        """The vial in hand is closed; what is left in it counts as wasted."""
        vial = self._host.session.vials.in_hand()
        if vial is None:
            self._host.say(self.tr("No vial is in hand."))
            return
        self._host.act(self._use_up, vial)

    def _use_up(self, vial: Vial) -> None:
        closed = self._host.session.vials.close(vial.id, Closed.USED_UP)
        text = self.tr("Vial {lot} is used up; {units} U are wasted. “Vials and lots” can put it back into use.")
        wasted = units_text(closed.wasted or Decimal(0))
        self._host.say(text.format(lot=lot_text(vial), units=wasted))

    def show_stock(self) -> None:
        from charting.ui.vials.stock import StockDialog

        StockDialog(self._host.session, self._host.look, parent=self._host.window).exec()

    def show_recall(self) -> None:
        """Who got a lot."""
        from charting.ui.vials.lots import LotDialog

        host = self._host
        vial = host.session.vials.in_hand()
        LotDialog(host.session, host.look, (vial.lot or "") if vial else "", parent=host.window).exec()

    # ------------------------------------------------------------------ a second product

    def other_product(self) -> None:
        """A second draft of the same sitting."""
        self._host.act(self._host.session.vials.new_with_other_product)
        self._host.go_to_face()
