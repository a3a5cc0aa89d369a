"""What tests of exports share: material from what is shipped, and a record that holds everything."""

from __future__ import annotations

from functools import cache
from typing import Any

from charting.cli import commands
from charting.cli.pdf import drawings
from charting.exchange.json.file import read
from charting.exchange.json.read import Level
from charting.exchange.records import PatientRecord, vocabulary_of
from charting.exchange.source import Material
from tests.exchange.files import NOW, of_bytes, raw_json, standing_record


@cache
def material(*, named: bool = True) -> Material:
    reference = commands.reference_data()
    return Material(reference, reference, commands.faces(), drawings(), named=named)


def records_of(file: dict[str, Any]) -> tuple[PatientRecord, ...]:
    vocabulary = vocabulary_of(material().reference, frozenset({1}))
    return read(of_bytes(raw_json(file), "july.json"), vocabulary=vocabulary, now=NOW, level=Level.IMPORT)


def everything() -> tuple[PatientRecord, ...]:
    return records_of(standing_record())


HOSTILE = (
    "=1+1", "+49 89", "-x", "@SUM(A1)", "'quoted", "O'Neill, \"Sam\"", "two\nlines", "שלום עולם", "نفس", "Zoë 🙂",
    "\tTab", "Łukasz; x", "1e5", "007", "3/4",
)  # fmt: skip
