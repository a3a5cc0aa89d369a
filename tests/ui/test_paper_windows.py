"""The windows of the face map and of the handout, and the clinic's page for them, under real hands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog

from charting.errors import Problem
from charting.paper.sheet_words import Options, sheet_of
from charting.ui.clinic.settings_paper import PaperPage
from charting.ui.files.paper import HandoutDialog, SheetDialog
from charting.ui.files.printing import print_on, set_up
from charting.words import privacy
from tests.ui.charts import FOREHEAD, put
from tests.ui.conftest import NOW
from tests.ui.papers import chart_of, faces, text

# ---------------------------------------------------------------------- the windows


@pytest.fixture
def dialog(qtbot, signed, look):
    made = SheetDialog(signed, signed.open.visit, look, faces)
    qtbot.addWidget(made)
    made.show()
    return made


def audit_actions(session, action):
    return session.store.audit.entries(action=action, limit=10)


def test_saving_writes_the_file_and_notes_it(qtbot, dialog, signed, tmp_path, monkeypatch):
    target = tmp_path / "out.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target), ""))
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    assert "Family, Given" in text(target.read_bytes())
    [entry] = audit_actions(signed, "export")
    assert (entry.patient, entry.visit) == (signed.open.patient.id, signed.open.visit.id)
    assert '"what":"sheet"' in entry.detail
    assert "Family" not in entry.detail
    assert str(target) in dialog.said.text()


def test_a_folder_that_vanished_leaves_nothing_and_is_said(dialog, signed, tmp_path):
    target = tmp_path / "gone" / "out.pdf"
    dialog.save_to(target)
    assert "cannot be written" in dialog.said.text()
    assert not target.parent.exists()
    assert not audit_actions(signed, "export")


def test_a_full_disk_leaves_no_half_file(dialog, tmp_path):
    resource = pytest.importorskip("resource")
    folder = tmp_path / "out"
    folder.mkdir()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))  # the system takes no more of a file than this
    try:
        dialog.save_to(folder / "x.pdf")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "cannot be written: File too large" in dialog.said.text()
    assert list(folder.iterdir()) == []


def test_all_visits_go_into_a_folder(qtbot, signed, look, tmp_path):
    signed.charting.new_visit()
    put(signed, *FOREHEAD)
    signed.charting.settle()
    made = SheetDialog(signed, signed.open.visit, look, faces)
    qtbot.addWidget(made)
    made.show()
    qtbot.mouseClick(made.all_visits, Qt.MouseButton.LeftButton, pos=QPoint(8, made.all_visits.height() // 2))
    assert made.preview.count == 2
    qtbot.keyClick(made.preview, Qt.Key.Key_PageDown)
    assert made.at.text() == "Page 2 of 2"
    made.save_to(tmp_path)
    names = sorted(path.name for path in tmp_path.glob("*.pdf"))
    assert len(names) == 2
    assert names[0] == "chart-10482_2026-07-14_face-map.pdf"
    assert sum("DRAFT" in text((tmp_path / name).read_bytes()) for name in names) == 1


def test_without_a_printer_that_is_said_and_the_pdf_stays_offered(qtbot, dialog, signed, monkeypatch):
    monkeypatch.setattr("PySide6.QtPrintSupport.QPrinterInfo.availablePrinterNames", list)
    qtbot.mouseClick(dialog.print_button, Qt.MouseButton.LeftButton)
    assert "No printer" in dialog.said.text()
    assert "PDF" in dialog.said.text()
    assert dialog.save_button.isEnabled()
    assert not audit_actions(signed, "print")


@pytest.mark.qt_log_ignore("Returned false", extend=True)
def test_a_printer_that_is_not_there_is_a_problem(dialog):
    printer = QPrinter()
    printer.setPrinterName("nowhere")
    presses = dialog._presses(hidden=False)
    with pytest.raises(Problem, match="printer"):
        print_on(printer, presses)


def test_what_is_printed_is_the_sheet(dialog, tmp_path):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    presses = dialog._presses(hidden=False)
    set_up(printer, presses, "x")
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    print_on(printer, presses)
    assert "Family, Given" in text((tmp_path / "printed.pdf").read_bytes())


def test_the_preview_hides_names_where_they_are_hidden(qtbot, dialog, tmp_path):
    privacy.hide(True)
    try:
        dialog.refresh()
        press = dialog._presses(hidden=True)[0]
        assert press.sheet.name == "F., G."
        assert "1992" not in press.sheet.identity
        dialog.save_to(tmp_path / "whole.pdf")
    finally:
        privacy.hide(False)
    assert "Family, Given" in text((tmp_path / "whole.pdf").read_bytes())


def test_a_click_looks_closer_and_back(qtbot, dialog):
    preview = dialog.preview
    whole = preview._place()
    qtbot.mouseClick(preview, Qt.MouseButton.LeftButton, pos=preview.rect().center())
    assert preview._place().width() > 2 * whole.width()
    qtbot.mouseClick(preview, Qt.MouseButton.LeftButton, pos=preview.rect().center())
    assert preview._place() == whole


def test_the_note_comes_into_the_handout(qtbot, signed, look):
    made = HandoutDialog(signed, signed.open.visit, look, faces)
    qtbot.addWidget(made)
    made.show()
    qtbot.keyClicks(made.note, "Drink water.")
    qtbot.waitUntil(lambda: not made._soon.isActive())
    press = made._presses(hidden=False)[0]
    assert any("Drink water." in line for part in press.sheet.pages[0] for line in getattr(part, "lines", ()))


def test_the_handout_opens_from_the_menu_before_anything_is_charted(qtbot, window, monkeypatch, tmp_path):
    shown = []
    monkeypatch.setattr(HandoutDialog, "exec", lambda self: shown.append(self))
    session = window.session
    session.patients.add(replace(session.open.patient, id=session.env.new_id(), chart_no="10483", family_name="Newly"))
    assert session.open.visit is None
    action = window.actions_by_name["handout"]
    assert action.isEnabled()
    action.trigger()
    (made,) = shown
    qtbot.addWidget(made)
    made.show()
    made.save_to(tmp_path / "handout.pdf")
    said = text((tmp_path / "handout.pdf").read_bytes())
    assert "Newly, Given" in said
    assert "A small amount of botulinum toxin is injected" in said
    (entry,) = audit_actions(session, "export")
    assert (entry.patient, entry.visit) == (session.open.patient.id, None)
    assert session.store.visits.of(session.open.patient.id) == ()  # nothing was begun by it


def test_the_clinic_switches_the_words_on_low_dose_on_by_a_tick(qtbot, charted, look):
    page = PaperPage(charted, look)
    qtbot.addWidget(page)
    page.show()
    assert not page.low_dose.isChecked()
    qtbot.mouseClick(page.low_dose, Qt.MouseButton.LeftButton, pos=QPoint(8, page.low_dose.height() // 2))
    assert charted.store.clinic.book().paper.low_dose
    assert '"paper"' in audit_actions(charted, "settings")[0].detail


def test_the_keys_open_the_paper_of_the_open_visit(qtbot, window, monkeypatch):
    opened = []
    monkeypatch.setattr(SheetDialog, "exec", lambda self: opened.append(self.charts))
    qtbot.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert [chart.visit.id for chart in opened[0]] == [window.session.open.visit.id]


def test_a_text_with_an_unknown_place_is_refused_where_it_is_typed(qtbot, charted, look):
    page = PaperPage(charted, look)
    qtbot.addWidget(page)
    page.show()
    page.text.setPlainText("Dear {patient},\n")
    qtbot.mouseClick(page.keep, Qt.MouseButton.LeftButton)
    assert "{patient} is nothing the program can fill in" in page.text_field.message.text()
    assert charted.clinic.book.paper.handout is None
    page.text.setPlainText("Dear {name},\n")
    qtbot.mouseClick(page.keep, Qt.MouseButton.LeftButton)
    assert charted.clinic.book.paper.handout == "Dear {name},\n"
    qtbot.mouseClick(page.shipped, Qt.MouseButton.LeftButton)
    assert charted.clinic.book.paper.handout is None
    assert "{areas}" in page.text.toPlainText()


def test_reading_charts_for_paper_notes_no_view_and_changes_nothing_on_the_desk(signed):
    before = len(audit_actions(signed, "view"))
    visit, visits = signed.open.visit, signed.open.visits
    chart, _ = chart_of(signed)
    assert chart.assessment.total_units == Decimal("40.5")
    assert (signed.open.visit, signed.open.visits) == (visit, visits)
    assert len(audit_actions(signed, "view")) == before


def test_a_consent_of_another_day_does_not_stand_for_this_visit(signed):
    chart, _ = chart_of(signed)
    later = replace(chart.visit, at=chart.visit.at - timedelta(days=400))
    sheet = sheet_of(replace(chart, visit=later), faces, Options(NOW))
    assert sheet.facts[0].text.startswith("9 Jun 2025")


def test_letters_that_this_computer_has_not_are_said_before_anything_is_printed(qtbot, signed, look):
    signed.patients.change(replace(signed.open.patient, given_name="\U00010400\U00010401"))
    made = SheetDialog(signed, signed.open.visit, look, faces)
    qtbot.addWidget(made)
    assert "This computer has no letters for “\U00010400\U00010401” (U+10400 U+10401)" in made.said.text()
    signed.patients.change(replace(signed.open.patient, given_name="Zoë"))
    made = SheetDialog(signed, signed.open.visit, look, faces)
    qtbot.addWidget(made)
    assert made.said.text() == ""
