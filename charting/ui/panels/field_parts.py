"""Parts of the visit's fields: what a typed field looks like inside, and the sentences under a row."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from charting.ui.look import Look

INNER = "border: 0; padding: 0; min-height: 0; background: transparent;"
"""The line edit inside a field has no frame of its own."""


class Messages(QLabel):
    """Sentences under a row of fields: what could not be kept, and what should be known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._said: dict[str, tuple[str, bool]] = {}
        self._look: Look | None = None
        self.hide()

    def say(self, field: str, text: str, *, fault: bool = False) -> None:
        """Say something about a field, or nothing more about it."""
        if text:
            self._said[field] = (text, fault)
        else:
            self._said.pop(field, None)
        self._show()

    def set_look(self, look: Look) -> None:
        self._look = look
        self._show()

    def _show(self) -> None:
        text = " ".join(text for text, _ in self._said.values())
        if self._look is not None:
            fault = any(fault for _, fault in self._said.values())
            colour = self._look.danger if fault else self._look.caution
            self.setStyleSheet(f"color: {colour}; font-size: 12px;")
        self.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
