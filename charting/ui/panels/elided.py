"""A label that shortens its text to the room it has, and shows the whole in a tooltip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from charting.ui.words import tooltip

Elide = Qt.TextElideMode


class ElidedLabel(QLabel):
    """Plain text on one line; screen readers are told the whole."""

    def __init__(self, name: str, mode: Elide = Elide.ElideRight, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._mode = mode
        self._least = 40
        self._whole = ""

    def set_least(self, pixels: int) -> None:
        """The width it keeps when there is little room."""
        self._least = pixels

    def setText(self, text: str) -> None:
        self.show_short(text, text)

    def show_short(self, text: str, whole: str) -> None:
        """Show `text`, which stands for a `whole` that may be longer."""
        self._whole = whole
        super().setText(text)
        self.setAccessibleName(whole)
        self._tell()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return hint if self.text() else QSize(0, hint.height())

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), self._least), hint.height())

    def shown_text(self) -> str:
        """What fits of the text."""
        return self.fontMetrics().elidedText(self.text(), self._mode, self.contentsRect().width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.drawFrame(painter)
        painter.setPen(self.palette().color(self.foregroundRole()))
        flags = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter
        leading = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        for asked in (Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter):
            if self.alignment() & asked:
                leading = asked
        painter.drawText(self.contentsRect(), int(flags | leading | Qt.AlignmentFlag.AlignAbsolute), self.shown_text())

    def _tell(self) -> None:
        cut = self.shown_text() != self._whole
        self.setToolTip(tooltip(self._whole) if cut else "")
