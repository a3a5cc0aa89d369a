"""The style of a density whose surface is known to a factor only."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.domain.dosing.ranges import Band, density_style_of, style_of


def band(low: object, high: object, *, both: bool = False) -> Band:
    return Band(Decimal(str(low)), Decimal(str(high)), "s", "A", per_total_of_both=both)


MICRO, STANDARD = band(5, 7.5), band(10, 20)


def by_density(
    units: object, scale: object, tolerance: object, micro: Band | None = MICRO, standard: Band | None = STANDARD,
    both: object = None,
) -> str:  # fmt: skip
    dose, sides = Decimal(str(units)), Decimal(str(units if both is None else both))
    return density_style_of(micro, standard, dose, sides, Fraction(str(scale)), Fraction(str(tolerance))).value


@pytest.mark.parametrize(
    ("units", "scale", "tolerance", "style"),
    [
        (10, "1.05", "1.05", "standard"),  # 10 U on 1.05 of the skin may still be 10
        (10, "1.0501", "1.05", "between"),
        (10, "1.0499", "1.05", "standard"),
        (20, "0.9524", "1.05", "standard"),
        (20, "0.9523", "1.05", "above-standard"),  # at least 20.001
        (20, "0.9", "1.1", "above-standard"),  # at least 20.2
        (20, "0.91", "1.1", "standard"),
        (11, "1.21", "1.1", "standard"),  # exactly 10 at the most
        (11, "1.2101", "1.1", "between"),
        (15, 3, "1.1", "micro"),
        (5, "1.2", "1.1", "below-micro"),
        (5, "1.1", "1.1", "micro"),
        (4, "0.5", "1.1", "between"),  # 8, give or take
        (4, "0.88", "1.1", "below-micro"),  # 4.13 to 5: a little under the band
        (4, "0.72", "1.1", "micro"),  # 5.05 at the least
        (25, "1.375", "1.1", "standard"),  # 20 exactly at the most: above is beyond it
        (25, "1.374", "1.1", "above-standard"),
        (30, "1.64", "1.1", "above-standard"),
        (30, "1.65", "1.1", "standard"),
    ],
)
def test_density_is_the_units_style_where_it_can_be(units: int, scale: object, tolerance: str, style: str) -> None:
    assert by_density(units, scale, tolerance) == style


def test_a_style_that_is_left_and_met_again() -> None:
    """With the micro band within the standard one, a density may be standard below it, too."""
    micro, standard = band(10, 12), band(9, 20)
    assert by_density(15, "2.1", "1.5", micro, standard) == "standard"  # 9 to 10 lies in what it can be
    assert by_density(15, "2.1", "1.25", micro, standard) == "below-micro"  # 15 / 1.68 is less than 9


def test_twice_the_skin_is_not_within_a_twentieth() -> None:
    assert by_density(10, 2, "1.05") == "micro"
    assert by_density(10, "1.05", "1.05") == "standard"


def test_between_the_bands_is_an_open_gap() -> None:
    assert by_density(8, "0.8", 1) == "standard"  # exactly 10
    assert by_density(8, "0.8001", 1) == "between"
    assert by_density(8, "0.64", "1.25") == "standard"  # 10 exactly at the least, which is no gap any more
    assert by_density(8, "0.64", "1.2501") == "between"
    assert by_density(9, "1.2", 1) == "micro"  # exactly 7.5
    assert by_density(9, "1.1999", 1) == "between"
    assert by_density(9, "1.32", "1.1") == "micro"  # 6.2 to 7.5
    assert by_density(9, "1.3199", "1.1") == "between"


def test_a_band_may_be_one_value() -> None:
    one = band(50, 50)
    for scale, style in (("1.15", "standard"), ("1.1501", "below-standard"), ("0.87", "standard"),
                         ("0.8695", "above-standard")):  # fmt: skip
        assert by_density(50, scale, "1.15", None, one) == style
    # The units lie above the one value, the density around it: it can lie above, so it does.
    assert by_density(51, "1.02", "1.01", None, one) == "above-standard"
    assert by_density(51, "1.04", "1.01", None, one) == "below-standard"
    assert by_density(51, "1.02", 1, None, one) == "standard"
    # Two single values: the gap between is open at both.
    assert by_density(40, "0.8", 1, band(30, 30), one) == "standard"
    assert by_density(40, "0.9", "1.1", band(30, 30), one) == "between"


def test_overlapping_bands_and_one_band_alone() -> None:
    low, high = band(2, 6), band(4, 8)
    assert by_density(5, "1.25", 1, low, high) == "both"
    assert by_density(5, "1.26", 1, low, high) == "micro"
    assert by_density(5, "1.37", "1.1", low, high) == "both"
    assert by_density(5, "1.376", "1.1", low, high) == "micro"
    assert by_density(7, 1.2, "1.1", low, high) == "standard"  # 5.3 to 6.4: over 6 it is standard alone
    assert by_density(7, "1.3", "1.1", low, high) == "both"
    assert by_density(7, "1.5", 1, band(5, 6), None) == "below-micro"
    assert by_density(7, "1.1", "1.1", band(5, 6), None) == "above-micro"
    assert by_density(7, "1.3", "1.1", band(5, 6), None) == "micro"
    assert by_density(7, 2, "1.5", None, None) == "no-range"


def test_a_range_for_both_sides_is_held_against_both() -> None:
    total = band(26, 36, both=True)
    assert by_density(13, "1.1", "1.1", None, total, both=26) == "standard"
    assert by_density(13, "1.11", "1.1", None, total, both=26) == "below-standard"
    assert by_density(1, "1.1", "1.1", None, total, both=26) == "standard"
    # 20 U on both sides, 5 of them here, on 0.6 to 0.9 of the skin: 22 to 33, with the whole band between the ends.
    assert by_density(5, "0.75", "1.25", band(5, 7.5, both=True), band(26, 30, both=True), both=20) == "between"
    assert by_density(20, "0.75", "1.25", band(5, 7.5), band(26, 30), both=40) == "between"
    assert by_density(6, "0.56", "1.43", band(2, 10), band(7, 9), both=10) == "micro"  # 7.5 to 15.3: 9 to 10 is micro


doses = st.integers(1, 5000).map(lambda n: Decimal(n) / 100)
scales = st.integers(50, 200).map(lambda n: Fraction(n, 100))
factors = st.integers(100, 130).map(lambda n: Fraction(n, 100))


@st.composite
def bands(draw: st.DrawFn) -> tuple[Band | None, Band | None]:
    ends = sorted(draw(st.lists(st.integers(1, 40), min_size=4, max_size=4)))
    micro, standard = band(ends[0], ends[1]), band(ends[2], ends[3])
    if draw(st.booleans()) and ends[1] < ends[2]:
        micro, standard = band(ends[0], ends[2]), band(ends[1], ends[3])
    return draw(st.sampled_from([(micro, standard), (micro, None), (None, standard)]))


@given(bands(), doses, scales, factors)
def test_it_is_always_a_style_that_the_density_may_have(
    pair: tuple[Band | None, Band | None], units: Decimal, scale: Fraction, tolerance: Fraction
) -> None:
    micro, standard = pair
    found = density_style_of(micro, standard, units, units, scale, tolerance)
    own, exact = (style_of(micro, standard, units, units, at) for at in (Fraction(1), scale))
    assert found in (own, exact)
    tried = {style_of(micro, standard, units, units, scale * tolerance ** Fraction(n, 20)) for n in (-20, 20)}
    tried |= {
        style_of(micro, standard, units, units, Fraction(units) / Fraction(end))
        for one in pair if one is not None for end in (one.low, one.high)
        if scale / tolerance <= Fraction(units) / Fraction(end) <= scale * tolerance
    }  # fmt: skip
    if own in tried | {exact}:
        assert found is own
    if density_style_of(micro, standard, units, units, scale, Fraction(1)) is own:
        assert found is own
    # A wider tolerance never turns the units style into another one.
    if found is own:
        assert density_style_of(micro, standard, units, units, scale, tolerance * 2) is own
