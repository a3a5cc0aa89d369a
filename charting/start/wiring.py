"""Wires the rooms of a running desk together: window, hub, session, store. There is no global application object."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from charting import paths
from charting.errors import Problem
from charting.start.crash import CrashLog
from charting.start.opening import Faces, Opened, Opening, enter_demo, local_now, open_all
from charting.start.settings import load_settings, save_settings
from charting.ui.face.face_panel import FacePanel
from charting.ui.face.first_paint import FirstPaint, PictureCache
from charting.ui.features import FEATURES
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import DARK, LIGHT, Look, apply_look, system_look
from charting.ui.shell.screen_room import keep_on_screen
from charting.ui.shell.window import MainWindow

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

    from charting.desk.session import Session

LOOK_FOR_CHANGES_MS = 1000
KEEP_PICTURE_MS = 1500
LATEST_OPENING_MS = 1000
SMOKE = "CHARTING_SMOKE"
"""Names a PNG file: the desk paints itself there once and leaves (for checks without a screen)."""


FRAME_KNOWN_MS = 100
"""A window system tells how wide a frame is when it has put it around the window."""


class AfterPaint(QObject):
    """Calls `then` once when the window has been painted; soon anyway where it is not (a window that starts hidden)."""

    def __init__(self, window: QWidget, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._window = window
        self._then: Callable[[], None] | None = then
        window.installEventFilter(self)
        QTimer.singleShot(LATEST_OPENING_MS, self._go)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self._go)
        return False

    def _go(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            self._window.removeEventFilter(self)
            then()


class Desk(QObject):
    """One window on one file."""

    opened = Signal(object)
    failed = Signal(object)
    fault = Signal()

    def __init__(self, app: QApplication, path: Path, *, demo: bool, server: str, log: CrashLog) -> None:
        super().__init__()
        self._app, self._path, self._demo = app, path, demo
        self._settings_file = paths.settings_file()
        self._settings = load_settings(self._settings_file)
        self._faces = Faces()
        self._session: Session | None = None
        self._status = 0
        self._version = 0
        self._hub = Hub()
        self._window = MainWindow(self._hub, self._look(), self._faces.get, FEATURES)
        drawings = sorted((paths.resources() / "face").glob("front-*.svg"))
        self._first = FirstPaint(PictureCache(paths.cache()), drawings[-1])
        self._window.part(FacePanel).canvas.still.first_paint = self._first.picture
        self._opening = Opening(
            path, self._faces, demo=demo, done=self.opened.emit, failed=self.failed.emit, say=self._hub.problem.emit
        )
        self._log = log
        self._server_name = server
        self._server: QLocalServer | None = None
        self._connect()

    def _connect(self) -> None:
        self.opened.connect(self._start_session)
        self.failed.connect(self._refuse)
        self.fault.connect(self._tell_fault)
        self._window.closing.connect(self._close)
        host = self._window.host
        host.look_chosen.connect(self._choose_look)
        host.backup_requested.connect(self._back_up)
        host.restore_requested.connect(self._restore)
        self._app.styleHints().colorSchemeChanged.connect(self._show_look)
        self._watch = QTimer(self)
        self._watch.setInterval(LOOK_FOR_CHANGES_MS)
        self._watch.timeout.connect(self._look_for_changes)

    def run(self) -> int:
        """Show the window, open the file beside it, and stay until the window is closed."""
        self.open_beside()
        self._app.exec()
        return self.wait()

    def wait(self) -> int:
        """Let the background threads end; the exit status."""
        self._opening.wait()
        return self._status

    def open_beside(self) -> MainWindow:
        """Show the window at once and open the file beside its first paint."""
        apply_look(self._app, self._look())
        settings = self._settings
        self._window.resize(settings.width, settings.height)
        keep_on_screen(self._window)
        if settings.maximized:
            self._window.showMaximized()
        else:
            self._window.show()
            QTimer.singleShot(FRAME_KNOWN_MS, self._window, lambda: keep_on_screen(self._window))
        AfterPaint(self._window, self._opening.start)
        QTimer.singleShot(0, self._listen)
        return self._window

    # ------------------------------------------------------------------ the file

    def _start_session(self, opened: Opened) -> None:
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
        QTimer.singleShot(KEEP_PICTURE_MS, self._keep_picture)
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

    def _refuse(self, problem: Problem) -> None:
        """The file cannot be opened: said on standard error for scripts, and in the window for people."""
        sys.stderr.write(f"charting: {problem}\n")
        self._status = 1
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
            self._start_session(open_all(self._path, demo=False, say=self._hub.problem.emit))
        except Problem as refused:
            self._refuse(refused)
        if problem is not None:
            self._hub.problem.emit(problem)
        else:
            self._hub.notice.emit(self.tr("The backup is restored. The former file is kept in “backups” beside it."))

    def _close(self) -> None:
        """Everything in the file, a verified copy beside it when something changed, and the window's size kept."""
        self._watch.stop()
        if self._server is not None:
            self._server.close()  # else its socket stays behind in the computer's folder for such things
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
        self._settings = replace(
            self._settings, width=size.width(), height=size.height(), maximized=self._window.isMaximized()
        )
        save_settings(self._settings_file, self._settings)

    # ------------------------------------------------------------------ the window

    def _look(self) -> Look:
        chosen = {"light": LIGHT, "dark": DARK}.get(self._settings.look)
        return chosen or system_look()

    def _choose_look(self, name: str) -> None:
        self._settings = replace(self._settings, look=name)
        save_settings(self._settings_file, self._settings)
        self._show_look()

    def _show_look(self) -> None:
        look = self._look()
        apply_look(self._app, look)
        self._window.set_look(look)

    def _keep_picture(self) -> None:
        self._first.keep(self._window.part(FacePanel).canvas)

    def _tell_fault(self) -> None:
        self._hub.notice.emit(
            self.tr("Something went wrong inside Charting; your work is saved. It is noted in {file}.").format(
                file=self._log.file
            )
        )

    def _listen(self) -> None:
        """A second desk on the same file asks this one to come to the front."""
        from PySide6.QtNetwork import QLocalServer

        name = self._server_name
        QLocalServer.removeServer(name)  # the lock is ours, so what still lies there was left by a killed desk
        self._server = server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._come_forward)
        server.listen(name)

    def _come_forward(self) -> None:
        connection = self._server.nextPendingConnection() if self._server is not None else None
        if connection is not None:
            connection.disconnected.connect(connection.deleteLater)
        window = self._window
        window.setWindowState(window.windowState() & ~window.windowState().WindowMinimized)
        window.raise_()
        window.activateWindow()

    def _smoke(self) -> None:
        self._app.processEvents()  # what the last change asked to be laid out is laid out before the picture
        self._window.grab().save(os.environ[SMOKE])
        self._window.close()
        self._app.quit()
