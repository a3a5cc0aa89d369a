"""A face panel on a draft, with undo and a loaded dose of 1.5 U."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QApplication, QStackedWidget
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.ui.clinic import feature as clinic
from charting.ui.face.canvas import FaceCanvas
from charting.ui.face.face_panel import FacePanel
from charting.ui.face.history import UndoHistory
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look
from charting.ui.shell.feature import Host
from charting.ui.shell.intents import SavePattern
from tests import shipped

TEMPLATES = shipped.templates()


@pytest.fixture
def stack() -> QUndoStack:
    return QUndoStack()


@pytest.fixture
def panel(qtbot: QtBot, draft: Session, hub: Hub, look: Look, stack: QUndoStack) -> Iterator[FacePanel]:
    draft.charting.history = UndoHistory(stack, draft.charting.show)
    made = FacePanel(hub, look, stack, lambda view, version: TEMPLATES[version].views[view])
    made.resize(700, 830)
    qtbot.addWidget(made)
    made.attach(draft)
    host = Host(made, QStackedWidget(made), hub, look, lambda view, version: TEMPLATES[version].views[view])
    host.open(draft)
    hub.asked.connect(clinic.feature(host).answers[SavePattern])
    made.show()
    made.canvas.setFocus()
    made.tool.load(Decimal("1.5"))
    QApplication.processEvents()
    yield made
    draft.charting.flush()


@pytest.fixture
def canvas(panel: FacePanel) -> FaceCanvas:
    return panel.canvas
