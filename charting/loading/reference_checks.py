"""What no single figure of the reference data shows: ids that exist, low below high, patterns that sum up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import msgspec

from charting.domain.face.face import View
from charting.domain.people.patient import Sex
from charting.loading import reference_files as files

Fault = tuple[str, str]
"""The path of a fault in its file (`$.range[3].low`) and what is wrong there."""

_BOUNDS = (
    ("low", "high"),
    ("points_low", "points_high"),
    ("units_per_point_low", "units_per_point_high"),
    ("total_low", "total"),
    ("onset_days_low", "onset_days_high"),
    ("duration_days_low", "duration_days_high"),
    ("distance_mm", "distance_max_mm"),
    ("least", "most"),
    ("factor_low", "factor_high"),
    ("from_days", "days"),
    ("days", "to_days"),
    ("p5", "p95"),
)


@dataclass
class Known:
    """The ids read so far, by the key that refers to them; a kind of id nothing was read of yet is not checked."""

    ids: dict[str, set[str]] = field(default_factory=dict)
    paired: set[str] = field(default_factory=set)


_REFERS = {
    "source": "source",
    "single_source": "source",
    "also": "source",
    "sources": "source",
    "product": "product",
    "area": "area",
    "areas": "area",
    "us_areas": "area",
    "eu_areas": "area",
    "requires_area": "area",
    "needs_area": "area",
    "sites": "area",
    "meant_for": "area",
    "products": "product",
    "requires_pattern": "pattern",
}


def faults(read: msgspec.Struct, known: Known) -> Iterator[Fault]:
    """The faults of one file, given what the files before it name; the ids it names become known."""
    for table in read.__struct_fields__:
        value = getattr(read, table)
        if not isinstance(value, list):
            yield from _row_faults(f"$.{table}", value, known)
            continue
        yield from _named_twice(table, value, known)
        for number, row in enumerate(value):
            yield from _row_faults(f"$.{table}[{number}]", row, known)
    yield from _special(read, known)


def _named_twice(table: str, rows: Iterable[msgspec.Struct], known: Known) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, row in enumerate(rows):
        id_ = getattr(row, "id", None)
        if id_ is None:
            continue
        if id_ in seen:
            yield f"$.{table}[{number}].id", f"“{id_}” is named twice"
        seen.add(id_)
    if seen:
        known.ids[table] = seen


def _row_faults(path: str, row: msgspec.Struct, known: Known) -> Iterator[Fault]:
    yield from _references(path, row, known, tuple(_REFERS))
    for low, high in _BOUNDS:
        least, most = getattr(row, low, None), getattr(row, high, None)
        if least is not None and most is not None and least > most:
            yield f"{path}.{low}", f"{least:g} is above {high} {most:g}"
    for table in ("dilution", "limit", "approval", "measure"):
        for number, inner in enumerate(getattr(row, table, ())):
            yield from _row_faults(f"{path}.{table}[{number}]", inner, known)
    male = getattr(row, "male", None)
    if male is not None:
        yield from _row_faults(f"{path}.male", male, known)


def _references(path: str, row: msgspec.Struct, known: Known, names: Iterable[str]) -> Iterator[Fault]:
    for name in names:
        kind = _REFERS[name]
        value = getattr(row, name, None)
        if value is None or kind not in known.ids:
            continue
        many = isinstance(value, list)
        for number, id_ in enumerate(value if many else [value]):
            if id_ not in known.ids[kind]:
                yield f"{path}.{name}" + (f"[{number}]" if many else ""), f"there is no {kind} “{id_}”"


def _special(read: msgspec.Struct, known: Known) -> Iterator[Fault]:
    match read:
        case files.AreasFile():
            known.paired = {row.id for row in read.area if row.paired}
        case files.ProductsFile():
            yield from _product_faults(read.product)
        case files.RangesFile():
            yield from _range_faults(read.range, known)
        case files.PatternsFile():
            yield from _pattern_faults(read.pattern)
            yield from _layout_faults(read.micro_layout, known)
        case files.CautionsFile():
            yield from _caution_faults(read.caution)
        case files.AnatomyFile():
            yield from _anatomy_faults(read)


MEASURED_FROM = ("zygion_x", "trichion_y", "brow_y", "nasion_y")
"""The landmarks that a face is measured between."""


def _anatomy_faults(read: files.AnatomyFile) -> Iterator[Fault]:
    if len(read.projection.x_mm) != len(read.projection.factor):
        yield "$.projection.factor", "there must be one factor for each x_mm"
    seen: set[int] = set()
    for number, row in enumerate(read.template):
        if row.version in seen:
            yield f"$.template[{number}].version", f"version {row.version} is named twice"
        seen.add(row.version)
        for name in MEASURED_FROM:
            if name not in row.landmarks:
                yield f"$.template[{number}].landmarks", f"“{name}” is missing"


def _product_faults(rows: Sequence[files.ProductRow]) -> Iterator[Fault]:
    for number, row in enumerate(rows):
        if row.ready_to_use != (row.concentration_u_per_ml is not None):
            path = f"$.product[{number}].concentration_u_per_ml"
            yield path, "a product that is ready to use has a concentration, and no other has"
        if row.single_patient and row.single_dose:
            yield f"$.product[{number}].single_dose", "a vial for one patient is said once, as single_patient"
        if {row.single_source is None, row.single_mark is None} != {not (row.single_patient or row.single_dose)}:
            yield f"$.product[{number}].single_source", "single_patient or single_dose has a source and a mark"


def _pattern_faults(rows: Sequence[files.PatternRow]) -> Iterator[Fault]:
    for number, row in enumerate(rows):
        total = sum((Decimal(repr(point.units)) for point in row.points), Decimal(0))
        if total != Decimal(repr(row.total)):
            yield f"$.pattern[{number}].total", f"the points sum to {total.normalize():f}, not {row.total:g}"


def _layout_faults(rows: Sequence[files.MicroLayoutRow], known: Known) -> Iterator[Fault]:
    for number, row in enumerate(rows):
        path = f"$.micro_layout[{number}]"
        if row.area in {other.area for other in rows[:number]}:
            yield f"{path}.area", f"{row.area} has a layout already"
        places = {(point.view, point.x_mm, point.y_mm) for point in row.points}
        if row.area in known.paired:
            if any(view is View.RIGHT or (view is View.FRONT and x <= 0) for view, x, _ in places):
                yield f"{path}.points", "of a paired area the patient's left side is written down"
        elif places != {(view, -x, y) for view, x, y in places}:
            yield f"{path}.points", "both sides are written out alike"


def _caution_faults(rows: Sequence[files.CautionRow]) -> Iterator[Fault]:
    ids = {row.id for row in rows}
    for place, row in enumerate(rows):
        if row.area is not None and (row.meant_for or row.instead_of or row.no_area):
            yield f"$.caution[{place}].area", "what is said of every point of the face has no area"
        for number, id_ in enumerate(row.instead_of):
            if id_ not in ids:
                yield f"$.caution[{place}].instead_of[{number}]", f"there is no caution “{id_}”"
        for number, measure in enumerate(row.measure):
            path = f"$.caution[{place}].measure[{number}]"
            if (measure.landmark is None) == (measure.sites is None):
                yield f"{path}.landmark", "a distance is told from a landmark or from the sites of an area"
            if measure.least is None and measure.most is None and measure.within is None:
                yield f"{path}.least", "a distance has a least or a most, or lies within a line"
            if (measure.source is None) != (measure.mark is None):
                yield f"{path}.source", "a source of its own has a mark of its own"
            if measure.way == "part" and measure.to is None:
                yield f"{path}.to", "a part of the way needs its end"


def _range_faults(rows: Sequence[files.RangeRow], known: Known) -> Iterator[Fault]:
    defaults: dict[tuple[str, str, str, str, Sex | None], int] = {}
    pers: dict[tuple[str, str, str, str, bool], str] = {}
    for number, row in enumerate(rows):
        path = f"$.range[{number}]"
        if row.per == "side" and row.area not in known.paired:
            yield f"{path}.per", f"{row.area} has no sides"
        if row.default and (row.mark == "C" or row.derived):
            yield f"{path}.default", "a row of mark C is never a default"
        if row.derived and (row.mark != "C" or row.basis != "derived"):
            yield f"{path}.derived", "a derived row has mark C and basis derived"
        key = (row.product, row.area, row.style.value, row.technique.value)
        if row.default and defaults.setdefault((*key, row.sex), number) != number:
            yield f"{path}.default", f"range[{defaults[(*key, row.sex)]}] is already the default of the same"
        if row.sex is not None and pers.setdefault((*key, row.default), row.per) != row.per:
            yield f"{path}.per", "the rows of both sexes are per total or per side alike"
