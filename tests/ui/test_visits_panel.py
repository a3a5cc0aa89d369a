"""The column of visits: begun, opened by click and arrow keys, painted as cards."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.desk.steps import Changed
from charting.domain.dosing.styles import Style
from charting.domain.face.face import View
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import InjectionPoint, Kind, Signature, Status, Visit, with_points_added
from charting.errors import Problem
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import DARK, LIGHT, Look
from charting.ui.past.visit_cards import contrast, pill_colours
from charting.ui.past.visit_rows import CARD
from charting.ui.past.visits import VisitsPanel
from tests.ui.charts import FOREHEAD, FULL_FACE, put, treated
from tests.ui.painted import colours

AT = datetime(2026, 7, 14, 10, 20, tzinfo=timezone(timedelta(hours=2)))


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
def panel(qtbot: QtBot, session: Session, hub: Hub, look: Look, painted: Painted) -> VisitsPanel:
    shown = VisitsPanel(session, hub, look, painted)
    qtbot.addWidget(shown)
    shown.resize(236, 780)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


def past(session: Session, new_id: Callable[[], str], days: int, *, kind: Kind = Kind.TREATMENT,
         product: str | None = "ona_botox", units: str = "2", count: int = 5) -> Visit:  # fmt: skip
    """An earlier visit as a draft in the file."""
    assert session.open.patient is not None
    points = [InjectionPoint(View.FRONT, 5.0 * n - 10, -50.0, Decimal(units)) for n in range(count)]
    visit = Visit(new_id(), session.open.patient.id, AT - timedelta(days=days), kind, product=product, lot=f"C{days}")
    visit = with_points_added(visit, points)
    session.store.visits.save_draft(visit)
    return visit


def cards(panel: VisitsPanel) -> list[str]:
    model = panel.list.model()
    return [str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]


def click(panel: VisitsPanel, row: int) -> None:
    place = panel.list.visualRect(panel.list.model().index(row, 0)).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_empty_it_says_what_to_do(panel: VisitsPanel, session: Session, new_id: Callable[[], str]) -> None:
    assert panel.empty.isVisible()
    assert "Find or add a patient" in panel.empty.text()
    assert not panel.new_visit.isEnabled()
    session.patients.add(Patient(new_id(), "Family", "Given", date(1992, 3, 5)))
    assert panel.empty.text().startswith("No visits yet")
    assert panel.new_visit.isEnabled()
    assert panel.more.isEnabled()


def test_a_visit_is_begun_by_a_click(panel: VisitsPanel, session: Session, patient: Patient) -> None:
    QTest.mouseClick(panel.new_visit, Qt.MouseButton.LeftButton)
    assert session.open.visit is not None
    assert session.open.visit.kind is Kind.TREATMENT
    assert panel.list.isVisible()
    assert cards(panel) == ["Today, draft, Botox Cosmetic, No points"]
    assert panel.list.currentIndex().row() == 0


@pytest.mark.parametrize(("entry", "kind"), [("New touch-up", Kind.TOUCH_UP), ("New review", Kind.REVIEW)])
def test_a_touch_up_and_a_review_are_begun_from_the_menu(
    panel: VisitsPanel, session: Session, patient: Patient, entry: str, kind: Kind
) -> None:
    next(a for a in panel.more.menu().actions() if a.text() == entry).trigger()
    assert session.open.visit is not None
    assert session.open.visit.kind is kind


def test_a_refusal_is_announced(panel: VisitsPanel, problems: list[Problem]) -> None:
    panel.buttons._begin(Kind.TREATMENT)
    assert "Find or add a patient first" in str(problems[0])


def test_a_card_says_when_what_how_much_and_which_style(panel: VisitsPanel, charted: Session) -> None:
    visit = charted.open.visit
    assert visit is not None
    charted.charting.edit("Lot", replace(visit, lot="C7790"))
    assert cards(panel) == ["Today, draft, Botox Cosmetic, lot C7790, 40.5 U, 17 points, style mixed"]
    put(charted, (10.0, -50.0, None))
    assert cards(panel)[0].endswith("40.5 U, 18 points, style mixed, 1 undosed")


def test_states_are_said_in_words(panel: VisitsPanel, session: Session, patient: Patient) -> None:
    base = Visit("v", patient.id, AT - timedelta(days=30), Kind.TOUCH_UP, Status.SIGNED, "ona_botox",
                 signature=Signature(None, None, "ab", elsewhere=True))  # fmt: skip
    spoken = []
    for visit in (
        base,
        replace(base, kind=Kind.TREATMENT, status=Status.AMENDED, signature=Signature("X", AT, "ab")),
        replace(base, status=Status.ENTERED_IN_ERROR, signature=Signature("X", AT, "ab")),
    ):
        panel._model.show([visit], patient)
        spoken.append(cards(panel)[0])
    assert spoken[0] == "14 Jun 2026, Botox Cosmetic, No points, touch-up, signed elsewhere"
    assert spoken[1].endswith("amended")
    assert spoken[2].endswith("touch-up, entered in error")


def test_every_mark_of_a_card_has_its_room(panel: VisitsPanel, session: Session, patient: Patient) -> None:
    plain = Visit("v", patient.id, AT, product="ona_botox")
    marked = replace(
        plain, kind=Kind.TOUCH_UP, status=Status.AMENDED, signature=Signature("X", AT, "ab", elsewhere=True)
    )
    heights = []
    for visit in (plain, marked):
        panel._model.show([], patient)
        panel._model.show([visit], patient)
        QApplication.processEvents()
        heights.append(panel.list.visualRect(panel.list.model().index(0, 0)).height())
    assert heights[1] > heights[0]
    tip = panel.list.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "touch-up, amended, signed elsewhere" in tip


def test_two_visits_of_one_day_are_told_apart_by_the_time(
    panel: VisitsPanel, session: Session, patient: Patient
) -> None:
    visits = [Visit(str(n), patient.id, AT - timedelta(minutes=45 * n)) for n in range(2)]
    visits.append(Visit("9", patient.id, AT - timedelta(days=1)))
    panel._model.show(visits, patient)
    titles = [panel.list.model().index(row, 0).data(CARD).title for row in range(3)]
    assert titles == ["Today 10:20", "Today 09:35", "13 Jul 2026"]


def test_click_and_arrow_keys_open_visits(
    panel: VisitsPanel, session: Session, patient: Patient, new_id: Callable[[], str], changes: list[Changed]
) -> None:
    visits = [past(session, new_id, days) for days in (10, 100, 300)]
    session.patients.open(patient.id)
    assert session.open.visit == visits[0]
    changes.clear()
    click(panel, 2)
    assert session.open.visit == visits[2]
    assert [c.opened for c in changes] == [True]
    QTest.keyClick(panel.list, Qt.Key.Key_Up)
    assert session.open.visit == visits[1]
    QTest.keyClick(panel.list, Qt.Key.Key_Home)
    assert session.open.visit == visits[0]
    assert panel.list.currentIndex().row() == 0


def test_the_open_visit_is_marked_whoever_opened_it(
    panel: VisitsPanel, session: Session, patient: Patient, new_id: Callable[[], str], changes: list[Changed]
) -> None:
    visits = [past(session, new_id, days) for days in (10, 100)]
    session.patients.open(patient.id)
    changes.clear()
    session.charting.open_visit(visits[1].id)
    assert panel.list.currentIndex().row() == 1
    assert len(changes) == 1
    session.charting.new_visit()
    assert panel.list.currentIndex().row() == 0
    session.charting.discard_draft()
    assert panel.list.model().rowCount() == 2
    assert panel.list.currentIndex().row() == panel._model.row_of(session.open.visit.id if session.open.visit else None)


def test_an_edit_repaints_one_card_and_draws_its_face_after_a_pause(
    qtbot: QtBot, panel: VisitsPanel, charted: Session, new_id: Callable[[], str], painted: Painted
) -> None:
    past(charted, new_id, 50)
    assert charted.open.patient is not None
    charted.patients.open(charted.open.patient.id)
    QApplication.processEvents()
    assert charted.open.visit is not None
    painted.clear()
    resets, repainted = [], []
    panel._model.modelReset.connect(lambda: resets.append(1))
    panel._model.dataChanged.connect(lambda first, _last: repainted.append(first.row()))
    for units in ("1", "2", "3"):
        put(charted, (10.0, -50.0, units))
        QApplication.processEvents()
    assert resets == []
    assert set(repainted) == {0}
    qtbot.waitUntil(lambda: painted == [charted.open.visit.id])
    qtbot.wait(20)
    assert painted == [charted.open.visit.id]


def test_a_correction_of_the_patient_assesses_every_visit_anew(
    panel: VisitsPanel, charted: Session, new_id: Callable[[], str]
) -> None:
    earlier = past(charted, new_id, 50)
    assert charted.open.patient is not None
    charted.patients.open(charted.open.patient.id)
    cards(panel)
    before = panel._model._assessed[earlier.id][1]
    charted.patients.change(replace(charted.open.patient, face_width_mm=Decimal(150)))
    cards(panel)
    after = panel._model._assessed[earlier.id][1]
    assert after.areas[0].surface_cm2 != before.areas[0].surface_cm2


def test_what_another_program_wrote_is_listed_and_opens_nothing(
    panel: VisitsPanel, charted: Session, new_id: Callable[[], str], changes: list[Changed]
) -> None:
    past(charted, new_id, 50)
    shown = charted.open.visit
    changes.clear()
    charted.patients.reload()
    assert panel.list.model().rowCount() == 2
    assert charted.open.visit is shown
    assert len(changes) == 1


def test_every_pill_reads_in_both_looks() -> None:
    for look in (LIGHT, DARK):
        for style in Style:
            fill, ink = pill_colours(look, style)
            assert contrast(fill, ink) >= 4.5
    assert contrast(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21)


def test_the_pill_has_the_colour_of_the_style(panel: VisitsPanel, draft: Session) -> None:
    put(draft, *FOREHEAD)
    QApplication.processEvents()
    fill, _ink = pill_colours(LIGHT, Style.MICRO)
    assert colours(panel.list.viewport().grab().toImage())[fill.rgb() & 0xFFFFFF] > 200


def test_the_open_card_has_the_accent_border(
    panel: VisitsPanel, session: Session, patient: Patient, new_id: Callable[[], str]
) -> None:
    for days in (10, 100):
        past(session, new_id, days)
    session.patients.open(patient.id)
    QApplication.processEvents()
    image = panel.list.viewport().grab().toImage()
    rects = [panel.list.visualRect(panel.list.model().index(row, 0)) for row in range(2)]
    colours = [image.pixelColor(rect.left() + 1, rect.top() + 40) for rect in rects]
    assert colours[0] == LIGHT.color("accent")
    assert colours[1] != LIGHT.color("accent")


def test_sixty_visits_open_and_scroll_smoothly(
    panel: VisitsPanel, session: Session, patient: Patient, new_id: Callable[[], str], painted: Painted
) -> None:
    for n in range(60):
        past(session, new_id, 10 + 30 * n, count=20)
    session.patients.open(patient.id)
    QApplication.processEvents()
    assert 0 < len(painted) < 12  # only what is in sight is drawn
    bar = panel.list.verticalScrollBar()
    assert bar.maximum() > 3000
    frames = []
    for place in range(0, 2000, 50):
        bar.setValue(place)
        begin = time.thread_time()
        panel.list.viewport().repaint()
        frames.append(time.thread_time() - begin)
    assert sorted(frames)[len(frames) // 2] < 0.033
    click(panel, panel.list.indexAt(QPoint(60, 300)).row())
    assert session.open.visit is not session.open.visits[0]


def test_narrow_mirrored_and_dark_it_still_fits(panel: VisitsPanel, charted: Session) -> None:
    visit = charted.open.visit
    assert visit is not None
    charted.charting.edit("Lot", replace(visit, lot="<b>" + "9" * 90))
    images = []
    for width, direction in ((236, Qt.LayoutDirection.LeftToRight), (220, Qt.LayoutDirection.RightToLeft)):
        panel.resize(width, 500)
        panel.setLayoutDirection(direction)
        QApplication.processEvents()
        assert panel.list.horizontalScrollBar().maximum() == 0
        images.append(panel.list.grab().toImage())
    panel.set_look(DARK)
    QApplication.processEvents()
    images.append(panel.list.grab().toImage())
    assert images[1] != images[2]


def test_another_patient_shows_none_of_the_former_ones_visits(
    panel: VisitsPanel, charted: Session, new_id: Callable[[], str]
) -> None:
    put(charted, *FULL_FACE)
    charted.patients.add(Patient(new_id(), "Other", "One", date(1970, 1, 1)))
    assert cards(panel) == []
    assert panel.empty.isVisible()


def test_the_keyboard_comes_to_the_list_without_opening_a_visit(
    panel: VisitsPanel, session: Session, patient: Patient
) -> None:
    treated(session, 100, *FOREHEAD)
    session.patients.open(patient.id)
    panel.list.setFocus(Qt.FocusReason.TabFocusReason)
    assert session.open.visit is None
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    assert session.open.visit == session.open.visits[0]
