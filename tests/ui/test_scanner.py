"""A scanner that types, told from a hand by its pace: real keys into the real desk."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit

from charting.domain.vial import Vial
from charting.exchange.gs1 import read_scan
from charting.loading.face import load_templates
from charting.paths import resources
from charting.session import shelf, stock
from charting.ui.dialogs.lots import LotDialog
from charting.ui.dialogs.patient import PatientDialog
from charting.ui.dialogs.vial import VialSheet
from charting.ui.window import MainWindow

TEMPLATES = load_templates(resources() / "face")
GTIN = "09501101530003"
VIAL = Vial(
    "0198f0c2-0000-7000-8000-00000000aaaa", "ona_botox", Decimal(100), "0012 M", date(2027, 3, 31), Decimal("2.5"),
    gtin=GTIN, serial="A12",
)  # fmt: skip
CODE = f"]d201{GTIN}17270331100012 M\x1d21A12"


@pytest.fixture
def desk(qtbot, draft, hub, look):
    stock.add(draft, VIAL)
    window = MainWindow(hub, look, lambda view, version: TEMPLATES[version].views[view])
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.attach(draft, "charting.sqlite")
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    window.face_panel.canvas.setFocus()
    QApplication.processEvents()
    assert QApplication.focusWidget() is window.face_panel.canvas
    yield window
    window.close()


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
    canvas.crosshair = (0.0, -50.0)  # where Enter would place a point
    scan(canvas, code, gs, end)
    qtbot.waitUntil(lambda: draft.visit.vials == (VIAL,), timeout=2000)
    qtbot.wait(750)  # longer than typed figures wait to become a dose
    assert problems == []
    assert draft.visit.points == ()
    assert (draft.visit.lot, draft.visit.expires) == ("0012 M", date(2027, 3, 31))
    assert desk.face_panel.tool.units is None
    assert not desk.face_panel.tool.mirror  # the M of the lot
    assert shelf.in_hand(draft) == VIAL
    assert QApplication.focusWidget() is canvas


def test_a_scan_doses_no_chosen_point(desk, qtbot, charted):
    canvas = desk.face_panel.canvas
    canvas.select(frozenset(canvas.marks))
    doses = [point.units for point in charted.visit.points]
    scan(canvas, CODE)
    qtbot.waitUntil(lambda: charted.visit.vials == (VIAL,), timeout=2000)
    qtbot.wait(750)
    assert [point.units for point in charted.visit.points] == doses
    assert {point.vial for point in charted.visit.points} == {1}


@pytest.mark.parametrize("field", ["lot", "diluent", "finder"])
def test_a_scan_into_a_field_leaves_the_field_as_it_was(desk, qtbot, draft, field):
    widget = desk.banner.finder if field == "finder" else getattr(desk.doses.fields, field)
    (desk.banner.finder.focus_find() if field == "finder" else widget.setFocus())
    focused = QApplication.focusWidget()
    assert focused is not None
    scan(focused, CODE)
    qtbot.waitUntil(lambda: draft.visit.vials == (VIAL,), timeout=2000)
    shown = focused.currentText() if hasattr(focused, "currentText") else focused.text()
    assert "95011" not in shown
    assert draft.visit.lot == "0012 M"


def test_half_a_code_is_said_and_is_no_dose(desk, qtbot, draft, problems):
    scan(desk.face_panel.canvas, f"01{GTIN[:9]}")
    qtbot.waitUntil(lambda: bool(problems), timeout=2000)
    qtbot.wait(750)
    assert "cut off" in str(problems[0])
    assert desk.face_panel.tool.units is None


def test_a_code_that_is_no_gs1_is_said_and_is_no_dose(desk, qtbot, draft, problems):
    scan(desk.face_panel.canvas, "12345678")
    qtbot.waitUntil(lambda: bool(problems), timeout=2000)
    qtbot.wait(750)
    assert desk.face_panel.tool.units is None
    assert draft.visit.points == ()


def test_a_vial_of_another_product_is_said(desk, qtbot, charted, problems):
    other = replace(VIAL, id="0198f0c2-0000-7000-8000-00000000bbbb", product="abo_dysport", serial="D1")
    stock.add(charted, replace(other, gtin="04012345678901"))
    scan(desk.face_panel.canvas, f"01{'04012345678901'}17270331100012 M\x1d21D1")
    qtbot.waitUntil(lambda: bool(problems), timeout=2000)
    assert "Dysport" in str(problems[0])
    assert charted.visit.vials == ()


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
    qtbot.waitUntil(lambda: canvas.typed.text == "12.25", timeout=1000)


def test_a_shortcut_among_quick_keys_still_is_one(desk, qtbot):
    canvas = desk.face_panel.canvas
    QTest.keyClicks(canvas, "2.5")
    QTest.keyClick(canvas, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: desk.face_panel.tool.mirror, timeout=1000)


@pytest.mark.parametrize("text", ["C7421 and more", "01031992", "17270331", "10482 A", "0123456789"])
@pytest.mark.parametrize("delay", [-1, 60])
def test_what_is_typed_into_a_field_stands_there(desk, qtbot, draft, text, delay):
    field = desk.doses.fields.lot
    field.setFocus()
    QTest.keyClicks(field, text, delay=delay)
    qtbot.waitUntil(lambda: field.text() == text, timeout=1000)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert draft.visit.lot == text


def test_v_takes_the_next_vial(desk, qtbot, draft):
    QTest.keyClick(desk.face_panel.canvas, Qt.Key.Key_V)
    assert draft.visit.vials == (VIAL,)


def test_a_scan_without_a_draft_is_no_dose_either(desk, qtbot, charted, problems, hub):
    heard = []
    hub.notice.connect(heard.append)
    charted.sign("Dr Sign")
    scan(desk.face_panel.canvas, CODE)
    qtbot.waitUntil(lambda: bool(heard), timeout=2000)
    qtbot.wait(750)
    assert "new visit" in heard[-1]
    assert problems == []
    assert desk.face_panel.tool.units is None
    assert charted.visit.vials == ()


# ---------------------------------------------------------------------- the keyboard's clock, and a desk that is busy

START = 10_000_000


def key_at(sign: str, ms: float, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> QKeyEvent:
    """One key as it was pressed, at this time of the keyboard's clock; "\\n" is Enter."""
    codes = {"\n": Qt.Key.Key_Return, "\x1d": Qt.Key.Key_BracketRight}
    if sign == "\x1d":
        held = Qt.KeyboardModifier.ControlModifier
    code = codes.get(sign, Qt.Key(ord(sign.upper())))
    event = QKeyEvent(QEvent.Type.KeyPress, code, held, "\r" if sign == "\n" else sign)
    event.setTimestamp(int(START + ms))
    return event


