"""Retreatment is “same as last time, but”: repeat by one key, change a little, and see exactly what is different."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from charting.desk.session import Session
from charting.domain.past.comparison import Comparison, compare
from charting.domain.people.patient import Patient
from charting.domain.visit.outcome import Evenness, Finding, Residual, Review
from charting.domain.visit.visit import Kind, Visit
from charting.errors import Problem
from tests.ui.charts import FOREHEAD, FULL_FACE, treated
from tests.ui.desk import DeskWindow

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
FOUND = Review((Finding("forehead", Residual.SLIGHT),), Evenness.EVEN, (), 5, "Just right.")


def place(window: DeskWindow, x: float, y: float) -> QPoint:
    return window.face_panel.canvas.camera.to_px(x, y).toPoint()


def click(window: DeskWindow, x: float, y: float) -> None:
    QTest.mouseClick(window.face_panel.canvas, Qt.MouseButton.LeftButton, pos=place(window, x, y))


def press(window: DeskWindow, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(window.face_panel.canvas, key, modifier)


def dose(window: DeskWindow, x: float, y: float, *digits: Qt.Key) -> None:
    click(window, x, y)
    press(window, *digits, Qt.Key.Key_Return)
    press(window, Qt.Key.Key_Escape)


def difference(session: Session, before: Visit) -> Comparison:
    assert session.open.visit is not None
    return compare(
        before, session.open.visit, session.anatomy_of(before).area_of, session.anatomy_of(session.open.visit).area_of
    )


def open_again(window: DeskWindow, session: Session, patient: Patient) -> None:
    session.patients.open(patient.id)
    QApplication.processEvents()


def test_repeat_change_two_doses_move_one_drop_one_add_one(
    window: DeskWindow, session: Session, patient: Patient, problems: list[Problem]
) -> None:
    last = treated(session, 119, *FULL_FACE)
    open_again(window, session, patient)
    press(window, Qt.Key.Key_R, modifier=CTRL)
    draft = session.open.visit
    assert draft is not None
    assert difference(session, last).is_empty
    assert (draft.at, draft.lot, draft.expires, draft.signature) == (session.env.clock(), None, None, None)

    dose(window, -36, -50, Qt.Key.Key_2)
    dose(window, 0, -12, Qt.Key.Key_5)
    click(window, 0, 97)
    press(window, Qt.Key.Key_Right, modifier=SHIFT)
    press(window, Qt.Key.Key_Right)
    press(window, Qt.Key.Key_Escape)
    click(window, 18, -55)
    press(window, Qt.Key.Key_Delete)
    press(window, Qt.Key.Key_2, Qt.Key.Key_Period, Qt.Key.Key_5, Qt.Key.Key_Return)
    click(window, 28, 84)

    found = difference(session, last)
    assert [(p.before, p.after, p.units_from, p.units_to) for p in found.redosed] == [
        (1, 1, Decimal(1), Decimal(2)), (8, 7, Decimal(4), Decimal(5)),
    ]  # fmt: skip
    ((moved),) = found.moved
    assert (moved.before, moved.after, moved.mm, moved.units_from, moved.units_to) == (17, 16, 6.0, 2, 2)
    assert found.dropped == (4,)
    assert found.added == (17,)
    assert len(found.same) == 13
    assert found.units_change == Decimal("3.0")
    assert problems == []

    while window.stack.canUndo():
        press(window, Qt.Key.Key_Z, modifier=CTRL)
    assert session.open.visit is None
    assert [v.id for v in session.open.visits] == [last.id]


def test_opening_a_patient_shows_the_last_treatment_without_a_click(
    window: DeskWindow, session: Session, patient: Patient
) -> None:
    last = treated(session, 119, *FULL_FACE)
    treated(session, 105, kind=Kind.REVIEW, of=last.id, review=FOUND)
    open_again(window, session, patient)
    canvas, doses, banner = window.face_panel.canvas, window.doses, window.banner
    assert doses is not None
    assert banner is not None
    assert session.open.visit is None
    assert canvas.scene.marks == {}
    ghosts = canvas.scene.ghosts.own
    assert [(g.number, g.units) for g in ghosts] == [(n, p.units) for n, p in enumerate(last.points, 1)]
    assert banner.since.isVisible()
    assert banner.since.text() == "17 weeks since last"
    before = doses.before
    assert before.isVisible()
    assert before.ago.text() == "17 weeks"
    assert before.what.text() == "since 17 Mar 2026 · Botox Cosmetic"
    assert before.table.rows[0].spoken() == "Forehead, 6.5 U, micro, slight"
    shown = "\n".join(text.text() for _, text in before._parts if not text.isHidden())
    assert "satisfaction 5 of 5 · even" in shown
    assert "“Just right.”" in shown
    assert "expected 4–6 months" in shown


def test_the_ghost_under_the_hand_says_its_dose(window: DeskWindow, session: Session, patient: Patient) -> None:
    treated(session, 119, *FOREHEAD)
    open_again(window, session, patient)
    canvas = window.face_panel.canvas
    QTest.mouseMove(canvas, place(window, 0.5, -56))
    assert canvas.scene.hand.ghost is not None
    assert canvas.scene.labels.ghost == "1.5 U · 17 Mar 2026"
    QTest.mouseMove(canvas, place(window, 0, 40))
    assert canvas.scene.hand.ghost is None


def test_a_pinned_visit_of_another_product_comes_back_undosed_and_says_why(
    window: DeskWindow, session: Session, patient: Patient, said: Callable[[], list[str]]
) -> None:
    best = treated(session, 300, *FOREHEAD, product="abo_dysport")
    treated(session, 100, *FULL_FACE)
    open_again(window, session, patient)
    session.charting.open_visit(best.id)
    press(window, Qt.Key.Key_B, modifier=CTRL)
    assert session.open.pinned == best.id
    press(window, Qt.Key.Key_R, modifier=CTRL | SHIFT)
    draft = session.open.visit
    assert draft is not None
    assert draft.product == "ona_botox"
    assert draft.points == tuple(replace(p, units=None) for p in best.points)
    assert "units of Dysport" in said()[-1]
    assert "never converted" in said()[-1]
    press(window, Qt.Key.Key_Z, modifier=CTRL)
    assert len(session.open.visits) == 2
