"""What the actions do: each method is named by a row of `actions`, or answers a panel's request.

Dialogs are imported where they are opened: the first paint does not wait for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox

from charting.domain.face import FaceView, View
from charting.domain.people import Role
from charting.errors import Problem
from charting.ui.files.export_commands import ExportCommands
from charting.words.words import tr_problem

if TYPE_CHECKING:
    from charting.desk.session import Session


class Commands(ExportCommands):
    """Acts on the window it belongs to. What needs the file itself is asked of the desk by a signal."""

    look_chosen = Signal(str)
    backup_requested = Signal(str)
    restore_requested = Signal(str)

    # ------------------------------------------------------------------ patients and visits

    def find_patient(self) -> None:
        if self._window.banner is not None:
            self._window.banner.finder.focus_find()

    def add_patient(self, typed: str = "") -> None:
        session = self._window.session
        if session is not None:
            from charting.ui.patient.patient import PatientDialog

            PatientDialog(session, self._window.look, None, typed, self._window, self._newest_face(session)).exec()
            self.go_to_face()

    def edit_patient(self) -> None:
        session = self._window.session
        if session is not None and session.open.patient is not None:
            from charting.ui.patient.patient import PatientDialog

            face = self._newest_face(session)
            PatientDialog(session, self._window.look, session.open.patient, "", self._window, face).exec()

    def _newest_face(self, session: Session) -> FaceView | None:
        return self._window.faces(View.FRONT, max(session.env.anatomies))

    def new_visit(self) -> None:
        self._attempt(lambda session: session.charting.new_visit())
        self.go_to_face()

    def discard(self) -> None:
        self._attempt(lambda session: session.charting.discard_draft())

    def sign(self) -> None:
        self.sign_open()
        session = self._window.session
        if session is not None and not session.editable:
            self.go_to_face()  # the button that was pressed is gone, and with it what has the keyboard

    def _attempt(self, act: object) -> None:
        session = self._window.session
        if session is None or not callable(act):
            return
        try:
            act(session)
        except Problem as problem:
            self._window.hub.problem.emit(problem)

    # ------------------------------------------------------------------ the file

    def save_again(self) -> None:
        """Write what is pending now; the answer comes back as the state of saving."""
        session = self._window.session
        if session is not None:
            problem = session.charting.flush()
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
        try:
            if self._window.session is not None:
                self._window.session.who.refuse_unless(Role.ADMINISTRATOR)
        except Problem as problem:
            self._window.hub.problem.emit(problem)
            return
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
        problem = session.charting.flush() if session is not None else None
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
        from charting.ui.shell.keys import KeysDialog

        KeysDialog(self._window).exec()

    def about(self) -> None:
        from charting.ui.shell.about import AboutDialog

        AboutDialog(self._window.session, self._window.look, parent=self._window).exec()

    def close(self) -> None:
        self._window.close()
