"""A label that fits its text into the room it has, and shows the whole in a tooltip."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from charting.drawing.fitting import SMALLEST, draw_fitted, fitted, lines_of, smaller
from charting.ui.kit.same import set_tip
from charting.words.words import tooltip

Elide = Qt.TextElideMode

_LaidOut = tuple[QFont, list[str], bool]
"""The font, the lines, and whether they are the whole text on one line, for which there is room."""


class ElidedLabel(QLabel):
    """Plain text on one line, or on up to as many as it may take; screen readers are told the whole.

    Names give way first: figures and sides are never shortened.
    """

    def __init__(self, name: str, mode: Elide = Elide.ElideRight, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._mode = mode
        self._least = 40
        self._most_lines = 1
        self._text = ""
        self._whole = ""
        self._part = 1.0
        self._keeps_room = False
        self._fitted: tuple[object, _LaidOut] = (None, (self.font(), [], True))

    def set_shrinks(self, part: float) -> None:
        """To which part of their size the letters may become smaller before a word is shortened."""
        self._part = part

    def set_least(self, pixels: int) -> None:
        """The width it keeps when there is little room."""
        self._least = pixels

    def set_most_lines(self, most: int) -> None:
        """On how many lines the text may stand before it is shortened."""
        self._most_lines = most
        policy = self.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def keep_room(self) -> None:
        """Have the width that is left beside others whatever it says: another text asks nobody for a new layout."""
        self._keeps_room = True

    def hasHeightForWidth(self) -> bool:
        return self._most_lines > 1

    def heightForWidth(self, width: int) -> int:
        if self._most_lines == 1:
            return super().heightForWidth(width)
        around = self.sizeHint().height() - self.fontMetrics().lineSpacing()
        return max(0, around) + self.fontMetrics().lineSpacing() * len(self._lines(width - self._beside(), self.font()))

    def text(self) -> str:
        return self._text

    def setText(self, text: str) -> None:
        self.show_short(text, text)

    def show_short(self, text: str, whole: str) -> None:
        """Show `text`, which stands for a `whole` that may be longer."""
        if (text, whole) == (self._text, self._whole):
            return
        there, self._text, self._whole = bool(self._text), text, whole
        if self._keeps_room and there and text:
            self.update()
        else:
            super().setText(text)  # Qt lays out anew by it
            self.updateGeometry()
        self.setAccessibleName(whole)
        self._tell()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return hint if self.text() else QSize(0, hint.height())

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), self._least), hint.height())

    def shown_text(self) -> str:
        """What fits of the text."""
        return "\n".join(self._laid_out()[1])

    def _beside(self) -> int:
        return self.width() - self.contentsRect().width()

    def _lines(self, room: int, font: QFont) -> list[str]:
        metrics = QFontMetrics(font)
        if self._mode is not Elide.ElideRight:
            return [metrics.elidedText(self.text(), self._mode, room)]
        if self._most_lines == 1:
            return [fitted(metrics, self.text(), room)]
        return lines_of(metrics, self.text(), room, self._most_lines)

    def _laid_out(self) -> _LaidOut:
        """The lines, in smaller letters where there is no height for several of them; kept while nothing differs."""
        key = (self.text(), self.contentsRect().size(), self.font(), self._part, self._most_lines)
        if self._fitted[0] != key:
            self._fitted = (key, self._lay_text_out())
        return self._fitted[1]

    def _lay_text_out(self) -> _LaidOut:
        font, area = self.font(), self.contentsRect()
        wide = self.fontMetrics().horizontalAdvance(self.text())
        if wide <= area.width() and self._most_lines == 1:
            return font, [self.text()], True
        if self._part < 1 and wide > max(0, area.width()):
            font = smaller(font, max(self._part, area.width() / wide))
        lines = self._lines(area.width(), font)
        needed = self.fontMetrics().lineSpacing() * len(lines)
        if len(lines) > 1 and needed > area.height() + 2:
            font = smaller(font, max(SMALLEST, area.height() / needed))
            lines = self._lines(area.width(), font)
        return font, lines, False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.drawFrame(painter)
        painter.setPen(self.palette().color(self.foregroundRole()))
        leading = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        for asked in (Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter):
            if self.alignment() & asked:
                leading = asked
        flags = int(Qt.AlignmentFlag.AlignVCenter | leading | Qt.AlignmentFlag.AlignAbsolute)
        font, lines, fits = self._laid_out()
        painter.setFont(font)
        if fits:
            painter.drawText(self.contentsRect(), flags | int(Qt.TextFlag.TextSingleLine), self._text)
            return
        area, step = self.contentsRect(), painter.fontMetrics().lineSpacing()
        top = area.center().y() + 1 - step * len(lines) // 2 if len(lines) > 1 else area.top()
        for number, line in enumerate(lines):
            height = step if len(lines) > 1 else area.height()
            draw_fitted(painter, QRect(area.left(), top + number * step, area.width(), height), flags, line)

    def _tell(self) -> None:
        cut = " ".join(self.shown_text().split()) != " ".join(self._whole.split())
        set_tip(self, tooltip(self._whole) if cut else "")
