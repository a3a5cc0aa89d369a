"""The foot of the photographs: what is being read, how far it is, what went wrong; and the way to stop it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from charting.domain.people.attachment import Picture
from charting.errors import Problem
from charting.exchange.pictures.photos import Stopped, picture_of, read_photo
from charting.ui.kit.file_drop import files_of
from charting.ui.kit.look import wear
from charting.ui.kit.working import Step, Work
from charting.words.words import tr_problem

# ----------------------------------------------------------------------
# Photographs are read beside the window, one after the other; what is read comes back as signals.


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


Keep = Callable[[Picture], str | None]
"""Keeps a picture that was read; a sentence when there is something to say of it, a Problem when it cannot be kept."""


class PhotoAdding(QWidget):
    """Reads one batch at a time beside the window. `busy` says when it begins and ends."""

    busy = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._reading: PhotoReading | None = None
        self._notes: list[str] = []
        self.says = QLabel()
        self.says.setObjectName("caption")
        self.says.setTextFormat(Qt.TextFormat.PlainText)
        self.says.setWordWrap(True)
        self.bar, self.stop = QProgressBar(), QPushButton(self.tr("Stop"))
        self.bar.setFixedSize(160, 8)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Photographs being read"))
        self.bar.setObjectName("thin")
        self.stop.setAutoDefault(False)
        self.stop.setAccessibleName(self.tr("Stop reading photographs"))
        self.stop.clicked.connect(self._stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.says, 1)
        row.addWidget(self.bar)
        row.addWidget(self.stop)
        self._show_progress(False)

    @property
    def reading(self) -> bool:
        return self._reading is not None

    def add(self, sources: Sequence[Path | QImage], keep: Keep) -> None:
        """Read these and keep each as soon as it is read."""
        if not sources:
            return
        if self._reading is not None:
            self.say(self.tr("Others are being read; wait for them, or stop them."), wrong=True)
            return
        self._notes = []
        reading = self._reading = PhotoReading(sources, self)
        reading.read.connect(lambda picture: self._keep(picture, keep))
        reading.refused.connect(lambda problem: self._notes.append(tr_problem(problem)))
        reading.progress.connect(self._progress)
        reading.finished.connect(self._finished)
        self._show_progress(True)
        reading.start()

    def add_pasted(self, keep: Keep) -> None:
        """A picture or files that were copied elsewhere."""
        clipboard = QGuiApplication.clipboard()
        files, image = files_of(clipboard.mimeData()), clipboard.image()
        if files or not image.isNull():
            self.add(files or [image], keep)
        else:
            self.say(self.tr("There is no picture to paste; copy one first."), wrong=True)

    def end(self) -> None:
        """Nobody waits any more: stop, and wait for the thread."""
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.stop()
            reading.wait()

    def say(self, text: str, *, wrong: bool = False) -> None:
        self.says.setText(text)
        wear(self.says, tone="danger" if wrong else "muted")

    # ------------------------------------------------------------------ inside

    def _progress(self, done: int, whole: int) -> None:
        if self._reading is not None:
            self.bar.setRange(0, whole if whole > 1 else 0)
            self.bar.setValue(done)
            self.say(self.tr("Reading {number} of {whole}…").format(number=done + 1, whole=whole))

    def _keep(self, picture: Picture, keep: Keep) -> None:
        if self._reading is None:
            return
        try:
            note = keep(picture)
        except Problem as problem:
            note = tr_problem(problem)
        if note:
            self._notes.append(note)

    def _finished(self) -> None:
        self._reading = None
        self._show_progress(False)
        self.say(" ".join(self._notes), wrong=bool(self._notes))

    def _stop(self) -> None:
        if self._reading is not None:
            self._reading.stop()
            self._notes.append(self.tr("Stopped; what was added before stays."))

    def _show_progress(self, on: bool) -> None:
        self.bar.setVisible(on)
        self.stop.setVisible(on)
        self.busy.emit(on)
