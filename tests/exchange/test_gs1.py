"""What a scanner types, read as a GS1 code: every way of typing it, and every way in which it can be wrong."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.exchange.codes import Scan, is_no_lot, looks_scanned, may_become_scanned, read_scan

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
    assert read_scan(f"(01){GTIN}(17)270331(10){lot}").lot == lot.strip()  # printed blanks are none of the lot's


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


# ---------------------------------------------------------------------- printed, mangled, doubled, German

PZN = "03752864"
PPN, NTIN = "110375286414", "04150037528643"
GERMAN = f"[)>\x1e06{GS}9N{PPN}{GS}1TC7421{GS}D270331{GS}SA12\x1e\x04"


@pytest.mark.parametrize(
    "typed",
    [
        "(01) 09501101530003 (17) 270331 (10) C7421 (21) A12",
        "( 01 )0 9501101 53000 3( 17 )270331( 10 ) C7421 ( 21 )A12 ",
        "(01)09501101530003\n(17)270331\n(10)C7421\n(21)A12",
        "01 09501101530003 17 270331 10 C7421 21 A12",
        f"01{GTIN}70032703311200{GS}10C7421{GS}21A12",
        f"01{GTIN}7003270331120010C7421{GS}21A12",
        f"(01){GTIN}(7003)2703311200(10)C7421(21)A12",
        f"01{GTIN}172703317003{'2703311200'}{GS}10C7421{GS}21A12",
        *(f"01{GTIN}1727033110C7421{sign}21A12"
          for sign in ("<gs>", "[GS]", "{FNC1}", "<FNC1>", "\\x1d", "\\u001d", "%1D", "~", "|", "^", "^]", "\u241d",
                       "\x1e", "<0x1D>", "[1D]")),
    ],
)  # fmt: skip
def test_printed_beside_the_code_or_with_a_separator_in_words_it_says_the_same(typed):
    assert read_scan(typed) == WHOLE


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        (f"01{GTIN}1727033110C7421{GS}10C7422", "two lots"),
        (f"01{GTIN}1727033110C7421{GS}01{GTIN}1727033110D9999", "two lots"),
        (f"(01){GTIN}(10)A(10)B", "two lots"),
        (f"01{GTIN}0104012345678901", "two product numbers"),
        (f"01{GTIN}1727033117270430", "two expiry dates"),
        (f"01{GTIN}172703317003{'2704301200'}", "two expiry dates"),
        (f"01{GTIN}21A{GS}21B", "two serial numbers"),
        (GERMAN.replace("SA12", "1TD9999"), "two lots"),
    ],
)
def test_two_codes_in_one_are_refused_whole(typed, kind):
    scan = read_scan(typed)
    assert not scan.understood
    assert [kind in str(fault) for fault in scan.faults] == [True]


def test_the_same_said_twice_is_said_once():
    assert read_scan(f"01{GTIN}1727033110C7421{GS}10C7421{GS}21A12") == WHOLE


@pytest.mark.parametrize("typed", [GERMAN, GERMAN[:-2], "]d1" + GERMAN,
    GERMAN.replace(GS, "<GS>").replace("\x1e", "<RS>").replace("\x04", "<EOT>"),
    GERMAN.replace(GS, "|").replace("\x1e", ""),
    f"[)>06{GS}8P{NTIN}{GS}1TC7421{GS}D270331{GS}SA12{GS}16D250101",
])  # fmt: skip
def test_the_code_of_a_german_box_says_the_same(typed):
    assert read_scan(typed) == Scan(NTIN, "C7421", date(2027, 3, 31), "A12")
    assert looks_scanned(typed)


@pytest.mark.parametrize("number", ["110375286415", "120375286414", "11037528641", "1103752864AB"])
def test_a_german_number_that_is_wrong_is_said_and_the_rest_is_kept(number):
    scan = read_scan(GERMAN.replace(PPN, number))
    assert (scan.gtin, scan.lot, scan.serial) == (None, "C7421", "A12")
    assert number in str(scan.faults[0])


def test_a_german_code_whose_separators_were_lost_is_not_guessed():
    scan = read_scan(f"[)>069N{PPN}1TC7421D270331SA12")
    assert (scan.gtin, scan.lot, scan.serial, scan.expires) == (None, None, None, None)
    assert "ends" in str(scan.faults[0])


@pytest.mark.parametrize("lot", ["A2155", "C742121A12", "A17270331", "12100"])
def test_a_lot_that_may_hold_another_element_is_not_guessed_without_a_separator(lot):
    scan = read_scan(f"01{GTIN}10{lot}")
    assert (scan.lot, scan.serial) == (None, None)
    assert lot in str(scan.faults[0])


@pytest.mark.parametrize("lot", ["C7421", "C74", "A", "210", "AB17C", "21A"])
def test_a_lot_at_the_end_needs_no_separator(lot):
    assert read_scan(f"01{GTIN}17270331" + f"10{lot}") == Scan(GTIN, lot, date(2027, 3, 31))


_ORDERS = st.permutations(["01", "17", "10", "21"])


@given(_ORDERS, _LOTS, _LOTS, st.dates(date(2001, 1, 1), date(2049, 12, 31)))
def test_without_a_separator_nothing_is_read_that_is_not_so(order, lot, serial, day):
    value = {"01": GTIN, "17": f"{day:%y%m%d}", "10": lot, "21": serial}
    scan = read_scan("".join(ai + value[ai] for ai in order))
    assert scan.lot in (lot, None)
    assert scan.serial in (serial, None)
    assert scan.lot is not None or scan.faults


@given(_ORDERS, _LOTS, _LOTS, st.dates(date(2001, 1, 1), date(2049, 12, 31)),
       st.sampled_from([GS, "<GS>", "{GS}", "|", "~", "^]", "\\x1d"]),
       st.sampled_from(["", "]d2", "]Q3", GS]))  # fmt: skip
def test_in_any_order_and_with_any_separator_a_code_is_read_again(order, lot, serial, day, sign, begin):
    value = {"01": GTIN, "17": f"{day:%y%m%d}", "10": lot, "21": serial}
    typed = begin + "".join(ai + value[ai] + (sign if ai in ("10", "21") else "") for ai in order)
    assert read_scan(typed) == Scan(GTIN, lot, day, serial)


_KEYS = {
    "french": str.maketrans({**dict(zip("1234567890", "&é\"'(-è_çà", strict=True)), "(": "9", ")": "0", "]": "$",
                             "A": "Q", "Q": "A", "W": "Z", "Z": "W", "a": "q", "q": "a"}),
    "german": str.maketrans({"(": ")", ")": "=", "]": "+", "[": "ü", ">": ":", "Y": "Z", "Z": "Y"}),
    "russian": str.maketrans({"]": "ъ", "[": "х", ">": "Ю", "d": "в", "C": "С", "Q": "Й"}),
}  # fmt: skip
"""What a computer with this layout reads of an American keyboard."""


@pytest.mark.parametrize(
    ("layout", "code"),
    [
        ("french", f"01{GTIN}1727033110C7421"), ("french", f"(01){GTIN}(17)270331(10)C7421"),
        ("french", f"]d201{GTIN}1727033110C7421"), ("french", f"]C101{GTIN}1727033110C7421"),
        ("german", f"(01){GTIN}(17)270331(10)C7421"), ("german", f"]d201{GTIN}1727033110C7421"), ("german", GERMAN),
        ("russian", f"]d201{GTIN}1727033110C7421"), ("russian", f"]C101{GTIN}1727033110C7421"), ("russian", GERMAN),
    ],
)  # fmt: skip
def test_a_code_in_the_keys_of_another_country_says_so(layout, code):
    typed = code.translate(_KEYS[layout])
    scan = read_scan(typed)
    assert not scan.understood
    assert "another layout" in str(scan.faults[0])
    assert looks_scanned(typed)
    assert is_no_lot(typed)
    assert all(may_become_scanned(typed[:n]) for n in range(len(typed)))


def test_a_lot_in_the_letters_of_another_layout_is_not_taken():
    scan = read_scan(f"01{GTIN}1727033110С7421")
    assert (scan.gtin, scan.lot) == (GTIN, None)
    assert "another layout" in str(scan.faults[0])


@pytest.mark.parametrize(
    "text",
    [
        f"01{GTIN}",
        f" (01){GTIN}",
        "(01) 0950",
        "]d2",
        f"{GS}01",
        GERMAN,
        f"<GS>01{GTIN}",
        "A" * 21,
        f"01 {GTIN}",
        "[)>06",
    ],
)
def test_a_code_and_what_is_too_long_is_no_lot(text):
    assert is_no_lot(text)


@pytest.mark.parametrize("text", ["C7421", "0012 M", "01", "0103199", "A" * 20, "(A)", "17270331", "à1", "+A", "9N110"])
def test_a_lot_is_one(text):
    assert not is_no_lot(text)


def test_a_code_whose_end_did_not_come_is_not_called_whole():
    scan = read_scan(f"01{GTIN}1727033110C74", ended=False)
    assert scan.lot == "C74"
    assert "cut off" in str(scan.faults[-1])
