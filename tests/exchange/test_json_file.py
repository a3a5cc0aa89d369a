"""A file read patient by patient says what reading it at once says, and what is read again is what was read before."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from charting.desk.importing import Known, bring_in
from charting.domain.people.patient_record import PatientRecord
from charting.errors import Problem, Refused
from charting.exchange.importing import InFile, Planned, planned, preview
from charting.exchange.json import lean, stream
from charting.exchange.json.file import read_all
from charting.exchange.planning import held
from charting.exchange.records import Arrival, Incoming, Vocabulary
from charting.exchange.source import Source, of_file, of_stream
from charting.store.database import Store
from tests.exchange.at_once import at_once
from tests.exchange.files import NOW, SCAN, inside, of_bytes, raw_json, read_import, standing_record, whole
from tests.exchange.plans import brought_in
from tests.exchange.test_mutants import spoilt_bytes, spoilt_number, spoilt_value
from tests.store.values import clock, count_visits


def spoilt_twice(chance: random.Random) -> bytes:
    """A file in which some keys stand twice, or half of a character stands in a text."""
    data = json.dumps(chance.choice([whole, standing_record])()).encode()
    for _ in range(chance.choice([1, 1, 2, 3])):
        keys = [at for at in range(len(data)) if data.startswith(b'": ', at)]
        at = chance.choice(keys)
        begin = data.rindex(b'"', 0, at)
        key = data[begin + 1 : at]
        more = chance.choice([b'"%s": 1, ' % key, b'"%s": {"a": 1, "a": 2}, ' % key, b'"\\ud83d": 1, '])
        data = data[:begin] + chance.choice([more, data[begin : at + 3]]) + data[begin:]
        if chance.random() < 0.4:
            data = data.replace(b"Family", chance.choice([b"\\ud83d", b"\\udc00x"]), 1)
    return data


def spoilt_file(chance: random.Random) -> bytes:
    """A file of several patients, some of whom are wrong in one way or another, and the tables they name."""
    file = standing_record()
    file["patients"] += [chance.choice([whole, standing_record])()["patients"][0] for _ in range(2)]
    for _ in range(chance.choice([1, 2, 3])):
        patient = chance.choice(file["patients"])
        if not isinstance(patient, dict):
            continue
        key = chance.choice([*patient, "unknown"])
        patient[key] = chance.choice([None, 1, "", [], {}, "x", [{}], "2026-02-30"])
        if chance.random() < 0.3:
            file[chance.choice(["tables", "patients", "pseudonymised", "more", "format", "version"])] = chance.choice(
                [[], {}, 1, 2, "x", [{}], [1], True, None]
            )
        if not isinstance(file["patients"], list) or not file["patients"]:
            break
    keys = list(file)
    chance.shuffle(keys)
    return raw_json({key: file[key] for key in keys})


SPOILT = (spoilt_bytes, spoilt_value, spoilt_number, spoilt_twice, spoilt_file)


def told(read: Any, data: bytes, vocabulary: Vocabulary, faults: list[Refused] | None) -> tuple[Any, list[str]]:
    try:
        found = read(data, vocabulary, faults)
    except Refused as refused:
        return None, [str(refused)]
    return found, [str(fault) for fault in faults or ()]


def all_at_once(data: bytes, vocabulary: Vocabulary, faults: list[Refused] | None) -> Iterable[PatientRecord]:
    return at_once(data, "x", vocabulary, faults)


def by_patient(data: bytes, vocabulary: Vocabulary, faults: list[Refused] | None) -> Iterable[PatientRecord]:
    found = read_all(of_bytes(data, "x"), vocabulary=vocabulary, now=NOW, faults=faults)
    return tuple(one.record for one in found)


@pytest.mark.parametrize(("chunk", "least"), [(1, 4), (61, 8), (1 << 20, 4096)])
def test_it_says_what_reading_at_once_says(
    chunk: int, least: int, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
):
    for module in (lean, stream):
        monkeypatch.setattr(module, "CHUNK", chunk)
    monkeypatch.setattr(lean, "LEAST", least)
    chance, good, wrong = random.Random(chunk), 0, 0
    for number in range(250):
        data = SPOILT[number % len(SPOILT)](chance)
        for gather in (False, True):
            wanted = told(all_at_once, data, vocabulary, [] if gather else None)
            assert told(by_patient, data, vocabulary, [] if gather else None) == wanted, data
            good, wrong = good + (not wanted[1]), wrong + bool(wanted[1])
    assert good > 20
    assert wrong > 200


def long_file() -> dict[str, Any]:
    """A whole record with a photograph that is left out of the text while it is read."""
    file = standing_record()
    photo = b"\xff\xd8\xff" + random.Random(1).randbytes(5000)
    inside(file, "$.patients[0].attachments[1]")["content"] = base64.b64encode(photo).decode()
    return file


def incoming(source: Source, vocabulary: Vocabulary) -> tuple[Incoming, ...]:
    return read_all(source, vocabulary=vocabulary, now=NOW, faults=None)


def test_photographs_stay_in_the_file_until_they_are_wanted(vocabulary: Vocabulary, tmp_path: Path):
    data = json.dumps(long_file(), indent=1).encode()
    file = tmp_path / "x.json"
    file.write_bytes(data)
    (one,) = incoming(of_file(file, "x.json"), vocabulary)
    (record,) = at_once(data, "x.json", vocabulary, None)
    kept = {found.attachment.id: found for found in one.record.attachments}
    assert [callable(found.whole) for found in kept.values()] == [
        found.attachment.id != SCAN for found in kept.values()
    ]
    assert one.record == record
    with file.open("rb") as opened:
        (piped,) = incoming(of_stream(opened, "standard input"), vocabulary)
    assert piped.record == record


def test_lines_and_columns_are_those_of_the_file_with_its_photographs(vocabulary: Vocabulary):
    photo = base64.b64encode(b"\xff\xd8\xff" + bytes(9000)).decode()
    for text in (f'{{"content": "{photo}", x', f'{{"patients": [{{"content": "{photo}"}},\n{{"content": "{photo}" ]'):
        with pytest.raises(Refused) as wanted:
            at_once(text.encode(), "x", vocabulary, None)
        with pytest.raises(Refused) as caught:
            incoming(of_bytes(text.encode(), "x"), vocabulary)
        assert str(caught.value) == str(wanted.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"C7421", b"C7422"), (b'"satisfaction": 4', b'"satisfaction": 5'), (b"AAAA", b"AAAB"), (b"}", b"")],
)
def test_a_file_that_is_changed_meanwhile_brings_in_nothing(
    old: bytes, new: bytes, vocabulary: Vocabulary, tmp_path: Path
):
    photo = b"\xff\xd8\xff" + bytes(5000)
    content = long_file()
    inside(content, "$.patients[0].attachments[1]")["content"] = base64.b64encode(photo).decode()
    file = tmp_path / "x.json"
    file.write_bytes(raw_json(content))
    found = incoming(of_file(file, "x.json"), vocabulary)
    file.write_bytes(raw_json(content).replace(old, new))
    with Store.open(tmp_path / "a.sqlite", clock=clock) as store:
        with pytest.raises(Refused, match=r"x\.json was changed while it was read"):
            bring_in(store, lambda: Planned([Arrival(one, one.patient) for one in found], InFile(Known(store))))
        assert (store.patients.count(), count_visits(store)) == (0, 0)
    file.unlink()
    with pytest.raises(Problem, match=r"x\.json cannot be read"):
        _ = found[0].record


def test_a_file_that_is_too_large_is_refused_before_it_is_read(vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stream, "MOST_BYTES", 100)
    with pytest.raises(Refused, match="x is larger than 1 GiB"):
        incoming(of_bytes(raw_json(whole()), "x"), vocabulary)


def somebody(number: int, vocabulary: Vocabulary) -> PatientRecord:
    """One of several people with all that a record can hold."""
    file = standing_record()
    family, given, born = [("Angerer", "Ida", "1971"), ("Bellini", "Carlo", "1984"), ("Okafor", "Ngozi", "1990")][
        number
    ]
    file["patients"][0].update(family_name=family, given_name=given, born=f"{born}-0{number + 1}-1{number}")
    file["patients"][0]["chart_no"] = f"2{number}"
    data = raw_json(file).replace(b"0198f0c", b"0198f%dc" % number)
    (record,) = read_import(data, vocabulary)
    return record


def test_the_preview_tells_what_the_import_does(tmp_path: Path, vocabulary: Vocabulary):
    """Also of those who are there already, in part, or stand in the files several times; and it writes nothing."""
    chance, some = random.Random(3), [somebody(number, vocabulary) for number in range(3)]
    for number in range(8):
        there, brought = (chance.choices(some, k=chance.randrange(4)) for _ in range(2))
        less = [replace(one, visits=one.visits[:1], pinned=None, wore_off=(), attachments=()) for one in brought[:1]]
        found = [held(one, "x", f"{n}", True) for n, one in enumerate([*less, *brought])]
        with Store.open(tmp_path / f"{number}.sqlite", clock=clock) as store:
            brought_in(store, there)
            shown = preview(found, Known(store), {})
            assert shown.ready, shown.wrong
            assert shown.totals == bring_in(store, lambda some=found, to=store: planned(some, Known(to), {})).totals
            assert not preview(found, Known(store), {}).totals.adds_anything
