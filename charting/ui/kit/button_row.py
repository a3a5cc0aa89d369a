"""The buttons at the foot of the large lists: none of them answers to Enter, which belongs to the rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QPushButton


def add_button(row: QHBoxLayout, text: str, act: Callable[[], object]) -> QPushButton:
    """One more button at the end of the row; a click does `act`."""
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(partial(_call, act))
    row.addWidget(button)
    return button


def _call(act: Callable[[], object], _checked: bool = False) -> None:
    act()
