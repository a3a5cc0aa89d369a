"""Records without what names somebody: other ids, other days, no free text. What was injected where stays exact.

Each patient's days are moved back by one number of days of their own, so that ages and intervals stay. Everything
follows from a seed that nobody keeps: with another seed the same file gives other ids and other days.

What travels is permitted field by field (`RULES`): a field that stands in no rule stays at home.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import uuid
from collections.abc import Callable, Hashable, Iterable, Mapping, Set
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Literal, TypeVar, cast

from charting.domain.dosing.range_table import RangeTable, restore
from charting.domain.face.face import Measures
from charting.domain.people.consent import Consent, Withdrawal
from charting.domain.people.history import EarlierToxin, PatientHistory
from charting.domain.people.patient import Patient
from charting.domain.visit.outcome import Finding, FoundEvent, Review, WoreOff
from charting.domain.visit.record import AreaPrice, Consultation, KeptRange, Marked, MuscleFinding, StyleChoice, Why
from charting.domain.visit.visit import InjectionPoint, Signature, Vial, Visit
from charting.errors import Refused
from charting.exchange.material import NAMELESS
from charting.exchange.records import PatientRecord

LEAST_DAYS, MOST_DAYS = 30, 760
REMOVED = "removed"
"""Stands where a reason or a name has to stand, and was free text."""

_CODE = re.compile(r"[a-z0-9_]+([.:-][a-z0-9_]+)*")
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
            return cast("_T", kind(**{name: one for name, one in made.items() if one is not _UNSAID}))
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


# ---------------------------------------------------------------------- what may travel


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of a field: `kind` says it in a word, `of` makes the value that travels from the one there is."""

    kind: Literal["keep", "move", "drop", "number"]
    of: Callable[[Each, Any], Any]


_UNSAID = object()
KEEP = Rule("keep", Each.travels)
"""As it is: a figure, a code, or a value that has rules of its own. Never what somebody typed."""
CODES = Rule("keep", lambda each, given: tuple(code for code in given if _CODE.fullmatch(code)))
"""Those that are codes of the reference data; what somebody typed looks otherwise."""
CODE = Rule("keep", lambda each, given: given if given and _CODE.fullmatch(given) else None)
MOVE = Rule("move", Each.moved)
"""A day or a moment, by the patient's own number of days."""
DROP = Rule("drop", lambda each, given: _UNSAID)
"""Stays at home, as if it had never been said."""
NOTHING = Rule("drop", lambda each, given: None)
"""The same where a value has to stand."""
ANY_TYPED = Rule("drop", lambda each, given: (REMOVED,) if given else ())
"""What was typed stays at home, and that there was something travels."""
REASON = Rule("drop", lambda each, given: REMOVED if given else None)
WITHOUT_WORDS = Rule("drop", lambda each, given: None if given is None else "")
STANDS = Rule("drop", lambda each, given: REMOVED)
ID = Rule("number", lambda each, given: each.all.id(given))
"""Another id, the same wherever it is named."""
PERSON = Rule("number", lambda each, given: each.all.person(given))
"""“Injector 1” for whoever signed, placed or wrote."""
SOMEBODY = Rule("number", lambda each, given: each.all.person(given) or REMOVED)

