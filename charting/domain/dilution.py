"""Units to millilitres."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from charting.domain.reference import Product
    from charting.domain.vial import Vial
    from charting.domain.visit import InjectionPoint, Visit


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
