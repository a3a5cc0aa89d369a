"""Keeps Qt from reading settings of its own: on Python 3.11 a file dialog would run what somebody put into them.

Qt's dialogs remember their width and the folders of last time in a file that all Qt programs of a person share, and
PySide unpickles what stands in it. The program's own settings never pass through Qt (see `settings`).
"""

from __future__ import annotations

import atexit

from PySide6.QtCore import QDir, QSettings, QTemporaryDir  # noqa: TID251  nothing is kept in it: see below


def look_nowhere() -> None:
    """Point Qt at an empty folder that nobody else can write into, which goes with the program. Before any dialog."""
    folder = QTemporaryDir(f"{QDir.tempPath()}/charting-qt-XXXXXX")
    atexit.register(folder.remove)
    for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
        for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(form, scope, folder.path())
