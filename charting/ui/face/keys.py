"""The face by keyboard: Tab from area to area, arrows move the crosshair or nudge, Enter places, digits dose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from charting.domain.face.face import View
from charting.domain.face.outline import Outline
from charting.ui.face.hits import CHOOSING_MM, chosen, nearest
from charting.ui.face.scene import Aim, Delete, InHand, Move, OpenMenu, Place, Scene, Tell
from charting.ui.kit.places import desk_key, dose_sign
from charting.ui.kit.resting import TypedDose

STEP_MM = 1.0
LONG_STEP_MM = 5.0
_ENTERS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0), Qt.Key.Key_Right: (1.0, 0.0), Qt.Key.Key_Up: (0.0, -1.0), Qt.Key.Key_Down: (0.0, 1.0),
}  # fmt: skip


class Keys:
    """What the keys do on one face: `cancel` takes the gesture in hand back, and says whether there was one."""

    def __init__(self, scene: Callable[[], Scene], tell: Tell, typed: TypedDose, cancel: Callable[[], bool]) -> None:
        self._look, self._tell, self._typed, self._cancel = scene, tell, typed, cancel
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

    @property
    def _hand(self) -> InHand:
        return self._look().hand

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key says; False when it says nothing here."""
        if event.key() in _ENTERS and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return self._place(anew=True)
        modifiers = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if modifiers != Qt.KeyboardModifier.NoModifier:
            return False
        if self._typed.key(dose_sign(event)):
            return True
        does = self._does.get(desk_key(event))
        if does in self._once and event.isAutoRepeat():
            return True
        return does is not None and does(event)

    def _enter(self, _: QKeyEvent) -> bool:
        """Enter ends the typing of a dose, or places at the crosshair."""
        return self._typed.finish() or self._place(anew=False)

    def _place(self, *, anew: bool) -> bool:
        """Place at the crosshair; on the middle of a point choose that, as a click does, unless it is to be `anew`."""
        scene, crosshair = self._look(), self._hand.crosshair
        if crosshair is None:
            return False
        reach = CHOOSING_MM * scene.ground.camera.scale
        place = scene.ground.camera.to_px(*crosshair)
        mark = None if anew else chosen(scene.marks.values(), place, reach=reach)
        self._tell(Place(*crosshair) if mark is None else replace(scene.hand, selection=frozenset({mark.key})))
        return True

    def _delete(self, event: QKeyEvent) -> bool:
        if event.key() != Qt.Key.Key_Backspace or not self._typed.back():
            self._tell(Delete())
        return True

    def _menu(self, _: QKeyEvent) -> bool:
        scene = self._look()
        if scene.hand.selection:
            self._tell(OpenMenu(scene.ground.rect().center()))
        return bool(scene.hand.selection)

    def _arrow(self, event: QKeyEvent) -> bool:
        scene = self._look()
        step = LONG_STEP_MM if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP_MM
        across, down = _ARROWS[Qt.Key(event.key())]
        dx, dy = across * step, down * step
        if scene.hand.selection and scene.editable:
            self._tell(Move(dx, dy, nudge=True))
        else:
            x, y = scene.hand.crosshair or _start(scene.ground.view)
            self._tell(Aim(x + dx, y + dy))
        return True

    def _escape(self, _: QKeyEvent) -> bool:
        if self._cancel() or self._typed.cancel():
            return True
        hand = self._hand
        if hand.selection:
            self._tell(replace(hand, selection=frozenset()))
        elif hand.crosshair is not None:
            self._tell(replace(hand, crosshair=None, area=None))
        else:
            return False
        return True

    def _pick(self, _: QKeyEvent) -> bool:
        """Space chooses the point nearest to the crosshair, or lets it go again."""
        scene = self._look()
        if scene.hand.crosshair is None:
            return False
        place = scene.ground.camera.to_px(*scene.hand.crosshair)
        mark = nearest(scene.marks.values(), place, reach=10_000)
        if mark is not None:
            self._tell(replace(scene.hand, selection=scene.hand.selection ^ {mark.key}))
        return True

    def _next_point(self, event: QKeyEvent) -> bool:
        """N goes from point to point of this view, Shift+N back."""
        scene = self._look()
        step = -1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        order = list(scene.marks)
        if order:
            chosen = [n for n, key in enumerate(order) if key in scene.hand.selection]
            at = (chosen[-1] + step) % len(order) if chosen else (0 if step > 0 else len(order) - 1)
            self._tell(replace(scene.hand, selection=frozenset({order[at]})))
        return True

    def next_area(self, forward: bool, areas: Mapping[str, Outline]) -> bool:
        """Tab: the crosshair goes to the middle of the next of the view's areas; False after the last one."""
        codes = list(areas)
        if not codes:
            return False
        at = self._hand.area if self._hand.crosshair is not None else None
        place = codes.index(at) + (1 if forward else -1) if at in codes else (0 if forward else len(codes) - 1)
        if not 0 <= place < len(codes):
            self._tell(replace(self._hand, crosshair=None, area=None))
            return False
        x, y = areas[codes[place]].inner
        self._tell(Aim(round(x), round(y)))
        self._tell(replace(self._hand, area=codes[place]))
        return True


def _start(view: View) -> tuple[float, float]:
    """Where the crosshair begins."""
    return (0.0, 20.0) if view is View.FRONT else (-20.0 if view is View.RIGHT else 20.0, 20.0)
