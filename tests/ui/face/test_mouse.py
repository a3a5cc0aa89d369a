"""The face under the mouse: each gesture ends in one edit of the visit, and repaints little."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QUndoStack, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from charting.domain.face.face import View
from charting.drawing.sides import side_marks
from charting.ui.face.canvas import FaceCanvas
from charting.ui.face.face_panel import FacePanel
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look
from charting.words.words import side_words
from tests.ui.charts import put
from tests.ui.face.hands import LEFT, SHIFT, at, click, drag, near, points


def test_each_click_places_the_loaded_dose_and_selects_nothing(canvas: FaceCanvas) -> None:
    click(canvas, 0, -50)
    click(canvas, 22, -30)
    assert [p.units for p in points(canvas)] == [Decimal("1.5")] * 2
    assert near(points(canvas)[0], 0, -50)
    assert near(points(canvas)[1], 22, -30)
    assert canvas.selection == frozenset()


def test_a_click_off_the_face_places_nothing(canvas: FaceCanvas) -> None:
    click(canvas, 95, -100)
    assert points(canvas) == ()


def test_nothing_loaded_places_an_undosed_point(panel: FacePanel) -> None:
    panel.tool.load(None)
    click(panel.canvas, 0, -50)
    assert points(panel.canvas)[0].units is None


def test_a_drag_moves_the_point_as_one_step(canvas: FaceCanvas, stack: QUndoStack) -> None:
    click(canvas, 0, -50)
    steps = stack.index()
    drag(canvas, at(canvas, 0, -50), at(canvas, 12, -44))
    assert near(points(canvas)[0], 12, -44)
    assert stack.index() == steps + 1
    stack.undo()
    assert near(points(canvas)[0], 0, -50)


def test_escape_takes_a_drag_back(canvas: FaceCanvas) -> None:
    click(canvas, 0, -50)
    before = points(canvas)
    QTest.mousePress(canvas, LEFT, Qt.KeyboardModifier.NoModifier, at(canvas, 0, -50))
    QTest.mouseMove(canvas, at(canvas, 20, -50))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, LEFT, Qt.KeyboardModifier.NoModifier, at(canvas, 20, -50))
    assert points(canvas) == before


def test_a_point_dragged_off_the_face_is_back_where_it_was(canvas: FaceCanvas, hub: Hub) -> None:
    heard: list[str] = []
    hub.notice.connect(heard.append)
    click(canvas, 0, -50)
    before = points(canvas)
    drag(canvas, at(canvas, 0, -50), at(canvas, 95, -100))
    assert points(canvas) == before
    assert "stays on the face" in heard[-1]


def test_a_rubber_band_then_a_dose_doses_them_together(panel: FacePanel, stack: QUndoStack) -> None:
    canvas = panel.canvas
    panel.tool.load(None)
    for x in (-20, 0, 20):
        click(canvas, x, -50)
    click(canvas, 0, 97)
    drag(canvas, at(canvas, -40, -66), at(canvas, 40, -40))
    assert len(canvas.selection) == 3
    steps = stack.index()
    QTest.keyClicks(canvas, "2,5")
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert [p.units for p in points(canvas)] == [Decimal("2.5")] * 3 + [None]
    assert stack.index() == steps + 1


def test_shift_click_adds_and_takes_away(canvas: FaceCanvas) -> None:
    click(canvas, -20, -50)
    click(canvas, 20, -50)
    click(canvas, -20, -50)
    click(canvas, 20, -50, SHIFT)
    assert len(canvas.selection) == 2
    click(canvas, 20, -50, SHIFT)
    assert len(canvas.selection) == 1
    click(canvas, 0, 97, SHIFT)
    assert len(points(canvas)) == 2


@pytest.mark.parametrize("key", [Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier])
def test_the_middle_of_a_point_chooses_it_and_with_a_key_places_all_the_same(
    canvas: FaceCanvas, key: Qt.KeyboardModifier
) -> None:
    click(canvas, 0, -50)
    click(canvas, 0.5, -50)
    assert len(points(canvas)) == 1
    assert len(canvas.selection) == 1
    click(canvas, 0.5, -50, key)
    assert len(points(canvas)) == 2


def test_mirror_places_both_sides_in_one_undo(panel: FacePanel, stack: QUndoStack) -> None:
    QTest.mouseClick(panel.dose_bar.mirror, LEFT)
    click(panel.canvas, 57, 0)
    one, two = points(panel.canvas)
    assert one.x_mm == -two.x_mm
    stack.undo()
    assert points(panel.canvas) == ()


def test_the_wheel_zooms_at_the_pointer(canvas: FaceCanvas) -> None:
    there = QPointF(at(canvas, 31, 10))
    before = canvas.camera.to_mm(there)
    none = Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        there, canvas.mapToGlobal(there), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton, none,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)
    assert canvas.camera.scale > canvas.camera.fitted * 1.2
    assert canvas.camera.to_mm(there) == pytest.approx(before)
    canvas.fit()
    assert canvas.camera.is_fitted


def test_ctrl_drag_moves_the_face_under_the_glass(canvas: FaceCanvas) -> None:
    before = canvas.camera
    drag(canvas, at(canvas, 0, 0), at(canvas, 20, 10), Qt.KeyboardModifier.ControlModifier)
    assert canvas.camera.x > before.x
    assert canvas.camera.scale == before.scale
    assert points(canvas) == ()


# ---------------------------------------------------------------------- painting


def test_a_click_repaints_little(canvas: FaceCanvas) -> None:
    click(canvas, 0, -50)
    QApplication.processEvents()
    painted = []
    original = canvas.paintEvent

    def counting(event: object) -> None:
        painted.append(event.rect())  # type: ignore[attr-defined]
        original(event)  # type: ignore[arg-type]

    canvas.paintEvent = counting  # type: ignore[method-assign]
    click(canvas, 20, -50)
    QApplication.processEvents()
    area = sum(r.width() * r.height() for r in painted)
    assert 0 < area < 0.06 * canvas.width() * canvas.height()


def test_the_picture_shows_a_point_in_the_colour_of_its_style(canvas: FaceCanvas, look: Look) -> None:
    put(canvas.session, (0.0, -50.0, "6"))  # type: ignore[arg-type]
    place = canvas.camera.to_px(0, -50)
    image = canvas.grab().toImage()
    pixel = image.pixelColor(int(place.x()), int(place.y() - 8))
    micro = look.face.styles[canvas.session.open.assessment.areas[0].style]  # type: ignore[union-attr, index]
    assert pixel.name() == micro


@pytest.mark.parametrize(("view", "count"), [(View.FRONT, 2), (View.RIGHT, 1), (View.LEFT, 1)])
def test_each_view_says_which_side_is_which(canvas: FaceCanvas, look: Look, view: View, count: int) -> None:
    canvas.show_view(view)
    image, room = canvas.grab().toImage(), QRectF(canvas.rect())
    marks = side_marks(view, side_words(), canvas.camera.transform(), room, canvas.font())
    assert len(marks) == count
    for mark in marks:
        box = mark.box.toAlignedRect()
        inside = (image.pixel(x, y) for x in range(box.left(), box.right()) for y in range(box.top(), box.bottom()))
        assert sum(pixel == QColor(look.face.side).rgb() for pixel in inside) > 20
