"""One long piece of work beside the window: it tells how far it is, and can be stopped."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from charting.errors import Problem

Step = Callable[[int, int], None]

TELL_EVERY_S = 0.05


class Stopped(Exception):
    """Somebody stopped the work."""


def _nothing(_step: Step) -> None:
    return


def surely(act: Callable[[], object], failed: Callable[[Problem], object]) -> None:
    """Do the work of a thread. Whatever stops it is told, so that nobody waits for ever; our own faults are noted."""
    try:
        act()
    except Problem as problem:
        failed(problem)
    except Exception:  # ours: noted like any fault, while the window lives on
        kind, fault, trace = sys.exc_info()
        assert kind is not None
        threading.excepthook(threading.ExceptHookArgs((kind, fault, trace, threading.current_thread())))
        failed(Problem("A fault inside Charting stopped this; nothing was changed."))


class Work(QObject):
    """Does `act` on a thread of its own; `act` calls what it is given with how much is done, and of how much.

    One of `done` (with what came of it), `failed` (with the problem) and `stopped` comes at the end.
    """

    progress = Signal(int, int)
    done = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    def __init__(self, act: Callable[[Step], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._act = act
        self._stop = threading.Event()
        self._told = 0.0
        self._thread = threading.Thread(target=self._work, name="work", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask it to stop; what it was doing is taken back."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def wait(self) -> None:
        """Until the thread has ended."""
        if self._thread.ident is not None:
            self._thread.join()

    def _step(self, done: int, whole: int) -> None:
        if self._stop.is_set():
            raise Stopped
        now = time.monotonic()
        if now - self._told >= TELL_EVERY_S or done == whole:
            self._told = now
            self.progress.emit(done, whole)

    def _work(self) -> None:
        surely(self._do, self.failed.emit)

    def _do(self) -> None:
        act, self._act = self._act, _nothing  # who asked for it is not kept by what they asked
        try:
            found = act(self._step)
        except Stopped:
            self.stopped.emit()
        else:
            self.done.emit(found)
