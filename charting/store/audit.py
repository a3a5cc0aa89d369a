"""What happened to the file and its patients: entries that are added and chained, never changed."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from charting import __version__
from charting.domain.clinic.audit_chain import (
    BEGINNING,
    BROKEN,
    IN_PLACE_OF,
    NEW_KEY,
    NOBODY,
    RESTORED,
    Actor,
    Anchor,
    Entry,
    Verdict,
    detail_text,
    key_id,
    seal,
    verify,
)
from charting.errors import StoreProblem
from charting.store.connection import File
from charting.store.faults import damaged

CLOCK_BACK = timedelta(seconds=60)
"""A clock that is behind the last entry by more than this was set back."""
CLOCK_STEP = timedelta(seconds=120)
"""A clock that ran away from the computer's own counting by more than this was set."""

_COLUMNS = "seq, at, person, name, action, patient, visit, detail, key_id, previous, seal"
_HEAD = "SELECT seq, seal, key_id, at FROM audit ORDER BY seq DESC LIMIT 1"
_DONE_SINCE = """WITH last AS (
    SELECT max(seq) AS seq FROM audit WHERE action = 'backup' AND detail = '{{"automatic":true}}'
)
SELECT EXISTS (SELECT 1 FROM audit, last WHERE audit.seq > last.seq AND action NOT IN ({marks})), last.seq IS NOT NULL
FROM last"""
_VERSION = "SELECT detail FROM audit WHERE action = 'version' ORDER BY seq DESC LIMIT 1"
_INSERT = f"INSERT INTO audit ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_AT_ONCE = 2000
LOOKING = frozenset({"view", "sign-in", "sign-out", "lock", "unlock", "failed-sign-in", "clock-set", "clock-back"})
"""Entries that tell of no change; for them alone no backup is made."""
_SEALED_AT_ONCE = frozenset({"sign", "amend", "entered-in-error", "backup", RESTORED, "closed"})


