"""What follows a treatment: the review form, touch-ups, when it wore off; by real keys and clicks on a real file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from charting.desk import follow_up
from charting.desk.session import Session
from charting.domain.people.patient import Patient
from charting.domain.visit.outcome import Evenness, EventSide, Finding, FoundEvent, Residual, Review, Severity
from charting.domain.visit.visit import Kind, Visit
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look
from charting.ui.kit.segments import Segments
from charting.ui.past.follow_up import BoosterNotes
from charting.ui.past.review import ReviewDialog
from charting.ui.past.wore_off import WoreOffDialog
from charting.ui.visit.dose_total import DoseTotal
from charting.ui.visit.review_card import ReviewCard
from charting.words.past_words import booster_text
from tests.ui.charts import CROWS_FEET, FOREHEAD, put, treated

NOW = datetime(2026, 7, 14)


@pytest.fixture
def treatment(session: Session, patient: Patient) -> Visit:
    """A treatment of twelve days ago, 18.5 U: forehead and crow's feet; nothing is open."""
    given = treated(session, 12, *FOREHEAD, *CROWS_FEET)
    session.patients.open(patient.id)
    return given


@pytest.fixture
def form(qtbot: QtBot, session: Session, look: Look, treatment: Visit) -> ReviewDialog:
    return shown(qtbot, ReviewDialog(session, treatment))


