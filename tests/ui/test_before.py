"""Before retreatment: the block in the doses' place, the buttons over the visits, the pin, the pill in the banner."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.people.patient import Patient
from charting.domain.visit.outcome import Evenness, Finding, FoundEvent, Residual, Review, WoreOff
from charting.domain.visit.visit import Kind, Visit
from charting.errors import Problem
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import DARK, Look, sized
from charting.ui.past.repeat_areas import RepeatAreasDialog
from charting.ui.past.visit_buttons import VisitButtons
from charting.ui.past.visit_rows import CARD, VisitsModel
from charting.ui.patient.banner import PatientBanner
from charting.ui.visit.doses import DosesPanel
from charting.words.past_words import months_text, short_day, since_text, span_words
from tests.ui.charts import CHIN, FOREHEAD, FULL_FACE, put, treated

HEAVY = Review(
    (Finding("forehead", Residual.NONE), Finding("mentalis", Residual.FULL)), Evenness.SLIGHTLY_UNEVEN,
    (FoundEvent("brow_ptosis"),), 2, "Too\nheavy <b>by far</b>",
)  # fmt: skip


@pytest.fixture
def last(session: Session, patient: Patient) -> Visit:
    """The last treatment, 17 weeks ago: 40.5 U, reviewed and touched up."""
    visit = treated(session, 119, *FULL_FACE)
    treated(session, 105, kind=Kind.REVIEW, of=visit.id, review=HEAVY)
    treated(session, 105, (47.0, -38.0, "1.5"), kind=Kind.TOUCH_UP, of=visit.id)
    session.patients.open(patient.id)
    return visit


@pytest.fixture
def doses(qtbot: QtBot, session: Session, hub: Hub, look: Look, last: Visit) -> DosesPanel:
    panel = DosesPanel(session, hub, look)
    qtbot.addWidget(panel)
    panel.resize(432, 812)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.fixture
def buttons(qtbot: QtBot, session: Session, hub: Hub, look: Look, patient: Patient) -> VisitButtons:
    made = VisitButtons(session, hub, 12)
    made.set_look(look)
    hub.changed.connect(lambda _: made.refresh())
    qtbot.addWidget(made)
    made.resize(236, 90)
    made.show()
    made.refresh()
    return made


def said(panel: DosesPanel) -> dict[str, str]:
    return {head.text(): text.text() for head, text in panel.before._parts if not head.isHidden()}


# ---------------------------------------------------------------------- the block


def test_everything_about_the_last_treatment_stands_there(doses: DosesPanel) -> None:
    block = doses.before
    assert block.isVisible()
    assert doses.explanation.isHidden()
    assert block.ago.text() == "17 weeks"
    assert block.total.text() == "40.5 U, 17 points\ntouch-up 31 Mar 2026 1.5 U, together 42 U"
    assert [row.spoken() for row in block.table.rows][:2] == [
        "Forehead, 6.5 U, micro, none",
        "Glabella, 20 U, standard",
    ]
    chin = next(row for row in block.table.rows if row.area == "Chin")
    assert (chin.found, chin.alarming) == ("full", True)
    parts = said(doses)
    assert parts["At review"] == (
        "31 Mar 2026, after 2 weeks: satisfaction 2 of 5 · slightly uneven · Brow ptosis / heaviness\n"
        "“Too heavy <b>by far</b>”"
    )
    assert "Glabella" in parts["Effect"]
    assert "expected 4–6 months, until 15 Jul 2026 – 13 Sept 2026" in parts["Effect"]
    assert parts["Due"] == "17 Jun 2026 · label's interval, first effect ends 15 Jun 2026"


def test_wore_off_the_pin_and_a_recall_are_told_at_once(doses: DosesPanel, session: Session, last: Visit) -> None:
    day = last.at.date() + timedelta(days=84)
    session.past.set_wore_off(WoreOff(last.id, "forehead", day, about=True))
    session.past.set_recall(session.open.patient.id, day + timedelta(days=60))
    session.past.pin(last.id)
    parts = said(doses)
    assert parts["Effect"].startswith("Forehead wore off about 9 Jun 2026, after 12 weeks\n")
    assert parts["Due"] == "8 Aug 2026 · day set"
    assert parts["★ Pinned best"] == "this one"


def test_beside_a_draft_it_is_one_tab_away_and_leaves_with_it(doses: DosesPanel, session: Session) -> None:
    session.charting.new_visit()
    put(session, *FOREHEAD)
    assert doses.before.isHidden()
    QTest.mouseClick(doses.before_tab, Qt.MouseButton.LeftButton)
    assert doses.before.isVisible()
    assert doses.table.isHidden()
    assert doses.fields.isVisible()
    QTest.mouseClick(doses.areas_tab, Qt.MouseButton.LeftButton)
    assert doses.before.isHidden()
    assert doses.table.isVisible()
    session.charting.discard_draft()
    assert doses.before.isVisible()
    assert doses.before.title.isVisible()


def test_the_total_says_what_is_different_from_last_time(doses: DosesPanel, session: Session, last: Visit) -> None:
    session.repeating.repeat(last)
    assert doses.total.sides.text().endswith(" · last 40.5 U (±0)")
    put(session, (3.0, 97.0, "2.5"))
    assert doses.total.sides.text().endswith(" · last 40.5 U (+2.5)")
    session.charting.set_product("abo_dysport", keep_numbers=True)
    assert "last" not in doses.total.sides.text()


def test_edits_of_a_draft_do_not_write_it_anew(
    doses: DosesPanel, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.charting.new_visit()
    monkeypatch.setattr(doses.before, "_show", lambda *_: pytest.fail("written anew"))
    put(session, *FOREHEAD)


def test_what_a_correction_corrects_was_no_treatment_before_it(doses: DosesPanel, session: Session) -> None:
    newest = treated(session, 1, *FOREHEAD)
    assert session.open.patient is not None
    session.patients.open(session.open.patient.id)
    session.charting.open_visit(newest.id)
    assert doses.before.ago.text() == "16 weeks"
    session.amending.correct("2 U in the middle")
    assert session.open.visit is not None
    assert session.open.visit.amends == newest.id
    assert doses.before.ago.text() == "16 weeks"
    assert "26.5" not in doses.before.total.text()
    assert "before the correction" in doses.total.sides.text()  # and it is not the last treatment's total
    assert "last" not in doses.total.sides.text()


def test_on_a_low_screen_the_names_of_areas_stay_whole(doses: DosesPanel) -> None:
    """The heading of the review's column gives way, not the area: "Fore…" and "Cr… R" were read there."""
    table = doses.before.table
    letters = QFontMetrics(sized(table.font(), 13))
    for width in (348, 386):
        table.resize(width, table.height())
        room = table._columns()[0] - 4
        assert [row.area for row in table.rows if letters.horizontalAdvance(row.area) > room] == []


