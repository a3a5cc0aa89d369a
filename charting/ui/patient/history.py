"""What a patient said of their health and what they agreed to, on one page; earlier versions stay in sight."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.domain.people.history import NEVER_ASKED, PatientHistory
from charting.errors import Problem
from charting.ui.kit.combos import Combo
from charting.ui.kit.look import Look, wear
from charting.ui.kit.parts import scrolled
from charting.ui.patient.consents import ConsentPanel
from charting.ui.patient.history_form import HistoryForm
from charting.ui.patient.patient_head import patient_head
from charting.words.people_words import asked_text
from charting.words.words import datetime_text, tr_problem

SIZE = (1140, 684)
CONSENTS_WIDTH = 368


class HistoryDialog(QDialog):
    """Save keeps a new version; nothing is ever overwritten. Consents are kept where they are filled in."""

    def __init__(self, session: Session, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._patient = session.open.patient
        self._versions: tuple[PatientHistory, ...] = ()
        self.setWindowTitle(self.tr("History and consent"))
        self.form = HistoryForm(session.clinic.reference, look, session.env.clock().date())
        self.consents = ConsentPanel(session)
        self.version = Combo(look)
        self.version.setAccessibleName(self.tr("Versions of the history"))
        self.version.setMinimumContentsLength(14)
        self.asked = _label("", "caption")
        self.problem = _label("", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.consents.setFixedWidth(CONSENTS_WIDTH)
        self.cancel, self.keep = QPushButton(self.tr("Cancel")), QPushButton(self.tr("Save"))
        self._lay_out()
        self._read_versions()
        self.version.activated.connect(self._show_version)
        self.resize(*SIZE)
        self.form.allergies.typed.setFocus()

    # ------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        left = self._left()
        line = QFrame()
        line.setFixedWidth(1)
        line.setObjectName("rule")
        body = QHBoxLayout()
        body.setSpacing(20)
        body.addLayout(left, 1)
        body.addWidget(line)
        body.addWidget(self.consents)
        buttons = QHBoxLayout()
        buttons.addWidget(self.problem, 1)
        buttons.addStretch(0)
        for button in (self.cancel, self.keep):
            button.setAutoDefault(False)
            button.setAccessibleName(button.text())
            buttons.addWidget(button)
        self.keep.setObjectName("primary")
        self.cancel.clicked.connect(self.reject)
        self.keep.clicked.connect(self.accept)
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 18, 24, 16)
        page.setSpacing(12)
        page.addWidget(patient_head(self._patient))
        page.addLayout(body, 1)
        page.addLayout(buttons)

    def _left(self) -> QVBoxLayout:
        self.form.setObjectName("plain")
        scroll = scrolled(self.form, self.tr("History"))
        head = QHBoxLayout()
        head.addWidget(_label(self.tr("History"), "title"))
        head.addSpacing(6)
        head.addWidget(self.asked)
        head.addStretch(1)
        head.addWidget(self.version)
        head.addWidget(self.form.nothing)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addLayout(head)
        left.addWidget(scroll, 1)
        return left

    # ------------------------------------------------------------------ versions

    def _read_versions(self) -> None:
        held = self._session.open.history
        try:
            earlier = self._session.health.earlier_histories() if held is not None else ()
        except Problem as problem:
            self._say(problem)
            earlier = ()
        self._versions = (held, *earlier) if held is not None else ()
        self.version.clear()
        for history in self._versions:
            at = datetime_text(history.asked_at) if history.asked_at is not None else asked_text(history)
            self.version.addItem(at)
        self.version.setVisible(len(self._versions) > 1)
        self._show_version(0)

    def _show_version(self, place: int) -> None:
        """Earlier versions are looked at, never changed."""
        now = place == 0
        history = self._versions[place] if self._versions else NEVER_ASKED
        self.form.show_history(history)
        self.form.setEnabled(now)
        self.form.nothing.setEnabled(now)
        self.keep.setEnabled(now)
        if not self._versions:
            self.asked.setText(self.tr("not asked yet"))
        elif now:
            self.asked.setText(asked_text(history))
        else:
            self.asked.setText(self.tr("{asked}; it holds no longer").format(asked=asked_text(history)))
        wear(self.asked, tone="" if now else "caution")

    # ------------------------------------------------------------------ ending

    def accept(self) -> None:
        if self._session.open.patient is not self._patient:
            self.reject()  # another chart was opened behind this page: nothing of it belongs there
            return
        try:
            history = self.form.read()
            if not self._same(history):
                self._session.health.keep_history(history)
        except Problem as problem:
            self._say(problem)
            return
        if self.consents.begun and not self.consents.keep_consent():
            self._read_versions()  # the history is kept already: the page says so
            return
        super().accept()

    def _same(self, history: PatientHistory) -> bool:
        """Whether the page was opened and closed without a word: then nothing new was asked."""
        held = self._versions[0] if self._versions else NEVER_ASKED
        return replace(held, asked_at=None, asked_by=None) == history

    def _say(self, problem: Problem) -> None:
        self.problem.setText(tr_problem(problem))
        self.problem.show()


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
