"""What was found goes into the table and comes back: adverse events of reviews, muscles before they were treated."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charting.domain.visit.outcome import FoundEvent, Review
from charting.domain.visit.record import Bulging, MuscleFinding
from charting.domain.visit.visit import Status, Visit
from charting.errors import Refused
from charting.exchange.csv.write import write_csv
from charting.exchange.importing import Reading
from charting.exchange.matching import carried
from charting.exchange.records import PatientRecord, Vocabulary
from tests.exchange.files import NOW, of_bytes, standing_record
from tests.exchange.out import material, records_of
from tests.exchange.plans import plan
from tests.exchange.possible import possible
from tests.proofs.scale import examples
from tests.store.values import a_patient, a_visit, events, muscle_findings

EVENTS = st.lists(events(), unique_by=lambda event: (event.code, event.side), max_size=3).map(tuple)
MUSCLES = st.lists(muscle_findings(), max_size=2, unique_by=lambda finding: finding.area).map(tuple)


def back(visit: Visit, vocabulary: Vocabulary) -> Visit:
    content = write_csv([PatientRecord(a_patient(), (visit,))], material())
    (read,) = Reading(vocabulary, NOW).read(of_bytes(content, "out.csv"))
    return read.record.visits[0]


def cells(file: dict[str, Any]) -> list[dict[str, str]]:
    text = write_csv(records_of(file), material()).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@settings(max_examples=examples(40, 400), deadline=None)
@given(events=EVENTS, muscles=MUSCLES)
def test_what_was_found_comes_back(
    vocabulary: Vocabulary, events: tuple[FoundEvent, ...], muscles: tuple[MuscleFinding, ...]
) -> None:
    visit = possible(replace(a_visit(), review=Review(adverse_events=events), findings=muscles))
    read = back(visit, vocabulary)
    assert (read.review.adverse_events if read.review else ()) == events_of(visit)
    assert read.findings == visit.findings
    assert carried(read) == carried(visit)


def events_of(visit: Visit) -> tuple[FoundEvent, ...]:
    assert visit.review is not None
    return visit.review.adverse_events


def test_a_person_can_read_the_cells() -> None:
    file = standing_record()
    review = file["patients"][0]["visits"][1]["review"]
    review["adverse_events"] = [
        {
            "code": "lid_ptosis", "side": "left", "severity": "moderate", "since": "2026-07-26", "until": "2026-07-28",
            "treated": "Drops, 0.5 %; twice", "reported": True,
        },
        "headache",
    ]  # fmt: skip
    rows = cells(file)
    (found,) = {row["adverse_events"] for row in rows if row["kind"] == "review"}
    said = 'lid_ptosis left moderate since 2026-07-26 until 2026-07-28 treated "Drops, 0.5 %; twice" reported; headache'
    assert found == said
    assert {row["muscle_findings"] for row in rows if row["status"] == "amended"} == {"masseter.left double 10-14"}


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("lid_ptosis sideways", "column “adverse_events”: “lid_ptosis sideways” cannot be read"),
        ("lid_ptosis left right", "cannot be read"), ('lid_ptosis treated "open', "cannot be read"),
        ("; ", "cannot be read"), ("droop", "is no adverse event of the reference data"),
        ("lid_ptosis since 2026-02-31", "is no date that exists"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_place(vocabulary: Vocabulary, cell: str, said: str) -> None:
    visit = replace(a_visit(points=1), review=Review(adverse_events=(FoundEvent("headache"),)))
    content = write_csv([PatientRecord(a_patient(), (visit,))], material()).decode("utf-8-sig")
    quoted = cell.replace('"', '""')
    with pytest.raises(Refused) as refused:
        Reading(vocabulary, NOW).read(of_bytes(content.replace(",headache,", f',"{quoted}",').encode(), "out.csv"))
    assert "line 2" in str(refused.value)
    assert said in str(refused.value)


def test_a_table_of_before_says_nothing_of_findings() -> None:
    """It has no columns for them; one that names others is another visit."""
    there = replace(
        a_visit(), status=Status.SIGNED, review=Review(adverse_events=(FoundEvent("headache"),)),
        findings=(MuscleFinding("masseter.left", Bulging.MONO),),
    )  # fmt: skip
    older = replace(there, review=None, findings=())
    for table in (older, there):
        record = PatientRecord(a_patient(), (table,), of_table=True)
        assert plan([record], {a_patient().id: a_patient()}.get, {there.id: there}.get).visits_there == 1
    other = replace(there, review=Review(adverse_events=(FoundEvent("lid_ptosis"),)))
    with pytest.raises(Refused, match="other content"):
        plan([PatientRecord(a_patient(), (other,), of_table=True)], lambda _: None, {there.id: there}.get)
