"""The list of cautions in the desk: it leads to the points, one tap says seen, signed visits are read only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.cautions.rule import said, said_of_data
from charting.domain.face.face import View
from charting.domain.people.history import Answer, PatientHistory
from charting.domain.visit.record import Reason
from charting.domain.visit.visit import Vial
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import DARK, LIGHT, Look
from charting.ui.people.signer import Signer
from charting.ui.shell.notice import NoticeBar
from charting.ui.visit.cautions import CautionsPanel
from charting.ui.visit.sign import SignDialog
from charting.words.caution_words import count_text, localised, localised_text
from charting.words.words import date_text
from tests import shipped
from tests.ui.charts import FOREHEAD, put, treated
from tests.ui.desk import DeskWindow

TEMPLATES = shipped.templates()
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot: QtBot, draft: Session, hub: Hub, look: Look) -> DeskWindow:
    made = DeskWindow(hub, look, lambda view, version: TEMPLATES[version].views[view])
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.attach(draft, "charting.sqlite")
    made.show()
    qtbot.waitExposed(made)
    QApplication.processEvents()
    return made


def shown(window: DeskWindow) -> CautionsPanel:
    QTest.mouseClick(window.doses.cautions_tab, LEFT)
    QApplication.processEvents()
    assert window.doses.cautions.isVisible()
    return window.doses.cautions


def test_the_tab_counts_what_nobody_saw_yet(window: DeskWindow, draft: Session) -> None:
    tab = window.doses.cautions_tab
    assert tab.text() == "Cautions"
    put(draft, (36.0, -40.0, "12"))
    assert [note.id for note in draft.open.notes] == ["fhl_brow", "fhl_with_glabella"]
    assert tab.text() == "Cautions · 2"
    assert tab.accessibleDescription() == "2 cautions, 0 seen"
    panel = shown(window)
    assert window.doses.title.text() == "Cautions"
    assert len(panel.rows) == 2
    row = panel.rows[0]
    assert row.where.text() == "Forehead · point 1"
    assert row.measured.text() == "12 mm above the brow"
    assert row.source.text() == "Botox label summary · B · weak evidence"
    assert "12 mm above the brow" in row.accessibleName()
    assert "Also said" in panel.heading.text()
    assert "60% of forehead height" in panel.standing.text()


def test_one_tap_says_seen_and_undo_takes_it_back(window: DeskWindow, draft: Session) -> None:
    put(draft, (36.0, -40.0, "12"))
    panel, steps = shown(window), window.stack.index()
    assert draft.open.visit is not None
    QTest.mouseClick(panel.rows[0].tap, LEFT)
    assert window.stack.index() == steps + 1
    (why,) = draft.open.visit.whys
    assert (why.about, why.reason, why.note) == ("fhl_brow:forehead", Reason.SEEN, "12 mm above the brow")
    assert window.doses.cautions_tab.text() == "Cautions · 1"
    assert panel.rows[0].seen
    assert panel.rows[0].rule.isHidden()
    assert not panel.rows[0].tap.isVisible()
    assert panel.rows[0].accessibleName().endswith("Seen.")
    window.stack.undo()
    assert not draft.open.visit.whys
    assert not panel.rows[0].seen
    assert panel.rows[0].tap.isVisible()


def test_a_point_that_moves_on_is_to_be_seen_again(window: DeskWindow, draft: Session) -> None:
    put(draft, (36.0, -40.0, "12"))
    panel = shown(window)
    QTest.mouseClick(panel.rows[0].tap, LEFT)
    window.face_panel.canvas.select(frozenset({draft.open.visit.points[0].key}))
    QTest.keyClick(window.face_panel.canvas, Qt.Key.Key_Down)
    assert not panel.rows[0].seen
    QTest.mouseClick(panel.rows[0].tap, LEFT)
    assert [why.note for why in draft.open.visit.whys] == ["11 mm above the brow"]


def test_a_row_leads_to_its_points_in_their_view(window: DeskWindow, draft: Session) -> None:
    put(draft, (-35.0, 60.0, "4"), view=View.RIGHT)
    canvas, panel = window.face_panel.canvas, shown(window)
    row = next(r for r in panel.rows if r.note is not None and r.note.id == "masseter_zone")
    QTest.mouseClick(row, LEFT)
    assert canvas.view is View.RIGHT
    assert canvas.selection == {draft.open.visit.points[0].key}
    assert canvas.scene.distances


def test_by_keyboard(window: DeskWindow, draft: Session, qtbot: QtBot) -> None:
    put(draft, (36.0, -40.0, "12"), (-36.0, -40.0, "1"))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    panel, canvas = shown(window), window.face_panel.canvas
    panel.rows[0].setFocus(Qt.FocusReason.TabFocusReason)
    assert len(canvas.scene.distances) == 2  # the row under the keyboard shows its distances
    QTest.keyClick(panel.rows[0], Qt.Key.Key_Down)
    assert panel.rows[1].hasFocus()
    QTest.keyClick(panel.rows[1], Qt.Key.Key_Up)
    QTest.keyClick(panel.rows[0], Qt.Key.Key_Return)
    assert len(canvas.selection) == 2
    QTest.keyClick(panel.rows[0], Qt.Key.Key_Space)
    assert panel.rows[0].seen
    assert panel.rows[0].hasFocus()


def test_a_contraindication_is_said_once(window: DeskWindow, draft: Session, hub: Hub) -> None:
    heard: list[str] = []
    hub.notice.connect(heard.append)
    draft.health.keep_history(PatientHistory(toxin_allergy=Answer.YES))
    assert len(heard) == 1
    assert "allergy to botulinum toxin" in heard[0]
    put(draft, *FOREHEAD)
    assert len(heard) == 1
    panel = shown(window)
    assert panel.rows[0].note is not None
    assert panel.rows[0].note.urgent


def test_what_is_said_of_a_caution_follows_its_figures_and_goes_with_it(
    window: DeskWindow, draft: Session, hub: Hub
) -> None:
    bar = NoticeBar(hub, LIGHT)
    vial = Vial("018f0000-0000-7000-8000-00000000000a", "ona_botox", Decimal(50), "C7421", diluent_ml=Decimal(1))
    draft.vials.pick(vial)
    put(draft, (0.0, -56.0, "51"))
    assert "51 U drawn of 50 U. More was drawn" in bar.text.text()
    put(draft, (18.0, -55.0, "4"))
    assert "55 U drawn of 50 U. More was drawn" in bar.text.text()
    assert "51 U drawn" not in bar.text.text()
    assert draft.open.visit is not None
    draft.points.dose({draft.open.visit.points[0].key}, Decimal(2))
    assert "drawn of" not in bar.text.text()


def test_the_sign_dialog_says_how_many_were_seen(window: DeskWindow, draft: Session, qtbot: QtBot, look: Look) -> None:
    put(draft, (36.0, -40.0, "12"))
    QTest.mouseClick(shown(window).rows[1].tap, LEFT)
    dialog = SignDialog(draft, Signer(draft, look))
    qtbot.addWidget(dialog)
    assert dialog.cautions.text() == "2 cautions, 1 seen"
    assert "cautions 1." in dialog.still_open.text()
    QTest.mouseClick(shown(window).rows[0].tap, LEFT)
    dialog = SignDialog(draft, Signer(draft, look))
    qtbot.addWidget(dialog)
    assert dialog.cautions.text() == "2 cautions, 2 seen"
    assert "cautions" not in dialog.still_open.text()


def test_a_signed_visit_keeps_what_was_seen_and_asks_nothing(window: DeskWindow, draft: Session) -> None:
    put(draft, (36.0, -40.0, "12"))
    panel = shown(window)
    QTest.mouseClick(panel.rows[0].tap, LEFT)
    draft.signing.sign("Dr X")
    window.doses.cautions_tab.click()
    QApplication.processEvents()
    assert [row.seen for row in panel.rows] == [True, False]
    assert not any(row.tap.isVisible() for row in panel.rows)
    QTest.keyClick(panel.rows[1], Qt.Key.Key_Space)
    assert [row.seen for row in panel.rows] == [True, False]


def test_what_was_said_after_signing_changes_no_signed_visit(
    draft: Session, clock: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(draft, *FOREHEAD)
    signed = draft.signing.sign("Dr X")
    later = draft.env.clock() + timedelta(days=1)
    draft.change(env=replace(draft.env, clock=lambda: later))
    draft.health.keep_history(PatientHistory(pregnant=Answer.YES))
    assert draft.open.visit is not None
    assert draft.open.visit.id == signed.id
    assert not any(note.urgent for note in draft.open.notes)
    draft.charting.new_visit()
    assert any(note.id == "contra_pregnancy" for note in draft.open.notes)


def test_earlier_visits_count_on_the_desk(draft: Session, patient: object) -> None:
    treated(draft, 40, *FOREHEAD)
    draft.patients.reload()
    put(draft, *FOREHEAD)
    assert "interval_3m" in {note.id for note in draft.open.notes}


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900)])
def test_no_tab_is_clipped(window: DeskWindow, draft: Session, size: tuple[int, int], look: Look) -> None:
    window.resize(*size)
    treated(draft, 200, *FOREHEAD)
    draft.patients.reload()
    put(draft, (36.0, -40.0, "12"), (0.0, 97.0, "2"), (12.0, 53.0, "1"), (28.0, 70.0, "1"))
    shown(window)
    window.set_look(DARK)
    QApplication.processEvents()
    tabs = [window.doses.areas_tab, window.doses.points_tab, window.doses.cautions_tab, window.doses.before_tab]
    assert all(tab.isVisible() for tab in tabs)
    for tab in tabs:
        font = tab.font()
        font.setBold(True)
        assert tab.fontMetrics().horizontalAdvance(tab.text()) + 8 <= tab.width()
        assert tab.geometry().right() <= tab.parentWidget().width()
    assert window.doses.title.width() >= window.doses.title.sizeHint().width()


def test_words_of_other_places() -> None:
    since = said("{days} days since {day}", days=61, day=date(2026, 5, 14))
    assert (str(since), localised(since)) == ("61 days since 2026-05-14", "61 days since 14 May 2026")
    assert localised_text("61 days since 2026-05-14") == "61 days since 14 May 2026"
    QLocale.setDefault(QLocale(QLocale.Language.German))
    doses = said("right {right} U, left {left} U", right=Decimal("1.50"), left=Decimal(1))
    assert (str(doses), localised(doses)) == ("right 1.5 U, left 1 U", "right 1,5 U, left 1 U")
    named = said("lot {lot} and {names}, made up {at}", lot="1.5 2026-05-14", names=(said_of_data("1.5 mm {x}"), "B"),
                 at=datetime(2026, 5, 14, 9, 30))  # fmt: skip
    assert str(named) == "lot 1.5 2026-05-14 and 1.5 mm {x}, B, made up 2026-05-14 09:30"
    assert localised(named) == f"lot 1.5 2026-05-14 and 1,5 mm {{x}}, B, made up {date_text(date(2026, 5, 14))} 09:30"
    assert count_text([], 0) == ""


def test_a_review_has_no_list_of_doses_but_its_cautions(window: DeskWindow, draft: Session) -> None:
    assert draft.open.visit is not None
    draft.charting.edit("Kind", replace(draft.open.visit, points=()))
    panel = shown(window)
    assert panel.none.text() == "Nothing found: this visit keeps every rule that can be checked."
    assert panel.none.isVisible()
    assert not panel.rows
