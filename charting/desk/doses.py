"""The doses offered at one click for a product."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from charting.domain.dosing.styles import RangeStyle
from charting.domain.units import STEP, plain

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Reference

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
