"""What an import will do to a database, decided before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from charting.domain.outcome import WoreOff, checked_wore_off
from charting.domain.patient import Patient
from charting.domain.visit import Visit
from charting.errors import Refused
from charting.exchange.records import PatientRecord


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is new of how a patient's treatments went: None and () where the database knows it or the file does not."""

    patient_id: str
    pinned: str | None
    recall_on: date | None
    wore_off: tuple[WoreOff, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is new, to be written in this order, and how much is there already."""

    patients: tuple[Patient, ...]
    visits: tuple[Visit, ...]
    patients_there: int
    visits_there: int
    outcomes: tuple[Outcome, ...] = ()


def plan(
    records: Iterable[PatientRecord],
    patient_of: Callable[[str], Patient | None],
    visit_of: Callable[[str], Visit | None],
    outcome_of: Callable[[str], Outcome | None] = lambda _: None,
) -> Plan:
    """Compare files with what is there: the same id and content is skipped, the same id and other content refused.

    `patient_of` and `visit_of` look an id up in the database, `outcome_of` what it knows of a patient's outcomes. A
    visit that is there under another patient is refused; so is an outcome of a visit that is nowhere.
    """
    records = tuple(records)
    patients: dict[str, Patient] = {}
    visits: dict[str, Visit] = {}
    patients_there = visits_there = 0
    for record in records:
        known = patients.get(record.patient.id) or patient_of(record.patient.id)
        patients_there += known is not None
        if known is None:
            patients[record.patient.id] = record.patient
        elif known != record.patient:
            raise Refused("The patient {id} is there already with other details; nothing was imported.",
                          id=record.patient.id)  # fmt: skip
        for visit in record.visits:
            there = visits.get(visit.id) or visit_of(visit.id)
            visits_there += there is not None
            if there is None:
                visits[visit.id] = visit
            else:
                _refuse_other(visit, there)

    def found(visit_id: str) -> Visit | None:
        return visits.get(visit_id) or visit_of(visit_id)

    outcomes = _outcomes(records, found, lambda patient_id: None if patient_id in patients else outcome_of(patient_id))
    return Plan(tuple(patients.values()), tuple(visits.values()), patients_there, visits_there, outcomes)


def _outcomes(
    records: Iterable[PatientRecord],
    visit_of: Callable[[str], Visit | None],
    outcome_of: Callable[[str], Outcome | None],
) -> tuple[Outcome, ...]:
    """What the files add to the known outcomes; what a file leaves out changes nothing."""
    new: list[Outcome] = []
    known: dict[str, Outcome] = {}
    for record in records:
        patient_id = record.patient.id
        for visit_id in (record.pinned, *(row.visit_id for row in record.wore_off)):
            _refuse_strange(visit_id, patient_id, visit_of)
        for row in record.wore_off:
            visit = visit_of(row.visit_id)
            assert visit is not None
            checked_wore_off(row, visit)
        there = known.get(patient_id) or outcome_of(patient_id) or Outcome(patient_id, None, None, ())
        rows = {(row.visit_id, row.area): row for row in there.wore_off}
        clash = any(rows.get((row.visit_id, row.area), row) != row for row in record.wore_off)
        if clash or _differ(record.pinned, there.pinned) or _differ(record.recall_on, there.recall_on):
            raise Refused("The patient {id} is there already with another pinned visit, recall date or day on which an"
                          " effect ended; nothing was imported.", id=patient_id)  # fmt: skip
        added = Outcome(
            patient_id=patient_id,
            pinned=None if there.pinned else record.pinned,
            recall_on=None if there.recall_on else record.recall_on,
            wore_off=tuple(row for row in record.wore_off if (row.visit_id, row.area) not in rows),
        )
        known[patient_id] = Outcome(
            patient_id, there.pinned or added.pinned, there.recall_on or added.recall_on,
            (*there.wore_off, *added.wore_off),
        )  # fmt: skip
        if added.pinned or added.recall_on or added.wore_off:
            new.append(added)
    return tuple(new)


def _differ(given: object, there: object) -> bool:
    return given is not None and there is not None and given != there


def _refuse_strange(visit_id: str | None, patient_id: str, visit_of: Callable[[str], Visit | None]) -> None:
    if visit_id is None:
        return
    visit = visit_of(visit_id)
    if visit is None or visit.patient_id != patient_id:
        raise Refused("The visit {visit} that the patient {patient} names is not among their visits; nothing was"
                      " imported.", visit=visit_id, patient=patient_id)  # fmt: skip


def _refuse_other(visit: Visit, there: Visit) -> None:
    if visit.patient_id != there.patient_id:
        raise Refused("The visit {id} is there already, of another patient; nothing was imported.", id=visit.id)
    if not same_content(visit, there):
        raise Refused("The visit {id} is there already with other content; nothing was imported.", id=visit.id)


def same_content(one: Visit, other: Visit) -> bool:
    """Whether two visits say the same; who signed is no part of an exchange file."""
    same_offset = one.at.utcoffset() == other.at.utcoffset()
    return same_offset and replace(one, signature=None) == replace(other, signature=None)
