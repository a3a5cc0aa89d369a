"""What an import will do to a database, decided before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from charting.domain.patient import Patient
from charting.domain.visit import Visit
from charting.errors import Refused
from charting.exchange.records import PatientRecord


@dataclass(frozen=True, slots=True)
class Plan:
    """What is new, to be written in this order, and how much is there already."""

    patients: tuple[Patient, ...]
    visits: tuple[Visit, ...]
    patients_there: int
    visits_there: int


def plan(
    records: Iterable[PatientRecord],
    patient_of: Callable[[str], Patient | None],
    visit_of: Callable[[str], Visit | None],
) -> Plan:
    """Compare files with what is there: the same id and content is skipped, the same id and other content refused.

    `patient_of` and `visit_of` look an id up in the database. A visit that is there under another patient is refused.
    """
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
    return Plan(tuple(patients.values()), tuple(visits.values()), patients_there, visits_there)


def _refuse_other(visit: Visit, there: Visit) -> None:
    if visit.patient_id != there.patient_id:
        raise Refused("The visit {id} is there already, of another patient; nothing was imported.", id=visit.id)
    if not same_content(visit, there):
        raise Refused("The visit {id} is there already with other content; nothing was imported.", id=visit.id)


def same_content(one: Visit, other: Visit) -> bool:
    """Whether two visits say the same; who signed is no part of an exchange file."""
    same_offset = one.at.utcoffset() == other.at.utcoffset()
    return same_offset and replace(one, signature=None) == replace(other, signature=None)
