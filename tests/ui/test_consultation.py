"""Is micro right? The sheet beside the face, the aim that is kept, and where it is seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from charting.domain.dosing.styles import RangeStyle
from charting.domain.people.patient import Sex
from charting.domain.visit.outcome import WoreOff
from charting.ui.kit.look import DARK, LIGHT
from charting.ui.visit.consultation import ConsultationSheet
from charting.ui.visit.doses import DosesPanel
from tests.ui.charts import FOREHEAD, GLABELLA, put, treated


def opened(qtbot, session, hub, look) -> ConsultationSheet:
    sheet = ConsultationSheet(session, hub)
    qtbot.addWidget(sheet)
    sheet.show()
    qtbot.waitExposed(sheet)
    return sheet


@pytest.fixture
def sheet(qtbot, draft, hub, look) -> ConsultationSheet:
    return opened(qtbot, draft, hub, look)


def row(sheet: ConsultationSheet, sign: str):
    return next(row for row in sheet.rows if row.sign.id == sign)


def test_every_sign_says_why_and_from_where_and_how_sure(sheet, draft):
    assert len(sheet.rows) == len(draft.clinic.reference.candidates)
    for shown in sheet.rows:
        text = shown.why.text()
        assert shown.sign.reason in text
        assert shown.sign.source.short in text
        assert f"mark {shown.sign.mark}" in text
        assert ("weak evidence" in text) is shown.sign.weak


def test_a_tap_on_the_words_says_that_a_sign_applies(qtbot, sheet, draft):
    shown = row(sheet, "softer_look")
    qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=shown.words.geometry().center())
    assert draft.open.visit.consultation.signs == ("softer_look",)
    assert shown.box.isChecked()
    draft.charting.history.undo()
    assert draft.open.visit.consultation is None
    assert not shown.box.isChecked()


def test_a_sign_is_ticked_by_keyboard(qtbot, sheet, draft):
    box = row(sheet, "price").box
    box.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert draft.open.visit.consultation.signs == ("price",)
    assert box.accessibleName() == "price matters"


def test_what_is_known_is_proposed_and_never_decided(qtbot, draft, hub, look, patient):
    draft.patients.change(replace(patient, sex=Sex.MALE))
    sheet = opened(qtbot, draft, hub, look)
    assert row(sheet, "prevention").known.text() == "May apply: 34 years old"
    assert row(sheet, "men").known.text() == "May apply: a man"
    assert row(sheet, "deep_lines_over_40").known.text() == "Known: 34 years old"
    assert row(sheet, "price").known.isHidden()
    assert not any(shown.box.isChecked() for shown in sheet.rows)
    assert draft.open.visit.consultation is None


def test_how_long_the_last_dose_held_stands_beside_the_wish_for_long_intervals(qtbot, session, patient, hub, look):
    last = treated(session, 120, *FOREHEAD)
    session.patients.open(patient.id)
    session.past.set_wore_off(WoreOff(last.id, None, date(2026, 6, 9)))
    sheet = opened(qtbot, session, hub, look)
    assert row(sheet, "fewer_visits").known.text() == "Known: the dose of 16 Mar 2026 held 12 weeks"


def test_nothing_is_added_up(sheet, draft):
    for shown in sheet.rows:
        draft.consulting.mark_sign(shown.sign.id, applies=True)
    texts = " ".join(label.text() for label in sheet.findChildren(type(sheet.chosen)))
    assert "%" not in texts
    assert "score" not in texts.casefold()
    assert sheet.face.chosen == -1, "signs choose nothing"


def test_the_choice_is_kept_for_the_face_and_for_an_area(qtbot, sheet, draft):
    qtbot.mouseClick(sheet.face.buttons[0], Qt.MouseButton.LeftButton)
    sheet.areas.menu().aboutToShow.emit()
    inner = next(a.menu() for a in sheet.areas.menu().actions() if a.text() == "Glabella")
    next(a for a in inner.actions() if a.text() == "standard").trigger()
    kept = draft.open.visit.consultation.choices
    assert [(c.style, c.area) for c in kept] == [(RangeStyle.MICRO, None), (RangeStyle.STANDARD, "glabella")]
    assert sheet.chosen.text() == "Aim: micro, Glabella standard"
    qtbot.mouseClick(sheet.face.buttons[0], Qt.MouseButton.LeftButton)
    assert [c.area for c in draft.open.visit.consultation.choices] == ["glabella"]


def test_a_note_is_kept_when_it_is_left(qtbot, sheet, draft):
    qtbot.keyClicks(sheet.note, "actor; film in May")
    qtbot.keyClick(sheet.note, Qt.Key.Key_Return)
    assert draft.open.visit.consultation.note == "actor; film in May"
    assert sheet.isVisible()


def test_on_an_empty_face_the_first_tap_begins_the_visit(qtbot, session, patient, hub, look):
    sheet = opened(qtbot, session, hub, look)
    assert session.open.visit is None
    qtbot.mouseClick(row(sheet, "softer_look").box, Qt.MouseButton.LeftButton)
    assert session.editable
    assert session.open.visit.consultation.signs == ("softer_look",)
    session.charting.history.undo()
    assert session.open.visit is None


def test_a_signed_visit_shows_what_was_weighed_and_takes_nothing(qtbot, sheet, draft):
    draft.consulting.mark_sign("softer_look", applies=True)
    draft.consulting.choose(RangeStyle.MICRO)
    put(draft, *FOREHEAD)
    draft.signing.sign("Dr X")
    shown = row(sheet, "softer_look")
    assert shown.box.isChecked()
    assert not shown.box.isEnabled()
    qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=shown.words.geometry().center())
    assert shown.box.isChecked()
    assert not sheet.face.isEnabled()
    assert sheet.chosen.text() == "Aim: micro"


@pytest.mark.parametrize("style", [LIGHT, DARK])
def test_no_word_of_the_sheet_is_cut_off(qtbot, draft, hub, style):
    sheet = opened(qtbot, draft, hub, style)
    QApplication.processEvents()
    for shown in sheet.rows:
        for part in (shown.words, shown.why):
            assert part.height() >= part.heightForWidth(part.width())
            assert part.mapTo(sheet, QPoint(part.width(), 0)).x() <= sheet.width()


# ------------------------------------------------------------------ on the desk


def panel_of(qtbot, session, hub, look) -> DosesPanel:
    panel = DosesPanel(session, hub, look)
    qtbot.addWidget(panel)
    panel.resize(432, 812)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def test_an_empty_face_has_a_quiet_way_to_it(qtbot, draft, hub, look):
    panel = panel_of(qtbot, draft, hub, look)
    heard: list[str] = []
    hub.wanted.connect(heard.append)
    assert panel.aim.text() == "Is micro right?…"
    qtbot.mouseClick(panel.aim, Qt.MouseButton.LeftButton)
    assert heard == ["consult"]
    put(draft, *FOREHEAD)
    assert panel.aim.isHidden()


def test_the_aim_is_shown_on_the_draft_in_the_rows_and_when_it_is_signed(qtbot, draft, hub, look):
    panel = panel_of(qtbot, draft, hub, look)
    put(draft, *FOREHEAD, *GLABELLA)
    plain = panel.table.grab().toImage()
    draft.consulting.choose(RangeStyle.MICRO)
    draft.consulting.choose(RangeStyle.STANDARD, "glabella")
    assert panel.aim.text() == "Aim: micro, Glabella standard"
    assert [panel.model.aim(dose) for dose in panel.model.rows] == [RangeStyle.MICRO, RangeStyle.STANDARD]
    assert panel.table.grab().toImage() != plain, "the band that is aimed at has a line under it"
    draft.signing.sign("Dr X")
    assert panel.aim.isVisible()
    assert panel.aim.text() == "Aim: micro, Glabella standard"
