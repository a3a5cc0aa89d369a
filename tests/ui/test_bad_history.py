"""A patient whose past is full of oddities: every window that looks back shows it, and none of them stumbles."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.desk.signing import document
from charting.domain.face.face import View
from charting.domain.people.patient import Patient
from charting.domain.visit.outcome import FoundEvent, Review, WoreOff
from charting.domain.visit.visit import InjectionPoint, Kind, Vial, Visit
from charting.errors import Problem
from charting.start.opening import Faces
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look
from charting.ui.past.compare import CompareDialog
from charting.ui.past.due import DueDialog
from charting.ui.past.review import ReviewDialog
from charting.ui.past.trends import TrendsDialog
from charting.ui.past.wore_off import WoreOffDialog
from tests.ui.charts import FOREHEAD, GLABELLA, treated
from tests.ui.conftest import NOW
from tests.ui.desk import DeskWindow


@pytest.fixture
def oddities(session: Session, patient: Patient) -> dict[str, Visit]:
    """By name; all are signed, as old visits are."""
    store = session.store
    twin = treated(session, 300, *FOREHEAD)
    found = {
        "twin": twin,
        "other twin": treated(session, 300, *GLABELLA),
        "no points": treated(session, 250),
        "review without points": treated(session, 240, kind=Kind.REVIEW, of=twin.id, review=Review()),
        "review before its treatment": treated(
            session, 320, kind=Kind.REVIEW, of=twin.id, review=Review(satisfaction=1)
        ),
        "touch-up of nothing": treated(session, 200, *FOREHEAD, kind=Kind.TOUCH_UP, of=session.env.new_id()),
        "in the future": treated(session, -400, *FOREHEAD),
    }
    many = tuple(
        InjectionPoint(View.FRONT, n % 25 * 4.0 - 48, n // 25 * 4.0 - 60, Decimal(1), key=n + 1) for n in range(500)
    )
    for name, changes in {
        "five hundred": {"points": many},
        "a face that is gone": {"points": many[:9], "template": 77},
        "a product that is gone": {"points": many[:9], "product": "gone"},
        "the end of the calendar": {"points": many[:9], "at": datetime.fromisoformat("9999-12-31T23:59:59-12:00")},
        "the beginning of it": {"points": many[:9], "at": datetime.fromisoformat("0001-01-01T00:00:00+14:00")},
        "begun at the end": {"points": many[:9], "at": datetime.fromisoformat("0206-07-14T00:00:00+14:00"),
                             "recorded_at": datetime.fromisoformat("9999-12-31T23:59:59-12:00")},
        "vial of the end": {"points": many[:9], "vials": (Vial(
            session.env.new_id(), "ona_botox", Decimal(100), expires=date.max,
            made_up_at=datetime.fromisoformat("9999-12-31T23:59:59-12:00")),)},
        "events that are gone": {"points": (), "kind": Kind.REVIEW, "of": twin.id,
                                 "review": Review(adverse_events=(FoundEvent("gone"),), note="<b>x</b>")},
    }.items():  # fmt: skip
        visit = Visit(session.env.new_id(), patient.id, NOW - timedelta(days=100 + len(found)), product="ona_botox")
        found[name] = replace(visit, **changes)  # type: ignore[arg-type]
        elsewhere = replace(found[name], status=twin.status)
        store.visits.keep_signed_elsewhere(elsewhere, document(elsewhere, patient, None, None))
    store.outcomes.set_wore_off(WoreOff(twin.id, "area_that_is_gone", twin.at.date()))
    store.outcomes.set_wore_off(WoreOff(found["no points"].id, None, date(2200, 1, 1), about=True))
    store.outcomes.set_pin(patient.id, found["no points"].id)
    store.outcomes.set_wore_off(WoreOff(found["the beginning of it"].id, None, date.max))
    store.outcomes.set_recall(patient.id, date(1990, 1, 1))
    return found


@pytest.fixture
def window(qtbot: QtBot, session: Session, hub: Hub, look: Look, oddities: dict[str, Visit]) -> Iterator[DeskWindow]:
    made = DeskWindow(hub, look, faces().get)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.attach(session, "charting.sqlite")
    made.show()
    qtbot.waitExposed(made)
    assert session.open.patient is not None
    session.patients.open(session.open.patient.id)
    QApplication.processEvents()
    yield made
    made.close()


def faces() -> Faces:
    read = Faces()
    for view in View:
        read.read(view)
    return read


def test_every_visit_is_shown(
    window: DeskWindow, session: Session, oddities: dict[str, Visit], problems: list[Problem]
) -> None:
    assert len(session.open.visits) == len(oddities)
    for name, visit in oddities.items():
        session.charting.open_visit(visit.id)
        QApplication.processEvents()
        assert not window.grab().isNull(), name
        assert session.open.visit is not None
        assert session.open.visit.id == visit.id, name
    session.charting.new_visit()
    QApplication.processEvents()
    assert problems == []


def test_five_hundred_points_open_at_once(window: DeskWindow, session: Session, oddities: dict[str, Visit]) -> None:
    start = time.thread_time()
    session.charting.open_visit(oddities["five hundred"].id)
    QApplication.processEvents()
    window.grab()
    assert time.thread_time() - start < 5


@pytest.mark.parametrize("kind", [CompareDialog, DueDialog, TrendsDialog])
def test_the_windows_that_look_back(
    qtbot: QtBot, kind: type[QDialog], session: Session, hub: Hub, look: Look, oddities: dict[str, Visit]
) -> None:
    assert session.open.patient is not None
    session.patients.open(session.open.patient.id)
    given = {CompareDialog: (session, look, faces().get), DueDialog: (session, look)}
    dialog = kind(*given.get(kind, (session, hub, look)))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    QApplication.processEvents()
    assert not dialog.grab().isNull()
    for visit in oddities.values():
        session.charting.open_visit(visit.id)
        QApplication.processEvents()
    assert not dialog.grab().isNull()
    dialog.close()


@pytest.mark.parametrize("kind", [ReviewDialog, WoreOffDialog])
def test_the_forms_of_every_visit(
    qtbot: QtBot, kind: type[QDialog], session: Session, oddities: dict[str, Visit]
) -> None:
    assert session.open.patient is not None
    session.patients.open(session.open.patient.id)
    for visit in session.open.visits:
        if visit.kind is Kind.TREATMENT:
            dialog = kind(session, visit)
            qtbot.addWidget(dialog)
            dialog.show()
            qtbot.waitExposed(dialog)
            assert not dialog.grab().isNull()
            dialog.close()
