"""What stands beside a signed visit: that it holds no longer, which version does, and the notes added later."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from charting.desk import amending
from charting.desk.session import Session
from charting.domain.visit.record import Addendum
from charting.domain.visit.visit import Visit
from charting.ui.kit.look import wear
from charting.words.record_words import mark_text
from charting.words.words import date_text, datetime_text, one_line

EDGE = 2
MOST_HEIGHT = 112
"""With more to say the card scrolls: the doses keep their room."""


class RecordCard(QFrame):
    """Hidden while there is nothing to say. `open_requested`: the id of the other version of the visit."""

    open_requested = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._other: Visit | None = None
        self.setObjectName("recordcard")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.status = _label("strong")
        self.reason = _label("")
        self.link = QPushButton(self.tr("Open the correction"))
        self.link.setAccessibleName(self.link.text())
        self.link.setObjectName("link")
        self.link.setCursor(Qt.CursorShape.PointingHandCursor)
        self.link.clicked.connect(self._open)
        self.notes: list[QLabel] = []
        inside = QWidget()
        inside.setObjectName("recordinside")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(10, 6, 10, 7)
        self._column.setSpacing(2)
        self._column.addWidget(self.status)
        self._column.addWidget(self.reason)
        self._column.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)
        self._scroll = QScrollArea()
        self._scroll.setWidget(inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(self.tr("What came after signing"))
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)  # within the border
        row.addWidget(self._scroll)

    def refresh(self) -> bool:
        """Show what belongs to the open visit; False when that is nothing."""
        visit = self._session.open.visit
        if visit is None:
            return False
        marked = "" if visit.is_draft else self._mark(visit)
        if not (marked or visit.amends is not None or visit.addenda):
            return False
        self._show_versions(visit, marked)
        self._show_notes(visit.addenda)
        self._dress()
        self._fit()
        return True

    # ------------------------------------------------------------------ inside

    def _mark(self, visit: Visit) -> str:
        return mark_text(visit, replaced=self._session.amending.newer(visit) is not None)

    def _show_versions(self, visit: Visit, marked: str) -> None:
        newer, older = self._session.amending.newer(visit), self._session.amending.older(visit)
        self._other = newer or older
        reason = visit.reason
        if marked and (visit.marked is not None or newer is not None):
            reason = visit.marked.reason if visit.marked is not None else newer.reason if newer is not None else None
        elif not marked and visit.amends is not None:
            marked = self.tr("Correction, not signed yet") if visit.is_draft else self.tr("Correction")
        self.status.setText(marked)
        self.status.setVisible(bool(marked))
        self.reason.setText(self.tr("Reason: {reason}").format(reason=one_line(reason)) if reason else "")
        self.reason.setVisible(bool(reason))
        self.link.setVisible(self._other is not None)
        if self._other is not None:
            text = self.tr("Open the correction") if newer is not None else self.tr("Open what was signed before")
            self.link.setText(text)
            self.link.setAccessibleName(f"{text}, {date_text(self._other.at.date())}")

    def _show_notes(self, addenda: tuple[Addendum, ...]) -> None:
        for label in self.notes:
            self._column.removeWidget(label)
            label.hide()  # it is painted until it is gone
            label.deleteLater()
        self.notes = []
        for addendum in addenda:
            by, text = _label("caption"), _label("")
            by.setText(
                self.tr("Note · {when} · {name}").format(when=datetime_text(addendum.at), name=one_line(addendum.by))
            )
            text.setText(addendum.text)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            for label in (by, text):
                self._column.addWidget(label)
                label.show()  # else it has no height yet when the card is fitted
                self.notes.append(label)

    def _dress(self) -> None:
        visit, tone = self._session.open.visit, ""
        if visit is not None and amending.in_error(visit):
            tone = "danger"
        elif visit is not None and (visit.is_draft or self._mark(visit)):
            tone = "caution"
        wear(self, tone=tone)

    def _fit(self) -> None:
        width = max(self.width(), 300) - 2 * EDGE
        self.setFixedHeight(min(self._column.totalHeightForWidth(width) + 2 * EDGE, MOST_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _open(self) -> None:
        if self._other is not None:
            self.open_requested.emit(self._other.id)


def _label(role: str) -> QLabel:
    label = QLabel()
    label.setObjectName(role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
