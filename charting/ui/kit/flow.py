"""A layout of rows that break like words, and a field whose words stand in it as chips."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLayout, QLayoutItem, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from charting.ui.kit.look import wear
from charting.ui.kit.plain_line import keep_plain
from charting.words.words import on_button, one_line, shortened, tooltip

CHIP = 28
GAP = 6

translate = QCoreApplication.translate


class FlowLayout(QLayout):
    """Items beside each other, in as many rows as they need."""

    def __init__(self, parent: QWidget | None = None, gap: int = GAP) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, place: int) -> QLayoutItem | None:
        return self._items[place] if 0 <= place < len(self._items) else None

    def takeAt(self, place: int) -> QLayoutItem | None:
        return self._items.pop(place) if 0 <= place < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        x, y, high = rect.left(), rect.top(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint().boundedTo(QSize(max(rect.width(), 1), 1000))
            if x > rect.left() and x + size.width() > rect.left() + rect.width():
                x, y, high = rect.left(), y + high + self._gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x, high = x + size.width() + self._gap, max(high, size.height())
        return y + high - rect.top()


def chip(text: str, name: str, *, on: bool = False) -> QPushButton:
    """A chip that can be tapped on and off."""
    button = QPushButton(on_button(text))
    button.setCheckable(True)
    button.setChecked(on)
    button.setAutoDefault(False)
    button.setAccessibleName(name)
    wear(button, role="chip")
    return button


class Words(QWidget):
    """Free words as chips: Enter or a comma adds what was typed, a tap on a chip takes it out.

    `offered` are words that are tapped instead of typed, `first` a chip of another kind before them.
    """

    changed = Signal()

    def __init__(self, name: str, hint: str, offered: Sequence[str] = (), first: QPushButton | None = None) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._name = name
        self.words: list[str] = []
        self.chips: list[QPushButton] = []
        self.typed = _Typed()
        keep_plain(self.typed)
        self.typed.setPlaceholderText(hint)
        self.typed.setAccessibleName(name)
        self.typed.entered.connect(self.take_typed)
        self.typed.textEdited.connect(self._comma)
        self.offered = [chip(word, translate("Words", "{name}: {word}").format(name=name, word=word))
                        for word in offered]  # fmt: skip
        self._holder = QWidget()
        self._flow = FlowLayout(self._holder)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._holder.setSizePolicy(policy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.typed)
        column.addWidget(self._holder)
        if first is not None:
            self._flow.addWidget(first)
        for button, word in zip(self.offered, offered, strict=True):
            self._flow.addWidget(button)
            button.clicked.connect(lambda _on, word=word: self._tapped(word))
        self._show()

    def values(self) -> tuple[str, ...]:
        """The words, with what still stands in the field."""
        self.take_typed()
        return tuple(self.words)

    def show_words(self, words: Sequence[str]) -> None:
        self.words = list(words)
        self._show()

    def clear(self) -> None:
        self.typed.clear()
        if self.words:
            self.words.clear()
            self._show()
            self.changed.emit()

    def take_typed(self) -> None:
        """Make chips of what was typed; a word that is there already is not added twice."""
        words = [word.strip() for word in self.typed.text().split(",")]
        self.typed.clear()
        before = len(self.words)
        for word in words:
            if word and word.casefold() not in {known.casefold() for known in self.words}:
                self.words.append(word)
        if len(self.words) != before:
            self._show()
            self.changed.emit()

    def _comma(self, text: str) -> None:
        if text.endswith(","):
            self.take_typed()

    def _tapped(self, word: str) -> None:
        same = [known for known in self.words if known.casefold() == word.casefold()]
        if same:
            self.words.remove(same[0])
        else:
            self.words.append(word)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        for old in self.chips:
            self._flow.removeWidget(old)
            old.deleteLater()
        self.chips = []
        known = {word.casefold() for word in self.words}
        for button in self.offered:
            button.setChecked(button.text().replace("&&", "&").casefold() in known)
        offered = {button.text().replace("&&", "&").casefold() for button in self.offered}
        for word in self.words:
            if word.casefold() not in offered:
                self.chips.append(self._chip(word))
        self._holder.setVisible(bool(self.chips or self.offered))
        self._holder.updateGeometry()

    def _chip(self, word: str) -> QPushButton:
        name = translate("Words", "{name}: take {word} out").format(name=self._name, word=one_line(word))
        made = chip(f"{shortened(word, 40)}  ×", name, on=True)
        made.setToolTip(tooltip(word))
        made.clicked.connect(lambda: self._tapped(word))
        self._flow.addWidget(made)
        made.show()
        return made


class _Typed(QLineEdit):
    """Enter belongs to the field as long as something stands in it: it never closes the dialog."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text().strip():
            self.entered.emit()
            return
        super().keyPressEvent(event)
