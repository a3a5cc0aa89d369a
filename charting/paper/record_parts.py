"""What stands under the doses: vials, reasons, cautions, consent, what came after signing, and the signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charting.domain.cautions.cautions import is_seen
from charting.domain.days import on_clock
from charting.domain.dosing.whys import is_of_row
from charting.domain.people.consent import Consent, ConsentTo
from charting.domain.units import plain
from charting.domain.visit.record import Reason
from charting.domain.visit.vial_whys import Asked, answer
from charting.domain.visit.visit import InjectionPoint, Kind, Visit, late_entry, total_units
from charting.paper.sheet import Box, Part, Row, Section, Table
from charting.words.caution_words import localised, localised_text, source_text, where_text
from charting.words.dose_words import kept_text
from charting.words.money import money_text
from charting.words.past_words import evenness_name, event_text, residual_name
from charting.words.people_words import asked_text, consent_name, health_line
from charting.words.record_words import aim_text, finding_text, late_text, meaning_text
from charting.words.words import (
    NOTHING,
    area_name,
    date_text,
    datetime_text,
    one_line,
    points_text,
    product_name,
    translate,
    units_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from charting.domain.cautions.rule import CautionNote
    from charting.domain.dosing.reference import Reference
    from charting.domain.visit.chart import Chart
    from charting.domain.visit.visit import Signature, Vial

HASH_SHOWN = 12


def record_parts(chart: Chart, *, whole: bool = True) -> list[Part]:
    """The sections of a visit, those with something to say; not `whole` without what the treatment's page says."""
    named = (
        (translate("sheet", "Product"), _product(chart)),
        (translate("sheet", "Reasons"), _reasons(chart)),
        (translate("sheet", "Places"), _places(chart.visit)),
        (translate("sheet", "Cautions"), _cautions(chart)),
        (translate("sheet", "Consultation"), _consultation(chart)),
        (translate("sheet", "Findings"), _findings(chart)),
        (translate("sheet", "Health"), _health(chart) if whole else ()),
        (translate("sheet", "Consent"), _consent(chart) if whole else ()),
        (translate("sheet", "Placed by"), _placed(chart)),
        (translate("sheet", "Price"), _price(chart)),
        (translate("sheet", "Entry"), _entry(chart, whole=whole)),
        (translate("sheet", "Added later"), _addenda(chart)),
    )
    return [Section(name, lines) for name, lines in named if lines]


def _product(chart: Chart) -> tuple[str, ...]:
    """Each vial on a line: product, lot, expiry, how it was made up, what of it was given."""
    visit = chart.visit
    if not visit.points and not visit.vials:
        return ()
    if visit.vials:
        return tuple(_vial(chart, place, vial) for place, vial in enumerate(visit.vials, 1))
    parts = [product_name(chart.reference, visit.product), *_label(visit)]
    parts.append(_dilution(chart.reference, visit.product, visit))
    return (" · ".join(part for part in parts if part),)


def _label(vial: Vial | Visit) -> list[str]:
    lot = one_line(vial.lot or "")
    expiry = translate("sheet", "expires {date}").format(date=date_text(vial.expires)) if vial.expires else ""
    return [
        translate("sheet", "lot {lot}").format(lot=lot) if lot else translate("sheet", "no lot recorded"),
        expiry or translate("sheet", "no expiry recorded"),
    ]


def _dilution(reference: Reference, product: str | None, vial: Vial | Visit) -> str:
    known = reference.products.get(product or "")
    if known is not None and known.ready_to_use:
        return translate("sheet", "ready to use")
    if vial.vial_units is None:
        return ""
    if vial.diluent_ml is None:
        return translate("sheet", "{units} U, dilution not recorded").format(units=units_text(vial.vial_units))
    text = translate("sheet", "{units} U in {ml} mL")
    return text.format(units=units_text(vial.vial_units), ml=units_text(vial.diluent_ml))


def _vial(chart: Chart, place: int, vial: Vial) -> str:
    visit = chart.visit
    parts = [product_name(chart.reference, vial.product), *_label(vial)]
    made = _dilution(chart.reference, vial.product, vial)
    if vial.diluent:
        made = " ".join((made, one_line(vial.diluent)))
    if vial.diluent_lot:
        made += translate("sheet", " (lot {lot})").format(lot=one_line(vial.diluent_lot))
    if vial.made_up_at is not None:
        made += translate("sheet", ", made up {when}").format(when=datetime_text(vial.made_up_at))
    parts.append(made)
    if vial.serial:
        parts.append(translate("sheet", "serial {serial}").format(serial=one_line(vial.serial)))
    given = plain(total_units(point for point in visit.points if point.vial == place))
    parts.append(translate("sheet", "{units} U given").format(units=units_text(given)))
    return " · ".join(part for part in parts if part)


