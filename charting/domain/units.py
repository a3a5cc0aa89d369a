"""Units of a product: decimals in steps of 0.01 U, never binary floats."""

from __future__ import annotations

from decimal import Decimal

from charting.domain.text import number_of
from charting.errors import Refused

STEP = Decimal("0.01")
LEAST = Decimal("0.01")
MOST = Decimal(500)


def checked_units(value: Decimal) -> Decimal:
    """A dose in units (U) of one point, as given, in its shortest form; Refused outside 0.01-500 or finer than 0.01."""
    if not value.is_finite() or value < LEAST:
        raise Refused("A dose is at least 0.01 U; {given} U cannot be charted.", given=value)
    if value > MOST:
        raise Refused("A dose is at most 500 U in one point; {given} U cannot be charted.", given=value)
    if not in_steps(value):
        raise Refused("A dose is kept in steps of 0.01 U; {given} U is finer than that.", given=value)
    return plain(value)


def parse_units(text: str) -> Decimal:
    """A dose as somebody typed it: its decimal sign is a comma, a dot or an Arabic one, in every locale."""
    units = number_of(text)
    if units is None:
        raise Refused("“{given}” is not a dose; type a number such as 1.5 or 1,5.", given=text)
    return checked_units(units)


def in_steps(value: Decimal, step: Decimal = STEP) -> bool:
    """Whether a finite number is a whole multiple of the step."""
    return value % step == 0


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros or exponent, so that equal doses also look and print the same."""
    return Decimal(int(value)) if value == value.to_integral_value() else value.normalize()


def to_hundredths(value: Decimal) -> int:
    """Units as whole hundredths, the form in which they are stored."""
    return int(value * 100)


def from_hundredths(value: int) -> Decimal:
    """The inverse of `to_hundredths`."""
    return plain(Decimal(value) / 100)


def dose_text(units: Decimal | None, decimal_sign: str = ".") -> str:
    """The dose as printed in the point; a dash while it is undosed."""
    return "–" if units is None else str(units).replace(".", decimal_sign)
