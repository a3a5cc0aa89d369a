"""Adverse events of a review as FHIR has them, each suspecting the treatment it followed.

An extension `urn:x-charting:fhir:adverse-event` holds what FHIR has no element for: `until`, `treated`, `reported`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from charting.domain.past.touch_ups import treatment_of
from charting.domain.visit.outcome import EventSide, FoundEvent
from charting.domain.visit.visit import Status, Visit, standing
from charting.exchange.fhir.values import (
    OWN,
    Value,
    at,
    concept,
    derived_id,
    extension,
    own_code,
    reference,
    text,
    without_gaps,
)
from charting.exchange.material import Material
from charting.exchange.records import PatientRecord

_SIDES = {EventSide.RIGHT: "right", EventSide.LEFT: "left", EventSide.BOTH: "both sides"}
_SEVERITY = "http://terminology.hl7.org/CodeSystem/adverse-event-severity"
_OUTCOME = "http://terminology.hl7.org/CodeSystem/adverse-event-outcome"


def adverse_events(record: PatientRecord, visit: Visit, material: Material) -> Iterator[Value]:
    """One for each event of a review that holds: FHIR cannot say of one that it was entered in error."""
    if visit.review is None or visit.status is Status.ENTERED_IN_ERROR:
        return
    treatment = treatment_of(visit, standing(record.visits), record.visits)
    for event in visit.review.adverse_events:
        yield _event(visit, event, treatment, material)


def _event(visit: Visit, event: FoundEvent, treatment: Visit | None, material: Material) -> Value:
    known = next((one for one in material.shipped.adverse_events if one.id == event.code), None)
    side = "" if event.side is None else _SIDES[event.side]
    words = ", ".join(part for part in (known.name if known is not None else event.code, side) if part)
    severity = None if event.severity is None else event.severity.value
    return without_gaps(
        resourceType="AdverseEvent",
        id=derived_id(visit.id, "adverse-event", event.code, event.side and event.side.value),
        extension=_more(event),
        actuality="actual",
        event=concept(words, own_code("adverse-event", event.code)),
        subject=reference(visit.patient_id, "Patient"),
        date=event.since and event.since.isoformat(),
        detected=at(visit.at),
        severity=None if severity is None else concept(severity, {"system": _SEVERITY, "code": severity}),
        outcome=None if event.until is None else concept("resolved", {"system": _OUTCOME, "code": "resolved"}),
        suspectEntity=[] if treatment is None else [{"instance": reference(treatment.id, "Procedure")}],
    )


def _more(event: FoundEvent) -> list[Value]:
    parts: list[tuple[str, dict[str, Any]]] = []
    if event.until is not None:
        parts.append(("until", {"valueDate": event.until.isoformat()}))
    for name, words in (("treated", event.treated), ("reported", event.reported)):
        if words is not None:
            parts.append((name, {"valueString": text(words)} if text(words) else {"valueBoolean": True}))
    more = [extension(name, **value) for name, value in parts]
    return [extension(f"{OWN}adverse-event", extension=more)] if more else []
