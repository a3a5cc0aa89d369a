"""What a click that places one point costs, counted on the whole desk: paints, layouts, style sheets, tips, writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from charting.desk import assessing
from charting.desk.session import Session
from charting.desk.steps import Changed, PlainHistory
from charting.domain.dosing.reference import Reference
from charting.domain.face.anatomy import Anatomy
from charting.store.database import Store
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import ROW, Look
from charting.ui.past.visits import CardList
from charting.ui.visit.why_chips import HEIGHT
from tests.ui.charts import FOREHEAD, GLABELLA, treated
from tests.ui.desk import DeskWindow
from tests.ui.face.hands import at, click, points


@pytest.fixture
def session(
    store: Store, reference: Reference, anatomies: Mapping[int, Anatomy], hub: Hub,
    clock: Callable[[], datetime], new_id: Callable[[], str], look: Look,
) -> Iterator[Session]:  # fmt: skip
    """A session as the desk starts it: what a hand does is announced in two passes."""
    made = Session(
        store, reference, anatomies,
        clock=clock, new_id=new_id, announce=hub.announce, saved=hub.save_state.emit,
    )  # fmt: skip
    made.charting.history = PlainHistory(made.charting.show)
    yield made
    made.charting.close()


class Seen(QObject):
    """The events of all widgets, in the order they came."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[tuple[QWidget, QEvent.Type, int, int]] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWidget):
            pieces, high = 0, 0
            if isinstance(event, QPaintEvent):
                pieces, high = event.region().rectCount(), event.rect().height()
            self.events.append((watched, event.type(), pieces, high))
        return False

    def of(self, kind: QEvent.Type) -> list[QWidget]:
        return [widget for widget, other, *_ in self.events if other == kind]

    def paints(self, widget: QWidget) -> list[int]:
        """Of how many rectangles each paint of a widget was."""
        return [pieces for other, kind, pieces, _ in self.events if other is widget and kind == QEvent.Type.Paint]

    def painted_height(self, widget: QWidget) -> int:
        """The height of all that was painted of a widget, paint by paint, in pixels."""
        return sum(high for other, kind, _, high in self.events if other is widget and kind == QEvent.Type.Paint)


@pytest.fixture
def placed(window: DeskWindow, qapp: QApplication) -> Iterator[Callable[[float, float], Seen]]:
    """Click a place of the face with 1 U in the hand, a while after the click before; what came of it."""
    window.face_panel.tool.load(Decimal(1))
    canvas = window.face_panel.canvas
    for place in ((-20, -48), (-14, -44)):  # the first clicks also bring the question why, and its line of the list
        click(canvas, *place)
        QTest.qWait(300)
    seen = Seen()

    def work(x: float, y: float) -> Seen:
        before = len(points(canvas))
        qapp.installEventFilter(seen)
        click(canvas, x, y)
        QTest.qWait(100)  # both passes, and not yet the small face of the draft
        qapp.removeEventFilter(seen)
        assert len(points(canvas)) == before + 1
        return seen

    yield work
    qapp.removeEventFilter(seen)


class Order(QObject):
    """Notes in `told` when a widget is painted."""

    def __init__(self, widget: QWidget, name: str, told: list[str]) -> None:
        super().__init__(widget)
        self._name, self._told = name, told
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._told.append(self._name)
        return False


def test_the_point_and_the_total_are_painted_before_anything_else_is_looked_at(
    window: DeskWindow, qtbot: QtBot, hub: Hub
) -> None:
    window.face_panel.tool.load(Decimal(1))
    canvas, total = window.face_panel.canvas, window.doses.total.total
    told: list[str] = []
    QTest.qWait(50)
    for widget, name in ((canvas, "face"), (total, "total")):
        Order(widget, name, told)
    hub.changed.connect(lambda _: told.append("all"))
    before = total.text()
    click(canvas, -20, -48)
    assert total.text() == "41.5 U" != before  # at once, while the rows still say what was
    qtbot.waitUntil(lambda: "all" in told)
    assert set(told[: told.index("all")]) == {"face", "total"}


def test_the_point_and_the_total_are_painted_before_anything_is_written(
    window: DeskWindow, qtbot: QtBot, charted: Session
) -> None:
    window.face_panel.tool.load(Decimal(1))
    canvas, total = window.face_panel.canvas, window.doses.total.total
    told: list[str] = []
    QTest.qWait(300)
    for widget, name in ((canvas, "face"), (total, "total")):
        Order(widget, name, told)
    with charted.store.reading() as conn:
        pass
    conn.set_trace_callback(lambda sql: told.append("file"))
    click(canvas, -20, -48)
    qtbot.waitUntil(lambda: "file" in told)
    conn.set_trace_callback(None)
    assert set(told[: told.index("file")]) == {"face", "total"}
    assert charted.open.visit is not None
    qtbot.waitUntil(lambda: charted.store.visits.get(charted.open.visit.id) == charted.open.visit)


