"""Charts a visit in a real window on a real file and dies by SIGKILL; run as a program: FILE mouse|keyboard.

The last thing it prints is the visit as it stands on the screen.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from charting.domain.face.face import View
from charting.start.beginning import Beginning
from charting.start.run_desk import application
from charting.ui.face.face_panel import FacePanel
from charting.ui.past.visits import VisitsPanel
from charting.ui.patient.patient import PatientDialog

if TYPE_CHECKING:
    from charting.ui.face.canvas import FaceCanvas
    from charting.ui.shell.window import MainWindow

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
# 20 points over six areas: forehead, glabella, crow's feet on both sides, chin, masseter in profile.
FRONT = [
    (0, -50, "1.5"), (-20, -52, "1.5"), (20, -52, "1.5"), (-38, -50, "1"), (38, -50, "1"), (0, -13, "4"),
    (-14, -24, "4"), (14, -24, "4"), (-27, -36, "4"), (27, -36, "4"), (57, 0, "2"), (55, -11, "2"), (55, 11, "2"),
    (-57, 0, "2"), (-55, -11, "2"), (-55, 11, "2"), (6, 96, "2.5"),
]  # fmt: skip
PROFILE = [(-66, 45, "8"), (-52, 52, "8"), (-60, 60, "8")]


def main(file: str, how: str) -> None:
    app = application()
    desk = Beginning(app, Path(file), demo=False)
    window = desk.open_beside()
    wait_until(lambda: window.session is not None)
    add_patient(window)
    window.activateWindow()  # there is no window manager here to do it when the dialog closes
    wait_until(window.isActiveWindow)
    if how == "mouse":
        by_mouse(window)
    else:
        by_keyboard(window)
    session = window.session
    assert session is not None
    assert session.charting.flush() is None
    for point in session.open.visit.points if session.open.visit else ():
        print(point.view.value, point.x_mm, point.y_mm, point.units, point.technique.value, point.area)
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)


def wait_until(true: object) -> None:
    assert callable(true)
    for _ in range(3000):
        QApplication.processEvents()
        if true():
            return
        QTest.qWait(5)
    raise SystemExit("it took too long")


def add_patient(window: MainWindow) -> None:
    """Ctrl+Shift+N opens a dialog of its own; what is typed into it goes through the window system's queue."""
    from PySide6.QtCore import QTimer

    def fill() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, PatientDialog)
        fields = [field for field in dialog.findChildren(QLineEdit) if field.isVisible()]
        for field, text in zip(fields, ("Journey", "Ana", "1990-05-04"), strict=False):
            QTest.keyClicks(field, text)
        QTest.keyClick(fields[2], Qt.Key.Key_Return)

    QTimer.singleShot(50, fill)
    window.actions_by_name["add_patient"].trigger()
    wait_until(lambda: window.session is not None and window.session.open.patient is not None)


def by_mouse(window: MainWindow) -> None:
    QTest.mouseClick(window.part(VisitsPanel).new_visit, LEFT)
    canvas = window.part(FacePanel).canvas
    for x, y, units in FRONT:
        load(window, units)
        QTest.mouseClick(canvas, LEFT, NONE, canvas.camera.to_px(x, y).toPoint())
    right = next(b for b in window.part(FacePanel).findChildren(QPushButton) if b.accessibleName() == "Patient's right")
    QTest.mouseClick(right, LEFT)
    for x, y, units in PROFILE:
        load(window, units)
        QTest.mouseClick(canvas, LEFT, NONE, canvas.camera.to_px(x, y).toPoint())
    start = canvas.camera.to_px(*PROFILE[0][:2]).toPoint()
    end = canvas.camera.to_px(-64, 48).toPoint()
    QTest.mousePress(canvas, LEFT, NONE, start)
    QTest.mouseMove(canvas, (start + end) / 2)
    QTest.mouseMove(canvas, end)
    QTest.mouseRelease(canvas, LEFT, NONE, end)


def load(window: MainWindow, units: str) -> None:
    chips = {b.text(): b for b in window.part(FacePanel).dose_bar.findChildren(QPushButton)}
    if units in chips:
        QTest.mouseClick(chips[units], LEFT)
    else:
        field = window.part(FacePanel).dose_bar.other
        field.clear()
        QTest.keyClicks(field, units)
        QTest.keyClick(field, Qt.Key.Key_Return)


def by_keyboard(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    canvas = window.part(FacePanel).canvas
    canvas.setFocus()
    for x, y, units in FRONT:
        place_by_keys(canvas, x, y, units)
    QTest.keyClick(canvas, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert canvas.view is View.RIGHT
    for x, y, units in PROFILE:
        place_by_keys(canvas, x, y, units)


def place_by_keys(canvas: FaceCanvas, x: int, y: int, units: str) -> None:
    """Type the dose, walk the crosshair there, Enter."""
    QTest.keyClicks(canvas, units)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    if canvas.scene.hand.crosshair is None:
        QTest.keyClick(canvas, Qt.Key.Key_Tab)
    for _ in range(400):
        assert canvas.scene.hand.crosshair is not None
        dx, dy = x - canvas.scene.hand.crosshair[0], y - canvas.scene.hand.crosshair[1]
        if dx == 0 and dy == 0:
            break
        if dx:
            key, far = (Qt.Key.Key_Right if dx > 0 else Qt.Key.Key_Left), abs(dx) >= 5
        else:
            key, far = (Qt.Key.Key_Down if dy > 0 else Qt.Key.Key_Up), abs(dy) >= 5
        QTest.keyClick(canvas, key, Qt.KeyboardModifier.ShiftModifier if far else NONE)
    QTest.keyClick(canvas, Qt.Key.Key_Return)


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2])
    except AssertionError:
        traceback.print_exc()
        sys.exit(3)
