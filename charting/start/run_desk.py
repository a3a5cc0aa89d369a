"""Runs a desk: checks the computer, takes the lock, shows a window at once, and says why there is none.

What is loaded here is loaded before anything is seen, so it is next to nothing; `beginning` goes on after that.
"""

from __future__ import annotations

import builtins
import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from charting import paths
from charting.errors import Problem
from charting.start.preflight import check_window_system

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def run(path: Path, *, demo: bool = False) -> int:
    """The desk on a file until its window is closed; the exit status. A Problem says why there is no desk."""
    check_window_system()
    gc.disable()  # nothing of a start is garbage, and looking for some takes a tenth of it: see `beginning`
    # numpy's threads would spin beside the desk for nothing; it reads this when it is first imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import_qt()
    from charting.start.locking import hold, make_folder

    path = path.absolute()
    if path == paths.default_database():
        make_folder(path.parent)  # a person's own folder is made at the first start; any other must be there
    app = application()
    try:
        lock = hold(path)
    except Problem:
        from charting.start.other_desk import raise_other

        if raise_other(path):
            return 0
        raise
    from charting.start.beginning import Beginning

    try:
        return Beginning(app, path, demo=demo).run()
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

    # Said in the arguments and not by `setStyle`: a style as a value of Python costs a twentieth of the first paint.
    app = QApplication.instance() or QApplication([*sys.argv[:1], "-style", "Fusion"])
    assert isinstance(app, QApplication)
    app.setApplicationName("Charting")
    app.setApplicationDisplayName("Charting")
    app.setDesktopFileName("charting")
    return app
