"""Questions over the visits of all patients: units and visits, who had more than so much, density, how much is micro.

What is asked about are visits that were given and hold. Every answer is of one product: units of two never meet in a
sum, and neither do their densities. Both sides of a paired area are one area here; an area of one visit is one
treatment of it. Touch-ups count in units and visits, but are no treatments of their own where the mean density or the
share of micro is asked for; one that came too late for its treatment is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from math import fsum
from typing import TypeVar

from charting.domain.clinic.stock import LotUse
from charting.domain.dosing.dosing import UNASSIGNED, AreaDose
from charting.domain.dosing.styles import Style
from charting.domain.face.face import Measures, base_area
from charting.domain.past.touch_ups import counting_too
from charting.domain.people.patient import Patient
from charting.domain.units import plain
from charting.domain.visit.visit import InjectionPoint, Kind


class Question(StrEnum):
    """What can be asked."""

    UNITS = "units"
    MORE_THAN = "more-than"
    LOT = "lot"
    DENSITY = "density"
    MICRO = "micro"


class By(StrEnum):
    """What units and visits are counted by, each within its product."""

    PRODUCT = "product"
    AREA = "area"
    STYLE = "style"
    INJECTOR = "injector"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class GivenVisit:
    """A treatment or touch-up that was given and holds. `injector` signed it; None: somebody elsewhere did.

    `table` names the ranges it is compared with, `sha256` what was signed; `elsewhere`: not in this file. `measures`
    are those of the face that it was signed with, if it keeps any.
    """

    id: str
    patient: Patient
    at: datetime
    kind: Kind
    product: str | None
    injector: str | None
    template: int
    table: str | None
    sha256: str
    elsewhere: bool = False
    measures: Measures | None = None
    points: tuple[InjectionPoint, ...] = ()
    of: str | None = None
    amends: str | None = None

    @property
    def day(self) -> date:
        """On the clock of the place where it was."""
        return self.at.date()


@dataclass(frozen=True, slots=True)
class AreaUse:
    """One area (code without side) of a visit, both sides and techniques together; style `mixed` where they differ.

    Density is U over cm2 of the skin of the sides treated; None off the areas.
    """

    area: str
    points: int
    units: Decimal
    density: float | None
    style: Style


@dataclass(frozen=True, slots=True)
class AskedVisit:
    """A visit with what its points amount to; `late`: a touch-up that came too late to be one."""

    id: str
    patient: Patient
    at: datetime
    kind: Kind
    product: str | None
    injector: str | None
    areas: tuple[AreaUse, ...]
    late: bool = False

    @property
    def is_treatment(self) -> bool:
        return self.kind is Kind.TREATMENT or self.late

    @property
    def month(self) -> str:
        """“2026-07”, on the clock of the place where it was."""
        return f"{self.at:%Y-%m}"

    @property
    def units(self) -> Decimal:
        return sum((use.units for use in self.areas), Decimal(0))


@dataclass(frozen=True, slots=True)
class Sought:
    """Which visits, and what of them; None where it does not matter. Both days are within."""

    product: str | None = None
    area: str | None = None
    style: Style | None = None
    injector: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class UnitsRow:
    """Units of one product. `key` is what it was counted by: None for no area and for signed elsewhere."""

    product: str | None
    key: str | None
    visits: int
    patients: int
    points: int
    units: Decimal

    @property
    def each(self) -> Decimal:
        """Units of a visit, on average."""
        return self.units / self.visits


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody at one visit: units of its product, in one area or (None) in all."""

    patient: Patient
    visit_id: str
    at: datetime
    kind: Kind
    product: str | None
    injector: str | None
    units: Decimal
    area: str | None = None
    style: Style | None = None
    lot: str | None = None


