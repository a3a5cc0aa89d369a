"""The table that units are compared with: the shipped ranges with the clinic's own before them, and kept as bytes.

The areas belong to it: a table names the set of areas it knows, where that is not the first one.

A signed visit names the table it was compared with. The same rows give the same bytes everywhere, and the SHA-256 of
the bytes is the table's name, so a table that is kept is the one that was meant or is known not to be.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from charting.domain.dosing.reference import DoseRange, Reference, Source
from charting.domain.dosing.styles import RangeStyle
from charting.domain.face.face import FIRST_SET, UNNAMED_RULE, SurfaceRule
from charting.domain.people.patient import Sex
from charting.domain.text import plain_note
from charting.domain.units import plain
from charting.domain.visit.visit import Technique

if TYPE_CHECKING:
    from charting.domain.clinic.clinic import ClinicRange


FORMAT = "charting.range-table"
VERSION = 1
OWN = Source("clinic", "This clinic's own range", "This clinic", "clinic", seen="full")
_DECIMALS = ("low", "high", "units_per_point_low", "units_per_point_high")
_PLAIN = ("area", "product", "per", "mark", "weak", "default", "derived", "note", "basis", "points_low", "points_high",
          "requires_area", "set_by")  # fmt: skip


_MOST, _FIGURES = 1_000_000, 12
"""The largest end of a range in U, and so many powers of ten may lie between it and one."""


@dataclass(frozen=True, slots=True)
class RangeTable:
    """The bytes of a table and their SHA-256, which is its name."""

    version: str
    content: bytes


def effective(reference: Reference, own: Iterable[ClinicRange]) -> Reference:
    """The reference data with the clinic's own ranges in it; the very same value when there are none."""
    rows = tuple(_row(range_) for range_ in sorted(own, key=lambda r: _order(r.key)))
    if not rows:
        return reference
    sources = MappingProxyType({**reference.sources, OWN.id: OWN})
    joined = replace(reference, ranges=(*reference.ranges, *rows), sources=sources)
    return replace(joined, version=table_of(joined).version)


@lru_cache(maxsize=8)
def table_of(reference: Reference) -> RangeTable:
    """The ranges of the reference data as they are kept with a signed visit."""
    content = snapshot(reference.ranges, reference.area_set, reference.surface_rule)
    return RangeTable(hashlib.sha256(content).hexdigest(), content)


@lru_cache(maxsize=8)
def shipped_version(reference: Reference) -> str:
    """The name of the table as it was shipped: without the rows that are the clinic's own."""
    shipped = tuple(row for row in reference.ranges if row.source.id != OWN.id)
    return hashlib.sha256(snapshot(shipped, reference.area_set, reference.surface_rule)).hexdigest()


def snapshot(ranges: Iterable[DoseRange], area_set: int = FIRST_SET, surface_rule: SurfaceRule = UNNAMED_RULE) -> bytes:
    """Ranges as canonical JSON: sorted keys, no blanks, ASCII, decimals as strings; the order of the rows is kept.

    The first set of areas and the first rule of surfaces are not named, as in tables kept before there were others.
    """
    rows = tuple(ranges)
    sources = {source.id: source for row in rows for source in (row.source, *row.also)}
    value = {
        "format": FORMAT,
        "version": VERSION,
        "sources": {key: _source_value(source) for key, source in sources.items()},
        "ranges": [_value(row) for row in rows],
        **({"areas": area_set} if area_set != FIRST_SET else {}),
        **({"surface_rule": surface_rule.value} if surface_rule is not UNNAMED_RULE else {}),
    }
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def restore(content: bytes) -> tuple[DoseRange, ...]:
    """The ranges of a snapshot; ValueError when it is none."""
    return _restored(content)[0]


