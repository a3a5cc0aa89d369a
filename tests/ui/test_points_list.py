"""The list of points: everything the face can do to selected points, from the keyboard."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from charting.domain.face.face import View
from charting.domain.visit.visit import Technique
from charting.ui.visit.points_list import PointsList
from charting.ui.visit.points_model import AREA, SIDE, TECHNIQUE, UNITS, VIEW
from tests.ui.charts import CHIN, FOREHEAD, put

LEFT = Qt.MouseButton.LeftButton


def opened(qtbot, session, hub, look) -> PointsList:
    panel = PointsList(session, hub, look)
    qtbot.addWidget(panel)
    panel.resize(376, 400)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.fixture
def panel(qtbot, charted, hub, look) -> PointsList:
    return opened(qtbot, charted, hub, look)


def click(qtbot, panel: PointsList, row: int, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    place = panel.table.visualRect(panel.model.index(row, AREA)).center()
    qtbot.mouseClick(panel.table.viewport(), LEFT, modifier, place)


def texts(panel: PointsList, row: int) -> list[str]:
    return [panel.model.index(row, column).data() for column in range(6)]


def units(session) -> list[Decimal | None]:
    return [p.units for p in session.open.visit.points]


def test_every_point_is_a_row(panel, charted):
    assert panel.model.rowCount() == 17
    assert texts(panel, 0) == ["1", "front", "Forehead", "right", "1", "IM"]
    assert texts(panel, 2) == ["3", "front", "Forehead", "midline", "1.5", "IM"]
    assert texts(panel, 13)[AREA] == "Crow's feet L"
    assert texts(panel, 13)[SIDE] == "left"


def test_a_profile_point_is_of_its_side(qtbot, draft, hub, look):
    put(draft, (-10, 0, "2"), view=View.RIGHT)
    panel = opened(qtbot, draft, hub, look)
    assert texts(panel, 0)[VIEW] == "right"
    assert texts(panel, 0)[SIDE] == "right"


def test_the_whole_row_is_a_sentence(panel):
    said = panel.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Point 1, Front, Forehead (horizontal lines), right, 1 unit, intramuscular."


def test_an_undosed_point_says_so(qtbot, draft, hub, look):
    put(draft, (0, -56, None))
    panel = opened(qtbot, draft, hub, look)
    assert texts(panel, 0)[UNITS] == "undosed"
    assert panel.model.index(0, UNITS).data(Qt.ItemDataRole.ForegroundRole).color() == look.color("caution")
    assert "not dosed" in panel.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_an_area_chosen_by_hand_is_marked(qtbot, draft, hub, look):
    put(draft, *CHIN)
    put(draft, (30, -50, "0.5"), area="brow_asymmetry")
    put(draft, (0, -50, "1"), area="glabella")
    panel = opened(qtbot, draft, hub, look)
    assert texts(panel, 0)[AREA] == "Chin"
    assert texts(panel, 1)[AREA] == "Uneven brow L ✎"
    assert texts(panel, 2)[AREA] == "Glabella ≠"
    said = panel.model.index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.endswith("The area was chosen by hand; the point lies in: Forehead (horizontal lines).")
    assert "✎ area chosen by hand" in panel._hint.text()
    assert "≠ area chosen by hand, the point lies in another" in panel._hint.text()


def test_a_point_on_no_area_is_unassigned(qtbot, draft, hub, look):
    put(draft, (0, 35, "1"))
    panel = opened(qtbot, draft, hub, look)
    assert texts(panel, 0)[AREA] == "On no area"


def test_selecting_rows_announces_their_points(panel, charted, qtbot):
    heard = QSignalSpy(panel.selection_changed)
    keys = [p.key for p in charted.open.visit.points]
    click(qtbot, panel, 1)
    assert heard.at(heard.count() - 1)[0] == {keys[1]}
    click(qtbot, panel, 3, Qt.KeyboardModifier.ShiftModifier)
    assert heard.at(heard.count() - 1)[0] == set(keys[1:4])
    click(qtbot, panel, 5, Qt.KeyboardModifier.ControlModifier)
    assert panel.keys == {*keys[1:4], keys[5]}


def test_selecting_from_outside_is_not_announced(panel, charted):
    heard = QSignalSpy(panel.selection_changed)
    keys = [p.key for p in charted.open.visit.points]
    panel.select({keys[0], keys[16]})
    assert panel.keys == {keys[0], keys[16]}
    assert heard.count() == 0
    panel.select(set())
    assert panel.keys == set()


def test_digits_dose_the_selected_points(panel, charted, qtbot):
    click(qtbot, panel, 0)
    qtbot.keyClick(panel.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(panel.table, "2,5")
    assert units(charted)[0] == 1, "not before Enter"
    assert "2,5 U for 2 points" in panel._hint.text()
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert units(charted)[:3] == [Decimal("2.5"), Decimal("2.5"), Decimal("1.5")]
    assert len(panel.keys) == 2, "they stay selected"


def test_digits_count_after_a_rest_too(panel, charted, qtbot):
    click(qtbot, panel, 0)
    qtbot.keyClicks(panel.table, "3.")
    qtbot.keyClicks(panel.table, "5")
    qtbot.waitUntil(lambda: units(charted)[0] == Decimal("3.5"), timeout=20_000)


def test_digits_mean_the_points_selected_when_typing_began(panel, charted, qtbot):
    click(qtbot, panel, 0)
    qtbot.keyClicks(panel.table, "4")
    click(qtbot, panel, 1)
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert units(charted)[:2] == [4, Decimal("1.5")]


def test_escape_forgets_what_was_typed(panel, charted, qtbot):
    click(qtbot, panel, 0)
    qtbot.keyClicks(panel.table, "9")
    qtbot.keyClick(panel.table, Qt.Key.Key_Escape)
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert units(charted)[0] == 1


def test_backspace_takes_the_last_digit_away(panel, charted, qtbot):
    click(qtbot, panel, 0)
    qtbot.keyClicks(panel.table, "25")
    qtbot.keyClick(panel.table, Qt.Key.Key_Backspace)
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert units(charted)[0] == 2
    assert len(charted.open.visit.points) == 17


@pytest.mark.parametrize("typed", ["0", "501", "1.234", "..", "1,2,3"])
def test_a_dose_that_cannot_be_kept_is_refused_in_a_sentence(panel, charted, qtbot, problems, typed):
    click(qtbot, panel, 0)
    qtbot.keyClicks(panel.table, typed)
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert units(charted)[0] == 1
    assert len(problems) == 1


def test_delete_removes_the_selected_points(panel, charted, qtbot):
    click(qtbot, panel, 0)
    click(qtbot, panel, 2, Qt.KeyboardModifier.ControlModifier)
    gone = panel.keys
    heard = QSignalSpy(panel.selection_changed)
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert len(charted.open.visit.points) == 15
    assert not gone & {p.key for p in charted.open.visit.points}
    assert panel.keys == set()
    assert heard.at(heard.count() - 1)[0] == set()
    charted.charting.history.undo()
    assert panel.model.rowCount() == 17


def test_the_selection_survives_edits_elsewhere(panel, charted, qtbot):
    click(qtbot, panel, 4)
    key = panel.keys
    charted.points.remove({charted.open.visit.points[0].key})
    assert panel.keys == key
    assert panel.table.selectionModel().selectedRows()[0].row() == 3
    charted.points.set_technique(set(key), Technique.ID)
    assert panel.keys == key
    assert panel.model.index(3, TECHNIQUE).data() == "ID"


def test_another_visit_begins_without_a_selection(panel, charted, qtbot):
    first = charted.open.visit.id
    charted.charting.new_visit()
    put(charted, *FOREHEAD)
    click(qtbot, panel, 0)
    charted.charting.open_visit(first)  # its points have the same keys, but they are others
    assert panel.model.rowCount() == 17
    assert panel.keys == set()


def test_by_keyboard_alone(qtbot, charted, hub, look):
    panel = opened(qtbot, charted, hub, look)
    with qtbot.waitActive(panel):
        panel.activateWindow()
    panel.table.clearFocus()
    panel.table.setFocus(Qt.FocusReason.TabFocusReason)
    assert len(panel.keys) == 1, "the row under the keyboard is selected"
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    qtbot.keyClicks(panel.table, "7")
    qtbot.keyClick(panel.table, Qt.Key.Key_Enter)
    assert units(charted)[:3] == [1, 7, Decimal("1.5")]
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert len(charted.open.visit.points) == 16


def test_tab_leaves_the_list(qtbot, charted, hub, look):
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    panel, after = PointsList(charted, hub, look), QPushButton("after")
    column.addWidget(panel)
    column.addWidget(after)
    holder.show()
    with qtbot.waitActive(holder):
        holder.activateWindow()
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Qt.Key.Key_Tab)
    assert after.hasFocus()


def test_a_signed_visit_can_be_read_not_changed(panel, charted, qtbot, problems):
    charted.signing.sign("Dr A")
    assert panel.model.rowCount() == 17
    click(qtbot, panel, 0)
    qtbot.keyClicks(panel.table, "5")
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert units(charted)[0] == 1
    assert len(charted.open.visit.points) == 17
    assert len(problems) == 2


def test_empty_room_under_the_rows_selects_nothing(qtbot, draft, hub, look):
    put(draft, *CHIN)
    panel = opened(qtbot, draft, hub, look)
    click(qtbot, panel, 0)
    qtbot.mouseClick(panel.table.viewport(), LEFT, pos=QPoint(50, 200))
    assert panel.keys == set()
