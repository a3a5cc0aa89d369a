"""Products, areas, dose ranges, label patterns and what else the reference data states, each with source and mark.

Units belong to one product: no range is used for another product, and nothing here converts between products.
Marks: A is a product label or peer-reviewed text, B a secondary source (`weak` where it is weak evidence), C is not
verified or derived by arithmetic. None of it is medical advice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from charting.domain.cautions.rule import Caution as Caution
from charting.domain.dosing.patterns import LayoutPoint as LayoutPoint
from charting.domain.dosing.patterns import MicroLayout as MicroLayout
from charting.domain.dosing.patterns import Pattern as Pattern
from charting.domain.dosing.patterns import PatternPoint as PatternPoint
from charting.domain.dosing.styles import RangeStyle as RangeStyle
from charting.domain.face.face import FIRST_SET, NEWEST_RULE, SurfaceRule, View
from charting.domain.people.patient import Sex
from charting.domain.source import Mark as Mark
from charting.domain.source import Source as Source
from charting.domain.visit.visit import Technique

RangeMark = Literal["A", "B", "C", "own"]
"""The mark of a range; `own` is the clinic's own word, which no source bears out."""

Per = Literal["total", "side"]


@dataclass(frozen=True, slots=True)
class Dilution:
    """One vial of `vial_units` U in `diluent_ml` mL, for a technique; 0 mL for a product that is ready to use."""

    vial_units: Decimal
    diluent_ml: Decimal
    source: Source
    mark: Mark
    note: str | None = None
    technique: Technique = Technique.IM


@dataclass(frozen=True, slots=True)
class Limit:
    """One figure that bounds the use of a product.

    `kind` says of what: interval_months (calendar months between treatments), session_units, cumulative_units (U
    within `window_months`), in_use_hours (after reconstitution), age_years (the last one the label speaks of),
    contraindicated_from_years. With `areas` (codes without side) only units given there count towards it.
    """

    kind: str
    value: Decimal
    source: Source
    mark: Mark
    window_months: int | None = None
    note: str | None = None
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Approval:
    """Cosmetic areas of a product that are approved elsewhere than in the US and EU; `since` is a year and month."""

    where: str
    areas: tuple[str, ...]
    since: str
    source: Source
    mark: Mark
    interval_months: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """One botulinum toxin product; `name` is what an injector calls it, `vials` their sizes in its own units.

    `single_patient`: its text says that a vial is for one patient; `single_dose`: the label calls it a single-dose
    vial and says no more. `single_source` and `single_mark` belong to whichever is set.
    """

    id: str
    name: str
    generic: str
    brands: tuple[str, ...]
    maker: str
    unit_name: str
    vials: tuple[Decimal, ...]
    ready_to_use: bool
    concentration_u_per_ml: Decimal | None
    dilutions: tuple[Dilution, ...]
    mark: Mark
    sources: tuple[Source, ...]
    note: str | None = None
    serotype: str = "A"
    vials_mark: Mark | None = None
    us_areas: tuple[str, ...] = ()
    eu_areas: tuple[str, ...] = ()
    eu_areas_mark: Mark | None = None
    label_doses: str = ""
    limits: tuple[Limit, ...] = ()
    approvals: tuple[Approval, ...] = ()
    single_patient: bool = False
    single_dose: bool = False
    single_source: Source | None = None
    single_mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class AreaInfo:
    """A named treatment zone; an overlay lies over other areas and is joined by choice only.

    `surface_uncertain`: the head's cylinder gets the skin of this place wrong (chin, sides and tip of the nose).
    `since`: the set of areas it came with; a chart that was compared with an older table of ranges has no such area.
    """

    id: str
    name: str
    short_name: str
    muscle: str
    paired: bool
    overlay: bool
    surface_view: View
    zone: str
    surface_uncertain: bool = False
    since: int = FIRST_SET


@dataclass(frozen=True, slots=True)
class DoseRange:
    """Units of one product for one area, style and technique, both ends included; `also` names further sources.

    A range of mark `own` was set by this clinic: `set_by` (empty while nobody has a name) and `set_on` stand for it.
    """

    area: str
    product: str
    style: RangeStyle
    technique: Technique
    per: Per
    low: Decimal
    high: Decimal
    sex: Sex | None
    source: Source
    mark: RangeMark
    weak: bool = False
    default: bool = False
    derived: bool = False
    note: str | None = None
    also: tuple[Source, ...] = ()
    basis: str = ""
    units_per_point_low: Decimal | None = None
    units_per_point_high: Decimal | None = None
    points_low: int | None = None
    points_high: int | None = None
    requires_area: str | None = None
    set_by: str = ""
    set_on: date | None = None

    @property
    def own(self) -> bool:
        """Whether this clinic set it."""
        return self.mark == "own"


