"""A field of a form with the sentence under it, and a dialog that reads its fields and is as high as its words need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from charting.errors import Problem
from charting.ui.kit.look import GAP, wear
from charting.words.words import tr_problem

Tone = Literal["problem", "warning", "hint"]
TONES: dict[Tone, str] = {"problem": "danger", "warning": "caution", "hint": "muted"}


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


class FormDialog(QDialog):
    """A dialog of a fixed width that grows and shrinks with the sentences in it; none is ever cut off.

    It asks for its fields, and on the button that ends it reads all of them: each refusal is said under its field, and
    the first of them gets the keyboard. What is read goes to the act of the button; a problem of that is said under
    the first field.
    """

    def __init__(self, width: int, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setFixedWidth(width)
        self._asks: list[tuple[Field, Callable[[], Any]]] = []
        self._act: Callable[..., object] = _nothing

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

    def asks(self, field: Field, read: Callable[[], Any]) -> Field:
        """One more field; `read` brings what stands in it, or refuses that."""
        self._asks.append((field, read))
        return field

    def ending(self, keep: str, act: Callable[..., object], cancel: str = "") -> QHBoxLayout:
        """The row that ends it: `keep` stands on the button that does `act` with what was read, field by field."""
        self._act = act
        self.cancel = QPushButton(cancel or QCoreApplication.translate("FormDialog", "Cancel"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.keep = QPushButton(keep)
        self.keep.setObjectName("primary")
        self.keep.setDefault(True)
        self.keep.clicked.connect(self.accept)
        return ending_row(self.cancel, self.keep)

    def accept(self) -> None:
        read, refused = [], []
        for field, reads in self._asks:
            if field.wrong:
                field.say("")
            try:
                read.append(reads())
            except Problem as problem:
                refused.append((field, problem))
        if not refused:
            try:
                self._act(*read)
            except Problem as problem:
                refused.append((self._asks[0][0], problem))
        for field, why in refused:
            field.say(tr_problem(why), "problem")
        if refused:
            refused[0][0].editor.setFocus()
            return
        super().accept()


def ending_row(*buttons: QPushButton) -> QHBoxLayout:
    """The buttons that end a form, the one that keeps it last."""
    row = QHBoxLayout()
    row.setSpacing(GAP)
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    return row


def _nothing(*_read: object) -> None:
    return
