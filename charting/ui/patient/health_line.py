"""Under the patient's name: allergies and what else changes conduct, in words, whole; a way to the history."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from charting.domain.people.history import PatientHistory
from charting.drawing.fitting import lines_of
from charting.ui.kit.look import wear
from charting.words.people_words import allergy_names, health_line
from charting.words.words import on_button, tooltip

HEIGHT, PADDING = 20, 7
LINE = 15
"""What each further line adds."""
MOST_LINES = 3


class HealthLine(QPushButton):
    """Never wider than its words; they stand on as many lines as they need.

    Of allergies that three lines do not hold the last are counted, and named in the tooltip. `grown` says by how many
    pixels it is higher than one line.
    """

    grown = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.whole = ""
        self.warning = False
        self.setObjectName("health")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(HEIGHT)
        self._of: tuple[PatientHistory | None, date] = (None, date.min)
        self.show_history(None, date.min)

    def show_history(self, history: PatientHistory | None, on: date) -> None:
        self._of = history, on
        self.whole, self.warning = health_line(history, on)
        self.setAccessibleName(self.whole)
        self.setAccessibleDescription(self.tr("Opens history and consent"))
        wear(self, tone="danger" if self.warning else "")
        self._shorten()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        return QSize(self.fontMetrics().horizontalAdvance(self.whole) + 2 * PADDING + 2, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        self.ensurePolished()
        room = max(0, self.width() - 2 * PADDING)
        lines, shown = self._lines(room)
        height = HEIGHT + LINE * (len(lines) - 1)
        if height != self.height():
            self.setFixedHeight(height)
            self.grown.emit(height - HEIGHT)
        text = on_button("\n".join(lines))
        if text != self.text():
            self.setText(text)
        self.setToolTip(tooltip(self.whole) if shown != self.whole else "")

    def _lines(self, room: int) -> tuple[list[str], str]:
        """The lines, and the text that stands on them."""
        metrics, text = self.fontMetrics(), self.whole
        lines = lines_of(metrics, text, room, MOST_LINES) if room else [""]
        if room and " ".join(lines) != text:
            for most in range(len(allergy_names(self._of[0])) - 1 if self._of[0] is not None else 0, 0, -1):
                text = health_line(*self._of, most)[0]
                lines = lines_of(metrics, text, room, MOST_LINES)
                if " ".join(lines) == text:
                    break
        return lines, text if " ".join(lines) == text else ""
