"""Where the key of the audit is kept, and what is known of a file on another computer, after a move, a restore."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from charting.cli.commands import opened
from charting.desk.signing import document
from charting.desk.who import Passwords
from charting.domain.clinic.audit_chain import Actor, Anchor, groups_of, key_id, key_of
from charting.domain.people.people import Person, Role
from charting.start import ring as ring_module
from charting.start.keys import Keys, keeper
from charting.store.audit_copies import backup_noted, restore_noted
from charting.store.check import check
from charting.store.database import Store
from tests.store.values import a_patient, a_visit, clock, raw, signed, some_id
from tests.test_cli import done, refused, run

ROOT = Path(__file__).resolve().parent.parent
FILE_ID = some_id(7)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    folder = tmp_path / "clinic"
    folder.mkdir()
    path = folder / "clinic.sqlite"
    with opened(path, create=True) as store:
        store.patients.add(a_patient())
        signed(store, a_visit())
    return path


def problems(path: Path, kept: Keys | None = None) -> list[str]:
    with Store.open(path, clock=clock, keeper=kept or keeper(path)) as store:
        return check(store, document)


def test_a_key_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path):
    folder = tmp_path / "keys"
    key = Keys((folder,), use_keyring=False).current(FILE_ID)
    assert Keys((folder,), use_keyring=False).current(FILE_ID) == key
    assert dict(Keys((folder,), use_keyring=False).keys(FILE_ID)) == {key_id(key): key}
    assert Keys((folder,), use_keyring=False).current(some_id(8)) != key
    if os.name != "nt":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_the_key_is_never_in_the_folder_of_the_database(own_folders: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("CHARTING_KEYS")
    config = own_folders / "xdg_config_home"
    for place in (own_folders / "xdg_data_home" / "charting", config / "charting", config):
        place.mkdir(parents=True, exist_ok=True)
        kept = keeper(place / "clinic.sqlite")
        kept._ring.use = False
        kept.current(FILE_ID)
        (file,) = [file for file in own_folders.rglob(f"{FILE_ID}.json") if not file.is_relative_to(place)]
        assert not list(place.rglob(f"{FILE_ID}.json"))
        file.unlink()


def test_nothing_of_the_key_is_in_the_database(db: Path):
    kept = keeper(db)
    with Store.open(db, keeper=kept) as store:
        key = store.audit.key()
    assert key not in db.read_bytes()
    assert key.hex().encode() not in db.read_bytes()
    assert key != bytes(32)


class Ring:
    """A keyring as the library offers one, in memory; it may take its time, or fail."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.answers = threading.Event()
        self.answers.set()

    def get_password(self, service, name):
        self.answers.wait(50)
        return self.kept.get((service, name))

    def set_password(self, service, name, password):
        self.answers.wait(50)
        self.kept[service, name] = password


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    import keyring

    made = Ring()
    monkeypatch.setattr(keyring, "get_password", made.get_password)
    monkeypatch.setattr(keyring, "set_password", made.set_password)
    return made


def test_where_there_is_a_keyring_the_key_is_only_there(tmp_path: Path, ring: Ring):
    key = Keys((tmp_path,)).current(FILE_ID)
    (kept,) = ring.kept.values()
    assert kept == key.hex()
    assert key.hex() not in (tmp_path / f"{FILE_ID}.json").read_text()
    assert Keys((tmp_path,)).current(FILE_ID) == key
    (tmp_path / f"{FILE_ID}.json").unlink()
    assert Keys((tmp_path,)).current(FILE_ID) == key, "the keyring is asked though nothing says that it has it"


def test_a_keyring_that_lost_the_key_is_no_loss_with_the_printed_copy(tmp_path: Path, ring: Ring):
    key = Keys((tmp_path,)).current(FILE_ID)
    ring.kept.clear()
    later = Keys((tmp_path,))
    other = later.current(FILE_ID)
    assert other != key
    later.learn(FILE_ID, key)
    assert set(Keys((tmp_path,)).keys(FILE_ID)) == {key_id(key), key_id(other)}


def test_a_keyring_that_does_not_answer_holds_nothing_up(tmp_path: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ring_module, "PATIENCE_S", 0.1)
    ring.answers.clear()
    before = set(threading.enumerate())
    key = Keys((tmp_path,)).current(FILE_ID)
    kept = json.loads((tmp_path / f"{FILE_ID}.json").read_text())
    assert (kept["keys"], kept["keyring"]) == ([key.hex()], False)
    (asking,) = (one for one in threading.enumerate() if one.name == "keyring" and one not in before)
    ring.answers.set()
    asking.join()
    assert not ring.kept, "what comes too late changes nothing in the keyring"


