"""What the actions do to the face: undo, the mirror, the views, the zoom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtWidgets import QApplication, QWidget

from charting.domain.face import View

if TYPE_CHECKING:
    from charting.ui.shell.window import MainWindow

ZOOM_STEP = 1.25


class FaceCommands(QObject):
    """Acts on the face of the window it belongs to."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def undo(self) -> None:
        self._window.stack.undo()

    def redo(self) -> None:
        self._window.stack.redo()

    def toggle_mirror(self) -> None:
        tool = self._window.face_panel.tool
        tool.set_mirror(not tool.mirror)

    def select_all(self) -> None:
        canvas = self._window.face_panel.canvas
        canvas.select(frozenset(canvas.marks))

    def show_front(self) -> None:
        self._window.face_panel.canvas.show_view(View.FRONT)

    def show_right(self) -> None:
        self._window.face_panel.canvas.show_view(View.RIGHT)

    def show_left(self) -> None:
        self._window.face_panel.canvas.show_view(View.LEFT)

    def fit(self) -> None:
        self._window.face_panel.canvas.fit()

    def zoom_in(self) -> None:
        self._zoom(ZOOM_STEP)

    def zoom_out(self) -> None:
        self._zoom(1 / ZOOM_STEP)

    def _zoom(self, factor: float) -> None:
        canvas = self._window.face_panel.canvas
        at = canvas.camera.to_px(*canvas.crosshair) if canvas.crosshair else QPointF(canvas.rect().center())
        canvas.move_camera(canvas.camera.zoomed(factor, at))

    def go_to_face(self) -> None:
        self._window.face_panel.canvas.setFocus()

    def next_panel(self) -> None:
        """F6 goes round the desk: the face, the doses, the visits, the finder, the face."""
        window = self._window
        stops: list[QWidget] = [window.face_panel.canvas]
        if window.doses is not None and window.visits is not None and window.banner is not None:
            doses = window.doses.table if window.doses.table.isVisible() else window.doses.fields
            timeline = [window.strip.list] if window.strip is not None and window.strip.isVisible() else []
            stops += [*timeline, doses, window.visits.list, window.banner.finder]
        at = next((n for n, stop in enumerate(stops) if stop.hasFocus() or stop.isAncestorOf(_focused())), -1)
        stop = stops[(at + 1) % len(stops)]
        if window.doses is not None and stop is window.doses.fields:
            stop = window.doses.fields.first()
        stop.setFocus(Qt.FocusReason.TabFocusReason)


def _focused() -> QWidget:
    return QApplication.focusWidget() or QWidget()
