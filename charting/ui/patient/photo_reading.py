"""Photographs are read beside the window, one after the other; what is read comes back as signals."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from charting.errors import Problem
from charting.exchange.pictures.photos import Stopped, picture_of, read_photo


class PhotoReading(QObject):
    """One batch. `progress` says how many of them are done, `read` brings a picture, `refused` why there is none.

    `finished` comes once at the end, also when it was stopped; what was being read then is dropped.
    """

    progress = Signal(int, int)
    read = Signal(object)
    refused = Signal(object)
    finished = Signal()

    def __init__(self, sources: Sequence[Path | QImage], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sources = tuple(sources)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="photographs", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Drop what is being read and what would follow."""
        self._stop.set()

    def wait(self) -> None:
        """Until the thread has ended."""
        if self._thread.ident is not None:
            self._thread.join()

    def _work(self) -> None:
        for place, source in enumerate(self._sources):
            self.progress.emit(place, len(self._sources))
            try:
                if isinstance(source, QImage):
                    picture = picture_of(source, self._stop.is_set)
                else:
                    picture = read_photo(source, self._stop.is_set)
            except Stopped:
                break
            except Problem as problem:
                self.refused.emit(problem)
                continue
            if self._stop.is_set():
                break
            self.read.emit(picture)
        self.finished.emit()