def press(text: str, begin: float, apart: float) -> float:
    """Keys into whatever has the keyboard, so far apart by its clock and at once by the desk's; when one is due."""
    for n, sign in enumerate(text):
        popup = QApplication.activePopupWidget()
        widget = QApplication.focusWidget() if popup is None else popup.focusWidget() or popup
        QApplication.sendEvent(widget, key_at(sign, begin + n * apart))
    return begin + len(text) * apart


PLAIN = f"01{GTIN}17270331100012 M\x1d21A12"
CUT = PLAIN.index("M")


@pytest.mark.parametrize("cut", [2, 8, 17, CUT, len(PLAIN)])
@pytest.mark.parametrize("late_ms", [90, 300, 800])
def test_a_busy_desk_does_not_cut_a_code(desk, qtbot, charted, problems, cut, late_ms):
    canvas = desk.face_panel.canvas
    canvas.select(frozenset(canvas.marks))
    doses = [point.units for point in charted.visit.points]
    due = press(PLAIN[:cut], 0, 6)
    time.sleep(late_ms / 1000)  # the desk stands still, and the rest of the keys waits
    QTimer.singleShot(15, lambda: press(PLAIN[cut:] + "\n", due, 6))
    qtbot.waitUntil(lambda: charted.visit.vials == (VIAL,), timeout=3000)
    qtbot.wait(750)
    assert [point.units for point in charted.visit.points] == doses
    assert problems == []
    assert desk.face_panel.tool.units is None


