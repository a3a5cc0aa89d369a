"""Who in a file is like somebody in the record: both side by side, and three answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from charting.exchange.matching import Choice, Decision, Near
from charting.ui.files.import_words import Alike, alike_columns, who_text
from charting.ui.kit.combos import Combo
from charting.ui.kit.look import GAP, Look
from charting.ui.kit.settings_page import card
from charting.ui.kit.table import SHEET, ListModel, Table


class NearPage(QWidget):
    """`decided` brings the key of somebody in the file, the choice, and the id of whom they are the same person as."""

    decided = Signal(str, object, str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._nears: tuple[Near, ...] = ()
        self._decisions: Mapping[str, Decision] = {}
        self.model = ListModel[Alike](alike_columns(), look, key=lambda row: row.near.key)
        self.table = Table(self.model, self.tr("Who is like somebody in the record"), SHEET)
        self.file_text, self.here = QLabel(), Combo(look)
        self.file_text.setTextFormat(Qt.TextFormat.PlainText)
        self.file_text.setWordWrap(True)
        self.here.setAccessibleName(self.tr("Who it may be in the record"))
        self.same = QPushButton(self.tr("The same person"))
        self.other = QPushButton(self.tr("Another person"))
        self.leave = QPushButton(self.tr("Leave out"))
        self._lay_out()
        for button, choice in (
            (self.same, Choice.SAME), (self.other, Choice.ANOTHER), (self.leave, Choice.LEAVE_OUT),
        ):  # fmt: skip
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, choice=choice: self._answer(choice))
        self.table.selectionModel().currentRowChanged.connect(lambda: self._show_one())

    def _lay_out(self) -> None:
        names, answers = QHBoxLayout(), QHBoxLayout()
        for row in (names, answers):
            row.setSpacing(GAP)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, caption, widget in (
            (left, self.tr("In the file"), self.file_text), (right, self.tr("In the record"), self.here),
        ):  # fmt: skip
            label = QLabel(caption)
            label.setObjectName("caption")
            column.setSpacing(3)
            column.addWidget(label)
            column.addWidget(widget)
            column.addStretch(1)
            names.addLayout(column, 1)
        for button in (self.same, self.other, self.leave):
            answers.addWidget(button)
        answers.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(10)
        page.addWidget(card(self.table), 1)
        page.addLayout(names)
        page.addLayout(answers)

    def show_nears(self, nears: Sequence[Near], decisions: Mapping[str, Decision]) -> None:
        """These people; the first without an answer is the one in hand."""
        self._nears, self._decisions = tuple(nears), dict(decisions)
        self.model.take([Alike(near, decisions.get(near.key)) for near in nears])
        first = next((n for n, near in enumerate(nears) if near.key not in decisions), None)
        if first is not None:
            self.table.setCurrentIndex(self.model.index(first, 0))
        self._show_one()

    def _one(self) -> Near | None:
        place = self.table.currentIndex().row()
        return self._nears[place] if 0 <= place < len(self._nears) else None

    def _show_one(self) -> None:
        near = self._one()
        for widget in (self.same, self.other, self.leave, self.here):
            widget.setEnabled(near is not None)
        self.here.clear()
        self.file_text.setText("" if near is None else who_text(near.incoming.patient))
        for patient in () if near is None else near.like:
            self.here.addItem(who_text(patient), patient.id)

    def _answer(self, choice: Choice) -> None:
        near = self._one()
        if near is not None:
            patient_id = self.here.currentData() if choice is Choice.SAME else ""
            self.decided.emit(near.key, choice, str(patient_id or ""))
