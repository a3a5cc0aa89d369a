"""Files to be imported: read as what they are, their patients found among those who are there, and a plan made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from charting.domain.patient import Patient
from charting.domain.visit import Visit
from charting.errors import Problem, Refused
from charting.exchange.csv.file import Grid, looks_like_csv, read_grid
from charting.exchange.csv.own import OwnTable, is_ours
from charting.exchange.csv.read import Table, read_table
from charting.exchange.json.read import read_all
from charting.exchange.matching import Decision, Matched, Near, match
from charting.exchange.planning import Outcome, Plan, plan
from charting.exchange.records import Incoming, KeptAttachment, Vocabulary

if TYPE_CHECKING:
    from charting.domain.attachment import Attachment
    from charting.domain.consent import Consent
    from charting.domain.history import PatientHistory
    from charting.domain.outcome import WoreOff

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


class Unmapped(Refused):
    """A CSV of another program, of which nobody has said yet which column is what."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(
            "{file} is not this program's CSV; say in the window which column is what, or name a mapping (--mapping).",
            file=grid.name,
        )
        self.grid = grid


def nothing(done: int, whole: int) -> None:
    """Nobody wants to know how far it is."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read: the words known, the time now, and tables for CSV that is not this program's."""

    vocabulary: Vocabulary
    now: datetime
    table_of: Callable[[Grid], Table | None] = lambda grid: None

    def read(
        self, data: bytes, name: str, faults: list[Refused] | None = None, step: Step = nothing
    ) -> tuple[Incoming, ...]:
        """The patients of one file, JSON or CSV; what is wrong is raised, or gathered in `faults`."""
        if looks_like_csv(data, name):
            return self.read_grid(read_grid(data, name), faults, step)
        return read_all(data, name=name, vocabulary=self.vocabulary, now=self.now, faults=faults)

    def read_grid(self, grid: Grid, faults: list[Refused] | None = None, step: Step = nothing) -> tuple[Incoming, ...]:
        """The patients of a table; Unmapped when it is not known which column is what."""
        table = OwnTable.of(grid) if is_ours(grid) else self.table_of(grid)
        if table is None:
            raise Unmapped(grid)
        return read_table(table, vocabulary=self.vocabulary, now=self.now, faults=faults, step=step)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do: nothing is written while anything is `wrong` or undecided."""

    matched: Matched
    plan: Plan
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
    notes = {str(note): note for one in incoming for note in one.notes}
    return Preview(matched, _plan(matched, kept, wrong), tuple(wrong), tuple(notes.values()))


def planned(incoming: Sequence[Incoming], kept: Kept | None, decisions: Mapping[str, Decision]) -> Plan:
    """The plan of what can be written at once; Refused when something is wrong or somebody near is undecided."""
    matched = match(incoming, () if kept is None else kept.patients(), decisions)
    if matched.nears:
        raise Refused("Somebody was added meanwhile who is like a patient of the file; look at the preview again.")
    return _plan(matched, kept, None)


def _plan(matched: Matched, kept: Kept | None, wrong: list[Refused] | None) -> Plan:
    if kept is None:
        return plan(matched.records, lambda _: None, lambda _: None, wrong=wrong)
    return plan(
        matched.records, kept.find_patient, kept.find_visit, lambda one: outcome_of(kept, one), wrong, kept.visits_of
    )


def outcome_of(kept: Kept, patient_id: str) -> Outcome:
    """What the database knows of a patient besides their visits; attachments without their bytes."""
    histories = kept.histories_of(patient_id)
    return Outcome(
        patient_id, kept.pin_of(patient_id), kept.recall_of(patient_id), kept.wore_off_of(patient_id),
        next(iter(histories), None), kept.consents_of(patient_id), histories[1:],
        tuple(KeptAttachment(found, b"") for found in kept.attachments_of(patient_id)),
    )  # fmt: skip
