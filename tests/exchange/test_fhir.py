"""The FHIR bundle: valid for two libraries, whole, and with nothing invented."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charting.domain.dosing.range_table import RangeTable
from charting.domain.visit.visit import Signature, Status, total_units
from charting.errors import Problem
from charting.exchange.fhir.bundle import write_fhir
from charting.exchange.fhir.values import Codes, read_codes
from charting.exchange.records import PatientRecord
from tests.exchange.files import standing_record
from tests.exchange.out import HOSTILE, everything, material, records_of
from tests.exchange.whole_records import whole_records
from tests.proofs.scale import examples
from tests.store.values import NOON, a_patient, a_visit, some_id


def bundle(content: bytes) -> dict[str, Any]:
    from fhir.resources.R4B.bundle import Bundle

    Bundle.model_validate_json(content)
    return json.loads(content)


def resources(content: bytes, kind: str) -> list[dict[str, Any]]:
    return [e["resource"] for e in bundle(content)["entry"] if e["resource"]["resourceType"] == kind]


def test_each_thing_is_there_and_every_reference_leads_somewhere():
    records = everything()
    content = write_fhir(records, replace(material(), sheet_of=lambda record, visit: b"%PDF-1.4 x"))
    counts = Counter(entry["resource"]["resourceType"] for entry in bundle(content)["entry"])
    points = sum(len(visit.points) for record in records for visit in record.visits)
    assert counts["MedicationAdministration"] == points
    assert (counts["Patient"], counts["Procedure"], counts["DocumentReference"]) == (1, 3, 3)
    assert counts["Medication"] == 2
    there = {entry["fullUrl"] for entry in bundle(content)["entry"]}
    assert len(there) == len(bundle(content)["entry"])
    wanted = set(_references(bundle(content)))
    assert wanted <= there


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["reference"]] if isinstance(value.get("reference"), str) else []
        return own + [found for item in value.values() for found in _references(item)]
    return [found for item in value for found in _references(item)] if isinstance(value, list) else []


def test_a_point_says_dose_place_depth_and_product():
    content = write_fhir(everything(), material())
    one = resources(content, "MedicationAdministration")[0]
    assert one["dosage"]["dose"] == {
        "value": 1.5, "unit": "U", "system": "http://unitsofmeasure.org", "code": "[USP'U]",
    }  # fmt: skip
    assert one["dosage"]["route"] == {"text": "intramuscular"}
    assert one["dosage"]["site"]["text"].startswith("Forehead")
    (place,) = one["extension"]
    found = {part["url"]: next(value for key, value in part.items() if key != "url") for part in place["extension"]}
    assert (found["number"], found["view"], found["template"]) == (1, "front", 1)
    assert (found["x"]["value"], found["y"]["value"], found["y"]["unit"]) == (0, -50, "mm")
    (medication,) = [m for m in resources(content, "Medication") if m["batch"].get("lotNumber") == "C7421"][:1]
    assert medication["batch"] == {"lotNumber": "C7421", "expirationDate": "2027-03-31"}
    assert medication["code"]["text"] == "Botox Cosmetic"


def test_status_says_what_holds():
    undosed = replace(a_visit(100), points=(replace(a_visit().points[0], units=None),))
    signed = replace(a_visit(101), status=Status.SIGNED, signature=Signature("Dr X", NOON, "ab"))
    wrong = replace(a_visit(102), status=Status.ENTERED_IN_ERROR)
    content = write_fhir([PatientRecord(a_patient(), (undosed, signed, wrong))], material())
    by_id = {found["id"]: found["status"] for found in resources(content, "Procedure")}
    assert [by_id[some_id(n)] for n in (100, 101, 102)] == ["preparation", "completed", "entered-in-error"]
    given = resources(content, "MedicationAdministration")
    assert Counter(found["status"] for found in given) == {"unknown": 1, "completed": 3, "entered-in-error": 3}
    (placed,) = [found for found in given if found["status"] == "unknown"]
    assert "dosage" not in placed
    (who,) = resources(content, "Practitioner")
    assert who["name"] == [{"text": "Dr X"}]


def test_totals_and_density_stand_against_the_ranges():
    visit = a_visit(points=4)
    content = write_fhir([PatientRecord(a_patient(), (visit,))], material())
    total, area = resources(content, "Observation")
    assert total["valueQuantity"]["value"] == float(total_units(visit.points))
    ranges = {found["type"]["text"]: found for found in area["referenceRange"]}
    assert ranges["micro"]["low"]["value"] == 5
    assert "mark B" in ranges["micro"]["text"]
    (density,) = area["component"]
    assert density["valueQuantity"]["unit"] == "U/cm2"
    assert {found["type"]["text"] for found in density["referenceRange"]} == {"micro", "standard"}


def test_no_code_of_others_is_there_unless_the_clinic_chose_it(tmp_path: Path):
    def systems(value: Any) -> set[str]:
        if isinstance(value, dict):
            own = {value["system"]} if "system" in value else set()
            return own.union(*(systems(item) for item in value.values()))
        return set().union(*(systems(item) for item in value)) if isinstance(value, list) else set()

    plain = systems(bundle(write_fhir(everything(), material())))
    assert {system for system in plain if not system.startswith("urn:x-charting:")} == {"http://unitsofmeasure.org"}
    file = tmp_path / "codes.json"
    file.write_text('{"procedure": {"system": "http://snomed.info/sct", "code": "1"}, "us_product_codes": true}')
    content = write_fhir(everything(), material(), read_codes(file))
    assert {"http://snomed.info/sct", "http://hl7.org/fhir/sid/ndc"} <= systems(bundle(content))
    for wrong in ('{"procedures": 1}', "[", '{"procedure": {"code": 1}}'):
        file.write_text(wrong)
        with pytest.raises(Problem, match="holds no codes"):
            read_codes(file)
    with pytest.raises(Problem, match=r"no valid FHIR at .*; look at the codes|no valid FHIR"):
        write_fhir(everything(), material(), Codes(procedure={"system": "x", "code": "\n"}))


def test_an_adverse_event_suspects_the_treatment_it_followed():
    file = standing_record()
    event = {
        "code": "lid_ptosis", "side": "left", "severity": "moderate", "since": "2026-07-16", "until": "2026-07-18",
        "treated": "Drops", "reported": True,
    }  # fmt: skip
    treatment, review, _ = file["patients"][0]["visits"]
    review["review"]["adverse_events"] = [event, "headache"]
    review["status"] = "signed"
    review["at"] = "2026-07-19T09:00:00+02:00"
    content = write_fhir(records_of(file), material())
    ptosis, headache = resources(content, "AdverseEvent")
    assert (ptosis["event"]["text"], ptosis["date"]) == ("Eyelid ptosis, left", "2026-07-16")
    assert (ptosis["actuality"], ptosis["severity"]["text"], ptosis["outcome"]["text"]) == (
        "actual", "moderate", "resolved",
    )  # fmt: skip
    assert ptosis["suspectEntity"][0]["instance"]["reference"] == f"urn:uuid:{treatment['id']}"
    assert ptosis["extension"][0]["extension"] == [
        {"url": "until", "valueDate": "2026-07-18"}, {"url": "treated", "valueString": "Drops"},
        {"url": "reported", "valueBoolean": True},
    ]  # fmt: skip
    assert "severity" not in headache
    assert headache["detected"] == "2026-07-19T09:00:00+02:00"
    review["status"] = "entered-in-error"
    assert resources(write_fhir(records_of(file), material()), "AdverseEvent") == []


def test_the_same_content_gives_the_same_bytes_and_numbers_stay_exact():
    records = [PatientRecord(a_patient(n), (a_visit(100 * n, patient_id=some_id(n)),)) for n in (1, 2)]
    assert write_fhir(records, material()) == write_fhir(reversed(records), material())
    visit = replace(a_visit(points=1), points=(replace(a_visit().points[0], units=Decimal("0.29")),))
    assert b'"value": 0.29,' in write_fhir([PatientRecord(a_patient(), (visit,))], material())


@pytest.mark.parametrize("name", HOSTILE)
def test_names_survive(name: str):
    content = write_fhir([PatientRecord(a_patient(family_name=name, given_name=name, chart_no=name))], material())
    (found,) = resources(content, "Patient")
    assert found["name"][0]["family"] == name.strip()


@settings(max_examples=examples(6, 60), deadline=None)
@given(data=whole_records(RangeTable("0" * 64, b"{}"), st.just(some_id(1))))
def test_whatever_a_record_holds_is_valid(data: PatientRecord):
    bundle(write_fhir([data], material()))


def test_another_library_reads_it_too():
    models = pytest.importorskip("fhirclient.models.bundle")
    content = write_fhir(everything(), replace(material(), sheet_of=lambda record, visit: b"%PDF-1.4 x"))
    found = models.Bundle(json.loads(content))
    doses = [e.resource.dosage.dose.value for e in found.entry if e.resource.resource_type == "MedicationAdministration"
             and e.resource.dosage]  # fmt: skip
    assert doses[0] == 1.5
