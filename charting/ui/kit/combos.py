"""Drop-down fields that never change by accident: not by the wheel, and not by an arrow key while they are closed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
    QWidget,
)

from charting.drawing.fitting import fitted
from charting.ui.kit.glyphs import paint_glyph
from charting.ui.kit.look import Look, sized, wear
from charting.ui.kit.rows import Index

NOTE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""A second, quieter line of an item."""

_OPENING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class TwoLines(QStyledItemDelegate):
    """An item with its note under it."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        self.initStyleOption(option, index)
        text, note = str(index.data() or ""), str(index.data(NOTE_ROLE) or "")
        wide = max(option.fontMetrics.horizontalAdvance(text), option.fontMetrics.horizontalAdvance(note))
        return QSize(wide + 24, 40 if note else 30)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.look.color("accent_soft"))
            painter.drawRoundedRect(QRectF(option.rect), 4, 4)
        text, note = str(index.data() or ""), str(index.data(NOTE_ROLE) or "")
        rect = option.rect.adjusted(10, 3 if note else 0, -10, -3 if note else 0)
        line = QRect(rect.left(), rect.top(), rect.width(), 18 if note else rect.height())
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        flags = int(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute | Qt.TextFlag.TextSingleLine)
        painter.setFont(sized(option.font, 13))
        painter.setPen(self.look.color("text"))
        painter.drawText(line, flags, text)
        if note:
            painter.setFont(sized(option.font, 11))
            painter.setPen(self.look.color("muted"))
            painter.drawText(line.translated(QPoint(0, 17)), flags, note)
        painter.restore()


def _of_a_dose(text: str) -> bool:
    return bool(text) and (text.isdecimal() or text in ".,")


class Combo(QComboBox):
    """A closed list. The wheel scrolls the panel, arrows and letters open the list first; it takes no digits."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._delegate = TwoLines(look, self)
        self.setItemDelegate(self._delegate)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(3)
        self.setMaxVisibleItems(12)

    def set_look(self, look: Look) -> None:
        self._look = look
        self._delegate.look = look
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text().isprintable() and bool(event.text().strip())
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.key() in _OPENING:
            self.showPopup()
        elif plain and not self.isEditable() and _of_a_dose(event.text()):
            event.ignore()  # digits are doses, and nobody picks from a closed list by a dose
        elif letter and plain and not self.isEditable():
            self.showPopup()
            self.view().keyboardSearch(event.text())
        else:
            super().keyPressEvent(event)

    def showPopup(self) -> None:
        # Items may need more room than the field they belong to.
        self.view().setMinimumWidth(max(self.width() - 10, self.view().sizeHintForColumn(0) + 24))
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self._text_room()
        option.currentText = fitted(self.fontMetrics(), self.currentText(), room)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        if not self.isEditable():
            painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        if self.isEnabled():
            left = 6 if self.isRightToLeft() else self.width() - 20
            box = QRectF(left, (self.height() - 14) / 2, 14, 14)
            paint_glyph(painter, box, "chevron", self._look.color("muted"))

    def _text_room(self) -> int:
        return self.width() - (36 if self.isEnabled() else 22)


class TypedCombo(Combo):
    """A list whose value can also be typed: Enter or leaving the field commits the text, Escape takes it back."""

    committed = Signal(str, bool)
    """The text, and whether it was committed by leaving the field."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._value = ""
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)  # type: ignore[arg-type]
        edit = self.lineEdit()
        if edit is not None:
            wear(edit, role="inner")  # it has no frame of its own

    def isModified(self) -> bool:
        """Whether somebody is typing into it."""
        edit = self.lineEdit()
        return edit is not None and edit.isModified()

    def set_value(self, text: str) -> None:
        """Show a value of the visit; what is just being typed stays unless the value itself has changed."""
        if text != self._value or not self.isModified():
            self.take_back(text)

    def take_back(self, text: str | None = None) -> None:
        """Show the visit's value again."""
        self._value = self._value if text is None else text
        self.setCurrentIndex(-1)
        self.setEditText(self._value)
        edit = self.lineEdit()
        if edit is not None:
            edit.setModified(False)
            edit.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._commit(leaving=False)
            event.ignore()  # in a dialog it also means its first button, as in any other field
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self.take_back()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._commit(leaving=True)

    def _commit(self, *, leaving: bool) -> None:
        if self.isModified() and self.currentText() != self._value:
            self.committed.emit(self.currentText(), leaving)


class Line(QLineEdit):
    """A field of one line: Enter or leaving it commits the text, Escape takes it back."""

    committed = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = ""

    def set_value(self, text: str) -> None:
        """Show a value of the visit; what is just being typed stays unless the value itself has changed."""
        if text != self._value or not self.isModified():
            self.take_back(text)

    def take_back(self, text: str | None = None) -> None:
        """Show the visit's value again."""
        self._value = self._value if text is None else text
        self.setText(self._value)
        self.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._commit(leaving=False)
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self.take_back()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._commit(leaving=True)

    def _commit(self, *, leaving: bool) -> None:
        if self.isModified() and self.text() != self._value:
            self.committed.emit(self.text(), leaving)
