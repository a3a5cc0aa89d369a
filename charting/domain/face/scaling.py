"""How much larger a patient's face is than the template's: its skin surface, and the way between two places on it.

Today's rule is a regression on 1,986 women and 4,082 men of the US Army survey of 2012 (ANSUR II, mark A): the error of
a face's surface has a standard deviation of 7.5 % unscaled, 6.8 % by the pupils' distance to the power 0.54, 5.3 % by
the width of the face to the power 1.28. The square of the pupils' distance, used at first, is worse than no scaling
(10.9 %); it stays for what was signed under it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from charting.domain.face.face import NEWEST_RULE, NOTHING_MEASURED, Measures, SurfaceRule
from charting.domain.people.patient import Patient, Sex

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Reference, TemplateFigures


WIDTH_TO_HEIGHT = 0.25
"""By what power of its width a face is higher (rectangle by width^1.28 in women, 1.24 in men; ANSUR II, A)."""
PUPILS_TO_WIDTH, PUPILS_TO_HEIGHT = 0.35, 0.2
"""By what power of the pupils' distance a face is wider and higher (rectangle by pupils^0.54, 0.52; ANSUR II, A)."""


FOREHEAD_AREA = "forehead"
"""The one area whose own height can be measured."""


class SurfaceFrom(StrEnum):
    """Which measures a surface was scaled by."""

    TEMPLATE = "template"
    PUPILS = "pupils"
    WIDTH = "width"
    HEIGHT = "height"
    PUPILS_HEIGHT = "pupils+height"
    WIDTH_HEIGHT = "width+height"


_WITH_HEIGHT = {
    SurfaceFrom.TEMPLATE: SurfaceFrom.HEIGHT, SurfaceFrom.PUPILS: SurfaceFrom.PUPILS_HEIGHT,
    SurfaceFrom.WIDTH: SurfaceFrom.WIDTH_HEIGHT,
}  # fmt: skip

TOLERANCES = {
    SurfaceFrom.TEMPLATE: (Fraction("1.15"), Fraction("1.20")),
    SurfaceFrom.PUPILS: (Fraction("1.13"), Fraction("1.18")),
    SurfaceFrom.WIDTH: (Fraction("1.10"), Fraction("1.12")),
    SurfaceFrom.HEIGHT: (Fraction("1.13"), Fraction("1.18")),
    SurfaceFrom.PUPILS_HEIGHT: (Fraction("1.08"), Fraction("1.13")),
    SurfaceFrom.WIDTH_HEIGHT: (Fraction("1.05"), Fraction("1.08")),
}
"""The factor a surface is known to: of somebody whose sex is known to be female or male, and of anybody else."""


class Stretch(NamedTuple):
    """What turns places of the drawing (mm) into places of the patient: factors, and where the forehead begins."""

    x: float = 1.0
    y: float = 1.0
    forehead: float = 1.0
    brow_y: float = 0.0

    def down(self, y: float) -> float:
        """How far below the pupils' line a height of the drawing is; above the brows by the forehead's own factor."""
        if y >= self.brow_y or not self.bends:
            return y * self.y
        return self.brow_y * self.y + (y - self.brow_y) * self.forehead

    def up(self, y: float) -> float:
        """The height of the drawing that `down` makes this one of."""
        if not self.bends or y >= self.brow_y * self.y:
            return y / self.y
        return self.brow_y + (y - self.brow_y * self.y) / self.forehead

    @property
    def bends(self) -> bool:
        """Whether a straight line is bent where it crosses the height of the brows."""
        return self.y != self.forehead


def percent(tolerance: Fraction) -> int:
    """15 of 1.15: how much larger a surface may be than it is taken for; 0 where nobody asked."""
    return round((tolerance - 1) * 100)


