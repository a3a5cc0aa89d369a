"""Wires the rooms of a running desk together: window, hub, session, store. There is no global application object."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from charting import paths
from charting.drawing.kept import KeptFaces
from charting.errors import Problem
from charting.start.crash import CrashLog
from charting.start.opening import Faces, Opened, enter_demo, local_now, open_all
from charting.start.settings import Settings, save_settings
from charting.ui.face.face_panel import FacePanel
from charting.ui.face.keeping import keep
from charting.ui.features import FEATURES
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look, apply_look, look_named
from charting.ui.shell.first_picture import FirstPicture
from charting.ui.shell.window import MainWindow

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.start.other_desk import Listening

LOOK_FOR_CHANGES_MS = 1000
KEEP_PICTURE_MS = 1500
LISTEN_MS = 500
"""A second desk asks for longer than this; by then the file is open, as a rule, and Qt's network not in its way."""
LONG_MS = 700
"""After so long without a session the desk is shown without one: a person may look round meanwhile."""
SMOKE = "CHARTING_SMOKE"
"""Names a PNG file: the desk paints itself there once and leaves (for checks without a screen)."""


class Desk(QObject):
    """One window on one file."""

    def __init__(
        self, app: QApplication, window: MainWindow, path: Path, settings: Settings, drawings: Faces, kept: KeptFaces,
        log: CrashLog, *, demo: bool,
    ) -> None:  # fmt: skip
        super().__init__(window)
        self.status = 0
        self._app, self._window, self._path, self._demo = app, window, path, demo
        self._settings, self._kept, self._log = settings, kept, log
        self._session: Session | None = None
        self._version = 0
        self._hub = Hub()
        first = window.centralWidget()
        look = self._look()
        window.fill(self._hub, look, drawings.get, FEATURES)
        if isinstance(first, FirstPicture):
            window.part(FacePanel).canvas.still.kept = first.kept
        window.revealing.connect(self._wear)
        self._connect()
        self._listening: Listening | None = None
        QTimer.singleShot(LONG_MS, window, window.reveal)
        QTimer.singleShot(LISTEN_MS, self, self._listen)

    def _connect(self) -> None:
        self._window.closing.connect(self._close)
        self._hub.problem.connect(self._window.reveal)
        host = self._window.host
        host.look_chosen.connect(self._choose_look)
        host.backup_requested.connect(self._back_up)
        host.restore_requested.connect(self._restore)
        self._app.styleHints().colorSchemeChanged.connect(self._show_look)
        self._watch = QTimer(self)
        self._watch.setInterval(LOOK_FOR_CHANGES_MS)
        self._watch.timeout.connect(self._look_for_changes)

    # ------------------------------------------------------------------ the file

    def start_session(self, opened: Opened) -> None:
        from charting.desk.session import Session

        session = Session(
            opened.store, opened.reference, opened.anatomies, clock=local_now, new_id=opened.new_id,
            announce=self._hub.announce, saved=self._hub.save_state.emit,
        )  # fmt: skip
        self._session = session
        if self._demo:
            enter_demo(session, self.tr("In the demo the password is “{password}”."))
        self._version = opened.store.data_version()
        shown = self.tr("Demo: invented patients; nothing of it is kept") if self._demo else str(self._path)
        self._window.attach(session, shown)
        if self._window.host.covered:
            # Nothing of any chart is even read before somebody signed in.
            self._window.host.came.connect(self._open_latest, Qt.ConnectionType.SingleShotConnection)
        else:
            self._open_latest()
        for notice in opened.store.notices:
            self._hub.problem.emit(notice)
        self._watch.start()
        QTimer.singleShot(KEEP_PICTURE_MS, self, self._keep_picture)
        if SMOKE in os.environ:
            QTimer.singleShot(200, self._smoke)

    def _open_latest(self) -> None:
        """The patient of the last draft; in the demo somebody in any case."""
        session = self._session
        if session is None:
            return
        drafts = session.store.visits.drafts(1)
        latest = session.store.patients.search("", 1) if self._demo and not drafts else []
        if drafts:
            session.patients.open(drafts[0].patient_id)
        elif latest:
            session.patients.open(latest[0].id)
        self._window.host.go_to_face()

    def refuse(self, problem: Problem) -> None:
        """The file cannot be opened: said on standard error for scripts, and in the window for people."""
        sys.stderr.write(f"charting: {problem}\n")
        self.status = 1
        if sys.stderr.isatty() or self._app.platformName() == "offscreen":
            self._app.exit(1)
            return
        self._hub.problem.emit(problem)

    def _look_for_changes(self) -> None:
        """Another process (an import) may have written to the file: show it."""
        if self._session is None or self._session.env.file.is_taken():
            return
        try:
            version = self._session.env.file.data_version()
        except Problem as problem:
            self._hub.problem.emit(problem)
            return
        if version != self._version:
            self._version = version
            self._session.patients.reload()

    def _back_up(self, target: str) -> None:
        assert self._session is not None
        try:
            store = self._session.store  # the desk may have been locked while the file was chosen
            self._session.charting.flush()
            store.backup_to(Path(target))
        except Problem as problem:
            self._hub.problem.emit(problem)
            return
        self._hub.notice.emit(self.tr("A verified copy is in {path}.").format(path=target))

    def _restore(self, source: str) -> None:
        """Put a backup in the place of the file, keeping a verified copy of what was there, and open it."""
        from charting.domain.people.people import Role
        from charting.start.keys import keeper
        from charting.store.audit_copies import restore_noted

        assert self._session is not None
        try:
            self._session.who.refuse_unless(Role.ADMINISTRATOR)  # somebody else may have come while the file was chosen
        except Problem as refused:
            self._hub.problem.emit(refused)
            return
        self._watch.stop()
        self._session.charting.close()
        self._session.env.file.close()
        problem: Problem | None = None
        try:
            restore_noted(
                self._path,
                Path(source),
                clock=local_now,
                keeper=keeper(self._path, self._hub.problem.emit),
                actor=self._session.env.file.audit.actor,
            )
        except Problem as refused:
            problem = refused
        try:
            self.start_session(open_all(self._path, demo=False, say=self._hub.problem.emit))
        except Problem as refused:
            self.refuse(refused)
        if problem is not None:
            self._hub.problem.emit(problem)
        else:
            self._hub.notice.emit(self.tr("The backup is restored. The former file is kept in “backups” beside it."))

    def _close(self) -> None:
        """Everything in the file, a verified copy beside it when something changed, and the window's size kept."""
        self._watch.stop()
        if self._listening is not None:
            self._listening.close()
        session, self._session = self._session, None
        if session is not None:
            session.charting.close()
            try:
                if not self._demo:
                    session.env.file.back_up_if_changed()
                session.env.file.close()
            except Problem as problem:
                sys.stderr.write(f"charting: {problem}\n")
        self._keep_picture()
        size = self._window.normalGeometry().size()
        self._settings = self._settings._replace(
            width=size.width(), height=size.height(), maximized=self._window.isMaximized()
        )
        save_settings(paths.settings_file(), self._settings)

    # ------------------------------------------------------------------ the window

    def _look(self) -> Look:
        return look_named(self._settings.look)

    def _wear(self) -> None:
        """The whole desk in its look, once it is made: each part put in its place is not styled there again."""
        apply_look(self._app, self._look())
        self._window.setPalette(QPalette())

    def _choose_look(self, name: str) -> None:
        self._settings = self._settings._replace(look=name)
        save_settings(paths.settings_file(), self._settings)
        self._show_look()

    def _show_look(self) -> None:
        look = self._look()
        apply_look(self._app, look)
        self._window.set_look(look)

    def _keep_picture(self) -> None:
        panels = self._window.panels
        keep(self._kept, self._window.part(FacePanel).canvas, panels.bars, panels.cards)

    def say(self, problem: Problem) -> None:
        """In the window, from any thread."""
        self._hub.problem.emit(problem)

    def tell_fault(self) -> None:
        self._hub.notice.emit(
            self.tr("Something went wrong inside Charting; your work is saved. It is noted in {file}.").format(
                file=self._log.file
            )
        )

    def _listen(self) -> None:
        from charting.start.other_desk import Listening

        self._listening = Listening(self._path, self._come_forward, self)

    def _come_forward(self) -> None:
        """A second desk on the same file asked for this one."""
        window = self._window
        window.setWindowState(window.windowState() & ~window.windowState().WindowMinimized)
        window.raise_()
        window.activateWindow()

    def _smoke(self) -> None:
        self._app.processEvents()  # what the last change asked to be laid out is laid out before the picture
        self._window.grab().save(os.environ[SMOKE])
        self._window.close()
        self._app.quit()
