"""What was measured of a face: between the pupils, its width, the height of its forehead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from charting.errors import Refused


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
