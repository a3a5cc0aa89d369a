"""A file read piece by piece says what reading it at once says, and needs the memory of its largest patient."""

from __future__ import annotations

import io
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from charting.errors import Refused
from charting.exchange.json import stream as json_stream
from charting.exchange.json.text import parse
from tests.exchange.test_mutants import spoilt_bytes, spoilt_number, spoilt_value

LISTS = frozenset({"patients", "tables"})
ROOT = Path(__file__).resolve().parent.parent.parent


def streamed(data: bytes) -> dict[str, Any]:
    file = io.BytesIO(data)
    json_stream.looked_through(file, "x")
    found: dict[str, Any] = {}
    for piece in json_stream.pieces(file, "x", LISTS):
        if piece.number is None:
            found[piece.key] = piece.value
        else:
            found.setdefault(piece.key, []).append(piece.value)
    return found


def given(value: dict[str, Any]) -> dict[str, Any]:
    """What there is; an empty list has no item to tell of."""
    return {key: item for key, item in value.items() if item != []}


@pytest.mark.parametrize("chunk", [1, 7, 64, 1 << 20])
def test_it_says_what_reading_at_once_says(chunk: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(json_stream, "CHUNK", chunk)
    chance, same = random.Random(chunk), 0
    for number in range(600):
        data = (spoilt_bytes, spoilt_value, spoilt_number)[number % 3](chance)
        try:
            at_once = parse(data, "x")
        except Refused as refused:
            sentence = str(refused)
            if "twice" in sentence or "half a character" in sentence:
                continue  # told of a piece by whoever reads it
            with pytest.raises(Refused) as caught:
                streamed(data)
            assert str(caught.value) == sentence
        else:
            if isinstance(at_once, dict):
                assert given(streamed(data)) == given(at_once)
        same += 1
    assert same > 500


def test_keys_come_in_any_order_and_lines_are_those_of_the_file(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(json_stream, "CHUNK", 3)
    assert list(streamed(b'\xef\xbb\xbf {"tables": [],\n "patients": [{"a": "\xc3\xbc"}, 1],\n "format": "x"}\n')) == [
        "patients", "format",
    ]  # fmt: skip
    with pytest.raises(Refused, match="expecting value in line 3, column 5"):
        streamed(b'{"patients": [\n{},\n{}, ]}')
    with pytest.raises(Refused, match="extra data in line 2, column 1"):
        streamed(b'{"patients": []}\n{}')


READING = """
import resource, sys
from charting.exchange.json.stream import looked_through, pieces
with open(sys.argv[1], "rb") as file:
    looked_through(file, "x")
    count = sum(1 for _ in pieces(file, "x", frozenset({"patients"})))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak_kb(folder: Path, patients: int) -> int:
    file = folder / f"{patients}.json"
    with file.open("w") as out:
        out.write('{"patients": [')
        for n in range(patients):
            out.write((", " if n else "") + '{"content": "' + "QUJD" * 250_000 + f'", "numbers": {[n] * 5000}}}')
        out.write("]}")
    ran = subprocess.run([sys.executable, "-c", READING, file], cwd=ROOT, capture_output=True, check=True)
    count, peak = map(int, ran.stdout.split())
    assert count == patients
    return peak if sys.platform != "darwin" else peak // 1024


@pytest.mark.skipif(sys.platform == "win32", reason="resource")
def test_memory_does_not_follow_the_size_of_the_file(tmp_path: Path):
    small, large = peak_kb(tmp_path, 30), peak_kb(tmp_path, 90)
    assert large - small < 10_000, f"60 MB more took {large - small} kB more"
