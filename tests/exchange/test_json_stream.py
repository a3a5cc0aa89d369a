"""A file read piece by piece says what reading it at once says."""

from __future__ import annotations

import io
import json
import random
from pathlib import Path
from typing import Any

import pytest

from charting.errors import Refused
from charting.exchange.json import lean
from charting.exchange.json import stream as json_stream
from charting.exchange.json.lean import Lean, Marks
from charting.exchange.json.text import NUMBERS
from tests.exchange.at_once import parse
from tests.exchange.test_mutants import spoilt_bytes, spoilt_number, spoilt_value

LISTS = frozenset({"patients", "tables"})
ROOT = Path(__file__).resolve().parent.parent.parent


def pieces_of(data: bytes) -> list[json_stream.Piece]:
    file = io.BytesIO(data)
    json_stream.looked_through(file, "x")
    return list(json_stream.pieces(Lean(file, Marks()), "x", LISTS, json.JSONDecoder(**NUMBERS)))


def streamed(data: bytes) -> dict[str | None, Any]:
    found: dict[str | None, Any] = {}
    for piece in pieces_of(data):
        if piece.number is None:
            found[piece.key] = piece.value
        else:
            found[piece.key].append(piece.value)
    return found


@pytest.mark.parametrize("chunk", [1, 7, 64, 1 << 20])
def test_it_says_what_reading_at_once_says(chunk: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(json_stream, "CHUNK", chunk)
    monkeypatch.setattr(lean, "CHUNK", chunk)
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
                assert streamed(data) == at_once
        same += 1
    assert same > 500


def test_keys_come_in_any_order_and_lines_are_those_of_the_file(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(json_stream, "CHUNK", 3)
    assert list(streamed(b'\xef\xbb\xbf {"tables": [],\n "patients": [{"a": "\xc3\xbc"}, 1],\n "format": "x"}\n')) == [
        "tables", "patients", "format",
    ]  # fmt: skip
    with pytest.raises(Refused, match="expecting value in line 3, column 5"):
        streamed(b'{"patients": [\n{},\n{}, ]}')
    with pytest.raises(Refused, match="extra data in line 2, column 1"):
        streamed(b'{"patients": []}\n{}')
