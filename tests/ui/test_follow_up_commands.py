"""From the whole window: the keys and menus that lead to reviews, touch-ups, wear-off days and trends."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import Kind, Visit
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import DARK, Look
from charting.ui.past.review import ReviewDialog
from charting.ui.past.trends import TrendsDialog
from charting.ui.past.wore_off import WoreOffDialog
from charting.ui.visit.sign import SignDialog
from tests import shipped
from tests.ui.charts import CROWS_FEET, FOREHEAD, put, treated
from tests.ui.desk import DeskWindow

TEMPLATES = shipped.templates()
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def treatment(session: Session, patient: Patient) -> Visit:
    treated(session, 200, *FOREHEAD)
    return treated(session, 12, *FOREHEAD, *CROWS_FEET)


@pytest.fixture
def window(qtbot: QtBot, session: Session, hub: Hub, look: Look, treatment: Visit) -> Iterator[DeskWindow]:
    made = DeskWindow(hub, look, lambda view, version: TEMPLATES[version].views[view])
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.attach(session, "charting.sqlite")
    made.show()
    session.patients.open(treatment.patient_id)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.host.go_to_face()
    yield made
    made.close()


def while_open(kind: type[QDialog], act: Callable[..., None], seen: list[str]) -> None:
    """When a dialog of this kind waits for an answer, act on it; another one is closed."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        seen.append(type(dialog).__name__)
        if isinstance(dialog, kind):
            act(dialog)
        else:
            dialog.reject()

    QTimer.singleShot(100, look)


def test_the_review_key_opens_the_form_and_signing_follows(window: DeskWindow, session: Session) -> None:
    seen: list[str] = []

    def fill(dialog: ReviewDialog) -> None:
        QTest.mouseClick(dialog.satisfaction.buttons[4], Qt.MouseButton.LeftButton)
        while_open(SignDialog, lambda sign: sign.reject(), seen)
        QTest.mouseClick(dialog.sign, Qt.MouseButton.LeftButton)

    while_open(ReviewDialog, fill, seen)
    QTest.keyClick(window.face_panel.canvas, Qt.Key.Key_E, CONTROL | SHIFT)
    assert seen == ["ReviewDialog", "SignDialog"]
    assert session.open.visit is not None
    assert session.open.visit.review is not None
    assert session.open.visit.review.satisfaction == 5
    assert window.doses is not None
    assert window.doses.review.isVisible()
    assert not window.doses.fields.isVisible()
    assert window.doses.title.text() == "Review"
    while_open(ReviewDialog, lambda dialog: dialog.reject(), seen)
    QTest.mouseClick(window.doses.review.fill, Qt.MouseButton.LeftButton)
    assert seen[-1] == "ReviewDialog"


def test_the_touch_up_key_charts_on_the_same_face_and_counts_together(window: DeskWindow, session: Session) -> None:
    QTest.keyClick(window.face_panel.canvas, Qt.Key.Key_T, CONTROL | SHIFT)
    put(session, (0.0, -50.0, "2"))
    assert session.open.visit is not None
    assert session.open.visit.kind is Kind.TOUCH_UP
    assert window.doses is not None
    assert window.doses.total.together.isVisible()
    assert "20.5 U" in window.doses.total.together.text()
    assert "antibody" in window.notice.text.text()
    assert "antibody" in window.doses.total.together.toolTip()
    session.charting.discard_draft()
    assert not window.doses.total.together.isVisible()


def test_the_wear_off_key(window: DeskWindow, session: Session) -> None:
    seen: list[str] = []

    def fill(dialog: WoreOffDialog) -> None:
        QTest.mouseClick(dialog.rows[0].now, Qt.MouseButton.LeftButton)
        QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)

    while_open(WoreOffDialog, fill, seen)
    QTest.keyClick(window.face_panel.canvas, Qt.Key.Key_W, CONTROL | SHIFT)
    assert [row.area for row in session.open.wore_off] == [None]


def test_trends_stay_beside_the_desk_and_change_their_look_with_it(qtbot: QtBot, window: DeskWindow) -> None:
    QTest.keyClick(window.face_panel.canvas, Qt.Key.Key_G, CONTROL)
    (dialog,) = window.findChildren(TrendsDialog)
    qtbot.waitUntil(lambda: bool(dialog.view.marks), timeout=20_000)
    window.do("trends")
    assert window.findChildren(TrendsDialog) == [dialog]
    window.set_look(DARK)
    assert dialog.view._look is DARK
    dialog.close()
    qtbot.waitUntil(lambda: not window.findChildren(TrendsDialog))


def test_a_card_has_the_menu_of_its_visit(window: DeskWindow, session: Session, treatment: Visit) -> None:
    cards = window.visits.list
    at = cards.visualRect(cards.model().index(1, 0)).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, cards.viewport().mapToGlobal(at))
    QApplication.sendEvent(cards.viewport(), event)
    menu = window.visits.buttons.more.menu()
    assert menu.isVisible()
    assert session.open.visit == session.open.visits[1]
    texts = [action.text() for action in menu.actions()]
    assert "Review of the treatment…" in texts
    assert "When it wore off…" in texts
    menu.close()


def test_a_draft_is_signed_first(window: DeskWindow, session: Session, hub: Hub) -> None:
    told: list[str] = []
    hub.notice.connect(told.append)
    session.charting.new_visit()
    put(session, *FOREHEAD)
    for act in ("review", "touch_up", "wore_off"):
        window.do(act)
    assert told == ["This treatment is a draft; sign it first."] * 3


def test_a_card_that_grows_moves_the_others_down(window: DeskWindow, session: Session) -> None:
    cards = window.visits.list
    window.do("touch_up")
    QApplication.processEvents()
    before = cards.visualRect(cards.model().index(1, 0)).top()
    put(session, (0.0, -50.0, "2"))
    QApplication.processEvents()
    first, second = (cards.visualRect(cards.model().index(row, 0)) for row in (0, 1))
    assert second.top() == first.bottom() + 1 > before
    assert cards.indexAt(QPoint(first.center().x(), first.bottom() - 2)).row() == 0
