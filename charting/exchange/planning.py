"""What an import will do to a database: one record after the other, compared with what is there by then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple, Protocol

from charting.domain.dosing.range_table import RangeTable
from charting.domain.people.consent import Consent
from charting.domain.people.history import PatientHistory
from charting.domain.people.patient import Patient
from charting.domain.people.patient_record import KeptAttachment
from charting.domain.text import plainly
from charting.domain.visit.outcome import WoreOff, checked_wore_off
from charting.domain.visit.visit import Visit
from charting.errors import Problem, Refused
from charting.exchange.matching import on_the_wall, refuse_other, says_more
from charting.exchange.records import Arrival, Held, Incoming, Outline, PatientRecord, visit_key

MOST_WRONG = 200
"""So many refusals are gathered; somebody mends these first."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is new of how a patient's treatments went: None and () where the database knows it or the file does not."""

    patient_id: str
    pinned: str | None
    recall_on: date | None
    wore_off: tuple[WoreOff, ...]
    history: PatientHistory | None = None
    consents: tuple[Consent, ...] = ()
    earlier: tuple[PatientHistory, ...] = ()
    attachments: tuple[KeptAttachment, ...] = ()

    @property
    def says_anything(self) -> bool:
        kept = self.history or self.consents or self.attachments
        return bool(self.pinned or self.recall_on or self.wore_off or kept)


@dataclass(frozen=True, slots=True)
class Added:
    """What one record adds, to be written in this order, and how much of it is there already.

    `later` are visits that are there, with notes and marks that are not: they came after signing. `tables` are those
    that the visits name; one that is kept already is kept once.
    """

    patient: Patient | None = None
    visits: tuple[Visit, ...] = ()
    outcome: Outcome | None = None
    tables: tuple[RangeTable, ...] = ()
    later: tuple[Visit, ...] = ()
    patients_there: int = 0
    visits_there: int = 0


class There(Protocol):
    """What is there when a record comes: in the database, and of the records before it."""

    def find_patient(self, patient_id: str) -> Patient | None: ...
    def find_visit(self, visit_id: str) -> Visit | None: ...
    def visits_of(self, patient_id: str) -> Iterable[Visit]: ...

    def outcome_of(self, patient_id: str) -> Outcome:
        """What is known of a patient who is there besides the visits; attachments without their bytes."""


class Nothing:
    """Nothing is there."""

    def find_patient(self, patient_id: str) -> Patient | None:
        return None

    def find_visit(self, visit_id: str) -> Visit | None:
        return None

    def visits_of(self, patient_id: str) -> Iterable[Visit]:
        return ()

    def outcome_of(self, patient_id: str) -> Outcome:
        return Outcome(patient_id, None, None, ())


@dataclass(slots=True)
class Planning:
    """Compares records with what is there: the same id and content is skipped, the same id and other content refused.

    A visit that is there under another patient is refused; so is an outcome of a visit that is nowhere. What is refused
    is raised, or gathered in `wrong`. Whoever asks writes or remembers what a record adds before the next one comes.
    """

    there: There
    several: Counter[str]
    wrong: list[Refused] | None = None
    waiting: list[Arrival] = field(default_factory=list)
    former: dict[str, list[Visit]] = field(default_factory=dict)
    """Of a patient of a table without offsets: the visits that were there before."""

    @staticmethod
    def counted(arrivals: Iterable[Arrival]) -> Counter[str]:
        """How many records of each patient there are."""
        return Counter(arrival.patient.id for arrival in arrivals)

    def take(self, arrival: Arrival) -> Added:
        """What a record adds. The outcomes of a patient with several records wait: one may name another one's visit."""
        if self.several[arrival.patient.id] == 1:
            return self.added(arrival.record)
        self.waiting.append(arrival)
        return self.added(arrival.record, outcome=False)

    def rest(self) -> Iterator[tuple[Arrival, Added]]:
        """What waited."""
        for arrival in self.waiting:
            made = None
            with self._gathered():
                made = _outcome(arrival.record, self.there.find_visit, self.there.outcome_of)
            yield arrival, Added(outcome=made)

    def added(self, record: PatientRecord, *, outcome: bool = True) -> Added:
        """What a record adds, `outcome` with what is said of how it went."""
        there, own, later, known = self.there, dict[str, Visit](), list[Visit](), 0
        patient = record.patient
        before = there.find_patient(patient.id)
        with self._gathered():
            if before is not None and plainly(before) != plainly(patient) and not record.of_table:
                raise Refused("The patient {id} is there already with other details; nothing was imported.",
                              id=patient.id)  # fmt: skip
        if patient.id not in self.former and (record.on_the_wall or self.several[patient.id] > 1):
            self.former[patient.id] = [] if before is None else list(there.visits_of(patient.id))
        for visit in record.visits:
            with self._gathered():
                found = own.get(visit.id) or there.find_visit(visit.id)
                if found is None and not (visit.id in record.on_the_wall and self._came_before(visit)):
                    own[visit.id] = visit
                    continue
                known += 1
                if found is not None and _compared(visit, found, record):
                    later.append(visit)
        made = None
        with self._gathered():
            if outcome:
                of = Nothing().outcome_of if before is None else there.outcome_of
                made = _outcome(record, lambda one: own.get(one) or there.find_visit(one), of)
        return Added(
            None if before is not None else patient, tuple(own.values()), made, record.tables, tuple(later),
            int(before is not None), known,
        )  # fmt: skip

    def _came_before(self, visit: Visit) -> bool:
        """Whether the visit is there under an id of before, which followed from the zone of the computer, too.

        It is the one of this patient at this time by the clock on the wall, with these very points; each counts once.
        """
        known = self.former[visit.patient_id]
        found = next((there for there in known if on_the_wall(there) == on_the_wall(visit)), None)
        if found is not None:
            known.remove(found)
        return found is not None

    @contextmanager
    def _gathered(self) -> Iterator[None]:
        try:
            yield
        except Refused as refused:
            if self.wrong is None:
                raise
            if len(self.wrong) < MOST_WRONG:
                self.wrong.append(refused)


