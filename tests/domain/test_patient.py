"""Who can be kept as a patient, how a name is found, and how old somebody is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from charting.domain.face.face import Measures
from charting.domain.people.patient import Patient, age_on, checked_patient, checked_text, folded
from charting.domain.text import plainly
from charting.errors import Refused

TODAY = date(2026, 7, 14)
ANN = Patient("p", "Beispiel", "Ann", date(1992, 3, 5), "12-7", interpupillary_mm=Decimal(62))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"family_name": " "}, "The family name is missing"),
        ({"given_name": "\u200b"}, "The given name is missing"),
        ({"family_name": "x" * 501}, "The family name has 501 characters; at most 500 can be kept."),
        ({"given_name": "x" * 501}, "The given name has 501 characters; at most 500 can be kept."),
        ({"chart_no": "x" * 501}, "The chart number has 501 characters; at most 500 can be kept."),
        ({"given_name": "a\ud800b"}, "The given name holds a character that cannot be stored"),
        ({"born": date(2026, 7, 15)}, "The date of birth 2026-07-15 lies in the future."),
        ({"interpupillary_mm": Decimal(5)}, "mm"),
    ],
)
def test_who_cannot_be_kept_is_refused(changes: dict[str, object], said: str):
    with pytest.raises(Refused, match=said):
        checked_patient(replace(ANN, **changes), TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {}, {"born": TODAY}, {"chart_no": None}, {"chart_no": ""}, {"interpupillary_mm": None},
        {"family_name": "x" * 500, "given_name": "李", "chart_no": "0" * 500},
    ],
)  # fmt: skip
def test_who_is_just_within_the_bounds_is_kept(changes: dict[str, object]):
    patient = replace(ANN, **changes)  # type: ignore[arg-type]
    assert checked_patient(patient, TODAY) is patient


@pytest.mark.parametrize("sign", [0, 0xD800, 0xDCAB, 0xDFFF])
def test_what_no_file_can_hold_is_refused(sign: int):
    with pytest.raises(Refused, match="The note holds a character that cannot be stored; delete it and try again"):
        checked_text("The note", f"a{chr(sign)}b")


def test_the_signs_beside_those_can_be_kept():
    for text in ("\x01", "\ud7ff", "\ue000", "x" * 500):
        assert checked_text("The note", text) == text
    with pytest.raises(Refused, match="The note has 4 characters; at most 3 can be kept"):
        checked_text("The note", "abcd", 3)
    assert checked_text("The note", "abc", 3) == "abc"


def test_what_nobody_sees_goes_from_every_name_and_number():
    for changes in ({"family_name": "Bei\u200bspiel"}, {"given_name": "An\ufeffn"}, {"chart_no": "12\u200e-7"}):
        assert plainly(replace(ANN, **changes)) == ANN
        assert checked_patient(replace(ANN, **changes), TODAY) == ANN
    assert plainly(ANN) is ANN


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Ångström", "angstrom"), ("Łódź", "lodz"), ("Müller", "MULLER"), ("Straße", "strasse"), ("Þórður", "thordur"),
        ("Ærø", "aero"), ("Œuvre", "oeuvre"), ("Işık", "isik"), ("Ħamrun", "hamrun"), ("Đorđe", "dorde"),
        ("Ŧana", "tana"), ("Coŀlell", "col·lell"), ("ＡＮＮ", "ann"), ("İnci", "inci"), ("ᾼδης", "αιδης"),
        ("ϒγεια", "υγεια"),
    ],
)  # fmt: skip
def test_a_name_is_found_without_its_accents(name: str, typed: str):
    assert folded(name) == folded(typed)


@pytest.mark.parametrize(
    ("day", "years"),
    [
        (date(2026, 3, 4), 33),
        (date(2026, 3, 5), 34),
        (date(2026, 4, 1), 34),
        (date(2026, 2, 28), 33),
        (date(1992, 3, 5), 0),
    ],
)
def test_a_year_older_on_the_birthday(day: date, years: int):
    assert age_on(date(1992, 3, 5), day) == years


def test_who_was_born_on_a_leap_day_is_older_on_the_first_of_march():
    assert (age_on(date(2004, 2, 29), date(2026, 2, 28)), age_on(date(2004, 2, 29), date(2026, 3, 1))) == (21, 22)


def test_a_measure_that_was_only_proposed_counts_for_nothing():
    proposed = replace(ANN, face_width_mm=Decimal(130), measured=("interpupillary_mm",))
    assert proposed.given_measures == Measures(Decimal(62), Decimal(130), None)
    assert proposed.measures == Measures(Decimal(62), None, None)
    assert replace(proposed, measured=None).measures == proposed.given_measures
