"""Who signed travels with a visit: where it arrives it is signed elsewhere, by that name and at that time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from charting.desk.importing import sealed
from charting.desk.signing import document
from charting.domain.people.patient_record import PatientRecord
from charting.domain.visit.visit import Meaning, Signature, Status
from charting.errors import Refused
from charting.exchange.json.file import read
from charting.exchange.json.read import Level
from charting.store.check import check
from charting.store.database import Store
from tests.exchange.files import of_bytes, write
from tests.store.values import NOON, a_patient, a_visit, clock

SIGNED = Signature("Dr <b>Sign</b>", NOON, None, elsewhere=True, meaning=Meaning.TREATED)


@pytest.fixture
def reading(vocabulary):
    return lambda data: read(of_bytes(data, "f.json"), vocabulary=vocabulary, now=NOON, level=Level.IMPORT)


def test_the_signer_comes_along_and_stays(tmp_path: Path, reading):
    visit = replace(a_visit(), status=Status.SIGNED, signature=SIGNED)
    written = write([PatientRecord(a_patient(), (visit,))])
    (record,) = reading(written)
    assert record.visits[0].signature == SIGNED
    with Store.open(tmp_path / "there.sqlite", clock=clock) as store:
        store.import_all([record.patient], record.visits, sealed)
        (there,) = store.visits.of(record.patient.id)
        assert there.signature == SIGNED
        assert check(store, document) == []
        assert write([PatientRecord(record.patient, (there,))]) == written


def test_a_draft_has_no_signature(reading):
    visit = replace(a_visit(), status=Status.SIGNED, signature=SIGNED)
    written = write([PatientRecord(a_patient(), (visit,))]).replace(b'"status": "signed"', b'"status": "draft"')
    with pytest.raises(Refused, match=r"visits\[0\]\.signature: a draft is not signed"):
        reading(written)
