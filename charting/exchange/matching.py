"""Who in a file is who in the database: the same person for certain, a near one that somebody has to decide, or new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from charting.domain.people.patient import Acquaintances, Patient, share_a_name
from charting.domain.people.patient import Because as Because
from charting.domain.text import plainly
from charting.domain.visit.outcome import FoundEvent
from charting.domain.visit.visit import InjectionPoint, Status, Visit
from charting.errors import Refused
from charting.exchange.records import Arrival, Incoming

# ----------------------------------------------------------------------
# Whether a visit of a file is the one that is there: in an exchange file by all it says, in a table by its cells.


def refuse_other(visit: Visit, there: Visit, *, table: bool) -> None:
    """Refused when a visit that is there under this id is of somebody else, or says something else."""
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


def on_the_wall(visit: Visit) -> tuple[object, ...]:
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


LONG, SHORT = 40, 22
"""So many letters of a name, and of a number or a file, stand in a refusal, which has at most 500."""


class Choice(Enum):
    """What somebody says of a near one."""

    SAME = "same person"
    ANOTHER = "another person"
    LEAVE_OUT = "leave out"


@dataclass(frozen=True, slots=True)
class Decision:
    """A choice; of the same person, the id of which one."""

    choice: Choice
    patient_id: str | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody in a file who is like patients who are there, or who stand earlier in the files, the surest first.

    `because` holds for the first `sure` of them; for the others less does.
    """

    incoming: Incoming
    like: tuple[Patient, ...]
    because: Because
    sure: int = 1

    @property
    def key(self) -> str:
        """What a decision about it is kept under."""
        return self.incoming.patient.id


@dataclass(frozen=True, slots=True)
class Matched:
    """Those of the files with their patients found: `nears` are still undecided and not among them."""

    arrivals: tuple[Arrival, ...]
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
    arrivals: list[Arrival] = []
    nears: list[Near] = []
    named: set[str] = set()
    left_out = 0
    for one in incoming:
        patient = one.patient
        found: Patient | Near | None
        if patient.id in known.by_id:
            found = known.by_id[patient.id] if one.of_table else patient
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
            arrivals.append(Arrival(one, patient))
        else:
            arrivals.append(Arrival(one, found, guest=found.id in before and found.id != patient.id))
    return Matched(tuple(arrivals), tuple(nears), left_out)


def deciding(nears: Iterable[Near], *, new: bool, same: bool) -> dict[str, Decision]:
    """One answer for all who are near, for who cannot be asked one by one; Refused for one without an answer."""
    decisions: dict[str, Decision] = {}
    for near in nears:
        if new:
            decisions[near.key] = Decision(Choice.ANOTHER)
        elif same and near.sure == 1:
            decisions[near.key] = Decision(Choice.SAME, near.like[0].id)
        else:
            raise _undecided(near)
    return decisions


def _undecided(near: Near) -> Refused:
    patient, like = near.incoming.patient, near.like[0]
    return Refused(
        "{file}, {place}: {name}, born {born}, chart number {chart}, is like the patient {other}, born {other_born},"
        " chart number {other_chart}, {id} ({because}); nothing was imported. Say --match (the same person) or"
        " --new-patients (another one), or decide in the window.",
        file=_end(near.incoming.file), place=_short(near.incoming.place, SHORT),
        name=_short(f"{patient.family_name} {patient.given_name}", LONG), born=patient.born.isoformat(),
        chart=_short(patient.chart_no or "–", SHORT), other=_short(f"{like.family_name} {like.given_name}", LONG),
        other_born=like.born.isoformat(), other_chart=_short(like.chart_no or "–", SHORT), id=like.id,
        because=near.because.value,
    )  # fmt: skip


def _short(text: str, longest: int) -> str:
    """A part of a sentence that leaves room for its remedy."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _end(file: str) -> str:
    return file if len(file) <= LONG else f"…{file[1 - LONG :]}"


@dataclass(slots=True)
class _Known:
    """Patients by what they are found by."""

    by_id: dict[str, Patient] = field(default_factory=dict)
    people: Acquaintances = field(default_factory=Acquaintances)

    def add(self, patient: Patient) -> None:
        self.by_id[patient.id] = patient
        self.people.add(patient)


def _like(one: Incoming, known: _Known, others: frozenset[str] | set[str]) -> Patient | Near | None:
    """The same person, near ones, or nobody; `others` are known to be other people."""
    patient = one.patient
    like = known.people.like(patient, others)
    if not like:
        return None
    numbered = known.people.of_number(patient, others)
    if len(numbered) > 1:
        return Near(one, numbered, Because.SEVERAL, len(numbered))
    if numbered and share_a_name(patient, numbered[0]):
        return numbered[0]
    surest = like[0][1]
    sure = sum(because is surest for _, because in like)
    return Near(one, tuple(other for other, _ in like), surest, sure)
