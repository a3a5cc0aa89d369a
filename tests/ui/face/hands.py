"""What hands do to a face in tests, in millimetres."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from charting.domain.visit.visit import InjectionPoint
from charting.ui.face.canvas import FaceCanvas

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
TOUCH = QTest.createTouchDevice()


def at(canvas: FaceCanvas, x: float, y: float) -> QPoint:
    return canvas.camera.to_px(x, y).toPoint()


def click(
    canvas: FaceCanvas, x: float, y: float, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.mouseClick(canvas, LEFT, modifier, at(canvas, x, y))


def drag(
    canvas: FaceCanvas, start: QPoint, end: QPoint, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.mousePress(canvas, LEFT, modifier, start)
    for part in (0.3, 0.7, 1.0):
        QTest.mouseMove(canvas, start + (end - start) * part)
    QTest.mouseRelease(canvas, LEFT, modifier, end)


def points(canvas: FaceCanvas) -> tuple[InjectionPoint, ...]:
    assert canvas.visit is not None
    return canvas.visit.points


def near(point: InjectionPoint, x: float, y: float) -> bool:
    return abs(point.x_mm - x) < 0.4 and abs(point.y_mm - y) < 0.4


def tap(canvas: FaceCanvas, place: QPoint) -> None:
    QTest.touchEvent(canvas, TOUCH).press(0, place, canvas).commit()
    QTest.touchEvent(canvas, TOUCH).release(0, place, canvas).commit()
