"""What is signed: one visit as canonical bytes (RFC 8785), so that it can be shown later that nothing changed."""

from __future__ import annotations

import hashlib
from datetime import datetime
from decimal import Decimal
from typing import Any

import rfc8785

from charting.domain.outcome import Review
from charting.domain.patient import Patient
from charting.domain.units import plain
from charting.domain.visit import InjectionPoint, Visit, mm

FORMAT = "charting.signed-visit"
VERSION = 1


def document(visit: Visit, patient: Patient, name: str | None, at: datetime | None) -> bytes:
    """The exact bytes that are signed: patient, visit, every point, the signer's printed name and the time.

    RFC 8785 canonical JSON; units, millimetres, millilitres and prices as decimal strings, times with their UTC
    offset. Without a name and a time it is what is kept of a visit that was signed elsewhere. The form of a version
    never changes; “of” and “review” are there only when the visit has them, so that older signatures still hold.
    """
    return rfc8785.dumps(
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
            },
            "visit": {
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
                "points": [_point(point) for point in visit.points],
                **({} if visit.of is None else {"of": visit.of}),
                **({} if visit.review is None else {"review": _review(visit.review)}),
            },
            "signature": {"name": name, "at": at.isoformat() if at else None},
        }
    )


def sha256_hex(content: bytes) -> str:
    """The SHA-256 of the signed bytes, as it is kept beside them."""
    return hashlib.sha256(content).hexdigest()


def _point(point: InjectionPoint) -> dict[str, str | None]:
    return {
        "view": point.view.value,
        "x_mm": _millimetres(point.x_mm),
        "y_mm": _millimetres(point.y_mm),
        "units": _decimal(point.units),
        "technique": point.technique.value,
        "area": point.area,
    }


def _review(review: Review) -> dict[str, Any]:
    return {
        "findings": [{"area": f.area, "residual": f.residual.value} for f in review.findings],
        "evenness": review.evenness and review.evenness.value,
        "adverse_events": list(review.adverse_events),
        "satisfaction": review.satisfaction,
        "note": review.note,
    }


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else format(plain(value), "f")


def _millimetres(value: float) -> str:
    return format(plain(Decimal(round(mm(value) * 100)) / 100), "f")
