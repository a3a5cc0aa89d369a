"""What an import would do: new, there already, or refused whole."""

from __future__ import annotations

import gc
from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from charting.domain.people.patient import Patient
from charting.domain.visit.visit import Signature, Status, Visit
from charting.errors import Refused
from charting.exchange.importing import Reading, seldom_swept
from charting.exchange.records import PatientRecord, Vocabulary
from tests.exchange.files import NOW, of_bytes
from tests.exchange.plans import Plan, plan
from tests.store.values import NOON, a_patient, a_visit, some_id


def planned(*records: PatientRecord, patients: tuple[Patient, ...] = (), visits: tuple[Visit, ...] = ()) -> Plan:
    return plan(records, {p.id: p for p in patients}.get, {v.id: v for v in visits}.get)


RECORD = PatientRecord(a_patient(), (a_visit(),))


def test_python_looks_for_circles_as_often_as_before_when_files_are_read(vocabulary: Vocabulary):
    before = gc.get_threshold()
    with seldom_swept():
        assert gc.get_threshold()[0] > before[0]
    with pytest.raises(Refused):
        Reading(vocabulary, NOW).read(of_bytes(b"[]", "x.json"))
    assert gc.get_threshold() == before


def test_all_is_new():
    assert planned(RECORD) == Plan((a_patient(),), (a_visit(),), 0, 0)


def test_all_is_there():
    assert planned(RECORD, patients=(a_patient(),), visits=(a_visit(),)) == Plan((), (), 1, 1)


def test_a_known_patient_gets_a_new_visit():
    assert planned(RECORD, patients=(a_patient(),)) == Plan((), (a_visit(),), 1, 0)


def test_the_same_twice_in_one_import_counts_once():
    more = replace(RECORD, visits=(a_visit(), a_visit(101)))
    assert planned(RECORD, more) == Plan((a_patient(),), (a_visit(), a_visit(101)), 1, 1)


def test_other_details_are_refused_by_id():
    with pytest.raises(Refused, match=some_id(1)):
        planned(RECORD, patients=(a_patient(chart_no="7"),))
    with pytest.raises(Refused, match=some_id(1)):
        planned(RECORD, PatientRecord(a_patient(chart_no="7")))


@pytest.mark.parametrize(
    "change",
    [
        {"lot": "X"},
        {"at": NOON + timedelta(microseconds=1)},
        {"at": NOON.astimezone(timezone(timedelta(hours=3)))},
        {"status": Status.SIGNED},
        {"points": a_visit(points=2).points},
        {"points": a_visit().points[::-1]},
    ],
)
def test_another_content_is_refused_by_id(change: dict[str, object]):
    with pytest.raises(Refused, match=some_id(100)):
        planned(RECORD, patients=(a_patient(),), visits=(replace(a_visit(), **change),))


def test_a_visit_of_somebody_else_is_refused():
    with pytest.raises(Refused, match="another patient"):
        planned(RECORD, visits=(a_visit(patient_id=some_id(2)),))
    with pytest.raises(Refused, match="another patient"):
        planned(RECORD, PatientRecord(a_patient(2), (a_visit(patient_id=some_id(2)),)))


def test_who_signed_is_no_content_of_a_file():
    signed = a_visit(status=Status.SIGNED)
    here = replace(signed, signature=Signature("Dr Sign", NOON, "0" * 64))
    assert planned(PatientRecord(a_patient(), (signed,)), patients=(a_patient(),), visits=(here,)).visits_there == 1
