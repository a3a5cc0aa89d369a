"""What a visit costs: the line under the total, and the bill area by area."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from charting.domain.clinic.money import style_costs
from charting.domain.dosing.styles import RangeStyle
from charting.domain.visit.visit import Technique
from charting.ui.clinic.bill import BillDialog
from charting.ui.people.signer import Signer
from charting.ui.visit.doses import DosesPanel
from charting.ui.visit.sign import SignDialog
from tests.ui.charts import GLABELLA, put


@pytest.fixture
def panel(qtbot, charted, hub, look):
    made = DosesPanel(charted, hub, look)
    qtbot.addWidget(made)
    made.resize(392, 620)
    made.show()
    return made


def priced(session, *, forehead: str | None = None):
    session.settings.set_price("ona_botox", None, Decimal(12), "GBP")
    if forehead is not None:
        session.settings.set_price("ona_botox", "forehead", Decimal(forehead), "GBP")


def test_without_a_price_there_is_no_line(panel):
    assert panel.price.isHidden()


def test_the_estimate_stands_beside_micro_and_standard_and_fits(panel, charted):
    priced(charted)
    assert panel.price.isVisible()
    assert panel.price.whole == "about £486.00 · micro 270–486 · standard 552–1,020"
    assert panel.price.text() == panel.price.whole
    assert "fewer units, so it usually costs less" in panel.price.toolTip()
    assert "half up" in panel.price.toolTip()


def test_no_word_of_it_is_shortened_however_large_the_prices(panel, charted):
    """Coins go first, then “about” is a sign, then the ranges stand in the tooltip alone."""
    shown = set()
    for price, width in ((12, 600), (1200, 600), (12000, 420), (120000, 420), (120000, 330), (120000, 250)):
        charted.settings.set_price("ona_botox", None, Decimal(price), "GBP")
        panel.price.resize(width, 20)
        text = panel.price.text()
        assert "…" not in text
        assert panel.price.fontMetrics().horizontalAdvance(text) <= width
        assert text == panel.price.whole or "standard" in panel.price.whole
        shown.add(text.partition(" ")[0] + (" · standard" if "standard" in text else ""))
        assert "standard doses to" in panel.price.toolTip()
    assert {"about · standard", "≈ · standard", "about"} <= shown


def test_micro_and_standard_are_from_the_ranges_that_count(panel, charted):
    """One area: 20 U of glabella at £12; the clinic's own ranges are what is multiplied."""
    charted.charting.new_visit()
    put(charted, *GLABELLA)
    priced(charted)
    for style, low, high in ((RangeStyle.MICRO, 5, 10), (RangeStyle.STANDARD, 15, 20)):
        charted.settings.set_range(("ona_botox", "glabella", Technique.IM, style, None), Decimal(low), Decimal(high))
    assert panel.price.whole == "about £240.00 · micro 60–120 · standard 180–240"


def test_each_side_counts_once_and_a_range_for_both_sides_once_in_all(charted):
    """Crow's feet are 4-8 U a side: both sides are 8-16 U of micro."""
    priced(charted)
    rows = [row for row in charted.open.assessment.areas if row.area.startswith("crows_feet")]
    costs = style_costs(rows, charted.prices.rates(charted.open.visit))
    assert len(rows) == 2
    assert costs.micro == (sum(12 * row.micro.low for row in rows), sum(12 * row.micro.high for row in rows))
    assert costs.areas == ("crows_feet",)


def test_an_area_without_a_price_is_said(panel, charted):
    charted.settings.set_price("ona_botox", "forehead", Decimal(10), "GBP")
    assert panel.price.whole.startswith("about £65.00 · not every area has a price")


def test_a_price_of_nothing_is_a_price(panel, charted):
    charted.settings.set_price("ona_botox", None, Decimal(0), "GBP")
    assert panel.price.whole.startswith("about £0.00")


def test_after_signing_it_is_the_bill_and_stays_it(panel, charted):
    priced(charted, forehead="9.50")
    charted.signing.sign("Dr X")
    assert panel.price.whole == "Bill £469.75"
    charted.settings.set_price("ona_botox", None, Decimal(99), "GBP")
    assert panel.price.whole == "Bill £469.75"


def test_it_is_written_as_the_locale_does(panel, charted):
    QLocale.setDefault(QLocale("de_DE"))
    charted.settings.set_price("ona_botox", None, Decimal("12.5"), "EUR")
    assert panel.price.whole.startswith("about 506,25\u00a0€ · micro 281–506 · ")


def test_a_click_asks_for_the_bill(qtbot, panel, charted):
    priced(charted)
    with qtbot.waitSignal(panel.price.bill_requested):
        QTest.mouseClick(panel.price, Qt.MouseButton.LeftButton)


def test_the_bill_is_copied_line_by_line_and_names_no_patient(qtbot, charted, look):
    priced(charted, forehead="9.50")
    dialog = BillDialog(charted, charted.open.visit, charted.prices.bill(charted.open.visit))
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().splitlines() == [
        "Estimate", "14 Jul 2026 · Botox Cosmetic", "",
        "Forehead: 6.5 U × £9.50 = £61.75", "Glabella: 20 U × £12.00 = £240.00", "Crow's feet: 12 U × £12.00 = £144.00",
        "Chin: 2 U × £12.00 = £24.00", "", "About: £469.75",
    ]  # fmt: skip
    assert charted.open.patient.family_name not in dialog.text()


def test_the_line_hides_and_comes_with_the_product(panel, charted):
    priced(charted)
    charted.charting.set_product("abo_dysport", keep_numbers=True)
    assert panel.price.isHidden()
    charted.charting.set_product("ona_botox", keep_numbers=True)
    assert panel.price.isVisible()


def test_whoever_signs_sees_what_is_billed(qtbot, charted, look):
    priced(charted)
    dialog = SignDialog(charted, Signer(charted, look))
    qtbot.addWidget(dialog)
    assert dialog.total.text().endswith("£486.00")
