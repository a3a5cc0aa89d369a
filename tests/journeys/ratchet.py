"""Holds what a journey told against what is stored: clicks and keys may only fall, words change only with a reason.

`table.toml` says how to change it. `first.toml` is how each journey was when it was first recorded, and is never
changed: whatever differs from it bears its reason in the table.
"""

from __future__ import annotations

import difflib
import json
import os
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import pytest

from tests.journeys.hand import Reading, Told

HERE = Path(__file__).parent
TABLE, FIRST = HERE / "table.toml", HERE / "first.toml"
CAUTIONS = "cautions"
HOW = "pytest tests/journeys/test_twelve_journeys.py -n 0 --record-journeys --because '…'"


@dataclass(slots=True)
class Part:
    """Lines that were read at one moment, with the reasons of those that are new or gone since the first record."""

    at: str
    lines: list[str]
    because: dict[str, str] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Entry:
    """One journey of the table; its cautions are a part like the words."""

    clicks: int
    keys: int
    parts: list[Part]

    def part(self, at: str) -> Part | None:
        return next((part for part in self.parts if part.at == at), None)


Table = dict[str, Entry]

# ---------------------------------------------------------------------- holding


def hold(name: str, told: Told, config: pytest.Config) -> None:
    """Fail with what is different, or record it where that was asked for."""
    now = entry_of(told)
    if config.getoption("--record-journeys"):
        assert not hasattr(config, "workerinput"), "record with -n 0: two processes cannot write one table"
        record(name, now, config.getoption("--because"))
        return
    stored = read(TABLE).get(name)
    assert stored is not None, f"the journey “{name}” is not in the table yet; record it: {HOW}"
    faults = compare(stored, now)
    if faults:
        pytest.fail("\n".join((f"The journey “{name}” is not what tests/journeys/table.toml says.", *faults)), False)


def entry_of(told: Told) -> Entry:
    """What a journey told, as it would stand in the table."""
    readings = [Reading(CAUTIONS, told.cautions), *told.readings]
    doubled = [at for at, count in Counter(reading.at for reading in readings).items() if count > 1]
    assert not doubled, f"two readings are called {doubled[0]!r}"
    return Entry(told.clicks, told.keys, [Part(reading.at, reading.words) for reading in readings])


def compare(stored: Entry, now: Entry) -> list[str]:
    """What is different, in words for whoever changed it."""
    faults = []
    for what, was, is_ in (("clicks", stored.clicks, now.clicks), ("keys", stored.keys, now.keys)):
        if is_ > was:
            faults.append(f"It takes {is_} {what}; {was} were enough. They may only fall.")
        elif is_ < was:
            faults.append(f"It takes {is_} {what} instead of {was}: well done, now keep it. {HOW}")
    for at in dict.fromkeys(part.at for part in (*stored.parts, *now.parts)):
        one, other = stored.part(at), now.part(at)
        lines, words = (part.lines if part else [] for part in (one, other))
        if lines != words:
            shown = difflib.unified_diff(lines, words, "the table", "the screen", lineterm="", n=1)
            faults += ["", f"Other words at “{at}”:", *shown]
    if any(fault.startswith("Other words") for fault in faults):
        faults += ["", f"If they are meant to be so, give the reason: {HOW}"]
    return faults


# ---------------------------------------------------------------------- recording


def record(name: str, now: Entry, because: str) -> None:
    """Write a journey into the table; refused where it got longer, or where words changed without a reason."""
    table, first = read(TABLE), read(FIRST)
    if name not in first:
        first[name] = now
        write(FIRST, first)
        table[name] = now
    else:
        table[name] = renewed(table.get(name, first[name]), first[name], now, because)
    write(TABLE, table)


