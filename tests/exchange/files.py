"""A whole exchange file as Python values, to be changed and written by tests."""

from __future__ import annotations

import base64
import copy
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from charting.exchange.json.file import read
from charting.exchange.json.read import Level
from charting.exchange.json.write import written
from charting.exchange.records import PatientRecord, Vocabulary
from charting.exchange.source import Readable, Source

TODAY = date(2026, 7, 20)
NOW = datetime(2026, 7, 20, 12, tzinfo=UTC)
WHOLE: dict[str, Any] = {
    "format": "charting.exchange",
    "version": 1,
    "patients": [
        {
            "id": "0198f0c2-0000-7000-8000-000000000001",
            "chart_no": "10482",
            "family_name": "Family",
            "given_name": "Given",
            "born": "1992-03-05",
            "sex": "female",
            "interpupillary_mm": 61.5,
            "visits": [
                {
                    "id": "0198f0c3-0000-7000-8000-000000000001",
                    "at": "2026-07-14T10:20:00+02:00",
                    "kind": "treatment",
                    "status": "draft",
                    "product": "ona_botox",
                    "vial_units": 100,
                    "diluent_ml": 2.5,
                    "lot": "C7421",
                    "expires": "2027-03-31",
                    "price_per_unit": "12.00",
                    "currency": "USD",
                    "template": 1,
                    "points": [
                        {"view": "front", "x_mm": 0.0, "y_mm": -50.0, "units": 1.5, "technique": "im"},
                        {"view": "front", "x_mm": 57.0, "y_mm": 0.0, "units": 4, "area": "crows_feet.left"},
                        {"view": "front", "x_mm": 5.0, "y_mm": -50.0, "units": None},
                    ],
                }
            ],
        }
    ],
}

TREATMENT, REVIEW = (f"0198f0c3-0000-7000-8000-00000000000{n}" for n in (1, 2))

SCAN = "0198f0c7-0000-7000-8000-000000000001"
PATIENT = "$.patients[0]"
VISIT = f"{PATIENT}.visits[0]"
POINT = f"{VISIT}.points[1]"


def whole() -> dict[str, Any]:
    return copy.deepcopy(WHOLE)


def looking_back() -> dict[str, Any]:
    """A whole file with a review of its visit and what was said of its outcome."""
    file = whole()
    patient = file["patients"][0]
    review = {
        "findings": [{"area": "forehead", "residual": "slight"}, {"area": "crows_feet.left", "residual": "none"}],
        "evenness": "slightly-uneven", "adverse_events": ["brow_ptosis"], "satisfaction": 4, "note": "A little heavy.",
    }  # fmt: skip
    patient["visits"].append(
        {
            "id": REVIEW, "at": "2026-07-28T09:00:00+02:00", "kind": "review", "of": TREATMENT, "review": review,
            "points": [],
        }
    )  # fmt: skip
    patient["pinned_visit"] = TREATMENT
    patient["recall_on"] = "2026-11-01"
    patient["wore_off"] = [
        {"visit": TREATMENT, "on": "2026-11-10", "about": True},
        {"visit": TREATMENT, "area": "crows_feet.left", "on": "2026-10-20"},
    ]
    return file


