"""A vial of one product: what its label says, and how it was made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


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
