"""What is different between two states of the desk, found by comparing them."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from charting.desk.steps import NOTHING, Changed
from charting.domain.visit.visit import Visit, differing_points

if TYPE_CHECKING:
    from charting.desk.state import State
    from charting.domain.people.patient import Patient

_OF_THE_PAST = ("pinned", "wore_off")
_OF_THE_PATIENT = ("patient", "history", "consents", "attachments", "recall", *_OF_THE_PAST)
_OF_THE_VISIT = ("patient", "history", "assessment", "in_hand")
_VISIT_FIELDS = tuple(field.name for field in fields(Visit))


def difference(before: State, after: State) -> Changed:
    """What somebody who sees the desk would have to show anew; while nobody is there, only that somebody left.

    Another person, or other rules of the clinic, bear upon everything that is shown. What stayed the same value costs
    nothing, and of the points of an edited visit only those are compared that are not the same objects.
    """
    person = _other(before.who, after.who)
    if after.who.away:
        return Changed(person=True) if person else NOTHING
    old, new = before.open, after.open
    clinic = _other(before.clinic.book, after.clinic.book)
    everything = person or clinic
    edited = old.visit is not new.visit and not _same(old.visit, new.visit)
    opened = _id(old.visit) != _id(new.visit) or _id(old.patient) != _id(new.patient)
    stock = before.clinic.stock != after.clinic.stock
    return Changed(
        patient=everything or _any_other(old, new, _OF_THE_PATIENT),
        visits=everything or _any_other(old, new, ("visits", *_OF_THE_PAST)),
        visit=everything or edited or opened or stock or _any_other(old, new, _OF_THE_VISIT),
        opened=opened,
        clinic=clinic,
        assessment=new.assessment,
        person=person,
        points=_points(old.visit, new.visit) if edited and not opened else frozenset(),
        fields=_fields(old.visit, new.visit) if edited and not opened else frozenset(),
    )


def _id(what: Visit | Patient | None) -> str | None:
    return None if what is None else what.id


def _other(old: object, new: object) -> bool:
    return old is not new and old != new


def _any_other(old: object, new: object, names: tuple[str, ...]) -> bool:
    return any(_other(getattr(old, name), getattr(new, name)) for name in names)


def _same(old: Visit | None, new: Visit | None) -> bool:
    """Whether two visits are equal, and their points numbered alike: a key is no part of a point's value."""
    if old is None or new is None:
        return old is new
    if old != new:
        return False
    _, was, now = differing_points(old.points, new.points)
    return [point.key for point in was] == [point.key for point in now]


def _points(old: Visit | None, new: Visit | None) -> frozenset[int]:
    if old is None or new is None:
        return frozenset()
    _, was, now = differing_points(old.points, new.points)
    before, after = {point.key: point for point in was}, {point.key: point for point in now}
    return frozenset(key for key in before.keys() | after.keys() if _other(before.get(key), after.get(key)))


def _fields(old: Visit | None, new: Visit | None) -> frozenset[str]:
    if old is None or new is None:
        return frozenset()
    return frozenset(name for name in _VISIT_FIELDS if _other(getattr(old, name), getattr(new, name)))
