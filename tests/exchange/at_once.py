"""Exchange JSON read all at once, as the first programs did: what reading it piece by piece has to say as well."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from charting.domain.people.patient_record import PatientRecord
from charting.errors import Refused
from charting.exchange.json.read import Level, Reader, tables_of, with_tables
from charting.exchange.json.shape import FORMAT, VERSION, shaped
from charting.exchange.json.text import Number
from charting.exchange.records import Vocabulary
from tests.exchange.files import NOW

_ESCAPED = re.compile(r"\\[uU][dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def at_once(data: bytes, name: str, vocabulary: Vocabulary, faults: list[Refused] | None) -> tuple[PatientRecord, ...]:
    """The records of a file to be imported; with `faults` what is wrong is added to them instead of raised."""
    reader = Reader(name, hashlib.sha256(data).hexdigest(), vocabulary, NOW, faults, Level.IMPORT)
    patients, tables = reader.attempt(lambda: _shapes(parse(data, name), name, faults)) or ([], [])
    some = [
        reader.attempt(partial(reader.record, shape, f"$.patients[{n}]"))
        for n, shape in enumerate(patients) if shape is not None
    ]  # fmt: skip
    found = [record for record in some if record is not None]
    kept = reader.attempt(lambda: tables_of(reader, tables))
    return () if kept is None else tuple(with_tables(record, kept) for record in found)


class _Twice(dict[str, Any]):
    """An object one of whose keys stands there twice."""

    key = ""


def parse(data: bytes, name: str) -> Any:
    """The value of a JSON file, numbers as Number; Refused says what is wrong, and where in file `name`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            "{file} is not UTF-8 text (byte {place}); save it as UTF-8.", file=name, place=error.start
        ) from error
    twice: list[_Twice] = []
    try:
        value = json.loads(
            text, parse_float=Number, parse_int=Number, parse_constant=Number, object_pairs_hook=_object(twice)
        )
        if twice:
            there = {id(item): path for path, item in _walk(value)}
            first = next(one for one in twice if id(one) in there)
            raise Refused("{file}, {path}: the key “{key}” stands there twice.",
                          file=name, path=there[id(first)], key=first.key)  # fmt: skip
        if _ESCAPED.search(text):
            _refuse_half_characters(value, name)
    except json.JSONDecodeError as error:
        raise Refused(
            "{file} is not JSON: {reason} in line {line}, column {column}.",
            file=name, reason=error.msg.lower(), line=error.lineno, column=error.colno,
        ) from error  # fmt: skip
    except RecursionError:
        raise Refused("{file} is nested too deeply; an exchange file has six levels.", file=name) from None
    return value


def _object(twice: list[_Twice]) -> Any:
    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        keys = [key for key, _ in pairs]
        marked = _Twice(found)
        marked.key = next(key for key in keys if keys.count(key) > 1)
        twice.append(marked)
        return marked

    return made


def _walk(value: Any, path: str = "$") -> Iterator[tuple[str, Any]]:
    yield path, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(item, f"{path}.{key}")
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from _walk(item, f"{path}[{n}]")


def _refuse_half_characters(value: Any, name: str) -> None:
    """Half of a character outside the basic plane can be written in JSON, and kept nowhere."""
    for path, item in _walk(value):
        texts = item if isinstance(item, dict) else [item] if isinstance(item, str) else []
        if any(_SURROGATE.search(text) for text in texts):
            raise Refused("{file}, {path}: the text holds half a character, which cannot be stored.",
                          file=name, path=_SURROGATE.sub("\ufffd", path))  # fmt: skip


def _shapes(value: Any, name: str, faults: list[Refused] | None) -> tuple[list[Any | None], list[Any]]:
    """As `shaped`, but of each patient apart: None for one that does not fit, whose fault is added to `faults`.

    Of a file with a fault in it nothing is kept, so its tables are not looked at.
    """
    try:
        whole = shaped(value, name)
        return list(whole.patients), whole.tables
    except Refused as fault:
        patients = value.get("patients") if isinstance(value, dict) else None
        inside = fault.values.get("path", "").startswith("$.patients[")
        if faults is None or not inside or not isinstance(patients, list):
            raise
    found: list[Any | None] = []
    for n, patient in enumerate(patients):
        alone = {"format": FORMAT, "version": Number(str(VERSION)), "patients": [patient]}
        try:
            found += shaped(alone, name).patients
        except Refused as fault:
            faults.append(Refused(fault.template, **fault.values | _numbered(fault, n)))
            found.append(None)
    return found, []


def _numbered(fault: Refused, n: int) -> dict[str, str]:
    return {"path": fault.values["path"].replace("$.patients[0]", f"$.patients[{n}]", 1)}
