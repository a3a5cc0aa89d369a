"""Who in a file is who in the database: the same person for certain, a near one that somebody has to decide, or new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum

from charting.domain.patient import Patient, folded
from charting.errors import Refused
from charting.exchange.records import Incoming, PatientRecord


class Choice(Enum):
    """What somebody says of a near one."""

    SAME = "same person"
    ANOTHER = "another person"
    LEAVE_OUT = "leave out"


class Because(Enum):
    """Why somebody in the file may be somebody else whom we know."""

    OTHER_BIRTH_DATE = "the same chart number, but another birth date"
    OTHER_NAMES = "the same chart number and birth date, but other names"
    OTHER_NUMBER = "the same names and birth date, but another chart number or none"
    SEVERAL = "the chart number and birth date of several patients"


@dataclass(frozen=True, slots=True)
class Decision:
    """A choice; of the same person, the id of which one."""

    choice: Choice
    patient_id: str | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody in a file who is like patients who are there, or who stand earlier in the files."""

    incoming: Incoming
    like: tuple[Patient, ...]
    because: Because

    @property
    def key(self) -> str:
        """What a decision about it is kept under."""
        return self.incoming.record.patient.id


@dataclass(frozen=True, slots=True)
class Matched:
    """The records with their patients found: `nears` are still undecided and not among them."""

    records: tuple[PatientRecord, ...]
    nears: tuple[Near, ...] = ()
    left_out: int = 0


def match(incoming: Iterable[Incoming], there: Iterable[Patient], decisions: Mapping[str, Decision]) -> Matched:
    """Find the patients of the files among those who are there, by id, else by chart number, birth date and a name.

    Who is found keeps the details that are there. Somebody near is asked about; two in a file who each have an id of
    their own are two people.
    """
    known = _Known()
    for patient in there:
        known.add(patient)
    before = frozenset(known.by_id)
    records: list[PatientRecord] = []
    nears: list[Near] = []
    named: set[str] = set()
    left_out = 0
    for one in incoming:
        patient = one.record.patient
        found: Patient | Near | None
        if patient.id in known.by_id:
            found = known.by_id[patient.id] if one.record.of_table else patient
        else:
            found = _like(one, known, named if one.own_id else frozenset())
        decision = decisions.get(patient.id)
        if isinstance(found, Near):
            if decision is None or (decision.choice is Choice.SAME and decision.patient_id not in known.by_id):
                nears.append(found)
                continue
            found = known.by_id[decision.patient_id or ""] if decision.choice is Choice.SAME else None
            if decision.choice is Choice.LEAVE_OUT:
                left_out += 1
                continue
        if found is None:
            known.add(patient)
            if one.own_id:
                named.add(patient.id)
            records.append(one.record)
        else:
            records.append(_as(one.record, found, guest=found.id in before and found.id != patient.id))
    return Matched(tuple(records), tuple(nears), left_out)


def deciding(nears: Iterable[Near], *, new: bool, same: bool) -> dict[str, Decision]:
    """One answer for all who are near, for who cannot be asked one by one; Refused for one without an answer."""
    decisions: dict[str, Decision] = {}
    for near in nears:
        if new:
            decisions[near.key] = Decision(Choice.ANOTHER)
        elif same and len(near.like) == 1:
            decisions[near.key] = Decision(Choice.SAME, near.like[0].id)
        else:
            raise _undecided(near)
    return decisions


def _undecided(near: Near) -> Refused:
    patient, like = near.incoming.record.patient, near.like[0]
    return Refused(
        "{file}, {place}: {name}, born {born}, chart number {chart}, is like the patient {id} ({because}); nothing was"
        " imported. Say --match (the same person) or --new-patients (another one), or decide in the window.",
        file=near.incoming.file, place=near.incoming.place, name=f"{patient.family_name} {patient.given_name}",
        born=patient.born.isoformat(), chart=patient.chart_no or "–", id=like.id, because=near.because.value,
    )  # fmt: skip


@dataclass(slots=True)
class _Known:
    """Patients by what they are found by."""

    by_id: dict[str, Patient] = field(default_factory=dict)
    by_chart: dict[str, list[Patient]] = field(default_factory=dict)
    by_names: dict[tuple[str, str, date], list[Patient]] = field(default_factory=dict)

    def add(self, patient: Patient) -> None:
        self.by_id[patient.id] = patient
        if chart_no := _same(patient.chart_no or ""):
            self.by_chart.setdefault(chart_no, []).append(patient)
        self.by_names.setdefault(_names(patient), []).append(patient)


def _like(one: Incoming, known: _Known, others: frozenset[str] | set[str]) -> Patient | Near | None:
    """The same person, near ones, or nobody; `others` are known to be other people."""
    patient = one.record.patient
    numbered = [p for p in known.by_chart.get(_same(patient.chart_no or ""), ()) if p.id not in others]
    named = [p for p in known.by_names.get(_names(patient), ()) if p.id not in others]
    born = [p for p in numbered if p.born == patient.born]
    if len(born) > 1:
        return Near(one, tuple(born), Because.SEVERAL)
    if born:
        return born[0] if _share_a_name(patient, born[0]) else Near(one, tuple(born), Because.OTHER_NAMES)
    if numbered:
        return Near(one, tuple(numbered), Because.OTHER_BIRTH_DATE)
    return Near(one, tuple(named), Because.OTHER_NUMBER) if named else None


def _as(record: PatientRecord, patient: Patient, *, guest: bool) -> PatientRecord:
    """The record as one of this patient."""
    if patient.id == record.patient.id:
        return replace(record, patient=patient)
    visits = tuple(replace(visit, patient_id=patient.id) for visit in record.visits)
    consents = tuple(replace(consent, patient_id=patient.id) for consent in record.consents)
    attachments = tuple(
        replace(kept, attachment=replace(kept.attachment, patient_id=patient.id)) for kept in record.attachments
    )
    return replace(record, patient=patient, visits=visits, consents=consents, attachments=attachments, guest=guest)


def _share_a_name(one: Patient, other: Patient) -> bool:
    return _same(one.family_name) == _same(other.family_name) or _same(one.given_name) == _same(other.given_name)


def _names(patient: Patient) -> tuple[str, str, date]:
    return _same(patient.family_name), _same(patient.given_name), patient.born


def _same(text: str) -> str:
    return "".join(folded(text).split())
