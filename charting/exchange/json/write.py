"""Values into exchange JSON: the same content always gives the same bytes, and reading them gives the content again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, fields, replace
from functools import cache
from typing import Any

from charting.domain.dosing.range_table import RangeTable
from charting.errors import Refused
from charting.exchange.codec import ITSELF, PARTS
from charting.exchange.json.shape import FORMAT, VERSION
from charting.exchange.json.text import MOST_BYTES
from charting.exchange.records import KeptAttachment, PatientRecord


def written(records: Iterable[PatientRecord], *, pseudonymised: bool = False) -> Iterator[bytes]:
    """An exchange file as UTF-8, piece by piece: patients as they come, visits by time and then id, a line per point.

    The same content gives the same bytes when the patients come in the order of their ids. In memory is one patient at
    a time, and of the attachments one. Refused when the file grows larger than what can be imported.
    """
    size = 0
    for piece in _file(records, pseudonymised):
        content = piece.encode()
        size += len(content)
        if size > MOST_BYTES:
            raise Refused("The file would be larger than 1 GiB and could not be imported; choose fewer patients, or"
                          " leave the attachments out.")  # fmt: skip
        yield content


def _file(records: Iterable[PatientRecord], pseudonymised: bool) -> Iterator[str]:
    kept: dict[str, RangeTable] = {}
    head = {"format": FORMAT, "version": VERSION} | ({"pseudonymised": True} if pseudonymised else {})
    yield "{\n" + "".join(f"  {text(key)}: {text(value)},\n" for key, value in head.items()) + '  "patients": ['
    several = False
    for record in records:
        kept |= {table.version: table for table in record.tables}
        yield ",\n    " if several else "\n    "
        yield from _with_attachments(text(_patient(record), "    "), map(said, _in_order(record)), "    ")
        several = True
    yield "\n  ]" if several else "]"
    tables = [said(kept[version]) for version in sorted(kept)]
    yield (f',\n  "tables": {text(tables, "  ")}' if tables else "") + "\n}\n"


def _in_order(record: PatientRecord) -> list[KeptAttachment]:
    """Photographs and scans by the time they were added and then by id; each is fetched when its turn comes."""
    return sorted(record.attachments, key=lambda kept: (kept.attachment.added_at, kept.attachment.id))


def _with_attachments(patient: str, rows: Iterable[dict[str, Any]], indent: str) -> Iterator[str]:
    """The text of a patient with the key that is the last one, whose items are made one at a time."""
    end = f"\n{indent}}}"
    several = False
    for row in rows:
        yield ",\n" if several else f'{patient.removesuffix(end)},\n{indent}  "attachments": [\n'
        yield f"{indent}    {text(row, indent + '    ')}"
        several = True
    yield f"\n{indent}  ]{end}" if several else patient


def text(value: Any, indent: str = "") -> str:
    """JSON with whatever holds no further list or object on one line. Numbers are written as they are kept."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    if not any(isinstance(item, (dict, list)) for item in inner):
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    deeper = indent + "  "
    if isinstance(value, dict):
        lines = [f"{json.dumps(key, ensure_ascii=False)}: {text(item, deeper)}" for key, item in value.items()]
        return "{\n" + ",\n".join(deeper + line for line in lines) + f"\n{indent}}}"
    return "[\n" + ",\n".join(deeper + text(item, deeper) for item in value) + f"\n{indent}]"


def _patient(record: PatientRecord) -> dict[str, Any]:
    """A patient without the attachments; a scan is named where it goes along."""
    scans = {kept.attachment.id for kept in record.attachments}
    consents = tuple(one if one.attachment in scans else replace(one, attachment=None) for one in record.consents)
    return said(replace(record, attachments=(), consents=consents))


def said(value: Any) -> dict[str, Any]:
    """A value by its keys: what says no more than its default is left out, unless it always stands there."""
    found: dict[str, Any] = {}
    kind: Any = type(value)
    for field, key, write, default, always in _written(kind):
        given = getattr(value, field)
        if not always and (given is None or given == default):
            continue
        text = None if given is None else write(given)
        if key == ITSELF:
            found |= text or {}
        elif text is not None or always:
            found[key] = text
    return found


@cache
def _written(kind: Any) -> tuple[tuple[str, str, Callable[[Any], Any], Any, bool], ...]:
    defaults = {one.name: one.default for one in fields(kind) if one.default is not MISSING}
    return tuple(
        (part.field, part.key, part.kind.write(said), defaults.get(part.field, part.kind.absent), part.always)
        for part in PARTS[kind] if part.key is not None and part.kind is not None
    )  # fmt: skip
