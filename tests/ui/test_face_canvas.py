"""The face under a real hand: mouse, finger and keyboard, each ending in one edit of the visit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QUndoStack, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from charting.domain.face import View
from charting.domain.visit import InjectionPoint, Technique
from charting.errors import Problem
from charting.loading.face import load_templates
from charting.paths import resources
from charting.session.session import Session
from charting.ui.face.canvas import FaceCanvas
from charting.ui.face.history import UndoHistory
from charting.ui.face.menu import point_menu
from charting.ui.hub import Hub
from charting.ui.look import Look
from charting.ui.panels.face import FacePanel
from tests.ui.charts import put

NONE = Qt.KeyboardModifier.NoModifier

TEMPLATES = load_templates(resources() / "face")
LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
TOUCH = QTest.createTouchDevice()


@pytest.fixture
def stack() -> QUndoStack:
    return QUndoStack()


@pytest.fixture
def panel(qtbot: QtBot, draft: Session, hub: Hub, look: Look, stack: QUndoStack) -> Iterator[FacePanel]:
    draft.history = UndoHistory(stack, draft.show)
    made = FacePanel(hub, look, stack, lambda view, version: TEMPLATES[version].views[view])
    made.resize(700, 830)
    qtbot.addWidget(made)
    made.attach(draft)
    made.show()
    made.canvas.setFocus()
    made.tool.load(Decimal("1.5"))
    QApplication.processEvents()
    yield made
    draft.flush()


@pytest.fixture
def canvas(panel: FacePanel) -> FaceCanvas:
    return panel.canvas


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


# ---------------------------------------------------------------------- mouse


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


def test_the_nearest_point_wins_and_alt_places_beside_it(canvas: FaceCanvas) -> None:
    click(canvas, 0, -50)
    click(canvas, 3, -50)
    assert len(points(canvas)) == 1
    assert len(canvas.selection) == 1
    click(canvas, 3, -50, Qt.KeyboardModifier.AltModifier)
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


# ---------------------------------------------------------------------- chips, patterns, views, menu


def test_chips_load_or_dose_the_selection(panel: FacePanel) -> None:
    chips = {chip.text(): chip for chip in panel.dose_bar.findChildren(type(panel.dose_bar.mirror))}
    QTest.mouseClick(chips["2.5"], LEFT)
    click(panel.canvas, 0, -50)
    assert points(panel.canvas)[0].units == Decimal("2.5")
    click(panel.canvas, 0, -50)
    QTest.mouseClick(chips["4"], LEFT)
    assert points(panel.canvas)[0].units == Decimal(4)
    assert panel.tool.units == Decimal("2.5")


def test_any_dose_can_be_typed_into_the_bar(panel: FacePanel, problems: list[Problem]) -> None:
    field = panel.dose_bar.other
    for text, units in (("3,25", "3.25"), ("0.01", "0.01"), ("500", "500")):
        field.clear()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert panel.tool.units == Decimal(units)
    for text in ("0", "-1", "501", "1.234", "abc", "1e2", "1.000,5"):
        field.clear()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert len(problems) == 7
    assert panel.tool.units == Decimal(500)


def test_every_pattern_of_the_product_is_one_action_and_says_its_layout_is_not_verified(
    panel: FacePanel, draft: Session, hub: Hub, stack: QUndoStack
) -> None:
    heard: list[str] = []
    hub.notice.connect(heard.append)
    for product in draft.reference.products:
        draft.set_product(product, keep_numbers=False)
        patterns = [p for p in draft.reference.patterns if p.product == product]
        actions = panel.pattern_button.menu().actions()
        assert len(actions) == len(patterns)
        for action, pattern in zip(actions, patterns, strict=True):
            assert "layout not verified" in action.text()
            steps = stack.index()
            action.trigger()
            assert stack.index() == steps + 1
            assert sum(p.units or 0 for p in points(panel.canvas)) == pattern.total
            assert "layout not verified" in heard.pop()
            stack.undo()


def test_a_dose_loaded_for_one_product_never_follows_into_another(panel: FacePanel, draft: Session) -> None:
    draft.set_product("abo_dysport", keep_numbers=False)
    assert panel.tool.units is None
    panel.tool.load(Decimal(10))
    draft.set_product("ona_botox", keep_numbers=False)
    assert panel.tool.units == Decimal("1.5")


def test_profiles_have_points_of_their_side(panel: FacePanel, draft: Session) -> None:
    canvas = panel.canvas
    canvas.show_view(View.RIGHT)
    click(canvas, -55, 60)
    assert points(canvas)[0].view is View.RIGHT
    assert draft.assessment is not None
    assert draft.assessment.areas[0].area == "masseter.right"
    canvas.show_view(View.LEFT)
    assert canvas.marks == {}
    assert "1" in panel.findChildren(type(panel.fit))[1].text()


def test_the_menu_of_points_picks_area_technique_mirror_delete(canvas: FaceCanvas) -> None:
    click(canvas, 20, -50)
    click(canvas, 20, -50)

    def choose(*names: str) -> None:
        menu = point_menu(canvas)
        for name in names[:-1]:
            menu = next(a.menu() for a in menu.actions() if a.text() == name)  # type: ignore[assignment]
        next(a for a in menu.actions() if a.text() == names[-1]).trigger()

    areas = canvas.session.reference.areas  # type: ignore[union-attr]
    choose("Area", areas["brow_asymmetry"].short_name)
    assert points(canvas)[0].area == "brow_asymmetry.left"
    choose("Make intradermal")
    assert points(canvas)[0].technique is Technique.ID
    choose("Mirror to the other side")
    assert points(canvas)[1].area == "brow_asymmetry.right"
    choose("Area", "By position")
    assert points(canvas)[0].area is None
    choose("Take the dose away")
    assert points(canvas)[0].units is None
    choose("Delete")
    assert len(points(canvas)) == 1


def test_new_points_join_a_chosen_area(panel: FacePanel) -> None:
    panel.tool.set_area("periorbital_microdroplet")
    panel.tool.set_technique(Technique.ID)
    click(panel.canvas, 40, -28)
    assert points(panel.canvas)[0].area == "periorbital_microdroplet"
    assert points(panel.canvas)[0].technique is Technique.ID


def test_a_signed_visit_is_looked_at_and_not_changed(canvas: FaceCanvas, draft: Session, hub: Hub) -> None:
    put(draft, (0.0, -50.0, "1"))
    draft.sign("Eve")
    before = points(canvas)
    heard: list[str] = []
    hub.notice.connect(heard.append)
    click(canvas, 20, -50)
    assert "signed" in heard[-1]
    drag(canvas, at(canvas, 0, -50), at(canvas, 10, -50))
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    QTest.keyClicks(canvas, "9")
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert points(canvas) == before


# ---------------------------------------------------------------------- keyboard


def test_tab_goes_from_area_to_area_and_enter_places_there(canvas: FaceCanvas, anatomies: Mapping[int, object]) -> None:
    seen = []
    for _ in range(40):
        QTest.keyClick(canvas, Qt.Key.Key_Tab)
        if canvas.crosshair is None:
            break
        seen.append(canvas.hovered)
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert seen == list(canvas.session.anatomy.areas(View.FRONT))  # type: ignore[union-attr]
    assert len(points(canvas)) == len(seen)
    assert all(canvas.session.anatomy.area_of(p) == code for p, code in zip(points(canvas), seen, strict=True))  # type: ignore[union-attr]


def test_arrows_move_the_crosshair_then_nudge_what_is_chosen(canvas: FaceCanvas, stack: QUndoStack) -> None:
    QTest.keyClick(canvas, Qt.Key.Key_Tab)
    assert canvas.crosshair is not None
    x, y = canvas.crosshair
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Up, SHIFT)
    assert canvas.crosshair == (x + 1, y - 5)
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
    qtbot.waitUntil(lambda: canvas.tool.units == Decimal("12.5"), timeout=2000)
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


def tap(canvas: FaceCanvas, place: QPoint) -> None:
    QTest.touchEvent(canvas, TOUCH).press(0, place, canvas).commit()
    QTest.touchEvent(canvas, TOUCH).release(0, place, canvas).commit()


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
    micro = look.face.styles[canvas.session.assessment.areas[0].style]  # type: ignore[union-attr, index]
    assert pixel.name() == micro