def test_without_any_keyring_the_key_is_in_a_file(own_folders: Path, tmp_path: Path):
    """On a computer without a session bus the library says so by an error, in a process of its own."""
    code = f"from charting.start.keys import *; print(Keys((Path({str(tmp_path)!r}),)).current({FILE_ID!r}).hex())"
    environ = {k: v for k, v in os.environ.items() if k not in ("DBUS_SESSION_BUS_ADDRESS", "CHARTING_KEYS")}
    environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stderr
    assert json.loads((tmp_path / f"{FILE_ID}.json").read_text())["keys"] == [run.stdout.strip()]


def test_a_key_that_can_be_kept_nowhere_holds_for_today(tmp_path: Path):
    (tmp_path / "file").write_text("no folder")
    kept = Keys((tmp_path / "file" / "keys",), use_keyring=False)
    assert kept.current(FILE_ID) == kept.current(FILE_ID)
    kept.keep_anchor(FILE_ID, tmp_path / "x", Anchor(1, bytes(32)), durable=True)
    assert kept.anchor(FILE_ID, tmp_path / "x") is None


# ---------------------------------------------------------------------- the file goes elsewhere


def test_on_another_computer_the_work_goes_on_and_the_check_says_what_it_cannot_see(db: Path, tmp_path: Path):
    sheet = " ".join(groups_of(key_here(db)))
    elsewhere = Keys((tmp_path / "elsewhere",), use_keyring=False)
    with Store.open(db, clock=clock, keeper=elsewhere) as store:
        store.visits.save_draft(a_visit(101))
    with Store.open(db, clock=clock, keeper=elsewhere) as store:
        (found,) = check(store, document)
        assert "cannot be verified here" in found
        assert "audit-key" in found
        new = [entry for entry in store.audit.entries() if entry.action == "audit-key"]
        assert len(new) == 1
        assert not store.audit.learn_key(b"x" * 32)
        assert store.audit.learn_key(key_of(sheet))
        assert check(store, document) == []


def key_here(db: Path) -> bytes:
    with Store.open(db, keeper=keeper(db)) as store:
        return store.audit.key()


