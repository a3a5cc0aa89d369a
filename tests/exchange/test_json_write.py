"""Out and in again: the same content, the same bytes."""

from __future__ import annotations

import hashlib
import json
import tracemalloc
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charting.domain.people.attachment import Attachment, AttachmentKind, MediaType
from charting.domain.people.patient import Patient
from charting.domain.text import plain_line
from charting.domain.visit.outcome import WoreOff
from charting.domain.visit.record import Addendum, Marked
from charting.domain.visit.visit import InjectionPoint, Status, Vial, Visit
from charting.exchange.json.kinds import Within
from charting.exchange.json.read import Reader
from charting.exchange.json.write import written
from charting.exchange.records import KeptAttachment, PatientRecord, Vocabulary
from tests.exchange.files import read_import, whole, write
from tests.exchange.possible import possible
from tests.proofs.scale import examples
from tests.store.values import NOON, a_patient, a_visit, moments, patients, some_id, visits


def after_signing(visit: Visit) -> st.SearchStrategy[Visit]:
    """The signed visit as it is, or with notes, and marked as amended or in error."""
    words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
    words = words.filter(lambda text: bool(plain_line(text).strip()))
    note = st.builds(Addendum, id=st.uuids().map(str), at=moments(), by=words, text=words)
    mark = st.builds(Marked, at=moments(), by=words, reason=words, other=st.none() | st.uuids().map(str))
    gone = st.sampled_from([Status.AMENDED, Status.ENTERED_IN_ERROR])
    notes = st.lists(note, max_size=2).map(tuple)
    return st.just(visit) | st.builds(
        lambda notes, status, mark: replace(visit, addenda=notes, status=status, marked=mark), notes, gone, mark
    )


@st.composite
def records(draw: st.DrawFn) -> PatientRecord:
    patient: Patient = draw(patients())
    signed: list[Visit] = [replace(v, status=Status.SIGNED) for v in draw(st.lists(visits(dosed=True), max_size=2))]
    signed = [draw(after_signing(visit)) for visit in signed]
    drafts: list[Visit] = draw(st.lists(visits(), max_size=2))
    own = tuple(replace(visit, patient_id=patient.id) for visit in (*signed, *drafts))
    ids = [visit.id for visit in own]
    some_day, some_area = st.dates(), st.none() | st.sampled_from(["forehead", "crows_feet.left"])
    rows = st.builds(WoreOff, visit_id=st.sampled_from(ids or [""]), area=some_area, on=some_day, about=st.booleans())
    wore_off = draw(st.lists(rows, max_size=3, unique_by=lambda row: (row.visit_id, row.area))) if ids else []
    pinned = draw(st.none() | st.sampled_from(ids)) if ids else None
    ordered = tuple(sorted(wore_off, key=lambda row: (row.visit_id, row.area or "")))
    return possible(PatientRecord(patient, own, pinned, draw(st.none() | some_day), ordered))


def in_order(found: tuple[PatientRecord, ...]) -> list[PatientRecord]:
    ordered = sorted(found, key=lambda record: record.patient.id)
    return [replace(r, visits=tuple(sorted(r.visits, key=lambda v: (v.at, v.id)))) for r in ordered]


@settings(max_examples=examples(12, 200))
@given(found=st.lists(records(), max_size=2).map(tuple))
def test_importing_an_export_gives_the_same_content_and_the_same_bytes(
    vocabulary: Vocabulary, found: tuple[PatientRecord, ...]
):
    content = write(found)
    read = read_import(content, vocabulary)
    assert list(read) == in_order(found)
    assert [v.at.utcoffset() for r in read for v in r.visits] == [
        v.at.utcoffset() for r in in_order(found) for v in r.visits
    ]
    assert write(read) == content
    assert write(reversed(found)) == content


