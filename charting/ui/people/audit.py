"""The audit of the open patient or of everybody: what was done, by whom, when, and whether nobody changed it since."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from charting.desk.audit import Sought
from charting.desk.session import Session
from charting.domain.clinic.audit_chain import Entry, Verdict
from charting.errors import Problem
from charting.files import write_whole
from charting.ui.kit.button_row import add_button
from charting.ui.kit.combos import Combo
from charting.ui.kit.list_table import look_like_a_list
from charting.ui.kit.look import GAP, Look, wear
from charting.ui.kit.rows import paint_focus
from charting.ui.kit.working import surely
from charting.ui.people.audit_rows import PATIENT, AuditModel
from charting.ui.people.audit_words import action_text, csv_bytes, is_only_unknown, name_text, verdict_text
from charting.words.words import on_button, person_name, shortened, tooltip, tr_problem

SIZE = QSize(1120, 700)
WIDTHS = (64, 168, 150, 232, 200, 0)
MOST_NAME = 36
"""Letters of the patient's name on the tab; the whole is in its tooltip."""
EXPORT_PAGE = 2000


class AuditTable(QTableView):
    """The entries; they can be read and chosen, never changed."""

    def __init__(self, model: AuditModel) -> None:
        super().__init__()
        self.setModel(model)
        look_like_a_list(self, self.tr("Entries of the audit, the newest first"), WIDTHS)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_focus(self)


