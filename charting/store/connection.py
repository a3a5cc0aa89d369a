"""One database file: opened, guarded, brought to the schema of today, written in transactions, closed."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, Self

from charting.errors import StoreProblem
from charting.store import protection
from charting.store.dbapi import connect
from charting.store.faults import no_database, os_problem, translated
from charting.store.keeping import KEYLESS, Keeper

PRAGMAS = (
    "cipher_log_level = NONE", "foreign_keys = ON", "journal_mode = TRUNCATE", "synchronous = FULL",
    "recursive_triggers = ON", "trusted_schema = OFF", "cell_size_check = ON", "secure_delete = ON", "mmap_size = 0",
    "temp_store = MEMORY", "fullfsync = ON", "checkpoint_fullfsync = ON",
)  # fmt: skip
STATEMENTS_KEPT = 1000
"""So many prepared statements are kept, which is more than there are. The library lets go of the last one that came,
not of the one that was used longest ago: once it is full every statement that came later is prepared each time."""
LEAST_BYTES = 512
"""The smallest page of a database; SQLite itself takes a shorter file for an empty one."""

_MIGRATIONS_TABLE = "_sqlite_migrations"


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


def connected(path: Path, *, busy_ms: int = 5000, read_only: bool = False) -> Any:
    """An existing file, opened with the project's pragmas; never made. Errors are those of the library."""
    # A plain open() and close() of the file in this process would drop SQLite's locks: only SQLite ever opens it.
    uri = f"{path.as_uri()}?mode={'ro' if read_only else 'rw'}"
    conn = connect(
        uri, uri=True, timeout=busy_ms / 1000, check_same_thread=False, isolation_level=None,
        cached_statements=STATEMENTS_KEPT,
    )  # fmt: skip
    try:
        for pragma in PRAGMAS:
            if not (read_only and pragma.startswith("journal_mode")):
                conn.execute(f"PRAGMA {pragma}").fetchall()
    except BaseException:
        conn.close()
        raise
    return conn


