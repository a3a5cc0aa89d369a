"""Who may be one person: names however they are written, birth dates mistyped, chart numbers of somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from charting.domain.people.patient import (
    Acquaintances,
    Because,
    Patient,
    bare,
    checked_patient,
    close_dates,
    likeness,
    same_names,
    same_number,
    share_a_name,
    surest_first,
    words,
)
from charting.domain.text import compared, plain_line, shows_nothing
from charting.errors import Refused

ANNA = Patient("1", "Berg", "Anna", date(1992, 3, 5), "17")
OTHER = replace(ANNA, id="2", chart_no=None)


@pytest.mark.parametrize(
    ("family", "given", "because"),
    [
        ("Berg", "Anna", Because.OTHER_NUMBER),
        ("BERG ", "anna\u200b", Because.OTHER_NUMBER),
        ("Ber\u00adg", "\u200eAnna\ufeff", Because.OTHER_NUMBER),
        ("Be\u200crg", "An\u200dna", Because.OTHER_NUMBER),
        ("Anna", "Berg", Because.SWAPPED_NAMES),
        ("Berg Anna", "-", Because.SWAPPED_NAMES),
        ("Berg 1", "Anna", None),
        ("Burg", "Anna", Because.CLOSE_NAMES),
        ("Berg", "Anan", Because.CLOSE_NAMES),
        ("Berg", "Anna Maria", Because.CLOSE_NAMES),
        ("Berg-Lund", "Anna", Because.CLOSE_NAMES),
        ("Ana", "Berg", Because.SWAPPED_NAMES),
        ("Berg", "Eva", None),
        ("Bong", "Emma", None),
        ("Lindqvist", "Anna", None),
    ],
)
def test_names_of_one_birth_date(family: str, given: str, because: Because | None):
    assert likeness(replace(OTHER, family_name=family, given_name=given), ANNA) is because
    assert likeness(ANNA, replace(OTHER, family_name=family, given_name=given)) is because


@pytest.mark.parametrize(
    ("one", "other", "because"),
    [
        ("Müller", "Mueller", Because.CLOSE_NAMES),
        ("Schröder-Jäger", "Schroeder-Jaeger", Because.CLOSE_NAMES),
        ("O'Brien", "OBrien", Because.OTHER_NUMBER),
        ("De La Cruz", "Delacruz", Because.OTHER_NUMBER),
        ("Ångström", "angstrom", Because.OTHER_NUMBER),
        ("Иванова", "Иванава", Because.CLOSE_NAMES),
        ("李", "王", None),
        ("Li", "Lu", None),
        ("山田", "山本", None),
    ],
)
def test_spellings(one: str, other: str, because: Because | None):
    assert likeness(replace(ANNA, family_name=one), replace(OTHER, family_name=other)) is because


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Lee Anna", "Lea Anna", True),  # three letters: one slip
        ("Li Anna", "Lo Anna", False),
        ("Berger Anna", "Bargar Anna", True),  # six letters: two
        ("Berge Anna", "Barga Anna", False),
        ("Berge Anna", "Barge Anna", True),
        ("Bergers Anna", "Bargart Anna", False),
        ("Berg-Lund Amelie", "Berg Emelia", True),  # a name left out is no slip
        ("Berg-Lund Amelie", "Berg Emilia", False),
        ("Berg-Lund Anna", "Lund-Berg Anne", True),
        ("Berger Anna", "Bergersen Anna", False),
        ("Lee Anna", "Lea Anne", True),
        ("Berger Anna", "Bargar Anne", False),
    ],
)
def test_so_many_letters_may_be_others(one: str, other: str, alike: bool):
    a, b = (replace(OTHER, **dict(zip(("family_name", "given_name"), name.split(), strict=True)))
            for name in (one, other))  # fmt: skip
    expected = Because.CLOSE_NAMES if alike else None
    assert likeness(a, b) is likeness(b, a) is expected


@pytest.mark.parametrize(
    ("born", "because"),
    [
        (date(1992, 5, 3), Because.CLOSE_BIRTH_DATE),
        (date(1992, 3, 6), Because.CLOSE_BIRTH_DATE),
        (date(1982, 3, 5), Because.CLOSE_BIRTH_DATE),
        (date(1929, 3, 5), Because.CLOSE_BIRTH_DATE),
        (date(1992, 4, 16), None),
        (date(1981, 3, 5), None),
    ],
)
def test_birth_dates_of_the_same_names(born: date, because: Because | None):
    assert likeness(replace(OTHER, born=born), ANNA) is because
    assert (born in close_dates(ANNA.born)) == (ANNA.born in close_dates(born)) == (because is not None)
    assert likeness(replace(OTHER, born=born, given_name="Anne"), ANNA) is None


@pytest.mark.parametrize(
    ("born", "close", "far"),
    [
        (date(1992, 11, 10), {(1992, 10, 11), (1992, 12, 10), (1992, 1, 10), (1992, 11, 30), (1992, 11, 1)},
         {(1992, 11, 21), (1992, 2, 10), (1992, 1, 1)}),
        (date(1992, 3, 1), {(1992, 1, 3), (1992, 3, 31), (1992, 3, 9), (1992, 3, 10)}, {(1992, 3, 15), (1992, 3, 12)}),
        (date(1992, 12, 31), {(1992, 12, 30), (1992, 12, 11), (1992, 12, 1), (1922, 12, 31)}, {(1992, 11, 30)}),
    ],
)  # fmt: skip
def test_one_digit_two_neighbours_or_day_and_month(born: date, close: set[tuple[int, int, int]], far: set[object]):
    found = {(day.year, day.month, day.day) for day in close_dates(born)}
    assert close <= found
    assert not far & found
    assert born not in close_dates(born)


def test_a_chart_number_of_somebody_else():
    numbered = replace(OTHER, chart_no=" 17")
    assert likeness(replace(numbered, family_name="Else"), ANNA) is Because.OTHER_NAMES
    assert likeness(replace(numbered, born=date(1980, 7, 9), family_name="Else"), ANNA) is Because.OTHER_BIRTH_DATE
    assert likeness(numbered, ANNA) is Because.SAME
    assert likeness(replace(numbered, chart_no="1-7", family_name="Else"), ANNA) is None


def test_the_surest_comes_first_and_those_known_to_be_others_do_not_come():
    people = Acquaintances()
    close, same = replace(ANNA, id="3", given_name="Anne", chart_no="3"), replace(ANNA, id="4", chart_no="4")
    for one in (close, same):
        people.add(one)
    assert [one.id for one, _ in people.like(OTHER)] == ["4", "3"]
    assert [one.id for one, _ in people.like(OTHER, {"4"})] == ["3"]


def test_a_date_that_stands_for_an_unknown_one_makes_nobody_alike_by_spelling_alone():
    people = Acquaintances()
    for number in range(400):
        people.add(replace(ANNA, id=f"x{number}", family_name=f"Name{number:03}", chart_no=None))
    people.add(ANNA)
    assert people.like(replace(OTHER, family_name="Name0001")) == []
    assert [one.id for one, _ in people.like(OTHER)] == [ANNA.id]


@pytest.mark.parametrize(("others", "found"), [(299, True), (300, False)])
def test_three_hundred_of_a_day_are_still_compared(others: int, found: bool):
    people = Acquaintances()
    for number in range(others):
        people.add(replace(ANNA, id=f"x{number}", family_name=f"Name{number:03}", chart_no=None))
    people.add(ANNA)
    assert [one.id for one, _ in people.like(replace(OTHER, family_name="Burg"))] == ([ANNA.id] if found else [])


def test_a_chart_number_finds_those_born_on_the_day():
    people = Acquaintances()
    for one in (ANNA, replace(ANNA, id="3", born=date(1980, 1, 1)), replace(ANNA, id="4", chart_no="18")):
        people.add(one)
    assert people.of_number(replace(OTHER, chart_no=" 17 ", family_name="Else")) == (ANNA,)
    assert people.of_number(replace(OTHER, chart_no="17"), {ANNA.id}) == ()
    assert people.of_number(OTHER) == ()
    assert same_number(" a 17", "A17")
    assert not same_number("1-7", "17")


def test_nobody_is_born_tomorrow():
    assert checked_patient(ANNA, ANNA.born) == ANNA
    with pytest.raises(Refused, match="lies in the future"):
        checked_patient(ANNA, date(1992, 3, 4))


def test_everybody_who_may_be_the_same_is_found_by_whatever_makes_them_alike():
    people = Acquaintances()
    by_number = replace(ANNA, id="number", family_name="Else", born=date(1970, 7, 7))
    by_day = replace(ANNA, id="day", given_name="Anne", chart_no=None)
    by_names = replace(ANNA, id="names", family_name="Anna", given_name="Berg", born=date(1992, 5, 3), chart_no=None)
    same = replace(ANNA, id="same")
    far = replace(ANNA, id="far", born=date(1950, 1, 1), chart_no="99")
    for one in (by_names, by_number, far, by_day, same):
        people.add(one)
    assert [(one.id, because) for one, because in people.like(ANNA)] == [
        ("same", Because.SAME), ("day", Because.CLOSE_NAMES), ("number", Because.OTHER_BIRTH_DATE),
        ("names", Because.CLOSE_BIRTH_DATE),
    ]  # fmt: skip
    assert people.like(same) == [pair for pair in people.like(ANNA) if pair[0] is not same]
    assert surest_first(ANNA, [by_names, far, same]) == [
        (same, Because.SAME), (by_names, Because.CLOSE_BIRTH_DATE)
    ]  # fmt: skip


def test_a_name_in_the_other_field_and_the_birth_date_mistyped():
    split = replace(OTHER, family_name="Berg Lund", given_name="Anna", born=date(1992, 5, 3))
    assert likeness(split, replace(ANNA, family_name="Berg", given_name="Lund Anna")) is Because.CLOSE_BIRTH_DATE
    assert likeness(split, replace(ANNA, family_name="Berg", given_name="Lund Eva")) is None


def test_who_shares_a_name():
    for family, given, shared in (("berg", "Eva", True), ("Else", "ANNA ", True), ("Else", "Eva", False),
                                  ("Anna", "Berg", False)):  # fmt: skip
        assert share_a_name(ANNA, replace(OTHER, family_name=family, given_name=given)) is shared
        assert not same_names(ANNA, replace(OTHER, family_name=family, given_name=given))
    assert same_names(ANNA, replace(OTHER, family_name="BERG"))


def test_words_of_names():
    assert words("O'Brien-Núñez") == ("o", "brien", "nunez")
    assert words("  de  la Cruz ") == ("de", "la", "cruz")
    assert words("-") == ("-",)  # signs alone are all there is of it
    assert bare("O'Brien-Núñez") == "obriennunez"
    assert same_number(" A 1\u200b7-b", "a17-B")


def test_people_whose_name_is_a_sign_alone_are_alike_by_it_alone():
    dash = replace(OTHER, family_name="-", given_name="-")
    assert likeness(dash, replace(dash, id="x")) is Because.OTHER_NUMBER
    assert likeness(dash, replace(dash, id="x", family_name="+")) is None
    assert likeness(dash, ANNA) is None


def test_a_day_of_the_first_years_keeps_its_noughts():
    assert date(812, 3, 5) not in close_dates(date(812, 3, 5))
    assert {date(812, 5, 3), date(82, 1, 5), date(1812, 3, 5)} & close_dates(date(812, 3, 5)) == {
        date(812, 5, 3), date(1812, 3, 5)
    }  # fmt: skip


def test_numbers_in_names_are_other_people():
    """“Patient 1” and “Patient 2” were never one person, however near their names are."""
    one = replace(OTHER, family_name="Patient 1", given_name="Test")
    assert likeness(one, replace(one, id="x", family_name="Patient 2")) is None
    assert likeness(one, replace(one, id="x", family_name="Patent 1")) is Because.CLOSE_NAMES


def test_what_nobody_sees_is_lost_and_spelling_is_kept():
    hidden = "A\u200bn\u200en\u202ea\u2066\ufeff\u00ad\x07\u200f\u2069"
    assert plain_line(hidden) == "Anna"
    assert plain_line("a\tb\nc") == "a b c"
    for kept in ("می\u200cنا", "क्\u200dष", "👩\u200d🦰", "O'Brien", "शर्मिला"):
        assert plain_line(kept) == kept
    assert compared("می\u200cنا") == "مینا"
    assert shows_nothing(" \u200c\u3164")


def test_a_patient_is_kept_without_them_and_needs_a_name_that_is_seen():
    hidden = replace(ANNA, family_name="Be\u202erg", given_name="\u200bAnna", chart_no="17\u200b")
    assert checked_patient(hidden, date(2026, 7, 14)) == ANNA
    with pytest.raises(Refused, match="given name is missing"):
        checked_patient(replace(ANNA, given_name="\u200b\u200c"), date(2026, 7, 14))
