"""Exchange JSON into values: every key checked, every number exact, every refusal with its place in the file.

The fields are read as `charting.exchange.codec` lists them. Here stands what has to be so between them.
"""

from __future__ import annotations

import hashlib
from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache, partial
from operator import attrgetter
from typing import Any, NamedTuple, cast

from msgspec import UNSET

from charting.domain.days import refuse_impossible
from charting.domain.dosing.range_table import RangeTable, restore
from charting.domain.people.attachment import checked_attachment
from charting.domain.people.consent import Consent, checked_consent, checked_withdrawal
from charting.domain.people.history import PatientHistory, checked_history
from charting.domain.people.patient import Patient, checked_patient
from charting.domain.people.patient_record import KeptAttachment
from charting.domain.visit.outcome import Review, checked_review
from charting.domain.visit.record import Consultation, KeptRange, MuscleFinding
from charting.domain.visit.visit import InjectionPoint, Status, Visit, checked_point, wrong_side
from charting.errors import Refused
from charting.exchange.codec import ITSELF, MOST_ROWS, PARTS, Part
from charting.exchange.json.kinds import Kind, Within, refuse_many
from charting.exchange.json.shape import shape_of
from charting.exchange.json.text import Number
from charting.exchange.json.values import Values
from charting.exchange.records import PatientRecord

NOBODY_BORN = date.min
NO_TIME = datetime.min.replace(tzinfo=UTC)

NOWHERE: Within = {}
MOST_KNOWN = 1 << 15
"""So many values of a field are kept, so that a file of nothing but different ones does not fill the memory."""
Found = dict[str, Any]
"""What was read of a value, by its fields."""


class Level(Enum):
    """How much a file has to hold: what is needed to assess its visits, or also what is needed to keep them."""

    ASSESS = "assess"
    IMPORT = "import"


class _Known(dict[Any, Any]):
    """What a field of a point said so far, by how it stands in the file; of a number that is `needed` by its text."""

    def __init__(self, reading: Callable[[Any], Any], *, by_text: bool) -> None:
        super().__init__()
        self.reading = reading
        self.by_text = by_text

    def __missing__(self, given: Any) -> Any:
        value = self.reading(Number(given) if self.by_text else given)
        if len(self) < MOST_KNOWN:
            self[given] = value
        return value


_POINT = tuple(
    (part.field, part.key, part.kind, part.needed and part.kind.shape(shape_of) in (Number, Number | None))
    for part in PARTS[InjectionPoint] if part.key is not None and part.kind is not None
)  # fmt: skip
_point_says = attrgetter(*(f"{key}.text" if by_text else key for _, key, _, by_text in _POINT))
"""What a point says, at once. Of a number that is null there is no text: AttributeError."""


@dataclass(frozen=True, slots=True)
class Reader(Values):
    """Reads shapes into values, at the level of what is done with them."""

    level: Level
    seen: tuple[tuple[str, _Known], ...] = field(default=(), compare=False, kw_only=True)
    """What each field of a point said so far; a file that is read again says the same."""

    def __post_init__(self) -> None:
        if self.seen:
            return
        seen = tuple((name, _Known(partial(kind.quick, self), by_text=by_text)) for name, _, kind, by_text in _POINT)
        object.__setattr__(self, "seen", seen)

    def record(self, shape: Any, path: str) -> PatientRecord:
        """One patient with everything that is told of them."""
        return cast("PatientRecord", self.made(PatientRecord, shape, path))

    def patient(self, shape: Any, path: str) -> Patient:
        return cast("Patient", self.made(Patient, shape, path))

    def visit(self, shape: Any, patient: Patient, path: str) -> Visit:
        return cast("Visit", self.made(Visit, shape, path, {"patient": patient}))

    def points(self, shapes: Sequence[Any], visit: Within, path: str) -> tuple[InjectionPoint, ...]:
        """The points of a list; most of them have nothing to be said against them."""
        plain, closely = self._plain_point, self._point
        return tuple(
            [
                plain(shape, key, visit) or closely(shape, key, visit, f"{path}[{key - 1}]")
                for key, shape in enumerate(shapes, 1)
            ]
        )

    def point(self, shape: Any, key: int, visit: Within, path: str) -> InjectionPoint:
        """One point; of the visit its status and its vials are looked at."""
        return self._plain_point(shape, key, visit) or self._point(shape, key, visit, path)

    def _plain_point(self, shape: Any, key: int, visit: Within) -> InjectionPoint | None:
        """A point that says what others said; None for any other. What stands in nearly every point is read once."""
        found: Found = {"key": key}
        try:
            for (name, known), given in zip(self.seen, _point_says(shape), strict=True):
                if given is not UNSET:
                    found[name] = known[given]
            point = InjectionPoint(**found)
            of_a_vial = point.vial is None or 1 <= point.vial <= len(visit.get("vials", ()))
            return None if wrong_side(point) or not of_a_vial else point  # it has a place, whatever else it says
        except (Refused, LookupError, AttributeError):
            return None

    def _point(self, shape: Any, key: int, visit: Within, path: str) -> InjectionPoint:
        return replace(cast("InjectionPoint", self.made(InjectionPoint, shape, path, visit)), key=key)

    def made(self, kind: type, shape: Any, path: str, within: Within = NOWHERE) -> Any:
        """The value of a shape; `within` are the fields, as far as they are read, of the value that holds it."""
        found: Found = {}
        inside = ChainMap(found, within)  # type: ignore[arg-type]
        for step in _steps(kind):
            given = step.given(shape)
            if given is not UNSET or step.kind.filled:
                found[step.field] = step.kind.read(self, given, path + step.place, inside)
            elif step.bare:
                found[step.field] = step.kind.absent
        whole = WHOLE.get(kind)
        return kind(**found) if whole is None else whole(self, found, path, within)


