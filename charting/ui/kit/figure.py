"""A label for a figure that keeps its room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget


class Figure(QLabel):
    """Plain text that changes often: another figure that is as wide asks nobody for a new layout."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def show_figure(self, text: str) -> None:
        """Show this text; a wider one, or a narrower, gets room of its own."""
        if text != self.text():
            self.setText(text)
            self._take_room()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._take_room()

    def _take_room(self) -> None:
        hint = self.sizeHint()
        if hint != self.minimumSize():
            self.setFixedSize(hint)
