"""The window stays within its screen, frame and title included, whatever size was kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from charting.ui.shell.screen_room import fitted, keep_on_screen

ROOM = QRect(0, 24, 1280, 696)
SIDES = st.integers(-3000, 3000)


def framed(inside: QRect) -> QRect:
    return inside.adjusted(-4, -28, 4, 4)


@given(x=SIDES, y=SIDES, width=st.integers(1024, 6000), height=st.integers(640, 6000))
def test_the_whole_frame_is_within_the_room(x: int, y: int, width: int, height: int) -> None:
    inside = QRect(x, y, width, height)
    found = fitted(framed(inside), inside, ROOM)
    assert ROOM.contains(framed(found))
    assert found.width() <= width
    assert found.height() <= height
    assert fitted(framed(found), found, ROOM) == found


@pytest.mark.parametrize("inside", [QRect(100, 100, 1024, 600), QRect(4, 52, 1272, 664)])
def test_a_window_that_has_room_stays_as_it_is(inside: QRect) -> None:
    assert fitted(framed(inside), inside, ROOM) == inside


def test_a_window_larger_than_its_screen_is_made_to_fit(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    room = window.screen().availableGeometry()
    window.resize(room.width() + 600, room.height() + 400)
    keep_on_screen(window)
    assert window.size() == room.size()
    window.show()
    window.move(room.right() - 50, room.top())
    keep_on_screen(window)
    assert room.contains(window.frameGeometry())
