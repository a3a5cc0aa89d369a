"""A CSV file as rows of text, each with its line; what is no readable table is refused in one sentence."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from charting.errors import Problem, Refused

DELIMITERS = (",", ";", "\t")
MOST_BYTES = 256 * 1024 * 1024
"""A table is read at once: its columns are known when all of it is."""

MOST_ROWS = 1_000_000
MOST_COLUMNS = 300
LONGEST_CELL = 20_000

_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t])"?\r?\n')
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_SIGNS = frozenset("\u2018\u2019\u201c\u201d\u201e\u2013\u2014\u2026\u20ac\xa0\xa3\xa7\xab\xb0\xb2\xb3\xb4\xb7\xbb\xbf")
"""What stands in tables of an older Windows beside letters: quotes, dashes, degrees, currencies."""

_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row and the line on which it begins, counted from 1 as an editor does."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A whole file: what it is called, its SHA-256, the names of its columns, its rows without the empty ones.

    `delimiter` stands between its cells; `notes` are what has to be said of how it was read.
    """

    name: str
    digest: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    delimiter: str = ","
    notes: tuple[Problem, ...] = ()


def looks_like_csv(data: bytes, name: str) -> bool:
    """Whether this is to be read as CSV: JSON begins with a brace, whatever the file is called."""
    begins = data[:4096].removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    return begins not in (b"{", b"[") and (name.lower().endswith((".csv", ".tsv", ".txt")) or begins != b"")


def read_grid(data: bytes, name: str) -> Grid:
    """The rows of a CSV file; the delimiter is found out, an empty row is nothing, a ragged one is refused."""
    text, notes = _text(data, name)
    given = _SEPARATOR_LINE.match(text)
    skipped = 0
    if given:  # what spreadsheets write to tell each other the delimiter
        text, skipped = text[given.end() :], 1
    delimiter = given[1] if given else _delimiter(text)
    found = _records(text, delimiter, name, skipped)
    first = next(found, None)
    if first is None:
        raise Refused("{file} is empty; it has to begin with the names of its columns.", file=name)
    header = _header(first, name)
    rows: list[Row] = []
    known: dict[str, str] = {}  # most cells say what others say: each text is kept once
    for row in found:
        if len(row.cells) != len(header):
            raise Refused("{file}, {place}: {count} cells stand here, but the table has {wanted} columns.",
                          file=name, place=f"line {row.line}", count=len(row.cells), wanted=len(header))  # fmt: skip
        if len(rows) == MOST_ROWS:
            raise Refused("{file} has more than {most} rows; split it into several files.", file=name, most=MOST_ROWS)
        rows.append(Row(row.line, tuple(known.setdefault(cell, cell) for cell in row.cells)))
    return Grid(name, hashlib.sha256(data).hexdigest(), header, tuple(rows), delimiter, notes)


def _text(data: bytes, name: str) -> tuple[str, tuple[Problem, ...]]:
    """The text of a file, and what has to be said where it was not written as UTF-8."""
    if len(data) > MOST_BYTES:
        raise Refused("{file} is larger than 256 MiB; split it into several files.", file=name)
    notes: tuple[Problem, ...] = ()
    if wide := _wide(data):
        text = _decoded(data, wide, name)
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            text = _western(data, name, error)
            notes = (Problem("{file} is written in the older alphabet of Windows (1252); look whether the letters of"
                             " its names are right.", file=name),)  # fmt: skip
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise Refused("{file}, {place}: a character stands here that no text holds (NUL); is this a CSV file?",
                      file=name, place=f"line {line}")  # fmt: skip
    return text, notes


def _wide(data: bytes) -> str | None:
    """The kind of UTF-16 that a spreadsheet's “Unicode text” is, told by its mark or by where its zeros stand."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = data[:4096]
    if head.count(b"\x00") * 3 <= len(head):
        return None
    return "utf-16-be" if head[::2].count(b"\x00") > head[1::2].count(b"\x00") else "utf-16-le"


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused("{file} looks like UTF-16 text and is damaged; save it as “CSV UTF-8” in the spreadsheet.",
                      file=name) from error  # fmt: skip


def _western(data: bytes, name: str, error: UnicodeDecodeError) -> str:
    """Text of an older Windows: every sign beyond ASCII is a letter of its alphabet, and none is UTF-8.

    Where some of them are UTF-8 the file is damaged, and nobody may guess what stood there.
    """
    try:
        text = data.decode("cp1252")
        known = all(c < "\x80" or c.isalpha() or c in _SIGNS for c in set(text))
        if known and not data.startswith(codecs.BOM_UTF8) and not _MULTIBYTE.search(data):
            return text
    except UnicodeDecodeError:
        pass
    line = data.count(b"\n", 0, error.start) + 1
    raise Refused("{file}, {place}: this is not UTF-8 text; save it as “CSV UTF-8” in the spreadsheet.",
                  file=name, place=f"line {line}") from error  # fmt: skip


def _records(text: str, delimiter: str, name: str, skipped: int) -> Iterator[Row]:
    """Rows that hold anything, one by one."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused("{file}, {place}: the quotes or line ends here are not those of a CSV file ({reason}).",
                          file=name, place=f"line {line}", reason=error) from error  # fmt: skip
        if len(cells) > MOST_COLUMNS:
            raise Refused("{file}, {place}: {count} columns are more than the {most} that are read.",
                          file=name, place=f"line {line}", count=len(cells), most=MOST_COLUMNS)  # fmt: skip
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise Refused("{file}, {place}: a cell has more than {most} characters.",
                          file=name, place=f"line {line}", most=LONGEST_CELL)  # fmt: skip
        if any(cell.strip() for cell in cells):
            yield Row(line, tuple(cells))


def _delimiter(text: str) -> str:
    """The sign that cuts the first rows into the most columns, the same number in each."""

    def score(sign: str) -> tuple[bool, int]:
        widths: list[int] = []
        try:
            for row in _records(text, sign, "", 0):
                widths.append(len(row.cells))
                if len(widths) == _LOOKED_AT:
                    break
        except Refused:
            return False, widths[0] if widths else 0
        return bool(widths) and len(set(widths)) == 1, widths[0] if widths else 0

    scores = {sign: score(sign) for sign in DELIMITERS}
    wide = {sign: found for sign, found in scores.items() if found[1] > 1}
    return max(wide, key=lambda sign: wide[sign]) if wide else DELIMITERS[0]


def _header(row: Row, name: str) -> tuple[str, ...]:
    names = tuple(" ".join(cell.split()) or f"column {n}" for n, cell in enumerate(row.cells, 1))
    for one in names:
        if names.count(one) > 1:
            raise Refused("{file}, {place}: two columns are called “{column}”; give one of them another name.",
                          file=name, place=f"line {row.line}", column=one)  # fmt: skip
    return names
