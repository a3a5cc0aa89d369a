"""Where the bytes of a file to be imported are: looked at as often as needed, and never all in memory."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from charting.errors import Problem, Refused

HEAD = 1 << 16
"""So many bytes tell what kind of file it is."""


class Readable(Protocol):
    """What is needed of an open file."""

    def read(self, size: int = -1, /) -> bytes: ...
    def seek(self, place: int, whence: int = 0, /) -> int: ...


@dataclass(frozen=True, slots=True)
class Source:
    """A file by the name it has in a sentence; each time it is opened it is at its beginning."""

    name: str
    opened: Callable[[], AbstractContextManager[Readable]]

    def beginning(self, size: int) -> bytes:
        """So many bytes of it, or all there are."""
        with self.opened() as file:
            return file.read(size)


def of_file(path: Path, name: str) -> Source:
    """A file on a disk; what is no file, such as a pipe, is kept in a private file without a name. A Problem if not."""
    with _said(str(path)), path.open("rb") as file:
        if not path.is_file():
            return of_stream(file, name)

    @contextmanager
    def opened() -> Iterator[Readable]:
        with _said(str(path)), path.open("rb") as file:
            yield file

    return Source(name, opened)


def of_stream(stream: BinaryIO, name: str) -> Source:
    """What can be read only once, such as standard input: kept in a private file without a name."""
    kept = tempfile.TemporaryFile()  # noqa: SIM115 - closed when nobody can look at it any more
    with _said(name):
        shutil.copyfileobj(stream, kept, HEAD)

    @contextmanager
    def opened() -> Iterator[Readable]:
        with _said(name):
            yield _Look(kept)

    weakref.finalize(opened, kept.close)
    return Source(name, opened)


@dataclass(slots=True)
class _Look:
    """One look at a file that others look at too: it has a place of its own."""

    kept: BinaryIO
    at: int = 0

    def read(self, size: int = -1, /) -> bytes:
        self.kept.seek(self.at)
        data = self.kept.read(size)
        self.at += len(data)
        return data

    def seek(self, place: int, whence: int = 0, /) -> int:
        self.at = self.kept.seek(place, whence)
        return self.at


@contextmanager
def _said(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Problem("{file} cannot be read: {reason}; check the path.",
                      file=name, reason=error.strerror or error) from error  # fmt: skip


def changed(name: str) -> Refused:
    """What is read again is not what was read before."""
    return Refused("{file} was changed while it was read; nothing was imported. Import it again.", file=name)