class AuditDialog(QDialog):
    """Shows the entries at once and looks through the whole chain on a thread of its own."""

    verified = Signal(object, object, object)
    failed = Signal(object)

    def __init__(self, session: Session, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._look = session, look
        self.verdict: Verdict | None = None
        self.setWindowTitle(self.tr("Audit"))
        self.model = AuditModel(session, look, self._say_problem, self)
        self.table = AuditTable(self.model)
        self.state = QLabel(self.tr("Looking through all entries…"))
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setWordWrap(True)
        self.note = QLabel()
        self.note.setObjectName("caption")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self._lay_out()
        self.verified.connect(self._take)
        self.failed.connect(self._say_problem)
        room = parent.window().size() if parent is not None else SIZE
        self.resize(SIZE.boundedTo(QSize(room.width() - 32, room.height() - 32)))
        session.charting.flush()
        self._show()
        self._thread = threading.Thread(target=surely, args=(self._verify, self.failed.emit), name="audit", daemon=True)
        self._thread.start()

    def set_look(self, look: Look) -> None:
        self._look = look

    # ------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        card = QFrame()
        card.setObjectName("card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(10, 6, 10, 6)
        inner.addWidget(self.table)
        self.seal = QFrame()
        self.seal.setObjectName("seal")
        line = QHBoxLayout(self.seal)
        line.setContentsMargins(12, 8, 12, 8)
        line.addWidget(self.state, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(12)
        column.addLayout(self._top())
        column.addWidget(self.seal)
        column.addWidget(card, 1)
        column.addLayout(self._bottom())

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        patient, everybody = self._session.open.patient, self._session.audit.may_see_all()
        self._group = QButtonGroup(self)
        self.this_patient = self._tab(
            "" if patient is None else on_button(shortened(person_name(patient), MOST_NAME)), row
        )
        if patient is not None:
            self.this_patient.setToolTip(tooltip(person_name(patient)))
        self.everybody = self._tab(self.tr("All patients"), row)
        self.this_patient.setVisible(patient is not None)
        self.everybody.setEnabled(everybody)
        if not everybody:
            self.everybody.setToolTip(self.tr("An administrator sees the entries of all patients."))
        (self.this_patient if patient is not None else self.everybody).setChecked(True)
        row.addStretch(1)
        self.names = self._combo(self.tr("Person"), self.tr("Everybody"), 160, row)
        self.actions_ = self._combo(self.tr("What was done"), self.tr("Everything"), 210, row)
        self.days = self._combo(self.tr("Time"), self.tr("At any time"), 140, row)
        for text, days in (
            (self.tr("Today"), 0), (self.tr("Last 7 days"), 6), (self.tr("Last 30 days"), 29),
            (self.tr("Last 12 months"), 364),
        ):  # fmt: skip
            self.days.addItem(text, days)
        return row

    def _tab(self, text: str, row: QHBoxLayout) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName("tab")
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.setMaximumWidth(260)
        button.clicked.connect(self._show)
        self._group.addButton(button)
        row.addWidget(button)
        return button

    def _combo(self, name: str, every: str, width: int, row: QHBoxLayout) -> Combo:
        combo = Combo(self._look)
        combo.setAccessibleName(name)
        combo.setMinimumWidth(width)
        combo.addItem(every, None)
        combo.currentIndexChanged.connect(self._show)
        row.addWidget(combo)
        return combo

    def _bottom(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.note, 1)
        self.key_button = add_button(row, self.tr("Key…"), self.show_key)
        self.csv_button = add_button(row, self.tr("Save as CSV…"), self.save)
        self.close_button = add_button(row, self.tr("Close"), self.reject)
        allowed = self._session.audit.may_see_all() and self._session.audit.has_key()
        self.key_button.setVisible(allowed)
        if self._session.audit.is_key_to_keep():
            self.key_button.setText(self.tr("Write the key down…"))
        return row

    # ------------------------------------------------------------------ looking through it

    def _verify(self) -> None:
        """On the thread: the names and actions there are, then every entry."""
        words = self._session.audit.words_of(None if self._session.audit.may_see_all() else self._patient())
        self.verified.emit(*words, self._session.audit.verdict())

    def _take(self, names: tuple[str, ...], actions: tuple[str, ...], verdict: Verdict) -> None:
        self.verdict = verdict
        for name in names:
            self.names.addItem(name_text(name) if name else self.tr("Nobody signed in"), name)
        for action in sorted(actions, key=action_text):
            self.actions_.addItem(action_text(action), action)
        self.state.setText(("✓  " if verdict.sound else "") + verdict_text(verdict))
        if verdict.sound:
            wear(self.seal, tone="accent")
        elif is_only_unknown(verdict):
            wear(self.seal, tone="caution")
        else:
            wear(self.seal, tone="danger")

    def done(self, result: int) -> None:
        self._thread.join()
        super().done(result)

    # ------------------------------------------------------------------ showing

    def _patient(self) -> str | None:
        return self._session.open.patient.id if self._session.open.patient is not None else None

    def sought(self) -> Sought:
        """What the tabs and lists say to look for."""
        days = self.days.currentData()
        since: date | None = None if days is None else self._session.env.clock().date() - timedelta(days=days)
        patient = self._patient() if self.this_patient.isChecked() else None
        return Sought(patient, self.names.currentData(), self.actions_.currentData(), since)

    def _show(self) -> None:
        self.note.setText("")
        self.model.seek(self.sought())
        self.table.setColumnHidden(PATIENT, self.this_patient.isChecked())
        self.csv_button.setEnabled(bool(self.model.rows))
        if self.model.rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
        elif not self.note.text():
            self._say(self.tr("No entry is like this."))

    def _say(self, text: str, role: str = "muted") -> None:
        self.note.setText(text)
        wear(self.note, tone=role)

    def _say_problem(self, problem: Problem) -> None:
        self._say(tr_problem(problem), "danger")

    # ------------------------------------------------------------------ doing

    def save(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save as CSV"), "audit.csv", self.tr("CSV files (*.csv)"))
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Write every entry that is looked for, and that it was written."""
        try:
            found = self._all()
            self._session.audit.note_export(self.model.sought, len(found))
            write_whole(path, csv_bytes(found))
        except Problem as problem:
            self._say_problem(problem)
            return
        except OSError as fault:
            words = self.tr("The entries cannot be written to {path}: {reason}. Choose another folder.")
            self._say(words.format(path=path, reason=fault.strerror or fault), "danger")
            return
        self._say(self.tr("{count} entries are in {path}.").format(count=len(found), path=path))

    def _all(self) -> list[Entry]:
        found: list[Entry] = []
        while page := self._session.audit.entries(self.model.sought, found[-1].seq if found else None, EXPORT_PAGE):
            found += page
        return found

    def show_key(self) -> None:
        from charting.ui.people.key_sheet import KeySheetDialog

        KeySheetDialog(self._session, parent=self).exec()
        if self._session.audit.key_is_kept():
            self.key_button.setText(self.tr("Key…"))
        self._show()
