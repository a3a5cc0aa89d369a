"""What menus share."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

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
