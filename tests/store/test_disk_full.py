"""A disk that is full, or may not be written: one sentence, nothing half-done, and the retry works."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from charting.desk.signing import document
from charting.errors import StoreProblem
from charting.files import write_whole
from charting.store.check import check
from charting.store.database import Store
from tests.store.values import a_patient, a_visit, clock, no_part_left, some_id

pytestmark = pytest.mark.disk

ROOT = Path(__file__).resolve().parents[2]


def mounted(folder: Path, options: str) -> bool:
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        return subprocess.run(command, check=False, capture_output=True, timeout=10).returncode == 0
    except OSError:
        return False


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    if not mounted(folder, "size=768k"):
        pytest.skip("a disk cannot be mounted here; the limit of file sizes is tested instead")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True, timeout=10)


def fill(folder: Path, leave: int = 0) -> Path:
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as out:
        try:
            while True:
                out.write(b"x" * 4096)
        except OSError:
            os.ftruncate(out.fileno(), max(0, out.tell() - leave))
    return filler


def test_a_save_on_a_full_disk_is_refused_whole_and_works_again(small_disk: Path):
    path = small_disk / "clinic.sqlite"
    with Store.open(path, clock=clock) as store:
        store.patients.add(a_patient())
        store.visits.save_draft(a_visit(points=5))
        filler = fill(small_disk)
        with pytest.raises(StoreProblem, match="full"):
            store.visits.save_draft(a_visit(points=1500))
        assert store.visits.get(some_id(100)) == a_visit(points=5)
        filler.unlink()
        store.visits.save_draft(a_visit(points=1500))
        assert store.visits.get(some_id(100)) == a_visit(points=1500)
        assert check(store, document) == []


def test_a_backup_on_a_full_disk_leaves_nothing_and_the_old_one(small_disk: Path, tmp_path: Path):
    path = tmp_path / "clinic.sqlite"
    target = small_disk / "copy.sqlite"
    with Store.open(path, clock=clock) as store:
        store.patients.add(a_patient())
        store.backup_to(target)
        before = target.read_bytes()
        store.visits.save_draft(a_visit(points=2000))
        fill(small_disk, leave=8192)
        with pytest.raises(StoreProblem, match="full"):
            store.backup_to(target)
    assert target.read_bytes() == before
    assert no_part_left(small_disk)


def test_a_new_file_on_a_full_disk_is_refused_and_completed_later(small_disk: Path):
    filler = fill(small_disk)
    path = small_disk / "clinic.sqlite"
    with pytest.raises(StoreProblem, match="full"):
        Store.open(path)
    filler.unlink()
    with Store.open(path) as store:
        assert store.patients.count() == 0


def test_an_export_on_a_full_disk_leaves_the_old_one(small_disk: Path):
    target = small_disk / "export.json"
    write_whole(target, b"old")
    fill(small_disk, leave=4096)
    with pytest.raises(OSError, match="space"):
        write_whole(target, b"new" * 100_000)
    assert target.read_bytes() == b"old"
    assert no_part_left(small_disk)


def test_a_read_only_disk_can_be_read_and_says_so_when_written(small_disk: Path):
    path = small_disk / "clinic.sqlite"
    with Store.open(path, clock=clock) as store:
        store.patients.add(a_patient())
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True, timeout=10)
    with Store.open(path, clock=clock) as store:
        assert store.patients.get(some_id(1)) == a_patient()
        with pytest.raises(StoreProblem, match="read-only"):
            store.visits.save_draft(a_visit())
        with pytest.raises(StoreProblem, match="read-only"):
            store.back_up_if_changed()
    with pytest.raises(StoreProblem, match="read-only"):
        Store.open(small_disk / "new.sqlite")


LIMITED = """
import resource, signal, sys
from pathlib import Path
from charting.errors import StoreProblem
from charting.store.database import Store
from tests.store.values import a_patient, a_visit, clock
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Store.open(Path(sys.argv[1]), clock=clock) as store:
    store.patients.add(a_patient())
    store.visits.save_draft(a_visit(points=5))
    size = Path(sys.argv[1]).stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 4096, resource.RLIM_INFINITY))
    try:
        store.visits.save_draft(a_visit(points=2000))
    except StoreProblem as problem:
        print(len(str(problem)) <= 500, "nothing was saved" in str(problem))
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert store.visits.get(a_visit().id) == a_visit(points=5)
    store.visits.save_draft(a_visit(points=2000))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE")
def test_a_file_that_may_not_grow_is_a_sentence_and_the_retry_works(path: Path):
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path)], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout) == (0, "True True\n"), done.stderr
    with Store.open(path, clock=clock) as store:
        assert store.visits.of(some_id(1)) == (replace(a_visit(points=2000)),)
        assert check(store, document) == []