def test_keys_of_a_hand_that_arrive_together_are_typing(desk, qtbot, draft):
    canvas = desk.face_panel.canvas
    press("12.5", 0, 180)
    assert canvas.typed.text == "12.5"
    canvas.typed.cancel()
    field = desk.doses.fields.lot
    field.setFocus()
    press(PLAIN[:20], 5000, 120)
    assert field.text() == PLAIN[:20]


def test_a_code_whose_end_did_not_come_is_said_and_its_late_end_is_no_dose(desk, qtbot, charted, hub):
    heard = []
    hub.notice.connect(heard.append)
    canvas = desk.face_panel.canvas
    canvas.select(frozenset(canvas.marks))
    doses = [point.units for point in charted.visit.points]
    due = press(PLAIN, 0, 6)
    qtbot.waitUntil(lambda: charted.visit.vials == (VIAL,), timeout=3000)
    assert "cut off" in heard[-1]
    press("\n", due, 6)  # long after by the desk's clock, at once by the keyboard's
    qtbot.waitUntil(lambda: "cut off" not in heard[-1], timeout=1000)
    assert [point.units for point in charted.visit.points] == doses


def sheet_of(desk):
    return next((w for w in desk.findChildren(VialSheet) if w.isVisible()), None)


def test_a_tail_that_comes_late_completes_the_lot_in_the_sheet(desk, qtbot, charted):
    """The first half opens the sheet of a new vial; the second half is neither typed there nor lost."""
    begin = f"01{GTIN}21B99\x1d1727033110C74"
    seen = []

    def rest():
        sheet = sheet_of(desk)
        seen.append((sheet.lot.text(), sheet.told.text()))
        press("21\n", due, 6)
        QTimer.singleShot(100, lambda: (seen.append((sheet.lot.text(), sheet.told.text())), sheet.reject()))

    due = press(begin, 0, 6)
    QTimer.singleShot(700, rest)
    qtbot.waitUntil(lambda: len(seen) == 2, timeout=4000)
    assert seen[0][0] == "C74"
    assert "cut off" in seen[0][1]
    assert seen[1][0] == "C7421"
    assert "cut off" not in seen[1][1]


# ---------------------------------------------------------------------- dialogs and menus

BOX = f"01{GTIN}17280430" + "10D9999\x1d21B1"


def in_dialog(qtbot, dialog):
    dialog.show()
    dialog.activateWindow()
    qtbot.waitExposed(dialog)
    QApplication.processEvents()
    assert QApplication.activeWindow() is dialog


@pytest.mark.parametrize("field", ["code", "lot", "expires", "diluent", "diluent_lot", "holds", "product", "keep"])
def test_a_second_scan_in_the_sheet_is_the_whole_of_the_second_box(desk, qtbot, charted, look, field):
    sheet = VialSheet(charted, look, None, read_scan(f"01{GTIN}1727033110C7421\x1d21A1"), parent=desk)
    in_dialog(qtbot, sheet)
    sheet.diluent.setText("saline")
    getattr(sheet, field).setFocus()
    press(BOX + "\n", 0, 6)
    qtbot.waitUntil(lambda: sheet.lot.text() == "D9999", timeout=2000)
    assert (sheet.expires.text(), sheet.diluent.text(), sheet.diluent_lot.text()) == ("30/04/2028", "saline", "")
    assert sheet.isVisible()
    assert sheet.kept is None
    press(f"01{GTIN}\n", 2000, 6)
    qtbot.waitUntil(lambda: sheet.lot.text() == "", timeout=2000)  # nothing of the box before stays
    assert sheet.expires.text() == ""
    assert "no lot" in sheet.told.text()
    sheet.reject()


