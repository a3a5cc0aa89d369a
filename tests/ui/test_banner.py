"""The bar on top: who the patient is, and that a draft is never shown as given."""

from __future__ import annotations

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

from charting.domain.patient import Patient
from charting.domain.visit import Kind, Signature, Status, Visit
from charting.session.session import Session
from charting.ui.hub import Hub
from charting.ui.look import DARK, Look
from charting.ui.panels.banner import PatientBanner, status_text

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
    session.change_patient(replace(patient, family_name="Newname", sex=None, chart_no=None))
    assert banner.name.text() == "Newname, Given"
    assert banner.facts.text() == "34 y · born 5 Mar 1992"


@pytest.mark.parametrize(
    "family", ["x" * 500, "<b>bold</b><img src='//host/a.png'>" * 10, "“\"'&amp;" * 40, "😀" * 400, "שלום " * 80]
)
def test_any_name_leaves_birth_date_and_chart_number_in_sight(
    banner: PatientBanner, session: Session, family: str, new_id: Callable[[], str]
) -> None:
    session.add_patient(Patient(new_id(), family, "Given", date(1992, 3, 5), "7" * 500))
    session.new_visit()
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
    charted.sign("Professor Doctor Somebody of Somewhere")
    banner.resize(1024, 56)
    QApplication.processEvents()
    assert banner.facts.shown_text() == banner.facts.text()
    assert banner.minimumSizeHint().width() <= 1024
    parts = [banner.name, banner.facts, banner.edit, banner.pill, banner.finder, banner.menu_button]
    assert all(a.geometry().right() < b.geometry().left() for a, b in pairwise(parts))
    assert banner.rect().contains(banner.menu_button.geometry())


def test_a_draft_is_never_shown_as_given(banner: PatientBanner, charted: Session) -> None:
    assert banner.pill.text() == "Draft of today"
    assert banner.pill.objectName() == "draftpill"
    charted.sign("Dr A. Injector")
    assert banner.pill.text() == "Signed 14 Jul 2026 by Dr A. Injector"
    assert banner.pill.objectName() == "pill"
    charted.new_visit(Kind.TOUCH_UP)
    assert banner.pill.text() == "Draft of today · touch-up"
    assert banner.pill.objectName() == "draftpill"


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
