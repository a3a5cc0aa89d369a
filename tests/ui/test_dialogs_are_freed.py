"""A dialog is gone once it is closed: the desk of an evening has as many widgets as that of the morning."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk import DeskWindow


def test_forty_dialogs_leave_nothing_behind(qtbot: QtBot, window: DeskWindow) -> None:
    def close() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        QTimer.singleShot(0, dialog.reject)

    def widgets() -> int:
        return len(window.findChildren(QWidget))

    counts = []
    for _ in range(10):
        for name in ("history", "edit_patient", "due", "keys"):
            QTimer.singleShot(30, close)
            window.actions_by_name[name].trigger()
            qtbot.waitUntil(lambda: not window.findChildren(QDialog))
        counts.append(widgets())
    assert counts[-1] == counts[0]
