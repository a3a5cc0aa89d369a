"""What a visit costs, area by area: an estimate while it is a draft, the bill once it is signed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.domain.clinic.money import Bill, BillLine
from charting.domain.visit.visit import Visit
from charting.ui.kit.fields import FormDialog
from charting.ui.kit.look import GAP
from charting.words.money import beside_text, money_text, rounding_text
from charting.words.words import NOTHING, area_name, date_text, one_line, product_name, units_text

WIDTH = 500


class BillDialog(FormDialog):
    """Shows the bill of a visit and copies it as text."""

    def __init__(self, session: Session, visit: Visit, bill: Bill, *, parent: QWidget | None = None) -> None:
        super().__init__(WIDTH, parent)
        self._session, self._visit, self._bill = session, visit, bill
        self.setWindowTitle(self.tr("Estimate") if visit.is_draft else self.tr("Bill"))
        title = _label(self._heading(), "title")
        what = _label(self._what(), "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(title)
        head.addWidget(what)
        column.addLayout(head)
        column.addLayout(self._table())
        for text in self._notes():
            column.addWidget(_label(text, "caption", wrap=True))
        self.said = _label("", "caption")
        column.addLayout(self._buttons())

    def _heading(self) -> str:
        name = one_line(self._session.clinic.settings.name)
        text = self.tr("Estimate") if self._visit.is_draft else self.tr("Bill")
        return f"{text} · {name}" if name else text

    def _what(self) -> str:
        visit = self._visit
        return f"{date_text(visit.at.date())} · {product_name(self._session.clinic.reference, visit.product)}"

    def _table(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        heads = (self.tr("Area"), self.tr("Units"), self.tr("A unit"), self.tr("Amount"))
        for column, text in enumerate(heads):
            grid.addWidget(_label(text, "caption"), 0, column, right if column else Qt.AlignmentFlag.AlignLeft)
        for row, line in enumerate(self._bill.lines, 1):
            for column, text in enumerate(self._cells(line)):
                grid.addWidget(_label(text, "value"), row, column, right if column else Qt.AlignmentFlag.AlignLeft)
        rule = QFrame()
        rule.setFixedHeight(1)
        rule.setObjectName("rule")
        last = len(self._bill.lines) + 1
        grid.addWidget(rule, last, 0, 1, 4)
        self.total = _label(money_text(self._bill.total, self._bill.currency), "title")
        grid.addWidget(_label(self._total_name(), "title"), last + 1, 0)
        grid.addWidget(self.total, last + 1, 1, 1, 3, right)
        return grid

    def _total_name(self) -> str:
        return self.tr("About") if self._visit.is_draft else self.tr("Total")

    def _cells(self, line: BillLine) -> tuple[str, str, str, str]:
        currency = self._bill.currency
        return (
            area_name(self._session.clinic.reference, line.area),
            self.tr("{units} U").format(units=units_text(line.units)),
            NOTHING if line.price_per_unit is None else money_text(line.price_per_unit, currency),
            self.tr("no price") if line.amount is None else money_text(line.amount, currency),
        )

    def _notes(self) -> list[str]:
        costs = self._session.prices.beside(self._visit) if self._visit.is_draft else None
        notes = [] if costs is None else [beside_text(self._session.clinic.reference, costs)]
        if self._visit.is_draft:
            notes.append(self.tr("These prices are written into the visit when it is signed, and stay its bill."))
        return [*notes, rounding_text()]

    def _buttons(self) -> QHBoxLayout:
        self.copy = QPushButton(self.tr("Copy as text"))
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self.copy_text)
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.setObjectName("primary")
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.said, 1)
        row.addWidget(self.copy)
        row.addWidget(self.close_button)
        return row

    def text(self) -> str:
        """The bill as plain text, a line for each area; it names no patient."""
        lines = [self._heading(), self._what(), ""]
        for line in self._bill.lines:
            area, units, price, amount = self._cells(line)
            lines.append(
                f"{area}: {units} × {price} = {amount}" if line.amount is not None else f"{area}: {units}, {amount}"
            )
        total = money_text(self._bill.total, self._bill.currency)
        return "\n".join([*lines, "", f"{self._total_name()}: {total}", ""])

    def copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
        self.said.setText(self.tr("Copied."))


def _label(text: str, role: str, *, wrap: bool = False) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setObjectName(role)
    label.setWordWrap(wrap)
    return label
