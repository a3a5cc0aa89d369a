"""What is signed: one visit as canonical bytes (RFC 8785), so that it can be shown later that nothing changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import rfc8785

from charting.desk.reading import read_past
from charting.desk.sitting import kept_true
from charting.desk.steps import Changed
from charting.domain.days import refuse_too_early
from charting.domain.dosing.range_table import table_of
from charting.domain.face.face import NAMES, Measures
from charting.domain.people.patient import Patient
from charting.domain.units import plain
from charting.domain.visit.outcome import FoundEvent, Review
from charting.domain.visit.record import AreaPrice, Consultation, KeptRange, MuscleFinding, Why
from charting.domain.visit.vial_whys import without_stale
from charting.domain.visit.visit import InjectionPoint, Kind, Meaning, Signature, Status, Vial, Visit, meaning_of, mm
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.cell import Cell
    from charting.desk.charting import Charting
    from charting.desk.patients import Patients
    from charting.desk.people import People, Proof
    from charting.desk.settings import Prices


_POINTS = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)

FORMAT = "charting.signed-visit"
VERSION = 1


def document(
    visit: Visit,
    patient: Patient,
    name: str | None,
    at: datetime | None,
    meaning: Meaning | None = None,
    person_id: str | None = None,
) -> bytes:
    """The exact bytes that are signed: patient, visit, every point, the signer's printed name, the time, the meaning.

    RFC 8785 canonical JSON; units, millimetres, millilitres and prices as decimal strings, times with their UTC
    offset. Without a name and a time it is what is kept of a visit that was signed elsewhere. The form of a version
    never changes; what came with a later program is there only when the visit has it, so that older signatures still
    hold.
    """
    content = rfc8785.dumps(
        {
            "format": FORMAT,
            "version": VERSION,
            "patient": {
                "id": patient.id,
                "chart_no": patient.chart_no,
                "family_name": patient.family_name,
                "given_name": patient.given_name,
                "born": patient.born.isoformat(),
                "sex": patient.sex and patient.sex.value,
                "interpupillary_mm": _decimal(patient.interpupillary_mm),
                **_present(
                    face_width_mm=_decimal(patient.face_width_mm),
                    forehead_height_mm=_decimal(patient.forehead_height_mm),
                    measured=None if patient.measured is None else list(patient.measured),
                ),
            },
            "visit": _visit(visit),
            "signature": {
                "name": name,
                "at": _moment(at),
                **_present(meaning=meaning and meaning.value, person=person_id),
            },
        }
    )
    return _with_points(content, visit)


def sha256_hex(content: bytes) -> str:
    """The SHA-256 of the signed bytes, as it is kept beside them."""
    return hashlib.sha256(content).hexdigest()


UNSIGNED = frozenset({"patient_id", "status", "signature", "addenda", "marked"})
"""Of a visit: the whole patient and the signature stand beside it in the document, the rest comes after signing."""


def _visit(visit: Visit) -> dict[str, Any]:
    """A visit; a field that nobody thought of here is signed as well, where it says something."""
    kind: Any = type(visit)
    first: dict[str, Any] = {
        "id": visit.id,
        "at": visit.at.isoformat(),
        "kind": visit.kind.value,
        "product": visit.product,
        "vial_units": _decimal(visit.vial_units),
        "diluent_ml": _decimal(visit.diluent_ml),
        "lot": visit.lot,
        "expires": visit.expires.isoformat() if visit.expires else None,
        "price_per_unit": _decimal(visit.price_per_unit),
        "currency": visit.currency,
        "template": visit.template,
        "points": [],
    }
    later: dict[str, Any] = {
        "of": visit.of,
        "review": None if visit.review is None else _review(visit.review),
        "vials": [_vial(vial) for vial in visit.vials] or None,
        "whys": [_why(why) for why in visit.whys] or None,
        "consultation": None if visit.consultation is None else _consultation(visit.consultation),
        "findings": [_finding(finding) for finding in visit.findings] or None,
        "checks": list(visit.checks) or None,
        "area_prices": [_area_price(price) for price in visit.area_prices] or None,
        "recorded_at": _moment(visit.recorded_at),
        "table": visit.table,
        "amends": visit.amends,
        "reason": visit.reason,
        "measures": None if visit.measures is None else _measures(visit.measures),
    }
    for name in _names(kind):
        if name not in first and name not in later and name not in UNSIGNED:
            later[name] = _plain(getattr(visit, name))
    return first | _present(**later)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def _plain(value: Any) -> Any:
    """A text, a code, a number, a day, or several of them; None where it says nothing."""
    match value:
        case Decimal():
            return _decimal(value)
        case date():
            return value.isoformat()
        case Enum():
            return value.value
        case tuple():
            return [_plain(one) for one in value] or None
        case str() | int():
            return value or None
    if value is None:
        return None
    raise TypeError(f"nobody said how a {type(value).__name__} is signed")


def _with_points(content: bytes, visit: Visit) -> bytes:
    """The document with its points: nearly all of it, and only texts, small whole numbers and null.

    Of these the json module makes the very bytes of RFC 8785, much faster. In a text no quote stands alone, so that the
    place of the points is sure.
    """
    points = _POINTS.encode([_point(point) for point in visit.points]).encode()
    return content.replace(b'"points":[]', b'"points":' + points, 1)


def _measures(measures: Measures) -> dict[str, Any]:
    return _present(**{name: _decimal(measures.of(name)) for name in NAMES})


def _present(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _point(point: InjectionPoint) -> dict[str, Any]:
    said: dict[str, Any] = {  # to this encoder a code is the text that it is
        "area": point.area,
        "technique": point.technique,
        "units": _decimal(point.units),
        "view": point.view,
        "x_mm": _millimetres(point.x_mm),
        "y_mm": _millimetres(point.y_mm),
    }
    if point.vial is not None:
        said["vial"] = point.vial
    if point.placed_by is not None:
        said["placed_by"] = point.placed_by
    return said


def _vial(vial: Vial) -> dict[str, Any]:
    return _present(
        id=vial.id,
        product=vial.product,
        vial_units=_decimal(vial.vial_units),
        lot=vial.lot,
        expires=vial.expires.isoformat() if vial.expires else None,
        diluent_ml=_decimal(vial.diluent_ml),
        diluent=vial.diluent,
        diluent_lot=vial.diluent_lot,
        made_up_at=_moment(vial.made_up_at),
        gtin=vial.gtin,
        serial=vial.serial,
    )


def _why(why: Why) -> dict[str, Any]:
    return _present(
        about=why.about,
        reason=why.reason.value,
        note=why.note or None,
        units=_decimal(why.units),
        micro=_range(why.micro),
        standard=_range(why.standard),
    )


def _range(kept: KeptRange | None) -> dict[str, Any] | None:
    if kept is None:
        return None
    return {"low": _decimal(kept.low), "high": _decimal(kept.high), "source": kept.source, "mark": kept.mark}


def _consultation(consultation: Consultation) -> dict[str, Any]:
    choices = [_present(style=choice.style.value, area=choice.area) for choice in consultation.choices]
    return {"signs": list(consultation.signs), "choices": choices, "note": consultation.note}


def _finding(finding: MuscleFinding) -> dict[str, Any]:
    return {
        "area": finding.area,
        **_present(
            bulging=finding.bulging and finding.bulging.value,
            thickness=finding.thickness and finding.thickness.value,
        ),
    }


def _area_price(price: AreaPrice) -> dict[str, Any]:
    return {"area": price.area, "price_per_unit": _decimal(price.price_per_unit)}


def _review(review: Review) -> dict[str, Any]:
    return {
        "findings": [{"area": f.area, "residual": f.residual.value} for f in review.findings],
        "evenness": review.evenness and review.evenness.value,
        "adverse_events": [_event(event) for event in review.adverse_events],
        "satisfaction": review.satisfaction,
        "note": review.note,
    }


def _event(event: FoundEvent) -> str | dict[str, str]:
    """An adverse event: its plain code, as every program signed it, while nothing more is said of it."""
    more = _present(
        side=event.side and event.side.value,
        severity=event.severity and event.severity.value,
        since=event.since and event.since.isoformat(),
        until=event.until and event.until.isoformat(),
        treated=event.treated,
        reported=event.reported,
    )
    return {"code": event.code, **more} if more else event.code


@lru_cache(1 << 12)
def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else format(plain(value), "f")


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


@lru_cache(1 << 15)
def _millimetres(value: float) -> str:
    hundredths = round(mm(value) * 100)
    whole, rest = divmod(abs(hundredths), 100)
    return f"{'-' if hundredths < 0 else ''}{whole}.{rest:02}".rstrip("0").rstrip(".")


# ----------------------------------------------------------------------
# Signing: the open draft is locked, with its exact bytes, the table it was compared with and its prices.


class Signing:
    """Signs the open draft."""

    def __init__(self, desk: Cell, charting: Charting, patients: Patients, people: People, prices: Prices) -> None:
        self._desk = desk
        self._charting = charting
        self._patients = patients
        self._people = people
        self._prices = prices

    def sign(self, name: str, by: Proof | None = None, meaning: Meaning | None = None) -> Visit:
        """Sign and lock the open draft under a printed name: its exact bytes and their SHA-256 are kept.

        In a file with people the name is theirs, and `by` proves who signs. `meaning` is what the signature says;
        without one it follows from the visit.
        """
        desk, visit = self._desk, self._charting.draft()
        person = self._people.signer(by)
        name, person_id = (name, None) if person is None else (person.name, person.id)
        assert desk.open.patient is not None
        refuse_unready(visit, name, desk.open.patient, desk.env.clock())
        self._charting.settle()
        at = desk.env.clock()
        # Another process may have corrected the details meanwhile; what is signed is what the file holds.
        patient = desk.store.patients.get(desk.open.patient.id)
        desk.change(open=replace(desk.open, patient=patient))
        visit, said = self.to_be_signed(kept_true(desk.state, visit)), meaning or meaning_of(visit)
        content = document(visit, patient, name.strip(), at, said, person_id)
        signature = Signature(name.strip(), at, sha256_hex(content), meaning=said, person_id=person_id)
        try:
            with self._people.acting(person):
                signed = self.keep_signed(visit, signature, content)
        except Refused:
            if self._charting.give_way():
                self._patients.reload()
            raise
        self._charting.forget_steps()
        self._show(signed)
        return signed

    def to_be_signed(self, visit: Visit) -> Visit:
        """The draft as it is signed: with the table it is compared with, the face's measures, and the clinic's prices.

        Measures and prices that stand in the visit stay.
        """
        if not visit.points:
            return visit
        measures, patient = visit.measures, self._desk.open.patient
        if measures is None and patient is not None:
            measures = patient.measures
        table = table_of(self._desk.clinic.reference).version
        return self._prices.priced(replace(without_stale(visit), table=table, measures=measures))

    def keep_signed(self, visit: Visit, signature: Signature, document: bytes) -> Visit:
        """Sign a visit and keep the table it names in one transaction: neither is ever there without the other."""
        with self._desk.store.writing():
            if visit.table is not None:
                self._desk.store.clinic.keep_range_table(table_of(self._desk.clinic.reference))
            return self._desk.store.visits.sign(visit, signature, document)

    def _show(self, signed: Visit) -> None:
        """What was signed takes the place of the draft; a correction that of its former version, in the file too."""
        chart, store = self._desk.open, self._desk.store
        chart = replace(chart, visits=tuple(signed if v.id == signed.id else v for v in chart.visits), visit=signed)
        if signed.amends is not None:
            self._carry_over(signed)
            visits = store.visits.of(signed.patient_id)
            visit = next((v for v in visits if v.id == signed.id), signed)
            chart = read_past(self._desk.env, replace(chart, visits=visits, visit=visit, older_wait=False))
        self._desk.change(open=chart, also=Changed(patient=True, visits=True, visit=True))

    def _carry_over(self, signed: Visit) -> None:
        """A signed correction takes over what was kept of its former version: the pin, and when effects ended."""
        chart, store = self._desk.open, self._desk.store
        if signed.amends is not None and chart.pinned == signed.amends:
            store.outcomes.set_pin(signed.patient_id, signed.id)
        for row in chart.wore_off:
            if row.visit_id == signed.amends and row.on >= signed.at.date():
                store.outcomes.set_wore_off(replace(row, visit_id=signed.id))


def refuse_unready(visit: Visit, name: str, patient: Patient, now: datetime) -> None:
    """Refused when a draft cannot be signed: no name, undosed points, no product, nothing charted, a wrong day."""
    if not name.strip():
        raise Refused("Type the name of the person who signs.")
    undosed = len(visit.undosed)
    if undosed == 1:
        raise Refused("One point has no dose yet; dose or delete it, then sign.")
    if undosed:
        raise Refused("{count} points have no dose yet; dose or delete them, then sign.", count=undosed)
    if visit.kind is not Kind.REVIEW and not visit.points:
        raise Refused("Nothing is charted yet; place the points, then sign.")
    if visit.points and visit.product is None:
        raise Refused("Choose the product first; units belong to one product.")
    if visit.status is not Status.DRAFT:
        raise Refused("This visit is signed already.")
    refuse_too_early(visit.at, patient.born, now)