@dataclass(frozen=True)
class Scaling:
    """One patient's face beside the template: `x`, `y` and the forehead's own height `forehead` are factors.

    `average` is how much larger the average face of this sex is than the drawing, `basis` what `x` and `y` follow
    from, `tall` whether the height of the forehead is measured.
    """

    rule: SurfaceRule
    x: Fraction = Fraction(1)
    y: Fraction = Fraction(1)
    forehead: Fraction = Fraction(1)
    average: Fraction = Fraction(1)
    basis: SurfaceFrom = SurfaceFrom.TEMPLATE
    tall: bool = False
    sex_known: bool = False
    brow_y: float = field(kw_only=True)

    def surface(self, area: str) -> Fraction:
        """How much larger the skin of an area (code without side) is than the average face's of this sex."""
        return self._of_forehead if area == FOREHEAD_AREA else self._elsewhere

    @cached_property
    def _of_forehead(self) -> Fraction:
        return self.x * self.forehead

    @cached_property
    def _elsewhere(self) -> Fraction:
        return self.x * self.y

    def surface_from(self, area: str) -> SurfaceFrom:
        """What the surface of an area (code without side) was scaled by."""
        return _WITH_HEIGHT[self.basis] if self.tall and area == FOREHEAD_AREA else self.basis

    @property
    def asks_certainty(self) -> bool:
        """Whether the rule says how far a surface is known; the first one did not."""
        return self.rule is not SurfaceRule.PUPILS_SQUARED

    def tolerance(self, area: str) -> Fraction:
        """To which factor the surface of an area is known; 1 where the rule does not say."""
        if not self.asks_certainty:
            return Fraction(1)
        known, unknown = TOLERANCES[self.surface_from(area)]
        return known if self.sex_known else unknown

    @cached_property
    def stretch(self) -> Stretch:
        """The same for places."""
        return Stretch(float(self.x), float(self.y), float(self.forehead), self.brow_y)


def scaling_of(patient: Patient | None, kept: Measures | None, reference: Reference, template: int) -> Scaling:
    """The scaling of a visit charted on a template version; `kept` are the measures it was signed with, if any.

    Without a patient, or anything measured, it is the average face.
    """
    sex = patient.sex if patient is not None else None
    if kept is None:
        kept = patient.measures if patient is not None else NOTHING_MEASURED
    figures = reference.template_of(template)
    return scaling(kept, sex, figures, reference.surface_rule)


@lru_cache(maxsize=256)
def scaling(measures: Measures, sex: Sex | None, figures: TemplateFigures, rule: SurfaceRule = NEWEST_RULE) -> Scaling:
    """The scaling by one rule, on a template of these figures."""
    brow_y = float(figures.landmarks["brow_y"])
    if rule is SurfaceRule.PUPILS_SQUARED:
        if measures.interpupillary_mm is None:
            return Scaling(rule, brow_y=brow_y)
        factor = Fraction(measures.interpupillary_mm) / Fraction(figures.interpupillary_mm)
        return Scaling(rule, factor, factor, factor, basis=SurfaceFrom.PUPILS, brow_y=brow_y)
    man = figures.male if sex is Sex.MALE else None
    pupils, width = figures.interpupillary_mm, figures.face_width_mm
    if man is not None:
        pupils, width = man.interpupillary_mm, man.face_width_mm
    x = y = Fraction(1)
    basis, height = SurfaceFrom.TEMPLATE, measures.forehead_height_mm
    if measures.face_width_mm is not None:
        basis, x = SurfaceFrom.WIDTH, Fraction(measures.face_width_mm) / Fraction(width)
        y = _power(x, WIDTH_TO_HEIGHT)
    elif measures.interpupillary_mm is not None:
        basis, apart = SurfaceFrom.PUPILS, Fraction(measures.interpupillary_mm) / Fraction(pupils)
        x, y = _power(apart, PUPILS_TO_WIDTH), _power(apart, PUPILS_TO_HEIGHT)
    return Scaling(
        rule, x, y,
        forehead=y if height is None else Fraction(height) / Fraction(figures.forehead_height_mm),
        average=Fraction(1) if man is None else Fraction(man.surface),
        basis=basis, tall=height is not None, sex_known=sex in (Sex.FEMALE, Sex.MALE), brow_y=brow_y,
    )  # fmt: skip


def _power(base: Fraction, exponent: float) -> Fraction:
    """Exactly 1 for 1: on the average face units and density must agree to the last digit."""
    return Fraction(float(base) ** exponent)