def shown(qtbot: QtBot, dialog: ReviewDialog) -> ReviewDialog:
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def click(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def words_of(widget: object) -> str:
    assert isinstance(widget, (ReviewDialog, ReviewCard, WoreOffDialog))
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


# ---------------------------------------------------------------------- the form


def test_a_review_filled_in_by_hand_is_kept_with_its_treatment(
    form: ReviewDialog, session: Session, patient: Patient, treatment: Visit
) -> None:
    assert list(form.residual) == ["forehead", "crows_feet.right", "crows_feet.left"]
    click(form.all_areas.buttons[0])
    click(form.residual["crows_feet.left"].buttons[2])
    click(form.evenness.buttons[1])
    click(form.satisfaction.buttons[3])
    form.events.boxes["brow_ptosis"].setFocus()
    QTest.keyClick(form.events.boxes["brow_ptosis"], Qt.Key.Key_Space)
    QTest.keyClicks(form.note, "Heavy <b>brow</b>")
    click(form.keep)
    visit = session.open.visit
    assert visit is not None
    assert (visit.kind, visit.of, visit.is_draft) == (Kind.REVIEW, treatment.id, True)
    expected = Review(
        (Finding("forehead", Residual.NONE), Finding("crows_feet.right", Residual.NONE),
         Finding("crows_feet.left", Residual.MODERATE)),
        Evenness.SLIGHTLY_UNEVEN, (FoundEvent("brow_ptosis"),), 4, "Heavy <b>brow</b>",
    )  # fmt: skip
    assert visit.review == expected
    session.signing.sign("Dr X")
    session.patients.open(patient.id)
    assert session.past.reviews(treatment)[0].review == expected


def test_one_undo_takes_the_whole_review_back(form: ReviewDialog, session: Session) -> None:
    click(form.satisfaction.buttons[4])
    click(form.keep)
    assert session.open.visit is not None
    session.charting.history.undo()  # type: ignore[union-attr]
    assert session.open.visit is None
    assert all(v.kind is not Kind.REVIEW for v in session.open.visits)


def test_cancelling_leaves_nothing_behind(form: ReviewDialog, session: Session) -> None:
    click(form.satisfaction.buttons[4])
    click(form.cancel)
    assert [v.kind for v in session.open.visits] == [Kind.TREATMENT]


def test_a_review_that_is_begun_is_gone_on_with(qtbot: QtBot, session: Session, look: Look, treatment: Visit) -> None:
    session.repeating.new_review()
    draft = session.open.visit
    assert draft is not None
    session.charting.open_visit(treatment.id)
    form = shown(qtbot, ReviewDialog(session, treatment))
    click(form.evenness.buttons[0])
    click(form.sign)
    assert form.sign_wanted
    assert session.open.visit is not None
    assert session.open.visit.id == draft.id
    again = shown(qtbot, ReviewDialog(session, treatment))
    assert again.evenness.chosen == 0
    click(again.evenness.buttons[0])
    click(again.keep)
    assert session.open.visit.review == Review()


def test_what_the_data_does_not_know_any_more_is_kept(
    qtbot: QtBot, session: Session, look: Look, treatment: Visit
) -> None:
    old = Review((Finding("chin", Residual.FULL),), None, (FoundEvent("an_old_event"),), None, "")
    session.follow_up.keep_review(treatment, old)
    form = shown(qtbot, ReviewDialog(session, treatment))
    click(form.keep)
    assert session.open.visit is not None
    assert session.open.visit.review == old


def test_events_of_the_treated_areas_come_first(session: Session) -> None:
    here, anywhere, others = follow_up.events_in_order(session.clinic.reference, ("masseter",))
    assert {event.id for event in here} == {"smile_asymmetry", "chewing"}
    assert all(not event.areas for event in anywhere)
    assert len(here) + len(anywhere) + len(others) == len(session.clinic.reference.adverse_events)


def test_an_unusual_day_is_said_and_does_not_stop_anybody(
    qtbot: QtBot, session: Session, look: Look, treatment: Visit
) -> None:
    assert not shown(qtbot, ReviewDialog(session, treatment)).when.text()
    clock = session.env.clock
    session.change(env=replace(session.env, clock=lambda: clock() + timedelta(days=40)))
    assert "usual after 7 to 14 days" in shown(qtbot, ReviewDialog(session, treatment)).when.text()
    session.change(env=replace(session.env, clock=lambda: clock() - timedelta(days=20)))
    form = shown(qtbot, ReviewDialog(session, treatment))
    assert "before the treatment" in form.when.text()
    click(form.keep)
    assert session.open.visit is not None
    assert session.open.visit.at < treatment.at


def test_a_note_that_is_too_long_is_said_in_the_form(form: ReviewDialog, session: Session) -> None:
    form.note.setPlainText("x" * 5000)
    click(form.sign)
    assert form.isVisible()
    assert "4000" in form.problem.text()
    assert not form.sign_wanted
    assert session.open.visit is None


def test_segments_by_keyboard(qtbot: QtBot, look: Look) -> None:
    row = Segments("Movement", ["none", "slight", "moderate", "full"])
    qtbot.addWidget(row)
    heard: list[int] = []
    row.changed.connect(heard.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_4, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Delete):
        QTest.keyClick(row.buttons[max(0, row.chosen)], key)
    assert heard == [0, 1, 3, 2, -1]
    assert not any(button.isChecked() for button in row.buttons)


ALLERGY = FoundEvent("allergy", EventSide.BOTH, Severity.SEVERE, date(2026, 7, 10), None, "", "<i>maker</i>")


def test_the_card_says_what_a_review_found_as_plain_text(
    qtbot: QtBot, session: Session, look: Look, treatment: Visit
) -> None:
    card = ReviewCard(session)
    qtbot.addWidget(card)
    assert not card.refresh()
    review = Review((Finding("forehead", Residual.NONE),), Evenness.EVEN, (ALLERGY,), 2, "<b>odd</b>")
    session.follow_up.keep_review(treatment, review)
    assert card.refresh()
    text = words_of(card)
    for said in (
        "12 days after it",
        "Forehead",
        "moves no more",
        "even",
        "Allergic reaction both sides, severe, since 10 Jul 2026, treated, reported: <i>maker</i>",
        "2 of 5",
        "<b>odd</b>",
    ):
        assert said in text
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in card.findChildren(QLabel))


# ---------------------------------------------------------------------- touch-ups


def test_a_touch_up_counts_apart_and_together(qtbot: QtBot, session: Session, look: Look, treatment: Visit) -> None:
    session.repeating.new_touch_up()
    put(session, (0.0, -50.0, "2"))
    assert session.open.visit is not None
    found = session.follow_up.together(session.open.visit)
    assert found == follow_up.Together(treatment, Decimal(2), Decimal("20.5"))
    total = DoseTotal(session.clinic.reference)
    qtbot.addWidget(total)
    total.show_together(found)
    assert total.together.text() == "this touch-up 2 U · with the treatment of 2 Jul 2026: 20.5 U"
    session.charting.set_product("abo_dysport", keep_numbers=True)
    found = session.follow_up.together(session.open.visit)
    assert found is not None
    assert found.units is None
    total.show_together(found)
    assert "another product" in total.together.text()
    assert session.follow_up.together(treatment) is None


def test_a_second_touch_up_counts_the_first(session: Session, patient: Patient, treatment: Visit) -> None:
    treated(session, 5, (0.0, -50.0, "1"), kind=Kind.TOUCH_UP, of=treatment.id)
    session.patients.open(patient.id)
    session.charting.open_visit(treatment.id)
    session.repeating.new_touch_up()
    put(session, (0.0, -50.0, "2"))
    assert session.open.visit is not None
    found = session.follow_up.together(session.open.visit)
    assert found is not None
    assert (found.own, found.units) == (2, Decimal("21.5"))


