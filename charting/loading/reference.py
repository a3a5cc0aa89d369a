"""Reference data (`resources/reference/*.toml`) into typed values; a broken file is refused, naming the fault."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec

from charting.domain.cautions.rule import Caution, FaceMeasure
from charting.domain.dosing import reference as domain
from charting.domain.dosing.reference import (
    DoseRange,
    LayoutPoint,
    MicroLayout,
    Pattern,
    PatternPoint,
    Product,
    Reference,
    Source,
)
from charting.domain.face.face import FIRST_SET
from charting.domain.units import plain
from charting.errors import Problem
from charting.loading import reference_checks as checks
from charting.loading import reference_files as files

T = TypeVar("T")
FileT = TypeVar("FileT", bound=msgspec.Struct)

_SENTENCE = "The reference data is broken: {file}: {path}: {fault}. Mend that file, or install the program again."


def load_reference(folder: Path) -> Reference:
    """All reference data of the folder.

    A Problem names the file, the path of the fault in it (`ranges.toml: $.range[3].low: ...`) and what is wrong: a
    missing file, no TOML, an unknown key, a wrong type, a figure out of bounds, an id nothing has, low above high.
    """
    return _Loader(folder).load()


class _Loader:
    """Reads the files one after the other; later ones may refer to ids of earlier ones."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.digest = hashlib.sha256()
        self.sources: Mapping[str, Source] = {}

    def load(self) -> Reference:
        known = checks.Known()
        sources = self._file("sources.toml", files.SourcesFile, known).source
        self.sources = {row.id: Source(**_values(row)) for row in sources}
        areas = self._file("areas.toml", files.AreasFile, known).area
        products = self._file("products.toml", files.ProductsFile, known).product
        ranges = self._file("ranges.toml", files.RangesFile, known)
        patterns = self._file("patterns.toml", files.PatternsFile, known)
        timing = self._file("timing.toml", files.TimingFile, known)
        anatomy = self._file("anatomy.toml", files.AnatomyFile, known)
        cautions = self._file("cautions.toml", files.CautionsFile, known).caution
        scales = self._file("scales.toml", files.ScalesFile, known).scale
        events = self._file("adverse_events.toml", files.AdverseEventsFile, known).adverse_event
        candidates = self._file("candidates.toml", files.CandidatesFile, known).candidate
        return Reference(
            version=self.digest.hexdigest(),
            products=MappingProxyType({row.id: self._product(row) for row in products}),
            areas=MappingProxyType({row.id: domain.AreaInfo(**_values(row)) for row in areas}),
            ranges=self._all(DoseRange, ranges.range),
            patterns=tuple(self._pattern(row) for row in patterns.pattern),
            micro_layouts=tuple(_layout(row) for row in patterns.micro_layout),
            cautions=tuple(self._caution(row) for row in cautions),
            timings=self._all(domain.Timing, timing.timing),
            scales=self._all(domain.Scale, scales),
            adverse_events=self._all(domain.AdverseEvent, events),
            candidates=self._all(domain.Candidate, candidates),
            measures=self._all(domain.Measure, anatomy.measure),
            sources=MappingProxyType(dict(self.sources)),
            micro_rule=self._one(domain.MicroRule, ranges.micro_rule),
            review=self._one(domain.ReviewTime, timing.review),
            templates=MappingProxyType({row.version: self._template(row) for row in anatomy.template}),
            projection=self._one(domain.Projection, anatomy.projection),
            area_set=max((row.since for row in areas), default=FIRST_SET),
        )

    def _file(self, name: str, shape: type[FileT], known: checks.Known) -> FileT:
        """One file as its shape, with what can be checked once it and the files before it are read."""
        try:
            content = (self.folder / name).read_bytes()
        except OSError as fault:
            reason = fault.strerror or str(fault)
            raise Problem(_SENTENCE, file=name, path="$", fault=f"it cannot be read ({reason})") from fault
        try:
            read = msgspec.toml.decode(content, type=shape)
        except msgspec.ValidationError as fault:
            reason, _, path = str(fault).partition(" - at ")
            raise Problem(_SENTENCE, file=name, path=path.strip("`") or "$", fault=reason.rstrip(".")) from fault
        except RecursionError as fault:
            raise Problem(_SENTENCE, file=name, path="$", fault="it is nested too deeply") from fault
        except (msgspec.DecodeError, UnicodeDecodeError) as fault:
            raise Problem(_SENTENCE, file=name, path="$", fault=f"it is no TOML ({fault})") from fault
        self.digest.update(name.encode() + b"\0" + content + b"\0")
        for path, reason in checks.faults(read, known):
            raise Problem(_SENTENCE, file=name, path=path, fault=reason)
        return read

    def _one(self, kind: type[T], row: msgspec.Struct) -> T:
        return kind(**self._cited(row, {f.name for f in fields(kind)}))  # type: ignore[arg-type]

    def _all(self, kind: type[T], rows: Iterable[msgspec.Struct]) -> tuple[T, ...]:
        return tuple(self._one(kind, row) for row in rows)

    def _cited(self, row: msgspec.Struct, wanted: set[str]) -> dict[str, Any]:
        """The row's values with ids of sources replaced by the sources."""
        values = {name: value for name, value in _values(row).items() if name in wanted}
        if values.get("source") is not None:
            values["source"] = self.sources[values["source"]]
        if values.get("single_source") is not None:
            values["single_source"] = self.sources[values["single_source"]]
        for name in ("also", "sources"):
            if name in values:
                values[name] = tuple(self.sources[id_] for id_ in values[name])
        return values

    def _product(self, row: files.ProductRow) -> Product:
        wanted = {f.name for f in fields(Product)}
        return Product(
            **self._cited(row, wanted),
            dilutions=self._all(domain.Dilution, row.dilution),
            limits=self._all(domain.Limit, row.limit),
            approvals=self._all(domain.Approval, row.approval),
        )

    def _pattern(self, row: files.PatternRow) -> Pattern:
        values = self._cited(row, {f.name for f in fields(Pattern)} - {"points"})
        points = tuple(PatternPoint(p.x_mm, p.y_mm, _decimal(p.units), p.muscle) for p in row.points)
        return Pattern(**values, points=points)

    def _template(self, row: files.TemplateRow) -> domain.TemplateFigures:
        values = self._cited(row, {f.name for f in fields(domain.TemplateFigures)} - {"male"})
        male = None if row.male is None else self._one(domain.MaleFigures, row.male)
        return domain.TemplateFigures(**values, male=male)

    def _caution(self, row: files.CautionRow) -> Caution:
        values = self._cited(row, {f.name for f in fields(Caution)} - {"measure"})
        return Caution(**values, measure=self._all(FaceMeasure, row.measure))


def _layout(row: files.MicroLayoutRow) -> MicroLayout:
    points = tuple(LayoutPoint(p.x_mm, p.y_mm, p.muscle, p.view) for p in row.points)
    return MicroLayout(row.area, points, row.layout_mark, row.text)


def _values(row: msgspec.Struct) -> dict[str, Any]:
    return {name: _value(getattr(row, name)) for name in row.__struct_fields__}


def _value(value: Any) -> Any:
    """A figure as an exact decimal (as written in the file), a list as a tuple."""
    if isinstance(value, float):
        return _decimal(value)
    if isinstance(value, list):
        return tuple(_value(one) for one in value)
    if isinstance(value, dict):
        return MappingProxyType({name: _value(one) for name, one in value.items()})
    return value


def _decimal(value: float) -> Decimal:
    return plain(Decimal(repr(value)))
