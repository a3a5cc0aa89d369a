"""Who in a file is who: the same, a near one somebody has to decide, or new."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from charting.domain.people.patient import Patient
from charting.domain.visit.visit import Visit
from charting.errors import Refused
from charting.exchange.matching import Because, Choice, Decision, deciding, match
from charting.exchange.planning import held
from charting.exchange.records import Arrival, Incoming, PatientRecord

NOW = datetime(2026, 7, 14, 10, tzinfo=UTC)
HERE = Patient("00000000-0000-7000-8000-000000000001", "Ångström", "Åsa", date(1980, 3, 25), "17")


def incoming(number: int = 9, *, own_id: bool = False, table: bool = True, **details: object) -> Incoming:
    patient = replace(HERE, id=f"00000000-0000-7000-8000-{number:012}", **details)
    visit = Visit(f"00000000-0000-7000-8000-1{number:011}", patient.id, NOW)
    return held(PatientRecord(patient, (visit,), of_table=table), "x.csv", f"line {number}", own_id)


def test_the_same_chart_number_birth_date_and_a_name_are_the_same_person():
    found = match([incoming(family_name="angstrom ", given_name="Other", chart_no=" 17")], [HERE], {})
    (record,) = (arrival.record for arrival in found.arrivals)
    assert record.patient == HERE
    assert record.visits[0].patient_id == HERE.id
    assert record.guest


def test_the_same_id_is_the_same_person():
    found = match([held(PatientRecord(replace(HERE, chart_no="x"), of_table=True), "x", "", True)], [HERE], {})
    assert found.arrivals[0].patient == HERE


@pytest.mark.parametrize(
    ("details", "because"),
    [
        ({"born": date(1980, 3, 26)}, Because.OTHER_BIRTH_DATE),
        ({"chart_no": "18"}, Because.OTHER_NUMBER),
        ({"chart_no": None, "family_name": "ANGSTRÖM"}, Because.OTHER_NUMBER),
        ({"family_name": "Else", "given_name": "Who"}, Because.OTHER_NAMES),
    ],
)
def test_who_is_near_is_asked_about(details: dict[str, object], because: Because):
    one = incoming(**details)
    found = match([one], [HERE], {})
    assert found.arrivals == ()
    (near,) = found.nears
    assert (near.because, near.like) == (because, (HERE,))
    same = match([one], [HERE], {near.key: Decision(Choice.SAME, HERE.id)})
    assert same.arrivals[0].patient == HERE
    assert match([one], [HERE], {near.key: Decision(Choice.ANOTHER)}).arrivals == (Arrival(one, one.patient),)
    assert match([one], [HERE], {near.key: Decision(Choice.LEAVE_OUT)}).left_out == 1


def test_somebody_else_is_new():
    one = incoming(chart_no="18", family_name="Else")
    assert match([one], [HERE], {}).arrivals == (Arrival(one, one.patient),)


def test_several_of_one_number_are_asked_about():
    other = replace(HERE, id="00000000-0000-7000-8000-000000000002")
    (near,) = match([incoming()], [HERE, other], {}).nears
    assert near.because is Because.SEVERAL
    with pytest.raises(Refused, match="line 9"):
        deciding([near], new=False, same=True)


def test_two_in_one_file_who_are_near_are_asked_about_unless_the_file_tells_them_apart():
    one, two = incoming(1, chart_no="5"), incoming(2, chart_no="5", born=date(1980, 3, 26))
    found = match([one, two], [], {})
    assert [near.incoming for near in found.nears] == [two]
    named = [replace(one, own_id=True), replace(two, own_id=True)]
    assert match(named, [], {}).nears == ()


def test_a_refusal_without_a_screen_names_the_line_and_the_patient():
    (near,) = match([incoming(chart_no="18")], [HERE], {}).nears
    with pytest.raises(Refused) as refused:
        deciding([near], new=False, same=False)
    assert str(refused.value).startswith("x.csv, line 9: Ångström Åsa, born 1980-03-25, chart number 18, is like the")
    assert HERE.id in str(refused.value)
    assert len(str(refused.value)) <= 500
