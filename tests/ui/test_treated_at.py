"""The time of treatment as it is typed on the desk: what cannot be is refused where it is typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look
from charting.ui.visit.fields import VisitFields


def type_time(qtbot: QtBot, fields: VisitFields, text: str) -> str:
    fields.at.selectAll()
    qtbot.keyClicks(fields.at, text)
    qtbot.keyClick(fields.at, Qt.Key.Key_Return)
    return " ".join(label.text() for label in fields.findChildren(QLabel))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("15 Jul 2027 10:20", "up to a year ahead"),
        ("4 Mar 1992 10:20", "before the patient's birth on 1992-03-05"),
    ],
)
def test_a_time_that_cannot_be_is_not_taken(
    qtbot: QtBot, charted: Session, hub: Hub, look: Look, typed: str, said: str
) -> None:
    fields = VisitFields(charted, hub, look)
    qtbot.addWidget(fields)
    fields.show()
    assert charted.open.visit is not None
    before = charted.open.visit.at
    assert said in type_time(qtbot, fields, typed)
    assert charted.open.visit.at == before
    assert said not in type_time(qtbot, fields, "14 Jul 2027 10:20")
    assert charted.open.visit.at.year == 2027


def test_an_expiry_that_nothing_has_is_not_taken(qtbot: QtBot, charted: Session, hub: Hub, look: Look) -> None:
    fields = VisitFields(charted, hub, look)
    qtbot.addWidget(fields)
    fields.show()
    fields.expires.selectAll()
    qtbot.keyClicks(fields.expires, "31 Dec 9999")
    qtbot.keyClick(fields.expires, Qt.Key.Key_Return)
    assert "9999-12-31 is not between" in " ".join(label.text() for label in fields.findChildren(QLabel))
    assert charted.open.visit is not None
    assert charted.open.visit.expires is None
