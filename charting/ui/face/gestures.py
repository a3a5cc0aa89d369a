"""Mouse and finger on the face: click places, drag moves, a drag beside the points is a rubber band, two fingers zoom.

While a dose is loaded a press places unless it is on the very middle of a point; with Ctrl it always does. A gesture
previews while it lasts and becomes one edit when it ends; Escape takes it back.
"""

from __future__ import annotations

import math
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QMouseEvent, QNativeGestureEvent, QTouchEvent

from charting.ui.face.hits import CHOOSING_MM, MOUSE_REACH_PX, TOUCH_REACH_MM, chosen, within
from charting.ui.face.menu import point_menu

if TYPE_CHECKING:
    from charting.drawing.points import PointMark
    from charting.ui.face.caution_marks import CautionMarks
    from charting.ui.face.ghosts import Ghosts
    from charting.ui.face.hand import Hand
    from charting.ui.face.surface import Surface

CLICK_PX = 4.0
TAP_PX = 12.0
LONG_PRESS_MS = 600
RESTING_MS = 300
"""A finger that has not moved for so long is looking for its place: it sees what it covers."""

_TOUCHES = frozenset({QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd, QEvent.Type.TouchCancel})
HAND_EVENTS = _TOUCHES | {QEvent.Type.NativeGesture}


class _Doing(Enum):
    NOTHING = 0
    PRESSING = 1
    MOVING = 2
    BANDING = 3
    PANNING = 4
    LOOKING = 5


