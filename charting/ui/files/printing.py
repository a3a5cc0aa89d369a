"""Sends sheets to a printer. Qt's printing is loaded here, when somebody prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QWidget

from charting.drawing.press import DOTS, Press
from charting.errors import Problem

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


def choose_printer(presses: Sequence[Press], title: str, parent: QWidget) -> QPrinter | None:
    """Ask for a printer; None when nobody chose one, a Problem when there is none."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

    if not QPrinterInfo.availablePrinterNames():
        raise Problem("No printer is set up on this computer; save it as a PDF instead.")
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    set_up(printer, presses, title)
    dialog = QPrintDialog(printer, parent)
    return printer if dialog.exec() else None


def set_up(printer: QPrinter, presses: Sequence[Press], title: str) -> None:
    """Tell the printer the paper and what it prints."""
    width, height = presses[0].size_mm
    size = QPageSize(QSizeF(width, height), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    printer.setFullPage(True)
    printer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF()))
    printer.setDocName(title)
    printer.setCreator("Charting")
    printer.setFromTo(0, 0)
    printer.setPrintRange(printer.PrintRange.AllPages)


def print_on(printer: QPrinter, presses: Sequence[Press]) -> None:
    """Print the pages that were chosen; a Problem when the printer does not take them."""
    pages = [(press, page) for press in presses for page in range(press.count)]
    if printer.printRange() is printer.PrintRange.PageRange and printer.fromPage() > 0:
        pages = pages[printer.fromPage() - 1 : printer.toPage()]
    painter = QPainter()
    if not pages or not printer.isValid() or not painter.begin(printer):
        raise Problem("The printer does not answer; look whether it is on, choose another one, or save it as a PDF.")
    for number, (press, page) in enumerate(pages):
        if number:
            printer.newPage()
        painter.save()
        scale = printer.resolution() / 25.4 / DOTS
        painter.scale(scale, scale)
        press.paint(painter, page)
        painter.restore()
    if not painter.end() or printer.printerState() is printer.PrinterState.Error:
        raise Problem("The printer gave up; look at it and print again, or save it as a PDF.")
