"""Comparing two visits: which points are the same ones, and what became of them."""

from __future__ import annotations

import itertools
import math
import random
import time
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charting.domain.face.face import View
from charting.domain.past.comparison import AreaChange, Comparison, compare
from charting.domain.visit.visit import InjectionPoint, Technique, Visit, with_points_moved
from tests.bench.domain import visit_of
from tests.proofs.scale import examples

AT = datetime(2026, 7, 14, 10, 20, tzinfo=UTC)


def visit(*points: InjectionPoint, product: str | None = "ona_botox") -> Visit:
    return Visit("v", "p", AT, product=product, points=points)


def at(x: float, y: float, units: str | None = "1", view: View = View.FRONT, **more: object) -> InjectionPoint:
    return InjectionPoint(view, x, y, None if units is None else Decimal(units), **more)


def area_of(point: InjectionPoint) -> str | None:
    return point.area or ("forehead" if point.y_mm < -30 else None)


def compared(before: Visit, after: Visit) -> Comparison:
    return compare(before, after, area_of, area_of, ("forehead",))


def test_the_example_of_the_contract():
    before = visit(at(0, -50, "1.5"), at(10, -50, "2"), at(-18, -55), at(57, 0, "4", area="crows_feet.left"))
    after = visit(at(0, -50, "2.5"), at(-18, -55), at(10, -44, "2"), at(5, 0, "1", View.RIGHT), at(18, -55, "3"))
    found = compared(before, after)
    assert [(p.before, p.after) for p in found.same] == [(3, 2)]
    assert [(p.before, p.after, p.units_from, p.units_to) for p in found.redosed] == [
        (1, 1, Decimal("1.5"), Decimal("2.5"))
    ]
    assert [(p.before, p.after, p.mm) for p in found.moved] == [(2, 3, 6.0)]
    assert (found.added, found.dropped, found.units_change) == ((4, 5), (4,), Decimal(1))
    assert found.areas == (
        AreaChange("forehead", Decimal("4.5"), Decimal("8.5")),
        AreaChange("crows_feet.left", Decimal(4), Decimal(0)),
        AreaChange("unassigned", Decimal(0), Decimal(1)),
    )
    assert not found.is_empty


@pytest.mark.parametrize(
    ("x", "kind"),
    [(0.99, "same"), (1.0, "moved"), (15.0, "moved"), (15.01, "apart")],
)
def test_the_ends_of_a_move(x: float, kind: str):
    # 0.1 + 14.9 and their like are no trouble: places are compared in whole hundredths
    for origin in (0.0, 0.1, -33.37):
        found = compared(visit(at(origin, 3.3)), visit(at(round(origin + x, 2), 3.3)))
        assert (bool(found.same), bool(found.moved), bool(found.added and found.dropped)) == (
            kind == "same", kind == "moved", kind == "apart",
        )  # fmt: skip


def test_moved_and_redosed_stands_under_moved_alone():
    found = compared(visit(at(0, 0, "1")), visit(at(3, 4, "2")))
    ((pair),) = found.moved
    assert (pair.mm, pair.units_from, pair.units_to) == (5.0, Decimal(1), Decimal(2))
    assert found.redosed == ()


def test_the_pairing_is_the_best_one_not_the_nearest_first():
    """Two points that both moved by 8 mm: the nearest pair (2 mm) would leave the others 18 mm apart."""
    found = compared(visit(at(0, 0), at(10, 0)), visit(at(8, 0), at(18, 0)))
    assert [(p.before, p.after, p.mm) for p in found.moved] == [(1, 1, 8.0), (2, 2, 8.0)]


def test_an_unmatched_pair_costs_fifteen():
    """Two moves of 14 mm and 14 mm (28) lose against one of 2 mm and an unmatched pair (17)."""
    found = compared(visit(at(0, 0), at(12, 0)), visit(at(14, 0), at(26, 0)))
    assert [(p.before, p.after, p.mm) for p in found.moved] == [(2, 1, 2.0)]
    assert (found.added, found.dropped) == ((2,), (1,))


@pytest.mark.parametrize(("end", "pairs"), [(16.95, [(1, 1), (2, 2)]), (17.05, [(2, 1)])])
def test_two_moves_against_one_and_an_unmatched_pair(end: float, pairs: list[tuple[int, int]]):
    """Two moves come to `end`; the other way is one of 2 mm and an unmatched pair, which is 17."""
    first = 8.48
    found = compared(visit(at(0, 0), at(first + 2, 0)), visit(at(first, 0), at(round(end + 2, 2), 0)))
    assert [(p.before, p.after) for p in found.moved] == pairs


