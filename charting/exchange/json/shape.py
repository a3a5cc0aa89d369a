"""The shape of an exchange file, version 1: which keys there are and what type each has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType, defstruct

from charting.domain.dosing.range_table import RangeTable
from charting.domain.people.patient_record import PatientRecord
from charting.errors import Refused
from charting.exchange.codec import ITSELF, PARTS
from charting.exchange.json.text import Number

FORMAT = "charting.exchange"
VERSION = 1


@cache
def shape_of(kind: Any) -> Any:
    """The shape of a type: a struct of the keys that its parts have in a file."""
    return defstruct(f"{kind.__name__}Shape", list(_keys_of(kind)), forbid_unknown_fields=True, kw_only=True, gc=False)


def _keys_of(kind: Any) -> Iterator[tuple[Any, ...]]:
    for part in PARTS[kind]:
        if part.key is None or part.kind is None:
            continue
        if part.key == ITSELF:
            yield from _keys_of(part.kind.shape(lambda within: within))
            continue
        shape = part.kind.shape(shape_of)
        yield (part.key, shape) if part.needed else (part.key, shape | UnsetType, UNSET)


_LISTS: tuple[tuple[str, Any], ...] = (("patients", PatientRecord), ("tables", RangeTable))
FileShape = defstruct(
    "FileShape",
    [
        ("format", str), ("version", Number), ("pseudonymised", bool | UnsetType, UNSET),
        *((key, list[shape_of(kind)], []) for key, kind in _LISTS),  # type: ignore[misc]
    ],
    forbid_unknown_fields=True,
)  # fmt: skip
"""A whole file."""

_AT = re.compile(r"(.*) - at `(.*)`", re.DOTALL)
_EXPECTED = re.compile(r"Expected `(.+)`, got `(.+)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(.*)`")
_NAMES = {
    "str": "text", "int": "a number", "float": "a number", "bool": "true or false", "array": "a list",
    "object": "an object", "null": "null", "Number": "a number",
}  # fmt: skip


def shaped(value: Any, name: str) -> Any:
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