def _compared(visit: Visit, there: Visit, record: PatientRecord) -> bool:
    """Whether a copy of a visit that is there says more; Refused when it says something else."""
    on_the_wall = visit.id in record.on_the_wall
    if on_the_wall and visit.at.replace(tzinfo=None) == there.at.replace(tzinfo=None):
        visit = replace(visit, at=there.at)  # the same clock on the wall, read on a computer in another zone
    refuse_other(visit, there, table=record.of_table)
    return not record.of_table and says_more(visit, there)


def outline_of(record: PatientRecord) -> Outline:
    """What has to be known of a record to say what it adds where nothing of it is there."""
    try:
        said = Planning(Nothing(), Counter()).added(record).outcome
        sound = len({visit.id for visit in record.visits}) == len(record.visits)
    except Refused:
        said, sound = None, False
    ids = b"".join(visit_key(visit.id) for visit in record.visits)
    return Outline(ids, sum(len(visit.points) for visit in record.visits), said is None, sound)


def held(record: PatientRecord, file: str, place: str, own_id: bool, notes: tuple[Problem, ...] = ()) -> Incoming:
    """Somebody of a file whose record stays in memory."""
    return Incoming(record.patient, file, place, own_id, Held(record), outline_of(record), notes, record.of_table)


@dataclass(slots=True)
class Totals:
    """How much an import adds, and how much of it is there already."""

    patients: dict[str, Patient] = field(default_factory=dict)
    visits: dict[str, Share] = field(default_factory=dict)
    more: int = 0
    patients_there: int = 0
    visits_there: int = 0

    def add(self, patient: Patient, added: Added) -> None:
        """One record of a patient more."""
        if added.patient is not None:
            self.patients[patient.id] = patient
        self.add_visits(patient, len(added.visits), sum(len(visit.points) for visit in added.visits))
        self.more += len(added.later) + (added.outcome is not None)
        self.patients_there += added.patients_there
        self.visits_there += added.visits_there

    def add_visits(self, patient: Patient, visits: int, points: int) -> None:
        """So many new visits of a patient."""
        if visits:
            before = self.visits.get(patient.id, Share(patient, 0, 0))
            self.visits[patient.id] = Share(patient, before.visits + visits, before.points + points)

    @property
    def new_visits(self) -> int:
        return sum(share.visits for share in self.visits.values())

    @property
    def new_points(self) -> int:
        return sum(share.points for share in self.visits.values())

    @property
    def adds_anything(self) -> bool:
        return bool(self.patients or self.visits or self.more)


class Share(NamedTuple):
    """The new visits of a patient and their points."""

    patient: Patient
    visits: int
    points: int


