"""What values are called, how numbers, dates and names are written, and how a typed date is read."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale
from PySide6.QtGui import Qt, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from charting.domain.dosing.reference import Reference
from charting.domain.dosing.styles import Style
from charting.domain.face.face import View
from charting.domain.people.patient import Patient, Sex
from charting.domain.visit.visit import Kind, Status, Technique
from charting.errors import Refused
from charting.ui.kit.date_field import settled_date
from charting.words import words
from charting.words.dates import date_order, parse_date, typed_date

TODAY = date(2026, 7, 14)
ALL_LOCALES = QLocale.matchingLocales(
    QLocale.Language.AnyLanguage, QLocale.Script.AnyScript, QLocale.Country.AnyCountry
)


def person(family: str = "Family", given: str = "Given", chart_no: str | None = "10482") -> Patient:
    return Patient("1", family, given, date(1992, 3, 5), chart_no, Sex.FEMALE)


def test_every_value_has_a_name() -> None:
    for function, values in (
        (words.style_name, Style), (words.kind_name, Kind), (words.status_name, Status), (words.view_name, View),
        (words.technique_name, Technique), (words.sex_name, (*Sex, None)),
    ):  # fmt: skip
        names = [function(value) for value in values]
        assert all(names)
        assert len(set(names)) == len(names)


def test_a_problem_is_said_with_its_values_and_in_english_where_nothing_else_fits() -> None:
    assert words.tr_problem(Refused("{name} is missing.", name="The lot {x}")) == "The lot {x} is missing."


def test_areas_are_named_by_side(reference: Reference) -> None:
    assert words.area_name(reference, "crows_feet.right") == "Crow's feet R"
    assert words.area_name(reference, "crows_feet.left", full=True) == (
        "Lateral canthal lines (crow's feet), patient's left"
    )
    assert words.area_name(reference, "forehead") == "Forehead"
    assert words.area_name(reference, "unassigned") == words.area_name(reference, None) == "On no area"
    for code in reference.areas:
        assert words.area_name(reference, code)


def test_numbers_say_nothing_they_do_not_know() -> None:
    assert words.units_text(Decimal("6.50")) == "6.5"
    assert words.units_text(Decimal("1200")) == "1200"
    assert words.units_text(Decimal("1E+2")) == "100"
    assert words.density_text(0.1126) == "0.11"
    assert words.density_text(0.0962) == "0.096"
    assert words.density_text(None) == "–"
    assert words.ml_text(Fraction(81, 80)) == "1.01"


def test_the_decimal_sign_is_one_that_can_be_typed() -> None:
    for locale in ALL_LOCALES:
        QLocale.setDefault(locale)
        assert words.units_text(Decimal("1.5")) in ("1.5", "1,5")
    QLocale.setDefault(QLocale("de_DE"))
    assert words.units_text(Decimal("1.5")) == words.typed_number(Decimal("1.5")) == "1,5"


@pytest.mark.parametrize(
    ("name", "text"),
    [("en_GB", "14 Jul 2026"), ("en_US", "Jul 14, 2026"), ("de_DE", "14. Juli 2026"), ("ja_JP", "2026年7月14日")],
)
def test_dates_follow_the_locale_without_being_taken_for_another(name: str, text: str) -> None:
    QLocale.setDefault(QLocale(name))
    assert words.date_text(TODAY) == text


def test_a_visit_has_the_time_of_its_own_place() -> None:
    at = datetime(2026, 7, 14, 10, 20, tzinfo=timezone(timedelta(hours=-7)))
    assert words.datetime_text(at) == "14 Jul 2026 10:20"


def test_names_stay_on_one_line_and_in_their_place() -> None:
    assert words.person_name(person("Fa\nmily", "<b>Given</b>")) == "Fa mily, <b>Given</b>"
    assert words.person_name(person("a\u202etxt", "\u2066b")) == "atxt, b"
    assert words.person_name(person("כהן", "דוד")) == "\u2068כהן\u2069, \u2068דוד\u2069"
    assert words.shortened("x" * 500) == "x" * 59 + "…"


@pytest.mark.parametrize("text", ["<b>bold</b>", "a & b", "&lt;", "plain", "x" * 500, '"<img src=//host/a>'])
def test_a_tooltip_is_plain_text_whatever_it_holds(text: str) -> None:
    tip = words.tooltip(text)
    assert Qt.mightBeRichText(tip)  # so that its escapes are undone
    document = QTextDocument()
    document.setHtml(tip)
    assert document.toPlainText().replace("\u200b", "") == text


# ---------------------------------------------------------------------- dates as they are typed


@pytest.mark.parametrize(
    ("name", "typed", "read"),
    [
        ("en_GB", "1992-03-05", date(1992, 3, 5)),
        ("en_US", "1992-03-05", date(1992, 3, 5)),
        ("de_DE", "05.03.1992", date(1992, 3, 5)),
        ("de_DE", "5.3.92", date(1992, 3, 5)),
        ("en_GB", "5/3/92", date(1992, 3, 5)),
        ("en_US", "5/3/92", date(1992, 5, 3)),
        ("en_GB", " 5 3 1992 ", date(1992, 3, 5)),
        ("sv_SE", "1992-03-05", date(1992, 3, 5)),
        ("sv_SE", "5.3.1992", date(1992, 3, 5)),
        ("ja_JP", "1992/3/5", date(1992, 3, 5)),
        ("en_GB", "5 Mar 1992", date(1992, 3, 5)),
        ("en_US", "March 5, 1992", date(1992, 3, 5)),
        ("ar_EG", "٥/٣/١٩٩٢", date(1992, 3, 5)),
        ("en_GB", "29/2/1992", date(1992, 2, 29)),
        ("en_GB", "14/7/26", TODAY),
        ("en_GB", "15/7/26", date(1926, 7, 15)),
        ("en_GB", "05031992", date(1992, 3, 5)),
        ("en_US", "03051992", date(1992, 3, 5)),
        ("de_DE", "05031992", date(1992, 3, 5)),
        ("sv_SE", "19920305", date(1992, 3, 5)),
        ("ar_EG", "٠٥٠٣١٩٩٢", date(1992, 3, 5)),
        ("en_US", "4.7.2026", date(2026, 7, 4)),
        ("en_GB", "4.7.2026", date(2026, 7, 4)),
        ("de_DE", "4. 7. 2026", date(2026, 7, 4)),
        ("sv_SE", "4.7.2026", date(2026, 7, 4)),
        ("ja_JP", "4.7.2026", date(2026, 7, 4)),
        ("en_US", "4.7.26", date(2026, 7, 4)),
        ("en_US", "2026.7.4", date(2026, 7, 4)),
        ("en_US", "4/7/2026", date(2026, 4, 7)),
        ("en_GB", "４／７／２０２６", date(2026, 7, 4)),
    ],
)
def test_a_date_is_read_in_the_order_of_the_locale_or_year_first(name: str, typed: str, read: date) -> None:
    assert parse_date(typed, TODAY, QLocale(name)) == read


@pytest.mark.parametrize(
    ("typed", "words_in_it"),
    [
        ("30.2.1992", "February 1992 has only 29 days"),
        ("31.4.1992", "April 1992 has only 30 days"),
        ("1993-02-29", "February 1993 has only 28 days"),
        ("13.13.1992", "not a date"),
        ("0.1.1992", "not a date"),
        ("1.1.0000", "not a date"),
        ("5.3.192", "not a date"),
        ("5.3", "not a date"),
        ("yesterday", "not a date"),
        ("", "missing"),
        ("19920305", "eight figures are read in the order of 05/03/1992"),
        ("20121011", "eight figures"),
        ("30021992", "February 1992 has only 29 days"),
        ("5031992", "not a date"),
        ("050392", "not a date"),
    ],
)
def test_a_day_that_no_calendar_has_is_refused_in_a_sentence(typed: str, words_in_it: str) -> None:
    with pytest.raises(Refused, match=words_in_it):
        parse_date(typed, TODAY, QLocale("en_GB"))


@given(st.dates(min_value=date(1850, 1, 1), max_value=date(2099, 12, 31)), st.sampled_from(ALL_LOCALES))
def test_what_is_shown_for_editing_is_read_back_everywhere(day: date, locale: QLocale) -> None:
    assert parse_date(typed_date(day, locale), TODAY, locale) == day
    assert date_order(locale) in ("dmy", "mdy", "ymd")


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        read = parse_date(text, TODAY, QLocale("en_GB"))
    except Refused:
        return
    assert read.year >= 1


def test_a_field_that_is_left_says_the_whole_year_of_what_it_understood(qtbot) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    settled_date(line, lambda: TODAY)
    for typed, said in (("5/3/92", "05/03/1992"), ("05031992", "05/03/1992"), ("5.3.1992", "05/03/1992"),
                        ("30/2/1992", "30/2/1992"), ("", "")):  # fmt: skip
        line.clear()
        QTest.keyClicks(line, typed)
        QTest.keyClick(line, Qt.Key.Key_Return)
        assert line.text() == said
