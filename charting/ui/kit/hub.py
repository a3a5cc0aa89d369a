"""Announces what changed, once; every panel listens here and none calls another."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Hub(QObject):
    """Signals of the whole desk. They may be emitted from any thread; slots run on the window's.

    changed: a session.steps.Changed. save_state: a session.autosave.SaveState. problem: a Problem to say in the window.
    notice: a short sentence that may go away by itself. highlight: an area code under the hand, or None.
    wanted: the name of an action (a row of `actions`) that something asks for in its place.
    """

    changed = Signal(object)
    save_state = Signal(object)
    problem = Signal(object)
    notice = Signal(str)
    highlight = Signal(object)
    wanted = Signal(str)
