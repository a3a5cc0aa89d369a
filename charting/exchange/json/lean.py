"""The text of an exchange file without the bytes of photographs and scans: where they stood, it says where they are.

They are most of a large file, and nobody needs more than one of them at a time.
"""

from __future__ import annotations

import base64
import codecs
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import NamedTuple

from charting.exchange.source import Readable, Source, changed

CHUNK = 1 << 20
LEAST = 4096
"""So long a text is left out; a shorter one is no burden."""

_KEY = re.compile(rb'"(?:content|thumbnail)"[ \t\r\n]{0,8}:[ \t\r\n]{0,8}"')
_LONGEST_KEY = 64
_RUN = re.compile(rb"[A-Za-z0-9+/]*")


class Hole(NamedTuple):
    """What was left out: from which byte of the file on, and how many bytes."""

    start: int
    length: int


class Left(NamedTuple):
    """Something left out of a text: at which place of it, and how long what stands there instead is."""

    at: int
    hole: Hole
    shown: int


class Known(NamedTuple):
    """What was found when something left out was looked at."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands in a text for what was left out of it. Whoever wrote the file could not know the sign."""

    sign: str = field(default_factory=lambda: f"{secrets.token_hex(16)}:")

    def of(self, hole: Hole) -> str:
        return f"{self.sign}{hole.start}:{hole.length}"

    def hole(self, text: str) -> Hole | None:
        """What a text stands for, if it stands for something."""
        if not text.startswith(self.sign):
            return None
        start, length = text.removeprefix(self.sign).split(":")
        return Hole(int(start), int(length))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The bytes that are left out of the text of a file, found again in it; `known` are those that were looked at."""

    source: Source
    marks: Marks = field(default_factory=Marks)
    known: dict[Hole, Known] = field(default_factory=dict)

    def raw(self, hole: Hole) -> bytes:
        """What stands there."""
        with self.source.opened() as file:
            file.seek(hole.start)
            return file.read(hole.length)

    def content(self, hole: Hole) -> bytes:
        """What it means, as it was when it was looked at; else Refused."""
        try:
            content = base64.b64decode(self.raw(hole), validate=True)
        except ValueError:
            raise changed(self.source.name) from None
        if hashlib.sha256(content).hexdigest() != self.known[hole].sha256:
            raise changed(self.source.name)
        return content

    def text(self, text: str) -> str:
        """The text itself, whether it was left out or not."""
        hole = self.marks.hole(text)
        return text if hole is None else self.raw(hole).decode("ascii", "replace")


@dataclass(slots=True)
class Lean:
    """Reads a file of UTF-8 as lean text, from its beginning."""

    file: Readable
    marks: Marks
    decoder: codecs.IncrementalDecoder = field(default_factory=codecs.getincrementaldecoder("utf-8"))
    buffer: bytes = b""
    byte: int = 0
    """Of the file, at the beginning of the buffer."""

    def read(self, size: int) -> tuple[str, list[Left], bool]:
        """The text of about so many bytes more, what was left out of it, and whether the file ends with it."""
        data = self.file.read(size)
        self.buffer += data
        text, left, searched = "", [], 0
        while found := _KEY.search(self.buffer, searched):
            searched = found.end()
            run = self._run(searched)
            if run is None:
                continue
            length, rest = run
            hole = Hole(self.byte + searched, length)
            text += self.decoder.decode(self.buffer[:searched])
            mark = self.marks.of(hole)
            left.append(Left(len(text), hole, len(mark)))
            text += mark
            self.byte, self.buffer, searched = hole.start + length, rest, 0
        end = max(searched, len(self.buffer) - _LONGEST_KEY) if data else len(self.buffer)
        text += self.decoder.decode(self.buffer[:end], final=not data)
        self.byte, self.buffer = self.byte + end, self.buffer[end:]
        return text, left, not data

    def _run(self, begin: int) -> tuple[int, bytes] | None:
        """How long the base64 from a place of the buffer is, and what was read beyond it; None for what stays."""
        end = _end(self.buffer, begin)
        if end - begin + 2 < LEAST and end + 3 <= len(self.buffer):
            return None
        length, rest = end - begin, self.buffer[end:]
        while len(rest) < 3 and (data := self.file.read(CHUNK)):
            rest += data
            more = _end(rest, 0)
            length, rest = length + more, rest[more:]
        padding = 2 if rest.startswith(b"==") else int(rest.startswith(b"="))
        if length + padding >= LEAST and rest.startswith(b'"', padding):
            return length + padding, rest[padding:]
        self.file.seek(self.byte + len(self.buffer))
        return None


def _end(data: bytes, begin: int) -> int:
    found = _RUN.match(data, begin)
    assert found is not None
    return found.end()
