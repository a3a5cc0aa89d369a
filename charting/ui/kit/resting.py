"""A rest between keys that is believed only when no key waits: a desk that was held up has not been left in peace."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

_LATE_MS = 20
_QUEUE_MS, _BUSY_QUEUE_MS = 40, 200
"""So long the keys that may wait in the queue get to arrive; longer where the rest itself was noticed late."""


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
