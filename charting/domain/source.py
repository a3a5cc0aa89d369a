"""Where the figures of the reference data come from, and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mark = Literal["A", "B", "C"]
"""A is a product label or peer-reviewed text, B a secondary source, C is not verified or derived by arithmetic."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from; `short` is its name on the screen, `seen` how much of it was read."""

    id: str
    title: str
    short: str
    kind: str
    url: str | None = None
    year: int | None = None
    seen: str = "none"
