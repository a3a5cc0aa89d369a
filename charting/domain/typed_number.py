"""A number as somebody typed it, in the figures and with the decimal sign of any keyboard."""

from __future__ import annotations

import re
from decimal import Decimal

from charting.domain.plain_text import plain_line

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
