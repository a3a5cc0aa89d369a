"""Keys that mean their place: French figures, Russian and Greek letters, and keys that mean nothing, into the desk."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

import pytest
from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from charting.ui.face.scene import Aim
from charting.ui.kit.places import desk_key, dose_sign
from tests.ui.scans import settle

NONE, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
FRENCH = dict(zip("&é\"'(-è_çà", "1234567890", strict=True))
PLACE = {sign: 10 + n for n, sign in enumerate("1234567890")} | {
    sign: start + n
    for start, row in ((24, "QWERTYUIOP"), (38, "ASDFGHJKL"), (52, "ZXCVBNM"))
    for n, sign in enumerate(row)
}
"""The codes of the keys under X11."""
BY_HAND = count(1_000_000, 200)
"""When keys are pressed, in ms."""


def key(sign: str, place: str = "", held: Qt.KeyboardModifier = NONE, *, repeat: bool = False) -> QKeyEvent:
    """A key that types `sign` and stands where an English keyboard has `place`; without one it tells no place."""
    code = PLACE[place] if place else 0
    event = QKeyEvent(QEvent.Type.KeyPress, ord(sign.upper()), held, code, 0, 0, sign, repeat, 1)
    event.setTimestamp(next(BY_HAND))
    return event


@pytest.fixture
def canvas(window, qtbot):
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    window.face_panel.canvas.setFocus()
    return window.face_panel.canvas


def test_a_key_without_a_code_runs_nothing(canvas, qtbot, charted, window):
    product, visits = charted.open.visit.product, charted.open.visits
    for sign in "1,5,5":
        QApplication.sendEvent(canvas, QKeyEvent(QEvent.Type.KeyPress, 0, NONE, sign))
    for held in (NONE, SHIFT, CTRL):
        for code in (0, int(Qt.Key.Key_unknown)):
            for sign in ("", "x"):
                for _ in range(8):  # so many that they are held back and given on
                    QApplication.sendEvent(canvas, QKeyEvent(QEvent.Type.KeyPress, code, held, sign))
    settle(qtbot, window)
    assert charted.open.visits == visits
    assert charted.open.visit.product == product


def test_figures_of_a_french_number_row_are_a_dose(canvas, charted):
    canvas.select(frozenset(canvas.scene.marks))
    for sign in "&é;(":
        QApplication.sendEvent(canvas, key(sign, FRENCH.get(sign, "")))
    assert canvas.typed.text == "125"  # the semicolon is no figure anywhere
    canvas.typed.cancel()
    for sign in "&,(":  # so fast that they are held back for a moment
        QApplication.sendEvent(canvas, key(sign, FRENCH.get(sign, "")))
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert {point.units for point in charted.open.visit.points} == {Decimal("1.5")}


@pytest.mark.parametrize("place", "1234567890")
def test_a_place_gives_its_figure_where_the_layout_has_none_there(qapp, place):
    for sign in "&ěą":
        assert dose_sign(key(sign, place)) == place
        assert dose_sign(key(sign, place, SHIFT)) == ""
    assert dose_sign(key(place, place)) == place
    assert dose_sign(key("7", "")) == "7"


def test_a_sign_beside_the_number_row_is_no_figure(qapp):
    assert dose_sign(key("é", "Q")) == ""
    assert dose_sign(key("-", "")) == ""
    assert dose_sign(key(")", "0", SHIFT)) == ""
    assert dose_sign(key("٥", "")) == "5"
    assert dose_sign(key("٫", "")) == "."


@pytest.mark.parametrize("country", [QLocale.Country.France, QLocale.Country.Belgium])
def test_a_keyboard_that_tells_no_place_is_known_by_the_locale(qapp, country):
    QLocale.setDefault(QLocale(QLocale.Language.French, country))
    assert "".join(dose_sign(key(sign)) for sign in FRENCH) == "1234567890"
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    assert "".join(dose_sign(key(sign)) for sign in FRENCH) == ""


@pytest.mark.parametrize("sign", ["ь", "μ"])
@pytest.mark.parametrize("place", ["M", ""])
def test_m_mirrors_on_a_russian_and_a_greek_keyboard(window, canvas, sign, place):
    QApplication.sendEvent(canvas, key(sign, place))
    assert window.face_panel.tool.mirror


def test_shortcuts_with_control_go_by_place_too(window, canvas, charted):
    QApplication.sendEvent(canvas, key("л", "K", CTRL))
    assert QApplication.focusWidget() is not canvas  # Ctrl+K: the finder
    canvas.setFocus()
    QApplication.sendEvent(canvas, key("é", "2", CTRL))
    assert canvas.view.value == "right"


def test_letters_of_a_latin_layout_stay_what_they_are(window, canvas):
    QApplication.sendEvent(canvas, key("ö", "M"))
    QApplication.sendEvent(canvas, key("q", "M"))
    assert not window.face_panel.tool.mirror
    assert desk_key(key("w", "Z")) == Qt.Key.Key_W


def test_a_letter_typed_into_a_field_is_that_letter(window, canvas):
    field = window.doses.fields.lot
    field.setFocus()
    QApplication.sendEvent(field, key("ь", "M"))
    assert field.text() == "ь"
    assert not window.face_panel.tool.mirror


def test_n_walks_through_the_points_on_every_keyboard(canvas):
    for sign, place in (("т", "N"), ("ν", "N"), ("т", ""), ("ν", "")):
        canvas.select(frozenset())
        QApplication.sendEvent(canvas, key(sign, place))
        assert len(canvas.selection) == 1


# ---------------------------------------------------------------------- keys that are held down


def test_a_figure_held_down_is_one_figure(canvas):
    QApplication.sendEvent(canvas, key("1", "1"))
    for _ in range(5):
        QApplication.sendEvent(canvas, key("1", "1", repeat=True))
    assert canvas.typed.text == "1"
    canvas.typed.cancel()


def test_enter_held_down_places_one_point(canvas, charted):
    before = len(charted.open.visit.points)
    canvas.select(frozenset())
    canvas.do(Aim(0.0, -50.0))
    enter = int(Qt.Key.Key_Return)
    for repeat in (False, True, True):
        QApplication.sendEvent(canvas, QKeyEvent(QEvent.Type.KeyPress, enter, NONE, 36, 0, 0, "\r", repeat, 1))
    assert len(charted.open.visit.points) == before + 1


def test_a_command_that_changes_the_record_happens_once_however_long_it_is_held(window):
    held = {name for name, action in window.actions_by_name.items() if action.autoRepeat()}
    assert held == {"undo", "redo", "redo_too", "zoom_in", "zoom_in_too", "zoom_out"}
