"""The foot of the photographs: what is being read, how far it is, what went wrong; and the way to stop it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from charting.domain.people.attachment import Picture
from charting.errors import Problem
from charting.ui.kit.file_drop import files_of
from charting.ui.kit.look import wear
from charting.ui.patient.photo_reading import PhotoReading
from charting.words.words import tr_problem

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
