"""A CSV file as rows of text, each with its line; what is no readable table is refused in one sentence."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from charting.errors import Refused
from charting.exchange.json_text import MOST_BYTES

DELIMITERS = (",", ";", "\t")
MOST_ROWS = 1_000_000
MOST_COLUMNS = 300
LONGEST_CELL = 20_000

_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t])"?\r?\n')
_WIDE = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}
_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row and the line on which it begins, counted from 1 as an editor does."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A whole file: what it is called, its SHA-256, the names of its columns, its rows without the empty ones."""

    name: str
    digest: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]


def looks_like_csv(data: bytes, name: str) -> bool:
    """Whether this is to be read as CSV: JSON begins with a brace, whatever the file is called."""
    begins = data[:4096].removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    return begins not in (b"{", b"[") and (name.lower().endswith((".csv", ".tsv", ".txt")) or begins != b"")


def read_grid(data: bytes, name: str) -> Grid:
    """The rows of a CSV file; the delimiter is found out, an empty row is nothing, a ragged one is refused."""
    text = _text(data, name)
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
    return Grid(name, hashlib.sha256(data).hexdigest(), header, tuple(rows))


def _text(data: bytes, name: str) -> str:
    if len(data) > MOST_BYTES:
        raise Refused("{file} is larger than 256 MiB; split it into several files.", file=name)
    wide = next((what for mark, what in _WIDE.items() if data.startswith(mark)), None)
    if wide is None and b"\x00" in data[:4096] and data[:4096].count(b"\x00") * 3 > len(data[:4096]):
        wide = "UTF-16"
    if wide is not None:
        raise Refused("{file} is {encoding} text; save it as “CSV UTF-8” in the spreadsheet.", file=name, encoding=wide)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused("{file}, {place}: this is not UTF-8 text; save it as “CSV UTF-8” in the spreadsheet.",
                      file=name, place=f"line {line}") from error  # fmt: skip
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise Refused("{file}, {place}: a character stands here that no text holds (NUL); is this a CSV file?",
                      file=name, place=f"line {line}")  # fmt: skip
    return text


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
