"""What later programs put into an exchange file, written only where there is something to say."""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from charting.domain.dosing.range_table import RangeTable
from charting.domain.face.face import NAMES, Measures
from charting.domain.people.consent import Consent
from charting.domain.people.history import Answer, EarlierToxin, PatientHistory
from charting.domain.people.patient_record import KeptAttachment
from charting.domain.visit.outcome import FoundEvent
from charting.domain.visit.record import Addendum, Consultation, KeptRange, Marked, MuscleFinding, Why
from charting.domain.visit.visit import Signature, Vial, Visit


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
        findings=_rows(visit.findings, _finding),
        checks=list(visit.checks) or None,
        area_prices=prices or None,
        recorded_at=_moment(visit.recorded_at),
        table=visit.table,
        amends=visit.amends,
        reason=visit.reason,
        addenda=_rows(visit.addenda, _addendum),
        marked=None if visit.marked is None else _marked(visit.marked),
        signature=_signature(visit.signature),
        measures=None if visit.measures is None else measures(visit.measures),
    )


def _finding(finding: MuscleFinding) -> dict[str, Any]:
    return present(
        area=finding.area, bulging=finding.bulging and finding.bulging.value,
        thickness=finding.thickness and finding.thickness.value,
    )  # fmt: skip


def event_of(event: FoundEvent) -> dict[str, Any]:
    """An adverse event; that it was treated or reported without words is `true`."""
    return present(
        code=event.code,
        side=event.side and event.side.value,
        severity=event.severity and event.severity.value,
        since=event.since and event.since.isoformat(),
        until=event.until and event.until.isoformat(),
        treated=True if event.treated == "" else event.treated,
        reported=True if event.reported == "" else event.reported,
    )


def measures(found: Measures) -> dict[str, Any]:
    """Measures of a face; what was not measured is left out."""
    return present(**{name: number(found.of(name)) for name in NAMES})


def history(found: PatientHistory | None) -> dict[str, Any] | None:
    """A patient's history; what nobody knows is left out."""
    if found is None:
        return None
    return present(
        allergies=list(found.allergies) or None,
        no_allergies=found.no_allergies or None,
        milk_protein=_answer(found.milk_protein),
        toxin_allergy=_answer(found.toxin_allergy),
        human_albumin=_answer(found.human_albumin),
        conditions=[condition.value for condition in found.conditions] or None,
        asked=None if found.asked is None else [condition.value for condition in found.asked],
        pregnant=_answer(found.pregnant),
        breastfeeding=_answer(found.breastfeeding),
        medicines=list(found.medicines) or None,
        earlier=_rows(found.earlier, _earlier),
        note=found.note or None,
        asked_at=_moment(found.asked_at),
        asked_by=found.asked_by,
    )


def histories(found: tuple[PatientHistory, ...]) -> list[Any] | None:
    """Earlier histories, as they are given: the newest first."""
    return [history(one) for one in found] or None


def consents(found: tuple[Consent, ...], scans: Collection[str]) -> list[Any] | None:
    """The consents by the time they were given and then by id; a scan is named where it goes along."""
    ordered = sorted(found, key=lambda consent: (consent.given_at, consent.id))
    return [
        _consent(consent, consent.attachment if consent.attachment in scans else None) for consent in ordered
    ] or None


def attachments(found: tuple[KeptAttachment, ...]) -> Iterator[dict[str, Any]]:
    """Photographs and scans by the time they were added and then by id, each fetched when its turn comes."""
    return map(_attachment, sorted(found, key=lambda kept: (kept.attachment.added_at, kept.attachment.id)))


def tables(found: Iterable[RangeTable]) -> list[Any] | None:
    """Tables of ranges, each once, by their names."""
    by_name = {table.version: table.content.decode("ascii") for table in found}
    return [{"version": version, "content": by_name[version]} for version in sorted(by_name)] or None


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


def _signature(signature: Signature | None) -> dict[str, Any] | None:
    if signature is None or not signature.name or signature.at is None:
        return None
    meaning = signature.meaning and signature.meaning.value
    return present(name=signature.name, at=signature.at.isoformat(), meaning=meaning)


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


def _consent(consent: Consent, scan: str | None) -> dict[str, Any]:
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
        scan=scan,
    )  # fmt: skip


def _attachment(kept: KeptAttachment) -> dict[str, Any]:
    found, hidden, small = kept.attachment, kept.attachment.hidden, kept.thumbnail
    return present(
        id=found.id,
        kind=found.kind.value,
        media_type=found.media_type.value,
        added_at=found.added_at.isoformat(),
        added_by=found.added_by or None,
        visit=found.visit_id,
        width=found.width or None,
        height=found.height or None,
        when=found.when and found.when.value,
        pose=found.pose and found.pose.value,
        view=found.view and found.view.value,
        name=found.name or None,
        hidden=hidden and present(at=hidden.at.isoformat(), by=hidden.by or None, reason=hidden.reason),
        content=base64.b64encode(kept.content).decode("ascii"),
        thumbnail=None if small is None else base64.b64encode(small).decode("ascii"),
    )
