"""A field for a date: it says what it understood."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QLineEdit

from charting.errors import Refused
from charting.words.dates import parse_date, typed_date


def settled_date(line: QLineEdit, today: Callable[[], date]) -> None:
    """Have a field say what it understood as soon as it is left: the day in its order, with the whole year."""

    def settle() -> None:
        try:
            day = parse_date(line.text(), today())
        except Refused:
            return  # whoever reads the field says why
        if line.text() != (whole := typed_date(day)):
            line.setText(whole)

    line.editingFinished.connect(settle)
