"""The shape of an exchange file, version 1: which keys there are and what type each has."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from charting.errors import Refused
from charting.exchange.json.shape_record import (
    AddendumShape,
    AreaPriceShape,
    AttachmentShape,
    ConsentShape,
    ConsultationShape,
    EventShape,
    FindingOfMuscleShape,
    HistoryShape,
    MarkedShape,
    SignatureShape,
    TableShape,
    VialShape,
    WhyShape,
)
from charting.exchange.json.text import Number

FORMAT = "charting.exchange"
VERSION = 1


class PointShape(msgspec.Struct, forbid_unknown_fields=True):
    """One point; `units` null while it is undosed."""

    view: str
    x_mm: Number
    y_mm: Number
    units: Number | None
    technique: str | UnsetType = UNSET
    area: str | UnsetType = UNSET
    vial: Number | UnsetType = UNSET
    placed_by: str | UnsetType = UNSET


class FindingShape(msgspec.Struct, forbid_unknown_fields=True):
    """How much one area still moves."""

    area: str
    residual: str


class ReviewShape(msgspec.Struct, forbid_unknown_fields=True):
    """What a review found."""

    findings: list[FindingShape] = []
    evenness: str | UnsetType = UNSET
    adverse_events: list[str | EventShape] = []
    satisfaction: Number | UnsetType = UNSET
    note: str | UnsetType = UNSET


class WoreOffShape(msgspec.Struct, forbid_unknown_fields=True):
    """When the effect of a visit was gone, in one area or (without one) in all of it."""

    visit: str
    on: str
    area: str | UnsetType = UNSET
    about: bool | UnsetType = UNSET


class MeasuresShape(msgspec.Struct, forbid_unknown_fields=True):
    """The measures of the face that a visit was signed with; what is absent was not measured."""

    interpupillary_mm: Number | UnsetType = UNSET
    face_width_mm: Number | UnsetType = UNSET
    forehead_height_mm: Number | UnsetType = UNSET


class VisitShape(msgspec.Struct, forbid_unknown_fields=True):
    """One visit."""

    points: list[PointShape]
    product: str | UnsetType = UNSET
    id: str | UnsetType = UNSET
    at: str | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    status: str | UnsetType = UNSET
    vial_units: Number | UnsetType = UNSET
    diluent_ml: Number | UnsetType = UNSET
    lot: str | UnsetType = UNSET
    expires: str | UnsetType = UNSET
    price_per_unit: str | UnsetType = UNSET
    currency: str | UnsetType = UNSET
    template: Number | UnsetType = UNSET
    of: str | UnsetType = UNSET
    review: ReviewShape | UnsetType = UNSET
    vials: list[VialShape] = []
    whys: list[WhyShape] = []
    consultation: ConsultationShape | UnsetType = UNSET
    findings: list[FindingOfMuscleShape] = []
    checks: list[str] = []
    area_prices: list[AreaPriceShape] = []
    recorded_at: str | UnsetType = UNSET
    table: str | UnsetType = UNSET
    amends: str | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    addenda: list[AddendumShape] = []
    marked: MarkedShape | UnsetType = UNSET
    signature: SignatureShape | UnsetType = UNSET
    measures: MeasuresShape | UnsetType = UNSET


class PatientShape(msgspec.Struct, forbid_unknown_fields=True):
    """One patient."""

    id: str | UnsetType = UNSET
    chart_no: str | UnsetType = UNSET
    family_name: str | UnsetType = UNSET
    given_name: str | UnsetType = UNSET
    born: str | UnsetType = UNSET
    sex: str | UnsetType = UNSET
    interpupillary_mm: Number | UnsetType = UNSET
    face_width_mm: Number | UnsetType = UNSET
    forehead_height_mm: Number | UnsetType = UNSET
    measured: list[str] | UnsetType = UNSET
    visits: list[VisitShape] = []
    pinned_visit: str | UnsetType = UNSET
    recall_on: str | UnsetType = UNSET
    wore_off: list[WoreOffShape] = []
    history: HistoryShape | UnsetType = UNSET
    consents: list[ConsentShape] = []
    earlier_histories: list[HistoryShape] = []
    attachments: list[AttachmentShape] = []


class FileShape(msgspec.Struct, forbid_unknown_fields=True):
    """A whole file."""

    format: str
    version: Number
    pseudonymised: bool | UnsetType = UNSET
    patients: list[PatientShape] = []
    tables: list[TableShape] = []


_AT = re.compile(r"(.*) - at `(.*)`", re.DOTALL)
_EXPECTED = re.compile(r"Expected `(.+)`, got `(.+)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(.*)`")
_NAMES = {
    "str": "text", "int": "a number", "float": "a number", "bool": "true or false", "array": "a list",
    "object": "an object", "null": "null", "Number": "a number",
}  # fmt: skip


def shaped(value: Any, name: str) -> FileShape:
    """A parsed file in its shape; Refused names the JSON path of the first thing that does not fit."""
    refuse_other(value, name)
    try:
        return msgspec.convert(value, FileShape, dec_hook=_number)
    except msgspec.ValidationError as error:
        found = _AT.fullmatch(str(error))
        reason, path = (found[1], found[2]) if found else (str(error), "$")
        raise Refused("{file}, {path}: {reason}.", file=name, path=path, reason=_plain(reason)) from error


def refuse_other(value: Any, name: str) -> None:
    """Say first that a file is another program's, or of a newer version, before anything in it looks wrong."""
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise Refused("{file}, $.format: this is not a Charting exchange file; it has to say “{format}”.",
                      file=name, format=FORMAT)  # fmt: skip
    version = value.get("version")
    if isinstance(version, Number) and re.fullmatch("[0-9]{1,9}", version.text) and int(version.text) > VERSION:
        raise Refused("{file}, $.version: version {version} is newer than this program; update it.",
                      file=name, version=version.text)  # fmt: skip
    if version != Number(str(VERSION)):
        raise Refused("{file}, $.version: it has to be the number 1.", file=name)


def _number(wanted: type, value: Any) -> Any:
    if isinstance(value, wanted):
        return value
    raise ValueError(f"Expected `Number`, got `{_json_type(value)}`")


def _json_type(value: Any) -> str:
    names = {bool: "bool", str: "str", list: "array", dict: "object", type(None): "null"}
    return names.get(type(value), type(value).__name__)


def _plain(reason: str) -> str:
    if found := _EXPECTED.fullmatch(reason):
        wanted = " or ".join(_NAMES.get(kind.strip(), kind.strip()) for kind in found[1].split("|"))
        return f"expected {wanted}, found {_NAMES.get(found[2], found[2])}"
    if found := _UNKNOWN.fullmatch(reason):
        return f"the key “{found[1]}” is not known"
    if found := _MISSING.fullmatch(reason):
        return f"“{found[1]}” is missing"
    return reason