def _restored(content: bytes) -> tuple[tuple[DoseRange, ...], int, SurfaceRule]:
    """The ranges of a snapshot, the set of areas it knows, and its rule of skin surfaces."""
    try:
        value = json.loads(content, object_hook=_seen)
        if (value["format"], value["version"]) != (FORMAT, VERSION):
            raise ValueError("it is of another kind")
        area_set = value.get("areas", FIRST_SET)
        if type(area_set) is not int or area_set < FIRST_SET:
            raise ValueError("its set of areas is no number")
        rule = SurfaceRule(value.get("surface_rule", UNNAMED_RULE))
        sources = {key: Source(key, **found) for key, found in value["sources"].items()}
        return tuple(_read(row, sources) for row in value["ranges"]), area_set, rule
    except (KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise ValueError(f"the table of ranges is incomplete ({error})") from error


def _seen(value: dict[str, Any]) -> dict[str, Any]:
    """A row without what nobody sees in its texts; the bytes that are kept are those that were signed."""
    return {key: plain_note(found) if isinstance(found, str) else found for key, found in value.items()}


def with_table(reference: Reference, table: RangeTable) -> Reference:
    """The reference data with the ranges, areas and rule of a kept table instead of its own; ValueError otherwise."""
    ranges, area_set, rule = _restored(table.content)
    areas = MappingProxyType({id_: area for id_, area in reference.areas.items() if area.since <= area_set})
    return replace(reference, version=table.version, ranges=ranges, areas=areas, area_set=area_set, surface_rule=rule)


def area_set_of(reference: Reference, table: str | None, *, signed_here: bool) -> int:
    """The set of areas a visit is looked at with: `reference` is what it is compared with, `table` what it names.

    What was signed here before tables were kept names none and has the first set, although today's ranges are all it
    can be compared with: its points lie where they lay.
    """
    return FIRST_SET if signed_here and table is None else reference.area_set


# ---------------------------------------------------------------------- inside


def _row(own: ClinicRange) -> DoseRange:
    return DoseRange(
        own.area, own.product, own.style, own.technique, own.per, own.low, own.high, own.sex, OWN, "own",
        default=True, basis="clinic", set_by=own.set_by, set_on=own.set_at.date(),
    )  # fmt: skip


def _order(key: tuple[str, str, Technique, RangeStyle, Sex | None]) -> tuple[str, ...]:
    product, area, technique, style, sex = key
    return (product, area, technique.value, style.value, sex.value if sex else "")


def _source_value(source: Source) -> dict[str, Any]:
    return {
        "title": source.title, "short": source.short, "kind": source.kind, "url": source.url, "year": source.year,
        "seen": source.seen,
    }  # fmt: skip


def _value(row: DoseRange) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        **{name: _text(getattr(row, name)) for name in _DECIMALS},
        "style": row.style.value,
        "technique": row.technique.value,
        "sex": row.sex.value if row.sex is not None else None,
        "source": row.source.id,
        "also": [source.id for source in row.also],
        "set_on": row.set_on.isoformat() if row.set_on is not None else None,
    }


def _read(row: Mapping[str, Any], sources: Mapping[str, Source]) -> DoseRange:
    values = {
        **{name: row[name] for name in _PLAIN},
        **{name: None if row[name] is None else _bound(row[name]) for name in _DECIMALS},
    }
    return DoseRange(
        **values,
        style=RangeStyle(row["style"]),
        technique=Technique(row["technique"]),
        sex=None if row["sex"] is None else Sex(row["sex"]),
        source=sources[row["source"]],
        also=tuple(sources[id_] for id_ in row["also"]),
        set_on=None if row["set_on"] is None else date.fromisoformat(row["set_on"]),
    )


def _bound(text: str) -> Decimal:
    """An end of a range; ValueError for what no range can have, before anything is compared with it."""
    value = Decimal(text)
    if not value.is_finite() or not 0 <= value <= _MOST or abs(value.adjusted()) > _FIGURES:
        raise ValueError(f"{text[:40]} is no end of a range")
    return plain(value)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(plain(value), "f")
