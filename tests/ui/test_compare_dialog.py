"""The compare window: which visits it opens with, what it says of each point and area, and how it is handled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.face.face import FaceView, View
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import InjectionPoint, Kind, Visit, with_points_added
from charting.drawing.comparison import Change
from charting.ui.kit.look import DARK, LIGHT, Look, apply_look
from charting.ui.past.compare import CompareDialog, default_pair
from charting.ui.past.compare_face import Shows
from tests import shipped
from tests.ui.charts import CROWS_FEET, FOREHEAD, FULL_FACE, put, treated

TEMPLATES = shipped.templates()
Open = Callable[..., CompareDialog]
EARLIER = ((-36.0, -50.0, "1"), (0.0, -56.0, "1.5"), (36.0, -50.0, "1"), (0.0, -12.0, "4"), (0.0, 97.0, "2"))
LATER = ((-36.0, -50.0, "2.5"), (0.0, -50.0, "2"), (36.0, -50.0, "1"), (0.0, -12.0, "4"), (6.0, 59.0, "1"))
"""Point 1 re-dosed, point 2 moved 6 mm and re-dosed, 3 and 4 the same, 5 dropped; a new one at the lip."""


def faces(view: View, version: int) -> FaceView | None:
    return TEMPLATES[version].views[view] if version in TEMPLATES else None


@pytest.fixture
def compare(qtbot: QtBot, session: Session, look: Look) -> Iterator[Open]:
    shown: list[CompareDialog] = []

    def make(*, size: tuple[int, int] = (1240, 760), worn: Look = look) -> CompareDialog:
        dialog = CompareDialog(session, worn, faces)
        qtbot.addWidget(dialog)
        dialog.resize(*size)
        dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        QApplication.processEvents()
        shown.append(dialog)
        return dialog

    yield make
    for dialog in shown:
        dialog.close()


@pytest.fixture
def two(session: Session, patient: Patient) -> tuple[Visit, Visit]:
    """Two treatments with one product; no visit is open."""
    visits = treated(session, 200, *EARLIER), treated(session, 80, *LATER)
    session.patients.open(patient.id)
    return visits


def cells(dialog: CompareDialog, table: str) -> list[tuple[str, ...]]:
    model = getattr(dialog, table).model()
    return [
        tuple(str(model.index(row, column).data() or "") for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def test_it_opens_with_the_last_two_treatments_and_says_every_difference(
    compare: Open, two: tuple[Visit, Visit]
) -> None:
    dialog = compare()
    assert (dialog.before_box.currentData(), dialog.after_box.currentData()) == (two[0].id, two[1].id)
    assert dialog.summary.text() == "1 moved · 1 re-dosed · 1 added · 1 dropped · 2 the same"
    assert cells(dialog, "changes") == [
        ("2", "Forehead", "moved 6 mm, 1.5 → 2 U"),
        ("1", "Forehead", "re-dosed, 1 → 2.5 U"),
        ("5", "Lip flip", "added, 1 U"),
        ("5", "Chin", "dropped, 2 U"),
    ]
    assert dialog.total.text() == "+1 U"
    assert dialog.units.text() == "9.5 U → 10.5 U\nBotox Cosmetic"
    assert dialog.why.isHidden()
    assert dialog.changes.hasFocus()
    assert not any(mark.chosen for mark, _ in dialog.faces[Shows.AFTER].marks)  # coming to the table chooses nothing
    QTest.keyClick(dialog.changes, Qt.Key.Key_Down)
    assert [c.change for mark, c in dialog.faces[Shows.AFTER].marks if mark.chosen] == [Change.MOVED]


def test_areas_with_points_units_and_difference(compare: Open, two: tuple[Visit, Visit]) -> None:
    rows = cells(compare(), "areas")
    assert rows == [
        ("Forehead", "3", "3.5", "5.5", "+2 U"),
        ("Glabella", "1", "4", "4", "="),
        ("Lip flip", "0 → 1", "0", "1", "+1 U"),
        ("Chin", "1 → 0", "2", "0", "−2 U"),
    ]


def test_the_open_draft_is_compared_with_the_treatment_before_it(
    compare: Open, session: Session, two: tuple[Visit, Visit]
) -> None:
    session.charting.new_visit()
    put(session, *FOREHEAD)
    dialog = compare()
    assert session.open.visit is not None
    assert (dialog.before_box.currentData(), dialog.after_box.currentData()) == (two[1].id, session.open.visit.id)
    assert "Today · draft · Botox Cosmetic · 6.5 U" in dialog.after_box.currentText()


def test_the_other_way_round_mirrors_added_and_dropped(compare: Open, two: tuple[Visit, Visit]) -> None:
    dialog = compare()
    QTest.mouseClick(dialog.swap, Qt.MouseButton.LeftButton)
    assert dialog.total.text() == "−1 U"
    assert [row[2] for row in cells(dialog, "changes")] == [
        "moved 6 mm, 2 → 1.5 U", "re-dosed, 2.5 → 1 U", "added, 2 U", "dropped, 1 U",
    ]  # fmt: skip


def test_a_visit_with_itself_differs_in_nothing(compare: Open, two: tuple[Visit, Visit]) -> None:
    dialog = compare()
    dialog.before_box.setCurrentIndex(dialog.after_box.currentIndex())
    assert cells(dialog, "changes") == []
    assert dialog.why.text() == "The same visit twice."
    assert dialog.total.text() == "±0 U"


def test_two_products_are_compared_by_place_alone_and_it_says_so(
    compare: Open, session: Session, patient: Patient
) -> None:
    treated(session, 200, *EARLIER)
    treated(session, 80, *LATER, product="abo_dysport")
    session.patients.open(patient.id)
    dialog = compare()
    assert dialog.total.isHidden()
    assert dialog.units.text() == "Compared by place only"
    assert "Botox Cosmetic and Dysport are different products" in dialog.why.text()
    assert [row[2] for row in cells(dialog, "changes")] == ["moved 6 mm", "added", "dropped"]
    assert all(row[2:] == ("–", "–", "–") for row in cells(dialog, "areas"))
    dialog.over.click()
    assert {mark.text for mark, _ in dialog.faces[Shows.BOTH].marks} == {""}
    assert {mark.higher for mark, _ in dialog.faces[Shows.BOTH].marks} == {None}
    dialog.apart.click()
    assert {mark.text for mark, _ in dialog.faces[Shows.BEFORE].marks} == {"1", "1.5", "4", "2"}


def test_side_by_side_and_laid_over(compare: Open, two: tuple[Visit, Visit]) -> None:
    dialog = compare()
    before, after, both = (dialog.faces[shows] for shows in Shows)
    assert (before.isVisible(), after.isVisible(), both.isVisible()) == (True, True, False)
    assert [len(before.marks), len(after.marks)] == [5, 5]
    QTest.mouseClick(dialog.over, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert (before.isVisible(), after.isVisible(), both.isVisible()) == (False, False, True)
    assert len(both.marks) == 6
    (start,) = both.starts.values()
    moved = next(mark for mark, change in both.marks if change.change is Change.MOVED)
    assert start.x == pytest.approx(moved.x, abs=0.01)
    assert start.y < moved.y
    both.repaint()
    assert sorted(both.labels) == ["+1.5", "6 mm +0.5"]


def test_with_little_room_the_dose_is_said_and_not_the_way(compare: Open, two: tuple[Visit, Visit]) -> None:
    dialog = compare()
    both = dialog.faces[Shows.BOTH]
    offered = {change.change: both._label(change) for change in dialog.compared.differences()}
    assert offered[Change.MOVED] == ["6 mm +0.5", "+0.5"]  # the first that has room is painted
    assert offered[Change.REDOSED] == ["+1.5"]
    assert offered[Change.ADDED] == []


def test_a_click_on_a_point_finds_its_row_and_a_row_its_point(compare: Open, two: tuple[Visit, Visit]) -> None:
    dialog = compare()
    face = dialog.faces[Shows.AFTER]
    mark, change = next(row for row in face.marks if row[1].change is Change.REDOSED)
    QTest.mouseClick(face, Qt.MouseButton.LeftButton, pos=QPointF(mark.x, mark.y).toPoint())
    assert dialog.changes.currentIndex().row() == 1
    assert next(m for m, c in dialog.faces[Shows.BEFORE].marks if c == change).chosen
    dialog.changes.setFocus()
    QTest.keyClick(dialog.changes, Qt.Key.Key_Up)
    chosen = [c.change for m, c in face.marks if m.chosen]
    assert chosen == [Change.MOVED]
    assert face.words(face.marks[1][1]).startswith("Point ")


def test_a_row_of_another_view_turns_the_head(compare: Open, session: Session, patient: Patient) -> None:
    treated(session, 100, *EARLIER)
    session.patients.open(patient.id)
    session.charting.new_visit()
    put(session, *EARLIER)
    put(session, (46.0, 58.0, "4"), view=View.RIGHT)
    dialog = compare()
    assert dialog.view_tabs[View.RIGHT].text() == "Patient's right · 1"
    dialog.changes.selectRow(0)
    assert dialog.view is View.RIGHT
    assert dialog.view_tabs[View.RIGHT].isChecked()
    assert [mark.text for mark, _ in dialog.faces[Shows.AFTER].marks if not mark.elsewhere] == ["4"]


def test_points_of_other_views_are_hollow_where_their_skin_is_seen(
    compare: Open, session: Session, patient: Patient
) -> None:
    """So that a side charted in front and in its profile is not taken for one that was left out."""
    treated(session, 100, *CROWS_FEET)
    session.patients.open(patient.id)
    session.charting.new_visit()
    put(session, (-50.0, 55.0, "4"), view=View.RIGHT)
    dialog = compare()
    dialog.view_tabs[View.FRONT].click()
    face = dialog.faces[Shows.AFTER]
    (hollow,) = [(mark, change) for mark, change in face.marks if mark.elsewhere]
    assert (hollow[0].text, hollow[1].after) == ("4", 1)
    assert face.at(QPointF(hollow[0].x, hollow[0].y)) == hollow[1]
    dialog.view_tabs[View.RIGHT].click()
    assert [mark.elsewhere for mark, _ in face.marks] == [False]
    before = dialog.faces[Shows.BEFORE]
    assert [mark.text for mark, _ in before.marks if mark.elsewhere] == ["2", "2", "2"]
    assert not [mark for mark, _ in before.marks if not mark.elsewhere]


def test_reviews_empty_visits_and_one_visit_alone(compare: Open, session: Session, patient: Patient) -> None:
    treated(session, 30, product=None, kind=Kind.REVIEW)  # type: ignore[arg-type]
    session.patients.open(patient.id)
    before, after = default_pair(session)
    assert before is after
    dialog = compare()
    assert dialog.summary.text() == "No points in either visit"
    assert cells(dialog, "areas") == []


def test_beside_an_open_review_its_treatment_is_compared_with_the_one_before(
    compare: Open, session: Session, two: tuple[Visit, Visit]
) -> None:
    treated(session, 20, *FOREHEAD)
    review = treated(session, 66, product=None, kind=Kind.REVIEW, of=two[1].id)  # type: ignore[arg-type]
    assert session.open.patient is not None
    session.patients.open(session.open.patient.id)
    session.charting.open_visit(review.id)
    assert [visit.id for visit in default_pair(session)] == [visit.id for visit in two]
    dialog = compare()
    dialog.after_box.setCurrentIndex(dialog.after_box.findData(review.id))
    assert dialog.why.text() == "One of the two has no product, so there are no units to compare."
    assert dialog.summary.text() == "5 dropped"


def test_a_drawing_that_is_gone_is_said(compare: Open, session: Session, patient: Patient) -> None:
    session.charting.new_visit()
    assert session.open.visit is not None
    session.charting.edit("Template", replace(session.open.visit, template=99))
    dialog = compare()
    dialog.grab()
    assert dialog.faces[Shows.AFTER].marks == []
    assert dialog.summary.text() == "No points in either visit"


def test_five_hundred_points_are_compared(compare: Open, session: Session, patient: Patient) -> None:
    session.charting.new_visit()
    assert session.open.visit is not None
    points = [InjectionPoint(View.FRONT, 2.0 * (n % 25) - 24, 3.0 * (n // 25) - 60, Decimal(1)) for n in range(500)]
    session.charting.edit("Place points", with_points_added(session.open.visit, points))
    dialog = compare()
    dialog.grab()
    assert len(dialog.faces[Shows.AFTER].marks) == 500


def clipped(dialog: CompareDialog) -> list[str]:
    found = [
        b.text()
        for b in dialog.findChildren(QAbstractButton)
        if b.isVisible() and b.text() and b.fontMetrics().horizontalAdvance(b.text()) > b.width()
    ]
    return found + [
        label.text()
        for label in dialog.findChildren(QLabel)
        if type(label) is QLabel
        and label.isVisible()
        and not label.wordWrap()
        and label.fontMetrics().horizontalAdvance(label.text()) > label.width() + 1
    ]


@pytest.mark.parametrize("worn", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("size", [(1240, 688), (1240, 800), (1000, 620)])
def test_nothing_is_clipped_and_every_control_has_a_name(
    compare: Open, session: Session, patient: Patient, size: tuple[int, int], worn: Look, qapp: QApplication
) -> None:
    treated(session, 100, *FULL_FACE)
    session.patients.open(patient.id)
    session.charting.new_visit()
    put(session, *EARLIER)
    apply_look(qapp, worn)
    try:
        dialog = compare(size=size, worn=worn)
        assert clipped(dialog) == []
        for table in (dialog.areas, dialog.changes):
            assert table.accessibleName()
            assert table.horizontalScrollBar().maximum() == 0
        for box in (dialog.before_box, dialog.after_box):
            assert box.accessibleName()
    finally:
        apply_look(qapp, LIGHT)