def renewed(stored: Entry, first: Entry, now: Entry, because: str) -> Entry:
    """The entry of now, each line that is not of the first record with its reason."""
    for what, was, is_ in (("clicks", stored.clicks, now.clicks), ("keys", stored.keys, now.keys)):
        assert is_ <= was, f"It takes {is_} {what}; {was} were enough. They may only fall."
    parts = []
    for at in dict.fromkeys(part.at for part in (*now.parts, *first.parts)):
        new, old, before = (entry.part(at) or Part(at, []) for entry in (now, first, stored))
        came, went = differing(old.lines, new.lines)
        part = Part(
            at, new.lines,
            {line: before.because.get(line) or because for line in came},
            {line: before.gone.get(line) or because for line in went},
        )  # fmt: skip
        without = [line for line, why in (*part.because.items(), *part.gone.items()) if not why.strip()]
        assert not without, f"“{without[0]}” at “{at}” is another line than before: --because says why"
        if part.lines or part.gone:
            parts.append(part)
    return Entry(now.clicks, now.keys, parts)


def differing(first: list[str], now: list[str]) -> tuple[list[str], list[str]]:
    """The lines that are new, and those that are gone, each once."""
    one, other = Counter(first), Counter(now)
    return [*dict.fromkeys((other - one).elements())], [*dict.fromkeys((one - other).elements())]


def unreasoned(table: Table, first: Table) -> list[str]:
    """What the table changed against the first record without a reason, or against the rule."""
    faults = []
    for name, was in first.items():
        now = table.get(name)
        if now is None:
            faults.append(f"{name} is gone from the table")
            continue
        if now.clicks > was.clicks or now.keys > was.keys:
            faults.append(f"{name} has more clicks or keys than it had first")
        for at in dict.fromkeys(part.at for part in (*now.parts, *was.parts)):
            new, old = now.part(at) or Part(at, []), was.part(at) or Part(at, [])
            came, went = differing(old.lines, new.lines)
            for line, why in [(line, new.because.get(line)) for line in came] + [(x, new.gone.get(x)) for x in went]:
                if not (why or "").strip():
                    faults.append(f"{name}, “{at}”: no reason beside “{line}”")
    return faults


# ---------------------------------------------------------------------- the file


def read(file: Path) -> Table:
    """A table as it is stored."""
    if not file.exists():
        return {}
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: Entry(row["clicks"], row["keys"], list(map(_part, row["read"]))) for name, row in raw.items()}


def _part(raw: dict[str, object]) -> Part:
    part = Part(str(raw["at"]), [])
    lines, gone = raw.get("lines", []), raw.get("gone", [])
    assert isinstance(lines, list)
    assert isinstance(gone, list)
    for line in lines:
        texts, why = ([line], "") if isinstance(line, str) else (line["now"], line["because"])
        part.lines += texts
        part.because.update(dict.fromkeys(texts, why) if why else {})
    for line in gone:
        part.gone.update(dict.fromkeys(line["was"], line["because"]))
    return part


def write(file: Path, table: Table) -> None:
    """Write a table in the order of its names, whole or not at all; what stands above the first journey stays."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    head = text.partition("\n[")[0] if not text.startswith("[") else ""
    out = [head.rstrip(), *(_entry_text(name, table[name]) for name in sorted(table))]
    part = file.with_suffix(".part")
    part.write_text("\n".join(line for line in out if line) + "\n", encoding="utf-8")
    os.replace(part, file)


def _entry_text(name: str, entry: Entry) -> str:
    out = ["", f"[{name}]", f"clicks = {entry.clicks}", f"keys = {entry.keys}"]
    for part in entry.parts:
        out += ["", f"[[{name}.read]]", f"at = {_quoted(part.at)}", "lines = ["]
        for why, run in groupby(part.lines, lambda line, part=part: part.because.get(line, "")):
            out += _run("now", list(run), why)
        out.append("]")
        if part.gone:
            out.append("gone = [")
            for why, run in groupby(part.gone, lambda line, part=part: part.gone[line]):
                out += _run("was", list(run), why)
            out.append("]")
    return "\n".join(out)


def _run(name: str, lines: list[str], why: str) -> list[str]:
    """Lines after each other that have the same reason, with it beside them."""
    if not why:
        return [f"  {_quoted(line)}," for line in lines]
    if len(lines) == 1:
        return [f"  {{ because = {_quoted(why)}, {name} = [{_quoted(lines[0])}] }},"]
    return [f"  {{ because = {_quoted(why)}, {name} = [", *(f"    {_quoted(line)}," for line in lines), "  ] },"]


def _quoted(text: str) -> str:
    """A basic string of TOML: JSON's are the same, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
