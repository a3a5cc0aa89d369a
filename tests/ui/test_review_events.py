"""The adverse events of the review form: a tick, and one row that says where, how bad, since when and what was done."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.people.patient import Patient
from charting.domain.visit.outcome import EventSide, FoundEvent, Review, Severity
from charting.domain.visit.visit import Visit
from charting.ui.kit.look import Look
from charting.ui.past.review import ReviewDialog
from tests.ui.charts import FOREHEAD, treated


@pytest.fixture
def treatment(session: Session, patient: Patient) -> Visit:
    """A treatment of twelve days ago; nothing is open."""
    given = treated(session, 12, *FOREHEAD)
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


def words_of(form: ReviewDialog) -> str:
    return "\n".join(label.text() for label in form.findChildren(QLabel) if label.isVisible())


def test_an_event_is_told_with_side_severity_days_and_what_was_done_by_keys_alone(
    form: ReviewDialog, session: Session
) -> None:
    box = form.events.boxes["lid_ptosis"]
    assert not any(form.events.rows.values())
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    (row,) = form.events.rows["lid_ptosis"]
    assert row.isVisible()
    for typed in (Qt.Key.Key_3, Qt.Key.Key_2):  # left, moderate
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        QTest.keyClick(focused(), typed)
    for words in ("2026-07-08", "2026-07-13", "drops", "yes"):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        QTest.keyClicks(focused(), words)
    click(form.keep)
    assert session.open.visit is not None
    assert session.open.visit.review == Review(adverse_events=(
        FoundEvent("lid_ptosis", EventSide.LEFT, Severity.MODERATE, date(2026, 7, 8), date(2026, 7, 13), "drops", ""),
    ))  # fmt: skip


def tick(form: ReviewDialog, code: str) -> None:
    form.events.boxes[code].setFocus()
    QTest.keyClick(form.events.boxes[code], Qt.Key.Key_Space)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_every_part_of_an_event_has_a_name_and_nothing_of_it_has_to_be_said(
    form: ReviewDialog, session: Session
) -> None:
    tick(form, "headache")
    (row,) = form.events.rows["headache"]
    names = [stop.accessibleName() for stop in row.stops()]
    assert names == [
        "Headache, side: right", "Headache, side: both", "Headache, side: left", "Headache, severity: mild",
        "Headache, severity: moderate", "Headache, severity: severe", "Headache, since", "Headache, until",
        "Headache, treated with", "Headache, reported to",
    ]  # fmt: skip
    QTest.keyClicks(row.treated, "no")
    click(form.keep)
    assert session.open.visit is not None
    assert session.open.visit.review == Review(adverse_events=(FoundEvent("headache"),))


def test_a_tick_taken_back_takes_the_row_with_it(form: ReviewDialog, session: Session) -> None:
    tick(form, "bruise")
    (row,) = form.events.rows["bruise"]
    QTest.keyClicks(row.since, "no day at all")
    tick(form, "bruise")
    assert not row.isVisible()
    click(form.keep)
    assert session.open.visit is not None
    assert session.open.visit.review == Review()


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("32.7.2026", "", "only 31 days"), ("2026-07-10", "2026-07-09", "before it began"),
        ("2026-07-01", "", "before it"), ("", "2026-07-15", "still to come"),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_is_said_in_the_form(
    form: ReviewDialog, session: Session, since: str, until: str, said: str
) -> None:
    tick(form, "bruise")
    (row,) = form.events.rows["bruise"]
    QTest.keyClicks(row.since, since)
    QTest.keyClicks(row.until, until)
    click(form.sign)
    assert form.isVisible()
    assert said in words_of(form)
    assert (session.open.visit, form.sign_wanted) == (None, False)


def test_an_event_that_was_told_is_there_when_the_form_is_opened_again(
    qtbot: QtBot, session: Session, look: Look, treatment: Visit
) -> None:
    told = Review(adverse_events=(
        FoundEvent("lid_ptosis", EventSide.RIGHT, Severity.MILD, date(2026, 7, 9), None, "", "Yellow Card 77"),
        FoundEvent("lid_ptosis", EventSide.LEFT), FoundEvent("gone_from_the_data", EventSide.BOTH),
    ))  # fmt: skip
    session.follow_up.keep_review(treatment, told)
    form = shown(qtbot, ReviewDialog(session, treatment))
    assert [row.isVisible() for rows in form.events.rows.values() for row in rows] == [True, True, True]
    click(form.keep)
    assert session.open.visit is not None
    assert session.open.visit.review == told
