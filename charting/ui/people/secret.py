"""A field for a password or a PIN: what was typed is hidden, a wrong one is said under it, a wait is counted down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QLineEdit

from charting.desk.people import WrongPassword
from charting.errors import Problem
from charting.ui.kit.fields import Field
from charting.words.words import tr_problem

TICK_MS = 250


class SecretField(Field):
    """`attempt` checks what was typed; while a wait runs it is not even asked. `waits` says that one began or ended."""

    waits = Signal(bool)

    def __init__(self, caption: str, clock: Callable[[], datetime]) -> None:
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        super().__init__(caption, self.line)
        self._clock = clock
        self._said = ""
        self._hint = ""
        self._from = clock()
        self._wait = timedelta(0)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.line.textEdited.connect(self._edited)

    def set_hint(self, text: str) -> None:
        """What stands under the field while nothing else does."""
        self._hint = text
        self.say(text)

    def set_caption(self, text: str) -> None:
        self.caption.setText(text)
        self.line.setAccessibleName(text)

    @property
    def waiting(self) -> bool:
        return self._timer.isActive()

    def attempt(self, act: Callable[[str], None]) -> bool:
        """Do `act` with what was typed; False when it was refused, which is said here, and the field is empty again."""
        typed = self.line.text()
        if self.waiting or not typed:
            self.line.setFocus()
            return False
        self.say(self.tr("Checking…"))
        self.message.repaint()  # hashing takes a tenth of a second, on an old computer half of one
        try:
            act(typed)
        except WrongPassword as wrong:
            self.refuse(tr_problem(wrong), wrong.wait)
            return False
        except Problem as problem:
            self.refuse(tr_problem(problem))
            return False
        self.clear()
        return True

    def refuse(self, said: str, wait: timedelta = timedelta(0)) -> None:
        """Say that it was not right, and count the wait down if there is one."""
        self.line.clear()
        self.line.setFocus()
        self._said, self._wait, self._from = said, wait, self._clock()
        if wait:
            self._timer.start()
            self.waits.emit(True)
        self._tick()

    def clear(self) -> None:
        """As it was before anything was typed."""
        self.line.clear()
        self._end()
        self.say(self._hint)

    def _tick(self) -> None:
        past = self._clock() - self._from
        left = self._wait - past if past >= timedelta(0) else timedelta(0)
        if left > timedelta(0):
            seconds = -(-left // timedelta(seconds=1))
            text = self.tr("{said} Next try in {seconds} s.").format(said=self._said, seconds=seconds)
            if text != self.message.text():
                self.say(text, "problem")
            return
        if self._end():
            self.say(self.tr("Try again now."))
            return
        self.say(self._said, "problem")

    def _end(self) -> bool:
        if not self._timer.isActive():
            return False
        self._timer.stop()
        self.waits.emit(False)
        return True

    def _edited(self) -> None:
        if not self.waiting:
            self.say(self._hint)


def lose_focus() -> None:
    """Let what is being typed be kept: whoever edits, ends it when the focus goes."""
    focused = QApplication.focusWidget()
    if focused is not None:
        focused.clearFocus()
