"""Under the face: the loaded dose as chips, any dose by typing, the mirror, undo and redo."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLineEdit, QPushButton, QWidget

from charting.domain.units import dose_text, parse_units
from charting.errors import Problem
from charting.ui.face.tool import Tool
from charting.ui.kit.glyphs import glyph
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import CONTROL, TOUCH, Look
from charting.words.words import tooltip


class DoseBar(QFrame):
    """`dosed` is a dose somebody picked: for the selected points, or to be loaded when none is selected."""

    dosed = Signal(object)

    def __init__(self, hub: Hub, look: Look, tool: Tool, stack: QUndoStack) -> None:
        super().__init__()
        self.setObjectName("bar")
        self._hub, self._tool = hub, tool
        self._chips: dict[Decimal | None, QPushButton] = {}
        self._doses: tuple[Decimal, ...] = ()
        self._tall = False
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 7, 8, 7)
        row.setSpacing(4)
        self._chip_row = QHBoxLayout()
        self._chip_row.setSpacing(4)
        row.addLayout(self._chip_row)
        self.other = QLineEdit()
        self.other.setObjectName("other")
        self.other.setPlaceholderText(self.tr("other"))
        self.other.setAccessibleName(self.tr("Another dose in units"))
        self.other.setToolTip(self.tr("Any dose from 0.01 to 500 U; 1,5 and 1.5 are the same"))
        self.other.setFixedWidth(64)
        self.other.returnPressed.connect(self._typed)
        row.addWidget(self.other)
        row.addStretch(1)
        self.mirror = self._button(row, self.tr("Mirror"), self.tr("Mirror: place the twin on the other side (M)"))
        self.mirror.setCheckable(True)
        self.mirror.toggled.connect(tool.set_mirror)
        self.undo = self._button(row, "", self.tr("Undo"))
        self.redo = self._button(row, "", self.tr("Redo"))
        self.undo.clicked.connect(stack.undo)
        self.redo.clicked.connect(stack.redo)
        stack.canUndoChanged.connect(self.undo.setEnabled)
        stack.canRedoChanged.connect(self.redo.setEnabled)
        stack.undoTextChanged.connect(self._name_undo)
        stack.redoTextChanged.connect(self._name_redo)
        self.undo.setEnabled(stack.canUndo())
        self.redo.setEnabled(stack.canRedo())
        tool.changed.connect(self._tool_changed)
        self.set_look(look)

    def _button(self, row: QHBoxLayout, text: str, name: str) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if not text:
            button.setFixedWidth(38)
        row.addWidget(button)
        return button

    def set_tall(self, tall: bool) -> None:
        """Room for a gloved finger where the window has it."""
        for button in (*self._chips.values(), self.other, self.mirror, self.undo, self.redo):
            button.setFixedHeight(TOUCH if tall else CONTROL)
        self._tall = tall

    def set_look(self, look: Look) -> None:
        self.undo.setIcon(glyph("undo", look.color("text")))
        self.redo.setIcon(glyph("redo", look.color("text")))

    def offer(self, doses: tuple[Decimal, ...]) -> None:
        """The doses of the chips; "–" places points to be dosed later."""
        if doses == self._doses:
            return
        self._doses = doses
        for chip in self._chips.values():
            self._group.removeButton(chip)
            chip.deleteLater()
        self._chips = {units: self._chip(units) for units in (*doses, None)}
        self._tool_changed()
        previous: QWidget = self
        for widget in (*self._chips.values(), self.other, self.mirror, self.undo, self.redo):
            QWidget.setTabOrder(previous, widget)
            previous = widget

    def _chip(self, units: Decimal | None) -> QPushButton:
        chip = QPushButton(dose_text(units, self.locale().decimalPoint()))
        chip.setObjectName("chip")
        chip.setCheckable(True)
        chip.setFixedHeight(TOUCH if self._tall else CONTROL)
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        name = self.tr("Place now, dose later") if units is None else self.tr("{dose} units").format(dose=chip.text())
        chip.setAccessibleName(name)
        chip.setToolTip(name)
        chip.clicked.connect(lambda: self._picked(units))
        self._group.addButton(chip)
        self._chip_row.addWidget(chip)
        return chip

    def _picked(self, units: Decimal | None) -> None:
        self.dosed.emit(units)
        self._tool_changed()

    def _typed(self) -> None:
        try:
            units = parse_units(self.other.text())
        except Problem as problem:
            self._hub.problem.emit(problem)
            return
        self.dosed.emit(units)

    def _tool_changed(self) -> None:
        loaded = self._tool.units
        for units, chip in self._chips.items():
            chip.setChecked(units == loaded)
        known = loaded is None or loaded in self._chips
        self.other.setText("" if known else dose_text(loaded, self.locale().decimalPoint()))
        self.mirror.setChecked(self._tool.mirror)

    def _name_undo(self, text: str) -> None:
        _name(self.undo, self.tr("Undo"), text)

    def _name_redo(self, text: str) -> None:
        _name(self.redo, self.tr("Redo"), text)


def _name(button: QPushButton, does: str, step: str) -> None:
    """The button says which step it would undo or redo."""
    whole = f"{does}: {step}" if step else does
    button.setToolTip(tooltip(whole))
    button.setAccessibleName(whole)
