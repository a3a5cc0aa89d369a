"""What the actions do: each method is named by a row of `actions`, or answers a panel's request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox

from charting import __version__
from charting.domain.face import View
from charting.errors import Problem
from charting.ui.dialogs.keys import KeysDialog
from charting.ui.dialogs.patient import PatientDialog
from charting.ui.dialogs.sign import SignDialog
from charting.ui.words import tr_problem

if TYPE_CHECKING:
    from charting.ui.window import MainWindow

ZOOM_STEP = 1.25


class Commands(QObject):
    """Acts on the window it belongs to. What needs the file itself is asked of the desk by a signal."""

    look_chosen = Signal(str)
    backup_requested = Signal(str)
    restore_requested = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    # ------------------------------------------------------------------ patients and visits

    def find_patient(self) -> None:
        if self._window.banner is not None:
            self._window.banner.finder.setFocus()
            self._window.banner.finder.selectAll()

    def add_patient(self, typed: str = "") -> None:
        session = self._window.session
        if session is not None:
            PatientDialog(session, self._window.look, None, typed, parent=self._window).exec()
            self.go_to_face()

    def edit_patient(self) -> None:
        session = self._window.session
        if session is not None and session.patient is not None:
            PatientDialog(session, self._window.look, session.patient, parent=self._window).exec()

    def new_visit(self) -> None:
        self._attempt(lambda session: session.new_visit())
        self.go_to_face()

    def discard(self) -> None:
        self._attempt(lambda session: session.discard_draft())

    def sign(self) -> None:
        session = self._window.session
        if session is not None and session.editable:
            SignDialog(session, self._window.look, parent=self._window).exec()

    def _attempt(self, act: object) -> None:
        session = self._window.session
        if session is None or not callable(act):
            return
        try:
            act(session)
        except Problem as problem:
            self._window.hub.problem.emit(problem)

    # ------------------------------------------------------------------ the face

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

    # ------------------------------------------------------------------ the file

    def save_again(self) -> None:
        """Write what is pending now; the answer comes back as the state of saving."""
        session = self._window.session
        if session is not None:
            problem = session.flush()
            if problem is not None:
                self._window.hub.problem.emit(problem)

    def back_up(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Back up to"), "charting-backup.sqlite", self.tr("Charting files (*.sqlite)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )  # fmt: skip
        if path:
            self.backup_requested.emit(path)

    def restore(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Restore a backup"), "", self.tr("Charting files (*.sqlite);;All files (*)")
        )
        if path and self._sure_to_restore(path):
            self.restore_requested.emit(path)

    def _sure_to_restore(self, path: str) -> bool:
        box = QMessageBox(self._window)
        box.setTextFormat(box.textFormat().PlainText)
        box.setText(self.tr("Replace the whole record with this backup?"))
        box.setInformativeText(
            self.tr("{path}\n\nA verified copy of the present file is kept in its “backups” folder first.").format(
                path=path
            )
        )
        restore = box.addButton(self.tr("Restore"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        return box.clickedButton() is restore

    def may_close(self) -> bool:
        """Everything is in the file, or somebody chose to leave all the same."""
        session = self._window.session
        problem = session.flush() if session is not None else None
        if problem is None:
            return True
        box = QMessageBox(self._window)
        box.setTextFormat(box.textFormat().PlainText)
        box.setText(self.tr("Your last changes are not in the file yet."))
        box.setInformativeText(tr_problem(problem) if isinstance(problem, Problem) else "")
        leave = box.addButton(self.tr("Close and lose them"), QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(self.tr("Stay"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.exec()
        return box.clickedButton() is leave

    # ------------------------------------------------------------------ the program

    def look_light(self) -> None:
        self.look_chosen.emit("light")

    def look_dark(self) -> None:
        self.look_chosen.emit("dark")

    def look_system(self) -> None:
        self.look_chosen.emit("system")

    def show_keys(self) -> None:
        KeysDialog(self._window.look, parent=self._window).exec()

    def about(self) -> None:
        box = QMessageBox(self._window)
        box.setTextFormat(box.textFormat().PlainText)
        box.setText(f"Charting {__version__}")
        box.setInformativeText(
            self.tr(
                "Face maps of botulinum toxin treatments, with units and density area by area.\n\n"
                "The program informs; it is not medical advice and never blocks a dose. "
                "Every reference range is shown with its source and mark.\n\nMIT licence."
            )
        )
        box.exec()

    def close(self) -> None:
        self._window.close()
