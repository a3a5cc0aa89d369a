"""The row of vials, the sheet of a vial, the stock and who got a lot: real widgets on a real file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from charting.domain.clinic.stock import Closed
from charting.domain.visit.visit import Vial
from charting.exchange.codes import read_scan
from charting.ui.shell.intents import UseUpVial
from charting.ui.vials.lots import LotDialog
from charting.ui.vials.stock import StockDialog
from charting.ui.vials.vial import VialSheet
from tests import shipped
from tests.ui.conftest import NOW
from tests.ui.desk import DeskWindow

TEMPLATES = shipped.templates()
GTIN = "09501101530003"
FIRST = Vial(
    "0198f0c2-0000-7000-8000-00000000aaaa", "ona_botox", Decimal(100), "C7421", date(2027, 3, 31), Decimal("2.5"),
    made_up_at=NOW - timedelta(hours=3),
)  # fmt: skip
SECOND = replace(FIRST, id="0198f0c2-0000-7000-8000-00000000bbbb", lot="C7422", vial_units=Decimal(50),
                 diluent_ml=Decimal("1.25"))  # fmt: skip
OLD = replace(FIRST, id="0198f0c2-0000-7000-8000-00000000cccc", lot="OLD1", expires=date(2026, 7, 13))
DYSPORT = replace(FIRST, id="0198f0c2-0000-7000-8000-00000000dddd", lot="D1", product="abo_dysport",
                  vial_units=Decimal(300), diluent_ml=Decimal("1.5"))  # fmt: skip


@pytest.fixture
def stocked(charted):
    for vial in (FIRST, SECOND, DYSPORT):
        charted.vials.add(vial)
    return charted


@pytest.fixture
def desk(qtbot, stocked, hub, look):
    window = DeskWindow(hub, look, lambda view, version: TEMPLATES[version].views[view])
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.attach(stocked, "charting.sqlite")
    window.show()
    qtbot.waitExposed(window)
    QApplication.processEvents()
    yield window
    window.close()


def click(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


# ---------------------------------------------------------------------- the row of vials


def test_a_click_takes_the_vial_and_folds_its_fields(desk, stocked):
    fields = desk.doses.fields
    assert fields.lot.isVisible()
    assert [chip.text() for chip in fields.vials.chips[:1]] == ["C7421 · 100 U remaining"]
    click(fields.vials.chips[0])
    assert stocked.open.visit.vials == (FIRST,)
    assert fields.vials.chips[0].text() == "100 U · C7421 · 59.5 U remaining · 3 h"
    assert fields.vials.chips[0].isChecked()
    assert not fields.lot.isVisible()
    assert fields.vials.words.text() == "100 U in 2.5 mL · 4 U per 0.1 mL · exp. 31 Mar 2027"
    click(fields.vials.label)
    assert fields.lot.isVisible()
    assert fields.lot.text() == "C7421"
    click(fields.vials.label)
    assert not fields.lot.isVisible()


def test_f6_and_tab_come_to_the_vials_before_the_fields(desk, stocked):
    stocked.charting.discard_draft()
    stocked.charting.new_visit()
    bar = desk.doses.fields.vials
    desk.host.go_to_face()
    QTest.keyClick(desk.face_panel.canvas, Qt.Key.Key_F6)
    assert bar.chips[0].hasFocus()
    for stop in (*(chip for chip in bar.chips[1:] if chip.isVisible()), bar.add, bar.more, desk.doses.fields.product):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert stop.hasFocus()


def test_a_button_looks_pointed_at_only_while_it_is(desk, stocked):
    QCursor.setPos(desk.mapToGlobal(desk.rect().bottomLeft()))
    buttons = (
        desk.doses.fields.vials.more,
        desk.face_panel.area_button,
        desk.banner.menu_button,
        desk.visits.buttons.more,
    )
    for button in buttons:
        button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)  # as Qt leaves it when a menu takes the mouse
        button.menu().popup(desk.mapToGlobal(desk.rect().center()))
        button.menu().hide()
        assert not button.underMouse()


def test_undo_shows_the_fields_again(desk, stocked):
    fields = desk.doses.fields
    click(fields.vials.chips[0])
    desk.do("undo")
    assert stocked.open.visit.vials == ()
    assert fields.lot.isVisible()
    assert not fields.vials.chips[0].isChecked()


def test_chosen_points_go_to_the_second_vial(desk, stocked):
    QTest.keyClick(desk.face_panel.canvas, Qt.Key.Key_V)
    keys = frozenset(p.key for p in stocked.open.visit.points[:2])
    desk.face_panel.canvas.select(keys)
    QTest.keyClick(desk.face_panel.canvas, Qt.Key.Key_V)
    assert stocked.open.visit.vials == (FIRST, SECOND)
    assert {p.key for p in stocked.open.visit.points if p.vial == 2} == keys


def test_what_is_wrong_with_a_vial_stands_on_its_chip(desk, stocked):
    stocked.vials.add(OLD)
    stocked.vials.pick(OLD)
    chip = next(c for c in desk.doses.fields.vials.chips if c.isChecked())
    assert chip.text() == "100 U · OLD1 · expired · 3 h"
    assert [n.key for n in stocked.open.notes if n.key.startswith("vial:")] == ["vial:1:expired"]


def test_used_up_closes_the_vial_and_counts_what_is_wasted(desk, stocked, hub):
    heard = []
    hub.notice.connect(heard.append)
    stocked.vials.pick(FIRST)
    desk.hub.asked.emit(UseUpVial())
    assert "59.5 U are wasted" in heard[-1]
    row = next(row for row in stocked.store.stock.vials() if row.vial.id == FIRST.id)
    assert (row.closed, row.wasted) == (Closed.USED_UP, Decimal("59.5"))
    assert "used up" in desk.doses.fields.vials.chips[0].text()


def test_a_point_says_what_is_drawn_for_it(desk, stocked):
    stocked.vials.pick(FIRST)
    canvas = desk.face_panel.canvas
    mark = next(iter(canvas.scene.marks.values()))
    point = next(p for p in stocked.open.visit.points if p.key == mark.key)
    said = canvas.tip_at(QPointF(mark.x, mark.y))
    assert said.startswith(f"{point.units} U · ")
    assert said.endswith("mL from lot C7421")
    assert canvas.tip_at(QPointF(2, 2)) == ""
    desk.doses.points_tab.click()
    assert "mL from lot C7421" in desk.doses.points.model.sentence(desk.doses.points.model.rows[0])


def test_without_a_vial_in_use_v_says_so(desk, stocked, hub):
    heard = []
    hub.notice.connect(heard.append)
    for vial in (FIRST, SECOND):
        stocked.vials.close(vial.id, Closed.DAMAGED)
    QTest.keyClick(desk.face_panel.canvas, Qt.Key.Key_V)
    assert "No vial of Botox Cosmetic" in heard[-1]


# ---------------------------------------------------------------------- two products


def test_a_second_product_is_shown_beside_and_in_no_total(desk, stocked):
    first = stocked.open.visit
    desk.do("other_product")
    assert stocked.open.visit.product == "abo_dysport"
    canvas, bar = desk.face_panel.canvas, desk.doses.fields.vials
    assert len(canvas.scene.beside) == sum(p.view is canvas.view for p in first.points)
    assert {mark.text for mark in canvas.scene.beside} == {"B"}
    assert canvas.scene.ghosts.own == ()
    assert bar.other.text() == "with 40.5 U Botox Cosmetic at the same sitting"
    assert stocked.open.assessment.total_units == 0
    stocked.points.place(replace(first.points[0], units=Decimal(10), vial=None), mirror=False)
    assert stocked.open.assessment.total_units == 10
    click(bar.other)
    assert stocked.open.visit.id == first.id
    assert stocked.open.assessment.total_units == Decimal("40.5")
    assert bar.other.text() == "with 10 U Dysport at the same sitting"
    assert {mark.text for mark in canvas.scene.beside} == {"D"}


# ---------------------------------------------------------------------- the sheet of a vial


@pytest.fixture
def sheet(qtbot, stocked, look):
    def make(vial=None, code=None):
        made = VialSheet(stocked, look, vial, read_scan(code) if code else None)
        qtbot.addWidget(made)
        made.show()
        qtbot.waitExposed(made)
        return made

    return make


def test_a_new_gtin_is_asked_for_once(sheet, stocked):
    first = sheet(code=f"01{GTIN}1727033110 00 7\x1d21S1")
    assert "new here" in first.told.text()
    first.product.setCurrentIndex(first.product.findData("inco_xeomin"))
    first._choose_product("inco_xeomin")
    first.holds.setEditText("50")
    first.ml.setEditText("1,25")
    QTest.keyClick(first.ml, Qt.Key.Key_Return)  # Enter adds it, as in any dialog
    assert not first.isVisible()
    kept = first.kept
    assert (kept.product, kept.vial_units, kept.diluent_ml) == ("inco_xeomin", 50, Decimal("1.25"))
    assert (kept.lot, kept.expires, kept.gtin, kept.serial) == (" 00 7", date(2027, 3, 31), GTIN, "S1")
    assert kept.made_up_at == NOW
    again = sheet(code=f"01{GTIN}1727033110X9\x1d21S2")
    assert again.told.text() == ""
    assert (again.product.currentData(), again.holds.currentText()) == ("inco_xeomin", "50 U")


def test_what_a_code_did_not_say_stands_above_and_the_rest_is_filled_in(sheet):
    made = sheet(code=f"01{GTIN}17270231" + "10C9")
    assert "does not exist" in made.told.text()
    assert (made.lot.text(), made.expires.text()) == ("C9", "")


def test_a_code_typed_into_the_sheet_ends_with_enter_and_closes_nothing(sheet):
    made = sheet()
    made.code.setFocus()
    QTest.keyClicks(made.code, f"01{GTIN}1727033110C9")
    QTest.keyClick(made.code, Qt.Key.Key_Return)
    assert made.isVisible()
    assert made.lot.text() == "C9"
    assert made.kept is None


def test_a_size_is_needed_and_a_wrong_date_is_said_at_its_field(sheet):
    made = sheet()
    made.expires.setText("31/02/2027")
    click(made.keep)
    assert made.isVisible()
    assert made.fields["size"].wrong
    assert made.fields["expires"].wrong


def test_a_label_dilution_is_offered_with_its_source(sheet):
    made = sheet()
    assert made.ml.itemText(0) == "50 U in 1.25 mL: 4 U per 0.1 mL"
    made._dilution_picked(made.ml.itemData(1))
    assert (made.holds.currentText(), made.ml.currentText()) == ("100 U", "2.5 mL")
    assert made.fields["ml"].message.text() == "4 U per 0.1 mL"


def test_a_product_that_is_ready_to_use_is_not_diluted(sheet):
    made = sheet()
    made._choose_product("relabo_relfydess")
    assert not made.ml.isVisible()
    assert not made.made_up.isVisible()
    made.holds.setEditText("150")
    click(made.keep)
    assert (made.kept.diluent_ml, made.kept.made_up_at) == (None, None)


def test_a_correction_keeps_the_moment_it_was_made_up(sheet, stocked):
    made = sheet(vial=FIRST)
    made.lot.setText("C7421-B")
    click(made.keep)
    assert stocked.store.stock.vials()[0].vial == replace(FIRST, lot="C7421-B")


# ---------------------------------------------------------------------- the stock, and who got a lot


@pytest.fixture
def dialog(qtbot, stocked, look):
    made = StockDialog(stocked, look)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def lots(dialog):
    return [row.vial.lot for row in dialog.model.rows]


def test_the_stock_lists_what_is_in_use_and_finds(dialog, stocked):
    assert lots(dialog) == ["C7421", "C7422", "D1"]
    QTest.keyClicks(dialog.code, "dys")
    assert lots(dialog) == ["D1"]
    dialog.code.clear()
    assert dialog.summary.text() == "3 vials in use."


def test_a_vial_is_closed_and_comes_back(dialog, stocked):
    dialog.table.selectRow(0)
    dialog._close(Closed.DAMAGED)
    assert lots(dialog) == ["C7422", "D1"]
    assert "Wasted this year: 100 U Botox Cosmetic" in dialog.summary.text()
    click(dialog.closed)
    dialog.table.selectRow(2)
    click(dialog.reopen)
    assert stocked.vials.now()[FIRST.id].in_use


def test_a_scan_in_the_stock_chooses_its_vial(dialog, stocked):
    stocked.vials.add(replace(OLD, gtin=GTIN, serial="S7"))
    dialog.refresh()
    QTest.keyClicks(dialog.code, f"01{GTIN}1726071310OLD1")
    QTest.keyClick(dialog.code, Qt.Key.Key_Bar)
    QTest.keyClicks(dialog.code, "21S7")
    QTest.keyClick(dialog.code, Qt.Key.Key_Return)
    assert dialog.row().vial.lot == "OLD1"
    assert dialog.isVisible()


def test_who_got_a_lot_in_one_search_and_as_text(qtbot, stocked, look):
    stocked.vials.pick(FIRST)
    made = LotDialog(stocked, look)
    qtbot.addWidget(made)
    made.show()
    QTest.keyClicks(made.lot, "c 7421")
    QTest.keyClick(made.lot, Qt.Key.Key_Return)
    assert made.note.text() == "1 patient got this lot, 1 of the visits in drafts."
    assert [use.units for use in made.found] == [Decimal("40.5")]
    click(made.copy_button)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:2] == ["Patient", "Born"]
    assert lines[1].split("\t")[0] == "Family, Given"
    made.lot.setText("nothing")
    click(made.search)
    assert made.note.text() == "Nobody got this lot, as far as this file knows."
    assert not made.copy_button.isEnabled()
