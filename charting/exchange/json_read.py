"""Exchange JSON into values: every key checked, every number exact, every refusal with its place in the file."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import NoReturn, TypeVar

from msgspec import UNSET, UnsetType

from charting.domain.face import View
from charting.domain.outcome import Evenness, Finding, Residual, Review, WoreOff, checked_review
from charting.domain.patient import INTERPUPILLARY_MM, Patient, Sex, checked_patient, checked_text
from charting.domain.units import checked_units, plain
from charting.domain.visit import (
    FARTHEST_MM,
    MOST_POINTS,
    InjectionPoint,
    Kind,
    Status,
    Technique,
    Visit,
    checked_point,
    mm,
    wrong_side,
)
from charting.errors import Refused
from charting.exchange.json_shape import (
    FindingShape,
    PatientShape,
    PointShape,
    ReviewShape,
    VisitShape,
    WoreOffShape,
    shaped,
)
from charting.exchange.json_text import Number, parse
from charting.exchange.records import PatientRecord, Vocabulary

NAMESPACE = uuid.UUID("6f0b1c52-3f0e-5d0a-9d38-0f6f0c8f6a01")
"""Of ids derived for what a file leaves without one: UUIDv5 of the file's SHA-256 and the place in it."""

NOBODY_BORN = date.min
NO_TIME = datetime.min.replace(tzinfo=UTC)

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2}(:[0-9]{2})?)"
)
_PRICE = re.compile(r"[0-9]{1,6}(\.[0-9]{1,4})?")
_CURRENCY = re.compile(r"[A-Z]{3}")

_E = TypeVar("_E", bound=StrEnum)
_T = TypeVar("_T")
_R = TypeVar("_R")


class Level(Enum):
    """How much a file has to hold: what is needed to assess its visits, or also what is needed to keep them."""

    ASSESS = "assess"
    IMPORT = "import"


def read(data: bytes, *, name: str, vocabulary: Vocabulary, today: date, level: Level) -> tuple[PatientRecord, ...]:
    """The patients and visits of an exchange file, or Refused with the JSON path of the first fault.

    `name` is what the file is called in a refusal. At the level of assessing, what is missing of a patient stays
    empty (names "", born 0001-01-01) and a visit without a time is of the year 1.
    """
    reader = _Reader(name, hashlib.sha256(data).hexdigest(), vocabulary, today, level)
    patients = shaped(parse(data, name), name).patients
    return tuple(reader.record(shape, f"$.patients[{n}]") for n, shape in enumerate(patients))


