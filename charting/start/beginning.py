"""A desk from nothing: at once a window in its size and colours, and after its first paint all the rest in it."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from charting import paths
from charting.drawing.kept import KeptFaces
from charting.errors import Problem
from charting.start.settings import load_settings
from charting.ui.kit.ground import ground_of
from charting.ui.shell.first_picture import FirstPicture
from charting.ui.shell.screen_room import keep_on_screen
from charting.ui.shell.window import MainWindow

if TYPE_CHECKING:
    from charting.start.crash import CrashLog
    from charting.start.opening import Opened, Opening
    from charting.start.wiring import Desk
    from charting.start.written import Written

LATEST_OPENING_MS = 1000
KEEP_MS = 2000
"""When a file is open, and nobody waits, what takes time to make is written down for the next start."""
FRAME_KNOWN_MS = 100
"""A window system tells how wide a frame is when it has put it around the window."""


class Beginning(QObject):
    """One window on one file. What the opening thread says waits here until there is a desk to say it to."""

    opened = Signal(object)
    failed = Signal(object)
    said = Signal(object)
    fault = Signal()

    def __init__(self, app: QApplication, path: Path, *, demo: bool) -> None:
        super().__init__()
        self._app, self._path, self._demo = app, path, demo
        self._settings = load_settings(paths.settings_file())
        self._ground = ground_of(self._settings.look)
        self._faces = KeptFaces(paths.cache(), max((paths.resources() / "face").glob("front-*.svg")))
        self._window: MainWindow | None = None
        self._desk: Desk | None = None
        self._opening: Opening | None = None
        self._log: CrashLog | None = None
        self._written: Written | None = None
        self._running = self._gone_on = self._ended = False
        self._problem: Problem | None = None

    def run(self) -> int:
        """Show the window, open the file beside it, and stay until the window is closed; the exit status.

        A Problem says what the computer lacks for a desk.
        """
        self._running = True
        self.open_beside()
        self._app.exec()
        status = self.wait()
        if self._problem is not None:
            raise self._problem
        return status

    def wait(self) -> int:
        """Let the background threads end; the exit status."""
        if self._opening is not None:
            self._opening.wait()
        if self._written is not None:
            self._written.keep()
        return self._desk.status if self._desk is not None else 0

    def open_beside(self) -> MainWindow:
        """Show the window at once and open the file beside its first paint."""
        ground, settings = self._ground, self._settings
        first = FirstPicture(self._faces, ground)
        self._window = window = MainWindow(first)
        window.setPalette(QPalette(QColor(ground.surface), QColor(ground.back)))
        window.resize(settings.width, settings.height)
        keep_on_screen(window)
        if settings.maximized:
            window.showMaximized()
        else:
            window.show()
            QTimer.singleShot(FRAME_KNOWN_MS, window, lambda: keep_on_screen(window))
        window.closing.connect(self._end)
        first.painted.connect(self._go_on)
        QTimer.singleShot(LATEST_OPENING_MS, self._go_on)  # a window that starts hidden is not painted
        return window

    def _go_on(self) -> None:
        """What follows the first paint: the file on a thread, the desk here."""
        if self._gone_on or self._ended:
            return
        self._gone_on = True
        try:
            self._end_in_order()
            self._use_what_was_written()
            self._note_faults()
            self._look_at_qt()
            self._open()
            self._make_desk()
        except Problem as problem:
            self._problem = problem
            self._app.exit(1)
        except Exception:
            self._app.exit(1)  # a window that never becomes a desk is worse than none
            raise

    def _end_in_order(self) -> None:
        """Ctrl+C, or the computer shuts down, or the terminal is closed: close as if by hand."""
        import signal

        for name in ("SIGINT", "SIGTERM", "SIGHUP") if self._running else ():
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), lambda *_: self._app.closeAllWindows())

    def _end(self) -> None:
        """The window was closed; what comes after, comes too late."""
        self._ended = True

    def _use_what_was_written(self) -> None:
        if not self._running:
            return
        from charting.start.written import written

        self._written = written()
        self._written.put_to_use()
        QTimer.singleShot(KEEP_MS, self, self._written.keep)
        QTimer.singleShot(KEEP_MS, self, self._collect_again)

    def _note_faults(self) -> None:
        from charting.start.crash import CrashLog

        self._log = CrashLog(paths.log_folder())
        if self._running:
            self._log.install(self.fault.emit)

    def _look_at_qt(self) -> None:
        from charting.start.preflight import check_fonts
        from charting.start.qt_settings import look_nowhere

        check_fonts()
        look_nowhere()

    def _open(self) -> None:
        from charting.start.opening import Faces, Opening

        self.opened.connect(self._hand_over)
        self.failed.connect(self._refuse)
        self.said.connect(self._say)
        self._drawings = Faces()
        self._opening = Opening(
            self._path, self._drawings, demo=self._demo, done=self.opened.emit, failed=self.failed.emit,
            say=self.said.emit,
        )  # fmt: skip
        self._opening.start()

    def _collect_again(self) -> None:
        """Look for garbage again, but not among what the start made, which stays to the end."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()

    def _make_desk(self) -> None:
        from charting.start.wiring import Desk

        assert self._window is not None
        assert self._log is not None
        self._desk = Desk(
            self._app, self._window, self._path, self._settings, self._drawings, self._faces, self._log, demo=self._demo
        )
        self.fault.connect(self._desk.tell_fault)

    # ------------------------------------------------------------------ what the thread says

    def _hand_over(self, opened: Opened) -> None:
        if self._desk is None or self._ended:
            opened.store.close()
        else:
            self._desk.start_session(opened)
            self._collect_again()

    def _refuse(self, problem: Problem) -> None:
        if self._desk is not None:
            self._desk.refuse(problem)

    def _say(self, problem: Problem) -> None:
        if self._desk is not None:
            self._desk.say(problem)
