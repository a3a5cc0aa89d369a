"""Links, reviews and outcomes in exchange files: read exactly, refused with their place, imported once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from charting.domain.visit.outcome import (
    Evenness,
    EventSide,
    Finding,
    FoundEvent,
    Residual,
    Review,
    Severity,
    WoreOff,
)
from charting.domain.visit.visit import Kind, Visit
from charting.errors import Refused
from charting.exchange.planning import Outcome
from charting.exchange.records import PatientRecord, Vocabulary
from tests.exchange.files import (
    PATIENT,
    REVIEW,
    TREATMENT,
    inside,
    looking_back,
    read_assess,
    read_import,
    whole,
    write,
)
from tests.exchange.plans import Plan, plan

ROW = f"{PATIENT}.visits[1]"


def test_a_whole_file_in_values(vocabulary: Vocabulary):
    (record,) = read_import(looking_back(), vocabulary)
    treatment, review = record.visits
    assert (treatment.of, treatment.review) == (None, None)
    assert (review.kind, review.of) == (Kind.REVIEW, TREATMENT)
    assert review.review == Review(
        findings=(Finding("forehead", Residual.SLIGHT), Finding("crows_feet.left", Residual.NONE)),
        evenness=Evenness.SLIGHTLY_UNEVEN, adverse_events=(FoundEvent("brow_ptosis"),), satisfaction=4,
        note="A little heavy.",
    )  # fmt: skip
    assert (record.pinned, record.recall_on) == (TREATMENT, date(2026, 11, 1))
    assert record.wore_off == (
        WoreOff(TREATMENT, None, date(2026, 11, 10), about=True),
        WoreOff(TREATMENT, "crows_feet.left", date(2026, 10, 20)),
    )
    assert read_assess(looking_back(), vocabulary) == (record,)
    assert read_import(write([record]), vocabulary) == (record,)


def test_a_file_without_any_of_it_is_written_as_before(vocabulary: Vocabulary):
    content = write(read_import(whole(), vocabulary)).decode()
    for key in ("review", '"of"', "pinned", "recall", "wore"):
        assert key not in content


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        (f"{ROW}.of", "100", "not a UUID"),
        (f"{ROW}.of", REVIEW, "belong to itself"),
        (f"{ROW}.of", None, "expected text"),
        (f"{ROW}.review", [], "expected an object"),
        (f"{ROW}.review.satisfaction", 6, "from 1 to 5"),
        (f"{ROW}.review.satisfaction", 4.5, "no whole number"),
        (f"{ROW}.review.satisfaction", 1e300, "no whole number"),
        (f"{ROW}.review.satisfaction", True, "expected a number"),
        (f"{ROW}.review.evenness", "crooked", "none of"),
        (f"{ROW}.review.findings[0].area", "crows_feet", "two sides"),
        (f"{ROW}.review.findings[0].area", "crows_feet.left", "stands twice"),
        (f"{ROW}.review.findings[0].residual", "some", "none of"),
        (f"{ROW}.review.findings[0].more", 1, "not known"),
        (f"{ROW}.review.adverse_events[0]", "boredom", "no adverse event"),
        (f"{ROW}.review.adverse_events[0]", 7, "expected text or an object"),
        (f"{ROW}.review.adverse_events[0]", {"side": "left"}, "“code” is missing"),
        (f"{ROW}.review.adverse_events[0]", {"code": "boredom"}, "no adverse event"),
        (f"{ROW}.review.adverse_events[0]", {"code": "bruise", "side": "up"}, "none of right, left, both"),
        (f"{ROW}.review.adverse_events[0]", {"code": "bruise", "severity": 3}, "expected text"),
        (f"{ROW}.review.adverse_events[0]", {"code": "bruise", "since": "2026-02-30"}, "no date"),
        (f"{ROW}.review.adverse_events[0]", {"code": "bruise", "treated": " "}, "there is no text here"),
        (f"{ROW}.review.adverse_events[0]", {"code": "bruise", "treated": 1}, "expected"),
        (f"{ROW}.review.adverse_events[0]", {"code": "bruise", "more": 1}, "not known"),
        (f"{ROW}.review.note", "x" * 4001, "4001 characters"),
        (f"{PATIENT}.pinned_visit", 7, "expected text"),
        (f"{PATIENT}.recall_on", "2026-02-30", "no date"),
        (f"{PATIENT}.wore_off[0].about", "yes", "expected true or false"),
        (f"{PATIENT}.wore_off[0].area", "crows_feet.left", "stands here twice"),
        (f"{PATIENT}.wore_off[1].on", "soon", "no date"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(vocabulary: Vocabulary, path: str, value: Any, why: str):
    file = looking_back()
    parent, _, last = path.replace("[", ".[").rpartition(".")
    container = inside(file, parent.replace(".[", "["))
    container[int(last[1:-1]) if last.startswith("[") else last] = value
    with pytest.raises(Refused, match=why) as caught:
        read_import(file, vocabulary)
    sentence = str(caught.value)
    assert sentence.startswith("july.json, $.patients[0]")
    assert len(sentence) <= 500


# ---------------------------------------------------------------------- what an import adds


def planned(record: PatientRecord, known: Outcome | None = None, *, there: bool = True) -> Plan:
    visits: dict[str, Visit] = {visit.id: visit for visit in record.visits} if there else {}
    patients = {record.patient.id: record.patient} if there else {}
    return plan([record], patients.get, visits.get, lambda _: known)


@pytest.fixture
def record(vocabulary: Vocabulary) -> PatientRecord:
    return read_import(looking_back(), vocabulary)[0]


def test_outcomes_are_new_once(record: PatientRecord):
    whole_of_it = Outcome(record.patient.id, record.pinned, record.recall_on, record.wore_off)
    assert planned(record, there=False).outcomes == (whole_of_it,)
    assert planned(record, whole_of_it).outcomes == ()
    assert plan([record, record], lambda _: None, lambda _: None).outcomes == (whole_of_it,)


def test_what_a_file_leaves_out_changes_nothing(record: PatientRecord):
    whole_of_it = Outcome(record.patient.id, record.pinned, record.recall_on, record.wore_off)
    bare = replace(record, pinned=None, recall_on=None, wore_off=())
    assert planned(bare, whole_of_it).outcomes == ()
    half = replace(whole_of_it, pinned=None, wore_off=record.wore_off[:1])
    assert planned(record, half).outcomes == (
        Outcome(record.patient.id, record.pinned, None, record.wore_off[1:]),
    )  # fmt: skip


@pytest.mark.parametrize("what", ["pinned", "recall_on", "wore_off"])
def test_another_outcome_is_refused_by_id(record: PatientRecord, what: str):
    others = {
        "pinned": REVIEW,
        "recall_on": date(2027, 1, 1),
        "wore_off": (replace(record.wore_off[0], about=False),),
    }
    known = replace(Outcome(record.patient.id, None, None, ()), **{what: others[what]})
    with pytest.raises(Refused, match=record.patient.id):
        planned(record, known)


def test_an_outcome_of_a_visit_that_is_nowhere_or_later_is_refused(record: PatientRecord):
    with pytest.raises(Refused, match="not among their visits"):
        planned(replace(record, visits=record.visits[1:]), there=False)
    early = replace(record.wore_off[0], on=date(2026, 7, 13))
    with pytest.raises(Refused, match="before the visit"):
        planned(replace(record, wore_off=(early,)), there=False)


def test_another_review_is_other_content(record: PatientRecord):
    treatment, review = record.visits
    for changed in (replace(review, of=None), replace(review, review=None)):
        with pytest.raises(Refused, match=REVIEW):
            plan([record], {record.patient.id: record.patient}.get, {REVIEW: changed, TREATMENT: treatment}.get)


EVENTS = [
    {"code": "lid_ptosis", "side": "left", "severity": "moderate", "since": "2026-07-20", "until": "2026-08-02",
     "treated": "apraclonidine 0.5 %", "reported": "Yellow Card 77"},
    {"code": "bruise", "treated": True, "reported": True},
    {"code": "headache"},
]  # fmt: skip


def with_events(events: list[dict[str, Any]]) -> dict[str, Any]:
    file = looking_back()
    inside(file, f"{ROW}.review")["adverse_events"] = events
    return file


def test_adverse_events_travel_as_objects_and_plain_codes_are_still_read(vocabulary: Vocabulary):
    file = with_events(EVENTS)
    (record,) = read_import(file, vocabulary)
    review = next(visit.review for visit in record.visits if visit.review is not None)
    assert review.adverse_events == (
        FoundEvent("lid_ptosis", EventSide.LEFT, Severity.MODERATE, date(2026, 7, 20), date(2026, 8, 2),
                   "apraclonidine 0.5 %", "Yellow Card 77"),
        FoundEvent("bruise", treated="", reported=""), FoundEvent("headache"),
    )  # fmt: skip
    written = json.loads(write([record]))
    told = [v["review"]["adverse_events"] for v in written["patients"][0]["visits"] if "review" in v]
    assert told == [EVENTS]
    assert read_import(write([record]), vocabulary) == (record,)
    (plain,) = read_import(looking_back(), vocabulary)
    codes = json.loads(write([plain]))["patients"][0]["visits"]
    assert [v["review"]["adverse_events"] for v in codes if "review" in v] == [[{"code": "brow_ptosis"}]]
    (nothing,) = read_import(with_events([{"code": "bruise", "treated": False}]), vocabulary)
    assert next(v.review for v in nothing.visits if v.review).adverse_events == (FoundEvent("bruise"),)
