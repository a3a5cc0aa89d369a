"""A rest between keys that is believed only when no key waits, and a dose that is typed: it is over after a rest."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

from charting.domain.units import parse_units
from charting.errors import Problem

_LATE_MS = 20
_QUEUE_MS, _BUSY_QUEUE_MS = 40, 200
"""So long the keys that may wait in the queue get to arrive; longer where the rest itself was noticed late."""

TYPING_MS = 700


class Rest(QObject):
    """`over` comes once nothing was pressed for the time it was started for; each start begins it anew."""

    over = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._due = 0.0
        self._waited = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._rested)

    def start(self, ms: int) -> None:
        self._waited = False
        first = max(0, ms - _QUEUE_MS)
        self._due = time.monotonic() + first / 1000
        self._timer.start(first)

    def stop(self) -> None:
        self._timer.stop()

    def _rested(self) -> None:
        if self._waited:
            self.over.emit()
            return
        self._waited = True
        late = time.monotonic() - self._due > _LATE_MS / 1000
        self._timer.start(_BUSY_QUEUE_MS if late else _QUEUE_MS)


class TypedDose(QObject):
    """Digits collect until Enter or 700 ms of rest; comma and dot are both the decimal sign, in every locale."""

    typing = Signal(str)
    dosed = Signal(object)
    refused = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._rest = Rest(self)  # a code of which two figures came before the desk was held up is no dose
        self._rest.over.connect(self.finish)

    @property
    def text(self) -> str:
        return self._text

    def key(self, text: str) -> bool:
        """Take a typed character; False when it is none of a dose's."""
        if len(text) != 1 or not (text.isdecimal() or text in ".,"):
            return False
        digit = str(int(text)) if text.isdecimal() else text
        self._text += digit
        self._rest.start(TYPING_MS)
        self.typing.emit(self._text)
        return True

    def back(self) -> bool:
        """Take the last character away; False when nothing is being typed."""
        if not self._text:
            return False
        self._text = self._text[:-1]
        self._rest.start(TYPING_MS)
        self.typing.emit(self._text)
        return True

    def cancel(self) -> bool:
        """Forget what was typed; False when nothing is being typed."""
        self._rest.stop()
        had = bool(self._text)
        self._text = ""
        self.typing.emit("")
        return had

    def finish(self) -> bool:
        """Enter, or the rest is over: the dose is announced, or its refusal; False when nothing was typed."""
        self._rest.stop()
        text, self._text = self._text, ""
        if not text:
            return False
        self.typing.emit("")
        try:
            self.dosed.emit(parse_units(text))
        except Problem as problem:
            self.refused.emit(problem)
        return True
