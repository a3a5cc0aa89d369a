"""The page of added keys describes every key that the files know, each with an example that can be read."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
import pytest

from charting.domain.dosing.range_table import RangeTable
from charting.domain.face.face import Measures
from charting.domain.people.attachment import Attachment, Hidden
from charting.domain.people.consent import Consent, Withdrawal
from charting.domain.people.history import EarlierToxin, PatientHistory
from charting.domain.people.patient import Patient
from charting.domain.people.patient_record import KeptAttachment, PatientRecord
from charting.domain.visit.outcome import Finding, FoundEvent, Review, WoreOff
from charting.domain.visit.record import (
    Addendum,
    AreaPrice,
    Consultation,
    KeptRange,
    Marked,
    MuscleFinding,
    StyleChoice,
    Why,
)
from charting.domain.visit.visit import InjectionPoint, Signature, Vial, Visit
from charting.exchange.codec import PARTS
from charting.exchange.json import shape
from charting.exchange.json.text import Number
from charting.paths import resources

PAGE = (resources() / "guide" / "exchange.md").read_text("utf-8")
FIRST = {
    "File": {"format", "version", "patients"},
    "Patient": {
        "id", "chart_no", "family_name", "given_name", "born", "sex", "interpupillary_mm", "visits",
    },
    "Visit": {
        "id", "at", "kind", "status", "product", "vial_units", "diluent_ml", "lot", "expires", "price_per_unit",
        "currency", "template", "points",
    },
    "Point": {"view", "x_mm", "y_mm", "units", "technique", "area"},
}  # fmt: skip
"""What version 1 began with; all else was added."""

NAMES: dict[str, Any] = {
    "Patient": PatientRecord, "Visit": Visit, "Point": InjectionPoint, "Table of ranges": RangeTable,
    "Effect gone": WoreOff, "History": PatientHistory, "Treatment elsewhere": EarlierToxin, "Consent": Consent,
    "Withdrawal": Withdrawal, "Attachment": KeptAttachment, "Hidden": Hidden, "Vial": Vial, "Reason": Why,
    "Range": KeptRange, "Consultation": Consultation, "Style chosen": StyleChoice, "Muscle": MuscleFinding,
    "Price of an area": AreaPrice, "Note after signing": Addendum, "Mark": Marked, "Signature": Signature,
    "Measures": Measures, "Review": Review, "Movement": Finding, "Adverse event": FoundEvent,
}  # fmt: skip
WITHIN = {Patient, Attachment}
"""Their keys stand among those of what holds them."""
SHAPES = {"File": shape.FileShape, **{name: shape.shape_of(kind) for name, kind in NAMES.items()}}
NEEDED = {
    "File": {"format": "charting.exchange", "version": 1},
    "Visit": {"product": "ona_botox", "points": []},
    "Point": {"view": "front", "x_mm": 0, "y_mm": -50, "units": 1},
}
_ROW = re.compile(r"\| `(\w+)` \| (.+?) \| `(.+)` \|")


def sections() -> dict[str, dict[str, Any]]:
    """The examples by key, of each heading of the page."""
    found: dict[str, dict[str, Any]] = {}
    for part in re.split(r"^##+ ", PAGE, flags=re.MULTILINE)[1:]:
        name, _, rest = part.partition("\n")
        rows = [line for line in rest.splitlines() if line.startswith("| `")]
        matches = [_ROW.fullmatch(line) for line in rows]
        assert all(matches), f"{name}: a row is no key with words and an example"
        found[name] = {row[1]: json.loads(row[3]) for row in matches if row}
    return found


def numbered(value: Any) -> Any:
    """Numbers as the files are read with: by what is written."""
    if isinstance(value, dict):
        return {key: numbered(one) for key, one in value.items()}
    if isinstance(value, list):
        return [numbered(one) for one in value]
    return Number(str(value)) if type(value) in (int, float) else value


def test_the_page_knows_every_shape_and_no_other() -> None:
    assert set(NAMES.values()) | WITHIN == set(PARTS)
    assert set(sections()) == set(SHAPES)


@pytest.mark.parametrize("name", SHAPES)
def test_the_keys_of_the_page_are_those_of_the_code(name: str) -> None:
    added = set(SHAPES[name].__struct_fields__) - FIRST.get(name, set())
    assert set(sections()[name]) == added


@pytest.mark.parametrize("name", SHAPES)
def test_every_example_can_be_read(name: str) -> None:
    whole = numbered({**NEEDED.get(name, {}), **sections()[name]})
    read = msgspec.convert(whole, SHAPES[name], dec_hook=shape._number)
    assert all(getattr(read, key) is not msgspec.UNSET for key in sections()[name])
