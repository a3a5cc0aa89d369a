"""What people type is plain text wherever it is shown: no markup, no key marks eaten, no name in a window's title."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QTextDocument
from PySide6.QtGui import Qt as Text
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QGroupBox, QLabel, QMenu, QWidget

from charting.desk.session import Session
from charting.domain.people.people import Person
from charting.domain.visit.visit import Vial
from charting.exchange.pictures.photos import picture_of
from charting.ui.clinic.settings import SettingsDialog
from charting.ui.files.export import ExportDialog
from charting.ui.files.feature import Files
from charting.ui.past.compare import CompareDialog
from charting.ui.past.recall import RecallDialog
from charting.ui.past.review import ReviewDialog
from charting.ui.patient.history import HistoryDialog
from charting.ui.patient.patient import PatientDialog
from charting.ui.patient.photos import PhotosDialog
from charting.ui.people.audit import AuditDialog
from charting.ui.people.people import PeopleDialog
from charting.ui.people.signer import Signer
from charting.ui.vials.lots import LotDialog
from charting.ui.vials.stock import StockDialog
from charting.ui.vials.vial import VialSheet
from charting.ui.visit.amend import NoteDialog
from charting.ui.visit.sign import SignDialog
from tests.exchange.test_photos import a_picture
from tests.ui.desk import DeskWindow
from tests.ui.people import LOCK

UI = Path(__file__).resolve().parent.parent.parent / "charting" / "ui"
PLANTED = "<b>x</b>&y<img src='z'>"
PLAIN_ALREADY = {
    "dosebar.py": {"name"}, "doses.py": {"f'SHA-256 {whole}' if whole else ''"}, "visit_buttons.py": {"tip"},
    "fields.py": {"product.generic if product else ''", "strength"},
    "face_panel.py": {"f'{name} (Ctrl+{number})'", "name"},
    "history_form.py": {"self.remove.accessibleName()"}, "same.py": {"tip"},
}  # fmt: skip
"""Texts of the program's own, and figures."""


def test_every_tooltip_of_changing_text_goes_through_the_one_that_keeps_it_plain() -> None:
    faults = []
    for file in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("setToolTip", "set_tip"):
                said = node.args[-1]
                if not _is_plain(said) and ast.unparse(said) not in PLAIN_ALREADY.get(file.name, ()):
                    faults.append(f"{file.name}:{node.lineno} {ast.unparse(said)}")
    assert faults == []


def _is_plain(said: ast.expr) -> bool:
    if isinstance(said, ast.IfExp):
        return _is_plain(said.body) and _is_plain(said.orelse)
    if isinstance(said, ast.Constant):
        return True
    if isinstance(said, ast.Call) and isinstance(said.func, ast.Name):
        return said.func.id == "tooltip"
    named = isinstance(said, ast.Call) and isinstance(said.func, ast.Attribute) and said.func.attr == "tr"
    return named and all(isinstance(argument, ast.Constant) for argument in said.args)  # type: ignore[union-attr]


def texts(top: QWidget) -> list[str]:
    """What is wrong with the texts in a window: markup that would be obeyed, a “&” that would be eaten."""
    found = [fault for widget in (top, *top.findChildren(QWidget)) for fault in faults_of(widget)]
    for action in top.findChildren(QAction):
        found += [f"action {action.text()}"] if _eaten(action.text()) else []
        found += [f"tip {action.toolTip()}"] if _obeyed(action.toolTip()) else []
    return found


def faults_of(widget: QWidget) -> Iterator[str]:
    what = type(widget).__name__
    if _obeyed(widget.toolTip()):
        yield f"tooltip of {what}: {widget.toolTip()}"
    if isinstance(widget, QLabel) and _planted(widget.text()):
        auto = widget.textFormat() is Qt.TextFormat.AutoText and Text.mightBeRichText(widget.text())
        if auto or widget.textFormat() is Qt.TextFormat.RichText:
            yield f"label {what}: {widget.text()}"
    title = widget.title() if isinstance(widget, QGroupBox | QMenu) else ""
    if _eaten(widget.text() if isinstance(widget, QAbstractButton) else title):
        yield f"{what}: {widget.text() if isinstance(widget, QAbstractButton) else title}"
    if widget.isWindow() and _planted(widget.windowTitle()):
        yield f"title {widget.windowTitle()}"


