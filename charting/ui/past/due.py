"""Who is due: every treated patient with the day they are due again, and the reviews that are overdue."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from charting.desk.session import Session
from charting.ui.kit.asking_files import where_to_save_csv
from charting.ui.kit.list_dialog import ListDialog, add_button, add_choice, add_tab, lay_out
from charting.ui.kit.look import Look
from charting.ui.kit.table import ListModel, Table
from charting.ui.kit.working import Step
from charting.ui.past.due_rows import DueEntry, Filter, by_date, columns_of, csv_bytes, entry_of
from charting.words.past_words import due_rule_text
from charting.words.words import product_name

SIZE = QSize(1240, 700)
REPORT_EVERY = 500


class DueDialog(ListDialog):
    """Reads and assesses beside the window; closing it stops that."""

    def __init__(self, session: Session, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._session = session
        self.entries: tuple[DueEntry, ...] = ()
        self.loaded = False
        self.today = session.env.clock().date()
        columns = columns_of(session.clinic.reference, self.today)
        self.model = ListModel[DueEntry](columns, look, key=lambda entry: entry.row.patient.id)
        self.table = Table(self.model, self.tr("Patients by the day they are due"), many=True, sorts=0)
        self.table.opened.connect(self.open_patient)
        self.table.copied.connect(self.copy)
        self.filters = {chosen: add_tab(self.top, self.tabs, self._filter_text(chosen)) for chosen in Filter}
        self.tabs.buttonClicked.connect(lambda _: self._show())
        self.filters[Filter.ALL].setChecked(True)
        self.top.addStretch(1)
        self.products = add_choice(self.top, self._look, self.tr("Product"), self.tr("All products"), 190, self._show)
        self.set_button = add_button(self.foot, self.tr("Set date…"), self.set_date)
        self.copy_button = add_button(self.foot, self.tr("Copy"), self.copy)
        self.csv_button = add_button(self.foot, self.tr("Save as CSV…"), self.save)
        self.open_button = add_button(self.foot, self.tr("Open patient"), self.open_patient)
        self.close_button = add_button(self.foot, self.tr("Close"), self.reject)
        self.open_button.setObjectName("primary")
        self.say(self.tr("Looking through the record…"))
        lay_out(self, self.tr("Who is due"), SIZE)
        self.read(self._read, self._take, self._say_progress)

    def _filter_text(self, chosen: Filter) -> str:
        return {
            Filter.ALL: self.tr("All"),
            Filter.OVERDUE: self.tr("Overdue"),
            Filter.SOON: self.tr("Next 4 weeks"),
            Filter.REVIEWS: self.tr("Reviews overdue"),
        }[chosen]

    # ------------------------------------------------------------------ reading

    def _read(self, step: Step) -> tuple[DueEntry, ...]:
        """Beside the window: one query, then one assessment for each patient."""
        rows = self._session.follow_up.due_rows()
        entries = []
        for number, row in enumerate(rows):
            step(number, len(rows))
            entries.append(entry_of(row, self._session))
        return tuple(entries)

    def _say_progress(self, done: int, count: int) -> None:
        if not self.loaded and count > REPORT_EVERY:
            self.say(self.tr("Looked through {done} of {count} patients…").format(done=done, count=count))

    def _take(self, entries: tuple[DueEntry, ...]) -> None:
        self.entries, self.loaded = entries, True
        known = {entry.row.treatment.product for entry in entries} - {None}
        for code in self._session.clinic.reference.products:
            if code in known:
                self.products.addItem(product_name(self._session.clinic.reference, code), code)
        self._show()
        self.table.setFocus()

    # ------------------------------------------------------------------ showing

    @property
    def chosen_filter(self) -> Filter:
        return next(chosen for chosen, button in self.filters.items() if button.isChecked())

    def _show(self) -> None:
        if not self.loaded:
            return
        today, product = self.today, self.products.currentData()
        for chosen, button in self.filters.items():
            count = sum(entry.passes(chosen, product, today) for entry in self.entries)
            button.setText(f"{self._filter_text(chosen)} · {count}")
        listed = by_date(entry for entry in self.entries if entry.passes(self.chosen_filter, product, today))
        self.model.show(listed)
        self.table.begin()
        if listed:
            self.say(due_rule_text())
        elif self.entries:
            self.say(self.tr("Nobody is due here."))
        else:
            self.say(self.tr("No treatment is signed yet; who is due follows from signed treatments."))
        for button in (self.open_button, self.copy_button, self.csv_button, self.set_button):
            button.setEnabled(bool(self.model.rows))

    # ------------------------------------------------------------------ doing

    def open_patient(self) -> None:
        """Open the chart of the row the hand is on."""
        entry: DueEntry | None = self.table.current
        if entry is not None and self.attempt(lambda: self._session.patients.open(entry.row.patient.id)):
            self.accept()

    def save(self) -> None:
        if path := where_to_save_csv(self, "due"):
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Write the listed rows; a disk that cannot take them is said here."""
        self.write(
            path, lambda: csv_bytes(self.model.rows, self._session.clinic.reference),
            self.tr("The list cannot be written to {path}: {reason}. Choose another folder."),
            lambda: self.tr("{count} rows are in {path}.").format(count=len(self.model.rows), path=path),
        )  # fmt: skip

    def set_date(self) -> None:
        """Ask for another day for the patient the hand is on."""
        from charting.ui.past.recall import RecallDialog

        entry: DueEntry | None = self.table.current
        if entry is None:
            return
        dialog = RecallDialog(self._session, entry.row.patient, entry.row.recall_on, parent=self)
        if dialog.exec():
            self._renew(entry)

    def _renew(self, entry: DueEntry) -> None:
        """Read one patient's row again."""
        rows = self._session.follow_up.due_rows()
        fresh = {row.patient.id: row for row in rows if row.patient.id == entry.row.patient.id}
        self.entries = tuple(
            entry_of(fresh[e.row.patient.id], self._session) if e.row.patient.id in fresh else e for e in self.entries
        )
        self._show()