def test_a_scan_in_the_recall_of_a_lot_searches_for_it(desk, qtbot, charted, look):
    window = LotDialog(charted, look, parent=desk)
    in_dialog(qtbot, window)
    window.lot.setText("half typed")
    window.lot.setFocus()
    press(BOX + "\n", 0, 6)
    qtbot.waitUntil(lambda: window.lot.text() == "D9999", timeout=2000)
    assert "Nobody got this lot" in window.told.text()
    window.reject()


def test_a_scan_in_a_dialog_that_wants_none_leaves_it_alone_and_says_so(desk, qtbot, charted, look, hub):
    heard = []
    hub.notice.connect(heard.append)
    dialog = PatientDialog(charted, look, None, parent=desk)
    in_dialog(qtbot, dialog)
    dialog.family.setFocus()
    press("Smi", 0, 150)
    dialog.family.setSelection(1, 1)
    press(BOX + "\n", 5000, 6)
    qtbot.waitUntil(lambda: bool(heard), timeout=2000)
    assert dialog.family.text() == "Smi"
    assert dialog.family.selectedText() == "m"
    assert dialog.family.isModified()
    assert "nothing was taken" in heard[-1]
    assert dialog.isVisible()
    dialog.reject()


def test_a_scan_in_the_notes_leaves_them_as_they_were(desk, qtbot, charted):
    notes = QPlainTextEdit(desk)
    notes.show()
    notes.setPlainText("cold pack after")
    notes.setFocus()
    notes.selectAll()
    press(PLAIN + "\n", 0, 6)
    qtbot.waitUntil(lambda: charted.visit.vials == (VIAL,), timeout=2000)
    assert notes.toPlainText() == "cold pack after"
    assert notes.textCursor().selectedText() == "cold pack after"


def test_a_scan_over_an_open_menu_runs_nothing_of_it(desk, qtbot, charted):
    ran = []
    menu = QMenu(desk)
    for words in ("&0 first", "&1 second"):
        menu.addAction(words, lambda: ran.append(1))
    menu.popup(desk.mapToGlobal(desk.rect().center()))
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is menu)
    menu.setActiveAction(menu.actions()[1])
    press(PLAIN.replace("01", "]d201", 1) + "\n", 0, 6)
    qtbot.waitUntil(lambda: charted.visit.vials == (VIAL,), timeout=2000)
    assert ran == []
    assert QApplication.activePopupWidget() is None


# ---------------------------------------------------------------------- a code is no lot


def test_a_code_in_the_field_of_the_lot_is_offered_to_be_read_as_one(desk, qtbot, draft):
    field = desk.doses.fields.lot
    field.setFocus()
    field.insert(PLAIN.replace("\x1d", "|"))  # pasted
    field.setModified(True)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert draft.visit.lot is None
    assert "whole code, not a lot" in desk.doses.fields.said()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert draft.visit.vials == (VIAL,)
    assert "whole code" not in desk.doses.fields.said()


def test_what_is_too_long_for_a_lot_is_refused(desk, draft):
    field = desk.doses.fields.lot
    field.setFocus()
    QTest.keyClicks(field, "A" * 21, delay=40)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert draft.visit.lot is None
    assert "at most 20" in desk.doses.fields.said()


def test_the_sheet_refuses_a_code_as_a_lot_and_reads_it_when_asked_again(desk, qtbot, charted, look):
    sheet = VialSheet(charted, look, parent=desk)
    in_dialog(qtbot, sheet)
    sheet.lot.setText(f"(01) {GTIN} (17) 280430 (10) D9999")
    sheet.holds.setEditText("100")
    sheet.accept()
    assert sheet.kept is None
    assert sheet.fields["lot"].wrong
    sheet.accept()
    assert (sheet.lot.text(), sheet.expires.text(), sheet.kept) == ("D9999", "30/04/2028", None)
    sheet.reject()
