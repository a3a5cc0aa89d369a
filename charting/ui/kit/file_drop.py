"""Files dropped anywhere on the window: photographs for the open visit, or what is to be imported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget


def files_of(data: QMimeData | None) -> list[Path]:
    """The files of this computer that were dropped or pasted; an empty clipboard holds no data at all."""
    return [] if data is None else [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class FileDrop(QObject):
    """Watches a widget for dropped files; `take` gets them once the drop is over. Nothing is taken unless `may`."""

    def __init__(
        self, watched: QWidget, take: Callable[[Sequence[Path]], None], may: Callable[[], bool] = lambda: True
    ) -> None:
        super().__init__(watched)
        self._take, self._may = take, may
        watched.setAcceptDrops(True)
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent | QDragMoveEvent):
            if self._may() and files_of(event.mimeData()):
                event.acceptProposedAction()
                return True
        elif isinstance(event, QDropEvent) and self._may() and (files := files_of(event.mimeData())):
            event.acceptProposedAction()
            QTimer.singleShot(0, lambda: self._take_now(files))  # a dialog within a drop would hold the other program
            return True
        return False

    def _take_now(self, files: Sequence[Path]) -> None:
        if self._may():  # the desk may have been locked since
            self._take(files)
