"""What the trends show, ready to be drawn: lines, bands and bars with every word that goes with them.

Nothing in here knows how it is drawn; `plots` knows nothing of visits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Marker = Literal["circle", "square", "diamond", "triangle", "ring"]
Role = Literal["first", "second", "third", "wrong"]
Stripe = Literal["micro", "standard", "expected"]


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of a plot: `says` is read when the hand is on it, `visit_id` the visit it belongs to (None: none)."""

    x: float
    y: float
    says: str
    visit_id: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Spots of one kind. They differ by marker, fill and dash as well as by colour."""

    name: str
    spots: tuple[Spot, ...]
    role: Role = "first"
    marker: Marker = "circle"
    hollow: bool = False
    dashed: bool = False
    joined: bool = True
    steps: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A range of the vertical axis from one moment to another."""

    kind: Stripe
    name: str
    start: float
    end: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Panel:
    """One plot of the page. `bars` stand on whole numbers (years); `empty` is said where there is nothing to draw.

    Not `named` is a plot whose lines and bands are those of the plot above it.
    """

    title: str
    unit: str
    lines: tuple[Line, ...] = ()
    bands: tuple[Band, ...] = ()
    bars: tuple[Spot, ...] = ()
    limit: tuple[float, str] | None = None
    empty: str = ""
    named: bool = True

    @property
    def spots(self) -> tuple[Spot, ...]:
        return (*(spot for line in self.lines for spot in line.spots), *self.bars)


@dataclass(frozen=True, slots=True)
class Page:
    """All plots: three in time below each other, and two beside them. Moments are days since the year 1."""

    heading: str
    note: str
    units: Panel
    density: Panel
    weeks: Panel
    years: Panel
    window: Panel
    start: float
    end: float

    @property
    def panels(self) -> tuple[Panel, ...]:
        return (self.units, self.density, self.weeks, self.years, self.window)
