"""One treatment, touch-up or review, and its points: immutable values, and the edits that make the next value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from charting.domain.days import on_clock
from charting.domain.face.face import Measures, View, mirrored_area, side_of_area
from charting.domain.visit.outcome import Review
from charting.domain.visit.record import Addendum, AreaPrice, Consultation, Marked, MuscleFinding, Why
from charting.errors import Refused

# A vial of one product: what its label says, and how it was made up.


@dataclass(frozen=True, slots=True)
class Vial:
    """One vial, in its product's own units (U). Lot, serial and GTIN are kept exactly as they were given.

    `diluent_ml` is mL put in (None for a product that is ready to use, or while it is not made up), `made_up_at` the
    moment that was done, with its UTC offset.
    """

    id: str
    product: str
    vial_units: Decimal
    lot: str | None = None
    expires: date | None = None
    diluent_ml: Decimal | None = None
    diluent: str | None = None
    diluent_lot: str | None = None
    made_up_at: datetime | None = None
    gtin: str | None = None
    serial: str | None = None


MOST_POINTS = 2000
MIDLINE_MM = 2.0
FARTHEST_MM = 400.0
NO_PLACE = "place not recorded: middle of the area"
"""Stands as who placed a point that came in without a place. Nobody did: it lies in the middle of its area until it is
moved to where it belongs."""


class Technique(StrEnum):
    IM = "im"
    ID = "id"


class Kind(StrEnum):
    TREATMENT = "treatment"
    TOUCH_UP = "touch-up"
    REVIEW = "review"


class Status(StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"
    AMENDED = "amended"
    ENTERED_IN_ERROR = "entered-in-error"


class Meaning(StrEnum):
    """What somebody says by signing."""

    TREATED = "treated"
    REVIEWED = "reviewed"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class InjectionPoint:
    """One injection site: millimetres on the template (+y down), units of the visit's product or None while undosed.

    `area` is set only when somebody chose it; otherwise it follows from the position. `key` tells points of one visit
    apart while they are edited; it is not part of what the point is. `vial` is the place (from 1) of the point's vial
    among the visit's vials, `placed_by` the printed name of who placed it.
    """

    view: View
    x_mm: float
    y_mm: float
    units: Decimal | None = None
    technique: Technique = Technique.IM
    area: str | None = None
    key: int = field(default=0, compare=False)
    vial: int | None = None
    placed_by: str | None = None

    @property
    def guessed(self) -> bool:
        """Whether the place is not where the injection went, but the middle of its area."""
        return self.placed_by == NO_PLACE


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, when, and the SHA-256 of the exact bytes signed (None when it was signed elsewhere).

    `meaning` is what the signature says (a code, see `Meaning`); older ones have none.
    """

    name: str | None
    at: datetime | None
    sha256: str | None
    elsewhere: bool = False
    meaning: Meaning | None = None
    person_id: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit. `at` carries its UTC offset; vial size in U, diluent in mL; `template` is the version of the views.

    `of` is the id of the treatment that a touch-up or a review belongs to; `review` is what a review found. `at` is
    when the patient was treated, `recorded_at` when the chart was begun. `table` is the version of the ranges it was
    compared with when it was signed. `amends` is the id of the visit that this one corrects, for `reason`. `checks`
    are ids of what was ticked by hand before signing. `addenda` and `marked` came after signing and stand beside it:
    they are no part of what was signed. `measures` are those of the face as they were when it was signed; without any
    the patient's own count.
    """

    id: str
    patient_id: str
    at: datetime
    kind: Kind = Kind.TREATMENT
    status: Status = Status.DRAFT
    product: str | None = None
    vial_units: Decimal | None = None
    diluent_ml: Decimal | None = None
    lot: str | None = None
    expires: date | None = None
    price_per_unit: Decimal | None = None
    currency: str | None = None
    template: int = 1
    points: tuple[InjectionPoint, ...] = ()
    signature: Signature | None = None
    of: str | None = None
    review: Review | None = None
    vials: tuple[Vial, ...] = ()
    whys: tuple[Why, ...] = ()
    consultation: Consultation | None = None
    findings: tuple[MuscleFinding, ...] = ()
    checks: tuple[str, ...] = ()
    area_prices: tuple[AreaPrice, ...] = ()
    recorded_at: datetime | None = None
    table: str | None = None
    amends: str | None = None
    reason: str | None = None
    addenda: tuple[Addendum, ...] = ()
    marked: Marked | None = None
    measures: Measures | None = None

    @property
    def day(self) -> date:
        """The calendar day of the visit's own clock."""
        return self.at.date()

    @property
    def is_draft(self) -> bool:
        return self.status is Status.DRAFT

    @property
    def signed_here(self) -> bool:
        """Whether it was signed in this program's own file, not imported as signed."""
        return not self.is_draft and self.signature is not None and not self.signature.elsewhere

    @property
    def undosed(self) -> tuple[InjectionPoint, ...]:
        return tuple(p for p in self.points if p.units is None)


def standing(visits: Iterable[Visit], instead: Visit | None = None) -> tuple[Visit, ...]:
    """The visits that hold, in their order: not entered in error, nor replaced by a signed correction among them.

    `instead` is the visit in hand: what it corrects is looked at no longer either, signed or not yet.
    """
    visits = tuple(visits)
    replaced = {v.amends for v in visits if not v.is_draft and v.status is not Status.ENTERED_IN_ERROR}
    replaced.add(instead.amends if instead is not None else None)
    return tuple(v for v in visits if v.status is not Status.ENTERED_IN_ERROR and v.id not in replaced)