def test_two_quick_clicks_are_told_together_and_another_edit_tells_them_first(
    window: DeskWindow, charted: Session, hub: Hub, qtbot: QtBot
) -> None:
    canvas = window.face_panel.canvas
    window.face_panel.tool.load(Decimal(1))
    QTest.qWait(50)
    told: list[int] = []
    hub.changed.connect(lambda _: told.append(len(points(canvas))))
    before = len(points(canvas))
    click(canvas, -20, -48)
    click(canvas, -20, -40)
    assert told == []
    qtbot.waitUntil(lambda: told == [before + 2])
    click(canvas, 20, -48)
    assert charted.open.visit is not None
    charted.charting.edit("Lot", replace(charted.open.visit, lot="C7421"))
    assert told[1:] == [before + 3]
    QTest.qWait(20)
    assert len(told) == 2


def test_a_walk_to_another_visit_shows_its_face_its_total_and_its_card_before_all_the_rest(
    window: DeskWindow, charted: Session, hub: Hub, qtbot: QtBot
) -> None:
    draft = charted.open.visit
    assert draft is not None
    charted.charting.flush()
    treated(charted, 119, *FOREHEAD, *GLABELLA)
    gone = treated(charted, 219, *FOREHEAD)
    charted.patients.open(draft.patient_id)
    canvas, strip, told = window.face_panel.canvas, window.strip, []
    window.do("timeline")
    QTest.qWait(300)
    canvas.select(frozenset({1}))
    rows = window.doses.model.rows[:]
    hub.changed.connect(lambda changed: told.append(changed.opened))
    strip.list.setFocus()
    QTest.keyClick(strip.list, Qt.Key.Key_Left)
    QTest.keyClick(strip.list, Qt.Key.Key_Left)
    assert charted.open.visit is not None
    assert (charted.open.visit.id, told) == (gone.id, [])
    assert [mark.text for mark in canvas.scene.marks.values()] == [f"{p.units:g}" for p in gone.points]
    assert (canvas.selection, canvas.scene.arcs, canvas.scene.distances) == (frozenset(), {}, ())
    assert window.doses.total.total.text() == f"{sum(p.units or 0 for p in gone.points):g} U"
    assert (strip.place.text(), strip.list.currentIndex().row()) == ("1 of 3", 0)
    assert window.doses.model.rows == rows
    leaders = canvas.scene.leaders
    qtbot.waitUntil(lambda: told == [True])
    assert canvas.scene.leaders is leaders
    assert window.doses.model.rows == list(charted.open.assessment.areas) != rows


def test_an_edit_right_after_a_walk_tells_both_at_once(window: DeskWindow, charted: Session, hub: Hub) -> None:
    draft = charted.open.visit
    assert draft is not None
    charted.charting.flush()
    old = treated(charted, 119, *FOREHEAD)
    charted.patients.open(draft.patient_id)
    window.face_panel.tool.load(Decimal(1))
    charted.charting.open_visit(old.id)
    QTest.qWait(100)
    told: list[Changed] = []
    hub.changed.connect(told.append)
    with hub.walking():
        charted.charting.open_visit(draft.id)
    assert told == []
    click(window.face_panel.canvas, -20, -48)
    assert [changed.opened for changed in told] == [True]
    assert len(points(window.face_panel.canvas)) == len(draft.points) + 1
    QTest.qWait(50)
    assert len(told) == 1


def test_what_is_owed_waits_for_somebody_to_come_back(window: DeskWindow, charted: Session, hub: Hub) -> None:
    window.face_panel.tool.load(Decimal(1))
    told: list[object] = []
    hub.changed.connect(told.append)
    away = True
    hub.away = lambda: away
    click(window.face_panel.canvas, -20, -48)
    QTest.qWait(50)
    assert not told
    away = False
    QTest.qWait(600)
    assert len(told) == 1
    assert sum(dose.points for dose in window.doses.model.rows) == 18


def test_the_face_is_painted_once_and_only_where_the_point_is(
    window: DeskWindow, placed: Callable[[float, float], Seen]
) -> None:
    paints = placed(0, -66).paints(window.face_panel.canvas)
    assert len(paints) == 1
    assert paints[0] <= 4


