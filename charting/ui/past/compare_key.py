"""The key under the faces of a comparison: what each form of a point means."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from charting.drawing.comparison import Change, ComparedMark, paint_mark
from charting.ui.kit.look import Look, sized
from charting.ui.past.compare_rows import change_word

SPACE = 18
RADIUS = 7.0


class ChangeKey(QWidget):
    """One little point for each kind of change with its word; those that do not fit are left out."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(", ".join(change_word(change) for change in Change))

    def set_look(self, look: Look) -> None:
        self._look = look
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(sized(self.font(), 12))
        metrics, middle = painter.fontMetrics(), self.height() / 2
        entries = [(change, change_word(change)) for change in Change]
        width = sum(metrics.horizontalAdvance(word) + 2 * RADIUS + 8 + SPACE for _, word in entries) - SPACE
        left = max(2.0, (self.width() - width) / 2)
        for change, word in entries:
            advance = metrics.horizontalAdvance(word)
            centre = QPointF(left + RADIUS, middle)
            higher = True if change is Change.REDOSED else None
            paint_mark(
                painter,
                ComparedMark(centre.x(), centre.y(), RADIUS, "", change, higher),
                self._look.face,
                self.font(),
            )
            painter.setFont(sized(self.font(), 12))
            painter.setPen(self._look.color("muted"))
            box = QRect(round(left + 2 * RADIUS + 7), 0, advance + 2, self.height())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), word)
            left += 2 * RADIUS + 8 + advance + SPACE
        painter.end()
