"""What SQLite and the disk complain about, each as one sentence for the person at the screen."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from charting.errors import StoreProblem
from charting.store.dbapi import DatabaseError, InterfaceError, ProgrammingError

BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, CONSTRAINT, NOTADB = 5, 6, 8, 10, 11, 13, 14, 19, 26


_SENTENCES = {
    BUSY: "Another program is writing to {path}; nothing was saved. Wait a moment and try again.",
    LOCKED: "Another program is writing to {path}; nothing was saved. Wait a moment and try again.",
    READONLY: "{path} is read-only; nothing was saved. Allow writing to the file and to its folder, then try again.",
    IOERR: "The disk that holds {path} cannot be read or written ({reason}); nothing was saved. Check the disk.",
    CORRUPT: "The database {path} is damaged ({reason}); restore a backup from the folder “backups” beside it.",
    FULL: "The disk that holds {path} is full; nothing was saved. Make room on it, then try again.",
    CANTOPEN: "{path} cannot be opened; the file or its folder is gone, or may not be written. Check where it is.",
    CONSTRAINT: "The database {path} refuses this change ({reason}); nothing was saved.",
    NOTADB: "{path} is not a database, or its beginning is damaged; choose another file, or restore a backup.",
}
_OF_ERRNO = {
    errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EFBIG: FULL, errno.EROFS: READONLY, errno.EACCES: READONLY,
    errno.EPERM: READONLY, errno.EIO: IOERR, errno.ENOENT: CANTOPEN, errno.ENOTDIR: CANTOPEN,
}  # fmt: skip


def no_database(template: str, **values: object) -> StoreProblem:
    """The file is no database, or not as the program wrote it; in this sentence."""
    problem = StoreProblem(template, **values)
    problem.damaged = True
    return problem


def damaged(path: Path, reason: object) -> StoreProblem:
    """The file holds what the program would never have written."""
    return no_database(_SENTENCES[CORRUPT], path=path, reason=reason)


def os_problem(error: OSError, path: Path) -> StoreProblem:
    """A failed call of the operating system as a sentence about `path`."""
    kind = _OF_ERRNO.get(error.errno or 0, IOERR)
    return StoreProblem(_SENTENCES[kind], path=path, reason=error.strerror or type(error).__name__)


def library_problem(error: DatabaseError, path: Path) -> StoreProblem:
    """An error of the library as a sentence about `path`."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code == NOTADB:
        return no_database(_SENTENCES[NOTADB], path=path)
    if code not in _SENTENCES or code == CORRUPT:  # a table that is gone, text that is no UTF-8
        return damaged(path, error)
    return StoreProblem(_SENTENCES[code], path=path, reason=error)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Errors of the library and the disk become a StoreProblem about `path`; misuse of the library stays an error."""
    try:
        yield
    except (ProgrammingError, InterfaceError):
        raise
    except DatabaseError as error:
        raise library_problem(error, path) from error
    except OSError as error:
        raise os_problem(error, path) from error
