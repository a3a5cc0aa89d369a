"""What an import will do to a database, decided before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from charting.domain.consent import Consent
from charting.domain.history import PatientHistory
from charting.domain.outcome import FoundEvent, WoreOff, checked_wore_off
from charting.domain.patient import Patient
from charting.domain.patient_record import KeptAttachment
from charting.domain.plain_text import plainly
from charting.domain.range_table import RangeTable
from charting.domain.visit import InjectionPoint, Status, Visit
from charting.errors import Refused
from charting.exchange.records import PatientRecord


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
class Plan:
    """What is new, to be written in this order, and how much is there already.

    `later` are visits that are there, with notes and marks that are not: they came after signing. `tables` are those
    that the visits name; one that is kept already is kept once.
    """

    patients: tuple[Patient, ...]
    visits: tuple[Visit, ...]
    patients_there: int
    visits_there: int
    outcomes: tuple[Outcome, ...] = ()
    later: tuple[Visit, ...] = ()
    tables: tuple[RangeTable, ...] = ()


def plan(
    records: Iterable[PatientRecord],
    patient_of: Callable[[str], Patient | None],
    visit_of: Callable[[str], Visit | None],
    outcome_of: Callable[[str], Outcome | None] = lambda _: None,
    wrong: list[Refused] | None = None,
    visits_of: Callable[[str], Iterable[Visit]] = lambda _: (),
) -> Plan:
    """Compare files with what is there: the same id and content is skipped, the same id and other content refused.

    `patient_of` and `visit_of` look an id up in the database, `visits_of` are a patient's there, `outcome_of` what it
    knows of a patient's outcomes. A
    visit that is there under another patient is refused; so is an outcome of a visit that is nowhere. What is refused
    is raised, or gathered in `wrong`.
    """
    records = tuple(records)
    planning = _Planning(patient_of, visit_of, visits_of)
    for record in records:
        with _gathered(wrong):
            planning.take_patient(record)
        for visit in record.visits:
            with _gathered(wrong):
                planning.take_visit(visit, table=record.of_table, wall=visit.id in record.on_the_wall)
    new = planning.patients
    outcomes: tuple[Outcome, ...] = ()
    with _gathered(wrong):
        outcomes = _outcomes(records, planning.visit, lambda one: None if one in new else outcome_of(one))
    return Plan(
        tuple(new.values()), tuple(planning.visits.values()), planning.patients_there, planning.visits_there, outcomes,
        tuple(planning.later), tuple({table.version: table for record in records for table in record.tables}.values()),
    )  # fmt: skip


@contextmanager
def _gathered(wrong: list[Refused] | None) -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        if wrong is None:
            raise
        wrong.append(refused)


@dataclass(slots=True)
class _Planning:
    """What is new so far."""

    patient_of: Callable[[str], Patient | None]
    visit_of: Callable[[str], Visit | None]
    visits_of: Callable[[str], Iterable[Visit]]
    before: dict[str, list[Visit]] = field(default_factory=dict)
    patients: dict[str, Patient] = field(default_factory=dict)
    visits: dict[str, Visit] = field(default_factory=dict)
    later: list[Visit] = field(default_factory=list)
    patients_there: int = 0
    visits_there: int = 0

    def take_patient(self, record: PatientRecord) -> None:
        """Details in a table are looked at for a new patient only; those that are there stay."""
        patient = record.patient
        known = self.patients.get(patient.id) or self.patient_of(patient.id)
        self.patients_there += known is not None
        if known is None:
            self.patients[patient.id] = patient
        elif plainly(known) != plainly(patient) and not record.of_table:
            raise Refused("The patient {id} is there already with other details; nothing was imported.", id=patient.id)

    def take_visit(self, visit: Visit, *, table: bool, wall: bool = False) -> None:
        there = self.visit(visit.id)
        if wall and there is not None and visit.at.replace(tzinfo=None) == there.at.replace(tzinfo=None):
            visit = replace(visit, at=there.at)  # the same clock on the wall, read on a computer in another zone
        if there is None and wall and self._came_before(visit):
            self.visits_there += 1
            return
        self.visits_there += there is not None
        if there is None:
            self.visits[visit.id] = visit
            return
        _refuse_other(visit, there, table=table)
        if not table and says_more(visit, there):
            self.later.append(visit)

    def _came_before(self, visit: Visit) -> bool:
        """Whether the visit is there under an id of before, which followed from the zone of the computer, too.

        It is the one of this patient at this time by the clock on the wall, with these very points; each counts once.
        """
        if visit.patient_id in self.patients:
            return False
        if visit.patient_id not in self.before:
            self.before[visit.patient_id] = list(self.visits_of(visit.patient_id))
        known = self.before[visit.patient_id]
        found = next((there for there in known if _on_the_wall(there) == _on_the_wall(visit)), None)
        if found is not None:
            known.remove(found)
        return found is not None

    def visit(self, visit_id: str) -> Visit | None:
        """The visit of this id, new or there."""
        return self.visits.get(visit_id) or self.visit_of(visit_id)


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
            checked_wore_off(row, visit.day)
        there = known.get(patient_id) or outcome_of(patient_id) or Outcome(patient_id, None, None, ())
        rows = {(row.visit_id, row.area): row for row in there.wore_off}
        agreed = {consent.id: consent for consent in there.consents}
        if record.guest:
            record = _beside(record, there)
        clash = any(rows.get((row.visit_id, row.area), row) != row for row in record.wore_off)
        if clash or _differ(record.pinned, there.pinned) or _differ(record.recall_on, there.recall_on):
            raise Refused("The patient {id} is there already with another pinned visit, recall date or day on which an"
                          " effect ended; nothing was imported.", id=patient_id)  # fmt: skip
        clash = any(
            plainly(replace(agreed.get(c.id, c), attachment=None)) != plainly(replace(c, attachment=None))
            for c in record.consents
        )
        if clash:
            raise Refused("The patient {id} is there already with another history or consent; nothing was imported.",
                          id=patient_id)  # fmt: skip
        history, earlier = _new_histories(record, there)
        added = Outcome(
            patient_id=patient_id,
            pinned=None if there.pinned else record.pinned,
            recall_on=None if there.recall_on else record.recall_on,
            wore_off=tuple(row for row in record.wore_off if (row.visit_id, row.area) not in rows),
            history=history,
            consents=tuple(consent for consent in record.consents if consent.id not in agreed),
            earlier=earlier,
            attachments=_new_attachments(record, there, visit_of),
        )
        known[patient_id] = Outcome(
            patient_id, there.pinned or added.pinned, there.recall_on or added.recall_on,
            (*there.wore_off, *added.wore_off), added.history or there.history, (*there.consents, *added.consents),
            (*added.earlier, *_histories(there)) if added.history else there.earlier,
            (*there.attachments, *added.attachments),
        )  # fmt: skip
        if added.says_anything:
            new.append(added)
    return tuple(new)


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


def _refuse_other(visit: Visit, there: Visit, *, table: bool) -> None:
    if visit.patient_id != there.patient_id:
        raise Refused("The visit {id} is there already, of another patient; nothing was imported.", id=visit.id)
    if not (_same_row(visit, there) if table else same_content(visit, there)):
        raise Refused("The visit {id} is there already with other content; nothing was imported.", id=visit.id)


def same_content(one: Visit, other: Visit) -> bool:
    """Whether two visits say the same; who signed is no part of an exchange file.

    What came after signing stands beside a visit: a copy from before a note or a mark is the same visit.
    """
    same_offset = one.at.utcoffset() == other.at.utcoffset()
    return same_offset and one.is_draft == other.is_draft and _signed_part(one) == _signed_part(other)


def says_more(visit: Visit, there: Visit) -> bool:
    """Whether a copy of a visit has notes or a mark that the other one has not; Refused when they contradict."""
    visit, there = _came_after(visit), _came_after(there)
    known = {addendum.id: addendum for addendum in there.addenda}
    for addendum in visit.addenda:
        if known.get(addendum.id, addendum) != addendum:
            raise Refused("The note {id} is there already with other words; nothing was imported.", id=addendum.id)
    error = Status.ENTERED_IN_ERROR
    marks = visit.marked is not None and visit.marked != there.marked and (visit.status is error or not there.marked)
    if marks and there.status is error:
        raise Refused("The visit {id} is entered in error already, for another reason; nothing was imported.",
                      id=visit.id)  # fmt: skip
    return marks or any(addendum.id not in known for addendum in visit.addenda)


def _came_after(visit: Visit) -> Visit:
    return replace(visit, addenda=plainly(visit.addenda), marked=plainly(visit.marked))


def _signed_part(visit: Visit) -> Visit:
    """What a file and the record agree on; a text kept with signs that nobody sees is the text without them."""
    return plainly(replace(visit, signature=None, status=Status.DRAFT, addenda=(), marked=None))


def _same_row(visit: Visit, there: Visit) -> bool:
    """Whether a table says the same of a visit as far as it says anything: one of before knows of no findings."""
    told = there if _events(visit) else replace(there, review=None)
    return carried(visit) == carried(told if visit.findings else replace(told, findings=()))


def _on_the_wall(visit: Visit) -> tuple[object, ...]:
    """What tells visits apart whose time has no offset; the middle of an area is no place that anybody wrote down."""
    places = (None if point.guessed else (point.view, point.x_mm, point.y_mm) for point in visit.points)
    points = tuple((at, p.units, p.technique, p.area) for at, p in zip(places, visit.points, strict=True))
    return visit.at.replace(tzinfo=None), visit.kind, visit.product, points


def carried(visit: Visit) -> tuple[object, ...]:
    """What a table holds of a visit: two visits with the same are the same visit as far as a table can tell.

    An empty text and none are one cell, and what nobody sees is in neither.
    """
    visit = plainly(visit)
    return (
        visit.patient_id, visit.at, visit.at.utcoffset(), visit.kind, visit.is_draft, visit.product, visit.template,
        visit.price_per_unit, visit.currency, visit.of, visit.amends, visit.table or None, visit.measures,
        tuple((_bare(point), _label_of(visit, point)) for point in visit.points),
        None if visit.points else _label_of(visit, None), _events(visit), visit.findings,
    )  # fmt: skip


def _events(visit: Visit) -> tuple[FoundEvent, ...]:
    return () if visit.review is None else visit.review.adverse_events


def _bare(point: InjectionPoint) -> InjectionPoint:
    return replace(point, vial=None, placed_by=point.placed_by or None)


def _label_of(visit: Visit, point: InjectionPoint | None) -> tuple[object, ...]:
    place = point.vial if point is not None else None
    label = visit if place is None else visit.vials[place - 1]
    return label.vial_units, label.lot or None, label.expires, label.diluent_ml
