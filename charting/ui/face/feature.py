"""What the desk does on the face: undo, the mirror, the views, the zoom."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPointF
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QWidget

from charting.domain.face.face import View
from charting.ui.face.face_panel import FacePanel
from charting.ui.face.history import UndoHistory
from charting.ui.shell.feature import (
    Action,
    Feature,
    Host,
    KeyLine,
    Menu,
    Panel,
    Spot,
    _,
    always,
    with_draft,
    with_visit,
)
from charting.ui.shell.intents import ForgetTyping
from charting.words.words import on_button, tooltip, translate

ZOOM_STEP = 1.25


def feature(host: Host) -> Feature:
    """The face in the middle of the desk; it is there before there is a file."""
    here = Face(host)
    return Feature(
        actions=(*_steps(here), *_views(here)),
        panels=(Panel(Spot.CENTRE, here.make, here.stop, early=True),),
        keys=_keys(),
        answers={ForgetTyping: lambda _: here.panel.canvas.typed.cancel()},
        opened=here.open,
    )


def _steps(here: Face) -> tuple[Action, ...]:
    main = Menu.MAIN
    return (
        Action("undo", _("Undo"), here.stack.undo, "Ctrl+Z", always, (main, 200), held=True),
        Action("redo", _("Redo"), here.stack.redo, "Ctrl+Shift+Z", always, (main, 205), held=True),
        Action("redo_too", _("Redo"), here.stack.redo, "Ctrl+Y", always, held=True),
        Action("mirror", _("Mirror"), here.toggle_mirror, "M", with_draft),
        Action("select_all", _("Select all points of this view"), here.select_all, "Ctrl+A", with_visit),
    )


def _views(here: Face) -> tuple[Action, ...]:
    show = here.show_view
    nearer, farther = partial(here.zoom, ZOOM_STEP), partial(here.zoom, 1 / ZOOM_STEP)
    return (
        Action("front", _("Front"), partial(show, View.FRONT), "Ctrl+1", always),
        Action("right", _("Patient's right"), partial(show, View.RIGHT), "Ctrl+2", always),
        Action("left", _("Patient's left"), partial(show, View.LEFT), "Ctrl+3", always),
        Action("fit", _("Show the whole face"), here.fit, "Ctrl+0", always),
        Action("zoom_in", _("Zoom in"), nearer, "Ctrl++", always, held=True),
        Action("zoom_in_too", _("Zoom in"), nearer, "Ctrl+=", always, held=True),
        Action("zoom_out", _("Zoom out"), farther, "Ctrl+-", always, held=True),
    )


def _keys() -> tuple[KeyLine, ...]:
    return (
        KeyLine(10, _("Click, tap"), _("place the loaded dose, or choose the point there")),
        KeyLine(20, _("Alt + click"), _("place even close beside a point")),
        KeyLine(30, _("Drag a point"), _("move it (and all chosen with it)")),
        KeyLine(40, _("Drag beside points"), _("choose all in the frame; Shift adds")),
        KeyLine(50, _("1 . 5, then Enter or a rest"), _("dose the chosen points, or load the dose")),
        KeyLine(60, _("Arrows, Shift + arrows"), _("nudge 1 mm, 5 mm; with nothing chosen, move the crosshair")),
        KeyLine(70, _("Tab, Shift + Tab"), _("next and previous area of the face")),
        KeyLine(80, _("Enter"), _("place at the crosshair")),
        KeyLine(90, _("Space, N, Shift + N"), _("choose the point at the crosshair, the next, the previous")),
        KeyLine(100, _("Delete"), _("delete the chosen points")),
        KeyLine(110, _("A, right button, long press"), _("area, technique and more for the chosen points")),
        KeyLine(120, _("M"), _("mirror: place on both sides")),
        KeyLine(140, _("Escape"), _("take back the gesture, then the choice")),
        KeyLine(150, _("Ctrl+Z, Ctrl+Shift+Z"), _("undo, redo")),
        KeyLine(160, _("Wheel, two fingers, Ctrl + and −"), _("zoom; Ctrl+0 shows the whole face")),
        KeyLine(170, _("Middle button, Ctrl + drag"), _("move the face under the glass")),
        KeyLine(180, _("Ctrl+1, Ctrl+2, Ctrl+3"), _("front, patient's right, patient's left")),
    )


class Face(QObject):
    """Acts on the face of the desk."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._host = host
        self._said: dict[str, str] = {}
        self.stack = QUndoStack(host.window)
        self.panel = FacePanel(host.hub, host.look, self.stack, host.faces)
        canvas = self.panel.canvas
        canvas.selection_changed.connect(host.hub.chosen)
        host.hub.chosen.connect(canvas.select)
        host.hub.cautioned.connect(self.go_to)
        host.hub.caution_pointed.connect(lambda keys: canvas.do(replace(canvas.hand, pointed=keys)))
        host.to_face.connect(lambda: canvas.setFocus())
        self.stack.undoTextChanged.connect(self._name_steps)
        self.stack.redoTextChanged.connect(self._name_steps)

    def make(self) -> QWidget:
        return self.panel

    def stop(self) -> QWidget:
        """Where F6 stops."""
        return self.panel.canvas

    def open(self) -> None:
        """Another file: its steps are its own."""
        session = self._host.session
        self.stack.clear()
        session.charting.history = UndoHistory(self.stack, session.charting.show)
        self.panel.attach(session)

    def toggle_mirror(self) -> None:
        tool = self.panel.tool
        tool.set_mirror(not tool.mirror)

    def select_all(self) -> None:
        canvas = self.panel.canvas
        canvas.select(frozenset(canvas.scene.marks))

    def go_to(self, keys: frozenset[int]) -> None:
        """Choose these points, in the view of the first of them."""
        canvas = self.panel.canvas
        chosen = [p for p in canvas.visit.points if p.key in keys] if canvas.visit is not None else []
        if chosen:
            if not any(p.view is canvas.view for p in chosen):
                canvas.show_view(chosen[0].view)
            canvas.select(keys)

    def show_view(self, view: View) -> None:
        self.panel.canvas.show_view(view)

    def fit(self) -> None:
        self.panel.canvas.fit()

    def zoom(self, factor: float) -> None:
        """Nearer or farther, around the crosshair if there is one."""
        canvas = self.panel.canvas
        at = (
            canvas.camera.to_px(*crosshair) if (crosshair := canvas.hand.crosshair) else QPointF(canvas.rect().center())
        )
        canvas.move_camera(canvas.camera.zoomed(factor, at))

    def _name_steps(self, _: str) -> None:
        """Undo and redo say which step they mean."""
        names = {"undo": translate("Actions", "Undo"), "redo": translate("Actions", "Redo")}
        for name, step in (("undo", self.stack.undoText()), ("redo", self.stack.redoText())):
            said = f"{names[name]}: {step}" if step else names[name]
            if said == self._said.get(name):
                continue  # one dose after another: the same step, and nothing of menus and tips is different
            self._said[name] = said
            self._host.actions[name].setText(on_button(said))
            self._host.actions[name].setToolTip(tooltip(said))