class Audit:
    """The audit of a file. `actor` is whoever works with it; who signs in sets it. It watches over all transactions."""

    actor: Actor = NOBODY
    _file_id: str | None = None
    _keys: dict[str, bytes] | None = None
    _own: tuple[str, bytes] | None = None
    _moment: tuple[datetime, float] | None = None
    _begun = False
    _noted = False
    _durable = False
    _to_keep: Anchor | None = None

    def __init__(self, file: File) -> None:
        self.file = file
        file.watchers.append(self)
        self._told: set[tuple[str, Actor]] = set()
        self._telling: set[tuple[str, Actor]] = set()
        self._held: list[tuple[datetime, str, tuple[str | None, str | None], Actor, dict[str, object]]] = []

    def note(
        self, action: str, *, patient: str | None = None, visit: str | None = None, actor: Actor | None = None,
        **detail: object,
    ) -> None:  # fmt: skip
        """Add an entry for what is done in this transaction (ids of patient and visit; `detail` holds no names).

        Outside a transaction the entry is one of its own. It was done by whoever works with the file, or by `actor`.
        Looking makes no key: where none is here, what was looked at is held back until something is written.
        """
        if action in LOOKING and not self._can_seal():
            self._held.append((self.file.clock(), action, (patient, visit), actor or self.actor, detail))
            return
        with self.file.lock:  # a transaction that is open may be another thread's
            if self.file.in_transaction() and not self.file.looking:
                self._append(self.file.connection, action, (patient, visit), actor or self.actor, detail)
            else:
                changed = self.file.changed
                with self.file.writing() as conn:
                    self._append(conn, action, (patient, visit), actor or self.actor, detail)
                self.file.changed = changed or action not in LOOKING

    def note_charting(self, patient: str, visit: str, *, begun: bool) -> None:
        """That a draft is charted: one entry for each sitting of one person, not one for each edit."""
        key = (visit, self.actor)
        if begun or not (key in self._told or key in self._telling):
            self._telling.add(key)
            self.note("draft-begun" if begun else "draft-edited", patient=patient, visit=visit)

    def only_looked_at(self) -> bool:
        """Whether nobody did more than look since the last backup of the program's own accord."""
        marks = ", ".join("?" * len(LOOKING))
        with self.file.reading() as conn:
            return bool(conn.execute(_DONE_SINCE.format(marks=marks), tuple(LOOKING)).fetchone() == (0, 1))

    # ------------------------------------------------------------------ looking at it

    @property
    def file_id(self) -> str:
        """What the file is known by outside of it."""
        if self._file_id is None:
            with self.file.reading() as conn:
                row = conn.execute("SELECT id FROM file_identity").fetchone()
            if row is None:
                raise damaged(self.file.path, "it does not know its own name")
            self._file_id = str(row[0])
        return self._file_id

    def entries(
        self,
        *,
        patient: str | None = None,
        action: str | None = None,
        name: str | None = None,
        since: str | None = None,
        until: str | None = None,
        before: int | None = None,
        limit: int = 200,
    ) -> tuple[Entry, ...]:
        """Entries, newest first: those of a patient, of an action, of a printed name, of days (“2026-07-14”).

        An entry about all patients (an export of everything) is one of each patient as well.
        """
        sql, values = _filtered(patient, action, name, since, until)
        if before is not None:
            sql, values = f"{sql} AND seq < ?", [*values, before]
        with self.file.reading() as conn:
            rows = conn.execute(
                f"SELECT {_COLUMNS} FROM audit WHERE {sql} ORDER BY seq DESC LIMIT ?", (*values, limit)
            ).fetchall()
        return tuple(Entry(*row) for row in rows)

    def words(self, patient: str | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The names and the actions that occur in the entries (of one patient)."""
        sql, values = _filtered(patient, None, None, None, None)
        with self.file.reading() as conn:
            names = conn.execute(f"SELECT DISTINCT name FROM audit WHERE {sql} ORDER BY name", values).fetchall()
            actions = conn.execute(f"SELECT DISTINCT action FROM audit WHERE {sql} ORDER BY action", values).fetchall()
        return tuple(name for (name,) in names), tuple(action for (action,) in actions)

    def verdict(self) -> Verdict:
        """Whether every entry is what was written, and none is missing."""
        keys, anchor = self.file.keeper.keys(self.file_id), self.file.keeper.anchor(self.file_id, self.file.path)
        return verify(self._all_entries(), keys, anchor)

    def _all_entries(self) -> Iterator[Entry]:
        """In the order in which they stand there, some at a time, so that nobody who writes waits long."""
        last: int | None = None
        while True:
            with self.file.reading() as conn:
                rows = conn.execute(
                    f"SELECT {_COLUMNS} FROM audit WHERE seq > ? ORDER BY seq LIMIT ?",
                    (-(2**62) if last is None else last, _AT_ONCE),
                ).fetchall()
            if not rows:
                return
            yield from map(Entry._make, rows)
            last = rows[-1][0]

    def visit_times(self, visits: Iterable[str]) -> dict[str, datetime]:
        """When these visits were, of those that are in the file."""
        wanted = list(dict.fromkeys(visits))
        with self.file.reading() as conn:
            marks = ", ".join("?" * len(wanted))
            rows = conn.execute(f"SELECT id, at FROM visit WHERE id IN ({marks})", wanted).fetchall()
        return {visit: _time_of(at, self.file.clock()) for visit, at in rows}

    def key(self) -> bytes:
        """The key that entries are sealed with from now on; StoreProblem where it is not here: looking makes none."""
        with self.file.reading() as conn:
            head = conn.execute(_HEAD).fetchone()
        last = head[2] if head else None
        known = self.file.keeper.keys(self.file_id)
        if not known:
            raise StoreProblem(
                "The key {key} of the audit is not on this computer; type it in from its printed copy: charting"
                " audit-key.", key=last or "",
            )  # fmt: skip
        return known.get(last or "") or [*known.values()][-1]

    def learn_key(self, key: bytes) -> bool:
        """Keep a key from the printed copy; False when no entry of the file was sealed with it, and it is not kept."""
        with self.file.reading() as conn:
            known = conn.execute("SELECT 1 FROM audit WHERE key_id = ? LIMIT 1", (key_id(key),)).fetchone()
        if known is None:
            return False
        self.file.keeper.learn(self.file_id, key)
        self._keys = self._own = None
        return True

    def note_restored(self, instead: Anchor | None) -> None:
        """That this copy takes the place of the file whose last entry was `instead`."""
        detail: dict[str, Any] = {} if instead is None else {IN_PLACE_OF: instead.named}
        self.note(RESTORED, **detail)

    # ------------------------------------------------------------------ inside

    def _append(
        self, conn: Any, action: str, about: tuple[str | None, str | None], actor: Actor, detail: dict[str, object]
    ) -> None:
        head = conn.execute(_HEAD).fetchone()
        now = self.file.clock()
        own = self._sealing(head[2] if head else None)
        if head is not None and head[2] != own[0]:
            head = self._add(conn, head, own, now, NEW_KEY, detail={"former": head[2]})
        if not (self._begun or self._noted):
            head = self._begin(conn, head, own, now, action)
        head = self._note_clock(conn, head, own, now)
        for then, looked, whom, who, more in self._held:
            head = self._add(conn, head, own, now, looked, whom, who, {**more, "held_since": then.isoformat()})
        self._add(conn, head, own, now, action, about, actor, detail)
        self._noted = True
        self._durable = self._durable or action in _SEALED_AT_ONCE
        if action == "backup":
            self._told.clear()  # what is charted from now on is not in it

    def _begin(self, conn: Any, head: Any, own: tuple[str, bytes], now: datetime, action: str) -> Any:
        """What goes before the first entry of each opening: a break that was found, another version of the program."""
        anchor = self.file.keeper.anchor(self.file_id, self.file.path)
        if anchor is not None and action != RESTORED and not _holds(conn, anchor):
            found = int(head[0]) if head else 0
            head = self._add(conn, head, own, now, BROKEN, detail={"expected": anchor.seq, "found": found})
        row = conn.execute(_VERSION).fetchone()
        detail: dict[str, object] = {"version": __version__}
        if row is None or row[0] != detail_text(detail):
            head = self._add(conn, head, own, now, "version", detail=detail)
        return head

    def _add(
        self, conn: Any, head: Any, own: tuple[str, bytes], now: datetime, action: str,
        about: tuple[str | None, str | None] = (None, None), actor: Actor = NOBODY,
        detail: dict[str, object] | None = None,
    ) -> tuple[int, bytes, str, str]:  # fmt: skip
        seq, previous = (int(head[0]) + 1, bytes(head[1])) if head else (1, BEGINNING)
        at = now.isoformat()
        entry = (seq, at, *actor, action, *about, detail_text(detail or {}), own[0])
        sealed = seal(own[1], previous, entry)
        conn.execute(_INSERT, (*entry, previous, sealed))
        return seq, sealed, own[0], at

    def _can_seal(self) -> bool:
        """Whether a key is here, or there is nothing yet that was sealed with another."""
        if self._own is not None or self.file.keeper.keys(self.file_id):
            return True
        with self.file.reading() as conn:
            return conn.execute(_HEAD).fetchone() is None

    def _sealing(self, last: str | None) -> tuple[str, bytes]:
        """The key of the last entry where it is known here, else the one of this computer; with its name."""
        if self._own is not None and self._own[0] == last:
            return self._own
        file_id = self.file_id
        if self._keys is None or last not in self._keys:
            self._keys = dict(self.file.keeper.keys(file_id))
        key = self._keys.get(last or "") or self.file.keeper.current(file_id)
        self._own = (key_id(key), key)
        return self._own

    def _note_clock(self, conn: Any, head: Any, own: tuple[str, bytes], now: datetime) -> Any:
        """That the clock was set: it is behind the last entry, or ran otherwise than the computer counts."""
        counted = _counting()
        before, self._moment = self._moment, (now, counted)
        if head is None:
            return head
        step = timedelta() if before is None else (now - before[0]) - timedelta(seconds=counted - before[1])
        if abs(step) > CLOCK_STEP:
            return self._add(conn, head, own, now, "clock-set", detail={"by_s": round(step.total_seconds())})
        behind = _time_of(head[3], now) - now
        if behind > CLOCK_BACK:
            return self._add(conn, head, own, now, "clock-back", detail={"by_s": round(behind.total_seconds())})
        return head

    def note_schema(self, conn: Any, former: int) -> None:
        """That the file was made (`former` is 0) or brought up to date, with what was signed until then."""
        signed, digest = _signed_so_far(conn)
        self.note("migrated" if former else "made", former=former, signed=signed, digest=digest)

    # ------------------------------------------------------------------ as a watcher of the file

    def committing(self, conn: Any) -> None:
        """What is noted is the last entry from now on."""
        if self._noted:
            seq, sealed, *_ = conn.execute(_HEAD).fetchone()
            self._to_keep = Anchor(int(seq), bytes(sealed))

    def committed(self) -> None:
        """The last entry is remembered outside of the file."""
        if self._to_keep is not None:
            self._begun = True
            self._held.clear()
            self._told |= self._telling
            self.file.keeper.keep_anchor(self.file_id, self.file.path, self._to_keep, durable=self._durable)
        self.undone()

    def undone(self) -> None:
        """Nothing was noted."""
        self._telling.clear()
        self._noted = self._durable = False
        self._to_keep = None


def _filtered(
    patient: str | None, action: str | None, name: str | None, since: str | None, until: str | None
) -> tuple[str, list[object]]:
    terms, values = ["1"], list[object]()
    if patient is not None:
        terms.append("(patient = ? OR (patient IS NULL AND action = 'export'))")
        values.append(patient)
    for term, value in (("action = ?", action), ("name = ?", name), ("at >= ?", since), ("at < ?", until)):
        if value is not None:
            terms.append(term)
            values.append(value)
    return " AND ".join(terms), values


def _holds(conn: Any, anchor: Anchor) -> bool:
    """Whether the file has the entry that is remembered, or says that it was restored in the place of one that had."""
    row = conn.execute("SELECT seal FROM audit WHERE seq = ?", (anchor.seq,)).fetchone()
    if row is not None and bytes(row[0]) == anchor.seal:
        return True
    restored = f"SELECT 1 FROM audit WHERE action = ? AND json_extract(detail, '$.{IN_PLACE_OF}') = ? LIMIT 1"
    return conn.execute(restored, (RESTORED, anchor.named)).fetchone() is not None


def _signed_so_far(conn: Any) -> tuple[int, str]:
    """How many visits are locked, and one hash of all that was signed."""
    rows = conn.execute("SELECT sha256 FROM visit WHERE status <> 'draft'").fetchall()
    return len(rows), signed_digest(sha256 for (sha256,) in rows)


def signed_digest(hashes: Iterable[str]) -> str:
    """One hash of the hashes of signed visits, in the order of the hashes."""
    return hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest()


def _time_of(text: str, otherwise: datetime) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return otherwise


def _counting() -> float:
    """Seconds as the computer counts them, its sleep included where the system tells, whatever its clock is set to."""
    clock = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
    return time.monotonic() if clock is None else time.clock_gettime(clock)
