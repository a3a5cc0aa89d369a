"""The keys and gestures of the face on one page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from charting.ui.kit.look import wear


class KeysDialog(QDialog):
    """Two columns: what to press, what it does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys and gestures"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(7)
        for row, (keys, meaning) in enumerate(self._rows()):
            left, right = QLabel(keys), QLabel(meaning)
            left.setTextFormat(Qt.TextFormat.PlainText)
            left.setObjectName("strong")
            wear(left, tone="accent")
            grid.addWidget(left, row, 0)
            grid.addWidget(right, row, 1)
        column.addLayout(grid)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)

    def _rows(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Click, tap"), self.tr("place the loaded dose, or choose the point there")),
            (self.tr("Alt + click"), self.tr("place even close beside a point")),
            (self.tr("Drag a point"), self.tr("move it (and all chosen with it)")),
            (self.tr("Drag beside points"), self.tr("choose all in the frame; Shift adds")),
            (self.tr("1 . 5, then Enter or a rest"), self.tr("dose the chosen points, or load the dose")),
            (self.tr("Arrows, Shift + arrows"), self.tr("nudge 1 mm, 5 mm; with nothing chosen, move the crosshair")),
            (self.tr("Tab, Shift + Tab"), self.tr("next and previous area of the face")),
            (self.tr("Enter"), self.tr("place at the crosshair")),
            (self.tr("Space, N, Shift + N"), self.tr("choose the point at the crosshair, the next, the previous")),
            (self.tr("Delete"), self.tr("delete the chosen points")),
            (self.tr("A, right button, long press"), self.tr("area, technique and more for the chosen points")),
            (self.tr("M"), self.tr("mirror: place on both sides")),
            (self.tr("1 to 4, A, Delete in the doses"), self.tr("why out of band; the same for all; take it back")),
            (self.tr("Escape"), self.tr("take back the gesture, then the choice")),
            (self.tr("Ctrl+Z, Ctrl+Shift+Z"), self.tr("undo, redo")),
            (self.tr("Wheel, two fingers, Ctrl + and −"), self.tr("zoom; Ctrl+0 shows the whole face")),
            (self.tr("Middle button, Ctrl + drag"), self.tr("move the face under the glass")),
            (self.tr("Ctrl+1, Ctrl+2, Ctrl+3"), self.tr("front, patient's right, patient's left")),
            (self.tr("F6"), self.tr("go round: face, doses, visits, finder")),
            (self.tr("Ctrl+R, Ctrl+Shift+R"), self.tr("repeat the last treatment, the pinned best one")),
            (self.tr("Ctrl+B, Ctrl+Home"), self.tr("pin the open visit as best; back to today")),
            (self.tr("Ctrl+Shift+E, T or W"), self.tr("review, touch-up, when it wore off")),
            (self.tr("Ctrl+T, Ctrl+D, Ctrl+G, Ctrl+L"), self.tr("timeline, compare, trends, who is due")),
            (
                self.tr("Ctrl+T, then the arrows"),
                self.tr("the timeline: walk through earlier visits; Escape goes back"),
            ),
            (self.tr("Ctrl+K, Ctrl+N, Ctrl+Enter"), self.tr("find a patient, new visit, sign")),
        ]
