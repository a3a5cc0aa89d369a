"""The database: saving an edit, finding a patient while typing, opening one among few and among many."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from sqlcipher3 import dbapi2 as sqlite

from charting.desk.signing import document, sha256_hex
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import InjectionPoint, Signature, Visit
from charting.start.keys import Keys
from charting.store.check import AT_ONCE, check
from charting.store.database import Store
from tests.bench.domain import visit_of
from tests.bench.measure import Figure, against_floor, in_turns, paired, percentile

FAMILY = ["Ander", "Berg", "Castel", "Dimitr", "Eriks", "Ferr", "Gonz", "Hernand", "Ivan", "Jans", "Kowal", "Lindqv"]
ENDS = ["son", "mann", "lano", "ova", "ez", "ari", "ski", "ist", "berg", "etti", "oux", "ley", "ström", "ić"]
GIVEN = ["Anna", "Bea", "Carla", "Dora", "Elena", "Fatima", "Greta", "Hana", "Ines", "Jo", "Karin", "Lena", "Mia"]
VISITS, POINTS = 2, 10


def numbered(kind: int, number: int) -> str:
    return f"0198f0c2-0000-7000-8000-{kind:02x}{number:010x}"


def invented(number: int, chance: random.Random) -> Patient:
    return Patient(
        numbered(1, number), chance.choice(FAMILY) + chance.choice(ENDS), chance.choice(GIVEN),
        date(1950, 1, 1) + timedelta(days=chance.randrange(20_000)), chart_no=str(10_000 + number),
    )  # fmt: skip


def filled(path: Path, patients: int) -> Store:
    """A file with so many patients, each with a few visits."""
    chance = random.Random(7)
    store = Store.open(path)
    draft = visit_of(POINTS)
    with store.writing():
        for number in range(patients):
            store.patients.add(invented(number, chance))
            for visit in range(VISITS):
                at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=90 * visit)
                place = number * VISITS + visit
                store.visits.save_draft(replace(draft, id=numbered(2, place), patient_id=numbered(1, number), at=at))
    return store


def raw(path: Path) -> Any:
    """The same file under sqlcipher3 alone, with the journal that the program uses."""
    conn = sqlite.connect(str(path), isolation_level=None)
    for pragma in ("journal_mode = TRUNCATE", "synchronous = FULL", "foreign_keys = ON"):
        conn.execute(f"PRAGMA {pragma}")
    return conn


def saving(folder: Path, quick: bool) -> Iterator[Figure]:
    """A draft of 20 points, one of them moved, against the two statements that this comes to."""
    points = 20
    with filled(folder / "ours.sqlite", 50) as store, filled(folder / "raw.sqlite", 50):
        visit = replace(visit_of(points), id=numbered(2, 0), patient_id=numbered(1, 0))
        store.visits.save_draft(visit)
        conn = raw(folder / "raw.sqlite")
        step = iter(range(1_000_000))

        def moved() -> tuple[InjectionPoint, ...]:
            return (replace(visit.points[0], x_mm=next(step) % 5000 / 100), *visit.points[1:])

        def save() -> None:
            store.visits.save_draft(replace(visit, points=moved()))

        def floor() -> None:
            conn.execute("BEGIN IMMEDIATE")
            conn.execute("UPDATE visit SET lot = ? WHERE number = 1", (f"L{next(step)}",))
            conn.execute("UPDATE point SET x_hundredths = ? WHERE visit = 1 AND place = 1", (next(step) % 5000,))
            conn.execute("COMMIT")

        ours, bare = in_turns(60 if quick else 300, save, floor, warm=10)
        conn.close()
    yield against_floor("save an edit (20 points)", ours, bare, "raw sqlcipher3", at_most=1.2)


def signing(folder: Path, quick: bool) -> Iterator[Figure]:
    """A draft signed, with its bytes, their hash and its entry in the audit, against a plain save of the same rows."""
    points, rounds = 20, 40 if quick else 200
    path = folder / "signed.sqlite"
    keeper = Keys((folder / "keys",), use_keyring=False)
    with Store.open(path, keeper=keeper) as store:
        store.patients.add(invented(0, random.Random(7)))
        numbers = iter(range(1_000_000))
        patient = store.patients.get(numbered(1, 0))

        def draft() -> Visit:
            return replace(visit_of(points), id=numbered(2, next(numbers)), patient_id=patient.id)

        def save() -> None:
            store.visits.save_draft(draft())

        def sign() -> None:
            visit, at = draft(), datetime(2026, 7, 14, tzinfo=UTC)
            content = document(visit, patient, "Dr Sign", at)
            store.visits.sign(visit, Signature("Dr Sign", at, sha256_hex(content)), content)

        def note() -> None:
            store.audit.note("view", patient=patient.id)

        def floor() -> None:
            with store.writing() as conn:
                conn.execute("UPDATE patient SET recorded_at = ?", (str(next(numbers)),))

        signs, saves, notes, floors = in_turns(rounds, sign, save, note, floor, warm=5)
        yield against_floor("sign a visit (20 points)", signs, saves, "a plain save", at_most=1.5)
        yield against_floor("an entry of the audit alone", notes, floors, "a small write", at_most=1.5)
        with store.writing():
            for _ in range(10_000):
                store.audit.note("view", patient=patient.id)
        started = perf_counter()
        verdict = store.audit.verdict()
        seconds = (perf_counter() - started) * 10_000 / verdict.entries
        assert verdict.sound
        yield Figure("verify 10,000 entries", seconds * 1000, "ms", None, "", "<= 300 ms", seconds <= 0.3)


def checking(folder: Path, quick: bool) -> Iterator[Figure]:
    """All that `charting check` does of a file, for each signed visit in it; against reading those visits alone."""
    visits = 200 if quick else 1000
    with Store.open(folder / "checked.sqlite", keeper=Keys((folder / "keys",), use_keyring=False)) as store:
        chance, at = random.Random(7), datetime(2026, 7, 14, tzinfo=UTC)
        with store.writing():
            for number in range(visits // 4):
                patient = invented(number, chance)
                store.patients.add(patient)
                for nth in range(4):
                    place = number * 4 + nth
                    visit = replace(visit_of(20, seed=place), id=numbered(2, place), patient_id=patient.id)
                    content = document(visit, patient, "Dr Sign", at)
                    store.visits.sign(visit, Signature("Dr Sign", at, sha256_hex(content)), content)
        numbers = store.visits.signed_numbers()

        def read() -> None:
            for start in range(0, visits, AT_ONCE):
                store.visits.signed_records(numbers[start : start + AT_ONCE])

        whole, bare = in_turns(3 if quick else 10, lambda: check(store, document), read, warm=1)
        assert check(store, document) == []
    value, ratio = median(whole) * 1000 / visits, paired(whole, bare)
    yield Figure(
        "check, a signed visit (20 points)", value, "ms", value / ratio, "reading it", "<= 0.3 ms", value <= 0.3
    )


def keystrokes(patients: int, count: int) -> list[str]:
    """What is in the search field after each key, for people drawn at random."""
    chance, picks = random.Random(7), random.Random(11)
    everybody = [invented(number, chance) for number in range(patients)]
    typed: list[str] = []
    while len(typed) < count:
        who = picks.choice(everybody)
        text = picks.choice([who.family_name, f"{who.family_name} {who.given_name}", who.chart_no or ""])
        typed += [text[: end + 1].lower() for end in range(len(text))]
    return typed[:count]


def each(values: list[Any], work: Callable[[Any], object]) -> Callable[[], object]:
    """The work on the next value, over and over."""
    step = iter(range(1_000_000_000))
    return lambda: work(values[next(step) % len(values)])


def among_many(few: Store, many: Store, sizes: tuple[int, int], rounds: int) -> Iterator[Figure]:
    small, large = sizes
    picks = random.Random(3)
    ids_few = [numbered(1, picks.randrange(small)) for _ in range(rounds)]
    ids_many = [numbered(1, picks.randrange(large)) for _ in range(rounds)]

    typed_few, typed_many, key = in_turns(
        rounds,
        each(keystrokes(small, rounds), few.patients.search),
        each(keystrokes(large, rounds), many.patients.search),
        each(ids_many, many.patients.find),
    )
    growth, slow = paired(typed_many, typed_few), percentile(typed_many, 0.95) * 1000
    value = median(typed_many) * 1000
    yield Figure(f"search, a key, {large:,} patients", value, "ms", value / growth, f"{small:,}", "<= 4x", growth <= 4)
    against_key = paired(typed_many, key)
    yield Figure("the same", value, "ms", value / against_key, "one by its key", "<= 10x", against_key <= 10)
    yield Figure("the same, slowest 5 %", slow, "ms", None, "", "<= 2 ms", slow <= 2)

    open_few, open_many = in_turns(rounds, each(ids_few, few.visits.of), each(ids_many, many.visits.of))
    growth, value = paired(open_many, open_few), median(open_many) * 1000
    yield Figure(f"open one of {large:,}", value, "ms", value / growth, f"of {small:,}", "<= 1.3x, 1 ms",
                 growth <= 1.3 and value <= 1)  # fmt: skip


def figures(quick: bool) -> Iterator[Figure]:
    large = 10_000 if quick else 100_000
    with tempfile.TemporaryDirectory(prefix="charting-bench-") as name:
        folder = Path(name)
        yield from saving(folder, quick)
        yield from signing(folder, quick)
        yield from checking(folder, quick)
        with filled(folder / "few.sqlite", 1000) as few, filled(folder / "many.sqlite", large) as many:
            yield from among_many(few, many, (1000, large), 300 if quick else 1000)
