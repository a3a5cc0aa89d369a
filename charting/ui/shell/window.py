"""Hosts the panels of all features and their actions; what the desk does is in their `feature.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QChildEvent, QCoreApplication, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLayout,
    QMainWindow,
    QMessageBox,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from charting.errors import Problem
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look, hand_look
from charting.ui.kit.places import action_of
from charting.ui.shell.feature import Feature, Host, Panel, Spot
from charting.ui.shell.notice import NoticeBar
from charting.ui.shell.registry import Registry
from charting.ui.shell.status import StatusStrip
from charting.words.words import tr_problem

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.desk.steps import Changed
    from charting.domain.face.face import FaceView, View

LEFT = (220, 236)
RIGHT = (392, 432)
WIDE = 1360
VISITS_AT_ONCE = 5

Part = TypeVar("Part", bound=QObject)


class MainWindow(QMainWindow):
    """The desk. It is painted with its early panels before there is a session; `attach` fills it."""

    closing = Signal()

    def __init__(
        self, hub: Hub, look: Look, faces: Callable[[View, int], FaceView | None],
        features: Sequence[Callable[[Host], Feature]],
    ) -> None:  # fmt: skip
        super().__init__()
        self.hub = hub
        self._worn = look
        self.session: Session | None = None
        self.status = StatusStrip(hub)
        self._places = {Spot.TOP: _place("banner"), Spot.LEFT: _place(""), Spot.RIGHT: _place("")}
        self._middle = QVBoxLayout()
        self._closed: list[QDialog] = []
        self._pages = QStackedWidget()
        self._pages.addWidget(self._laid_out())
        self.setCentralWidget(self._pages)
        self._size_columns(QSize(1440, 900))
        self.host = Host(self, self._pages, hub, look, faces)
        self._registry = Registry(self, [feature(self.host) for feature in features])
        self.host.actions = self.actions_by_name = self._registry.actions
        self.host.keys = self._registry.keys
        self.host.offers = self._registry.offers
        self.host.fill_menu = self._registry.fill
        self._panels: dict[Panel, QWidget] = {}
        self._hang(early=True)
        self.setWindowTitle("Charting")
        self.setMinimumSize(1024, 640)
        self._connect()
        self._registry.enable(None)

    def _laid_out(self) -> QWidget:
        middle = self._middle
        middle.setSpacing(8)
        body = QHBoxLayout()
        body.setContentsMargins(16, 14, 16, 12)
        body.setSpacing(16)
        body.addWidget(self._places[Spot.LEFT])
        body.addLayout(middle, 1)
        body.addWidget(self._places[Spot.RIGHT])
        page = QVBoxLayout()
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        self._places[Spot.TOP].setMinimumHeight(56)
        self._places[Spot.TOP].setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        page.addWidget(self._places[Spot.TOP])
        page.addLayout(body, 1)
        page.addWidget(self.status)
        centre = QWidget()
        centre.setLayout(page)
        self.notice = NoticeBar(self.hub, self._worn, centre)
        self.notice.float_over(self.status)
        return centre

    def _size_columns(self, size: QSize) -> None:
        wide = size.width() >= WIDE
        self._places[Spot.LEFT].setFixedWidth(LEFT[wide])
        self._places[Spot.RIGHT].setFixedWidth(RIGHT[wide])

    def childEvent(self, event: QChildEvent) -> None:
        """A dialog is gone once it is closed: a day's dialogs would fill the memory."""
        dialog = event.child() if event.polished() else None
        if isinstance(dialog, QDialog):
            dialog.finished.connect(lambda: self._closed.append(dialog))
            dialog.finished.connect(lambda: QTimer.singleShot(0, self, self._free_dialogs))

    def _free_dialogs(self) -> None:
        """Not while one follows another: what goes would take the focus along."""
        if QApplication.activeModalWidget() is None:
            closed, self._closed = self._closed, []
            for dialog in closed:
                if isValid(dialog) and not dialog.isVisible():
                    dialog.deleteLater()

    def resizeEvent(self, event: object) -> None:
        self._size_columns(self.size())

    def _connect(self) -> None:
        hub, host = self.hub, self.host
        hub.changed.connect(self._changed)
        hub.wanted.connect(self._registry.do)
        hub.asked.connect(self._registry.answer)
        host.next_panel.connect(self._go_round)
        host.came.connect(self._wear_look)
        self.notice.retry.connect(self._save_again)

    # ------------------------------------------------------------------ panels

    def part(self, kind: type[Part]) -> Part:
        """The panel of this class, or what else of it lives in the window."""
        for widget in self._panels.values():
            if isinstance(widget, kind):
                return widget
        found = self.findChild(kind)
        assert found is not None, f"the desk has no {kind.__name__}"
        return found

    def _hang(self, *, early: bool) -> None:
        """Make the panels of all features and put each in its place; what was there of another file goes."""
        for feature in self._registry.features:
            for panel in feature.panels:
                if panel.early is early:
                    old, new = self._panels.get(panel), panel.make()
                    if old is not None:
                        self._take_out(panel, old)
                    self._panels[panel] = new
                    self._put(panel, new)

    def _put(self, panel: Panel, widget: QWidget) -> None:
        if panel.hidden:
            widget.hide()
        if panel.spot is Spot.STATUS:
            self.status.hang(widget)
        elif panel.spot is Spot.CENTRE:
            self._middle.addWidget(widget, 1)
        elif panel.spot is Spot.BELOW:
            self._middle.addWidget(widget)
        else:
            _layout(self._places[panel.spot]).addWidget(widget)

    def _take_out(self, panel: Panel, widget: QWidget) -> None:
        layout = _layout(self._places[panel.spot]) if panel.spot in self._places else self._middle
        layout.removeWidget(widget)  # that of the strip at the bottom is in neither, and is taken out there
        widget.deleteLater()

    def _go_round(self) -> None:
        """F6 goes round the desk: the face, the timeline, the doses, the visits, the finder, the face."""
        spots = list(Spot)
        panels = sorted(self._panels, key=lambda panel: spots.index(panel.spot))
        stops = [(panel, stop) for panel in panels if (stop := panel.stop()) is not None]
        focused = QApplication.focusWidget() or QWidget()
        at = next((n for n, (_, stop) in enumerate(stops) if stop.hasFocus() or stop.isAncestorOf(focused)), -1)
        if stops:
            panel, stop = stops[(at + 1) % len(stops)]
            panel.enter(stop).setFocus(Qt.FocusReason.TabFocusReason)

    # ------------------------------------------------------------------ the session

    def attach(self, session: Session, file_name: str) -> None:
        """Fill the desk with a session; called once, or again after another file was restored."""
        # Here and not above: the first paint does not wait for the panels, which need a session anyhow.
        from charting.desk.steps import Changed

        self.session = session
        self.hub.away = lambda: session.who.away
        for old in self.findChildren(QDialog):
            old.deleteLater()  # they know the session of the file that was open before
        session.at_window(tr=lambda text: QCoreApplication.translate("Steps", text), at_once=VISITS_AT_ONCE)
        self.host.open(session)
        for feature in self._registry.features:
            feature.opened()
        self._hang(early=False)
        self.status.set_file(file_name)
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
        self.host.look = look
        self.host.look_changed.emit()
        if self.host.covered:
            return
        self._worn = look
        for widget in (self.notice, *self._panels.values()):
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
        box = QMessageBox(self)
        box.setTextFormat(box.textFormat().PlainText)
        box.setText(self.tr("Your last changes are not in the file yet."))
        box.setInformativeText(tr_problem(problem) if isinstance(problem, Problem) else "")
        leave = box.addButton(self.tr("Close and lose them"), QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(self.tr("Stay"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.exec()
        return box.clickedButton() is leave


def _place(name: str) -> QFrame:
    frame = QFrame()
    frame.setObjectName(name)
    column = QVBoxLayout(frame)
    column.setContentsMargins(0, 0, 0, 0)
    return frame


def _layout(place: QFrame) -> QLayout:
    layout = place.layout()
    assert layout is not None
    return layout


def _read_older(session: Session) -> None:
    if not session.who.away:  # who comes next is told anew that they wait
        session.patients.read_older()
