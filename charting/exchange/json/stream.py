"""A JSON file read piece by piece: the items of its long lists one at a time, in memory for the largest of them only.

Every piece goes through the same strict reading as a small file does, with the same sentences: the text comes from the
file as it is needed, and a piece that does not end in it is read again with more. The bytes of photographs and scans
are left out of it (`lean`).
"""

from __future__ import annotations

import codecs
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from charting.errors import Refused
from charting.exchange.json.lean import CHUNK, Hole, Lean, Left
from charting.exchange.json.text import MOST_BYTES
from charting.exchange.source import Readable, changed

LONGEST_ITEM = 256 * 1024 * 1024
"""Of the text of one item of a list: a patient without photographs and scans."""

_BLANKS = " \t\n\r"
_NEAR_END = 16
"""An error so near to the end of what was read may be only that the rest was not read yet."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A value of a file: of the key itself, or (with its number) an item of the key's list.

    Before the items of a list comes the key with an empty one; of what is no object there is one piece without a key.
    `text` is what stands in the file from the byte `start` to before the byte `end`, without its `holes`.
    """

    key: str | None
    number: int | None
    value: Any
    text: str
    start: int
    end: int
    holes: tuple[Hole, ...] = ()


class TooLong(Exception):
    """One piece is larger than can be held."""


class _Incomplete(Exception):
    """More of the file is needed to say what is wrong, or whether anything is."""


@dataclass(slots=True)
class _Text:
    """The text of a file from some place on; what lies before `at` is let go as more is read.

    `lines` and `column` are those before the text; the byte `byte` of the file is at the place `counted` of the text.
    """

    lean: Lean
    name: str
    decoder: json.JSONDecoder
    text: str = ""
    at: int = 0
    left: list[Left] = field(default_factory=list)
    lines: int = 0
    column: int = 0
    counted: int = 0
    byte: int = 0
    ended: bool = False

    def begin(self) -> None:
        """Read the first of it, without the mark that it is UTF-8."""
        while not self.text and not self.ended:
            self.more()
        if self.text.startswith("\ufeff"):
            self.text, self.byte = self.text[1:], len(codecs.BOM_UTF8)
            self.left = [left._replace(at=left.at - 1) for left in self.left]

    def more(self) -> None:
        """Read on; what was passed is forgotten but for its lines."""
        at = self.at
        line = self.text.rfind("\n", 0, at) + 1
        self.lines += self.text.count("\n", 0, at)
        self.column = at - line + self._left_out(line, at) + (0 if line else self.column)
        self.byte, self.counted = self.place(at), 0
        self.text, self.at = self.text[at:], 0
        self.left = [left._replace(at=left.at - at) for left in self.left if left.at >= at]
        length = len(self.text)
        if length > LONGEST_ITEM:
            raise TooLong
        try:
            text, left, self.ended = self.lean.read(max(CHUNK, length))  # twice as much each time: not read often
        except UnicodeDecodeError:
            raise changed(self.name) from None
        self.left += [one._replace(at=one.at + length) for one in left]
        self.text += text

    def place(self, at: int) -> int:
        """The byte of the file at a place of the text."""
        since = self.text[self.counted : at]
        self.byte += len(since) if since.isascii() else len(since.encode())
        self.byte += self._left_out(self.counted, at)
        self.counted = at
        return self.byte

    def _left_out(self, start: int, end: int) -> int:
        """How much longer the file is between two places than its text."""
        return sum(one.hole.length - one.shown for one in self.left if start <= one.at < end)

    def sign(self) -> str:
        """The next sign that is no blank; "" at the end."""
        while True:
            while (sign := self.text[self.at : self.at + 1]) and sign in _BLANKS:
                self.at += 1
            if sign or self.ended:
                return sign
            self.more()

    def broken(self, reason: str, at: int | None = None) -> Refused:
        """The refusal of what stands at a place of the text."""
        at = self.at if at is None else at
        line = self.text.rfind("\n", 0, at) + 1
        column = at - line + self._left_out(line, at) + (0 if line else self.column) + 1
        return Refused("{file} is not JSON: {reason} in line {line}, column {column}.", file=self.name, reason=reason,
                       line=self.lines + self.text.count("\n", 0, at) + 1, column=column)  # fmt: skip

    def value(self) -> tuple[Any, int]:
        """The value that begins here, and where it begins in the text; it is passed."""
        while True:
            try:
                value, end = self.decoder.raw_decode(self.text, self.at)
                if end + _NEAR_END >= len(self.text) and not self.ended:
                    raise _Incomplete
            except _Incomplete:
                self.more()
            except json.JSONDecodeError as error:
                unended = error.msg.startswith("Unterminated") or error.pos + _NEAR_END >= len(self.text)
                if self.ended or not unended:
                    raise self.broken(error.msg.lower(), error.pos) from error
                self.more()
            except RecursionError:
                raise Refused("{file} is nested too deeply; an exchange file has six levels.", file=self.name) from None
            else:
                start, self.at = self.at, end
                return value, start

    def piece(self, key: str | None, number: int | None) -> Piece:
        """The value that begins here, with its place; it is passed."""
        self.sign()
        value, start = self.value()
        holes = tuple(left.hole for left in self.left if start <= left.at < self.at)
        first = self.place(start)
        return Piece(key, number, value, self.text[start : self.at], first, self.place(self.at), holes)


