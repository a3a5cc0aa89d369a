"""What the hand holds stays with its patient, and what it uses keeps its place; notices go, and cover nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.face.face import View
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import Technique
from charting.ui.kit.combos import NOTE_ROLE, Combo
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look
from charting.ui.shell.notice import SEEN_MS
from tests import shipped
from tests.journeys.starts import in_stock
from tests.ui.charts import FULL_FACE, GLABELLA
from tests.ui.desk import DeskWindow
from tests.ui.face.hands import LEFT, click, points

TEMPLATES = shipped.templates()
SIZES = [(1280, 720), (1440, 900)]
TWO_LINES = "This visit is signed and stays as it is. Begin a new visit to place points. " * 3


@pytest.fixture
def window(qtbot: QtBot, draft: Session, hub: Hub, look: Look) -> Iterator[DeskWindow]:
    """The whole desk on an empty draft."""
    made = DeskWindow(hub, look, lambda view, version: TEMPLATES[version].views[view])
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.attach(draft, "charting.sqlite")
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()


def press(button: QWidget) -> None:
    QTest.mouseClick(button, LEFT)


# ---------------------------------------------------------------------- the next patient


def test_nothing_that_the_hand_held_goes_to_the_next_patient(
    window: DeskWindow, draft: Session, patient: Patient, qtbot: QtBot
) -> None:
    panel = window.face_panel
    panel.tool.load(Decimal(4))
    press(panel.dose_bar.mirror)
    panel.tool.set_technique(Technique.ID)
    panel.tool.set_area("platysma")
    panel.canvas.show_view(View.LEFT)
    press(window.doses.points_tab)
    panel.canvas.move_camera(panel.canvas.camera.zoomed(3, QPoint(200, 200).toPointF()))
    other = replace(patient, id="0198f0c2-0000-7000-8000-00000000ffff", family_name="Next", chart_no="77",
                    born=date(1980, 1, 1))  # fmt: skip
    draft.patients.add(other)
    draft.charting.new_visit()
    tool = panel.tool
    assert (tool.units, tool.mirror, tool.technique, tool.area) == (None, False, Technique.IM, None)
    assert not panel.dose_bar.mirror.isChecked()
    assert panel.canvas.view is View.FRONT
    assert panel.canvas.camera.is_fitted
    assert window.doses.areas_tab.isChecked()
    panel.tool.load(Decimal(2))
    draft.patients.open(patient.id)
    assert panel.tool.units is None


# ---------------------------------------------------------------------- what is used keeps its place


@pytest.mark.parametrize("size", SIZES)
def test_no_control_moves_while_points_are_placed(
    window: DeskWindow, draft: Session, size: tuple[int, int], qtbot: QtBot
) -> None:
    in_stock(draft)
    window.resize(*size)
    QApplication.processEvents()
    press(window.doses.fields.vials.chips[0])
    window.face_panel.tool.load(Decimal("1.5"))
    doses, bar = window.doses, window.face_panel.dose_bar
    steady: tuple[QWidget, ...] = (
        window.face_panel.canvas, *bar.findChildren(QAbstractButton), bar.other, doses.areas_tab, doses.points_tab,
        doses.cautions_tab, doses.sign, doses.discard, doses.fields.vials.chips[0], doses.fields.vials.add,
        doses.fields.vials.more, doses.fields.vials.label, doses.total,
    )  # fmt: skip
    QTest.qWait(50)
    before = [widget.mapTo(window, QPoint(0, 0)) for widget in steady]
    for x, y, _ in FULL_FACE:
        click(window.face_panel.canvas, x, y)
        QApplication.processEvents()
    QTest.qWait(150)
    assert len(points(window.face_panel.canvas)) == len(FULL_FACE)
    moved = [
        widget.accessibleName() or widget.objectName()
        for widget, at in zip(steady, before, strict=True)
        if widget.mapTo(window, QPoint(0, 0)) != at
    ]
    assert moved == []


def test_after_a_click_on_a_vial_digits_dose_the_chosen_point(window: DeskWindow, draft: Session) -> None:
    in_stock(draft)
    canvas = window.face_panel.canvas
    window.face_panel.tool.load(Decimal(2))
    QApplication.processEvents()
    click(canvas, *GLABELLA[0][:2])
    click(canvas, *GLABELLA[0][:2])
    assert len(canvas.selection) == 1
    window.doses.fields.setFocus()
    press(window.doses.fields.vials.chips[0])
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, "3")
    QTest.keyClick(focus, Qt.Key.Key_Return)
    assert points(canvas)[0].units == Decimal(3)


def test_a_closed_list_takes_no_digits(qtbot: QtBot, look: Look) -> None:
    box = Combo(look)
    qtbot.addWidget(box)
    for text in ("1 first", "2 second", "Another"):
        box.addItem(text)
        box.setItemData(box.count() - 1, "note", NOTE_ROLE)
    box.show()
    box.setFocus()
    for key in "2", "4", ".", ",":
        QTest.keyClicks(box, key)
        assert (box.currentIndex(), box.view().isVisible()) == (0, False)
    QTest.keyClicks(box, "a")
    assert box.view().isVisible()
    box.hidePopup()


# ---------------------------------------------------------------------- notices


@pytest.mark.parametrize("size", SIZES)
def test_a_notice_of_two_lines_hides_no_face_and_no_control(
    window: DeskWindow, draft: Session, hub: Hub, size: tuple[int, int]
) -> None:
    window.resize(*size)
    QApplication.processEvents()
    hub.notice.emit(TWO_LINES)
    QApplication.processEvents()
    bar = window.notice
    assert bar.isVisible()
    assert bar.text.heightForWidth(bar.text.width()) <= bar.text.height() + 1
    over = QRect(bar.mapTo(window, QPoint(0, 0)), bar.size())
    assert window.rect().contains(over)
    for widget in window.findChildren(QWidget):
        used = isinstance(widget, QAbstractButton | QLineEdit | QComboBox) or widget is window.face_panel.canvas
        if used and widget.isVisible() and not bar.isAncestorOf(widget):
            assert not over.intersects(QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())), (
                widget.accessibleName()
            )


def test_a_notice_goes_with_its_cause(window: DeskWindow, draft: Session, patient: Patient) -> None:
    session, canvas = draft, window.face_panel.canvas
    session.charting.discard_draft()
    click(canvas, 0, -50)
    assert window.notice.text.text() == "Begin a new visit to place points."
    QTest.qWait(SEEN_MS + 50)
    session.charting.new_visit()
    assert window.notice.isHidden()


def test_a_refused_dose_is_said_until_the_next_one_is_taken(window: DeskWindow, draft: Session) -> None:
    canvas = window.face_panel.canvas
    window.face_panel.tool.load(Decimal(2))
    click(canvas, 0, -50)
    click(canvas, 0, -50)
    canvas.setFocus()
    QTest.keyClicks(canvas, "900")
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert window.notice.isVisible()
    QTest.qWait(SEEN_MS + 50)
    QTest.keyClicks(canvas, "3")
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert window.notice.isHidden()
