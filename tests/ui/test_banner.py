"""The bar on top: who the patient is, and that a draft is never shown as given."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import Kind, Signature, Status, Visit
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import DARK, LIGHT, Look
from charting.ui.patient.banner import PatientBanner, status_text

AT = datetime(2026, 7, 14, 10, 20, tzinfo=timezone(timedelta(hours=2)))
TODAY = date(2026, 7, 14)


@pytest.fixture
def banner(qtbot: QtBot, session: Session, hub: Hub, look: Look) -> PatientBanner:
    shown = PatientBanner(session, hub, look)
    qtbot.addWidget(shown)
    shown.resize(1440, 56)
    shown.show()
    return shown


def test_without_a_patient_it_says_what_to_do(banner: PatientBanner) -> None:
    assert banner.name.text() == "No patient open"
    assert banner.edit.isHidden()
    assert banner.pill.isHidden()


def test_name_birth_date_and_chart_number_stand_there(banner: PatientBanner, patient: Patient) -> None:
    assert banner.name.text() == banner.name.shown_text() == "Family, Given"
    assert banner.facts.text() == "female · 34 y · born 5 Mar 1992 · chart 10482"
    assert banner.edit.isVisible()
    assert banner.pill.isHidden()


def test_a_correction_shows_at_once(banner: PatientBanner, session: Session, patient: Patient) -> None:
    session.patients.change(replace(patient, family_name="Newname", sex=None, chart_no=None))
    assert banner.name.text() == "Newname, Given"
    assert banner.facts.text() == "34 y · born 5 Mar 1992"


@pytest.mark.parametrize(
    "family", ["x" * 500, "<b>bold</b><img src='//host/a.png'>" * 10, "“\"'&amp;" * 40, "😀" * 400, "שלום " * 80]
)
def test_any_name_leaves_birth_date_and_chart_number_in_sight(
    banner: PatientBanner, session: Session, family: str, new_id: Callable[[], str]
) -> None:
    session.patients.add(Patient(new_id(), family, "Given", date(1992, 3, 5), "7" * 500))
    session.charting.new_visit()
    banner.resize(1280, 56)
    QApplication.processEvents()
    assert banner.name.shown_text() != banner.name.text()
    assert banner.facts.shown_text() == banner.facts.text()
    assert "born 5 Mar 1992 · chart 77" in banner.facts.text()
    assert banner.pill.shown_text() == "Draft of today"
    assert banner.rect().contains(banner.menu_button.geometry())
    assert banner.finder.width() == 232
    document = QTextDocument()
    document.setHtml(banner.name.toolTip())
    assert document.toPlainText().replace("\u200b", "") == banner.name.text()
    document.setHtml(banner.facts.toolTip())
    assert "7" * 500 in document.toPlainText().replace("\u200b", "")


def test_in_a_narrow_window_the_name_and_the_find_field_give_way(
    qtbot: QtBot, banner: PatientBanner, charted: Session
) -> None:
    charted.signing.sign("Professor Doctor Somebody of Somewhere")
    banner.resize(1024, 56)
    QApplication.processEvents()
    assert banner.facts.shown_text() == banner.facts.text()
    assert banner.minimumSizeHint().width() <= 1024
    parts = [banner.name, banner.facts, banner.edit, banner.pill, banner.finder, banner.menu_button]
    assert all(a.geometry().right() < b.geometry().left() for a, b in pairwise(parts))
    assert banner.rect().contains(banner.menu_button.geometry())


def test_a_draft_is_never_shown_as_given(banner: PatientBanner, charted: Session) -> None:
    assert banner.pill.text() == "Draft of today"
    assert banner.pill.property("tone") == "caution"
    charted.signing.sign("Dr A. Injector")
    assert banner.pill.text() == "Signed 14 Jul 2026 by Dr A. Injector"
    assert not banner.pill.property("tone")
    charted.charting.new_visit(Kind.TOUCH_UP)
    assert banner.pill.text() == "Draft of today · touch-up"
    assert banner.pill.property("tone") == "caution"


@pytest.mark.parametrize(
    ("visit", "text"),
    [
        (Visit("1", "2", AT - timedelta(days=11)), "Draft of 3 Jul 2026"),
        (Visit("1", "2", AT, status=Status.SIGNED, signature=Signature(None, None, "ab", True)), "Signed elsewhere"),
        (Visit("1", "2", AT, status=Status.SIGNED, signature=Signature(None, AT, "ab")), "Signed 14 Jul 2026"),
        (Visit("1", "2", AT, status=Status.AMENDED, signature=Signature("X", AT, "ab")), "Amended 14 Jul 2026"),
        (Visit("1", "2", AT, status=Status.ENTERED_IN_ERROR, signature=Signature("X", AT, "a")), "Entered in error"),
        (Visit("1", "2", AT, status=Status.SIGNED, signature=Signature("{x}", AT, "a")), "Signed 14 Jul 2026 by {x}"),
    ],
)  # fmt: skip
def test_every_state_of_a_visit_is_said(visit: Visit, text: str) -> None:
    assert status_text(visit, TODAY) == text


def test_its_buttons_ask_the_window(qtbot: QtBot, banner: PatientBanner, patient: Patient) -> None:
    with qtbot.waitSignal(banner.edit_patient_requested):
        QTest.mouseClick(banner.edit, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(banner.new_patient_requested) as asked:
        banner.finder.new_patient_requested.emit("Smith")
    assert asked.args == ["Smith"]
    banner.menu_button.setMenu(QMenu(banner.menu_button))
    for widget in (banner.edit, banner.finder, banner.menu_button):
        assert widget.accessibleName()


def test_the_look_changes_live(banner: PatientBanner, patient: Patient) -> None:
    light = banner.grab().toImage()
    banner.set_look(DARK)
    assert banner.grab().toImage() != light


@pytest.mark.parametrize(
    ("days", "kind", "said", "tone"),
    [
        (49, Kind.TREATMENT, "7 weeks since last", "caution"),
        (28, Kind.TOUCH_UP, "4 weeks since last", "muted"),
        (29, Kind.TOUCH_UP, "4 weeks since last", "caution"),  # too late for its treatment: it counts as one
        (29, Kind.REVIEW, "4 weeks since last", "muted"),
        (98, Kind.TREATMENT, "14 weeks since last", "muted"),
    ],
)
def test_the_time_since_the_last_is_amber_before_the_labels_interval_and_quiet_when_due(
    banner: PatientBanner, charted: Session, days: int, kind: Kind, said: str, tone: str
) -> None:
    visit = charted.open.visit
    assert visit is not None
    earlier = replace(visit, id=str(uuid.UUID(int=77)), at=AT - timedelta(days=days), status=Status.SIGNED)
    charted.store.visits.keep_signed_elsewhere(earlier, b"{}")
    charted.charting.edit("Kind", replace(visit, kind=kind))
    charted.patients.open(visit.patient_id)
    assert (banner.since.text(), banner.since.property("tone")) == (said, tone)
    green = banner.since.palette().color(banner.since.foregroundRole()).name()
    assert green != LIGHT.accent


def test_another_patient_of_the_same_name_is_said(
    banner: PatientBanner, session: Session, patient: Patient, new_id: Callable[[], str]
) -> None:
    assert banner.namesake.isHidden()
    session.patients.add(replace(patient, id=new_id(), family_name="FAMILY", born=date(1950, 1, 2), chart_no=None))
    assert banner.namesake.isVisible()
    assert banner.namesake.text() == "Another patient of this name"
    assert "born 5 Mar 1992, chart 10482" in banner.namesake.accessibleName()
    session.patients.open(patient.id)
    assert "born 2 Jan 1950" in banner.namesake.accessibleName()
    session.patients.add(replace(patient, id=new_id(), family_name="Else", chart_no=None))
    assert banner.namesake.isHidden()
