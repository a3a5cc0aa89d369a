"""Out of band asks why: when, where, with one tap or one key, and what becomes of the answer."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

from charting.domain.visit.record import Reason
from charting.ui.kit.look import DARK, LIGHT, ROW
from charting.ui.visit.dose_model import GAUGE
from charting.ui.visit.doses import DosesPanel
from charting.ui.visit.why_chips import HEIGHT
from tests.ui.charts import CROWS_FEET, FOREHEAD, FULL_FACE, GLABELLA, put

STRONG, WISH, CORRECTION, OTHER = (
    Reason.STRONG_MUSCLE, Reason.PATIENTS_WISH, Reason.CORRECTION, Reason.OTHER,
)  # fmt: skip
TOO_MUCH = tuple((x, y, "9") for x, y, _ in GLABELLA)
TOO_LITTLE = tuple((x, y, "0.5") for x, y, _ in CROWS_FEET)


def opened(qtbot, session, hub, look, size=(432, 812)) -> DosesPanel:
    panel = DosesPanel(session, hub, look)
    qtbot.addWidget(panel)
    panel.resize(*size)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.fixture
def panel(qtbot, draft, hub, look) -> DosesPanel:
    return opened(qtbot, draft, hub, look)


def states(panel: DosesPanel) -> list[str]:
    return [panel.model.index(row, GAUGE).data() for row in range(panel.model.rowCount())]


def tap(qtbot, panel: DosesPanel, reason: Reason) -> None:
    qtbot.mouseClick(panel.whys.chips[reason], Qt.MouseButton.LeftButton)


def given(session) -> dict[str, Reason]:
    return {why.about: why.reason for why in session.open.visit.whys}


def in_row(panel: DosesPanel, row: int) -> int:
    """Where the chips of a row begin, in the panel."""
    return panel.table.viewport().mapTo(panel, QPoint(0, panel.table.rowViewportPosition(row) + ROW)).y()


def click_row(qtbot, panel: DosesPanel, row: int) -> None:
    top = panel.table.rowViewportPosition(row)
    qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, top + 10))
    QApplication.processEvents()  # the table grows by the room of the chips


# ------------------------------------------------------------------ when it asks


def test_too_much_asks_at_once_in_its_row(panel, draft):
    put(draft, *TOO_MUCH)
    assert states(panel) == ["above standard · why?"]
    assert panel.whys.isVisible()
    assert panel.table.rowHeight(0) == ROW + HEIGHT
    assert panel.whys.y() == in_row(panel, 0)
    assert panel.whys.accessibleDescription() == "Glabella above standard: why?"


def test_a_row_that_is_being_filled_is_not_asked(panel, draft):
    put(draft, FOREHEAD[0])
    assert states(panel) == ["below micro"]
    assert panel.whys.isHidden()
    put(draft, *FOREHEAD[1:])
    assert states(panel) == ["micro"]


def test_the_row_the_hand_has_left_is_asked(panel, draft):
    put(draft, FOREHEAD[0])
    put(draft, *GLABELLA)
    assert states(panel) == ["below micro · why?", "standard"]
    assert panel.whys.isVisible()


def test_when_the_hand_rests_the_last_row_is_asked_too(qtbot, panel, draft):
    panel.whys._rest.setInterval(30)
    put(draft, FOREHEAD[0])
    assert panel.whys.isHidden()
    qtbot.waitUntil(panel.whys.isVisible, timeout=20_000)
    assert states(panel) == ["below micro · why?"]
    put(draft, (0.0, -56.0, "1"))
    assert panel.whys.isVisible(), "once asked it stays, and does not flicker under the next click"


def test_going_to_the_row_asks(qtbot, panel, draft):
    put(draft, FOREHEAD[0])
    click_row(qtbot, panel, 0)
    assert panel.whys.isVisible()


def test_in_band_nothing_asks(qtbot, panel, draft):
    put(draft, *FULL_FACE)
    panel.whys.ask_all()
    assert panel.whys.isHidden()
    assert {panel.table.rowHeight(row) for row in range(panel.model.rowCount())} == {ROW}


def test_density_alone_never_asks(panel, draft, patient):
    draft.patients.change(replace(patient, face_width_mm=Decimal(165), forehead_height_mm=Decimal(85)))
    put(draft, *FOREHEAD)
    panel.whys.ask_all()
    assert "density" in states(panel)[0]
    assert panel.whys.isHidden()


# ------------------------------------------------------------------ one tap


def test_one_tap_answers_and_is_one_step(qtbot, panel, draft):
    put(draft, *TOO_MUCH)
    before = draft.open.visit
    tap(qtbot, panel, STRONG)
    assert given(draft) == {"glabella:im": STRONG}
    assert states(panel) == ["above standard · strong muscle"]
    assert panel.whys.isHidden()
    assert panel.detail.text.endswith("\nWhy: strong muscle")
    draft.charting.history.undo()
    assert draft.open.visit == before
    QApplication.processEvents()
    assert panel.whys.isVisible()


def test_a_tap_leaves_the_keyboard_where_it_was(qtbot, panel, draft):
    put(draft, *TOO_MUCH)
    panel.fields.lot.setFocus()
    tap(qtbot, panel, STRONG)
    assert panel.fields.lot.hasFocus()


def test_both_sides_that_are_out_in_the_same_way_take_one_tap(qtbot, panel, draft):
    put(draft, *TOO_LITTLE)
    panel.whys.ask_all()
    assert panel.whys.accessibleDescription() == "Crow's feet below micro: why?"
    tap(qtbot, panel, WISH)
    assert given(draft) == {"crows_feet.right:im": WISH, "crows_feet.left:im": WISH}
    draft.charting.history.undo()
    assert given(draft) == {}


def test_sides_that_are_out_in_two_ways_are_two_questions(qtbot, panel, draft):
    right, left = TOO_LITTLE[:3], [(x, y, "9") for x, y, _ in TOO_LITTLE[3:]]
    put(draft, *right, *left)
    panel.whys.ask_all()
    assert len(panel.whys.target()) == 1


def test_after_one_answer_the_next_row_asks(qtbot, panel, draft):
    put(draft, *TOO_MUCH)
    put(draft, (0.0, 97.0, "20"))
    assert panel.whys.accessibleDescription().startswith("Chin")
    tap(qtbot, panel, STRONG)
    assert panel.whys.accessibleDescription().startswith("Glabella")
    tap(qtbot, panel, CORRECTION)
    assert given(draft) == {"mentalis:im": STRONG, "glabella:im": CORRECTION}
    assert panel.whys.isHidden()


def test_the_same_reason_for_all(qtbot, panel, draft):
    put(draft, *TOO_MUCH, *TOO_LITTLE, (0.0, 97.0, "20"))
    panel.whys.ask_all()
    assert panel.whys.all.text() == "for all 4"
    qtbot.mouseClick(panel.whys.all, Qt.MouseButton.LeftButton)
    before = draft.open.visit
    tap(qtbot, panel, WISH)
    assert set(given(draft).values()) == {WISH}
    assert len(given(draft)) == 4
    draft.charting.history.undo()
    assert draft.open.visit == before


def test_the_answer_stays_while_the_dose_changes_out_of_band_and_goes_in_band(qtbot, panel, draft):
    put(draft, *TOO_MUCH)
    tap(qtbot, panel, STRONG)
    keys = {p.key for p in draft.open.visit.points}
    draft.points.dose(keys, Decimal(10))
    assert states(panel) == ["above standard · strong muscle"]
    assert draft.open.visit.whys[0].units == Decimal(50)
    draft.points.dose(keys, Decimal(4))
    assert (states(panel), draft.open.visit.whys) == (["standard"], ())
    draft.points.dose(keys, Decimal(10))
    assert states(panel) == ["above standard · why?"]


def test_another_reason_takes_its_place_and_the_same_again_takes_it_back(qtbot, panel, draft):
    put(draft, *TOO_MUCH)
    tap(qtbot, panel, STRONG)
    click_row(qtbot, panel, 0)
    assert panel.whys.chips[STRONG].isChecked()
    tap(qtbot, panel, WISH)
    assert given(draft) == {"glabella:im": WISH}
    click_row(qtbot, panel, 0)
    tap(qtbot, panel, WISH)
    assert given(draft) == {}


# ------------------------------------------------------------------ other, in a few words


def test_other_is_an_answer_and_takes_words_if_there_are_any(qtbot, panel, draft):
    put(draft, *TOO_MUCH)
    tap(qtbot, panel, OTHER)
    assert given(draft) == {"glabella:im": OTHER}
    assert panel.whys.note.hasFocus()
    qtbot.keyClicks(panel.whys.note, "asked  by the trainer")
    qtbot.keyClick(panel.whys.note, Qt.Key.Key_Return)
    assert draft.open.visit.whys[0].note == "asked by the trainer"
    assert states(panel) == ["above standard · asked by the trainer"]


def test_other_needs_no_words(qtbot, panel, draft):
    put(draft, *TOO_MUCH)
    tap(qtbot, panel, OTHER)
    panel.fields.lot.setFocus()
    assert (given(draft), draft.open.visit.whys[0].note) == ({"glabella:im": OTHER}, "")
    assert panel.whys.isHidden()


def test_words_that_are_markup_stay_plain_text(qtbot, panel, draft):
    put(draft, *TOO_MUCH)
    tap(qtbot, panel, OTHER)
    qtbot.keyClicks(panel.whys.note, "<b>x</b>")
    qtbot.keyClick(panel.whys.note, Qt.Key.Key_Return)
    assert states(panel) == ["above standard · <b>x</b>"]


def test_another_visit_takes_no_words_meant_for_this_one(qtbot, panel, draft):
    put(draft, *TOO_MUCH)
    first = draft.open.visit.id
    tap(qtbot, panel, OTHER)
    qtbot.keyClicks(panel.whys.note, "half a wo")
    draft.charting.new_visit()
    assert draft.open.visit.whys == ()
    assert next(v for v in draft.open.visits if v.id == first).whys[0].note == ""


# ------------------------------------------------------------------ the keyboard


def test_the_keys_1_to_4_answer_in_the_table(qtbot, panel, draft):
    put(draft, *TOO_MUCH)
    put(draft, (0.0, 97.0, "20"))
    panel.table.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(panel.table, Qt.Key.Key_1)
    qtbot.keyClick(panel.table, Qt.Key.Key_3)
    assert given(draft) == {"mentalis:im": STRONG, "glabella:im": CORRECTION}
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert given(draft) == {"mentalis:im": STRONG}
    qtbot.keyClick(panel.table, Qt.Key.Key_4)
    assert panel.whys.note.hasFocus()
    qtbot.keyClick(panel.whys.note, Qt.Key.Key_Return)
    assert panel.table.hasFocus()
    assert given(draft) == {"mentalis:im": STRONG, "glabella:im": OTHER}


def test_a_answers_for_all(qtbot, panel, draft):
    put(draft, *TOO_MUCH, *TOO_LITTLE)
    panel.whys.ask_all()
    panel.table.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(panel.table, Qt.Key.Key_A)
    qtbot.keyClick(panel.table, Qt.Key.Key_2)
    assert set(given(draft).values()) == {WISH}
    assert len(given(draft)) == 3


def test_digits_say_nothing_where_nothing_asks(qtbot, panel, draft):
    put(draft, *FULL_FACE)
    panel.table.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(panel.table, Qt.Key.Key_1)
    assert given(draft) == {}


def test_tab_comes_to_the_chips_and_space_answers(qtbot, panel, draft):
    put(draft, *TOO_MUCH)
    panel.table.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(panel.table, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is panel.whys.chips[STRONG]
    qtbot.keyClick(panel.whys.chips[STRONG], Qt.Key.Key_Space)
    assert given(draft) == {"glabella:im": STRONG}


# ------------------------------------------------------------------ signed


def test_a_signed_visit_shows_the_reason_and_asks_nothing(qtbot, panel, draft):
    put(draft, *TOO_MUCH)
    tap(qtbot, panel, STRONG)
    put(draft, (0.0, 97.0, "20"))
    draft.signing.sign("Dr X")
    assert states(panel) == ["above standard · strong muscle", "above standard · surface uncertain"]
    assert panel.whys.isHidden()
    click_row(qtbot, panel, 0)
    assert panel.whys.isHidden()
    assert "Why: strong muscle" in panel.detail.text


def test_what_was_compared_is_told_where_it_is_not_what_is_compared_now(qtbot, panel, draft):
    put(draft, *TOO_MUCH)
    tap(qtbot, panel, STRONG)
    (why,) = draft.open.visit.whys
    then = replace(why, standard=replace(why.standard, high=Decimal(22)))
    draft.change(open=replace(draft.open, visit=replace(draft.open.visit, whys=(then,))))
    panel.refresh(opened=True)
    assert "45 U then, compared with micro" in panel.detail.text
    assert "22 U (" in panel.detail.text


# ------------------------------------------------------------------ how it looks


@pytest.mark.parametrize("size", [(392, 632), (392, 620), (432, 812), (440, 2000)])
@pytest.mark.parametrize("style", [LIGHT, DARK])
def test_no_chip_is_cut_off(qtbot, draft, hub, size, style):
    put(draft, *TOO_MUCH, *TOO_LITTLE, (0.0, 97.0, "20"), *FOREHEAD)
    panel = opened(qtbot, draft, hub, style, size)
    panel.whys.ask_all()
    QApplication.processEvents()
    chips: list[QWidget] = [*panel.whys.chips.values(), panel.whys.all]
    for chip in chips:
        assert chip.width() >= chip.sizeHint().width()
        assert chip.height() >= 24
        assert chip.mapTo(panel, QPoint(chip.width(), 0)).x() <= panel.width()
    assert panel.height() == size[1], "the chips ask for no more room than the table has"


def test_scrolling_takes_the_chips_along(qtbot, draft, hub, look):
    put(draft, *TOO_MUCH, *TOO_LITTLE, (0.0, 97.0, "20"), *FOREHEAD)
    panel = opened(qtbot, draft, hub, look, (392, 560))
    panel.whys.ask_all()
    QApplication.processEvents()
    panel.table.scrollToBottom()
    assert panel.whys.y() == in_row(panel, panel.model.rows.index(panel.whys.target()[0]))
    panel.table.scrollToTop()
    seen = panel.whys.visibleRegion().boundingRect()
    assert panel.whys.mapTo(panel, seen.bottomLeft()).y() <= panel.table.geometry().bottom()


def test_a_row_that_is_asked_comes_in_sight(qtbot, draft, hub, look):
    rest = [(s * x, y, "3") for s in (-1, 1) for x, y in ((52.0, 58.0), (25.0, 125.0))]
    put(draft, *FOREHEAD, *GLABELLA, *CROWS_FEET, (0.0, 97.0, "20"), *rest)
    panel = opened(qtbot, draft, hub, look, (392, 560))
    panel.whys.ask_all()
    qtbot.waitUntil(lambda: panel.whys.visibleRegion().boundingRect().height() == HEIGHT, timeout=20_000)
    assert panel.whys.accessibleDescription().startswith("Chin")


def test_the_chips_go_with_the_table(qtbot, panel, draft):
    put(draft, *TOO_MUCH)
    qtbot.mouseClick(panel.points_tab, Qt.MouseButton.LeftButton)
    assert panel.whys.isHidden()
    qtbot.mouseClick(panel.areas_tab, Qt.MouseButton.LeftButton)
    assert panel.whys.isVisible()
    draft.charting.discard_draft()
    assert panel.whys.isHidden()
