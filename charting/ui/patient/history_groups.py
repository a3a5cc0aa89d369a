"""Questions of the history that belong together: a chip for each, tapped where it applies, and one for “no others”."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from charting.domain.people.history import Condition, PatientHistory
from charting.ui.kit.flow import FlowLayout, chip
from charting.ui.kit.look import wear
from charting.words.people_words import condition_chip, condition_name, not_asked_text


class QuestionGroup(QWidget):
    """What is tapped is a yes. The rest is a “no” only once somebody tapped “None of these” or “No others”.

    `left` are those that were answered neither way. What an earlier asking answered stays answered.
    """

    changed = Signal()

    def __init__(self, name: str, conditions: Sequence[Condition]) -> None:
        super().__init__()
        self._conditions = tuple(conditions)
        self._answered: set[Condition] = set()
        self.setAccessibleName(name)
        self.chips = {condition: chip(condition_chip(condition), condition_name(condition)) for condition in conditions}
        self.none = chip("", "")
        wear(self.none, dashed=True)
        flow = FlowLayout(self)
        for condition, button in self.chips.items():
            flow.addWidget(button)
            button.clicked.connect(lambda on, condition=condition: self._tapped(condition, on=on))
        flow.addWidget(self.none)
        self.none.clicked.connect(self._none_tapped)
        # No “minimum”: the form would keep the height that the chips need one under another.
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._show()

    @property
    def yes(self) -> tuple[Condition, ...]:
        """What applies."""
        return tuple(condition for condition, button in self.chips.items() if button.isChecked())

    @property
    def answered(self) -> frozenset[Condition]:
        """What was answered with yes or no."""
        return frozenset(self._answered | set(self.yes))

    @property
    def left(self) -> int:
        """How many were answered neither way."""
        return len(self.chips) - len(self.answered)

    def show_history(self, history: PatientHistory) -> None:
        self._answered = {condition for condition in self._conditions if condition in history.answered}
        for condition, button in self.chips.items():
            button.setChecked(condition in history.conditions)
        self._show()

    def say_no_others(self) -> None:
        """Whatever is not tapped does not apply."""
        self._answered = set(self._conditions)
        self._show()

    def _tapped(self, condition: Condition, *, on: bool) -> None:
        if not on and not self.none.isChecked():
            self._answered.discard(condition)  # taken back; nobody said that it is not so
        self._show()
        self.changed.emit()

    def _none_tapped(self, on: bool) -> None:
        self._answered = set(self._conditions) if on else set()
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        self.none.setChecked(not self.left and len(self.yes) < len(self.chips))
        text = self.tr("No others") if self.yes else self.tr("None of these")
        self.none.setText(text)
        self.none.setAccessibleName(f"{self.accessibleName()}: {text}")
        self.updateGeometry()


class Caption(QWidget):
    """What a row of the form is called, and under it how many of its questions nobody asked yet."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.name, self.left = QLabel(text), QLabel()
        for label in (self.name, self.left):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setObjectName("muted")
        self.left.setObjectName("caption")
        wear(self.left, tone="caution")
        self.left.setWordWrap(True)
        self.left.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.name)
        column.addWidget(self.left)
        column.addStretch(1)

    def show_left(self, count: int) -> None:
        self.left.setText(self.tr("{count} not asked").format(count=count))
        self.left.setAccessibleName(f"{self.name.text()}: {not_asked_text(count)}")
        self.left.setVisible(count > 0)