def test_numbers_are_written_exactly():
    visit = a_visit(points=1, vial_units=Decimal("12.50"), diluent_ml=Decimal("0.001"), price_per_unit=Decimal("0.5"))
    visit = replace(visit, points=(replace(visit.points[0], units=Decimal("0.29"), x_mm=-0.0),))
    content = write([PatientRecord(a_patient(interpupillary_mm=Decimal("61.80")), (visit,))]).decode()
    for expected in (
        '"vial_units": 12.5,', '"diluent_ml": 0.001,', '"price_per_unit": "0.50"', '"units": 0.29,', '"x_mm": 0.0,',
        '"interpupillary_mm": 61.8,',
    ):  # fmt: skip
        assert expected in content


def test_prices_with_more_decimals_keep_them():
    content = write([PatientRecord(a_patient(), (a_visit(price_per_unit=Decimal("1.2345")),))]).decode()
    assert '"price_per_unit": "1.2345"' in content


def test_every_hundredth_of_a_unit_survives():
    for hundredths in range(1, 50001, 37):
        units = Decimal(hundredths) / 100
        visit = a_visit(points=1)
        visit = replace(visit, points=(replace(visit.points[0], units=units),))
        back = json.loads(write([PatientRecord(a_patient(), (visit,))]), parse_float=Decimal, parse_int=Decimal)
        assert back["patients"][0]["visits"][0]["points"][0]["units"] == units


def test_patients_and_visits_are_in_order():
    late, early = a_visit(101), a_visit(102, at=NOON - timedelta(days=1))
    content = json.loads(write([PatientRecord(a_patient(2)), PatientRecord(a_patient(1), (late, early))]))
    assert [patient["id"] for patient in content["patients"]] == [some_id(1), some_id(2)]
    assert [visit["id"] for visit in content["patients"][0]["visits"]] == [some_id(102), some_id(101)]


def test_a_file_as_people_read_it(vocabulary: Vocabulary):
    text = write(read_import(whole(), vocabulary)).decode()
    assert '            {"view": "front", "x_mm": 0.0, "y_mm": -50.0, "units": 1.5, "technique": "im"},\n' in text
    assert text.endswith("}\n")
    assert json.loads(text)["format"] == "charting.exchange"


def test_of_an_export_hardly_a_point_is_looked_at_twice(vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch):
    """Reading a point word for word takes ten times as long: it is for points that say something wrong or new."""
    closely: list[str] = []
    real = Reader._point

    def looked_at(reader: Reader, shape: Any, key: int, visit: Within, path: str) -> InjectionPoint:
        closely.append(path)
        return real(reader, shape, key, visit, path)

    monkeypatch.setattr(Reader, "_point", looked_at)
    vial = Vial(some_id(8), "ona_botox", Decimal(100), "C7421")
    treated = [replace(a_visit(100 + n, points=30), vials=(vial,)) for n in range(10)]
    named = [replace(v, points=tuple(replace(p, vial=1, placed_by="Dr Place", area="forehead") for p in v.points))
             for v in treated]  # fmt: skip
    (back,) = read_import(write([PatientRecord(a_patient(), tuple(named))]), vocabulary)
    assert {visit.id: visit.points for visit in back.visits} == {visit.id: visit.points for visit in named}
    assert len(closely) == 1, "the first whose name is new"


def test_photographs_are_fetched_and_written_one_at_a_time():
    photo = b"\xff\xd8\xff" + bytes(1 << 20)

    def kept(number: int) -> KeptAttachment:
        found = Attachment(
            some_id(number), some_id(1), AttachmentKind.PHOTO, MediaType.JPEG, hashlib.sha256(photo).hexdigest(),
            len(photo), NOON,
        )  # fmt: skip
        return KeptAttachment(found, lambda: bytes(bytearray(photo)))

    record = PatientRecord(a_patient(), attachments=tuple(kept(200 + n) for n in range(30)))
    tracemalloc.start()
    size = sum(len(piece) for piece in written([record]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 40_000_000
    assert peak < 16_000_000
