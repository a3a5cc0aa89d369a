"""The rows of doses: what they say, and that they change in place."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QItemSelectionModel, QLocale, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy
from PySide6.QtWidgets import QTableView

from charting.desk.session import Session
from charting.domain.dosing.dosing import Style
from charting.domain.face.face import View
from charting.domain.visit.visit import InjectionPoint, Technique
from charting.ui.visit.dose_model import AREA, DENSITY, GAUGE, POINTS, UNITS, DoseModel
from tests.ui.charts import CHIN, FOREHEAD, GLABELLA, put
from tests.ui.test_doses_panel import opened


@pytest.fixture
def model(reference, qtbot) -> DoseModel:
    return DoseModel(reference, lambda dose: f"about {dose.area}")


def show(model: DoseModel, session: Session) -> None:
    assert session.open.assessment is not None
    model.take(session.open.assessment.areas)


def texts(model: DoseModel, row: int) -> list[str]:
    return [str(model.index(row, column).data()) for column in range(model.columnCount())]


def test_a_row_says_area_points_units_density_and_state(model, charted):
    show(model, charted)
    assert model.rowCount() == 5
    names = [model.index(row, AREA).data() for row in range(5)]
    assert names == ["Forehead", "Glabella", "Crow's feet R", "Crow's feet L", "Chin"]
    forehead = charted.open.assessment.areas[0]
    density = f"{float(forehead.units) / forehead.surface_cm2:.2f}"
    assert texts(model, 0) == ["Forehead", "5", "6.5", density, "micro"]
    assert texts(model, 1)[UNITS] == "20"
    assert texts(model, 1)[GAUGE] == "standard"


def test_numbers_follow_the_locale(model, charted):
    QLocale.setDefault(QLocale("de_DE"))
    show(model, charted)
    assert model.index(0, UNITS).data() == "6,5"
    assert "," in model.index(0, DENSITY).data()


def test_headers_say_what_the_columns_are(model):
    across = Qt.Orientation.Horizontal
    assert [model.headerData(n, across) for n in range(5)] == ["Area", "pts", "units", "U/cm²", "micro · standard"]
    assert (
        model.headerData(DENSITY, across, Qt.ItemDataRole.AccessibleTextRole) == "Units per square centimetre of skin"
    )


def test_the_whole_row_is_a_sentence(model, charted):
    show(model, charted)
    density = model.index(0, DENSITY).data()
    sentence = model.index(0, AREA).data(Qt.ItemDataRole.AccessibleTextRole)
    assert sentence == (
        f"Forehead (horizontal lines): 5 points, 6.5 units, {density} units per square centimetre, micro, "
        "surface known to ±15 %, micro is 5 to 7.5 units, standard is 10 to 20 units."
    )
    assert model.index(0, AREA).data(Qt.ItemDataRole.AccessibleDescriptionRole) == "about forehead"
    assert model.index(0, POINTS).data(Qt.ItemDataRole.AccessibleTextRole) == "Points: 5"


def test_both_states_are_said_where_units_and_density_differ(model, draft, patient):
    draft.patients.change(replace(patient, face_width_mm=Decimal("147.18"), forehead_height_mm=Decimal("69.3")))
    put(draft, (-18, -55, "3.5"), (0, -56, "3.5"), (18, -55, "3.5"))
    show(model, draft)
    assert model.index(0, GAUGE).data() == "standard · density between"
    assert "standard by units, between by density" in model.index(0, AREA).data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_row_without_a_dose_says_so(model, draft):
    put(draft, (0, -56, None), (18, -55, None))
    show(model, draft)
    assert texts(model, 0) == ["Forehead", "2", "–", "–", "not dosed yet"]
    put(draft, (-18, -55, "5"))
    show(model, draft)
    assert model.index(0, GAUGE).data() == "micro · 2 undosed"
    assert "2 points undosed" in model.index(0, AREA).data(Qt.ItemDataRole.AccessibleTextRole)


def test_points_on_no_area_are_unassigned(model, draft):
    put(draft, (0, 35, "1"), (0, 30, "2"))
    assert draft.open.assessment.areas[0].area == "unassigned"
    show(model, draft)
    assert texts(model, 0)[AREA] == "On no area"
    assert texts(model, 0)[DENSITY] == "–"
    assert texts(model, 0)[GAUGE] == "see cautions"


def test_no_range_is_said_and_none_is_borrowed(model, draft):
    draft.charting.set_product("rima_myobloc", keep_numbers=True)
    put(draft, *FOREHEAD)
    show(model, draft)
    assert model.index(0, GAUGE).data() == "no reference range"


def test_rows_that_stay_change_in_place(model, charted, qtbot):
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    show(model, charted)
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(model)
    view.selectionModel().setCurrentIndex(model.index(1, AREA), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    resets, changed = QSignalSpy(model.modelReset), QSignalSpy(model.dataChanged)
    charted.points.dose({charted.open.visit.points[0].key}, Decimal(3))
    show(model, charted)
    assert resets.count() == 0
    assert changed.count() == 1, "only the forehead"
    assert (changed.at(0)[0].row(), changed.at(0)[0].column(), changed.at(0)[1].column()) == (0, AREA, GAUGE)
    assert model.index(0, UNITS).data() == "8.5"
    assert view.currentIndex().row() == 1
    assert view.selectionModel().isSelected(model.index(1, AREA))


def test_rows_come_and_go_around_those_that_stay(model, draft):
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    put(draft, *FOREHEAD, *CHIN)
    show(model, draft)
    chin = QPersistentModelIndex(model.index(1, AREA))
    resets = QSignalSpy(model.modelReset)
    put(draft, *GLABELLA)
    show(model, draft)
    assert [model.index(row, AREA).data() for row in range(3)] == ["Forehead", "Glabella", "Chin"]
    assert chin.row() == 2
    draft.points.remove({p.key for p in draft.open.visit.points if p.y_mm < -40})
    show(model, draft)
    assert chin.row() == 1
    assert resets.count() == 0


def test_intradermal_points_have_a_row_of_their_own(model, draft):
    put(draft, *FOREHEAD)
    put(draft, (0, -50, "0.5"), technique=Technique.ID)
    show(model, draft)
    assert [row.technique for row in model.rows] == [Technique.IM, Technique.ID]
    assert "intradermal" in model.index(1, AREA).data(Qt.ItemDataRole.AccessibleTextRole)
    assert model.rows[1].style is Style.NO_RANGE


def test_of_two_points_placed_together_the_one_under_the_hand_opens_its_row(qtbot, charted, hub, look):
    panel = opened(qtbot, charted, hub, look)
    for x, side in ((55.0, "left"), (-57.0, "right"), (56.0, "left")):
        charted.points.place(InjectionPoint(View.FRONT, x, 5.0, Decimal(1)), mirror=True)
        assert panel.model.row(panel.table.currentIndex().row()).area == f"crows_feet.{side}"
