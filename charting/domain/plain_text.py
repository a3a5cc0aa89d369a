"""Text without what nobody sees: what a name, a lot or a number loses when it is typed, pasted or imported."""

from __future__ import annotations

import unicodedata

JOINERS = "\u200c\u200d"
"""Spelling in some scripts (and in the signs of a family): kept in a text, ignored where texts are compared."""

_SEEN_SIGNS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
"""Signs that stand before figures in Arabic, Syriac and Kaithi: formatting by their kind, and seen."""

_BLANKS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters by their kind that show nothing."""

_ENDS = "\v\f\r\x85\u2028\u2029"
"""Other ends of lines than the usual one."""

_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"


def plain_line(text: str) -> str:
    """A text of one line as it is kept: without controls, signs of direction, soft hyphens and other invisible ones.

    Ends of lines and tabs become a space; U+200C and U+200D are spelling and stay. A text that holds nothing of it is
    the same text.
    """
    if text.isprintable():
        return text
    return "".join(" " if c in _SPACES else c for c in text if c in _SPACES or not _lost(c))


def plain_note(text: str) -> str:
    """A text of several lines as it is kept: ends of lines and tabs stay, what nobody sees goes as from one line."""
    if text.isprintable():
        return text
    ends = text.replace("\r\n", "\n")
    return "".join("\n" if c in _ENDS else c for c in ends if c in "\t\n" or c in _ENDS or not _lost(c))


def compared(text: str) -> str:
    """What is left of a text where two are compared: without joiners, blank letters and variants of a sign either."""
    if text.isascii():
        return plain_line(text)
    return "".join(c for c in plain_line(text) if c not in JOINERS and c not in _BLANKS and not _variant(c))


def shows_nothing(text: str) -> bool:
    """Whether a text is empty to somebody who looks at it."""
    return not compared(text).strip()


def _lost(c: str) -> bool:
    kind = unicodedata.category(c)
    return kind == "Cc" or (kind == "Cf" and c not in JOINERS and c not in _SEEN_SIGNS)


def _variant(c: str) -> bool:
    return "\ufe00" <= c <= "\ufe0f" or "\U000e0100" <= c <= "\U000e01ef" or "\u180b" <= c <= "\u180f"
