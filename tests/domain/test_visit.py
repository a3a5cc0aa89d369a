"""What a visit is, and the edits that make the next value: sides, bounds, keys, and which of several visits hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from charting.domain.face.face import View
from charting.domain.visit.visit import (
    NO_PLACE,
    InjectionPoint,
    Kind,
    Meaning,
    Signature,
    Status,
    Technique,
    Visit,
    checked_point,
    late_entry,
    meaning_of,
    mirrored_point,
    mm,
    replaced_by,
    side,
    standing,
    total_units,
    with_points_added,
    with_points_changed,
    with_points_moved,
    with_points_removed,
    wrong_side,
)
from charting.errors import Refused

AT = datetime(2026, 7, 14, 23, 30, tzinfo=timezone(timedelta(hours=2)))
VISIT = Visit("v", "p", AT)


def point(x: float, y: float = -50.0, units: object = None, **more: object) -> InjectionPoint:
    view = more.pop("view", View.FRONT)
    return InjectionPoint(view, x, y, None if units is None else Decimal(str(units)), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("x", "expected"),
    [(0, "midline"), (2, "midline"), (-2, "midline"), (2.01, "left"), (-2.01, "right"), (30, "left"), (-30, "right")],
)
def test_the_midline_is_two_millimetres_to_either_side(x: float, expected: str) -> None:
    assert side(point(x)) == expected


def test_a_point_in_profile_is_of_its_side_wherever_it_lies() -> None:
    for x in (-40.0, 0.0, 40.0):
        assert side(point(x, view=View.LEFT)) == "left"
        assert side(point(x, view=View.RIGHT)) == "right"


@pytest.mark.parametrize(
    ("x", "area", "wrong"),
    [
        (57, "crows_feet.left", False), (57, "crows_feet.right", True), (-57, "crows_feet.left", True),
        (-57, "crows_feet.right", False), (1, "crows_feet.right", False), (57, "forehead", False), (57, None, False),
    ],
)  # fmt: skip
def test_an_area_of_the_other_side_is_refused(x: float, area: str | None, wrong: bool) -> None:
    given = point(x, 0.0, area=area)
    assert wrong_side(given) is wrong
    if wrong:
        with pytest.raises(Refused, match="on the other side of the face"):
            checked_point(given)
    else:
        assert checked_point(given) == given


@pytest.mark.parametrize(
    ("x", "y", "kept"),
    [
        (400, -400, True), (-400, 400, True), (400.004, 0, True), (400.01, 0, False), (-400.01, 0, False),
        (0, 400.01, False), (0, -400.01, False), (float("nan"), 0, False),
    ],
)  # fmt: skip
def test_a_point_lies_within_400_millimetres(x: float, y: float, kept: bool) -> None:
    if kept:
        assert checked_point(point(x, y)) == point(round(x, 2), y)
    else:
        with pytest.raises(Refused, match="within 400 mm"):
            checked_point(point(x, y))


def test_a_coordinate_is_kept_to_a_hundredth_and_never_as_minus_zero() -> None:
    assert [mm(1.234), mm(1.236), mm(-0.004)] == [1.23, 1.24, 0.0]
    assert str(mm(-0.004)) == str(mm(-0.0)) == "0.0"


def test_the_twin_lies_on_the_other_side_and_twice_is_the_point_again() -> None:
    left = point(57.0, 0.0, 4, area="crows_feet.left")
    assert mirrored_point(left) == replace(left, x_mm=-57.0, area="crows_feet.right")
    profile = point(12.0, 5.0, view=View.RIGHT)
    assert mirrored_point(profile) == replace(profile, x_mm=-12.0, view=View.LEFT)
    for given in (left, profile, point(0.0)):
        assert mirrored_point(mirrored_point(given)) == given


def test_only_what_is_dosed_is_in_the_sum_and_the_rest_is_named() -> None:
    points = (point(0, units="0.1"), point(5), point(9, units="0.2"))
    assert total_units(points) == Decimal("0.3")
    assert total_units(()) == 0
    assert replace(VISIT, points=points).undosed == (points[1],)


def test_every_point_that_is_added_has_a_key_of_its_own() -> None:
    first = with_points_added(VISIT, [point(0), point(5)])
    assert [p.key for p in first.points] == [1, 2]
    more = with_points_added(with_points_removed(first, {1}), [point(9.004)])
    assert [(p.key, p.x_mm) for p in more.points] == [(2, 5), (3, 9.0)]
    assert [p.key for p in with_points_added(more, [point(1), point(2)]).points] == [2, 3, 4, 5]


def test_two_thousand_points_and_not_more() -> None:
    full = with_points_added(VISIT, [point(0)] * 1999)
    assert len(with_points_added(full, [point(0)]).points) == 2000
    with pytest.raises(Refused, match="at most 2,000 points"):
        with_points_added(full, [point(0)] * 2)


def test_an_edit_reaches_the_points_of_its_keys_and_no_others() -> None:
    visit = with_points_added(VISIT, [point(0), point(5), point(9)])
    assert [p.key for p in with_points_removed(visit, {1, 3}).points] == [2]
    assert [p.x_mm for p in with_points_moved(visit, {2}, 1.5, 0).points] == [0, 6.5, 9]
    assert [p.y_mm for p in with_points_moved(visit, {2}, 0, -1.5).points] == [-50, -51.5, -50]
    changed = with_points_changed(visit, {2}, units=Decimal(4), technique=Technique.ID)
    assert [p.units for p in changed.points] == [None, 4, None]
    assert [p.technique.value for p in changed.points] == ["im", "id", "im"]


def test_a_move_drops_an_area_of_the_side_that_was_left_and_says_who_placed_it() -> None:
    points = [point(57, 0, area="crows_feet.left", placed_by="Dr A"), point(57, 0, area="crows_feet.left")]
    visit = with_points_added(VISIT, [*points, point(5, placed_by=NO_PLACE)])
    there = with_points_moved(visit, {1}, -5, 0).points
    assert (there[0].area, there[0].placed_by) == ("crows_feet.left", "Dr A")
    assert with_points_moved(visit, {1}, -114, 0).points[0].area is None
    assert visit.points[2].guessed
    assert not visit.points[0].guessed
    assert with_points_moved(visit, {3}, 1, 0).points[2].placed_by is None


def test_a_visit_entered_in_error_or_corrected_holds_no_longer() -> None:
    first = replace(VISIT, status=Status.AMENDED)
    wrong = replace(VISIT, id="e", status=Status.ENTERED_IN_ERROR)
    signed = replace(VISIT, id="s", status=Status.SIGNED, amends="v")
    draft = replace(signed, id="d", status=Status.DRAFT)
    assert standing([first, wrong, signed]) == (signed,)
    assert standing([first, draft]) == (first, draft), "a correction that is not signed yet replaces nothing"
    assert standing([first, replace(signed, status=Status.ENTERED_IN_ERROR)]) == (first,)
    assert standing([first, wrong], draft) == (), "the visit in hand replaces what it corrects, signed or not"
    assert standing([first], VISIT) == (first,)
    assert replaced_by(first, [wrong, signed]) is signed
    for gone in (draft, replace(signed, status=Status.ENTERED_IN_ERROR), replace(signed, amends="other")):
        assert replaced_by(first, [gone]) is None


@pytest.mark.parametrize(
    ("recorded_at", "amends", "late"),
    [
        (AT, None, False), (None, None, False), (AT + timedelta(minutes=29), None, False),
        (AT + timedelta(minutes=30), None, True), (AT - timedelta(days=1), None, True),
        (datetime(2026, 7, 14, 21, 59, tzinfo=UTC), None, False),
        (datetime(2026, 7, 14, 22, 0, tzinfo=UTC), None, True),
        (AT + timedelta(days=1), "x", False),
    ],
)  # fmt: skip
def test_a_late_entry_was_begun_on_another_day_of_its_own_clock(
    recorded_at: datetime | None, amends: str | None, late: bool
) -> None:
    assert late_entry(replace(VISIT, recorded_at=recorded_at, amends=amends)) is late


def test_what_a_signature_says() -> None:
    assert meaning_of(VISIT) is meaning_of(replace(VISIT, kind=Kind.TOUCH_UP)) is Meaning.TREATED
    assert meaning_of(replace(VISIT, kind=Kind.REVIEW)) is Meaning.REVIEWED
    assert meaning_of(replace(VISIT, kind=Kind.REVIEW, amends="x")) is Meaning.CORRECTED


def test_signed_here_is_neither_a_draft_nor_signed_elsewhere() -> None:
    here = Signature("Dr A", AT, "00")
    assert VISIT.is_draft
    assert (VISIT.template, point(0).key) == (1, 0), "what was charted before there were others"
    assert not replace(VISIT, signature=here).signed_here
    signed = replace(VISIT, status=Status.SIGNED, signature=here)
    assert not signed.is_draft
    assert signed.signed_here
    assert not replace(signed, signature=None).signed_here
    assert not replace(signed, signature=replace(here, elsewhere=True)).signed_here
