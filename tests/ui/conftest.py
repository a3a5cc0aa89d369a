"""What tests of the window share: a session on a real file in tmp_path, a fixed clock, one locale, one look."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.desk.steps import Changed, PlainHistory
from charting.domain.dosing.reference import Reference
from charting.domain.face.anatomy import Anatomy
from charting.domain.people.patient import Patient, Sex
from charting.domain.people.people import Person
from charting.errors import Problem
from charting.store.database import Store
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import LIGHT, Look, apply_look, base_font
from charting.words import privacy
from tests import shipped
from tests.ui.charts import FULL_FACE, put
from tests.ui.desk import DeskWindow
from tests.ui.people import with_eve

NOW = datetime(2026, 7, 14, 10, 20, tzinfo=timezone(timedelta(hours=2)))


@pytest.fixture(scope="session")
def reference() -> Reference:
    return shipped.reference()


@pytest.fixture(scope="session")
def anatomies() -> Mapping[int, Anatomy]:
    return shipped.anatomies()


@pytest.fixture(scope="session")
def look(qapp: QApplication) -> Look:
    """The light look, worn by the application too."""
    QGuiApplication.setFont(base_font())
    apply_look(qapp, LIGHT)
    return LIGHT


@pytest.fixture(autouse=True)
def locale() -> Iterator[QLocale]:
    """British English, whatever the computer speaks; a test may set another one, which ends with it."""
    before = QLocale()
    here = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    QLocale.setDefault(here)
    yield here
    QLocale.setDefault(before)


@pytest.fixture
def clock() -> Callable[[], datetime]:
    return lambda: NOW


@pytest.fixture
def new_id() -> Callable[[], str]:
    numbers = count(1)
    return lambda: str(uuid.UUID(int=0x0198F0C2_0000_7000_8000_000000000000 + next(numbers)))


@pytest.fixture
def hub(qapp: QApplication) -> Hub:
    return Hub()


@pytest.fixture
def problems(hub: Hub) -> list[Problem]:
    """Every problem announced so far."""
    heard: list[Problem] = []
    hub.problem.connect(heard.append)
    return heard


@pytest.fixture
def changes(hub: Hub) -> list[Changed]:
    """Every change announced so far."""
    heard: list[Changed] = []
    hub.changed.connect(heard.append)
    return heard


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with nothing in it yet; a copy of it is there sooner than another one is made."""
    path = tmp_path_factory.mktemp("blank") / "charting.sqlite"
    Store.open(path, clock=lambda: NOW).close()
    return path


@pytest.fixture
def store(tmp_path: Path, clock: Callable[[], datetime], blank: Path) -> Iterator[Store]:
    with Store.open(shutil.copy(blank, tmp_path), clock=clock) as opened:
        yield opened


@pytest.fixture
def session(
    store: Store, reference: Reference, anatomies: Mapping[int, Anatomy], hub: Hub,
    clock: Callable[[], datetime], new_id: Callable[[], str], look: Look,
) -> Iterator[Session]:  # fmt: skip
    """A session on an empty file, with undo."""
    session = Session(
        store, reference, anatomies,
        clock=clock, new_id=new_id, announce=hub.changed.emit, saved=hub.save_state.emit,
    )  # fmt: skip
    session.charting.history = PlainHistory(session.charting.show)
    yield session
    session.charting.close()


@pytest.fixture
def patient(session: Session, new_id: Callable[[], str]) -> Patient:
    """A patient whose chart is open, without a visit."""
    known = Patient(new_id(), "Family", "Given", date(1992, 3, 5), "10482", Sex.FEMALE)
    session.patients.add(known)
    return known


@pytest.fixture
def draft(session: Session, patient: Patient) -> Session:
    """The session with an empty draft of today open: Botox Cosmetic."""
    session.charting.new_visit()
    return session


@pytest.fixture
def charted(draft: Session) -> Session:
    """The session with a draft of 17 points, 40.5 U of Botox Cosmetic."""
    put(draft, *FULL_FACE)
    return draft


@pytest.fixture
def signed(charted: Session) -> Session:
    """The charted visit, signed by Dr X, with lot and dilution."""
    assert charted.open.visit is not None
    whole = {"lot": "C7421", "expires": date(2027, 3, 31), "vial_units": Decimal(100), "diluent_ml": Decimal("2.5")}
    charted.charting.edit("Lot", replace(charted.open.visit, **whole))
    charted.signing.sign("Dr X")
    return charted


@pytest.fixture
def window(qtbot: QtBot, charted: Session, hub: Hub, look: Look) -> Iterator[DeskWindow]:
    """The whole desk on the charted draft, in front of everything."""
    templates = shipped.templates()
    made = DeskWindow(hub, look, lambda view, version: templates[version].views[view])
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.attach(charted, "charting.sqlite")
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    privacy.hide(False)
    made.close()


@pytest.fixture
def eve(window: DeskWindow, charted: Session) -> Person:
    """Eve made the first account of the desk that is shown, and is there."""
    return with_eve(charted)
