"""The measures of a face as cells of the CSV: which of them count, and those that a visit was signed with.

“interpupillary_mm face_width_mm” names two; “interpupillary_mm=61.5” is one with its value; “none” is none at all. An
empty cell says nothing: all that is given counts, and a visit follows its patient.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec import UNSET, UnsetType

from charting.domain.face.face import NAMES, Measures
from charting.domain.units import plain
from charting.errors import Refused
from charting.exchange.json.shape import shape_of
from charting.exchange.json.text import Number

_NONE = "none"
_KEPT = re.compile(rf"({'|'.join(NAMES)})=([0-9]+(?:\.[0-9]+)?)")


def measured_cell(measured: tuple[str, ...] | None) -> str | None:
    """Which measures count."""
    return None if measured is None else " ".join(measured) or _NONE


def measured_of(cell: str) -> list[str] | UnsetType:
    """The inverse of `measured_cell`; what is no measure is told by whoever reads the names."""
    words = cell.split()
    return UNSET if not words else [] if words == [_NONE] else words


def kept_cell(measures: Measures | None) -> str | None:
    """The measures of a visit, with their values."""
    if measures is None:
        return None
    given = ((name, measures.of(name)) for name in NAMES)
    return " ".join(f"{name}={plain(value):f}" for name, value in given if value is not None) or _NONE


def kept_of(cell: str) -> Any:
    """The inverse of `kept_cell`; Refused where something else stands in it."""
    words = cell.split()
    if not words or words == [_NONE]:
        return shape_of(Measures)() if words else UNSET
    found = [_KEPT.fullmatch(word) for word in words]
    pairs = {match[1]: Number(match[2]) for match in found if match}
    if len(pairs) < len(words):
        raise Refused("“{text}” are no measures; write them as {name}=61.5, with a blank between two.",
                      text=cell, name=NAMES[0])  # fmt: skip
    return shape_of(Measures)(**pairs)
