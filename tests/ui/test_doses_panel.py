"""The panel of doses: its rows, its total, what the hand on a row does, signing and discarding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QWidget

from charting.domain.visit.record import Bulging, Thickness
from charting.domain.visit.visit import Kind, Technique
from charting.ui.kit.look import DARK, LIGHT
from charting.ui.visit.dose_model import AREA, GAUGE
from charting.ui.visit.doses import DosesPanel
from tests.ui.charts import CHIN, FOREHEAD, FULL_FACE, GLABELLA, put


def opened(qtbot, session, hub, look, size=(432, 812)) -> DosesPanel:
    panel = DosesPanel(session, hub, look)
    qtbot.addWidget(panel)
    panel.resize(*size)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.fixture
def panel(qtbot, charted, hub, look) -> DosesPanel:
    return opened(qtbot, charted, hub, look)


@pytest.fixture
def codes(hub) -> list[str | None]:
    """Every area announced as being under the hand."""
    heard: list[str | None] = []
    hub.highlight.connect(heard.append)
    return heard


def middle(panel: DosesPanel, row: int) -> QPoint:
    return panel.table.visualRect(panel.model.index(row, AREA)).center()


def hover(qtbot, panel: DosesPanel, row: int) -> None:
    qtbot.mouseMove(panel.table.viewport(), middle(panel, row))


def leave(panel: DosesPanel) -> None:
    QApplication.sendEvent(panel.table.viewport(), QEvent(QEvent.Type.Leave))


# ------------------------------------------------------------------ what it shows


def test_the_total_is_the_biggest_figure(panel, charted):
    charted.charting.edit("Vial", replace(charted.open.visit, vial_units=Decimal(100), diluent_ml=Decimal("2.5")))
    assert panel.total.total.text() == "40.5 U"
    assert panel.total.product.text() == "Botox Cosmetic · 17 points"
    assert panel.total.volume.text() == "1.01 mL at 4 U per 0.1 mL"
    assert panel.total.sides.text() == "right 16.5 : left 16.5 : midline 7.5 U"
    assert panel.total.undosed.isHidden()
    sizes = {label.font().pixelSize() for label in panel.findChildren(QWidget) if label is not panel.total.total}
    panel.total.total.ensurePolished()
    assert panel.total.total.fontInfo().pixelSize() > max(sizes)


def test_without_a_dilution_no_volume_is_claimed(panel):
    assert panel.total.volume.text() == "mL not known without vial and diluent"


def test_undosed_points_are_counted_in_words(panel, charted):
    put(charted, (10, -50, None), (-10, -50, None), (5, -50, None))
    assert panel.total.undosed.text() == "3 points undosed"
    assert panel.total.undosed.isVisible()
    charted.points.dose({p.key for p in charted.open.visit.undosed}, Decimal(1))
    assert panel.total.undosed.isHidden()


def test_rows_follow_every_edit_and_its_undo(panel, charted):
    before = [panel.model.index(row, GAUGE).data() for row in range(5)]
    charted.points.dose({p.key for p in charted.open.visit.points if p.y_mm < -40}, Decimal(3))
    assert panel.model.index(0, GAUGE).data() == "standard"
    charted.charting.history.undo()
    assert [panel.model.index(row, GAUGE).data() for row in range(5)] == before


def test_what_was_found_of_a_muscle_stands_with_its_area(panel, charted):
    put(charted, (52.0, 58.0, "10"), (-52.0, 58.0, "10"))
    row = next(n for n, dose in enumerate(charted.open.assessment.areas) if dose.area == "masseter.left")
    panel.table.setCurrentIndex(panel.model.index(row, 0))
    assert "Found" not in panel.detail.text
    charted.findings.found_bulging(["masseter.left"], Bulging.DOUBLE)
    charted.findings.found_thickness(["masseter.left"], Thickness.FROM_10_TO_14)
    assert panel.detail.text.endswith("\nFound: Two bulges · 10–14 mm thick")


def test_the_row_that_was_worked_on_is_shown_in_detail(panel, charted):
    chin = charted.open.visit.points[-1].key
    charted.points.dose({chin}, Decimal(3))
    assert panel.table.currentIndex().row() == 4
    assert panel.detail.text.startswith("Chin dimpling")
    charted.points.dose({charted.open.visit.points[0].key}, Decimal(2))
    assert panel.detail.text.startswith("Forehead")


def test_the_detail_says_range_source_mark_and_that_density_is_derived(panel):
    text = panel.detail.text
    assert "micro 5–7.5 U in all" in text
    assert "standard 10–20 U in all" in text
    assert "The Truth About Baby Botox · mark B · weak evidence" in text
    assert "derived: dose range over the average face's surface" in text
    assert "cm² of skin, as on the average face (nothing measured)" in text


def test_a_derived_range_is_called_derived(panel):
    panel.table.set_row(4)
    panel._show_detail()
    assert "\nmark C · derived\n" in panel.detail.text


def test_the_detail_says_how_the_surface_is_scaled(qtbot, draft, patient, hub, look):
    draft.patients.change(replace(patient, face_width_mm=Decimal("147.18"), forehead_height_mm=Decimal("69.3")))
    put(draft, (-18, -55, "3.5"), (0, -56, "3.5"), (18, -55, "3.5"))
    panel = opened(qtbot, draft, hub, look)
    average = draft.open.assessment.areas[0].reference_surface_cm2
    assert f"average {average:.1f} × 1.21 (face 147.18 mm wide, forehead 69.3 mm high)" in panel.detail.text
    assert "; surface known to ±5 %" in panel.detail.text
    assert "surface known to ±5 %" in panel.detail.toolTip()
    assert panel.model.index(0, GAUGE).data() == "standard · density between"


def test_a_range_for_both_sides_says_so(qtbot, draft, hub, look):
    put(draft, (25, 125, "15"), (-25, 125, "14"))
    panel = opened(qtbot, draft, hub, look)
    assert "26–36 U both sides together" in panel.detail.text
    assert "each side" in panel.detail.text
    assert "Both sides together have 29 U." in panel.detail.text


def test_a_range_that_is_no_default_says_so(qtbot, draft, hub, look):
    draft.charting.set_product("inco_xeomin", keep_numbers=True)
    put(draft, *FOREHEAD)
    panel = opened(qtbot, draft, hub, look)
    assert "not a default" in panel.detail.text


def test_without_a_range_the_product_is_named(qtbot, draft, hub, look):
    draft.charting.set_product("rima_myobloc", keep_numbers=True)
    put(draft, *FULL_FACE)
    panel = opened(qtbot, draft, hub, look)
    assert "No reference range of Myobloc" in panel.detail.text


def test_two_areas_on_the_points_tab_and_back(panel, qtbot):
    qtbot.mouseClick(panel.points_tab, Qt.MouseButton.LeftButton)
    assert panel.points.isVisible()
    assert not panel.table.isVisible()
    assert panel.title.text() == "Points"
    assert panel.total.isVisible(), "the total stays"
    qtbot.mouseClick(panel.areas_tab, Qt.MouseButton.LeftButton)
    assert panel.table.isVisible()
    assert not panel.points.isVisible()


# ------------------------------------------------------------------ the hand


def test_hovering_a_row_announces_its_area_and_shows_it(panel, qtbot, codes):
    hover(qtbot, panel, 2)
    assert codes == ["crows_feet.right"]
    assert panel.detail.text.startswith("Lateral canthal lines")
    hover(qtbot, panel, 1)
    leave(panel)
    assert codes == ["crows_feet.right", "glabella", None]
    assert panel.detail.text.startswith("Forehead")


def test_the_keyboard_on_a_row_announces_its_area(panel, qtbot, codes):
    panel.table.setFocus(Qt.FocusReason.TabFocusReason)
    assert codes == ["forehead"]
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    assert codes == ["forehead", "glabella", "crows_feet.right"]
    assert panel.detail.text.startswith("Lateral canthal lines (crow's feet), patient's right")
    panel.sign.setFocus(Qt.FocusReason.TabFocusReason)
    assert codes[-1] is None


def test_a_click_keeps_the_row(panel, qtbot, codes):
    qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=middle(panel, 4))
    leave(panel)
    assert codes[0] == "mentalis"
    assert panel.table.currentIndex().row() == 4
    assert panel.detail.text.startswith("Chin")


def test_an_area_under_the_hand_on_the_face_shows_its_row(panel, hub):
    hub.highlight.emit("glabella")
    assert panel.detail.text.startswith("Glabella")
    hub.highlight.emit(None)
    assert panel.detail.text.startswith("Forehead")
    hub.highlight.emit("nasal_tip")
    assert panel.detail.text.startswith("Forehead"), "an area without a row changes nothing"


def test_hover_survives_an_edit(panel, charted, qtbot):
    hover(qtbot, panel, 1)
    charted.points.dose({charted.open.visit.points[5].key}, Decimal(5))
    assert panel.table.row == 1
    assert panel.detail.text.startswith("Glabella")


def test_unassigned_points_highlight_nothing(qtbot, draft, hub, look, codes):
    put(draft, (0, 35, "1"))
    panel = opened(qtbot, draft, hub, look)
    hover(qtbot, panel, 0)
    assert codes == [None]
    assert "lie on no area" in panel.detail.text


# ------------------------------------------------------------------ nothing to show


def test_without_a_patient_only_an_explanation(qtbot, session, hub, look):
    panel = opened(qtbot, session, hub, look)
    assert panel.explanation.text().startswith("Find a patient")
    shown = [w for w in panel.findChildren(QWidget) if w.isVisible()]
    assert shown == [panel.explanation]


def test_without_a_visit_only_an_explanation(qtbot, session, patient, hub, look):
    panel = opened(qtbot, session, hub, look)
    assert "Begin a new visit" in panel.explanation.text()
    session.charting.new_visit()
    assert panel.explanation.isHidden()
    assert panel.fields.isVisible()


def test_an_empty_draft_says_what_to_do(qtbot, draft, hub, look):
    panel = opened(qtbot, draft, hub, look)
    assert panel.empty.text().startswith("No points yet.")
    assert panel.empty.isVisible()
    put(draft, *CHIN)
    assert panel.empty.isHidden()
    assert panel.table.isVisible()


def test_an_empty_review_says_that_none_are_needed(qtbot, session, patient, hub, look):
    session.charting.new_visit(Kind.REVIEW)
    panel = opened(qtbot, session, hub, look)
    assert panel.empty.text().startswith("A review needs no points.")


# ------------------------------------------------------------------ its end


def test_sign_asks_for_the_signature(panel, qtbot, problems):
    asked = QSignalSpy(panel.sign_requested)
    qtbot.mouseClick(panel.sign, Qt.MouseButton.LeftButton)
    assert asked.count() == 1
    assert problems == []


def test_sign_waits_for_undosed_points(panel, charted, qtbot, problems):
    put(charted, (10, -50, None))
    asked = QSignalSpy(panel.sign_requested)
    qtbot.mouseClick(panel.sign, Qt.MouseButton.LeftButton)
    assert asked.count() == 0
    assert "no dose yet" in str(problems[0])


def test_discard_is_one_step_that_can_be_undone(panel, charted, qtbot):
    visit = charted.open.visit
    qtbot.mouseClick(panel.discard, Qt.MouseButton.LeftButton)
    assert charted.open.visit is None
    assert panel.explanation.isVisible()
    charted.charting.history.undo()
    assert charted.open.visit == visit
    assert panel.table.isVisible()


def test_a_signed_visit_says_by_whom_and_when(panel, charted):
    signed = charted.signing.sign("Dr <b>A</b>")
    text = panel.signed.text()
    assert text == f"Signed by Dr <b>A</b>, 14 Jul 2026 10:20 · treated\nSHA-256 {signed.signature.sha256[:12]}"
    assert panel.signed.textFormat() is Qt.TextFormat.PlainText
    assert signed.signature.sha256 in panel.signed.toolTip()
    assert not panel.sign.isVisible()
    assert not panel.discard.isVisible()


def test_signed_elsewhere(qtbot, session, patient, store, charted, hub, look):
    from charting.domain.visit.visit import Status

    elsewhere = replace(
        charted.open.visit,
        id="0198f0c2-0000-7000-8000-0000000000ff",
        status=Status.SIGNED,
        lot="L",
        expires=date(2027, 1, 1),
    )
    store.visits.keep_signed_elsewhere(elsewhere, b"{}")
    session.patients.open(patient.id)
    session.charting.open_visit(elsewhere.id)
    panel = opened(qtbot, session, hub, look)
    assert panel.signed.text() == "Signed elsewhere."


# ------------------------------------------------------------------ room


def crowd(session) -> None:
    """Twelve areas and more."""
    put(
        session, *FULL_FACE, (47, -18, "1"), (-47, -18, "1"), (10, 10, "1"), (-10, 10, "1"), (31, 10, "2"),
        (-31, 10, "2"), (6, 59, "1"), (28, 84, "2"), (-28, 84, "5"), (25, 125, "15"), (-25, 125, "15"),
    )  # fmt: skip
    put(session, (0, -50, "0.5"), technique=Technique.ID)


@pytest.mark.parametrize("size", [(392, 632), (432, 812), (440, 2000), (392, 620)])
def test_nothing_is_clipped(qtbot, draft, hub, look, size):
    crowd(draft)
    draft.charting.edit("Expired", replace(draft.open.visit, expires=date(2026, 1, 31)))
    panel = opened(qtbot, draft, hub, look, size)
    assert (panel.width(), panel.height()) == size, "it asks for no more room than it has"
    for widget in (panel.total, panel.fields, panel.sign, panel.discard, panel.detail, panel.table):
        place = widget.mapTo(panel, QPoint(0, 0))
        assert place.y() >= 0
        assert place.y() + widget.height() <= panel.height()
        assert place.x() + widget.width() <= panel.width()
    assert panel.detail.height() >= panel.detail.heightForWidth(panel.detail.width())
    assert panel.table.viewport().height() >= 2 * 40
    assert panel.fields.height() >= panel.fields.heightForWidth(panel.fields.width())


def test_in_a_low_window_the_detail_floats_only_under_a_hand(qtbot, draft, hub, look):
    crowd(draft)
    panel = opened(qtbot, draft, hub, look, (392, 632))
    QApplication.processEvents()
    assert not panel.detail.isVisible()
    assert panel.table.viewport().height() > 4 * 40
    table = panel.table.viewport()
    QTest.mouseMove(table, QPoint(60, 60))
    assert panel.detail.isVisible()
    assert panel.detail.geometry().bottom() < panel.height()
    QApplication.sendEvent(table, QEvent(QEvent.Type.Leave))
    assert not panel.detail.isVisible()
    panel.resize(392, 900)
    QApplication.processEvents()
    assert panel.detail.isVisible()


def test_the_table_scrolls_first(qtbot, draft, hub, look):
    crowd(draft)
    panel = opened(qtbot, draft, hub, look, (392, 632))
    assert panel.table.verticalScrollBar().maximum() > 0
    panel.resize(392, 2000)
    QApplication.processEvents()
    assert panel.table.verticalScrollBar().maximum() == 0


def test_light_and_dark_live(panel):
    light = panel.grab().toImage().pixelColor(QPoint(200, 780))
    panel.set_look(DARK)
    table = panel.table.grab().toImage()
    assert table.pixelColor(table.width() - 30, 30) != light
    panel.set_look(LIGHT)


def test_every_control_has_a_name(panel):
    controls = [panel.table, panel.areas_tab, panel.points_tab, panel.sign, panel.discard, panel.points.table]
    fields = panel.fields
    controls += [fields.product, fields.vial, fields.diluent, fields.lot, fields.expires, fields.at, fields.kind]
    assert [c for c in controls if not c.accessibleName()] == []


def test_from_right_to_left(qtbot, charted, hub, look):
    panel = opened(qtbot, charted, hub, look)
    panel.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QApplication.processEvents()
    area, gauge = (panel.table.visualRect(panel.model.index(0, column)) for column in (AREA, GAUGE))
    assert gauge.left() < area.left()
    image = panel.table.viewport().grab(gauge).toImage()
    micro = image.pixelColor(QPoint(int(gauge.width() * 0.75), 15))
    assert micro != image.pixelColor(QPoint(2, 15))


def test_enter_event_is_harmless_without_rows(qtbot, draft, hub, look):
    panel = opened(qtbot, draft, hub, look)
    QApplication.sendEvent(panel.table.viewport(), QEnterEvent(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5)))
    leave(panel)
    put(draft, *GLABELLA)
    assert panel.detail.text.startswith("Glabella")
