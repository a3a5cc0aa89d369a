"""The fields of a visit as text: what people type, and what it means."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from charting.domain.units import plain
from charting.errors import Refused
from charting.ui.kit.field_text import parse_diluent, parse_expiry, parse_lot, parse_moment, parse_vial


@pytest.mark.parametrize(
    ("typed", "day", "month_only"),
    [
        ("03/2027", date(2027, 3, 31), True), ("3.2027", date(2027, 3, 31), True), ("2027-03", date(2027, 3, 31), True),
        ("2027-03-05", date(2027, 3, 5), False), ("31/03/2027", date(2027, 3, 31), False),
        ("5/3/27", date(2027, 3, 5), False), ("31 Mar 2027", date(2027, 3, 31), False), ("", None, False),
    ],
)  # fmt: skip
def test_ways_to_write_an_expiry(qapp, typed, day, month_only):
    assert parse_expiry(typed) == (day, month_only)


def test_half_days(qapp, draft):
    at = draft.open.visit.at
    assert parse_moment("2:30 pm", at).hour == 14
    assert parse_moment("12:05 AM", at).hour == 0
    with pytest.raises(Refused):
        parse_moment("13:00 pm", at)


def test_parsing_amounts(qapp):
    assert parse_vial("100") == 100
    assert parse_vial("100 U") == 100
    assert parse_vial("") is None
    assert parse_diluent("0,63") == Decimal("0.63")
    assert parse_diluent("2.50") == plain(Decimal("2.5"))
    assert parse_lot("   ") is None
    for text in ("1e3", "+5", "NaN", "1.2.3", "١٬٥٠٠"):
        with pytest.raises(Refused):
            parse_diluent(text)
