"""Injection patterns: those of labels with their doses, and layouts of micro doses, which are ours."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from charting.domain.dosing.styles import RangeStyle
from charting.domain.face.face import View
from charting.domain.source import Mark, Source


@dataclass(frozen=True, slots=True)
class PatternPoint:
    """One point of a pattern: mm from the origin of its view (in front midway between the pupils, +x to the left)."""

    x_mm: float
    y_mm: float
    units: Decimal
    muscle: str
    view: View = View.FRONT


@dataclass(frozen=True, slots=True)
class Pattern:
    """A label's injection pattern, both sides written out; `total_low` is the least total the label names for it.

    With a `style` it is no label's: the units are from that range, and its source and mark are the range's.
    """

    id: str
    name: str
    product: str
    area: str
    total: Decimal
    points: tuple[PatternPoint, ...]
    layout_mark: Mark
    source: Source
    mark: Mark | Literal["own"]
    weak: bool = False
    text: str = ""
    total_low: Decimal | None = None
    volume_ml: Decimal | None = None
    requires_pattern: str | None = None
    also: tuple[Source, ...] = ()
    style: RangeStyle | None = None

    @property
    def layout_verified(self) -> bool:
        """False while the millimetre positions are drawn from the label's words only (mark C)."""
        return self.layout_mark != "C"


@dataclass(frozen=True, slots=True)
class LayoutPoint:
    """A place of a layout without a dose; see `PatternPoint`."""

    x_mm: float
    y_mm: float
    muscle: str
    view: View = View.FRONT


@dataclass(frozen=True, slots=True)
class MicroLayout:
    """Where the points of a micro dose of an area lie, of a paired one on the patient's left: ours, from no source."""

    area: str
    points: tuple[LayoutPoint, ...]
    layout_mark: Mark
    text: str = ""
