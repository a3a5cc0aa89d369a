"""The edits of a face map: each is one step."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.domain.dosing.styles import RangeStyle
from charting.domain.units import STEP, plain
from charting.domain.visit.visit import (
    InjectionPoint,
    Technique,
    Visit,
    mirrored_point,
    side,
    with_points_added,
    with_points_changed,
    with_points_moved,
    with_points_removed,
)
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.cell import Cell
    from charting.desk.charting import Charting
    from charting.domain.dosing.reference import Pattern, Reference


# ----------------------------------------------------------------------
# The doses offered at one click for a product.


_PARTS = tuple(Decimal(n) / 8 for n in (1, 2, 3, 4, 5, 8, 10))
_USUAL_POINT = Decimal(4)


def common_doses(reference: Reference, product: str | None) -> tuple[Decimal, ...]:
    """An eighth to ten eighths of the product's own label point: 0.5 to 5 U of Botox, 1.25 to 12.5 U of Dysport.

    The label point comes from the product's own pattern, else a fifth of its own glabella dose (five points on every
    label); nothing is converted from another product. Without either the steps are those of a 4 U point.
    """
    point = label_point(reference, product)
    return tuple(plain((point * part).quantize(STEP)) for part in _PARTS)


def label_point(reference: Reference, product: str | None) -> Decimal:
    """Units of one labelled point of a product."""
    points = [p.units for pattern in reference.patterns_of(product) for p in pattern.points]
    if points:
        return max(points)
    for row in reference.ranges:
        if row.product == product and row.area == "glabella" and row.style is RangeStyle.STANDARD:
            return row.low / 5
    return _USUAL_POINT


class Points:
    """The edits of a face map: each is one step."""

    def __init__(self, desk: Cell, charting: Charting) -> None:
        self._desk = desk
        self._charting = charting

    def place(self, point: InjectionPoint, *, mirror: bool) -> None:
        """Place a point, with its twin on the other side when `mirror` (not on the midline); off the face, nothing."""
        visit = self._open()
        if not self._desk.anatomy.on_face(point.view, point.x_mm, point.y_mm):
            return
        point = self.placed(point)
        twin = mirror and side(point) != "midline"
        points = [point, mirrored_point(point)] if twin else [point]
        if twin:
            text = (
                self._desk.env.tr("Place points on both sides")
                if point.units is None
                else self._desk.env.tr("Place {dose} U on both sides")
            )
        else:
            text = self._desk.env.tr("Place a point") if point.units is None else self._desk.env.tr("Place {dose} U")
        self._charting.edit(text.format(dose=point.units), with_points_added(visit, points))

    def place_pattern(self, pattern: Pattern) -> None:
        """Place a pattern of the reference data in one step, as ordinary points; Refused when of another product."""
        visit = self._open()
        if pattern.product != visit.product:
            name = self._desk.clinic.reference.products[pattern.product].name
            raise Refused("The pattern “{pattern}” is dosed in units of {product}.", pattern=pattern.name, product=name)
        points = [self.placed(InjectionPoint(p.view, p.x_mm, p.y_mm, p.units)) for p in pattern.points]
        self._charting.edit(
            self._desk.env.tr("Place {pattern}").format(pattern=pattern.name), with_points_added(visit, points)
        )

    def placed(self, point: InjectionPoint) -> InjectionPoint:
        """The point with the printed name of who works here, if that is known; a place that nobody knew stays so."""
        if point.guessed:
            return point
        return replace(point, placed_by=self._desk.who.name or None)

    def move(self, keys: Set[int], dx_mm: float, dy_mm: float, *, nudge: bool = False) -> None:
        """Move points by millimetres; none moves when one would leave the face. Nudges of the same points merge."""
        visit = with_points_moved(self._open(), keys, dx_mm, dy_mm)
        on_face = self._desk.anatomy.on_face
        if all(on_face(p.view, p.x_mm, p.y_mm) for p in visit.points if p.key in keys):
            merge = f"nudge {sorted(keys)}" if nudge else None
            self._charting.edit(
                _named(self._desk.env.tr("Move a point"), self._desk.env.tr("Move {count} points"), keys), visit, merge
            )

    def dose(self, keys: Set[int], units: Decimal | None) -> None:
        """Give points a dose, or take it away (None)."""
        visit = with_points_changed(self._open(), keys, units=units)
        if units is None:
            text = _named(self._desk.env.tr("Undose a point"), self._desk.env.tr("Undose {count} points"), keys)
        else:
            text = _named(
                self._desk.env.tr("Dose a point with {dose} U"),
                self._desk.env.tr("Dose {count} points with {dose} U"),
                keys,
            )
        self._charting.edit(text.format(dose=units), visit)

    def remove(self, keys: Set[int]) -> None:
        """Delete points."""
        text = _named(self._desk.env.tr("Delete a point"), self._desk.env.tr("Delete {count} points"), keys)
        self._charting.edit(text, with_points_removed(self._open(), keys))

    def set_technique(self, keys: Set[int], technique: Technique) -> None:
        """Intramuscular or intradermal."""
        self._charting.edit(
            self._desk.env.tr("Change technique"), with_points_changed(self._open(), keys, technique=technique)
        )

    def choose_area(self, keys: Set[int], base: str | None) -> None:
        """Let points join an area (of their own side when it is paired), or follow their position again (None)."""
        visit = self._open()
        for point in visit.points:
            if point.key in keys:
                area = None if base is None else self.area_on_side(base, point)
                visit = with_points_changed(visit, {point.key}, area=area)
        self._charting.edit(self._desk.env.tr("Choose area") if base else self._desk.env.tr("Area by position"), visit)

    def area_on_side(self, base: str, point: InjectionPoint) -> str:
        """The code of an area for a point: a paired area takes the point's side; Refused on the midline."""
        if not self._desk.anatomy.paired(base):
            return base
        where = side(point)
        if where == "midline":
            name = self._desk.clinic.reference.areas[base].name
            raise Refused("{area} has a right and a left; this point lies on the midline.", area=name)
        return f"{base}.{where}"

    def mirror_points(self, keys: Set[int]) -> None:
        """Add the twins of points on the other side."""
        visit = self._open()
        twins = [self.placed(mirrored_point(p)) for p in visit.points if p.key in keys and side(p) != "midline"]
        there = {(p.view, p.x_mm, p.y_mm) for p in visit.points}
        new = [p for p in twins if (p.view, p.x_mm, p.y_mm) not in there]
        text = _named(self._desk.env.tr("Mirror a point"), self._desk.env.tr("Mirror {count} points"), keys)
        self._charting.edit(text, with_points_added(visit, new))

    def _open(self) -> Visit:
        self._desk.who.refuse_charting()
        if not self._desk.editable or self._desk.open.visit is None:
            raise Refused("Begin a new visit to place points; a signed visit cannot be changed.")
        return self._desk.open.visit


def _named(one: str, many: str, keys: Set[int]) -> str:
    """The step's name for one point or for several; other places in it stay open."""
    return one if len(keys) == 1 else many.replace("{count}", str(len(keys)))
