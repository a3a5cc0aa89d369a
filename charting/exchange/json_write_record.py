"""What later programs put into an exchange file, written only where there is something to say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from charting.domain.consent import Consent
from charting.domain.history import Answer, EarlierToxin, PatientHistory
from charting.domain.record import Addendum, Consultation, KeptRange, Marked, Why
from charting.domain.vial import Vial
from charting.domain.visit import Visit


def present(**values: Any) -> dict[str, Any]:
    """The keys that have a value."""
    return {key: value for key, value in values.items() if value is not None}


def number(value: Decimal | None) -> int | float | None:
    """A decimal as the JSON number that says exactly the same: a whole one without a point.

    What is kept has at most seven digits, so the shortest text of the nearest binary number is the decimal itself.
    """
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def price(value: Decimal | None) -> str | None:
    """At least two decimals, as prices are written."""
    if value is None:
        return None
    return format(
        value.quantize(Decimal("0.01")) if value == value.quantize(Decimal("0.01")) else value.normalize(), "f"
    )


def record_of(visit: Visit) -> dict[str, Any]:
    """The further keys of a visit, which stand before its points."""
    prices = [{"area": one.area, "price_per_unit": price(one.price_per_unit)} for one in visit.area_prices]
    return present(
        vials=_rows(visit.vials, _vial),
        whys=_rows(visit.whys, _why),
        consultation=None if visit.consultation is None else _consultation(visit.consultation),
        checks=list(visit.checks) or None,
        area_prices=prices or None,
        recorded_at=_moment(visit.recorded_at),
        table=visit.table,
        amends=visit.amends,
        reason=visit.reason,
        addenda=_rows(visit.addenda, _addendum),
        marked=None if visit.marked is None else _marked(visit.marked),
    )


def history(found: PatientHistory | None) -> dict[str, Any] | None:
    """A patient's history; what nobody knows is left out."""
    if found is None:
        return None
    return present(
        allergies=list(found.allergies) or None,
        no_allergies=found.no_allergies or None,
        milk_protein=_answer(found.milk_protein),
        toxin_allergy=_answer(found.toxin_allergy),
        conditions=[condition.value for condition in found.conditions] or None,
        pregnant=_answer(found.pregnant),
        breastfeeding=_answer(found.breastfeeding),
        medicines=list(found.medicines) or None,
        earlier=_rows(found.earlier, _earlier),
        note=found.note or None,
        asked_at=_moment(found.asked_at),
        asked_by=found.asked_by,
    )


def consents(found: tuple[Consent, ...]) -> list[Any] | None:
    """The consents by the time they were given and then by id."""
    return _rows(tuple(sorted(found, key=lambda consent: (consent.given_at, consent.id))), _consent)


def _rows(values: tuple[Any, ...], written: Callable[[Any], dict[str, Any]]) -> list[Any] | None:
    return [written(value) for value in values] or None


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _answer(answer: Answer) -> str | None:
    return None if answer is Answer.UNKNOWN else answer.value


def _vial(vial: Vial) -> dict[str, Any]:
    return present(
        id=vial.id,
        vial_units=number(vial.vial_units),
        lot=vial.lot,
        expires=vial.expires.isoformat() if vial.expires else None,
        diluent_ml=number(vial.diluent_ml),
        diluent=vial.diluent,
        diluent_lot=vial.diluent_lot,
        made_up_at=_moment(vial.made_up_at),
        gtin=vial.gtin,
        serial=vial.serial,
    )


def _why(why: Why) -> dict[str, Any]:
    return present(
        about=why.about,
        reason=why.reason.value,
        note=why.note or None,
        units=number(why.units),
        micro=_range(why.micro),
        standard=_range(why.standard),
    )


def _range(kept: KeptRange | None) -> dict[str, Any] | None:
    if kept is None:
        return None
    return {"low": number(kept.low), "high": number(kept.high), "source": kept.source, "mark": kept.mark}


def _consultation(consultation: Consultation) -> dict[str, Any]:
    choices = [present(style=choice.style.value, area=choice.area) for choice in consultation.choices]
    return present(signs=list(consultation.signs) or None, choices=choices or None, note=consultation.note or None)


def _addendum(addendum: Addendum) -> dict[str, Any]:
    return {"id": addendum.id, "at": addendum.at.isoformat(), "by": addendum.by, "text": addendum.text}


def _marked(marked: Marked) -> dict[str, Any]:
    return present(at=marked.at.isoformat(), by=marked.by, reason=marked.reason, other=marked.other)


def _earlier(earlier: EarlierToxin) -> dict[str, Any]:
    return present(
        product=earlier.product,
        on=earlier.on.isoformat(),
        about=earlier.about or None,
        units=number(earlier.units),
        where=earlier.where or None,
    )


def _consent(consent: Consent) -> dict[str, Any]:
    taken_back = consent.withdrawn
    return present(
        id=consent.id,
        given_at=consent.given_at.isoformat(),
        to=[to.value for to in consent.to],
        areas=list(consent.areas) or None,
        product=consent.product,
        taken_by=consent.taken_by,
        note=consent.note or None,
        withdrawn=None if taken_back is None else present(
            at=taken_back.at.isoformat(), by=taken_back.by, reason=taken_back.reason or None
        ),
    )  # fmt: skip
