"""Processes are killed while they write (SIGKILL): what was acknowledged is there, nothing is there by halves.

`--kills N` sets how often each test does it.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from charting.desk.signing import document
from charting.store.backup import automatic_backup, automatic_backups, verify
from charting.store.check import check
from charting.store.database import Store
from tests.store.values import a_crowd, a_patient, clock, no_part_left, some_id

pytestmark = [pytest.mark.proof, pytest.mark.disk, pytest.mark.skipif(os.name == "nt", reason="SIGKILL")]
ROOT = Path(__file__).resolve().parents[2]

SAVING = """
import sys
from pathlib import Path
from dataclasses import replace
from charting.store.database import Store
from tests.store.values import a_visit, clock, signed
first = int(sys.argv[2])
with Store.open(Path(sys.argv[1]), clock=clock) as store:
    print("ready", flush=True)
    for number in range(first, first + 100000):
        for count in (3, 12, 7):
            store.visits.save_draft(a_visit(number, points=count))
            print(number, count, flush=True)
        if number % 2:
            signed(store, a_visit(number, points=12))
            print(number, 12, flush=True)
"""
BACKING_UP = """
import sys
from pathlib import Path
from charting.store.database import Store
from charting.store.backup import automatic_backup
print("ready", flush=True)
while True:
    print(automatic_backup(Path(sys.argv[1])), flush=True)
"""
RESTORING = """
import sys
from pathlib import Path
from charting.store.backup import restore
print("ready", flush=True)
while True:
    for source in sys.argv[2:]:
        restore(Path(sys.argv[1]), Path(source))
        print(source, flush=True)
"""


def killed_at_random(code: str, *arguments: object, chance: random.Random) -> list[str]:
    """Run a script, kill it after up to a quarter of a second of its work; the lines it had printed by then."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    time.sleep(chance.uniform(0, 0.25))
    child.kill()
    rest, _ = child.communicate()
    lines = rest.split("\n")[:-1]  # a last line without its end was not acknowledged
    return [line for line in lines if line]


def test_no_acknowledged_save_is_lost(path: Path, request: pytest.FixtureRequest):
    chance = random.Random(7)
    with Store.open(path, clock=clock) as store:
        store.patients.add(a_patient())
    for turn in range(request.config.getoption("--kills")):
        first = 1000 + turn * 100_000
        told = killed_at_random(SAVING, path, first, chance=chance)
        acknowledged = {int(line.split()[0]): int(line.split()[1]) for line in told}
        with Store.open(path, clock=clock) as store:
            found = {visit.id: visit for visit in store.visits.of(some_id(1))}
            assert check(store, document) == []
        last = max(acknowledged, default=first)
        for number, count in acknowledged.items():
            points = len(found[some_id(number)].points)
            assert points == count or (number == last and points in (3, 12, 7))
        assert {len(visit.points) for visit in found.values()} <= {3, 7, 12}, "no visit is torn"


def test_no_backup_is_there_by_halves(path: Path, request: pytest.FixtureRequest):
    chance = random.Random(8)
    with Store.open(path, clock=clock) as store:
        a_crowd(store, 399, first=1)
    for _ in range(request.config.getoption("--kills")):
        killed_at_random(BACKING_UP, path, chance=chance)
        for made in automatic_backups(path):
            assert verify(made)["patient"] == 399
    with Store.open(path) as store:
        assert check(store, document) == []


def test_a_killed_restore_leaves_the_old_or_the_new(path: Path, tmp_path: Path, request: pytest.FixtureRequest):
    chance = random.Random(9)
    sources = []
    for people in (100, 300):
        sources.append(tmp_path / f"with-{people}.sqlite")
        with Store.open(sources[-1], clock=clock) as store:
            a_crowd(store, people, first=1)
    for _ in range(request.config.getoption("--kills")):
        killed_at_random(RESTORING, path, *sources, chance=chance)
        if path.exists():
            with Store.open(path, clock=clock) as store:
                assert store.patients.count() in (100, 300)
                assert check(store, document) == []


def test_left_overs_of_killed_programs_go_away(path: Path):
    with Store.open(path, clock=clock) as store:
        store.patients.add(a_patient())
        old, new = (path.parent / f".copy.sqlite.{n}.part" for n in (1, 2))
        for part in (old, new):
            part.write_bytes(b"half")
        os.utime(old, (0, 0))
        killed = [
            path.parent / ".copy.sqlite.3-1.part",
            path.parent / "backups" / f".{path.stem}-20260101-0.sqlite.3-1.part",
        ]
        for part in killed:
            part.mkdir(parents=True)
            (part / "copy.sqlite-journal").write_bytes(b"half")
        store.backup_to(path.with_name("copy.sqlite"))
        kept = automatic_backup(path, clock)
    assert {one.stat().st_mode & 0o777 for one in (kept, path.with_name("copy.sqlite"))} == {0o600}
    assert not any(part.exists() for part in (old, *killed))
    assert new.exists(), "it may be another program's that is at work"
    new.unlink()
    assert no_part_left(path.parent)
