"""What the visit costs, in one quiet line under its total: the estimate of a draft, the bill of a signed visit."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from charting.desk.session import Session
from charting.desk.steps import Changed
from charting.drawing.fitting import fitted
from charting.ui.kit.hub import Hub
from charting.ui.kit.same import set_tip
from charting.words.money import beside_text, line_texts, rounding_text
from charting.words.words import on_button, tooltip


class PriceLine(QPushButton):
    """Shows itself only where there is a price; a click asks for the bill, area by area."""

    bill_requested = Signal()

    def __init__(self, session: Session, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._whole = ""
        self.setObjectName("price")
        self._shorter: list[str] = []
        self.setAccessibleName(self.tr("What the visit costs"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.bill_requested)
        hub.changed.connect(self._changed)
        self.refresh()

    def _changed(self, changed: Changed) -> None:
        if changed.visit or changed.patient or changed.clinic:
            self.refresh()

    def refresh(self) -> None:
        """Show what the open visit costs."""
        visit = self._session.open.visit
        bill = self._session.prices.bill(visit) if visit is not None else None
        self.setVisible(bill is not None)
        if visit is None or bill is None:
            return
        costs = self._session.prices.beside(visit) if visit.is_draft else None
        self._whole, *self._shorter = line_texts(visit, bill, costs)
        self._elide()
        says = [
            self._whole,
            beside_text(self._session.clinic.reference, costs) if costs is not None else "",
            rounding_text(),
        ]
        self.setAccessibleName(self._whole)
        set_tip(self, tooltip("\n".join(part for part in says if part)))

    @property
    def whole(self) -> str:
        """The line, however much of it there is room for."""
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = max(self.width() - 4, 40)
        metrics = self.fontMetrics()
        texts = (self._whole, *self._shorter)
        text = next((one for one in texts if metrics.horizontalAdvance(one) <= room), texts[-1])
        text = on_button(fitted(metrics, text, room))
        if text != self.text():
            self.setText(text)

    def sizeHint(self) -> QSize:
        return QSize(120, 20)
