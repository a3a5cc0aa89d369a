"""The clickable face: shows a view with its areas and points, and turns pixels into millimetres.

What it shows is one `Scene`, made anew at each change: of the open visit, the camera, and what the hand is at. Its
layers say where it differs from the one before, and only that is painted. Events become intents in `gestures` and
`keys`; what they ask for is done in `do`, and what is for the desk goes to it in `hand`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from charting.domain.face.face import FaceView, View
from charting.domain.visit.visit import Visit
from charting.drawing.camera import Camera
from charting.drawing.face import box_of
from charting.drawing.still import Dirty
from charting.ui.face import words
from charting.ui.face.gestures import HAND_EVENTS, PRESSES, Gestures
from charting.ui.face.hand import Hand
from charting.ui.face.hits import MOUSE_REACH_PX
from charting.ui.face.keys import Keys
from charting.ui.face.making import Making
from charting.ui.face.menu import point_menu
from charting.ui.face.overlays import TIP_REACH_PX
from charting.ui.face.scene import (
    Aim,
    Dose,
    Ghost,
    Ground,
    InHand,
    Intent,
    Moving,
    OpenMenu,
    Place,
    PointAt,
    Scene,
    few,
)  # fmt: skip
from charting.ui.face.still import StillPicture
from charting.ui.face.tool import Tool
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look
from charting.ui.kit.resting import TypedDose
from charting.words.words import tooltip

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

    def __init__(self, hub: Hub, look: Look, tool: Tool, faces: Callable[[View, int], FaceView | None]) -> None:
        super().__init__()
        self.hub, self.look, self.tool, self._faces = hub, look, tool, faces
        self.session: Session | None = None
        self._shown: Visit | None = None
        self.view = View.FRONT
        self.camera = Camera(1, 0, 0, 1)
        self.still = StillPicture()
        self.making = Making(tool, self.still)
        self._moving = Moving.NOTHING
        self.scene = Scene(self.ground())
        self.typed = TypedDose(self)
        self._to_desk = Hand(hub, tool)
        self._gestures = Gestures(lambda: self.scene, self.do, tool, self, dpi=self.logicalDpiX())
        self._keys = Keys(lambda: self.scene, self.do, self.typed, self._gestures.cancel)
        self._rest = QTimer(self, singleShot=True, interval=RESTING_MS)
        self._rest.timeout.connect(lambda: self._set_moving(Moving.NOTHING))
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(220, 260)
        self.setAccessibleName(self.tr("Face map"))
        self.typed.dosed.connect(lambda units: self.do(Dose(units)))
        self.typed.refused.connect(hub.problem)
        self.typed.typing.connect(lambda text: self.do(replace(self.hand, typed=text)))
        hub.changed.connect(self._changed)
        hub.first.connect(lambda changed: self._changed(changed, at_once=True))
        hub.highlight.connect(self._highlight)

    # ------------------------------------------------------------------ what is shown

    @property
    def visit(self) -> Visit | None:
        return self.session.open.visit if self.session is not None else None

    @property
    def editable(self) -> bool:
        return self.session is not None and self.session.editable

    @property
    def hand(self) -> InHand:
        """What the hand is at."""
        return self.scene.hand

    @property
    def selection(self) -> frozenset[int]:
        """The keys of the points that are chosen."""
        return self.scene.hand.selection

    def ground(self) -> Ground:
        """The present view, of the version that is hit and measured; 0 before there is a session."""
        version = self.session.anatomy.version if self.session is not None else 0
        face = self._faces(self.view, version) if version else None
        return Ground(
            self.view, version, face, self.camera, self.size(), self.devicePixelRatioF(),
            self.look, self.font(), self.locale().decimalPoint(),
        )  # fmt: skip

    def attach(self, session: Session) -> None:
        """Show a session's work from now on."""
        self.session = session
        self.refresh()
        if self.scene.ground.face is not None:
            self.fit()

    def set_look(self, look: Look) -> None:
        self.look = look
        self.still.forget()
        self.refresh()

    def show_view(self, view: View) -> None:
        """Front, or one of the patient's sides."""
        if view is not self.view:
            self._gestures.cancel()
            self.view = view
            self.still.forget()
            self.do(replace(self.hand, crosshair=None, area=None))
            self.fit()
            self.setAccessibleDescription(self.making.elsewhere.told())
            self.view_changed.emit(view)

    def fit(self) -> None:
        """The whole view, centred."""
        face = self.ground().face
        if face is not None and self.width() > 2 * EDGE_PX:
            self.camera = Camera.fit(box_of(face), QSizeF(self.size()))
            self._set_moving(Moving.NOTHING)

    def move_camera(self, camera: Camera) -> None:
        """Zoom or pan; the old picture is stretched until the hand rests."""
        self.camera = camera
        self._set_moving(Moving.CAMERA)

    def _set_moving(self, moving: Moving) -> None:
        self._moving = moving
        if moving is Moving.NOTHING:
            self._rest.stop()
            self.still.let_go()
        else:
            self._rest.start()
        self.zoomed.emit(not self.camera.is_fitted)
        self.refresh()

    def select(self, keys: frozenset[int]) -> None:
        """Choose these points and no others."""
        self.do(replace(self.hand, selection=keys))

    # ------------------------------------------------------------------ changes

    def _changed(self, changed: Changed, *, at_once: bool = False) -> None:
        """Show it. `at_once` the points before all the rest; what cautions say of them comes with that.

        Nothing of what the hand was at goes to another visit.
        """
        if changed.opened and not (self.hub.is_second and self._shown is self.visit):
            self._gestures.cancel()
            self.typed.cancel()
            self._shown = self.visit
            choice = Ghost.BEFORE if changed.patient else self.hand.ghosts
            hand = replace(self.hand, selection=frozenset(), over=None, pointed=frozenset(), ghosts=choice)
            if hand != self.hand:
                self.refresh(hand=hand, at_once=True)
            if not self.still.has_art:
                self.fit()
        self.refresh(at_once=at_once)

    def _highlight(self, code: str | None) -> None:
        face = self.scene.ground.face
        known = code is not None and face is not None and (code in face.areas or code in face.overlays)
        self.do(replace(self.hand, area=code if known else None))

    def refresh(self, *, at_once: bool = False, hand: InHand | None = None) -> None:
        """Make the scene anew and repaint where it differs; `at_once` only its points, the rest in the next turn."""
        before, hand = self.scene, hand or self.hand
        if hand.selection and (visit := self.visit) is not None:
            hand = replace(hand, selection=hand.selection & {p.key for p in visit.points})
        bare = Scene(self.ground(), hand, self._moving)
        self.scene = self.making.scene(self.session, bare, before, at_once=at_once)
        if self.hand.cursor is not before.hand.cursor:
            self.setCursor(self.hand.cursor)
        if self.scene.distances and self.scene.distances != before.distances:
            # Somebody who does not see the lines is told the figures.
            self.setAccessibleDescription(", ".join(dict.fromkeys(shown.text for shown in self.scene.distances)))
        if self.scene.ground != before.ground or self._moving is not before.moving:
            self.update()
        elif rects := [r for layer in self.making.layers for r in layer.dirty(before, self.scene) if not r.isEmpty()]:
            self.update(few(rects))
        if self.hand.selection != before.hand.selection:
            self.selection_changed.emit(self.hand.selection)

    # ------------------------------------------------------------------ what is asked for

    def do(self, intent: Intent) -> None:
        """Do what gestures and keys, a menu or the desk around the face ask for."""
        match intent:
            case InHand():
                if intent != self.hand:
                    self.refresh(hand=intent)
            case Camera():
                self.move_camera(intent)
            case PointAt(place, pressed):
                self.do(self._pointed(place, pressed=pressed))
            case Aim(x, y):
                self._aim(round(x, 2), round(y, 2))
            case OpenMenu(place):
                if self.session is not None and self.selection:
                    point_menu(self, self.session, self.selection, self.do).popup(self.mapToGlobal(place))
            case Place():
                self._place(intent)
            case _:
                self._to_desk.do(intent, self.session, self.view, self.selection)

    def _place(self, wish: Place) -> None:
        """Place on the skin; nothing is chosen any more, and beside the face that is all."""
        if self.session is None:
            return
        skin = self.session.anatomy.on_face(self.view, wish.x_mm, wish.y_mm)
        if not wish.adding or not skin:
            self.select(frozenset())
        if skin and not wish.adding:
            self._to_desk.do(wish, self.session, self.view, self.selection)

    def _pointed(self, place: QPointF | None, *, pressed: bool) -> InHand:
        """The hand when it is at a place: the area, the ghost and the point there."""
        hand, scene = self.hand, self.scene
        if place is None:
            return replace(hand, area=None, ghost=None, over=None)
        ghost = self.making.ghosts.at(scene, place)
        if pressed or self.session is None:
            return replace(hand, ghost=ghost)
        x, y = self.camera.to_mm(place)
        mark = self.making.marks.at(scene, place, MOUSE_REACH_PX / 2)
        area = self.session.anatomy.area_at(self.view, round(x, 2), round(y, 2))
        return replace(hand, crosshair=None, area=area, ghost=ghost, over=None if mark is None else mark.key)

    def _aim(self, x: float, y: float) -> None:
        """Put the keyboard's crosshair on a place of the face, and say where that is."""
        if self.session is None or not self.session.anatomy.on_face(self.view, x, y):
            return
        place = self.camera.to_px(x, y)
        area, ghost = self.session.anatomy.area_at(self.view, x, y), self.making.ghosts.at(self.scene, place)
        said = words.crosshair_text(x, y, words.area_name(area, self.session))
        if ghost is not None:
            told = self.making.ghosts.text_of(ghost, self.hand, self.session)
            said += self.tr("; last time {dose}").format(dose=told)
        if hollow := self.making.elsewhere.text_at(self.scene, place):
            said += f"; {hollow}"
        self.setAccessibleDescription(said)
        self.do(replace(self.hand, crosshair=(x, y), area=area, ghost=ghost))

    def tip_at(self, place: QPointF) -> str:
        """What a place on the screen says to the hand that rests there; mostly nothing."""
        if self.session is None:
            return ""
        mark = self.making.marks.at(self.scene, place, TIP_REACH_PX)
        if mark is not None:
            return words.point_text(mark.key, self.session)
        return self.making.beside.text_at(self.scene, place, self.session) or self.making.elsewhere.text_at(
            self.scene, place
        )

    # ------------------------------------------------------------------ painting and events

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.scene.moving is Moving.SIZE:
            self.still.paint_whole(painter, self.scene.ground)
        else:
            self._paint(painter, event.region())

    def _paint(self, painter: QPainter, region: QRegion) -> None:
        dirty = Dirty(region)
        for piece in dirty.pieces:
            self.still.paint(painter, piece, self.scene)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for layer in self.making.layers:
            layer.paint(painter, self.scene, dirty)

    def sizeHint(self) -> QSize:
        return QSize(690, 700)

    def resizeEvent(self, event: QResizeEvent) -> None:
        face = self.ground().face
        if face is not None and (self.camera.is_fitted or event.oldSize().isEmpty()):
            if not self.still.has_art or event.oldSize().isEmpty():
                self.fit()
                return
            if self._moving is not Moving.SIZE:
                self.still.take(self.scene.ground, self._paint)
            self.camera, self._moving = Camera.fit(box_of(face), QSizeF(self.size())), Moving.SIZE
            self.scene = replace(self.scene, ground=self.ground(), moving=Moving.SIZE)
            self._rest.start()
            self.update()
        else:
            self.refresh()

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if self._moving is Moving.SIZE and (kind in HAND_EVENTS or kind == QEvent.Type.KeyPress):
            self._set_moving(Moving.NOTHING)  # a hand reaches for what is really there
        if kind in HAND_EVENTS and self.isEnabled():
            if kind in PRESSES:
                self.setFocus(Qt.FocusReason.MouseFocusReason)
            if self._gestures.take(event):
                return True
        elif kind == QEvent.Type.Leave:
            self.do(PointAt(None))
        elif kind == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            show_tip(self, event, self.tip_at(QPointF(event.pos())))
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.do(replace(self.hand, ghost=None))
        if not self._keys.press(event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from area to area, and on to the next control after the last one."""
        areas = self.session.anatomy.areas(self.view) if self.session is not None else {}
        return self._keys.next_area(forward, areas) or super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.typed.finish()
        self.do(replace(self.hand, crosshair=None))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._gestures.menu(event)


def show_tip(canvas: QWidget, event: QHelpEvent, text: str) -> None:
    """Show what lies under the hand, or take the last tip away."""
    if text:
        QToolTip.showText(event.globalPos(), tooltip(text), canvas)
    else:
        QToolTip.hideText()
