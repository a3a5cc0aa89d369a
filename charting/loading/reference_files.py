"""The shapes of the files in resources/reference: what may stand in each, checked while it is read."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from charting.domain.cautions.rule import Way
from charting.domain.dosing.reference import Mark, Per, RangeStyle
from charting.domain.face.face import FIRST_SET, View
from charting.domain.people.history import Condition
from charting.domain.people.patient import Sex
from charting.domain.visit.visit import Technique

Positive = Annotated[float, Meta(gt=0, le=20_000)]
NotNegative = Annotated[float, Meta(ge=0, le=20_000)]
Millimetres = Annotated[float, Meta(ge=-400, le=400)]
Count = Annotated[int, Meta(ge=1, le=20_000)]
Text = Annotated[str, Meta(min_length=1)]
SourceKind = Literal["label", "peer-reviewed", "secondary", "weak", "unverified", "derived"]
Basis = Literal["label", "trial", "consensus", "practice", "clinic", "secondary", "derived"]
LimitKind = Literal[
    "interval_months", "session_units", "cumulative_units", "in_use_hours", "age_years", "contraindicated_from_years"
]
CautionRule = Literal[
    "min_distance", "position", "plane", "interaction", "time", "dose", "contraindication", "info", "question"
]

HistoryAnswer = Literal["milk_protein", "toxin_allergy", "human_albumin", "pregnant", "breastfeeding"]


class SourceRow(Struct, forbid_unknown_fields=True):
    id: Text
    title: Text
    short: Text
    kind: SourceKind
    seen: Literal["full", "excerpt", "abstract", "none"]
    year: Annotated[int, Meta(ge=1900, le=2100)] | None = None
    url: Annotated[str, Meta(pattern="^https://")] | None = None


class SourcesFile(Struct, forbid_unknown_fields=True):
    source: list[SourceRow]


class Cited(Struct, forbid_unknown_fields=True, kw_only=True):
    """Every figure has these: the id of its source, and its mark."""

    source: Text
    mark: Mark


class DilutionRow(Cited):
    vial_units: Positive
    diluent_ml: NotNegative
    note: Text | None = None
    technique: Technique = Technique.IM


class LimitRow(Cited):
    kind: LimitKind
    value: Positive
    window_months: Count | None = None
    note: Text | None = None
    areas: list[Text] = field(default_factory=list)


class ApprovalRow(Cited):
    where: Text
    areas: Annotated[list[Text], Meta(min_length=1)]
    since: Annotated[str, Meta(pattern="^[12][0-9]{3}-(0[1-9]|1[0-2])$")]
    interval_months: Count | None = None
    note: Text | None = None


class ProductRow(Struct, forbid_unknown_fields=True, kw_only=True):
    id: Text
    name: Text
    generic: Text
    brands: list[Text]
    maker: Text
    unit_name: Text
    serotype: Literal["A", "B"]
    vials: list[Positive]
    vials_mark: Mark | None = None
    ready_to_use: bool = False
    concentration_u_per_ml: Positive | None = None
    us_areas: list[Text] = field(default_factory=list)
    eu_areas: list[Text] = field(default_factory=list)
    eu_areas_mark: Mark | None = None
    label_doses: str = ""
    sources: Annotated[list[Text], Meta(min_length=1)]
    mark: Mark
    note: Text | None = None
    single_patient: bool = False
    single_dose: bool = False
    single_source: Text | None = None
    single_mark: Mark | None = None
    dilution: list[DilutionRow] = field(default_factory=list)
    limit: list[LimitRow] = field(default_factory=list)
    approval: list[ApprovalRow] = field(default_factory=list)


class ProductsFile(Struct, forbid_unknown_fields=True):
    product: list[ProductRow]


class AreaRow(Struct, forbid_unknown_fields=True, kw_only=True):
    id: Text
    name: Text
    short_name: Text
    muscle: Text
    paired: bool
    overlay: bool = False
    surface_view: View
    zone: Text
    surface_uncertain: bool = False
    since: Annotated[int, Meta(ge=FIRST_SET, le=1_000)] = FIRST_SET


class AreasFile(Struct, forbid_unknown_fields=True):
    area: list[AreaRow]


class RangeRow(Cited):
    area: Text
    product: Text
    style: RangeStyle
    technique: Technique
    per: Per
    low: Positive
    high: Positive
    basis: Basis
    sex: Sex | None = None
    weak: bool = False
    default: bool = False
    derived: bool = False
    note: Text | None = None
    also: list[Text] = field(default_factory=list)
    units_per_point_low: Positive | None = None
    units_per_point_high: Positive | None = None
    points_low: Count | None = None
    points_high: Count | None = None
    requires_area: Text | None = None


class MicroRuleRow(Cited):
    factor_low: Annotated[float, Meta(gt=0, lt=1)]
    factor_high: Annotated[float, Meta(gt=0, lt=1)]
    weak: bool = False
    note: Text | None = None


class RangesFile(Struct, forbid_unknown_fields=True):
    micro_rule: MicroRuleRow
    range: list[RangeRow]


class PatternPointRow(Struct, forbid_unknown_fields=True):
    x_mm: Millimetres
    y_mm: Millimetres
    units: Positive
    muscle: Text


class PatternRow(Cited):
    id: Text
    name: Text
    product: Text
    area: Text
    total: Positive
    points: Annotated[list[PatternPointRow], Meta(min_length=1)]
    layout_mark: Mark
    weak: bool = False
    text: str = ""
    total_low: Positive | None = None
    volume_ml: Positive | None = None
    requires_pattern: Text | None = None
    also: list[Text] = field(default_factory=list)


class LayoutPointRow(Struct, forbid_unknown_fields=True):
    x_mm: Millimetres
    y_mm: Millimetres
    muscle: Text
    view: View = View.FRONT


class MicroLayoutRow(Struct, forbid_unknown_fields=True, kw_only=True):
    area: Text
    points: Annotated[list[LayoutPointRow], Meta(min_length=1)]
    layout_mark: Mark
    text: str = ""


class PatternsFile(Struct, forbid_unknown_fields=True):
    pattern: list[PatternRow]
    micro_layout: list[MicroLayoutRow] = field(default_factory=list)


class FaceMeasureRow(Struct, forbid_unknown_fields=True, kw_only=True):
    name: Text
    way: Way
    landmark: Text | None = None
    to: Text | None = None
    sites: Text | None = None
    middle: bool = False
    beyond: Text | None = None
    within: Text | None = None
    first: bool = False
    least: NotNegative | None = None
    most: NotNegative | None = None
    source: Text | None = None
    mark: Mark | None = None
    weak: bool = False


class CautionRow(Cited):
    id: Text
    rule: CautionRule
    area: Text | None = None
    product: Text | None = None
    distance_mm: Positive | None = None
    distance_max_mm: Positive | None = None
    landmark: Text | None = None
    limit_units: Positive | None = None
    window_months: Count | None = None
    min_months: Count | None = None
    min_days: Count | None = None
    text: Text | None = None
    reason_mark: Mark | None = None
    weak: bool = False
    also: list[Text] = field(default_factory=list)
    measure: list[FaceMeasureRow] = field(default_factory=list)
    any_of: bool = False
    needs_area: Text | None = None
    areas: list[Text] = field(default_factory=list)
    most_areas: Count | None = None
    even_sides: bool = False
    products: list[Text] = field(default_factory=list)
    reached: bool = False
    conditions: list[Condition] = field(default_factory=list)
    answers: list[HistoryAnswer] = field(default_factory=list)
    meant_for: list[Text] = field(default_factory=list)
    where_drawn: bool = False
    instead_of: list[Text] = field(default_factory=list)
    no_area: bool = False
    advice: Text | None = None


class CautionsFile(Struct, forbid_unknown_fields=True):
    caution: list[CautionRow]


class TimingRow(Cited):
    product: Text
    areas: Annotated[list[Text], Meta(min_length=1)]
    duration_days_high: Positive
    style: RangeStyle | None = None
    technique: Technique | None = None
    dose: Positive | None = None
    onset_days_low: Positive | None = None
    onset_days_high: Positive | None = None
    peak_days: Positive | None = None
    duration_days_low: Positive | None = None
    duration_mark: Mark | None = None
    weak: bool = False
    note: Text | None = None
    also: list[Text] = field(default_factory=list)


class ReviewRow(Cited):
    days: Count
    from_days: Count
    to_days: Count
    weak: bool = False


class TimingFile(Struct, forbid_unknown_fields=True):
    review: ReviewRow
    timing: list[TimingRow]


class ScaleRow(Cited):
    id: Text
    name: Text
    values: Annotated[list[Text], Meta(min_length=1)]
    scored: Text
    values_mark: Mark | None = None
    areas: list[Text] = field(default_factory=list)
    weak: bool = False


class ScalesFile(Struct, forbid_unknown_fields=True):
    scale: list[ScaleRow]


class AdverseEventRow(Cited):
    id: Text
    name: Text
    areas: list[Text] = field(default_factory=list)
    rate: Text | None = None
    urgent: bool = False
    weak: bool = False
    note: Text | None = None


class AdverseEventsFile(Struct, forbid_unknown_fields=True):
    adverse_event: list[AdverseEventRow]


class CandidateRow(Cited):
    id: Text
    sign: Text
    points_to: Literal["micro", "standard", "neither"]
    reason: Text
    weak: bool = False


class CandidatesFile(Struct, forbid_unknown_fields=True):
    candidate: list[CandidateRow]


class MaleRow(Cited):
    interpupillary_mm: Positive
    face_width_mm: Positive
    surface: Positive


class TemplateRow(Cited):
    version: Count
    interpupillary_mm: Positive
    half_width_mm: Positive
    half_depth_mm: Positive
    landmarks: dict[str, Millimetres]
    note: Text | None = None
    male: MaleRow | None = None


class ProjectionRow(Cited):
    x_mm: list[NotNegative]
    factor: list[Positive]
    note: Text | None = None


class MeasureRow(Cited):
    name: Text
    population: Text
    sex: Sex | None = None
    mean: Positive | None = None
    sd: Positive | None = None
    p5: Positive | None = None
    p95: Positive | None = None
    low: Positive | None = None
    high: Positive | None = None
    n: Count | None = None


class AnatomyFile(Struct, forbid_unknown_fields=True):
    template: Annotated[list[TemplateRow], Meta(min_length=1)]
    projection: ProjectionRow
    measure: list[MeasureRow]
