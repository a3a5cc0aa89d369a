"""The plain fields of a visit: one named undo step each, and what cannot be kept is refused under its field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from charting.desk.steps import PlainHistory
from charting.domain.visit.visit import Kind
from charting.ui.kit.combos import NOTE_ROLE
from charting.ui.kit.field_text import parse_moment
from charting.ui.visit.fields import VisitFields
from tests.ui.charts import FOREHEAD, put


class Asked:
    """Answers the question about the doses, and remembers that it was asked."""

    def __init__(self) -> None:
        self.answer: str | None = None
        self.heard: list[tuple[str, str]] = []

    def __call__(self, parent: QWidget, old_name: str, new_name: str) -> str | None:
        self.heard.append((old_name, new_name))
        return self.answer


class Named(PlainHistory):
    """Undo that remembers the names of its steps."""

    def __init__(self, show) -> None:
        super().__init__(show)
        self.names: list[str] = []

    def push(self, step) -> None:
        self.names.append(step.text)
        super().push(step)


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def fields(qtbot, draft, hub, look, asked) -> Iterator[VisitFields]:
    """The fields beside a button that can take the focus from them."""
    draft.charting.history = Named(draft.charting.show)
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    fields = VisitFields(draft, hub, look, asked)
    column.addWidget(fields)
    column.addWidget(QPushButton("elsewhere"))
    holder.resize(400, 320)
    holder.show()
    qtbot.waitExposed(holder)
    yield fields
    holder.hide()


def write(qtbot, field, text: str, key=Qt.Key.Key_Return) -> None:
    """Type into a field and finish with a key."""
    field.setFocus()
    edit = field.lineEdit() if hasattr(field, "lineEdit") else field
    edit.selectAll()
    qtbot.keyClicks(field, text) if text else qtbot.keyClick(field, Qt.Key.Key_Delete)
    if key is not None:
        qtbot.keyClick(field, key)


def pick(qtbot, combo, row: int) -> None:
    """Open a list by keyboard and click on one of its items."""
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    view = combo.view()
    assert view.isVisible()
    place = view.visualRect(view.model().index(row, 0)).center()
    qtbot.mouseMove(view.viewport(), place)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not view.isVisible()


def test_a_list_opens_by_a_click_and_chooses_by_keys(fields, draft, qtbot):
    combo = fields.kind
    qtbot.mouseClick(combo, Qt.MouseButton.LeftButton)
    assert combo.view().isVisible()
    qtbot.keyClick(combo.view(), Qt.Key.Key_End)
    qtbot.keyClick(combo.view(), Qt.Key.Key_Return)
    assert draft.open.visit.kind is Kind.REVIEW


# ------------------------------------------------------------------ product


def test_all_products_by_name_with_their_generic_name(fields, reference):
    combo = fields.product
    assert combo.count() == 11
    assert [combo.itemText(n) for n in range(11)] == [p.name for p in reference.products.values()]
    assert combo.itemData(0, NOTE_ROLE) == "onabotulinumtoxinA"
    assert combo.currentText() == "Botox Cosmetic"


def test_another_product_without_doses_is_not_asked_about(fields, draft, asked, qtbot):
    put(draft, (0, -56, None))
    pick(qtbot, fields.product, 1)
    assert asked.heard == []
    assert draft.open.visit.product == "abo_dysport"


@pytest.mark.parametrize(("answer", "units"), [("undose", None), ("keep", Decimal("1.5"))])
def test_another_product_with_doses_asks_once(fields, draft, asked, qtbot, answer, units):
    put(draft, *FOREHEAD)
    asked.answer = answer
    pick(qtbot, fields.product, 1)
    assert asked.heard == [("Botox Cosmetic", "Dysport")]
    assert draft.open.visit.product == "abo_dysport"
    assert draft.open.visit.points[2].units == units
    draft.charting.history.undo()
    assert draft.open.visit.product == "ona_botox"
    assert draft.open.visit.points[2].units == Decimal("1.5")
    assert fields.product.currentText() == "Botox Cosmetic"


def test_staying_with_the_old_product(fields, draft, asked, qtbot):
    put(draft, *FOREHEAD)
    before = draft.open.visit
    pick(qtbot, fields.product, 4)
    assert draft.open.visit is before
    assert fields.product.currentText() == "Botox Cosmetic"


def test_the_same_product_again_asks_nothing(fields, draft, asked, qtbot):
    put(draft, *FOREHEAD)
    pick(qtbot, fields.product, 0)
    assert asked.heard == []


def test_the_wheel_and_arrows_never_change_a_product(fields, draft, qtbot):
    combo = fields.product
    combo.setFocus()
    wheel = QWheelEvent(
        QPointF(10, 10), QPointF(10, 10), QPoint(0, -120), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(combo, wheel)
    assert combo.currentIndex() == 0
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert combo.currentIndex() == 0
    assert combo.view().isVisible(), "an arrow opens the list"
    combo.hidePopup()
    qtbot.keyClick(combo, "d")
    assert combo.view().currentIndex().data() == "Dysport", "a letter finds in the list"
    assert draft.open.visit.product == "ona_botox"
    qtbot.keyClick(combo.view(), Qt.Key.Key_Return)
    assert draft.open.visit.product == "abo_dysport"


# ------------------------------------------------------------------ vial and diluent


def test_the_vials_of_the_product_or_any_other(fields, draft, qtbot):
    assert [fields.vial.itemText(n) for n in range(fields.vial.count())] == ["50 U", "100 U"]
    pick(qtbot, fields.vial, 1)
    assert draft.open.visit.vial_units == 100
    assert fields.vial.currentText() == "100 U"
    write(qtbot, fields.vial, "75,5")
    assert draft.open.visit.vial_units == Decimal("75.5")
    assert fields.vial.currentText() == "75.5 U"
    write(qtbot, fields.vial, "")
    assert draft.open.visit.vial_units is None
    assert draft.charting.history.names[-3:] == ["Change vial"] * 3


def test_label_dilutions_say_what_they_make_and_whose_they_are(fields, draft, qtbot):
    combo = fields.diluent
    shown = [combo.itemText(n) for n in range(combo.count())]
    assert shown == [
        "50 U in 1.25 mL: 4 U per 0.1 mL", "100 U in 2.5 mL: 4 U per 0.1 mL", "100 U in 5 mL: 2 U per 0.1 mL",
        "100 U in 3.57 mL: 2.8 U per 0.1 mL",
    ]  # fmt: skip
    assert [combo.itemData(n, NOTE_ROLE).startswith("intradermal") for n in range(4)] == [False, False, True, True]
    assert combo.itemData(1, NOTE_ROLE) == "Injector reference · mark B"
    pick(qtbot, combo, 1)
    assert (draft.open.visit.vial_units, draft.open.visit.diluent_ml) == (100, Decimal("2.5"))
    assert combo.currentText() == "2.5 mL"
    assert fields.vial.currentText() == "100 U"
    assert combo.toolTip() == "4 U per 0.1 mL"
    assert draft.charting.history.names[-1] == "Change dilution"


def test_a_dilution_from_memory_is_not_verified(fields, draft):
    draft.charting.set_product("daxi_daxxify", keep_numbers=True)
    assert fields.diluent.itemData(0, NOTE_ROLE).endswith("not verified")


@pytest.mark.parametrize("typed", ["2.5", "2,5", "2.5 mL", " 2,50ml "])
def test_comma_and_dot_are_both_the_decimal_sign(fields, draft, qtbot, typed):
    QLocale.setDefault(QLocale("de_DE"))
    write(qtbot, fields.diluent, typed)
    assert draft.open.visit.diluent_ml == Decimal("2.5")
    assert fields.diluent.currentText() == "2,5 mL"
    assert fields.said() == ""


def test_a_ready_to_use_product_has_no_diluent_field(fields, draft):
    draft.charting.set_product("abo_alluzience", keep_numbers=True)
    assert not fields.diluent.isVisible()
    assert fields.ready.isVisible()
    assert fields.ready.text().replace("\u00a0", " ") == "ready to use, 200 U/mL"
    draft.charting.set_product("ona_botox", keep_numbers=True)
    assert fields.diluent.isVisible()


@pytest.mark.parametrize("typed", ["abc", "0", "-1", "1.0001", "1001", "1 2"])
def test_a_diluent_that_cannot_be_kept(fields, draft, qtbot, typed):
    write(qtbot, fields.diluent, "2.5")
    write(qtbot, fields.diluent, typed)
    assert draft.open.visit.diluent_ml == Decimal("2.5")
    assert typed.strip() in fields.said()
    assert fields.diluent.currentText() == typed, "to be mended"
    qtbot.keyClick(fields.diluent, Qt.Key.Key_Tab)
    assert fields.diluent.currentText() == "2.5 mL", "the visit's own value is shown when the field is left"
    assert typed.strip() in fields.said()
    write(qtbot, fields.diluent, "3")
    assert fields.said() == ""


@pytest.mark.parametrize("typed", ["hundred", "0", "10001", "0.001"])
def test_a_vial_that_cannot_be_kept(fields, draft, qtbot, typed):
    write(qtbot, fields.vial, typed)
    assert draft.open.visit.vial_units is None
    assert typed in fields.said()


# ------------------------------------------------------------------ lot and expiry


def test_a_lot_is_kept_exactly_as_typed(fields, draft, qtbot):
    write(qtbot, fields.lot, "C7790 <b>&")
    assert draft.open.visit.lot == "C7790 <b>&"
    assert draft.charting.history.names[-1] == "Change lot"
    draft.charting.history.undo()
    assert draft.open.visit.lot is None
    assert fields.lot.text() == ""


def test_leaving_the_field_keeps_what_was_typed(fields, draft, qtbot):
    write(qtbot, fields.lot, "D233", key=Qt.Key.Key_Tab)
    assert draft.open.visit.lot == "D233"
    steps = len(draft.charting.history.names)
    fields.lot.setFocus()
    fields.expires.setFocus()
    assert len(draft.charting.history.names) == steps, "nothing typed, nothing changed"


def test_escape_takes_it_back(fields, draft, qtbot):
    write(qtbot, fields.lot, "D233")
    write(qtbot, fields.lot, "oops", key=Qt.Key.Key_Escape)
    assert fields.lot.text() == "D233"
    assert draft.open.visit.lot == "D233"


def test_too_long_a_lot(fields, draft):
    fields._typed("lot", "x" * 21, True)
    assert draft.open.visit.lot is None
    assert "at most 20" in fields.said()
    assert fields.minimumSizeHint().width() < 400


def test_an_edit_elsewhere_leaves_what_is_being_typed(fields, draft, qtbot):
    write(qtbot, fields.lot, "C77", key=None)
    put(draft, *FOREHEAD)
    assert fields.lot.text() == "C77"
    qtbot.keyClicks(fields.lot, "90")
    qtbot.keyClick(fields.lot, Qt.Key.Key_Return)
    assert draft.open.visit.lot == "C7790"


def test_a_month_means_its_last_day_and_says_so(fields, draft, qtbot):
    write(qtbot, fields.expires, "02/2028")
    assert draft.open.visit.expires == date(2028, 2, 29)
    assert fields.expires.text() == "29 Feb 2028"
    assert "last day: 29 Feb 2028" in fields.said()


def test_an_expired_lot_is_said_in_words(fields, draft, qtbot):
    write(qtbot, fields.expires, "2026-07-13")
    assert fields.said() == "This lot expired on 13 Jul 2026."
    assert draft.open.visit.expires == date(2026, 7, 13)
    write(qtbot, fields.expires, "2026-07-14")
    assert fields.said() == ""


@pytest.mark.parametrize("typed", ["13/2027", "30/02/2027", "soon", "2027", "00/2027"])
def test_an_expiry_that_does_not_exist(fields, draft, qtbot, typed):
    write(qtbot, fields.expires, "03/2027")
    write(qtbot, fields.expires, typed)
    assert draft.open.visit.expires == date(2027, 3, 31)
    assert fields.said()


# ------------------------------------------------------------------ time and kind


def test_the_time_of_treatment(fields, draft, qtbot):
    assert fields.at.text() == "14 Jul 2026 10:20"
    offset = draft.open.visit.at.utcoffset()
    write(qtbot, fields.at, "13/7/2026 9:05")
    assert draft.open.visit.at.replace(tzinfo=None) == datetime(2026, 7, 13, 9, 5)
    assert draft.open.visit.at.utcoffset() == offset
    assert fields.at.text() == "13 Jul 2026 09:05"
    write(qtbot, fields.at, "16:45")
    assert draft.open.visit.at.replace(tzinfo=None) == datetime(2026, 7, 13, 16, 45)
    write(qtbot, fields.at, "12 Jul 2026")
    assert draft.open.visit.at.replace(tzinfo=None) == datetime(2026, 7, 12, 16, 45)


@pytest.mark.parametrize("typed", ["25:00", "30/02/2026 10:00", "yesterday", "10:61"])
def test_a_time_that_does_not_exist(fields, draft, qtbot, typed):
    before = draft.open.visit.at
    write(qtbot, fields.at, typed)
    assert draft.open.visit.at == before
    assert fields.said()


def test_a_time_in_the_future_is_said(fields, draft, qtbot):
    write(qtbot, fields.at, "15/7/2026 10:00")
    assert fields.said() == "This time lies in the future."
    assert draft.open.visit.at.day == 15, "it informs, it does not block"


@pytest.mark.parametrize("name", ["en_GB", "en_US", "de_DE", "fr_FR", "ja_JP", "ko_KR", "ar_EG", "fi_FI"])
def test_a_time_is_read_back_as_it_is_shown(fields, draft, name):
    QLocale.setDefault(QLocale(name))
    fields.refresh()
    assert parse_moment(fields.at.text(), draft.open.visit.at) == draft.open.visit.at


def test_the_kind_of_visit(fields, draft, qtbot):
    pick(qtbot, fields.kind, 1)
    assert draft.open.visit.kind is Kind.TOUCH_UP
    assert draft.charting.history.names[-1] == "Change kind of visit"


# ------------------------------------------------------------------ signed


def test_a_signed_visit_is_read_only(fields, draft, qtbot):
    draft.charting.edit("Lot", replace(draft.open.visit, lot="C7790"))
    put(draft, *FOREHEAD)
    draft.signing.sign("Dr A")
    assert not fields.product.isEnabled()
    assert not fields.vial.isEnabled()
    assert not fields.diluent.isEnabled()
    assert not fields.kind.isEnabled()
    assert fields.lot.isReadOnly()
    assert fields.expires.isReadOnly()
    assert fields.at.isReadOnly()
    assert fields.lot.text() == "C7790"
    qtbot.keyClicks(fields.lot, "X")
    assert fields.lot.text() == "C7790"


def test_a_new_draft_can_be_changed_again(fields, draft, qtbot):
    put(draft, *FOREHEAD)
    draft.signing.sign("Dr A")
    draft.charting.new_visit()
    write(qtbot, fields.lot, "NEW")
    assert draft.open.visit.lot == "NEW"


def test_what_is_filled_in_is_folded_when_it_is_opened_and_never_under_the_hand(fields, draft, qtbot):
    write(qtbot, fields.lot, "C7421", Qt.Key.Key_Tab)
    write(qtbot, fields.expires, "31/03/2027", Qt.Key.Key_Tab)
    write(qtbot, fields.diluent, "2.5", Qt.Key.Key_Tab)
    assert fields.lot.isVisible()  # it was just typed into
    filled = draft.open.visit
    draft.charting.new_visit()
    assert fields.lot.isVisible()  # nothing to be folded yet
    draft.charting.open_visit(filled.id)
    assert not fields.lot.isVisible()
    assert not fields.product.isVisible()
    assert "lot C7421 · exp. 31 Mar 2027" in fields.vials.words.text()
    assert fields.vials.when.text() == "treated 14 Jul 2026 10:20"
    qtbot.mouseClick(fields.vials.label, Qt.MouseButton.LeftButton)
    assert fields.lot.isVisible()
    assert fields.lot.text() == "C7421"
    write(qtbot, fields.lot, "C7422")
    assert fields.lot.isVisible()
