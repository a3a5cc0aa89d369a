"""What a visit amounts to: totals, sides, and for each area units, density and style against the product's own ranges.

Units are exact decimals, and styles compare exact values. Density bands are derived, since no source publishes U/cm2:
dose range over the skin surface of the same outline on the average face. The patient's density is over their own
surface, scaled by what was measured of the face (see `scaling`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from charting.domain.dosing.ranges import Band, bands, choose_range, density_style_of, style_of
from charting.domain.dosing.styles import RangeStyle, Style
from charting.domain.face.face import base_area, side_of_area
from charting.domain.face.scaling import Scaling, SurfaceFrom, scaling_of
from charting.domain.people.patient import Patient, Sex
from charting.domain.units import plain
from charting.domain.visit.visit import InjectionPoint, Technique, Visit, side, total_units

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Product, Reference
    from charting.domain.face.anatomy import Anatomy
    from charting.domain.face.face import Measures
    from charting.domain.visit.visit import Vial


# Units to millilitres.


def volume_ml(
    units: Decimal, product: Product | None, vial_units: Decimal | None, diluent_ml: Decimal | None
) -> Fraction | None:
    """The exact volume in mL of so many units (U): units x diluent / vial units; None when it is not known.

    A ready-to-use product is never diluted: units / its own concentration (U/mL, from its label), whatever else is
    given.
    """
    if product is not None and product.ready_to_use:
        concentration = product.concentration_u_per_ml
        return None if concentration is None else Fraction(units) / Fraction(concentration)
    if vial_units is None or diluent_ml is None or vial_units <= 0 or diluent_ml <= 0:
        return None
    return Fraction(units) * Fraction(diluent_ml) / Fraction(vial_units)


def vial_of(visit: Visit, point: InjectionPoint) -> Vial | None:
    """The vial a point was drawn from; None where it has none."""
    place = point.vial
    return visit.vials[place - 1] if place is not None and 0 < place <= len(visit.vials) else None


def point_ml(visit: Visit, point: InjectionPoint, product: Product | None) -> Fraction | None:
    """The exact volume in mL of one dosed point, from its own vial or else at the visit's dilution."""
    if point.units is None:
        return None
    source = vial_of(visit, point) or visit
    return volume_ml(point.units, product, source.vial_units, source.diluent_ml)


__all__ = ["UNASSIGNED", "AreaDose", "Assessment", "Band", "RangeStyle", "Style", "assess", "choose_range", "style_of"]

UNASSIGNED = "unassigned"
"""The row of the points that lie on no area."""


@dataclass(frozen=True, slots=True)
class AreaDose:
    """One area and technique of a visit: units (U), skin surface (cm2) of this patient and of the average face, style.

    `compared_units` is both sides' sum where a range is per total of a paired area, else `units`. Surfaces and density
    are None off the areas; the styles are None while no point of the row is dosed. Points are numbered from 1.
    `surface_from` says what the surface was scaled by, and `tolerance` to which factor it is known. Where it is
    `surface_uncertain` the head's cylinder gets the place wrong, and the density decides no style.
    """

    area: str
    technique: Technique
    points: int
    undosed: int
    units: Decimal
    surface_cm2: float | None
    reference_surface_cm2: float | None
    density_u_cm2: float | None
    style: Style | None
    density_style: Style | None
    micro: Band | None
    standard: Band | None
    compared_units: Decimal
    point_numbers: tuple[int, ...]
    surface_from: SurfaceFrom | None
    tolerance: Fraction
    surface_uncertain: bool


@dataclass(frozen=True, slots=True)
class Assessment:
    """A visit in figures. Units are U of its one product; left and right are the patient's, midline within 2 mm.

    `mismatched_points` are the numbers of points whose chosen area is another than the one they lie in.
    """

    visit_id: str
    product: str | None
    style: Style
    total_units: Decimal
    undosed_points: int
    volume_ml: Fraction | None
    left_units: Decimal
    right_units: Decimal
    midline_units: Decimal
    areas: tuple[AreaDose, ...]
    mismatched_points: tuple[int, ...]


def assess(visit: Visit, patient: Patient | None, reference: Reference, anatomy: Anatomy) -> Assessment:
    """Everything that follows from the points of a visit; pure, and quick enough for every mouse move.

    Without a patient, or anything measured, the surface is the average face's; without a sex the range is the span of
    both sexes where they differ. The measures that a visit keeps count, else the patient's. See also `reassess`.
    """
    areas = area_doses(visit.points, visit.product, patient, reference, anatomy, visit.measures)
    total = total_units(visit.points)
    product = reference.products.get(visit.product or "")
    left, right, midline = _by_side(visit.points)
    return Assessment(
        visit_id=visit.id,
        product=visit.product,
        style=style_of_rows(areas),
        total_units=plain(total),
        undosed_points=len(visit.undosed),
        volume_ml=None if product is None else visit_ml(visit, product),
        left_units=left,
        right_units=right,
        midline_units=midline,
        areas=areas,
        mismatched_points=tuple(
            number for number, point in enumerate(visit.points, start=1) if lies_elsewhere(point, reference, anatomy)
        ),
    )


