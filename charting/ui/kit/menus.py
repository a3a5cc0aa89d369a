"""What menus share."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QCursor
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton

from charting.words.words import on_button


def add_heading(menu: QMenu, text: str) -> QAction:
    """A line of words above what follows in a menu, and a rule above it unless it is the first.

    Qt's own sections are drawn as a bare rule where a style sheet draws the menu: their words are lost.
    """
    if menu.actions():
        menu.addSeparator()
    heading = menu.addAction(on_button(text))
    heading.setEnabled(False)
    return heading


def hang(button: QPushButton | QToolButton, menu: QMenu) -> None:
    """The menu that a button opens. When it closes the button looks pointed at only if it is.

    While a menu is open Qt tells a button nothing of the mouse: it would keep the edge of what is pointed at for good,
    which looks like the keyboard's place.
    """
    button.setMenu(menu)
    menu.aboutToHide.connect(partial(_look_again, button))


def _look_again(button: QPushButton | QToolButton) -> None:
    pointed_at = button.rect().contains(button.mapFromGlobal(QCursor.pos()))
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, pointed_at)
    button.update()