@pytest.mark.parametrize(("days", "told"), [(0, True), (12, True), (21, True), (22, False)])
def test_an_early_booster_is_told_of_once_with_its_source(
    session: Session, patient: Patient, hub: Hub, days: int, told: bool
) -> None:
    treated(session, days, *FOREHEAD)
    session.patients.open(patient.id)
    heard: list[str] = []
    hub.notice.connect(heard.append)
    notes = BoosterNotes(session, hub)
    session.repeating.new_touch_up()
    put(session, (0.0, -50.0, "2"))
    put(session, (9.0, -50.0, "2"))
    assert len(heard) == told
    if told:
        assert "antibody" in heard[0]
        assert "Kroumpouzos" in heard[0]
        assert session.open.visit is not None
        found = session.follow_up.booster(session.open.visit)
        assert found is not None
        assert heard[0] == booster_text(found.days, found.caution)
    notes.deleteLater()


# ---------------------------------------------------------------------- when it wore off


@pytest.fixture
def days(qtbot: QtBot, session: Session, patient: Patient, look: Look) -> WoreOffDialog:
    given = treated(session, 150, *FOREHEAD, *CROWS_FEET)
    session.patients.open(patient.id)
    dialog = WoreOffDialog(session, given)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_days_are_kept_area_by_area_and_said_beside_what_is_expected(
    days: WoreOffDialog, session: Session, patient: Patient
) -> None:
    whole, forehead, right, _left = days.rows
    assert "about 3 months" in forehead.expected.text()
    assert "mark B" in forehead.expected.text()
    assert "4–6 months" in right.expected.text()
    QTest.keyClicks(whole.day, "14/6/2026")
    QTest.keyClicks(forehead.day, "1.6.2026")
    forehead.about.click()
    assert (whole.says.text(), forehead.says.text()) == ("17 weeks", "about 15 weeks")
    click(days.keep)
    session.patients.open(patient.id)
    kept = {(row.area, row.on, row.about) for row in session.open.wore_off}
    assert kept == {(None, date(2026, 6, 14), False), ("forehead", date(2026, 6, 1), True)}


def test_a_day_taken_out_is_forgotten(qtbot: QtBot, days: WoreOffDialog, session: Session, look: Look) -> None:
    click(days.rows[1].now)
    assert days.rows[1].says.text() == "21 weeks"
    click(days.keep)
    again = WoreOffDialog(session, days._treatment)
    qtbot.addWidget(again)
    assert again.rows[1].day.text() == "14/07/2026"
    again.rows[1].day.clear()
    click(again.keep)
    assert session.open.wore_off == ()
    assert session.follow_up.keep_wore_off(days._treatment, {}) == 0


@pytest.mark.parametrize(
    ("typed", "said"), [("1/1/2026", "before the treatment"), ("1/9/2026", "still to come"), ("31/6/2026", "30 days"),
                        ("soon", "not a date")],
)  # fmt: skip
def test_a_day_that_cannot_be_is_said_beside_it(days: WoreOffDialog, session: Session, typed: str, said: str) -> None:
    row = days.rows[2]
    QTest.keyClicks(row.day, typed)
    assert said in row.says.text()
    click(days.keep)
    assert days.isVisible()
    assert session.open.wore_off == ()


def test_a_treatment_in_another_clock_can_still_wear_off_on_its_day(
    session: Session, patient: Patient, look: Look, qtbot: QtBot
) -> None:
    given = treated(session, -3, *FOREHEAD)  # the clock was ahead then
    session.patients.open(patient.id)
    dialog = WoreOffDialog(session, given)
    qtbot.addWidget(dialog)
    dialog.rows[0].day.setText("17/7/2026")
    click(dialog.keep)
    assert [row.on for row in session.open.wore_off] == [date(2026, 7, 17)]


def test_a_review_of_points_on_no_area_has_nothing_to_ask(
    qtbot: QtBot, session: Session, patient: Patient, look: Look
) -> None:
    given = treated(session, 9, (0.0, 20.0, "2"))
    session.patients.open(patient.id)
    form = shown(qtbot, ReviewDialog(session, replace(given)))
    assert not form.residual
    assert "No area was charted" in words_of(form)
    click(form.keep)
    assert session.open.visit is not None
    assert session.open.visit.of == given.id
