"""The measures in the form of a patient: typed, refused, proposed and confirmed; and where the picture draws them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.face.face import FOREHEAD, NAMES, PUPILS, WIDTH, Measures, View
from charting.domain.people.patient import Patient
from charting.ui.kit.look import DARK, LIGHT, Look
from charting.ui.patient.patient import PatientDialog
from charting.ui.patient.patient_notes import differences
from tests import shipped

Ask = Callable[..., PatientDialog]


@pytest.fixture
def ask(qtbot: QtBot, session: Session, look: Look) -> Ask:
    face = shipped.templates()[1].views[View.FRONT]

    def show(patient: Patient | None = None, *, wearing: Look = look) -> PatientDialog:
        dialog = PatientDialog(session, wearing, patient, face=face)
        qtbot.addWidget(dialog)
        dialog.open()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    return show


def retype(dialog: PatientDialog, name: str, text: str) -> None:
    editor = dialog.measures.editors[name]
    editor.setFocus()
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    QTest.keyClicks(editor, text)


def test_what_is_typed_is_kept_and_counts(ask: Ask, session: Session, patient: Patient) -> None:
    dialog = ask(patient)
    retype(dialog, WIDTH, "147,18")
    retype(dialog, FOREHEAD, "69.3")
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert dialog.result() == QDialog.DialogCode.Accepted
    known = session.store.patients.get(patient.id)
    assert known.measures == Measures(None, Decimal("147.18"), Decimal("69.3"))
    assert known.measured is None


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        (WIDTH, "109.9", "The width of the face is 110 to 170 mm; 109.9 mm cannot be kept."),
        (WIDTH, "170,01", "The width of the face is 110 to 170 mm"),
        (FOREHEAD, "44", "The height of the forehead is 45 to 95 mm"),
        (FOREHEAD, "95.01", "The height of the forehead is 45 to 95 mm"),
        (PUPILS, "81", "The distance between the pupils is 45 to 80 mm"),
        (WIDTH, "140.005", "A measure is kept to 0.01 mm; 140.005 mm is finer."),
        (FOREHEAD, "high", "“high” is not a distance"),
    ],
)
def test_what_no_face_can_be_is_said_under_its_field(
    ask: Ask, session: Session, patient: Patient, name: str, text: str, sentence: str
) -> None:
    dialog = ask(patient)
    retype(dialog, name, text)
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    field = dialog.measures.fields[name]
    assert field.wrong
    assert sentence in field.message.text()
    assert field.editor.hasFocus()
    assert [other for other in NAMES if dialog.measures.fields[other].wrong] == [name]
    assert session.store.patients.get(patient.id) == patient
    retype(dialog, name, "60")
    assert not field.wrong


def test_a_proposal_is_shown_and_waits(ask: Ask, session: Session, patient: Patient) -> None:
    given = replace(patient, face_width_mm=Decimal(140), forehead_height_mm=Decimal(66), measured=(FOREHEAD,))
    session.patients.change(given)
    dialog = ask(given)
    buttons = dialog.measures.confirm
    assert [name for name in NAMES if buttons[name].isVisible()] == [WIDTH]
    assert "scales nothing until somebody confirms it" in dialog.measures.fields[WIDTH].message.text()
    assert buttons[WIDTH].accessibleName() == "Confirm: Width of the face, millimetres"
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert session.store.patients.get(patient.id) == given, "left alone it stays a proposal"
    dialog = ask(given)
    QTest.mouseClick(dialog.measures.confirm[WIDTH], Qt.MouseButton.LeftButton)
    assert dialog.measures.confirm[WIDTH].isHidden()
    assert dialog.measures.editors[WIDTH].hasFocus()
    assert "110 to 170" in dialog.measures.fields[WIDTH].message.text()
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    known = session.store.patients.get(patient.id)
    assert (known.measured, known.measures) == (None, Measures(None, Decimal(140), Decimal(66)))


def test_typing_another_figure_is_measuring(ask: Ask, session: Session, patient: Patient) -> None:
    session.patients.change(replace(patient, interpupillary_mm=Decimal(60), face_width_mm=Decimal(140), measured=()))
    assert session.open.patient is not None
    dialog = ask(session.open.patient)
    retype(dialog, WIDTH, "142")
    assert dialog.measures.confirm[WIDTH].isHidden()
    assert dialog.measures.confirm[PUPILS].isVisible()
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    known = session.store.patients.get(patient.id)
    assert (known.measured, known.measures) == ((WIDTH,), Measures(face_width_mm=Decimal(142)))


def test_former_details_name_the_measures(patient: Patient) -> None:
    was = replace(patient, face_width_mm=Decimal(140), forehead_height_mm=Decimal("66.5"), measured=(FOREHEAD,))
    now = replace(was, interpupillary_mm=Decimal(61), measured=None)
    assert differences(was, now) == "pupils not measured · face width 140 mm, only proposed"
    assert differences(now, was) == "pupils 61 mm · face width 140 mm"
    assert differences(was, replace(was, forehead_height_mm=None)) == "forehead height 66.5 mm"
    assert differences(replace(was, measured=()), was) == "forehead height 66.5 mm, only proposed"
    assert differences(patient, was) == "face width not measured · forehead height not measured"


@pytest.mark.parametrize("wearing", [LIGHT, DARK], ids=["light", "dark"])
def test_the_picture_shows_where_each_is_taken(ask: Ask, patient: Patient, wearing: Look) -> None:
    dialog = ask(patient, wearing=wearing)
    picture = dialog.measures.picture
    assert picture is not None
    assert "from cheekbone to cheekbone" in picture.accessibleName()
    pupils, width, height = (picture.line_of(name) for name in NAMES)
    assert pupils[0].y() == pupils[1].y() < width[0].y() == width[1].y()
    assert width[0].x() < pupils[0].x() < height[0].x() == height[1].x() < pupils[1].x() < width[1].x()
    assert height[0].y() < height[1].y() < pupils[0].y()
    mm = (width[1].x() - width[0].x()) / 133.8
    assert (pupils[1].x() - pupils[0].x()) / mm == pytest.approx(61.8)
    assert (height[1].y() - height[0].y()) / mm == pytest.approx(63)
    accent = QColor(wearing.accent)
    for place, name in enumerate(NAMES):
        dialog.measures.editors[name].setFocus()
        assert picture.chosen == name
        image = picture.grab().toImage()
        one, other = (pupils, width, height)[place]
        quarter = one + (other - one) * 0.8
        there = image.pixelColor(QPoint(int(quarter.x()), int(quarter.y())))
        off = zip(there.getRgb(), accent.getRgb(), strict=True)  # type: ignore[arg-type]
        assert all(abs(one - other) <= 24 for one, other in off), (name, there.name())
    dialog.family.setFocus()
    assert picture.chosen is None
