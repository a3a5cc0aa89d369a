"""The face as values: what it shows, made once per change, what a hand is at, and what a hand asks for.

Makers (`marks`, `ghosts` ...) turn the open visit into parts of a scene. Layers paint a scene (`paint`), say where two
of them differ (`dirty`) and what lies at a place of one (`at`). Gestures and keys turn events into intents. Only
`canvas` knows them all, and none of them knows the widget.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from itertools import combinations
from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QRegion

from charting.domain.face.face import FaceView, View
from charting.domain.visit.visit import InjectionPoint
from charting.drawing.camera import Camera
from charting.drawing.cautions import DimensionMark
from charting.drawing.ghosts import GhostMark
from charting.drawing.leaders import Leader
from charting.drawing.points import PointMark
from charting.drawing.still import Dirty, Tints
from charting.ui.kit.look import Look

MOST_RECTS = 4
"""A paint of more pieces than these costs more than painting a little between two of them."""

MANY = 24
"""So many changes are all over the face: one box around them."""


class Ghost(Enum):
    """Whose points are shown beneath: of the visit before the one in hand, or nobody's. Else a visit is named."""

    BEFORE = "before"
    NONE = "none"


class Moving(Enum):
    """What is on its way: nothing, the camera (the art is stretched meanwhile), or the window's size (all of it is)."""

    NOTHING = 0
    CAMERA = 1
    SIZE = 2


@dataclass(frozen=True, slots=True)
class Ground:
    """What all stands on: a view's drawing (None: not read yet), where its mm lie, the room in px, look and letters."""

    view: View
    version: int
    face: FaceView | None
    camera: Camera
    size: QSize
    ratio: float
    look: Look
    font: QFont
    sign: str

    def key(self) -> object:
        """What the art depends on."""
        return self.view, self.version, self.camera, self.size.toTuple(), self.ratio, self.look.name

    def rect(self) -> QRect:
        return QRect(0, 0, self.size.width(), self.size.height())


@dataclass(frozen=True, slots=True)
class InHand:
    """What a hand is at. `area`, `ghost` and `over` (a point's key) lie under it; `pointed` are points of a list.

    `crosshair` is the keyboard's place (mm), `band` the rubber band, `preview` how far the chosen points are drawn from
    their places while they are dragged, `looking` the finger that rests (all in px), `typed` the figures of a dose.
    """

    selection: frozenset[int] = frozenset()
    pointed: frozenset[int] = frozenset()
    area: str | None = None
    ghost: GhostMark | None = None
    over: int | None = None
    crosshair: tuple[float, float] | None = None
    preview: tuple[float, float] | None = None
    band: QRectF | None = None
    looking: QPointF | None = None
    typed: str = ""
    ghosts: Ghost | str = Ghost.BEFORE
    cursor: Qt.CursorShape = Qt.CursorShape.CrossCursor

    @property
    def dragged(self) -> frozenset[int]:
        """The points that follow the hand just now."""
        return frozenset() if self.preview is None else self.selection