def refuse_foreign(conn: Any, path: Path) -> int:
    """The schema version of our file, 0 of an unfinished new one; StoreProblem for anybody else's or a newer one."""
    application_id = conn.execute("PRAGMA application_id").fetchone()[0]
    version = int(conn.execute("PRAGMA user_version").fetchone()[0])
    tables = conn.execute("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall()
    if application_id != protection.APPLICATION_ID:
        if application_id or version or any(not name.startswith(_MIGRATIONS_TABLE) for (name,) in tables):
            raise StoreProblem("{path} is another program's database; Charting leaves it alone. Choose another file.",
                               path=path)  # fmt: skip
        return 0
    if version > protection.SCHEMA:
        raise StoreProblem(
            "{path} was written by a newer Charting (schema {theirs}, this one knows {ours}); update the program.",
            path=path, theirs=version, ours=protection.SCHEMA,
        )  # fmt: skip
    return version


def refuse_place(path: Path, create: bool) -> None:
    """StoreProblem when no database can be at this path, judged without opening it."""
    try:
        size = path.stat().st_size if path.is_file() else None
        there = os.path.lexists(path)
    except OSError as error:
        raise os_problem(error, path) from error
    if size is None and there:
        raise StoreProblem("{path} is not a file; choose a database file.", path=path)
    if size is not None and 0 < size < LEAST_BYTES:
        raise no_database("{path} is not a database: it has only {size} bytes; choose another file.",
                          path=path, size=size)  # fmt: skip
    if size is None and not path.parent.is_dir():
        raise StoreProblem("There is no folder {folder}; check the path, or make the folder first.", folder=path.parent)
    if size is None and not create:
        raise StoreProblem("There is no database at {path}; check the path.", path=path)


class Watcher(Protocol):
    """Who is told what becomes of the transactions of a file."""

    def committing(self, conn: Any) -> None:
        """All of a transaction is written; it is about to be for good."""

    def committed(self) -> None:
        """A transaction is in the file."""

    def undone(self) -> None:
        """A transaction, or a part of one, was taken back."""


class File:
    """An open database file. One lock for all its users: the saving thread and the window share one connection.

    `clock` tells when something is recorded. `keeper` has the key of the audit, which is never in the file.
    `notices` are sentences about what opening had to mend. `watchers` are told of transactions, and what is
    remembered of the file is forgotten `before_writing`.
    """

    def __init__(self, path: Path, conn: Any, clock: Callable[[], datetime] = now, keeper: Keeper = KEYLESS) -> None:
        self.path = path
        self.clock = clock
        self.keeper = keeper
        self.notices: tuple[StoreProblem, ...] = ()
        self.changed = False
        self.watchers: list[Watcher] = []
        self.before_writing: list[Callable[[], None]] = []
        self._conn: Any = conn
        self.lock = threading.RLock()
        self.looking = False
        self._in_one_piece = self._spoilt = False
        self._identity = _identity(path)

    @classmethod
    def open(
        cls, path: Path, *, create: bool = True, clock: Callable[[], datetime] = now, busy_ms: int = 5000,
        keeper: Keeper = KEYLESS,
    ) -> Self:  # fmt: skip
        """Open a database, made when missing and `create`; an older or unfinished one is brought up to date.

        Before an older one is migrated, a verified backup of it is made. StoreProblem says what stands in the way.
        Without a `keeper` the audit is chained with a key that everybody knows: for tests and throw-away files.
        """
        path = Path(path).absolute()
        refuse_place(path, create)
        with translated(path):
            make_private(path)
            file = cls(path, connected(path, busy_ms=busy_ms), clock, keeper)
            try:
                file._bring_up_to_date()
                file._mend_protection()
            except BaseException:
                file.close()
                raise
        return file

    def close(self) -> None:
        """Close the file; closing twice is allowed."""
        with self.lock:
            if self._conn is not None:
                self._conn.close()
                self._conn = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def is_taken(self) -> bool:
        """Whether another thread is at work in the file just now, so that a look at it would have to wait."""
        free = self.lock.acquire(blocking=False)
        if free:
            self.lock.release()
        return not free

    def data_version(self) -> int:
        """A number that changes when another process has written to the file."""
        with self.reading() as conn:
            return int(conn.execute("PRAGMA data_version").fetchone()[0])

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """One write transaction, all or nothing; within another one, a part of it."""
        with self.lock, translated(self.path):
            conn = self.connection
            if conn.in_transaction:
                if self.looking:
                    raise RuntimeError("a write within a look at the file would be lost with it")
                try:
                    with nullcontext() if self._in_one_piece else _part(conn):
                        yield conn
                except BaseException:
                    self._spoilt = self._in_one_piece
                    self._tell_undone()
                    raise
                return
            for forget in self.before_writing:
                forget()
            # A deferred BEGIN that reads first would fail at once, without waiting, when another process writes.
            conn.execute("BEGIN IMMEDIATE")
            try:
                self._refuse_gone()
                yield conn
                self._refuse_gone()
                for watcher in self.watchers:
                    watcher.committing(conn)
                conn.execute("COMMIT")
            except BaseException:
                conn.rollback()
                self._tell_undone()
                raise
            self.changed = True
            for watcher in self.watchers:
                watcher.committed()

    @contextmanager
    def writing_in_one_piece(self) -> Iterator[Any]:
        """As `writing`, where what is written within is never taken back alone: what fails in it ends all of it.

        So that a part can be taken back, SQLite copies each page that it touches, statement by statement, and keeps
        the copies until the outermost part ends: half of the time of writing very many rows.
        """
        with self.writing() as conn:
            self._in_one_piece, self._spoilt = True, False
            try:
                yield conn
            finally:
                self._in_one_piece = False
            if self._spoilt:
                raise RuntimeError("a part of what is written in one piece failed, and the rest went on")

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """One consistent look at the file."""
        with self.lock, translated(self.path):
            conn = self.connection
            if conn.in_transaction:
                yield conn
                return
            conn.execute("BEGIN")
            self.looking = True
            try:
                yield conn
            finally:
                self.looking = False
                conn.rollback()

    def in_transaction(self) -> bool:
        """Whether somebody further out has a transaction open, which may still be undone."""
        return self._conn is not None and bool(self._conn.in_transaction)

    @property
    def connection(self) -> Any:
        """The open connection; StoreProblem once the file is closed."""
        if self._conn is None:
            raise StoreProblem("The database {path} is closed; open it again.", path=self.path)
        return self._conn

    def _tell_undone(self) -> None:
        for watcher in self.watchers:
            watcher.undone()

    def _refuse_gone(self) -> None:
        # A file that was deleted or replaced can still be written to, on most systems, and the writing is lost.
        if _identity(self.path) != self._identity:
            raise StoreProblem(
                "{path} was moved, deleted or replaced while it was open; nothing was saved. Put it back, or restart.",
                path=self.path,
            )

    def _bring_up_to_date(self) -> None:
        version = refuse_foreign(self.connection, self.path)
        if version == protection.SCHEMA:
            return
        from charting.store import migrations  # with a library that a file of today does not need

        if version:
            self._before_migration()
        with self.writing() as conn:
            if refuse_foreign(conn, self.path) != protection.SCHEMA:  # unless another process just did it
                migrations.apply(conn)
                self._after_migration(conn, version)

    def _before_migration(self) -> None:
        """What to do with an older file before it is changed; the store makes a backup here."""

    def _after_migration(self, conn: Any, former: int) -> None:
        """The file was just made (`former` is 0) or brought up to date, within that very transaction."""

    def _mended(self, names: tuple[str, ...]) -> None:
        """What protects the file was put back, within that very transaction."""

    def _mend_protection(self) -> None:
        conn = self.connection
        self.notices += tuple(strange_trigger(self.path, name) for name in protection.strange_triggers(conn))
        missing = protection.missing_protection(conn)
        if not missing:
            return
        self.notices += (
            StoreProblem(
                "What protects signed visits was missing from {path} ({names}); it is back now. Run charting check.",
                path=self.path, names=", ".join(missing),
            ),
        )  # fmt: skip
        with self.writing():
            again = protection.missing_protection(conn)
            protection.put_back(conn, again)
            self._mended(again)


@contextmanager
def _part(conn: Any) -> Iterator[None]:
    """A part of a transaction that can be taken back alone."""
    conn.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        if conn.in_transaction:  # an error may have taken all of it back already
            conn.execute("ROLLBACK TO part")
            conn.execute("RELEASE part")
        raise
    conn.execute("RELEASE part")


def strange_trigger(path: Path, name: str) -> StoreProblem:
    """Somebody added a trigger; it is not taken away, for nobody here knows what it is good for."""
    return StoreProblem("{path} has a trigger that Charting did not make: {name}.", path=path, name=name)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def make_private(path: Path) -> None:
    """Make an empty file that only its owner may read; one that exists is left as it is."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
