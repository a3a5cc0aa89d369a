"""Runs a desk: checks the computer, shows the window at once, opens the file beside it, and closes it safely."""

from __future__ import annotations

import builtins
import hashlib
import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from charting import paths
from charting.errors import Problem
from charting.start.crash import CrashLog
from charting.start.opening import make_folder
from charting.start.preflight import check_window_system

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

RAISE_MS = 1500


def run(path: Path, *, demo: bool = False) -> int:
    """The desk on a file until its window is closed; the exit status. A Problem says why there is no desk."""
    check_window_system()
    # numpy's threads would spin beside the desk for nothing; it reads this when it is first imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import_qt()
    from charting.start.locking import hold

    path = path.absolute()
    if path == paths.default_database():
        make_folder(path.parent)  # a person's own folder is made at the first start; any other must be there
    app = application()
    name = server_name(path)
    try:
        lock = hold(path)
    except Problem:
        if raise_other(name):
            return 0
        raise
    from charting.start.wiring import Desk

    log = CrashLog(paths.log_folder())
    desk = Desk(app, path, demo=demo, server=name, log=log)
    log.install(desk.fault.emit)
    for asked in (signal.SIGINT, signal.SIGTERM):  # Ctrl+C, or the computer shuts down: close as if by hand
        signal.signal(asked, lambda *_: app.closeAllWindows())
    try:
        return desk.run()
    finally:
        lock.unlock()


def import_qt() -> None:
    """Import Qt, and keep Python's own import: Qt's reads the source of every later module for a feature of its own.

    Nothing here uses that feature, and without it all later imports take a seventh less time and 15 MB less.
    """
    own = builtins.__import__
    import PySide6.QtWidgets  # noqa: F401

    builtins.__import__ = own


def application() -> QApplication:
    """The one QApplication of this process."""
    from PySide6.QtWidgets import QApplication

    from charting.start.preflight import check_fonts
    from charting.start.qt_settings import look_nowhere

    look_nowhere()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Charting")
    app.setApplicationDisplayName("Charting")
    app.setDesktopFileName("charting")
    app.setStyle("Fusion")
    check_fonts()
    return app


def server_name(path: Path) -> str:
    """Where the first desk of a file listens for a second one."""
    return "charting-" + hashlib.sha256(str(path).encode()).hexdigest()[:20]


def raise_other(name: str) -> bool:
    """Ask the desk that holds the file to come to the front; False when it does not answer."""
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    until = time.monotonic() + RAISE_MS / 1000  # the first one may have started this very moment
    socket.connectToServer(name)
    while not socket.waitForConnected(RAISE_MS):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
        socket.connectToServer(name)
    socket.write(b"raise\n")
    socket.waitForBytesWritten(RAISE_MS)
    socket.disconnectFromServer()
    return True