def test_of_several_at_one_place_technique_dose_and_area_decide():
    im, other = at(0, 0, "2"), at(0, 0, "2", technique=Technique.ID)
    for product in ("ona_botox", "abo_dysport"):
        for before, after in (((im,), (other, im)), ((other,), (im, other))):
            found = compared(visit(*before), visit(*after, product=product))
            assert [(p.before, p.after) for p in found.same] == [(1, 2)]
        a, b = at(0, 0, "2", area="dao.left"), at(0, 0, "2", area="mentalis")
        assert [p.after for p in compared(visit(b), visit(a, b, product=product)).same] == [2]
        assert [p.after for p in compared(visit(a), visit(b, a, product=product)).same] == [2]
    undosed = at(0, 0, None)
    assert [p.after for p in compared(visit(undosed), visit(at(0, 0, "1"), undosed)).same] == [2]
    assert [p.after for p in compared(visit(at(0, 0, "1")), visit(undosed, at(0, 0, "1"))).same] == [2]


def test_an_undosed_point_adds_nothing_to_its_area():
    found = compared(visit(at(0, -50, None)), visit(at(0, -50, None), at(20, -50, "2")))
    assert found.areas == (AreaChange("forehead", Decimal(0), Decimal(2)),)


def test_views_never_pair():
    found = compared(visit(at(0, 0), at(1, 1, view=View.RIGHT)), visit(at(0, 0, view=View.LEFT), at(0, 0)))
    assert [(p.before, p.after) for p in found.same] == [(1, 2)]
    assert (found.added, found.dropped) == ((1,), (2,))


def test_another_product_is_compared_by_place_alone():
    before, after = (
        visit(at(0, -50, "2"), at(9, -50, "2")),
        visit(at(0, -50, "5"), at(9, -44, "7"), product="abo_dysport"),
    )
    found = compared(before, after)
    assert (found.same_product, found.units_change, found.redosed) == (False, None, ())
    assert [(p.before, p.units_from, p.units_to) for p in (*found.same, *found.moved)] == [
        (1, None, None),
        (2, None, None),
    ]
    assert found.areas == (AreaChange("forehead", None, None),)
    assert not found.is_empty


def test_an_undosed_point_that_was_dosed_is_redosed():
    found = compared(visit(at(0, 0, None)), visit(at(0, 0, "2")))
    assert [(p.units_from, p.units_to) for p in found.redosed] == [(None, Decimal(2))]
    assert found.units_change == 2


def test_a_visit_without_points():
    empty, full = visit(product=None), visit(at(0, 0), at(5, 5))
    assert compared(empty, empty) == Comparison((), (), (), (), (), (), True, Decimal(0))
    assert compared(visit(), full).added == (1, 2)
    assert compared(full, visit()).dropped == (1, 2)


def test_points_at_one_place_pair_by_dose_and_technique():
    here = (at(0, 0, "1"), at(0, 0, "2"), at(0, 0, "2", technique=Technique.ID))
    for order in itertools.permutations(here):
        found = compared(visit(*here), visit(*order))
        assert found.is_empty
        assert {p.before: p.after for p in found.same} == {n: order.index(p) + 1 for n, p in enumerate(here, 1)}


def test_of_two_at_one_place_the_one_with_the_same_dose_stays():
    found = compared(visit(at(0, 0, "1"), at(0, 0, "2")), visit(at(0, 0, "2")))
    assert ([(p.before, p.after) for p in found.same], found.redosed, found.dropped) == ([(2, 1)], (), (1,))


def test_areas_stand_in_the_order_given_right_before_left_and_no_area_last():
    codes = ("mentalis", "dao.left", None, "crows_feet.left", "bunny_lines.right", "forehead", "crows_feet.right")
    before = visit(*(at(n * 20, 0, area=code) for n, code in enumerate(codes)))
    after = visit(at(0, 0, "2", area="dao.right"))
    found = compare(before, after, area_of, area_of, ("glabella", "forehead", "crows_feet"))
    assert [row.area for row in found.areas] == [
        "forehead", "crows_feet.right", "crows_feet.left", "bunny_lines.right", "dao.right", "dao.left", "mentalis",
        "unassigned",
    ]  # fmt: skip
    rows = {row.area: (row.units_from, row.units_to) for row in found.areas}
    assert (rows["dao.right"], rows["dao.left"]) == ((0, 2), (1, 0))


