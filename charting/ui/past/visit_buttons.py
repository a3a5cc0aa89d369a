"""The top of the column of visits: repeat the last one, begin a new one, and what else can be done with the past."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.domain.past.timing import too_early
from charting.domain.visit.visit import Kind
from charting.errors import Problem
from charting.ui.kit.glyphs import glyph
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import GAP, Look, wear
from charting.ui.kit.menus import hang
from charting.ui.past import repeating


class VisitButtons(QWidget):
    """“Repeat last” stands first where there is something to repeat, and is coloured once it is no longer too early.

    The signals ask for a dialog.
    """

    areas_requested = Signal()
    review_requested = Signal()
    wore_off_requested = Signal()

    def __init__(self, session: Session, hub: Hub, beside: int) -> None:
        super().__init__()
        self._session = session
        self._hub = hub
        self.repeat_last = QPushButton(self.tr("Repeat last"))
        self.new_visit = QPushButton(self.tr("New visit"))
        for button, act, tip in (
            (self.repeat_last, self._repeat_last, self.tr("The last treatment's points and doses as a draft (Ctrl+R)")),
            (self.new_visit, lambda: self._begin(Kind.TREATMENT), self.tr("Begin with an empty face (Ctrl+N)")),
        ):
            button.setAccessibleName(button.text())
            button.setToolTip(tip)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(act)
        self.today = QPushButton(self.tr("Today"))
        self.today.setObjectName("tab")
        self.today.setAccessibleName(self.tr("Back to today"))
        self.today.setToolTip(self.tr("Back to the draft in hand, or to today's empty face (Ctrl+Home)"))
        self.today.clicked.connect(lambda: session.charting.open_visit(None))
        self.more = QToolButton()
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setIconSize(QSize(16, 16))
        self.more.setAccessibleName(self.tr("More about visits"))
        self.more.setToolTip(self.tr("Repeat the best visit or some areas; begin a touch-up or a review"))
        hang(self.more, QMenu(self.more))
        self.more.menu().aboutToShow.connect(self._fill)
        self._fill()
        self._lay_out(beside)

    def _lay_out(self, beside: int) -> None:
        title = QLabel(self.tr("Visits"))
        title.setObjectName("title")
        top, below = QHBoxLayout(), QHBoxLayout()
        for row, widgets in ((top, (title, self.today, self.more)), (below, (self.repeat_last, self.new_visit))):
            row.setSpacing(GAP)
            row.setContentsMargins(0, 0, beside, 0)
            for widget in widgets:
                row.addWidget(widget)
        top.insertStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(top)
        column.addLayout(below)
        wear(self.more, role="square")
        for button in (self.repeat_last, self.new_visit):
            wear(button, role="narrow")

    def set_look(self, look: Look) -> None:
        self.more.setIcon(glyph("chevron", look.color("text")))

    def refresh(self) -> None:
        """Show what can be done now; the first choice is the coloured one."""
        session = self._session
        there = session.open.patient is not None
        source = repeating.source_of(session) if there else None
        repeatable = source is not None
        charting = session.open.visit is not None and session.open.visit.is_draft and bool(session.open.visit.points)
        self.repeat_last.setVisible(repeatable)
        self.repeat_last.setEnabled(not charting)
        self.new_visit.setEnabled(there)
        self.more.setEnabled(there)
        self.today.setVisible(there and session.open.visit is not None and not session.open.visit.is_draft)
        day = (
            session.open.visit.day
            if session.open.visit is not None and session.open.visit.is_draft
            else session.env.clock().date()
        )
        early = source is not None and source.at.date() <= day and too_early(source, day, session.clinic.reference)
        _prefer(self.repeat_last, repeatable and not charting and not early)
        _prefer(self.new_visit, not repeatable)

    def _repeat_last(self) -> None:
        repeating.repeat(self._session, self._hub, repeating.source_of(self._session))

    def _repeat_best(self) -> None:
        repeating.repeat(self._session, self._hub, self._session.past.pinned_best())

    def _toggle_pin(self) -> None:
        if self._session.open.visit is not None:
            repeating.toggle_pin(self._session, self._hub, self._session.open.visit)

    def _fill(self) -> None:
        menu, session = self.more.menu(), self._session
        menu.clear()
        best = session.past.pinned_best()
        self._add(menu, self.tr("Repeat pinned best"), self._repeat_best, best is not None)
        something = bool(session.past.treatments())
        self._add(menu, self.tr("Repeat chosen areas…"), self.areas_requested.emit, something)
        menu.addSeparator()
        pinned = session.open.visit is not None and session.open.visit.id == session.open.pinned
        text = self.tr("Take the pin away") if pinned else self.tr("Pin this visit as best")
        self._add(menu, text, self._toggle_pin, repeating.can_pin(session.open.visit))
        menu.addSeparator()
        self._add(menu, self.tr("New touch-up"), lambda: self._begin(Kind.TOUCH_UP), True)
        given = session.past.treatment_of(session.open.visit) is not None
        if given:
            self._add(menu, self.tr("Review of the treatment…"), self.review_requested.emit, True)
        else:
            self._add(menu, self.tr("New review"), lambda: self._begin(Kind.REVIEW), True)
        self._add(menu, self.tr("When it wore off…"), self.wore_off_requested.emit, given)

    def _add(self, menu: QMenu, text: str, act: Callable[[], object], enabled: bool) -> None:
        menu.addAction(text, act).setEnabled(enabled)

    def _begin(self, kind: Kind) -> None:
        try:
            if kind is Kind.TOUCH_UP:
                self._session.repeating.new_touch_up()
            elif kind is Kind.REVIEW:
                self._session.repeating.new_review()
            else:
                self._session.charting.new_visit(kind)
        except Problem as problem:
            self._hub.problem.emit(problem)


def _prefer(button: QPushButton, preferred: bool) -> None:
    """Colour a button as the first choice."""
    name = "primary" if preferred else ""
    if button.objectName() != name:
        button.setObjectName(name)
        button.style().unpolish(button)
        button.style().polish(button)
