"""The face by keyboard: Tab from area to area, arrows move the crosshair or nudge, Enter places, digits dose."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from charting.domain.face import View
from charting.ui.face.hits import CHOOSING_MM, chosen, nearest
from charting.ui.face.menu import point_menu
from charting.ui.kit.places import desk_key, dose_sign

if TYPE_CHECKING:
    from charting.ui.face.canvas import FaceCanvas

STEP_MM = 1.0
LONG_STEP_MM = 5.0
_ENTERS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0), Qt.Key.Key_Right: (1.0, 0.0), Qt.Key.Key_Up: (0.0, -1.0), Qt.Key.Key_Down: (0.0, 1.0),
}  # fmt: skip


def press(canvas: FaceCanvas, event: QKeyEvent) -> bool:
    """Do what the key says; False when it says nothing here."""
    if event.key() in _ENTERS and event.modifiers() & Qt.KeyboardModifier.AltModifier:
        return _place(canvas, anew=True)
    modifiers = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
    if modifiers != Qt.KeyboardModifier.NoModifier:
        return False
    if canvas.typed.key(dose_sign(event)):
        return True
    does = _KEYS.get(desk_key(event))
    if does in _ONCE and event.isAutoRepeat():
        return True
    return does is not None and does(canvas, event)


def _enter(canvas: FaceCanvas, _: QKeyEvent) -> bool:
    """Enter ends the typing of a dose, or places at the crosshair."""
    return canvas.typed.finish() or _place(canvas, anew=False)


def _place(canvas: FaceCanvas, *, anew: bool) -> bool:
    """Place at the crosshair; on the middle of a point choose that, as a click does, unless it is to be `anew`."""
    if canvas.crosshair is None:
        return False
    reach = CHOOSING_MM * canvas.camera.scale
    place = canvas.camera.to_px(*canvas.crosshair)
    mark = None if anew else chosen(canvas.marks.values(), place, reach=reach)
    if mark is None:
        canvas.hand.place_at(*canvas.crosshair)
    else:
        canvas.select(frozenset({mark.key}))
    return True


def _delete(canvas: FaceCanvas, event: QKeyEvent) -> bool:
    if event.key() != Qt.Key.Key_Backspace or not canvas.typed.back():
        canvas.hand.delete()
    return True


def _menu(canvas: FaceCanvas, _: QKeyEvent) -> bool:
    if canvas.selection:
        point_menu(canvas).popup(canvas.mapToGlobal(canvas.rect().center()))
    return bool(canvas.selection)


def _arrow(canvas: FaceCanvas, event: QKeyEvent) -> bool:
    step = LONG_STEP_MM if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP_MM
    across, down = _ARROWS[Qt.Key(event.key())]
    dx, dy = across * step, down * step
    if canvas.selection and canvas.editable:
        canvas.hand.move(dx, dy, nudge=True)
    else:
        x, y = canvas.crosshair or _start(canvas)
        canvas.hand.move_crosshair(x + dx, y + dy)
    return True


def _start(canvas: FaceCanvas) -> tuple[float, float]:
    return (0.0, 20.0) if canvas.view is View.FRONT else (-20.0 if canvas.view is View.RIGHT else 20.0, 20.0)


def _escape(canvas: FaceCanvas, _: QKeyEvent) -> bool:
    if canvas.gestures.cancel() or canvas.typed.cancel():
        return True
    if canvas.selection:
        canvas.select(frozenset())
        return True
    if canvas.crosshair is not None:
        canvas.crosshair = None
        canvas.hover(None)
        canvas.update()
        return True
    return False


def _pick(canvas: FaceCanvas, _: QKeyEvent) -> bool:
    """Space chooses the point nearest to the crosshair, or lets it go again."""
    if canvas.crosshair is None:
        return False
    mark = nearest(canvas.marks.values(), canvas.camera.to_px(*canvas.crosshair), reach=10_000)
    if mark is not None:
        canvas.select(canvas.selection ^ {mark.key})
    return True


def _next_point(canvas: FaceCanvas, event: QKeyEvent) -> bool:
    """N goes from point to point of this view, Shift+N back."""
    step = -1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
    order = list(canvas.marks)
    if order:
        chosen = [n for n, key in enumerate(order) if key in canvas.selection]
        at = (chosen[-1] + step) % len(order) if chosen else (0 if step > 0 else len(order) - 1)
        canvas.select(frozenset({order[at]}))
    return True


def next_area(canvas: FaceCanvas, forward: bool) -> bool:
    """Tab: the crosshair goes to the middle of the next area; False after the last one."""
    if canvas.session is None:
        return False
    areas = canvas.session.anatomy.areas(canvas.view)
    codes = list(areas)
    at = canvas.hovered if canvas.crosshair is not None else None
    place = codes.index(at) + (1 if forward else -1) if at in codes else (0 if forward else len(codes) - 1)
    if not 0 <= place < len(codes):
        canvas.crosshair = None
        canvas.hover(None)
        return False
    x, y = areas[codes[place]].inner
    canvas.hand.move_crosshair(round(x), round(y))
    canvas.hover(codes[place])
    return True


_KEYS: dict[Qt.Key, Callable[[FaceCanvas, QKeyEvent], bool]] = {
    **dict.fromkeys(_ARROWS, _arrow),
    Qt.Key.Key_Return: _enter,
    Qt.Key.Key_Enter: _enter,
    Qt.Key.Key_Escape: _escape,
    Qt.Key.Key_Delete: _delete,
    Qt.Key.Key_Backspace: _delete,
    Qt.Key.Key_Space: _pick,
    Qt.Key.Key_N: _next_point,
    Qt.Key.Key_A: _menu,
}
_ONCE = (_enter, _pick, _menu)
"""What a key does once however long it is held: a finger that rests on Enter places one point."""
