"""Lets a journey be told from top to bottom, although a dialog keeps whoever opened it waiting until it is closed.

The journey runs in a thread of its own and hands each act to the thread of the window. An act is over when it has
returned and the desk is at rest, or when it has opened a dialog or a menu that waits for an answer.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget

PATIENCE_S = 30.0
STEP_MS = 1
"""How often it is looked whether an act is over."""
RESTS = 3
"""So many looks after an act returned: what it put off to the next turn of the loop is done by then."""
OPEN_RESTS = 12
"""So many looks with a new dialog or menu on the screen before it counts as waiting for an answer."""


def answering() -> list[QWidget]:
    """The dialogs and menus that are on the screen."""
    return [w for w in QApplication.topLevelWidgets() if w.isVisible() and (w.isModal() or _is_popup(w))]


def open_titles() -> list[str]:
    """The windows on the screen, by their titles; a menu has none."""
    return [w.windowTitle() or type(w).__name__ for w in QApplication.topLevelWidgets() if w.isVisible()]


def _is_popup(widget: QWidget) -> bool:
    return (widget.windowFlags() & Qt.WindowType.WindowType_Mask) == Qt.WindowType.Popup


def _activate() -> None:
    """Give the keyboard to the dialog that waits, else to the desk, as a window manager does when a dialog closes."""
    left = [w for w in QApplication.topLevelWidgets() if w.isVisible() and isinstance(w, QDialog | QMainWindow)]
    top = QApplication.activeModalWidget() or max(left, key=lambda w: w.width() * w.height(), default=None)
    if top is not None:
        top.activateWindow()


class _Act:
    """One thing to be done in the thread of the window."""

    def __init__(self, do: Callable[[], Any]) -> None:
        self.do = do
        self.over = threading.Event()
        self.returned = False
        self.result: Any = None
        self.fault: BaseException | None = None
        self.looks = self.open_looks = 0
        self.before: list[QWidget] = []


class Stage(QObject):
    """Runs a journey: `run` in the thread of the window, `act` in the journey's."""

    _asked = Signal(object)
    _ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._now: _Act | None = None
        self._loop = QEventLoop()
        self._fault: BaseException | None = None
        self._look = QTimer(self)
        self._look.setInterval(STEP_MS)
        self._look.timeout.connect(self._look_whether_over)
        self._asked.connect(self._do, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)

    # ------------------------------------------------------------------ in the journey's thread

    def act(self, do: Callable[[], Any]) -> Any:
        """Have something done, and wait until it is over; what it raises is raised here."""
        act = _Act(do)
        self._asked.emit(act)
        if not act.over.wait(PATIENCE_S):
            raise TimeoutError(f"the desk did not come to rest within {PATIENCE_S:g} s")
        if act.fault is not None:
            raise act.fault
        return act.result

    def wait_until(self, true: Callable[[], bool], what: str, seconds: float = PATIENCE_S) -> None:
        """Wait as a person does: look again and again."""
        until = time.monotonic() + seconds
        while not self.act(true):
            assert time.monotonic() < until, f"waited in vain for {what}"
            time.sleep(0.01)

    # ------------------------------------------------------------------ in the window's thread

    def run(self, journey: Callable[[], None]) -> None:
        """Run a journey to its end; its failure is raised here, with nothing left open."""

        def going() -> None:
            try:
                journey()
            except BaseException as fault:
                fault.add_note(f"on the screen: {', '.join(self.act(open_titles))}")
                self._fault = fault
            finally:
                self._ended.emit()

        self._fault = None
        thread = threading.Thread(target=going, name="journey", daemon=True)
        thread.start()
        self._loop.exec()
        thread.join(PATIENCE_S)
        if self._fault is not None:
            raise self._fault

    def _do(self, act: _Act) -> None:
        self._now, act.before = act, answering()
        self._look.start()
        try:
            act.result = act.do()
        except BaseException as fault:
            act.fault = fault
        act.returned = True

    def _look_whether_over(self) -> None:
        act = self._now
        if act is None or act.over.is_set():
            self._look.stop()
            return
        waiting = any(widget not in act.before for widget in answering())
        act.open_looks = act.open_looks + 1 if waiting else 0
        act.looks = act.looks + 1 if act.returned else 0
        if act.returned and QApplication.activeWindow() is None:
            _activate()
        elif act.looks >= RESTS or act.open_looks >= OPEN_RESTS:
            self._look.stop()
            act.over.set()

    def _end(self) -> None:
        """What a journey that failed left open is closed, the newest first; then the loop can end."""
        self._look.stop()
        left = answering()
        if left:
            top = QApplication.activePopupWidget() or QApplication.activeModalWidget() or left[-1]
            if isinstance(top, QDialog):
                top.done(0)
            else:
                top.close()
            QTimer.singleShot(0, self._end)
        else:
            self._loop.quit()
