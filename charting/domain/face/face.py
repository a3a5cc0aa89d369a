"""The drawing of a face as plain values: views, shapes in millimetres, areas, landmarks.

Light on purpose (no shapely, no Qt): the window paints from these before anything heavy is loaded. What can be
measured on a face is in `anatomy`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum, StrEnum

from charting.errors import Refused


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


# What was measured of a face: between the pupils, its width, the height of its forehead.


class SurfaceRule(IntEnum):
    """How skin surfaces are scaled by the measures (see `scaling`); tables of ranges name it by its number."""

    PUPILS_SQUARED = 1
    REGRESSION = 2


NEWEST_RULE = SurfaceRule.REGRESSION
UNNAMED_RULE = SurfaceRule.PUPILS_SQUARED
"""The rule of a table of ranges that names none: it was kept before there was another."""

PUPILS, WIDTH, FOREHEAD = NAMES = ("interpupillary_mm", "face_width_mm", "forehead_height_mm")
"""The measures by their keys, in the order they are always told in."""

LIMITS = {
    PUPILS: (Decimal(45), Decimal(80)), WIDTH: (Decimal(110), Decimal(170)), FOREHEAD: (Decimal(45), Decimal(95)),
}  # fmt: skip
"""The least and the most mm that a measure can be, both included."""

_REFUSALS = {
    PUPILS: "The distance between the pupils is 45 to 80 mm; {given} mm cannot be kept.",
    WIDTH: "The width of the face is 110 to 170 mm; {given} mm cannot be kept.",
    FOREHEAD: "The height of the forehead is 45 to 95 mm; {given} mm cannot be kept.",
}


@dataclass(frozen=True, slots=True)
class Measures:
    """Millimetres of one face that count, each None where it was not measured.

    `interpupillary_mm` is between the pupils (45-80), `face_width_mm` from cheekbone to cheekbone (bizygomatic,
    110-170), `forehead_height_mm` from the hairline to the nasion, the bony dip between the eyes (45-95).
    """

    interpupillary_mm: Decimal | None = None
    face_width_mm: Decimal | None = None
    forehead_height_mm: Decimal | None = None

    def of(self, name: str) -> Decimal | None:
        """The measure of this key."""
        return {PUPILS: self.interpupillary_mm, WIDTH: self.face_width_mm, FOREHEAD: self.forehead_height_mm}[name]

    def counting(self, measured: Iterable[str] | None) -> Measures:
        """Only those that somebody measured or confirmed; all of them where `measured` is None."""
        if measured is None:
            return self
        known = frozenset(measured)
        return Measures(*(self.of(name) if name in known else None for name in NAMES))

    def named(self, measured: Iterable[str] | None) -> tuple[str, ...] | None:
        """`measured` as it is kept: ordered, without keys that have no value; None where all that is given counts."""
        if measured is None:
            return None
        known = frozenset(measured)
        given = tuple(name for name in NAMES if self.of(name) is not None)
        kept = tuple(name for name in given if name in known)
        return None if kept == given else kept


NOTHING_MEASURED = Measures()


def checked_measures(measures: Measures) -> Measures:
    """The same measures, or Refused where one lies outside of what a face can be."""
    for name in NAMES:
        value, (low, high) = measures.of(name), LIMITS[name]
        if value is not None and not low <= value <= high:
            raise Refused(_REFUSALS[name], given=value)
    return measures


# What the patient's sides are called beside a face.


@dataclass(frozen=True, slots=True)
class SideWords:
    """The letters of the patient's sides in a front view and the words in profiles, in the reader's language."""

    right: str = "R"
    left: str = "L"
    right_side: str = "Right"
    left_side: str = "Left"


IN_ENGLISH = SideWords()
