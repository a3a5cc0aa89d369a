"""What is different between two states of the desk, found by comparing them."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from charting.desk.steps import NOTHING, Changed
from charting.domain.visit.visit import Visit

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
    nothing; the points of an edited visit are compared one by one, since nothing else knows which of them differ.
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
    return old == new and [point.key for point in old.points] == [point.key for point in new.points]


def _points(old: Visit | None, new: Visit | None) -> frozenset[int]:
    if old is None or new is None:
        return frozenset()
    was, now = ({point.key: point for point in visit.points} for visit in (old, new))
    return frozenset(key for key in was.keys() | now.keys() if _other(was.get(key), now.get(key)))


def _fields(old: Visit | None, new: Visit | None) -> frozenset[str]:
    if old is None or new is None:
        return frozenset()
    return frozenset(name for name in _VISIT_FIELDS if _other(getattr(old, name), getattr(new, name)))
