"""CSV that spreadsheets read as it is meant: UTF-8 with its mark, CRLF, ISO dates, and no text run as a formula.

Only text is guarded: a negative number in a numeric column stays the number it is. The guard is one leading quote, and
reading takes exactly one off, so text that began with a quote of its own has two. What people typed is guarded as well
where a spreadsheet would make a number or a day of it: the lot 0012E5 came back as 1200000, 3/4 as the third of April.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

Cell = str | int | Decimal | date | None
"""Text, a number, a day or a time; what does not exist is empty."""

MARK = b"\xef\xbb\xbf"
"""What tells a spreadsheet that the file is UTF-8."""

GUARD = "'"
_RUN = ("=", "+", "-", "@", "\t", "\r", GUARD)


class Typed(str):
    """Text as people typed it: a lot, a chart number, a name. No spreadsheet may make something else of it."""

    __slots__ = ()


_COUNT = re.compile(r"0|[1-9][0-9]{0,14}")
_FIGURES = re.compile(r"[\s\d.,:/+\-−–()%‰€$£¥'’eE]*(?:[ap]m?)?", re.IGNORECASE)
_MONTH = (
    "jan|ene|gen|feb|fév|fev|mar|mär|mrz|mai|may|mag|apr|abr|avr|jun|juin|giu|jul|juil|lug|aug|ago|aoû|aou|sep|set|okt|"
    "oct|ott|out|nov|dec|dez|déc|dic"
)
_DAY = re.compile(rf"\d{{0,4}}[\s./,-]*(?:{_MONTH})[^\W\d]*[\s./,-]*\d{{0,4}}(?:[\s.,/-]+\d{{2,4}})?", re.IGNORECASE)
_TRUTH = frozenset({"true", "false", "wahr", "falsch", "vrai", "faux", "verdadero", "falso", "vero"})


def rewritten(text: str) -> bool:
    """Whether a spreadsheet would make a number, a day, a time or a truth of it, and not give the same text back."""
    bare = text.strip()
    if not any(c.isdigit() for c in bare):
        return bare.casefold() in _TRUTH
    if _COUNT.fullmatch(bare):
        return False
    return bool(_FIGURES.fullmatch(bare) or _DAY.fullmatch(bare))


_TURNED = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+|\d+[.,]0+|\d{1,4}([./-])\d{1,2}\1\d{2,4}(?: .*)?")


def was_rewritten(text: str) -> bool:
    """Whether it looks as if a spreadsheet had made a number or a day of it: 1.2E+06, 04-Mar, 03.04.2026."""
    bare = text.strip()
    day = any(c.isdigit() for c in bare) and _DAY.fullmatch(bare)
    return bool(_TURNED.fullmatch(bare) or day)


def guarded(text: str) -> str:
    """Text that a spreadsheet shows as it is, instead of running it or reading a number into it."""
    return GUARD + text if text.startswith(_RUN) or (isinstance(text, Typed) and rewritten(text)) else text


def typed(text: str | None) -> Typed | None:
    """What somebody typed, as a cell."""
    return None if text is None else Typed(text)


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
