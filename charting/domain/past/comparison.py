"""What is different between two visits, point by point: the same, re-dosed, moved, added, dropped; and area by area.

Within a view the pairing minimises the summed distance plus 15 mm for each unmatched pair; the area plays no part. It
does not depend on the order of the points, and comparing the other way round gives the mirrored answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from charting.domain.dosing.dosing import UNASSIGNED
from charting.domain.face.face import View, base_area, side_of_area
from charting.domain.units import plain
from charting.domain.visit.visit import total_units

if TYPE_CHECKING:
    from charting.domain.visit.visit import InjectionPoint, Visit


MOVED_MM = 1.0
"""A shift below this is no move: a hand is not a ruler."""

SAME_MM = 15.0
"""Two points farther apart than this are not the same one."""

AreaOf = Callable[["InjectionPoint"], str | None]


@dataclass(frozen=True, slots=True)
class Pair:
    """One point in both visits: its numbers (from 1), how far apart in mm, and its units (None: undosed, or two
    products, whose units are never compared)."""

    before: int
    after: int
    mm: float
    units_from: Decimal | None
    units_to: Decimal | None


@dataclass(frozen=True, slots=True)
class AreaChange:
    """The units of one area in both visits; None when they are of two products."""

    area: str
    units_from: Decimal | None
    units_to: Decimal | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The difference of two visits. A point that was moved and re-dosed stands under `moved` alone.

    `added` are numbers of points of the later visit, `dropped` of the earlier one. With two products every units
    figure is None, nothing counts as re-dosed, and points are compared by their place alone.
    """

    same: tuple[Pair, ...]
    redosed: tuple[Pair, ...]
    moved: tuple[Pair, ...]
    added: tuple[int, ...]
    dropped: tuple[int, ...]
    areas: tuple[AreaChange, ...]
    same_product: bool
    units_change: Decimal | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was moved, re-dosed, added or dropped, and the product is the same."""
        return self.same_product and not (self.redosed or self.moved or self.added or self.dropped)


def compare(
    before: Visit, after: Visit, area_of_before: AreaOf, area_of_after: AreaOf, order: Sequence[str] = ()
) -> Comparison:
    """The difference from `before` to `after`.

    The two callables say which area a point lies in, each on the face its visit was charted on. `order` lists the
    areas (codes without side) as their rows are to stand; others follow by their code.
    """
    same_product = before.product == after.product
    matched = sorted(_matched(before.points, after.points, doses=same_product))
    pairs = [_pair(before.points[b], after.points[a], b, a, same_product) for b, a in matched]
    still = [pair for pair in pairs if pair.mm < MOVED_MM]
    return Comparison(
        same=tuple(pair for pair in still if pair.units_from == pair.units_to),
        redosed=tuple(pair for pair in still if pair.units_from != pair.units_to),
        moved=tuple(pair for pair in pairs if pair.mm >= MOVED_MM),
        added=_others(len(after.points), (a for _, a in matched)),
        dropped=_others(len(before.points), (b for b, _ in matched)),
        areas=_areas(before.points, after.points, area_of_before, area_of_after, same_product, order),
        same_product=same_product,
        units_change=plain(total_units(after.points) - total_units(before.points)) if same_product else None,
    )


def _pair(one: InjectionPoint, other: InjectionPoint, before: int, after: int, doses: bool) -> Pair:
    apart = math.dist(_place(one), _place(other)) / 100
    return Pair(before + 1, after + 1, apart, one.units if doses else None, other.units if doses else None)


def _others(count: int, matched: Iterable[int]) -> tuple[int, ...]:
    taken = set(matched)
    return tuple(n + 1 for n in range(count) if n not in taken)


def _place(point: InjectionPoint) -> tuple[int, int]:
    """Whole hundredths of a millimetre, as coordinates are kept, so that distances compare exactly."""
    return round(point.x_mm * 100), round(point.y_mm * 100)


_Key = tuple[int, int, str, Decimal, str]


def _key(point: InjectionPoint) -> _Key:
    return (
        *_place(point),
        point.technique.value,
        point.units or Decimal(0),
        point.area or "",
    )


def _matched(
    before: Sequence[InjectionPoint], after: Sequence[InjectionPoint], *, doses: bool
) -> list[tuple[int, int]]:
    """Pairs of indices (from 0) that are the same point, view by view."""
    found: list[tuple[int, int]] = []
    for view in View:
        mine = sorted((n for n, p in enumerate(before) if p.view is view), key=lambda n: _key(before[n]))
        theirs = sorted((n for n, p in enumerate(after) if p.view is view), key=lambda n: _key(after[n]))
        if not mine or not theirs:
            continue
        keys = [_key(before[n]) for n in mine], [_key(after[n]) for n in theirs]
        # Where two pairings are equally good, both directions choose the same one: the solver always sees one order.
        if keys[0] <= keys[1]:
            found += [(mine[b], theirs[a]) for b, a in _assigned(*keys, doses=doses)]
        else:
            found += [(mine[b], theirs[a]) for a, b in _assigned(keys[1], keys[0], doses=doses)]
    return found


_FINE = 10**8
"""Parts of a hundredth of a millimetre in which pairings are weighed: whole numbers, whose sums are exact."""

_PREFER = 10
"""In those parts: decides between points at one place, and far too small to outweigh a hundredth of a millimetre."""

_REACH = round(SAME_MM * 100)


def _assigned(mine: list[_Key], theirs: list[_Key], *, doses: bool) -> list[tuple[int, int]]:
    """The best pairing of two sorted lists of points of one view, as indices into them."""
    near: dict[int, dict[int, int]] = {}
    for b, here in enumerate(mine):
        for a, there in enumerate(theirs):
            across, down = here[0] - there[0], here[1] - there[1]
            if abs(across) <= _REACH and abs(down) <= _REACH:
                squared = across * across + down * down
                if squared <= _REACH**2:
                    near.setdefault(b, {})[a] = round(math.sqrt(squared) * _FINE) + _unlike(here, there, doses)
    found: list[tuple[int, int]] = []
    for some, others in _groups(near):
        far = _REACH * _FINE + _PREFER
        costs = [[near[b].get(a, far) for a in others] for b in some]
        found += [(some[b], others[a]) for b, a in _solved(costs) if others[a] in near[some[b]]]
    return found


def _unlike(here: _Key, there: _Key, doses: bool) -> int:
    return sum(here[part] != there[part] for part in ((2, 3, 4) if doses else (2, 4)))


def _groups(near: dict[int, dict[int, int]]) -> Iterator[tuple[list[int], list[int]]]:
    """Which points of one list may be which of the other: groups that have nothing to do with each other."""
    back: dict[int, list[int]] = {}
    for b, row in near.items():
        for a in row:
            back.setdefault(a, []).append(b)
    waiting = set(near)
    while waiting:
        some, others, open_ = set[int](), set[int](), [min(waiting)]
        while open_:
            b = open_.pop()
            if b not in some:
                some.add(b)
                for a in near[b].keys() - others:
                    others.add(a)
                    open_ += back[a]
        waiting -= some
        yield sorted(some), sorted(others)


def _solved(costs: list[list[int]]) -> list[tuple[int, int]]:
    """Rows and columns of the cheapest pairing; most groups are one point beside one."""
    if len(costs) == len(costs[0]) == 1:
        return [(0, 0)]
    from munkres import Munkres  # loaded when two maps are compared that it has to decide about

    return [(int(b), int(a)) for b, a in Munkres().compute(costs)]


def _areas(
    before: Sequence[InjectionPoint], after: Sequence[InjectionPoint], area_of_before: AreaOf, area_of_after: AreaOf,
    doses: bool, order: Sequence[str],
) -> tuple[AreaChange, ...]:  # fmt: skip
    sums = _sums(before, area_of_before), _sums(after, area_of_after)
    ranks = {base: n for n, base in enumerate(order)}

    def place(code: str) -> tuple[bool, int, str, bool]:
        base = base_area(code)
        return (code == UNASSIGNED, ranks.get(base, len(ranks)), base, side_of_area(code) == "left")

    return tuple(
        AreaChange(code, *(plain(sum_.get(code, Decimal(0))) if doses else None for sum_ in sums))
        for code in sorted({*sums[0], *sums[1]}, key=place)
    )


def _sums(points: Iterable[InjectionPoint], area_of: AreaOf) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for point in points:
        code = area_of(point) or UNASSIGNED
        sums[code] = sums.get(code, Decimal(0)) + (point.units or Decimal(0))
    return sums
