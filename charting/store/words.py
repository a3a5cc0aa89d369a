"""How a patient is found as somebody types: the words kept for each, and the prefixes that typed text stands for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from charting.domain.people.patient import Patient, folded

FAMILY, GIVEN, CHART, BORN = 1, 2, 3, 4

Prefix = tuple[int, str]
"""Kind of word, and how it begins."""

_DATE_LIKE = re.compile(r"[0-9]{1,8}|[0-9]{1,4}[./-](?:[0-9]{1,4}(?:[./-][0-9]{0,4})?)?")
_SEPARATOR = re.compile(r"[./-]")
_CENTURIES = ("19", "20")


def words_of(patient: Patient) -> frozenset[tuple[int, str]]:
    """Every (kind, word) the patient is found by: name and chart words folded, the birth date in three orders."""
    found = {(FAMILY, w) for w in _words(patient.family_name)}
    found |= {(GIVEN, w) for w in _words(patient.given_name)}
    found |= {(CHART, w) for w in _words(patient.chart_no or "")}
    return frozenset(found | {(BORN, w) for w in _written(patient.born)})


def typed_prefixes(text: str) -> list[tuple[Prefix, ...]]:
    """For each typed word the prefixes it may stand for; a patient must match one of them for every word."""
    return [prefixes for chunk in _chunks(text) for prefixes in _alternatives(chunk)]


def _alternatives(chunk: str) -> Iterator[tuple[Prefix, ...]]:
    if _DATE_LIKE.fullmatch(chunk):
        # Names may hold figures too ("Smith 2"), and chart numbers may be written with dots or dashes.
        plain = "".join(_SEPARATOR.split(chunk))
        kinds = [(kind, plain) for kind in (FAMILY, GIVEN, CHART)]
        yield (*kinds, *((BORN, w) for w in sorted(_date_prefixes(chunk))))
        return
    for piece in _pieces(chunk) or [chunk]:
        yield tuple((kind, piece) for kind in (FAMILY, GIVEN, CHART))


def _words(text: str) -> set[str]:
    found: set[str] = set()
    for chunk in _chunks(text):
        pieces = _pieces(chunk)
        found.update(pieces)
        found.add("".join(pieces) or chunk)  # O'Brien is found as "obrien" too, and a name of signs by its signs
    return found


def _chunks(text: str) -> list[str]:
    # Marks that folding leaves and signs that cannot be seen (joiners, directions) are typed by nobody.
    return "".join(c for c in folded(text) if unicodedata.category(c) not in ("Cf", "Mn")).split()


def _pieces(chunk: str) -> list[str]:
    return "".join(" " if unicodedata.category(c)[0] in "PSC" else c for c in chunk).split()


def _written(born: date) -> tuple[str, str, str]:
    year, month, day = f"{born.year:04}", f"{born.month:02}", f"{born.day:02}"
    return f"{year}-{month}-{day}", f"{day}-{month}-{year}", f"{month}-{day}-{year}"


def _date_prefixes(chunk: str) -> set[str]:
    """Beginnings of a written date that the typed figures may stand for: 3/5/1992, 05.03.92, 1992-3, 05031992."""
    parts = _SEPARATOR.split(chunk)
    if len(parts) == 1 and len(chunk) > 2:
        cuts = ((chunk[:4], chunk[4:6], chunk[6:]), (chunk[:2], chunk[2:4], chunk[4:]))
        return {"-".join(filter(None, cut)) for cut in cuts if len(cut[2]) <= 4}
    *whole, last = parts
    start = "".join(f"{part.zfill(2)}-" for part in whole)
    found = {start + last}
    if len(last) == 1:
        found.add(f"{start}0{last}")
    if len(whole) == 2 and len(whole[0]) <= 2 and len(last) == 2:
        found.update(start + century + last for century in _CENTURIES)
    return found
