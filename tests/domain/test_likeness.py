"""Who may be one person: names however they are written, birth dates mistyped, chart numbers of somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from charting.domain.likeness import Acquaintances, Because, close_dates, likeness
from charting.domain.patient import Patient, checked_patient
from charting.domain.plain_text import compared, plain_line, shows_nothing
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
