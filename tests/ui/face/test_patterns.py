"""The clinic's own patterns: saved from the face, offered above the label's, placed in one action."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QUndoStack
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from charting.desk.session import Session
from charting.domain.face.face import View
from charting.domain.visit.visit import Technique
from charting.ui.clinic.pattern import PatternDialog
from charting.ui.face.face_panel import FacePanel
from tests.ui.charts import FOREHEAD, GLABELLA, put


def offered(panel: FacePanel) -> list[str]:
    return [action.text() for action in panel.pattern_button.menu().actions() if action.data() is not None]


def answering(name: str | None, seen: list[str]) -> Callable[[], None]:
    """Types a name into the dialog that is open and presses Enter; with None it leaves by Escape."""

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, PatternDialog)
        seen.append(dialog.name.text())
        if name is not None:
            QTest.keyClicks(dialog.name, name)  # what is suggested is selected and typed over
            QTest.keyClick(dialog.name, Qt.Key.Key_Return)
            seen.append(dialog.field.message.text())
        if name is None or dialog.isVisible():
            QTest.keyClick(dialog, Qt.Key.Key_Escape)

    return act


def save(panel: FacePanel, name: str | None) -> list[str]:
    seen: list[str] = []
    QTimer.singleShot(0, answering(name, seen))
    panel.patterns.save.trigger()
    return seen


def test_points_are_saved_under_a_name_and_offered_above_the_labels(panel: FacePanel, draft: Session) -> None:
    label = offered(panel)
    put(draft, *GLABELLA)
    assert save(panel, "My glabella & co")[0] == "Glabella 5 × 4 U"
    assert offered(panel) == ["My glabella && co · 20 U", *label]


def test_a_pattern_is_placed_in_one_step_with_everything_it_had(
    panel: FacePanel, draft: Session, stack: QUndoStack
) -> None:
    put(draft, (-20.0, 0.0, "0.5"), technique=Technique.ID, area="face_id", view=View.RIGHT)
    put(draft, *GLABELLA)
    save(panel, "Mine")
    draft.charting.new_visit()
    before = stack.index()
    panel.pattern_button.menu().actions()[0].trigger()
    assert draft.open.visit is not None
    assert stack.index() == before + 1
    first = draft.open.visit.points[0]
    assert (first.view, first.technique, (first.x_mm, first.y_mm)) == (View.RIGHT, Technique.ID, (-20.0, 0.0))
    assert first.area == draft.clinic.book.patterns[0].points[0].area
    assert first.area is not None
    assert [str(p.units) for p in draft.open.visit.points] == ["0.5", "4", "4", "4", "4", "4"]
    assert panel.canvas.view is View.RIGHT
    stack.undo()
    assert draft.open.visit.points == ()


def test_only_what_is_selected_is_saved_when_something_is(panel: FacePanel, draft: Session) -> None:
    put(draft, *FOREHEAD, *GLABELLA)
    assert draft.open.visit is not None
    panel.canvas.select(frozenset(p.key for p in draft.open.visit.points[5:]))
    panel.pattern_button.menu().aboutToShow.emit()
    assert "selected" in panel.patterns.save.text()
    save(panel, "Mine")
    assert [len(p.points) for p in draft.clinic.book.patterns] == [5]


def test_another_product_has_other_patterns(panel: FacePanel, draft: Session) -> None:
    put(draft, *GLABELLA)
    save(panel, "Mine")
    draft.charting.set_product("abo_dysport", keep_numbers=False)
    assert not any("Mine" in text for text in offered(panel))
    draft.charting.set_product("ona_botox", keep_numbers=False)
    assert offered(panel)[0] == "Mine · 20 U"


def test_a_name_that_is_taken_is_refused_where_it_was_typed(panel: FacePanel, draft: Session) -> None:
    put(draft, *GLABELLA)
    save(panel, "Mine")
    assert "already" in save(panel, "mine")[1]
    assert "name" in save(panel, "   ")[1]
    assert save(panel, None) == ["Glabella 5 × 4 U"]
    assert len(draft.clinic.book.patterns) == 1


def test_of_a_signed_visit_points_are_saved_but_none_are_placed(panel: FacePanel, draft: Session) -> None:
    put(draft, *GLABELLA)
    draft.signing.sign("Dr X")
    panel.pattern_button.menu().aboutToShow.emit()
    assert panel.pattern_button.isEnabled()
    assert panel.patterns.save.isEnabled()
    assert not any(a.isEnabled() for a in panel.pattern_button.menu().actions() if a.data() is not None)
    save(panel, "As last time")
    assert [p.name for p in draft.patterns.patterns_of("ona_botox")] == ["As last time"]


def test_without_points_there_is_nothing_to_save(panel: FacePanel, draft: Session) -> None:
    panel.pattern_button.menu().aboutToShow.emit()
    assert not panel.patterns.save.isEnabled()


def test_micro_doses_stand_under_a_heading_of_their_own(panel: FacePanel, draft: Session) -> None:
    actions = panel.pattern_button.menu().actions()
    said = "Micro, from the micro range; layout ours, not verified"
    heading = next(n for n, action in enumerate(actions) if action.text() == said)
    assert not actions[heading].isSeparator(), "the style sheet draws a separator without its words"
    assert not actions[heading].isEnabled()
    texts = [action.text() for action in actions[heading + 1 :] if action.data() is not None]
    assert texts[:3] == [
        "Forehead, micro · 5 × 1.25 U · 6.25 U", "Glabella, micro · 5 × 2 U · 10 U",
        "Crow's feet, micro · 6 × 1.75 U · 10.5 U",
    ]  # fmt: skip
    assert not any("micro" in action.text() for action in actions[:heading])
    assert "The Truth About Baby Botox · B · weak evidence" in actions[heading + 1].toolTip()
    draft.charting.set_product("inco_xeomin", keep_numbers=False)
    assert "Crow's feet, micro · 6 points · 10 U" in offered(panel)
    draft.charting.set_product("abo_dysport", keep_numbers=False)
    assert not any("micro" in text for text in offered(panel))


def test_a_micro_pattern_is_placed_in_one_step_and_says_whose_layout_it_is(
    panel: FacePanel, draft: Session, stack: QUndoStack
) -> None:
    said: list[str] = []
    panel.canvas.hub.notice.connect(said.append)
    by_text = {action.text(): action for action in panel.pattern_button.menu().actions()}
    for text in ("Forehead, micro · 5 × 1.25 U · 6.25 U", "Masseter, micro · 6 × 4.5 U · 27 U"):
        by_text[text].trigger()
    assert draft.open.assessment is not None
    assert [(row.area, str(row.units)) for row in draft.open.assessment.areas] == [
        ("forehead", "6.25"), ("masseter.right", "13.5"), ("masseter.left", "13.5"),
    ]  # fmt: skip
    assert panel.canvas.view is View.RIGHT, "where its points are"
    assert said[0] == (
        "Forehead, micro: the units are from the micro range, the layout is ours and not verified. Adjust it."
    )
    stack.undo()
    stack.undo()
    assert draft.open.visit is not None
    assert draft.open.visit.points == ()
