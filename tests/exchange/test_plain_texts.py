"""What nobody sees does not come into the record by any door, whichever text it stands in."""

from __future__ import annotations

import typing
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from charting.domain.text import JOINERS, plain_line, plainly
from charting.domain.visit.visit import Status
from charting.exchange.csv.write import write_csv
from charting.exchange.importing import Reading
from charting.exchange.planning import Outcome
from charting.exchange.records import PatientRecord, Vocabulary
from tests.exchange.files import NOW, of_bytes, read_import, standing_record, write
from tests.exchange.out import material
from tests.exchange.plans import Plan, plan
from tests.exchange.test_json_write import in_order
from tests.proofs.scale import examples

CODES = frozenset(
    {
        "Patient.id", "Patient.measured", "Visit.id", "Visit.patient_id", "Visit.product", "Visit.currency", "Visit.of",
        "Visit.amends", "InjectionPoint.area", "Signature.sha256", "Signature.person_id", "Finding.area",
        "FoundEvent.code", "Vial.id", "Vial.product", "StyleChoice.area", "MuscleFinding.area", "AreaPrice.area",
        "Addendum.id", "Marked.other", "PatientRecord.pinned", "WoreOff.visit_id", "WoreOff.area",
        "EarlierToxin.product", "Consent.id", "Consent.patient_id", "Consent.areas", "Consent.product",
        "Consent.attachment", "Attachment.id", "Attachment.patient_id", "Attachment.sha256", "Attachment.visit_id",
        "RangeTable.version", "PatientRecord.on_the_wall",
    }
)  # fmt: skip
"""Ids and words of the reference data: another one is refused, whatever it is. All else is somebody's text."""

UNSEEN = "\u0000\u0007\u001b\u009b\u00ad\u200b\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\U000e0041"
BETWEEN = "\t\n\r\x0b\x1c\x85\u2028\u2029"
DIRTY = st.text(st.sampled_from(UNSEEN[1:] + BETWEEN + JOINERS + "aÄ 7ש\U0001f600"), max_size=12)


def text_fields(kind: type, found: set[str], seen: set[type]) -> set[str]:
    """Every field of text that can be reached from a dataclass, as “Type.field”."""
    if kind in seen:
        return found
    seen.add(kind)
    for name, hint in typing.get_type_hints(kind).items():
        if name in {field.name for field in fields(kind)}:
            for part in parts_of(hint):
                if part is str:
                    found.add(f"{kind.__name__}.{name}")
                elif is_dataclass(part):
                    text_fields(part, found, seen)
    return found


def parts_of(hint: Any) -> set[Any]:
    if isinstance(hint, list):  # what is handed to a function
        return set()
    inner = typing.get_args(hint)
    return set().union(*map(parts_of, inner)) if inner else {hint}


def dirtied(value: Any, text: str, place: str, visited: set[str]) -> Any:
    """The value with this text before every text in it."""
    if isinstance(value, str) and not isinstance(value, Enum) and place not in CODES:
        visited.add(place)
        return text + value
    if isinstance(value, tuple):
        return tuple(dirtied(part, text, place, visited) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        name = type(value).__name__
        return replace(
            value,
            **{f.name: dirtied(getattr(value, f.name), text, f"{name}.{f.name}", visited) for f in fields(value)},
        )
    return value


def full(vocabulary: Vocabulary) -> PatientRecord:
    """A record in which every text of a record stands at least once."""
    file = standing_record()
    patient = file["patients"][0]
    first, review = patient["visits"][:2]
    first["signature"] = {"name": "Dr Sign", "at": "2026-07-14T11:00:00+02:00"}
    event = {"code": "brow_ptosis", "treated": "Drops", "reported": "To the agency"}
    review["review"]["adverse_events"] = [event]
    (record,) = in_order(read_import(file, vocabulary))
    return record


def test_every_text_of_a_record_is_tried(vocabulary: Vocabulary) -> None:
    visited: set[str] = set()
    dirtied(full(vocabulary), "x", "", visited)
    assert text_fields(PatientRecord, set(), set()) - CODES == visited


def test_a_record_of_plain_texts_is_the_very_same(vocabulary: Vocabulary) -> None:
    record = full(vocabulary)
    assert plainly(record) is record


@settings(max_examples=examples(25, 300), deadline=None)
@given(text=DIRTY)
def test_no_text_of_a_file_brings_in_what_nobody_sees(vocabulary: Vocabulary, text: str) -> None:
    raw = dirtied(full(vocabulary), text, "", set())
    (read,) = read_import(write([raw]), vocabulary)
    assert replace(read, tables=()) == replace(plainly(raw), tables=())  # what names a table is a text, too
    for c in UNSEEN:
        assert c not in repr_of(read)
    assert all(joiner in repr_of(read) for joiner in JOINERS if joiner in text)
    (again,) = read_import(write([read]), vocabulary)
    assert again == read


@settings(max_examples=examples(25, 300), deadline=None)
@given(text=DIRTY)
def test_a_record_kept_by_an_earlier_program_is_there_already(vocabulary: Vocabulary, text: str) -> None:
    """What is there was signed with the signs in it: the bytes stay, and its own export says nothing new."""
    there = dirtied(full(vocabulary), text, "", set())
    (read,) = read_import(write([there]), vocabulary)
    known = {visit.id: visit for visit in there.visits}
    outcome = Outcome(
        there.patient.id, there.pinned, there.recall_on, there.wore_off, there.history, there.consents, there.earlier,
        there.attachments,
    )  # fmt: skip
    planned = plan([read], {there.patient.id: there.patient}.get, known.get, lambda _: outcome)
    assert replace(planned, tables=()) == Plan((), (), 1, len(known))


@settings(max_examples=examples(15, 150), deadline=None)
@given(text=DIRTY)
def test_no_table_brings_in_what_nobody_sees(vocabulary: Vocabulary, text: str) -> None:
    raw = dirtied(full(vocabulary), text, "", set())
    raw = replace(raw, visits=tuple(replace(v, status=Status.SIGNED) for v in raw.visits[:1]))
    (read,) = Reading(vocabulary, NOW).read(of_bytes(write_csv([raw], material()), "out.csv"))
    assert plainly(read.record) == read.record
    seen = read.record
    assert seen.patient.family_name.strip() == plain_line(text + "Family").strip()
    assert seen.visits[0].points[0].placed_by == plain_line(text + "Dr Sign")


def repr_of(value: object) -> str:
    """Every text in a value, as it is."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return " ".join(map(repr_of, value))
    if is_dataclass(value) and not isinstance(value, type):
        return " ".join(repr_of(getattr(value, field.name)) for field in fields(value))
    return ""
