"""Exchange JSON files: looked through once, patient by patient, and each patient read again when there is need of them.

In memory are one patient at a time and, of each, what says who they are and where they stand. What is read again is
what was read before, or the file is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum
from functools import partial
from typing import Any, NamedTuple

from msgspec import UNSET, structs

from charting.domain.dosing.range_table import RangeTable
from charting.errors import Refused
from charting.exchange.json.lean import Hole, Lean, LeftOut
from charting.exchange.json.read import Level, Reader, tables_of, with_tables
from charting.exchange.json.shape import FORMAT, VERSION, refuse_other, shaped
from charting.exchange.json.stream import Piece, TooLong, looked_through, pieces
from charting.exchange.json.text import (
    NUMBERS,
    Number,
    Twice,
    half_character,
    holds_half,
    marked_twice,
    refuse_half,
    refuse_twice,
    stands_twice,
)
from charting.exchange.json.values import MOST_FAULTS
from charting.exchange.planning import outline_of
from charting.exchange.records import Incoming, PatientRecord, Vocabulary
from charting.exchange.source import Readable, Source, changed

LISTS = frozenset({"patients", "tables"})
_HEAD = {"format": FORMAT, "version": Number(str(VERSION))}


def read(source: Source, *, vocabulary: Vocabulary, now: datetime, level: Level) -> tuple[PatientRecord, ...]:
    """The patients and visits of an exchange file, or Refused with the JSON path of the first fault.

    At the level of assessing, what is missing of a patient stays empty (names "", born 0001-01-01) and a visit without
    a time is of the year 1.
    """
    file = ExchangeFile.at(source, vocabulary, now, level)
    found: list[PatientRecord] = []
    faults = file.look_through(lambda record, shape, piece, whole: found.append(record), gather=False)
    if faults:
        raise faults[0]
    return tuple(with_tables(record, file.tables) for record in found)


def read_all(
    source: Source, *, vocabulary: Vocabulary, now: datetime, faults: list[Refused] | None
) -> tuple[Incoming, ...]:
    """As `read`, to be imported, with the places; with `faults` what is wrong is added to them instead of raised."""
    file = ExchangeFile.at(source, vocabulary, now, Level.IMPORT)
    found: list[Incoming] = []

    def take(record: PatientRecord, shape: Any, piece: Piece, whole: bool) -> None:
        again = partial(file.record, Place.of(piece), whole=whole)
        own_id = shape.id is not UNSET
        found.append(Incoming(record.patient, source.name, _path(piece), own_id, again, outline_of(record)))

    wrong = file.look_through(take, gather=faults is not None)
    if wrong and faults is None:
        raise wrong[0]
    if faults is not None:
        faults += wrong
    return file.reader.telling(found) if not wrong or file.readable else ()


class Place(NamedTuple):
    """Where a patient stands in a file, and what tells that nothing there is another."""

    start: int
    end: int
    path: str
    digest: bytes
    holes: tuple[Hole, ...]

    @classmethod
    def of(cls, piece: Piece) -> Place:
        return cls(piece.start, piece.end, _path(piece), _digest(piece.text), piece.holes)


@dataclass(slots=True)
class ExchangeFile:
    """One file: `reader` makes values of what stands in it."""

    source: Source
    left_out: LeftOut
    reader: Reader
    tables: dict[str, RangeTable] = field(default_factory=dict)
    readable: bool = True
    """Whether its patients can be told of: False where what is wrong is the file as a whole."""

    @classmethod
    def at(cls, source: Source, vocabulary: Vocabulary, now: datetime, level: Level) -> ExchangeFile:
        left_out = LeftOut(source)
        return cls(source, left_out, Reader(source.name, "", vocabulary, now, None, level, left_out=left_out))

    def look_through(self, take: Taker, *, gather: bool) -> list[Refused]:
        """What is wrong in the file, the first fault only unless they are gathered; `take` is told each patient."""
        values: list[Refused] = []
        try:
            with self.source.opened() as opened:
                self.reader = replace(self.reader, digest=looked_through(opened, self.source.name))
                reader = replace(self.reader, faults=values if gather else None)
                return _Look(self, reader, take, gather, values=values).through(opened)
        except Refused as fault:
            self.readable = False
            return [fault]

    def record(self, place: Place, *, whole: bool) -> PatientRecord:
        """A patient read again; Refused when the file is not the one that was looked through.

        Of one who is not `whole` what can be read is read, as before.
        """
        shape = shaped(_HEAD | {"patients": [json.loads(self._text(place), **NUMBERS)]}, self.source.name)
        reader = self.reader if whole else replace(self.reader, faults=[])
        return with_tables(reader.record(shape.patients[0], place.path), self.tables)

    def _text(self, place: Place) -> str:
        parts, at = [], place.start
        with self.source.opened() as file:
            for hole in (*place.holes, Hole(place.end, 0)):
                file.seek(at)
                parts.append(file.read(hole.start - at).decode("utf-8", "replace"))
                parts.append(self.left_out.marks.of(hole) if hole.length else "")
                at = hole.start + hole.length
        text = "".join(parts)
        if _digest(text) != place.digest:
            raise changed(self.source.name)
        return text


Taker = Callable[[PatientRecord, Any, Piece, bool], None]
"""Told the record, its shape and place, and whether all of it could be read."""


class _Rank(IntEnum):
    """Faults of a whole file, in the order in which reading it at once would meet them."""

    TWICE = 0
    HALF = 1
    HEAD = 2
    OUTSIDE = 3


@dataclass(slots=True)
class _Look:
    """The first look at a file. A fault of the JSON itself goes before all others, wherever it stands.

    `whole` are faults that leave nothing to be said of single patients; `shapes` and `values` are of those.
    """

    file: ExchangeFile
    reader: Reader
    take: Taker
    gather: bool
    whole: dict[_Rank, Refused] = field(default_factory=dict)
    shapes: list[Refused] = field(default_factory=list)
    values: list[Refused] = field(default_factory=list)
    head: dict[str, Any] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    tables: list[Any] = field(default_factory=list)
    twice: list[Twice] = field(default_factory=list)

    def through(self, opened: Readable) -> list[Refused]:
        """What is wrong."""
        name = self.reader.name
        decoder = json.JSONDecoder(**NUMBERS, object_pairs_hook=marked_twice(self.twice))
        head: Any = self.head
        try:
            for piece in pieces(Lean(opened, self.file.left_out.marks), name, LISTS, decoder):
                self.piece(piece)
                head = self.head if piece.key is not None else piece.value
        except TooLong:
            refuse_other(head, name)
            raise Refused("{file} holds one patient of more than 256 MiB; leave attachments out.", file=name) from None
        self.hold(_Rank.HEAD, lambda: refuse_other(head, name))
        self.look_at_keys()
        if not self.whole and not self.shapes and (self.gather or not self.values):
            self.look_at_tables()
        self.file.readable = self.file.readable and not self.whole
        return [self.whole[min(self.whole)]] if self.whole else (self.shapes + self.values)[:MOST_FAULTS]

    def piece(self, piece: Piece) -> None:
        name, path = self.reader.name, _path(piece)
        if self.twice:
            self.hold(_Rank.TWICE, lambda: refuse_twice(piece.value, self.twice, path, name))
            self.twice.clear()
        self.hold(_Rank.HALF, lambda: refuse_half(piece.value, piece.text, path, name))
        if piece.number is None:
            self.key(piece)
        elif self.whole:
            return
        elif piece.key == "tables":
            self.table(piece)
        elif self.gather or not self.shapes:
            self.patient(piece, path)

    def key(self, piece: Piece) -> None:
        """A value that is no list of patients or tables."""
        if piece.key is None:
            return
        self.keys.append(piece.key)
        if holds_half(piece.key):
            self.whole[_Rank.HALF] = half_character(self.reader.name, "$")
        elif piece.key in _HEAD:
            self.head[piece.key] = piece.value
        elif not self.whole and not self.shapes:
            self.hold(_Rank.OUTSIDE, lambda: shaped(_HEAD | {piece.key: piece.value}, self.reader.name))

    def table(self, piece: Piece) -> None:
        try:
            (shape,) = shaped(_HEAD | {"tables": [piece.value]}, self.reader.name).tables
        except Refused as fault:
            if not self.shapes:
                self.whole.setdefault(_Rank.OUTSIDE, _numbered(fault, piece))
        else:
            self.tables.append(structs.replace(shape, content=self.file.left_out.text(shape.content)))

    def patient(self, piece: Piece, path: str) -> None:
        try:
            (shape,) = shaped(_HEAD | {"patients": [piece.value]}, self.reader.name).patients
        except Refused as fault:
            self.shapes.append(_numbered(fault, piece))
            return
        if self.values and not self.gather:
            return
        before = len(self.values)
        try:
            record = self.reader.record(shape, path)
        except Refused as fault:
            self.values.append(fault)
        else:
            self.take(record, shape, piece, len(self.values) == before)

    def look_at_keys(self) -> None:
        """What is wrong with the keys at the top."""
        name, twice = self.reader.name, [key for key in self.keys if self.keys.count(key) > 1]
        if twice:
            self.whole.setdefault(_Rank.TWICE, stands_twice(name, "$", twice[0]))

    def look_at_tables(self) -> None:
        try:
            self.file.tables = tables_of(self.reader, self.tables)
        except Refused as fault:
            self.values.append(fault)
            self.file.readable = False

    def hold(self, rank: _Rank, check: Callable[[], object]) -> None:
        """The first fault of its rank is kept."""
        try:
            check()
        except Refused as fault:
            self.whole.setdefault(rank, fault)


def _path(piece: Piece) -> str:
    if piece.key is None:
        return "$"
    return f"$.{piece.key}" if piece.number is None else f"$.{piece.key}[{piece.number}]"


def _numbered(fault: Refused, piece: Piece) -> Refused:
    """The fault of an item that was looked at alone, with its number."""
    path = fault.values["path"].replace(f"$.{piece.key}[0]", _path(piece), 1)
    return Refused(fault.template, **fault.values | {"path": path})


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
