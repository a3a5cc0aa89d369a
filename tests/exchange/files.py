"""A whole exchange file as Python values, to be changed and written by tests."""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import Any

from charting.exchange.json_read import Level, read
from charting.exchange.records import PatientRecord, Vocabulary

TODAY = date(2026, 7, 20)
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
    return read(content, name="july.json", vocabulary=vocabulary, today=TODAY, level=level)
