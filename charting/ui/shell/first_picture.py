"""What the window shows before anything else of the program is loaded: its columns and the face, as they last were.

Made of plain areas of colour and a picture: the first call of a painter, with its pens and brushes, brings every
constant of Qt's own namespace along, which takes a tenth of an empty window's time.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QPaintEvent, QPalette, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from charting.drawing.kept import Box, Kept, KeptFaces
from charting.ui.kit.ground import Ground


class FirstPicture(QWidget):
    """Stands where the desk will be, in the colours the desk will have; empty where nothing of this size was kept."""

    painted = Signal()
    """Once it has been on the screen."""

    def __init__(self, faces: KeptFaces, ground: Ground) -> None:
        super().__init__()
        self._faces, self._ground = faces, ground
        self._parts: list[QWidget] = []
        self.kept: Kept | None = None
        self._told = False

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._told:
            self._told = True
            QTimer.singleShot(0, self.painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        for part in self._parts:
            part.deleteLater()
        self._parts.clear()
        self.kept = self._faces.load((self.width(), self.height(), self.devicePixelRatioF(), self._ground.look))
        if self.kept is None:
            return
        places = self.kept.places
        for x, y, width, height in places.bars:  # a bar has one line, towards the desk
            self._area((x, y, width, height), self._ground.line)
            self._area((x, y if y == 0 else y + 1, width, height - 1), self._ground.surface)
        for x, y, width, height in places.cards:
            self._area((x, y, width, height), self._ground.line)
            self._area((x + 1, y + 1, width - 2, height - 2), self._ground.surface)
        picture = QPixmap.fromImage(self.kept.picture)
        picture.setDevicePixelRatio(self.kept.of[2])
        face = QLabel(self)
        face.setPixmap(picture)
        self._put(face, places.face)

    def _area(self, box: Box, colour: str) -> None:
        area = QWidget(self)
        area.setPalette(QPalette(QColor(colour), QColor(colour)))
        area.setAutoFillBackground(True)
        self._put(area, box)

    def _put(self, part: QWidget, box: Box) -> None:
        part.setGeometry(*box)
        part.show()
        self._parts.append(part)
