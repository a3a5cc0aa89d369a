"""Files to be imported: read as what they are, their patients found among those who are there, and a plan made."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from charting.domain.people.patient import Patient
from charting.domain.text import plainly
from charting.domain.visit.visit import Visit
from charting.errors import Problem, Refused
from charting.exchange.csv.file import MOST_BYTES, Grid, looks_like_csv, read_grid
from charting.exchange.csv.own import OwnTable, is_ours
from charting.exchange.csv.read import Table, read_table
from charting.exchange.json.file import read_all
from charting.exchange.matching import Decision, Matched, Near, match
from charting.exchange.planning import Added, Nothing, Outcome, Planning, There, Totals, merged
from charting.exchange.records import Arrival, Incoming, KeptAttachment, Vocabulary, visit_key
from charting.exchange.source import HEAD, Source

if TYPE_CHECKING:
    from charting.domain.people.attachment import Attachment
    from charting.domain.people.consent import Consent
    from charting.domain.people.history import PatientHistory
    from charting.domain.visit.outcome import WoreOff

SWEPT_AFTER = 200_000
"""New values."""

Step = Callable[[int, int], None]
"""Told how much is done, and of how much; what it raises stops the work."""


class Kept(Protocol):
    """What is asked of the database."""

    def patients(self) -> Iterable[Patient]: ...
    def find_patient(self, patient_id: str) -> Patient | None: ...
    def find_visit(self, visit_id: str) -> Visit | None: ...
    def visits_of(self, patient_id: str) -> Iterable[Visit]: ...
    def pin_of(self, patient_id: str) -> str | None: ...
    def recall_of(self, patient_id: str) -> date | None: ...
    def wore_off_of(self, patient_id: str) -> tuple[WoreOff, ...]: ...
    def histories_of(self, patient_id: str) -> tuple[PatientHistory, ...]: ...
    def consents_of(self, patient_id: str) -> tuple[Consent, ...]: ...
    def attachments_of(self, patient_id: str) -> tuple[Attachment, ...]: ...


def nothing(done: int, whole: int) -> None:
    """Nobody wants to know how far it is."""


@contextmanager
def seldom_swept() -> Iterator[None]:
    """While this lasts Python seldom looks for circles among its values.

    What comes out of a file are very many values and no circle: looking for them again and again is an eighth of the
    time of an import, and frees nothing.
    """
    before = gc.get_threshold()
    gc.set_threshold(max(SWEPT_AFTER, before[0]), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read: the words known, the time now, and tables for CSV that is not this program's."""

    vocabulary: Vocabulary
    now: datetime
    table_of: Callable[[Grid], Table | None] = lambda grid: None

    def read(self, source: Source, faults: list[Refused] | None = None, step: Step = nothing) -> tuple[Incoming, ...]:
        """The patients of one file, JSON or CSV; what is wrong is raised, or gathered in `faults`."""
        with seldom_swept():
            if looks_like_csv(source.beginning(HEAD), source.name):
                return self.read_grid(read_grid(source.beginning(MOST_BYTES + 1), source.name), faults, step)
            return read_all(source, vocabulary=self.vocabulary, now=self.now, faults=faults)

    def read_grid(self, grid: Grid, faults: list[Refused] | None = None, step: Step = nothing) -> tuple[Incoming, ...]:
        """The patients of a table; Refused when it is not known which column is what."""
        table = OwnTable.of(grid) if is_ours(grid) else self.table_of(grid)
        if table is None:
            raise Refused("{file} is not this program's CSV; say in the window which column is what, or name a mapping"
                          " (--mapping).", file=grid.name)  # fmt: skip
        return read_table(table, vocabulary=self.vocabulary, now=self.now, faults=faults, step=step)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do: nothing is written while anything is `wrong` or undecided."""

    matched: Matched
    totals: Totals
    wrong: tuple[Refused, ...] = ()
    notes: tuple[Problem, ...] = ()

    @property
    def nears(self) -> tuple[Near, ...]:
        return self.matched.nears

    @property
    def ready(self) -> bool:
        return not self.wrong and not self.nears


def preview(incoming: Sequence[Incoming], kept: Kept | None, decisions: Mapping[str, Decision]) -> Preview:
    """What importing this would do to a database, or to a new one; everything that stands in the way is gathered."""
    matched = match(incoming, () if kept is None else kept.patients(), decisions)
    wrong: list[Refused] = []
    several = Planning.counted(matched.arrivals)
    foreseen = Foreseen(Nothing() if kept is None else InFile(kept), several)
    planning = Planning(foreseen, several, wrong)
    totals = Totals()
    for arrival in matched.arrivals:
        if foreseen.all_is_new(arrival):
            foreseen.take_all(arrival, totals)
            continue
        added = planning.take(arrival)
        foreseen.take(arrival, added)
        totals.add(arrival.patient, added)
    for arrival, added in planning.rest():
        foreseen.take(arrival, added)
        totals.add(arrival.patient, added)
    notes = {str(note): note for one in incoming for note in one.notes}
    return Preview(matched, totals, tuple(wrong), tuple(notes.values()))


@dataclass(slots=True)
class Planned:
    """What is to be written, record by record: who goes through it writes each before the next one is looked at."""

    arrivals: Sequence[Arrival]
    there: There
    step: Step = nothing
    totals: Totals = field(default_factory=Totals)

    def __iter__(self) -> Iterator[Added]:
        with seldom_swept():
            yield from self._added()

    def _added(self) -> Iterator[Added]:
        planning = Planning(self.there, Planning.counted(self.arrivals))
        whole, done = sum(arrival.incoming.outline.visits for arrival in self.arrivals), 0
        for arrival in self.arrivals:
            self.step(done, whole)
            added = planning.take(arrival)
            self.totals.add(arrival.patient, added)
            done += arrival.incoming.outline.visits
            yield added
        for arrival, added in planning.rest():
            self.totals.add(arrival.patient, added)
            yield added
        self.step(whole, whole)


def planned(
    incoming: Sequence[Incoming], kept: Kept, decisions: Mapping[str, Decision], step: Step = nothing
) -> Planned:
    """What can be written at once; Refused, also on the way, when something is wrong or somebody near is undecided."""
    matched = match(incoming, kept.patients(), decisions)
    if matched.nears:
        raise Refused("Somebody was added meanwhile who is like a patient of the file; look at the preview again.")
    return Planned(matched.arrivals, InFile(kept), step)


@dataclass(frozen=True, slots=True)
class InFile:
    """What the database knows."""

    kept: Kept

    def find_patient(self, patient_id: str) -> Patient | None:
        return self.kept.find_patient(patient_id)

    def find_visit(self, visit_id: str) -> Visit | None:
        return self.kept.find_visit(visit_id)

    def visits_of(self, patient_id: str) -> Iterable[Visit]:
        return self.kept.visits_of(patient_id)

    def outcome_of(self, patient_id: str) -> Outcome:
        """What the database knows of a patient besides their visits; attachments without their bytes."""
        kept, histories = self.kept, self.kept.histories_of(patient_id)
        return Outcome(
            patient_id, kept.pin_of(patient_id), kept.recall_of(patient_id), kept.wore_off_of(patient_id),
            next(iter(histories), None), kept.consents_of(patient_id), histories[1:],
            tuple(KeptAttachment(found, b"") for found in kept.attachments_of(patient_id)),
        )  # fmt: skip


@dataclass(slots=True)
class Foreseen:
    """What would be there after the records so far, without anything being written."""

    kept: There
    several: Mapping[str, int]
    patients: dict[str, Patient] = field(default_factory=dict)
    visits: dict[bytes, Arrival] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def find_patient(self, patient_id: str) -> Patient | None:
        return self.patients.get(patient_id) or self.kept.find_patient(patient_id)

    def find_visit(self, visit_id: str) -> Visit | None:
        arrival = self.visits.get(visit_key(visit_id))
        if arrival is None:
            return self.kept.find_visit(visit_id)
        return next(visit for visit in arrival.record.visits if visit.id == visit_id)

    def visits_of(self, patient_id: str) -> Iterable[Visit]:
        return self.kept.visits_of(patient_id) if self.kept.find_patient(patient_id) is not None else ()

    def outcome_of(self, patient_id: str) -> Outcome:
        there = self.outcomes.get(patient_id)
        if there is not None:
            return there
        known = self.kept.find_patient(patient_id) is not None
        return (self.kept if known else Nothing()).outcome_of(patient_id)

    def all_is_new(self, arrival: Arrival) -> bool:
        """Whether a record adds all it has, so that it need not be read again."""
        outline, patient = arrival.incoming.outline, arrival.patient
        if not outline.sound or self.several[patient.id] > 1:
            return False
        there = self.find_patient(patient.id)
        if there is not None and (arrival.incoming.of_table or not outline.plain or plainly(there) != plainly(patient)):
            return False  # a table may hold a visit that is there under another id
        return not any(visit_key(one) in self.visits or self.kept.find_visit(one) for one in outline.visit_ids())

    def take_all(self, arrival: Arrival, totals: Totals) -> None:
        """All of a record is new."""
        outline, patient = arrival.incoming.outline, arrival.patient
        known = self.find_patient(patient.id) is not None
        totals.add(patient, Added(None if known else patient, patients_there=int(known)))
        totals.add_visits(patient, outline.visits, outline.points)
        totals.more += not outline.plain
        self.patients.setdefault(patient.id, patient)
        self.visits |= {visit_key(one): arrival for one in outline.visit_ids()}

    def take(self, arrival: Arrival, added: Added) -> None:
        """A record adds this."""
        patient_id = arrival.patient.id
        if added.patient is not None:
            self.patients[patient_id] = added.patient
        self.visits |= {visit_key(visit.id): arrival for visit in added.visits}
        if self.several[patient_id] > 1 and added.outcome is not None:
            self.outcomes[patient_id] = merged(self.outcome_of(patient_id), added.outcome)
