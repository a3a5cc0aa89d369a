"""An adverse event is seen before the map is charted again: in words, at its points, and as a caution at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.desk.steps import Changed
from charting.domain.people.patient import Patient
from charting.domain.visit.outcome import EventSide, FoundEvent, Review
from charting.domain.visit.visit import Kind
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import DARK, LIGHT, Look, apply_look
from tests import shipped
from tests.ui.charts import CROWS_FEET, GLABELLA, treated
from tests.ui.desk import DeskWindow
from tests.ui.painted import ink

TEMPLATES = shipped.templates()
LID = FoundEvent("lid_ptosis", EventSide.LEFT, since=date(2026, 3, 23))


@pytest.fixture
def window(qtbot: QtBot, session: Session, hub: Hub, look: Look, patient: Patient) -> Iterator[DeskWindow]:
    """A patient whose left eyelid hung six days after the glabella, 119 days ago; no draft."""
    made = DeskWindow(hub, look, lambda view, version: TEMPLATES[version].views[view])
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.attach(session, "charting.sqlite")
    last = treated(session, 119, *CROWS_FEET, *GLABELLA)
    treated(session, 105, kind=Kind.REVIEW, of=last.id, review=Review(adverse_events=(LID,)))
    session.patients.open(patient.id)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.face_panel.canvas.setFocus()
    QApplication.processEvents()
    yield made
    made.close()


def test_it_stands_before_the_repeat_with_its_points_and_is_a_caution_at_once(
    window: DeskWindow, session: Session, look: Look
) -> None:
    before, canvas = window.doses.before, window.face_panel.canvas
    assert session.open.visit is None
    assert before.events.isVisible()
    assert before.events.text() == "Eyelid ptosis left, 6 days after 12 U on 17 Mar 2026 · points 9, 10, 11"
    assert ink(before.events) == look.caution
    assert [mark.number for mark in canvas.scene.ghosts.own if mark.warned] == [9, 10, 11]
    QTest.keyClick(canvas, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert session.open.visit is not None
    assert len(session.open.visit.points) == 11
    (note,) = [note for note in session.open.notes if note.id == "earlier_event"]
    assert (note.points, note.area) == ((9, 10, 11), "glabella")
    assert str(note.measured) == "eyelid ptosis left, 6 days after 12 U on 2026-03-17"
    assert window.doses.cautions_tab.isVisible()
    session.judging.see(note)
    assert session.judging.seen(note)


def test_the_numbers_are_painted_where_the_event_was(window: DeskWindow, look: Look) -> None:
    canvas = window.face_panel.canvas
    picture = canvas.grab().toImage()
    scale = picture.width() / canvas.width()

    def painted(number: int, colour: str) -> bool:
        mark = next(mark for mark in canvas.scene.ghosts.own if mark.number == number)
        box = mark.rect().toAlignedRect()
        wanted = look.color(colour).rgb()
        return any(
            picture.pixel(round(x * scale), round(y * scale)) == wanted
            for x in range(box.left(), box.right()) for y in range(box.top(), box.bottom())
        )  # fmt: skip

    assert painted(10, "caution")
    assert not painted(7, "caution")


def test_nothing_went_wrong_and_nothing_is_said(
    window: DeskWindow, session: Session, patient: Patient, qapp: QApplication
) -> None:
    review = next(visit for visit in session.open.visits if visit.kind is Kind.REVIEW)
    visits = tuple(
        replace(v, review=Review(adverse_events=(FoundEvent("bruise"),))) if v is review else v
        for v in session.open.visits
    )
    session.change(open=replace(session.open, visits=visits), also=Changed(visits=True, visit=True))
    assert window.doses.before.events.isHidden()
    assert not any(mark.warned for mark in window.face_panel.canvas.scene.ghosts.own)
    apply_look(qapp, DARK)
    assert ink(window.doses.before.events) == DARK.caution
    apply_look(qapp, LIGHT)


def test_an_older_event_is_said_of_the_map_that_would_be_repeated(
    window: DeskWindow, session: Session, patient: Patient
) -> None:
    treated(session, 30, *GLABELLA)
    session.patients.open(patient.id)
    before = window.doses.before
    assert before.events.text() == "Eyelid ptosis left, 6 days after 12 U on 17 Mar 2026 · points 3, 4, 5"
    treated(session, 20, *CROWS_FEET)
    session.patients.open(patient.id)
    assert before.events.isHidden()
    assert session.env.clock() - timedelta(days=20) == session.open.visits[0].at
