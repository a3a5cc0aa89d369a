"""What a look at the audit found, as sentences: its chain, and whether it knows of every visit that is signed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from charting.domain.clinic.audit_chain import Run, Verdict
from charting.store.audit import Audit, signed_digest

_SIGNED = frozenset({"sign", "signed-elsewhere"})
_BEGUN = ("made", "migrated")


def audit_problems(audit: Audit) -> Iterator[str]:
    """Every problem of the audit as a sentence."""
    yield from verdict_sentences(audit.verdict())
    yield from _unknown_signatures(audit)


def verdict_sentences(verdict: Verdict) -> Iterator[str]:
    """What is wrong with the chain; nothing when all of it was verified."""
    if not verdict.entries:
        yield "The audit is empty: every entry was taken out."
    for run in verdict.altered:
        many = "was changed or written" if run.first == run.last else "were changed or written"
        yield f"{_named(run)} of the audit {many} by somebody without its key."
    for run in verdict.missing:
        yield f"{_named(run)} of the audit {'is' if run.first == run.last else 'are'} missing."
    for run in verdict.unknown:
        yield (
            f"{_named(run)} of the audit cannot be verified here: the key {run.key_id} is not on this computer."
            " Type it in from its printed copy: charting audit-key."
        )
    for run in verdict.keyless:
        yield f"{_named(run)} of the audit {_was(run)} written without a key; nothing shows that nobody changed them."
    for seq in verdict.told:
        yield f"Entry {seq} of the audit says that the entries before it were not all there when it was written."
    if verdict.cut is not None:
        last = verdict.head.seq if verdict.head else 0
        yield f"The end of the audit was cut off: the last entry is {last}, but entry {verdict.cut.seq} was written."
    if verdict.rewritten is not None:
        yield (
            f"Entry {verdict.rewritten.seq} of the audit is not the one that was written: the audit was made anew,"
            " or another copy of the file was put in its place by hand."
        )


def _named(run: Run) -> str:
    return f"Entry {run.first}" if run.first == run.last else f"Entries {run.first} to {run.last}"


def _was(run: Run) -> str:
    return "was" if run.first == run.last else "were"


def _unknown_signatures(audit: Audit) -> Iterator[str]:
    """Visits that are locked though nobody signed them in the program, and signed ones that are gone."""
    with audit.file.reading() as conn:
        locked = dict(conn.execute("SELECT id, sha256 FROM visit WHERE status <> 'draft'").fetchall())
        rows = conn.execute(
            "SELECT seq, action, visit, detail FROM audit WHERE action IN ('sign', 'signed-elsewhere', 'made',"
            " 'migrated') ORDER BY seq"
        ).fetchall()
    begun = next((_detail(row[3]) for row in rows if row[1] in _BEGUN), None)
    signed = {row[2]: (row[0], _detail(row[3]).get("sha256")) for row in rows if row[1] in _SIGNED}
    for visit, (seq, sha256) in signed.items():
        if locked.get(visit) != sha256:
            what = "holds other signed bytes" if visit in locked else "is not in the file, or a draft again"
            yield f"The visit {visit} was signed at entry {seq} of the audit, but {what}."
    before = {visit: sha256 for visit, sha256 in locked.items() if visit not in signed}
    if begun is None or signed_digest(before.values()) != begun.get("digest"):
        yield from _strangers(before, begun)


def _strangers(before: dict[str, str], begun: dict[str, Any] | None) -> Iterator[str]:
    if begun is None or begun.get("signed"):
        count = begun.get("signed") if begun else "no"
        yield (
            f"The audit began with {count} signed visits and knows nothing of how {len(before)} were signed:"
            " signed visits were added, changed or taken away without it."
        )
        return
    for visit in before:
        yield f"The visit {visit} is signed, but the audit knows nothing of its signing."


def _detail(text: str) -> dict[str, Any]:
    try:
        detail = json.loads(text)
    except ValueError:
        return {}
    return detail if isinstance(detail, dict) else {}
