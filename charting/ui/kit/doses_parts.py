"""Small parts of the panel of doses: its labels, its rows of widgets."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

INSET = 6
"""Rows of the table reach so many px beyond what stands above and below them."""


def label(name: str, *, wrap: bool = False) -> QLabel:
    made = QLabel()
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if wrap:
        made.setContentsMargins(INSET, 2, INSET, 2)
    return made


def row_of(holder: QWidget, *widgets: QWidget | None, stretch: QWidget | None = None) -> QHBoxLayout:
    """Widgets side by side; None is empty room."""
    row = QHBoxLayout(holder)
    row.setContentsMargins(INSET, 0, INSET, 0)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget, 1 if widget is stretch else 0)
    return row


def inset_by(widget: QWidget, by: int = INSET) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(by, 0, by, 0)
    row.addWidget(widget)
    return row
