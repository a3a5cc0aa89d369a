"""Whether a visit of a file is the one that is there: in an exchange file by all it says, in a table by its cells."""

from __future__ import annotations

from dataclasses import replace

from charting.domain.text import plainly
from charting.domain.visit.outcome import FoundEvent
from charting.domain.visit.visit import InjectionPoint, Status, Visit
from charting.errors import Refused


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