@dataclass(frozen=True, slots=True)
class MicroRule:
    """The part of a standard range that a derived micro range is: lowest and highest factor."""

    factor_low: Decimal
    factor_high: Decimal
    source: Source
    mark: Mark
    weak: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """Days after a treatment at which the effect of a product in these areas begins, peaks and ends."""

    product: str
    areas: tuple[str, ...]
    duration_days_high: Decimal
    source: Source
    mark: Mark
    style: RangeStyle | None = None
    technique: Technique | None = None
    dose: Decimal | None = None
    onset_days_low: Decimal | None = None
    onset_days_high: Decimal | None = None
    peak_days: Decimal | None = None
    duration_days_low: Decimal | None = None
    duration_mark: Mark | None = None
    weak: bool = False
    note: str | None = None
    also: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewTime:
    """When a patient is seen again: `days` after treatment, within `from_days` to `to_days`."""

    days: int
    from_days: int
    to_days: int
    source: Source
    mark: Mark
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale for findings; no `areas` means any area."""

    id: str
    name: str
    values: tuple[str, ...]
    scored: str
    areas: tuple[str, ...]
    source: Source
    mark: Mark
    values_mark: Mark | None = None
    weak: bool = False


@dataclass(frozen=True, slots=True)
class AdverseEvent:
    """Something to ask about at follow-up; `urgent` needs a doctor at once; no `areas` means any area."""

    id: str
    name: str
    areas: tuple[str, ...]
    source: Source
    mark: Mark
    rate: str | None = None
    urgent: bool = False
    weak: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sign that points to micro, standard or neither; a clinic's reasoning, never a score."""

    id: str
    sign: str
    points_to: Literal["micro", "standard", "neither"]
    reason: str
    source: Source
    mark: Mark
    weak: bool = False


@dataclass(frozen=True, slots=True)
class MaleFigures:
    """The average man beside a template drawn after women: mm, and how much larger his skin surface is."""

    interpupillary_mm: Decimal
    face_width_mm: Decimal
    surface: Decimal
    source: Source
    mark: Mark


@dataclass(frozen=True, slots=True, eq=False)
class TemplateFigures:
    """The template face in mm (+y down): pupils' distance, semi-axes of the head's ellipse, landmarks by name.

    `male` says by what men are measured where the template was not drawn after them. Compared by identity, so that
    what is worked out from it can be remembered by it.
    """

    version: int
    interpupillary_mm: Decimal
    half_width_mm: Decimal
    half_depth_mm: Decimal
    landmarks: Mapping[str, Decimal]
    source: Source
    mark: Mark
    note: str | None = None
    male: MaleFigures | None = None

    @property
    def face_width_mm(self) -> Decimal:
        """From cheekbone to cheekbone."""
        return 2 * self.landmarks["zygion_x"]

    @property
    def forehead_height_mm(self) -> Decimal:
        """From the hairline to the nasion, in the midline."""
        return self.landmarks["nasion_y"] - self.landmarks["trichion_y"]


@dataclass(frozen=True, slots=True)
class Projection:
    """Skin surface over frontal projection (`factor`) at these distances from the midline (`x_mm`)."""

    x_mm: tuple[Decimal, ...]
    factor: tuple[Decimal, ...]
    source: Source
    mark: Mark
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of adult faces in mm (a ratio where its name says so); no `sex` means both."""

    name: str
    population: str
    source: Source
    mark: Mark
    sex: Sex | None = None
    mean: Decimal | None = None
    sd: Decimal | None = None
    p5: Decimal | None = None
    p95: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    n: int | None = None


RangeKey = tuple[str, str, Technique, RangeStyle]


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """All of it. Compared by identity, so that what is worked out from it can be remembered by it.

    `version` is the SHA-256 of the files it was read from: a chart can say which table it was compared with.
    `area_set` is the newest set of areas that the table of ranges knows, `surface_rule` says how skin surfaces are
    scaled (see `scaling`).
    """

    version: str
    products: Mapping[str, Product]
    areas: Mapping[str, AreaInfo]
    ranges: tuple[DoseRange, ...]
    patterns: tuple[Pattern, ...] = ()
    micro_layouts: tuple[MicroLayout, ...] = ()
    cautions: tuple[Caution, ...] = ()
    timings: tuple[Timing, ...] = ()
    scales: tuple[Scale, ...] = ()
    adverse_events: tuple[AdverseEvent, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    measures: tuple[Measure, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    micro_rule: MicroRule | None = None
    review: ReviewTime | None = None
    templates: Mapping[int, TemplateFigures] = field(default_factory=lambda: MappingProxyType({}))
    projection: Projection | None = None
    area_set: int = FIRST_SET
    surface_rule: SurfaceRule = NEWEST_RULE
    _by_key: Mapping[RangeKey, tuple[DoseRange, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        index: dict[RangeKey, tuple[DoseRange, ...]] = {}
        for row in self.ranges:
            key = (row.product, row.area, row.technique, row.style)
            index[key] = (*index.get(key, ()), row)
        object.__setattr__(self, "_by_key", index)

    def ranges_of(
        self, product: str, area: str, technique: Technique, style: RangeStyle | None = None
    ) -> tuple[DoseRange, ...]:
        """The rows of exactly this product, area (code without side) and technique, in the order of the data."""
        styles = tuple(RangeStyle) if style is None else (style,)
        return tuple(row for s in styles for row in self._by_key.get((product, area, technique, s), ()))

    def template_of(self, version: int) -> TemplateFigures:
        """The figures of a template version; of the newest one where that is not known."""
        return self.templates.get(version) or self.templates[max(self.templates)]

    def patterns_of(self, product: str | None) -> tuple[Pattern, ...]:
        """The label patterns of one product."""
        return tuple(p for p in self.patterns if p.product == product)
