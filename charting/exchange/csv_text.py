"""CSV that spreadsheets read as it is meant: UTF-8 with its mark, CRLF, ISO dates, and no text run as a formula.

Only text is guarded: a negative number in a numeric column stays the number it is. The guard is one leading quote, and
reading takes exactly one off, so text that began with a quote of its own has two.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

Cell = str | int | Decimal | date | None
"""Text, a number, a day or a time; what does not exist is empty."""

MARK = b"\xef\xbb\xbf"
"""What tells a spreadsheet that the file is UTF-8."""

GUARD = "'"
_RUN = ("=", "+", "-", "@", "\t", "\r", GUARD)


def guarded(text: str) -> str:
    """Text that a spreadsheet shows instead of running it."""
    return GUARD + text if text.startswith(_RUN) else text


def unguarded(text: str) -> str:
    """What `guarded` was given: exactly one leading quote less."""
    return text.removeprefix(GUARD)


def written(rows: Iterable[Sequence[Cell]]) -> bytes:
    """The rows as a file (RFC 4180), the same bytes for the same rows; the first row is the header."""
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        lines.writerow([_text(cell) for cell in row])
    return MARK + out.getvalue().encode()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)
