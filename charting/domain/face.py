"""The drawing of a face as plain values: views, shapes in millimetres, areas, landmarks.

Light on purpose (no shapely, no Qt): the window paints from these before anything heavy is loaded. What can be
measured on a face is in `anatomy`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class View(StrEnum):
    """How the patient is looked at; right and left are the patient's."""

    FRONT = "front"
    RIGHT = "right"
    LEFT = "left"


FIRST_SET = 1
"""The set of areas and landmarks there were before any was added."""

Command = tuple[str, tuple[float, ...]]
"""("M"|"L", (x, y)), ("C", (x1, y1, x2, y2, x, y)) or ("Z", ()); absolute millimetres, +y down."""
Commands = tuple[Command, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of a shading: `offset` 0-1, colour by `role`, `opacity` 0-1."""

    offset: float
    role: str
    opacity: float


@dataclass(frozen=True, slots=True)
class Gradient:
    """Shading in drawing millimetres; `geometry` is (x1, y1, x2, y2) when linear, (cx, cy, r) when radial."""

    radial: bool
    geometry: tuple[float, ...]
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """One piece of the art. Colour comes from `role`, so that light, dark and print can each have their own."""

    role: str
    commands: Commands
    stroke_mm: float | None = None
    opacity: float = 1.0
    gradient: str | None = None


@dataclass(frozen=True, slots=True)
class FaceView:
    """One view of a template. `box` is (x, y, width, height) in mm; a landmark is a line or a single point ("M").

    `since` says which areas came later, in which set of areas: a chart is measured with those of its own time. What
    is not named there is of the first set. `landmarks_since` says the same of landmarks, which nothing of an old chart
    follows from: cautions of today may use them all.
    """

    view: View
    version: int
    box: tuple[float, float, float, float]
    art: tuple[Shape, ...]
    gradients: Mapping[str, Gradient]
    outline: Commands
    areas: Mapping[str, Commands]
    overlays: Mapping[str, Commands]
    landmarks: Mapping[str, Commands]
    since: Mapping[str, int] = field(default_factory=dict)
    landmarks_since: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Template:
    """A versioned set of views; points keep the version they were placed on."""

    version: int
    views: Mapping[View, FaceView]


SIDES = ("right", "left")


def base_area(code: str) -> str:
    """`crows_feet` of `crows_feet.left`; an unpaired code as it is."""
    return code.partition(".")[0]


def side_of_area(code: str) -> str | None:
    """`left` or `right` of a paired code, else None."""
    return code.partition(".")[2] or None


def mirrored_area(code: str) -> str:
    """The same area on the other side of the face; an unpaired code as it is."""
    base, dot, side = code.partition(".")
    return f"{base}.{'right' if side == 'left' else 'left'}" if dot else code
