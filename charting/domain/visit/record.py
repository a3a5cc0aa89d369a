"""What stands with the points in a visit: why a dose is unusual, what was weighed; and what came after signing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from charting.domain.dosing.styles import RangeStyle


class Reason(StrEnum):
    """Why a dose lies outside its ranges, that a caution was seen, or why a vial without lot or past its date."""

    STRONG_MUSCLE = "strong-muscle"
    PATIENTS_WISH = "patients-wish"
    CORRECTION = "correction"
    OTHER = "other"
    SEEN = "seen"
    ANOTHER_BOX = "another-box"
    LABEL_GONE = "label-gone"
    LOT_FOLLOWS = "lot-follows"
    NO_OTHER_VIAL = "no-other-vial"
    DATE_EXTENDED = "date-extended"


@dataclass(frozen=True, slots=True)
class KeptRange:
    """A range as it was when something was compared with it: U of the visit's product, and the source's short name."""

    low: Decimal
    high: Decimal
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class Why:
    """The injector's reason. `about` is `area:technique` of an area's row (`forehead:im`), the key of a caution, or
    what signing asked about a vial (`vial_lot`).

    `units` is what was compared, with the ranges of then.
    """

    about: str
    reason: Reason
    note: str = ""
    units: Decimal | None = None
    micro: KeptRange | None = None
    standard: KeptRange | None = None


@dataclass(frozen=True, slots=True)
class StyleChoice:
    """The style the injector chose to aim at, for one area (its code without side) or, without one, for the face."""

    style: RangeStyle
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Consultation:
    """What was weighed before the treatment: ids of candidate signs seen, and the injector's choice."""

    signs: tuple[str, ...] = ()
    choices: tuple[StyleChoice, ...] = ()
    note: str = ""


class Bulging(StrEnum):
    """How a masseter bulges when the jaw is clenched; it says at how many sites it is injected (Xie 2014, mark A)."""

    MINIMAL = "minimal"
    MONO = "mono"
    DOUBLE = "double"
    TRIPLE = "triple"
    EXCESSIVE = "excessive"


class Thickness(StrEnum):
    """How thick a masseter is, in mm; it says how many units it is given (Xie 2014, mark A)."""

    UNDER_10 = "under-10"
    FROM_10_TO_14 = "10-14"
    OVER_14 = "over-14"


@dataclass(frozen=True, slots=True)
class MuscleFinding:
    """What was found of a muscle before it was treated: its area with the side, and one of the two at least."""

    area: str
    bulging: Bulging | None = None
    thickness: Thickness | None = None


@dataclass(frozen=True, slots=True)
class AreaPrice:
    """A price per unit that holds for one area (its code without side) instead of the visit's own."""

    area: str
    price_per_unit: Decimal


@dataclass(frozen=True, slots=True)
class Addendum:
    """A note written after signing; it is added, never changed."""

    id: str
    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Marked:
    """Why a signed visit holds no longer: by whom, when, the reason, and the visit that stands in its place."""

    at: datetime
    by: str
    reason: str
    other: str | None = None
