"""How it is said that a visit was signed, corrected, entered in error, or charted late."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from charting.domain.days import on_clock
from charting.domain.visit.visit import Meaning, Status, Visit, late_entry
from charting.words.words import date_text, datetime_text, one_line

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
