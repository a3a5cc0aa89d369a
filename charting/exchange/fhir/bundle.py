"""Visits as a FHIR R4B Bundle: who, what was done, each point as an administration, totals with their ranges.

A collection, in an order and with ids that follow from the content alone. Our own ids are the ids of the Patient and
of the Procedure; all others are UUIDv5 of them. Every resource is validated before a byte is written.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from charting.domain.past.touch_ups import treatment_of
from charting.domain.people.patient import Sex
from charting.domain.visit.outcome import EventSide, FoundEvent
from charting.domain.visit.visit import Kind, Status, Visit, standing
from charting.errors import Problem
from charting.exchange.fhir import points
from charting.exchange.fhir.values import (
    OWN,
    PSEUDONYMISED,
    Codes,
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
from charting.exchange.records import PatientRecord
from charting.exchange.source import Material

if TYPE_CHECKING:
    from charting.domain.dosing.dosing import Assessment


# ----------------------------------------------------------------------
# Adverse events of a review as FHIR has them, each suspecting the treatment it followed.
#
# An extension `urn:x-charting:fhir:adverse-event` holds what FHIR has no element for: `until`, `treated`, `reported`.


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


_RELEASE = {"system": f"{OWN}release", "code": "R4B", "display": "FHIR R4B (4.3.0)"}
_GENDERS = {Sex.FEMALE: "female", Sex.MALE: "male", Sex.OTHER: "other", None: "unknown"}
_DONE = {
    Status.DRAFT: "preparation", Status.SIGNED: "completed", Status.AMENDED: "completed",
    Status.ENTERED_IN_ERROR: "entered-in-error",
}  # fmt: skip
_DOCUMENTS = {
    Status.DRAFT: "preliminary", Status.SIGNED: "final", Status.AMENDED: "amended",
    Status.ENTERED_IN_ERROR: "entered-in-error",
}  # fmt: skip
_KINDS = {
    Kind.TREATMENT: "Botulinum toxin treatment of the face",
    Kind.TOUCH_UP: "Touch-up of a botulinum toxin treatment of the face",
    Kind.REVIEW: "Review of a botulinum toxin treatment of the face",
}


def write_fhir(records: Iterable[PatientRecord], material: Material, codes: Codes | None = None) -> bytes:
    """The whole bundle as JSON, a resource on each line."""
    bundle = _Bundle(material, codes or Codes())
    ordered = sorted(records, key=lambda record: record.patient.id)
    lines = [json.dumps(entry, ensure_ascii=False, allow_nan=False) for entry in bundle.entries(ordered)]
    within = [record.patient.id for record in ordered] + [v.id for record in ordered for v in record.visits]
    head = {
        "resourceType": "Bundle",
        "id": derived_id("bundle", *within),
        "meta": without_gaps(security=[] if material.named else [PSEUDONYMISED], tag=[_RELEASE]),
        "type": "collection",
    }  # fmt: skip
    _validated(head)
    start = json.dumps(head, ensure_ascii=False)[:-1]
    inside = ', "entry": [\n' + ",\n".join(lines) + "\n]" if lines else ""
    return f"{start}{inside}}}\n".encode()


@dataclass(slots=True)
class _Bundle:
    """Makes the entries; a practitioner and a region of a face stand in it once."""

    material: Material
    codes: Codes
    _there: set[str] = field(default_factory=set)

    def entries(self, records: Iterable[PatientRecord]) -> Iterator[Value]:
        for record in records:
            yield from self._once(self._patient(record))
            for visit in sorted(record.visits, key=lambda visit: (visit.at, visit.id)):
                for resource in self._visit(record, visit):
                    yield from self._once(resource)

    def _once(self, resource: Value) -> Iterator[Value]:
        if resource["id"] not in self._there:
            self._there.add(resource["id"])
            yield {"fullUrl": f"urn:uuid:{resource['id']}", "resource": _validated(resource)}

    def _patient(self, record: PatientRecord) -> Value:
        patient = record.patient
        number = text(patient.chart_no)
        name = without_gaps(family=text(patient.family_name), given=[text(patient.given_name)])
        return without_gaps(
            resourceType="Patient",
            id=patient.id,
            meta=None if self.material.named else {"security": [PSEUDONYMISED]},
            identifier=[] if number is None else [{"system": f"{OWN}chart-number", "value": number}],
            name=[without_gaps(use="official", **name)],
            gender=_GENDERS[patient.sex],
            birthDate=patient.born.isoformat(),
        )

    # ------------------------------------------------------------------ of a visit

    def _visit(self, record: PatientRecord, visit: Visit) -> Iterator[Value]:
        found = self.material.assessed(record, visit)
        names = [visit.signature.name if visit.signature else None, *(point.placed_by for point in visit.points)]
        yield from (_practitioner(name) for name in dict.fromkeys(names) if text(name))
        yield self._procedure(record, visit, found)
        yield from points.body_structures(visit, found, self.material)
        yield from points.medications(visit, self.material, self.codes)
        yield from points.administrations(visit, found, self.material)
        yield from points.observations(visit, found, self.material)
        yield from adverse_events(record, visit, self.material)
        sheet = self.material.sheet_of(record, visit)
        if sheet is not None:
            yield _document(visit, sheet)

    def _procedure(self, record: PatientRecord, visit: Visit, found: Assessment) -> Value:
        here = {other.id for other in record.visits}
        signer = visit.signature.name if visit.signature else None
        words = _KINDS[visit.kind]
        own = [
            *([] if visit.status is not Status.AMENDED else [extension(f"{OWN}status", valueCode="amended")]),
            *([] if visit.amends is None else [extension(f"{OWN}amends", valueUri=f"urn:uuid:{visit.amends}")]),
        ]
        chosen = [] if self.codes.procedure is None or visit.kind is Kind.REVIEW else [self.codes.procedure]
        return without_gaps(
            resourceType="Procedure",
            id=visit.id,
            extension=own,
            partOf=[reference(visit.of, "Procedure")] if visit.of in here and visit.of is not None else [],
            status=_DONE[visit.status],
            code=concept(words, *chosen, own_code("kind", visit.kind.value)),
            subject=reference(visit.patient_id, "Patient"),
            performedDateTime=at(visit.at),
            performer=[] if not text(signer) else [{"actor": _whom(signer)}],
            bodySite=[points.site(row.area, self.material) for row in points.each_area(found)],
            note=[{"text": line} for line in points.notes(visit, found, self.material)],
        )


def _whom(name: str | None) -> Value:
    return reference(derived_id("practitioner", name), "Practitioner", text(name))


def _practitioner(name: str | None) -> Value:
    return {"resourceType": "Practitioner", "id": derived_id("practitioner", name), "name": [{"text": text(name)}]}


def _document(visit: Visit, sheet: bytes) -> Value:
    """The sheet of a visit on paper."""
    return without_gaps(
        resourceType="DocumentReference",
        id=derived_id(visit.id, "sheet"),
        status="entered-in-error" if visit.status is Status.ENTERED_IN_ERROR else "current",
        docStatus=_DOCUMENTS[visit.status],
        type=concept("Face map of a botulinum toxin treatment"),
        subject=reference(visit.patient_id, "Patient"),
        content=[{"attachment": {"contentType": "application/pdf", "data": base64.b64encode(sheet).decode("ascii"),
                                 "title": "Face map"}}],
        context={"related": [reference(visit.id, "Procedure")]},
    )  # fmt: skip


def _validated(resource: Value) -> Value:
    """The resource, if it is one of R4B; a Problem names what a chosen code or an odd value makes of it."""
    from fhir.resources.R4B import get_fhir_model_class

    try:
        model: Any = get_fhir_model_class(resource["resourceType"])
        model.model_validate(resource)
    except ValueError as error:
        told: Any = getattr(error, "errors", None)
        faults = told() if told else ()
        first: Any = faults[0] if faults else {"loc": ("?",), "msg": error}
        where = ".".join(str(part) for part in first["loc"])
        raise Problem(
            "The {kind} {id} is no valid FHIR at {where}: {reason}. Nothing was written; look at the codes chosen.",
            kind=resource["resourceType"], id=resource["id"], where=where, reason=first["msg"],
        ) from error  # fmt: skip
    return resource