# ---------------------------------------------------------------------- why, cautions, what was weighed


def _reasons(chart: Chart) -> tuple[str, ...]:
    lines = []
    for why in chart.visit.whys:
        if is_of_row(why):
            area, _, technique = why.about.rpartition(":")
            name = area_name(chart.reference, area)
            if technique == "id":
                name = translate("sheet", "{area}, intradermal").format(area=name)
            lines.append(f"{name}. {kept_text(why)}")
    of_vials = {
        Asked.NO_LOT: translate("sheet", "No lot"), Asked.EXPIRED: translate("sheet", "Past its expiry date"),
    }  # fmt: skip
    for what, name in of_vials.items():
        given = answer(chart.visit, what)
        if given is not None:
            lines.append(f"{name}. {kept_text(given)}")
    return tuple(lines)


def _cautions(chart: Chart) -> tuple[str, ...]:
    """Every caution and whether it was seen; then those that were seen and measure otherwise today."""
    whys = chart.visit.whys
    lines = [_caution(chart, note, seen=is_seen(note, whys)) for note in chart.notes]
    known = {note.key for note in chart.notes}
    then = (why for why in whys if why.reason is Reason.SEEN and why.about not in known and why.note)
    text = translate("sheet", "Seen then: {measured}")
    return (*lines, *(text.format(measured=localised_text(one_line(why.note))) for why in then))


def _caution(chart: Chart, note: CautionNote, *, seen: bool) -> str:
    cited = source_text(note.source, note.mark, weak=note.weak)
    text = f"{where_text(chart.reference, note)}: {localised(note.measured)}. {localised(note.rule)} ({cited})."
    return f"{text} {translate('sheet', 'Seen.')}" if seen else text


def _consultation(chart: Chart) -> tuple[str, ...]:
    weighed = chart.visit.consultation
    if weighed is None:
        return ()
    names = {sign.id: sign.sign for sign in chart.reference.candidates}
    signs = "; ".join(names.get(sign, sign) for sign in weighed.signs)
    lines = [aim_text(chart.reference, weighed)]
    if signs:
        lines.append(translate("sheet", "Weighed: {signs}").format(signs=signs))
    lines.append(one_line(weighed.note))
    return tuple(line for line in lines if line)


def _findings(chart: Chart) -> tuple[str, ...]:
    """“Masseter L: two bulges · 10–14 mm thick”, the right side first as in the table of areas."""
    found = sorted(chart.visit.findings, key=lambda f: f.area, reverse=True)
    return tuple(f"{area_name(chart.reference, f.area)}: {finding_text(f)}" for f in found)


# ---------------------------------------------------------------------- the patient


def _health(chart: Chart) -> tuple[str, ...]:
    if chart.visit.kind is Kind.REVIEW:
        return ()
    line, _ = health_line(chart.history, chart.visit.at.date())
    return (f"{line} ({asked_text(chart.history)})" if chart.history is not None else line,)


def _consent(chart: Chart) -> tuple[str, ...]:
    """The consents that held at the visit."""
    visit = chart.visit
    if visit.kind is Kind.REVIEW:
        return ()
    lines = tuple(_consent_line(chart, consent) for consent in chart.consents if _held(consent, visit))
    agreed = any(ConsentTo.TREATMENT in consent.to for consent in chart.consents if _held(consent, visit))
    return lines if agreed else (*lines, translate("sheet", "No consent to treatment is on file."))


def _places(visit: Visit) -> tuple[str, ...]:
    """That some points stand where nobody recorded them."""
    count = sum(point.guessed for point in visit.points)
    if not count:
        return ()
    text = translate(
        "sheet", "{points} with “?”: the place was not recorded; they are drawn in the middle of their area."
    )
    return (text.format(points=points_text(count)),)


def _held(consent: Consent, visit: Visit) -> bool:
    given = on_clock(consent.given_at, visit.at.tzinfo).date() <= visit.at.date()
    return given and (consent.withdrawn is None or consent.withdrawn.at > visit.at)


def _consent_line(chart: Chart, consent: Consent) -> str:
    text = translate("sheet", "{what}: given {when}, taken by {name}")
    line = text.format(what=consent_name(chart.reference, consent), when=datetime_text(consent.given_at),
                       name=one_line(consent.taken_by) or NOTHING)  # fmt: skip
    if consent.withdrawn is None:
        return line
    return f"{line}; {translate('sheet', 'withdrawn {when}').format(when=datetime_text(consent.withdrawn.at))}"


def _placed(chart: Chart) -> tuple[str, ...]:
    """Who placed the points, where it was not only the person who signed."""
    signature = chart.visit.signature
    names = dict.fromkeys(point.placed_by for point in chart.visit.points if point.placed_by)
    if not names or (signature is not None and list(names) == [signature.name]):
        return ()
    return tuple(_placer(name, chart.visit.points) for name in names)


