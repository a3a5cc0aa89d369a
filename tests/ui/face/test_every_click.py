"""No click is swallowed: while a dose is loaded each of them places, but on the very middle of a point."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from charting.ui.face.canvas import FaceCanvas
from charting.ui.face.overlays import place_of
from charting.ui.face.scene import Aim
from tests.ui.charts import GLABELLA
from tests.ui.face.hands import LEFT, NONE, TOUCH, at, click, drag, near, points, tap

ROWS = [(11 * 6.4 / 2 - 6.4 * n - 3.2, y) for y in (-62.0, -55.6, -49.2) for n in range(11)]
"""33 places, 6.4 mm from each other."""

ALT = Qt.KeyboardModifier.AltModifier


def test_33_clicks_6_mm_apart_are_33_points(canvas: FaceCanvas) -> None:
    for x, y in ROWS:
        click(canvas, x, y)
    assert len(points(canvas)) == 33
    assert sum(p.units for p in points(canvas) if p.units) == Decimal("49.5")


def test_a_glabella_of_five_is_five_on_a_small_face(canvas: FaceCanvas) -> None:
    canvas.window().resize(560, 560)
    QApplication.processEvents()
    for x, y, _ in GLABELLA:
        click(canvas, x, y)
    assert len(points(canvas)) == 5


@pytest.mark.parametrize("by", ["finger", "keyboard"])
def test_fingers_and_keys_place_as_many(canvas: FaceCanvas, by: str) -> None:
    for x, y in ROWS:
        if by == "finger":
            tap(canvas, at(canvas, x, y))
        else:
            canvas.do(Aim(round(x), round(y)))
            QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert len(points(canvas)) == 33


def test_enter_twice_on_one_place_chooses_the_point_and_alt_places_another(canvas: FaceCanvas) -> None:
    canvas.do(Aim(0, -50))
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert len(points(canvas)) == len(canvas.selection) == 1
    QTest.keyClick(canvas, Qt.Key.Key_Return, ALT)
    assert len(points(canvas)) == 2


def test_of_two_close_points_each_is_chosen_up_to_half_the_way(canvas: FaceCanvas) -> None:
    click(canvas, 0, -50)
    click(canvas, 2, -50)
    first, second = points(canvas)
    click(canvas, 0.2, -50)
    assert canvas.selection == {first.key}
    click(canvas, 1.8, -50)
    assert canvas.selection == {second.key}
    assert len(points(canvas)) == 2


def test_a_drag_begun_beside_a_point_leaves_it_where_it_is(canvas: FaceCanvas) -> None:
    click(canvas, 0, -50)
    drag(canvas, at(canvas, 2.5, -50), at(canvas, 12, -44))
    assert near(points(canvas)[0], 0, -50)
    canvas.tool.load(None)
    drag(canvas, at(canvas, 2.5, -50), at(canvas, 14.5, -44))
    assert near(points(canvas)[0], 12, -44)


def test_without_a_dose_all_of_the_disc_is_the_point(canvas: FaceCanvas) -> None:
    click(canvas, 0, -50)
    canvas.tool.load(None)
    radius = next(iter(canvas.scene.marks.values())).radius
    click(canvas, 0 + (radius - 2) / canvas.camera.scale, -50)
    assert len(points(canvas)) == len(canvas.selection) == 1
    click(canvas, 0 + (radius + 3) / canvas.camera.scale, -50)
    assert len(points(canvas)) == 2


def double(canvas: FaceCanvas, one: QPoint, two: QPoint) -> None:
    QTest.mouseClick(canvas, LEFT, NONE, one)
    QTest.mouseDClick(canvas, LEFT, NONE, two)
    QTest.mouseRelease(canvas, LEFT, NONE, two)


def test_a_double_click_places_one_and_two_quick_clicks_apart_two(canvas: FaceCanvas) -> None:
    canvas.move_camera(canvas.camera.zoomed(0.6, QPointF(canvas.rect().center())))  # 1.5 mm are fewer pixels here
    distance = QApplication.styleHints().mouseDoubleClickDistance()
    there = at(canvas, 0, -50)
    double(canvas, there, there + QPoint(distance - 1, 0))
    assert len(points(canvas)) == len(canvas.selection) == 1
    other = at(canvas, 0, 30)
    double(canvas, other, other + QPoint(distance + 2, 0))
    assert len(points(canvas)) == 3


# ---------------------------------------------------------------------- a finger that looks for its place


def rest(canvas: FaceCanvas, qtbot: QtBot, place: QPoint) -> None:
    QTest.touchEvent(canvas, TOUCH).press(0, place, canvas).commit()
    qtbot.waitUntil(lambda: canvas.scene.hand.looking is not None, timeout=20_000)


def test_a_resting_finger_sees_a_loupe_above_its_tip_and_lifting_places(canvas: FaceCanvas, qtbot: QtBot) -> None:
    start, end = at(canvas, 0, -30), at(canvas, 9, -20)
    before = canvas.grab().toImage()
    rest(canvas, qtbot, start)
    loupe = place_of(QPointF(start), canvas.width())
    assert loupe.y() < start.y() - 80
    assert canvas.grab().toImage().pixelColor(loupe.toPoint() - QPoint(0, 16)) != before.pixelColor(
        loupe.toPoint() - QPoint(0, 16)
    )
    assert points(canvas) == ()
    for part in (0.5, 1.0):
        QTest.touchEvent(canvas, TOUCH).move(0, start + (end - start) * part, canvas).commit()
    QTest.touchEvent(canvas, TOUCH).release(0, end, canvas).commit()
    assert near(points(canvas)[0], 9, -20)
    assert canvas.scene.hand.looking is None
    assert canvas.scene.hand.band is None


def test_a_finger_lifted_on_the_middle_of_a_point_chooses_it(canvas: FaceCanvas, qtbot: QtBot) -> None:
    tap(canvas, at(canvas, 0, -50))
    there = at(canvas, 0, -50)
    rest(canvas, qtbot, there + QPoint(18, 0))
    QTest.touchEvent(canvas, TOUCH).move(0, there, canvas).commit()
    QTest.touchEvent(canvas, TOUCH).release(0, there, canvas).commit()
    assert len(points(canvas)) == len(canvas.selection) == 1


def test_a_second_finger_takes_the_loupe_away_and_places_nothing(canvas: FaceCanvas, qtbot: QtBot) -> None:
    one, two = at(canvas, -10, 0), at(canvas, 10, 0)
    rest(canvas, qtbot, one)
    QTest.touchEvent(canvas, TOUCH).stationary(0).press(1, two, canvas).commit()
    assert canvas.scene.hand.looking is None
    QTest.touchEvent(canvas, TOUCH).release(0, one, canvas).release(1, two, canvas).commit()
    assert points(canvas) == ()
