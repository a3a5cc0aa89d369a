"""The bytes that are signed: their form never changes, so that what was signed years ago can still be checked."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from charting.desk.signing import document, sha256_hex
from charting.domain.visit.outcome import EventSide, FoundEvent, Review, Severity
from charting.domain.visit.visit import Visit
from tests.proofs.scale import examples
from tests.store.values import FOUND, NOON, a_patient, a_visit, some_id, visits

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


@settings(max_examples=examples(40, 400), deadline=None)
@given(visit=visits(), name=st.text(st.characters(exclude_categories=["Cs"]), max_size=8))
def test_what_is_signed_is_canonical_whatever_the_names_hold(visit: Visit, name: str):
    """The points are written apart from the rest, as RFC 8785 has them too."""
    points = tuple(replace(point, placed_by=f'{name}"points":[]') for point in visit.points)
    content = document(replace(visit, points=points, lot=f'{name}"points":[]'), a_patient(), name, NOON)
    assert rfc8785.dumps(json.loads(content)) == content
    assert len(json.loads(content)["visit"]["points"]) == len(points)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-0.0, "0"), (10.0, "10"), (-0.5, "-0.5"), (0.01, "0.01"), (-399.99, "-399.99"), (57.1, "57.1")],
)
def test_millimetres_are_signed_in_their_shortest_form(value: float, text: str):
    visit = a_visit(points=1)
    point = replace(visit.points[0], x_mm=value)
    signed = json.loads(document(replace(visit, points=(point,)), a_patient(), None, None))
    assert signed["visit"]["points"][0]["x_mm"] == text


@dataclass(frozen=True, slots=True)
class Fuller(Visit):
    """A visit as somebody may make it who gives it fields, and does not think of signing."""

    new_field: str | None = None
    pain: Decimal | None = None
    seen_on: date | None = None
    helpers: tuple[str, ...] = ()


def test_a_field_that_nobody_thought_of_is_signed_where_it_says_something():
    plain = a_visit(points=1)
    told = {one.name: getattr(plain, one.name) for one in fields(plain)}
    content = document(plain, a_patient(), "Dr Sign", NOON)
    assert document(Fuller(**told), a_patient(), "Dr Sign", NOON) == content
    fuller = Fuller(**told, new_field="3", pain=Decimal("2.50"), seen_on=date(2026, 7, 15), helpers=("A", "B"))
    signed = json.loads(document(fuller, a_patient(), "Dr Sign", NOON))["visit"]
    more = {"new_field": "3", "pain": "2.5", "seen_on": "2026-07-15", "helpers": ["A", "B"]}
    assert signed == json.loads(content)["visit"] | more
