"""Units to millilitres, exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.domain.dilution import volume_ml
from charting.loading.reference import load_reference
from charting.paths import resources

PRODUCTS = load_reference(resources() / "reference").products


@pytest.mark.parametrize(
    ("product", "units", "vial", "diluent", "expected"),
    [
        ("ona_botox", "26.5", 100, "2.5", "0.6625"),
        ("ona_botox", "20", 50, "1.25", "0.5"),
        ("abo_dysport", "10", 300, "1.5", "0.05"),
        ("abo_dysport", "10", 300, "2.5", "1/12"),
        ("abo_alluzience", "50", None, None, "0.25"),
        ("abo_alluzience", "50", 125, "2.5", "0.25"),
        ("relabo_relfydess", "110", None, None, "1.1"),
        ("ona_botox", "0", 100, "2.5", "0"),
    ],
)
def test_label_volumes(product: str, units: str, vial: int | None, diluent: str | None, expected: str) -> None:
    volume = volume_ml(
        Decimal(units),
        PRODUCTS[product],
        None if vial is None else Decimal(vial),
        (diluent and Decimal(diluent)) or None,
    )
    assert volume == Fraction(expected)


@pytest.mark.parametrize(("vial", "diluent"), [(None, Decimal(2)), (Decimal(100), None), (None, None)])
def test_unknown_without_vial_or_diluent(vial: Decimal | None, diluent: Decimal | None) -> None:
    assert volume_ml(Decimal(10), PRODUCTS["ona_botox"], vial, diluent) is None
    assert volume_ml(Decimal(10), None, vial, diluent) is None


def test_nothing_divides_by_zero() -> None:
    assert volume_ml(Decimal(10), PRODUCTS["ona_botox"], Decimal(0), Decimal(2)) is None
    assert volume_ml(Decimal(10), PRODUCTS["ona_botox"], Decimal(100), Decimal(0)) is None


@given(st.decimals("0.01", 500, places=2), st.sampled_from([50, 100]), st.decimals("0.5", 10, places=2))
def test_a_whole_vial_is_all_its_diluent(units: Decimal, vial: int, diluent: Decimal) -> None:
    volume = volume_ml(units, PRODUCTS["ona_botox"], Decimal(vial), diluent)
    assert volume is not None
    assert volume * vial == Fraction(units) * Fraction(diluent)