def _placer(name: str, points: Iterable[InjectionPoint]) -> str:
    numbers = [str(n) for n, point in enumerate(points, 1) if point.placed_by == name]
    text = translate("sheet", "{name}: {count} of the points")
    return text.format(name=one_line(name), count=len(numbers))


def _price(chart: Chart) -> tuple[str, ...]:
    """The total, where the clinic wants it on paper."""
    bill = chart.bill
    if bill is None or not chart.paper.bill:
        return ()
    total = money_text(bill.total, bill.currency)
    if not chart.visit.is_draft:
        return (total,)
    return (translate("sheet", "About {total}, by the clinic's prices of today").format(total=total),)


# ---------------------------------------------------------------------- the record


def _entry(chart: Chart, *, whole: bool) -> tuple[str, ...]:
    """A late entry, and what this visit stands in the place of."""
    visit = chart.visit
    lines = [late_text(visit)] if late_entry(visit) else []
    if visit.amends is not None:
        lines.append(_amends(chart))
    if whole and visit.of is not None and chart.treatment is not None:
        text = translate("sheet", "Belongs to the treatment of {when}.")
        lines.append(text.format(when=datetime_text(chart.treatment.at)))
    return tuple(lines)


def _amends(chart: Chart) -> str:
    older = chart.corrects
    if older is None or older.signature is None or older.signature.at is None:
        what = translate("sheet", "Corrects an earlier chart")
    else:
        text = translate("sheet", "Corrects the chart signed {when} by {name}, SHA-256 {hash}")
        what = text.format(when=datetime_text(older.signature.at), name=one_line(older.signature.name or NOTHING),
                           hash=(older.signature.sha256 or "")[:HASH_SHOWN])  # fmt: skip
    reason = one_line(chart.visit.reason or "")
    return f"{what}: {reason}." if reason else f"{what}."


def _addenda(chart: Chart) -> tuple[str, ...]:
    return tuple(
        f"{datetime_text(note.at)}, {one_line(note.by) or NOTHING}: {one_line(note.text)}"
        for note in chart.visit.addenda
    )


def signature_part(chart: Chart) -> Part:
    """The block at the end: printed name, time, what the signature says, and the hash of the signed bytes."""
    signature = chart.visit.signature
    if chart.visit.is_draft or signature is None:
        return Box(translate("sheet", "Not signed"), (translate("sheet", "This is a draft. It can still be changed."),))
    if signature.elsewhere:
        return Box(_elsewhere(signature), (translate(
            "sheet", "It was signed on another computer; this file keeps it as it came."),))  # fmt: skip
    said = meaning_text(signature.meaning) if signature.meaning is not None else ""
    when = datetime_text(signature.at) if signature.at is not None else NOTHING
    offset = f" (UTC{signature.at:%z})" if signature.at is not None else ""
    lines = [f"“{said}”"] if said else []
    lines.append(translate("sheet", "Signed electronically on {when}{offset}. SHA-256 of the signed record:").format(
        when=when, offset=f"{offset[:-3]}:{offset[-3:]}" if offset else ""))  # fmt: skip
    return Box(one_line(signature.name or NOTHING), tuple(lines), signature.sha256 or "")


def _elsewhere(signature: Signature) -> str:
    if signature.name:
        return translate("sheet", "Signed elsewhere by {name}").format(name=one_line(signature.name))
    return translate("sheet", "Signed elsewhere")


# ---------------------------------------------------------------------- a review


def review_parts(chart: Chart) -> list[Part]:
    """What a review found."""
    review = chart.visit.review
    if review is None:
        return []
    parts: list[Part] = []
    if review.findings:
        rows = tuple(Row((area_name(chart.reference, f.area, full=True), residual_name(f.residual)))
                     for f in review.findings)  # fmt: skip
        parts.append(Table((translate("sheet", "Area"), translate("sheet", "Still moves")), rows, (0.5, 0.5)))
    lines = []
    if review.evenness is not None:
        lines.append(translate("sheet", "Sides: {evenness}").format(evenness=evenness_name(review.evenness)))
    if review.satisfaction is not None:
        lines.append(translate("sheet", "Satisfaction: {number} of 5").format(number=review.satisfaction))
    if lines:
        parts.append(Section(translate("sheet", "Result"), (" · ".join(lines),)))
    events = tuple(event_text(chart.reference, event) for event in review.adverse_events)
    parts.append(Section(translate("sheet", "Adverse events"), events or (translate("sheet", "none noted"),)))
    if review.note.strip():
        parts.append(Section(translate("sheet", "Note"), tuple(
            one_line(line) for line in review.note.splitlines() if line.strip())))  # fmt: skip
    return parts
