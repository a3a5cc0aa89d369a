"""Ready to sign? The ticks above the button: what ticks itself, what a tap does, and what the dialog says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from charting.desk.who import Passwords
from charting.domain.people.consent import Consent, ConsentTo
from charting.domain.people.history import NOTHING_APPLIES, Answer, PatientHistory
from charting.domain.visit.outcome import Review
from charting.domain.visit.readiness import Check, with_dilution_said
from charting.domain.visit.record import Reason
from charting.domain.visit.visit import Kind, Vial
from charting.ui.kit.look import DARK, LIGHT
from charting.ui.people.signer import Signer
from charting.ui.visit.checklist import LINE, Checklist
from charting.ui.visit.doses import DosesPanel
from charting.ui.visit.sign import SignDialog
from tests.sessions import set_clinic
from tests.ui.charts import FULL_FACE, GLABELLA, put, treated
from tests.ui.people import RIGHT

TOO_MUCH = tuple((x, y, "9") for x, y, _ in GLABELLA)


def opened(qtbot, session, hub, look, size=(432, 812)) -> DosesPanel:
    panel = DosesPanel(session, hub, look)
    qtbot.addWidget(panel)
    panel.resize(*size)
    panel.show()
    qtbot.waitExposed(panel)
    QApplication.processEvents()
    return panel


@pytest.fixture
def panel(qtbot, draft, hub, look) -> DosesPanel:
    return opened(qtbot, draft, hub, look)


def shown(checklist: Checklist) -> list[str]:
    buttons = [checklist.done, *checklist.buttons.values(), checklist.more]
    return [button.text() for button in buttons if button.isVisible()]


def tap(qtbot, panel: DosesPanel, check: Check) -> None:
    qtbot.mouseClick(panel.checklist.buttons[check], Qt.MouseButton.LeftButton)


def test_it_ticks_itself_while_charting(panel, draft):
    assert shown(panel.checklist) == ["○ lot", "○ expiry", "○ dilution", "○ consent", "○ site", "○ allergies"]
    draft.charting.edit("Lot", replace(draft.open.visit, lot=" 0C7 ", expires=date(2027, 1, 31)))
    assert shown(panel.checklist)[:3] == ["✓ lot", "✓ expiry", "○ dilution"]
    draft.charting.edit("Copied", replace(draft.open.visit, vial_units=Decimal(100)))
    typed(panel, "2")
    assert "✓ dilution" in shown(panel.checklist)
    draft.charting.history.undo()
    assert "○ dilution" in shown(panel.checklist)


def typed(panel: DosesPanel, ml: str) -> None:
    field = panel.fields.diluent.lineEdit()
    field.selectAll()
    QTest.keyClicks(field, ml)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_what_is_ticked_moves_nothing_beside_it(qtbot, draft, hub, look):
    """“why 1” becomes “why”, a ring becomes a tick: each keeps the room it had while the visit is open."""
    panel = opened(qtbot, draft, hub, look, size=(640, 900))
    put(draft, *TOO_MUCH, (15.5, 0.0, "1"))
    checklist = panel.checklist
    why = checklist.buttons[Check.REASONS]
    places = {check: button.pos() for check, button in checklist.buttons.items() if button.isVisible()}
    assert why.text().startswith("○ why ")
    assert list(places).index(Check.REASONS) < len(places) - 1
    width = why.width()
    draft.whys.give(draft.whys.open_questions(), Reason.STRONG_MUSCLE)
    tap(qtbot, panel, Check.SITE)
    assert why.text() == "✓ why"
    assert why.width() < width
    assert {check: checklist.buttons[check].pos() for check in places} == places


def test_a_dilution_of_last_time_is_open_until_somebody_says_that_it_holds(qtbot, draft, hub, look, patient):
    treated(draft, 119, *FULL_FACE)
    draft.charting.discard_draft()
    draft.patients.open(patient.id)
    draft.repeating.repeat(draft.open.visits[0])
    panel = opened(qtbot, draft, hub, look)
    assert (draft.open.visit.vial_units, draft.open.visit.diluent_ml) == (Decimal(100), Decimal("2.5"))
    assert "○ dilution" in shown(panel.checklist)
    assert "last time" in panel.checklist.buttons[Check.DILUTION].toolTip()
    tap(qtbot, panel, Check.DILUTION)
    assert "✓ dilution" in shown(panel.checklist)
    assert draft.open.visit.checks == ("dilution",)
    tap(qtbot, panel, Check.DILUTION)
    typed(panel, "2.5")  # the same again, by hand
    assert "✓ dilution" in shown(panel.checklist)
    typed(panel, "25")
    assert [str(note.measured) for note in draft.open.notes if note.id == "dilution"] == ["25 mL in 100 U"]
    typed(panel, "2.5")
    assert not [note for note in draft.open.notes if note.id == "dilution"]
    draft.charting.set_product("abo_dysport", keep_numbers=True)
    assert "dilution" not in draft.open.visit.checks


def test_a_picked_vial_ticks_its_dilution(qtbot, draft, hub, look, patient):
    treated(draft, 119, *FULL_FACE)
    draft.charting.discard_draft()
    draft.patients.open(patient.id)
    draft.charting.new_visit()
    panel = opened(qtbot, draft, hub, look)
    assert "○ dilution" in shown(panel.checklist)
    draft.vials.add(Vial(draft.env.new_id(), "ona_botox", Decimal(100), "C1", date(2027, 1, 31), Decimal("2.5")))
    draft.vials.pick(draft.vials.offered()[0].vial)
    assert "✓ dilution" in shown(panel.checklist)


def test_nothing_is_required(qtbot, panel, draft):
    put(draft, *FULL_FACE)
    asked = QSignalSpy(panel.sign_requested)
    qtbot.mouseClick(panel.sign, Qt.MouseButton.LeftButton)
    assert asked.count() == 1


def test_a_tap_ticks_what_only_a_person_knows_and_takes_it_back(qtbot, panel, draft):
    tap(qtbot, panel, Check.SITE)
    assert draft.open.visit.checks == ("site",)
    assert "✓ site" in shown(panel.checklist)
    tap(qtbot, panel, Check.SITE)
    assert draft.open.visit.checks == ()
    tap(qtbot, panel, Check.ALLERGIES)
    assert draft.open.visit.checks == ("allergies",)
    draft.charting.history.undo()
    assert draft.open.visit.checks == ()


def test_a_tap_leaves_the_keyboard_where_it_was(qtbot, panel, draft):
    panel.fields.at.setFocus()
    tap(qtbot, panel, Check.SITE)
    assert panel.fields.at.hasFocus()


def test_by_keyboard_a_tick_is_a_button_like_any_other(qtbot, panel, draft):
    button = panel.checklist.buttons[Check.SITE]
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert draft.open.visit.checks == ("site",)
    assert button.hasFocus()
    assert button.accessibleName() == "site: done"


@pytest.mark.parametrize(
    ("check", "field"), [(Check.LOT, "lot"), (Check.EXPIRY, "expires"), (Check.DILUTION, "diluent")]
)
def test_an_open_item_leads_to_its_field(qtbot, panel, draft, check, field):
    tap(qtbot, panel, check)
    assert getattr(panel.fields, field).hasFocus() or getattr(panel.fields, field).isAncestorOf(
        QApplication.focusWidget()
    )


def test_consent_is_an_action_of_the_desk(qtbot, panel, hub):
    heard: list[str] = []
    hub.wanted.connect(heard.append)
    tap(qtbot, panel, Check.CONSENT)
    assert heard == ["history"]


def test_a_dose_out_of_band_leads_to_its_question(qtbot, panel, draft):
    put(draft, *TOO_MUCH)
    panel.points_tab.setChecked(True)
    assert "○ why 1" in shown(panel.checklist)
    tap(qtbot, panel, Check.REASONS)
    QApplication.processEvents()
    assert panel.table.hasFocus()
    assert panel.whys.isVisible()
    qtbot.mouseClick(panel.whys.chips[Reason.CORRECTION], Qt.MouseButton.LeftButton)
    assert "✓ why" in shown(panel.checklist)


def test_the_allergies_are_in_the_tooltip_and_a_history_of_today_ticks_them(panel, draft):
    draft.health.keep_history(PatientHistory(allergies=("<b>latex</b>",)))
    button = panel.checklist.buttons[Check.ALLERGIES]
    assert button.text() == "✓ allergies"
    assert "&lt;b&gt;latex&lt;/b&gt;" in button.toolTip()
    assert "latex" in button.accessibleDescription()


def test_questions_not_asked_are_one_item_that_leads_to_the_history(qtbot, panel, draft, hub):
    draft.health.keep_history(replace(NOTHING_APPLIES, asked=None, human_albumin=Answer.UNKNOWN))
    assert "○ history 16" in shown(panel.checklist)
    button = panel.checklist.buttons[Check.HISTORY]
    assert "nobody asked yet: 16" in button.accessibleDescription()
    assert draft.open.notes == ()
    heard: list[str] = []
    hub.wanted.connect(heard.append)
    tap(qtbot, panel, Check.HISTORY)
    assert heard == ["history"]
    draft.health.keep_history(NOTHING_APPLIES)
    assert not any("history" in text for text in shown(panel.checklist))


def test_a_consent_ticks_it_and_off_label_areas_count(panel, draft, patient):
    put(draft, *FULL_FACE)
    agreed = Consent("0198f0c2-0000-7000-8000-00000000aaaa", patient.id, draft.env.clock(), (ConsentTo.TREATMENT,),
                     taken_by="Dr X")  # fmt: skip
    draft.health.give_consent(agreed)
    left = len(draft.health.not_agreed())
    assert left > 0
    assert f"○ consent {left}" in shown(panel.checklist)
    areas = tuple(label.area for label in draft.health.not_agreed())
    both = replace(agreed, id="0198f0c2-0000-7000-8000-00000000aaab",
                   to=(ConsentTo.TREATMENT, ConsentTo.OFF_LABEL), areas=areas)  # fmt: skip
    draft.health.give_consent(both)
    assert "✓ consent" in shown(panel.checklist)


def test_photographs_only_if_the_clinic_wants_them(panel, draft):
    assert Check.PHOTOGRAPHS not in panel.checklist.buttons
    set_clinic(draft, photos_wanted=True)
    panel.refresh(opened=False)
    assert "○ photos" in shown(panel.checklist)


def test_an_expired_lot_says_so(panel, draft):
    draft.charting.edit("Expiry", replace(draft.open.visit, expires=date(2026, 1, 31)))
    assert "○ expired" in shown(panel.checklist)


def test_a_product_that_is_ready_to_use_needs_no_dilution(panel, draft):
    ready = next(p.id for p in draft.clinic.reference.products.values() if p.ready_to_use)
    draft.charting.set_product(ready, keep_numbers=True)
    assert not any("dilution" in text for text in shown(panel.checklist))


def test_a_review_has_its_own_shorter_list(qtbot, panel, draft):
    draft.charting.discard_draft()
    draft.charting.new_visit(Kind.REVIEW)
    assert shown(panel.checklist) == ["○ review"]
    draft.charting.edit("Review", replace(draft.open.visit, review=Review(note="even")))
    assert shown(panel.checklist) == ["✓ review"]


def test_a_signed_visit_and_no_visit_have_no_list(panel, draft):
    put(draft, *FULL_FACE)
    draft.signing.sign("Dr X")
    assert panel.checklist.isHidden()
    draft.charting.open_visit(None)
    assert panel.checklist.isHidden()


@pytest.mark.parametrize("size", [(392, 632), (392, 620), (432, 812), (440, 2000)])
@pytest.mark.parametrize("style", [LIGHT, DARK])
def test_no_tick_is_cut_off(qtbot, draft, hub, size, style):
    put(draft, *TOO_MUCH)
    set_clinic(draft, photos_wanted=True)
    panel = opened(qtbot, draft, hub, style, size)
    checklist = panel.checklist
    low = size[1] < 700
    assert checklist.height() == (LINE if low else 2 * LINE)
    for button in (checklist.done, checklist.more, *checklist.buttons.values()):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width()
            assert button.mapTo(checklist, QPoint(button.width(), 0)).x() <= checklist.width()
            assert button.mapTo(checklist, QPoint(0, button.height())).y() <= checklist.height()
    assert panel.height() == size[1]


def test_where_there_is_little_room_the_rest_is_one_tap_away(qtbot, draft, hub, look):
    put(draft, *TOO_MUCH)
    known = with_dilution_said(replace(draft.open.visit, lot="C7", vial_units=Decimal(100), diluent_ml=Decimal(2)))
    draft.charting.edit("Lot", known)
    panel = opened(qtbot, draft, hub, look, (392, 620))
    assert shown(panel.checklist)[0] == "✓ 2"
    assert "dilution" in panel.checklist.done.accessibleName()
    qtbot.mouseClick(panel.checklist.done, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert {"✓ lot", "✓ dilution", "○ why 1"} <= set(shown(panel.checklist))


def test_the_sign_dialog_says_in_one_line_what_is_open(qtbot, draft, look):
    put(draft, *TOO_MUCH)
    draft.charting.edit("Lot", replace(draft.open.visit, lot="C7"))
    dialog = SignDialog(draft, Signer(draft, look))
    qtbot.addWidget(dialog)
    said = dialog.still_open.text()
    assert said.startswith("Still open: expiry, dilution, consent, site, allergies, why (Glabella)")
    assert said.endswith("cautions 1. None of it is required.")
    draft.change(env=replace(draft.env, passwords=Passwords(cheap=True)))
    account = dialog.signer.account
    for line, text in ((account.name, "Dr X"), (account.secrets.password, RIGHT), (account.secrets.again, RIGHT)):
        qtbot.keyClicks(line, text)
    qtbot.mouseClick(dialog.sign, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not draft.editable)


def test_on_a_low_desk_the_next_one_does_not_come_under_the_finger(qtbot, draft, hub, look):
    panel = opened(qtbot, draft, hub, look, (392, 620))
    checklist = panel.checklist
    site, allergies = checklist.buttons[Check.SITE], checklist.buttons[Check.ALLERGIES]
    before = site.pos(), allergies.pos()
    QApplication.sendEvent(checklist, QEnterEvent(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5)))
    tap(qtbot, panel, Check.SITE)
    assert site.text() == "✓ site"
    assert (site.pos(), allergies.pos()) == before
    assert allergies.text() == "○ allergies"
    QApplication.sendEvent(checklist, QEvent(QEvent.Type.Leave))
    assert not site.isVisible()
    assert checklist.done.text().startswith("✓ ")
