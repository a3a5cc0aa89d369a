"""The store: one file with its patients and visits, backed up before it is changed in kind and after it was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from charting.domain.people.patient import Patient
from charting.domain.visit.visit import Visit
from charting.errors import StoreProblem
from charting.store.amendments import Amendments
from charting.store.asking import Asking
from charting.store.attachments import Attachments
from charting.store.audit import Audit
from charting.store.backup import automatic_backup, automatic_backups, backup_to, is_backed_up
from charting.store.clinic import Clinic
from charting.store.connection import File, now
from charting.store.histories import Histories
from charting.store.keeping import KEYLESS, Keeper
from charting.store.outcomes import Outcomes
from charting.store.patients import Patients
from charting.store.people import People
from charting.store.stock import Stock
from charting.store.visits import Visits


class Store(File):
    """A database file: `Store.open(path)`, then values in and values out, subject by subject."""

    def __init__(self, path: Path, conn: Any, clock: Callable[[], datetime] = now, keeper: Keeper = KEYLESS) -> None:
        super().__init__(path, conn, clock, keeper)
        self.audit = Audit(self)
        self.patients = Patients(self, self.audit)
        self.visits = Visits(self, self.audit, self.patients)
        self.outcomes = Outcomes(self, self.audit, self.patients, self.visits)
        self.amendments = Amendments(self, self.audit, self.visits)
        self.histories = Histories(self, self.audit, self.patients)
        self.attachments = Attachments(self, self.audit, self.patients, self.visits)
        self.people = People(self, self.audit)
        self.stock = Stock(self, self.audit, self.patients)
        self.clinic = Clinic(self, self.audit)
        self.asking = Asking(self, self.audit, self.patients)

    def _before_migration(self) -> None:
        automatic_backup(self.path, self.clock)

    def _after_migration(self, conn: Any, former: int) -> None:
        self.audit.note_schema(conn, former)

    def _mended(self, names: tuple[str, ...]) -> None:
        self.audit.note("protection-mended", names=list(names))

    def import_all(
        self, patients: Iterable[Patient], visits: Iterable[Visit], seal: Callable[[Visit, Patient], bytes]
    ) -> None:
        """Write new patients and visits in one transaction, all or nothing.

        A visit that is no draft was signed elsewhere: it is locked with the bytes that `seal` makes of it.
        """
        with self.writing():
            for patient in patients:
                self.patients.add(patient)
            known: dict[str, Patient] = {}
            for visit in visits:
                if visit.is_draft:
                    self.visits.save_draft(visit)
                    continue
                one = visit.patient_id
                known[one] = known.get(one) or self.patients.get(one)
                self.visits.keep_signed_elsewhere(visit, seal(visit, known[one]))

    def backup_to(self, target: Path) -> None:
        """A consistent, verified copy under another name; the file stays open and may be written to meanwhile."""
        self._note_backup(automatic=False)
        backup_to(self.path, target)
        self.keeper.forget_anchor(self.audit.file_id, target.absolute())

    def back_up_if_changed(self) -> Path | None:
        """One more automatic backup, unless the newest state is in one already; for the moment before closing.

        A file without a patient needs none.
        """
        if not self.patients.count() or (not self.changed and self._is_backed_up()):
            return None
        self._note_backup(automatic=True)
        made = automatic_backup(self.path, self.clock)
        self.changed = False
        return made

    def _is_backed_up(self) -> bool:
        return is_backed_up(self.path) or (bool(automatic_backups(self.path)) and self.audit.only_looked_at())

    def _note_backup(self, *, automatic: bool) -> None:
        """Said before it is made, so that the copy says it too; a file that takes no entry is copied all the same."""
        with suppress(StoreProblem):
            self.audit.key()  # a copy is only a look at the file: it makes no key
            self.audit.note("backup", automatic=automatic)
