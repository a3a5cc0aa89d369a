"""The foot of the column of visits: the ways into the past that are more than one visit."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from charting.ui.kit.look import wear
from charting.words.words import tooltip


class PastLinks(QWidget):
    """One quiet button for each action that is there; it can be used when its action can."""

    def __init__(self, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        words = {
            "timeline": self.tr("Timeline"),
            "compare": self.tr("Compare"),
            "trends": self.tr("Trends"),
            "due": self.tr("Due"),
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 10, 0)
        row.setSpacing(0)
        self.buttons: dict[str, QPushButton] = {}
        for name, text in words.items():
            if name in actions:
                self.buttons[name] = self._button(text, actions[name])
                if row.count():
                    row.addStretch(1)
                row.addWidget(self.buttons[name])

    def _button(self, text: str, action: QAction) -> QPushButton:
        button = QPushButton(text)
        wear(button, role="link")
        plain = action.text().removesuffix("…")
        keys = action.shortcut().toString()
        button.setAccessibleName(plain)
        button.setToolTip(tooltip(f"{plain} ({keys})" if keys else plain))
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(action.trigger)
        button.setEnabled(action.isEnabled())
        action.enabledChanged.connect(button.setEnabled)
        return button