@dataclass(frozen=True, slots=True)
class DensityRow:
    """U/cm2 of an area in one product: the mean of its treatments in a month, or (None) in all the time asked for."""

    product: str | None
    area: str
    month: str | None
    treatments: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ShareRow:
    """How many treatments of an area were micro, of those that have a range to be compared with (`ranged`)."""

    product: str | None
    area: str
    month: str | None
    treatments: int
    ranged: int
    micro: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where no treatment has a range."""
        return self.micro / self.ranged if self.ranged else None


Row = UnitsRow | PersonRow | DensityRow | ShareRow
_Code = TypeVar("_Code", str, str | None)


# ---------------------------------------------------------------------- what a visit amounts to


def asked(visit: GivenVisit, areas: tuple[AreaUse, ...], *, late: bool = False) -> AskedVisit:
    """The visit with its areas instead of its points."""
    return AskedVisit(visit.id, visit.patient, visit.at, visit.kind, visit.product, visit.injector, areas, late)


def late_touch_ups(visits: Iterable[GivenVisit], days: int) -> frozenset[str]:
    """The ids of the touch-ups that came more than `days` after their treatment, of all patients."""
    of: dict[str, list[GivenVisit]] = {}
    for visit in visits:
        of.setdefault(visit.patient.id, []).append(visit)
    return frozenset(visit.id for given in of.values() for visit in counting_too(given, days))


def area_uses(doses: Iterable[AreaDose]) -> tuple[AreaUse, ...]:
    """The rows of an assessment with sides and techniques put together."""
    groups: dict[str, list[AreaDose]] = {}
    for dose in doses:
        groups.setdefault(base_area(dose.area), []).append(dose)
    return tuple(_area_use(area, rows) for area, rows in groups.items())


def _area_use(area: str, rows: Sequence[AreaDose]) -> AreaUse:
    units = sum((row.units for row in rows), Decimal(0))
    skin = {row.area: row.surface_cm2 for row in rows if row.surface_cm2 is not None}
    styles = {row.style or Style.NO_RANGE for row in rows}
    return AreaUse(
        area=area,
        points=sum(row.points for row in rows),
        units=units,
        density=float(units) / sum(skin.values()) if skin else None,
        style=styles.pop() if len(styles) == 1 else Style.MIXED,
    )


# ---------------------------------------------------------------------- which visits


def narrowed(visits: Iterable[AskedVisit], sought: Sought) -> tuple[AskedVisit, ...]:
    """The visits that are sought, in their order, with the areas that are; a visit without any of them is none."""
    found = [visit for visit in visits if visit.areas and _passes(visit, sought)]
    if sought.area is not None or sought.style is not None:
        parts = (tuple(use for use in visit.areas if _passes_area(use, sought)) for visit in found)
        found = [replace(visit, areas=areas) for visit, areas in zip(found, parts, strict=True) if areas]
    return tuple(found)


def _passes(visit: AskedVisit, sought: Sought) -> bool:
    if sought.product not in (None, visit.product) or sought.injector not in (None, visit.injector):
        return False
    if sought.since is None and sought.until is None:
        return True
    day = visit.at.date()
    return (sought.since is None or day >= sought.since) and (sought.until is None or day <= sought.until)


def _passes_area(use: AreaUse, sought: Sought) -> bool:
    return sought.area in (None, use.area) and sought.style in (None, use.style)


def products_of(visits: Iterable[AskedVisit]) -> tuple[str | None, ...]:
    """The products that were given, the one given most often first."""
    return _most_often(visit.product for visit in visits if visit.areas)


def areas_of(visits: Iterable[AskedVisit]) -> tuple[str, ...]:
    """The areas (codes without side) that were treated, the one treated most often first."""
    return _most_often(use.area for visit in visits for use in visit.areas if use.area != UNASSIGNED)


def styles_of(visits: Iterable[AskedVisit]) -> tuple[Style, ...]:
    """The styles that occur."""
    there = {use.style for visit in visits for use in visit.areas}
    return tuple(style for style in Style if style in there)


def injectors_of(visits: Iterable[AskedVisit]) -> tuple[str, ...]:
    """Who signed, by name."""
    return tuple(sorted({visit.injector for visit in visits if visit.injector is not None}, key=str.casefold))


def _most_often(codes: Iterable[_Code]) -> tuple[_Code, ...]:
    counts = Counter(codes)
    return tuple(sorted(counts, key=lambda code: (-counts[code], code or "")))


# ---------------------------------------------------------------------- the questions


def units_by(visits: Iterable[AskedVisit], sought: Sought, by: By) -> tuple[UnitsRow, ...]:
    """Units, points, visits and patients, product by product. A visit counts once in each row it has a part in."""
    found = narrowed(visits, sought)
    rows: dict[tuple[str | None, str | None], list[tuple[AskedVisit, Sequence[AreaUse]]]] = {}
    for visit in found:
        for key, uses in _parts(visit, by):
            rows.setdefault((visit.product, key), []).append((visit, uses))
    made = [_units_row(product, key, members) for (product, key), members in rows.items()]
    order = {product: place for place, product in enumerate(products_of(found))}
    if by is By.MONTH:
        return tuple(sorted(made, key=lambda row: (order[row.product], row.key or "")))
    return tuple(sorted(made, key=lambda row: (order[row.product], -row.units, row.key or "")))


def _parts(visit: AskedVisit, by: By) -> Iterable[tuple[str | None, Sequence[AreaUse]]]:
    """What a visit adds to which rows."""
    if by is By.AREA:
        return [(None if use.area == UNASSIGNED else use.area, (use,)) for use in visit.areas]
    if by is By.STYLE:
        styles = dict.fromkeys(use.style for use in visit.areas)
        return [(style.value, [use for use in visit.areas if use.style is style]) for style in styles]
    whole = {By.PRODUCT: visit.product, By.INJECTOR: visit.injector, By.MONTH: visit.month}
    return [(whole[by], visit.areas)]


def _units_row(
    product: str | None, key: str | None, members: Sequence[tuple[AskedVisit, Sequence[AreaUse]]]
) -> UnitsRow:
    return UnitsRow(
        product=product,
        key=key,
        visits=len(members),
        patients=len({visit.patient.id for visit, _ in members}),
        points=sum(use.points for _, uses in members for use in uses),
        units=plain(sum((use.units for _, uses in members for use in uses), Decimal(0))),
    )


def more_than(visits: Iterable[AskedVisit], sought: Sought, units: Decimal) -> tuple[PersonRow, ...]:
    """Who had more than so many units of one product at one visit in an area, the most first.

    Without an area, in any one of them. `sought` names the product: so many units of another one are something else.
    """
    rows = [
        _person_row(visit, use)
        for visit in narrowed(visits, sought)
        for use in visit.areas
        if use.units > units and use.area != UNASSIGNED
    ]
    return tuple(sorted(rows, key=lambda row: (-row.units, -row.at.timestamp(), row.visit_id, row.area or "")))


def _person_row(visit: AskedVisit, use: AreaUse) -> PersonRow:
    return PersonRow(
        visit.patient, visit.id, visit.at, visit.kind, visit.product, visit.injector, plain(use.units), use.area,
        use.style,
    )  # fmt: skip


def got_lot(visits: Iterable[AskedVisit], sought: Sought, uses: Iterable[LotUse]) -> tuple[PersonRow, ...]:
    """Who got a lot, newest first: of everybody it was found with, those whose visit was given and holds."""
    there = {visit.id: visit for visit in visits if _passes(visit, sought)}
    rows = [
        PersonRow(use.patient, use.visit_id, use.at, there[use.visit_id].kind, use.product,
                  there[use.visit_id].injector, use.units or Decimal(0), lot=use.lot)
        for use in uses
        if use.visit_id in there
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (-row.at.timestamp(), row.visit_id, row.lot or "")))


def mean_density(visits: Iterable[AskedVisit], sought: Sought, *, monthly: bool) -> tuple[DensityRow, ...]:
    """The mean density of each area, month by month or over the whole time; the lowest and the highest beside it."""
    return tuple(
        DensityRow(product, area, month, len(found), fsum(found) / len(found), min(found), max(found))
        for (product, area, month), uses in _treated(visits, sought, monthly)
        if (found := [use.density for use in uses if use.density is not None])
    )


def micro_share(visits: Iterable[AskedVisit], sought: Sought, *, monthly: bool) -> tuple[ShareRow, ...]:
    """How many treatments of each area were micro, month by month or over the whole time."""
    return tuple(
        ShareRow(
            product, area, month, len(uses), sum(use.style is not Style.NO_RANGE for use in uses),
            sum(use.style is Style.MICRO for use in uses),
        )
        for (product, area, month), uses in _treated(visits, sought, monthly)
    )  # fmt: skip


_Treated = tuple[tuple[str | None, str, str | None], list[AreaUse]]


def _treated(visits: Iterable[AskedVisit], sought: Sought, monthly: bool) -> list[_Treated]:
    """The treatments of each area in each product: those treated most often first, months from the oldest on."""
    found = [visit for visit in narrowed(visits, sought) if visit.is_treatment]
    groups: dict[tuple[str | None, str, str | None], list[AreaUse]] = {}
    for visit in found:
        month = visit.month if monthly else None
        for use in visit.areas:
            if use.area != UNASSIGNED:
                groups.setdefault((visit.product, use.area, month), []).append(use)
    products = {product: place for place, product in enumerate(products_of(found))}
    areas = {area: place for place, area in enumerate(areas_of(found))}
    return sorted(groups.items(), key=lambda item: (products[item[0][0]], areas[item[0][1]], item[0][2] or ""))
