"""How cautions are said on the screen: where, what was measured, by which rule, from which source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from charting.domain.cautions.rule import Part, Said
from charting.domain.units import plain
from charting.words.words import area_name, date_text, translate

if TYPE_CHECKING:
    from charting.domain.cautions.rule import CautionNote
    from charting.domain.dosing.reference import Reference

MOST_NUMBERS = 8
_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_DECIMAL = re.compile(r"(?<=\d)\.(?=\d)")


def localised(said: Said) -> str:
    """What is said of a caution, with its figures and days as this place writes them."""
    words = _decimals(translate("cautions", said.template))
    return words.format(**{name: _said(value) for name, value in said.values})


def _said(value: Part) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_said, value))
    if isinstance(value, Said):
        return localised(value)
    if isinstance(value, datetime):
        return f"{date_text(value.date())} {value:%H:%M}"
    if isinstance(value, date):
        return date_text(value)
    return _decimals(f"{plain(value):f}") if isinstance(value, Decimal) else str(value)


def localised_text(text: str) -> str:
    """Words that a record kept, with days and decimal signs as this place writes them."""
    parts, at = [], 0
    for found in _DAY.finditer(text):
        parts += [_decimals(text[at : found.start()]), date_text(date(*map(int, found.groups())))]
        at = found.end()
    return "".join([*parts, _decimals(text[at:])])


def _decimals(text: str) -> str:
    return _DECIMAL.sub(",", text) if QLocale().decimalPoint() == "," else text


def where_text(reference: Reference, note: CautionNote) -> str:
    """“Forehead · points 3, 5”; what is of no area and no point is of the visit."""
    parts = [area_name(reference, note.area)] if note.area else []
    if note.points:
        text = points_named(note.points)
        parts.append(text if parts else text[:1].upper() + text[1:])
    elif not parts:
        parts.append(translate("cautions", "This visit"))
    return " · ".join(parts)


def points_named(points: Sequence[int]) -> str:
    """“points 3, 5”; of many the first."""
    numbers = ", ".join(map(str, points[:MOST_NUMBERS])) + (" …" if len(points) > MOST_NUMBERS else "")
    one, more = translate("cautions", "point {numbers}"), translate("cautions", "points {numbers}")
    return (one if len(points) == 1 else more).format(numbers=numbers)


def source_text(source: str, mark: str, *, weak: bool) -> str:
    """“Injector reference · B · weak evidence”."""
    parts = [source, mark, *([translate("cautions", "weak evidence")] if weak else [])]
    return " · ".join(parts)


def sentence(reference: Reference, note: CautionNote, *, seen: bool) -> str:
    """The whole caution for somebody who does not see it."""
    said = f" {translate('cautions', 'Seen.')}" if seen else ""
    cited = source_text(note.source, note.mark, weak=note.weak)
    return f"{where_text(reference, note)}: {localised(note.measured)}. {localised(note.rule)}. {cited}.{said}"


def short_text(reference: Reference, note: CautionNote) -> str:
    """Where and what was measured, for a list to be read at a glance."""
    return f"{where_text(reference, note)}: {localised(note.measured)}"


def count_text(notes: Sequence[CautionNote], seen: int) -> str:
    """“3 cautions, 2 seen”; empty when there are none."""
    if not notes:
        return ""
    one, more = translate("cautions", "1 caution"), translate("cautions", "{count} cautions")
    text = one if len(notes) == 1 else more.format(count=len(notes))
    return f"{text}, {translate('cautions', '{count} seen').format(count=seen)}"
