"""What comes out of an exchange file and goes into one: patients with their visits, and the words both sides know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from charting.domain.patient_record import KeptAttachment as KeptAttachment
from charting.domain.patient_record import PatientRecord as PatientRecord
from charting.errors import Problem

if TYPE_CHECKING:
    from charting.domain.reference import Reference


@dataclass(frozen=True, slots=True)
class Incoming:
    """One patient of a file with the place where they stand in it; `own_id` when the file itself names their id.

    `notes` are sentences that whoever imports has to read.
    """

    record: PatientRecord
    file: str
    place: str
    own_id: bool
    notes: tuple[Problem, ...] = ()


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
