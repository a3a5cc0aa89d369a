"""Amounts of money in the locale's words: its grouping, its decimal sign, the place of its currency's sign; prices.

Decimals all the way: no amount passes through a binary float.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from PySide6.QtCore import QCoreApplication, QLocale

from charting.domain.clinic.clinic import ClinicSettings
from charting.domain.clinic.money import Bill, StyleCosts, checked_currency, minor_digits
from charting.domain.dosing.reference import Reference
from charting.domain.units import plain
from charting.domain.visit.visit import Visit
from charting.errors import Refused
from charting.words.words import area_name

translate = QCoreApplication.translate

_SIGNS = {"EUR": "€", "GBP": "£"}
"""Signs that mean one currency wherever one is; “$” and “¥” do not."""

_OTHERWISE = "EUR"


def currency_of(settings: ClinicSettings) -> str:
    """The currency the clinic chose, else the locale's."""
    return settings.currency or _own(QLocale().name())[0]


def money_text(amount: Decimal, currency: str, *, coins: bool = True) -> str:
    """“€1,234.50”, “1.234,50 €”, “CHF 1’234.50”: at least the decimals of the smallest coin, and all there are.

    Without `coins` a whole amount has no decimals.
    """
    locale = QLocale()
    needed = max(0, -int(plain(amount).as_tuple().exponent))
    digits = max(minor_digits(currency), needed) if coins or needed else 0
    number = _number(locale, f"{amount:.{digits}f}")
    before, after = _frame(locale.name(), currency)
    return f"{before}{number}{after}"


def span_of_money(low: Decimal, high: Decimal, currency: str) -> str:
    """“€210–€350”, with coins where one of the two has some; one amount alone where both are the same."""
    coins = any(end != end.to_integral_value() for end in (low, high))
    texts = [money_text(end, currency, coins=coins) for end in (low, high)]
    return texts[0] if low == high else "–".join(texts)


def about_span(low: Decimal, high: Decimal) -> str:
    """“210–350”: whole amounts without a sign, for a line that says “about” and names the currency."""
    locale = QLocale()
    ends = [_number(locale, f"{end.quantize(Decimal(1), ROUND_HALF_UP):f}") for end in (low, high)]
    return "–".join(dict.fromkeys(ends))


def _number(locale: QLocale, digits: str) -> str:
    whole, _, part = digits.partition(".")
    zero = ord(locale.zeroDigit()[:1] or "0")
    grouped = locale.toString(int(whole)) if len(whole) < 18 else whole
    # The figures stay those that can be typed, as everywhere on the desk.
    grouped = grouped.translate({zero + n: str(n) for n in range(10)})
    point = "," if locale.decimalPoint() == "," else "."
    if point in grouped:
        grouped = grouped.replace(point, "\u00a0")
    return f"{grouped}{point}{part}" if part else grouped


@lru_cache(maxsize=16)
def _own(locale_name: str) -> tuple[str, str]:
    """The locale's currency as its three letters and as its sign."""
    locale = QLocale(locale_name)
    try:
        code = checked_currency(locale.currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode))
    except Refused:  # the C locale has none
        code = _OTHERWISE
    return code, locale.currencySymbol(QLocale.CurrencySymbolFormat.CurrencySymbol) or code


@lru_cache(maxsize=64)
def _frame(locale_name: str, currency: str) -> tuple[str, str]:
    """What stands before and after a number."""
    locale = QLocale(locale_name)
    code, sign = _own(locale_name)
    shown = sign if currency == code else _SIGNS.get(currency, currency)
    one = locale.toString(1)
    before, _, after = locale.toCurrencyString(1, shown, 0).partition(one)
    if before and before[-1].isalpha():
        before += "\u00a0"
    if after and after[0].isalpha():
        after = "\u00a0" + after
    return before, after


def line_text(visit: Visit, bill: Bill, costs: StyleCosts | None) -> str:
    """“about £486.00 · micro 210–350 · standard 480–720”; of a signed visit “Bill £486.00”."""
    total = money_text(bill.total, bill.currency)
    if not visit.is_draft:
        text = translate("price", "Bill {amount}").format(amount=total)
    else:
        text = translate("price", "about {amount}").format(amount=total)
    parts = [text]
    if not bill.whole:
        parts.append(translate("price", "not every area has a price"))
    if costs is not None:
        parts.append(translate("price", "micro {span}").format(span=about_span(*costs.micro)))
        parts.append(translate("price", "standard {span}").format(span=about_span(*costs.standard)))
    return " · ".join(parts)


def line_texts(visit: Visit, bill: Bill, costs: StyleCosts | None) -> tuple[str, ...]:
    """The line, and what stands for it where there is less room: no word is shortened; what goes is in the tooltip."""
    whole = line_text(visit, bill, costs)
    if costs is None:
        return (whole,)
    spans = whole.split(" · ", 1)[1]
    round_ = money_text(bill.total.quantize(Decimal(1), ROUND_HALF_UP), bill.currency, coins=False)
    short = (
        translate("price", "about {amount}").format(amount=round_), translate("price", "≈ {amount}").format(
            amount=round_)
    )  # fmt: skip
    return (whole, *(f"{text} · {spans}" for text in short), whole.split(" · ", 1)[0])


def beside_text(reference: Reference, costs: StyleCosts) -> str:
    """What micro would cost beside standard, and why it usually is less."""
    text = translate(
        "price",
        "Of {areas}: micro doses would come to {micro}, standard doses to {standard}. Micro is the same product with "
        "fewer units, so it usually costs less.",
    ).format(
        areas=_names(reference, costs.areas), micro=span_of_money(*costs.micro, costs.currency),
        standard=span_of_money(*costs.standard, costs.currency),
    )  # fmt: skip
    if costs.weak or costs.derived:
        text += " " + translate("price", "Some of these ranges are derived or weak evidence.")
    if costs.without:
        text += " " + translate("price", "Without both ranges, and not counted: {areas}.").format(
            areas=_names(reference, costs.without)
        )
    return text


def rounding_text() -> str:
    return translate("price", "Each area is rounded to the smallest coin, half up; the total is the sum of the lines.")


def _names(reference: Reference, areas: tuple[str, ...]) -> str:
    return ", ".join(area_name(reference, area) for area in areas)
