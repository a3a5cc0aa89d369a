"""The audit of the open patient or of everybody: what was done, by whom, when, and whether nobody changed it since."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from charting.desk.audit import Sought
from charting.desk.session import Session
from charting.domain.clinic.audit_chain import Entry, Verdict
from charting.errors import Problem
from charting.ui.kit.asking_files import where_to_save_csv
from charting.ui.kit.list_dialog import ListDialog, add_button, add_choice, add_tab, lay_out
from charting.ui.kit.look import Look, wear
from charting.ui.kit.parts import words
from charting.ui.kit.table import Column, ListModel, Table
from charting.ui.kit.working import Step
from charting.ui.people.audit_words import (
    SERIOUS,
    action_text,
    csv_bytes,
    detail_text,
    is_only_unknown,
    name_text,
    verdict_text,
    when_text,
    who_text,
)
from charting.words.words import on_button, person_name, shortened, tooltip

SIZE = QSize(1120, 700)
PATIENT = 4
"""The column that says nothing while one patient alone is looked at."""

MOST_NAME = 36
"""Letters of the patient's name on the tab; the whole is in its tooltip."""

PAGE = 200
"""So many entries are read at once, as somebody scrolls to them: a hundred thousand open without a wait."""

EXPORT_PAGE = 2000


class AuditDialog(ListDialog):
    """Shows the entries at once and looks through the whole chain beside the window."""

    def __init__(self, session: Session, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._session = session
        self._visits: dict[str, datetime] = {}
        self._names: dict[str, str] = {}
        self.verdict: Verdict | None = None
        self.model = ListModel[Entry](self._columns(), look)
        self.table = Table(self.model, self.tr("Entries of the audit, the newest first"))
        self.state = words("", self.tr("Looking through all entries…"))
        self.seal = QFrame()
        self.seal.setObjectName("seal")
        line = QHBoxLayout(self.seal)
        line.setContentsMargins(12, 8, 12, 8)
        line.addWidget(self.state, 1)
        self._fill_top()
        self.key_button = add_button(self.foot, self.tr("Key…"), self.show_key)
        self.csv_button = add_button(self.foot, self.tr("Save as CSV…"), self.save)
        self.close_button = add_button(self.foot, self.tr("Close"), self.reject)
        self.key_button.setVisible(session.audit.may_see_all() and session.audit.has_key())
        if session.audit.is_key_to_keep():
            self.key_button.setText(self.tr("Write the key down…"))
        lay_out(self, self.tr("Audit"), SIZE, above=(self.seal,))
        session.charting.flush()
        self._show()
        self.read(self._verify, self._take)

    # ------------------------------------------------------------------ building

    def _columns(self) -> tuple[Column, ...]:
        visits, names = self._visits, self._names
        return (
            Column(self.tr("No."), lambda entry: str(entry.seq), 64, ink="muted"),
            Column(self.tr("When"), when_text, 168),
            Column(self.tr("Who"), who_text, 150, ink="muted"),
            Column(
                self.tr("What"), lambda entry: action_text(entry.action), 232,
                ink=lambda entry, _: "danger" if entry.action in SERIOUS else "text",
            ),
            Column(self.tr("Patient"), lambda entry: names.get(entry.patient or "", ""), 200, ink="muted"),
            Column(self.tr("About"), lambda entry: detail_text(entry, visits), ink="muted"),
        )  # fmt: skip

    def _fill_top(self) -> None:
        patient, everybody = self._session.open.patient, self._session.audit.may_see_all()
        self.this_patient = self._tab("" if patient is None else on_button(shortened(person_name(patient), MOST_NAME)))
        if patient is not None:
            self.this_patient.setToolTip(tooltip(person_name(patient)))
        self.everybody = self._tab(self.tr("All patients"))
        self.this_patient.setVisible(patient is not None)
        self.everybody.setEnabled(everybody)
        if not everybody:
            self.everybody.setToolTip(self.tr("An administrator sees the entries of all patients."))
        (self.this_patient if patient is not None else self.everybody).setChecked(True)
        self.top.addStretch(1)
        self.names = add_choice(self.top, self._look, self.tr("Person"), self.tr("Everybody"), 160, self._show)
        self.actions_ = add_choice(
            self.top, self._look, self.tr("What was done"), self.tr("Everything"), 210, self._show
        )
        self.days = add_choice(self.top, self._look, self.tr("Time"), self.tr("At any time"), 140, self._show)
        for text, days in (
            (self.tr("Today"), 0), (self.tr("Last 7 days"), 6), (self.tr("Last 30 days"), 29),
            (self.tr("Last 12 months"), 364),
        ):  # fmt: skip
            self.days.addItem(text, days)

    def _tab(self, text: str) -> QPushButton:
        tab = add_tab(self.top, self.tabs, text)
        tab.clicked.connect(lambda _=False: self._show())
        tab.setMaximumWidth(260)
        return tab

    # ------------------------------------------------------------------ looking through it

    def _verify(self, _step: Step) -> tuple[tuple[str, ...], tuple[str, ...], Verdict]:
        """Beside the window: the names and actions there are, then every entry."""
        names, actions = self._session.audit.words_of(None if self._session.audit.may_see_all() else self._patient())
        return names, actions, self._session.audit.verdict()

    def _take(self, found: tuple[tuple[str, ...], tuple[str, ...], Verdict]) -> None:
        names, actions, verdict = found
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
        self.say("")
        self.model.read(self._page(self.sought()), PAGE)
        self.table.setColumnHidden(PATIENT, self.this_patient.isChecked())
        self.csv_button.setEnabled(bool(self.model.rows))
        self.table.begin()
        if not self.model.rows and not self.note.text():
            self.say(self.tr("No entry is like this."))

    def _page(self, sought: Sought) -> Callable[[Entry | None], Sequence[Entry]]:
        def page(last: Entry | None) -> Sequence[Entry]:
            """The entries before one, with what their words need; none where they cannot be read, which is said."""
            try:
                found = self._session.audit.entries(sought, last.seq if last is not None else None, PAGE)
                self._learn(found)
            except Problem as problem:
                self.say_problem(problem)
                return ()
            return found

        return page

    def _learn(self, found: tuple[Entry, ...]) -> None:
        """The names of patients and the days of visits these entries are about."""
        session = self._session
        visits = {e.visit for e in found if e.visit is not None}
        self._visits.update(session.audit.visit_times(visits - self._visits.keys()))
        for patient in {e.patient for e in found if e.patient is not None} - self._names.keys():
            known = session.patients.find(patient)
            self._names[patient] = patient if known is None else person_name(known)

    # ------------------------------------------------------------------ doing

    def save(self) -> None:
        if path := where_to_save_csv(self, "audit"):
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Write every entry that is looked for, and that it was written."""
        found: list[Entry] = []
        sought = self.sought()

        def content() -> bytes:
            found.extend(self._all(sought))
            self._session.audit.note_export(sought, len(found))
            return csv_bytes(found)

        self.write(
            path, content, self.tr("The entries cannot be written to {path}: {reason}. Choose another folder."),
            lambda: self.tr("{count} entries are in {path}.").format(count=len(found), path=path),
        )  # fmt: skip

    def _all(self, sought: Sought) -> list[Entry]:
        found: list[Entry] = []
        while page := self._session.audit.entries(sought, found[-1].seq if found else None, EXPORT_PAGE):
            found += page
        return found

    def show_key(self) -> None:
        from charting.ui.people.key_sheet import KeySheetDialog

        KeySheetDialog(self._session, parent=self).exec()
        if self._session.audit.key_is_kept():
            self.key_button.setText(self.tr("Key…"))
        self._show()
