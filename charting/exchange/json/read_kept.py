"""What a complete exchange file holds beside the chart: earlier histories, photographs and scans, tables of ranges."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from msgspec import UNSET, UnsetType

from charting.domain.attachment import (
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
from charting.domain.consent import Consent
from charting.domain.face import View
from charting.domain.history import PatientHistory
from charting.domain.patient_record import KeptAttachment, PatientRecord
from charting.domain.range_table import RangeTable, restore
from charting.errors import Refused
from charting.exchange.json import read_record as more
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
    ids = [kept.attachment.id for kept in found]
    for one in ids:
        if ids.count(one) > 1:
            values.refuse(path, "the id {id} stands here twice.", id=one)
    return found


def with_tables(
    values: Values, shapes: Sequence[TableShape], records: Iterable[PatientRecord]
) -> tuple[PatientRecord, ...]:
    """The records with the tables of ranges that their visits name; `tables` stands at the top of a file."""
    found: dict[str, RangeTable] = {}
    for n, shape in enumerate(shapes):
        table = _table(values, shape, f"$.tables[{n}]")
        found[table.version] = table

    def whole(record: PatientRecord) -> PatientRecord:
        named = sorted({visit.table for visit in record.visits if visit.table in found} - {None})
        return replace(record, tables=tuple(found[name] for name in named if name)) if named else record

    return tuple(whole(record) for record in records)


def _attachment(values: Values, shape: AttachmentShape, patient_id: str, path: str) -> KeptAttachment:
    kind = values.choice(shape.kind, AttachmentKind, f"{path}.kind")
    media_type = values.choice(shape.media_type, MediaType, f"{path}.media_type")
    assert kind is not None
    assert media_type is not None
    content = values.value(shape.content, f"{path}.content", lambda text: _bytes(text, media_type))
    thumbnail = values.optional(shape.thumbnail, f"{path}.thumbnail", lambda text: _bytes(text, MediaType.JPEG))
    found = Attachment(
        id=values.part_id(shape.id, patient_id, path),
        patient_id=patient_id,
        kind=kind,
        media_type=media_type,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
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
        return KeptAttachment(checked_attachment(found), content, thumbnail)


def _hidden(values: Values, shape: HiddenShape | UnsetType, path: str) -> Hidden | None:
    if shape is UNSET:
        return None
    at = values.noted(shape.at, f"{path}.at")
    by = values.text(shape.by, f"{path}.by") or ""
    return Hidden(at, by, more.told(values, shape.reason, f"{path}.reason", LONGEST_REASON))


def _bytes(text: str, media_type: MediaType) -> bytes:
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused("this is no base64.") from None
    if not content.startswith(_HEADS[media_type]):
        raise Refused("the bytes are no {media_type}.", media_type=media_type.value)
    if len(content) > MOST_BYTES:
        raise Refused("an attachment has at most {most} MB.", most=MOST_BYTES >> 20)
    return content


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
