"""Whole files or none."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from charting.files import part_beside, write_whole

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


def test_only_old_left_overs_of_the_same_target_are_removed(tmp_path: Path):
    old, young, other = (tmp_path / name for name in (".a[1].json.7.part", ".a[1].json.8.part", ".b.json.7.part"))
    for part in (old, young, other):
        part.touch()
    for part in (old, other):
        os.utime(part, (0, 0))
    part_beside(tmp_path / "a[1].json")
    assert sorted(tmp_path.iterdir()) == sorted([young, other])