def visit_ml(visit: Visit, product: Product) -> Fraction | None:
    """The exact volume in mL, each point from its own vial; None when one dosed point's dilution is not known.

    A point without a vial is of the visit's own dilution.
    """
    sums: dict[int | None, Decimal] = {} if any(p.units is not None for p in visit.points) else {None: Decimal(0)}
    for point in visit.points:
        if point.units is not None:
            sums[point.vial] = sums.get(point.vial, Decimal(0)) + point.units
    parts = [drawn_ml(visit, place, units, product) for place, units in sums.items()]
    return None if None in parts else sum((part for part in parts if part is not None), Fraction(0))


def drawn_ml(visit: Visit, place: int | None, units: Decimal, product: Product) -> Fraction | None:
    """The exact volume in mL of so many units from the vial at a place; None where its dilution is not known."""
    if place is not None and not 0 < place <= len(visit.vials):
        return None
    vial = visit if place is None else visit.vials[place - 1]
    return volume_ml(units, product, vial.vial_units, vial.diluent_ml)


def area_doses(
    points: Sequence[InjectionPoint], product: str | None, patient: Patient | None, reference: Reference,
    anatomy: Anatomy, measures: Measures | None = None,
) -> tuple[AreaDose, ...]:  # fmt: skip
    """The rows of an assessment alone; `measures` are those the visit was signed with, if it keeps any."""
    sums: dict[RowKey, RowSum] = {}
    for key, members in _grouped(points, anatomy).items():
        doses = [point.units for _, point in members if point.units is not None]
        numbers = tuple(number for number, _ in members)
        sums[key] = RowSum(sum(doses, Decimal(0)), len(members) - len(doses), numbers)
    return rows_of(sums, {}, product, patient, reference, anatomy, measures)


RowKey = tuple[str, Technique]
"""The area (its code with side) and the technique of a row."""


class RowSum(NamedTuple):
    """What one row adds up to: its units (U), how many of its points are not dosed, and the numbers of all."""

    units: Decimal = Decimal(0)
    undosed: int = 0
    numbers: tuple[int, ...] = ()


def rows_of(
    sums: Mapping[RowKey, RowSum], kept: Mapping[RowKey, AreaDose], product: str | None, patient: Patient | None,
    reference: Reference, anatomy: Anatomy, measures: Measures | None,
) -> tuple[AreaDose, ...]:  # fmt: skip
    """The rows in the order of the areas, right before left; those that are `kept` as they are."""
    scaling = scaling_of(patient, measures, reference, anatomy.version)
    sex = patient.sex if patient else None
    both: dict[RowKey, Decimal] = {}
    for (code, technique), row in sums.items():
        sides = (base_area(code), technique)
        both[sides] = both.get(sides, Decimal(0)) + row.units
    order = {area: place for place, area in enumerate(reference.areas)}

    def place(key: RowKey) -> tuple[int, str, bool, bool, str]:
        code, technique = key
        base = base_area(code)
        known = order.get(base, len(order) + (code == UNASSIGNED))
        return (known, base, side_of_area(code) == "left", technique is Technique.ID, code)

    return tuple(
        kept.get(key) or _area_dose(key, sums[key], both[base_area(key[0]), key[1]], product, sex, scaling, reference,
                                    anatomy)
        for key in sorted(sums, key=place)
    )  # fmt: skip


_Member = tuple[int, InjectionPoint]


def _grouped(points: Sequence[InjectionPoint], anatomy: Anatomy) -> dict[RowKey, list[_Member]]:
    """Points (with their numbers) by area and technique."""
    groups: dict[RowKey, list[_Member]] = {}
    for number, point in enumerate(points, start=1):
        groups.setdefault(row_key(point, anatomy), []).append((number, point))
    return groups


def row_key(point: InjectionPoint, anatomy: Anatomy) -> RowKey:
    """The row that a point belongs to."""
    return anatomy.area_of(point) or UNASSIGNED, point.technique


