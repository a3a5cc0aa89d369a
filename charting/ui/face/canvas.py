"""The clickable face: shows a view with its areas and points, and turns pixels into millimetres.

Painting is layered: the art and the areas are still pictures, points are painted live, and an edit repaints only the
rectangles of the points it changed. Gestures and keys are in `gestures` and `keys`; what they decide is done here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)

from charting.domain.dosing.styles import Style
from charting.domain.face.face import FaceView, View
from charting.drawing.camera import Camera
from charting.drawing.face import box_of
from charting.drawing.points import paint_point
from charting.drawing.still import Dirty, Tints, rect_of_areas
from charting.ui.face import overlays
from charting.ui.face.beside import Beside
from charting.ui.face.caution_marks import CautionMarks
from charting.ui.face.elsewhere import Elsewhere
from charting.ui.face.gestures import HAND_EVENTS, Gestures
from charting.ui.face.ghosts import Ghost, Ghosts
from charting.ui.face.hand import Hand
from charting.ui.face.keys import Keys
from charting.ui.face.loupe import paint_loupe
from charting.ui.face.marks import Marks, differing
from charting.ui.face.still import StillPicture
from charting.ui.face.surface import Surface
from charting.ui.face.tool import Tool
from charting.ui.face.watermark import Watermark
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.desk.steps import Changed

RESTING_MS = 100
EDGE_PX = 12


class FaceCanvas(Surface):
    """One view of the open visit. `faces(view, version)` gives the drawing of a view, None while it is not read yet."""

    view_changed = Signal(object)
    zoomed = Signal(bool)
    moving = False
    """Whether the camera is on its way: the old picture is stretched meanwhile."""

    def __init__(self, hub: Hub, look: Look, tool: Tool, faces: Callable[[View, int], FaceView | None]) -> None:
        super().__init__(hub, look, tool, faces)
        self.still = StillPicture(self)
        self.beside = Beside(self)
        self.elsewhere = Elsewhere(self)
        self.ghosts = Ghosts(self, self.elsewhere)
        self.cautions = CautionMarks(self)
        self._making = Marks(self)
        self.hand = Hand(self, self.ghosts, self.elsewhere)
        self.gestures = Gestures(self, self.hand, self.ghosts, self.cautions)
        self.keys = Keys(self, self.hand, self.gestures)
        self.watermark = Watermark(self)
        self._rest = QTimer(self, singleShot=True, interval=RESTING_MS)
        self._rest.timeout.connect(self._rested)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(220, 260)
        self.setAccessibleName(self.tr("Face map"))
        self.typed.dosed.connect(self.hand.dose)
        self.typed.refused.connect(hub.problem)
        self.typed.typing.connect(lambda _: self.update())
        hub.changed.connect(self._changed)
        hub.first.connect(lambda _: self.refresh(at_once=True))
        hub.highlight.connect(self._highlight)

    # ------------------------------------------------------------------ what is shown

    def attach(self, session: Session) -> None:
        """Show a session's work from now on."""
        self.session = session
        if self.face is not None:
            self.fit()
        self.refresh()

    @property
    def dragged(self) -> frozenset[int]:
        return self.gestures.dragged

    def set_look(self, look: Look) -> None:
        self.look = look
        self.still.forget()
        self.refresh()
        self.update()

    def show_view(self, view: View) -> None:
        """Front, or one of the patient's sides."""
        if view is not self.view:
            self.gestures.cancel()
            self.view = view
            self.crosshair = None
            self.hovered = None
            self.still.forget()
            self.fit()
            self.setAccessibleDescription(self.elsewhere.told())
            self.view_changed.emit(view)

    def fit(self) -> None:
        """The whole view, centred."""
        face = self.face
        if face is not None and self.width() > 2 * EDGE_PX:
            self.camera = Camera.fit(box_of(face), QSizeF(self.size()))
            self._camera_moved(at_once=True)

    def move_camera(self, camera: Camera) -> None:
        """Zoom or pan; the old picture is stretched until the hand rests."""
        self.camera = camera
        self._camera_moved(at_once=False)

    def _camera_moved(self, *, at_once: bool) -> None:
        self.moving = not at_once
        if not at_once:
            self._rest.start()
        self.zoomed.emit(not self.camera.is_fitted)
        self.refresh()
        self.update()

    def _rested(self) -> None:
        self.moving = False
        self.refresh()
        self.update()

    # ------------------------------------------------------------------ changes

    def _changed(self, changed: Changed) -> None:
        if changed.patient and changed.opened:
            self.ghosts.choice = Ghost.BEFORE
        if changed.opened:
            self.gestures.cancel()
            self.typed.cancel()
            self.cautions.forget()
            self.select(frozenset())
            if self.face is not None and not self.still.has_art:
                self.fit()
        self.refresh()

    def _highlight(self, code: str | None) -> None:
        self.hover(code if code and self.face and code in {**self.face.areas, **self.face.overlays} else None)

    def refresh(self, *, at_once: bool = False) -> None:
        """Make the marks anew and repaint those that changed.

        `at_once` shows the points alone: the doses beside them and what cautions say of them follow in the next turn.
        """
        styles = styles_of_points(self.session) if self.session is not None else {}
        before, self.marks = self.marks, self._making.marks(styles)
        keys_now = frozenset(p.key for p in self.visit.points) if self.visit is not None else frozenset()
        if not self.selection <= keys_now:
            self.select(self.selection & keys_now)
        region = self.elsewhere.refresh(styles) + self.ghosts.refresh() + self.beside.refresh()
        self.watermark.refresh()
        tints = self._areas_in_use()
        if tints != self.tints and self.face is not None:
            changed = {code for code, _ in set(tints) ^ set(self.tints)}
            region += rect_of_areas(self.face, self.camera, changed)
        self.tints = tints
        region += differing(before, self.marks)
        if not at_once:
            region += self.elsewhere.refresh_leaders(self.ghosts.displaced)
            region += self.cautions.refresh()
        if not region.isEmpty():
            self.update(region)

    def _areas_in_use(self) -> Tints:
        if self.session is None or self.session.open.assessment is None:
            return ()
        return tuple((row.area, row.style) for row in self.session.open.assessment.areas)

    # ------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        dirty = Dirty(event.region())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for piece in dirty.pieces:
            painter.fillRect(piece, self.look.color("surface"))
            self.still.paint(painter, piece)
        overlays.paint_hover(painter, self, named=self.ghosts.hovered is None)
        self.ghosts.paint(painter, dirty)
        self.beside.paint(painter, dirty)
        self.elsewhere.paint(painter, dirty)
        self.cautions.paint_under(painter)
        font = self.font()
        for mark in self.marks.values():
            if dirty.near(mark.x, mark.y, mark.reach):
                paint_point(painter, mark, self.look.face, font)
        self.elsewhere.paint_leaders(painter, dirty)
        self.cautions.paint_over(painter, dirty)
        self.watermark.paint(painter)
        self.ghosts.paint_label(painter)
        overlays.paint_hand(painter, self)
        if self.gestures.looking_at is not None:
            paint_loupe(painter, self, self.still, self.gestures.looking_at)

    def tip_at(self, place: QPointF) -> str:
        """What a place on the screen says to the hand that rests there; mostly nothing."""
        mark = self.mark_at(place, overlays.TIP_REACH_PX)
        if mark is None:
            return self.beside.text_at(place) or self.elsewhere.text_at(place)
        return overlays.tip_of(self, mark.key)

    def sizeHint(self) -> QSize:
        return QSize(690, 700)

    # ------------------------------------------------------------------ events, handed on

    def resizeEvent(self, event: QResizeEvent) -> None:
        was_fitted = self.camera.is_fitted
        face = self.face
        if face is not None and (was_fitted or event.oldSize().isEmpty()):
            self.camera = Camera.fit(box_of(face), QSizeF(self.size()))
            self._camera_moved(at_once=not self.still.has_art)

    def event(self, event: QEvent) -> bool:
        if event.type() in HAND_EVENTS and self.gestures.touch(event):
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            overlays.show_tip(self, event, self.tip_at(QPointF(event.pos())))
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.gestures.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.gestures.motion(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.gestures.release(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.hover(None)
        self.ghosts.hover(None)
        self.cautions.hover(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.move_camera(self.camera.zoomed(1.0015 ** event.angleDelta().y(), event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.ghosts.hover(None)
        if not self.keys.press(event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from area to area, and on to the next control after the last one."""
        return self.keys.next_area(forward) or super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.typed.finish()
        self.crosshair = None
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.gestures.menu(event)


def styles_of_points(session: Session) -> dict[int, Style | None]:
    """The style each dosed point is coloured by: the one of its area's row."""
    if session.open.visit is None or session.open.assessment is None:
        return {}
    points = session.open.visit.points
    return {
        points[number - 1].key: row.style
        for row in session.open.assessment.areas
        for number in row.point_numbers
        if points[number - 1].units is not None
    }
