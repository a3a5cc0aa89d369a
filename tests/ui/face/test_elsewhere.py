"""One skin, three pictures: a point of another view is hollow where its skin is seen, and is charted only once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from charting.desk.session import Session
from charting.domain.face.face import View
from charting.domain.face.unrolling import turned
from charting.domain.people.patient import Patient
from charting.ui.face.canvas import FaceCanvas
from charting.ui.face.face_panel import FacePanel
from charting.ui.face.scene import Aim, PointAt
from tests.ui.charts import CROWS_FEET, FOREHEAD, put, treated
from tests.ui.face.hands import at, click, points

FEET_RIGHT = CROWS_FEET[:3]


def hollow(canvas: FaceCanvas) -> list[tuple[str, float, float]]:
    """Dose and millimetres of each hollow point."""
    return [(m.text, *canvas.camera.to_mm(QPointF(m.x, m.y))) for m in canvas.scene.hollow]


def test_crows_feet_of_the_front_are_hollow_in_their_own_profile_alone(canvas: FaceCanvas, draft: Session) -> None:
    put(draft, *CROWS_FEET)
    assert hollow(canvas) == []
    canvas.show_view(View.RIGHT)
    assert [text for text, _, _ in hollow(canvas)] == ["2", "2", "2"]
    # x = -57 mm lies 44.5 mm deep on the ellipse, 19.7 mm behind the canthus.
    assert hollow(canvas)[1][1:] == pytest.approx((-19.7, 0.0), abs=0.2)
    canvas.show_view(View.LEFT)
    assert hollow(canvas)[1][1:] == pytest.approx((19.7, 0.0), abs=0.2)


def test_points_of_a_profile_are_hollow_in_front_and_not_on_the_other_side(canvas: FaceCanvas, draft: Session) -> None:
    put(draft, (-46.0, 58.0, "10"), (-76.0, 43.0, "5"), view=View.RIGHT)
    seen = hollow(canvas)
    assert [text for text, _, _ in seen] == ["10"]  # behind the ear nobody sees it from the front
    assert canvas.session is not None
    assert canvas.session.anatomy.on_face(View.FRONT, *seen[0][1:])
    assert seen[0][1] < -55
    canvas.show_view(View.LEFT)
    assert hollow(canvas) == []
    canvas.show_view(View.RIGHT)
    assert hollow(canvas) == []
    assert len(canvas.scene.marks) == 2


def test_the_midline_is_on_the_edge_of_no_profile(canvas: FaceCanvas, draft: Session) -> None:
    put(draft, (0.0, -56.0, "1.5"), (0.0, 97.0, "2"))
    for view in (View.RIGHT, View.LEFT):
        canvas.show_view(view)
        assert hollow(canvas) == []


def test_a_hollow_point_is_neither_hit_nor_chosen_nor_counted(panel: FacePanel, draft: Session) -> None:
    canvas = panel.canvas
    put(draft, *FEET_RIGHT)
    canvas.show_view(View.RIGHT)
    _, x, y = hollow(canvas)[1]
    assert canvas.scene.marks == {}
    canvas.tool.load(None)
    click(canvas, x, y)
    assert [p.view for p in points(canvas)] == [View.FRONT] * 3 + [View.RIGHT]
    assert canvas.selection == frozenset()
    QTest.keyClick(canvas, Qt.Key.Key_N)
    assert canvas.selection == {points(canvas)[-1].key}
    assert panel._tabs[View.RIGHT].text() == "Patient's right · 1"


def test_it_says_where_it_was_charted_to_the_mouse_and_to_a_reader(canvas: FaceCanvas, draft: Session) -> None:
    put(draft, (-20.0, 1.0, "2.5"), view=View.RIGHT)
    _, x, y = hollow(canvas)[0]
    assert canvas.tip_at(canvas.camera.to_px(x, y)) == "2.5 U · in the right profile"
    canvas.do(Aim(round(x), round(y)))
    assert canvas.accessibleDescription().endswith("; 2.5 U · in the right profile")
    put(draft, *FEET_RIGHT)
    canvas.show_view(View.RIGHT)
    assert "2 U · in the front view; 2 U · in the front view" in canvas.accessibleDescription()


def test_it_is_a_ring_through_which_the_skin_is_seen(canvas: FaceCanvas, draft: Session) -> None:
    canvas.show_view(View.RIGHT)
    put(draft, (-30.0, -20.0, "2"))
    QApplication.processEvents()
    mark = canvas.scene.hollow[0]
    without = canvas.grab().toImage()
    canvas.scene = replace(canvas.scene, hollow=())
    bare = canvas.grab().toImage()

    def same(dx: float, dy: float) -> bool:
        place = QPointF(mark.x + dx, mark.y + dy).toPoint()
        return without.pixel(place) == bare.pixel(place)

    assert same(0, mark.radius * 0.75)
    assert not same(0, mark.radius)


def test_an_edit_elsewhere_leaves_them_as_they_are(canvas: FaceCanvas, draft: Session) -> None:
    canvas.show_view(View.RIGHT)
    put(draft, *FEET_RIGHT)
    before = canvas.scene.hollow
    canvas.do(replace(canvas.hand, area="crows_feet.right"))
    canvas.refresh()
    assert canvas.scene.hollow is before
    put(draft, (-50.0, 54.0, "10"), view=View.RIGHT)
    assert canvas.scene.hollow == before


# ---------------------------------------------------------------------- last time's


@pytest.fixture
def before(panel: FacePanel, draft: Session, patient: Patient) -> Session:
    """A signed treatment of forehead and both crow's feet, 119 days ago, and an empty draft of today."""
    treated(draft, 119, *FOREHEAD, *CROWS_FEET)
    draft.charting.discard_draft()
    draft.patients.open(patient.id)
    draft.charting.new_visit()
    return draft


