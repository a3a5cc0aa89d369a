"""Records without what names somebody: other ids, other days, no free text. What was injected where stays exact.

Each patient's days are moved back by one number of days of their own, so that ages and intervals stay. Everything
follows from a seed that nobody keeps: with another seed the same file gives other ids and other days.

What travels is permitted field by field (the rules of `charting.exchange.codec`): a field that stands in no rule stays
at home.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Hashable, Iterator, Mapping, Set
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, TypeVar, cast

from charting.domain.people.patient import Patient
from charting.domain.visit.visit import Visit
from charting.errors import Refused
from charting.exchange.codec import PARTS
from charting.exchange.records import PatientRecord
from charting.exchange.rules import UNSAID, Rule
from charting.exchange.source import NAMELESS

LEAST_DAYS, MOST_DAYS = 30, 760
_T = TypeVar("_T")


@dataclass(slots=True)
class Pseudonyms:
    """Makes the records of one export pseudonymous; people are numbered as they are met."""

    seed: bytes
    _people: dict[str, int] = field(default_factory=dict)
    _were: dict[str, str] = field(default_factory=dict)

    def of(self, record: PatientRecord) -> PatientRecord:
        """The same record of nobody; photographs, scans, notes after signing and the clinic's own tables stay out."""
        return self.each(record.patient).travels(record)

    def id(self, old: str | None) -> str | None:
        """The new id of something, the same wherever it is named."""
        if old is None:
            return None
        new = str(uuid.UUID(bytes=self._chance(f"id {old}")[:16], version=4))
        self._were[new] = old
        return new

    def was(self, new: str) -> str:
        """The id that a new one stands for; known to this export only, and never written."""
        return self._were[new]

    def each(self, patient: Patient) -> Each:
        """What makes anything of this patient pseudonymous."""
        return Each(self, self._days(patient))

    def person(self, name: str | None) -> str | None:
        """“Injector 1” for whoever signed, placed or wrote."""
        if name is None or not name.strip():
            return None
        return f"Injector {self._people.setdefault(name, len(self._people) + 1)}"

    def _days(self, patient: Patient) -> timedelta:
        chance = int.from_bytes(self._chance(f"days {patient.id}")[:8], "big")
        return timedelta(days=LEAST_DAYS + chance % (MOST_DAYS - LEAST_DAYS + 1))

    def _chance(self, what: str) -> bytes:
        return hmac.digest(self.seed, what.encode(), hashlib.sha256)


@dataclass(frozen=True, slots=True)
class Each:
    """What is done to everything of one patient."""

    all: Pseudonyms
    back: timedelta

    def patient(self, patient: Patient) -> Patient:
        """Somebody: in the place of the names stands what a pseudonym is called, and the beginning of the new id."""
        new = self.travels(patient)
        return replace(new, family_name=NAMELESS, given_name=new.id[:8].upper())

    def travels(self, value: _T) -> _T:
        """The same value with what may travel of it; Refused when nobody said of its kind what may."""
        kind: type[Any] = type(value)
        rules = RULES.get(kind)
        if rules is not None:
            if not _needed(cast("Hashable", kind)) <= rules.keys():
                raise _unknown(kind)
            made = {name: rule.of(self, getattr(value, name)) for name, rule in rules.items()}
            return cast("_T", kind(**{name: one for name, one in made.items() if one is not UNSAID}))
        if isinstance(value, tuple):
            return cast("_T", tuple(self.travels(one) for one in value))
        if isinstance(value, Mapping | Set) or is_dataclass(value):
            raise _unknown(kind)
        return value

    def moved(self, day: _T) -> _T:
        """A day or a moment moved back; the beginning of the calendar stays where it is."""
        if isinstance(day, datetime):
            return cast("_T", datetime.combine(self._there(day.date()), day.timetz()))
        return cast("_T", self._there(day)) if isinstance(day, date) else day

    def _there(self, day: date) -> date:
        return day - self.back if day - date.min > self.back else date.min


@cache
def _needed(kind: Any) -> frozenset[str]:
    """The fields without which there is no value of this kind."""
    bare = (one for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING)
    return frozenset(one.name for one in bare)


def _unknown(kind: type) -> Refused:
    return Refused("Nobody has said what of a {kind} names somebody, so there is no pseudonymised export of it; update"
                   " the program.", kind=kind.__name__)  # fmt: skip


def _rules() -> Iterator[tuple[type, dict[str, Rule]]]:
    """Of the types that travel, whoever signed before the points, and these before the rest: so people are numbered."""
    for kind, parts in PARTS.items():
        in_order = sorted(parts, key=lambda part: _MET_FIRST.get(part.field, 2) if kind is Visit else 0)
        rules = {part.field: part.rule for part in in_order if part.rule is not None}
        if rules:
            yield kind, rules


_MET_FIRST = {"signature": 0, "points": 1}
RULES: Mapping[type, Mapping[str, Rule]] = dict(_rules())
"""Each field of each value that travels, and what becomes of it. Fields are made in the order in which they stand."""
