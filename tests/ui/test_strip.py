"""The strip of faces: visits in time, walked through by keys, slider and clicks, and what it says of each."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QColor, QPaintEvent, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.desk.steps import Changed
from charting.domain.face.face import View
from charting.domain.people.patient import Patient
from charting.domain.visit.outcome import Review
from charting.domain.visit.visit import InjectionPoint, Kind, Status, Visit, with_points_added
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import DARK, LIGHT, Look
from charting.ui.past.strip import StripPanel
from charting.ui.past.strip_cards import CARD_SIZE
from charting.ui.past.strip_rows import interval_text, places_of
from tests.ui.charts import FOREHEAD, FULL_FACE, put, treated
from tests.ui.conftest import NOW

DAYS = (300, 200, 100)
Key = Qt.Key


class Painted(list[str]):
    """Paints a plain little picture and remembers for which visits."""

    def __call__(self, visit: Visit, size: QSize, ratio: float) -> QPixmap:
        self.append(visit.id)
        pixmap = QPixmap(size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor("#cdb7a6"))
        return pixmap


@pytest.fixture
def painted() -> Painted:
    return Painted()


@pytest.fixture
def strip(qtbot: QtBot, session: Session, hub: Hub, look: Look, painted: Painted) -> StripPanel:
    panel = StripPanel(session, hub, look, painted)
    panel.hide()
    qtbot.addWidget(panel)
    panel.resize(700, 136)
    return panel


def show(qtbot: QtBot, strip: StripPanel) -> None:
    strip.show_strip()
    strip.activateWindow()
    qtbot.waitUntil(strip.isActiveWindow)
    QApplication.processEvents()


def three(session: Session) -> list[Visit]:
    """Three treatments, oldest first, and the patient opened anew."""
    assert session.open.patient is not None
    visits = [treated(session, days, *FOREHEAD) for days in DAYS]
    session.patients.open(session.open.patient.id)
    return visits


def spoken(strip: StripPanel) -> list[str]:
    model = strip.list.model()
    return [str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]


def test_hidden_it_does_nothing(strip: StripPanel, session: Session, patient: Patient, painted: Painted) -> None:
    three(session)
    QApplication.processEvents()
    assert strip.list.model().rowCount() == 0
    assert painted == []


def test_arrow_keys_walk_through_time_as_far_as_today(
    qtbot: QtBot, strip: StripPanel, session: Session, patient: Patient
) -> None:
    old, middle, new = three(session)
    show(qtbot, strip)
    assert session.open.visit is None
    assert strip.place.text() == "Today"
    seen = []
    for key in (Key.Key_Left, Key.Key_Left, Key.Key_Up, Key.Key_Left, Key.Key_Right, Key.Key_End, Key.Key_Home):
        QTest.keyClick(strip.list, key)
        seen.append(session.open.visit)
    assert seen == [new, middle, old, old, middle, None, old]
    assert strip.place.text() == "1 of 3"
    assert strip.list.currentIndex().row() == 0
    assert strip.list.hasFocus()


def test_mirrored_the_arrows_are_mirrored_too(
    qtbot: QtBot, strip: StripPanel, session: Session, patient: Patient
) -> None:
    visits = three(session)
    strip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    show(qtbot, strip)
    first, last = (strip.list.visualRect(strip.list.model().index(row, 0)).center().x() for row in (0, 2))
    assert last < first
    QTest.keyClick(strip.list, Key.Key_Right)
    assert session.open.visit == visits[-1]


def test_the_slider_opens_the_visit_it_comes_to_and_no_other(
    qtbot: QtBot, strip: StripPanel, session: Session, patient: Patient, changes: list[Changed]
) -> None:
    old, _middle, _new = three(session)
    show(qtbot, strip)
    changes.clear()
    for place in (2, 1, 0):
        strip.slider.setValue(place)
    assert strip.place.text() == "1 of 3"
    qtbot.waitUntil(lambda: session.open.visit == old)
    assert len(changes) == 1
    strip.slider.setFocus()
    QTest.keyClick(strip.slider, Key.Key_Right)
    qtbot.waitUntil(lambda: session.open.visit == _middle)
    strip.slider.setValue(3)
    qtbot.waitUntil(lambda: session.open.visit is None)


def test_a_click_opens_and_whoever_opens_a_visit_moves_the_strip(
    qtbot: QtBot, strip: StripPanel, session: Session, patient: Patient
) -> None:
    old, middle, new = three(session)
    show(qtbot, strip)
    place = strip.list.visualRect(strip.list.model().index(1, 0)).center()
    QTest.mouseClick(strip.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert session.open.visit == middle
    assert strip.slider.value() == 1
    session.charting.open_visit(new.id)
    assert strip.list.currentIndex().row() == 2
    assert strip.slider.value() == 2
    session.charting.open_visit(old.id)
    assert strip.place.text() == "1 of 3"


def test_with_a_draft_today_is_the_draft(qtbot: QtBot, strip: StripPanel, charted: Session) -> None:
    visits = three(charted)
    show(qtbot, strip)
    assert strip.slider.maximum() == 3
    assert strip.place.text() == "4 of 4"
    QTest.keyClick(strip.list, Key.Key_Left)
    assert charted.open.visit == visits[-1]
    QTest.keyClick(strip.list, Key.Key_Right)
    assert charted.editable


def test_the_visits_before_and_after_the_open_one_are_in_sight(
    qtbot: QtBot, strip: StripPanel, session: Session, patient: Patient
) -> None:
    sixty(session, patient)
    show(qtbot, strip)
    room = strip.list.viewport().rect()
    for row in (30, 29, 28, 31, 59, 0):
        session.charting.open_visit(session.open.visits[59 - row].id)
        assert strip.list.currentIndex().row() == row
        for near in (row - 1, row, row + 1):
            if 0 <= near < 60:
                card = strip.list.visualRect(strip.list.model().index(near, 0))
                assert room.left() <= card.left()
                assert card.right() - 6 <= room.right()


def test_escape_and_enter_give_the_keyboard_back_and_the_cross_closes(
    qtbot: QtBot, strip: StripPanel, session: Session, patient: Patient
) -> None:
    three(session)
    show(qtbot, strip)
    left, closed = [], []
    strip.left.connect(lambda: left.append(1))
    strip.closed.connect(lambda: closed.append(1))
    QTest.keyClick(strip.list, Key.Key_Escape)
    QTest.keyClick(strip.list, Key.Key_Return)
    QTest.mouseClick(strip.close_button, Qt.MouseButton.LeftButton)
    assert (len(left), len(closed)) == (2, 1)


def test_a_card_says_when_what_how_long_after_and_how_it_was_rated(
    qtbot: QtBot, strip: StripPanel, session: Session, patient: Patient
) -> None:
    first = treated(session, 120, *FOREHEAD)
    treated(session, 106, product=None, kind=Kind.REVIEW, of=first.id, review=Review(satisfaction=4))  # type: ignore[arg-type]
    treated(session, 105, (0.0, -56.0, "1"), kind=Kind.TOUCH_UP, of=first.id)
    treated(session, 1, *FOREHEAD)
    session.store.outcomes.set_pin(patient.id, first.id)
    session.patients.open(patient.id)
    show(qtbot, strip)
    words = spoken(strip)
    assert words[0].endswith("rated 4/5, pinned as best")
    assert "Botox Cosmetic" in words[0]
    assert "6.5 U, 5 points, style micro" in words[0]
    assert "review" in words[1]
    assert "2 weeks after the treatment before, rated 4/5" in words[1]
    assert "touch-up" in words[2]
    assert "2 weeks after" in words[2]
    assert "17 weeks after the treatment before" in words[3]


def visit_on(day: int, **changes: object) -> Visit:
    return replace(Visit(f"v{day}", "p", NOW + timedelta(days=day)), **changes)  # type: ignore[arg-type]


def test_intervals_are_of_treatments_and_none_after_one_entered_in_error() -> None:
    wrong = visit_on(10, status=Status.ENTERED_IN_ERROR)
    visits = [visit_on(0), wrong, visit_on(70), visit_on(75, kind=Kind.REVIEW), visit_on(140)]
    places = places_of(visits, None)
    assert [places[v.id].days for v in visits] == [None, 10, 70, 5, 70]
    assert [interval_text(days) for days in (None, 0, 9, 14, 119, -3)] == ["", "0 d", "9 d", "2 wk", "17 wk", "–3 d"]


def test_a_review_before_its_treatment_and_two_visits_of_one_minute_are_shown_as_they_are() -> None:
    treatment = visit_on(20)
    early = visit_on(5, kind=Kind.REVIEW, of=treatment.id, review=Review(satisfaction=2))
    twin = replace(treatment, id="twin")
    places = places_of([early, treatment, twin], None)
    assert places[early.id].days == -15
    assert places[treatment.id].rating == 2
    assert places[twin.id].days == 0


def sixty(session: Session, patient: Patient) -> None:
    """Sixty drafts of forty points, thirty days apart."""
    for n in range(60):
        points = [InjectionPoint(View.FRONT, 2.0 * k - 40, -50.0, Decimal(1)) for k in range(40)]
        visit = Visit(session.env.new_id(), patient.id, NOW - timedelta(days=30 * n + 1), product="ona_botox")
        session.store.visits.save_draft(with_points_added(visit, points))
    session.patients.open(patient.id)


def test_sixty_visits_fill_after_they_are_shown_and_scroll_smoothly(
    qtbot: QtBot, strip: StripPanel, session: Session, patient: Patient, painted: Painted
) -> None:
    sixty(session, patient)
    show(qtbot, strip)
    strip.set_look(DARK)  # no face is kept now
    painted.clear()
    strip.list.viewport().repaint()
    assert painted == []  # the cards stand at once, their faces follow
    qtbot.waitUntil(lambda: len(painted) >= 4)
    QApplication.processEvents()
    assert len(painted) < 12  # only what is in sight is drawn
    bar = strip.list.horizontalScrollBar()
    assert bar.maximum() > 55 * CARD_SIZE.width()
    frames = []
    for place in range(0, 4000, 80):
        bar.setValue(place)
        begin = time.thread_time()
        strip.list.viewport().repaint()
        frames.append(time.thread_time() - begin)
        QApplication.processEvents()
    assert sorted(frames)[len(frames) // 2] < 0.033


def test_the_wheel_runs_through_time(qtbot: QtBot, strip: StripPanel, session: Session, patient: Patient) -> None:
    sixty(session, patient)
    show(qtbot, strip)
    bar = strip.list.horizontalScrollBar()
    before = bar.value()
    assert before > 0
    place = strip.list.viewport().rect().center()
    QTest.wheelEvent(strip.windowHandle(), strip.list.viewport().mapTo(strip, place), QPoint(0, 240))
    assert bar.value() < before


def test_an_edit_repaints_one_face_after_a_pause(
    qtbot: QtBot, strip: StripPanel, charted: Session, painted: Painted
) -> None:
    three(charted)
    show(qtbot, strip)
    qtbot.waitUntil(lambda: len(set(painted)) == 4)
    assert charted.open.visit is not None
    painted.clear()
    put(charted, (10.0, -50.0, "2"))
    QApplication.processEvents()
    qtbot.waitUntil(lambda: painted == [charted.open.visit.id])


def test_another_patient_and_another_look(
    qtbot: QtBot, strip: StripPanel, charted: Session, new_id: Callable[[], str]
) -> None:
    put(charted, *FULL_FACE)
    three(charted)
    show(qtbot, strip)
    light = strip.grab().toImage()
    strip.set_look(DARK)
    QApplication.processEvents()
    assert strip.grab().toImage() != light
    strip.set_look(LIGHT)
    charted.patients.add(Patient(new_id(), "Other", "One", date(1970, 1, 1)))
    assert strip.list.model().rowCount() == 0
    assert strip.place.text() == "No visits"
    assert not strip.slider.isEnabled()
    QTest.keyClick(strip.list, Key.Key_Left)
    assert charted.open.visit is None


def test_walking_looks_at_no_other_visit_again(
    qtbot: QtBot, strip: StripPanel, session: Session, patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sixty(session, patient)
    show(qtbot, strip)
    monkeypatch.setattr("charting.ui.past.strip_rows.places_of", lambda *_: pytest.fail("all of them again"))
    for visit in session.open.visits[1:4]:
        session.charting.open_visit(visit.id)


def test_scrolling_paints_only_what_comes_into_sight(
    qtbot: QtBot, strip: StripPanel, session: Session, patient: Patient, painted: Painted
) -> None:
    sixty(session, patient)
    show(qtbot, strip)
    qtbot.wait(100)
    seen: list[int] = []

    class Painting(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QPaintEvent):
                seen.append(event.region().boundingRect().width())
            return False

    painting = Painting()
    strip.list.viewport().installEventFilter(painting)
    strip.list.horizontalScrollBar().setValue(1000)
    qtbot.wait(150)  # the faces that came into sight are there
    seen.clear()
    strip.list.horizontalScrollBar().setValue(1030)
    QApplication.processEvents()
    assert seen == [30]
