"""Hosts the panels and wires their requests to each other; what the desk does is in `commands`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QChildEvent, QCoreApplication, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence, QUndoStack
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLayout,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from charting.domain.face import FaceView, View
from charting.ui.face.face_panel import FacePanel
from charting.ui.face.history import UndoHistory
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look
from charting.ui.kit.menus import hang
from charting.ui.kit.places import action_of
from charting.ui.patient.photo_drop import PhotoDrop
from charting.ui.people.keeper import Keeper
from charting.ui.shell.actions import ACTIONS, ActionRow
from charting.ui.shell.commands import Commands
from charting.ui.shell.notice import NoticeBar
from charting.ui.shell.status import StatusStrip
from charting.words.words import on_button, tooltip

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.desk.steps import Changed
    from charting.ui.past.past_links import PastLinks
    from charting.ui.past.strip import StripPanel
    from charting.ui.past.visits import VisitsPanel
    from charting.ui.patient.banner import PatientBanner
    from charting.ui.visit.doses import DosesPanel

LEFT = (220, 236)
RIGHT = (392, 432)
WIDE = 1360
VISITS_AT_ONCE = 5
WHILE_AWAY = ("quit", "keys")
"""What can be done while somebody has to sign in first."""


class MainWindow(QMainWindow):
    """The desk. It is painted with a face before there is a session; `attach` fills it."""

    closing = Signal()

    def __init__(self, hub: Hub, look: Look, faces: Callable[[View, int], FaceView | None]) -> None:
        super().__init__()
        self.hub = hub
        self.look = self._worn = look
        self.faces = faces
        self.session: Session | None = None
        self.stack = QUndoStack(self)
        self.commands = Commands(self)
        self.face_panel = FacePanel(hub, look, self.stack, faces)
        self.status = StatusStrip(hub)
        self.banner: PatientBanner | None = None
        self.visits: VisitsPanel | None = None
        self.doses: DosesPanel | None = None
        self.strip: StripPanel | None = None
        self.links: PastLinks | None = None
        self._banner_place, self._left_place, self._right_place = (_place(n) for n in ("banner", "", ""))
        self._middle = QVBoxLayout()
        self._closed: list[QDialog] = []
        self._lay_out()
        self.actions_by_name: dict[str, QAction] = {}
        self._said_steps: dict[str, str] = {}
        self._make_actions()
        self.setWindowTitle("Charting")
        self.setMinimumSize(1024, 640)
        hub.changed.connect(self._changed)
        hub.wanted.connect(self._do)
        PhotoDrop(self, self.commands.take_files, lambda: self.session is not None and not self.session.who.away)

    def _lay_out(self) -> None:
        middle = self._middle
        middle.setSpacing(8)
        middle.addWidget(self.face_panel, 1)
        body = QHBoxLayout()
        body.setContentsMargins(16, 14, 16, 12)
        body.setSpacing(16)
        body.addWidget(self._left_place)
        body.addLayout(middle, 1)
        body.addWidget(self._right_place)
        page = QVBoxLayout()
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        self._banner_place.setMinimumHeight(56)
        self._banner_place.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        page.addWidget(self._banner_place)
        page.addLayout(body, 1)
        page.addWidget(self.status)
        centre = QWidget()
        centre.setLayout(page)
        self.notice = NoticeBar(self.hub, self.look, centre)
        self.notice.float_over(self.status)
        self.keeper = Keeper(self, centre)
        self.keeper.came.connect(self._wear_look)
        self.setCentralWidget(self.keeper.pages)
        self._size_columns(QSize(1440, 900))

    def _size_columns(self, size: QSize) -> None:
        wide = size.width() >= WIDE
        self._left_place.setFixedWidth(LEFT[wide])
        self._right_place.setFixedWidth(RIGHT[wide])

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

    # ------------------------------------------------------------------ the session

    def attach(self, session: Session, file_name: str) -> None:
        """Fill the desk with a session; called once, or again after another file was restored."""
        # Here and not above: the first paint does not wait for the panels, which need a session anyhow.
        from charting.desk.steps import Changed
        from charting.ui.past.booster import BoosterNotes
        from charting.ui.past.past_links import PastLinks
        from charting.ui.past.strip import StripPanel
        from charting.ui.past.thumbnails import Thumbnails
        from charting.ui.past.visits import VisitsPanel
        from charting.ui.patient.banner import PatientBanner
        from charting.ui.people.who import WhoButton
        from charting.ui.visit.doses import DosesPanel

        self.session = session
        self.hub.away = lambda: session.who.away
        for old in (*self.findChildren(BoosterNotes), *self.findChildren(QDialog)):
            old.deleteLater()  # they know the session of the file that was open before
        BoosterNotes(session, self.hub, self)
        self.stack.clear()
        session.charting.history = UndoHistory(self.stack, session.charting.show)
        session.at_window(tr=lambda text: QCoreApplication.translate("Steps", text), at_once=VISITS_AT_ONCE)
        self.banner = PatientBanner(session, self.hub, self.look)
        small_faces = Thumbnails(session, self.faces, lambda: self.look.face)
        self.visits = VisitsPanel(session, self.hub, self.look, small_faces)
        self.doses = DosesPanel(session, self.hub, self.look)
        for place, panel in (
            (self._banner_place, self.banner), (self._left_place, self.visits), (self._right_place, self.doses),
        ):  # fmt: skip
            _fill(place, panel)
        self._connect(self.banner, self.doses)
        self.links = PastLinks(self.actions_by_name)
        _layout(self._left_place).addWidget(self.links)
        self._hang_strip(StripPanel(session, self.hub, self.look, small_faces))
        self.face_panel.attach(session)
        self.status.set_file(file_name)
        self.status.hang(WhoButton(session, self.hub, self.actions_by_name))
        self.keeper.attach(session)
        self._fill_menu(self.banner.menu_button.menu() or _menu_of(self.banner))
        self.hub.changed.emit(
            Changed(patient=True, visits=True, visit=True, opened=True, assessment=session.open.assessment)
        )

    def _connect(self, banner: PatientBanner, doses: DosesPanel) -> None:
        commands, canvas = self.commands, self.face_panel.canvas
        banner.new_patient_requested.connect(commands.add_patient)
        banner.edit_patient_requested.connect(commands.edit_patient)
        banner.health.clicked.connect(commands.show_history)
        doses.sign_requested.connect(commands.sign)
        commands.watch_vials(doses.fields.vials)
        doses.fields.vials.picked.connect(self._back_to_face)
        doses.review.fill_requested.connect(commands.review)
        doses.price.bill_requested.connect(commands.bill)
        doses.record.open_requested.connect(commands.open_version)
        assert self.visits is not None
        self.visits.buttons.areas_requested.connect(commands.repeat_areas)
        self.visits.buttons.review_requested.connect(commands.review)
        self.visits.buttons.wore_off_requested.connect(commands.wore_off)
        doses.points.selection_changed.connect(canvas.select)
        canvas.selection_changed.connect(doses.points.select)
        doses.cautions.chosen.connect(canvas.cautions.go_to)
        doses.cautions.pointed.connect(canvas.cautions.point_at)
        self.notice.retry.connect(commands.save_again, Qt.ConnectionType.UniqueConnection)

    def _back_to_face(self) -> None:
        """A vial was picked by hand: the digits that follow are doses again. Who came by Tab stays where they are."""
        focus = self.focusWidget()
        if self.doses is None or focus not in self.doses.fields.vials.chips:
            self.face_panel.canvas.setFocus()

    def _hang_strip(self, strip: StripPanel) -> None:
        """The timeline under the face, hidden until somebody asks for it; a hidden one takes no room."""
        if self.strip is not None:
            self.strip.deleteLater()
        self.strip = strip
        strip.hide()
        self._middle.addWidget(strip)
        strip.closed.connect(self.commands.hide_strip)
        strip.left.connect(self.commands.go_to_face)

    def set_look(self, look: Look) -> None:
        """Light or dark, at once; what shows a chart is told when somebody may see it."""
        self.look = look
        if self.keeper.covered:
            self.keeper.set_look(look)
            return
        self._worn = look
        panels = (self.face_panel, self.notice, self.banner, self.visits, self.doses, self.strip)
        for panel in (*panels, self.keeper):
            if panel is not None:
                panel.set_look(look)
        for dialog in self.findChildren(QDialog):
            if hasattr(dialog, "set_look"):
                dialog.set_look(look)

    def _wear_look(self) -> None:
        """The look was changed while nobody could see the desk."""
        if self.look is not self._worn:
            self.set_look(self.look)

    # ------------------------------------------------------------------ actions

    def _make_actions(self) -> None:
        for row in ACTIONS:
            if row.text:
                action = QAction(_text(row), self)
                if row.shortcut:
                    action.setShortcut(QKeySequence(row.shortcut))
                action.setAutoRepeat(row.held)
                action.triggered.connect(_caller(self.commands, row.slot))
                self.addAction(action)
                self.actions_by_name[row.name] = action
        self.stack.undoTextChanged.connect(self._name_steps)
        self.stack.redoTextChanged.connect(self._name_steps)
        self._enable_actions()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What nobody took and what is no shortcut by its name may still be one by its place."""
        action = action_of(self, event)
        if action is not None:
            action.trigger()
        else:
            super().keyPressEvent(event)

    def _do(self, name: str) -> None:
        """Do what a panel asks for in its place."""
        if name in self.actions_by_name:
            self.actions_by_name[name].trigger()

    def _name_steps(self, _: str) -> None:
        """Undo and redo say which step they mean."""
        for name, step in (("undo", self.stack.undoText()), ("redo", self.stack.redoText())):
            row = next(r for r in ACTIONS if r.name == name)
            said = f"{_text(row)}: {step}" if step else _text(row)
            if said == self._said_steps.get(name):
                continue  # one dose after another: the same step, and nothing of menus and tips is different
            self._said_steps[name] = said
            self.actions_by_name[name].setText(on_button(said))
            self.actions_by_name[name].setToolTip(tooltip(said))

    def _fill_menu(self, menu: QMenu) -> None:
        menu.clear()
        names = {
            "past": self.tr("Looking back"), "record": self.tr("Record"), "clinic": self.tr("Clinic"),
            "look": self.tr("Look"),
        }  # fmt: skip
        inside: dict[str, QMenu] = {}
        for row in ACTIONS:
            if row.menu in names and row.menu not in inside:
                inside[row.menu] = menu.addMenu(names[row.menu])
            place = inside.get(row.menu, menu)
            if row.menu and row.text:
                place.addAction(self.actions_by_name[row.name])
            elif row.menu:
                place.addSeparator()

    def _changed(self, changed: Changed) -> None:
        self._enable_actions()
        if changed.patient and self.session is not None and self.session.open.older_wait:
            QTimer.singleShot(0, partial(_read_older, self.session))  # once the last map is on the screen

    def _enable_actions(self) -> None:
        session = self.session
        if session is not None and session.who.away:
            for row in ACTIONS:
                if row.text:
                    self.actions_by_name[row.name].setEnabled(row.name in WHILE_AWAY)
            return
        can = {
            "always": True,
            "person": session is not None and session.who.person is not None,
            "patient": session is not None and session.open.patient is not None,
            "visit": session is not None and session.open.visit is not None,
            "draft": session is not None and session.editable,
        }
        for row in ACTIONS:
            if row.text:
                self.actions_by_name[row.name].setEnabled(can[row.when])

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.commands.may_close():
            self.closing.emit()
            event.accept()
        else:
            event.ignore()


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


def _fill(place: QFrame, panel: QWidget) -> None:
    layout = _layout(place)
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.deleteLater()
    layout.addWidget(panel)


def _menu_of(banner: PatientBanner) -> QMenu:
    menu = QMenu(banner.menu_button)
    hang(banner.menu_button, menu)
    return menu


def _text(row: ActionRow) -> str:
    return QCoreApplication.translate("Actions", row.text)


def _caller(commands: Commands, slot: str) -> Callable[[], None]:
    method = getattr(commands, slot)
    return lambda: method()


def _read_older(session: Session) -> None:

    if not session.who.away:  # who comes next is told anew that they wait
        session.patients.read_older()
