"""Units to millilitres, exactly."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.domain.dosing.dosing import point_ml, vial_of, volume_ml
from charting.domain.face.face import View
from charting.domain.visit.visit import InjectionPoint, Vial, Visit
from tests import shipped

PRODUCTS = shipped.reference().products


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


def test_less_than_one_unit_and_less_than_one_millilitre_are_amounts() -> None:
    assert volume_ml(Decimal("0.1"), PRODUCTS["ona_botox"], Decimal("0.5"), Decimal(2)) == Fraction("0.4")
    assert volume_ml(Decimal(10), PRODUCTS["ona_botox"], Decimal(1), Decimal("0.5")) == 5
    assert volume_ml(Decimal(10), PRODUCTS["ona_botox"], Decimal(-100), Decimal(2)) is None
    assert volume_ml(Decimal(10), PRODUCTS["ona_botox"], Decimal(100), Decimal(-2)) is None


def test_a_point_is_drawn_from_its_own_vial_else_at_the_visits_dilution() -> None:
    vials = tuple(Vial(f"v{n}", "ona_botox", Decimal(100), diluent_ml=Decimal(n)) for n in (1, 2, 4))
    point = InjectionPoint(View.FRONT, 0.0, -50.0, Decimal(10))
    at = datetime(2026, 7, 14, 10, tzinfo=UTC)
    visit = Visit("v", "p", at, vial_units=Decimal(100), diluent_ml=Decimal(8), points=(point,), vials=vials)
    ml = {None: "0.8", 0: "0.8", 1: "0.1", 2: "0.2", 3: "0.4", 4: "0.8"}
    for place, expected in ml.items():
        drawn = replace(point, vial=place)
        assert vial_of(visit, drawn) == (vials[place - 1] if place in (1, 2, 3) else None)
        assert point_ml(visit, drawn, PRODUCTS["ona_botox"]) == Fraction(expected)
        assert point_ml(visit, replace(drawn, units=None), PRODUCTS["ona_botox"]) is None


@given(st.decimals("0.01", 500, places=2), st.sampled_from([50, 100]), st.decimals("0.5", 10, places=2))
def test_a_whole_vial_is_all_its_diluent(units: Decimal, vial: int, diluent: Decimal) -> None:
    volume = volume_ml(units, PRODUCTS["ona_botox"], Decimal(vial), diluent)
    assert volume is not None
    assert volume * vial == Fraction(units) * Fraction(diluent)
