"""Drawn records with days and texts that an import takes: a database may hold others, a file may not."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from charting.domain.people.patient import Patient
from charting.domain.text import plainly
from charting.domain.visit.outcome import FoundEvent

_T = TypeVar("_T")


def possible(value: _T) -> _T:
    """The same with every time between 2000 and 2024 unless it lies between 1995 and June 2026 already.

    Its texts are without what nobody sees.
    """
    return plainly(_possible(value))  # type: ignore[no-any-return]


def _possible(value: Any) -> Any:
    if isinstance(value, Patient):
        return replace(value, born=min(value.born, date(1985, 1, 1)))
    if isinstance(value, date):  # a datetime is one too
        day = value.date() if isinstance(value, datetime) else value
        fine = date(1995, 1, 1) <= day <= date(2026, 6, 30)
        return value if fine else value.replace(year=2000 + value.year % 25, day=min(value.day, 28))
    if isinstance(value, tuple):
        return tuple(map(_possible, value))
    if is_dataclass(value) and not isinstance(value, type):
        made = replace(value, **{f.name: _possible(getattr(value, f.name)) for f in fields(value) if f.init})
        return _in_order(made) if isinstance(made, FoundEvent) else made
    return value


def _in_order(event: FoundEvent) -> FoundEvent:
    """Days that were put into other years may have changed places: nothing ends before it began."""
    if event.since and event.until and event.until < event.since:
        return replace(event, since=event.until, until=event.since)
    return event
