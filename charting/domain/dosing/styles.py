"""The names of where a dose lies against the ranges. Light on purpose: the window's colours need them at once."""

from __future__ import annotations

from enum import StrEnum


class RangeStyle(StrEnum):
    """The two ways of dosing for which there are ranges."""

    MICRO = "micro"
    STANDARD = "standard"


class Style(StrEnum):
    """Where units lie against the micro and the standard range; both ends of a range belong to it."""

    BELOW_MICRO = "below-micro"
    MICRO = "micro"
    BOTH = "both"
    BETWEEN = "between"
    STANDARD = "standard"
    ABOVE_STANDARD = "above-standard"
    BELOW_STANDARD = "below-standard"
    ABOVE_MICRO = "above-micro"
    NO_RANGE = "no-range"
    MIXED = "mixed"
