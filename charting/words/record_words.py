"""How it is said that a visit was signed, corrected, entered in error, or charted late."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from charting.domain.days import on_clock
from charting.domain.dosing.styles import RangeStyle, Style
from charting.domain.visit.candidates import Basis, Known
from charting.domain.visit.readiness import Check, Item, still_open
from charting.domain.visit.record import Bulging, MuscleFinding, Thickness
from charting.domain.visit.visit import Meaning, Status, Visit, late_entry
from charting.words.dose_words import areas_said
from charting.words.past_words import span_words
from charting.words.words import area_name, date_text, datetime_text, one_line, shortened, style_name

if TYPE_CHECKING:
    from charting.domain.dosing.dosing import AreaDose
    from charting.domain.dosing.reference import Candidate, Reference
    from charting.domain.visit.record import Consultation


HASH_SHOWN = 12

translate = QCoreApplication.translate


def meaning_name(meaning: Meaning) -> str:
    """What a signature says, in a word."""
    return {
        Meaning.TREATED: translate("record", "treated"),
        Meaning.REVIEWED: translate("record", "reviewed"),
        Meaning.CORRECTED: translate("record", "corrected"),
    }[meaning]


def meaning_text(meaning: Meaning) -> str:
    """What a signature says, as it is asked before signing."""
    return {
        Meaning.TREATED: translate("record", "I treated this patient as charted."),
        Meaning.REVIEWED: translate("record", "I reviewed this patient as charted."),
        Meaning.CORRECTED: translate("record", "I correct what was signed before."),
    }[meaning]


def late_text(visit: Visit) -> str:
    """“Late entry: treated 14 Jul 2026, charted 15 Jul 2026”; nothing when both were on one day."""
    if not late_entry(visit) or visit.recorded_at is None:
        return ""
    begun = on_clock(visit.recorded_at, visit.at.tzinfo)
    text = translate("record", "Late entry: treated {treated}, charted {charted}")
    return text.format(treated=date_text(visit.at.date()), charted=date_text(begun.date()))


def signed_text(visit: Visit) -> str:
    """Who signed, when, and what they said by it; with the beginning of the hash, and whether it was charted late."""
    signature, hashed = visit.signature, ""
    if signature is None or (signature.elsewhere and not signature.name):
        first = translate("record", "Signed elsewhere.")
    elif signature.elsewhere:
        first = translate("record", "Signed elsewhere by {name}.").format(name=one_line(signature.name or ""))
    else:
        at = datetime_text(signature.at) if signature.at else "–"
        first = translate("record", "Signed by {name}, {date}").format(name=one_line(signature.name or ""), date=at)
        if signature.meaning is not None:
            first = f"{first} · {meaning_name(signature.meaning)}"
        hashed = translate("record", "SHA-256 {hash}").format(hash=(signature.sha256 or "")[:HASH_SHOWN])
    return "\n".join(line for line in (first, late_text(visit), hashed) if line)


def mark_text(visit: Visit, *, replaced: bool) -> str:
    """What became of a signed visit: “Entered in error · 16 Jul 2026 10:20 · Dr X”, or that it was corrected."""
    if visit.status not in (Status.AMENDED, Status.ENTERED_IN_ERROR) and not replaced:
        return ""
    wrong = visit.status is Status.ENTERED_IN_ERROR
    said = translate("record", "Entered in error") if wrong else translate("record", "Corrected")
    if visit.marked is None:
        return said
    return " · ".join((said, datetime_text(visit.marked.at), one_line(visit.marked.by)))


# ----------------------------------------------------------------------
# What is looked after before signing, in words: on its tick, in its tooltip, and in one line of what is open.


def check_name(item: Item) -> str:
    """The item in a word or two; how many are open where it counts."""
    name = {
        Check.REVIEW: translate("checks", "review"),
        Check.LOT: translate("checks", "lot"),
        Check.EXPIRY: translate("checks", "expired") if item.expired else translate("checks", "expiry"),
        Check.DILUTION: translate("checks", "dilution"),
        Check.CONSENT: translate("checks", "consent"),
        Check.SITE: translate("checks", "site"),
        Check.ALLERGIES: translate("checks", "allergies"),
        Check.HISTORY: translate("checks", "history"),
        Check.PHOTOGRAPHS: translate("checks", "photos"),
        Check.REASONS: translate("checks", "why"),
        Check.CAUTIONS: translate("checks", "cautions"),
    }[item.check]
    return f"{name} {item.left}" if item.left else name


def check_hint(item: Item) -> str:
    """What a tap does, or what is known; the whole of it for a screen reader too."""
    if item.check is Check.CONSENT:
        return _consent_hint(item)
    if item.check is Check.ALLERGIES:
        return _allergies_hint(item)
    done = {
        Check.REVIEW: translate("checks", "The review is filled in."),
        Check.LOT: translate("checks", "The lot is known."),
        Check.EXPIRY: translate("checks", "The expiry date is known, and still to come."),
        Check.DILUTION: translate("checks", "Vial and diluent are known."),
        Check.SITE: translate("checks", "The skin was looked at: no infection. A tap takes the tick back."),
        Check.HISTORY: translate("checks", "Every question of the history was asked."),
        Check.PHOTOGRAPHS: translate("checks", "There are photographs of this visit."),
        Check.REASONS: translate("checks", "Every dose outside its ranges has a reason."),
        Check.CAUTIONS: translate("checks", "Every caution was seen."),
    }
    to_do = {
        Check.REVIEW: translate("checks", "Nothing is filled in yet."),
        Check.LOT: translate("checks", "The lot is not stated."),
        Check.EXPIRY: translate("checks", "The expiry date is not stated."),
        Check.DILUTION: translate("checks", "Vial and diluent are not stated."),
        Check.SITE: translate("checks", "Skin looked at, no infection: a tap ticks it."),
        Check.HISTORY: translate("checks", "Questions of the history that nobody asked yet: {count}. A tap opens it."),
        Check.PHOTOGRAPHS: translate("checks", "No photographs of this visit yet; the clinic wants them."),
        Check.REASONS: translate("checks", "Doses outside their ranges without a reason: {count}."),
        Check.CAUTIONS: translate("checks", "Cautions not yet seen: {count}."),
    }
    if item.check is Check.DILUTION and item.by_hand:
        return _dilution_hint(item)
    if item.expired:
        return translate("checks", "The expiry date is past. It is recorded so if it was used.")
    return (done if item.done else to_do)[item.check].format(count=item.left)


def _dilution_hint(item: Item) -> str:
    if item.done:
        return translate("checks", "The dilution was entered for this visit. A tap takes the tick back.")
    return translate("checks", "This is the dilution of last time: pick the vial, or a tap says that it holds today.")


def _consent_hint(item: Item) -> str:
    if item.done:
        return translate("checks", "There is a consent that holds for this.")
    if item.left:
        return translate("checks", "Off-label areas that no consent names: {count}.").format(count=item.left)
    return translate("checks", "No consent to this treatment is kept yet.")


def _allergies_hint(item: Item) -> str:
    known = translate("checks", "Allergies: {words}.").format(words=shortened(item.words, 200))
    if not item.words:
        known = translate("checks", "No allergies are known here.")
    if not item.by_hand:
        return f"{known} {translate('checks', 'Asked today.')}"
    if item.done:
        return f"{known} {translate('checks', 'Seen; a tap takes the tick back.')}"
    return f"{known} {translate('checks', 'A tap says that they were seen.')}"


def open_text(items: Iterable[Item], reference: Reference, asked: Iterable[AreaDose]) -> str:
    """“Still open: lot, consent, why (Glabella). Nothing waits for it.”; empty when nothing is."""
    from charting.words.dose_words import areas_said

    names = []
    for item in still_open(items):
        name = check_name(item)
        if item.check is Check.REASONS:
            name = translate("checks", "why ({areas})").format(areas=areas_said(reference, [d.area for d in asked]))
        names.append(name)
    return (
        translate("checks", "Still open: {items}. None of it is required.").format(items=", ".join(names))
        if names
        else ""
    )


# ----------------------------------------------------------------------
# What was found of a muscle, in words.


def _(text: str) -> str:
    return str(QT_TRANSLATE_NOOP("findings", text))


BULGING = {
    Bulging.MINIMAL: _("Minimal bulging"),
    Bulging.MONO: _("One bulge"),
    Bulging.DOUBLE: _("Two bulges"),
    Bulging.TRIPLE: _("Three bulges"),
    Bulging.EXCESSIVE: _("Excessive bulging"),
}
THICKNESS = {
    Thickness.UNDER_10: _("Under 10 mm thick"),
    Thickness.FROM_10_TO_14: _("10–14 mm thick"),
    Thickness.OVER_14: _("Over 14 mm thick"),
}


def bulging_name(bulging: Bulging) -> str:
    """How a muscle bulges when the jaw is clenched."""
    return translate("findings", BULGING[bulging])


def thickness_name(thickness: Thickness) -> str:
    """How thick a muscle is."""
    return translate("findings", THICKNESS[thickness])


def finding_text(finding: MuscleFinding) -> str:
    """“Two bulges · 10–14 mm thick”."""
    parts = []
    if finding.bulging is not None:
        parts.append(bulging_name(finding.bulging))
    if finding.thickness is not None:
        parts.append(thickness_name(finding.thickness))
    return " · ".join(parts)


# ----------------------------------------------------------------------
# What is weighed at a consultation, in words: the signs' basis in the record, and the aim.


def basis_text(reference: Reference, basis: Basis) -> str:
    """“38 years old”, “still moved at the review of 3 May 2026: Glabella”: what the record knows."""
    day = date_text(basis.on) if basis.on is not None else ""
    areas = areas_said(reference, basis.areas)
    if basis.known is Known.AGE:
        return translate("consult", "{years} years old").format(years=basis.number)
    if basis.known is Known.MALE:
        return translate("consult", "a man")
    if basis.known is Known.HELD:
        text = translate("consult", "the dose of {date} held {time}")
        return text.format(date=day, time=span_words(basis.number))
    if basis.known is Known.SHORTER:
        text = translate("consult", "the dose of {date} held {time}, the one before {before}")
        return text.format(date=day, time=span_words(basis.number), before=span_words(basis.before))
    if basis.known is Known.RESIDUAL:
        return translate("consult", "still moved at the review of {date}: {areas}").format(date=day, areas=areas)
    return translate("consult", "the reason given on {date}: {areas}").format(date=day, areas=areas)


def evidence_text(sign: Candidate) -> str:
    """“movement is largely kept · short source · mark B · weak evidence”."""
    parts = [sign.reason, sign.source.short, translate("doses", "mark {mark}").format(mark=sign.mark)]
    if sign.weak:
        parts.append(translate("doses", "weak evidence"))
    return " · ".join(parts)


def aim_name(style: RangeStyle) -> str:
    return style_name(Style(style.value))


def aim_text(reference: Reference, weighed: Consultation | None) -> str:
    """“Aim: micro, Glabella standard”; empty without a choice."""
    if weighed is None or not weighed.choices:
        return ""
    parts = [
        " ".join((*((area_name(reference, choice.area),) if choice.area else ()), aim_name(choice.style)))
        for choice in weighed.choices
    ]
    return translate("consult", "Aim: {styles}").format(styles=", ".join(parts))
