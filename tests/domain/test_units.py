"""A dose is kept as it was given: from 0.01 to 500 U, in hundredths, and never another number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from charting.domain.units import checked_units, dose_text, from_hundredths, plain, to_hundredths
from charting.errors import Refused


@pytest.mark.parametrize(("given", "kept"), [("0.01", "0.01"), ("4.50", "4.5"), ("500", "500"), ("5E+2", "500")])
def test_a_dose_within_the_bounds_is_kept_in_its_shortest_form(given: str, kept: str) -> None:
    assert str(checked_units(Decimal(given))) == kept


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("0", "at least 0.01 U"), ("0.009", "at least 0.01 U"), ("-1", "at least"), ("NaN", "at least"),
        ("Infinity", "at least"), ("500.01", "at most 500 U"), ("501", "at most 500 U"), ("1.005", "in steps of 0.01"),
    ],
)  # fmt: skip
def test_any_other_dose_is_refused(given: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        checked_units(Decimal(given))


@pytest.mark.parametrize(("units", "hundredths"), [("0.01", 1), ("1", 100), ("26.5", 2650), ("500", 50000)])
def test_hundredths_are_the_same_dose(units: str, hundredths: int) -> None:
    assert to_hundredths(Decimal(units)) == hundredths
    assert str(from_hundredths(hundredths)) == units


def test_equal_doses_look_the_same() -> None:
    assert [str(plain(Decimal(text))) for text in ("2.50", "2.5", "100.00", "1E+2", "0.00")] == [
        "2.5", "2.5", "100", "100", "0",
    ]  # fmt: skip


def test_a_dose_is_printed_in_its_point_and_a_dash_while_there_is_none() -> None:
    assert [dose_text(Decimal(units)) for units in ("4", "4.25", "0.5")] == ["4", "4.25", "0.5"]
    assert dose_text(Decimal("4.25"), ",") == "4,25"
    assert dose_text(None) == dose_text(None, ",") == "–"