def _outcome(
    record: PatientRecord, visit_of: Callable[[str], Visit | None], outcome_of: Callable[[str], Outcome]
) -> Outcome | None:
    """What a record adds to the known outcomes; what a file leaves out changes nothing."""
    if not _says_more(record):
        return None
    patient_id = record.patient.id
    for visit_id in (record.pinned, *(row.visit_id for row in record.wore_off)):
        _refuse_strange(visit_id, patient_id, visit_of)
    for row in record.wore_off:
        visit = visit_of(row.visit_id)
        assert visit is not None
        checked_wore_off(row, visit.day)
    there = outcome_of(patient_id)
    rows = {(row.visit_id, row.area): row for row in there.wore_off}
    if record.guest:
        record = _beside(record, there)
    clash = any(rows.get((row.visit_id, row.area), row) != row for row in record.wore_off)
    if clash or _differ(record.pinned, there.pinned) or _differ(record.recall_on, there.recall_on):
        raise Refused("The patient {id} is there already with another pinned visit, recall date or day on which an"
                      " effect ended; nothing was imported.", id=patient_id)  # fmt: skip
    consents = _new_consents(record, there)
    history, earlier = _new_histories(record, there)
    added = Outcome(
        patient_id=patient_id,
        pinned=None if there.pinned else record.pinned,
        recall_on=None if there.recall_on else record.recall_on,
        wore_off=tuple(row for row in record.wore_off if (row.visit_id, row.area) not in rows),
        history=history,
        consents=consents,
        earlier=earlier,
        attachments=_new_attachments(record, there, visit_of),
    )
    return added if added.says_anything else None


def _says_more(record: PatientRecord) -> bool:
    """Whether a record says anything besides its visits."""
    said = record.pinned or record.recall_on or record.wore_off or record.history or record.consents
    return bool(said or record.earlier or record.attachments)


def merged(there: Outcome, added: Outcome) -> Outcome:
    """What is known of a patient once it was added."""
    return Outcome(
        there.patient_id, there.pinned or added.pinned, there.recall_on or added.recall_on,
        (*there.wore_off, *added.wore_off), added.history or there.history, (*there.consents, *added.consents),
        (*added.earlier, *_histories(there)) if added.history else there.earlier,
        (*there.attachments, *added.attachments),
    )  # fmt: skip


def _new_consents(record: PatientRecord, there: Outcome) -> tuple[Consent, ...]:
    agreed = {consent.id: consent for consent in there.consents}
    for consent in record.consents:
        known = agreed.get(consent.id, consent)
        if plainly(replace(known, attachment=None)) != plainly(replace(consent, attachment=None)):
            raise Refused("The patient {id} is there already with another history or consent; nothing was imported.",
                          id=record.patient.id)  # fmt: skip
    return tuple(consent for consent in record.consents if consent.id not in agreed)


def _beside(record: PatientRecord, there: Outcome) -> PatientRecord:
    """What a record adds to what is there without saying anything else of it."""
    return replace(
        record, pinned=None if there.pinned else record.pinned,
        recall_on=None if there.recall_on else record.recall_on, history=None if there.history else record.history,
        earlier=() if there.history else record.earlier,
    )  # fmt: skip


def _histories(of: Outcome | PatientRecord) -> tuple[PatientHistory, ...]:
    """All that was said, the newest first; the same said twice in a row is said once."""
    told = () if of.history is None else plainly((of.history, *of.earlier))
    return tuple(one for n, one in enumerate(told) if n == 0 or one != told[n - 1])


def _new_histories(record: PatientRecord, there: Outcome) -> tuple[PatientHistory | None, tuple[PatientHistory, ...]]:
    """The history that holds from now on and those before it, as far as they are new; a copy of before says nothing.

    Refused when a file tells another story of what was said, and not only a longer one.
    """
    told, known = _histories(record), _histories(there)
    new = told[: len(told) - len(known)]
    if len(told) > len(known) and told[len(new) :] == known:
        return new[0], new[1:]
    if not set(told) <= set(known):
        raise Refused("The patient {id} is there already with another history or consent; nothing was imported.",
                      id=record.patient.id)  # fmt: skip
    return None, ()


def _new_attachments(
    record: PatientRecord, there: Outcome, visit_of: Callable[[str], Visit | None]
) -> tuple[KeptAttachment, ...]:
    known = {kept.attachment.id: kept.attachment for kept in there.attachments}
    for kept in record.attachments:
        _refuse_strange(kept.attachment.visit_id, record.patient.id, visit_of)
        if plainly(known.get(kept.attachment.id, kept.attachment)) != plainly(kept.attachment):
            raise Refused("The attachment {id} is there already with other content or labels; nothing was imported.",
                          id=kept.attachment.id)  # fmt: skip
    return tuple(kept for kept in record.attachments if kept.attachment.id not in known)


def _differ(given: object, there: object) -> bool:
    return given is not None and there is not None and given != there


def _refuse_strange(visit_id: str | None, patient_id: str, visit_of: Callable[[str], Visit | None]) -> None:
    if visit_id is None:
        return
    visit = visit_of(visit_id)
    if visit is None or visit.patient_id != patient_id:
        raise Refused("The visit {visit} that the patient {patient} names is not among their visits; nothing was"
                      " imported.", visit=visit_id, patient=patient_id)  # fmt: skip
