"""A keyring in every mood, with real files and starts of the program that know nothing of each other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from click.testing import CliRunner, Result

from charting.cli.main import charting
from charting.domain.clinic.audit_chain import key_id
from charting.start import ring
from charting.store.database import Store
from tests.ring_backend import Ring
from tests.store.values import raw

ROOT = Path(__file__).resolve().parent.parent
WORDS = {
    "locked": "is locked", "hang": "does not answer", "bus": "fails (org.freedesktop.DBus.Error.NoReply)",
    "empty": "does not give back",
}  # fmt: skip
ALSO = "stays verifiable"


class Place:
    """A clinic's file, a keyring, and people at the command line under accounts of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.db = folder, folder / "clinic" / "clinic.sqlite"
        self.db.parent.mkdir()
        self.account("one")
        self.count = 0

    def account(self, name: str, backend: str = "tests.ring_backend.Ring") -> None:
        home = self.folder / name
        (home / "ring").mkdir(parents=True, exist_ok=True)
        folders = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_DATA_HOME", "XDG_CONFIG_HOME",
                   "XDG_CACHE_HOME", "XDG_STATE_HOME")  # fmt: skip
        self.environ = {key: value for key, value in os.environ.items() if key != "CHARTING_KEYS"}
        self.environ |= dict.fromkeys(folders, str(home))
        self.environ |= {"PYTHON_KEYRING_BACKEND": backend, "CHARTING_TEST_RING": str(home / "ring")}
        self.home = home
        self.mood("open")

    def mood(self, mood: str) -> None:
        (self.home / "ring" / "mood").write_text(mood)

    def run(self, *arguments: str, stdin: str = "") -> Result:
        """A command as by a new start of the program, which knows nothing of the one before."""
        return CliRunner().invoke(charting, ["--db", str(self.db), *arguments], input=stdin, env=self.environ)

    def process(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command in a process of its own, with all that the library does to find a keyring."""
        return subprocess.run(
            [sys.executable, "-m", "charting", "--db", str(self.db), *arguments], cwd=ROOT, env=self.environ,
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    def bring_in(self) -> Result:
        """Import one more patient."""
        self.count += 1
        file = self.folder / f"{self.count}.json"
        person = {"id": f"018f0000-0000-7000-8000-0000000001{self.count:02}", "family_name": f"Fam{self.count}",
                  "given_name": "Given", "born": f"19{self.count + 60}-05-04"}  # fmt: skip
        file.write_text(
            json.dumps({"format": "charting.exchange", "version": 1, "patients": [person | {"visits": []}]})
        )
        done = self.run("import", str(file))
        assert done.exit_code == 0, done.output
        return done

    def keys_sealed_with(self) -> set[str]:
        return {key for (key,) in raw(self.db, "SELECT DISTINCT key_id FROM audit")}

    def note(self) -> dict[str, object]:
        (file,) = self.home.rglob("????????-????-*.json")
        return json.loads(file.read_text())


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.delenv("CHARTING_KEYS")
    monkeypatch.setattr(ring, "PATIENCE_S", 0.3)
    before = keyring.get_keyring()
    keyring.set_keyring(Ring())
    yield Place(tmp_path)
    keyring.set_keyring(before)


@pytest.mark.parametrize("mood", list(WORDS))
def test_while_the_keyring_is_not_itself_the_work_goes_on_and_all_of_it_is_verified_after(place: Place, mood: str):
    assert place.bring_in().stderr == ""
    (first,) = place.keys_sealed_with()
    place.mood(mood)
    said = place.bring_in().stderr
    assert WORDS[mood] in said
    assert ALSO in said
    assert place.note()["keyring"] is True, "that there is a key in the keyring is never forgotten"
    meanwhile = place.run("check")
    assert meanwhile.exit_code == 1
    assert f"the key {first} is not on this computer" in meanwhile.stdout
    assert WORDS[mood] in meanwhile.stderr
    assert place.bring_in().stderr == said
    assert len(place.keys_sealed_with()) == 2, "one spare key, however often"
    place.mood("open")
    assert place.bring_in().stderr == ""
    checked = place.run("check")
    assert (checked.stdout, checked.stderr, checked.exit_code) == ("ok\n", "", 0)


@pytest.mark.parametrize("mood", ["locked", "hang", "bus"])
def test_a_file_that_is_begun_while_it_is_not_itself_is_verified_then_and_after(place: Place, mood: str):
    place.mood(mood)
    assert WORDS[mood] in place.bring_in().stderr
    for now in (mood, "open"):
        place.mood(now)
        checked = place.run("check")
        assert (checked.stdout, checked.exit_code) == ("ok\n", 0)
    assert place.bring_in().stderr == ""
    assert len(place.keys_sealed_with()) == 1


@pytest.mark.parametrize(("backend", "mood", "said"), [
    ("tests.ring_backend.Ring", "open", ""),
    ("tests.ring_backend.Ring", "bus", "fails (org.freedesktop.DBus.Error.NoReply)"),
    ("no.such.Backend", "open", "fails ("),
    ("keyring.backends.fail.Keyring", "open", "fails ("),
])  # fmt: skip
def test_in_a_process_of_its_own_no_fault_of_a_keyring_is_a_traceback(place: Place, backend: str, mood: str, said: str):
    place.bring_in()
    place.environ["PYTHON_KEYRING_BACKEND"] = backend
    place.mood(mood)
    done = place.process("check")
    assert "Traceback" not in done.stderr
    assert (said in done.stderr) if said else done.stderr == ""
    assert done.returncode == (1 if said else 0)


def test_what_is_typed_in_from_the_sheet_ends_the_waiting(place: Place):
    from charting.domain.clinic.audit_chain import groups_of

    place.bring_in()
    kept = json.loads((place.home / "ring" / "ring.json").read_text())
    (key,) = kept.values()
    place.mood("empty")
    assert place.bring_in().stderr
    typed = place.run("audit-key", stdin="\n".join(groups_of(bytes.fromhex(key))) + "\n\n")
    assert typed.exit_code == 0, typed.stderr
    assert key_id(bytes.fromhex(key)) in typed.stdout
    checked = place.run("check")
    assert (checked.stdout, checked.stderr) == ("ok\n", ""), "nothing is missing any more: nothing is asked, or said"


@pytest.mark.parametrize("reading", [
    ("check",), ("ask", "units"), ("export", "--format", "csv", "--out", "OUT"), ("backup", "OUT"),
])  # fmt: skip
def test_reading_under_another_account_makes_no_key_and_says_so(place: Place, reading: tuple[str, ...]):
    place.bring_in()
    (first,) = place.keys_sealed_with()
    before = place.db.read_bytes()
    place.account("two")
    done = place.run(*(str(place.folder / "out") if word == "OUT" else word for word in reading))
    assert isinstance(done.exception, SystemExit | None)
    if reading[0] != "backup":  # a copy says nothing of what it is not asked
        assert f"The key {first} of the audit is not on this computer" in done.stderr or first in done.stdout
    assert place.db.read_bytes() == before
    assert not [file for file in place.home.rglob("*") if file.name.endswith(".json")]
    place.account("one")
    checked = place.run("check")
    assert (checked.stdout, checked.exit_code) == ("ok\n", 0)


def test_looking_for_the_key_makes_none(tmp_path: Path):
    from charting.errors import StoreProblem
    from charting.start.keys import Keys

    with Store.open(tmp_path / "a.sqlite", keeper=Keys((tmp_path / "one",), use_keyring=False)) as store:
        made = store.audit.key()
    elsewhere = Keys((tmp_path / "two",), use_keyring=False)
    with (
        Store.open(tmp_path / "a.sqlite", keeper=elsewhere) as store,
        pytest.raises(StoreProblem, match=key_id(made)),
    ):
        store.audit.key()
    assert not (tmp_path / "two").exists()