RULES: Mapping[type, Mapping[str, Rule]] = {
    PatientRecord: {
        "patient": Rule("keep", Each.patient), "visits": KEEP, "pinned": ID, "recall_on": MOVE, "wore_off": KEEP,
        "history": KEEP, "consents": KEEP, "earlier": KEEP, "attachments": DROP,
        "tables": Rule("keep", lambda each, tables: _shipped_only(tables)),
        "of_table": DROP, "guest": DROP, "on_the_wall": DROP,
    },
    Patient: {
        "id": ID, "family_name": STANDS, "given_name": STANDS, "born": MOVE, "chart_no": DROP, "sex": KEEP,
        "interpupillary_mm": KEEP, "face_width_mm": KEEP, "forehead_height_mm": KEEP, "measured": KEEP,
    },
    Visit: {  # in the order in which people are numbered: whoever signed comes first
        "id": ID, "patient_id": ID, "signature": KEEP, "at": MOVE, "kind": KEEP, "status": KEEP, "product": KEEP,
        "vial_units": KEEP, "diluent_ml": KEEP, "lot": KEEP, "expires": DROP, "price_per_unit": KEEP, "currency": KEEP,
        "template": KEEP, "points": KEEP, "of": ID, "review": KEEP, "vials": KEEP,
        "whys": Rule("keep", lambda each, whys: tuple(map(each.travels, filter(_is_coded, whys)))),
        "consultation": KEEP, "findings": KEEP, "checks": CODES, "area_prices": KEEP, "recorded_at": MOVE,
        "table": CODE, "amends": ID, "reason": REASON, "addenda": DROP, "marked": KEEP, "measures": KEEP,
    },
    InjectionPoint: {
        "view": KEEP, "x_mm": KEEP, "y_mm": KEEP, "units": KEEP, "technique": KEEP, "area": KEEP, "key": KEEP,
        "vial": KEEP, "placed_by": PERSON,
    },
    # What the hash was of is not in this file, so there is none.
    Signature: {
        "name": PERSON, "at": MOVE, "sha256": NOTHING, "elsewhere": KEEP, "meaning": KEEP, "person_id": DROP,
    },
    # The lot stays. With its expiry it would tell by how many days everything was moved, so that goes.
    Vial: {
        "id": ID, "product": KEEP, "vial_units": KEEP, "lot": KEEP, "expires": DROP, "diluent_ml": KEEP,
        "diluent": DROP, "diluent_lot": KEEP, "made_up_at": MOVE, "gtin": KEEP, "serial": DROP,
    },
    Why: {"about": KEEP, "reason": KEEP, "note": DROP, "units": KEEP, "micro": KEEP, "standard": KEEP},
    KeptRange: {"low": KEEP, "high": KEEP, "source": KEEP, "mark": KEEP},
    Consultation: {"signs": CODES, "choices": KEEP, "note": DROP},
    StyleChoice: {"style": KEEP, "area": KEEP},
    MuscleFinding: {"area": KEEP, "bulging": KEEP, "thickness": KEEP},
    AreaPrice: {"area": KEEP, "price_per_unit": KEEP},
    Marked: {"at": MOVE, "by": SOMEBODY, "reason": STANDS, "other": ID},
    Measures: {"interpupillary_mm": KEEP, "face_width_mm": KEEP, "forehead_height_mm": KEEP},
    Review: {"findings": KEEP, "evenness": KEEP, "adverse_events": KEEP, "satisfaction": KEEP, "note": DROP},
    Finding: {"area": KEEP, "residual": KEEP},
    FoundEvent: {
        "code": KEEP, "side": KEEP, "severity": KEEP, "since": MOVE, "until": MOVE, "treated": WITHOUT_WORDS,
        "reported": WITHOUT_WORDS,
    },
    WoreOff: {"visit_id": ID, "area": KEEP, "on": MOVE, "about": KEEP},
    # Answers and diseases stay; of allergies and medicines, which are typed, only that there are any.
    PatientHistory: {
        "allergies": ANY_TYPED, "no_allergies": KEEP, "milk_protein": KEEP, "toxin_allergy": KEEP,
        "human_albumin": KEEP, "conditions": KEEP, "asked": KEEP, "pregnant": KEEP, "breastfeeding": KEEP,
        "medicines": ANY_TYPED, "earlier": KEEP, "note": DROP, "asked_at": MOVE, "asked_by": PERSON,
    },
    EarlierToxin: {"product": KEEP, "on": MOVE, "about": KEEP, "units": KEEP, "where": DROP},
    Consent: {
        "id": ID, "patient_id": ID, "given_at": MOVE, "to": KEEP, "areas": KEEP, "product": KEEP,
        "taken_by": SOMEBODY, "note": DROP, "attachment": DROP, "withdrawn": KEEP,
    },
    Withdrawal: {"at": MOVE, "by": SOMEBODY, "reason": DROP},
    RangeTable: {"version": KEEP, "content": KEEP},
}  # fmt: skip
"""Each field of each value that travels, and what becomes of it. Fields are made in the order in which they stand."""


def _is_coded(why: Why) -> bool:
    return bool(_CODE.fullmatch(why.about))


def _shipped_only(tables: Iterable[RangeTable]) -> tuple[RangeTable, ...]:
    """Tables with ranges of a clinic's own name who set them and when."""
    return tuple(table for table in tables if not _own(table))


def _own(table: RangeTable) -> bool:
    try:
        return any(row.own for row in restore(table.content))
    except ValueError:
        return True  # nobody can say what is in it
