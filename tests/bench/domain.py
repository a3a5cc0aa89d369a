"""How long it takes to assess a visit, against adding up its units."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from math import hypot

from charting import paths
from charting.domain.cautions.cautions import cautions
from charting.domain.dosing.dosing import assess
from charting.domain.dosing.reference import Reference
from charting.domain.face.anatomy import Anatomy
from charting.domain.face.face import View
from charting.domain.face.outline import line
from charting.domain.past.comparison import compare
from charting.domain.visit.visit import InjectionPoint, Visit
from charting.loading import shipped
from charting.loading.reference import load_reference
from tests.bench.measure import Figure, against_floor, in_turns

POINTS = 60


def visit_of(points: int, seed: int = 1) -> Visit:
    """A draft with so many points spread over the upper face, the same every time."""
    chance = random.Random(seed)
    placed = tuple(
        InjectionPoint(
            View.FRONT,
            round(chance.uniform(-55, 55), 2),
            round(chance.uniform(-60, 15), 2),
            Decimal(chance.choice(["0.5", "1", "1.5", "2", "4"])),
            key=number,
        )
        for number in range(1, points + 1)
    )
    return Visit("bench", "bench", datetime(2026, 7, 14, 10, 20, tzinfo=UTC), product="ona_botox",
                 vial_units=Decimal(100), diluent_ml=Decimal("2.5"), points=placed)  # fmt: skip


def figures(quick: bool) -> Iterator[Figure]:
    resources = paths.resources()
    reference, anatomy = load_reference(resources / "reference"), shipped.anatomies()[1]
    # A drag assesses a new visit at each step: what is cached for one visit value must not flatter the figure.
    visits = iter([visit_of(POINTS, seed) for seed in range(10_000)])
    still = visit_of(POINTS)

    def add_up() -> Decimal:
        totals: dict[bool, Decimal] = {}
        for point in still.points:
            totals[point.x_mm > 0] = totals.get(point.x_mm > 0, Decimal(0)) + (point.units or Decimal(0))
        return sum(totals.values(), Decimal(0))

    fresh, floor = in_turns(100 if quick else 400, lambda: assess(next(visits), None, reference, anatomy), add_up)
    yield against_floor(f"assess {POINTS} new points", fresh, floor, "adding them up", at_most=50, ceiling_ms=8)

    points = list(still.points)
    steps = iter(range(10_000))

    def drag() -> object:
        step = next(steps)
        moved = InjectionPoint(View.FRONT, step % 50 / 10, -50.0 + step % 7 / 10, Decimal(1), key=1)
        points[0] = moved
        visit = Visit("bench", "bench", still.at, product="ona_botox", points=tuple(points))
        return assess(visit, None, reference, anatomy)

    dragged, floor = in_turns(100 if quick else 400, drag, add_up)
    yield against_floor(
        f"assess {POINTS} points, one moved", dragged, floor, "adding them up", at_most=50, ceiling_ms=1
    )
    yield from _judging(quick, reference, anatomy)
    yield from _comparing(quick, anatomy)


def _judging(quick: bool, reference: Reference, anatomy: Anatomy) -> Iterator[Figure]:
    """Every caution of 60 points after an edit of one, of which the assessment knows the areas already.

    The floor is the distance of each point to each vertex of one landmark, by bare arithmetic.
    """
    still = visit_of(POINTS)
    brow = line(anatomy.landmarks(View.FRONT)["brow_line.left"])
    visits = []
    for step in range(500):
        moved = InjectionPoint(View.FRONT, step % 50 / 10, -50.0 + step % 7 / 10, Decimal(1), key=1)
        visits.append(replace(still, points=(moved, *still.points[1:])))
        assess(visits[-1], None, reference, anatomy)
    waiting = iter(visits)

    def floor() -> float:
        return min(hypot(p.x_mm - x, p.y_mm - y) for p in still.points for x, y in brow)

    judged, bare = in_turns(
        100 if quick else 400, lambda: cautions(next(waiting), None, None, (), reference, anatomy), floor
    )
    yield against_floor(
        f"cautions of {POINTS} points, one moved", judged, bare, "to one line", at_most=10, ceiling_ms=2
    )


def _comparing(quick: bool, anatomy: Anatomy) -> Iterator[Figure]:
    """Two visits of 60 points, against measuring the distances of all their pairs one by one."""
    one, other = visit_of(POINTS, seed=1), visit_of(POINTS, seed=2)
    area_of = anatomy.area_of

    def distances() -> float:
        return sum(hypot(p.x_mm - q.x_mm, p.y_mm - q.y_mm) for p in one.points for q in other.points)

    compared, floor = in_turns(50 if quick else 200, lambda: compare(one, other, area_of, area_of), distances)
    yield against_floor(
        f"compare {POINTS} with {POINTS} points", compared, floor, "all their distances", at_most=8, ceiling_ms=10
    )
