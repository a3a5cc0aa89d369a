"""What is aimed at, in one quiet line; on an empty face, the way to weigh it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy

from charting.desk.session import Session
from charting.domain.visit.visit import Kind
from charting.drawing.fitting import fitted
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import wear
from charting.ui.kit.same import set_name, set_tip
from charting.words.record_words import aim_text
from charting.words.words import tooltip


class AimLine(QPushButton):
    """“Aim: micro, Glabella standard”; “Is micro right?…” while nothing is charted; else not there."""

    def __init__(self, session: Session, hub: Hub) -> None:
        super().__init__()
        self._session = session
        self._chosen = ""
        self.setObjectName("aim")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: hub.wanted.emit("consult"))
        self.refresh()

    def refresh(self) -> None:
        """Look at the open visit."""
        visit = self._session.open.visit
        self._chosen = aim_text(self._session.clinic.reference, self._session.consulting.weighed())
        begun = visit is not None and (not visit.is_draft or bool(visit.points) or visit.kind is Kind.REVIEW)
        blank = self._session.open.patient is not None and not begun
        self.setVisible(bool(self._chosen) or blank)
        self._write()
        wear(self, tone="" if self._chosen else "accent")

    def resizeEvent(self, event: object) -> None:
        self._write()

    def _write(self) -> None:
        text = self._chosen or self.tr("Is micro right?…")
        shown = fitted(self.fontMetrics(), text, max(40, self.width() - 6))
        if shown != self.text():
            self.setText(shown)
        set_name(self, text)
        set_tip(self, tooltip(text) if shown != text else "")
