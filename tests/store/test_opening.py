"""Opening: what is made, what is completed, and every file that is refused in a sentence."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from charting.desk.signing import document
from charting.domain.visit.outcome import WoreOff
from charting.domain.visit.record import Reason
from charting.errors import Problem, StoreProblem
from charting.store import migrations, protection
from charting.store.check import check
from charting.store.connection import PRAGMAS, File
from charting.store.database import Store
from charting.store.dbapi import LIBRARY_VERSION
from tests.store.make_file import HISTORY, INJECTOR, VIAL, by_all_steps
from tests.store.values import FOUND, a_crowd, a_patient, a_visit, asked, clock, count_visits, raw, signed, some_id

pytestmark = pytest.mark.disk

FILES = Path(__file__).parent.parent / "files"


def refused(path: Path, **how: object) -> str:
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreProblem) as caught:
        Store.open(path, **how)
    assert before == (path.read_bytes() if path.is_file() else None), "a refused file was changed"
    assert len(str(caught.value)) <= 500
    return str(caught.value)


def version_of(store: Store) -> object:
    return asked(store, "PRAGMA user_version")[0][0]


def test_a_new_file_is_ours_private_and_complete(path: Path):
    with Store.open(path) as store:
        assert store.patients.count() == 0
        assert version_of(store) == protection.SCHEMA
        assert store.notices == ()
    assert raw(path, "PRAGMA application_id") == [(protection.APPLICATION_ID,)]
    assert raw(path, "SELECT count(*) FROM _sqlite_migrations") == [(protection.SCHEMA,)]
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_new_file_is_what_all_steps_make(path: Path):
    """A new one does not walk through the steps; `python -m tests.store.make_file` writes down what they come to."""
    with Store.open(path) as store, store.reading() as conn:
        assert migrations.whole(conn) == by_all_steps()
    steps = [(step.name,) for step in migrations.MIGRATIONS._migrations]
    assert raw(path, "SELECT name FROM _sqlite_migrations ORDER BY id") == steps
    assert raw(path, "SELECT number FROM file_identity") == [(1,)]


def test_the_pragmas_hold(store: Store):
    wanted = {
        "foreign_keys": 1, "journal_mode": "truncate", "synchronous": 2, "recursive_triggers": 1, "trusted_schema": 0,
        "cell_size_check": 1, "secure_delete": 1, "temp_store": 2, "busy_timeout": 5000,
    }  # fmt: skip
    with store.reading() as conn:
        assert {name: conn.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted
    assert tuple(map(int, LIBRARY_VERSION.split("."))) >= (3, 53)
    assert any(pragma.startswith("fullfsync") for pragma in PRAGMAS)


def test_all_tables_are_strict(store: Store):
    with store.reading() as conn:
        loose = conn.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict"
            " AND name NOT LIKE 'sqlite_%' AND name <> '_sqlite_migrations'"
        ).fetchall()
    assert loose == []


def test_missing_is_an_error_when_only_read_and_leaves_nothing(path: Path):
    assert "no database" in refused(path, create=False)
    assert list(path.parent.iterdir()) == []


def test_a_missing_folder_and_a_folder_are_refused(tmp_path: Path):
    assert "no folder" in refused(tmp_path / "gone" / "clinic.sqlite")
    assert "not a file" in refused(tmp_path)
    assert not (tmp_path / "gone").exists()


@pytest.mark.parametrize("size", [1, 100, 511, 512, 4096, 100_000])
def test_random_bytes_are_no_database(path: Path, size: int):
    path.write_bytes(os.urandom(size - 1) + b"\xff")
    assert "not a database" in refused(path)


def test_a_truncated_file_is_damaged(path: Path):
    with Store.open(path) as store:
        a_crowd(store, 60)
    whole = path.read_bytes()
    for size in (1, 300, 4096, 5000, len(whole) // 2):
        path.write_bytes(whole[:size])
        assert "damaged" in (text := refused(path)) or "not a database" in text


def test_another_programs_database_is_left_alone(path: Path):
    raw(path, "CREATE TABLE theirs (a)")
    assert "another program" in refused(path)
    path.unlink()
    raw(path, "PRAGMA application_id = 7")
    raw(path, "VACUUM")
    assert "another program" in refused(path)


def test_a_newer_file_is_refused_politely(path: Path):
    Store.open(path).close()
    raw(path, f"PRAGMA user_version = {protection.SCHEMA + 1}")
    assert "newer" in refused(path)


def test_an_empty_file_is_completed(path: Path):
    path.touch()
    with Store.open(path) as store:
        store.patients.add(a_patient())
        assert store.patients.count() == 1


def test_a_file_with_nothing_but_the_table_of_migrations_is_completed(path: Path):
    raw(
        path, "CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT)"
    )
    with Store.open(path) as store:
        assert store.patients.count() == 0


DYING = """
import os, signal, sys
from pathlib import Path
from charting.store import migrations
from charting.store.database import Store
def die(db):
    if sys.argv[2] == "before": os.kill(os.getpid(), signal.SIGKILL)
    real(db)
    os.kill(os.getpid(), signal.SIGKILL)
