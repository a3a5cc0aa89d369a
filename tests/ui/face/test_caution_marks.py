"""The soft marks of cautions on the face, while a real hand drags, nudges, hovers and chooses."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from charting.domain.face.face import View
from charting.ui.face.canvas import FaceCanvas
from charting.ui.face.face_panel import FacePanel
from charting.ui.kit.look import DARK, LIGHT
from tests.ui.charts import put
from tests.ui.face.hands import LEFT, NONE, at, click, points
from tests.ui.painted import colours


def figures(canvas: FaceCanvas) -> list[str]:
    return [shown.mark.text for shown in canvas.scene.distances]


def near(canvas: FaceCanvas, colour: str) -> int:
    """How many pixels of the canvas are of a colour, or nearly."""
    QApplication.processEvents()
    wanted = bytes.fromhex(colour[1:])
    return sum(
        many
        for pixel, many in colours(canvas.grab().toImage()).items()
        if all(abs(a - b) < 12 for a, b in zip(pixel.to_bytes(3), wanted, strict=True))
    )


def test_a_drag_shows_the_distance_live_and_it_fades_beyond_its_limit(canvas: FaceCanvas) -> None:
    click(canvas, 36, -52)
    canvas.select(frozenset())
    assert not canvas.scene.distances
    QTest.mousePress(canvas, LEFT, NONE, at(canvas, 36, -52))
    QTest.mouseMove(canvas, at(canvas, 36, -48))
    QTest.mouseMove(canvas, at(canvas, 36, -40.5))
    (shown,) = canvas.scene.distances
    assert (shown.mark.text, shown.mark.off, shown.landmark) == ("12 mm", True, "brow_line.left")
    assert shown.mark.strength == 1
    end = canvas.camera.to_mm(QPointF(shown.mark.end_x, shown.mark.end_y))
    assert abs(end[1] + 28.3) < 0.6
    assert points(canvas)[0].y_mm < -51  # the drag is a preview: nothing is changed before the button is let go
    QTest.mouseMove(canvas, at(canvas, 36, -50.5))
    (shown,) = canvas.scene.distances
    assert not shown.mark.off
    assert 0 < shown.mark.strength < 0.75
    QTest.mouseMove(canvas, at(canvas, 36, -56))
    assert not canvas.scene.distances
    QTest.mouseRelease(canvas, LEFT, NONE, at(canvas, 36, -56))
    assert not canvas.scene.distances


def test_at_rest_a_point_with_a_caution_has_an_arc(canvas: FaceCanvas) -> None:
    put(canvas.session, (36.0, -40.0, "1"), (0.0, -56.0, "1"), (0.0, -14.0, "4"))
    keys = [p.key for p in points(canvas)]
    assert canvas.scene.arcs == {keys[0]: False}
    before = near(canvas, LIGHT.face.caution)
    assert before > 10
    note = next(n for n in canvas.session.open.notes if n.spans)
    canvas.session.judging.see(note)
    assert canvas.scene.arcs == {keys[0]: True}
    assert near(canvas, LIGHT.face.caution) < before


def test_nudging_and_choosing_show_it_too(canvas: FaceCanvas) -> None:
    put(canvas.session, (36.0, -40.0, "1"))
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_N)
    assert figures(canvas) == ["12 mm"]
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert figures(canvas) == ["11 mm"]
    assert "11 mm" in canvas.accessibleDescription()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert figures(canvas) == []


def test_hovering_shows_it_and_leaving_takes_it_away(canvas: FaceCanvas) -> None:
    put(canvas.session, (36.0, -40.0, "1"))
    QTest.mouseMove(canvas, at(canvas, 20, 20))
    QTest.mouseMove(canvas, at(canvas, 36, -40))
    assert figures(canvas) == ["12 mm"]
    QTest.mouseMove(canvas, at(canvas, 20, 20))
    assert figures(canvas) == []


def test_two_distances_of_one_point_and_no_more_than_four_points(canvas: FaceCanvas) -> None:
    canvas.show_view(View.RIGHT)
    put(canvas.session, (-38.0, 80.0, "4"), view=View.RIGHT)
    canvas.select(frozenset({points(canvas)[0].key}))
    assert len(figures(canvas)) == 2
    assert len({shown.mark.flip for shown in canvas.scene.distances}) == 2
    put(canvas.session, *((-36.0 - n, 60.0, "4") for n in range(4)), view=View.RIGHT)
    canvas.select(frozenset(p.key for p in points(canvas)))
    assert figures(canvas) == []


def test_every_zoom_and_both_looks_paint_it(panel: FacePanel) -> None:
    canvas = panel.canvas
    put(canvas.session, (36.0, -40.0, "1"), (0.0, 97.0, "2"), (12.0, 53.0, "1"))
    canvas.select(frozenset({points(canvas)[0].key, points(canvas)[2].key}))
    for look in (LIGHT, DARK):
        panel.set_look(look)
        for zoom in (1.0, 2.2, 5.0):
            canvas.fit()
            canvas.move_camera(canvas.camera.zoomed(zoom, canvas.camera.to_px(30, -38)))
            assert near(canvas, look.face.caution) > 20, (look.name, zoom)


def test_an_older_face_is_measured_by_its_own_drawing(canvas: FaceCanvas) -> None:
    """The line that is shown is of the drawing that is measured."""
    put(canvas.session, (36.0, -40.0, "1"))
    canvas.select(frozenset({points(canvas)[0].key}))
    assert canvas.scene.ground.face is not None
    assert all(shown.landmark in canvas.scene.ground.face.landmarks for shown in canvas.scene.distances)
