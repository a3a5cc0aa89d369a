"""The face by keyboard alone and by finger alone."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from charting.domain.face.face import View
from charting.errors import Problem
from charting.ui.face.canvas import FaceCanvas
from tests.ui.face.hands import SHIFT, TOUCH, at, click, near, points, tap

# ---------------------------------------------------------------------- keyboard


def test_tab_goes_from_area_to_area_and_enter_places_there(canvas: FaceCanvas, anatomies: Mapping[int, object]) -> None:
    seen = []
    for _ in range(40):
        QTest.keyClick(canvas, Qt.Key.Key_Tab)
        if canvas.scene.hand.crosshair is None:
            break
        seen.append(canvas.scene.hand.area)
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert seen == list(canvas.session.anatomy.areas(View.FRONT))  # type: ignore[union-attr]
    assert len(points(canvas)) == len(seen)
    assert all(canvas.session.anatomy.area_of(p) == code for p, code in zip(points(canvas), seen, strict=True))  # type: ignore[union-attr]


def test_arrows_move_the_crosshair_then_nudge_what_is_chosen(canvas: FaceCanvas, stack: QUndoStack) -> None:
    QTest.keyClick(canvas, Qt.Key.Key_Tab)
    assert canvas.scene.hand.crosshair is not None
    x, y = canvas.scene.hand.crosshair
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Up, SHIFT)
    assert canvas.scene.hand.crosshair == (x + 1, y - 5)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert len(canvas.selection) == 1
    steps = stack.index()
    for _ in range(3):
        QTest.keyClick(canvas, Qt.Key.Key_Left)
    QTest.keyClick(canvas, Qt.Key.Key_Down, SHIFT)
    assert near(points(canvas)[0], x - 2, y)
    assert stack.index() == steps + 1
    stack.undo()
    assert near(points(canvas)[0], x + 1, y - 5)


def test_digits_wait_for_enter_or_a_rest(canvas: FaceCanvas, qtbot: QtBot) -> None:
    QTest.keyClicks(canvas, "12.5")
    assert canvas.tool.units == Decimal("1.5")
    qtbot.waitUntil(lambda: canvas.tool.units == Decimal("12.5"), timeout=20_000)
    QTest.keyClicks(canvas, "34")
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    QTest.keyClick(canvas, Qt.Key.Key_Enter)
    assert canvas.tool.units == Decimal(3)
    QTest.keyClicks(canvas, "9")
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.tool.units == Decimal(3)
    assert canvas.typed.text == ""


@pytest.mark.parametrize("typed", ["0", "501", "1.234", "0.001", ".", "1.2.3"])
def test_a_wrong_dose_is_refused_in_a_sentence_and_nothing_changes(
    canvas: FaceCanvas, problems: list[Problem], typed: str
) -> None:
    click(canvas, 0, -50)
    click(canvas, 0, -50)
    QTest.keyClicks(canvas, typed)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert len(problems) == 1
    assert points(canvas)[0].units == Decimal("1.5")


def test_n_goes_from_point_to_point_and_delete_deletes(canvas: FaceCanvas) -> None:
    for x in (-20, 0, 20):
        click(canvas, x, -50)
    QTest.keyClick(canvas, Qt.Key.Key_N)
    QTest.keyClick(canvas, Qt.Key.Key_N)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert [round(p.x_mm / 20) for p in points(canvas)] == [-1, 1]


# ---------------------------------------------------------------------- fingers


def test_a_tap_places_and_a_finger_drags(canvas: FaceCanvas) -> None:
    tap(canvas, at(canvas, 0, -50))
    assert near(points(canvas)[0], 0, -50)
    start, end = at(canvas, 0, -50), at(canvas, 20, -45)
    QTest.touchEvent(canvas, TOUCH).press(0, start, canvas).commit()
    for part in (0.4, 0.8, 1.0):
        QTest.touchEvent(canvas, TOUCH).move(0, start + (end - start) * part, canvas).commit()
    QTest.touchEvent(canvas, TOUCH).release(0, end, canvas).commit()
    assert len(points(canvas)) == 1
    assert near(points(canvas)[0], 20, -45)


def test_a_gloved_finger_need_not_hit_the_middle(canvas: FaceCanvas) -> None:
    tap(canvas, at(canvas, 0, -50))
    canvas.tool.load(None)
    tap(canvas, at(canvas, 0, -50) + QPoint(20, 0))
    assert len(points(canvas)) == 1
    assert len(canvas.selection) == 1


def test_two_fingers_zoom_and_place_nothing(canvas: FaceCanvas) -> None:
    one, two = at(canvas, -10, 0), at(canvas, 10, 0)
    QTest.touchEvent(canvas, TOUCH).press(0, one, canvas).press(1, two, canvas).commit()
    for step in (10, 20, 40):
        QTest.touchEvent(canvas, TOUCH).move(0, one - QPoint(step, 0), canvas).move(
            1, two + QPoint(step, 0), canvas
        ).commit()
    QTest.touchEvent(canvas, TOUCH).release(0, one - QPoint(40, 0), canvas).release(
        1, two + QPoint(40, 0), canvas
    ).commit()
    assert canvas.camera.scale > canvas.camera.fitted * 1.5
    assert points(canvas) == ()
