"""Pseudonymised: nothing that names somebody is in the bytes of any format; links, intervals and doses stay."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, make_dataclass, replace
from datetime import date, datetime, timedelta
from typing import get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charting.domain.dosing.range_table import RangeTable, snapshot
from charting.domain.people.history import NOTHING_APPLIES, Answer, Condition
from charting.domain.visit.outcome import EventSide, FoundEvent, Review, Severity
from charting.domain.visit.record import Addendum, Consultation, Marked, Reason, Why
from charting.domain.visit.visit import Signature, Status
from charting.errors import Refused
from charting.exchange.csv.write import write_csv
from charting.exchange.fhir.bundle import write_fhir
from charting.exchange.json.file import read
from charting.exchange.json.read import Level
from charting.exchange.pictures.png import write_png
from charting.exchange.pseudonyms import LEAST_DAYS, MOST_DAYS, RULES, Pseudonyms, _needed
from charting.exchange.records import PatientRecord, vocabulary_of
from charting.exchange.rules import CODE, CODES, DROP
from charting.exchange.source import of_file
from tests.exchange.files import NOW, read_import, write
from tests.exchange.out import everything, material
from tests.exchange.whole_records import whole_records
from tests.golden import WHOLE
from tests.proofs.scale import examples
from tests.store.values import FOUND, NOON, a_patient, a_visit, some_id

SECRETS = (
    "Sürname", "Firstname", "CHART-77", "1992-03-05", "2026-07-14", "Dr Signer", "Dr Placer", "Noted by hand",
    "Typed freely", "Called back", "2027-03-31", some_id(1), some_id(100), some_id(101), "deadbeef", "SERIAL",
)  # fmt: skip


def named_record() -> PatientRecord:
    treatment = a_visit(100)
    why = Why("forehead:im", Reason.OTHER, "Noted by hand")
    treatment = replace(
        treatment, status=Status.AMENDED, signature=Signature("Dr Signer", NOON, "deadbeef", person_id=some_id(9)),
        points=tuple(replace(point, placed_by="Dr Placer") for point in treatment.points), whys=(why,),
        consultation=Consultation(("etched_lines", "Typed freely"), (), "Noted by hand"),
        checks=("Typed freely", "lot"),
        addenda=(Addendum(some_id(8), NOON, "Dr Signer", "Called back"),), recorded_at=NOON,
        marked=Marked(NOON, "Dr Signer", "Typed freely", some_id(101)), expires=NOON.date() + timedelta(days=260),
    )  # fmt: skip
    review = a_visit(
        101, points=0, at=NOON + timedelta(days=14), of=some_id(100), review=replace(FOUND, note="Noted by hand"),
        reason="Typed freely", amends=some_id(100),
    )  # fmt: skip
    patient = a_patient(family_name="Sürname", given_name="Firstname", chart_no="CHART-77")
    (other,) = everything()
    return replace(
        other, patient=patient, visits=(treatment, review), pinned=some_id(100), wore_off=(), tables=(),
        consents=tuple(replace(consent, patient_id=patient.id) for consent in other.consents),
    )  # fmt: skip


def test_nothing_that_names_somebody_is_in_the_bytes_of_any_format():
    record = named_record()
    names = Pseudonyms(b"seed")
    hidden = names.of(record)
    nameless = material(named=False)
    for content in (
        write([hidden], pseudonymised=True), write_csv([hidden], nameless), write_fhir([hidden], nameless),
    ):  # fmt: skip
        text = content.decode()
        assert [secret for secret in SECRETS if secret in text] == []
        assert "C7421" in text  # the lot stays
        assert "Pseudonym" in text
        assert "Injector 1" in text
    assert json.loads(write([hidden], pseudonymised=True))["pseudonymised"] is True
    assert "PSEUDED" in write_fhir([hidden], nameless).decode()


def test_a_picture_of_nobody_is_another_one(qapp):
    record = named_record()
    hidden = Pseudonyms(b"seed").of(record)
    picture = write_png(hidden, hidden.visits[0], material(named=False), height_px=300)
    assert picture != write_png(record, record.visits[0], material(), height_px=300)


def test_links_intervals_and_doses_stay():
    record = named_record()
    hidden = Pseudonyms(b"seed").of(record)
    treatment, review = hidden.visits
    assert (review.of, review.amends, hidden.pinned, treatment.marked.other) == (
        treatment.id, treatment.id, treatment.id, review.id,
    )  # fmt: skip
    assert review.at - treatment.at == timedelta(days=14)
    moved = NOON - treatment.at
    assert LEAST_DAYS <= moved.days <= MOST_DAYS
    assert record.patient.born - hidden.patient.born == moved
    assert [(p.x_mm, p.y_mm, p.units) for p in treatment.points] == [
        (p.x_mm, p.y_mm, p.units) for p in record.visits[0].points
    ]
    assert treatment.consultation.signs == ("etched_lines",)
    assert treatment.checks == ("lot",)
    assert (treatment.signature.name, treatment.signature.sha256, treatment.signature.person_id) == (
        "Injector 1", None, None,
    )  # fmt: skip
    assert {point.placed_by for point in treatment.points} == {"Injector 2"}


def test_what_was_asked_of_the_history_stays_and_what_was_typed_goes():
    said = replace(
        NOTHING_APPLIES, conditions=(Condition.BLOOD_THINNERS,), asked=(Condition.BLEEDING,),
        medicines=("Typed freely",), human_albumin=Answer.NO, note="Noted by hand",
    )  # fmt: skip
    hidden = Pseudonyms(b"seed").of(replace(named_record(), history=said)).history
    assert (hidden.conditions, hidden.asked, hidden.human_albumin) == (said.conditions, said.asked, Answer.NO)
    assert "Typed freely" not in hidden.medicines
    assert hidden.note == ""


def test_another_seed_gives_other_ids_and_days():
    record = named_record()
    one, again, other = (Pseudonyms(seed).of(record) for seed in (b"1", b"1", b"2"))
    assert one == again
    assert one.patient.id != other.patient.id
    assert len({Pseudonyms(bytes([n])).of(record).visits[0].at for n in range(20)}) > 15


def test_each_patient_is_moved_by_days_of_their_own():
    names = Pseudonyms(b"seed")
    moved = {names.of(PatientRecord(a_patient(n))).patient.born for n in range(1, 20)}
    assert len(moved) > 15


_ROWS = snapshot(material().reference.ranges[:1])
_TABLE = RangeTable(hashlib.sha256(_ROWS).hexdigest(), _ROWS)


@settings(max_examples=examples(10, 150), deadline=None)
@given(record=whole_records(_TABLE, st.just(some_id(1))))
def test_whatever_a_record_holds_it_can_be_imported_again(vocabulary, record):
    hidden = Pseudonyms(b"seed").of(record)
    content = write([hidden], pseudonymised=True)
    (back,) = read_import(content, vocabulary)
    assert write([back], pseudonymised=True) == content
    text = content.decode()
    own = [v.id for v in record.visits] + [record.patient.id] + [c.id for c in record.consents]
    assert [old for old in own if old in text] == []
    assert hidden.attachments == ()


# ---------------------------------------------------------------------- by permission

TEXT_THAT_STAYS = {
    "Visit.product", "Visit.lot", "Visit.currency", "InjectionPoint.area", "Vial.product", "Vial.lot",
    "Vial.diluent_lot", "Vial.gtin", "Why.about", "KeptRange.source", "KeptRange.mark", "StyleChoice.area",
    "MuscleFinding.area", "AreaPrice.area", "Finding.area", "FoundEvent.code", "WoreOff.area", "EarlierToxin.product",
    "Consent.areas", "Consent.product", "Patient.measured", "RangeTable.version", "RangeTable.content",
}  # fmt: skip
"""Codes of the reference data, the maker's lots, and the names of measures: nobody types of a person there."""


