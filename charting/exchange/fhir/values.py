"""Small values of FHIR: texts, times, quantities, concepts, references; and the project's own names.

FHIR has no element for a place on a face. The extension `urn:x-charting:fhir:point` of a MedicationAdministration
holds it: `number` (of the point in its visit, from 1), `view` (front, right, left: the patient's), `template` (the
version of the set of face drawings), `x` and `y` in mm (front: from midway between the pupils, +x to the patient's
left, +y down; profiles: from that eye's outer canthus, +x to the right of the picture). Further names of ours:
`urn:x-charting:fhir:area` and `…:product` are the codes of the reference data, `…:status` and `…:amends` tell of a
Procedure that it was corrected, and what it corrects.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from charting.domain.days import on_clock
from charting.errors import Problem
from charting.paths import settings_file

# ----------------------------------------------------------------------
# The codes a clinic chose for FHIR, from a small file of its own: without one there are words and our own codes.
#
# {"procedure": {"system": "http://snomed.info/sct", "code": "…", "display": "…"}, "products": {"ona_botox":
# [{"system": "http://hl7.org/fhir/sid/ndc", "code": "…"}]}, "us_product_codes": true}
#
# `us_product_codes` adds the product codes of the US labels, for clinics whose vials are those.


class _Code(msgspec.Struct, forbid_unknown_fields=True):
    system: str
    code: str
    display: str = ""

    def value(self) -> Value:
        return without_gaps(system=self.system, code=self.code, display=self.display)


class _File(msgspec.Struct, forbid_unknown_fields=True):
    procedure: _Code | None = None
    products: dict[str, list[_Code]] = {}
    us_product_codes: bool = False


def chosen_codes(path: Path | None = None) -> Codes:
    """The codes in the file named, or else in “fhir-codes.json” beside the settings, if there is one."""
    own = settings_file().with_name("fhir-codes.json")
    if path is None and not own.is_file():
        return Codes()
    return read_codes(path or own)


def read_codes(path: Path) -> Codes:
    """The codes in a file; a Problem says what is wrong with it."""
    try:
        found = msgspec.json.decode(path.read_bytes(), type=_File)
    except OSError as error:
        raise Problem("{file} cannot be read: {reason}; check the path.", file=path, reason=error.strerror) from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Problem("{file} holds no codes for FHIR: {reason}.", file=path, reason=error) from error
    products: dict[str, tuple[Any, ...]] = {}
    if found.us_product_codes:
        products = {name: ({"system": system, "code": code},) for name, (system, code) in US_PRODUCT_CODES.items()}
    for name, codes in found.products.items():
        products[name] = (*products.get(name, ()), *(code.value() for code in codes))
    return Codes(None if found.procedure is None else found.procedure.value(), products)


OWN = "urn:x-charting:fhir:"
UCUM = "http://unitsofmeasure.org"
NDC = "http://hl7.org/fhir/sid/ndc"
PSEUDONYMISED = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "PSEUDED",
    "display": "pseudonymized",
}  # fmt: skip
UNITS = "[USP'U]"
NAMESPACE = uuid.UUID("2c9d6c53-0a07-5d35-8f4c-6f1d2f1a7b10")

US_PRODUCT_CODES: Mapping[str, tuple[str, str]] = {
    "ona_botox": (NDC, "0023-9232"), "prabo_jeuveau": (NDC, "72301-595"), "abo_dysport": (NDC, "15054-0530"),
    "daxi_daxxify": (NDC, "72960-112"),
}  # fmt: skip
"""Product codes of the US labels (openFDA), for clinics that say their vials are those."""

Value = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes that a clinic chose. None is there by default: no code system names these treatments without dispute."""

    procedure: Value | None = None
    products: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)


def derived_id(*parts: object) -> str:
    """An id that follows from ours."""
    return str(uuid.uuid5(NAMESPACE, " ".join(str(part) for part in parts)))


def reference(resource_id: str, kind: str, display: str | None = None) -> Value:
    """A reference to another entry of the bundle."""
    return without_gaps(reference=f"urn:uuid:{resource_id}", type=kind, display=display)


def without_gaps(**values: Any) -> Value:
    """What has a value; FHIR knows neither null nor empty text or lists."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def text(given: str | None) -> str | None:
    """Text as FHIR takes it: no control characters, no blanks around it, None when nothing is left."""
    if not given:
        return None
    plain = "".join(_letter(letter) for letter in given).strip()
    return plain or None


def _letter(letter: str) -> str:
    if letter in " \r\n\t":
        return letter
    if letter.isspace():
        return " "
    return "" if unicodedata.category(letter) in ("Cc", "Cs") else letter


def at(moment: datetime) -> str:
    """A time with its offset; one that FHIR cannot write is told in UTC."""
    offset = moment.utcoffset() or timedelta(0)
    odd = offset.total_seconds() % 60 or abs(offset) > timedelta(hours=14)
    return (on_clock(moment, UTC) if odd and moment.year > 1 else moment).isoformat()


def exact(value: Decimal) -> int | float:
    """A decimal as the JSON number that says the same."""
    return int(value) if value == value.to_integral_value() else float(value)


def quantity(value: Decimal, unit: str, code: str) -> Value:
    """So much of a unit."""
    return {"value": exact(value), "unit": unit, "system": UCUM, "code": code}


def units(value: Decimal) -> Value:
    """Units of one product. They are of no other, so the product stands with each of them."""
    return quantity(value, "U", UNITS)


def concept(words: str | None, *codings: Value) -> Value:
    """A concept in words, with codes where there are any."""
    return without_gaps(coding=list(codings), text=text(words))


def own_code(system: str, code: str, display: str | None = None) -> Value:
    """A code of the reference data."""
    return without_gaps(system=f"{OWN}{system}", code=code, display=text(display))


def extension(name: str, **value: Any) -> Value:
    """One of our own, by its whole name or (within another one) by its short one."""
    return {"url": name, **value}
