"""What the same areas would cost by their micro and by their standard ranges."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from charting.domain.clinic.money import Rates, StyleCosts, style_costs
from charting.domain.dosing.dosing import AreaDose, assess
from charting.domain.visit.visit import InjectionPoint, Technique, Visit
from tests.domain.test_cautions_record import ANATOMY, REFERENCE

NINE = Rates("EUR", Decimal(9), {})


def rows(*areas: str, technique: Technique = Technique.IM) -> tuple[AreaDose, ...]:
    points = tuple(InjectionPoint(*ANATOMY.middle(area), Decimal(1), technique) for area in areas)
    visit = Visit("v", "p", datetime(2026, 7, 14, tzinfo=UTC), product="ona_botox", points=points)
    return assess(visit, None, REFERENCE, ANATOMY).areas


def both(row: AreaDose) -> AreaDose:
    """The row with ranges that count both sides together."""
    assert row.micro is not None
    assert row.standard is not None
    micro, standard = (replace(band, per_total_of_both=True) for band in (row.micro, row.standard))
    return replace(row, micro=micro, standard=standard)


def test_a_forehead_by_its_two_ranges() -> None:
    """5 to 7.5 U and 10 to 20 U of Botox, at 9 EUR each; the micro range is weak evidence."""
    assert style_costs(rows("forehead"), NINE) == StyleCosts(
        "EUR", (Decimal(45), Decimal("67.5")), (Decimal(90), Decimal(180)), ("forehead",), (), True, False
    )


def test_each_side_costs_what_its_range_says() -> None:
    """Crow's feet: 4 to 8 U and 6 to 15 U on each side."""
    one = style_costs(rows("crows_feet.left"), NINE)
    two = style_costs(rows("crows_feet.right", "crows_feet.left"), NINE)
    assert (one.micro, one.standard, one.areas) == ((36, 72), (54, 135), ("crows_feet",))
    assert (two.micro, two.standard, two.areas) == ((72, 144), (108, 270), ("crows_feet",))


def test_a_range_for_both_sides_is_paid_once() -> None:
    pair = tuple(both(row) for row in rows("crows_feet.right", "crows_feet.left"))
    costs = style_costs(pair, NINE)
    assert (costs.micro, costs.standard) == ((36, 72), (54, 135))
    again = tuple(replace(row, technique=Technique.ID) for row in pair)
    assert style_costs((*pair, *again), NINE).micro == (72, 144), "the other technique is another treatment"
    with_forehead = style_costs((*pair, both(rows("forehead")[0])), NINE)
    assert (with_forehead.micro, with_forehead.areas) == ((81, Decimal("139.5")), ("crows_feet", "forehead"))


def test_what_has_no_range_or_no_price_is_named_and_costs_nothing() -> None:
    """The platysma has no micro range, and two areas have no price."""
    found = rows("platysma.left", "platysma.right", "forehead", "glabella")
    costs = style_costs(found, Rates("EUR", None, {"forehead": Decimal(9), "platysma": Decimal(9)}))
    assert (costs.areas, set(costs.without)) == (("forehead",), {"platysma", "glabella"})
    assert (costs.micro, costs.standard) == ((45, Decimal("67.5")), (90, 180))
    assert style_costs(rows("nasal_flare.left"), NINE).without == ("nasal_flare",)  # it has no standard range
    nothing = style_costs(rows("platysma.left"), NINE)
    assert (nothing.micro, nothing.standard, nothing.areas, nothing.without) == ((0, 0), (0, 0), (), ("platysma",))
    assert (nothing.weak, nothing.derived) == (False, False)


def test_an_area_counted_once_is_not_also_named_as_left_out() -> None:
    (row,) = rows("forehead")
    costs = style_costs((replace(row, technique=Technique.ID, micro=None), row), NINE)
    assert (costs.areas, costs.without) == (("forehead",), ())


def test_points_on_no_area_are_neither_counted_nor_named() -> None:
    (row,) = rows("forehead")
    costs = style_costs((replace(row, area="unassigned"), replace(row, area="unassigned", micro=None)), NINE)
    assert (costs.areas, costs.without, costs.micro) == ((), (), (0, 0))


def test_arithmetic_is_marked_as_such() -> None:
    assert style_costs(rows("masseter.left"), NINE).derived
    assert not style_costs(rows("glabella"), NINE).derived
    assert not style_costs((), NINE).weak


def test_each_end_is_rounded_as_a_line_of_a_bill_is() -> None:
    costs = style_costs(rows("forehead"), Rates("JPY", Decimal("0.3"), {}))
    assert (costs.currency, costs.micro, costs.standard) == ("JPY", (2, 2), (3, 6))
