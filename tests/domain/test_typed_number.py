"""Numbers as people type them on the keyboards of the world: one reading for every field."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.domain.clinic.money import parse_price
from charting.domain.text import number_of, pointed
from charting.domain.units import parse_units
from charting.errors import Refused

DIGITS = ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "０１２３４５６７８９"]


@pytest.mark.parametrize(
    "typed", ["1.5", "1,5", "١٫٥", "۱٫۵", "١،٥", "١.٥", "１．５", "１，５", "1٫5", " 1.50 ", "\u200f١٫٥", "01,5"]
)
def test_one_and_a_half_is_one_and_a_half_on_every_keyboard(typed):
    assert number_of(typed) == Decimal("1.5")
    assert parse_units(typed) == Decimal("1.5")
    assert parse_price(typed) == Decimal("1.5")


@pytest.mark.parametrize("typed", ["", ".", "٫", "1.000,5", "1٬5", "1 5", "-1", "+1", "1e3", "½", "²", "NaN"])
def test_what_is_no_number_is_none(typed):
    assert number_of(typed) is None
    with pytest.raises(Refused):
        parse_units(typed)


@given(st.decimals(0, 500, places=2), st.sampled_from(DIGITS), st.sampled_from(".,٫،．，"))
def test_figures_of_any_script_say_the_same(number, digits, sign):
    typed = f"{number:f}".translate(str.maketrans("0123456789.", digits + sign))
    assert number_of(typed) == number
    assert pointed(typed) == f"{number:f}"