def test_each_visit_counts_its_areas_on_its_own_face():
    one, other = visit(at(0, 0, "2")), visit(at(0, 0, "3"))
    found = compare(one, other, lambda _: "forehead", lambda _: "glabella")
    assert found.areas == (
        AreaChange("forehead", Decimal(2), Decimal(0)),
        AreaChange("glabella", Decimal(0), Decimal(3)),
    )


def test_what_is_written_with_zeros_is_shown_without():
    found = compared(visit(at(0, -50, "1.50")), visit(at(0, -50, "10.00")))
    assert str(found.units_change) == "8.5"
    assert [(str(row.units_from), str(row.units_to)) for row in found.areas] == [("1.5", "10")]


def test_pairs_stand_in_the_order_of_the_earlier_visits_points_whatever_their_view():
    points = (at(5, 5, view=View.LEFT), at(0, 0), at(-5, 5, view=View.RIGHT), at(40, 0), at(20, 0))
    found = compared(visit(*points), visit(*points[::-1]))
    assert [(pair.before, pair.after) for pair in found.same] == [(1, 5), (2, 4), (3, 3), (4, 2), (5, 1)]


def test_points_of_two_views_are_never_the_same():
    found = compared(visit(at(0, 0)), visit(at(0, 0, view=View.RIGHT)))
    assert (found.added, found.dropped, found.same) == ((1,), (1,), ())


def test_a_tie_at_one_place_never_outweighs_a_hundredth_of_a_millimetre():
    """The dose decides between points at one place; where they lie apart the way decides."""
    found = compared(visit(at(0, 0, "1")), visit(at(0.02, 0, "1"), at(0.01, 0, "2")))
    assert [(pair.before, pair.after) for pair in found.redosed] == [(1, 2)]
    far = compared(visit(at(0, 0, "1")), visit(at(15, 0, "2")))
    assert [(pair.before, pair.after, pair.mm) for pair in far.moved] == [(1, 1, 15.0)]
    for x, y, mm in (
        (0, 15, [15.0]),
        (0, -15, [15.0]),
        (-15, 0, [15.0]),
        (9, 12, [15.0]),
        (9.01, 12, []),
        (0, 15.01, []),
    ):
        assert [pair.mm for pair in compared(visit(at(0, 0)), visit(at(x, y))).moved] == mm


def test_exact_decimals():
    found = compared(visit(at(0, -50, "0.1"), at(5, -50, "0.2")), visit(at(0, -50, "0.3")))
    assert found.units_change == 0
    assert found.areas == (AreaChange("forehead", Decimal("0.3"), Decimal("0.3")),)


# ---------------------------------------------------------------------- whatever the points

NEAR = st.integers(-3000, 3000).map(lambda n: n / 100)
POINTS = st.lists(
    st.builds(
        InjectionPoint,
        view=st.sampled_from(View),
        x_mm=NEAR,
        y_mm=NEAR,
        units=st.none() | st.integers(1, 400).map(lambda n: Decimal(n) / 4),
        technique=st.sampled_from(Technique),
    ),
    max_size=12,
).map(tuple)
# On a coarse grid many distances are the same, and many pairings equally good.
GRID = st.lists(
    st.builds(at, st.sampled_from([0, 5, 10, 15]), st.sampled_from([0, 5, 10]), st.sampled_from(["1", "2"])), max_size=7
).map(tuple)
VISITS = (POINTS | GRID).map(lambda points: visit(*points))


@settings(max_examples=examples(20, 300))
@given(VISITS)
def test_with_itself_there_is_no_difference(one: Visit):
    found = compared(one, one)
    assert found.is_empty
    assert len(found.same) == len(one.points)
    assert found.units_change == 0
    assert all(row.units_from == row.units_to for row in found.areas)


@settings(max_examples=examples(20, 300))
@given(VISITS, VISITS)
def test_the_other_way_round_is_the_mirror(one: Visit, other: Visit):
    there, back = compared(one, other), compared(other, one)
    assert (there.added, there.dropped) == (back.dropped, back.added)
    for mine, theirs in ((there.same, back.same), (there.redosed, back.redosed), (there.moved, back.moved)):
        assert {(p.before, p.after, p.mm, p.units_from, p.units_to) for p in mine} == {
            (p.after, p.before, p.mm, p.units_to, p.units_from) for p in theirs
        }
    assert there.units_change == -back.units_change
    assert [(r.area, r.units_from, r.units_to) for r in there.areas] == [
        (r.area, r.units_to, r.units_from) for r in back.areas
    ]


