"""A scan by the keyboard's own clock: on a busy desk, in dialogs and menus, and in the field of a lot."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit

from charting.exchange.codes import read_scan
from charting.ui.patient.patient import PatientDialog
from charting.ui.vials.lots import LotDialog
from charting.ui.vials.vial import VialSheet
from tests.ui.scans import CUT, GTIN, PLAIN, VIAL, press, settle, stocked_desk


@pytest.fixture
def desk(qtbot, draft, hub, look):
    with stocked_desk(qtbot, draft, hub, look) as shown:
        yield shown


# ---------------------------------------------------------------------- a desk that is busy


@pytest.mark.parametrize("cut", [2, 8, 17, CUT, len(PLAIN)])
@pytest.mark.parametrize("late_ms", [90, 300, 800])
def test_a_busy_desk_does_not_cut_a_code(desk, qtbot, charted, problems, cut, late_ms):
    canvas = desk.face_panel.canvas
    canvas.select(frozenset(canvas.scene.marks))
    doses = [point.units for point in charted.open.visit.points]
    due = press(PLAIN[:cut], 0, 6)
    time.sleep(late_ms / 1000)  # the desk stands still, and the rest of the keys waits
    QTimer.singleShot(15, lambda: press(PLAIN[cut:] + "\n", due, 6))
    qtbot.waitUntil(lambda: charted.open.visit.vials == (VIAL,), timeout=20_000)
    settle(qtbot, desk)
    assert [point.units for point in charted.open.visit.points] == doses
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
    canvas.select(frozenset(canvas.scene.marks))
    doses = [point.units for point in charted.open.visit.points]
    due = press(PLAIN, 0, 6)
    qtbot.waitUntil(lambda: charted.open.visit.vials == (VIAL,), timeout=20_000)
    assert "cut off" in heard[-1]
    press("\n", due, 6)  # long after by the desk's clock, at once by the keyboard's
    qtbot.waitUntil(lambda: "cut off" not in heard[-1], timeout=20_000)
    assert [point.units for point in charted.open.visit.points] == doses


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
    qtbot.waitUntil(lambda: len(seen) == 2, timeout=20_000)
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
    qtbot.waitUntil(lambda: sheet.lot.text() == "D9999", timeout=20_000)
    assert (sheet.expires.text(), sheet.diluent.text(), sheet.diluent_lot.text()) == ("30/04/2028", "saline", "")
    assert sheet.isVisible()
    assert sheet.kept is None
    press(f"01{GTIN}\n", 2000, 6)
    qtbot.waitUntil(lambda: sheet.lot.text() == "", timeout=20_000)  # nothing of the box before stays
    assert sheet.expires.text() == ""
    assert "no lot" in sheet.told.text()
    sheet.reject()


def test_a_scan_in_the_recall_of_a_lot_searches_for_it(desk, qtbot, charted, look):
    window = LotDialog(charted, look, parent=desk)
    in_dialog(qtbot, window)
    window.lot.setText("half typed")
    window.lot.setFocus()
    press(BOX + "\n", 0, 6)
    qtbot.waitUntil(lambda: window.lot.text() == "D9999", timeout=20_000)
    assert "Nobody got this lot" in window.note.text()
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
    qtbot.waitUntil(lambda: bool(heard), timeout=20_000)
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
    qtbot.waitUntil(lambda: charted.open.visit.vials == (VIAL,), timeout=20_000)
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
    qtbot.waitUntil(lambda: charted.open.visit.vials == (VIAL,), timeout=20_000)
    assert ran == []
    assert QApplication.activePopupWidget() is None


# ---------------------------------------------------------------------- a code is no lot


def test_a_code_in_the_field_of_the_lot_is_offered_to_be_read_as_one(desk, qtbot, draft):
    field = desk.doses.fields.lot
    field.setFocus()
    field.insert(PLAIN.replace("\x1d", "|"))  # pasted
    field.setModified(True)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert draft.open.visit.lot is None
    assert "whole code, not a lot" in desk.doses.fields.said()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert draft.open.visit.vials == (VIAL,)
    assert "whole code" not in desk.doses.fields.said()


def test_what_is_too_long_for_a_lot_is_refused(desk, draft):
    field = desk.doses.fields.lot
    field.setFocus()
    QTest.keyClicks(field, "A" * 21, delay=40)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert draft.open.visit.lot is None
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
