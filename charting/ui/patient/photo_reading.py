"""Photographs are read beside the window, one after the other; what is read comes back as signals."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from charting.errors import Problem
from charting.exchange.pictures.photos import Stopped, picture_of, read_photo
from charting.ui.kit.working import Step, Work


class PhotoReading(Work):
    """One batch. `progress` says how many of them are done, `read` brings a picture, `refused` why there is none.

    `finished` comes once at the end, also when it was stopped; what was being read then is dropped.
    """

    read = Signal(object)
    refused = Signal(object)
    finished = Signal()

    def __init__(self, sources: Sequence[Path | QImage], parent: QObject | None = None) -> None:
        super().__init__(self._read_all, parent)
        self._sources = tuple(sources)
        self.failed.connect(self.refused)
        for end in (self.done, self.failed, self.stopped):
            end.connect(self.finished)

    def _read_all(self, step: Step) -> None:
        for place, source in enumerate(self._sources):
            step(place, len(self._sources))
            try:
                if isinstance(source, QImage):
                    picture = picture_of(source, self._asked)
                else:
                    picture = read_photo(source, self._asked)
            except Stopped:
                return
            except Problem as problem:
                self.refused.emit(problem)
                continue
            if self.stopping:
                return
            self.read.emit(picture)

    def _asked(self) -> bool:
        return self.stopping
