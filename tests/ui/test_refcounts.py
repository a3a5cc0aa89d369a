"""PySide6 6.12 on Python 3.11 lost a reference to None in every call; the desk died after some thousand clicks.

The counts are read before and after; a handful either way is the interpreter at work, a thousand is the fault.
"""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

TIMES = 1000
SLACK = 50


class Teller(QObject):
    said = Signal(bool, object)
    nothing = Signal()


def counts() -> dict[str, int]:
    return {"None": sys.getrefcount(None), "True": sys.getrefcount(True), "False": sys.getrefcount(False)}


def unchanged(before: dict[str, int]) -> None:
    lost = {name: count - before[name] for name, count in counts().items() if abs(count - before[name]) > SLACK}
    assert not lost, f"references gained or lost over {TIMES} times: {lost}"


def test_a_thousand_signals(qtbot: QtBot) -> None:
    teller = Teller()
    heard = [0]  # a number, since a list of True would itself hold a thousand references

    def hear(yes: bool, what: object) -> None:
        heard[0] += int(yes is True and what is None)

    teller.said.connect(hear)
    teller.nothing.connect(lambda: None)
    before = counts()
    for _ in range(TIMES):
        teller.said.emit(True, None)
        teller.nothing.emit()
    unchanged(before)
    assert heard[0] == TIMES


def test_a_thousand_clicks(qtbot: QtBot) -> None:
    button = QPushButton("place")
    qtbot.addWidget(button)
    button.setCheckable(True)
    ups = [0]

    def count(checked: bool) -> None:
        ups[0] += int(checked)

    button.clicked.connect(count)
    button.show()
    before = counts()
    for _ in range(TIMES):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    unchanged(before)
    assert ups[0] == TIMES // 2


@pytest.mark.parametrize("kind", ["paint", "widget", "timer"])
def test_a_thousand_calls_that_return_nothing(qtbot: QtBot, kind: str) -> None:
    path, widget, timer, pixmap = QPainterPath(), QWidget(), QTimer(), QPixmap(20, 20)
    qtbot.addWidget(widget)
    painter = QPainter(pixmap)
    calls = {
        "paint": lambda: painter.drawEllipse(QRectF(1, 1, 3, 3)) or path.moveTo(QPointF(1, 1)),
        "widget": lambda: widget.update() or widget.setEnabled(True) or widget.parentWidget(),
        "timer": lambda: timer.setSingleShot(True) or timer.stop(),
    }
    before = counts()
    for _ in range(TIMES):
        calls[kind]()
    painter.end()
    unchanged(before)
