"""The window of exports under real hands: what is chosen is written, stopped exports leave nothing."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog

from charting.domain.visit.chart import Extent
from charting.ui.files import exporting
from charting.ui.files.export import ExportDialog
from charting.ui.files.exporting import Form
from tests.exchange.out import material
from tests.store.test_disk_full import fill, small_disk
from tests.ui.charts import FOREHEAD, treated

__all__ = ["small_disk"]


@pytest.fixture
def dialog(qtbot, signed, look):
    made = ExportDialog(signed, material().drawing)
    qtbot.addWidget(made)
    made.show()
    return made


def click(qtbot, widget):
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def choose(qtbot, dialog, extent, form):
    click(qtbot, dialog.extents.buttons[list(Extent).index(extent)])
    click(qtbot, dialog.formats[form])


def go(qtbot, dialog, monkeypatch, target: Path):
    """Press the button, answer where to, and wait until it is done."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a, **k: str(target))
    click(qtbot, dialog.go)
    qtbot.waitUntil(lambda: dialog._running is None, timeout=20_000)


@pytest.mark.parametrize("form", [Form.PNG, Form.PDF])
def test_letters_that_no_font_here_has_are_said_of_what_was_written(qtbot, dialog, signed, tmp_path, monkeypatch, form):
    signed.patients.change(replace(signed.open.patient, given_name="\U00010400\U00010401"))
    choose(qtbot, dialog, Extent.VISIT, form)
    go(qtbot, dialog, monkeypatch, tmp_path / f"out.{form.value}")
    assert (tmp_path / f"out.{form.value}").exists()
    assert "This computer has no letters for “\U00010400\U00010401”" in dialog.said.text()
    signed.patients.change(replace(signed.open.patient, given_name="Zoë"))
    go(qtbot, dialog, monkeypatch, tmp_path / f"other.{form.value}")
    assert "no letters" not in dialog.said.text()


def last_export(session):
    return session.store.audit.entries(action="export", limit=1)[0]


@pytest.mark.parametrize("form", [Form.JSON, Form.CSV, Form.FHIR, Form.PNG, Form.PDF])
def test_the_open_visit_is_written_in_each_format_and_noted(qtbot, dialog, signed, tmp_path, monkeypatch, form):
    choose(qtbot, dialog, Extent.VISIT, form)
    target = tmp_path / f"out.{form.value}"
    go(qtbot, dialog, monkeypatch, target)
    begin = {
        Form.JSON: b"{",
        Form.CSV: b"\xef\xbb\xbf",
        Form.FHIR: b'{"resource',
        Form.PNG: b"\x89PNG",
        Form.PDF: b"%PDF",
    }
    assert target.read_bytes().startswith(begin[form])
    assert "1 visit of 1 patient" in dialog.said.text()
    assert str(target) in dialog.said.text()
    entry = last_export(signed)
    assert entry.patient == signed.open.patient.id
    assert f'"format":"{form.value}"' in entry.detail
    assert "Family" not in entry.detail


def test_it_says_that_the_file_holds_health_data(dialog):
    assert "health data" in dialog.warning.text()
    assert dialog.warning.isVisible()


