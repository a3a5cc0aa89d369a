"""What a scanner types, read as a GS1 code: every way of typing it, and every way in which it can be wrong."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.exchange.gs1 import Scan, looks_scanned, may_become_scanned, read_scan

GTIN = "09501101530003"
WHOLE = Scan(GTIN, "C7421", date(2027, 3, 31), "A12")
GS = "\x1d"


@pytest.mark.parametrize(
    "typed",
    [
        f"01{GTIN}1727033110C7421{GS}21A12",
        f"]d201{GTIN}1727033110C7421{GS}21A12",
        f"]C101{GTIN}1727033110C7421{GS}21A12\r",
        f"{GS}01{GTIN}1727033110C7421{GS}21A12\n",
        f"01{GTIN}1727033110C7421<GS>21A12",
        f"01{GTIN}1727033110C7421{{GS}}21A12",
        f"01{GTIN}1727033110C7421|21A12",
        f"01{GTIN}1727033110C7421^]21A12\t",
        f"01{GTIN}1727033110C7421]21A12",
        f"01{GTIN}21A12{GS}1727033110C7421",
        f"01{GTIN}10C7421{GS}1727033121A12",
        f"01{GTIN}1125010117270331{GS}10C7421{GS}21A12{GS}",
        f"(01){GTIN}(17)270331(10)C7421(21)A12",
        f"]d2(01){GTIN}(17)270331(10)C7421(21)A12",
        f"01{GTIN}1727033110C7421{GS}21A12{GS}91INTERNAL",
        f"01{GTIN}1727033110C7421{GS}21A12{GS}7112345678",
    ],
)
def test_however_a_scanner_types_it_the_code_says_the_same(typed):
    assert read_scan(typed) == WHOLE


@pytest.mark.parametrize("lot", ["0012", " 0012 A", "00 12", "0012 ", "a-b/c.d", "007"])
def test_a_lot_is_kept_exactly(lot):
    assert read_scan(f"01{GTIN}17270331" + f"10{lot}{GS}21X1").lot == lot
    assert read_scan(f"01{GTIN}17270331" + f"10{lot}").lot == lot
    assert read_scan(f"(01){GTIN}(17)270331(10){lot}").lot == lot


@pytest.mark.parametrize(
    ("digits", "day"),
    [("270200", date(2027, 2, 28)), ("280200", date(2028, 2, 29)), ("271231", date(2027, 12, 31)),
     ("280229", date(2028, 2, 29))],
)  # fmt: skip
def test_day_00_is_the_last_day_of_the_month(digits, day):
    assert read_scan(f"01{GTIN}17{digits}10C7421").expires == day


@pytest.mark.parametrize("digits", ["270231", "270229", "271301", "270132", "27AB01"])
def test_a_day_that_does_not_exist_is_said_and_the_rest_is_kept(digits):
    scan = read_scan(f"01{GTIN}17{digits}10C7421{GS}21A12")
    assert (scan.gtin, scan.lot, scan.serial, scan.expires) == (GTIN, "C7421", "A12", None)
    assert len(scan.faults) == 1
    assert "does not exist" in str(scan.faults[0])
    assert digits[4:] in str(scan.faults[0])


def test_a_wrong_check_digit_is_said_and_the_rest_is_kept():
    scan = read_scan("0109501101530004" + "1727033110C7421")
    assert (scan.gtin, scan.lot, scan.expires) == (None, "C7421", date(2027, 3, 31))
    assert "check digit" in str(scan.faults[0])


@pytest.mark.parametrize(
    ("half", "understood"),
    [
        (f"01{GTIN[:9]}", Scan()),
        (f"01{GTIN}1727", Scan(GTIN)),
        (f"01{GTIN}17270331", Scan(GTIN, expires=date(2027, 3, 31))),
        (f"01{GTIN}1727033110", Scan(GTIN, expires=date(2027, 3, 31))),
        (f"01{GTIN}", Scan(GTIN)),
        (GTIN[1:], Scan(GTIN)),
        ("17270331" + "10C7421", Scan(None, "C7421", date(2027, 3, 31))),
    ],
)
def test_of_half_a_code_what_is_there_is_kept_and_what_is_missing_is_said(half, understood):
    scan = read_scan(half)
    assert (scan.gtin, scan.lot, scan.expires) == (understood.gtin, understood.lot, understood.expires)
    assert scan.faults


def test_a_lot_without_its_separator_is_not_guessed():
    scan = read_scan(f"01{GTIN}1727033110C742121ABCDEFGHIJKLMNOPQ")
    assert scan.lot is None
    assert "ends" in str(scan.faults[0])


@pytest.mark.parametrize("text", ["", "  ", "hello", "http://example.org/x", "]d2", "999999", "\x1d\x1d"])
def test_no_code_is_a_sentence(text):
    scan = read_scan(text)
    assert not scan.understood
    assert len(scan.faults) == 1


@given(st.text(max_size=80))
def test_any_text_is_read_without_a_fault_of_the_program(text):
    for begin in ("", "]d2", f"01{GTIN}", "(01)", f"01{GTIN}1727033110"):
        scan = read_scan(begin + text)
        assert scan.understood or scan.faults
        assert all(len(str(fault)) <= 500 for fault in scan.faults)


_LOTS = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=20)


@given(_LOTS, _LOTS, st.dates(date(2001, 1, 1), date(2049, 12, 31)))
def test_what_is_printed_is_read_again(lot, serial, day):
    printed = f"]d201{GTIN}17{day:%y%m%d}10{lot}{GS}21{serial}"
    assert read_scan(printed) == Scan(GTIN, lot, day, serial)


@pytest.mark.parametrize("text", ["]d201", "]C1", "(01)0", f"01{GTIN}", f"{GS}01{GTIN}17"])
def test_a_code_is_known_by_its_beginning(text):
    assert looks_scanned(text)
    assert all(may_become_scanned(text[:n]) for n in range(len(text) + 1))


@pytest.mark.parametrize(
    "text", ["1.5", "01/2027", "2.5", "Smith", "12,5", "01/03/1992", "(a)", "10/03/1992", "01 C7421", "]x", "C0101010"]
)
def test_what_people_type_does_not_look_scanned(text):
    assert not looks_scanned(text)
    assert not may_become_scanned(text)


def test_a_birth_date_without_dots_is_not_taken_for_a_code():
    assert not looks_scanned("01031992")
