"""One desk on one file: the lock beside the database says who has it open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from charting.errors import Problem
from charting.start.preflight import check_qt_core

if TYPE_CHECKING:
    from PySide6.QtCore import QLockFile


class Holder(NamedTuple):
    """Who holds a file: the number of the process and the name of the computer."""

    process: int
    computer: str


def make_folder(folder: Path) -> None:
    """The folder of the person's own file, readable by nobody else."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as fault:
        raise Problem(
            "The folder {folder} cannot be made ({fault}); name another file with --db.",
            folder=folder, fault=fault.strerror,
        ) from fault  # fmt: skip


def hold(path: Path) -> QLockFile:
    """Take the lock of a database; a Problem says who holds it. Let it go with `unlock()`.

    The lock of a process of this computer that died is taken over; that of another computer never is.
    """
    lock = _lock(path)
    if lock.tryLock(0):
        return lock
    found = _holder(lock)
    if found is None:
        raise Problem(
            "The lock {lock} beside the database cannot be made; the folder is gone or may not be written. Check it.",
            lock=lock.fileName(),
        )
    raise Problem(
        "{path} is open in another Charting (process {process} on {computer}); close that one first.",
        path=path, process=found.process, computer=found.computer,
    )  # fmt: skip


def holder(path: Path) -> Holder | None:
    """Who has the file open at a desk, if anybody."""
    lock = _lock(path)
    if not Path(lock.fileName()).exists():
        return None
    if lock.tryLock(0):
        lock.unlock()
        return None
    return _holder(lock)


def _lock(path: Path) -> QLockFile:
    check_qt_core()
    try:
        from PySide6.QtCore import QLockFile
    except ImportError as error:
        raise Problem("Whether a desk has the file open cannot be told: Qt is missing something ({reason}).",
                      reason=error) from error  # fmt: skip
    lock = QLockFile(f"{path.absolute()}.lock")
    lock.setStaleLockTime(0)  # a desk may stay open for days; only the death of its process ends the lock
    return lock


def _holder(lock: QLockFile) -> Holder | None:
    process, computer, _ = lock.getLockInfo()
    return Holder(process, computer) if process else None
