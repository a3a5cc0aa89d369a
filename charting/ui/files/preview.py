"""Pages on the screen as they will be on paper, one at a time; a click looks closer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QWidget

from charting.drawing.press import DOTS, Press

CLOSER = 2.2
_FORWARD = (Qt.Key.Key_PageDown, Qt.Key.Key_Right, Qt.Key.Key_Down)
_BACK = (Qt.Key.Key_PageUp, Qt.Key.Key_Left, Qt.Key.Key_Up)


class Preview(QWidget):
    """Shows page after page of several presses; the keys, the wheel and `turn` go on."""

    turned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: list[tuple[Press, int]] = []
        self._picture: QPixmap | None = None
        self.page = 0
        self.closer = False
        self._at = QPointF(0.5, 0.0)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(300, 380)
        self.setAccessibleName(self.tr("Preview"))

    @property
    def count(self) -> int:
        return len(self._pages)

    def show_pages(self, presses: Sequence[Press]) -> None:
        """Show these sheets, from the page that was seen if it is there still."""
        self._pages = [(press, page) for press in presses for page in range(press.count)]
        self.page = max(0, min(self.page, self.count - 1))
        self._again()

    def turn(self, by: int) -> None:
        """Go on or back by so many pages."""
        page = max(0, min(self.page + by, self.count - 1))
        if page != self.page:
            self.page = page
            self._again()

    def _again(self) -> None:
        self._picture = None
        self.setAccessibleDescription(
            self.tr("Page {page} of {count}").format(page=self.page + 1, count=self.count) if self.count else ""
        )
        self.turned.emit()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _FORWARD:
            self.turn(1)
        elif event.key() in _BACK:
            self.turn(-1)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        by = event.angleDelta().y()
        if by and self.closer:
            self._at.setY(min(max(self._at.y() - by / 1200, 0.0), 1.0))
            self.update()
        elif by:
            self.turn(-1 if by > 0 else 1)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look closer at the place that was clicked, or at the whole page again."""
        place = self._place()
        if not self._pages or not (self.closer or place.contains(event.position())):
            return
        if not self.closer:
            spot = event.position() - place.topLeft()
            self._at = QPointF(spot.x() / place.width(), spot.y() / place.height())
        self.closer = not self.closer
        self._picture = None
        self.update()

    def resizeEvent(self, event: object) -> None:
        self._picture = None

    def sizeHint(self) -> QSize:
        return QSize(470, 640)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._pages:
            return
        if self._picture is None:
            self._picture = self._painted()
        painter = QPainter(self)
        place = self._place()
        painter.drawPixmap(place.topLeft(), self._picture)
        focus = self.hasFocus()
        painter.setPen(QPen(self.palette().highlight() if focus else self.palette().mid(), 2 if focus else 1))
        painter.drawRect(place.adjusted(-1, -1, 0, 0))

    def _place(self) -> QRectF:
        """Where the page is; looked at closer it is larger than the window, and lies so that the spot is seen."""
        width, height = self._pages[self.page][0].size_mm
        scale = min((self.width() - 8) / width, (self.height() - 8) / height) * (CLOSER if self.closer else 1)
        place = QRectF(0, 0, round(width * scale), round(height * scale))
        place.moveCenter(QRectF(self.rect()).center())
        if self.closer:
            over = QPointF(max(place.width() + 8 - self.width(), 0), max(place.height() + 8 - self.height(), 0))
            left = 4 - over.x() * self._at.x() if over.x() else place.left()
            place.moveTopLeft(QPointF(left, 4 - over.y() * self._at.y()))
        return QRectF(round(place.left()), round(place.top()), place.width(), place.height())

    def _painted(self) -> QPixmap:
        press, page = self._pages[self.page]
        ratio, size = self.devicePixelRatioF(), self._place().size()
        picture = QPixmap(round(size.width() * ratio), round(size.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        scale = size.width() / press.size_mm[0] / DOTS
        painter.scale(scale, scale)
        press.paint(painter, page)
        painter.end()
        return picture
