"""The store: one file with its patients and visits, backed up before it is changed in kind and after it was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from charting.domain.patient import Patient
from charting.domain.visit import Visit
from charting.errors import StoreProblem
from charting.store.amendments import Amendments
from charting.store.asking import Asking
from charting.store.attachments import Attachments
from charting.store.backup import automatic_backup, automatic_backups, backup_to, is_backed_up
from charting.store.clinic import Clinic
from charting.store.histories import Histories
from charting.store.people import People
from charting.store.stock import Stock


class Store(Amendments, People, Stock, Histories, Attachments, Clinic, Asking):
    """A database file: `Store.open(path)`, then values in and values out."""

    def _before_migration(self) -> None:
        automatic_backup(self.path, self.clock)

    def import_all(
        self, patients: Iterable[Patient], visits: Iterable[Visit], seal: Callable[[Visit, Patient], bytes]
    ) -> None:
        """Write new patients and visits in one transaction, all or nothing.

        A visit that is no draft was signed elsewhere: it is locked with the bytes that `seal` makes of it.
        """
        with self.writing():
            for patient in patients:
                self.add_patient(patient)
            for visit in visits:
                if visit.is_draft:
                    self.save_draft(visit)
                else:
                    self.keep_signed_elsewhere(visit, seal(visit, self.patient(visit.patient_id)))

    def backup_to(self, target: Path) -> None:
        """A consistent, verified copy under another name; the file stays open and may be written to meanwhile."""
        self._note_backup(automatic=False)
        backup_to(self.path, target)
        self.keeper.forget_anchor(self.file_id, target.absolute())

    def back_up_if_changed(self) -> Path | None:
        """One more automatic backup, unless the newest state is in one already; for the moment before closing.

        A file without a patient needs none.
        """
        if not self.count_patients() or (not self.changed and self._is_backed_up()):
            return None
        self._note_backup(automatic=True)
        made = automatic_backup(self.path, self.clock)
        self.changed = False
        return made

    def _is_backed_up(self) -> bool:
        return is_backed_up(self.path) or (bool(automatic_backups(self.path)) and self.only_looked_at())

    def _note_backup(self, *, automatic: bool) -> None:
        """Said before it is made, so that the copy says it too; a file that takes no entry is copied all the same."""
        with suppress(StoreProblem):
            self.audit_key()  # a copy is only a look at the file: it makes no key
            self.note("backup", automatic=automatic)
