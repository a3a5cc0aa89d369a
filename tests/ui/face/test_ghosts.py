"""The points of an earlier visit beneath today's: whose they are, and that they are never in the way."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from charting.desk.session import Session
from charting.domain.face.face import View
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import Visit
from charting.ui.face.canvas import FaceCanvas
from charting.ui.face.face_panel import FacePanel
from charting.ui.face.scene import Aim, Ghost
from tests.ui.charts import FOREHEAD, GLABELLA, put, treated
from tests.ui.face.hands import at, click, drag, points, tap

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def past(panel: FacePanel, draft: Session, patient: Patient) -> tuple[Visit, Visit]:
    """Two signed treatments, and an empty draft of today."""
    first, last = treated(draft, 300, *GLABELLA), treated(draft, 119, *FOREHEAD)
    draft.charting.discard_draft()
    draft.patients.open(patient.id)
    draft.charting.new_visit()
    QApplication.processEvents()
    return first, last


def doses(canvas: FaceCanvas) -> list[Decimal | None]:
    return [mark.units for mark in canvas.scene.ghosts.own]


def entries(panel: FacePanel) -> dict[str, object]:
    menu = panel.ghost_button.menu()
    menu.aboutToShow.emit()
    return {action.text(): action for action in menu.actions() if action.text()}


def test_the_last_treatment_lies_beneath_and_the_button_says_which(
    panel: FacePanel, canvas: FaceCanvas, past: tuple[Visit, Visit]
) -> None:
    assert doses(canvas) == [p.units for p in past[1].points]
    assert canvas.scene.marks == {}
    assert panel.ghost_button.isVisible()
    assert panel.ghost_button.text() == "Ghost: 17 Mar"
    assert "Botox Cosmetic" in panel.ghost_button.toolTip()


def test_another_visit_or_none_can_be_chosen(
    panel: FacePanel, canvas: FaceCanvas, past: tuple[Visit, Visit], draft: Session, patient: Patient
) -> None:
    chosen = entries(panel)
    assert list(chosen)[:2] == ["The treatment before · 17 Mar 2026", "None"]
    chosen["17 Sept 2025 · Botox Cosmetic · 20 U"].trigger()  # type: ignore[attr-defined]
    assert doses(canvas) == [p.units for p in past[0].points]
    assert panel.ghost_button.text() == "Ghost: 17 Sept 2025"
    entries(panel)["None"].trigger()  # type: ignore[attr-defined]
    assert doses(canvas) == []
    assert panel.ghost_button.text() == "No ghost"
    draft.patients.open(patient.id)
    assert canvas.scene.hand.ghosts is Ghost.BEFORE
    assert len(doses(canvas)) == 5


def test_without_a_past_there_is_no_button(panel: FacePanel, draft: Session) -> None:
    put(draft, *FOREHEAD)
    assert panel.ghost_button.isHidden()


def test_a_signed_visit_is_looked_at_without_a_ghost(
    panel: FacePanel, canvas: FaceCanvas, past: tuple[Visit, Visit], draft: Session
) -> None:
    draft.charting.open_visit(past[1].id)
    assert doses(canvas) == []
    entries(panel)["17 Sept 2025 · Botox Cosmetic · 20 U"].trigger()  # type: ignore[attr-defined]
    assert len(doses(canvas)) == 5


def test_a_click_on_a_ghost_places_today_s_point(canvas: FaceCanvas, past: tuple[Visit, Visit]) -> None:
    click(canvas, 0, -56)
    assert [(p.x_mm, p.y_mm, p.units) for p in points(canvas)] == [
        (pytest.approx(0, abs=0.4), pytest.approx(-56, abs=0.4), Decimal("1.5"))
    ]
    QTest.keyClick(canvas, Qt.Key.Key_A, CTRL)
    assert len(canvas.scene.marks) == 1


def test_the_dose_is_said_under_the_mouse_the_finger_and_the_crosshair(
    canvas: FaceCanvas, past: tuple[Visit, Visit]
) -> None:
    said = []
    QTest.mouseMove(canvas, at(canvas, 36, -50))
    said.append(canvas.scene.hand.ghost)
    QTest.mouseMove(canvas, at(canvas, 0, 30))
    assert canvas.scene.hand.ghost is None
    canvas.do(Aim(36, -50))
    said.append(canvas.scene.hand.ghost)
    assert canvas.accessibleDescription().endswith("last time 1 U · 17 Mar 2026")
    canvas.session.charting.discard_draft()  # type: ignore[union-attr]
    tap(canvas, at(canvas, 36, -50))
    said.append(canvas.scene.hand.ghost)
    assert [mark.number if mark else None for mark in said] == [5, 5, 5]


def test_units_of_another_product_never_stand_without_its_name(
    canvas: FaceCanvas, past: tuple[Visit, Visit], draft: Session
) -> None:
    draft.charting.set_product("abo_dysport", keep_numbers=False)
    assert (
        canvas.making.ghosts.text_of(canvas.scene.ghosts.own[0], canvas.hand, canvas.session)
        == "1 U · Botox Cosmetic · 17 Mar 2026"
    )


def test_a_point_of_today_is_nearer_than_the_ghost_under_it(
    canvas: FaceCanvas, past: tuple[Visit, Visit], draft: Session
) -> None:
    put(draft, (38.5, -50.0, "3"))
    QTest.mouseMove(canvas, at(canvas, 38.6, -50))
    assert canvas.scene.hand.ghost is None


def test_ghosts_of_a_profile_are_in_the_profile(
    canvas: FaceCanvas, draft: Session, patient: Patient, past: tuple[Visit, Visit]
) -> None:
    jaw = replace(past[1].points[0], view=View.RIGHT, x_mm=-46.0, y_mm=58.0)
    last = replace(past[1], points=(*past[1].points, jaw))
    draft.change(open=replace(draft.open, visits=tuple(last if v.id == last.id else v for v in draft.open.visits)))
    canvas.refresh()
    assert len(doses(canvas)) == 5
    canvas.show_view(View.RIGHT)
    assert [mark.number for mark in canvas.scene.ghosts.own] == [6]


def test_an_edit_makes_no_ghost_anew(canvas: FaceCanvas, past: tuple[Visit, Visit], draft: Session) -> None:
    marks = canvas.scene.ghosts.own
    put(draft, (3.0, 97.0, "2"))
    assert len(canvas.scene.marks) == 1
    assert canvas.scene.ghosts.own is marks


def test_a_ghost_under_a_point_is_told_only_where_the_dose_is_another(
    canvas: FaceCanvas, past: tuple[Visit, Visit], draft: Session
) -> None:
    draft.repeating.repeat(past[1])
    QTest.mouseMove(canvas, at(canvas, 36, -50))
    assert canvas.scene.hand.ghost is None
    assert draft.open.visit is not None
    draft.points.dose({draft.open.visit.points[4].key}, Decimal(3))
    QTest.mouseMove(canvas, at(canvas, 36.4, -50))
    assert canvas.scene.hand.ghost is not None
    assert canvas.scene.hand.ghost.units == Decimal(1)
    drag(canvas, at(canvas, 36, -50), at(canvas, 40, -46))
    assert canvas.scene.hand.ghost is None
