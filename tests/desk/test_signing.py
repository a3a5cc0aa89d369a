"""The bytes that are signed: their form never changes, so that what was signed years ago can still be checked."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from charting.desk.signing import document, sha256_hex
from charting.domain.outcome import EventSide, FoundEvent, Review, Severity
from tests.store.values import FOUND, NOON, a_patient, a_visit, some_id

OF_A_PLAIN_VISIT = "95b80a939b33f91a4f4b8bc4d448bdd71f49ea13af21073707239b12f0172b58"
"""As the first version of the program signed it, before visits had links and reviews."""


def test_a_visit_without_link_and_review_is_signed_as_ever():
    content = document(a_visit(), a_patient(), "Dr Sign", NOON)
    assert sha256_hex(content) == OF_A_PLAIN_VISIT
    assert {"of", "review"} & set(json.loads(content)["visit"]) == set()


def test_link_and_review_are_part_of_what_is_signed():
    visit = a_visit(of=some_id(7), review=FOUND)
    signed = json.loads(document(visit, a_patient(), "Dr Sign", NOON))["visit"]
    assert signed["of"] == some_id(7)
    assert signed["review"] == {
        "findings": [{"area": "forehead", "residual": "slight"}, {"area": "crows_feet.left", "residual": "none"}],
        "evenness": "slightly-uneven", "adverse_events": ["brow_ptosis"], "satisfaction": 4,
        "note": "A little heavy – better.",
    }  # fmt: skip
    changes = [
        {"of": some_id(8)}, {"of": None}, {"review": None}, {"review": replace(FOUND, satisfaction=5)},
        {"review": replace(FOUND, findings=FOUND.findings[::-1])}, {"review": replace(FOUND, note="")},
    ]  # fmt: skip
    contents = {document(replace(visit, **change), a_patient(), "Dr Sign", NOON) for change in ({}, *changes)}
    assert len(contents) == len(changes) + 1


def test_an_event_that_says_no_more_than_its_code_is_signed_as_ever():
    """As the programs before signed it; what is said besides is signed with it."""

    def told(event: FoundEvent) -> object:
        visit = a_visit(review=Review(adverse_events=(event,)))
        content = json.loads(document(visit, a_patient(), "Dr Sign", NOON))
        return content["visit"]["review"]["adverse_events"][0]

    assert told(FoundEvent("bruise")) == "bruise"
    assert told(FoundEvent("bruise", treated="")) == {"code": "bruise", "treated": ""}
    whole = FoundEvent(
        "bruise", EventSide.BOTH, Severity.MILD, date(2026, 7, 15), date(2026, 7, 16), "ice", "told the maker"
    )
    assert told(whole) == {
        "code": "bruise", "side": "both", "severity": "mild", "since": "2026-07-15", "until": "2026-07-16",
        "treated": "ice", "reported": "told the maker",
    }  # fmt: skip
