"""Whether a file is what it should be: pages, references, protection, audit, signed visits and photographs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from charting.domain.clinic.audit_chain import Run, Verdict
from charting.domain.dosing.range_table import restore
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import Meaning, Signature, Visit
from charting.errors import StoreProblem
from charting.store.audit import Audit, signed_digest
from charting.store.connection import strange_trigger
from charting.store.database import Store
from charting.store.protection import strange_triggers
from charting.store.visits import SignedRecord

# ----------------------------------------------------------------------
# What a look at the audit found, as sentences: its chain, and whether it knows of every visit that is signed.


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


AT_ONCE = 250
"""So many signed visits are read together."""

Derive = Callable[[Visit, Patient, str | None, datetime | None, Meaning | None, str | None], bytes]
"""Makes the bytes that are signed: of a visit, its patient, the signer's name, the time, the meaning, the person."""


def check(store: Store, derive: Derive) -> list[str]:
    """Every problem of the file as a sentence; an empty list when all is well.

    A signed visit is well when the SHA-256 of its kept bytes is the one kept beside them, and when the tables, with
    the patient's details of today or former ones, still give those very bytes.
    """
    return Look(store, derive).problems()


class Look:
    """One look over a file, part by part."""

    def __init__(self, store: Store, derive: Derive) -> None:
        self._store = store
        self._derive = derive
        self._details: dict[str, tuple[Patient, ...]] = {}

    def problems(self) -> list[str]:
        """What is wrong, each thing once; a part that cannot be read is a problem itself."""
        found = [str(notice) for notice in self._store.notices]
        parts = (
            self._pages, self._references, self._triggers, self._audit, self._visits, self._tables, self._attachments,
        )  # fmt: skip
        for part in parts:
            try:
                found += part()
            except StoreProblem as problem:
                found.append(str(problem))
        return list(dict.fromkeys(found))

    def _pages(self) -> Iterator[str]:
        with self._store.reading() as conn:
            rows = conn.execute("PRAGMA integrity_check(20)").fetchall()
        for (verdict,) in rows:
            if verdict != "ok":
                yield f"The file is damaged: {verdict}."

    def _references(self) -> Iterator[str]:
        with self._store.reading() as conn:
            rows = conn.execute("PRAGMA foreign_key_check").fetchall()
        for table, number, parent, _ in rows:
            yield f"Row {number} of the table {table} belongs to no {parent}."

    def _triggers(self) -> Iterator[str]:
        with self._store.reading() as conn:
            names = strange_triggers(conn)
        for name in names:
            yield str(strange_trigger(self._store.path, name))

    def _audit(self) -> Iterator[str]:
        yield from audit_problems(self._store.audit)

    def _tables(self) -> Iterator[str]:
        for version in self._store.clinic.range_table_versions():
            try:
                table = self._store.clinic.range_table(version)
                if table is not None:
                    restore(table.content)
            except (StoreProblem, ValueError):
                yield f"The kept table of ranges {version[:12]} was altered: it is not what its SHA-256 says."

    def _attachments(self) -> Iterator[str]:
        return self._store.attachments.damaged()

    # ------------------------------------------------------------------ signed visits

    def _visits(self) -> Iterator[str]:
        numbers = self._store.visits.signed_numbers()
        for start in range(0, len(numbers), AT_ONCE):
            some = numbers[start : start + AT_ONCE]
            self._details.clear()
            try:
                records = self._store.visits.signed_records(some)
            except StoreProblem:
                yield from self._one_by_one(some)
                continue
            for record in records:
                yield from self._said(record)

    def _one_by_one(self, numbers: Sequence[int]) -> Iterator[str]:
        """Of visits that cannot be read together it is said of each one what is wrong with it."""
        for number in numbers:
            try:
                record = self._store.visits.signed_record(number)
            except StoreProblem as unreadable:
                yield str(unreadable)
            else:
                yield from self._said(record)

    def _said(self, record: SignedRecord) -> Iterator[str]:
        try:
            problem = self._problem(record)
        except StoreProblem as unreadable:
            problem = str(unreadable)
        if problem:
            yield problem

    def _problem(self, record: SignedRecord) -> str | None:
        visit = record.visit
        if hashlib.sha256(record.document).hexdigest() != record.sha256:
            return (
                f"The signed bytes of the visit {visit.id} were changed: their SHA-256 is not the one kept with them."
            )
        s = visit.signature or Signature(None, None, None)
        patients = self._patients(visit.patient_id)
        derived = (self._derive(visit, one, s.name, s.at, s.meaning, s.person_id) for one in patients)
        if record.document not in derived:
            said = "was changed after it was signed: its points or details are not what was signed."
            return f"The visit {visit.id} {said}"
        return None

    def _patients(self, patient_id: str) -> tuple[Patient, ...]:
        """The details of a patient, today's first, then the former ones; looked up once for some visits."""
        if patient_id not in self._details:
            patients = self._store.patients
            former = (one.patient for one in patients.former(patient_id))
            self._details[patient_id] = (patients.get(patient_id), *former)
        return self._details[patient_id]
