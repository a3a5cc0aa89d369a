"""The audit as who is at the desk may see it: entries, whether they are whole, and the key on its sheet of paper."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from charting.domain.clinic.audit_chain import OPEN_KEY, Entry, Verdict, groups_of, key_id
from charting.domain.people.people import Role
from charting.errors import StoreProblem

if TYPE_CHECKING:
    from charting.desk.cell import Cell
    from charting.desk.charting import Charting
    from charting.domain.visit.chart import Chart

KEY_SHOWN, KEY_KEPT = "key-shown", "key-kept"


Action = Literal["print", "export"]


@dataclass(frozen=True, slots=True)
class Sought:
    """Which entries are looked for; None where it does not matter. `since` is a day of the desk's own calendar."""

    patient: str | None = None
    name: str | None = None
    action: str | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class KeySheet:
    """What is printed of a key: its groups, its short name, and the file it belongs to."""

    key_id: str
    file_id: str
    groups: tuple[str, ...]


class Audit:
    """The entries of the audit, and its key."""

    def __init__(self, desk: Cell, charting: Charting) -> None:
        self._desk = desk
        self._charting = charting

    def may_see_all(self) -> bool:
        """Whether the entries of every patient may be seen; an administrator's, once there are people."""
        return self._desk.who.may(Role.ADMINISTRATOR)

    def entries(self, sought: Sought, before: int | None, limit: int) -> tuple[Entry, ...]:
        """Entries from the newest on, or from those before an entry's number."""
        if sought.patient is None:
            self._desk.who.refuse_unless(Role.ADMINISTRATOR)
        since = None if sought.since is None else sought.since.isoformat()
        return self._desk.store.audit.entries(
            patient=sought.patient, action=sought.action, name=sought.name, since=since, before=before, limit=limit
        )

    def visit_times(self, visits: Set[str]) -> dict[str, datetime]:
        """When the visits that entries are about were, of those that are in the file."""
        return self._desk.store.audit.visit_times(visits)

    def words_of(self, patient: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The names and actions there are to choose from."""
        return self._desk.store.audit.words(patient)

    def verdict(self) -> Verdict:
        """Look through the whole chain; for a thread of its own."""
        self._charting.settle()
        return self._desk.store.audit.verdict()

    def note_export(self, sought: Sought, count: int) -> None:
        """Record that entries left the file."""
        self._desk.store.audit.note("export", patient=sought.patient, what="audit", entries=count)

    def note_paper(self, charts: tuple[Chart, ...], action: Action, what: str) -> None:
        """Record that sheets or handouts left the file."""
        patient = charts[0].patient.id
        visit = charts[0].visit.id or None if len(charts) == 1 else None  # a general handout may be of none
        self._desk.store.audit.note(action, patient=patient, visit=visit, what=what, visits=len(charts))

    # ------------------------------------------------------------------ the key

    def has_key(self) -> bool:
        """Whether the chain has a key that is here and that somebody can keep; throw-away files have none."""
        store = self._desk.store
        try:
            return store.audit.key() != OPEN_KEY
        except StoreProblem:
            return False

    def is_key_to_keep(self) -> bool:
        """Whether who is at the desk is asked to write the key down: nobody has shown yet that they hold its sheet."""
        return self.may_see_all() and self.has_key() and not self.key_is_kept()

    def show_key(self) -> KeySheet:
        """The key for its sheet of paper; that it was shown is recorded. An administrator's, once there are people."""
        self._desk.who.refuse_unless(Role.ADMINISTRATOR)
        key = self._desk.store.audit.key()
        self._desk.store.audit.note(KEY_SHOWN, key=key_id(key))
        return KeySheet(key_id(key), self._desk.store.audit.file_id, groups_of(key))

    def key_is_kept(self) -> bool:
        """Whether somebody has shown that they hold the sheet of today's key."""
        wanted = key_id(self._desk.store.audit.key())
        shown = self._desk.store.audit.entries(action=KEY_KEPT, limit=100)
        return any(f'"{wanted}"' in entry.detail for entry in shown)

    def keep_key(self) -> None:
        """Somebody typed a group from the sheet: it is there, and can be read."""
        self._desk.store.audit.note(KEY_KEPT, key=key_id(self._desk.store.audit.key()))
