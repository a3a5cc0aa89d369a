"""Points where nothing is injected, and points on no area: said on the desk, the face, paper and before signing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.face.face import View
from charting.ui.face.canvas import FaceCanvas
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look
from charting.ui.people.signer import Signer
from charting.ui.visit.sign import SignDialog
from tests import shipped
from tests.ui.charts import put
from tests.ui.desk import DeskWindow
from tests.ui.face.hands import NONE, at, points
from tests.ui.papers import sheet_pdf, text

GLABELLA = ((0.0, -12.0, "4"), (9.0, -20.0, "4"), (-9.0, -20.0, "4"))
TEMPLATES = shipped.templates()
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot: QtBot, draft: Session, hub: Hub, look: Look) -> DeskWindow:
    made = DeskWindow(hub, look, lambda view, version: TEMPLATES[version].views[view])
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.attach(draft, "charting.sqlite")
    made.show()
    qtbot.waitExposed(made)
    QApplication.processEvents()
    return made


@pytest.fixture
def canvas(window: DeskWindow) -> FaceCanvas:
    return window.face_panel.canvas


def test_a_drag_to_the_lid_shows_how_far_inside_the_rim_it_is(canvas: FaceCanvas) -> None:
    put(canvas.session, (31.0, -40.0, "1"))
    canvas.select(frozenset())
    QTest.mousePress(canvas, LEFT, NONE, at(canvas, 31, -40))
    QTest.mouseMove(canvas, at(canvas, 31, -30))
    QTest.mouseMove(canvas, at(canvas, 31, -22))
    (shown,) = canvas.scene.distances
    assert (shown.mark.off, shown.landmark) == (True, "orbital_rim.left")
    assert shown.text.endswith("mm above the orbital rim")
    QTest.mouseMove(canvas, at(canvas, 31, -10))
    (shown,) = canvas.scene.distances
    assert shown.mark.off
    assert shown.text.endswith("mm inside the orbital rim")
    QTest.mouseMove(canvas, at(canvas, 31, 0))
    (shown,) = canvas.scene.distances
    assert shown.landmark == "globe.left"
    assert shown.text.endswith("mm inside the lid margins")
    QTest.mouseRelease(canvas, LEFT, NONE, at(canvas, 31, 0))
    assert canvas.scene.arcs == {points(canvas)[0].key: False}


def test_a_point_on_no_area_shows_the_way_to_the_nearest_one(canvas: FaceCanvas) -> None:
    put(canvas.session, (0.0, 112.0, "1"), (31.0, -10.0, "1"), (0.0, -12.0, "4"))
    off, lid, fine = (point.key for point in points(canvas))
    assert canvas.scene.arcs == {off: False, lid: False}
    canvas.select(frozenset({off}))
    (shown,) = canvas.scene.distances
    assert (shown.mark.text, shown.text, shown.mark.off) == ("7 mm", "7 mm below Chin", True)
    assert "7 mm below Chin" in canvas.accessibleDescription()
    canvas.select(frozenset({fine}))
    assert not any(shown.mark.off for shown in canvas.scene.distances)


def test_the_list_names_them_and_leads_to_the_points(window: DeskWindow, canvas: FaceCanvas) -> None:
    put(canvas.session, *GLABELLA, (31.0, -10.0, "1"), (-31.0, -11.0, "1"))
    put(canvas.session, (-5.0, -10.0, "1"), view=View.LEFT)
    QTest.mouseClick(window.doses.cautions_tab, LEFT)
    QApplication.processEvents()
    (row,) = (row for row in window.doses.cautions.rows if row.note is not None)
    assert (row.note.id, row.note.points) == ("place_upper_lid", (4, 5, 6))
    assert "Points 4, 5, 6" in row.accessibleName()
    QTest.mouseClick(row, LEFT)
    assert len(canvas.selection) == 3


@pytest.fixture
def off_area(draft: Session) -> Session:
    put(draft, *GLABELLA, (30.0, 50.0, "3"), (-30.0, 50.0, "3"), (0.0, 112.0, "2"))
    assert draft.open.visit is not None
    draft.charting.edit("Lot", replace(draft.open.visit, lot="C7421", expires=date(2027, 3, 31)))
    return draft


def words_of(dialog: SignDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if not label.isHidden()]


def test_signing_says_on_no_area_and_what_is_open(
    qtbot: QtBot, off_area: Session, look: Look, window: DeskWindow
) -> None:
    dialog = SignDialog(off_area, Signer(off_area, look))
    qtbot.addWidget(dialog)
    said = words_of(dialog)
    at = said.index("On no area")
    assert said[at : at + 4] == ["On no area", "3 points", "8 U", "see cautions"]
    assert dialog.cautions.text() == "2 cautions, 0 seen"
    assert "cautions 2." in dialog.still_open.text()
    assert dialog.sign.isEnabled()


def test_paper_says_it_in_the_row_and_in_a_caution(off_area: Session) -> None:
    said = text(sheet_pdf(off_area))
    assert "On no area 3 8 – see Cautions" in said
    assert "Points 4, 5: on no area; nearest: Lip lines, 6 mm above" in said
    assert "Point 6: on no area; nearest: Chin, 7 mm below" in said
    assert not any(word in said for word in ("Unassigned", "No area", "Outside every area"))