@dataclass(frozen=True, slots=True)
class _Reader:
    name: str
    digest: str
    vocabulary: Vocabulary
    today: date
    level: Level

    def record(self, shape: PatientShape, path: str) -> PatientRecord:
        patient = self.patient(shape, path)
        visits = (self.visit(visit, patient.id, f"{path}.visits[{n}]") for n, visit in enumerate(shape.visits))
        wore_off = tuple(self.wore_off(row, f"{path}.wore_off[{n}]") for n, row in enumerate(shape.wore_off))
        self.refuse_twice([(row.visit_id, row.area) for row in wore_off], f"{path}.wore_off")
        return PatientRecord(
            patient=patient,
            visits=tuple(visits),
            pinned=self.link(shape.pinned_visit, f"{path}.pinned_visit"),
            recall_on=self.optional(shape.recall_on, f"{path}.recall_on", _day),
            wore_off=wore_off,
        )

    def wore_off(self, shape: WoreOffShape, path: str) -> WoreOff:
        area = self.known(shape.area, self.vocabulary.areas, f"{path}.area", "area")
        about = shape.about is not UNSET and shape.about
        visit_id = self.link(shape.visit, f"{path}.visit")
        assert visit_id is not None
        return WoreOff(visit_id, area, self.value(shape.on, f"{path}.on", _day), about)

    def review(self, shape: ReviewShape | UnsetType, path: str) -> Review | None:
        if shape is UNSET:
            return None
        findings = (self.finding(found, f"{path}.findings[{n}]") for n, found in enumerate(shape.findings))
        events = (
            self.known(event, self.vocabulary.adverse_events, f"{path}.adverse_events[{n}]", "adverse event")
            for n, event in enumerate(shape.adverse_events)
        )
        review = Review(
            findings=tuple(findings),
            evenness=self.choice(shape.evenness, Evenness, f"{path}.evenness"),
            adverse_events=tuple(event for event in events if event),
            satisfaction=self.optional(shape.satisfaction, f"{path}.satisfaction", _whole),
            note="" if shape.note is UNSET else shape.note,
        )
        with self.at(path):
            return checked_review(review)

    def finding(self, shape: FindingShape, path: str) -> Finding:
        area = self.known(shape.area, self.vocabulary.areas, f"{path}.area", "area")
        residual = self.choice(shape.residual, Residual, f"{path}.residual")
        assert area is not None
        assert residual is not None
        return Finding(area, residual)

    def patient(self, shape: PatientShape, path: str) -> Patient:
        family, given = (self.text(getattr(shape, key), f"{path}.{key}") for key in ("family_name", "given_name"))
        born = self.optional(shape.born, f"{path}.born", _day)
        if self.level is Level.IMPORT:
            for key, value in (("family_name", family), ("given_name", given), ("born", born)):
                self.refuse_missing(value, f"{path}.{key}")
        patient = Patient(
            id=self.id(shape.id, path),
            family_name=family or "",
            given_name=given or "",
            born=born or NOBODY_BORN,
            chart_no=self.text(shape.chart_no, f"{path}.chart_no"),
            sex=self.choice(shape.sex, Sex, f"{path}.sex"),
            interpupillary_mm=self.optional(shape.interpupillary_mm, f"{path}.interpupillary_mm", _between_pupils),
        )
        with self.at(f"{path}.born" if patient.born > self.today else path):
            if self.level is Level.IMPORT or patient.born > self.today:
                checked_patient(patient, self.today)
        return patient

    def visit(self, shape: VisitShape, patient_id: str, path: str) -> Visit:
        kind = self.choice(shape.kind, Kind, f"{path}.kind") or Kind.TREATMENT
        status = self.choice(shape.status, Status, f"{path}.status") or Status.DRAFT
        at = self.optional(shape.at, f"{path}.at", _moment)
        if self.level is Level.IMPORT:
            self.refuse_missing(at, f"{path}.at")
        if kind is not Kind.REVIEW:
            self.refuse_missing(shape.product or None, f"{path}.product")
        if len(shape.points) > MOST_POINTS:
            self.refuse(f"{path}.points", "a visit has at most 2,000 points, not {count}.", count=len(shape.points))
        points = (self.point(point, n, status, f"{path}.points[{n - 1}]") for n, point in enumerate(shape.points, 1))
        visit_id, of = self.id(shape.id, path), self.link(shape.of, f"{path}.of")
        if of == visit_id:
            self.refuse(f"{path}.of", "a visit cannot belong to itself.")
        return Visit(
            id=visit_id,
            patient_id=patient_id,
            at=at or NO_TIME,
            kind=kind,
            status=status,
            product=self.known(shape.product, self.vocabulary.products, f"{path}.product", "product"),
            vial_units=self.optional(shape.vial_units, f"{path}.vial_units", _vial_units),
            diluent_ml=self.optional(shape.diluent_ml, f"{path}.diluent_ml", _diluent_ml),
            lot=self.text(shape.lot, f"{path}.lot"),
            expires=self.optional(shape.expires, f"{path}.expires", _day),
            price_per_unit=self.optional(shape.price_per_unit, f"{path}.price_per_unit", _price),
            currency=self.optional(shape.currency, f"{path}.currency", _currency),
            template=self.template(shape.template, f"{path}.template"),
            points=tuple(points),
            of=of,
            review=self.review(shape.review, f"{path}.review"),
        )

    def point(self, shape: PointShape, key: int, status: Status, path: str) -> InjectionPoint:
        view = self.choice(shape.view, View, f"{path}.view")
        technique = self.choice(shape.technique, Technique, f"{path}.technique")
        x, y = (self.value(getattr(shape, name), f"{path}.{name}", _coordinate) for name in ("x_mm", "y_mm"))
        if shape.units is None and status is not Status.DRAFT:
            self.refuse(f"{path}.units", "only a draft may have undosed points.")
        units = None if shape.units is None else self.value(shape.units, f"{path}.units", _dose)
        area = self.known(shape.area, self.vocabulary.areas, f"{path}.area", "area")
        assert view is not None
        point = InjectionPoint(view, x, y, units, technique or Technique.IM, area, key)
        with self.at(f"{path}.area" if wrong_side(point) else path):
            return checked_point(point)

    # ------------------------------------------------------------------ kinds of values

    def id(self, given: str | UnsetType, path: str) -> str:
        return self.link(given, f"{path}.id") or str(uuid.uuid5(NAMESPACE, f"{self.digest} {path}"))

    def link(self, given: str | UnsetType, path: str) -> str | None:
        """The id of a visit or a patient, if one is given."""
        if given is UNSET:
            return None
        if not _UUID.fullmatch(given.lower()):
            self.refuse(path, "“{id}” is not a UUID.", id=given)
        return given.lower()

    def text(self, given: str | UnsetType, path: str) -> str | None:
        return self.optional(given, path, lambda text: checked_text("this", text))

    def choice(self, given: str | UnsetType, kinds: type[_E], path: str) -> _E | None:
        if given is UNSET:
            return None
        if given not in [kind.value for kind in kinds]:
            words = ", ".join(kind.value for kind in kinds)
            self.refuse(path, "“{given}” is none of {words}.", given=given, words=words)
        return kinds(given)

    def known(self, given: str | UnsetType, codes: frozenset[str], path: str, what: str) -> str | None:
        if given is UNSET:
            return None
        if given not in codes:
            if f"{given}.left" in codes:
                self.refuse(path, "“{given}” has two sides: write {given}.left or {given}.right.", given=given)
            self.refuse(path, "“{given}” is no {what} of the reference data.", given=given, what=what)
        return given

    def template(self, given: Number | UnsetType, path: str) -> int:
        version = self.optional(given, path, lambda number: number.decimal())
        if version is None:
            return 1
        if version not in self.vocabulary.templates:
            self.refuse(path, "this program has no face of version {version}.", version=version)
        return int(version)

    def optional(self, given: _T | UnsetType, path: str, reading: Callable[[_T], _R]) -> _R | None:
        return None if given is UNSET else self.value(given, path, reading)

    def value(self, given: _T, path: str, reading: Callable[[_T], _R]) -> _R:
        with self.at(path):
            return reading(given)

    # ------------------------------------------------------------------ refusals

    def refuse(self, path: str, template: str, **values: object) -> NoReturn:
        with self.at(path):
            raise Refused(template, **values)
        raise AssertionError

    def refuse_missing(self, value: object, path: str) -> None:
        if value is None or value is UNSET:
            key = path.rpartition(".")[2]
            self.refuse(path, "“{key}” is missing.", key=key)

    def refuse_twice(self, rows: list[tuple[str, str | None]], path: str) -> None:
        if len(set(rows)) < len(rows):
            self.refuse(path, "one area of a visit stands here twice; keep one.")

    @contextmanager
    def at(self, path: str) -> Iterator[None]:
        try:
            yield
        except Refused as refused:
            template = "{file}, {place}: " + refused.template
            raise Refused(template, file=self.name, place=path, **refused.values) from refused


