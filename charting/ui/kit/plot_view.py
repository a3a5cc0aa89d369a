"""Shows a page of plots as a picture; the hand, or the arrow keys, go from mark to mark and hear what each says."""

from __future__ import annotations

from collections.abc import Callable
from math import hypot
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from charting.ui.kit.look import Look
from charting.ui.kit.plots import NIGHT, PAPER, Ink, Placed, TrendPlot
from charting.words.words import tooltip

REACH_PX = 16
RING_PX = 9
SAME_PX = 2
SETTLE_MS = 60


class Drawing(Protocol):
    """What draws a page: the trends of a patient, or an answer across maps."""

    def show(self, page: Any, /) -> None: ...
    def resize(self, size_px: tuple[int, int], ratio: float) -> None: ...
    def picture(self) -> tuple[bytes, int, int]: ...
    def placed(self) -> tuple[Placed, ...]: ...


class PlotView(QWidget):
    """`pointed` says what is under the hand ("" for nothing); `chosen` names the visit somebody asked for."""

    pointed = Signal(str)
    chosen = Signal(str)

    def __init__(
        self, look: Look, parent: QWidget | None = None, *,
        drawing: Callable[[Ink, tuple[int, int], float], Drawing] = TrendPlot,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._look = look
        self._drawing = drawing
        self._plot: Drawing | None = None
        self._page: Any = None
        self._image = QImage()
        self._placed: tuple[Placed, ...] = ()
        self._at = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(640, 420)
        self.setAccessibleName(self.tr("Trends; the arrow keys go from mark to mark"))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._draw)

    @property
    def page(self) -> Any:
        return self._page

    @property
    def marks(self) -> tuple[Placed, ...]:
        """Every mark with its place in logical pixels."""
        return self._placed

    def sizeHint(self) -> QSize:
        return QSize(1160, 620)

    def show_page(self, page: Any) -> None:
        """Draw this page; at once when one is shown already, else when the window is."""
        self._page = page
        if self._plot is not None:
            self._draw()
        elif self.isVisible():
            self._later.start(0)

    def set_look(self, look: Look) -> None:
        self._look = look
        self._plot = None
        self._later.start(0)

    # ------------------------------------------------------------------ drawing

    def _draw(self) -> None:
        if self._page is None or self.width() < 2 or self.height() < 2:
            return
        size, ratio = (self.width(), self.height()), self.devicePixelRatioF()
        if self._plot is None:
            self._plot = self._drawing(NIGHT if self._look.dark else PAPER, size, ratio)
        else:
            self._plot.resize(size, ratio)
        self._plot.show(self._page)
        raw, width, height = self._plot.picture()
        self._image = QImage(raw, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
        self._image.setDevicePixelRatio(ratio)
        self._placed = tuple(
            Placed(mark.x / ratio, mark.y / ratio, mark.spot, mark.panel) for mark in self._plot.placed()
        )
        self._point(-1)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.color("surface"))
        if self._image.isNull():
            painter.setPen(self._look.color("muted"))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.tr("Drawing…"))
            if self._page is not None and not self._later.isActive():
                self._later.start(0)
            return
        painter.drawImage(QPointF(0, 0), self._image)
        if 0 <= self._at < len(self._placed):
            mark = self._placed[self._at]
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._look.color("accent"), 2.5))
            painter.drawEllipse(QPointF(mark.x, mark.y), RING_PX, RING_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._plot is not None:
            self._later.start(SETTLE_MS)

    # ------------------------------------------------------------------ the hand

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._nearest(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        self._point(self._nearest(event.position()))
        self._choose()

    def leaveEvent(self, event: QEvent) -> None:
        if not self.hasFocus():
            self._point(-1)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            near = self._nearest(QPointF(event.pos()))
            if near >= 0:
                QToolTip.showText(event.globalPos(), tooltip(self._said(near)), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._placed) - 1
        moves: dict[int, Callable[[], int]] = {
            Qt.Key.Key_Right: lambda: min(self._at + 1, last),
            Qt.Key.Key_Left: lambda: max(self._at - 1, 0),
            Qt.Key.Key_Down: lambda: self._other_plot(1),
            Qt.Key.Key_Up: lambda: self._other_plot(-1),
            Qt.Key.Key_Home: lambda: 0,
            Qt.Key.Key_End: lambda: last,
        }
        if event.key() in moves and self._placed:
            self._point(moves[event.key()]())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at >= 0:
            self._choose()
        else:
            super().keyPressEvent(event)

    def _other_plot(self, step: int) -> int:
        """The first mark of the next or the last plot."""
        plots = list(dict.fromkeys(mark.panel for mark in self._placed))
        now = plots.index(self._placed[self._at].panel) if self._at >= 0 else -step
        wanted = plots[max(0, min(now + step, len(plots) - 1))]
        return next(n for n, mark in enumerate(self._placed) if mark.panel == wanted)

    def _nearest(self, at: QPointF) -> int:
        reach = QRectF(at.x() - REACH_PX, at.y() - REACH_PX, 2 * REACH_PX, 2 * REACH_PX)
        near = [n for n, mark in enumerate(self._placed) if reach.contains(mark.x, mark.y)]
        return min(near, key=lambda n: hypot(self._placed[n].x - at.x(), self._placed[n].y - at.y()), default=-1)

    def _point(self, at: int) -> None:
        if at == self._at:
            return
        self._at = at
        says = self._said(at)
        self.setAccessibleDescription(says)
        visit = self._placed[at].spot.visit_id if says else None
        self.setCursor(Qt.CursorShape.PointingHandCursor if visit else Qt.CursorShape.ArrowCursor)
        self.pointed.emit(says)
        self.update()

    def _said(self, at: int) -> str:
        """What a mark says, and those that lie under it: both sides of a face are often alike."""
        if not 0 <= at < len(self._placed):
            return ""
        mark = self._placed[at]
        here = [other for other in self._placed if hypot(other.x - mark.x, other.y - mark.y) < SAME_PX]
        return "   |   ".join(dict.fromkeys([mark.spot.says, *(other.spot.says for other in here)]))

    def _choose(self) -> None:
        visit_id = self._placed[self._at].spot.visit_id if 0 <= self._at < len(self._placed) else None
        if visit_id is not None:
            self.chosen.emit(visit_id)
