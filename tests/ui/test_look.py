"""One style sheet dresses the desk; widgets only say what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from charting.paths import resources
from charting.ui.kit.glyphs import glyph
from charting.ui.kit.list_dialog import add_tab
from charting.ui.kit.look import DARK, LIGHT, Look, apply_look, wear
from tests.shape import modules
from tests.ui.painted import ink


@pytest.fixture
def label(qapp: QApplication, look: Look) -> Iterator[QLabel]:
    made = QLabel("Eyelid ptosis")
    made.setObjectName("caption")
    made.show()
    yield made
    made.close()
    apply_look(qapp, LIGHT)


class Dressings(QObject):
    """Counts how often a widget is dressed anew."""

    def __init__(self, widget: QLabel) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.StyleChange
        return False


@pytest.mark.parametrize("tone", ["text", "muted", "accent", "caution", "danger"])
def test_a_label_has_the_ink_of_its_tone_in_both_looks_without_being_told_of_them(
    qapp: QApplication, label: QLabel, tone: str
) -> None:
    wear(label, tone=tone)
    for look in (LIGHT, DARK):
        apply_look(qapp, look)
        assert ink(label) == getattr(look, tone)


def test_a_role_that_is_taken_away_leaves_what_was_there_before(label: QLabel, look: Look) -> None:
    wear(label, tone="danger", weight="strong")
    assert label.font().weight() == 600
    wear(label, tone="", weight="")
    assert (ink(label), label.font().weight()) == (look.muted, 400)


def test_a_role_it_has_already_costs_nothing(label: QLabel) -> None:
    dressings = Dressings(label)
    wear(label, tone="")
    assert dressings.count == 0
    wear(label, tone="danger", seen=False)
    wear(label, tone="danger")
    assert dressings.count == 1


def test_what_stands_in_a_widget_is_dressed_with_it(qapp: QApplication, look: Look) -> None:
    card, said = QFrame(), QLabel("Entered in error")
    card.setObjectName("recordcard")
    said.setObjectName("strong")
    QVBoxLayout(card).addWidget(said)
    card.show()
    assert ink(said) == look.text
    wear(card, tone="danger")
    assert ink(said) == look.danger
    card.close()


def test_a_button_keeps_its_role_while_it_is_on(qapp: QApplication, look: Look) -> None:
    button = QPushButton("Forehead")
    button.setCheckable(True)
    wear(button, role="pane")
    button.show()
    button.setChecked(True)
    assert button.grab().toImage().pixelColor(4, 4).name() != look.accent_soft  # as a checked button without it has
    button.close()


def test_every_colour_of_the_sheet_is_one_of_the_look() -> None:
    sheet = (resources() / "style" / "desk.qss").read_text(encoding="utf-8")
    known = {"tick", *LIGHT.__dataclass_fields__} - {"name"}
    assert set(re.findall(r"@(\w+)", sheet.split("*/", 1)[1])) <= known
    assert not re.findall(r"#[0-9a-f]{6}\b", sheet)


def test_nobody_writes_a_style_sheet_but_the_look() -> None:
    writers = [m.where for m in modules() if "setStyleSheet" in m.path.read_text(encoding="utf-8")]
    assert writers == ["charting/ui/kit/look.py"]


def inked(button: QPushButton) -> tuple[int, int]:
    """How many pixels lie free to the left and to the right of what is written on a button, within its edge."""
    picture = button.grab().toImage()
    across = [
        x
        for x in range(4, picture.width() - 4)
        for y in range(5, picture.height() - 5)
        if picture.pixelColor(x, y).lightness() < 170
    ]
    return min(across), picture.width() - 1 - max(across)


def test_the_words_of_a_button_with_a_menu_stand_in_its_middle(qtbot: QtBot, look: Look) -> None:
    button = QPushButton("Intramuscular")
    button.setObjectName("tab")
    button.setIcon(glyph("chevron", look.color("text")))
    button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the chevron stands behind the words
    button.setMenu(QMenu(button))
    qtbot.addWidget(button)
    button.show()
    left, right = inked(button)
    assert abs(left - right) <= 3


@pytest.mark.parametrize("role", ["", "chip", "pane", "small"])
def test_a_button_with_the_keyboard_has_one_ring(qtbot: QtBot, look: Look, role: str) -> None:
    window = QWidget()
    row = QVBoxLayout(window)
    first, button = QPushButton("one"), QPushButton("     ")
    wear(button, role=role)
    for each in (first, button):
        row.addWidget(each)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert button.hasFocus()
    picture = button.grab().toImage()
    middle = picture.height() // 2
    inside = {picture.pixelColor(x, middle).name() for x in range(4, picture.width() - 4)}
    assert len(inside) == 1, inside


def test_a_tab_that_is_clicked_takes_no_keyboard(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    row = QHBoxLayout(window)
    group = QButtonGroup(window)
    first, other = (add_tab(row, group, text) for text in ("Front", "Back"))
    qtbot.addWidget(window)
    window.show()
    QTest.mouseClick(other, Qt.MouseButton.LeftButton)
    assert other.isChecked()
    assert not other.hasFocus()
    assert not first.isChecked()
