"""Everything that a patient's record can hold, for round trips (hypothesis)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from charting.domain.dosing.range_table import RangeTable
from charting.domain.face.face import View
from charting.domain.people.attachment import Attachment, AttachmentKind, Hidden, MediaType, Pose, When
from charting.domain.people.consent import Consent, ConsentTo, Withdrawal
from charting.domain.people.history import Answer, Condition, EarlierToxin, PatientHistory
from charting.domain.people.patient import Patient
from charting.domain.text import plain_line, plain_note, plainly
from charting.domain.visit.outcome import WoreOff
from charting.domain.visit.visit import Status, Visit
from charting.exchange.records import KeptAttachment, PatientRecord
from tests.exchange.possible import possible
from tests.exchange.test_json_write import after_signing
from tests.store.values import decimals, patients, visits

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
SAID = WORDS.map(plain_note).filter(lambda text: bool(text.strip()))
NAMED = SAID.map(plain_line).filter(lambda text: bool(text.strip()))
"""Names of people: an import takes signs out of them that nobody sees."""
BEFORE = st.datetimes(datetime(1990, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC))
DAYS = BEFORE.map(lambda moment: moment.date())


def histories() -> st.SearchStrategy[PatientHistory]:
    words = st.lists(SAID.map(plain_line).map(str.strip), max_size=2, unique_by=str.casefold).map(tuple)
    toxin = st.builds(
        EarlierToxin, product=st.none() | st.just("ona_botox"), on=DAYS, about=st.booleans(),
        units=st.none() | decimals("0.01", "500", 2), where=WORDS,
    )  # fmt: skip
    return st.builds(
        PatientHistory,
        allergies=words,
        milk_protein=st.sampled_from(Answer),
        pregnant=st.sampled_from(Answer),
        human_albumin=st.sampled_from(Answer),
        conditions=st.lists(st.sampled_from(Condition), max_size=2, unique=True).map(tuple),
        asked=st.none() | st.lists(st.sampled_from(Condition), max_size=3, unique=True).map(tuple),
        medicines=words,
        earlier=st.lists(toxin, max_size=2).map(tuple),
        note=WORDS,
        asked_at=st.none() | BEFORE,
        asked_by=st.none() | NAMED,
    )


@st.composite
def attachments(draw: st.DrawFn, patient_id: str, visit_ids: list[str]) -> KeptAttachment:
    pdf = draw(st.booleans())
    content = (b"%PDF-1.4 " if pdf else b"\xff\xd8\xff\xe0") + draw(st.binary(max_size=200))
    hidden = st.none() | st.builds(Hidden, at=BEFORE, by=WORDS.map(plain_line), reason=SAID)
    found = Attachment(
        id=str(draw(st.uuids())), patient_id=patient_id,
        kind=draw(st.sampled_from(AttachmentKind)), media_type=MediaType.PDF if pdf else MediaType.JPEG,
        sha256=hashlib.sha256(content).hexdigest(), size=len(content), added_at=draw(BEFORE),
        added_by=draw(WORDS.map(plain_line)),
        visit_id=draw(st.none() | st.sampled_from(visit_ids)) if visit_ids else None,
        width=draw(st.integers(0, 4000)), height=draw(st.integers(0, 4000)),
        when=draw(st.none() | st.sampled_from(When)), pose=draw(st.none() | st.sampled_from(Pose)),
        view=draw(st.none() | st.sampled_from(View)), name=draw(WORDS), hidden=draw(hidden),
    )  # fmt: skip
    thumbnail = None if pdf else b"\xff\xd8\xff" + draw(st.binary(max_size=20))
    return KeptAttachment(found, content, thumbnail)


@st.composite
def consents(draw: st.DrawFn, patient_id: str, scans: list[str]) -> Consent:
    given = draw(BEFORE)
    off_label = draw(st.booleans())
    gone = st.builds(Withdrawal, at=st.just(given + timedelta(days=3)), by=NAMED, reason=WORDS)
    return Consent(
        id=str(draw(st.uuids())), patient_id=patient_id, given_at=given,
        to=(ConsentTo.TREATMENT, ConsentTo.OFF_LABEL) if off_label else (ConsentTo.PHOTOGRAPHS,),
        areas=("masseter",) if off_label else (), product=draw(st.none() | st.just("ona_botox")),
        taken_by=draw(NAMED), note=draw(WORDS), attachment=draw(st.none() | st.sampled_from(scans)) if scans else None,
        withdrawn=draw(st.none() | gone),
    )  # fmt: skip


@st.composite
def whole_records(draw: st.DrawFn, table: RangeTable, patient_ids: st.SearchStrategy[str]) -> PatientRecord:
    """A record that a database takes as it is; some of its visits name the kept table."""
    patient: Patient = possible(draw(patients(patient_ids)))
    signed = [replace(v, status=Status.SIGNED) for v in draw(st.lists(visits(dosed=True), max_size=2))]
    signed = [draw(after_signing(visit)) for visit in signed]
    some: list[Visit] = [*signed, *draw(st.lists(visits(), max_size=2))]
    named = st.none() | st.just(table.version)
    own = tuple(possible(replace(visit, patient_id=patient.id, table=draw(named))) for visit in some)
    ids = [visit.id for visit in own]
    rows = [
        WoreOff(visit.id, draw(st.none() | st.sampled_from(["forehead", "crows_feet.left"])),
                visit.at.date() + timedelta(days=draw(st.integers(0, 400))), draw(st.booleans()))
        for visit in own if draw(st.booleans())
    ]  # fmt: skip
    told = draw(st.lists(histories(), max_size=3))
    told = [one for n, one in enumerate(told) if n == 0 or one != told[n - 1]]
    kept = draw(st.lists(attachments(patient.id, ids), max_size=2, unique_by=lambda k: k.attachment.id))
    scans = [one.attachment.id for one in kept]
    agreed = draw(st.lists(consents(patient.id, scans), max_size=2, unique_by=lambda c: c.id))
    return plainly(PatientRecord(
        patient=patient, visits=own, pinned=draw(st.none() | st.sampled_from(ids)) if ids else None,
        recall_on=draw(st.none() | DAYS), wore_off=tuple(rows), history=told[0] if told else None,
        consents=tuple(agreed), earlier=tuple(told[1:]), attachments=tuple(kept),
        tables=(table,) if any(visit.table for visit in own) else (),
    ))  # fmt: skip
