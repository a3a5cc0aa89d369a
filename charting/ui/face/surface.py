"""What shows a view of the open visit, as all that helps it knows it: what is shown, what is chosen, where it lies."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtWidgets import QWidget

from charting.domain.face.face import FaceView, View, base_area
from charting.domain.visit.visit import Visit
from charting.drawing.camera import Camera
from charting.drawing.points import PointMark
from charting.drawing.still import Tints
from charting.ui.face.hits import nearest
from charting.ui.face.tool import Tool
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look
from charting.ui.kit.resting import TypedDose

if TYPE_CHECKING:
    from charting.desk.session import Session


class Surface(QWidget):
    """State and questions; `canvas` makes a face of it. `faces(view, version)` gives a drawing, None until it is read.

    `crosshair` is the keyboard's place (mm), `band` the rubber band (px), `preview` how far the points in hand are
    drawn from their place (px).
    """

    selection_changed = Signal(object)

    def __init__(self, hub: Hub, look: Look, tool: Tool, faces: Callable[[View, int], FaceView | None]) -> None:
        super().__init__()
        self.hub = hub
        self.look = look
        self.tool = tool
        self.session: Session | None = None
        self._faces = faces
        self.view = View.FRONT
        self.camera = Camera(1, 0, 0, 1)
        self.marks: dict[int, PointMark] = {}
        self.selection: frozenset[int] = frozenset()
        self.hovered: str | None = None
        self.crosshair: tuple[float, float] | None = None
        self.band: QRectF | None = None
        self.preview = QPointF(0, 0)
        self.typed = TypedDose(self)
        self.tints: Tints = ()
        self.moving = False

    @property
    def visit(self) -> Visit | None:
        return self.session.open.visit if self.session is not None else None

    @property
    def editable(self) -> bool:
        return self.session is not None and self.session.editable

    @property
    def face(self) -> FaceView | None:
        """The drawing of the present view; always of the version that is hit and measured."""
        return self._faces(self.view, self.version)

    @property
    def version(self) -> int:
        """The template the open visit was charted on, the newest without a visit; 0 before there is a session."""
        return self.session.anatomy.version if self.session is not None else 0

    @property
    def dragged(self) -> frozenset[int]:
        """The points that follow the hand just now."""
        raise NotImplementedError

    def show_view(self, view: View) -> None:
        """Front, or one of the patient's sides."""
        raise NotImplementedError

    def move_camera(self, camera: Camera) -> None:
        """Zoom or pan."""
        raise NotImplementedError

    def refresh(self, *, at_once: bool = False) -> None:
        """Make the marks anew and repaint those that changed; `at_once` the points alone."""
        raise NotImplementedError

    def hover(self, code: str | None) -> None:
        """The area under the hand gets its outline and its name."""
        if code != self.hovered:
            self.hovered = code
            self.update()

    def select(self, keys_chosen: frozenset[int]) -> None:
        """Choose these points and no others."""
        if keys_chosen != self.selection:
            self.selection = keys_chosen
            self.selection_changed.emit(keys_chosen)
            self.refresh()

    def mark_at(self, place: QPointF, reach: float) -> PointMark | None:
        """The point under a place on the screen; the nearest wins."""
        return nearest(self.marks.values(), place, reach=reach)

    def area_name(self, code: str | None) -> str:
        """The short name of an area with its side, for people."""
        if code is None or self.session is None:
            return self.tr("no area")
        name = self.session.clinic.reference.areas[base_area(code)].short_name
        side = {"right": self.tr("R"), "left": self.tr("L")}.get(code.partition(".")[2], "")
        return f"{name} {side}".strip()
