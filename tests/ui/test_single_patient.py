"""A vial meant for one patient, offered to the next: said on its chip and as a caution unless a clinic shares them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.desk.who import NotAllowed
from charting.domain.people.patient import Patient
from charting.domain.people.people import Person, Role
from charting.domain.visit.visit import Vial
from charting.ui.clinic.settings import SettingsDialog
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look
from charting.ui.visit.vial_bar import VialBar
from tests.ui.charts import GLABELLA, put

AZZALURE = Vial(str(uuid.UUID(int=77)), "abo_azzalure", Decimal(125), "K1", date(2027, 3, 31), Decimal("0.63"))
SAID = "K1 · used for another patient"


def treat(session: Session, vial: Vial = AZZALURE) -> None:
    """A draft of the open patient whose points are drawn from the vial."""
    session.charting.new_visit()
    assert session.open.visit is not None
    session.charting.edit("Product", replace(session.open.visit, product=vial.product))
    session.vials.pick(vial)
    put(session, *((x, y, "10") for x, y, _ in GLABELLA))


@pytest.fixture
def next_one(session: Session, patient: Patient) -> Session:
    """A vial of Azzalure that the first patient was treated from; the next patient is open, with a draft."""
    session.vials.add(AZZALURE)
    treat(session)
    session.patients.add(replace(patient, id=str(uuid.UUID(int=78)), family_name="Next", chart_no="2"))
    session.charting.new_visit()
    assert session.open.visit is not None
    session.charting.edit("Product", replace(session.open.visit, product="abo_azzalure"))
    return session


@pytest.fixture
def bar(qtbot: QtBot, look: Look) -> Callable[[Session], VialBar]:
    def show(session: Session) -> VialBar:
        made = VialBar(session, look)
        qtbot.addWidget(made)
        made.resize(420, 80)
        made.show()
        made.refresh()
        return made

    return show


def cautions(session: Session) -> list[str]:
    return [str(note.measured) for note in session.open.notes if note.id == "vial_single_patient"]


def test_the_next_patient_is_told_when_it_is_offered_and_when_it_is_picked(
    next_one: Session, bar: Callable[[Session], VialBar]
) -> None:
    chips = bar(next_one).chips
    assert [chip.text() for chip in chips] == [SAID]
    assert "Used for another patient." in chips[0].accessibleDescription()
    assert cautions(next_one) == []
    next_one.vials.pick(AZZALURE)
    assert cautions(next_one) == ["vial lot K1 was used for another patient"]


def test_the_same_patient_again_is_told_nothing(
    session: Session, patient: Patient, bar: Callable[..., VialBar]
) -> None:
    session.vials.add(AZZALURE)
    treat(session)
    treat(session)
    assert "another patient" not in bar(session).chips[0].text()
    assert cautions(session) == []


def test_a_vial_of_a_product_without_such_a_label_may_be_shared(
    session: Session, patient: Patient, bar: Callable[..., VialBar]
) -> None:
    botox = replace(AZZALURE, id=str(uuid.UUID(int=79)), product="ona_botox", vial_units=Decimal(100))
    session.vials.add(botox)
    treat(session, botox)
    session.patients.add(replace(patient, id=str(uuid.UUID(int=78)), family_name="Next", chart_no="2"))
    treat(session, botox)
    assert "another patient" not in bar(session).chips[0].text()
    assert cautions(session) == []


def test_the_clinic_says_once_that_it_shares_them_and_who_said_so_is_kept(
    qtbot: QtBot, next_one: Session, hub: Hub, look: Look, bar: Callable[[Session], VialBar]
) -> None:
    next_one.vials.pick(AZZALURE)
    window = SettingsDialog(next_one, hub, look)
    qtbot.addWidget(window)
    window.show()
    page = window.pages["clinic"]
    assert not page.sharing.isChecked()
    page.sharing.setFocus()
    QTest.keyClick(page.sharing, Qt.Key.Key_Space)
    assert next_one.clinic.book.shares_vials
    assert "Said: 14 Jul 2026" in page.sharing_said.text()
    assert cautions(next_one) == []
    assert "another patient" not in bar(next_one).chips[0].text()
    kept = next_one.store.clinic.book().sharing
    assert kept is not None
    assert (kept.shares, kept.set_by, kept.set_at) == (True, "", next_one.env.clock())
    QTest.keyClick(page.sharing, Qt.Key.Key_Space)
    assert cautions(next_one) == ["vial lot K1 was used for another patient"]
    assert not next_one.store.clinic.book().shares_vials


def test_only_who_administers_says_it_for_the_clinic(next_one: Session) -> None:
    next_one.change(who=replace(next_one.who, person=Person("2" * 36, "Dr Y", frozenset({Role.INJECTOR}))))
    with pytest.raises(NotAllowed, match="administrator"):
        next_one.settings.set_sharing(shares=True)
    next_one.change(who=replace(next_one.who, person=Person("2" * 36, "Dr Z", frozenset({Role.ADMINISTRATOR}))))
    next_one.settings.set_sharing(shares=True)
    next_one.settings.set_sharing(shares=True)  # the same again is nothing
    book = next_one.store.clinic.book()
    assert book.sharing is not None
    assert book.sharing.set_by == "Dr Z"
    assert [row.taken for row in next_one.vials.offered()] == [False]