def test_the_printed_key_is_typed_in_on_the_command_line(db: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    groups = groups_of(key_here(db))
    assert len(groups) == 13
    monkeypatch.setenv("CHARTING_KEYS", str(tmp_path / "elsewhere"))
    assert run("check", db=db).exit_code == 1
    wrong = [*groups[:4], groups[5], *groups[5:]]
    typed = run("audit-key", db=db, stdin="-".join(wrong).encode())
    assert typed.exit_code == 1
    assert "Group 5 of 13" in typed.stderr
    typed = run("audit-key", db=db, stdin="\n".join(groups).lower().encode())
    assert typed.exit_code == 0, typed.output
    assert "is kept on this computer" in typed.stdout
    assert done("check", db=db) == "ok\n"
    assert raw(db, "SELECT action FROM audit ORDER BY seq DESC LIMIT 1") == [("key-typed-in",)]


def test_who_lost_the_password_comes_back_with_the_printed_key(db: Path):
    sheet = "\n".join(groups_of(key_here(db)))
    with Store.open(db, clock=clock, keeper=keeper(db)) as store:
        person = Person(some_id(9), "Dr X", frozenset({Role.INJECTOR, Role.ADMINISTRATOR}))
        store.people.add(person, "$argon2id$v=19$m=8,t=1,p=1$bG9zdGxvc3Q$bG9zdA")
    other = "\n".join(groups_of(bytes(32)))
    refusals = {
        f"{sheet}\n\nshort\n": "at least 8", f"{other}\n\nlong enough\n": "not the key",
        "nothing\n\nlong enough\n": "Group 1",
    }  # fmt: skip
    for typed, why in refusals.items():
        answer = run("reset-password", "Dr X", db=db, stdin=typed.encode())
        assert (answer.exit_code, why in answer.stderr) == (1, True), answer.output
    assert "Nobody here is called" in run("reset-password", "Dr Y", db=db, stdin=b"").stderr
    answer = run("reset-password", "Dr X", db=db, stdin=f"{sheet}\n\nlong enough\n".encode())
    assert answer.exit_code == 0, answer.output
    with Store.open(db, clock=clock, keeper=keeper(db)) as store:
        assert Passwords().right(store.people.secret_of(some_id(9)).password, "long enough")
        actions = [entry.action for entry in store.audit.entries()]
        assert actions[:2] == ["password-changed", "password-reset"]
        assert "failed-reset" in actions
        assert check(store, document) == []


def test_a_file_that_was_moved_is_still_compared_with_what_was_remembered(db: Path):
    moved = db.with_name("moved.sqlite")
    db.rename(moved)
    assert problems(moved) == []
    raw(moved, "DROP TRIGGER audit_delete")
    raw(moved, "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")
    Store.open(moved, keeper=keeper(moved)).close()
    assert any("not all there" in problem for problem in problems(moved))


def test_a_backup_is_sound_though_the_file_went_on(db: Path, tmp_path: Path):
    copy = tmp_path / "copy.sqlite"
    done("backup", copy, db=db)
    with opened(db) as store:
        store.visits.save_draft(a_visit(101))
    assert problems(copy) == []
    assert problems(db) == []
    with opened(copy) as store:
        store.visits.save_draft(a_visit(102))
    done("backup", copy, db=db)
    assert problems(copy) == [], "the copy was made anew; what was remembered of the former one is no alarm"


def test_a_restored_backup_is_no_cut_tail(db: Path, tmp_path: Path):
    copy = tmp_path / "copy.sqlite"
    done("backup", copy, db=db)
    with opened(db) as store:
        for number in range(101, 105):
            store.visits.save_draft(a_visit(number))
    done("restore", copy, db=db)
    assert done("check", db=db) == "ok\n"
    with opened(db) as store:
        last, *_ = store.audit.entries()
        assert (last.action, last.name) == ("restore", "command line")
        store.visits.save_draft(a_visit(105))
    assert done("check", db=db) == "ok\n"


def test_a_restore_that_was_killed_before_it_was_remembered_raises_no_alarm(db: Path, tmp_path: Path):
    copy, kept = tmp_path / "copy.sqlite", keeper(db)
    backup_noted(db, copy, clock=clock, keeper=kept)
    with opened(db) as store:
        store.visits.save_draft(a_visit(101))
        remembered = kept.anchor(store.audit.file_id, db)
        file_id = store.audit.file_id
    assert remembered is not None
    restore_noted(db, copy, clock=clock, keeper=kept, actor=Actor(None, "x"))
    kept.keep_anchor(file_id, db, remembered, durable=False)
    assert problems(db) == []
    with opened(db) as store:
        store.visits.save_draft(a_visit(102))
    assert problems(db) == []


def test_an_older_copy_put_in_place_by_hand_is_told(db: Path, tmp_path: Path):
    older = db.read_bytes()
    with opened(db) as store:
        store.visits.save_draft(a_visit(101))
    db.write_bytes(older)
    assert "cut off" in "".join(problems(db))
    assert "cut off" in run("check", db=db).stdout


DYING = """
import os, signal, sys
from pathlib import Path
from charting.cli.commands import opened
from charting.start.keys import Keys
from tests.store.values import a_visit
Keys.keep_anchor = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
opened(Path(sys.argv[1])).visits.save_draft(a_visit(101))
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_killed_between_the_file_and_the_anchor_nothing_is_wrong(db: Path):
    killed = subprocess.run([sys.executable, "-c", DYING, str(db)], check=False, timeout=60, cwd=ROOT)
    assert killed.returncode == -9
    assert problems(db) == []
    assert raw(db, "SELECT count(*) FROM visit") == [(2,)]


WRITING = """
import sys
from charting.store.dbapi import connect
conn = connect(sys.argv[1], isolation_level=None)
conn.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def test_an_export_that_cannot_be_noted_is_made_and_says_so(db: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(Store.open.__func__.__kwdefaults__, "busy_ms", 200)  # it would wait five seconds
    child = subprocess.Popen([sys.executable, "-c", WRITING, str(db)], stdin=-1, stdout=-1, cwd=ROOT)
    assert child.stdout is not None
    assert child.stdout.readline() == b"held\n"
    exported = run("export", "--format", "json", "--out", "-", db=db)
    child.communicate()
    assert exported.exit_code == 0
    assert json.loads(exported.stdout)["patients"]
    assert exported.stderr.startswith("This is not noted in the audit: Another program is writing")


def test_every_command_leaves_its_entry(db: Path, tmp_path: Path):
    out = tmp_path / "out.json"
    done("export", "--format", "json", "--out", out, db=db)
    done("import", out, db=tmp_path / "other.sqlite")
    done("backup", tmp_path / "copy.sqlite", db=db)
    assert actions(db)[-2:] == [("export", "command line"), ("backup", "command line")]
    there = actions(tmp_path / "other.sqlite")
    assert ("import", "command line") in there
    assert ("signed-elsewhere", "command line") in there
    assert done("check", db=tmp_path / "other.sqlite") == "ok\n"


def actions(path: Path) -> list[tuple[object, ...]]:
    return raw(path, "SELECT action, name FROM audit ORDER BY seq")


def test_what_is_not_a_key_is_refused(db: Path):
    assert refused("audit-key", db=db).startswith("Group 1 of 13")


@pytest.mark.parametrize(
    "text", ["", "[]", '{"keys": "ab"}', '{"keys": [1]}', '{"keyring": 1}', '{"ids": null}', "[" * 100_000],
    ids=range(7),
)  # fmt: skip
def test_a_file_of_keys_that_is_none_holds_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "a-file.json").write_text(text)
    assert Keys((tmp_path,), use_keyring=False).keys("a-file") == {}