def looked_through(file: Readable, name: str) -> str:
    """The SHA-256 of a file that is UTF-8 text throughout and not too large, else Refused; it is at its beginning."""
    digest, decoder, read = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), 0
    if file.seek(0, 2) > MOST_BYTES:
        raise Refused("{file} is larger than 1 GiB; split it into several files.", file=name)
    file.seek(0)
    while True:
        data = file.read(CHUNK)
        kept = len(decoder.getstate()[0])
        try:
            decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            raise Refused("{file} is not UTF-8 text (byte {place}); save it as UTF-8.",
                          file=name, place=read - kept + error.start) from error  # fmt: skip
        if not data:
            file.seek(0)
            return digest.hexdigest()
        digest.update(data)
        read += len(data)


def pieces(lean: Lean, name: str, lists: frozenset[str], decoder: json.JSONDecoder) -> Iterator[Piece]:
    """The values of an object in a file in their order, those of the keys in `lists` item by item.

    The file was looked through before. Every sentence is the one that reading the file at once would say.
    """
    there = _Text(lean, name, decoder)
    there.begin()
    if there.sign() == "{":
        yield from _members(there, lists)
    else:
        yield there.piece(None, None)
    if there.sign():
        raise there.broken("extra data")


def _members(there: _Text, lists: frozenset[str]) -> Iterator[Piece]:
    there.at += 1
    if there.sign() == "}":
        there.at += 1
        return
    while True:
        if there.sign() != '"':
            raise there.broken("expecting property name enclosed in double quotes")
        key, _ = there.value()
        if there.sign() != ":":
            raise there.broken("expecting ':' delimiter")
        there.at += 1
        if there.sign() == "[" and key in lists:
            yield from _items(there, key)
        else:
            yield there.piece(key, None)
        if there.sign() == "}":
            there.at += 1
            return
        if there.sign() != ",":
            raise there.broken("expecting ',' delimiter")
        there.at += 1


def _items(there: _Text, key: str) -> Iterator[Piece]:
    yield Piece(key, None, [], "", there.place(there.at), there.place(there.at))
    there.at += 1
    if there.sign() == "]":
        there.at += 1
        return
    number = 0
    while True:
        yield there.piece(key, number)
        number += 1
        if there.sign() == "]":
            there.at += 1
            return
        if there.sign() != ",":
            raise there.broken("expecting ',' delimiter")
        there.at += 1
