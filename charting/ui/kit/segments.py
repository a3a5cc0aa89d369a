"""A row of joined buttons of which one is chosen, or none: clicking the chosen one takes the choice back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from charting.ui.kit.look import wear
from charting.ui.kit.places import desk_key

_SEGMENTS = {(True, True): "only", (True, False): "first", (False, False): "middle", (False, True): "last"}
"""The role of a button by whether it begins and whether it ends the row."""


class Segments(QWidget):
    """`chosen` is the place of the choice, -1 for none. Arrows move it, digits choose, Delete takes it back.

    Tab comes to the row once; each button says the row's name and its own.
    """

    changed = Signal(int)

    def __init__(self, name: str, texts: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.chosen = -1
        self.buttons = [QPushButton(text) for text in texts]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for place, button in enumerate(self.buttons):
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setAccessibleName(f"{name}: {button.text()}")
            button.clicked.connect(lambda _checked=False, place=place: self._clicked(place))
            button.installEventFilter(self)
            ends = place == 0, place == len(texts) - 1
            wear(button, segment=_SEGMENTS[ends])
            row.addWidget(button, 1)
        self._show()

    def choose(self, place: int) -> None:
        """Choose a button (-1: none) without saying so."""
        self.chosen = place
        self._show()

    def _clicked(self, place: int) -> None:
        self._take(-1 if place == self.chosen else place)

    def _take(self, place: int) -> None:
        moved = place != self.chosen
        self.choose(place)
        if moved:
            self.changed.emit(place)

    def _show(self) -> None:
        stop = max(0, self.chosen)
        for place, button in enumerate(self.buttons):
            button.setChecked(place == self.chosen)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if place == stop else Qt.FocusPolicy.ClickFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key, last = desk_key(event), len(self.buttons) - 1
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(key, 0)
        if step:
            step = -step if self.isRightToLeft() else step
            place = max(0, min(self.chosen + step, last))
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and key - Qt.Key.Key_1 <= last:
            place = key - Qt.Key.Key_1
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            place = -1
        else:
            return False
        self._take(place)
        self.buttons[max(0, place)].setFocus(Qt.FocusReason.OtherFocusReason)
        return True
