"""Every field of a value that is kept is kept, exchanged, signed and pseudonymised, or it says here why not.

The fields are those of the values themselves: whoever adds one sees what he forgot. What travels and has a rule of its
own in pseudonyms stands in tests/exchange/test_pseudonyms.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from charting.desk.paper import Gathering
from charting.desk.signing import document
from charting.domain.clinic.clinic import (
    ClinicBook,
    ClinicPattern,
    ClinicRange,
    ClinicSettings,
    PaperSettings,
    Price,
    Sharing,
    TableReview,
)
from charting.domain.dosing.range_table import RangeTable
from charting.domain.dosing.reference import Per
from charting.domain.dosing.styles import RangeStyle
from charting.domain.face.face import View
from charting.domain.people.patient import Patient, Sex
from charting.domain.people.people import Person, Role
from charting.domain.visit.chart import Selection
from charting.domain.visit.visit import InjectionPoint, Meaning, Technique, Visit
from charting.exchange.codec import FIRST, PARTS, Part
from charting.exchange.json.file import read
from charting.exchange.json.read import Level
from charting.exchange.records import PatientRecord, vocabulary_of
from charting.exchange.source import of_file
from charting.store.database import Store
from tests.exchange.files import NOW, write
from tests.exchange.out import material
from tests.golden import WHOLE, stored
from tests.store.values import NOON, clock, some_id

NOT_IN_A_FILE = {
    "PatientRecord.of_table": "how it was read: from a table of points",
    "PatientRecord.guest": "how it was read: who was meant was found among those who are there",
    "PatientRecord.on_the_wall": "how it was read: from a table that says no UTC offset",
    "InjectionPoint.key": "tells points apart while they are edited",
    "Signature.sha256": "of bytes that are not in the file; what was signed elsewhere is taken on trust",
    "Signature.elsewhere": "follows from where it is read",
    "Signature.person_id": "people are of one database",
}
NOT_WRITTEN = {
    **NOT_IN_A_FILE,
    "Visit.patient_id": "follows from the patient it stands under",
    "Consent.patient_id": "follows from the patient it stands under",
    "Attachment.patient_id": "follows from the patient it stands under",
    "Attachment.sha256": "follows from the bytes that stand beside it",
    "Attachment.size": "follows from the bytes that stand beside it",
    "Vial.product": "is the visit's",
}
NOT_KEPT = {
    **{name: why for name, why in NOT_IN_A_FILE.items() if name.startswith(("PatientRecord", "InjectionPoint"))},
    "Signature.elsewhere": "the store says so of what was imported",
    "Visit.signature": "what was imported as signed, and says not by whom, has one without a name",
}
UNSIGNED = {
    "InjectionPoint.key": "tells points apart while they are edited",
    "Visit.patient_id": "the whole patient is signed",
    "Visit.status": "what is signed is the draft; its state follows from the signature and from marks",
    "Visit.signature": "name, time and meaning are signed beside the visit",
    "Visit.addenda": "written after signing",
    "Visit.marked": "came after signing",
    **{f"Signature.{name}": "signed beside the visit, or the hash of what is signed" for name in
       ("name", "at", "sha256", "elsewhere", "meaning", "person_id")},
    **{f"Addendum.{name}": "written after signing" for name in ("id", "at", "by", "text")},
    **{f"Marked.{name}": "came after signing" for name in ("at", "by", "reason", "other")},
}  # fmt: skip

ONLY_ONE = {"Visit.template": "there is one drawing of the face yet"}

Way = tuple[str | int, ...]
"""From a value to one within it: names of fields and places in tuples."""


@cache
def whole() -> tuple[PatientRecord, ...]:
    vocabulary = vocabulary_of(material().reference, frozenset({1}))
    return read(of_file(WHOLE, "whole"), vocabulary=vocabulary, now=NOW, level=Level.IMPORT)


def kinds_in(kind: type) -> set[type]:
    """A kind of value with those that it is made of."""
    found: set[type] = set()
    waiting = [kind]
    while waiting:
        new = waiting.pop()
        if new not in found:
            found.add(new)
            hints = get_type_hints(new, localns={"Per": Per}).values()
            waiting += [one for hint in hints for one in plain_types(hint) if is_dataclass(one)]
    return found


def plain_types(hint: Any) -> set[Any]:
    inner = (one for one in get_args(hint) if not isinstance(one, list))  # a list is what a function takes
    return {hint}.union(*map(plain_types, inner))


def names_of(kinds: set[type]) -> set[str]:
    return {f"{kind.__name__}.{one.name}" for kind in kinds for one in fields(kind)}


def said_in(value: object, way: Way = ()) -> Iterator[tuple[str, Way]]:
    """Each field that says something, with the way to it."""
    if isinstance(value, tuple):
        for place, one in enumerate(value):
            yield from said_in(one, (*way, place))
    elif is_dataclass(value):
        for one in fields(value):
            inner = getattr(value, one.name)
            unsaid = one.default if one.default_factory is MISSING else one.default_factory()
            name = f"{type(value).__name__}.{one.name}"
            if inner is not None and (inner != unsaid or name in ONLY_ONE):
                yield name, (*way, one.name)
            yield from said_in(inner, (*way, one.name))


def changed(value: Any, way: Way) -> Any:
    """The same value with something else at the end of the way."""
    if not way:
        return another(value)
    step, *rest = way
    if isinstance(step, int):
        return (*value[:step], changed(value[step], tuple(rest)), *value[step + 1 :])
    return replace(value, **{step: changed(getattr(value, step), tuple(rest))})


def another(value: Any) -> Any:
    """Something of the same kind."""
    match value:
        case bool():
            return not value
        case Enum():
            return next(one for one in type(value) if one is not value)
        case date():
            return value + timedelta(days=1)
        case str() | bytes():
            return value + value[:1]
        case Decimal() | int() | float():
            return value + 1
        case tuple():
            return value[1:]
    return changed(value, next(way for _, way in said_in(value)))


def unseen(value: Any, see: Callable[[Any], object], whom: set[str]) -> set[str]:
    """The fields of which `see` says the same whatever they hold."""
    plain, blind = see(value), set(whom)
    for name, way in said_in(value):
        if name in blind and see(changed(value, way)) != plain:
            blind.remove(name)
    return blind


# ---------------------------------------------------------------------- what travels


def test_the_codec_names_every_field_of_every_value_that_travels_once():
    assert set(PARTS) == kinds_in(PatientRecord)
    for kind, parts in PARTS.items():
        assert sorted(part.field for part in parts) == sorted(one.name for one in fields(kind)), kind.__name__


def named(want: Callable[[Part], bool], kinds: Iterable[type] = PARTS) -> set[str]:
    return {f"{kind.__name__}.{part.field}" for kind in kinds for part in PARTS[kind] if want(part)}


def test_the_codec_says_what_is_in_no_file_and_what_is_not_signed():
    at_the_end_of_the_file = {"PatientRecord.tables"}
    assert named(lambda part: part.key is None) == set(NOT_WRITTEN) | at_the_end_of_the_file
    assert named(lambda part: not part.signed, {*kinds_in(Visit), Patient}) == set(UNSIGNED)


def test_what_is_signed_of_old_is_there_always_and_what_came_later_only_where_it_says_something():
    patient = Patient(some_id(1), "Family", "Given", date(1992, 3, 5))
    bare = Visit(some_id(2), patient.id, NOON, points=(InjectionPoint(View.FRONT, 1.0, 2.0),))
    signed = json.loads(document(bare, patient, "Dr Sign", NOON))
    for kind, there in (
        (Patient, signed["patient"]),
        (Visit, signed["visit"]),
        (InjectionPoint, signed["visit"]["points"][0]),
    ):
        assert set(there) == {part.key for part in PARTS[kind] if part.signed and part.since == FIRST}
    file = json.loads(write([PatientRecord(patient, (bare,))]))["patients"][0]
    for kind, there in of_each(file, file["visits"][0]):
        assert {part.key for part in PARTS[kind] if part.always} <= set(there)
        assert not {part.key for part in PARTS[kind] if part.since > FIRST} & set(there)


def of_each(patient: dict[str, Any], visit: dict[str, Any]) -> Iterator[tuple[type, dict[str, Any]]]:
    yield from ((Patient, patient), (Visit, visit), (InjectionPoint, visit["points"][0]))


def test_the_whole_record_says_something_in_every_field():
    """tests/files/whole.json is what the other tests here look at: a new field has to be in it."""
    wanted = names_of(kinds_in(PatientRecord)) - set(NOT_IN_A_FILE)
    assert wanted - {name for name, _ in said_in(whole())} == set()


def test_every_field_is_written_into_a_file_and_read_from_it():
    wanted = names_of(kinds_in(PatientRecord))
    assert write(whole()) == WHOLE.read_bytes()
    assert unseen(whole(), write, wanted) == set(NOT_WRITTEN)


def test_every_field_is_kept_in_the_database(tmp_path: Path):
    with Store.open(stored(WHOLE, tmp_path), clock=clock) as store:
        gathering = Gathering(store, Selection(), attachments=True)
        kept = tuple(sorted(gathering.records(gathering.patients()), key=lambda record: record.patient.id))
        differ = {name for one, other in zip(whole(), kept, strict=True) for name in differing(one, other)}
    assert differ <= set(NOT_KEPT)


def differing(one: Any, other: Any, name: str = "") -> Iterator[str]:
    """The innermost fields in which two values differ; visits are in no order."""
    if one == other:
        return
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        by_id = (lambda v: v.id) if one and isinstance(one[0], Visit) else None
        pairs = (
            zip(sorted(one, key=by_id), sorted(other, key=by_id), strict=True)
            if by_id
            else zip(one, other, strict=True)
        )
        for left, right in pairs:
            yield from differing(left, right, name)
    elif is_dataclass(one) and type(one) is type(other):
        for each in fields(one):
            yield from differing(
                getattr(one, each.name), getattr(other, each.name), f"{type(one).__name__}.{each.name}"
            )
    else:
        yield name


def test_every_field_of_a_visit_is_signed_or_says_why_not():
    patient = whole()[0].patient
    wanted = names_of(kinds_in(Visit))

    def signed(visits: tuple[Visit, ...]) -> list[bytes]:
        return [document(visit, patient, "Dr Sign", NOON, Meaning.TREATED, some_id(9)) for visit in visits]

    visits = tuple(replace(visit, points=tuple(replace(p, key=7) for p in visit.points)) for visit in whole()[0].visits)
    assert unseen(visits, signed, wanted) == set(UNSIGNED)


def test_every_field_of_a_patient_and_of_a_signature_is_signed():
    visit, patient = whole()[0].visits[0], whole()[0].patient

    def signed(of: Patient) -> bytes:
        return document(visit, of, "Dr Sign", NOON, Meaning.TREATED, some_id(9))

    assert unseen(patient, signed, names_of({Patient})) == set()
    plain = (visit, patient, "Dr Sign", NOON, Meaning.TREATED, some_id(9))
    for place in range(2, len(plain)):
        assert document(*changed(plain, (place,))) != document(*plain)


# ---------------------------------------------------------------------- what the clinic keeps

RANGE = ClinicRange(
    "ona_botox", "forehead", Technique.ID, RangeStyle.MICRO, Sex.MALE, "side", Decimal("2.5"), Decimal(9),
    "Dr Set", NOON,
)  # fmt: skip
POINT = InjectionPoint(View.FRONT, 1.25, -50.5, Decimal("1.5"), Technique.ID, "forehead")
BOOK = ClinicBook(
    ClinicSettings("Clinic", photos_wanted=True, idle_minutes=7, currency="EUR", set_by="Dr Set", set_at=NOON,
                   touch_up_days=40),
    (RANGE,),
    (ClinicPattern(some_id(7), "Ours", "ona_botox", (POINT,), "forehead", 2, "Dr Set", NOON),),
    (Price("ona_botox", "forehead", Decimal("12.5"), "EUR", "Dr Set", NOON),),
    PaperSettings("+49 1", "A4", bill=True, handout="# You\n", set_by="Dr Set", set_at=NOON, low_dose=True),
    (TableReview("ab" * 32, "Dr Set", NOON),),
    Sharing(shares=True, set_by="Dr Set", set_at=NOON),
)  # fmt: skip
OF_A_PATTERN = {f"InjectionPoint.{name}" for name in ("key", "vial", "placed_by")}
"""What a point of a pattern has not: it was never placed."""


def test_every_field_that_the_clinic_sets_is_kept(path: Path):
    assert names_of(kinds_in(ClinicBook)) - {name for name, _ in said_in(BOOK)} == OF_A_PATTERN
    with Store.open(path, clock=clock) as store:
        store.clinic.set_settings(BOOK.settings)
        store.clinic.set_paper(BOOK.paper)
        store.clinic.set_sharing(BOOK.sharing)
        for row, pattern, price, review in zip(BOOK.ranges, BOOK.patterns, BOOK.prices, BOOK.reviews, strict=True):
            store.clinic.set_range(row)
            store.clinic.set_pattern(pattern)
            store.clinic.set_price(price)
            store.clinic.add_table_review(review)
    with Store.open(path, clock=clock) as store:
        assert store.clinic.book() == BOOK


def test_every_field_of_a_vial_a_person_and_a_table_is_kept(path: Path):
    vial = whole()[0].visits[0].vials[0]
    content = whole()[0].tables[0].content
    somebody = Person(some_id(4), "Dr Boss", frozenset({Role.ADMINISTRATOR}))
    person = Person(some_id(3), "Dr Sign", frozenset({Role.INJECTOR, Role.ASSISTANT}), active=False, has_pin=True)
    for value in (vial, person, RangeTable("x", content)):
        assert names_of({type(value)}) == {name for name, _ in said_in(value)}
    with Store.open(path, clock=clock) as store:
        store.stock.add(vial)
        store.people.add(somebody, "$argon2id$x")
        store.people.add(replace(person, active=True), "$argon2id$x", "$argon2id$y")
        store.people.change(person)
        store.clinic.keep_range_table(whole()[0].tables[0])
    with Store.open(path, clock=clock) as store:
        assert [one.vial for one in store.stock.vials()] == [vial]
        assert store.people.get(person.id) == person
        assert store.clinic.range_table(whole()[0].tables[0].version) == whole()[0].tables[0]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "clinic.sqlite"