def _obeyed(tip: str) -> bool:
    """Whether a tooltip has markup of what was typed: what is shown of it then is not what was typed."""
    if not Text.mightBeRichText(tip):
        return False
    document = QTextDocument()
    document.setHtml(tip)
    shown = document.toPlainText()
    return ("<b>x" in tip) or (_planted(shown) and "<b>x</b>&y" not in shown)


def _planted(text: str) -> bool:
    return "&y" in text or "<b>x" in text or "x&y" in text


def _eaten(text: str) -> bool:
    return "&y" in text.replace("&&", "")


@pytest.fixture
def planted(window: DeskWindow, eve: Person, charted: Session) -> Session:
    """A chart, a clinic and people with markup in every word somebody can type."""
    charted.patients.change(
        replace(charted.open.patient, family_name=f"Fam {PLANTED}", given_name=PLANTED, chart_no="<b>x</b>&y")
    )
    vial = Vial(charted.env.new_id(), "ona_botox", Decimal(100), "<b>x</b>&y", date(2027, 3, 31), Decimal("2.5"),
                made_up_at=charted.env.clock(), diluent=PLANTED, diluent_lot=PLANTED)  # fmt: skip
    charted.vials.add(vial)
    charted.vials.pick(vial)
    photo = replace(charted.health.blank_photo(charted.open.visit.id), name=PLANTED)
    charted.health.add_photo(picture_of(a_picture()), photo)
    charted.settings.set_settings(replace(charted.clinic.settings, name=PLANTED))
    pattern = charted.patterns.save(PLANTED, frozenset())
    charted.patterns.place(pattern)
    charted.people.change_person(replace(eve, name=f"Eve {PLANTED}"))
    QApplication.processEvents()
    return charted


def test_the_whole_desk_shows_what_was_typed_as_it_was_typed(window: DeskWindow, planted: Session) -> None:
    assert texts(window) == []
    assert window.windowTitle() == "Charting"
    QTest.keyClick(window, *LOCK)
    assert texts(window) == []


@pytest.mark.parametrize("make", [
    lambda w, s: PatientDialog(s, w.look, s.open.patient, parent=w),
    lambda w, s: HistoryDialog(s, w.look, parent=w),
    lambda w, s: PeopleDialog(s, w.hub, w.look, parent=w),
    lambda w, s: PhotosDialog(s, w.hub, w.look, parent=w),
    lambda w, s: CompareDialog(s, w.look, w.faces, parent=w),
    lambda w, s: RecallDialog(s, s.open.patient, None, parent=w),
    lambda w, s: SignDialog(s, Signer(s, w.look), w),
    lambda w, s: ReviewDialog(s, s.open.visit, w),
    lambda w, s: ExportDialog(s, w.faces, parent=w),
    lambda w, s: VialSheet(s, w.look, s.open.visit.vials[0], parent=w),
    lambda w, s: StockDialog(s, w.look, parent=w),
    lambda w, s: LotDialog(s, w.look, "<b>x</b>&y", parent=w),
    lambda w, s: SettingsDialog(s, w.hub, w.look, "prices", parent=w),
    lambda w, s: SettingsDialog(s, w.hub, w.look, "patterns", parent=w),
    lambda w, s: AuditDialog(s, w.look, parent=w),
    lambda w, s: NoteDialog(s, w),
], ids=["patient", "history", "people", "photos", "compare", "recall", "sign", "review", "export", "vial", "stock",
        "lots", "prices", "patterns", "audit", "note"])  # fmt: skip
def test_dialogs_too(window: DeskWindow, planted: Session, make) -> None:
    dialog: QDialog = make(window, planted)
    dialog.show()
    QApplication.processEvents()
    assert texts(dialog) == []
    dialog.close()


def test_a_picture_dropped_on_a_locked_desk_is_not_taken(
    window: DeskWindow, eve: Person, charted: Session, tmp_path: Path
) -> None:
    picture = tmp_path / "face.png"
    window.grab().save(str(picture))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture))])
    QTest.keyClick(window, *LOCK)
    left, nothing, copied = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    entered = QDragEnterEvent(QPoint(50, 50), copied, data, left, nothing)
    entered.ignore()
    QApplication.sendEvent(window, entered)
    assert not entered.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), copied, data, left, nothing))
    window.part(Files).take([picture])
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not [top for top in QApplication.topLevelWidgets() if isinstance(top, PhotosDialog) and top.isVisible()]
    assert charted.env.file.attachments.of(charted.env.file.visits.drafts(1)[0].patient_id) == ()
