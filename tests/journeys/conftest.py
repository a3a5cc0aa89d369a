"""Journeys drive the whole window with the session, clock and locale of the tests of the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.desk.steps import PlainHistory
from charting.domain.dosing.reference import Reference
from charting.domain.face.anatomy import Anatomy
from charting.store.database import Store
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look
from tests import shipped
from tests.journeys import ratchet
from tests.journeys.hand import Hand
from tests.journeys.stage import Stage
from tests.ui.conftest import (  # noqa: F401 - fixtures
    anatomies,
    blank,
    clock,
    hub,
    locale,
    look,
    new_id,
    patient,
    problems,
    reference,
    session,
    store,
)
from tests.ui.desk import DeskWindow
from tests.ui.people import with_eve

TEMPLATES = shipped.templates()
Journey = Callable[[Hand], None]
Play = Callable[[str, Journey], None]


def open_window(qtbot: QtBot, session: Session, hub: Hub, look: Look) -> DeskWindow:  # noqa: F811
    """The whole desk on a session, in front and listening to keys."""
    made = DeskWindow(hub, look, lambda view, version: TEMPLATES[version].views[view])
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.attach(session, "charting.sqlite")
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    QTest.qWaitForWindowActive(made)
    made.face_panel.canvas.setFocus()
    QApplication.processEvents()
    return made


@pytest.fixture
def window(qtbot: QtBot, session: Session, hub: Hub, look: Look) -> Iterator[DeskWindow]:  # noqa: F811
    """The whole desk on the session, in front and listening to keys."""
    made = open_window(qtbot, session, hub, look)
    yield made
    made.close()


@pytest.fixture
def said(hub: Hub) -> Callable[[], list[str]]:  # noqa: F811
    """Every notice so far."""
    heard: list[str] = []
    hub.notice.connect(heard.append)
    return lambda: list(heard)


@pytest.fixture
def play(
    request: pytest.FixtureRequest, qtbot: QtBot, store: Store, session: Session, hub: Hub, look: Look,  # noqa: F811
    reference: Reference, anatomies: Mapping[int, Anatomy], clock: Callable[[], datetime],  # noqa: F811
    new_id: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,  # noqa: F811
) -> Play:  # fmt: skip
    """Plays a named journey at a desk where Eve has just signed in, and holds what it told against the table.

    What `session` put into the file before is what the record holds when the journey begins. Files that the journey
    saves land in `tmp_path`.
    """

    def play(name: str, journey: Journey) -> None:
        session.charting.close()
        desk = Session(
            store, reference, anatomies,
            clock=clock, new_id=new_id, announce=hub.announce, saved=hub.save_state.emit,
        )  # fmt: skip
        desk.charting.history = PlainHistory(desk.charting.show)
        with_eve(desk)
        monkeypatch.chdir(tmp_path)
        window = open_window(qtbot, desk, hub, look)
        stage = Stage()
        pictures = request.config.getoption("--journey-pictures")
        folder = request.config.invocation_params.dir / pictures / name if pictures else None
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        hand = Hand(stage, folder)
        try:
            stage.run(lambda: journey(hand))
        finally:
            window.close()
            desk.charting.close()
        ratchet.hold(name, hand.told, request.config)

    return play
