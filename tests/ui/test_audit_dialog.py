"""The audit window: entries newest first, filters, whether the chain is whole, CSV, and the sheet with the key."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.desk.who import Passwords
from charting.domain.clinic.audit_chain import OPEN_KEY, Actor, Entry, key_of
from charting.domain.people.patient import Patient
from charting.domain.people.people import Role
from charting.domain.visit.visit import Status
from charting.start.keys import Keys
from charting.store.audit import Audit
from charting.store.database import Store
from charting.store.dbapi import connect
from charting.ui.kit.look import Look
from charting.ui.people.account import FirstAccount, FirstAccountDialog
from charting.ui.people.audit import PAGE, PATIENT, AuditDialog
from charting.ui.people.audit_words import ACTIONS, action_text, csv_bytes, span_text
from charting.ui.people.key_sheet import KeySheetDialog
from charting.ui.visit.sign import SignDialog
from tests.ui.desk import DeskWindow
from tests.ui.people import LOCK, steps

Open = Callable[[], AuditDialog]


@pytest.fixture
def store(tmp_path: Path, clock: Callable[[], datetime]) -> Iterator[Store]:
    folder = tmp_path / "clinic"
    folder.mkdir()
    keeper = Keys((tmp_path / "keys",), use_keyring=False)
    with Store.open(folder / "a.sqlite", clock=clock, keeper=keeper) as opened:
        yield opened


@pytest.fixture
def opened(qtbot: QtBot, session: Session, look: Look) -> Iterator[Open]:
    shown: list[AuditDialog] = []

    def make() -> AuditDialog:
        dialog = AuditDialog(session, look)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: dialog.verdict is not None)
        shown.append(dialog)
        return dialog

    yield make
    for dialog in shown:
        dialog.close()


def cells(dialog: AuditDialog, column: int) -> list[str]:
    model = dialog.model
    return [str(model.data(model.index(row, column))) for row in range(model.rowCount())]


def click(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=button.rect().center())


def choose(combo: QComboBox, text: str) -> None:
    """Open the list with the keyboard and choose."""
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)
    view = combo.view()
    index = combo.model().index(combo.findText(text), 0)
    view.scrollTo(index)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())


def test_the_open_patient_comes_first_newest_on_top_and_whole(opened: Open, charted: Session):
    dialog = opened()
    assert dialog.this_patient.isChecked()
    assert cells(dialog, 3) == ["draft begun", "chart seen", "patient added"]
    assert cells(dialog, 5)[0] == "visit of 14 Jul 2026"
    assert dialog.table.isColumnHidden(PATIENT)
    assert dialog.state.text() == "✓  All 5 entries of the file are as they were written, and none is missing."


def test_everybody_and_the_filters(opened: Open, charted: Session):
    charted.charting.flush()
    charted.store.audit.note("export", patients=2, visits=3)
    charted.store.audit.actor = Actor(None, "command line")
    charted.store.audit.note("import", patients=1, visits=1)
    charted.store.audit.actor = Actor(None, "")
    dialog = opened()
    assert "export" in cells(dialog, 3), "an export of everybody is one of each"
    click(dialog.everybody)
    assert cells(dialog, 3)[:2] == ["import", "export"]
    assert cells(dialog, 5)[:2] == ["1 patients, 1 visits", "2 patients, 3 visits"]
    assert "Family, Given" in cells(dialog, PATIENT)
    choose(dialog.names, "command line")
    assert cells(dialog, 2) == ["command line"]
    choose(dialog.names, "Everybody")
    choose(dialog.actions_, "chart seen")
    assert set(cells(dialog, 3)) == {"chart seen"}
    choose(dialog.actions_, "Everything")
    choose(dialog.days, "Today")
    assert len(cells(dialog, 3)) == 7
    choose(dialog.names, "command line")
    choose(dialog.actions_, "chart seen")
    assert cells(dialog, 3) == []
    assert dialog.note.text() == "No entry is like this."
    assert not dialog.csv_button.isEnabled()


def test_an_entry_that_was_changed_is_said(opened: Open, charted: Session):
    charted.charting.flush()
    with closing(connect(str(charted.store.path), isolation_level=None)) as conn:
        conn.execute("DROP TRIGGER audit_update")
        conn.execute("UPDATE audit SET name = 'Somebody' WHERE seq = 3")
    dialog = opened()
    assert dialog.state.text() == "Entries changed or written without the key: 3."
    assert dialog.verdict is not None
    assert not dialog.verdict.sound


def test_a_hundred_thousand_entries_open_at_once(opened: Open, charted: Session, qtbot: QtBot, look: Look):
    charted.charting.flush()
    with charted.store.writing():
        for _ in range(100_000):
            charted.store.audit.note("view", patient=charted.open.patient.id if charted.open.patient else None)
    started = time.thread_time()
    dialog = AuditDialog(charted, look)
    qtbot.addWidget(dialog)
    dialog.show()
    assert time.thread_time() - started < 1.5
    assert dialog.model.rowCount() == PAGE
    dialog.table.scrollToBottom()
    qtbot.waitUntil(lambda: dialog.model.rowCount() > PAGE)
    qtbot.waitUntil(lambda: dialog.verdict is not None, timeout=20_000)
    assert "All 100005 entries" in dialog.state.text()
    dialog.close()


def test_nothing_in_it_can_be_edited(opened: Open, charted: Session):
    dialog = opened()
    for row in range(dialog.model.rowCount()):
        for column in range(dialog.model.columnCount()):
            assert not dialog.model.flags(dialog.model.index(row, column)) & Qt.ItemFlag.ItemIsEditable


def test_csv_holds_every_entry_and_no_formula(opened: Open, charted: Session, tmp_path: Path):
    charted.charting.flush()
    charted.store.audit.actor = Actor(None, "=1+1")
    charted.store.audit.note("view", patient=charted.open.patient.id if charted.open.patient else None)
    charted.store.audit.actor = Actor(None, "")
    dialog = opened()
    dialog.save_to(tmp_path / "audit.csv")
    rows = list(csv.DictReader((tmp_path / "audit.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["action"] for row in rows] == ["view", "draft-begun", "view", "patient-added"]
    assert rows[0]["name"] == "'=1+1"
    assert len(rows[0]["seal"]) == 64
    assert charted.store.audit.entries()[0].detail == '{"entries":4,"what":"audit"}'
    dialog.save_to(tmp_path / "nowhere" / "audit.csv")
    assert "cannot be written" in dialog.note.text()


def test_without_rights_only_the_open_patient(opened: Open, session: Session, patient: Patient):
    session.change(env=replace(session.env, passwords=Passwords(cheap=True)))
    session.people.make_first("Dr Eve", "a calm sentence")
    ida = session.people.add_person("Ida", frozenset({Role.INJECTOR}), "another sentence")
    session.people.sign_in(session.people.verify(ida.id, "another sentence"))
    dialog = opened()
    assert not dialog.everybody.isEnabled()
    assert dialog.key_button.isHidden()
    assert "chart seen" in cells(dialog, 3)


# ---------------------------------------------------------------------- the key


@pytest.fixture
def sheet(qtbot: QtBot, session: Session, look: Look) -> Iterator[KeySheetDialog]:
    dialog = KeySheetDialog(session, ask=7)
    qtbot.addWidget(dialog)
    dialog.show()
    yield dialog
    dialog.close()


def test_the_sheet_is_kept_once_a_group_is_typed_back(sheet: KeySheetDialog, session: Session):
    assert [label.text() for label in sheet.labels] == list(sheet.sheet.groups)
    assert not sheet.keep_button.isEnabled()
    QTest.keyClicks(sheet.answer, "A")
    assert {label.text() for label in sheet.labels} == {"•••••"}, "it is typed from paper, not from the screen"
    QTest.keyClicks(sheet.answer, "AAAA")
    assert sheet.field.wrong
    sheet.answer.clear()
    QTest.keyClicks(sheet.answer, sheet.sheet.groups[6].lower())
    assert not sheet.field.wrong
    click(sheet.keep_button)
    assert not sheet.isVisible()
    assert session.audit.key_is_kept()


def test_the_sheet_is_copied_and_saved_whole(sheet: KeySheetDialog, session: Session, tmp_path: Path):
    click(sheet.copy_button)
    text = QGuiApplication.clipboard().text()
    sheet.save_to(tmp_path / "key.txt")
    assert (tmp_path / "key.txt").read_text(encoding="utf-8") == text
    for group in sheet.sheet.groups:
        assert group in text
    typed = " ".join(line.split()[1] for line in text.splitlines() if line[:2].strip().isdigit())
    assert key_of(typed) == session.store.audit.key()
    sheet.save_to(tmp_path / "nowhere" / "key.txt")
    assert "cannot be written" in sheet.said.text()
    QGuiApplication.clipboard().clear()


@pytest.fixture
def window(window: DeskWindow, charted: Session) -> DeskWindow:
    """The desk of a file without people, on a draft that can be signed at once."""
    charted.change(env=replace(charted.env, passwords=Passwords(cheap=True)))
    assert charted.open.visit is not None
    charted.charting.edit("Lot", replace(charted.open.visit, lot="C7421", expires=date(2027, 3, 31)))
    return window


def first_account(account: FirstAccount) -> None:
    QTest.keyClicks(account.name, "Dr Eve")
    for line in (account.secrets.password, account.secrets.again):
        QTest.keyClicks(line, "a calm sentence")


def test_the_first_account_is_followed_by_the_key_of_the_audit(qtbot: QtBot, window: DeskWindow, store: Store):
    def fill_in() -> None:
        dialog = window.findChild(FirstAccountDialog)
        first_account(dialog.account)
        click(dialog.keep)

    def write_down() -> None:
        sheet = window.findChild(KeySheetDialog)
        assert sheet.isVisible()
        QTest.keyClicks(sheet.answer, sheet.sheet.groups[sheet.asked - 1])
        click(sheet.keep_button)

    faults = steps(qtbot, fill_in, write_down)
    QTest.keyClick(window, *LOCK)
    assert not faults, faults
    assert [entry.name for entry in store.audit.entries(action="key-kept", limit=9)] == ["Dr Eve"]
    assert window.keeper.covered, "what was asked for comes after it"


def test_the_first_signature_is_too_and_later_is_later(qtbot: QtBot, window: DeskWindow, charted: Session):
    def sign() -> None:
        dialog = window.findChild(SignDialog)
        first_account(dialog.signer.account)
        QTest.keyClick(dialog.signer.account.secrets.again, Qt.Key.Key_Return)

    def later() -> None:
        sheet = window.findChild(KeySheetDialog)
        assert sheet.isVisible()
        assert charted.open.visit.status is Status.SIGNED, "signing waits for no paper"
        click(sheet.later_button)

    faults = steps(qtbot, sign, later)
    window.do("sign")
    assert not faults, faults
    assert not charted.audit.key_is_kept()
    assert QApplication.activeModalWidget() is None


def test_a_file_without_a_key_of_its_own_offers_none(session: Session, monkeypatch: pytest.MonkeyPatch):
    assert session.audit.is_key_to_keep()
    monkeypatch.setattr(Audit, "key", lambda audit: OPEN_KEY)
    assert not session.audit.is_key_to_keep()


def test_later_is_no_promise(sheet: KeySheetDialog, session: Session, opened: Open, patient: Patient):
    click(sheet.later_button)
    assert not session.audit.key_is_kept()
    assert opened().key_button.text() == "Write the key down…"


# ---------------------------------------------------------------------- words


def test_every_action_of_the_program_has_words():
    import re

    root = Path(__file__).resolve().parents[2] / "charting"
    text = "".join(path.read_text(encoding="utf-8") for path in root.rglob("*.py"))
    named = set(re.findall(r"(?:self|store|file|audit)\.note\(\s*\"([a-z -]+)\"", text))
    assert len(named) > 15
    assert named - set(ACTIONS) == set()


def test_what_has_no_words_is_shown_as_it_is():
    assert action_text("some-thing\nnew") == "some thing new"
    assert [span_text(s) for s in (40, -300, 7200, 7500)] == [
        "by 40 s", "by −5 min", "by 2 h", "by 2 h 5 min",
    ]  # fmt: skip


def test_a_strange_entry_is_written_as_text():
    entry = Entry(1, "@now", None, "-1", "+x", None, None, "=cmd", "00000000", b"", b"")
    assert b"'=cmd" in csv_bytes([entry])
    assert b"'@now" in csv_bytes([entry])
