"""What the commands do with files and the database, apart from the command line; heavy rooms load when needed."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from charting.errors import Problem

if TYPE_CHECKING:
    from charting.domain.cautions.rule import CautionNote
    from charting.domain.dosing.dosing import Assessment
    from charting.domain.dosing.reference import Reference
    from charting.domain.face.anatomy import Anatomy
    from charting.domain.past.sittings import RowKey, Sitting, Sum
    from charting.domain.people.patient import Patient
    from charting.domain.visit.chart import Selection
    from charting.domain.visit.visit import Visit
    from charting.exchange.json.read import Level
    from charting.exchange.planning import Totals
    from charting.exchange.records import PatientRecord
    from charting.exchange.source import Source
    from charting.store.database import Store


# ----------------------------------------------------------------------
# Commands for the printed key of the audit: typed in elsewhere, and the way back in after a lost password.


@click.command("audit-key", short_help="Type in the printed key of the audit.")
@click.pass_obj
def audit_key(db: Path) -> None:
    """Type in the key of the audit from its printed copy, on a computer that does not have it.

    With it “charting check” can verify what was written elsewhere. It reads the thirteen groups from standard input, on
    one line or several; capitals, spaces and dashes do not matter. Nothing is kept of a key that is not of this file.

    \b
    Example:  charting --db clinic.sqlite audit-key
    """
    from charting.domain.clinic.audit_chain import key_id

    with opened(db) as store:
        key = _typed_key()
        if not store.audit.learn_key(key):
            raise Problem("Nothing in {path} was sealed with this key; look which file the sheet belongs to.", path=db)
        store.audit.note("key-typed-in", key=key_id(key))
    click.echo(f"The key {key_id(key)} is kept on this computer.")


@click.command("reset-password", short_help="A new password for somebody, by the printed key.")
@click.argument("name")
@click.pass_obj
def reset_password(db: Path, name: str) -> None:
    """Give the person of this printed NAME a new password, for when no administrator can sign in any more.

    The printed key of the audit shows that it is allowed: its thirteen groups are read from standard input, then an
    empty line, then the new password. The audit says that it was done, and who signs in later is told nothing else.

    \b
    Example:  charting --db clinic.sqlite reset-password "Dr. Example"
    """
    from charting.desk.who import Passwords
    from charting.domain.people.people import checked_password

    with opened(db) as store:
        person = next((one for one in store.people.all() if one.name == name), None)
        if person is None:
            raise Problem("Nobody here is called {name}; write the name as it is printed.", name=name)
        if _typed_key() != store.audit.key():
            store.audit.note("failed-reset", person=person.id)
            raise Problem("This is not the key of {path}; look which file the sheet belongs to.", path=db)
        typed = click.prompt("New password", hide_input=True, confirmation_prompt=True) if sys.stdin.isatty() else ""
        password = checked_password(typed or sys.stdin.readline().rstrip("\n"))
        with store.writing():
            store.audit.note("password-reset", person=person.id)
            store.people.set_password(person.id, Passwords().hash(password))
    click.echo(f"{name} signs in with the new password from now on.")


def _typed_key() -> bytes:
    from charting.domain.clinic.audit_chain import GROUPS, key_of

    if sys.stdin.isatty():
        click.echo(f"The {GROUPS} groups, then an empty line:")
    return key_of(" ".join(_until_empty(sys.stdin)))


def _until_empty(lines: Iterable[str]) -> list[str]:
    found: list[str] = []
    for line in lines:
        if not line.strip() and found:
            break
        found.append(line)
    return found


LONGEST_SENTENCE = 500
COMMAND_LINE = "command line"
"""Who did it, as the audit has it of what no person at a desk did."""

_T = TypeVar("_T")


def reference_data() -> Reference:
    """The shipped reference data."""
    from charting.loading import shipped

    return shipped.reference()


def faces() -> Mapping[int, Anatomy]:
    """The shipped faces, measurable, by their version."""
    from charting.loading import shipped

    return shipped.anatomies()


def template_versions() -> frozenset[int]:
    """The versions of the shipped faces, without measuring any."""
    from charting.loading import shipped

    return shipped.versions()


def read_file(file: Path, level: Level, reference: Reference, templates: frozenset[int]) -> tuple[PatientRecord, ...]:
    """An exchange file, or standard input for “-”; a Problem names the file and the place of its fault."""
    from charting.exchange.json.file import read
    from charting.exchange.records import vocabulary_of
    from charting.start.opening import local_now

    vocabulary = vocabulary_of(reference, templates)
    return read(source_of(file), vocabulary=vocabulary, now=local_now(), level=level)


def name_of(file: Path) -> str:
    """What a file is called in a sentence."""
    return "standard input" if str(file) == "-" else str(file)


def source_of(file: Path) -> Source:
    """A file to be read, or standard input for “-”."""
    from charting.exchange.source import of_file, of_stream

    name = name_of(file)
    return of_stream(sys.stdin.buffer, name) if str(file) == "-" else of_file(file, name)


def judged(
    record: PatientRecord, shipped: Reference, anatomies: Mapping[int, Anatomy]
) -> Iterator[tuple[Visit, Assessment, tuple[CautionNote, ...]]]:
    """The visits of a patient in the order of the file, each assessed, with its cautions.

    The patient's history and their other visits in the file are what was before; without a time a visit has no before.
    A signed visit is compared with the table it names where the file brings that along, else with today's.
    """
    from charting.domain.cautions.cautions import cautions, counting, followed_events, past_of
    from charting.domain.dosing.dosing import assess
    from charting.exchange.source import Material

    material = Material(shipped, shipped, anatomies, lambda view, version: None)
    for visit in record.visits:
        reference = material.reference_of(record, visit)
        anatomy = anatomies[visit.template]
        past = [past_of(other, anatomies[other.template]) for other in counting(record.visits, visit)]
        events = followed_events(record.visits, visit, lambda other: anatomies[other.template], reference)
        yield (
            visit, assess(visit, record.patient, reference, anatomy),
            cautions(visit, record.patient, record.history, past, reference, anatomy, events),
        )  # fmt: skip


def given_together(
    found: Iterable[tuple[Patient, Visit, Assessment, object]],
) -> tuple[tuple[Sitting, ...], dict[str, dict[RowKey, Sum]]]:
    """The sittings of the patients in their order, and each touch-up's sums with its treatment ({} without one)."""
    from charting.domain.past.sittings import sittings, with_treatment
    from charting.domain.visit.visit import Kind

    of: dict[str, list[tuple[Visit, Assessment]]] = {}
    for patient, visit, assessment, _ in found:
        of.setdefault(patient.id, []).append((visit, assessment))
    touch_ups = {
        visit.id: with_treatment(visit, assessment, own) or {}
        for own in of.values() for visit, assessment in own if visit.kind is Kind.TOUCH_UP
    }  # fmt: skip
    return tuple(sitting for own in of.values() for sitting in sittings(own)), touch_ups


