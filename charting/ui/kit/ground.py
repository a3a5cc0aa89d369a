"""The three colours that the window has before it has anything else; the looks are made of them.

Asking Qt which look the computer has, or for any constant of its namespace `Qt`, takes a tenth of an empty window's
time: before the first paint its palette tells.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QGuiApplication


class Ground(NamedTuple):
    """What lies behind, what things stand on, and the lines around them, as #rrggbb."""

    look: str
    back: str
    surface: str
    line: str


LIGHT = Ground("light", back="#f4f6f7", surface="#ffffff", line="#d9dee2")
DARK = Ground("dark", back="#111518", surface="#1a1f23", line="#343c42")


def ground_of(name: str) -> Ground:
    """That of the look of this name; any other name means the look of the computer."""
    palette = QGuiApplication.palette()
    dark = palette.window().color().lightness() < palette.windowText().color().lightness()
    return {LIGHT.look: LIGHT, DARK.look: DARK}.get(name) or (DARK if dark else LIGHT)
