"""Copies that are known to be good: made beside their target, opened, counted, made durable, renamed into place."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from charting.errors import StoreProblem
from charting.files import clear_left_overs, put_in_place, staging
from charting.store.connection import connected, make_private, now, refuse_foreign, refuse_place
from charting.store.dbapi import DatabaseError
from charting.store.faults import CORRUPT, NOTADB, damaged, library_problem, os_problem, translated

KEPT = 10
"""So many automatic backups stay in the folder `backups` beside the file."""

_TRIES = 3
_SIDE_FILES = ("-journal", "-wal", "-shm")
_STAMP = "%Y%m%d-%H%M%S-%f"


def backup_to(source: Path, target: Path) -> None:
    """A consistent, verified copy of a database that may be open and written to meanwhile; `target` is all or nothing.

    An existing database of ours at `target` is replaced; anything else there is left alone (StoreProblem).
    """
    source, target = source.absolute(), target.absolute()
    refuse_place(source, create=False)
    _refuse_target(source, target)
    _copy_to(source, target)


def automatic_backup(path: Path, clock: Callable[[], datetime] = now) -> Path:
    """One more verified copy in `backups` beside the file; of these, the last ten are kept."""
    path = path.absolute()
    folder = _backup_folder(path)
    target = folder / f"{path.stem}-{clock().strftime(_STAMP)}{path.suffix}"
    clear_left_overs(folder, rf"{re.escape(path.stem)}-[0-9-]+{re.escape(path.suffix)}")
    with translated(path):
        written = path.stat().st_mtime_ns
    _copy_to(path, target, modified_ns=written)
    others = [file for file in automatic_backups(path) if file != target]
    for old in others[KEPT - 1 :]:
        # One that somebody holds open, or that may not be deleted, is in nobody's way.
        with suppress(OSError):
            old.unlink()
    return target


def automatic_backups(path: Path) -> list[Path]:
    """The automatic backups of this file, newest first."""
    named = re.compile(re.escape(path.stem) + r"-[0-9]{8}-[0-9]{6}-[0-9]{6}" + re.escape(path.suffix))
    folder = path.absolute().parent / "backups"
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted((file for file in found if named.fullmatch(file.name)), key=lambda file: file.name, reverse=True)


def is_backed_up(path: Path) -> bool:
    """Whether an automatic backup holds the file as it is: each keeps the time its original was last written."""
    with translated(path):
        written = path.stat().st_mtime_ns
        return any(file.stat().st_mtime_ns == written for file in automatic_backups(path))


def restore(
    target: Path, source: Path, clock: Callable[[], datetime] = now, *, busy_ms: int = 5000,
    prepare: Callable[[Path], None] = lambda _: None,
) -> Path | None:  # fmt: skip
    """Put a verified copy of the backup `source` in the place of `target`; returns what was kept of the former file.

    The former file is kept in `backups` beside it: as a verified copy, or, when it is damaged, byte for byte. Nobody
    may have `target` open meanwhile. `prepare` may write to the copy before it takes the place.
    """
    target, source = target.absolute(), source.absolute()
    refuse_place(source, create=False)
    refuse_place(target, create=True)
    if _same_file(source, target):
        raise StoreProblem("{path} is the database itself; name a backup of it.", path=source)
    with translated(target), staging(target) as stage:
        part = stage.part(target.name)
        if not sum(_copy(source, part, target.parent).values()):
            raise StoreProblem("{path} is an empty database; nothing was restored.", path=source)
        prepare(part)
        kept = _keep_former(target, clock)
        _replace(target, part, busy_ms)
    return kept


def verify(path: Path) -> dict[str, int]:
    """Open a finished copy, check it, and count the rows of each table; StoreProblem when it is not good."""
    with translated(path), closing(connected(path, read_only=True)) as conn:
        refuse_foreign(conn, path)
        verdict = conn.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise damaged(path, verdict)
        return _counts(conn)


# ---------------------------------------------------------------------- inside


def _backup_folder(path: Path) -> Path:
    folder = path.parent / "backups"
    with translated(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _refuse_target(source: Path, target: Path) -> None:
    refuse_place(target, create=True)
    if _same_file(source, target):
        raise StoreProblem("{path} is the database itself; name another file for the copy.", path=target)
    if target.exists() and target.stat().st_size:
        try:
            with translated(target), closing(connected(target, read_only=True)) as conn:
                refuse_foreign(conn, target)
        except StoreProblem as problem:
            raise StoreProblem(
                "{path} exists and is not a backup of Charting; it was not changed. Choose another name.", path=target
            ) from problem


def _copy_to(source: Path, target: Path, modified_ns: int | None = None) -> None:
    with translated(target), staging(target) as stage:
        part = stage.part(target.name)
        _copy(source, part, target.parent)
        if modified_ns is not None:
            os.utime(part, ns=(modified_ns, modified_ns))
        put_in_place(part, target)


def _copy(source: Path, part: Path, folder: Path) -> dict[str, int]:
    """VACUUM INTO `part`, verified against the row counts of the source; again when somebody wrote meanwhile.

    `folder` is where it will be, and what is said to be full.
    """
    with translated(source):
        source_db = connected(source)
    with closing(source_db) as conn:
        with translated(source):
            refuse_foreign(conn, source)
        for _ in range(_TRIES):
            with translated(source):
                version, wanted = _data_version(conn), _counts(conn)
            _remove(part)
            make_private(part)
            _vacuum(conn, source, part, folder)
            found = verify(part)
            if found == wanted:
                return found
            if _data_version(conn) == version:
                raise damaged(source, "a copy of it has other rows")
    raise StoreProblem("Another program keeps writing to {path}; the copy was not made. Try again later.", path=source)


def _vacuum(conn: Any, source: Path, part: Path, folder: Path) -> None:
    try:
        conn.execute("VACUUM INTO ?", (str(part),))
    except DatabaseError as error:
        code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        raise library_problem(error, source if code in (CORRUPT, NOTADB) else folder) from error


def _keep_former(target: Path, clock: Callable[[], datetime]) -> Path | None:
    if not target.exists() or target.stat().st_size == 0:
        return None
    name = f"{target.stem}-before-restore-{clock().strftime(_STAMP)}"
    kept = _backup_folder(target) / f"{name}{target.suffix}"
    aside = _backup_folder(target) / f"{name}-damaged{target.suffix}"
    journal = Path(f"{target}-journal")
    unfinished = journal.exists() and journal.stat().st_size > 0
    if unfinished:  # opening would end it: should the file turn out to be damaged, it is kept as it was before
        _keep_bytes(target, aside)
    try:
        _copy_to(target, kept)
    except StoreProblem as problem:
        if not problem.damaged:
            raise
        if not unfinished:
            _keep_bytes(target, aside)
        return aside
    _remove(aside)
    return kept


def _keep_bytes(target: Path, aside: Path) -> None:
    """Copy a file byte for byte with its journal. Only for one that nothing in this process has open."""
    for suffix in ("", "-journal"):
        if Path(f"{target}{suffix}").exists():
            shutil.copy2(f"{target}{suffix}", f"{aside}{suffix}")


def _replace(target: Path, part: Path, busy_ms: int) -> None:
    holding = _exclusively(target, busy_ms)
    try:
        # A journal of the former file beside the new one would be rolled back into it. The former file needs it no
        # more: it was opened, which rolled it back, or it was damaged and kept with its journal.
        for suffix in _SIDE_FILES:
            Path(f"{target}{suffix}").unlink(missing_ok=True)
        if holding is not None and os.name == "nt":  # there an open file cannot be replaced
            holding.close()
        put_in_place(part, target)
    finally:
        if holding is not None:
            holding.close()


def _exclusively(target: Path, busy_ms: int) -> Any | None:
    """Hold the former file so that nobody writes to it while it is replaced; None when there is nothing to hold."""
    if not target.exists() or target.stat().st_size == 0:
        return None
    try:
        with translated(target):
            db = connected(target, busy_ms=busy_ms)
            db.execute("BEGIN EXCLUSIVE")
    except StoreProblem as problem:
        if not problem.damaged:
            raise
        return None
    return db


def _same_file(one: Path, other: Path) -> bool:
    try:
        return other.exists() and os.path.samefile(one, other)
    except OSError as error:
        raise os_problem(error, other) from error


def _remove(part: Path) -> None:
    for suffix in ("", *_SIDE_FILES):
        Path(f"{part}{suffix}").unlink(missing_ok=True)


def _data_version(conn: Any) -> int:
    return int(conn.execute("PRAGMA data_version").fetchone()[0])


def _counts(conn: Any) -> dict[str, int]:
    tables = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return {name: int(conn.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for (name,) in tables}
