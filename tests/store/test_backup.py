"""Backups are whole, verified and rotated; a restore keeps what it replaces."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from charting.desk.signing import document
from charting.errors import StoreProblem
from charting.store.backup import KEPT, automatic_backups, backup_to, restore, verify
from charting.store.check import check
from charting.store.database import Store
from tests.store.values import NOON, a_crowd, a_patient, a_visit, clock, no_part_left, raw, signed, some_id

pytestmark = pytest.mark.disk


def ids(path: Path) -> set[str]:
    with Store.open(path, create=False) as store:
        assert check(store, document) == []
        return {patient.id for patient in store.patients.all()}


def test_a_copy_of_an_open_file_is_whole(store: Store, tmp_path: Path):
    store.visits.save_draft(a_visit())
    signed(store, a_visit())
    target = tmp_path / "copy.sqlite"
    with store.writing():  # a writer in the middle of its transaction does not get into the copy, and does not stop it
        store.patients.add(a_patient(2))
        backup_to(store.path, target)
    assert ids(target) == {some_id(1)}
    assert verify(target)["visit"] == 1
    assert no_part_left(tmp_path)
    if os.name != "nt":
        assert target.stat().st_mode & 0o077 == 0
    store.backup_to(target)  # the copy of yesterday is replaced
    assert ids(target) == {some_id(1), some_id(2)}


def test_the_copy_never_takes_the_place_of_something_else(store: Store, tmp_path: Path):
    with pytest.raises(StoreProblem, match="itself"):
        store.backup_to(store.path)
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all, " * 100)
    with pytest.raises(StoreProblem, match="not a backup"):
        store.backup_to(letter)
    assert letter.read_text().startswith("Dear all")
    raw(tmp_path / "theirs.sqlite", "CREATE TABLE theirs (a)")
    with pytest.raises(StoreProblem, match="not a backup"):
        store.backup_to(tmp_path / "theirs.sqlite")
    with pytest.raises(StoreProblem, match="no folder"):
        store.backup_to(tmp_path / "gone" / "copy.sqlite")
    with pytest.raises(StoreProblem, match="no database"):
        backup_to(tmp_path / "gone.sqlite", tmp_path / "copy.sqlite")
    assert not (tmp_path / "gone.sqlite").exists()


def test_a_damaged_file_is_not_backed_up(store: Store, path: Path):
    a_crowd(store, 200)
    store.close()
    with path.open("r+b") as file:
        file.seek(4096 * 2)
        file.write(b"\xff" * 4096 * 3)
    with pytest.raises(StoreProblem, match="damaged"):
        backup_to(path, path.with_name("copy.sqlite"))
    assert not path.with_name("copy.sqlite").exists()
    assert no_part_left(path.parent)


def test_one_when_something_changed_and_ten_in_all(path: Path):
    moments = (NOON + timedelta(minutes=n) for n in itertools.count())
    with Store.open(path, clock=lambda: next(moments)) as store:
        assert store.back_up_if_changed() is None, "a file without a patient needs none"
        made = []
        for number in range(1, KEPT + 4):
            store.patients.add(a_patient(number))
            made.append(store.back_up_if_changed())
            assert store.back_up_if_changed() is None
    assert automatic_backups(path) == made[::-1][:KEPT]
    assert len(list((path.parent / "backups").iterdir())) == KEPT
    assert len(ids(made[-1])) == KEPT + 3
    with Store.open(path) as store:
        assert store.back_up_if_changed() is None, "nothing changed since"
        store.patients.add(a_patient(99))
    with Store.open(path) as store:
        assert store.back_up_if_changed() is not None, "the change of a killed session is caught up on"


def test_a_clock_that_went_back_never_costs_the_newest(path: Path):
    moments = (NOON - timedelta(minutes=n) for n in itertools.count())
    with Store.open(path, clock=lambda: next(moments)) as store:
        for number in range(1, KEPT + 4):
            store.patients.add(a_patient(number))
            newest = store.back_up_if_changed()
    assert newest in automatic_backups(path)
    assert len(automatic_backups(path)) == KEPT


def test_a_restore_brings_back_and_keeps(store: Store, path: Path, tmp_path: Path):
    backup = tmp_path / "monday.sqlite"
    store.backup_to(backup)
    store.patients.add(a_patient(2))
    store.close()
    kept = restore(path, backup, clock)
    assert ids(path) == {some_id(1)}
    assert kept is not None
    assert kept.parent.name == "backups"
    assert ids(kept) == {some_id(1), some_id(2)}
    assert no_part_left(tmp_path)
    assert restore(tmp_path / "new.sqlite", backup) is None
    assert ids(tmp_path / "new.sqlite") == {some_id(1)}


def test_a_restore_is_refused_when_the_backup_is_not_good(store: Store, path: Path, tmp_path: Path):
    store.close()
    wrong = tmp_path / "wrong.sqlite"
    whole = path.read_bytes()
    theirs = tmp_path / "theirs.sqlite"
    raw(theirs, "CREATE TABLE theirs (a)")
    newer = tmp_path / "newer.sqlite"
    shutil.copy(path, newer)
    raw(newer, "PRAGMA user_version = 99")
    for content in (b"", whole[: len(whole) // 2], b"x" * 5000, theirs.read_bytes(), newer.read_bytes()):
        wrong.write_bytes(content)
        with pytest.raises(StoreProblem):
            restore(path, wrong)
        assert path.read_bytes() == whole
    for source in (tmp_path / "gone.sqlite", path):
        with pytest.raises(StoreProblem):
            restore(path, source)
    assert path.read_bytes() == whole
    assert no_part_left(tmp_path)


def test_a_damaged_file_is_kept_as_it_is(store: Store, path: Path, tmp_path: Path):
    backup = tmp_path / "monday.sqlite"
    store.backup_to(backup)
    store.close()
    path.write_bytes(b"damaged " * 1000)
    Path(f"{path}-journal").write_bytes(b"its journal")
    kept = restore(path, backup, clock)
    assert ids(path) == {some_id(1)}
    assert kept is not None
    assert kept.read_bytes() == b"damaged " * 1000
    assert Path(f"{kept}-journal").read_bytes() == b"its journal"


def test_another_programs_file_is_never_restored_over(store: Store, tmp_path: Path):
    theirs = tmp_path / "theirs.sqlite"
    raw(theirs, "CREATE TABLE theirs (a)")
    before = theirs.read_bytes()
    store.close()
    with pytest.raises(StoreProblem, match="another program"):
        restore(theirs, store.path)
    assert theirs.read_bytes() == before


DYING = """
import os, signal, sys
from charting.store.dbapi import connect
conn = connect(sys.argv[1], isolation_level=None)
conn.execute("PRAGMA journal_mode = TRUNCATE")
conn.execute("PRAGMA cache_size = 2")
conn.execute("BEGIN IMMEDIATE")
conn.execute("DELETE FROM patient_word")
conn.execute("UPDATE patient SET family_name = 'Half done', recorded_at = 'x'")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_the_journal_of_a_killed_writer_never_spoils_the_restored_file(store: Store, path: Path, tmp_path: Path):
    a_crowd(store, 149)
    backup = tmp_path / "monday.sqlite"
    store.backup_to(backup)
    store.patients.add(a_patient(500))
    store.close()
    assert subprocess.run([sys.executable, "-c", DYING, str(path)], check=False).returncode == -9
    assert Path(f"{path}-journal").stat().st_size > 0, "there is a hot journal"
    kept = restore(path, backup, clock)
    assert len(ids(path)) == 149
    assert kept is not None
    assert len(ids(kept)) == 150
    with Store.open(kept) as store:
        assert store.patients.search("half") == []


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_the_journal_of_a_file_that_is_gone_never_spoils_the_restored_one(store: Store, path: Path, tmp_path: Path):
    a_crowd(store, 149)
    backup = tmp_path / "monday.sqlite"
    store.backup_to(backup)
    store.close()
    assert subprocess.run([sys.executable, "-c", DYING, str(path)], check=False).returncode == -9
    path.unlink()
    restore(path, backup)
    assert not Path(f"{path}-journal").exists()
    assert len(ids(path)) == 149


def test_a_restore_waits_for_nobody_who_writes(store: Store, path: Path, tmp_path: Path):
    backup = tmp_path / "monday.sqlite"
    store.backup_to(backup)
    code = "import sys; from charting.store.dbapi import connect\nc = connect(sys.argv[1], isolation_level=None)\n"
    code += "c.execute('BEGIN IMMEDIATE'); print('on', flush=True); sys.stdin.read()"
    child = subprocess.Popen([sys.executable, "-c", code, str(path)], stdin=-1, stdout=-1)
    assert child.stdout is not None
    child.stdout.readline()
    with pytest.raises(StoreProblem, match="Another program"):
        restore(path, backup, busy_ms=100)
    child.communicate()
    assert store.patients.count() == 1
