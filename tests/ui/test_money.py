"""Amounts of money in the words of a locale."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from charting.domain.clinic.clinic import ClinicSettings
from charting.domain.clinic.money import minor_digits
from charting.words.money import about_span, currency_of, money_text, span_of_money


@pytest.mark.parametrize(
    ("name", "amount", "currency", "text"),
    [
        ("en_GB", "1234567.5", "EUR", "€1,234,567.50"),
        ("de_DE", "234", "EUR", "234,00\u00a0€"),
        ("de_DE", "1000", "USD", "1.000,00\u00a0USD"),
        ("en_US", "12.3456", "USD", "$12.3456"),
        ("en_GB", "12.3", "USD", "USD\u00a012.30"),
        ("de_CH", "0", "CHF", "CHF\u00a00.00"),
        ("ja_JP", "1200", "JPY", "￥1,200"),
        ("en_GB", "10000000000.00", "GBP", "£10,000,000,000.00"),
    ],
)
def test_an_amount_is_written_as_the_locale_does(name, amount, currency, text):
    QLocale.setDefault(QLocale(name))
    assert money_text(Decimal(amount), currency) == text


@pytest.mark.parametrize(("name", "code"), [("de_DE", "EUR"), ("en_US", "USD"), ("ja_JP", "JPY"), ("C", "EUR")])
def test_the_currency_is_the_locales_until_the_clinic_chooses(name, code):
    QLocale.setDefault(QLocale(name))
    assert currency_of(ClinicSettings()) == code
    assert currency_of(ClinicSettings(currency="SEK")) == "SEK"


def test_spans():
    assert span_of_money(Decimal(210), Decimal("350.00"), "GBP") == "£210–£350"
    assert span_of_money(Decimal("210.5"), Decimal(350), "GBP") == "£210.50–£350.00"
    assert about_span(Decimal("257.50"), Decimal(1472)) == "258–1,472"
    assert about_span(Decimal(20), Decimal(20)) == "20"


@given(
    st.integers(0, 10**16).map(lambda n: Decimal(n) / 10_000), st.sampled_from(["EUR", "JPY", "KWD"]),
    st.sampled_from(["en_GB", "de_DE", "fr_FR", "sv_SE", "hi_IN", "de_CH", "ar_EG"]),
)  # fmt: skip
def test_no_digit_of_an_amount_is_lost(amount, currency, name):
    before = QLocale()
    QLocale.setDefault(QLocale(name))
    shown = money_text(amount, currency)
    QLocale.setDefault(before)
    digits = "".join(sign for sign in shown if sign.isdecimal())
    decimals = max(minor_digits(currency), -amount.normalize().as_tuple().exponent)
    assert int(digits) == int(amount.scaleb(decimals))