def test_every_field_of_every_value_that_travels_has_a_rule():
    for kind, rules in RULES.items():
        assert set(rules) == {one.name for one in fields(kind)}, kind.__name__
        for name, rule in rules.items():
            met = inside(get_type_hints(kind)[name])
            where = f"{kind.__name__}.{name}"
            if rule.kind == "keep":
                assert {one for one in met if is_dataclass(one)} <= set(RULES), f"{where} holds what has no rule"
                assert not met & {date, datetime}, f"{where} is a day, and days are moved"
                assert where in TEXT_THAT_STAYS or not met & {str, bytes} or rule in (CODE, CODES), where
            if rule is DROP:
                assert name not in _needed(kind), f"{where} has to stand, and nothing is there to stand for it"


def inside(hint: object) -> set[object]:
    """The plain types that a field is made of."""
    return {hint}.union(*(inside(one) for one in get_args(hint) if not isinstance(one, list)))


@pytest.mark.parametrize("kind", RULES, ids=lambda kind: kind.__name__)
def test_a_field_that_says_nothing_does_not_travel(kind: type, monkeypatch: pytest.MonkeyPatch):
    """As if somebody gave the value a new field, and thought of everything but this."""
    each = Pseudonyms(b"seed").each(a_patient())
    there = next(one for one in everything_in(GIVEN) if type(one) is kind)
    told = {one.name: getattr(there, one.name) for one in fields(kind)}

    fuller = make_dataclass(kind.__name__, [("phone", str, "")], bases=(kind,), frozen=True)
    with pytest.raises(Refused, match="Nobody has said what"):
        each.travels(fuller(**told, phone="0123 456"))
    monkeypatch.setitem(RULES, fuller, RULES[kind])
    assert "0123" not in repr(each.travels(fuller(**told, phone="0123 456")))

    wanting = make_dataclass(kind.__name__, [("phone", str)], bases=(kind,), frozen=True, kw_only=True)
    monkeypatch.setitem(RULES, wanting, RULES[kind])
    with pytest.raises(Refused, match="Nobody has said what"):
        each.travels(wanting(**told, phone="0123 456"))


def everything_in(value: object) -> Iterator[object]:
    """A value and whatever it is made of."""
    yield value
    inner = [getattr(value, one.name) for one in fields(value)] if is_dataclass(value) else ()
    for one in value if isinstance(value, tuple) else inner:
        yield from everything_in(one)


GIVEN = read(of_file(WHOLE, "whole"), vocabulary=vocabulary_of(material().reference, frozenset({1})),
             now=NOW, level=Level.IMPORT)[0]  # fmt: skip


def test_an_adverse_event_keeps_its_side_and_its_distance_and_loses_what_was_typed():
    told = FoundEvent(
        "lid_ptosis", EventSide.LEFT, Severity.SEVERE, NOON.date() + timedelta(days=6),
        NOON.date() + timedelta(days=30), "Dr Müller's drops", "Yellow Card 77",
    )  # fmt: skip
    plain = FoundEvent("bruise")
    visit = a_visit(101, points=0, review=Review(adverse_events=(told, plain)))
    hidden = Pseudonyms(b"seed").each(a_patient()).travels(visit)
    first, second = hidden.review.adverse_events
    assert (first.since - hidden.at.date(), first.until - hidden.at.date()) == (timedelta(days=6), timedelta(days=30))
    assert first.since < told.since
    assert replace(first, since=None, until=None) == replace(told, since=None, until=None, treated="", reported="")
    assert second == plain
