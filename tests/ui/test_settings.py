"""The clinic's settings window: ranges, patterns and prices edited in place, with real keys."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from charting.domain.dosing.styles import RangeStyle
from charting.domain.people.people import Person, Role
from charting.domain.visit.visit import Technique
from charting.errors import Refused
from charting.ui.clinic.bill import BillDialog
from charting.ui.clinic.settings import SettingsDialog
from charting.ui.clinic.settings_ranges import parse_span
from charting.ui.kit.look import DARK, hand_look
from charting.ui.kit.settings_table import EditTable
from tests.ui.desk import DeskWindow

FOREHEAD = ("ona_botox", "forehead", Technique.IM, RangeStyle.STANDARD, None)


@pytest.fixture
def window(qtbot, charted, hub, look):
    made = SettingsDialog(charted, hub, look)
    qtbot.addWidget(made)
    made.show()
    return made


def click_value(table, key):
    """Clicks where the value of a row stands."""
    place = next(n for n, row in enumerate(table.model().rows) if row.key == key)
    index = table.model().index(place, table.model().editable)
    table.scrollTo(index)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())


def type_into(table, key, text):
    """Goes to a row, types into its field and presses Enter, as a hand does."""
    click_value(table, key)
    line = next(line for line in table.findChildren(QLineEdit) if line.isVisible())
    line.selectAll()
    if not text:
        QTest.keyClick(line, Qt.Key.Key_Delete)
    elif text.isascii():
        QTest.keyClicks(line, text)
    else:
        line.insert(text)  # as pasted
    QTest.keyClick(line, Qt.Key.Key_Return)
    QApplication.processEvents()


def row(table, key):
    return next(row for row in table.model().rows if row.key == key)


def page(window, name):
    QTest.mouseClick(window.tabs[name], Qt.MouseButton.LeftButton)
    assert window.pages[name].isVisible()
    return window.pages[name]


# ---------------------------------------------------------------------- ranges


def test_a_range_is_typed_beside_the_shipped_one_and_counts_at_once(window, charted):
    ranges = page(window, "ranges")
    assert row(ranges.table, FOREHEAD).cells[2:5] == ("10–20", "The Truth About Baby Botox", "B, weak evidence")
    type_into(ranges.table, FOREHEAD, "6-8,5")
    mine = row(ranges.table, FOREHEAD)
    assert (mine.cells[2], mine.cells[5], mine.cells[6], mine.own) == ("10–20", "6–8.5", "14 Jul 2026", True)
    band = charted.open.assessment.areas[0].standard
    assert (band.low, band.high, band.mark) == (6, Decimal("8.5"), "own")
    assert window.isVisible()  # Enter ends the field, not the window


def test_what_is_no_range_is_said_and_nothing_changes(window, charted):
    ranges = page(window, "ranges")
    for typed, said in (("8-6", "lower end"), ("0-5", "above 0"), ("1-5001", "5,000"), ("x", "not a range"),
                        ("1e9", "5,000"), ("1-2-3", "not a range")):  # fmt: skip
        type_into(ranges.table, FOREHEAD, typed)
        assert said in ranges.said.text(), typed
        assert row(ranges.table, FOREHEAD).cells[5] == ""
    assert charted.clinic.book.ranges == ()


def test_the_shipped_range_comes_back_by_delete_by_an_empty_field_and_by_the_button(window, charted):
    ranges = page(window, "ranges")
    ways = (
        lambda: type_into(ranges.table, FOREHEAD, ""),
        lambda: QTest.keyClick(ranges.table, Qt.Key.Key_Delete),
        lambda: QTest.mouseClick(ranges.reset, Qt.MouseButton.LeftButton),
    )
    for way in ways:
        type_into(ranges.table, FOREHEAD, "6-8")
        assert charted.clinic.book.ranges
        assert ranges.reset.isEnabled()
        way()
        assert charted.clinic.book.ranges == ()
        assert not ranges.reset.isEnabled()


def test_an_area_without_a_shipped_range_can_have_one(window, charted):
    ranges = page(window, "ranges")
    ranges.product.setCurrentIndex(ranges.product.findData("leti_letybo"))
    key = ("leti_letybo", "masseter", Technique.IM, RangeStyle.STANDARD, None)
    assert row(ranges.table, key).cells[2:5] == ("–", "none; no other is borrowed", "")
    type_into(ranges.table, key, "20")
    assert [(r.low, r.high) for r in charted.clinic.book.ranges] == [(20, 20)]


def test_intradermal_has_rows_of_its_own(window):
    ranges = page(window, "ranges")
    QTest.mouseClick(ranges.technique.buttons[1], Qt.MouseButton.LeftButton)
    assert {row.key[2] for row in ranges.model.rows} == {Technique.ID}


@pytest.mark.parametrize(
    ("typed", "ends"),
    [("6–10", ("6", "10")), (" 6 - 10 U", ("6", "10")), ("6 10", ("6", "10")), ("6,5", ("6.5", "6.5"))],
)
def test_spans_as_they_are_typed(typed, ends):
    assert parse_span(typed) == tuple(Decimal(end) for end in ends)


@pytest.mark.parametrize("typed", ["", "-5", "a", "6–", "–6", "1.000,5"])
def test_what_is_no_span(typed):
    with pytest.raises(Refused):
        parse_span(typed)


# ---------------------------------------------------------------------- prices


def test_prices_are_typed_by_product_and_by_area(window, charted):
    prices = page(window, "prices")
    type_into(prices.product_table, "ona_botox", "12,50")
    assert row(prices.product_table, "ona_botox").cells[1] == "£12.50"
    assert row(prices.area_table, "glabella").hint == "£12.50"
    type_into(prices.area_table, "forehead", "9.5")
    assert row(prices.area_table, "forehead").cells[1] == "£9.50"
    assert charted.prices.bill(charted.open.visit).total == Decimal("486.75")
    type_into(prices.area_table, "forehead", "")
    assert [price.area for price in charted.clinic.book.prices] == [None]


def test_a_price_of_1e9_is_refused_where_it_was_typed(window, charted):
    prices = page(window, "prices")
    for typed in ("1e9", "1000000000", "1000000.0001"):
        type_into(prices.product_table, "ona_botox", typed)
        assert "at most 1,000,000" in prices.said.text()
    type_into(prices.product_table, "ona_botox", "twelve")
    assert "not a price" in prices.said.text()
    assert charted.clinic.book.prices == ()
    type_into(prices.product_table, "ona_botox", "1000000")
    assert charted.clinic.book.prices[0].price_per_unit == 1_000_000


def test_the_currency_is_of_prices_typed_from_now_on(window, charted):
    prices = page(window, "prices")
    type_into(prices.product_table, "ona_botox", "12")
    edit = prices.currency.lineEdit()
    edit.selectAll()
    QTest.keyClicks(edit, "chf")
    QTest.keyClick(prices.currency, Qt.Key.Key_Return)
    assert charted.clinic.settings.currency == "CHF"
    type_into(prices.product_table, "abo_dysport", "4")
    assert [(p.product, p.currency) for p in charted.clinic.book.prices] == [
        ("ona_botox", "GBP"),
        ("abo_dysport", "CHF"),
    ]
    edit.selectAll()
    QTest.keyClicks(edit, "Euro")
    QTest.keyClick(prices.currency, Qt.Key.Key_Return)
    assert "three letters" in prices.said.text()
    assert prices.currency.currentText() == "CHF"


def test_the_sign_of_the_currency_may_stand_in_the_field(window, charted):
    prices = page(window, "prices")
    type_into(prices.product_table, "ona_botox", "12")
    type_into(prices.product_table, "ona_botox", "£13.00")
    assert charted.clinic.book.prices[0].price_per_unit == 13


# ---------------------------------------------------------------------- patterns and the clinic


def test_a_pattern_is_renamed_in_place_and_taken_out_of_the_menu(window, charted):
    patterns = page(window, "patterns")
    assert patterns.empty.isVisible()
    one = charted.patterns.save("Mine", set())
    charted.patterns.save("Other", set())
    assert [row.cells[0] for row in patterns.model.rows] == ["Mine", "Other"]
    type_into(patterns.table, one.id, "OTHER")
    assert "already" in patterns.said.text()
    type_into(patterns.table, one.id, "Mine, wider")
    assert [p.name for p in charted.clinic.book.patterns] == ["Mine, wider", "Other"]
    patterns.table.setCurrentIndex(patterns.model.index(0, 1))
    QTest.mouseClick(patterns.remove, Qt.MouseButton.LeftButton)
    assert [p.name for p in charted.clinic.book.patterns] == ["Other"]


def test_the_clinic_page_keeps_each_thing_at_once(window, charted):
    of = window.pages["clinic"]
    QTest.keyClicks(of.name, "Praxis am Markt")
    QTest.keyClick(of.name, Qt.Key.Key_Return)
    QTest.mouseClick(of.photos, Qt.MouseButton.LeftButton, pos=of.photos.rect().center() * 0.1)
    of.minutes.setCurrentIndex(of.minutes.findData(10))
    of.minutes.activated.emit(of.minutes.currentIndex())
    of.touch_ups.setCurrentIndex(of.touch_ups.findData(14))
    of.touch_ups.activated.emit(of.touch_ups.currentIndex())
    settings = charted.clinic.settings
    assert (settings.name, settings.photos_wanted, settings.idle_minutes) == ("Praxis am Markt", True, 10)
    assert settings.touch_up_days == 14
    assert charted.clinic.settings.idle_minutes == 10
    assert charted.store.clinic.book().settings == settings
    assert window.isVisible()


def test_somebody_who_does_not_administer_sees_but_changes_nothing(qtbot, charted, hub, look):
    charted.settings.set_price("ona_botox", None, Decimal(12), "GBP")
    charted.patterns.save("Mine", set())
    charted.change(who=replace(charted.who, person=Person("2" * 36, "Dr Y", frozenset({Role.INJECTOR}))))
    window = SettingsDialog(charted, hub, look)
    qtbot.addWidget(window)
    window.show()
    assert window.only.isVisible()
    for table in (window.pages["ranges"].table, window.pages["prices"].product_table, window.pages["patterns"].table):
        click_value(table, table.model().rows[0].key)
        assert table.findChild(QLineEdit) is None
    assert not window.pages["clinic"].photos.isEnabled()
    assert not window.pages["prices"].currency.isEnabled()
    assert not window.pages["patterns"].remove.isEnabled()
    charted.change(who=replace(charted.who, person=replace(charted.who.person, roles=frozenset({Role.ADMINISTRATOR}))))


def test_who_set_a_range_stands_beside_it(window, charted):
    charted.change(who=replace(charted.who, person=Person("2" * 36, "Dr Y", frozenset({Role.ADMINISTRATOR}))))
    ranges = page(window, "ranges")
    type_into(ranges.table, FOREHEAD, "6-8")
    assert row(ranges.table, FOREHEAD).cells[6] == "Dr Y, 14 Jul 2026"


def test_every_control_has_a_name_and_dark_is_worn_at_once(window):
    for each in window.pages.values():
        for line in each.findChildren(QLineEdit):
            assert line.accessibleName() or line.parent().accessibleName()
    hand_look(window, DARK)
    tables = window.findChildren(EditTable)
    assert tables
    assert all(table.fields.look is DARK for table in tables)


def test_the_settings_open_from_the_clinics_menu_and_a_bill_without_a_price_says_where_to_set_one(
    qtbot, charted, hub, look, problems
):
    window = DeskWindow(hub, look, lambda view, version: None)
    qtbot.addWidget(window)
    window.attach(charted, "a.sqlite")
    menus = {action.text(): action.menu() for action in window.banner.menu_button.menu().actions() if action.menu()}
    names = [action.text() for action in menus["Clinic"].actions()]
    assert {"Estimate or bill…", "Clinic's settings…"} <= set(names)
    window.actions_by_name["bill"].trigger()
    assert "Ctrl+," in str(problems[-1])
    seen = []

    def leave():
        seen.append(type(QApplication.activeModalWidget()))
        QTest.keyClick(QApplication.activeModalWidget(), Qt.Key.Key_Escape)

    QTimer.singleShot(0, leave)
    window.actions_by_name["settings"].trigger()
    charted.settings.set_price("ona_botox", None, Decimal(12), "GBP")
    QTimer.singleShot(0, leave)
    QTest.mouseClick(window.doses.price, Qt.MouseButton.LeftButton)
    assert seen == [SettingsDialog, BillDialog]


def test_visits_signed_before_a_new_range_keep_their_style_in_the_list(qtbot, charted, hub, look):
    window = DeskWindow(hub, look, lambda view, version: None)
    qtbot.addWidget(window)
    window.attach(charted, "a.sqlite")
    signed = charted.signing.sign("Dr X")
    model = window.visits._model
    before = model.style_of(signed)
    for area in ("forehead", "glabella", "crows_feet", "mentalis"):
        for style in RangeStyle:
            charted.settings.set_range(("ona_botox", area, Technique.IM, style, None), Decimal(400), Decimal(500))
    assert model.style_of(signed) is before
    assert "ranges of then" in window.doses.signed.text()
    assert model.style_of(replace(signed, table=None)) is not before
