"""Small parts that most windows have: plain words, and a page that scrolls."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from charting.ui.kit.look import wear


def words(name: str, text: str = "") -> QLabel:
    """Plain text on as many lines as it needs."""
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def scrolled(page: QWidget, name: str) -> QScrollArea:
    """A page as wide as there is room, which scrolls where it is longer; its ground is seen through."""
    scroll = QScrollArea()
    scroll.setWidget(page)
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    wear(scroll, role="clear")
    scroll.setAccessibleName(name)
    return scroll