def test_pseudonymised_says_what_it_means_and_names_nobody(qtbot, dialog, signed, tmp_path, monkeypatch):
    choose(qtbot, dialog, Extent.PATIENT, Form.JSON)
    assert not dialog.nameless_text.isVisible()
    qtbot.mouseClick(dialog.nameless, Qt.MouseButton.LeftButton, pos=QPoint(10, dialog.nameless.height() // 2))
    assert dialog.nameless_text.isVisible()
    assert not dialog.more.isEnabled()
    name = dialog._name(dialog.selection(), folder=False)
    assert "pseudonymised" in name
    assert "10482" not in name
    target = tmp_path / "x.json"
    go(qtbot, dialog, monkeypatch, target)
    text = target.read_text()
    assert [secret for secret in ("Family", "10482", "1992-03-05", signed.open.patient.id) if secret in text] == []
    assert last_export(signed).patient is None


def test_days_are_read_as_typed_and_wrong_ones_are_said_there(qtbot, dialog, signed, tmp_path, monkeypatch):
    treated(signed, 100, *FOREHEAD)
    choose(qtbot, dialog, Extent.DATES, Form.JSON)
    assert dialog.days.isVisible()
    dialog.since.setText("31/02/2026")
    go(qtbot, dialog, monkeypatch, tmp_path / "x.json")
    assert dialog.day_fields[0].wrong
    assert not (tmp_path / "x.json").exists()
    dialog.since.setText("01/07/2026")
    dialog.until.setText("01/06/2026")
    go(qtbot, dialog, monkeypatch, tmp_path / "x.json")
    assert "before they begin" in dialog.said.text()
    dialog.until.clear()
    go(qtbot, dialog, monkeypatch, tmp_path / "x.json")
    (patient,) = json.loads((tmp_path / "x.json").read_bytes())["patients"]
    assert len(patient["visits"]) == 1


def test_pictures_of_a_patient_go_into_a_folder(qtbot, dialog, signed, tmp_path, monkeypatch):
    treated(signed, 100, *FOREHEAD)
    choose(qtbot, dialog, Extent.PATIENT, Form.PNG)
    click(qtbot, dialog.sizes.buttons[0])
    folder = tmp_path / "maps"
    folder.mkdir()
    go(qtbot, dialog, monkeypatch, folder)
    assert len(list(folder.glob("*.png"))) == 2
    assert len(list(folder.iterdir())) == 2
    assert "2 files" in dialog.said.text()


@pytest.mark.parametrize("close", [False, True])
def test_a_stopped_export_leaves_nothing(qtbot, dialog, signed, tmp_path, monkeypatch, close):
    begun, wait = threading.Event(), threading.Event()
    first = exporting.AT_ONCE[Form.CSV]

    def slow(records, material, order):
        begun.set()
        assert wait.wait(10)
        return first(records, material, order)

    monkeypatch.setitem(exporting.AT_ONCE, Form.CSV, slow)
    choose(qtbot, dialog, Extent.EVERYTHING, Form.CSV)
    target = tmp_path / "x.csv"
    target.write_bytes(b"old")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target), ""))
    click(qtbot, dialog.go)
    assert begun.wait(10)
    assert dialog.bar.isVisible()
    assert not dialog.formats[Form.CSV].isEnabled()
    if close:
        threading.Timer(0.1, wait.set).start()
        click(qtbot, dialog.close_button)
    else:
        click(qtbot, dialog.go)
        wait.set()
        qtbot.waitUntil(lambda: dialog._running is None, timeout=20_000)
        assert "nothing was written" in dialog.said.text()
    assert target.read_bytes() == b"old"
    assert not [path for path in tmp_path.iterdir() if ".part" in path.name]
    assert signed.store.audit.entries(action="export", limit=5) == ()


def test_a_folder_that_vanished_and_a_full_disk_are_said(qtbot, dialog, tmp_path, monkeypatch, small_disk):
    choose(qtbot, dialog, Extent.PATIENT, Form.JSON)
    go(qtbot, dialog, monkeypatch, tmp_path / "gone" / "x.json")
    assert "no folder" in dialog.said.text()
    filler = fill(small_disk, leave=100)
    go(qtbot, dialog, monkeypatch, small_disk / "x.json")
    assert "cannot be written" in dialog.said.text()
    assert [path.name for path in small_disk.iterdir()] == [filler.name]
    go(qtbot, dialog, monkeypatch, tmp_path / "x.json")
    assert (tmp_path / "x.json").exists()


def test_the_database_itself_is_never_written_over(qtbot, dialog, signed, monkeypatch):
    before = signed.store.path.read_bytes()[:100]
    choose(qtbot, dialog, Extent.PATIENT, Form.JSON)
    go(qtbot, dialog, monkeypatch, signed.store.path)
    assert "itself" in dialog.said.text()
    assert signed.store.path.read_bytes()[:100] == before


def test_without_a_patient_everything_is_offered(qtbot, session, look):
    made = ExportDialog(session, material().drawing)
    qtbot.addWidget(made)
    assert made.extent is Extent.EVERYTHING
    assert [button.isEnabled() for button in made.extents.buttons] == [False, False, True, True]
    made.show()
    click(qtbot, made.extents.buttons[3])  # again: something stays chosen
    assert made.extent is Extent.EVERYTHING


def test_the_action_opens_it(qtbot, window, monkeypatch):
    opened = []
    monkeypatch.setattr(ExportDialog, "exec", lambda self: opened.append(self))
    qtbot.keyClick(window, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert len(opened) == 1
