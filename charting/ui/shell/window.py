"""The window of the desk: there before anything else of the program is, filled after, and filled with a session then.

What the desk does is in the features' `feature.py`. Next to nothing is imported above: the first paint waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QChildEvent
    from PySide6.QtGui import QCloseEvent, QKeyEvent
    from PySide6.QtWidgets import QDialog

    from charting.desk.session import Session
    from charting.desk.steps import Changed
    from charting.domain.face.face import FaceView, View
    from charting.ui.kit.hub import Hub
    from charting.ui.kit.look import Look
    from charting.ui.shell.feature import Feature, Host
    from charting.ui.shell.panels import Panels

VISITS_AT_ONCE = 5
WIDTH = 1440

Part = TypeVar("Part", bound=QObject)


class MainWindow(QMainWindow):
    """The desk. It may show a `first` picture of it until it is filled (`fill`), and has a session then (`attach`)."""

    closing = Signal()
    revealing = Signal()
    """The desk is made, and about to be shown in the place of the first picture."""

    def __init__(self, first: QWidget | None = None) -> None:
        super().__init__()
        self.session: Session | None = None
        self._closed: list[QDialog] = []
        self._panels: Panels | None = None
        self.setWindowTitle("Charting")
        self.setMinimumSize(1024, 640)
        if first is not None:
            self.setCentralWidget(first)

    def fill(
        self, hub: Hub, look: Look, faces: Callable[[View, int], FaceView | None],
        features: Sequence[Callable[[Host], Feature]],
    ) -> None:  # fmt: skip
        """Make everything that is there without a session. Where a first picture is shown it stays (`reveal`)."""
        from PySide6.QtWidgets import QStackedWidget

        from charting.ui.shell.feature import Host
        from charting.ui.shell.notice import NoticeBar
        from charting.ui.shell.panels import Panels
        from charting.ui.shell.registry import Registry
        from charting.ui.shell.status import StatusStrip

        self.hub = hub
        self._worn = look
        self.status = StatusStrip(hub)
        self._panels = Panels(self, self.status)
        self.notice = NoticeBar(hub, look, self._panels.page)
        self.notice.float_over(self.status)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._panels.page)
        self._panels.size_columns(self.width() if self.isVisible() else WIDTH)
        self.host = Host(self, self._pages, hub, look, faces)
        self._registry = Registry(self, [feature(self.host) for feature in features])
        self.host.actions = self.actions_by_name = self._registry.actions
        self.host.keys = self._registry.keys
        self.host.offers = self._registry.offers
        self.host.fill_menu = self._registry.fill
        self._panels.hang(self._registry.features, early=True)
        self._connect()
        self._registry.enable(None)
        if self.centralWidget() is None:
            self.setCentralWidget(self._pages)

    def reveal(self) -> None:
        """Show the desk in the place of the first picture."""
        if self.centralWidget() is not self._pages:
            self.revealing.emit()
            self.setCentralWidget(self._pages)
            self._pages.show()

    def childEvent(self, event: QChildEvent) -> None:
        """A dialog is gone once it is closed: a day's dialogs would fill the memory."""
        if self._panels is None:
            return
        from PySide6.QtWidgets import QDialog

        dialog = event.child() if event.polished() else None
        if isinstance(dialog, QDialog):
            dialog.finished.connect(lambda: self._closed.append(dialog))
            dialog.finished.connect(lambda: QTimer.singleShot(0, self, self._free_dialogs))

    def _free_dialogs(self) -> None:
        """Not while one follows another: what goes would take the focus along."""
        from PySide6.QtWidgets import QApplication
        from shiboken6 import isValid

        if QApplication.activeModalWidget() is None:
            closed, self._closed = self._closed, []
            for dialog in closed:
                if isValid(dialog) and not dialog.isVisible():
                    dialog.deleteLater()

    def resizeEvent(self, event: object) -> None:
        if self._panels is not None:
            self._panels.size_columns(self.width())

    def _connect(self) -> None:
        hub, host = self.hub, self.host
        hub.changed.connect(self._changed)
        hub.wanted.connect(self._registry.do)
        hub.asked.connect(self._registry.answer)
        host.next_panel.connect(self.panels.go_round)
        host.came.connect(self._wear_look)
        self.notice.retry.connect(self._save_again)

    # ------------------------------------------------------------------ panels

    @property
    def panels(self) -> Panels:
        assert self._panels is not None, "the window is not filled"
        return self._panels

    def part(self, kind: type[Part]) -> Part:
        """The panel of this class, or what else of it lives in the window."""
        for widget in self.panels:
            if isinstance(widget, kind):
                return widget
        found = self.findChild(kind)
        assert found is not None, f"the desk has no {kind.__name__}"
        return found

    # ------------------------------------------------------------------ the session

    def attach(self, session: Session, file_name: str) -> None:
        """Fill the desk with a session; called once, or again after another file was restored."""
        from PySide6.QtCore import QCoreApplication
        from PySide6.QtWidgets import QDialog

        from charting.desk.steps import Changed

        self.session = session
        self.hub.away = lambda: session.who.away
        for old in self.findChildren(QDialog):
            old.deleteLater()  # they know the session of the file that was open before
        session.at_window(
            tr=lambda text: QCoreApplication.translate("Steps", text), at_once=VISITS_AT_ONCE,
            when_painted=self.hub.when_painted,
        )  # fmt: skip
        self.host.open(session)
        for feature in self._registry.features:
            feature.opened()
        self.panels.hang(self._registry.features, early=False)
        self.status.set_file(file_name)
        self.reveal()
        self.hub.changed.emit(
            Changed(patient=True, visits=True, visit=True, opened=True, assessment=session.open.assessment)
        )

    def _changed(self, changed: Changed) -> None:
        self._registry.enable(self.session)
        if changed.patient and self.session is not None and self.session.open.older_wait:
            QTimer.singleShot(0, partial(_read_older, self.session))  # once the last map is on the screen

    # ------------------------------------------------------------------ the look

    def set_look(self, look: Look) -> None:
        """Light or dark, at once; what shows a chart is told when somebody may see it."""
        from PySide6.QtWidgets import QDialog

        from charting.ui.kit.look import hand_look

        self.host.look = look
        self.host.look_changed.emit()
        if self.host.covered:
            return
        self._worn = look
        for widget in (self.notice, *self.panels):
            if hasattr(widget, "set_look"):
                widget.set_look(look)
        for dialog in self.findChildren(QDialog):
            hand_look(dialog, look)

    def _wear_look(self) -> None:
        """The look was changed while nobody could see the desk."""
        if self.host.look is not self._worn:
            self.set_look(self.host.look)

    # ------------------------------------------------------------------ keys, saving, leaving

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nobody took and what is no shortcut by its name may still be one by its place."""
        from charting.ui.kit.places import action_of

        action = action_of(self, event)
        if action is not None:
            action.trigger()
        else:
            super().keyPressEvent(event)

    def _save_again(self) -> None:
        """Write what is pending now; the answer comes back as the state of saving."""
        problem = self.session.charting.flush() if self.session is not None else None
        if problem is not None:
            self.hub.problem.emit(problem)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close():
            self.closing.emit()
            event.accept()
        else:
            event.ignore()

    def _may_close(self) -> bool:
        """Everything is in the file, or somebody chose to leave all the same."""
        problem = self.session.charting.flush() if self.session is not None else None
        if problem is None:
            return True
        from PySide6.QtWidgets import QMessageBox

        from charting.errors import Problem
        from charting.words.words import tr_problem

        box = QMessageBox(self)
        box.setTextFormat(box.textFormat().PlainText)
        box.setText(self.tr("Your last changes are not in the file yet."))
        box.setInformativeText(tr_problem(problem) if isinstance(problem, Problem) else "")
        leave = box.addButton(self.tr("Close and lose them"), QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(self.tr("Stay"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.exec()
        return box.clickedButton() is leave


def _read_older(session: Session) -> None:
    if not session.who.away:  # who comes next is told anew that they wait
        session.patients.read_older()