class _Step(NamedTuple):
    """How one field is read: `bare` without a default of its own."""

    field: str
    kind: Kind
    given: Callable[[Any], Any]
    place: str
    bare: bool


@cache
def _steps(kind: Any) -> tuple[_Step, ...]:
    bare = {one.name for one in fields(kind) if one.default is MISSING}
    return tuple(
        _Step(part.field, part.kind, _given(part), f".{part.key}" if part.key else "", part.field in bare)
        for part in PARTS[kind] if part.kind is not None
    )  # fmt: skip


def _given(part: Part) -> Callable[[Any], Any]:
    if part.key is None:
        return lambda shape: UNSET
    return (lambda shape: shape) if part.key == ITSELF else attrgetter(part.key)


def tables_of(reader: Reader, shapes: Sequence[Any]) -> dict[str, RangeTable]:
    """The tables of ranges at the top of a file, by their names."""
    return {shape.version: reader.made(RangeTable, shape, f"$.tables[{n}]") for n, shape in enumerate(shapes)}


def with_tables(record: PatientRecord, tables: Mapping[str, RangeTable]) -> PatientRecord:
    """The record with the tables of ranges that its visits name."""
    named = sorted({visit.table for visit in record.visits if visit.table is not None and visit.table in tables})
    return replace(record, tables=tuple(tables[name] for name in named)) if named else record


# ---------------------------------------------------------------------- what has to be so of a whole value


def _patient(reader: Reader, found: Found, path: str, within: Within) -> Patient:
    if reader.level is Level.IMPORT:
        for key in ("family_name", "given_name", "born"):
            reader.refuse_missing(found[key], f"{path}.{key}")
    said = {"family_name": found["family_name"] or "", "given_name": found["given_name"] or "",
            "born": found["born"] or NOBODY_BORN}  # fmt: skip
    patient = Patient(**found | said)
    patient = replace(patient, measured=patient.given_measures.named(patient.measured))
    with reader.at(f"{path}.born" if patient.born > reader.today else path):
        if reader.level is Level.IMPORT or patient.born > reader.today:
            checked_patient(patient, reader.today)
    return patient


def _visit(reader: Reader, found: Found, path: str, within: Within) -> Visit:
    at = found["at"]
    if reader.level is Level.IMPORT:
        reader.refuse_missing(at, f"{path}.at")
    visit = Visit(**found | {"at": at or NO_TIME})
    if at is not None:
        with reader.at(f"{path}.at"):
            refuse_impossible(at, within["patient"].born, reader.now, draft=visit.is_draft)
    if visit.of == visit.id:
        reader.refuse(f"{path}.of", "a visit cannot belong to itself.")
    if visit.amends == visit.id:
        reader.refuse(f"{path}.amends", "a visit cannot correct itself.")
    if visit.vials and visit.product is None:
        reader.refuse(f"{path}.vials", "a vial holds the visit's product; the visit names none.")
    for number, one in enumerate(visit.findings):
        if one.area in {other.area for other in visit.findings[:number]}:
            reader.refuse(f"{path}.findings[{number}].area", "there is a finding of {area} already.", area=one.area)
    _refuse_status(reader, visit, path)
    return visit


