"""Journeys drive the whole window with the session, clock and locale of the tests of the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from charting.loading.face import load_templates
from charting.paths import resources
from charting.session.session import Session
from charting.ui.hub import Hub
from charting.ui.look import Look
from charting.ui.window import MainWindow
from tests.ui.conftest import (  # noqa: F401 - fixtures
    anatomies,
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

TEMPLATES = load_templates(resources() / "face")


@pytest.fixture
def window(qtbot: QtBot, session: Session, hub: Hub, look: Look) -> Iterator[MainWindow]:  # noqa: F811
    """The whole desk on the session, in front and listening to keys."""
    made = MainWindow(hub, look, lambda view, version: TEMPLATES[version].views[view])
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.attach(session, "charting.sqlite")
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    QTest.qWaitForWindowActive(made)
    made.face_panel.canvas.setFocus()
    QApplication.processEvents()
    yield made
    made.close()


@pytest.fixture
def said(hub: Hub) -> Callable[[], list[str]]:  # noqa: F811
    """Every notice so far."""
    heard: list[str] = []
    hub.notice.connect(heard.append)
    return lambda: list(heard)
