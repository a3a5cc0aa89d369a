"""What a complete exchange file holds beside the chart: earlier histories, photographs and scans, tables of ranges."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from msgspec import UNSET, UnsetType

from charting.domain.dosing.range_table import RangeTable, restore
from charting.domain.face.face import View
from charting.domain.people.attachment import (
    LONGEST_NAME,
    LONGEST_REASON,
    MOST_BYTES,
    Attachment,
    AttachmentKind,
    Hidden,
    MediaType,
    Pose,
    When,
    checked_attachment,
)
from charting.domain.people.consent import Consent
from charting.domain.people.history import PatientHistory
from charting.domain.people.patient_record import KeptAttachment, PatientRecord
from charting.errors import Refused
from charting.exchange.json import read_record as more
from charting.exchange.json.lean import Known
from charting.exchange.json.shape import PatientShape
from charting.exchange.json.shape_record import AttachmentShape, HiddenShape, HistoryShape, TableShape
from charting.exchange.json.text import Number
from charting.exchange.json.values import Values, stepped

MOST_HISTORIES, MOST_ATTACHMENTS, MOST_PIXELS = 1000, 10_000, 1_000_000

_HEADS = {MediaType.JPEG: b"\xff\xd8\xff", MediaType.PDF: b"%PDF-"}


def earlier_histories(values: Values, shapes: Sequence[HistoryShape], path: str) -> tuple[PatientHistory, ...]:
    """What a patient said before, the newest first."""
    more.refuse_many(values, shapes, MOST_HISTORIES, path)
    found = more.each(shapes, path, lambda shape, at: more.history(values, shape, at))
    return tuple(one for one in found if one is not None)


def consents_with_scans(values: Values, shape: PatientShape, patient_id: str, path: str) -> tuple[Consent, ...]:
    """What a patient agreed to; a scan that is named has to be in the file."""
    there = {found.id.lower() for found in shape.attachments if found.id is not UNSET}
    found = more.consents(values, shape.consents, patient_id, f"{path}.consents")
    for n, consent in enumerate(found):
        if consent.attachment is not None and consent.attachment not in there:
            values.refuse(f"{path}.consents[{n}].scan", "the patient has no attachment {id} in this file.",
                          id=consent.attachment)  # fmt: skip
    return found


def attachments(
    values: Values, shapes: Sequence[AttachmentShape], patient_id: str, path: str
) -> tuple[KeptAttachment, ...]:
    """Photographs and scans with their bytes."""
    more.refuse_many(values, shapes, MOST_ATTACHMENTS, path)
    found = more.each(shapes, path, lambda shape, at: _attachment(values, shape, patient_id, at))
    for one, count in Counter(kept.attachment.id for kept in found).items():
        if count > 1:
            values.refuse(path, "the id {id} stands here twice.", id=one)
    return found


def tables_of(values: Values, shapes: Sequence[TableShape]) -> dict[str, RangeTable]:
    """The tables of ranges at the top of a file, by their names."""
    return {shape.version: _table(values, shape, f"$.tables[{n}]") for n, shape in enumerate(shapes)}


def with_tables(record: PatientRecord, tables: Mapping[str, RangeTable]) -> PatientRecord:
    """The record with the tables of ranges that its visits name."""
    named = sorted({visit.table for visit in record.visits if visit.table is not None and visit.table in tables})
    return replace(record, tables=tuple(tables[name] for name in named)) if named else record


def _attachment(values: Values, shape: AttachmentShape, patient_id: str, path: str) -> KeptAttachment:
    kind = values.choice(shape.kind, AttachmentKind, f"{path}.kind")
    media_type = values.choice(shape.media_type, MediaType, f"{path}.media_type")
    assert kind is not None
    assert media_type is not None
    content = values.value(shape.content, f"{path}.content", lambda text: _found(values, text, media_type))
    small = values.optional(shape.thumbnail, f"{path}.thumbnail", lambda text: _found(values, text, MediaType.JPEG))
    found = Attachment(
        id=values.part_id(shape.id, patient_id, path),
        patient_id=patient_id,
        kind=kind,
        media_type=media_type,
        sha256=content.known.sha256,
        size=content.known.size,
        added_at=values.noted(shape.added_at, f"{path}.added_at"),
        added_by=values.text(shape.added_by, f"{path}.added_by") or "",
        visit_id=values.link(shape.visit, f"{path}.visit"),
        width=values.optional(shape.width, f"{path}.width", _pixels) or 0,
        height=values.optional(shape.height, f"{path}.height", _pixels) or 0,
        when=values.choice(shape.when, When, f"{path}.when"),
        pose=values.choice(shape.pose, Pose, f"{path}.pose"),
        view=values.choice(shape.view, View, f"{path}.view"),
        name=values.text(shape.name, f"{path}.name", LONGEST_NAME) or "",
        hidden=_hidden(values, shape.hidden, f"{path}.hidden"),
    )
    with values.at(path):
        return KeptAttachment(checked_attachment(found), content.whole, small and small.whole)


def _hidden(values: Values, shape: HiddenShape | UnsetType, path: str) -> Hidden | None:
    if shape is UNSET:
        return None
    at = values.noted(shape.at, f"{path}.at")
    by = values.text(shape.by, f"{path}.by") or ""
    return Hidden(at, by, more.told(values, shape.reason, f"{path}.reason", LONGEST_REASON))


class _Found(NamedTuple):
    """The bytes of a text, or the way to them, and what is known of them."""

    whole: bytes | Callable[[], bytes]
    known: Known


def _found(values: Values, text: str, media_type: MediaType) -> _Found:
    """The bytes of a text; those that were left in the file are looked at once, and stay there."""
    left_out = values.left_out
    hole = None if left_out is None else left_out.marks.hole(text)
    if left_out is None or hole is None:
        content = _bytes(text, media_type)
        return _Found(content, Known(hashlib.sha256(content).hexdigest(), len(content)))
    if hole not in left_out.known:
        if hole.length > 2 * MOST_BYTES:
            raise _too_large()
        content = _bytes(left_out.raw(hole), media_type)
        left_out.known[hole] = Known(hashlib.sha256(content).hexdigest(), len(content))
    return _Found(partial(left_out.content, hole), left_out.known[hole])


def _bytes(text: str | bytes, media_type: MediaType) -> bytes:
    try:
        content = base64.b64decode(text, validate=True)
    except ValueError:
        raise Refused("this is no base64.") from None
    if not content.startswith(_HEADS[media_type]):
        raise Refused("the bytes are no {media_type}.", media_type=media_type.value)
    if len(content) > MOST_BYTES:
        raise _too_large()
    return content


def _too_large() -> Refused:
    return Refused("an attachment has at most {most} MB.", most=MOST_BYTES >> 20)


def _pixels(number: Number) -> int:
    return int(stepped(number, Decimal(0), Decimal(MOST_PIXELS), Decimal(1), "pixels"))


def _table(values: Values, shape: TableShape, path: str) -> RangeTable:
    """A table is taken when its text is what its name says, and can be read as ranges."""
    content = shape.content.encode("utf-8", "replace")
    if hashlib.sha256(content).hexdigest() != shape.version:
        values.refuse(f"{path}.version", "the name is not the SHA-256 of the content; the table was altered.")
    try:
        restore(content)
    except ValueError:
        values.refuse(f"{path}.content", "this is no table of ranges.")
    return RangeTable(shape.version, content)
