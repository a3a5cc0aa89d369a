"""Whether a file is what it should be: pages, references, protection, audit, signed visits and photographs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from charting.domain.patient import Patient
from charting.domain.range_table import restore
from charting.domain.visit import Meaning, Signature, Visit
from charting.errors import StoreProblem
from charting.store.audit_check import audit_problems
from charting.store.connection import strange_trigger
from charting.store.database import Store
from charting.store.protection import strange_triggers
from charting.store.visits import SignedRecord

AT_ONCE = 250
"""So many signed visits are read together."""

Derive = Callable[[Visit, Patient, str | None, datetime | None, Meaning | None, str | None], bytes]
"""Makes the bytes that are signed: of a visit, its patient, the signer's name, the time, the meaning, the person."""


def check(store: Store, derive: Derive) -> list[str]:
    """Every problem of the file as a sentence; an empty list when all is well.

    A signed visit is well when the SHA-256 of its kept bytes is the one kept beside them, and when the tables, with
    the patient's details of today or former ones, still give those very bytes.
    """
    problems = [str(notice) for notice in store.notices]
    for look in (_pages, _references, _strange_triggers, _audit, _visits, _tables, _attachments):
        try:
            problems += look(store, derive)
        except StoreProblem as problem:
            problems.append(str(problem))
    return list(dict.fromkeys(problems))


def _pages(store: Store, derive: Derive) -> Iterator[str]:
    with store.reading() as conn:
        rows = conn.execute("PRAGMA integrity_check(20)").fetchall()
    for (verdict,) in rows:
        if verdict != "ok":
            yield f"The file is damaged: {verdict}."


def _references(store: Store, derive: Derive) -> Iterator[str]:
    with store.reading() as conn:
        rows = conn.execute("PRAGMA foreign_key_check").fetchall()
    for table, number, parent, _ in rows:
        yield f"Row {number} of the table {table} belongs to no {parent}."


def _strange_triggers(store: Store, derive: Derive) -> Iterator[str]:
    with store.reading() as conn:
        names = strange_triggers(conn)
    for name in names:
        yield str(strange_trigger(store.path, name))


def _audit(store: Store, derive: Derive) -> Iterator[str]:
    yield from audit_problems(store.audit)


def _tables(store: Store, derive: Derive) -> Iterator[str]:
    for version in store.clinic.range_table_versions():
        try:
            table = store.clinic.range_table(version)
            if table is not None:
                restore(table.content)
        except (StoreProblem, ValueError):
            yield f"The kept table of ranges {version[:12]} was altered: it is not what its SHA-256 says."


def _visits(store: Store, derive: Derive) -> Iterator[str]:
    numbers = store.visits.signed_numbers()
    for start in range(0, len(numbers), AT_ONCE):
        some, details = numbers[start : start + AT_ONCE], _Details(store)
        try:
            records = store.visits.signed_records(some)
        except StoreProblem:
            yield from _one_by_one(store, some, details, derive)
            continue
        for record in records:
            yield from _said(record, details, derive)


def _one_by_one(store: Store, numbers: Sequence[int], details: _Details, derive: Derive) -> Iterator[str]:
    """Of visits that cannot be read together it is said of each one what is wrong with it."""
    for number in numbers:
        try:
            record = store.visits.signed_record(number)
        except StoreProblem as unreadable:
            yield str(unreadable)
        else:
            yield from _said(record, details, derive)


def _said(record: SignedRecord, details: _Details, derive: Derive) -> Iterator[str]:
    try:
        problem = _signed_problem(record, details, derive)
    except StoreProblem as unreadable:
        problem = str(unreadable)
    if problem:
        yield problem


class _Details:
    """The details of patients, today's first, then the former ones; looked up once each."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: dict[str, tuple[Patient, ...]] = {}

    def of(self, patient_id: str) -> tuple[Patient, ...]:
        if patient_id not in self._found:
            patients = self._store.patients
            former = (one.patient for one in patients.former(patient_id))
            self._found[patient_id] = (patients.get(patient_id), *former)
        return self._found[patient_id]


def _attachments(store: Store, derive: Derive) -> Iterator[str]:
    return store.attachments.damaged()


def _signed_problem(record: SignedRecord, details: _Details, derive: Derive) -> str | None:
    visit = record.visit
    if hashlib.sha256(record.document).hexdigest() != record.sha256:
        return f"The signed bytes of the visit {visit.id} were changed: their SHA-256 is not the one kept with them."
    s = visit.signature or Signature(None, None, None)
    derived = (derive(visit, one, s.name, s.at, s.meaning, s.person_id) for one in details.of(visit.patient_id))
    if record.document not in derived:
        return f"The visit {visit.id} was changed after it was signed: its points or details are not what was signed."
    return None
