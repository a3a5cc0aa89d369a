"""The clickable face: shows a view with its areas and points, and turns pixels into millimetres.

Painting is layered: the art and the areas are still pictures, points are painted live, and an edit repaints only the
rectangles of the points it changed. Gestures and keys are in `gestures` and `keys`; what they decide is done here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal
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
from PySide6.QtWidgets import QWidget

from charting.domain.face import FaceView, View, base_area
from charting.domain.styles import Style
from charting.domain.visit import Visit
from charting.drawing.face import box_of
from charting.drawing.points import MARGIN_PX, PointMark, paint_point
from charting.ui.face import keys, overlays
from charting.ui.face.beside import Beside
from charting.ui.face.camera import Camera
from charting.ui.face.caution_marks import CautionMarks
from charting.ui.face.elsewhere import Elsewhere
from charting.ui.face.gestures import HAND_EVENTS, Gestures
from charting.ui.face.ghosts import Ghost, Ghosts
from charting.ui.face.hand import Hand
from charting.ui.face.hits import nearest
from charting.ui.face.layers import Dirty, Tints, rect_of_areas
from charting.ui.face.loupe import paint_loupe
from charting.ui.face.marks import Marks, differing
from charting.ui.face.still import StillPicture
from charting.ui.face.tips import show_tip
from charting.ui.face.tool import Tool, TypedDose
from charting.ui.face.watermark import Watermark
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.desk.steps import Changed

RESTING_MS = 100
EDGE_PX = 12


class FaceCanvas(QWidget):
    """One view of the open visit. `faces(view, version)` gives the drawing of a view, None while it is not read yet."""

    selection_changed = Signal(object)
    view_changed = Signal(object)
    zoomed = Signal(bool)
    moving = False
    """Whether the camera is on its way: the old picture is stretched meanwhile."""

    def __init__(self, hub: Hub, look: Look, tool: Tool, faces: Callable[[View, int], FaceView | None]) -> None:
        super().__init__()
        self.hub = hub
        self.look = look
        self.tool = tool
        self.session: Session | None = None
        self._faces = faces
        self.view = View.FRONT
        self.camera = Camera(1, 0, 0, 1)
        self.still = StillPicture(self)
        self.hand = Hand(self)
        self.ghosts = Ghosts(self)
        self.beside = Beside(self)
        self.elsewhere = Elsewhere(self)
        self.cautions = CautionMarks(self)
        self.marks: dict[int, PointMark] = {}
        self._making = Marks(self)
        self.selection: frozenset[int] = frozenset()
        self.hovered: str | None = None
        self.crosshair: tuple[float, float] | None = None
        self.band: QRectF | None = None
        self.preview = QPointF(0, 0)
        self.typed = TypedDose(self)
        self.gestures = Gestures(self)
        self.tints: Tints = ()
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
    def visit(self) -> Visit | None:
        return self.session.open.visit if self.session is not None else None

    @property
    def editable(self) -> bool:
        return self.session is not None and self.session.editable

    @property
    def face(self) -> FaceView | None:
        """The drawing of the present view; always of the version that is hit and measured."""
        return self._faces(self.view, self.version)

    @property
    def version(self) -> int:
        """The template the open visit was charted on, the newest without a visit; 0 before there is a session."""
        return self.session.anatomy.version if self.session is not None else 0

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

    def hover(self, code: str | None) -> None:
        """The area under the hand gets its outline and its name."""
        if code != self.hovered:
            self.hovered = code
            self.update()

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
            region += self.elsewhere.refresh_leaders()
            region += self.cautions.refresh()
        if not region.isEmpty():
            self.update(region)

    def _areas_in_use(self) -> Tints:
        if self.session is None or self.session.open.assessment is None:
            return ()
        return tuple((row.area, row.style) for row in self.session.open.assessment.areas)

    # ------------------------------------------------------------------ what a hand can do

    def mark_at(self, place: QPointF, reach: float) -> PointMark | None:
        """The point under a place on the screen; the nearest wins."""
        return nearest(self.marks.values(), place, reach=reach)

    def select(self, keys_chosen: frozenset[int]) -> None:
        """Choose these points and no others."""
        if keys_chosen != self.selection:
            self.selection = keys_chosen
            self.selection_changed.emit(keys_chosen)
            self.refresh()

    def area_name(self, code: str | None) -> str:
        """The short name of an area with its side, for people."""
        if code is None or self.session is None:
            return self.tr("no area")
        name = self.session.clinic.reference.areas[base_area(code)].short_name
        side = {"right": self.tr("R"), "left": self.tr("L")}.get(code.partition(".")[2], "")
        return f"{name} {side}".strip()

    # ------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        dirty = Dirty(event.region())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for piece in dirty.pieces:
            painter.fillRect(piece, self.look.color("surface"))
            self.still.paint(painter, piece)
        overlays.paint_hover(painter, self)
        self.ghosts.paint(painter, dirty)
        self.beside.paint(painter, dirty)
        self.elsewhere.paint(painter, dirty)
        self.cautions.paint_under(painter)
        font = self.font()
        for mark in self.marks.values():
            if dirty.near(mark.x, mark.y, mark.radius + MARGIN_PX):
                paint_point(painter, mark, self.look.face, font)
        self.elsewhere.paint_leaders(painter, dirty)
        self.cautions.paint_over(painter, dirty)
        self.watermark.paint(painter)
        self.ghosts.paint_label(painter)
        overlays.paint_hand(painter, self)
        paint_loupe(painter, self)

    def sizeHint(self) -> QSize:
        return QSize(690, 700)

    # ------------------------------------------------------------------ events, handed on

    def resizeEvent(self, event: QResizeEvent) -> None:
        was_fitted = self.camera.is_fitted
        face = self.face
        if face is None:
            self.still.seed()
        elif was_fitted or event.oldSize().isEmpty():
            self.camera = Camera.fit(box_of(face), QSizeF(self.size()))
            self._camera_moved(at_once=not self.still.has_art)

    def event(self, event: QEvent) -> bool:
        if event.type() in HAND_EVENTS and self.gestures.touch(event):
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            return show_tip(self, event)
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
        if not keys.press(self, event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from area to area, and on to the next control after the last one."""
        return keys.next_area(self, forward) or super().focusNextPrevChild(forward)

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