class Gestures:
    """The gesture in hand on one canvas."""

    def __init__(self, canvas: Surface, hand: Hand, ghosts: Ghosts, cautions: CautionMarks) -> None:
        self._canvas, self._hand, self._ghosts, self._cautions = canvas, hand, ghosts, cautions
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
        self._held = QTimer(canvas, singleShot=True, interval=LONG_PRESS_MS)
        self._held.timeout.connect(self._long_press)
        self._resting = QTimer(canvas, singleShot=True, interval=RESTING_MS)
        self._resting.timeout.connect(self._look_closer)

    @property
    def dragged(self) -> frozenset[int]:
        """The points that follow the hand just now."""
        return self._canvas.selection if self._doing is _Doing.MOVING else frozenset()

    @property
    def looking_at(self) -> QPointF | None:
        """Where a resting finger lies, which covers what it points at; None at any other time."""
        return self._last if self._doing is _Doing.LOOKING else None

    @property
    def busy(self) -> bool:
        return self._doing is not _Doing.NOTHING

    def cancel(self) -> bool:
        """Take the gesture back; False when there is none."""
        busy = self.busy
        self._end()
        return busy

    # ------------------------------------------------------------------ mouse

    def press(self, event: QMouseEvent) -> None:
        self._canvas.setFocus(Qt.FocusReason.MouseFocusReason)
        modifiers, place = event.modifiers(), event.position()
        if event.button() is Qt.MouseButton.MiddleButton:
            self._begin(_Doing.PANNING, place)
            self._canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
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
        canvas = self._canvas
        narrow = CHOOSING_MM * canvas.camera.scale
        loaded = canvas.editable and canvas.tool.units is not None
        reach = narrow if loaded else max(narrow, wide)
        return chosen(canvas.marks.values(), place, reach=reach, disc=not loaded)

    def motion(self, event: QMouseEvent) -> None:
        canvas = self._canvas
        if self.busy:
            self._drag_to(event.position(), CLICK_PX)
        elif canvas.session is not None:
            canvas.crosshair = None
            canvas.hover(canvas.session.anatomy.area_at(canvas.view, *_rounded(canvas.camera.to_mm(event.position()))))
            self._ghosts.hover(event.position())
            self._cautions.hover(event.position())
            self._show_cursor(self._mark(event.position()) is not None)

    def _show_cursor(self, on_point: bool) -> None:
        """A hand where a press takes a point, a cross where it places one."""
        shape = Qt.CursorShape.OpenHandCursor if on_point else Qt.CursorShape.CrossCursor
        if self._canvas.cursor().shape() is not shape:
            self._canvas.setCursor(shape)

    def release(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._up(event.position())

    def menu(self, event: QContextMenuEvent) -> None:
        """The right button, or the menu key: what can be done with the point here."""
        canvas = self._canvas
        place = QPointF(event.pos())
        if event.reason() is not QContextMenuEvent.Reason.Keyboard:
            mark = canvas.mark_at(place, MOUSE_REACH_PX)
            if mark is None:
                return
            if mark.key not in canvas.selection:
                canvas.select(frozenset({mark.key}))
        if canvas.selection:
            point_menu(canvas, self._hand).popup(event.globalPos())

    # ------------------------------------------------------------------ fingers

    def touch(self, event: QEvent) -> bool:
        """Take a touch or trackpad event; False leaves it to the widget."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
                return False
            camera = self._canvas.camera.zoomed(1 + event.value(), event.position())
            self._canvas.move_camera(camera)
            return True
        if event.type() not in _TOUCHES or not isinstance(event, QTouchEvent):
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
            self._canvas.setFocus(Qt.FocusReason.MouseFocusReason)
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
        return TOUCH_REACH_MM * self._canvas.logicalDpiX() / 25.4

    def _two_fingers(self, one: QPointF, two: QPointF) -> None:
        if self._fingers != 2:
            self._end()
            self._fingers = 2
        middle = (one + two) / 2
        apart = max(math.hypot(one.x() - two.x(), one.y() - two.y()), 1.0)
        if self._pinch is not None:
            was, was_apart = self._pinch
            camera = self._canvas.camera.panned(middle.x() - was.x(), middle.y() - was.y())
            self._canvas.move_camera(camera.zoomed(apart / was_apart, middle))
        self._pinch = (middle, apart)

    def _long_press(self) -> None:
        canvas = self._canvas
        if self._doing is _Doing.PRESSING and self._on_mark:
            place = self._from
            self._end()
            point_menu(canvas, self._hand).popup(canvas.mapToGlobal(place.toPoint()))

    def _look_closer(self) -> None:
        """The finger rests beside the points: it is shown what lies beneath it, and where its point would come."""
        if self._doing is _Doing.PRESSING and not self._on_mark and self._canvas.editable:
            self._held.stop()
            self._doing = _Doing.LOOKING
            self._ghosts.hover(None)
            self._canvas.update()

    # ------------------------------------------------------------------ either

    def _begin(self, doing: _Doing, place: QPointF) -> None:
        self._doing, self._from, self._last = doing, place, place

    def _down(self, place: QPointF, again: float, add: bool, wide: float = 0.0) -> None:
        canvas = self._canvas
        self._begin(_Doing.PRESSING, place)
        self._ghosts.hover(place)  # a finger hovers over nothing; it is told when it touches
        if self._forced and not again:
            mark = None
        elif again or add:
            mark = canvas.mark_at(place, again or MOUSE_REACH_PX)
        else:
            mark = self._mark(place, wide)
        self._on_mark, self._added = mark is not None, add
        if mark is None:
            return
        if add:
            canvas.select(canvas.selection ^ {mark.key})
        elif mark.key not in canvas.selection:
            canvas.select(frozenset({mark.key}))

    def _drag_to(self, place: QPointF, slack: float) -> None:
        canvas = self._canvas
        away = place - self._from
        if self._doing is _Doing.PRESSING and math.hypot(away.x(), away.y()) > slack:
            self._held.stop()
            self._resting.stop()
            self._ghosts.hover(None)
            self._doing = self._kind_of_drag()
        if self._doing is _Doing.MOVING:
            canvas.preview = away
            canvas.refresh()
        elif self._doing is _Doing.BANDING:
            before = canvas.band or QRectF()
            canvas.band = QRectF(self._from, place).normalized()
            canvas.update(before.united(canvas.band).adjusted(-2, -2, 2, 2).toAlignedRect())
        elif self._doing is _Doing.PANNING:
            step = place - self._last
            canvas.move_camera(canvas.camera.panned(step.x(), step.y()))
        elif self._doing is _Doing.LOOKING:
            canvas.update()
        self._last = place

    def _kind_of_drag(self) -> _Doing:
        canvas = self._canvas
        if self._pans:
            canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
            return _Doing.PANNING
        if self._on_mark:
            return _Doing.MOVING if canvas.editable and canvas.selection else _Doing.PRESSING
        if self._fingers == 1 and not canvas.camera.is_fitted:
            return _Doing.PANNING
        return _Doing.BANDING

    def _up(self, place: QPointF) -> None:
        canvas, doing = self._canvas, self._doing
        away = place - self._from
        band, add = canvas.band, self._added
        self._end()
        if doing is _Doing.MOVING:
            scale = canvas.camera.scale
            before = canvas.visit
            self._hand.move(away.x() / scale, away.y() / scale, nudge=False)
            if canvas.visit is before:
                canvas.hub.notice.emit(canvas.tr("A point stays on the face; it is back where it was."))
        elif doing is _Doing.BANDING and band is not None:
            chosen = within(canvas.marks.values(), band)
            canvas.select(canvas.selection | chosen if add else chosen)
        elif doing is _Doing.LOOKING:
            self._lift(place)
        elif doing is _Doing.PRESSING and not self._on_mark:
            self._click(place)

    def _lift(self, place: QPointF) -> None:
        """A finger that looked for its place is lifted: on the middle of a point it chooses that, else it places."""
        canvas = self._canvas
        mark = self._mark(place)
        if mark is not None:
            canvas.select(frozenset({mark.key}))
        else:
            self._click(place)

    def _click(self, place: QPointF) -> None:
        canvas = self._canvas
        if canvas.session is None:
            return
        x, y = _rounded(canvas.camera.to_mm(place))
        if not canvas.session.anatomy.on_face(canvas.view, x, y):
            canvas.select(frozenset())
        elif not self._added:
            self._hand.place_at(x, y)

    def _end(self) -> None:
        canvas = self._canvas
        self._held.stop()
        self._resting.stop()
        self._fingers, self._pinch = 0, None
        if self._doing is _Doing.PANNING:
            canvas.setCursor(Qt.CursorShape.CrossCursor)
        was = self._doing
        self._doing = _Doing.NOTHING
        if was is _Doing.LOOKING:
            canvas.update()
        canvas.preview = QPointF(0, 0)
        if canvas.band is not None:
            area = canvas.band.adjusted(-2, -2, 2, 2).toAlignedRect()
            canvas.band = None
            canvas.update(area)
        if was is _Doing.MOVING:
            canvas.refresh()


def _rounded(place: tuple[float, float]) -> tuple[float, float]:
    return round(place[0], 2), round(place[1], 2)
