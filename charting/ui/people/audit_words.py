"""What the entries of the audit say, in the language of the desk; and the same for other programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from charting.domain.clinic.audit_chain import Entry, Run, Verdict
from charting.exchange.csv.text import written
from charting.words.words import NOTHING, date_text, datetime_text, one_line

translate = QCoreApplication.translate


def _(text: str) -> str:
    return str(QT_TRANSLATE_NOOP("audit", text))


ACTIONS: Mapping[str, str] = {
    "version": _("another version of the program"),
    "made": _("file made"),
    "migrated": _("file brought up to date"),
    "patient-added": _("patient added"),
    "patient-changed": _("patient's details corrected"),
    "view": _("chart seen"),
    "draft-begun": _("draft begun"),
    "draft-edited": _("draft charted"),
    "draft-discarded": _("draft discarded"),
    "sign": _("visit signed"),
    "signed-elsewhere": _("visit signed elsewhere, imported"),
    "amend": _("visit corrected by a new version"),
    "addendum": _("note added to a signed visit"),
    "amended-elsewhere": _("notes and marks imported with a signed visit"),
    "entered-in-error": _("visit entered in error"),
    "best-changed": _("pin of the best visit changed"),
    "recall-changed": _("recall date changed"),
    "wore-off-changed": _("end of an effect changed"),
    "history": _("patient's history changed"),
    "consent": _("consent recorded"),
    "consent-withdrawn": _("consent withdrawn"),
    "attachment": _("attachment added"),
    "attachment-labelled": _("attachment labelled"),
    "attachment-hidden": _("attachment hidden"),
    "settings": _("clinic's settings changed"),
    "table-reviewed": _("shipped ranges reviewed"),
    "stock-add": _("vial added to the stock"),
    "stock-correct": _("vial corrected"),
    "stock-close": _("vial closed"),
    "stock-reopen": _("vial opened again"),
    "stock-gtin": _("code of a product learnt"),
    "sign-in": _("signed in"),
    "sign-out": _("signed out"),
    "failed-sign-in": _("sign-in failed"),
    "lock": _("desk locked"),
    "unlock": _("desk unlocked"),
    "person-added": _("person added"),
    "person-changed": _("person changed"),
    "password-changed": _("password changed"),
    "password-reset": _("password reset with the printed key"),
    "failed-reset": _("password reset refused: another key"),
    "pin-changed": _("PIN changed"),
    "import": _("import"),
    "export": _("export"),
    "print": _("print"),
    "backup": _("backup"),
    "restore": _("backup restored"),
    "protection-mended": _("protection put back"),
    "clock-set": _("the computer's clock was set"),
    "clock-back": _("the computer's clock went back"),
    "audit-key": _("another key from here on"),
    "audit-broken": _("entries before this one were missing"),
    "key-shown": _("key of the audit shown"),
    "key-kept": _("key of the audit written down"),
    "key-typed-in": _("key of the audit typed in"),
}
SERIOUS = frozenset(
    {
        "audit-broken",
        "protection-mended",
        "clock-back",
        "clock-set",
        "failed-sign-in",
        "audit-key",
        "password-reset",
        "failed-reset",
    }
)
"""Entries that an eye going down the list should stop at."""


def action_text(action: str) -> str:
    """What was done; the code itself where it has no words yet."""
    words = ACTIONS.get(action)
    return one_line(action.replace("-", " ")) if words is None else translate("audit", words)


def who_text(entry: Entry) -> str:
    """The printed name; the program itself for what nobody at the desk did."""
    return name_text(entry.name)


def name_text(name: str) -> str:
    if name == "command line":
        return translate("audit", "command line")
    return one_line(name) if name.strip() else NOTHING


def when(entry: Entry) -> datetime | None:
    """The moment, with the offset of the place where it was."""
    try:
        return datetime.fromisoformat(entry.at)
    except ValueError:
        return None


def when_text(entry: Entry) -> str:
    at = when(entry)
    return one_line(entry.at) if at is None else datetime_text(at)


def detail_text(entry: Entry, visits: Mapping[str, datetime]) -> str:
    """The visit it was about, and what was counted."""
    parts = []
    if entry.visit is not None:
        at = visits.get(entry.visit)
        parts.append(
            translate("audit", "visit of {date}").format(date=date_text(at.date()))
            if at is not None
            else translate("audit", "a visit that is not here")
        )
    parts += [text for name, value in details_of(entry).items() if (text := _one(name, value))]
    return ", ".join(parts)


def details_of(entry: Entry) -> dict[str, object]:
    """The detail as values; empty when it is not what the program writes."""
    try:
        found = json.loads(entry.detail)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _one(name: str, value: object) -> str:
    said: dict[str, str] = {
        "patients": translate("audit", "{value} patients"),
        "visits": translate("audit", "{value} visits"),
        "entries": translate("audit", "{value} entries"),
        "points": translate("audit", "{value} points"),
        "wrong": translate("audit", "wrong try {value}"),
        "version": translate("audit", "version {value}"),
        "former": translate("audit", "before: {value}"),
        "expected": translate("audit", "entry {value} was expected"),
        "found": translate("audit", "the last one was {value}"),
        "key": translate("audit", "key {value}"),
        "product": "{value}",
        "area": "{value}",
        "what": "{value}",
        "kind": "{value}",
    }
    if name in ("fields", "names", "roles") and isinstance(value, list):
        return ", ".join(one_line(str(each).replace("_", " ")) for each in value)
    if name == "automatic":
        return translate("audit", "by itself") if value else ""
    if name == "by_s" and isinstance(value, int):
        return span_text(value)
    if name == "by":
        return translate("audit", "by PIN") if value == "pin" else translate("audit", "by password")
    words = said.get(name)
    return "" if words is None or value is None else words.format(value=one_line(str(value)).replace("_", " "))


def span_text(seconds: int) -> str:
    """“by 2 h 5 min”, “by −40 s”: how far a clock was set."""
    sign, whole = "−" if seconds < 0 else "", abs(seconds)
    hours, minutes = divmod(whole // 60, 60)
    if whole < 120:
        return translate("audit", "by {sign}{count} s").format(sign=sign, count=whole)
    if not minutes:
        return translate("audit", "by {sign}{hours} h").format(sign=sign, hours=hours)
    if not hours:
        return translate("audit", "by {sign}{minutes} min").format(sign=sign, minutes=minutes)
    return translate("audit", "by {sign}{hours} h {minutes} min").format(sign=sign, hours=hours, minutes=minutes)


def csv_bytes(entries: Iterable[Entry]) -> bytes:
    """Entries as CSV (RFC 4180, UTF-8 with its mark): codes and ids as they are kept, the same on every computer."""
    names = ("seq", "at", "person", "name", "action", "patient", "visit", "detail", "key_id", "seal")
    rows = (
        (entry.seq, entry.at, entry.person, entry.name, entry.action, entry.patient, entry.visit, entry.detail,
         entry.key_id, entry.seal.hex())
        for entry in entries
    )  # fmt: skip
    return written([names, *rows])


# ---------------------------------------------------------------------- whether it is whole


def verdict_text(verdict: Verdict) -> str:
    """In one or a few sentences whether the audit is whole."""
    if verdict.sound:
        words = translate("audit", "All {count} entries of the file are as they were written, and none is missing.")
        return words.format(count=verdict.entries)
    return " ".join(_faults(verdict))


def is_only_unknown(verdict: Verdict) -> bool:
    """Whether nothing is wrong but that a key is not on this computer."""
    wrong = verdict.altered or verdict.missing or verdict.keyless or verdict.told or verdict.cut or verdict.rewritten
    return bool(verdict.unknown) and not wrong


def _faults(verdict: Verdict) -> list[str]:
    said = []
    if not verdict.entries:
        said.append(translate("audit", "The audit is empty: every entry was taken out."))
    if verdict.altered:
        said.append(
            translate("audit", "Entries changed or written without the key: {runs}.").format(
                runs=_runs(verdict.altered)
            )
        )
    if verdict.missing:
        said.append(translate("audit", "Entries missing: {runs}.").format(runs=_runs(verdict.missing)))
    if verdict.cut is not None:
        words = translate("audit", "The end was cut off: entry {last} had been written.")
        said.append(words.format(last=verdict.cut.seq))
    if verdict.rewritten is not None:
        words = translate(
            "audit", "Entry {last} is not the one that was written: it was made anew, or is another copy."
        )
        said.append(words.format(last=verdict.rewritten.seq))
    if verdict.told:
        words = translate("audit", "When these were written, entries before them were missing: {seqs}.")
        said.append(words.format(seqs=", ".join(map(str, verdict.told[:5]))))
    if verdict.keyless:
        said.append(translate("audit", "Entries written without a key: {runs}.").format(runs=_runs(verdict.keyless)))
    if verdict.unknown:
        words = translate(
            "audit",
            "The key of these entries is not on this computer, so they were not verified: {runs}. Type it in from its"
            " sheet: charting audit-key.",
        )
        said.append(words.format(runs=_runs(verdict.unknown)))
    return said


def _runs(runs: tuple[Run, ...]) -> str:
    shown = [str(run.first) if run.first == run.last else f"{run.first}–{run.last}" for run in runs[:5]]
    rest = len(runs) - len(shown)
    return ", ".join(shown) + (translate("audit", " and {count} more").format(count=rest) if rest > 0 else "")
