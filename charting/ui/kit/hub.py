"""Announces what changed, once; every panel listens here and none calls another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from charting.desk.steps import Changed

_AWAY_MS = 500
"""How long the second pass waits for somebody to come back, before it looks again."""


class Hub(QObject):
    """Signals of the whole desk. They may be emitted from any thread; slots run on the window's.

    What a hand does on the face is announced in two passes: `first`, in which the face and the total show it, and in
    the next turn, once that is on the screen, `changed` for everybody. So is a hand that walks from visit to visit. All
    else is `changed` at once.

    changed: a desk.steps.Changed. first: the same of an edit by hand or a walk, a turn earlier. save_state: a
    desk.autosave.SaveState. problem: a Problem to say in the window.
    notice: a short sentence that may go away by itself. unsaid: one that holds no longer, and what is said instead, or
    nothing. highlight: an area code under the hand, or None.
    wanted: the name of an action that something asks for in its place. asked: one of the intents of the shell.
    chosen: the keys of the points that are chosen, on the face or in their list. cautioned: the keys of a caution's
    points that somebody wants to see; caution_pointed: those of the caution under the hand, none without one.
    """

    changed = Signal(object)
    first = Signal(object)
    save_state = Signal(object)
    problem = Signal(object)
    notice = Signal(str)
    unsaid = Signal(str, str)
    highlight = Signal(object)
    wanted = Signal(str)
    asked = Signal(object)
    chosen = Signal(object)
    cautioned = Signal(object)
    caution_pointed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.away: Callable[[], bool] = lambda: False
        self.is_second = False
        """Whether what is announced now is the second pass of an edit by hand; another may come at once."""
        self._by_hand = self._walking = False
        self._owed: Changed | None = None
        self._painted: list[Callable[[], None]] = []
        self._next_turn = QTimer(self, singleShot=True, interval=0)
        self._next_turn.timeout.connect(self._after_paint)
        self._then = QTimer(self, singleShot=True, interval=0)
        self._then.timeout.connect(self._second)

    @contextmanager
    def by_hand(self) -> Iterator[None]:
        """What is announced meanwhile was done by a hand on the face, which looks at the face."""
        before, self._by_hand = self._by_hand, True
        try:
            yield
        finally:
            self._by_hand = before

    @contextmanager
    def walking(self) -> Iterator[None]:
        """Another visit that is opened meanwhile was walked to by a hand, which looks at its face."""
        self._walking = True
        try:
            yield
        finally:
            self._walking = False

    def when_painted(self, begin: Callable[[], None]) -> None:
        """Call it once what a hand did is on the screen; at once where no hand does anything."""
        if self._by_hand:
            self._painted.append(begin)
            self._next_turn.start(0)
        else:
            begin()

    def announce(self, changed: Changed) -> None:
        """For a session: tell everybody; the one who waits for the second pass of an edit is told both as one."""
        if self._is_seen_first(changed):
            self._owed = changed if self._owed is None else changed | self._owed
            self.first.emit(changed)
            self._then.stop()
            self._next_turn.start(0)
            return
        if self._owed is not None and not changed.person:
            changed, self._owed = changed | self._owed, None
            self._next_turn.stop()
            self._then.stop()
            self._begin()
        self.changed.emit(changed)

    def _is_seen_first(self, changed: Changed) -> bool:
        """Whether the face shows it before all the rest; an edit and a walk that follow each other are not joined."""
        if not changed.visit or changed.patient or changed.person:
            return False
        joined = self._owed is None or self._owed.opened == changed.opened
        return joined and (self._walking if changed.opened else self._by_hand)

    def _after_paint(self) -> None:
        """What the turn before painted leaves for the screen before anything else is looked at."""
        self._then.start(0)

    def _begin(self) -> None:
        waiting, self._painted = self._painted, []
        for begin in waiting:
            begin()

    def _second(self) -> None:
        self._begin()
        if self.away():  # nothing of a chart is shown now, and what is owed is not lost
            self._next_turn.start(_AWAY_MS)
        elif self._owed is not None:
            owed, self._owed = self._owed, None
            self.is_second = True
            self.changed.emit(owed)
            self.is_second = False
