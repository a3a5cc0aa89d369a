"""What the window shows before anything else of the program is loaded: its columns and the face, as they last were."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from charting.drawing.kept import Kept, KeptFaces
from charting.ui.kit.ground import Ground

RADIUS = 6


class FirstPicture(QWidget):
    """Stands where the desk will be, in the colours the desk will have; empty where nothing of this size was kept."""

    def __init__(self, faces: KeptFaces, ground: Ground) -> None:
        super().__init__()
        self._faces, self._ground = faces, ground
        self.kept: Kept | None = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.kept = self._faces.load((self.width(), self.height(), self.devicePixelRatioF(), self._ground.look))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.kept is None:
            return
        places = self.kept.places
        painter = QPainter(self)
        painter.setPen(QColor(self._ground.line))
        painter.setBrush(QColor(self._ground.surface))
        for x, y, width, height in places.bars:
            above = y == 0  # a bar has one line, towards the desk; its others lie outside the window
            painter.drawRect(x - 1, y - 1 if above else y, width + 1, height if above else height + 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x, y, width, height in places.cards:
            painter.drawRoundedRect(QRectF(x + 0.5, y + 0.5, width - 1, height - 1), RADIUS - 0.5, RADIUS - 0.5)
        x, y, width, height = places.face
        painter.drawImage(QRectF(x, y, width, height), self.kept.picture)
