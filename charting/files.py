"""Whole files or none: made in a private hidden folder beside their target, made durable, then renamed into place.

The folder is called ".<target>.<process>-<number>.part" while its files are made. When they go into a folder that is
there already it becomes ".….done" once all of them are made and noted: from then on they belong there, and only move.
Who makes it holds a lock on it that a killed process loses. Whoever writes to the same place next removes what is
half made and finishes what is done; on a disk without locks, once nothing has changed there for an hour.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl

LEFT_OVER_S = 3600.0
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
"""Only for whoever writes it, whatever the system would allow others."""

_MOST_IN_NAME = 200
_numbers = count(1)


@dataclass(slots=True)
class Stage:
    """Files on their way to `target`, in `folder`; what is not put in place is removed with it."""

    target: Path
    folder: Path

    def part(self, name: str) -> Path:
        """Where a file is made."""
        return self.folder / name

    @contextmanager
    def made(self, name: str) -> Iterator[BinaryIO]:
        """A new private file to write; durable afterwards."""
        handle = os.open(self.part(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        with os.fdopen(handle, "wb") as out:
            if sys.platform != "win32":
                os.fchmod(handle, PRIVATE_FILE)
            yield out
            out.flush()
            os.fsync(handle)

    def add(self, name: str, content: bytes) -> None:
        """One more whole file."""
        with self.made(name) as out:
            out.write(content)

    def put_file(self, name: str, noted: Callable[[], None] = lambda: None) -> None:
        """One of the files becomes the target; `noted` is told just before."""
        noted()
        os.replace(self.part(name), self.target)
        sync_folder(self.target.parent)

    def put_folder(self, noted: Callable[[], None] = lambda: None) -> None:
        """All files become the target folder at once, or go into it where it is there already; all of them or none.

        `noted` is told just before, so that whoever is killed has noted what appears. A process killed while the files
        move has them moved by the next one that writes there.
        """
        sync_folder(self.folder)
        if self.folder.parent != self.target:
            if self.target.exists() and not (self.target.is_dir() and not any(self.target.iterdir())):
                raise FileExistsError(17, "it is there already", str(self.target))
            noted()
            os.replace(self.folder, self.target)
            sync_folder(self.target.parent)
            return
        for made in self.folder.iterdir():
            if (self.target / made.name).is_dir():
                raise IsADirectoryError(21, "a folder has the name of a file", str(self.target / made.name))
        noted()
        done = self.folder.with_suffix(".done")
        os.replace(self.folder, done)
        self.folder = done
        try:
            _finish(done)
        finally:
            if done.exists():  # somebody wants the program to end: this belongs there already, so first all of it
                _finish(done)


@contextmanager
def staging(target: Path, within: Path | None = None) -> Iterator[Stage]:
    """A stage for a target: `within` a folder of the same disk, by itself the target's if it is one, else its parent.

    What killed programs left there on the way to the same target is removed, or finished, first.
    """
    target = target.absolute()
    within = within or (target if target.is_dir() else target.parent)
    label = _label(target.name)
    clear_left_overs(within, re.escape(label))
    folder, lock = _new_folder(within, label)
    stage = Stage(target, folder)
    try:
        yield stage
    finally:
        if stage.folder == folder:
            shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def write_whole(target: Path, content: bytes, noted: Callable[[], None] = lambda: None) -> None:
    """Write a file so that, killed at any moment, the target is the old one or the new one, never a piece."""
    with staging(target, target.absolute().parent) as stage:
        stage.add("whole", content)
        stage.put_file("whole", noted)


def put_in_place(part: Path, target: Path) -> None:
    """Make a finished file durable under its final name, replacing what was there in one step."""
    with part.open("rb+") as written:
        os.fsync(written.fileno())
    os.replace(part, target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder durable, where the system knows how (Windows does it by itself)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clear_left_overs(within: Path, names: str) -> None:
    """Remove, or finish, what killed programs left in a folder on the way to targets whose names fit a pattern."""
    ours = re.compile(rf"\.(?:{names})\.[0-9]+(?:-[0-9]+)?\.(part|done)(?:-journal|-wal|-shm)?")
    with suppress(OSError):
        for old in sorted(within.iterdir()):
            if ours.fullmatch(old.name):
                with suppress(OSError):  # somebody else was quicker, or it is not ours to remove
                    _clear(old)


# ---------------------------------------------------------------------- inside


def _clear(old: Path) -> None:
    state = old.lstat()
    if sys.platform != "win32" and state.st_uid != os.geteuid():
        return
    if not old.is_dir() or old.is_symlink():  # earlier versions left files
        if time.time() - state.st_mtime > LEFT_OVER_S:
            old.unlink(missing_ok=True)
        return
    lock, sure = _lock(old)
    try:
        if lock is None and (sure or time.time() - _touched(old) <= LEFT_OVER_S):
            return
        if old.suffix == ".done":
            _finish(old)
        else:
            shutil.rmtree(old, ignore_errors=True)
    finally:
        if lock is not None:
            os.close(lock)


def _finish(done: Path) -> None:
    """The files that are still here go where they belong: into the folder that this one is in."""
    for made in sorted(done.iterdir()):
        os.replace(made, done.parent / made.name)
    done.rmdir()
    sync_folder(done.parent)


def _new_folder(within: Path, label: str) -> tuple[Path, int | None]:
    for number in _numbers:
        folder = within / f".{label}.{os.getpid()}-{number}.part"
        with suppress(FileExistsError):
            folder.mkdir(PRIVATE_FOLDER)
            folder.chmod(PRIVATE_FOLDER)
            lock, sure = _lock(folder)
            if lock is not None or not sure:
                return folder, lock
    raise AssertionError


def _lock(folder: Path) -> tuple[int | None, bool]:
    """Hold a folder; None when somebody else does or it is gone (then surely so), or where nothing can be held."""
    if sys.platform == "win32":
        return None, False
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None, True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(handle), folder.lstat()):
            return handle, True
    except (BlockingIOError, FileNotFoundError):
        pass  # held, or removed meanwhile
    except OSError:
        os.close(handle)
        return None, False
    os.close(handle)
    return None, True


def _touched(folder: Path) -> float:
    return max(path.lstat().st_mtime for path in (folder, *folder.iterdir()))


def _label(name: str) -> str:
    """The name, or what stands for one so long that nothing more could be added to it."""
    known = os.fsencode(name)
    return name if len(known) <= _MOST_IN_NAME else hashlib.sha256(known).hexdigest()[:32]
