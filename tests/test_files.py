"""Whole files or none."""

from __future__ import annotations

import ast
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from charting.files import clear_left_overs, staging, write_whole

pytestmark = pytest.mark.disk

ROOT = Path(__file__).resolve().parent.parent


def test_written_whole_over_the_old_one(tmp_path: Path):
    target = tmp_path / "a [1]*.json"
    write_whole(target, b"old")
    write_whole(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_leaves_the_old_one_and_nothing_else(tmp_path: Path):
    target = tmp_path / "folder"
    target.mkdir()
    with pytest.raises(OSError, match="directory"):
        write_whole(target, b"new")
    assert list(tmp_path.iterdir()) == [target]


WRITING = """
import sys
from pathlib import Path
from charting.files import write_whole
print("ready", flush=True)
while True:
    for sign in (b"a", b"b"):
        write_whole(Path(sys.argv[1]), sign * 3_000_000)
"""


@pytest.mark.proof
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_killed_at_any_moment_it_is_one_or_the_other(tmp_path: Path, request: pytest.FixtureRequest):
    chance, target = random.Random(3), tmp_path / "export.json"
    for _ in range(request.config.getoption("--kills")):
        child = subprocess.Popen([sys.executable, "-c", WRITING, str(target)], cwd=ROOT, stdout=-1)
        assert child.stdout is not None
        child.stdout.readline()
        while not target.exists():
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.05))
        child.kill()
        child.communicate()
        assert target.read_bytes() in (b"a" * 3_000_000, b"b" * 3_000_000)


def test_left_overs_of_earlier_versions_go_when_they_are_old(tmp_path: Path):
    old, young, other = (tmp_path / name for name in (".a[1].json.7.part", ".a[1].json.8.part", ".b.json.7.part"))
    for part in (old, young, other):
        part.touch()
    for part in (old, other):
        os.utime(part, (0, 0))
    write_whole(tmp_path / "a[1].json", b"new")
    assert sorted(tmp_path.iterdir()) == sorted([young, other, tmp_path / "a[1].json"])


@pytest.fixture(params=[0o000, 0o777])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    """A system that would let everybody read, and one that would let nobody."""
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.skipif(os.name == "nt", reason="modes")
def test_files_and_folders_are_for_their_owner_only(tmp_path: Path, umask: None):
    write_whole(tmp_path / "a.json", b"a")
    (old := tmp_path / "old.json").touch()
    old.chmod(0o644)
    write_whole(old, b"a")
    with staging(tmp_path / "new") as stage:
        stage.add("b.pdf", b"b")
        assert (mode(stage.folder), mode(stage.part("b.pdf"))) == (0o700, 0o600)
        stage.put_folder()
    assert [mode(tmp_path / name) for name in ("a.json", "old.json", "new", "new/b.pdf")] == [
        0o600, 0o600, 0o700, 0o600,
    ]  # fmt: skip


DYING = """
import os, signal, sys
from pathlib import Path
from charting.files import staging

out, log, left = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])

def dying(real):
    def call(*given, **more):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **more)
    return call

for name in ("replace", "mkdir", "rmdir", "fsync", "open"):
    setattr(os, name, dying(getattr(os, name)))
with staging(out) as stage:
    for name in ("a", "b", "c"):
        stage.add(name, b"new")
    stage.put_folder(log.touch)
print("done")
"""


@pytest.mark.proof
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
@pytest.mark.parametrize("there", [False, True], ids=["a new folder", "one that is there"])
def test_several_files_killed_at_every_step_are_all_there_or_none(tmp_path: Path, there: bool):
    """What appears was noted before; of a folder that was there, the next one who writes moves the rest."""
    seen: set[tuple[bool, int]] = set()
    for step in range(1, 60):
        place = tmp_path / str(step)
        out, log = place / "sheets", place / "log"
        place.mkdir()
        if there:
            out.mkdir()
            (out / "b").write_bytes(b"old")
        ran = subprocess.run(
            [sys.executable, "-c", DYING, out, log, str(step)], cwd=ROOT, capture_output=True, check=False
        )
        fresh = sum(path.read_bytes() == b"new" for path in visible(out))
        assert fresh == 0 or log.exists(), step
        assert there or fresh in (0, 3)
        with staging(out):
            pass
        fresh = sum(path.read_bytes() == b"new" for path in visible(out))
        assert fresh in (0, 3), step
        assert not hidden(place)
        seen.add((log.exists(), fresh))
        if ran.returncode == 0:  # the control: nobody killed it
            assert (ran.stdout, fresh) == (b"done\n", 3)
            break
        assert ran.returncode == -9
    else:
        raise AssertionError("it never came to its end")
    assert {(False, 0), (True, 3)} <= seen


def visible(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name[0] != "."] if folder.is_dir() else []


def hidden(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.name[0] == "."]


@pytest.mark.skipif(os.name == "nt", reason="locks")
def test_what_is_being_written_and_what_is_not_ours_stays(tmp_path: Path):
    theirs = [tmp_path / name for name in (".a.part", ".a.7-x.part", ".b.7-1.part", ".a.7-1.part.txt")]
    for folder in theirs:
        folder.mkdir()
    (link := tmp_path / ".a.9-1.part").symlink_to(theirs[0])
    (dead := tmp_path / ".a.7-1.part").mkdir()
    (dead / "half").touch()
    with staging(tmp_path / "a") as stage:
        stage.add("x", b"x")
        clear_left_overs(tmp_path, "a")
        with staging(tmp_path / "a"):
            assert stage.part("x").read_bytes() == b"x"
    assert sorted(tmp_path.iterdir()) == sorted([*theirs, link])


def test_a_name_as_long_as_a_disk_takes(tmp_path: Path):
    target = tmp_path / ("ü" * 127)
    write_whole(target, b"x")
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_with_the_name_of_a_file_refuses_all_of_them(tmp_path: Path):
    (tmp_path / "b").mkdir()
    noted: list[None] = []
    with staging(tmp_path) as stage:
        stage.add("a", b"x")
        stage.add("b", b"x")
        with pytest.raises(OSError, match="a folder has the name"):
            stage.put_folder(lambda: noted.append(None))
    assert (list(tmp_path.iterdir()), noted) == ([tmp_path / "b"], [])


WRITES_ITSELF = {
    "charting/drawing/kept.py", "charting/files.py", "charting/loading/pack.py", "charting/start/crash.py",
    "charting/start/keys.py", "charting/start/written.py", "charting/store/connection.py",
}  # fmt: skip
"""What makes files whole, the log of crashes, the anchor that is one write, the empty database; and what is kept beside
the compiled files or for the next start, of nobody, and not believed where it is half there."""


def test_nobody_writes_a_file_past_the_one_way():
    """A file written otherwise is readable by others, or half there; the cheap look finds the plain ways to do it."""
    files = {path.relative_to(ROOT).as_posix(): path for path in sorted((ROOT / "charting").rglob("*.py"))}
    found = [
        f"{where}:{node.lineno}"
        for where, path in files.items() if where not in WRITES_ITSELF
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _writes(node)
    ]  # fmt: skip
    assert not found


def _writes(call: ast.Call) -> bool:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    modes = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return name in ("write_bytes", "write_text", "fdopen") or (
        name == "open" and any(set(one) <= set("rwxab+t") and set(one) & set("wxa+") for one in modes)
    )
