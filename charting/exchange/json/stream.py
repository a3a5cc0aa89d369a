"""A JSON file read piece by piece: the items of its long lists one at a time, in memory for the largest of them only.

Every piece goes through the same strict reading as a small file does, with the same sentences: the text comes from the
file as it is needed, and a piece that does not end in it is read again with more.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from charting.errors import Refused
from charting.exchange.json.text import Number

CHUNK = 1 << 20
LONGEST_ITEM = 256 * 1024 * 1024
"""Of the text of one item of a list: a patient with all photographs."""

_BLANKS = re.compile(r"[ \t\n\r]*")
_NEAR_END = 16
"""An error so near to the end of what was read may be only that the rest was not read yet."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A value at a place of a file: of the key itself, or (with its number) an item of the key's list."""

    key: str
    number: int | None
    value: Any
    text: str


class _Incomplete(Exception):
    """More of the file is needed to say what is wrong, or whether anything is."""


@dataclass(slots=True)
class _Text:
    """The text of a file from some place on; what lies before `at` is let go as more is read."""

    file: BinaryIO
    name: str
    text: str = ""
    at: int = 0
    lines: int = 0
    column: int = 0
    ended: bool = False
    decoder: codecs.IncrementalDecoder = field(default_factory=codecs.getincrementaldecoder("utf-8"))

    def more(self) -> None:
        """Read on; what was passed is forgotten but for its lines."""
        gone = self.text[: self.at]
        breaks = gone.count("\n")
        self.lines += breaks
        self.column = len(gone) - gone.rfind("\n") - 1 if breaks else self.column + len(gone)
        self.text, self.at = self.text[self.at :], 0
        if len(self.text) > LONGEST_ITEM:
            raise Refused("{file} holds one patient of more than 256 MiB; leave attachments out.", file=self.name)
        data = self.file.read(max(CHUNK, len(self.text)))  # twice as much each time: a long item is not read often
        self.ended = not data
        self.text += self.decoder.decode(data, final=self.ended)

    def sign(self) -> str:
        """The next sign that is no blank; "" at the end."""
        while True:
            found = _BLANKS.match(self.text, self.at)
            assert found is not None
            self.at = found.end()
            if self.at < len(self.text):
                return self.text[self.at]
            if self.ended:
                return ""
            self.more()

    def broken(self, reason: str, at: int | None = None) -> Refused:
        """The refusal of what stands at a place of the text."""
        at = self.at if at is None else at
        line = self.text.count("\n", 0, at)
        column = at - self.text.rfind("\n", 0, at) if line else self.column + at + 1
        return Refused("{file} is not JSON: {reason} in line {line}, column {column}.",
                       file=self.name, reason=reason, line=self.lines + line + 1, column=column)  # fmt: skip

    def value(self, decoder: json.JSONDecoder) -> tuple[Any, str]:
        """The value that begins here, with its text."""
        while True:
            try:
                value, end = decoder.raw_decode(self.text, self.at)
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
                text, self.at = self.text[self.at : end], end
                return value, text


def looked_through(file: BinaryIO, name: str) -> str:
    """The SHA-256 of a file that is UTF-8 text throughout, else Refused; the file is at its beginning again."""
    digest, decoder, read = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), 0
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


def pieces(
    file: BinaryIO, name: str, lists: frozenset[str], hook: Callable[[list[tuple[str, Any]]], Any] = dict
) -> Iterator[Piece]:
    """The values of an object in a file in their order, those of the keys in `lists` item by item.

    The file was looked through before. Every sentence is the one that reading the file at once would say, and the
    first fault is the same, save that a fault of the text is met where it stands and not before all others.
    """
    decoder = json.JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=Number, object_pairs_hook=hook)
    there = _Text(file, name)
    there.more()
    while not there.text and not there.ended:
        there.more()
    there.text = there.text.removeprefix("\ufeff")
    if there.sign() != "{":
        yield Piece("", None, *there.value(decoder))
    else:
        yield from _members(there, decoder, lists)
    if there.sign():
        raise there.broken("extra data")


def _members(there: _Text, decoder: json.JSONDecoder, lists: frozenset[str]) -> Iterator[Piece]:
    there.at += 1
    if there.sign() == "}":
        there.at += 1
        return
    while True:
        if there.sign() != '"':
            raise there.broken("expecting property name enclosed in double quotes")
        key, _ = there.value(decoder)
        if there.sign() != ":":
            raise there.broken("expecting ':' delimiter")
        there.at += 1
        there.sign()
        if key in lists and there.sign() == "[":
            yield from _items(there, decoder, key)
        else:
            yield Piece(key, None, *there.value(decoder))
        if there.sign() == "}":
            there.at += 1
            return
        if there.sign() != ",":
            raise there.broken("expecting ',' delimiter")
        there.at += 1


def _items(there: _Text, decoder: json.JSONDecoder, key: str) -> Iterator[Piece]:
    there.at += 1
    if there.sign() == "]":
        there.at += 1
        return
    number = 0
    while True:
        there.sign()
        yield Piece(key, number, *there.value(decoder))
        number += 1
        if there.sign() == "]":
            there.at += 1
            return
        if there.sign() != ",":
            raise there.broken("expecting ',' delimiter")
        there.at += 1