def _area_dose(
    key: RowKey, row: RowSum, both: Decimal, product: str | None, sex: Sex | None, scaling: Scaling,
    reference: Reference, anatomy: Anatomy,
) -> AreaDose:  # fmt: skip
    code, technique = key
    base = base_area(code)
    units, both = plain(row.units), plain(both)
    surface = anatomy.surface_cm2(code) * float(scaling.average) if code in anatomy.codes else None
    scale, tolerance = scaling.surface(base), scaling.tolerance(base)
    own = None if surface is None else surface * float(scale)
    uncertain = surface is not None and scaling.asks_certainty and _uncertain(reference, base)
    micro, standard = bands(reference, product, base, technique, sex, surface)
    per_both = any(band is not None and band.per_total_of_both for band in (micro, standard))
    style = style_of(micro, standard, units, both) if row.undosed < len(row.numbers) else None
    by_density = style
    if style is not None and not uncertain:
        by_density = Style.NO_RANGE if own is None else density_style_of(micro, standard, units, both, scale, tolerance)
    return AreaDose(
        area=code,
        technique=technique,
        points=len(row.numbers),
        undosed=row.undosed,
        units=units,
        surface_cm2=own,
        reference_surface_cm2=surface,
        density_u_cm2=None if own is None else float(units) / own,
        style=style,
        density_style=by_density,
        micro=micro,
        standard=standard,
        compared_units=both if per_both else units,
        point_numbers=row.numbers,
        surface_from=None if surface is None else scaling.surface_from(base),
        tolerance=tolerance,
        surface_uncertain=uncertain,
    )


def _uncertain(reference: Reference, area: str) -> bool:
    info = reference.areas.get(area)
    return info is not None and info.surface_uncertain


def _by_side(points: Iterable[InjectionPoint]) -> tuple[Decimal, Decimal, Decimal]:
    sums = {"left": Decimal(0), "right": Decimal(0), "midline": Decimal(0)}
    for point in points:
        if point.units is not None:
            sums[side(point)] += point.units
    return plain(sums["left"]), plain(sums["right"]), plain(sums["midline"])


def style_of_rows(areas: Iterable[AreaDose]) -> Style:
    """The style of a visit: the one of all its rows that have one, or mixed."""
    styles = {row.style for row in areas if row.style not in (None, Style.NO_RANGE)}
    if not styles:
        return Style.NO_RANGE
    only = styles.pop()
    return Style.MIXED if styles or only is None else only


def lies_elsewhere(point: InjectionPoint, reference: Reference, anatomy: Anatomy) -> bool:
    """Whether the area that somebody chose for a point is another than the one it lies in."""
    if point.area is None:
        return False
    info = reference.areas.get(base_area(point.area))
    if info is not None and info.overlay:
        return False  # an overlay is joined by choice: no position speaks against it
    return anatomy.area_at(point.view, point.x_mm, point.y_mm) != point.area


# Where the units and the density of a row lie on one axis with both bands.


HEADROOM = 1.25
"""The scale ends at this many times the highest band end, so that it stays put while doses are given."""


@dataclass(frozen=True, slots=True)
class GaugeScale:
    """Where units lie between 0 and `end` (units of the product on the average face's surface).

    `soft` are the least and the most that the density can be, as its surface is known to a factor only.
    """

    end: float
    units: float
    density: float | None
    other_side: float = 0.0
    soft: tuple[float, float] | None = None

    def fraction(self, value: float) -> float:
        """0 at the left end of the scale, 1 at its right; more than 1 beyond it."""
        return value / self.end

    def ends(self, band: Band) -> tuple[float, float]:
        """Where a band lies on the scale; of a range for both sides beside one per side, what the other side leaves."""
        other = self.other_side if band.per_total_of_both else 0.0
        return max(float(band.low) - other, 0.0), max(float(band.high) - other, 0.0)


def gauge_scale(dose: AreaDose) -> GaugeScale | None:
    """The scale of a row, None when it has no range to be compared with.

    The density is put on the same axis: units over how many times larger the patient's surface is than the average
    face's, which is where the density bands coincide with the dose ranges.
    """
    bands = [band for band in (dose.micro, dose.standard) if band is not None]
    if not bands:
        return None
    unlike = len({band.per_total_of_both for band in bands}) == 2
    units = float(dose.units if unlike else dose.compared_units)
    density, soft = None, None
    if dose.surface_cm2 and dose.reference_surface_cm2 and not dose.surface_uncertain:
        density = units * dose.reference_surface_cm2 / dose.surface_cm2
        if dose.tolerance > 1:
            soft = (density / float(dose.tolerance), density * float(dose.tolerance))
    end = max(float(band.high) for band in bands) * HEADROOM
    return GaugeScale(end, units, density, float(dose.compared_units - dose.units) if unlike else 0.0, soft)
