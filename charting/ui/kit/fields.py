"""A dialog as high as its words need, and a field of a form with the sentence that stands under it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from charting.ui.kit.look import wear

Tone = Literal["problem", "warning", "hint"]
TONES: dict[Tone, str] = {"problem": "danger", "warning": "caution", "hint": "muted"}


class FittedDialog(QDialog):
    """A dialog of a fixed width that grows and shrinks with the sentences in it; none is ever cut off."""

    def __init__(self, width: int, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setFixedWidth(width)

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._fit()
        return handled

    def _fit(self) -> None:
        # Qt sizes a dialog by a guess of how its wrapped sentences break; this asks for the real width.
        layout = self.layout()
        if layout is not None:
            wraps = layout.hasHeightForWidth()
            self.setFixedHeight(layout.totalHeightForWidth(self.width()) if wraps else layout.totalSizeHint().height())


class Field(QWidget):
    """One editor with its words."""

    def __init__(self, caption: str, editor: QWidget) -> None:
        super().__init__()
        self.editor = editor
        self.tone: Tone = "hint"
        self.caption = QLabel(caption)
        self.caption.setObjectName("caption")
        self.caption.setTextFormat(Qt.TextFormat.PlainText)
        self.caption.setBuddy(editor)
        self.message = QLabel()
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.setObjectName("message")
        editor.setAccessibleName(caption)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.caption)
        column.addWidget(editor)
        column.addWidget(self.message)
        column.addStretch(1)
        self.say("")

    def say(self, text: str, tone: Tone = "hint") -> None:
        """Show a sentence under the editor, or none; a problem also marks the editor."""
        self.tone = tone if text else "hint"
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self.editor.setAccessibleDescription(text)
        wear(self.message, tone=TONES[self.tone])
        wear(self.editor, wrong=self.wrong)

    @property
    def wrong(self) -> bool:
        return self.tone == "problem"
