"""Mouse and finger on the face: click places, drag moves, a drag beside the points is a rubber band, two fingers zoom.

While a dose is loaded a press places unless it is on the very middle of a point; with Ctrl it always does. A gesture
previews while it lasts and becomes one edit when it ends; Escape takes it back.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from enum import Enum

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QMouseEvent,
    QNativeGestureEvent,
    QTouchEvent,
    QWheelEvent,
)

from charting.drawing.camera import Camera
from charting.drawing.points import PointMark
from charting.ui.face.hits import CHOOSING_MM, MOUSE_REACH_PX, TOUCH_REACH_MM, chosen, nearest, within
from charting.ui.face.scene import InHand, Move, OpenMenu, Place, PointAt, Scene, Tell
from charting.ui.face.tool import Tool

CLICK_PX = 4.0
TAP_PX = 12.0
LONG_PRESS_MS = 600
RESTING_MS = 300
"""A finger that has not moved for so long is looking for its place: it sees what it covers."""

_TOUCHES = frozenset({QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd, QEvent.Type.TouchCancel})
PRESSES = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TouchBegin})
HAND_EVENTS = _TOUCHES | PRESSES | {
    QEvent.Type.NativeGesture, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease, QEvent.Type.Wheel,
}  # fmt: skip


class _Doing(Enum):
    NOTHING = 0
    PRESSING = 1
    MOVING = 2
    BANDING = 3
    PANNING = 4
    LOOKING = 5


class Gestures(QObject):
    """The gesture in hand on one face: it looks at scenes and tells intents."""

    def __init__(self, scene: Callable[[], Scene], tell: Tell, tool: Tool, parent: QObject, *, dpi: float) -> None:
        super().__init__(parent)
        self._look, self._tell, self._tool, self._dpi = scene, tell, tool, dpi
        self._doing = _Doing.NOTHING
        self._from = QPointF()
        self._last = QPointF()
        self._on_mark = False
        self._added = False
        self._forced = False
        self._pans = False
        self._pressed = QPointF(-1e6, -1e6)
        self._pinch: tuple[QPointF, float] | None = None
        self._fingers = 0
        self._held = QTimer(self, singleShot=True, interval=LONG_PRESS_MS)
        self._held.timeout.connect(self._long_press)
        self._resting = QTimer(self, singleShot=True, interval=RESTING_MS)
        self._resting.timeout.connect(self._look_closer)

    @property
    def _hand(self) -> InHand:
        return self._look().hand

    @property
    def _camera(self) -> Camera:
        return self._look().ground.camera

    @property
    def busy(self) -> bool:
        return self._doing is not _Doing.NOTHING

    def cancel(self) -> bool:
        """Take the gesture back; False when there is none."""
        busy = self.busy
        self._end()
        return busy

    def take(self, event: QEvent) -> bool:
        """Take an event of mouse, finger or trackpad; False leaves it to the widget."""
        kind = event.type()
        if kind in _TOUCHES or kind is QEvent.Type.NativeGesture:
            return self.touch(event)
        if isinstance(event, QWheelEvent):
            self._tell(self._camera.zoomed(1.0015 ** event.angleDelta().y(), event.position()))
            return True
        if not isinstance(event, QMouseEvent):
            return False
        if kind is QEvent.Type.MouseMove:
            self.motion(event)
        elif kind is QEvent.Type.MouseButtonRelease:
            self.release(event)
        else:
            self.press(event)
        return True

    # ------------------------------------------------------------------ mouse

    def press(self, event: QMouseEvent) -> None:
        modifiers, place = event.modifiers(), event.position()
        if event.button() is Qt.MouseButton.MiddleButton:
            self._begin(_Doing.PANNING, place)
            self._tell(replace(self._hand, cursor=Qt.CursorShape.ClosedHandCursor))
        elif event.button() is Qt.MouseButton.LeftButton:
            self._pans = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
            self._forced = self._pans or bool(modifiers & Qt.KeyboardModifier.AltModifier)
            self._down(place, self._again(event), bool(modifiers & Qt.KeyboardModifier.ShiftModifier))
            self._pressed = place

    def _again(self, event: QMouseEvent) -> float:
        """For the second press of a double click the reach that finds the point of the first; 0 for any other press.

        Two quick clicks that lie farther apart than a double click may are two clicks.
        """
        if event.type() is not QEvent.Type.MouseButtonDblClick:
            return 0.0
        away = event.position() - self._pressed
        near = QGuiApplication.styleHints().mouseDoubleClickDistance()
        return near + 1.0 if max(abs(away.x()), abs(away.y())) <= near else 0.0

    def _mark(self, place: QPointF, wide: float = 0.0) -> PointMark | None:
        """The point that the hand means here: while it holds a dose, which is to be placed, only on its very middle.

        Else all of the point can be caught, or what lies within `wide` pixels of its middle.
        """
        scene = self._look()
        narrow = CHOOSING_MM * scene.ground.camera.scale
        loaded = scene.editable and self._tool.units is not None
        reach = narrow if loaded else max(narrow, wide)
        return chosen(scene.marks.values(), place, reach=reach, disc=not loaded)

    def motion(self, event: QMouseEvent) -> None:
        if self.busy:
            self._drag_to(event.position(), CLICK_PX)
            return
        self._tell(PointAt(event.position()))
        # A hand where a press takes a point, a cross where it places one.
        taking = self._mark(event.position()) is not None
        shape = Qt.CursorShape.OpenHandCursor if taking else Qt.CursorShape.CrossCursor
        self._tell(replace(self._hand, cursor=shape))

    def release(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._up(event.position())

    def menu(self, event: QContextMenuEvent) -> None:
        """The right button, or the menu key: what can be done with the point here."""
        if event.reason() is not QContextMenuEvent.Reason.Keyboard:
            mark = nearest(self._look().marks.values(), QPointF(event.pos()), reach=MOUSE_REACH_PX)
            if mark is None:
                return
            if mark.key not in self._hand.selection:
                self._choose(frozenset({mark.key}))
        self._tell(OpenMenu(event.pos()))

    # ------------------------------------------------------------------ fingers

    def touch(self, event: QEvent) -> bool:
        """Take a touch or trackpad event; False leaves it to the widget."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
                return False
            self._tell(self._camera.zoomed(1 + event.value(), event.position()))
            return True
        if not isinstance(event, QTouchEvent):
            return False
        event.accept()
        if event.type() is QEvent.Type.TouchCancel:
            self.cancel()
            return True
        fingers = [p.position() for p in event.points()]
        if len(fingers) >= 2 and event.type() is not QEvent.Type.TouchEnd:
            self._two_fingers(fingers[0], fingers[1])
        elif event.type() is QEvent.Type.TouchBegin:
            self._fingers = 1
            self._forced = self._pans = False
            self._down(fingers[0], 0.0, False, self._touch_reach())
            self._held.start()
            self._resting.start()
        elif event.type() is QEvent.Type.TouchUpdate and self._fingers == 1:
            self._drag_to(fingers[0], TAP_PX)
        elif event.type() is QEvent.Type.TouchEnd:
            if self._fingers == 1:
                self._up(fingers[0])
            self._end()
        return True

    def _touch_reach(self) -> float:
        return TOUCH_REACH_MM * self._dpi / 25.4

    def _two_fingers(self, one: QPointF, two: QPointF) -> None:
        if self._fingers != 2:
            self._end()
            self._fingers = 2
        middle = (one + two) / 2
        apart = max(math.hypot(one.x() - two.x(), one.y() - two.y()), 1.0)
        if self._pinch is not None:
            was, was_apart = self._pinch
            camera = self._camera.panned(middle.x() - was.x(), middle.y() - was.y())
            self._tell(camera.zoomed(apart / was_apart, middle))
        self._pinch = (middle, apart)

    def _long_press(self) -> None:
        if self._doing is _Doing.PRESSING and self._on_mark:
            place = self._from
            self._end()
            self._tell(OpenMenu(place.toPoint()))

    def _look_closer(self) -> None:
        """The finger rests beside the points: it is shown what lies beneath it, and where its point would come."""
        if self._doing is _Doing.PRESSING and not self._on_mark and self._look().editable:
            self._held.stop()
            self._doing = _Doing.LOOKING
            self._tell(replace(self._hand, ghost=None, looking=self._last))

    # ------------------------------------------------------------------ either

    def _begin(self, doing: _Doing, place: QPointF) -> None:
        self._doing, self._from, self._last = doing, place, place

    def _choose(self, keys: frozenset[int]) -> None:
        self._tell(replace(self._hand, selection=keys))

    def _down(self, place: QPointF, again: float, add: bool, wide: float = 0.0) -> None:
        self._begin(_Doing.PRESSING, place)
        self._tell(PointAt(place, pressed=True))  # a finger hovers over nothing; it is told when it touches
        if self._forced and not again:
            mark = None
        elif again or add:
            mark = nearest(self._look().marks.values(), place, reach=again or MOUSE_REACH_PX)
        else:
            mark = self._mark(place, wide)
        self._on_mark, self._added = mark is not None, add
        if mark is None:
            return
        if add:
            self._choose(self._hand.selection ^ {mark.key})
        elif mark.key not in self._hand.selection:
            self._choose(frozenset({mark.key}))

    def _drag_to(self, place: QPointF, slack: float) -> None:
        away = place - self._from
        if self._doing is _Doing.PRESSING and math.hypot(away.x(), away.y()) > slack:
            self._held.stop()
            self._resting.stop()
            self._tell(replace(self._hand, ghost=None))
            self._doing = self._kind_of_drag()
        if self._doing is _Doing.MOVING:
            self._tell(replace(self._hand, preview=(away.x(), away.y())))
        elif self._doing is _Doing.BANDING:
            self._tell(replace(self._hand, band=QRectF(self._from, place).normalized()))
        elif self._doing is _Doing.PANNING:
            step = place - self._last
            self._tell(self._camera.panned(step.x(), step.y()))
        elif self._doing is _Doing.LOOKING:
            self._tell(replace(self._hand, looking=place))
        self._last = place

    def _kind_of_drag(self) -> _Doing:
        scene = self._look()
        if self._pans:
            self._tell(replace(scene.hand, cursor=Qt.CursorShape.ClosedHandCursor))
            return _Doing.PANNING
        if self._on_mark:
            return _Doing.MOVING if scene.editable and scene.hand.selection else _Doing.PRESSING
        if self._fingers == 1 and not scene.ground.camera.is_fitted:
            return _Doing.PANNING
        return _Doing.BANDING

    def _up(self, place: QPointF) -> None:
        doing, away = self._doing, place - self._from
        band, add, scale = self._hand.band, self._added, self._camera.scale
        self._end()
        if doing is _Doing.MOVING:
            self._tell(Move(away.x() / scale, away.y() / scale, nudge=False))
        elif doing is _Doing.BANDING and band is not None:
            chosen = within(self._look().marks.values(), band)
            self._choose(self._hand.selection | chosen if add else chosen)
        elif doing is _Doing.LOOKING and (mark := self._mark(place)) is not None:
            self._choose(frozenset({mark.key}))  # a finger that looked for its place lies on the middle of a point
        elif doing is _Doing.LOOKING or (doing is _Doing.PRESSING and not self._on_mark):
            self._tell(Place(*_rounded(self._camera.to_mm(place)), adding=self._added))

    def _end(self) -> None:
        self._held.stop()
        self._resting.stop()
        self._fingers, self._pinch = 0, None
        panned, self._doing = self._doing is _Doing.PANNING, _Doing.NOTHING
        hand = replace(self._hand, preview=None, band=None, looking=None)
        self._tell(replace(hand, cursor=Qt.CursorShape.CrossCursor) if panned else hand)


def _rounded(place: tuple[float, float]) -> tuple[float, float]:
    return round(place[0], 2), round(place[1], 2)
