"""Prices, currencies and bills: decimals, rounded line by line."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.domain.clinic.money import (
    Rates,
    bill_of,
    checked_currency,
    checked_price,
    minor_digits,
    parse_price,
    rounded,
)
from charting.errors import Refused

prices = st.integers(0, 10_000_000_000).map(lambda n: Decimal(n) / 10_000)
doses = st.integers(0, 100_000_000).map(lambda n: Decimal(n) / 100)
currencies = st.sampled_from(["EUR", "JPY", "KWD", "USD"])


@pytest.mark.parametrize(
    ("typed", "price"),
    [("12.5", "12.5"), ("12,50", "12.5"), (" 0 ", "0"), ("0.0001", "0.0001"), ("1000000", "1000000"), (".5", "0.5"),
     ("5,", "5"), ("1e2", "100")],
)  # fmt: skip
def test_a_price_is_read_as_it_was_typed(typed, price):
    assert str(parse_price(typed)) == price


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1e9", "at most 1,000,000"), ("1000000000", "at most 1,000,000"), ("1000000.0001", "at most 1,000,000"),
        ("1e999", "at most 1,000,000"), ("0.00001", "steps of 0.0001"), ("-1", "not a price"), ("12.50 €", "not a pri"),
        ("1.000,50", "not a price"), ("", "not a price"), ("nan", "not a price"),
        ("1٬000", "not a price"), (".", "not a"),
    ],
)  # fmt: skip
def test_what_is_no_price_is_refused_with_a_sentence(typed, said):
    with pytest.raises(Refused, match=said):
        parse_price(typed)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("NaN", "0 or more"), ("sNaN", "0 or more"), ("Infinity", "0 or more"), ("-0.01", "0 or more; -0.01 cannot"),
        ("1000000.0001", "at most 1,000,000; 1000000.0001 cannot"), ("0.00005", "steps of 0.0001; 0.00005 is finer"),
    ],
)  # fmt: skip
def test_a_price_that_cannot_be_kept_is_refused(value, said):
    with pytest.raises(Refused, match=said):
        checked_price(Decimal(value))


@pytest.mark.parametrize(
    ("value", "kept"), [("0", "0"), ("-0", "0"), ("0.0001", "0.0001"), ("1000000.00", "1000000"), ("12.50", "12.5")]
)
def test_a_price_within_the_bounds_is_kept_in_its_shortest_form(value, kept):
    assert str(checked_price(Decimal(value))) == kept


def test_a_currency_is_three_letters():
    assert checked_currency(" eur ") == "EUR"
    for wrong in ("", "€", "EURO", "E1R", "éur"):
        with pytest.raises(Refused):
            checked_currency(wrong)


def test_the_smallest_coin_is_the_currencys_own():
    assert [minor_digits(code) for code in ("EUR", "JPY", "KWD", "XXX")] == [2, 0, 3, 2]
    assert {minor_digits(code) for code in ("BHD", "IQD", "JOD", "LYD", "OMR", "TND")} == {3}
    assert {minor_digits(code) for code in ("CLP", "ISK", "KRW", "PYG", "VND", "XAF", "XOF", "XPF", "UGX")} == {0}
    assert rounded(Decimal("2.5"), "JPY") == 3
    assert rounded(Decimal("1.005"), "EUR") == Decimal("1.01")


def test_each_line_is_rounded_and_the_total_is_what_they_come_to():
    """A third of a cent on each of three lines is nothing: the total is added up by hand to the same."""
    rates = Rates("EUR", Decimal("0.0033"), {})
    bill = bill_of([("forehead", Decimal(1)), ("glabella", Decimal(1)), (None, Decimal(1))], rates)
    assert [line.amount for line in bill.lines] == [0, 0, 0]
    assert bill.total == 0
    assert bill_of([("forehead", Decimal(3))], rates).total == Decimal("0.01")


def test_an_area_may_have_its_own_price_and_another_none():
    rates = Rates("EUR", None, {"forehead": Decimal("9.5")})
    bill = bill_of([("forehead", Decimal("6.5")), ("glabella", Decimal(20))], rates)
    assert [(line.price_per_unit, line.amount) for line in bill.lines] == [
        (Decimal("9.5"), Decimal("61.75")), (None, None),
    ]  # fmt: skip
    assert (bill.total, bill.whole) == (Decimal("61.75"), False)


def test_a_bill_is_whole_when_every_line_has_a_price():
    assert bill_of([("forehead", Decimal(2))], Rates("EUR", Decimal(9), {})).whole
    assert not bill_of([("forehead", Decimal(2))], Rates("EUR", None, {})).whole


@given(st.lists(st.tuples(doses, prices), max_size=12), currencies)
def test_no_bill_ever_loses_a_coin(rows, currency):
    by_area = {str(place): price for place, (_, price) in enumerate(rows)}
    bill = bill_of([(str(place), dose) for place, (dose, _) in enumerate(rows)], Rates(currency, None, by_area))
    coin = Decimal(1).scaleb(-minor_digits(currency))
    assert bill.total == sum((line.amount for line in bill.lines), Decimal(0))
    for line, (dose, price) in zip(bill.lines, rows, strict=True):
        assert line.amount == (dose * price).quantize(coin, ROUND_HALF_UP)
        assert abs(line.amount - dose * price) * 2 <= coin


@given(prices)
def test_a_price_comes_back_as_it_was_typed(price):
    assert parse_price(f"{price:f}") == parse_price(f"{price:f}".replace(".", ",")) == price