# ---------------------------------------------------------------------- values; the caller knows the place


def _dose(number: Number) -> Decimal:
    return checked_units(number.decimal())


def _coordinate(number: Number) -> float:
    value = number.decimal()
    if not value.is_finite() or abs(value) > Decimal(FARTHEST_MM):
        raise Refused("a point lies within 400 mm of the origin; {value} does not.", value=number.text)
    return mm(float(value))


def _whole(number: Number) -> int:
    value = number.decimal()
    if not value.is_finite() or value != value.to_integral_value() or abs(value) > 1000:
        raise Refused("{value} is no whole number that fits here.", value=number.text)
    return int(value)


def _between_pupils(number: Number) -> Decimal:
    low, high = INTERPUPILLARY_MM
    return _stepped(number, low, high, Decimal("0.01"), "mm")


def _vial_units(number: Number) -> Decimal:
    return _stepped(number, Decimal("0.01"), Decimal(10_000), Decimal("0.01"), "U")


def _diluent_ml(number: Number) -> Decimal:
    return _stepped(number, Decimal("0.001"), Decimal(1000), Decimal("0.001"), "mL")


def _stepped(number: Number, low: Decimal, high: Decimal, step: Decimal, unit: str) -> Decimal:
    value = number.decimal()
    if not value.is_finite() or not low <= value <= high or value.quantize(step) != value:
        raise Refused(
            "{value} {unit} is not from {low} to {high} {unit} in steps of {step}.",
            value=number.text, unit=unit, low=low, high=high, step=step,
        )  # fmt: skip
    return plain(value)


def _day(text: str) -> date:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # the pattern fits but there is no such day
    raise Refused("“{text}” is no date that exists; write it as 1992-03-05.", text=text)


def _moment(text: str) -> datetime:
    try:
        if _TIME.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass  # the pattern fits but there is no such time
    raise Refused("“{text}” is no time with its UTC offset, such as 2026-07-14T10:20:00+02:00.", text=text)


def _price(text: str) -> Decimal:
    if not _PRICE.fullmatch(text):
        raise Refused("“{text}” is no price; write it as text with a point, such as “12.00”.", text=text)
    return Decimal(text)


def _currency(text: str) -> str:
    if not _CURRENCY.fullmatch(text):
        raise Refused("“{text}” is no currency; write its three capital letters, such as USD.", text=text)
    return text
