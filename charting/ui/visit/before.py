"""Before retreatment: the last treatment at a glance, in the place where today's doses will stand."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.domain.visit.visit import Visit
from charting.ui.kit.look import Look, wear
from charting.ui.visit.before_text import BeforeText
from charting.ui.visit.then_table import ThenTable
from charting.words.past_words import span_words
from charting.words.words import date_text, product_name

HEADINGS = 4


class BeforeTreatment(QScrollArea):
    """Fills itself from the session; scrolls where the window is low. Nothing in it is pressed: it is read."""

    def __init__(self, session: Session, look: Look) -> None:
        super().__init__()
        self._session = session
        self._said: object = None
        self._unseen: tuple[Visit, date] | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Before retreatment"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.ago = _label("ago")
        self.what = _label("product")
        self.total = _label("muted")
        self.events = _label("events")
        self.table = ThenTable(look)
        self._parts = [(_label("section"), _label("")) for _ in range(HEADINGS)]
        self.hint = _label("caption")
        self.hint.setText(
            self.tr("Its points lie hollow on today's face. Ctrl+R charts them again as a draft of today.")
        )
        self._lay_out()

    def _lay_out(self) -> None:
        self.title = _label("title")
        self.title.setText(self.tr("Before retreatment"))
        page = QWidget()
        page.setObjectName("page")
        self.viewport().setAutoFillBackground(False)
        wear(self, role="clear")
        column = QVBoxLayout(page)
        column.setContentsMargins(6, 0, 6, 4)
        column.setSpacing(3)
        column.addWidget(self.title)
        for widget in (self.ago, self.what, self.total):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addWidget(self.events)
        column.addSpacing(10)
        column.addWidget(self.table)
        for heading, text in self._parts:
            column.addSpacing(9)
            column.addWidget(heading)
            column.addWidget(text)
        column.addStretch(1)
        column.addSpacing(8)
        column.addWidget(self.hint)
        self.setWidget(page)

    def set_look(self, look: Look) -> None:
        self.table.set_look(look)

    def refresh(self) -> bool:
        """Show the treatment before today, or before the open visit; False when there is none to show."""
        session = self._session
        visit = self._treatment() if session.open.patient is not None else None
        if visit is None:
            return False
        today = session.open.visit.at.date() if session.open.visit is not None else session.env.clock().date()
        linked = (*session.past.touch_ups(visit), *session.past.reviews(visit))
        said = (
            visit, linked, session.open.patient, session.open.pinned, session.open.wore_off, session.open.recall,
            session.clinic.reference, today, session.judging.events_before(session.open.visit),
        )  # fmt: skip
        if said != self._said:  # most edits of a draft change nothing of what was before it
            self._said = said
            self._unseen = (visit, today)
            if not self.isHidden():
                self._make()
        self.title.setVisible(session.open.visit is None)
        self.hint.setVisible(session.open.visit is None)
        return True

    def showEvent(self, event: QShowEvent) -> None:
        self._make()
        super().showEvent(event)

    def _make(self) -> None:
        """Say what is not said yet; while the tab is hidden it waits."""
        if self._unseen is not None:
            unseen, self._unseen = self._unseen, None
            self._show(*unseen)

    def _treatment(self) -> Visit | None:
        """The treatment shown; what a correction corrects was no treatment before it."""
        session = self._session
        if session.open.visit is not None and session.open.visit.amends is not None:
            return session.past.last_before()
        return session.past.previous()

    def _show(self, visit: Visit, today: date) -> None:
        session, reference = self._session, self._session.clinic.reference
        assessment = session.judging.assessed(visit)
        ago = span_words((today - visit.at.date()).days)
        self.ago.setText(ago)
        self.ago.setAccessibleName(self.tr("{time} since the last treatment").format(time=ago))
        self.what.setText(
            self.tr("since {date} · {product}").format(
                date=date_text(visit.at.date()), product=product_name(reference, visit.product)
            )
        )
        says = BeforeText(session, visit, assessment)
        self.total.setText(says.total())
        events = says.events()
        self.events.setText(events)
        self.events.setVisible(bool(events))
        self.table.show_rows(says.rows())
        parts = list(says.paragraphs())
        for number, (heading, text) in enumerate(self._parts):
            there = number < len(parts)
            heading.setVisible(there)
            text.setVisible(there)
            if there:
                heading.setText(parts[number][0])
                text.setText(parts[number][1])


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label
