"""One caution of the list: where, what was measured, the rule and its source; one tap says that it was seen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout

from charting.domain.cautions.rule import CautionNote
from charting.domain.dosing.reference import Reference
from charting.ui.kit.look import Look, wear
from charting.words.caution_words import localised, sentence, source_text, where_text
from charting.words.words import tooltip

SIGN = 22
"""Room before the words for the arc, the sign that points on the face have too."""


class CautionRow(QFrame):
    """`chosen` when it is pressed, `saw` when it was seen, `pointed` (True, False) while the hand is on it."""

    chosen = Signal()
    saw = Signal()
    pointed = Signal(bool)
    step = Signal(int)

    def __init__(self, reference: Reference, look: Look) -> None:
        super().__init__()
        self.setObjectName("cautionRow")
        self._reference = reference
        self._look = look
        self._under = False
        self.note: CautionNote | None = None
        self.seen = False
        self.where = _label("strong")
        self.measured = _label("")
        self.rule = _label("muted")
        self.source = _label("caption")
        self.tap = QPushButton(self.tr("Seen"))
        self.tap.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        wear(self.tap, role="seen")
        self.tap.clicked.connect(self.saw)
        self.done = _label("caption")
        self.done.setText(self.tr("seen"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self.where, 1)
        top.addWidget(self.tap, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.done, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIGN + 4, 6, 6, 7)
        column.setSpacing(1)
        column.addLayout(top)
        for widget in (self.measured, self.rule, self.source):
            column.addWidget(widget)

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(100, 40))

    def show_note(self, note: CautionNote, *, seen: bool, editable: bool) -> None:
        """Show a caution; one that was seen says no more than where and what."""
        self.note, self.seen = note, seen
        self.where.setText(where_text(self._reference, note))
        self.measured.setText(localised(note.measured))
        self.rule.setText(localised(note.rule))
        self.source.setText(source_text(note.source, note.mark, weak=note.weak))
        self.rule.setVisible(not seen)
        self.source.setVisible(not seen)
        self.tap.setVisible(editable and not seen)
        self.done.setVisible(seen)
        whole = sentence(self._reference, note, seen=seen)
        self.setAccessibleName(whole)
        self.setToolTip("" if not seen else tooltip(f"{localised(note.rule)}\n{self.source.text()}"))
        self.tap.setAccessibleName(self.tr("Seen: {caution}").format(caution=whole))
        self.set_look(self._look)

    def set_look(self, look: Look) -> None:
        self._look = look
        wear(self.where, seen=self.seen)
        wear(self.measured, tone="muted" if self.seen else "caution")
        self.update()

    # ------------------------------------------------------------------ the hand

    def enterEvent(self, event: QEnterEvent) -> None:
        self._point(under=True)

    def leaveEvent(self, event: QEvent) -> None:
        self._point(under=False)

    def focusInEvent(self, event: object) -> None:
        self.pointed.emit(True)
        self.update()

    def focusOutEvent(self, event: object) -> None:
        self.pointed.emit(False)
        self.update()

    def _point(self, *, under: bool) -> None:
        self._under = under
        self.pointed.emit(under)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the points, Space says seen, the arrows go from caution to caution."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit()
        elif key == Qt.Key.Key_Space:
            self.saw.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step.emit(-1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._look
        if self._under:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("sunken"))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        self._paint_sign(painter)

    def _paint_sign(self, painter: QPainter) -> None:
        """A point with the arc it has on the face; an urgent caution is full, one that was seen is thin."""
        look, urgent = self._look, self.note is not None and self.note.urgent
        colour = QColor(look.danger if urgent else look.caution)
        if self.seen:
            colour.setAlphaF(0.55)
        middle = QPointF(13, 6 + self.where.height() / 2 + (self.where.y() - 6))
        painter.setBrush(colour if urgent and not self.seen else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 1.0))
        painter.drawEllipse(middle, 2.6, 2.6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 1.0 if self.seen else 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(QRectF(middle.x() - 6, middle.y() - 6, 12, 12), 215 * 16, 110 * 16)


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
