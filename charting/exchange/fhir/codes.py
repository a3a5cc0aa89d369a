"""The codes a clinic chose for FHIR, from a small file of its own: without one there are words and our own codes.

    {"procedure": {"system": "http://snomed.info/sct", "code": "…", "display": "…"},
     "products": {"ona_botox": [{"system": "http://hl7.org/fhir/sid/ndc", "code": "…"}]},
     "us_product_codes": true}

`us_product_codes` adds the product codes of the US labels, for clinics whose vials are those.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from charting.errors import Problem
from charting.exchange.fhir.values import US_PRODUCT_CODES, Codes, Value, without_gaps
from charting.paths import settings_file


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