@settings(max_examples=examples(20, 300))
@given(VISITS, VISITS)
def test_every_point_stands_in_one_place(one: Visit, other: Visit):
    found = compared(one, other)
    pairs = (*found.same, *found.redosed, *found.moved)
    assert sorted([*(p.before for p in pairs), *found.dropped]) == list(range(1, len(one.points) + 1))
    assert sorted([*(p.after for p in pairs), *found.added]) == list(range(1, len(other.points) + 1))
    for pair in pairs:
        mine, theirs = one.points[pair.before - 1], other.points[pair.after - 1]
        assert mine.view is theirs.view
        assert math.dist((mine.x_mm, mine.y_mm), (theirs.x_mm, theirs.y_mm)) == pytest.approx(pair.mm)


@settings(max_examples=examples(20, 300))
@given(VISITS, st.randoms(use_true_random=False), st.floats(0, 2 * math.pi))
def test_moves_are_found_whatever_the_order(one: Visit, chance: random.Random, angle: float):
    """Points 20 mm apart from each other, each moved by 6 mm, shuffled: each is found again."""
    apart = tuple(replace(p, x_mm=20.0 * n, y_mm=0.0) for n, p in enumerate(one.points))
    before = replace(one, points=tuple(replace(p, key=n) for n, p in enumerate(apart, 1)))
    moved = with_points_moved(before, set(range(1, 20)), 6 * math.cos(angle), 6 * math.sin(angle))
    shuffled = list(moved.points)
    chance.shuffle(shuffled)
    after = replace(moved, points=tuple(shuffled))
    found = compared(before, after)
    assert (found.added, found.dropped, found.same, found.redosed) == ((), (), (), ())
    assert {p.before: after.points[p.after - 1].key for p in found.moved} == {n: n for n in range(1, len(apart) + 1)}
    assert all(pair.mm == pytest.approx(6, abs=0.02) for pair in found.moved)


@settings(max_examples=examples(20, 300))
@given(VISITS, VISITS, st.randoms(use_true_random=False))
def test_the_order_of_points_changes_nothing_but_their_numbers(one: Visit, other: Visit, chance: random.Random):
    order = list(range(len(other.points)))
    chance.shuffle(order)
    plain, shuffled = compared(one, other), compared(one, replace(other, points=tuple(other.points[n] for n in order)))
    assert shuffled.areas == plain.areas

    def seen(found: Comparison, points: tuple[InjectionPoint, ...]) -> list[object]:
        pairs = [(p.before, points[p.after - 1], p.mm) for p in (*found.same, *found.redosed, *found.moved)]
        return [sorted(pairs, key=repr), found.dropped, sorted((points[n - 1] for n in found.added), key=repr)]

    mine, theirs = seen(plain, other.points), seen(shuffled, tuple(other.points[n] for n in order))
    assert mine == theirs


@settings(max_examples=examples(30, 300))
@given(GRID, GRID)
def test_the_pairing_is_optimal(one: tuple[InjectionPoint, ...], other: tuple[InjectionPoint, ...]):
    found = compared(visit(*one), visit(*other))
    pairs = (*found.same, *found.redosed, *found.moved)
    mine = sum(p.mm for p in pairs) + 15 * (min(len(one), len(other)) - len(pairs))
    few, many = sorted((one, other), key=len)
    if len(few) > 4:
        few = few[:4]
        found = compared(visit(*few), visit(*many))
        pairs = (*found.same, *found.redosed, *found.moved)
        mine = sum(p.mm for p in pairs) + 15 * (len(few) - len(pairs))
    best = min(
        sum(min(15.0, math.dist((p.x_mm, p.y_mm), (q.x_mm, q.y_mm))) for p, q in zip(few, chosen, strict=True))
        for chosen in itertools.permutations(many, len(few))
    )
    assert mine == pytest.approx(best)


def test_five_hundred_points_are_compared_at_once():
    one, other = visit_of(500), visit_of(500, seed=2)
    compared(one, one)
    start = time.thread_time()
    assert compared(one, other).moved
    assert time.thread_time() - start < 2
