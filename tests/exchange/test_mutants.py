"""Thousands of spoilt files: each is refused in one sentence or is still a good file; nothing else ever happens.

`--mutants N` sets how many.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from charting.desk.importing import Known, bring_in
from charting.errors import Refused
from charting.exchange.csv.columns import COLUMNS
from charting.exchange.csv.text import written
from charting.exchange.importing import InFile, Planned, Reading, planned, preview
from charting.exchange.matching import deciding, match
from charting.exchange.records import Arrival, Vocabulary
from charting.store.database import Store
from charting.store.dbapi import connect
from tests.exchange.files import (
    NOW,
    looking_back,
    of_bytes,
    raw_json,
    read_assess,
    read_import,
    standing_record,
    whole,
    write,
)
from tests.exchange.tables import point, read_rows, table, three
from tests.store.values import a_patient, a_visit, clock

NASTY: list[Any] = [
    None, True, False, 0, -1, 0.001, 1.234, 501, 1e308, 1e-300, 10**400, float("nan"), float("inf"), "", " ", "abc",
    "1.5", "\x00", "\ud800", "x" * 501, "😀", [], {}, [[]], {"a": 1}, "2026-02-30", "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00", "forehead", "crows_feet", "signed", "front", "../../etc/passwd", "{path}", "{0}", "%s",
]  # fmt: skip


def spoilt_value(chance: random.Random) -> bytes:
    """A well-formed file in which one value, key or object is another one."""
    file = chance.choice([whole, looking_back, standing_record])()
    places = [(container, key) for container in _containers(file) for key in _keys(container)]
    container, key = chance.choice(places)
    what = chance.randrange(5)
    if what == 0:
        del container[key]
    elif what == 1 and isinstance(container, dict):
        container[chance.choice(["unknown", key + "s", key.upper(), ""])] = container.pop(key)
    elif what == 2 and isinstance(container, list):
        container.append(container[key])
    else:
        container[key] = chance.choice(NASTY)
    return raw_json(file)


NUMBERS = [
    "1e9999999", "-1e9999999", "1e-9999999", "0.1e-9999999", "1E400", "-1e401", "1e308", "1e-300", "0e9999999",
    "0e-9999999", "1e999999999999999999999", "1" + "0" * 30, "9" * 100_000, "0." + "0" * 50 + "1", "0.005", "-0.0",
    "-0", "0", "0.01", "500", "500.01", "0.1e1", "1.50", "25e-1", "-400", "400.004", "2147483648", "NaN", "Infinity",
    "-Infinity",
]  # fmt: skip
"""Of every magnitude and spelling; some of them JSON does not know, and some cannot be compared or held."""


def spoilt_number(chance: random.Random) -> bytes:
    """A file in which one or some values are other numbers."""
    file = chance.choice([whole, looking_back, standing_record])()
    places = [(container, key) for container in _containers(file) for key in _keys(container)]
    numbers = [(container, key) for container, key in places if type(container[key]) in (int, float)]
    for _ in range(chance.choice([1, 1, 3])):
        container, key = chance.choice(numbers if chance.random() < 0.8 else places)
        container[key] = "\ue000"
    data = raw_json(file)
    sign = json.dumps("\ue000").encode() if b"\\ue000" in data else '"\ue000"'.encode()
    while sign in data:
        data = data.replace(sign, chance.choice(NUMBERS).encode(), 1)
    return data


def spoilt_bytes(chance: random.Random) -> bytes:
    """A file in which some bytes are flipped, lost, doubled or cut off."""
    data = bytearray(raw_json(chance.choice([whole, looking_back])()))
    return spoil(data, chance, [b"[", b"{", b'"', b"}", b",", b"0", b"-", b"e9", b"\\", b"\xff", b"\x00"])


def spoil(data: bytearray, chance: random.Random, signs: list[bytes]) -> bytes:
    """The bytes with some of them flipped, lost, doubled, cut off, or a sign that means something put in."""
    for _ in range(chance.choice([1, 1, 1, 2, 5])):
        at = chance.randrange(max(len(data), 1))
        data = data or bytearray(b" ")
        what = chance.randrange(6)
        if what == 0:
            data[at] ^= 1 << chance.randrange(8)
        elif what == 1:
            del data[at : at + chance.randrange(1, 30)]
        elif what == 2:
            data[at:at] = data[at : at + chance.randrange(1, 60)]
        elif what == 3:
            data[at:at] = chance.choice(signs)
        elif what == 4:
            del data[max(at, 1) :]
        else:
            data[at] = chance.choice(b'0123456789"{}[]:,.-+eE\\n')
    return bytes(data)


CELLS = [
    "", " ", "-1", "0", "0.001", "501", "1,5", "1e5", "NaN", "٣", "'1", "''", "=1+1", "x" * 501, "😀", '"', '""', ",",
    "2026-02-30", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "front", "crows_feet", "signed", "draft",
    "review", "{path}", "%s", "\r\n", "10482", "1992-03-06",
]  # fmt: skip


def spoilt_cell(chance: random.Random) -> bytes:
    """A table in which some cell, column or row is another one."""
    rows = [*three(), point(1, "3", "-40", "2", visit_id="0198f0c3-0000-7000-8000-000000000002", vial="1")]
    columns = list(COLUMNS)
    what = chance.randrange(6)
    if what == 0:
        del columns[chance.randrange(len(columns))]
    elif what == 1:
        columns[chance.randrange(len(columns))] = chance.choice(["", "units", "Units", "who"])
    elif what == 2:
        rows.append(chance.choice(rows))
    else:
        for _ in range(chance.choice([1, 1, 2, 9])):
            chance.choice(rows)[chance.choice(columns)] = chance.choice(CELLS)
    data = written([columns, *([row.get(column) for column in columns] for row in rows)])
    return data if what < 5 else data.replace(b"\r\n", chance.choice([b"\n", b"\r", b"\r\n,", b'"\r\n']), 1)


def spoilt_figure(chance: random.Random) -> bytes:
    """A table in which one or some cells are other numbers."""
    rows = [*three(), point(1, "3", "-40", "2", visit_id="0198f0c3-0000-7000-8000-000000000002", vial="1")]
    for _ in range(chance.choice([1, 1, 3])):
        row = chance.choice(rows)
        figures = [column for column, cell in row.items() if cell and cell.lstrip("-").replace(".", "", 1).isdecimal()]
        row[chance.choice(figures or COLUMNS)] = chance.choice(NUMBERS)
    return written([COLUMNS, *([row.get(column) for column in COLUMNS] for row in rows)])


def spoilt_table(chance: random.Random) -> bytes:
    """A table in which some bytes are flipped, lost, doubled or cut off."""
    return spoil(
        bytearray(table(three())), chance, [b'"', b",", b";", b"\t", b"\r", b"\n", b"'", b"\xff", b"\x00", b"="]
    )


def _containers(value: Any) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    own = [value] if isinstance(value, (dict, list)) and value else []
    return own + [found for item in inner for found in _containers(item)]


def _keys(container: Any) -> list[Any]:
    return list(container) if isinstance(container, dict) else list(range(len(container)))


SPOILT: list[tuple[bool, Callable[[random.Random], bytes]]] = [
    (True, spoilt_bytes), (True, spoilt_value), (True, spoilt_number),
    (False, spoilt_table), (False, spoilt_cell), (False, spoilt_figure),
]  # fmt: skip


class _Undo(Exception):
    pass


def test_no_spoilt_file_does_anything_but_be_refused(
    tmp_path: Path, vocabulary: Vocabulary, request: pytest.FixtureRequest
):
    chance = random.Random(11)
    path = tmp_path / "clinic.sqlite"
    refused = 0
    with Store.open(path, clock=clock) as store:
        store.patients.add(a_patient())
        store.visits.save_draft(a_visit())
        before = dump(path)
        for number in range(request.config.getoption("--mutants")):
            in_json, spoilt = SPOILT[number % len(SPOILT)]
            data = spoilt(chance)
            try:
                (keep_and_undo if in_json else keep_table_and_undo)(data, vocabulary, store)
            except Refused as refusal:
                refused += 1
                sentence = str(refusal)
                assert sentence.startswith(("july.", "The visit ", "The effect ", "The patient ", "An attachment ")), (
                    data
                )
                assert "\n" not in sentence
                assert len(sentence) <= 500
                assert gathered(data, vocabulary, store, in_json=in_json), data
            if not in_json:
                continue
            try:
                read_assess(data, vocabulary)
            except Refused:
                continue
    assert dump(path) == before
    assert refused > request.config.getoption("--mutants") // 2


def keep_and_undo(data: bytes, vocabulary: Vocabulary, store: Store) -> None:
    """Read a file; what is taken must be storable, and come back as the same bytes."""
    found = Reading(vocabulary, NOW).read(of_bytes(data, "july.json"))
    some = [Arrival(one, one.patient) for one in found]
    try:
        with store.writing():
            bring_in(store, lambda: Planned(some, InFile(Known(store))))
            assert_there(Planned(some, InFile(Known(store))))
            raise _Undo
    except _Undo:
        records = [one.record for one in found]
        assert write(read_import(write(records), vocabulary)) == write(records)


def assert_there(again: Planned) -> None:
    for _ in again:
        pass
    assert not again.totals.adds_anything


def gathered(data: bytes, vocabulary: Vocabulary, store: Store, *, in_json: bool) -> bool:
    """What is refused is refused in the preview too, where all faults are gathered."""
    faults: list[Refused] = []
    try:
        found = Reading(vocabulary, NOW).read(of_bytes(data, "july.json" if in_json else "july.csv"), faults)
    except Refused:
        return True
    assert len(faults) <= 200
    shown = preview(found, Known(store), {})
    return bool(faults) or not shown.ready


def keep_table_and_undo(data: bytes, vocabulary: Vocabulary, store: Store) -> None:
    """A table that is taken is storable, comes in once only, and gathering its faults finds none."""
    found = read_rows(data, vocabulary)
    faults: list[Refused] = []
    assert read_rows(data, vocabulary, faults) == found
    assert not faults
    decisions = deciding(match(found, store.patients.all(), {}).nears, new=True, same=False)
    try:
        with store.writing():
            bring_in(store, lambda: planned(found, Known(store), decisions))
            assert_there(planned(found, Known(store), decisions))
            raise _Undo
    except _Undo:
        return


def dump(path: Path) -> list[object]:
    with closing(connect(str(path))) as conn:
        tables = ("patient", "patient_former", "patient_word", "visit", "point", "review", "pin", "recall", "wore_off")
        return [conn.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
