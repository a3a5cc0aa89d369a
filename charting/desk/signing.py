"""What is signed: one visit as canonical bytes (RFC 8785), so that it can be shown later that nothing changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from typing import Any

import rfc8785

from charting.domain.face.face import NAMES, Measures
from charting.domain.people.patient import Patient
from charting.domain.units import plain
from charting.domain.visit.outcome import FoundEvent, Review
from charting.domain.visit.record import AreaPrice, Consultation, KeptRange, MuscleFinding, Why
from charting.domain.visit.visit import InjectionPoint, Meaning, Vial, Visit, mm

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
