"""One desk on one file: held, told by whom, and free again when its process dies."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from charting.errors import Problem
from charting.start.locking import hold, holder

HOLDING = "import sys; from pathlib import Path; from charting.start.locking import hold\n"
HOLDING += "lock = hold(Path(sys.argv[1])); print('on', flush=True); sys.stdin.read()"


def test_held_once_and_let_go(tmp_path: Path):
    path = tmp_path / "clinic.sqlite"
    assert holder(path) is None
    lock = hold(path)
    found = holder(path)
    assert found is not None
    assert found.process == os.getpid()
    with pytest.raises(Problem, match=str(os.getpid())):
        hold(path)
    lock.unlock()
    assert holder(path) is None
    assert list(tmp_path.iterdir()) == []


def test_the_lock_of_a_killed_desk_is_taken_over(tmp_path: Path):
    path = tmp_path / "clinic.sqlite"
    child = subprocess.Popen([sys.executable, "-c", HOLDING, str(path)], cwd=Path.cwd(), stdin=-1, stdout=-1)
    assert child.stdout is not None
    assert child.stdout.readline() == b"on\n"
    assert holder(path) is not None
    child.kill()
    child.communicate()
    assert holder(path) is None
    hold(path).unlock()


def test_the_lock_of_another_computer_is_never_taken(tmp_path: Path):
    path = tmp_path / "clinic.sqlite"
    lock = hold(path)
    text = Path(f"{path}.lock").read_text().splitlines()
    lock.unlock()
    text[0], text[2] = "999999", "another-computer"
    Path(f"{path}.lock").write_text("\n".join(text[:3]) + "\n")
    os.utime(f"{path}.lock", (0, 0))
    with pytest.raises(Problem, match="another-computer"):
        hold(path)


def test_a_folder_that_is_gone_is_a_sentence(tmp_path: Path):
    with pytest.raises(Problem, match="cannot be made"):
        hold(tmp_path / "gone" / "clinic.sqlite")
