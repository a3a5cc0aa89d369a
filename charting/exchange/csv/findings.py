"""What was found, as cells of the CSV: adverse events of a review, and muscles before they were treated.

“lid_ptosis left moderate since 2026-03-13 until 2026-04-02 treated "Drops" reported; headache” are two events: the code
of each and what is known of it. “masseter.left double 10-14” is a muscle with its bulging and its thickness. Words are
in quotes, as JSON writes them. An empty cell says nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from msgspec import UNSET, UnsetType

from charting.domain.face.face import NAMES, Measures
from charting.domain.units import plain
from charting.domain.visit.outcome import EventSide, FoundEvent, Review, Severity
from charting.domain.visit.record import Bulging, MuscleFinding, Thickness
from charting.errors import Refused
from charting.exchange.json.shape import shape_of
from charting.exchange.json.text import Number

_PART = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^\s";]+|;)\s*')
_DATED, _TOLD = ("since", "until"), ("treated", "reported")
_SIDES, _SEVERITIES, _BULGINGS, _THICKNESSES = (
    frozenset(one.value for one in kind) for kind in (EventSide, Severity, Bulging, Thickness)
)


def events_cell(review: Review | None) -> str | None:
    """The adverse events of a review."""
    return "; ".join(map(_event, review.adverse_events)) or None if review is not None else None


def events_of(cell: str) -> list[Any]:
    """The inverse of `events_cell`; Refused where it cannot be read. Codes and days are looked at by who reads them."""
    return [_event_of(words, cell) for words in _several(cell)]


def muscles_cell(findings: Iterable[MuscleFinding]) -> str | None:
    """What was found of muscles."""
    rows = ((f.area, f.bulging and f.bulging.value, f.thickness and f.thickness.value) for f in findings)
    return "; ".join(" ".join(filter(None, row)) for row in rows) or None


def muscles_of(cell: str) -> list[Any]:
    """The inverse of `muscles_cell`; Refused where it cannot be read."""
    return [_muscle_of(words, cell) for words in _several(cell)]


def _event(event: FoundEvent) -> str:
    parts = [event.code, event.side and event.side.value, event.severity and event.severity.value]
    for name in _DATED:
        day: date | None = getattr(event, name)
        parts += [] if day is None else [name, day.isoformat()]
    for name in _TOLD:
        words: str | None = getattr(event, name)
        parts += [] if words is None else [name, json.dumps(words, ensure_ascii=False) if words else ""]
    return " ".join(filter(None, parts))


def _several(cell: str) -> Iterator[list[str]]:
    """The words of each, with their quotes."""
    words: list[str] = []
    place = 0
    while place < len(cell):
        found = _PART.match(cell, place)
        if found is None:
            raise _unread(cell)
        place = found.end()
        if found[1] != ";":
            words.append(found[1])
            continue
        yield words
        words = []
    if words:
        yield words


def _event_of(words: Sequence[str], cell: str) -> Any:
    if not words:
        raise _unread(cell)
    known: dict[str, Any] = {}
    rest = list(words[1:])
    value: str | bool
    while rest:
        word = rest.pop(0)
        if word in _DATED and rest:
            key, value = word, rest.pop(0)
        elif word in _TOLD:
            key, value = word, _quoted(rest.pop(0), cell) if rest and rest[0].startswith('"') else True
        else:
            key, value = ("side" if word in _SIDES else "severity" if word in _SEVERITIES else ""), word
        if not key or key in known:
            raise _unread(cell)
        known[key] = value
    return shape_of(FoundEvent)(code=words[0], **known)


def _muscle_of(words: Sequence[str], cell: str) -> Any:
    known: dict[str, str] = {}
    for word in words[1:]:
        key = "bulging" if word in _BULGINGS else "thickness" if word in _THICKNESSES else ""
        if not key or key in known:
            raise _unread(cell)
        known[key] = word
    if not known:
        raise _unread(cell)
    return shape_of(MuscleFinding)(area=words[0], **known)


def _quoted(word: str, cell: str) -> str:
    try:
        return str(json.loads(word, strict=False))
    except ValueError:
        raise _unread(cell) from None


def _unread(cell: str) -> Refused:
    return Refused("“{text}” cannot be read as what was found; write it as this program does.", text=cell[:100])


# ----------------------------------------------------------------------
# The measures of a face as cells of the CSV: which of them count, and those that a visit was signed with.
#
# “interpupillary_mm face_width_mm” names two; “interpupillary_mm=61.5” is one with its value; “none” is none at all.
# An empty cell says nothing: all that is given counts, and a visit follows its patient.


_NONE = "none"
_KEPT = re.compile(rf"({'|'.join(NAMES)})=([0-9]+(?:\.[0-9]+)?)")


def measured_cell(measured: tuple[str, ...] | None) -> str | None:
    """Which measures count."""
    return None if measured is None else " ".join(measured) or _NONE


def measured_of(cell: str) -> list[str] | UnsetType:
    """The inverse of `measured_cell`; what is no measure is told by whoever reads the names."""
    words = cell.split()
    return UNSET if not words else [] if words == [_NONE] else words


def kept_cell(measures: Measures | None) -> str | None:
    """The measures of a visit, with their values."""
    if measures is None:
        return None
    given = ((name, measures.of(name)) for name in NAMES)
    return " ".join(f"{name}={plain(value):f}" for name, value in given if value is not None) or _NONE


def kept_of(cell: str) -> Any:
    """The inverse of `kept_cell`; Refused where something else stands in it."""
    words = cell.split()
    if not words or words == [_NONE]:
        return shape_of(Measures)() if words else UNSET
    found = [_KEPT.fullmatch(word) for word in words]
    pairs = {match[1]: Number(match[2]) for match in found if match}
    if len(pairs) < len(words):
        raise Refused("“{text}” are no measures; write them as {name}=61.5, with a blank between two.",
                      text=cell, name=NAMES[0])  # fmt: skip
    return shape_of(Measures)(**pairs)
