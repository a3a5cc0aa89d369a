"""The face by keyboard: Tab from area to area, arrows move the crosshair or nudge, Enter places, digits dose."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from charting.domain.face.face import View
from charting.ui.face.hits import CHOOSING_MM, chosen, nearest
from charting.ui.face.menu import point_menu
from charting.ui.kit.places import desk_key, dose_sign

if TYPE_CHECKING:
    from charting.ui.face.gestures import Gestures
    from charting.ui.face.hand import Hand
    from charting.ui.face.surface import Surface

STEP_MM = 1.0
LONG_STEP_MM = 5.0
_ENTERS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0), Qt.Key.Key_Right: (1.0, 0.0), Qt.Key.Key_Up: (0.0, -1.0), Qt.Key.Key_Down: (0.0, 1.0),
}  # fmt: skip


class Keys:
    """What the keys do on one canvas."""

    def __init__(self, canvas: Surface, hand: Hand, gestures: Gestures) -> None:
        self._canvas, self._hand, self._gestures = canvas, hand, gestures
        self._does: dict[Qt.Key, Callable[[QKeyEvent], bool]] = {
            **dict.fromkeys(_ARROWS, self._arrow),
            Qt.Key.Key_Return: self._enter,
            Qt.Key.Key_Enter: self._enter,
            Qt.Key.Key_Escape: self._escape,
            Qt.Key.Key_Delete: self._delete,
            Qt.Key.Key_Backspace: self._delete,
            Qt.Key.Key_Space: self._pick,
            Qt.Key.Key_N: self._next_point,
            Qt.Key.Key_A: self._menu,
        }
        # A finger that rests on Enter places one point: these happen once however long their key is held.
        self._once = (self._enter, self._pick, self._menu)

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key says; False when it says nothing here."""
        if event.key() in _ENTERS and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return self._place(anew=True)
        modifiers = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if modifiers != Qt.KeyboardModifier.NoModifier:
            return False
        if self._canvas.typed.key(dose_sign(event)):
            return True
        does = self._does.get(desk_key(event))
        if does in self._once and event.isAutoRepeat():
            return True
        return does is not None and does(event)

    def _enter(self, _: QKeyEvent) -> bool:
        """Enter ends the typing of a dose, or places at the crosshair."""
        return self._canvas.typed.finish() or self._place(anew=False)

    def _place(self, *, anew: bool) -> bool:
        """Place at the crosshair; on the middle of a point choose that, as a click does, unless it is to be `anew`."""
        canvas = self._canvas
        if canvas.crosshair is None:
            return False
        reach = CHOOSING_MM * canvas.camera.scale
        place = canvas.camera.to_px(*canvas.crosshair)
        mark = None if anew else chosen(canvas.marks.values(), place, reach=reach)
        if mark is None:
            self._hand.place_at(*canvas.crosshair)
        else:
            canvas.select(frozenset({mark.key}))
        return True

    def _delete(self, event: QKeyEvent) -> bool:
        if event.key() != Qt.Key.Key_Backspace or not self._canvas.typed.back():
            self._hand.delete()
        return True

    def _menu(self, _: QKeyEvent) -> bool:
        canvas = self._canvas
        if canvas.selection:
            point_menu(canvas, self._hand).popup(canvas.mapToGlobal(canvas.rect().center()))
        return bool(canvas.selection)

    def _arrow(self, event: QKeyEvent) -> bool:
        canvas = self._canvas
        step = LONG_STEP_MM if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP_MM
        across, down = _ARROWS[Qt.Key(event.key())]
        dx, dy = across * step, down * step
        if canvas.selection and canvas.editable:
            self._hand.move(dx, dy, nudge=True)
        else:
            x, y = canvas.crosshair or self._start()
            self._hand.move_crosshair(x + dx, y + dy)
        return True

    def _start(self) -> tuple[float, float]:
        view = self._canvas.view
        return (0.0, 20.0) if view is View.FRONT else (-20.0 if view is View.RIGHT else 20.0, 20.0)

    def _escape(self, _: QKeyEvent) -> bool:
        canvas = self._canvas
        if self._gestures.cancel() or canvas.typed.cancel():
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

    def _pick(self, _: QKeyEvent) -> bool:
        """Space chooses the point nearest to the crosshair, or lets it go again."""
        canvas = self._canvas
        if canvas.crosshair is None:
            return False
        mark = nearest(canvas.marks.values(), canvas.camera.to_px(*canvas.crosshair), reach=10_000)
        if mark is not None:
            canvas.select(canvas.selection ^ {mark.key})
        return True

    def _next_point(self, event: QKeyEvent) -> bool:
        """N goes from point to point of this view, Shift+N back."""
        canvas = self._canvas
        step = -1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        order = list(canvas.marks)
        if order:
            chosen = [n for n, key in enumerate(order) if key in canvas.selection]
            at = (chosen[-1] + step) % len(order) if chosen else (0 if step > 0 else len(order) - 1)
            canvas.select(frozenset({order[at]}))
        return True

    def next_area(self, forward: bool) -> bool:
        """Tab: the crosshair goes to the middle of the next area; False after the last one."""
        canvas = self._canvas
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
        self._hand.move_crosshair(round(x), round(y))
        canvas.hover(codes[place])
        return True
