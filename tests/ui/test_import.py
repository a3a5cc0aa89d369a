"""Importing at the window with real files: what is new, who is alike, what is wrong; everything or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from charting import paths
from charting.desk.session import Session
from charting.domain.people.patient import Patient
from charting.exchange.csv.file import read_grid
from charting.exchange.csv.mapping import recall
from charting.exchange.csv.words import DateOrder
from charting.store.backup import automatic_backups
from charting.ui.files.import_mapping import MappingDialog
from charting.ui.files.import_preview import NEAR, WRONG, ImportDialog
from charting.ui.kit.combos import Combo
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import DARK, Look, hand_look
from charting.ui.kit.table import ListModel
from tests import shipped
from tests.exchange.files import raw_json, whole
from tests.exchange.tables import many, table, three
from tests.exchange.test_csv_mapping import OTHER
from tests.store.values import count_visits
from tests.ui.desk import DeskWindow

Open = Callable[..., ImportDialog]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def show(qtbot: QtBot, look: Look, session: Session, tmp_path: Path) -> Open:
    def make(data: bytes, name: str = "july.csv") -> ImportDialog:
        file = tmp_path / name
        file.write_bytes(data)
        dialog = ImportDialog(session, look, [file])
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitExposed(dialog)
        return dialog

    return make


def ready(qtbot: QtBot, dialog: ImportDialog) -> ImportDialog:
    qtbot.waitUntil(lambda: dialog.preview is not None and not dialog.bar.isVisible())
    return dialog


def click(qtbot: QtBot, button: QPushButton) -> None:
    assert button.isEnabled()
    qtbot.mouseClick(button, LEFT)


def cells(model: ListModel[Any]) -> list[tuple[str, ...]]:
    """What a list shows, row by row."""
    return [
        tuple(str(model.index(row, column).data()) for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def choose(qtbot: QtBot, combo: Combo, text: str) -> None:
    """Open the list and take the line that begins with this, with the keyboard."""
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    view = combo.view()
    place = next(n for n in range(combo.count()) if combo.itemText(n).startswith(text))
    view.setCurrentIndex(combo.model().index(place, 0))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    QApplication.processEvents()


def test_a_table_comes_in_with_one_button(qtbot: QtBot, session: Session, patient: Patient, show: Open) -> None:
    dialog = ready(qtbot, show(table(many(100))))
    assert dialog.summary.text() == "To be added: 1 new patient, 5 visits, 100 points."
    assert cells(dialog.new)[0] == ("Family 0, Given", "5 Mar 1992", "0", "new", "5", "100")
    assert dialog.import_button.text() == "Import 5 visits"
    with qtbot.waitSignal(dialog.imported) as said:
        click(qtbot, dialog.import_button)
    assert said.args == ["Imported 1 new patient and 5 visits."]
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert count_visits(session.store) == 5
    assert len(automatic_backups(session.store.path)) == 1
    (entry,) = session.store.audit.entries(action="import")
    assert json.loads(entry.detail) == {"patients": 1, "visits": 5}


def test_what_is_there_already_is_not_imported_again(qtbot: QtBot, session: Session, show: Open) -> None:
    click(qtbot, ready(qtbot, show(table(three()))).import_button)
    qtbot.waitUntil(lambda: count_visits(session.store) == 1)
    again = ready(qtbot, show(table(three())))
    assert "There already, and kept as they are: 1 visit." in again.summary.text()
    assert again.import_button.text() == "Nothing to import"
    assert not again.import_button.isEnabled()
    assert again.state.text() == "Everything in the file is in the record already."


def test_json_comes_in_too(qtbot: QtBot, session: Session, show: Open) -> None:
    click(qtbot, ready(qtbot, show(raw_json(whole()), "july.json")).import_button)
    qtbot.waitUntil(lambda: count_visits(session.store) == 1)


def test_everything_that_is_wrong_is_listed_and_nothing_comes_in(qtbot: QtBot, session: Session, show: Open) -> None:
    rows = three()
    rows[0]["units"], rows[2]["x"] = "x", "900"
    dialog = ready(qtbot, show(table(rows)))
    assert dialog.pages.currentIndex() == WRONG
    assert cells(dialog.wrong) == [
        ("line 2, column “units”", "“x” is no number; write it as 2.5."),
        ("line 4, column “x”", "a point lies within 400 mm of the origin; 900 does not."),
    ]
    assert not dialog.import_button.isEnabled()
    assert "mend the file" in dialog.state.text()
    assert session.store.patients.count() == 0


def test_all_that_is_wrong_in_json_is_listed(qtbot: QtBot, show: Open) -> None:
    file = whole()
    other = json.loads(json.dumps(file["patients"][0]))
    file["patients"][0]["born"], other["visits"][0]["points"][0]["units"] = "x", "1.5"
    file["patients"].append(other)
    dialog = ready(qtbot, show(raw_json(file), "july.json"))
    assert [row[0] for row in cells(dialog.wrong)] == [
        "$.patients[1].visits[0].points[0].units", "$.patients[0].born",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"", "july.csv is empty"), (b"\xff\xfea", "UTF-16 text and is damaged"), (b"a,b\n1", "1 cells stand here")],
)
def test_a_file_that_cannot_be_read_is_named(qtbot: QtBot, show: Open, data: bytes, says: str) -> None:
    dialog = ready(qtbot, show(data))
    (row,) = cells(dialog.wrong)
    assert says in " ".join(row)


def test_a_file_that_vanished_is_said(qtbot: QtBot, session: Session, look: Look, tmp_path: Path) -> None:
    dialog = ImportDialog(session, look, [tmp_path / "gone.csv"])
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: "gone.csv cannot be read" in dialog.state.text())
    assert not dialog.import_button.isEnabled()


# ---------------------------------------------------------------------- who is alike


def near_rows() -> list[dict[str, object]]:
    """Somebody with the chart number of the known patient, and somebody with her names."""
    first = [{**row, "patient_id": None, "visit_id": None, "born": "1992-03-06"} for row in three()]
    return first + [{**row, "patient_id": None, "visit_id": None, "chart_no": "77"} for row in three()]


def test_who_is_alike_is_asked_one_by_one(qtbot: QtBot, session: Session, patient: Patient, show: Open) -> None:
    dialog = ready(qtbot, show(table(near_rows())))
    assert dialog.pages.currentIndex() == NEAR
    assert dialog.tabs[NEAR].text() == "Alike 2"
    assert not dialog.import_button.isEnabled()
    assert dialog.near.here.currentText().startswith("Family, Given, born 5 Mar 1992, chart 10482")
    click(qtbot, dialog.near.other)
    ready(qtbot, dialog)
    qtbot.waitUntil(lambda: cells(dialog.near.model)[0][3] == "another person")
    assert dialog.near.table.currentIndex().row() == 1
    click(qtbot, dialog.near.same)
    qtbot.waitUntil(lambda: dialog.import_button.isEnabled())
    assert dialog.import_button.text() == "Import 2 visits"
    click(qtbot, dialog.import_button)
    qtbot.waitUntil(lambda: count_visits(session.store) == 2)
    assert len(session.store.visits.of(patient.id)) == 1
    assert session.store.patients.count() == 2
    assert session.store.patients.get(patient.id) == patient


def test_an_answer_can_be_changed_and_who_is_left_out_stays_out(
    qtbot: QtBot, session: Session, patient: Patient, show: Open
) -> None:
    dialog = ready(qtbot, show(table(near_rows()[:3])))
    click(qtbot, dialog.near.same)
    qtbot.waitUntil(lambda: dialog.import_button.isEnabled())
    dialog.near.table.setCurrentIndex(dialog.near.model.index(0, 0))
    click(qtbot, dialog.near.leave)
    qtbot.waitUntil(lambda: cells(dialog.near.model)[0][3] == "not taken")
    ready(qtbot, dialog)
    assert not dialog.import_button.isEnabled()
    assert "1 not taken" in dialog.summary.text()


# ---------------------------------------------------------------------- stopping


def test_an_import_that_is_stopped_leaves_nothing(qtbot: QtBot, session: Session, show: Open) -> None:
    dialog = ready(qtbot, show(table(many(4000))))
    click(qtbot, dialog.import_button)
    qtbot.waitUntil(lambda: dialog.bar.isVisible() and dialog.bar.value() > 10, timeout=20_000)
    click(qtbot, dialog.stop_button)
    qtbot.waitUntil(lambda: dialog.state.text() == "Stopped; nothing was imported.", timeout=20_000)
    assert session.store.patients.count() == 0
    assert session.store.audit.entries(action="import") == ()
    click(qtbot, dialog.import_button)
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=20_000)
    assert count_visits(session.store) == 200


def test_a_window_closed_while_importing_leaves_nothing(qtbot: QtBot, session: Session, show: Open) -> None:
    dialog = ready(qtbot, show(table(many(4000))))
    click(qtbot, dialog.import_button)
    qtbot.waitUntil(lambda: dialog.bar.value() > 10, timeout=20_000)
    dialog.close()
    assert session.store.patients.count() == 0


def test_the_file_says_that_somebody_is_at_work_in_it(qtbot: QtBot, session: Session, show: Open) -> None:
    assert not session.store.is_taken()
    dialog = ready(qtbot, show(table(many(4000))))
    click(qtbot, dialog.import_button)
    qtbot.waitUntil(lambda: dialog.bar.value() > 10, timeout=20_000)
    assert session.store.is_taken()
    dialog.close()


# ---------------------------------------------------------------------- another program's table


@pytest.fixture
def mapping(qtbot: QtBot, session: Session, look: Look) -> Callable[[str], MappingDialog]:
    def make(text: str) -> MappingDialog:
        dialog = MappingDialog(session.env.shipped, look, read_grid(text.encode(), "other.csv"), None)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitExposed(dialog)
        return dialog

    return make


def test_what_can_be_read_two_ways_is_asked(qtbot: QtBot, mapping: Callable[[str], MappingDialog]) -> None:
    text = OTHER.replace("25.03", "05.03").replace("Frown lines", "Zornesfalte")
    dialog = mapping(text)
    assert not dialog.go_button.isEnabled()
    assert dialog.columns["born"].currentText() == "DOB"
    choose(qtbot, dialog.meanings["dates", "born"], "day, month")
    choose(qtbot, dialog.meanings["area", "Zornesfalte"], "Glabella")
    assert not dialog.go_button.isEnabled()
    assert "middle of their area" in dialog.ask.text()
    qtbot.mouseClick(dialog.middle, LEFT, pos=QPoint(10, dialog.middle.height() // 2))
    assert dialog.ask.text() == ""
    click(qtbot, dialog.go_button)
    assert dialog.mapping.areas["Zornesfalte"] == "glabella"
    assert dialog.mapping.dates["born"] is DateOrder.DMY


def test_a_column_is_one_thing_only(qtbot: QtBot, mapping: Callable[[str], MappingDialog]) -> None:
    dialog = mapping(OTHER)
    choose(qtbot, dialog.columns["chart_no"], "Batch")
    assert dialog.columns["lot"].currentText() == "–"
    assert dialog.mapping.columns["chart_no"] == "Batch"
    choose(qtbot, dialog.columns["units"], "–")
    assert "units" not in dialog.mapping.columns
    assert "dose in units" in dialog.ask.text()


def test_another_programs_table_comes_in_by_its_mapping_and_is_remembered(
    qtbot: QtBot, session: Session, show: Open
) -> None:
    dialog = show(OTHER.encode(), "other.csv")
    qtbot.waitUntil(lambda: bool(dialog.findChildren(MappingDialog)))
    (asked,) = dialog.findChildren(MappingDialog)
    qtbot.waitExposed(asked)
    asked.middle.setFocus()
    qtbot.keyClick(asked.middle, Qt.Key.Key_Space)
    click(qtbot, asked.go_button)
    ready(qtbot, dialog)
    assert "Points without a place stand in the middle of their area and say so." in dialog.notes.text()
    click(qtbot, dialog.import_button)
    qtbot.waitUntil(lambda: count_visits(session.store) == 2)
    visits = [visit for patient in session.store.patients.all() for visit in session.store.visits.of(patient.id)]
    points = [point for visit in visits for point in visit.points]
    assert len(points) == 5
    assert all(point.guessed for point in points)
    assert recall(paths.mappings_file(), read_grid(OTHER.encode(), "x.csv").header) is not None
    again = ready(qtbot, show(OTHER.encode(), "later.csv"))
    assert not again.import_button.isEnabled()
    assert again.mapping_button.isVisible()


def test_giving_up_on_the_columns_gives_up_the_import(qtbot: QtBot, show: Open) -> None:
    dialog = show(OTHER.encode(), "other.csv")
    qtbot.waitUntil(lambda: bool(dialog.findChildren(MappingDialog)))
    click(qtbot, dialog.findChildren(MappingDialog)[0].cancel_button)
    qtbot.waitUntil(lambda: not dialog.isVisible())


# ---------------------------------------------------------------------- at the window


@pytest.fixture
def window(qtbot: QtBot, session: Session, hub: Hub, look: Look) -> DeskWindow:
    templates = shipped.templates()
    made = DeskWindow(hub, look, lambda view, version: templates[version].views[view])
    qtbot.addWidget(made)
    made.attach(session, "charting.sqlite")
    made.show()
    qtbot.waitExposed(made)
    return made


def dialog_of(window: DeskWindow) -> ImportDialog | None:
    found = [dialog for dialog in window.findChildren(ImportDialog) if dialog.isVisible()]
    return found[0] if found else None


def test_a_table_dropped_on_the_window_is_previewed(
    qtbot: QtBot, window: DeskWindow, session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "july.csv"
    file.write_bytes(table(three()))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    nothing, copied = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    notices: list[str] = []
    window.hub.notice.connect(notices.append)

    QApplication.sendEvent(window, QDragEnterEvent(QPoint(50, 50), copied, data, LEFT, nothing))
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), copied, data, LEFT, nothing))
    qtbot.waitUntil(lambda: dialog_of(window) is not None)
    dialog = dialog_of(window)
    assert dialog is not None
    click(qtbot, ready(qtbot, dialog).import_button)
    qtbot.waitUntil(lambda: notices == ["Imported 1 new patient and 1 visit."], timeout=20_000)
    assert count_visits(session.store) == 1


def test_import_asks_for_files(
    qtbot: QtBot, window: DeskWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "july.csv"
    file.write_bytes(table(three()))
    asked = "charting.ui.kit.asking_files.QFileDialog.getOpenFileNames"
    monkeypatch.setattr(asked, lambda *_: ([str(file)], ""))
    qtbot.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: dialog_of(window) is not None)
    dialog = dialog_of(window)
    assert dialog is not None
    ready(qtbot, dialog).reject()


def test_both_windows_change_their_look(qtbot: QtBot, show: Open, mapping: Callable[[str], MappingDialog]) -> None:
    hand_look(ready(qtbot, show(table(three()))), DARK)
    mapping(OTHER)


# ---------------------------------------------------------------------- a place that nobody recorded


def test_a_place_nobody_recorded_stays_so_until_it_is_moved(charted: Session) -> None:
    from charting.domain.visit.visit import NO_PLACE, with_points_moved

    assert charted.open.visit is not None
    point = replace(charted.open.visit.points[0], placed_by=NO_PLACE)
    assert charted.points.placed(point).guessed
    visit = replace(charted.open.visit, points=(point,))
    assert not with_points_moved(visit, {point.key}, 1, 0).points[0].guessed


def test_today_is_no_day_of_birth_to_come(qtbot: QtBot, show: Open) -> None:
    rows = [{**row, "born": date(2026, 7, 15).isoformat()} for row in three()]
    assert "future" in " ".join(cells(ready(qtbot, show(table(rows))).wrong)[0])
