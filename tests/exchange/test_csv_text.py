"""CSV: nothing is run by a spreadsheet, nothing is lost on the way."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.exchange.csv.text import MARK, guarded, unguarded, written

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


def read(content):
    assert content.startswith(MARK)
    return list(csv.reader(io.StringIO(content[len(MARK) :].decode(), newline=""), strict=True))


@given(st.one_of(TEXTS, st.builds("{}{}".format, st.sampled_from("=+-@\t\r'"), TEXTS)))
def test_a_guard_comes_off_again(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", ["", "Müller", "O'Brien", "12.5", " =1", "a=b", "🙂", "שלום"])
def test_what_is_no_formula_stays_as_it_is(text):
    assert guarded(text) == text


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=4), max_size=6))
def test_text_with_commas_quotes_and_line_ends_comes_back(rows):
    assert [[unguarded(cell) for cell in row] for row in read(written(rows))] == rows


def test_numbers_days_and_times_are_never_touched():
    at = datetime(2026, 7, 14, 10, 20, tzinfo=timezone(timedelta(hours=2)))
    content = written([["x_mm", "n", "day", "at", "none"], [Decimal("-50.00"), -3, date(2026, 7, 14), at, None]])
    assert content == (b"\xef\xbb\xbfx_mm,n,day,at,none\r\n-50.00,-3,2026-07-14,2026-07-14T10:20:00+02:00,\r\n")
    assert written([[Decimal("1E+2")]]).endswith(b"100\r\n")
