"""Ready to sign? Small ticks above the button: they tick themselves while charting, and nothing waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from charting.desk.session import Session
from charting.domain.visit.readiness import Check, Item
from charting.errors import Problem
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import wear
from charting.ui.kit.same import set_name, set_tip
from charting.words.record_words import check_hint, check_name
from charting.words.words import tooltip

if TYPE_CHECKING:
    from charting.ui.visit.fields import VisitFields
    from charting.ui.visit.why_chips import WhyChips

LINE = 24
_GAP = 2
DONE, OPEN = "✓", "○"
_ACTIONS = {
    Check.CONSENT: "history",
    Check.HISTORY: "history",
    Check.PHOTOGRAPHS: "photographs",
    Check.REVIEW: "review",
}
"""What is done in a place of its own: the action that opens it."""


class Checklist(QWidget):
    """One button for each item. A tap ticks what only a person knows, or asks to be taken to the place (`wanted`).

    Where the window is low the list is one line: what is done shrinks to one tick with a count, and what does not fit
    to “+2”; a tap on either shows all. What is ticked stays where it is until the pointer leaves the list: the next one
    must not come under a finger that taps twice.
    """

    wanted = Signal(object)

    def __init__(self, session: Session, hub: Hub) -> None:
        super().__init__()
        self._session = session
        self._hub = hub
        self._low, self._all_shown = True, False  # until it is known how much room there is
        self.items: tuple[Item, ...] = ()
        self._rooms: dict[QPushButton, int] = {}
        self._sights: dict[int, tuple[list[QPushButton], list[Item]]] = {}
        self._of: str | None = None
        self._held: set[Check] = set()
        self.buttons: dict[Check, QPushButton] = {}
        self.done = self._button()
        self.more = self._button()
        for button in (self.done, self.more):
            button.setAccessibleName(self.tr("Show all of the list"))
            button.clicked.connect(self._toggle_all)
        self.setAccessibleName(self.tr("Ready to sign?"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _button(self) -> QPushButton:
        button = QPushButton(self)
        wear(button, role="check")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a tap leaves the keyboard where it was
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.hide()
        return button

    def set_low(self, low: bool) -> None:
        """Whether there is little room."""
        if low != self._low:
            self._low = low
            self._show()

    def refresh(self) -> None:
        """Look at the open visit again; a signed one has no list."""
        items = self._session.readiness.ready() if self._session.editable else ()
        visit = self._session.open.visit
        if visit is not None and visit.id != self._of:
            self._of, self._rooms, self._held = visit.id, {}, set()
        if items != self.items:  # at most clicks nothing of it is different
            self.items = items
            self._show()
        self.setVisible(bool(items))

    # ------------------------------------------------------------------ showing

    def _show(self) -> None:
        self._sights.clear()
        finished = [item for item in self.items if item.done and item.check not in self._held]
        for item in self.items:
            if item.check not in self.buttons:
                button = self.buttons[item.check] = self._button()
                button.clicked.connect(lambda _checked=False, check=item.check: self._tapped(check))
            self._say(self.buttons[item.check], item)
        self.done.setText(f"{DONE} {len(finished)}")
        self._say_all(self.done, self.tr("Done: {items}"), finished, "muted")
        self.setAccessibleDescription(
            self.tr("{done} of {all} looked after").format(
                done=sum(item.done for item in self.items), all=len(self.items)
            )
        )
        self._arrange()
        self.updateGeometry()

    def _say(self, button: QPushButton, item: Item) -> None:
        name = check_name(item)
        button.setText(f"{DONE if item.done else OPEN} {name}")
        hint = check_hint(item)
        set_tip(button, tooltip(hint))
        state = self.tr("{item}: done") if item.done else self.tr("{item}: open")
        set_name(button, state.format(item=name), hint)
        wear(button, tone="caution" if item.expired else "muted" if item.done else "")

    def _say_all(self, button: QPushButton, words: str, items: Sequence[Item], tone: str) -> None:
        """One button that stands for several items, all of which are told in words."""
        said = words.format(items=", ".join(check_name(item) for item in items))
        set_name(button, said)
        set_tip(button, tooltip(said))
        wear(button, tone=tone)

    def _in_sight(self, width: int) -> list[QPushButton]:
        """The buttons to show, in the order of the work; where there is little room, those that fit on one line.

        Found once for each width: a layout asks for it several times, and asking changes nothing on the screen.
        """
        if width not in self._sights:
            self._sights[width] = self._find_in_sight(width)
        return self._sights[width][0]

    def _find_in_sight(self, width: int) -> tuple[list[QPushButton], list[Item]]:
        """The buttons, and the items that `more` stands for."""
        all_of_them = [self.buttons[item.check] for item in self.items]
        if not self._low or self._all_shown:
            return all_of_them, []
        left = [item for item in self.items if not item.done or item.check in self._held]
        shown = [self.done] if len(left) < len(self.items) else []
        shown += [self.buttons[item.check] for item in left]
        hidden: list[Item] = []
        if not shown or self._places(shown, width)[-1].y() == 0:
            return shown, hidden
        while len(shown) > 1 and self._places([*shown, self.more], width)[-1].y():
            shown.pop()
            hidden = left[-(len(left) - sum(button is not self.done for button in shown)) :]
            self.more.setText(f"+{len(hidden)}")
        return [*shown, self.more], hidden

    def _arrange(self) -> None:
        shown = self._in_sight(self.width()) if self.items else []
        if self.more in shown:
            hidden = self._sights[self.width()][1]
            self.more.setText(f"+{len(hidden)}")
            self._say_all(self.more, self.tr("Open too: {items}"), hidden, "")
        for button in (self.done, self.more, *self.buttons.values()):
            if button not in shown:
                button.hide()
        for button, place in zip(shown, self._places(shown, self.width()), strict=True):
            mirrored = self.isRightToLeft()
            x = self.width() - place.x() - button.sizeHint().width() if mirrored else place.x()
            button.setGeometry(x, place.y(), button.sizeHint().width(), LINE)
            button.show()

    def _places(self, shown: list[QPushButton], width: int) -> list[QPoint]:
        """Where the buttons lie, beside each other in as many lines as they need."""
        places, x, y = [], 0, 0
        for button in shown:
            wide = self._room(button)
            if x and x + wide > width:
                x, y = 0, y + LINE
            places.append(QPoint(x, y))
            x += wide + _GAP
        return places

    def _room(self, button: QPushButton) -> int:
        """The width a button keeps while this visit is open: with either mark, and with the longest count it had.

        So those behind it stay where they are when one is ticked, or one caution less is left.
        """
        metrics = button.fontMetrics()
        marks = {mark: metrics.horizontalAdvance(mark) for mark in (DONE, OPEN)}
        most = max(marks.values())
        now = button.sizeHint().width() + most - marks.get(button.text()[:1], most)
        self._rooms[button] = max(now, self._rooms.get(button, 0))
        return self._rooms[button]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._places(self._in_sight(width), width) if self.items else []
        tall = places[-1].y() + LINE if places else 0
        # Points bring items of their own: where there is room for it their line is there before they come.
        return tall if self._low or not places else max(tall, 2 * LINE)

    def sizeHint(self) -> QSize:
        return QSize(300, self.heightForWidth(max(self.width(), 300)))

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.heightForWidth(max(self.width(), 300)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    # ------------------------------------------------------------------ the hand

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is elsewhere: what was ticked goes to the rest."""
        super().leaveEvent(event)
        if self._held:
            self._held.clear()
            self._show()

    def _tapped(self, check: Check) -> None:
        item = next((item for item in self.items if item.check is check), None)
        if item is None:
            return
        if not item.by_hand:
            self.wanted.emit(check)
            return
        if self.underMouse():
            self._held.add(check)
        try:
            self._session.readiness.tick(check, on=not item.done)
        except Problem as problem:
            self._hub.problem.emit(problem)

    def _toggle_all(self) -> None:
        self._all_shown = not self._all_shown
        self._show()


def lead_to(
    check: Check, *, hub: Hub, areas: QPushButton, cautions: QPushButton, whys: WhyChips, fields: VisitFields
) -> None:
    """Bring the hand to where this is done: an action, or a tab or a field of the panel of doses."""
    if check in _ACTIONS:
        hub.wanted.emit(_ACTIONS[check])
    elif check is Check.REASONS:
        areas.setChecked(True)
        whys.go_to_first()
    elif check is Check.CAUTIONS:
        cautions.setChecked(True)
    else:
        if fields.vials.collapses:
            fields.vials.label.click()  # the fields are folded into the vial that was picked
        field = {Check.LOT: fields.lot, Check.EXPIRY: fields.expires}.get(check, fields.diluent)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
