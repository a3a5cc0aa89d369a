"""Attacks by SQL on the audit: refused while the triggers stand, found by the check when somebody took them away."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from charting.desk.signing import document
from charting.domain.clinic.audit_chain import BEGINNING, Anchor, Entry, key_id, seal
from charting.store.check import check
from charting.store.database import Store
from charting.store.dbapi import IntegrityError, connect
from charting.store.keeping import Keyless
from charting.store.protection import ALL_TRIGGERS
from tests.store.values import a_patient, a_visit, clock, signed, some_id

KEY, THEIRS = b"k" * 32, b"t" * 32
_ALL = "seq, at, person, name, action, patient, visit, detail, key_id, previous, seal"
_LAST = "(SELECT max(seq) FROM audit)"
_SEAL = "(SELECT seal FROM audit ORDER BY seq DESC LIMIT 1)"
_NEW = f"'2026-07-14T12:00:00+02:00', NULL, 'X', 'sign', NULL, NULL, '{{}}', '00000000', {_SEAL}, zeroblob(32)"

ATTACKS = {
    "change who": "UPDATE audit SET name = 'Somebody' WHERE seq = 3",
    "change when": "UPDATE audit SET at = '2020-01-01T00:00:00+00:00'",
    "change what": "UPDATE OR REPLACE audit SET action = 'view' WHERE action = 'sign'",
    "change whom": f"UPDATE audit SET patient = '{some_id(9)}' WHERE seq = 3",
    "change and ignore": "UPDATE OR IGNORE audit SET seal = zeroblob(32) WHERE seq = 3 RETURNING 1 / 0",
    "move an entry": "UPDATE audit SET seq = seq + 100",
    "an entry takes another's place": "UPDATE OR REPLACE audit SET seq = 2 WHERE seq = 3",
    "delete one": "DELETE FROM audit WHERE seq = 3",
    "delete the last": f"DELETE FROM audit WHERE seq = {_LAST}",
    "delete all": "DELETE FROM audit",
    "replace one": f"REPLACE INTO audit ({_ALL}) VALUES (3, {_NEW})",
    "replace one by rowid": f"REPLACE INTO audit (rowid, {_ALL.removeprefix('seq, ')}) VALUES (3, {_NEW})",
    "replace the last": f"INSERT OR REPLACE INTO audit ({_ALL}) VALUES ({_LAST}, {_NEW})",
    "upsert": f"INSERT INTO audit ({_ALL}) VALUES (3, {_NEW}) ON CONFLICT (seq) DO UPDATE SET name = 'Somebody'",
    "leave a gap": f"INSERT INTO audit ({_ALL}) VALUES ({_LAST} + 2, {_NEW})",
    "go before the first": f"INSERT INTO audit ({_ALL}) VALUES (0, {_NEW})",
    "without a number": f"INSERT INTO audit ({_ALL}) VALUES (NULL, {_NEW})",
    "unchained": f"INSERT INTO audit ({_ALL}) VALUES ({_LAST} + 1, {_NEW.replace(_SEAL, 'zeroblob(32)')})",
    "two at once": f"INSERT INTO audit ({_ALL}) SELECT {_LAST} + 1, {_NEW} UNION ALL SELECT {_LAST} + 3, {_NEW}",
    "another file's name": f"UPDATE file_identity SET id = '{some_id(9)}'",
    "a second name": f"INSERT INTO file_identity VALUES (2, '{some_id(9)}', '')",
    "replace the name": f"REPLACE INTO file_identity VALUES (1, '{some_id(9)}', '')",
    "delete the name": "DELETE FROM file_identity",
}


class InMemory(Keyless):
    """A keeper of one key, with the anchors in a dictionary."""

    def __init__(self, *keys: bytes) -> None:
        self.known = {key_id(key): key for key in keys}
        self.anchors: dict[tuple[str, Path], Anchor] = {}

    def keys(self, file_id):
        return self.known

    def current(self, file_id):
        return next(iter(self.known.values()))

    def learn(self, file_id, key):
        self.known[key_id(key)] = key

    def anchor(self, file_id, path):
        return self.anchors.get((file_id, path))

    def keep_anchor(self, file_id, path, anchor, *, durable):
        self.anchors[file_id, path] = anchor


@pytest.fixture
def keeper() -> InMemory:
    return InMemory(KEY)


@pytest.fixture
def clinic(path: Path, keeper: InMemory) -> Path:
    with Store.open(path, clock=clock, keeper=keeper) as store:
        store.patients.add(a_patient())
        store.visits.save_draft(a_visit(100))
        signed(store, a_visit(100))
        for _ in range(5):
            store.audit.note("view", patient=some_id(1))
    return path


def entries(path: Path) -> list[Entry]:
    with closing(connect(str(path))) as conn:
        return [Entry(*row) for row in conn.execute(f"SELECT {_ALL} FROM audit ORDER BY seq")]


def everything(path: Path) -> list[object]:
    with closing(connect(str(path))) as conn:
        return [*entries(path), *conn.execute("SELECT * FROM file_identity")]


def unguarded(path: Path, change: Callable[[object], object] | str) -> None:
    """A change by somebody who takes the triggers away first and puts them back afterwards."""
    with closing(connect(str(path), isolation_level=None)) as conn:
        for name in ALL_TRIGGERS:
            conn.execute(f"DROP TRIGGER {name}")
        if isinstance(change, str):
            conn.execute(change)
        else:
            change(conn)
        for sql in ALL_TRIGGERS.values():
            conn.execute(sql)


def problems(path: Path, keeper: Keyless) -> list[str]:
    with Store.open(path, clock=clock, keeper=keeper) as store:
        assert store.notices == ()
        return check(store, document)


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("attack", list(ATTACKS))
def test_an_attack_on_the_audit_changes_nothing(clinic: Path, attack: str, recursive: str):
    before = everything(clinic)
    with closing(connect(str(clinic), isolation_level=None)) as conn:
        conn.execute(f"PRAGMA recursive_triggers = {recursive}")
        conn.execute("PRAGMA foreign_keys = OFF")
        with pytest.raises(IntegrityError):
            conn.execute(ATTACKS[attack])
    assert everything(clinic) == before


def test_there_are_enough_attacks():
    assert len(ATTACKS) >= 15


def test_an_untouched_audit_is_sound(clinic: Path, keeper: InMemory):
    assert problems(clinic, keeper) == []
    assert [entry.action for entry in entries(clinic)[:5]] == [
        "version", "made", "patient-added", "draft-begun", "sign",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "field",
    ["name = 'Somebody'", "at = '2026-07-14T12:00:01+02:00'", "detail = '{\"a\":1}'", "patient = NULL",
     "seal = zeroblob(32)", "previous = zeroblob(32)", "key_id = '00000000'"],
)  # fmt: skip
def test_an_altered_entry_is_found_by_its_number(clinic: Path, keeper: InMemory, field: str):
    unguarded(clinic, f"UPDATE audit SET {field} WHERE seq = 7")
    found = problems(clinic, keeper)
    assert any(problem.startswith("Entry 7 ") for problem in found), found


def test_a_deleted_entry_is_found_by_its_number(clinic: Path, keeper: InMemory):
    unguarded(clinic, "DELETE FROM audit WHERE seq = 7")
    assert problems(clinic, keeper) == ["Entry 7 of the audit is missing."]


def test_a_deleted_entry_is_found_when_the_others_close_ranks(clinic: Path, keeper: InMemory):
    def close_ranks(conn):
        conn.execute("DELETE FROM audit WHERE seq = 7")
        for seq in range(8, len(entries(clinic)) + 2):
            conn.execute("UPDATE audit SET seq = ? WHERE seq = ?", (seq - 1, seq))

    unguarded(clinic, close_ranks)
    assert any("Entries 7 to" in problem for problem in problems(clinic, keeper))


def test_a_cut_tail_is_found(clinic: Path, keeper: InMemory):
    last = len(entries(clinic))
    unguarded(clinic, f"DELETE FROM audit WHERE seq > {last - 3}")
    (found,) = problems(clinic, keeper)
    assert found == f"The end of the audit was cut off: the last entry is {last - 3}, but entry {last} was written."


def test_a_cut_tail_stays_known_when_the_work_goes_on(clinic: Path, keeper: InMemory):
    last = len(entries(clinic))
    unguarded(clinic, f"DELETE FROM audit WHERE seq > {last - 1}")
    with Store.open(clinic, clock=clock, keeper=keeper) as store:
        for _ in range(5):
            store.audit.note("view", patient=some_id(1))
    assert problems(clinic, keeper) == [
        f"Entry {last} of the audit says that the entries before it were not all there when it was written."
    ]


def test_an_emptied_audit_is_found(clinic: Path, keeper: InMemory):
    unguarded(clinic, "DELETE FROM audit")
    found = problems(clinic, keeper)
    assert "empty" in found[0]
    assert any("cut off" in problem for problem in found)


def anew(conn, key: bytes, change: Callable[[Entry], Entry]) -> None:
    """Write the whole chain again with this key, under the name its entries had."""
    rows = [Entry(*row) for row in conn.execute(f"SELECT {_ALL} FROM audit ORDER BY seq").fetchall()]
    conn.execute("DELETE FROM audit")
    previous = BEGINNING
    for row in rows:
        entry = change(row)
        sealed = seal(key, previous, entry[:9])
        conn.execute(f"INSERT INTO audit ({_ALL}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     (*entry[:9], previous, sealed))  # fmt: skip
        previous = sealed


def rewritten(entry: Entry) -> Entry:
    return entry._replace(name="Somebody") if entry.action == "sign" else entry


def test_a_chain_made_anew_without_the_key_is_found(clinic: Path, keeper: InMemory):
    unguarded(clinic, lambda conn: anew(conn, THEIRS, rewritten))
    found = problems(clinic, keeper)
    last = len(entries(clinic))
    assert f"Entries 1 to {last} of the audit were changed or written by somebody without its key." in found
    assert any(problem.startswith(f"Entry {last} of the audit is not the one that was written") for problem in found)


def test_a_chain_made_anew_under_a_name_of_its_own_is_found(clinic: Path, keeper: InMemory):
    unguarded(clinic, lambda conn: anew(conn, THEIRS, lambda e: rewritten(e)._replace(key_id=key_id(THEIRS))))
    found = problems(clinic, keeper)
    assert any("cannot be verified here" in problem for problem in found)
    assert any("is not the one that was written" in problem for problem in found)


def test_a_chain_made_anew_with_the_key_everybody_knows_is_found(clinic: Path, keeper: InMemory):
    unguarded(clinic, lambda conn: anew(conn, bytes(32), lambda e: rewritten(e)._replace(key_id=key_id(bytes(32)))))
    assert any("without a key" in problem for problem in problems(clinic, keeper))


def test_a_visit_signed_behind_the_programs_back_is_found(clinic: Path, keeper: InMemory):
    """The triggers let a draft be signed, as they must; whoever does it by SQL leaves no entry."""
    with Store.open(clinic, clock=clock, keeper=keeper) as store:
        store.visits.save_draft(a_visit(101))
    content = document(a_visit(101), a_patient(), "Dr Sign", clock())
    with closing(connect(str(clinic), isolation_level=None)) as conn:
        conn.execute(
            "UPDATE visit SET status = 'signed', signed_by = 'Dr Sign', signed_at = ?, sha256 = lower(hex(?)),"
            " document = ? WHERE number = 2",
            (clock().isoformat(), hashlib.sha256(content).digest(), content),
        )
    assert problems(clinic, keeper) == [
        f"The visit {some_id(101)} is signed, but the audit knows nothing of its signing."
    ]


def test_a_signed_visit_that_was_taken_out_is_found(clinic: Path, keeper: InMemory):
    def take_out(conn):
        conn.execute("DELETE FROM point WHERE visit = 1")
        conn.execute("DELETE FROM visit WHERE number = 1")

    unguarded(clinic, take_out)
    (found,) = problems(clinic, keeper)
    assert found.startswith(f"The visit {some_id(100)} was signed at entry 5 of the audit, but is not in the file")
