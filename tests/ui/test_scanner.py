"""A scanner that types, told from a hand by its pace: real keys into the real desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from charting.ui.face.scene import Aim
from tests.ui.scans import CODE, GTIN, VIAL, settle, stocked_desk


@pytest.fixture
def desk(qtbot, draft, hub, look):
    with stocked_desk(qtbot, draft, hub, look) as shown:
        yield shown


def scan(widget, text, gs="ctrl", end=Qt.Key.Key_Return):
    """As a scanner types it: key after key, without a pause."""
    for character in text:
        if character != "\x1d":
            QTest.keyClick(widget, character)
        elif gs == "ctrl":
            QTest.keyClick(widget, Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier)
        elif gs == "f8":
            QTest.keyClick(widget, Qt.Key.Key_F8)
        else:
            for each in gs:
                QTest.keyClick(widget, each)
    if end is not None:
        QTest.keyClick(widget, end)


BRACKETED = f"(01){GTIN}(17)270331(10)0012 M(21)A12"


@pytest.mark.parametrize(
    ("code", "gs", "end"),
    [
        (CODE, "ctrl", Qt.Key.Key_Return), (CODE, "f8", Qt.Key.Key_Tab), (CODE, "|", None),
        (CODE[3:], "<GS>", Qt.Key.Key_Return), (CODE[3:], "ctrl", None), (BRACKETED, "", Qt.Key.Key_Return),
    ],
)  # fmt: skip
def test_a_scan_takes_the_vial_in_hand_and_does_nothing_else(desk, qtbot, draft, code, gs, end, problems):
    canvas = desk.face_panel.canvas
    canvas.do(Aim(0.0, -50.0))  # where Enter would place a point
    scan(canvas, code, gs, end)
    qtbot.waitUntil(lambda: draft.open.visit.vials == (VIAL,), timeout=20_000)
    settle(qtbot, desk)
    assert problems == []
    assert draft.open.visit.points == ()
    assert (draft.open.visit.lot, draft.open.visit.expires) == ("0012 M", date(2027, 3, 31))
    assert desk.face_panel.tool.units is None
    assert not desk.face_panel.tool.mirror  # the M of the lot
    assert draft.vials.in_hand() == VIAL
    assert QApplication.focusWidget() is canvas


def test_a_scan_doses_no_chosen_point(desk, qtbot, charted):
    canvas = desk.face_panel.canvas
    canvas.select(frozenset(canvas.scene.marks))
    doses = [point.units for point in charted.open.visit.points]
    scan(canvas, CODE)
    qtbot.waitUntil(lambda: charted.open.visit.vials == (VIAL,), timeout=20_000)
    settle(qtbot, desk)
    assert [point.units for point in charted.open.visit.points] == doses
    assert {point.vial for point in charted.open.visit.points} == {1}


@pytest.mark.parametrize("field", ["lot", "diluent", "finder"])
def test_a_scan_into_a_field_leaves_the_field_as_it_was(desk, qtbot, draft, field):
    widget = desk.banner.finder if field == "finder" else getattr(desk.doses.fields, field)
    (desk.banner.finder.focus_find() if field == "finder" else widget.setFocus())
    focused = QApplication.focusWidget()
    assert focused is not None
    scan(focused, CODE)
    qtbot.waitUntil(lambda: draft.open.visit.vials == (VIAL,), timeout=20_000)
    shown = focused.currentText() if hasattr(focused, "currentText") else focused.text()
    assert "95011" not in shown
    assert draft.open.visit.lot == "0012 M"


def test_half_a_code_is_said_and_is_no_dose(desk, qtbot, draft, problems):
    scan(desk.face_panel.canvas, f"01{GTIN[:9]}")
    qtbot.waitUntil(lambda: bool(problems), timeout=20_000)
    settle(qtbot, desk)
    assert "cut off" in str(problems[0])
    assert desk.face_panel.tool.units is None


def test_a_code_that_is_no_gs1_is_said_and_is_no_dose(desk, qtbot, draft, problems):
    scan(desk.face_panel.canvas, "12345678")
    qtbot.waitUntil(lambda: bool(problems), timeout=20_000)
    settle(qtbot, desk)
    assert desk.face_panel.tool.units is None
    assert draft.open.visit.points == ()


def test_a_vial_of_another_product_is_said(desk, qtbot, charted, problems):
    other = replace(VIAL, id="0198f0c2-0000-7000-8000-00000000bbbb", product="abo_dysport", serial="D1")
    charted.vials.add(replace(other, gtin="04012345678901"))
    scan(desk.face_panel.canvas, f"01{'04012345678901'}17270331100012 M\x1d21D1")
    qtbot.waitUntil(lambda: bool(problems), timeout=20_000)
    assert "Dysport" in str(problems[0])
    assert charted.open.visit.vials == ()


# ---------------------------------------------------------------------- hands


def test_a_dose_typed_by_hand_is_a_dose_at_once(desk, qtbot):
    canvas = desk.face_panel.canvas
    QTest.keyClicks(canvas, "12.5", delay=80)
    assert canvas.typed.text == "12.5"
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert desk.face_panel.tool.units == Decimal("12.5")


def test_even_a_dose_typed_in_no_time_is_a_dose(desk, qtbot):
    canvas = desk.face_panel.canvas
    QTest.keyClicks(canvas, "12.5")
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert desk.face_panel.tool.units == Decimal("12.5")


def test_five_quick_keys_and_a_rest_are_given_on_in_their_order(desk, qtbot):
    canvas = desk.face_panel.canvas
    QTest.keyClicks(canvas, "12.25")
    qtbot.waitUntil(lambda: canvas.typed.text == "12.25", timeout=20_000)


def test_a_shortcut_among_quick_keys_still_is_one(desk, qtbot):
    canvas = desk.face_panel.canvas
    QTest.keyClicks(canvas, "2.5")
    QTest.keyClick(canvas, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: desk.face_panel.tool.mirror, timeout=20_000)


@pytest.mark.parametrize("text", ["C7421 and more", "01031992", "17270331", "10482 A", "0123456789"])
@pytest.mark.parametrize("delay", [-1, 60])
def test_what_is_typed_into_a_field_stands_there(desk, qtbot, draft, text, delay):
    field = desk.doses.fields.lot
    field.setFocus()
    QTest.keyClicks(field, text, delay=delay)
    qtbot.waitUntil(lambda: field.text() == text, timeout=20_000)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert draft.open.visit.lot == text


def test_v_takes_the_next_vial(desk, qtbot, draft):
    QTest.keyClick(desk.face_panel.canvas, Qt.Key.Key_V)
    assert draft.open.visit.vials == (VIAL,)


def test_a_scan_without_a_draft_is_no_dose_either(desk, qtbot, charted, problems, hub):
    heard = []
    hub.notice.connect(heard.append)
    charted.signing.sign("Dr Sign")
    scan(desk.face_panel.canvas, CODE)
    qtbot.waitUntil(lambda: bool(heard), timeout=20_000)
    settle(qtbot, desk)
    assert "new visit" in heard[-1]
    assert problems == []
    assert desk.face_panel.tool.units is None
    assert charted.open.visit.vials == ()
