"""What the pages of the clinic's settings share: where problems are said, and who may change what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.errors import Problem
from charting.ui.kit.look import wear
from charting.words.words import date_text, shortened, tr_problem


class Page(QWidget):
    """One page. A change is kept at once; what cannot be kept is said in the line at the bottom."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.said = QLabel()
        self.said.setObjectName("caption")
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self.said.setMinimumHeight(34)
        self.said.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    @property
    def may_change(self) -> bool:
        person = self.session.who.person
        return person is None or person.administers

    def refresh(self) -> None:
        """Show what holds now."""
        raise NotImplementedError

    def attempt(self, act: Callable[[], object], done: str = "") -> bool:
        """Do a change; the sentence of what became of it stands at the bottom of the page."""
        try:
            act()
        except Problem as problem:
            self.say(tr_problem(problem), "danger")
            return False
        self.say(done)
        return True

    def say(self, text: str, role: str = "muted") -> None:
        self.said.setText(text)
        self.said.setAccessibleName(text)
        wear(self.said, tone=role)


def card(inner: QWidget) -> QFrame:
    """A frame around a table."""
    frame = QFrame()
    frame.setObjectName("card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(6, 4, 6, 6)
    column.addWidget(inner)
    return frame


def who_text(name: str, on: date | None) -> str:
    """“Dr X, 12 Nov 2026”; the day alone where nobody has a name."""
    parts = [shortened(name, 40), date_text(on) if on is not None else ""]
    return ", ".join(part for part in parts if part)


def caption(text: str, *, wrap: bool = False) -> QLabel:
    label = QLabel(text)
    label.setObjectName("caption")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    return label