def test_with_ghosts_and_at_the_border_of_an_area_it_is_painted_as_little(
    window: DeskWindow, charted: Session, qapp: QApplication
) -> None:
    canvas, draft = window.face_panel.canvas, charted.open.visit
    assert draft is not None
    charted.charting.flush()
    treated(charted, 119, *FOREHEAD, *GLABELLA)
    charted.patients.open(draft.patient_id)
    charted.charting.open_visit(draft.id)
    window.face_panel.tool.load(Decimal(1))
    for place in ((-20, -48), (-14, -44)):
        click(canvas, *place)
        QTest.qWait(300)
    assert canvas.scene.ghosts.own
    QTest.mouseMove(canvas, at(canvas, 12, -42))
    QTest.qWait(50)
    seen, forehead = Seen(), canvas.scene.hand.area
    qapp.installEventFilter(seen)
    QTest.mouseMove(canvas, at(canvas, 12, -34))
    QTest.qWait(50)
    assert (forehead, canvas.scene.hand.area) == ("forehead", "glabella")
    crossed = seen.paints(canvas)
    assert [pieces <= 4 for pieces in crossed] == [True]
    before = len(points(canvas))
    click(canvas, 12, -34)  # and over a ring of last time
    QTest.qWait(100)
    qapp.removeEventFilter(seen)
    assert len(points(canvas)) == before + 1
    assert [pieces <= 4 for pieces in seen.paints(canvas)[1:]] == [True]
    high = [high for widget, kind, _, high in seen.events if widget is canvas and kind == QEvent.Type.Paint]
    assert max(high) < canvas.height() / 2


def test_figures_keep_their_room(window: DeskWindow, placed: Callable[[float, float], Seen]) -> None:
    total = window.doses.total
    seen, text = placed(0, -66), total.total.text()
    assert len(text) == len("44.5 U")
    assert total not in seen.of(QEvent.Type.LayoutRequest)


def test_nobody_above_the_panel_of_doses_lays_out(window: DeskWindow, placed: Callable[[float, float], Seen]) -> None:
    asked = placed(-8, -48).of(QEvent.Type.LayoutRequest)
    inside = (window.doses, *window.doses.findChildren(QWidget), window.notice)
    assert [described(widget) for widget in asked if widget not in inside] == []


def test_the_card_of_the_visit_and_its_small_face_are_painted_once_the_hand_rests(
    window: DeskWindow, placed: Callable[[float, float], Seen], qapp: QApplication
) -> None:
    cards = window.findChild(CardList).viewport()
    assert placed(-8, -48).paints(cards) == []
    seen = Seen()
    qapp.installEventFilter(seen)
    QTest.qWait(600)
    qapp.removeEventFilter(seen)
    assert seen.paints(cards) == [1]
    assert seen.painted_height(cards) < 150  # the one card, with everything on it


def test_the_hidden_list_of_points_waits_until_it_is_shown(
    window: DeskWindow, placed: Callable[[float, float], Seen]
) -> None:
    points_of_list = window.doses.points
    window.face_panel.canvas.select(frozenset({1, 2}))
    before = len(points_of_list.model.rows)
    placed(-8, -48)
    assert len(points_of_list.model.rows) == before
    window.face_panel.canvas.select(frozenset({1, 2}))
    window.doses.points_tab.click()
    assert len(points_of_list.model.rows) == len(points(window.face_panel.canvas)) > before
    assert points_of_list.keys == {1, 2}


def test_the_visit_is_assessed_once(
    window: DeskWindow, placed: Callable[[float, float], Seen], monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[str] = []
    for module, name in ((assessing, "assess"), (assessing, "reassess")):
        real = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *a, name=name, real=real: (times.append(name), real(*a))[1])
    placed(-8, -48)
    QTest.qWait(600)
    assert times == ["reassess"]


def test_no_style_sheet_is_applied(placed: Callable[[float, float], Seen]) -> None:
    assert [described(w) for w in placed(0, -66).of(QEvent.Type.StyleChange)] == []


def test_three_rows_at_most_are_painted(window: DeskWindow, placed: Callable[[float, float], Seen]) -> None:
    assert window.doses.model.rowCount() > 3
    assert 0 < placed(-8, -48).painted_height(window.doses.table.viewport()) <= 3 * ROW + HEIGHT


def test_two_tips_are_changed_at_most(placed: Callable[[float, float], Seen]) -> None:
    changed = placed(0, -66).of(QEvent.Type.ToolTipChange)
    assert [described(widget) for widget in changed][2:] == []


def test_one_visit_is_written_in_one_commit_of_six_statements_at_most(
    window: DeskWindow, placed: Callable[[float, float], Seen], charted: Session
) -> None:
    charted.charting.flush()
    statements: list[str] = []
    with charted.store.reading() as conn:
        conn.set_trace_callback(statements.append)
    placed(0, -66)
    charted.charting.flush()
    conn.set_trace_callback(None)
    assert len(statements) <= 6, statements
    assert sum(sql.startswith("COMMIT") for sql in statements) == 1


def test_a_desk_at_rest_paints_nothing(window: DeskWindow, qapp: QApplication) -> None:
    QTest.qWait(2500)  # the draft's small face, and the question why, have come by then
    seen = Seen()
    qapp.installEventFilter(seen)
    QTest.qWait(600)
    qapp.removeEventFilter(seen)
    assert seen.of(QEvent.Type.Paint) == []


def described(widget: QWidget) -> str:
    over = widget.parentWidget()
    return f"{type(over).__name__} > {type(widget).__name__} {widget.objectName()} {widget.accessibleName()}"
