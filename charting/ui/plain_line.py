"""A field for names, lots and numbers: what nobody sees does not get into it, typed, pasted or dropped."""

from __future__ import annotations

from PySide6.QtGui import QValidator

from charting.domain.plain_text import plain_line


class PlainLine(QValidator):
    """Every text is taken, without signs that nobody sees; the cursor stays behind what stood before it."""

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        return QValidator.State.Acceptable, plain_line(text), len(plain_line(text[:place]))
