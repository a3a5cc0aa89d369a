"""Parts of the visit's fields: what a typed field looks like inside, and the sentences under a row."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from charting.ui.kit.look import wear

Tone = Literal["note", "caution", "fault"]


class Messages(QLabel):
    """Sentences under a row of fields: what could not be kept, and what should be known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)  # a long word widens nothing
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._said: dict[str, tuple[str, Tone]] = {}
        self.setObjectName("message")
        self.hide()

    def say(self, field: str, text: str, tone: Tone = "note") -> None:
        """Say something about a field, or nothing more about it."""
        if text:
            self._said[field] = (text, tone)
        else:
            self._said.pop(field, None)
        self._show()

    def _show(self) -> None:
        text = " ".join(text for text, _ in self._said.values())
        tones = {tone for _, tone in self._said.values()}
        wear(self, tone="danger" if "fault" in tones else "caution" if "caution" in tones else "muted")
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
            self.setVisible(bool(text))
