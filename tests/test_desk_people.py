"""The running desk with people: it asks before it reads any chart; the demo asks nobody; a restored file asks anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from charting.desk.people import Proof
from charting.desk.who import Passwords
from charting.domain.people.patient import Patient
from charting.domain.people.people import Person, Role
from charting.domain.visit.visit import Visit
from charting.start.beginning import Beginning
from charting.start.demo import DEMO_PASSWORD
from charting.start.keys import keeper
from charting.start.opening import local_now
from charting.store.database import Store
from charting.ui.people.keeper import Keeper
from tests.test_desk import Open

EVE = Person("018f0000-0000-7000-8000-000000000009", "Dr Eve", frozenset({Role.INJECTOR, Role.ADMINISTRATOR}))
ANA = Patient("018f0000-0000-7000-8000-000000000001", "Ångström", "Ana", date(1990, 1, 2), "77")
RIGHT = "a calm sentence"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with Eve in it and a draft of Ana's."""
    path = tmp_path / "clinic.sqlite"
    with Store.open(path, clock=local_now, keeper=keeper(path)) as store:
        store.people.add(EVE, Passwords(cheap=True).hash(RIGHT))
        store.patients.add(ANA)
        store.visits.save_draft(Visit("018f0000-0000-7000-8000-00000000000a", ANA.id, local_now(), product="ona_botox"))
    return path


@pytest.fixture
def open_desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    desks = []

    def open_one(path: Path, *, demo: bool = False):
        desk = Beginning(qapp, path, demo=demo)
        window = desk.open_beside()
        desks.append((desk, window))
        qtbot.waitUntil(lambda: window.session is not None, timeout=20_000)
        return desk, window

    yield open_one
    for desk, window in desks:
        window.close()
        desk.wait()
        window.deleteLater()
        desk.deleteLater()


def test_nothing_of_a_chart_is_read_before_somebody_signed_in(open_desk: Open, path: Path) -> None:
    _, window = open_desk(path)
    session = window.session
    assert session is not None
    assert window.part(Keeper).covered
    assert session.open.patient is None
    page = window.part(Keeper).page
    assert page is not None
    QTest.keyClicks(page.secret.line, "not this one")
    QTest.keyClick(page.secret.line, Qt.Key.Key_Return)
    assert session.open.patient is None
    QTest.keyClicks(page.secret.line, RIGHT)
    QTest.keyClick(page.secret.line, Qt.Key.Key_Return)
    assert not window.part(Keeper).covered
    assert session.open.patient == ANA
    assert session.editable
    assert [entry.action for entry in session.store.audit.entries(limit=2)][::-1] == ["sign-in", "view"]
    assert session.store.audit.entries(action="view")[0].name == "Dr Eve"


def test_a_restored_backup_asks_again(open_desk: Open, path: Path, tmp_path: Path) -> None:
    _, window = open_desk(path)
    assert window.session is not None
    window.session.people.sign_in(Proof(EVE, local_now()))
    copy = tmp_path / "copy.sqlite"
    window.session.store.backup_to(copy)
    window.host.restore_requested.emit(str(copy))
    assert window.session is not None
    assert window.part(Keeper).covered
    assert window.session.open.patient is None


def test_the_demo_begins_without_typing_and_says_what_to_sign_with(open_desk: Open, tmp_path: Path) -> None:
    _, window = open_desk(tmp_path / "demo.sqlite", demo=True)  # type: ignore[call-arg]
    session = window.session
    assert session is not None
    assert not window.part(Keeper).covered
    assert session.open.patient is not None
    assert session.who.person is not None
    assert session.who.person.name == "Demo Injector"
    assert DEMO_PASSWORD in session.who.hint
    for person in session.store.people.all():
        session.people.verify(person.id, DEMO_PASSWORD)  # the library's own cost
    assert session.clinic.settings.idle_minutes == 5, "it locks as a clinic's file does"
    window.part(Keeper).lock()
    page = window.part(Keeper).page
    assert page is not None
    assert page.names.count() == 2
    assert page.secret.message.text() == "In the demo the password is “demo”."
