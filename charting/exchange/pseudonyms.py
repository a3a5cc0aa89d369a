"""Records without what names somebody: other ids, other days, no free text. What was injected where stays exact.

Each patient's days are moved back by one number of days of their own, so that ages and intervals stay. Everything
follows from a seed that nobody keeps: with another seed the same file gives other ids and other days.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from charting.domain.consent import Consent, Withdrawal
from charting.domain.history import EarlierToxin, PatientHistory
from charting.domain.outcome import Review, WoreOff
from charting.domain.patient import Patient
from charting.domain.range_table import RangeTable, restore
from charting.domain.record import Marked, Why
from charting.domain.vial import Vial
from charting.domain.visit import InjectionPoint, Signature, Visit
from charting.exchange.material import NAMELESS
from charting.exchange.records import PatientRecord

LEAST_DAYS, MOST_DAYS = 30, 760
REMOVED = "removed"
"""Stands where a reason has to stand, and was free text."""

_CODE = re.compile(r"[a-z0-9_]+([.:-][a-z0-9_]+)*")


@dataclass(slots=True)
class Pseudonyms:
    """Makes the records of one export pseudonymous; people are numbered as they are met."""

    seed: bytes
    _people: dict[str, int] = field(default_factory=dict)
    _were: dict[str, str] = field(default_factory=dict)

    def of(self, record: PatientRecord) -> PatientRecord:
        """The same record of nobody; photographs, scans, notes after signing and the clinic's own tables stay out."""
        patient = record.patient
        each = self.each(patient)
        return PatientRecord(
            patient=each.patient(patient),
            visits=tuple(each.visit(visit) for visit in record.visits),
            pinned=self.id(record.pinned),
            recall_on=each.day(record.recall_on),
            wore_off=tuple(each.wore_off(row) for row in record.wore_off),
            history=each.history(record.history),
            consents=tuple(each.consent(consent) for consent in record.consents),
            earlier=tuple(found for older in record.earlier if (found := each.history(older)) is not None),
            tables=_shipped_only(record.tables),
        )

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

    # ------------------------------------------------------------------ values

    def id(self, old: str) -> str:
        return self.all.id(old) or ""

    def day(self, day: date | None) -> date | None:
        return None if day is None else self.there(day)

    def there(self, day: date) -> date:
        """The day moved back; the beginning of the calendar stays where it is."""
        return day - self.back if day - date.min > self.back else date.min

    def moment(self, at: datetime) -> datetime:
        return datetime.combine(self.there(at.date()), at.timetz())

    def moment_or_none(self, at: datetime | None) -> datetime | None:
        return None if at is None else self.moment(at)

    # ------------------------------------------------------------------ of a patient

    def patient(self, patient: Patient) -> Patient:
        new = self.id(patient.id)
        return replace(
            patient, id=new, family_name=NAMELESS, given_name=new[:8].upper(), born=self.there(patient.born),
            chart_no=None,
        )  # fmt: skip

    def wore_off(self, row: WoreOff) -> WoreOff:
        return replace(row, visit_id=self.id(row.visit_id), on=self.there(row.on))

    def history(self, said: PatientHistory | None) -> PatientHistory | None:
        """Answers and diseases stay; of allergies and medicines, which are typed, only that there are any."""
        if said is None:
            return None
        return replace(
            said, allergies=_gone(said.allergies), medicines=_gone(said.medicines), note="",
            asked_at=self.moment_or_none(said.asked_at),
            asked_by=self.all.person(said.asked_by), earlier=tuple(self.elsewhere(one) for one in said.earlier),
        )  # fmt: skip

    def elsewhere(self, earlier: EarlierToxin) -> EarlierToxin:
        return replace(earlier, on=self.there(earlier.on), where="")

    def consent(self, consent: Consent) -> Consent:
        gone = consent.withdrawn
        return replace(
            consent, id=self.id(consent.id), patient_id=self.id(consent.patient_id),
            given_at=self.moment(consent.given_at), taken_by=self.all.person(consent.taken_by) or REMOVED, note="",
            attachment=None,
            withdrawn=gone and Withdrawal(self.moment(gone.at), self.all.person(gone.by) or REMOVED, ""),
        )  # fmt: skip

    # ------------------------------------------------------------------ of a visit

    def visit(self, visit: Visit) -> Visit:
        review, weighed, marked = visit.review, visit.consultation, visit.marked
        return replace(
            visit,
            id=self.id(visit.id),
            patient_id=self.id(visit.patient_id),
            signature=visit.signature and self.signature(visit.signature),
            at=self.moment(visit.at),
            expires=None,
            points=tuple(self.point(point) for point in visit.points),
            of=self.all.id(visit.of),
            review=review and self.review(review),
            vials=tuple(self.vial(vial) for vial in visit.vials),
            whys=tuple(_why(why) for why in visit.whys if _CODE.fullmatch(why.about)),
            consultation=weighed and replace(weighed, signs=_codes(weighed.signs), note=""),
            checks=_codes(visit.checks),
            recorded_at=self.moment_or_none(visit.recorded_at),
            table=visit.table if visit.table and _CODE.fullmatch(visit.table) else None,
            amends=self.all.id(visit.amends),
            reason=REMOVED if visit.reason else None,
            addenda=(),
            marked=marked and Marked(self.moment(marked.at), self.all.person(marked.by) or REMOVED, REMOVED,
                                     self.all.id(marked.other)),
        )  # fmt: skip

    def review(self, review: Review) -> Review:
        """What was found; of a treatment and a report, which are typed, only that there was one."""
        events = (
            replace(
                event, since=self.day(event.since), until=self.day(event.until),
                treated=None if event.treated is None else "", reported=None if event.reported is None else "",
            ) for event in review.adverse_events
        )  # fmt: skip
        return replace(review, adverse_events=tuple(events), note="")

    def point(self, point: InjectionPoint) -> InjectionPoint:
        return replace(point, placed_by=self.all.person(point.placed_by))

    def signature(self, signature: Signature) -> Signature:
        """Who signed is numbered; what the hash was of is not in this file, so there is none."""
        return replace(
            signature, name=self.all.person(signature.name), at=self.moment_or_none(signature.at), sha256=None,
            person_id=None,
        )  # fmt: skip

    def vial(self, vial: Vial) -> Vial:
        """The lot stays. With its expiry it would tell by how many days everything was moved, so that goes."""
        return replace(
            vial, id=self.id(vial.id), expires=None, made_up_at=self.moment_or_none(vial.made_up_at), diluent=None,
            serial=None,
        )  # fmt: skip


def _gone(typed: tuple[str, ...]) -> tuple[str, ...]:
    return (REMOVED,) if typed else ()


def _codes(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(code for code in given if _CODE.fullmatch(code))


def _why(why: Why) -> Why:
    return replace(why, note="")


def _shipped_only(tables: Iterable[RangeTable]) -> tuple[RangeTable, ...]:
    """Tables with ranges of a clinic's own name who set them and when."""
    return tuple(table for table in tables if not _own(table))


def _own(table: RangeTable) -> bool:
    try:
        return any(row.own for row in restore(table.content))
    except ValueError:
        return True  # nobody can say what is in it
