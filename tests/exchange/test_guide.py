"""The page of added keys describes every key that the files know, each with an example that can be read."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
import pytest

from charting.exchange.json import shape, shape_record
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

NAMES: dict[str, type[msgspec.Struct]] = {
    "File": shape.FileShape, "Patient": shape.PatientShape, "Visit": shape.VisitShape, "Point": shape.PointShape,
    "Table of ranges": shape_record.TableShape, "Effect gone": shape.WoreOffShape,
    "History": shape_record.HistoryShape, "Treatment elsewhere": shape_record.EarlierToxinShape,
    "Consent": shape_record.ConsentShape, "Withdrawal": shape_record.WithdrawnShape,
    "Attachment": shape_record.AttachmentShape, "Hidden": shape_record.HiddenShape, "Vial": shape_record.VialShape,
    "Reason": shape_record.WhyShape, "Range": shape_record.KeptRangeShape,
    "Consultation": shape_record.ConsultationShape, "Style chosen": shape_record.StyleChoiceShape,
    "Muscle": shape_record.FindingOfMuscleShape, "Price of an area": shape_record.AreaPriceShape,
    "Note after signing": shape_record.AddendumShape, "Mark": shape_record.MarkedShape,
    "Signature": shape_record.SignatureShape, "Measures": shape.MeasuresShape, "Review": shape.ReviewShape,
    "Movement": shape.FindingShape, "Adverse event": shape_record.EventShape,
}  # fmt: skip
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
    structs = {
        one
        for module in (shape, shape_record)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, msgspec.Struct) and one is not msgspec.Struct
    }
    assert set(NAMES.values()) == structs
    assert set(sections()) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_keys_of_the_page_are_those_of_the_code(name: str) -> None:
    added = set(NAMES[name].__struct_fields__) - FIRST.get(name, set())
    assert set(sections()[name]) == added


@pytest.mark.parametrize("name", NAMES)
def test_every_example_can_be_read(name: str) -> None:
    whole = numbered({**NEEDED.get(name, {}), **sections()[name]})
    read = msgspec.convert(whole, NAMES[name], dec_hook=shape._number)
    assert all(getattr(read, key) is not msgspec.UNSET for key in sections()[name])