def test_a_patient_without_a_past_is_told_what_to_do(doses: DosesPanel, session: Session) -> None:
    session.patients.add(Patient(session.env.new_id(), "Other", "One", session.env.clock().date()))
    assert doses.before.isHidden()
    assert doses.before_tab.isHidden()
    assert doses.explanation.isVisible()


def test_low_dark_and_mirrored_it_scrolls_and_paints(doses: DosesPanel) -> None:
    light = doses.grab().toImage()
    doses.resize(392, 300)
    doses.set_look(DARK)
    doses.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QApplication.processEvents()
    assert doses.before.verticalScrollBar().maximum() > 0
    assert doses.before.horizontalScrollBar().maximum() == 0
    assert doses.grab().toImage() != light


# ---------------------------------------------------------------------- the buttons


@pytest.mark.parametrize(("days", "name"), [(1, ""), (14, ""), (80, ""), (92, "primary"), (119, "primary")])
def test_repeat_last_is_the_coloured_button_only_from_the_labels_interval_on(
    buttons: VisitButtons, session: Session, patient: Patient, days: int, name: str
) -> None:
    treated(session, days, *FULL_FACE)
    session.patients.open(patient.id)
    assert buttons.repeat_last.isVisible()
    assert buttons.repeat_last.isEnabled()
    assert (buttons.repeat_last.objectName(), buttons.new_visit.objectName()) == (name, "")


def test_repeat_last_stands_first_while_there_is_something_to_repeat(
    buttons: VisitButtons, session: Session, patient: Patient, problems: list[Problem]
) -> None:
    assert buttons.repeat_last.isHidden()
    assert buttons.new_visit.objectName() == "primary"
    last = treated(session, 119, *FULL_FACE)
    session.patients.open(patient.id)
    assert buttons.repeat_last.isVisible()
    assert (buttons.repeat_last.objectName(), buttons.new_visit.objectName()) == ("primary", "")
    for button in (buttons.repeat_last, buttons.new_visit):
        assert button.fontMetrics().horizontalAdvance(button.text()) <= button.width() - 12
    QTest.mouseClick(buttons.repeat_last, Qt.MouseButton.LeftButton)
    assert session.open.visit is not None
    assert session.open.visit.points == last.points
    assert not buttons.repeat_last.isEnabled()
    assert problems == []


