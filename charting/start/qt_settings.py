"""Keeps Qt from reading settings of its own: on Python 3.11 a file dialog would run what somebody put into them.

Qt's dialogs remember their width and the folders of last time in a file that all Qt programs of a person share, and
PySide unpickles what stands in it. The program's own settings never pass through Qt (see `settings`).
"""

from __future__ import annotations

import atexit
import shutil
import tempfile

from PySide6.QtCore import QSettings  # noqa: TID251  nothing is kept in it: it is told to look elsewhere


def look_nowhere() -> None:
    """Point Qt at an empty folder that nobody else can write into, which goes with the program. Before any dialog."""
    folder = tempfile.mkdtemp(prefix="charting-qt-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
        for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(form, scope, folder)
