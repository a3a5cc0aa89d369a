"""Chips, patterns, views and the menu of points."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QUndoStack
from PySide6.QtTest import QTest

from charting.desk.session import Session
from charting.domain.face.face import View
from charting.domain.visit.visit import Technique
from charting.errors import Problem
from charting.ui.face.canvas import FaceCanvas
from charting.ui.face.face_panel import FacePanel
from charting.ui.face.menu import point_menu
from charting.ui.kit.hub import Hub
from tests.ui.charts import put
from tests.ui.face.hands import LEFT, at, click, drag, points


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
    for product in draft.clinic.reference.products:
        draft.charting.set_product(product, keep_numbers=False)
        patterns = [p for p in draft.clinic.reference.patterns if p.product == product]
        offered = panel.pattern_button.menu().actions()
        actions = [action for action in offered if action.data() is not None and action.data().style is None]
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
    draft.charting.set_product("abo_dysport", keep_numbers=False)
    assert panel.tool.units is None
    panel.tool.load(Decimal(10))
    draft.charting.set_product("ona_botox", keep_numbers=False)
    assert panel.tool.units == Decimal("1.5")


def test_profiles_have_points_of_their_side(panel: FacePanel, draft: Session) -> None:
    canvas = panel.canvas
    canvas.show_view(View.RIGHT)
    click(canvas, -55, 60)
    assert points(canvas)[0].view is View.RIGHT
    assert draft.open.assessment is not None
    assert draft.open.assessment.areas[0].area == "masseter.right"
    canvas.show_view(View.LEFT)
    assert canvas.scene.marks == {}
    assert "1" in panel.findChildren(type(panel.fit))[1].text()


def test_the_menu_of_points_picks_area_technique_mirror_delete(canvas: FaceCanvas) -> None:
    click(canvas, 20, -50)
    click(canvas, 20, -50)

    def choose(*names: str) -> None:
        menu = point_menu(canvas, canvas.session, canvas.selection, canvas.do)
        for name in names[:-1]:
            menu = next(a.menu() for a in menu.actions() if a.text() == name)  # type: ignore[assignment]
        next(a for a in menu.actions() if a.text() == names[-1]).trigger()

    areas = canvas.session.clinic.reference.areas  # type: ignore[union-attr]
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
    draft.signing.sign("Eve")
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


def test_the_menu_of_masseter_points_asks_how_the_muscle_is(canvas: FaceCanvas) -> None:
    canvas.show_view(View.LEFT)
    click(canvas, 50, 60)
    click(canvas, 50, 60)

    def asked() -> dict[str, QAction]:
        (found,) = [
            a.menu()
            for a in point_menu(canvas, canvas.session, canvas.selection, canvas.do).actions()
            if a.text().startswith("Found: ")
        ]
        return {action.text(): action for action in found.actions() if action.isCheckable()}  # type: ignore[union-attr]

    assert list(asked()) == [
        "Minimal bulging", "One bulge", "Two bulges", "Three bulges", "Excessive bulging", "Under 10 mm thick",
        "10–14 mm thick", "Over 14 mm thick",
    ]  # fmt: skip
    asked()["Two bulges"].trigger()
    asked()["10–14 mm thick"].trigger()
    assert [text for text, action in asked().items() if action.isChecked()] == ["Two bulges", "10–14 mm thick"]
    assert canvas.visit is not None
    assert [f.area for f in canvas.visit.findings] == ["masseter.left"]
    asked()["Two bulges"].trigger()
    assert [text for text, action in asked().items() if action.isChecked()] == ["10–14 mm thick"]
    canvas.show_view(View.FRONT)
    click(canvas, 20, -50)
    click(canvas, 20, -50)
    assert not any(
        action.text().startswith("Found: ")
        for action in point_menu(canvas, canvas.session, canvas.selection, canvas.do).actions()
    )