def test_today_leads_back_from_an_earlier_visit(buttons: VisitButtons, session: Session, patient: Patient) -> None:
    last = treated(session, 119, *FULL_FACE)
    session.patients.open(patient.id)
    assert buttons.today.isHidden()
    session.charting.open_visit(last.id)
    QTest.mouseClick(buttons.today, Qt.MouseButton.LeftButton)
    assert session.open.visit is None
    assert buttons.today.isHidden()


def test_the_menu_offers_what_can_be_done(buttons: VisitButtons, session: Session, patient: Patient) -> None:
    last = treated(session, 119, *FULL_FACE)
    session.patients.open(patient.id)
    session.charting.open_visit(last.id)

    def offered() -> dict[str, bool]:
        buttons.more.menu().aboutToShow.emit()
        return {a.text(): a.isEnabled() for a in buttons.more.menu().actions() if a.text()}

    def choose(text: str) -> None:
        next(a for a in buttons.more.menu().actions() if a.text() == text).trigger()

    assert not offered()["Repeat pinned best"]
    choose("Pin this visit as best")
    assert session.open.pinned == last.id
    assert offered()["Repeat pinned best"]
    assert "Take the pin away" in offered()
    choose("Repeat pinned best")
    assert session.open.visit is not None
    assert session.open.visit.is_draft
    assert not offered()["Pin this visit as best"]


def test_chosen_areas_come_from_a_list_with_their_units(qtbot: QtBot, session: Session, last: Visit) -> None:
    dialog = RepeatAreasDialog(session, last)
    qtbot.addWidget(dialog)
    texts = [box.text() for box in dialog.boxes.values()]
    assert texts[0] == "Forehead · 6.5 U, 5 points"
    assert len(texts) == 5
    for code, box in dialog.boxes.items():
        if code not in ("forehead", "mentalis"):
            box.click()
    assert dialog.chosen() == {"forehead", "mentalis"}
    for box in dialog.boxes.values():
        box.setChecked(False)
    assert not dialog.repeat.isEnabled()


# ---------------------------------------------------------------------- the pin and the pill


def test_the_pinned_visit_has_a_star(session: Session, patient: Patient) -> None:
    first, last = treated(session, 300, *CHIN), treated(session, 119, *FULL_FACE)
    session.patients.open(patient.id)
    model = VisitsModel(session)

    def stars() -> list[bool]:
        model.show(session.open.visits, patient)
        return ["★ best" in model.index(row, 0).data(CARD).marks for row in range(2)]

    assert stars() == [False, False]
    session.past.pin(first.id)
    assert stars() == [False, True]
    session.past.pin(last.id)
    assert stars() == [True, False]


def test_the_banner_says_how_long_ago_where_there_is_room(
    qtbot: QtBot, session: Session, hub: Hub, look: Look, last: Visit
) -> None:
    bar = QWidget()
    banner = PatientBanner(session, hub, look, bar)
    qtbot.addWidget(bar)
    session.charting.new_visit()
    patient = session.open.patient
    assert patient is not None
    for width, chart, there in ((1440, "1", True), (1280, "1", True), (900, "9" * 60, False)):
        session.patients.change(replace(patient, chart_no=chart, interpupillary_mm=None))
        bar.resize(width, 56)
        banner.resize(width, 56)
        bar.show()
        QApplication.processEvents()
        assert banner.pill.isVisible()
        assert banner.since.isVisible() is there
        assert not there or banner.since.shown_text() == "17 weeks since last"


def test_times_as_people_say_them() -> None:
    assert [span_words(days) for days in (0, 1, 9, 14, 119, 728, 800, -3)] == [
        "hours", "1 day", "9 days", "2 weeks", "17 weeks", "104 weeks", "2 years", "a future date",
    ]  # fmt: skip
    assert [months_text(days) for days in (90, 120, 138, 180)] == ["3", "4", "4.5", "6"]


@pytest.mark.parametrize(
    ("name", "short"),
    [("en_GB", "14 Jul"), ("en_US", "Jul 14"), ("es_ES", "14 de jul"), ("ja_JP", "7月14日"), ("ru_RU", "14 июл.")],
)
def test_a_day_in_few_words(name: str, short: str, last: Visit, session: Session) -> None:
    QLocale.setDefault(QLocale(name))
    today = session.env.clock().date()
    assert short_day(today, today) == short
    assert str(today.year - 1) in short_day(today.replace(year=today.year - 1), today)
    assert since_text(last.at.date(), today).startswith("17 weeks")
