"""What an import would add to what is there, and what it did add, in one piece."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from charting.desk.importing import Known, bring_in
from charting.domain.dosing.range_table import RangeTable
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import Visit
from charting.exchange.importing import Foreseen, InFile, Planned
from charting.exchange.planning import Added, Nothing, Outcome, Planning, held
from charting.exchange.records import Arrival, PatientRecord
from charting.store.database import Store


@dataclass(frozen=True)
class Plan:
    patients: tuple[Patient, ...]
    visits: tuple[Visit, ...]
    patients_there: int
    visits_there: int
    outcomes: tuple[Outcome, ...] = ()
    later: tuple[Visit, ...] = ()
    tables: tuple[RangeTable, ...] = ()

    @classmethod
    def of(cls, added: Iterable[Added]) -> Plan:
        some = list(added)
        return cls(
            tuple(one.patient for one in some if one.patient is not None),
            tuple(visit for one in some for visit in one.visits),
            sum(one.patients_there for one in some), sum(one.visits_there for one in some),
            tuple(one.outcome for one in some if one.outcome is not None),
            tuple(visit for one in some for visit in one.later),
            tuple({table.version: table for one in some for table in one.tables}.values()),
        )  # fmt: skip

    @property
    def is_empty(self) -> bool:
        return not (self.patients or self.visits or self.outcomes or self.later)


@dataclass(frozen=True)
class _There:
    find_patient: Callable[[str], Patient | None]
    find_visit: Callable[[str], Visit | None]
    outcome: Callable[[str], Outcome | None]

    def visits_of(self, patient_id: str) -> tuple[Visit, ...]:
        return ()

    def outcome_of(self, patient_id: str) -> Outcome:
        return self.outcome(patient_id) or Nothing().outcome_of(patient_id)


def arrivals(records: Iterable[PatientRecord]) -> list[Arrival]:
    return [Arrival(held(record, "x.json", "$", True), record.patient, record.guest) for record in records]


def plan(
    records: Iterable[PatientRecord], patient_of: Callable[[str], Patient | None],
    visit_of: Callable[[str], Visit | None], outcome_of: Callable[[str], Outcome | None] = lambda _: None,
) -> Plan:  # fmt: skip
    """Everything that these would add, each looked at after those before it."""
    some = arrivals(records)
    several = Planning.counted(some)
    foreseen = Foreseen(_There(patient_of, visit_of, outcome_of), several)
    planning = Planning(foreseen, several)
    found = []
    for arrival in some:
        found.append(planning.take(arrival))
        foreseen.take(arrival, found[-1])
    for arrival, added in planning.rest():
        found.append(added)
        foreseen.take(arrival, added)
    return Plan.of(found)


@dataclass
class _Seen(Planned):
    seen: list[Added] = field(default_factory=list)

    def __iter__(self) -> Iterator[Added]:
        for added in Planned.__iter__(self):
            self.seen.append(added)
            yield added


def brought_in(store: Store, records: Iterable[PatientRecord]) -> Plan:
    """What was added to a database."""
    return Plan.of(bring_in(store, lambda: _Seen(arrivals(records), InFile(Known(store)))).seen)
