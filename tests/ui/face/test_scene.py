"""The face is one scene: what is painted of a change is all that it changed, and no more than a few rectangles."""

from __future__ import annotations

import ast
import random
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.face.face import View
from charting.domain.people.patient import Patient
from charting.ui.face import scene
from charting.ui.face.canvas import FaceCanvas
from charting.ui.face.face_panel import FacePanel
from charting.ui.face.scene import MOST_RECTS, Dose, Moving, few
from tests.ui.charts import CROWS_FEET, FOREHEAD, GLABELLA, put, treated
from tests.ui.face.hands import LEFT, NONE, SHIFT, at, click, drag, points

ROOM = Path(scene.__file__).parent
LAYERS = ("marks", "ghosts", "elsewhere", "caution_marks", "overlays", "still", "making", "scene", "words")
EVENTS = ("gestures", "keys", "hand", "hits")


def on_screen(canvas: FaceCanvas) -> QImage:
    """What all paints so far have left of the canvas on the screen."""
    QApplication.processEvents()
    window = canvas.window()
    corner = canvas.mapTo(window, QPoint(0, 0))
    seen = window.screen().grabWindow(window.winId(), corner.x(), corner.y(), canvas.width(), canvas.height())
    return seen.toImage().convertToFormat(QImage.Format.Format_RGB32)


def whole(canvas: FaceCanvas) -> QImage:
    """The canvas painted anew from corner to corner."""
    return canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


@pytest.fixture
def full(canvas: FaceCanvas, draft: Session, patient: Patient) -> FaceCanvas:
    """Points in all views over the rings of last time."""
    treated(draft, 119, *FOREHEAD, *CROWS_FEET)
    draft.charting.discard_draft()
    draft.patients.open(patient.id)
    draft.charting.new_visit()
    put(draft, *GLABELLA, (-18.0, -55.0, "3"), (3.0, -60.0, None), (55.0, -8.0, "2"), (56.0, -5.0, "2.5"))
    put(draft, (-45.0, 58.0, "4"), (-30.0, 5.0, "3"), view=View.RIGHT)
    QApplication.processEvents()
    return canvas


def test_what_is_on_the_screen_is_what_a_whole_paint_shows(full: FaceCanvas) -> None:
    canvas, steps = full, []

    def step(name: str) -> None:
        steps.append((name, on_screen(canvas) == whole(canvas)))

    click(canvas, -6, -66)
    step("placed")
    click(canvas, 37, -49)
    step("placed over a ring")
    key = points(canvas)[0].key
    canvas.select(frozenset({key}))
    step("chosen")
    QTest.keyClick(canvas, Qt.Key.Key_1)
    step("typed")
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    step("dosed")
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    step("nudged")
    start = at(canvas, *next((p.x_mm, p.y_mm) for p in points(canvas) if p.key == key))
    QTest.mousePress(canvas, LEFT, NONE, start)
    for away in (QPoint(8, 3), QPoint(44, -12)):
        QTest.mouseMove(canvas, start + away)
        step("dragged")
    QTest.mouseRelease(canvas, LEFT, NONE, start + QPoint(44, -12))
    step("dropped")
    QTest.mousePress(canvas, LEFT, SHIFT, QPoint(30, 30))
    QTest.mouseMove(canvas, QPoint(300, 300))
    QTest.mouseMove(canvas, QPoint(200, 150))
    step("framed")
    QTest.mouseRelease(canvas, LEFT, SHIFT, QPoint(200, 150))
    canvas.select(frozenset(canvas.scene.marks))
    step("all chosen")
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    step("deleted")
    assert [name for name, same in steps if not same] == []


def test_a_drag_makes_no_other_mark_anew(full: FaceCanvas) -> None:
    before = dict(full.scene.marks)
    keys = list(before)
    full.select(frozenset({keys[0]}))
    start = QPoint(round(before[keys[0]].x), round(before[keys[0]].y))
    QTest.mousePress(full, LEFT, NONE, start)
    QTest.mouseMove(full, start + QPoint(0, -9))
    assert full.scene.marks[keys[0]] is not before[keys[0]]
    assert [key for key in keys[1:] if full.scene.marks[key] is not before[key]] == []
    QTest.keyClick(full, Qt.Key.Key_Escape)
    QTest.mouseRelease(full, LEFT, NONE, start)


def test_on_the_way_to_a_size_the_last_face_is_stretched_and_a_hand_finds_the_real_one(
    panel: FacePanel, full: FaceCanvas, qtbot: QtBot
) -> None:
    marks = full.scene.marks
    panel.resize(panel.width() + 60, panel.height() + 60)
    assert full.scene.moving is Moving.SIZE
    assert full.scene.marks is marks
    stretched = whole(full)
    click(full, 0, -66)
    assert full.scene.moving is Moving.NOTHING
    assert next(reversed(points(full))).units == Decimal("1.5")
    assert stretched != whole(full)
    panel.resize(panel.width() - 60, panel.height() - 60)
    qtbot.waitUntil(lambda: full.scene.moving is Moving.NOTHING)
    assert on_screen(full) == whole(full)
    mark = full.scene.marks[points(full)[0].key]
    assert (mark.x, mark.y) == full.camera.to_px(points(full)[0].x_mm, points(full)[0].y_mm).toTuple()


def test_many_places_are_few_rectangles_and_none_is_left_out() -> None:
    number = random.Random(7)
    for many in (*range(1, 30), 200):
        rects = [QRect(number.randrange(600), number.randrange(700), 30, 34) for _ in range(many)]
        region = few(rects)
        assert region.rectCount() <= MOST_RECTS
        assert not any(QRegion(rect) - region != QRegion() for rect in rects)
    assert few([QRect(0, 0, 10, 10), QRect(500, 500, 10, 10)]) == QRegion(0, 0, 10, 10) + QRegion(500, 500, 10, 10)


def test_layers_gestures_and_keys_know_no_widget() -> None:
    for name in (*LAYERS, *EVENTS):
        text = ast.parse((ROOM / f"{name}.py").read_text("utf-8"))
        names = {node.id for node in ast.walk(text) if isinstance(node, ast.Name)}
        assert not names & {"QWidget", "FaceCanvas"}, name


def test_a_dose_without_a_choice_is_loaded_and_with_one_given(full: FaceCanvas) -> None:
    full.do(Dose(Decimal(7)))
    assert full.tool.units == Decimal(7)
    key = points(full)[0].key
    full.select(frozenset({key}))
    full.do(Dose(Decimal(3)))
    assert (full.tool.units, points(full)[0].units) == (Decimal(7), Decimal(3))


def test_a_point_that_cannot_go_there_is_told_of(full: FaceCanvas, qtbot: QtBot) -> None:
    mark = next(iter(full.scene.marks.values()))
    full.tool.load(None)
    with qtbot.waitSignal(full.hub.notice) as told:
        drag(full, QPoint(round(mark.x), round(mark.y)), QPoint(5, 5))
    assert "stays on the face" in told.args[0]
