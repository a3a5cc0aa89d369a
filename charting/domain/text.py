"""Text without what nobody sees: what a name, a lot or a number loses when it is typed, pasted or imported."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import TypeVar, cast

JOINERS = "\u200c\u200d"
"""Spelling in some scripts (and in the signs of a family): kept in a text, ignored where texts are compared."""

_SEEN_SIGNS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
"""Signs that stand before figures in Arabic, Syriac and Kaithi: formatting by their kind, and seen."""

_BLANKS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters by their kind that show nothing."""

_ENDS = "\n\v\f\r\x85\u2028\u2029"
_APART = "\t\x1c\x1d\x1e\x1f"
"""Ends of lines; and what stands between words without being seen."""

SEVERAL_LINES = frozenset({"note", "text", "reason"})
"""The fields of a record that hold several lines; every other text is one line."""

_T = TypeVar("_T")


def plain_line(text: str) -> str:
    """A text of one line as it is kept: without controls, signs of direction, soft hyphens and other invisible ones.

    Ends of lines and tabs become a space; U+200C and U+200D are spelling and stay. A text that holds nothing of it is
    the same text.
    """
    return text if text.isprintable() else plain_note(text).replace("\n", " ")


def plain_note(text: str) -> str:
    """A text of several lines as it is kept: their ends stay, a tab becomes a space, the rest as from one line.

    A text that holds nothing of it is the same text.
    """
    if text.isprintable():
        return text
    kept = "".join(_kept(c) for c in text.replace("\r\n", "\n"))
    return text if kept == text else kept


def plainly(value: _T) -> _T:
    """A record, or a part of one, with every text in it as it is kept; the very same one when it is so already.

    Two records are compared so: what was taken in by an earlier program may still hold what nobody sees.
    """
    return cast("_T", _plainly(value, ""))


def _plainly(value: object, name: str) -> object:
    if isinstance(value, str):
        return plain_note(value) if name in SEVERAL_LINES else plain_line(value)
    if isinstance(value, tuple):
        parts = tuple(_plainly(part, name) for part in value)
        return value if all(new is old for new, old in zip(parts, value, strict=True)) else parts
    if not is_dataclass(value) or isinstance(value, type):
        return value
    old = {field.name: getattr(value, field.name) for field in fields(value)}
    new = {key: _plainly(part, key) for key, part in old.items()}
    changed = {key: part for key, part in new.items() if part is not old[key]}
    return replace(value, **changed) if changed else value


def compared(text: str) -> str:
    """What is left of a text where two are compared: without joiners, blank letters and variants of a sign either."""
    if text.isascii():
        return plain_line(text)
    return "".join(c for c in plain_line(text) if c not in JOINERS and c not in _BLANKS and not _variant(c))


def shows_nothing(text: str) -> bool:
    """Whether a text is empty to somebody who looks at it."""
    return not compared(text).strip()


def _kept(c: str) -> str:
    if c in _ENDS:
        return "\n"
    kind = unicodedata.category(c)
    lost = kind == "Cc" or (kind == "Cf" and c not in JOINERS and c not in _SEEN_SIGNS)
    return " " if c in _APART else "" if lost else c


def _variant(c: str) -> bool:
    return "\ufe00" <= c <= "\ufe0f" or "\U000e0100" <= c <= "\U000e01ef" or "\u180b" <= c <= "\u180f"


# A number as somebody typed it, in the figures and with the decimal sign of any keyboard.


_SIGNS = str.maketrans({",": ".", "٫": ".", "،": ".", "．": ".", "，": "."})  # noqa: RUF001
"""Each is a decimal sign in every locale and groups nothing: Arabic and full-width ones as well."""

_NUMBER = re.compile(r"[0-9]{1,12}(?:\.[0-9]{0,12})?|\.[0-9]{1,12}")


def western(text: str) -> str:
    """The text with its figures, of any script and width, as 0 to 9, without blanks at its ends."""
    line = plain_line(text).strip()
    return line if line.isascii() else "".join(str(int(c)) if c.isdecimal() else c for c in line)


def pointed(text: str) -> str:
    """The text with its figures as 0 to 9 and with a point for each of the decimal signs."""
    return western(text).translate(_SIGNS)


def number_of(text: str) -> Decimal | None:
    """The number that a text is, at most twelve figures on either side of the sign; None when it is none."""
    typed = pointed(text)
    return Decimal(typed) if _NUMBER.fullmatch(typed) else None
