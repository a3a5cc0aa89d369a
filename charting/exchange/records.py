"""What comes out of an exchange file and goes into one: patients with their visits, and the words both sides know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from charting.domain.consent import Consent
from charting.domain.history import PatientHistory
from charting.domain.outcome import WoreOff
from charting.domain.patient import Patient
from charting.domain.visit import Visit

if TYPE_CHECKING:
    from charting.domain.reference import Reference


@dataclass(frozen=True, slots=True)
class PatientRecord:
    """One patient and the visits that go along; all of them carry the patient's id.

    With them what was recorded of their outcomes: the visit pinned as best, the recall date set, when effects ended;
    the history as it was asked last, and the consents.
    """

    patient: Patient
    visits: tuple[Visit, ...] = ()
    pinned: str | None = None
    recall_on: date | None = None
    wore_off: tuple[WoreOff, ...] = ()
    history: PatientHistory | None = None
    consents: tuple[Consent, ...] = ()


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