real, migrations.apply = migrations.apply, die
Store.open(Path(sys.argv[1]))
"""


@pytest.mark.proof
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_while_it_is_made_it_is_completed_at_the_next_start(path: Path, when: str):
    done = subprocess.run([sys.executable, "-c", DYING, str(path), when], check=False, timeout=30)
    assert done.returncode == -9
    assert path.exists()
    assert path.stat().st_size == 0 or when == "after"
    with Store.open(path) as store:
        store.patients.add(a_patient())
        assert version_of(store) == protection.SCHEMA


LOCKING = """
import sys, time
from charting.store.dbapi import connect
conn = connect(sys.argv[1], isolation_level=None)
conn.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.read()
"""


def test_a_file_locked_by_another_process_says_so_and_works_afterwards(store: Store, path: Path):
    child = subprocess.Popen([sys.executable, "-c", LOCKING, str(path)], stdin=-1, stdout=-1)
    assert child.stdout is not None
    assert child.stdout.readline() == b"locked\n"
    with Store.open(path.with_name("other.sqlite"), busy_ms=100) as unlocked:
        assert unlocked.patients.count() == 0
    assert "Another program" in refused(path, busy_ms=100)
    child.communicate()
    store.visits.save_draft(a_visit())
    assert count_visits(store) == 1


def test_a_locked_save_is_refused_and_retried(path: Path):
    with Store.open(path, busy_ms=100) as store:
        store.patients.add(a_patient())
        child = subprocess.Popen([sys.executable, "-c", LOCKING, str(path)], stdin=-1, stdout=-1)
        assert child.stdout is not None
        child.stdout.readline()
        with pytest.raises(StoreProblem, match="Another program"):
            store.visits.save_draft(a_visit())
        child.communicate()
        store.visits.save_draft(a_visit())
        assert store.visits.get(some_id(100)) == a_visit()


def test_a_waiting_save_gets_its_turn(store: Store, path: Path):
    with Store.open(path) as other:

        def hold() -> None:
            with other.writing() as conn:
                conn.execute("UPDATE patient SET chart_no = 'A' WHERE number = 1")
                started.set()
                time.sleep(0.3)

        started = threading.Event()
        thread = threading.Thread(target=hold)
        thread.start()
        started.wait()
        store.visits.save_draft(a_visit())
        thread.join()
    assert store.patients.get(some_id(1)).chart_no == "A"


def test_a_file_that_was_moved_away_takes_no_more(store: Store, path: Path):
    path.rename(path.with_name("moved.sqlite"))
    with pytest.raises(StoreProblem, match="moved, deleted or replaced"):
        store.visits.save_draft(a_visit())
    Store.open(path).close()  # another file under the old name is not ours either
    with pytest.raises(StoreProblem, match="moved, deleted or replaced"):
        store.visits.save_draft(a_visit())
    path.unlink()
    path.with_name("moved.sqlite").rename(path)
    store.visits.save_draft(a_visit())
    assert count_visits(store) == 1


def test_a_closed_file_says_so(path: Path):
    store = Store.open(path)
    store.close()
    store.close()
    with pytest.raises(StoreProblem, match="closed"):
        store.patients.count()


def test_writes_of_another_process_are_noticed(store: Store, path: Path):
    before = store.data_version()
    store.visits.save_draft(a_visit())
    assert store.data_version() == before
    with Store.open(path) as other:
        other.visits.save_draft(a_visit(101))
    assert store.data_version() != before


def test_two_threads_share_one_connection(store: Store):
    def work(number: int) -> None:
        for n in range(20):
            store.visits.save_draft(a_visit(number + n))
            store.visits.of(some_id(1))

    threads = [threading.Thread(target=work, args=(1000 * k,)) for k in range(1, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count_visits(store) == 60


@pytest.mark.parametrize("name", list(protection.ALL_TRIGGERS))
def test_a_missing_trigger_is_put_back_and_told(path: Path, name: str):
    Store.open(path).close()
    raw(path, f"DROP TRIGGER {name}")
    with Store.open(path) as store:
        assert name in str(store.notices[0])
    with Store.open(path) as store:
        assert store.notices == ()


def test_a_trigger_that_was_made_harmless_is_put_back(path: Path):
    with Store.open(path) as store:
        store.patients.add(a_patient())
        store.visits.save_draft(a_visit())
        signed(store, a_visit())
    raw(path, "DROP TRIGGER visit_update")
    raw(path, "CREATE TRIGGER visit_update BEFORE UPDATE ON visit BEGIN SELECT 1; END")
    with Store.open(path) as store:
        assert len(store.notices) == 1
    with pytest.raises(Exception, match="never changes"):
        raw(path, "UPDATE visit SET lot = 'X'")


def test_a_failed_transaction_leaves_nothing(store: Store):
    def half_done(number: int) -> None:
        with store.writing():
            store.visits.save_draft(a_visit(number))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done(100)
    assert count_visits(store) == 0
    with store.writing():
        store.visits.save_draft(a_visit())
        with pytest.raises(RuntimeError):
            half_done(101)
    assert [visit.id for visit in store.visits.of(some_id(1))] == [some_id(100)]


def test_a_table_that_is_gone_is_a_sentence(store: Store, path: Path):
    raw(path, "DROP TABLE point", foreign_keys="OFF")
    with pytest.raises(StoreProblem, match="damaged"):
        store.visits.save_draft(a_visit())


@pytest.mark.parametrize("file", sorted(FILES.glob("schema-*.sqlite")), ids=lambda file: file.name)
def test_the_database_of_every_released_schema_opens(file: Path, path: Path):
    path.write_bytes(file.read_bytes())
    with Store.open(path, clock=clock) as store:
        (patient,) = store.patients.search("ang 5.3.1992")
        assert patient.family_name == "Ångström"
        assert len(store.patients.former(patient.id)) == 1
        newest, oldest = store.visits.of(patient.id)
        assert [len(newest.points), len(oldest.points)] == [2, 3]
        assert newest.is_draft
        assert oldest.signature is not None
        assert oldest.signature.name == "Dr Sign"
        assert check(store, document) == [], "what was signed before no longer is what was signed"
        if file.stem == "schema-1":
            assert (newest.of, newest.review, store.outcomes.pin_of(patient.id)) == (None, None, None)
            assert not store.outcomes.due_rows()[0].reviewed
        else:
            assert (newest.of, newest.review, store.outcomes.pin_of(patient.id)) == (oldest.id, FOUND, oldest.id)
            assert store.outcomes.recall_of(patient.id) == date(2026, 10, 14)
            assert store.outcomes.wore_off_of(patient.id) == (
                WoreOff(oldest.id, "forehead", date(2026, 11, 3), about=True),
            )
        if file.stem >= "schema-3":
            assert newest.vials == (VIAL,)
            assert [(point.vial, point.placed_by) for point in newest.points] == [(1, "Dr Sign")] * 2
            assert [why.reason for why in newest.whys] == [Reason.CORRECTION]
            assert [note.text for note in oldest.addenda] == ["Called: all is well."]
            assert store.people.all() == (INJECTOR,)
            assert store.histories.history_of(patient.id) == HISTORY
            assert [consent.taken_by for consent in store.histories.consents_of(patient.id)] == ["Dr Sign"]
            assert [row.left for row in store.stock.vials()] == [Decimal(97)]
            assert store.clinic.book().prices[0].price_per_unit == Decimal("12.5")
            assert {"person-added", "addendum", "sign"} <= {entry.action for entry in store.audit.entries()}
        store.visits.save_draft(newest)
        with pytest.raises(Problem):
            store.visits.discard_draft(oldest.id)
        assert version_of(store) == protection.SCHEMA
    if file.stem != f"schema-{protection.SCHEMA}":
        (kept,) = (path.parent / "backups").iterdir()
        assert raw(kept, "PRAGMA user_version") == [(int(file.stem.removeprefix("schema-")),)]
        assert raw(kept, "SELECT count(*) FROM point") == [(5,)]


def test_the_newest_schema_has_its_stored_database():
    assert (FILES / f"schema-{protection.SCHEMA}.sqlite").exists()


def test_before_an_older_file_is_changed_a_backup_is_made(path: Path, monkeypatch: pytest.MonkeyPatch):
    with Store.open(path) as store:
        store.patients.add(a_patient())
    newer = protection.SCHEMA + 1
    for module in (protection, migrations):
        monkeypatch.setattr(module, "SCHEMA", newer)
    with Store.open(path) as store:
        assert version_of(store) == newer
        assert store.patients.count() == 1
    (kept,) = (path.parent / "backups").iterdir()
    assert raw(kept, "PRAGMA user_version") == [(newer - 1,)]
    assert raw(kept, "SELECT count(*) FROM patient") == [(1,)]


def test_a_person_can_read_the_views(store: Store, path: Path):
    store.visits.save_draft(a_visit())
    totals = raw(path, "SELECT family_name, product, points, undosed_points, units, diluent_ml FROM visit_totals")
    assert totals == [("Family", "ona_botox", 3, 0, 4.5, 2.5)]
    listed = raw(path, "SELECT point, view, x_mm, y_mm, units, technique FROM point_list")
    assert listed[0] == (1, "front", 0.2, -50.25, 1.5, "im")


def test_the_file_class_stands_alone(path: Path):
    with File.open(path) as file:
        assert file.path == path