def silence_ghosts(canvas: FaceCanvas) -> None:
    """The same face, with no dose in a ring of last time."""
    ghosts = canvas.scene.ghosts
    own = tuple(replace(mark, text="") for mark in ghosts.own)
    covered = frozenset(replace(mark, text="") for mark in ghosts.covered)
    canvas.scene = replace(canvas.scene, ghosts=replace(ghosts, own=own, covered=covered))


def test_the_rings_of_last_time_hold_their_doses(canvas: FaceCanvas, before: Session) -> None:
    assert [mark.text for mark in canvas.scene.ghosts.own][:5] == ["1", "1.5", "1.5", "1.5", "1"]
    ring = canvas.scene.ghosts.own[1]
    assert ring.radius >= 8.5
    place = QPointF(ring.x, ring.y).toPoint()
    with_doses = canvas.grab().toImage()
    silence_ghosts(canvas)
    without = canvas.grab().toImage()
    inside = [(place.x() + dx, place.y() + dy) for dx in range(-8, 9) for dy in range(-5, 6)]
    assert sum(with_doses.pixel(*at) != without.pixel(*at) for at in inside) > 20


def test_a_point_of_today_hides_the_figure_under_it(canvas: FaceCanvas, before: Session) -> None:
    canvas.tool.load(None)
    click(canvas, *FOREHEAD[1][:2])
    canvas.do(PointAt(None))
    shown = canvas.grab().toImage()
    silence_ghosts(canvas)
    assert canvas.scene.marks
    mark = next(iter(canvas.scene.marks.values()))
    bare = canvas.grab().toImage()
    place = QPointF(mark.x, mark.y).toPoint()
    inside = [(place.x() + dx, place.y() + dy) for dx in range(-8, 9) for dy in range(-5, 6)]
    assert all(shown.pixel(*at) == bare.pixel(*at) for at in inside)


def test_a_ring_under_a_hollow_point_has_its_dose_beside_it(canvas: FaceCanvas, before: Session) -> None:
    """Last time 2 U in front, today 3 U in the profile: each figure stands where it can be read, and neither twice."""
    canvas.show_view(View.FRONT)
    ring = next(mark for mark in canvas.scene.ghosts.own if mark.number == 7)
    at = turned(View.FRONT, View.RIGHT, *CROWS_FEET[1][:2])
    assert at is not None
    put(before, (*at, "3"), view=View.RIGHT)
    (hollow,) = canvas.scene.hollow
    assert hollow.text == "3"
    assert abs(hollow.x - ring.x) < ring.radius
    assert {mark.number for mark in canvas.scene.ghosts.covered} >= {ring.number}
    beside = {leader.text: leader for leader in canvas.scene.leaders if leader.key == -ring.number}
    assert list(beside) == ["2"]
    boxes = [leader.box for leader in canvas.scene.leaders]
    assert not any(a.intersects(b) for n, a in enumerate(boxes) for b in boxes[n + 1 :])
    rings = [mark.rect().adjusted(4, 4, -4, -4) for mark in canvas.scene.hollow]
    assert not any(box.intersects(ring) for box in boxes for ring in rings)


def test_last_times_points_of_other_views_are_seen_too(canvas: FaceCanvas, before: Session) -> None:
    assert canvas.scene.ghosts.elsewhere == ()
    canvas.show_view(View.RIGHT)
    feet = [mark for mark in canvas.scene.ghosts.elsewhere if mark.number >= 6]
    assert [(mark.number, mark.units, mark.text) for mark in feet] == [(n, Decimal(2), "2") for n in (6, 7, 8)]
    assert canvas.scene.ghosts.own == ()
    QTest.mouseMove(canvas, QPointF(feet[1].x, feet[1].y).toPoint())
    assert canvas.scene.hand.ghost is feet[1]
    assert canvas.scene.labels.ghost == "2 U · 17 Mar 2026 · in the front view"


def test_another_products_rings_stand_beside_its_name(panel: FacePanel, before: Session) -> None:
    assert panel.ghost_button.text() == "Ghost: 17 Mar"
    before.charting.set_product("abo_dysport", keep_numbers=False)
    assert panel.ghost_button.text() == "Ghost: 17 Mar · Botox Cosmetic"


def test_a_small_point_has_its_dose_beside_it(canvas: FaceCanvas, draft: Session) -> None:
    put(draft, (-57.0, 0.0, "2"), (-57.0, 4.0, "3"))
    assert max(mark.radius for mark in canvas.scene.marks.values()) < 8.5
    assert [leader.text for leader in canvas.scene.leaders] == ["2", "3"]
    keys = frozenset(canvas.scene.marks)
    canvas.select(keys)
    start = at(canvas, -57, 0)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(canvas, at(canvas, -52, 0))
    assert canvas.scene.leaders == ()
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(canvas, -52, 0))
    assert [leader.text for leader in canvas.scene.leaders] == ["2", "3"]
