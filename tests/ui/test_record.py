"""What follows signing, by hand: a note, a correction, an error; and how each then looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.people.patient import Patient, Sex
from charting.domain.visit.visit import Meaning, Status, Visit
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import DARK, Look
from charting.ui.past.visit_rows import CARD
from charting.ui.patient.finder_rows import FindPatient
from charting.ui.people.signer import Signer
from charting.ui.visit.amend import CorrectDialog, ErrorDialog, NoteDialog, Writer
from charting.ui.visit.sign import SignDialog
from charting.words.record_words import late_text, meaning_text
from tests import shipped
from tests.ui.charts import FOREHEAD, FULL_FACE, put, treated
from tests.ui.desk import DeskWindow

Opened = Callable[..., DeskWindow]


@pytest.fixture(autouse=True)
def nobody_signed_yet() -> Iterator[None]:
    Writer.last = ""
    yield
    Writer.last = ""


@pytest.fixture
def signed(session: Session, patient: Patient) -> Visit:
    """A treatment of 60 days ago, open on the screen."""
    visit = treated(session, 60, *FULL_FACE)
    session.patients.open(patient.id)
    session.charting.open_visit(visit.id)
    return visit


@pytest.fixture
def window(qtbot: QtBot, session: Session, hub: Hub, look: Look, signed: Visit) -> DeskWindow:
    faces = shipped.templates()
    made = DeskWindow(hub, look, lambda view, version: faces[version].views[view] if version in faces else None)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.attach(session, "x")
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    QApplication.processEvents()
    return made


def by_hand(window: DeskWindow, action: str, work: Callable[[Any], None]) -> list[str]:
    """Trigger an action and do something with the dialog it opens; the names of those dialogs."""
    seen: list[str] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            seen.append(type(dialog).__name__)
            work(dialog)
            if dialog.isVisible():
                dialog.reject()

    QTimer.singleShot(0, answer)
    window.actions_by_name[action].trigger()
    return seen


def typed(text: str, name: str = "") -> Callable[[Any], None]:
    def work(dialog: Any) -> None:
        QTest.keyClicks(dialog.text, text)
        if name:
            QTest.keyClicks(dialog.name, name)
        QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)

    return work


def face_of(window: DeskWindow) -> QImage:
    QApplication.processEvents()
    return window.face_panel.canvas.grab().toImage()


def card(window: DeskWindow, row: int) -> object:
    return window.visits.list.model().index(row, 0).data(CARD)


def test_a_note_is_added_and_read(window: DeskWindow, session: Session, signed: Visit) -> None:
    assert window.doses.record.isHidden()
    seen = by_hand(window, "add_note", typed("Called: all well.", "Dr Sign"))
    assert seen == ["NoteDialog"]
    assert [note.text for note in session.open.visit.addenda] == ["Called: all well."]
    record = window.doses.record
    assert record.isVisible()
    assert [label.text() for label in record.notes] == ["Note · 14 Jul 2026 10:20 · Dr Sign", "Called: all well."]
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in record.notes)
    assert session.open.visit.status is Status.SIGNED
    assert Writer.last == "Dr Sign"


def test_a_note_without_words_or_a_name_is_refused_where_it_is_typed(
    window: DeskWindow, session: Session, qtbot: QtBot, look: Look
) -> None:
    dialog = NoteDialog(session)
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    assert dialog.field.message.text() == "Type a few words first."
    QTest.keyClicks(dialog.text, "Words")
    assert dialog.field.message.text() == ""
    QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    assert dialog.name_field.message.text() == "Type your name."
    dialog.text.setPlainText("x" * 4001)
    QTest.keyClicks(dialog.name, "Dr")
    QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    assert "4001 characters" in dialog.field.message.text()
    assert session.open.visit.addenda == ()
    QTest.keyClick(dialog.text, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.name


def test_a_correction_is_charted_beside_what_was_signed(window: DeskWindow, session: Session, signed: Visit) -> None:
    session.amending.add_note("Called.", "Dr Sign")
    seen = by_hand(window, "correct", typed("The chin had 3 U."))
    assert seen == ["CorrectDialog"]
    draft = session.open.visit
    assert (draft.is_draft, draft.amends, draft.reason) == (True, signed.id, "The chin had 3 U.")
    record = window.doses.record
    amending_notes = [label for label in record.findChildren(QLabel) if label.text().startswith("Note")]
    assert not any(label.isVisible() for label in amending_notes)  # none of the visit that was open before
    assert record.status.text() == "Correction, not signed yet"
    assert record.reason.text() == "Reason: The chin had 3 U."
    assert "correction" in card(window, 0).marks
    plain = face_of(window)
    session.points.dose({17}, Decimal(3))
    corrected = session.signing.sign("Dr Sign")
    assert window.banner.pill.text() == "Signed 14 Jul 2026 by Dr Sign"
    assert "· corrected" in window.doses.signed.text()
    assert window.face_panel.canvas.scene.labels.watermark == ""
    QTest.mouseClick(record.link, Qt.MouseButton.LeftButton)
    assert session.open.visit.id == signed.id
    assert window.banner.pill.text() == "Amended 14 Jul 2026"
    assert record.status.text() == "Corrected · 14 Jul 2026 10:20 · Dr Sign"
    assert window.face_panel.canvas.scene.labels.watermark == "corrected"
    assert window.doses.total.total.font().strikeOut()
    assert card(window, 1).faded
    assert not card(window, 0).faded
    assert face_of(window) != plain
    QTest.mouseClick(record.link, Qt.MouseButton.LeftButton)
    assert session.open.visit.id == corrected.id
    assert not window.doses.total.total.font().strikeOut()


def test_correcting_twice_goes_on_with_the_draft_and_then_opens_the_newest(
    window: DeskWindow, session: Session, signed: Visit
) -> None:
    by_hand(window, "correct", typed("Typo."))
    draft = session.open.visit
    session.charting.open_visit(signed.id)
    window.actions_by_name["correct"].trigger()  # asks nothing: the reason is known
    assert session.open.visit.id == draft.id
    session.signing.sign("Dr Sign")
    session.charting.open_visit(signed.id)
    window.actions_by_name["correct"].trigger()
    assert session.open.visit.id == draft.id


def test_an_error_is_marked_and_copied_to_the_one_it_belongs_to(
    window: DeskWindow, session: Session, signed: Visit, hub: Hub
) -> None:
    said: list[str] = []
    hub.notice.connect(said.append)
    other = Patient(session.env.new_id(), "Family", "Gwen", date(1992, 3, 5), "10483", Sex.FEMALE)
    session.store.patients.add(other)
    before = face_of(window)

    def work(dialog: Any) -> None:
        assert isinstance(dialog, ErrorDialog)
        QTest.keyClicks(dialog.text, "Charted on the wrong one.")
        QTest.keyClicks(dialog.name, "Dr Sign")
        QTest.mouseClick(dialog.copy, Qt.MouseButton.LeftButton, pos=dialog.copy.rect().center() - _left(dialog.copy))
        assert dialog.copy.isChecked()
        QTest.keyClicks(dialog.picker.line, "nobody at all")
        QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
        assert dialog.wrong.isVisible()
        assert dialog.picker.none.isVisible()
        dialog.picker.line.clear()
        QTest.keyClicks(dialog.picker.line, "family")
        assert [p.id for p in dialog.picker.model._patients] == [other.id]  # never the patient it stands with
        QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)

    assert by_hand(window, "in_error", work) == ["ErrorDialog"]
    assert session.open.visit.status is Status.ENTERED_IN_ERROR
    (copy,) = session.store.visits.of(other.id)
    assert copy.is_draft
    assert copy.points == signed.points
    assert said == ["Marked as entered in error; a draft copy is with Family, Gwen."]
    assert window.banner.pill.text() == "Entered in error"
    assert window.banner.pill.property("tone") == "danger"
    assert not window.banner.since.isVisible()
    assert window.doses.record.reason.text() == "Reason: Charted on the wrong one."
    assert card(window, 0).faded
    assert "entered in error" in card(window, 0).marks
    assert face_of(window) != before
    window.actions_by_name["in_error"].trigger()
    window.actions_by_name["correct"].trigger()
    assert said[1:] == [
        "This visit is entered in error already.", "This visit is entered in error; it is not corrected any more.",
    ]  # fmt: skip


def _left(widget: QWidget) -> object:
    from PySide6.QtCore import QPoint

    return QPoint(widget.width() // 2 - 10, 0)


def test_a_signed_visit_never_hides_its_lot(window: DeskWindow, session: Session, signed: Visit) -> None:
    shown = [label.text() for label in window.doses.findChildren(QLabel) if label.isVisible()]
    assert any("C7421" in text for text in shown)


def test_a_draft_is_not_amended(window: DeskWindow, session: Session, hub: Hub) -> None:
    said: list[str] = []
    hub.notice.connect(said.append)
    session.charting.new_visit()
    for action in ("add_note", "correct", "in_error"):
        window.actions_by_name[action].trigger()
    assert said == ["This visit is a draft; change it itself."] * 3


def test_the_watermark_goes_with_the_visit(window: DeskWindow, session: Session, signed: Visit) -> None:
    session.amending.enter_in_error("Wrong.", "Dr")
    canvas = window.face_panel.canvas
    washed = face_of(window)
    assert canvas.scene.labels.watermark == "entered in error"
    session.charting.open_visit(None)
    assert canvas.scene.labels.watermark == ""
    session.charting.open_visit(signed.id)
    assert face_of(window) == washed
    window.set_look(DARK)
    assert face_of(window) != washed


def test_a_late_entry_says_both_days(window: DeskWindow, session: Session) -> None:
    session.charting.new_visit()
    put(session, *FOREHEAD)
    visit = session.open.visit
    session.charting.edit("Time", replace(visit, at=visit.at - timedelta(days=2)))
    assert window.banner.pill.text() == "Draft of 12 Jul 2026 · late entry"
    dialog = SignDialog(session, Signer(session, window.look), window)
    labels = [label.text() for label in dialog.findChildren(QWidget) if hasattr(label, "text")]
    assert "12 Jul 2026 10:20 · late entry" in labels
    assert meaning_text(Meaning.TREATED) in labels
    dialog.deleteLater()
    session.signing.sign("Dr Sign")
    assert "Late entry: treated 12 Jul 2026, charted 14 Jul 2026" in window.doses.signed.text()
    assert "late entry" in card(window, 0).marks


def test_nothing_late_is_said_of_one_day_or_of_older_records(signed: Visit) -> None:
    assert late_text(signed) == ""
    assert late_text(replace(signed, recorded_at=signed.at + timedelta(hours=3))) == ""
    assert late_text(replace(signed, recorded_at=signed.at + timedelta(days=1))) != ""


def test_a_reason_of_many_lines_is_shown_as_plain_text(window: DeskWindow, session: Session, signed: Visit) -> None:
    session.amending.add_note("<b>bold</b>\n" * 30, "<i>Dr</i>")
    record = window.doses.record
    assert record.notes[1].text().startswith("<b>bold</b>")
    assert record.height() <= 112  # it scrolls; the doses keep their room
    assert window.doses.table.isVisible()


def test_the_dialogs_fit_the_smallest_desk(qtbot: QtBot, session: Session, signed: Visit, look: Look) -> None:
    find = partial(FindPatient, session, look)
    for dialog in (NoteDialog(session), CorrectDialog(session), ErrorDialog(session, find)):
        qtbot.addWidget(dialog)
        dialog.show()
        if isinstance(dialog, ErrorDialog):
            dialog.copy.setChecked(True)
            dialog.picker.line.setText("nobody")
        QApplication.processEvents()
        assert dialog.height() <= 680
        assert dialog.keep.geometry().bottom() < dialog.height()


def test_a_signed_in_person_is_not_asked_for_a_name(qtbot: QtBot, session: Session, signed: Visit, look: Look) -> None:
    from charting.domain.people.people import Person, Role

    person = Person(session.env.new_id(), "Dr Known", frozenset({Role.INJECTOR}))
    session.change(who=replace(session.who, person=person))
    dialog = NoteDialog(session)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.name_field.isHidden()
    QTest.keyClicks(dialog.text, "Words")
    QTest.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    assert session.open.visit.addenda[0].by == "Dr Known"
    assert isinstance(session.open.visit.addenda[0].at, datetime)