def replaced_by(visit: Visit, visits: Iterable[Visit]) -> Visit | None:
    """The signed correction among `visits` that stands in the place of this one; one entered in error does not."""
    gone = (Status.DRAFT, Status.ENTERED_IN_ERROR)
    return next((v for v in visits if v.amends == visit.id and v.status not in gone), None)


def late_entry(visit: Visit) -> bool:
    """Whether the chart was begun on another calendar day than the patient was treated (by the chart's own clock).

    A correction is not late: it says itself what it is, and when it was signed.
    """
    begun = visit.recorded_at
    return visit.amends is None and begun is not None and on_clock(begun, visit.at.tzinfo).date() != visit.at.date()


def meaning_of(visit: Visit) -> Meaning:
    """What somebody says by signing this visit."""
    if visit.amends is not None:
        return Meaning.CORRECTED
    return Meaning.REVIEWED if visit.kind is Kind.REVIEW else Meaning.TREATED


def total_units(points: Iterable[InjectionPoint]) -> Decimal:
    """The exact sum of the doses; undosed points count in no total."""
    return sum((p.units for p in points if p.units is not None), Decimal(0))


def differing_points(
    was: Sequence[InjectionPoint], now: Sequence[InjectionPoint]
) -> tuple[int, Sequence[InjectionPoint], Sequence[InjectionPoint]]:
    """With how many points two visits begin alike, and what each has between those and the ones that they end with.

    A point that an edit does not touch stays the same object: nothing is compared by value.
    """
    most = min(len(was), len(now))
    begin = next((n for n, (one, other) in enumerate(zip(was, now, strict=False)) if one is not other), most)
    rest = most - begin
    end = next((n for n in range(rest) if was[-1 - n] is not now[-1 - n]), rest)
    return begin, was[begin : len(was) - end], now[begin : len(now) - end]


def mm(value: float) -> float:
    """A coordinate as it is kept: to 0.01 mm, and never minus zero."""
    return round(value, 2) + 0.0


def side(point: InjectionPoint) -> str:
    """`left`, `right` (the patient's) or `midline`: within 2 mm of x = 0 in front; a profile point is of its side."""
    if point.view is not View.FRONT:
        return point.view.value
    if point.x_mm > MIDLINE_MM:
        return "left"
    return "right" if point.x_mm < -MIDLINE_MM else "midline"


def wrong_side(point: InjectionPoint) -> bool:
    """Whether a chosen area belongs to the other side of the face than the point."""
    chosen = side_of_area(point.area or "")
    return chosen is not None and side(point) not in ("midline", chosen)


def checked_point(point: InjectionPoint) -> InjectionPoint:
    """The same point with coordinates as kept, or Refused: more than 400 mm off, or an area of the other side."""
    x, y = mm(point.x_mm), mm(point.y_mm)
    if not (abs(x) <= FARTHEST_MM and abs(y) <= FARTHEST_MM):
        raise Refused("A point lies within 400 mm of the origin; ({x}, {y}) does not.", x=point.x_mm, y=point.y_mm)
    if not (x and y and x == point.x_mm and y == point.y_mm):  # a zero may be minus zero
        point = replace(point, x_mm=x, y_mm=y)
    if wrong_side(point):
        raise Refused(
            "The area {area} is on the other side of the face than the point at ({x}, {y}) in the {view} view.",
            area=point.area, x=x, y=y, view=point.view.value,
        )  # fmt: skip
    return point


def mirrored_point(point: InjectionPoint) -> InjectionPoint:
    """The twin on the other side; of a profile point, in the other profile. Twice gives the point again."""
    other = {View.FRONT: View.FRONT, View.RIGHT: View.LEFT, View.LEFT: View.RIGHT}[point.view]
    area = mirrored_area(point.area) if point.area else None
    return replace(point, view=other, x_mm=mm(-point.x_mm), area=area)


def with_points_added(visit: Visit, points: Iterable[InjectionPoint]) -> Visit:
    """The visit with more points at its end, each with a key of its own; Refused above 2,000 points."""
    following = max((p.key for p in visit.points), default=0) + 1
    added = tuple(replace(checked_point(p), key=following + n) for n, p in enumerate(points))
    if len(visit.points) + len(added) > MOST_POINTS:
        raise Refused("A visit has at most 2,000 points.")
    return replace(visit, points=visit.points + added)


def with_points_removed(visit: Visit, keys: Set[int]) -> Visit:
    """The visit without the points of these keys."""
    return replace(visit, points=tuple(p for p in visit.points if p.key not in keys))


def with_points_moved(visit: Visit, keys: Set[int], dx_mm: float, dy_mm: float) -> Visit:
    """The visit with these points moved; an area somebody chose is dropped when its side no longer fits."""

    def moved(point: InjectionPoint) -> InjectionPoint:
        by = None if point.guessed else point.placed_by  # whoever moves it there says that it was there
        there = replace(point, x_mm=mm(point.x_mm + dx_mm), y_mm=mm(point.y_mm + dy_mm), placed_by=by)
        return checked_point(replace(there, area=None) if wrong_side(there) else there)

    return replace(visit, points=tuple(moved(p) if p.key in keys else p for p in visit.points))


def with_points_changed(visit: Visit, keys: Set[int], **changes: object) -> Visit:
    """The visit with fields of these points replaced (units, technique, area)."""

    def changed(point: InjectionPoint) -> InjectionPoint:
        return checked_point(replace(point, **changes))  # type: ignore[arg-type]

    return replace(visit, points=tuple(changed(p) if p.key in keys else p for p in visit.points))
