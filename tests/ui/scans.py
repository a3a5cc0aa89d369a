"""A desk with one vial in the stock, and a scanner's keys with the times of the keyboard's clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from charting.domain.visit.visit import Vial
from charting.ui.kit.resting import Rest
from tests import shipped
from tests.ui.desk import DeskWindow

TEMPLATES = shipped.templates()
GTIN = "09501101530003"
VIAL = Vial(
    "0198f0c2-0000-7000-8000-00000000aaaa", "ona_botox", Decimal(100), "0012 M", date(2027, 3, 31), Decimal("2.5"),
    gtin=GTIN, serial="A12",
)  # fmt: skip
CODE = f"]d201{GTIN}17270331100012 M\x1d21A12"


@contextmanager
def stocked_desk(qtbot, draft, hub, look) -> Iterator[DeskWindow]:
    """The whole desk on a draft, shown, its keyboard on the face."""
    draft.vials.add(VIAL)
    window = DeskWindow(hub, look, lambda view, version: TEMPLATES[version].views[view])
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.attach(draft, "charting.sqlite")
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    window.face_panel.canvas.setFocus()
    QApplication.processEvents()
    assert QApplication.focusWidget() is window.face_panel.canvas
    yield window
    window.close()


def settle(qtbot, desk) -> None:
    """Until what was typed or scanned has become what it becomes: no rest between keys is running any more."""
    timers = [timer for rest in desk.findChildren(Rest) for timer in rest.findChildren(QTimer)]
    assert timers
    qtbot.waitUntil(lambda: not any(timer.isActive() for timer in timers), timeout=20_000)
    QApplication.processEvents()


START = 10_000_000


def key_at(sign: str, ms: float, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> QKeyEvent:
    """One key as it was pressed, at this time of the keyboard's clock; "\\n" is Enter."""
    codes = {"\n": Qt.Key.Key_Return, "\x1d": Qt.Key.Key_BracketRight}
    if sign == "\x1d":
        held = Qt.KeyboardModifier.ControlModifier
    code = codes.get(sign, Qt.Key(ord(sign.upper())))
    event = QKeyEvent(QEvent.Type.KeyPress, code, held, "\r" if sign == "\n" else sign)
    event.setTimestamp(int(START + ms))
    return event


def press(text: str, begin: float, apart: float) -> float:
    """Keys into whatever has the keyboard, so far apart by its clock and at once by the desk's; when one is due."""
    for n, sign in enumerate(text):
        popup = QApplication.activePopupWidget()
        widget = QApplication.focusWidget() if popup is None else popup.focusWidget() or popup
        QApplication.sendEvent(widget, key_at(sign, begin + n * apart))
    return begin + len(text) * apart


PLAIN = f"01{GTIN}17270331100012 M\x1d21A12"
CUT = PLAIN.index("M")