def told(found: Totals, done: str) -> str:
    """What is added, in a sentence that begins with what was done."""
    there = f"; {found.patients_there} and {found.visits_there} were there already" if found.visits_there else ""
    return f"{done} {_count(len(found.patients), 'patient')} and {_count(found.new_visits, 'visit')}{there}."


def _count(count: int, one: str) -> str:
    return f"{count} {one}" + ("" if count == 1 else "s")


def selection_of(
    store: Store, patient_ref: str | None, visit_id: str | None, since: date | None, until: date | None
) -> Selection:
    """What the options choose; a patient is named by an id or a chart number."""
    from charting.domain.visit.chart import Selection, checked_selection

    patient_id = None if patient_ref is None else _patient_id(store, patient_ref)
    found = checked_selection(Selection(patient_id, visit_id and visit_id.lower(), since, until))
    if found.visit_id is not None and patient_id not in (None, store.visits.get(found.visit_id).patient_id):
        raise Problem("The visit {visit} is not of the patient {patient}.", visit=visit_id, patient=patient_ref)
    return found


def opened(db: Path, *, create: bool = False) -> Store:
    """The database for a command: its audit names the command line."""
    from charting.domain.clinic.audit_chain import Actor
    from charting.start.keys import keeper
    from charting.start.opening import local_now
    from charting.store.database import Store

    store = Store.open(db, create=create, clock=local_now, keeper=keeper(db, say))
    store.audit.actor = Actor(None, COMMAND_LINE)
    return store


def one_line(sentence: str) -> str:
    """A sentence as a terminal may show it: at most 500 characters, nothing that steers it."""
    plain = "".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else " " for c in sentence)
    return plain if len(plain) <= LONGEST_SENTENCE else plain[: LONGEST_SENTENCE - 1] + "…"


def say(problem: Problem) -> None:
    """Say on standard error what is wrong beside the work, which goes on."""
    click.echo(one_line(str(problem)), err=True)


def note(store: Store, action: str, patient: str | None = None, **counts: object) -> None:
    """An entry of the audit for what is only read; where it cannot be written, that is said and the work goes on."""
    try:
        store.audit.key()  # who only reads makes no key where there is none
        store.audit.note(action, patient=patient, visit=None, actor=None, **counts)
    except Problem as problem:
        click.echo(f"This is not noted in the audit: {problem}", err=True)


def two_visits(
    db: Path, before: str, after: str, reference: Reference, anatomies: Mapping[int, Anatomy]
) -> tuple[tuple[Visit, Visit], tuple[Anatomy, Anatomy], Patient]:
    """Two visits of one patient by their ids, each with its face; a Problem when one is missing or of somebody else."""
    from charting.desk.tables import Tables

    with opened(db) as store:
        with store.reading():
            one, other = store.visits.get(before.lower()), store.visits.get(after.lower())
            if one.patient_id != other.patient_id:
                raise Problem("The visits {one} and {other} are of two patients; choose two visits of one.",
                              one=one.id, other=other.id)  # fmt: skip
            patient = store.patients.get(one.patient_id)
        tables = Tables(store, reference, anatomies)
        here, there = (tables.face_of(v.template, v.table, signed_here=v.signed_here) for v in (one, other))
        note(store, "view", patient.id)
        return (one, other), (here, there), patient


def _patient_id(store: Store, ref: str) -> str:
    if store.patients.find(ref.lower()) is not None:
        return ref.lower()
    found = store.patients.same_chart_no(ref)
    if not found:
        raise Problem("No patient has the id or chart number {ref}.", ref=ref)
    if len(found) > 1:
        raise Problem("{count} patients have the chart number {ref}; name one by its id.", count=len(found), ref=ref)
    return found[0].id


def refuse_held(path: Path) -> None:
    """A Problem when a desk has this file open."""
    from charting.start.locking import holder

    if holder(path) is not None:
        raise Problem("{path} is open at a desk; name another file for the copy.", path=path)


def progress(items: Iterable[_T], label: str) -> AbstractContextManager[Iterable[_T]]:
    """The items one by one, with a bar on a terminal and nothing elsewhere."""
    if not sys.stderr.isatty():
        return nullcontext(items)
    return click.progressbar(items, label=label, file=sys.stderr)