def _refuse_status(reader: Reader, visit: Visit, path: str) -> None:
    if visit.is_draft and visit.addenda:
        reader.refuse(f"{path}.addenda", "notes are added to a signed visit; a draft is changed itself.")
    if visit.marked is not None and visit.status not in (Status.AMENDED, Status.ENTERED_IN_ERROR):
        reader.refuse(f"{path}.marked", "only a visit that is amended or entered in error is marked so.")
    if visit.is_draft and visit.signature is not None:
        reader.refuse(f"{path}.signature", "a draft is not signed.")


def _checked_point(reader: Reader, found: Found, path: str, within: Within) -> InjectionPoint:
    point = InjectionPoint(**found)
    with reader.at(f"{path}.area" if wrong_side(point) else path):
        return checked_point(point)


def _kept_range(reader: Reader, found: Found, path: str, within: Within) -> KeptRange:
    if found["high"] < found["low"]:
        reader.refuse(path, "a range ends above where it begins.")
    return KeptRange(**found)


def _consultation(reader: Reader, found: Found, path: str, within: Within) -> Consultation:
    consultation = Consultation(**found)
    refuse_many(reader, len(consultation.signs) + len(consultation.choices), MOST_ROWS - 1, path)
    return consultation


def _muscle(reader: Reader, found: Found, path: str, within: Within) -> MuscleFinding:
    finding = MuscleFinding(**found)
    if finding.bulging is None and finding.thickness is None:
        reader.refuse(path, "a finding says how a muscle bulges or how thick it is.")
    return finding


def _review(reader: Reader, found: Found, path: str, within: Within) -> Review:
    with reader.at(path):
        return checked_review(Review(**found))


def _history(reader: Reader, found: Found, path: str, within: Within) -> PatientHistory:
    with reader.at(path):
        return checked_history(PatientHistory(**found), reader.today)


def _consent(reader: Reader, found: Found, path: str, within: Within) -> Consent:
    withdrawn = found.pop("withdrawn", None)
    with reader.at(path):
        consent = checked_consent(Consent(**found), reader.today)
    if withdrawn is None:
        return consent
    with reader.at(f"{path}.withdrawn"):
        return replace(consent, withdrawn=checked_withdrawal(consent, withdrawn))


def _kept(reader: Reader, found: Found, path: str, within: Within) -> KeptAttachment:
    whole, small = found["whole"], found.get("small")
    attachment = replace(found["attachment"], sha256=whole.known.sha256, size=whole.known.size)
    with reader.at(path):
        return KeptAttachment(checked_attachment(attachment), whole.whole, small and small.whole)


def _table(reader: Reader, found: Found, path: str, within: Within) -> RangeTable:
    """A table is taken when its text is what its name says, and can be read as ranges."""
    table = RangeTable(**found)
    if hashlib.sha256(table.content).hexdigest() != table.version:
        reader.refuse(f"{path}.version", "the name is not the SHA-256 of the content; the table was altered.")
    try:
        restore(table.content)
    except ValueError:
        reader.refuse(f"{path}.content", "this is no table of ranges.")
    return table


def _record(reader: Reader, found: Found, path: str, within: Within) -> PatientRecord:
    record = PatientRecord(**found)
    if len({(row.visit_id, row.area) for row in record.wore_off}) < len(record.wore_off):
        reader.refuse(f"{path}.wore_off", "one area of a visit stands here twice; keep one.")
    there = {None, *(kept.attachment.id for kept in record.attachments)}
    for n, consent in enumerate(record.consents):
        if consent.attachment not in there:
            reader.refuse(f"{path}.consents[{n}].scan", "the patient has no attachment {id} in this file.",
                          id=consent.attachment)  # fmt: skip
    return record


WHOLE: Mapping[type, Callable[[Reader, Found, str, Within], Any]] = {
    Patient: _patient, Visit: _visit, InjectionPoint: _checked_point, KeptRange: _kept_range,
    Consultation: _consultation, MuscleFinding: _muscle, Review: _review, PatientHistory: _history,
    Consent: _consent, KeptAttachment: _kept, RangeTable: _table, PatientRecord: _record,
}  # fmt: skip
"""Makes a value of its fields, or says which do not go together; any other is what its fields are."""
