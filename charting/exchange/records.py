"""What comes out of an exchange file and goes into one: patients with their visits, and the words both sides know."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from charting.domain.people.patient import Patient
from charting.domain.people.patient_record import KeptAttachment as KeptAttachment
from charting.domain.people.patient_record import PatientRecord as PatientRecord
from charting.errors import Problem

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Reference


@dataclass(frozen=True, slots=True)
class Outline:
    """What is kept of a record that can be read again: the ids of its visits, 16 bytes each, and how many points.

    `plain`: nothing is said besides the visits. `sound`: it can be taken as it is where nothing of it is there.
    """

    ids: bytes
    points: int
    plain: bool
    sound: bool

    @property
    def visits(self) -> int:
        return len(self.ids) // 16

    def visit_ids(self) -> Iterator[str]:
        """The id of each visit."""
        return (str(uuid.UUID(bytes=self.ids[n : n + 16])) for n in range(0, len(self.ids), 16))


def visit_key(visit_id: str) -> bytes:
    """An id in 16 bytes: a large file has very many of them."""
    return uuid.UUID(visit_id).bytes


@dataclass(frozen=True, slots=True)
class Held:
    """A record that stays in memory."""

    record: PatientRecord

    def __call__(self) -> PatientRecord:
        return self.record


@dataclass(frozen=True, slots=True)
class Incoming:
    """One patient of a file with the place where they stand in it; `own_id` when the file itself names their id.

    The record itself is read `again` whenever it is asked for. `notes` are sentences that whoever imports has to read.
    """

    patient: Patient
    file: str
    place: str
    own_id: bool
    again: Callable[[], PatientRecord]
    outline: Outline
    notes: tuple[Problem, ...] = ()
    of_table: bool = False

    @property
    def record(self) -> PatientRecord:
        return self.again()


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody of a file as the patient they were found to be; a `guest` is there already under another id."""

    incoming: Incoming
    patient: Patient
    guest: bool = False

    @property
    def record(self) -> PatientRecord:
        """The record as one of this patient."""
        record, patient = self.incoming.record, self.patient
        if patient.id == record.patient.id:
            return replace(record, patient=patient)
        visits = tuple(replace(visit, patient_id=patient.id) for visit in record.visits)
        consents = tuple(replace(consent, patient_id=patient.id) for consent in record.consents)
        attachments = tuple(
            replace(kept, attachment=replace(kept.attachment, patient_id=patient.id)) for kept in record.attachments
        )
        return replace(
            record, patient=patient, visits=visits, consents=consents, attachments=attachments, guest=self.guest
        )


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The codes a file may use: products, areas with their side where paired, versions of the face, adverse events."""

    products: frozenset[str]
    areas: frozenset[str]
    templates: frozenset[int]
    adverse_events: frozenset[str] = frozenset()


def vocabulary_of(reference: Reference, templates: frozenset[int]) -> Vocabulary:
    """The codes of the reference data, and of the faces that are there."""
    areas = (
        code
        for area in reference.areas.values()
        for code in ((f"{area.id}.right", f"{area.id}.left") if area.paired else (area.id,))
    )
    events = frozenset(event.id for event in reference.adverse_events)
    return Vocabulary(frozenset(reference.products), frozenset(areas), templates, events)
