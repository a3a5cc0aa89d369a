"""The window stays within its screen, beside the bars of the desktop, frame and title included."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget


def fitted(frame: QRect, inside: QRect, room: QRect) -> QRect:
    """Where a window lies so that its frame is within the room: moved as little as that takes, smaller where it must.

    `frame` is the window with its frame and title, `inside` without; the result is the inside. A window that has room
    stays as it is.
    """
    around = frame.size() - inside.size()
    size = inside.size().boundedTo(room.size() - around)
    whole = QRect(frame.topLeft(), size + around)
    left = max(room.left(), min(whole.left(), room.right() - whole.width() + 1))
    top = max(room.top(), min(whole.top(), room.bottom() - whole.height() + 1))
    return QRect(QPoint(left, top) + (inside.topLeft() - frame.topLeft()), size)


def keep_on_screen(window: QWidget) -> None:
    """Bring a window back within its screen where it reaches beyond; one that fills the screen is let be."""
    screen = window.screen()
    if screen is None or window.isMaximized() or window.isFullScreen():
        return
    wanted = fitted(window.frameGeometry(), window.geometry(), screen.availableGeometry())
    if wanted != window.geometry():
        window.setGeometry(wanted)