@dataclass(frozen=True, slots=True)
class Shown:
    """A distance on the screen, and the landmark it is told from (None: the site of another point)."""

    mark: DimensionMark
    landmark: str | None
    line: tuple[tuple[float, float], ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Labels:
    """What is said in words on the face; empty where nothing is."""

    area: str = ""
    ghost: str = ""
    looking: str = ""
    watermark: str = ""
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Ghosts:
    """Last time's points of this view and those `elsewhere` whose skin is seen here; a `covered` one tells no dose."""

    own: tuple[GhostMark, ...] = ()
    elsewhere: tuple[GhostMark, ...] = ()
    covered: frozenset[GhostMark] = frozenset()

    @property
    def all(self) -> tuple[GhostMark, ...]:
        return (*self.elsewhere, *self.own)


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """All that is painted, and what a hand can reach."""

    ground: Ground
    hand: InHand = InHand()
    moving: Moving = Moving.NOTHING
    editable: bool = False
    tints: Tints = ()
    marks: Mapping[int, PointMark] = field(default_factory=dict)
    hollow: tuple[PointMark, ...] = ()
    beside: tuple[PointMark, ...] = ()
    ghosts: Ghosts = Ghosts()
    leaders: tuple[Leader, ...] = ()
    arcs: Mapping[int, bool] = field(default_factory=dict)
    distances: tuple[Shown, ...] = ()
    labels: Labels = Labels()


class Layer(Protocol):
    """A part of the face that is painted over the still picture."""

    def paint(self, painter: QPainter, scene: Scene, dirty: Dirty) -> None:
        """Paint what lies in the dirty part."""

    def dirty(self, old: Scene, new: Scene) -> list[QRect]:
        """Where two scenes of the same ground differ."""


# ---------------------------------------------------------------------- what a hand asks for


@dataclass(frozen=True, slots=True)
class PointAt:
    """The hand is at this place of the screen (None: it has left); where it is `pressed` only a ghost there is told."""

    place: QPointF | None
    pressed: bool = False


@dataclass(frozen=True, slots=True)
class Aim:
    """The keyboard's crosshair goes to these mm."""

    x_mm: float
    y_mm: float


@dataclass(frozen=True, slots=True)
class OpenMenu:
    """What can be done with the chosen points, in a menu at this place of the widget."""

    place: QPoint


@dataclass(frozen=True, slots=True)
class Place:
    """The loaded dose goes to these mm of the view; `adding` only takes the choice away where there is no skin."""

    x_mm: float
    y_mm: float
    adding: bool = False


@dataclass(frozen=True, slots=True)
class Dose:
    """The chosen points get this dose; without any it is loaded."""

    units: Decimal | None


@dataclass(frozen=True, slots=True)
class Move:
    """The chosen points go so far; one that is dragged, not nudged, is told when it cannot."""

    dx_mm: float
    dy_mm: float
    nudge: bool


@dataclass(frozen=True, slots=True)
class Delete:
    """The chosen points go."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Anything else, in one step; what it raises is said in the window."""

    do: Callable[[], object]


Wish = Place | Dose | Move | Delete | Edit
"""What goes to the desk."""

Intent = InHand | Camera | PointAt | Aim | OpenMenu | Wish
"""All that gestures and keys can ask for; a hand that is at something else is an `InHand`."""

Tell = Callable[[Intent], None]


# ---------------------------------------------------------------------- where scenes differ


def rects_of(marks: Iterable[PointMark | GhostMark | Leader | DimensionMark]) -> list[QRect]:
    """The pixels these may touch."""
    return [mark.rect().toAlignedRect() for mark in marks]


def few(rects: list[QRect]) -> QRegion:
    """A region of these rectangles that is painted in at most `MOST_RECTS` pieces, with as little between as can be."""
    if len(rects) > MANY:
        return QRegion(_box(rects))
    boxes: list[QRect] = []
    for rect in rects:
        for other in [box for box in boxes if box.intersects(rect)]:
            boxes.remove(other)
            rect = rect.united(other)
        boxes.append(rect)
    region = _region(boxes)
    while region.rectCount() > MOST_RECTS:
        one, two = min(combinations(boxes, 2), key=lambda pair: _waste(*pair))
        boxes = [few_box for few_box in boxes if few_box is not one and few_box is not two]
        boxes.append(one.united(two))
        region = _region(boxes)
    return region


def _region(boxes: list[QRect]) -> QRegion:
    region = QRegion()
    for box in boxes:
        region += box
    return region


def _box(rects: list[QRect]) -> QRect:
    box = QRect()
    for rect in rects:
        box = box.united(rect)
    return box


def _waste(one: QRect, two: QRect) -> int:
    both = one.united(two)
    return both.width() * both.height() - one.width() * one.height() - two.width() * two.height()


def points_in(points: Iterable[InjectionPoint], view: View) -> list[InjectionPoint]:
    """Those of a view."""
    return [point for point in points if point.view is view]
