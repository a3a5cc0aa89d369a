"""Measuring in pairs: a figure and its floor take turns in one run, so that a busy machine slows both alike.

Ratios and counts are to be trusted, milliseconds only as a ceiling.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table: what was measured, its floor in the same run, their ratio and what it should be."""

    name: str
    value: float
    unit: str
    floor: float | None
    floor_name: str
    goal: str
    met: bool

    @property
    def ratio(self) -> float | None:
        return self.value / self.floor if self.floor else None


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turns(rounds: int, *works: Callable[[], object], warm: int = 3) -> list[list[float]]:
    """Seconds of each work in each round, the works taking turns; the first `warm` rounds are thrown away."""
    taken: list[list[float]] = [[] for _ in works]
    for number in range(rounds + warm):
        for index, work in enumerate(works):
            spent = seconds(work)
            if number >= warm:
                taken[index].append(spent)
    return taken


def paired(figure: Sequence[float], floor: Sequence[float]) -> float:
    """The median of the rounds' own ratios: steadier than the ratio of two medians."""
    return median(one / other for one, other in zip(figure, floor, strict=True))


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def against_floor(
    name: str,
    figure: Sequence[float],
    floor: Sequence[float],
    floor_name: str,
    *,
    at_most: float,
    ceiling_ms: float | None = None,
) -> Figure:
    """Milliseconds of a figure against its floor; met when the paired ratio is, or when it is under the ceiling."""
    ratio, value = paired(figure, floor), median(figure) * 1000
    goal = f"<= {at_most:g}x" + (f" or {ceiling_ms:g} ms" if ceiling_ms else "")
    met = ratio <= at_most or (ceiling_ms is not None and value <= ceiling_ms)
    return Figure(name, value, "ms", value / ratio, floor_name, goal, met)


def as_json(figures: Sequence[Figure]) -> str:
    """The figures for programs: a list of objects, numbers as measured."""
    rows = [
        {
            "figure": row.name, "measured": row.value, "unit": row.unit, "floor": row.floor,
            "floor_name": row.floor_name, "ratio": row.ratio, "goal": row.goal, "met": row.met,
        }
        for row in figures
    ]  # fmt: skip
    return json.dumps(rows, indent=1)


def table(figures: Sequence[Figure]) -> str:
    """The figures as text, one a line."""
    rows = [("figure", "measured", "floor", "ratio", "goal", "")]
    for row in figures:
        floor = "" if row.floor is None else f"{row.floor:.3g} {row.unit} ({row.floor_name})"
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}x"
        rows.append((row.name, f"{row.value:.3g} {row.unit}", floor, ratio, row.goal, "" if row.met else "missed"))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])