def standing_record() -> dict[str, Any]:
    """A whole file with everything that a record which stands up holds."""
    file = looking_back()
    patient = file["patients"][0]
    visit = patient["visits"][0]
    kept = {"low": 10, "high": 20.5, "source": "Label", "mark": "A"}
    visit.update(
        status="amended",
        vials=[
            {
                "id": "0198f0c4-0000-7000-8000-000000000001", "vial_units": 100, "lot": "C7421", "diluent_ml": 2.5,
                "expires": "2027-03-31", "diluent": "Saline 0.9 %", "diluent_lot": "S-004", "gtin": "04049500000013",
                "made_up_at": "2026-07-14T09:40:00+02:00", "serial": "00012",
            },
            {"vial_units": 50},
        ],
        whys=[{"about": "forehead:im", "reason": "strong-muscle", "note": "Frowns.", "units": 24, "standard": kept}],
        consultation={"signs": ["etched_lines"], "choices": [{"style": "micro", "area": "forehead"}], "note": "Soft."},
        findings=[{"area": "masseter.left", "bulging": "double", "thickness": "10-14"}],
        checks=["allergies"],
        area_prices=[{"area": "masseter", "price_per_unit": "9.50"}],
        recorded_at="2026-07-15T08:00:00+02:00",
        table="2026-07-01:abc",
        addenda=[
            {
                "id": "0198f0c5-0000-7000-8000-000000000001", "at": "2026-07-16T08:00:00+02:00", "by": "Dr Sign",
                "text": "Called: all well.",
            }
        ],
        marked={
            "at": "2026-07-17T08:00:00+02:00", "by": "Dr Sign", "reason": "The dose was 4 U.",
            "other": "0198f0c3-0000-7000-8000-000000000003",
        },
    )  # fmt: skip
    visit["points"] = [dict(point, vial=1, placed_by="Dr Sign", units=point["units"] or 2) for point in visit["points"]]
    patient["visits"].append(
        dict(
            whole()["patients"][0]["visits"][0], id="0198f0c3-0000-7000-8000-000000000003", amends=TREATMENT,
            reason="The dose was 4 U.",
        )
    )  # fmt: skip
    patient["history"] = {
        "allergies": ["penicillin"], "milk_protein": "no", "conditions": ["dry-eye"], "medicines": ["aspirin"],
        "earlier": [{"on": "2025-01-01", "about": True, "product": "abo_dysport", "units": 50, "where": "Elsewhere"}],
        "asked_at": "2026-07-14T10:00:00+02:00", "asked_by": "Dr Sign",
    }  # fmt: skip
    patient["consents"] = [
        {
            "id": "0198f0c6-0000-7000-8000-000000000001", "given_at": "2026-07-14T10:05:00+02:00",
            "to": ["treatment", "off-label"], "areas": ["masseter"], "taken_by": "Dr Sign",
            "withdrawn": {"at": "2026-07-20T09:00:00+02:00", "by": "Dr Sign", "reason": "Changed her mind."},
            "scan": SCAN,
        }
    ]  # fmt: skip
    keep_more(file)
    return file


def keep_more(file: dict[str, Any]) -> None:
    """What only a complete export holds: earlier histories, attachments, the tables that visits name."""
    patient = file["patients"][0]
    patient["earlier_histories"] = [{"no_allergies": True, "asked_at": "2025-07-14T10:00:00+02:00"}]
    patient["attachments"] = [
        {
            "id": SCAN, "kind": "consent", "media_type": "application/pdf", "added_at": "2026-07-14T10:06:00+02:00",
            "added_by": "Dr Sign", "name": "Consent, signed", "content": base64.b64encode(b"%PDF-1.4 scan").decode(),
        },
        {
            "kind": "photo", "media_type": "image/jpeg", "added_at": "2026-07-14T10:07:00+02:00", "visit": TREATMENT,
            "width": 1200, "height": 1600, "when": "before", "pose": "frown", "view": "front",
            "content": base64.b64encode(b"\xff\xd8\xff photo").decode(),
            "thumbnail": base64.b64encode(b"\xff\xd8\xff small").decode(),
            "hidden": {"at": "2026-07-15T10:07:00+02:00", "by": "Dr Sign", "reason": "Blurred."},
        },
    ]  # fmt: skip
    text = '{"format":"charting.range-table","ranges":[],"sources":{},"version":1}'
    file["tables"] = [{"version": hashlib.sha256(text.encode()).hexdigest(), "content": text}]
    patient["visits"][0]["table"] = file["tables"][0]["version"]


def inside(value: Any, path: str) -> Any:
    """What stands at a path such as $.patients[0].visits[0]."""
    for step in path.removeprefix("$").replace("[", ".[").split(".")[1:]:
        value = value[int(step[1:-1])] if step.startswith("[") else value[step]
    return value


def raw_json(value: Any) -> bytes:
    return json.dumps(value).encode()


def read_import(data: bytes | dict[str, Any], vocabulary: Vocabulary) -> tuple[PatientRecord, ...]:
    return _read(data, vocabulary, Level.IMPORT)


def read_assess(data: bytes | dict[str, Any], vocabulary: Vocabulary) -> tuple[PatientRecord, ...]:
    return _read(data, vocabulary, Level.ASSESS)


def _read(data: bytes | dict[str, Any], vocabulary: Vocabulary, level: Level) -> tuple[PatientRecord, ...]:
    content = data if isinstance(data, bytes) else raw_json(data)
    return read(of_bytes(content, "july.json"), vocabulary=vocabulary, now=NOW, level=level)


def write(records: Iterable[PatientRecord], *, pseudonymised: bool = False) -> bytes:
    """A whole exchange file in one piece, the patients in the order of their ids."""
    ordered = sorted(records, key=lambda record: record.patient.id)
    return b"".join(written(ordered, pseudonymised=pseudonymised))


def of_bytes(data: bytes, name: str) -> Source:
    """A file that is in memory."""

    @contextmanager
    def opened() -> Iterator[Readable]:
        yield io.BytesIO(data)

    return Source(name, opened)
