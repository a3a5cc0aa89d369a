"""Values as rows and back: exact in both directions, and Refused when a number cannot be kept exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from charting.domain.face.face import NAMES, NOTHING_MEASURED, Measures, View, checked_measures
from charting.domain.people.patient import LONGEST_TEXT, Patient, Sex, checked_text
from charting.domain.units import checked_units, from_hundredths, plain, to_hundredths
from charting.domain.visit.outcome import (
    Evenness,
    EventSide,
    Finding,
    FoundEvent,
    Residual,
    Review,
    Severity,
    checked_review,
)
from charting.domain.visit.visit import InjectionPoint, Kind, Meaning, Signature, Status, Technique, Visit
from charting.errors import Refused

PATIENT_COLUMNS = (
    "id, family_name, given_name, born, chart_no, sex, interpupillary_hundredths, face_width_hundredths,"
    " forehead_height_hundredths, measured"
)
PATIENT_WIDTH = PATIENT_COLUMNS.count(",") + 1
"""How many values of a row are the patient's."""
MEASURES_COLUMNS = "keeps_measures, kept_pupils_hundredths, kept_width_hundredths, kept_forehead_hundredths"
SIGNATURE_COLUMNS = "signed_by, signed_at, signed_elsewhere, sha256, signed_meaning, signed_person"
REVIEW_COLUMNS = "evenness, satisfaction, note"
REVIEW_ITEM_COLUMNS = "area, residual, adverse_event, event_side, severity, since, until, treated, reported"
POINT_COLUMNS = "view, x_hundredths, y_hundredths, units_hundredths, technique, area, vial, placed_by"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def patient_row(patient: Patient) -> tuple[object, ...]:
    """A patient in the order of PATIENT_COLUMNS."""
    return (
        patient.id, patient.family_name, patient.given_name, patient.born.isoformat(), patient.chart_no,
        patient.sex and patient.sex.value, *_measures_row(patient.given_measures),
        None if patient.measured is None else " ".join(patient.measured),
    )  # fmt: skip


def patient_of(row: Sequence[Any]) -> Patient:
    """The patient of a row that starts with PATIENT_COLUMNS; ValueError when it holds no patient."""
    patient_id, family, given, born, chart_no, sex, pupils, width, forehead, measured = row[:PATIENT_WIDTH]
    return Patient(
        patient_id,
        family,
        given,
        date.fromisoformat(born),
        chart_no,
        Sex(sex) if sex else None,
        decimal_of(pupils, 100),
        decimal_of(width, 100),
        decimal_of(forehead, 100),
        None if measured is None else tuple(measured.split()),
    )


def microseconds(moment: datetime) -> int:
    """A moment as times are sorted in the file: microseconds since 1970 in UTC."""
    return (moment - _EPOCH) // _MICROSECOND


class Column(NamedTuple):
    """One column: the field of a value that it keeps, how that is written into it, and read again."""

    name: str
    field: str
    row: Callable[[Any], object]
    value: Callable[[Any], Any]


def whole_of(what: str, value: Decimal | None, steps: int) -> int | None:
    """A decimal as so many whole steps; Refused when it is finer than one of them."""
    if value is None:
        return None
    scaled = value * steps
    if scaled != scaled.to_integral_value():
        raise Refused("The {what} is kept in steps of {step}; {value} is finer than that.",
                      what=what, step=Decimal(1) / steps, value=value)  # fmt: skip
    return int(scaled)


def decimal_of(whole: int | None, steps: int) -> Decimal | None:
    """The inverse of `whole_of`."""
    return None if whole is None else plain(Decimal(whole) / steps)


def _same(value: Any) -> Any:
    return value


def as_it_is(name: str, field: str | None = None) -> Column:
    """A text or a number."""
    return Column(name, field or name, _same, _same)


def in_steps(name: str, field: str, what: str, steps: int) -> Column:
    """A decimal in so many steps to one; `what` it is called when it is finer."""
    return Column(name, field, lambda value: whole_of(what, value, steps), lambda whole: decimal_of(whole, steps))


def typed(field: str, what: str, longest: int = LONGEST_TEXT) -> Column:
    """A text that somebody typed."""
    return Column(field, field, lambda text: text and checked_text(what, text, longest), _same)


def coded(field: str, words: type[StrEnum]) -> Column:
    """One of a few words."""
    return Column(field, field, lambda word: word and word.value, lambda text: None if text is None else words(text))


def on_a_day(field: str) -> Column:
    """A day."""
    return Column(field, field, lambda day: day and day.isoformat(), lambda text: text and date.fromisoformat(text))


def at_a_moment(field: str, template: str = "A time needs its UTC offset; {at} has none.") -> Column:
    """A moment; Refused without its UTC offset."""

    def row(at: datetime | None) -> str | None:
        if at is not None and at.utcoffset() is None:
            raise Refused(template, at=at.isoformat())
        return at.isoformat() if at else None

    return Column(field, field, row, lambda text: datetime.fromisoformat(text) if text else None)


_OFFSET = "The time of a visit needs its UTC offset; {at} has none."
DETAILS = (
    at_a_moment("at", _OFFSET),
    Column("at_us", "at", microseconds, _same),
    coded("kind", Kind),
    as_it_is("product"),
    in_steps("vial_units_hundredths", "vial_units", "vial size", 100),
    in_steps("diluent_microlitres", "diluent_ml", "diluent", 1000),
    typed("lot", "The lot"),
    on_a_day("expires"),
    in_steps("price_per_unit_ten_thousandths", "price_per_unit", "price per unit", 10_000),
    as_it_is("currency"),
    as_it_is("template"),
    as_it_is("of_visit", "of"),
    at_a_moment("recorded_at", _OFFSET),
    as_it_is("range_table", "table"),
    as_it_is("amends"),
    typed("reason", "The reason", 4000),
)  # fmt: skip
"""What a visit keeps in a column each; its measures are four of one field, and the rest stands in tables of its own."""

VISIT_COLUMNS = ", ".join((*(column.name for column in DETAILS), MEASURES_COLUMNS))
_READ = tuple((n, column.field, column.value) for n, column in enumerate(DETAILS, 3) if column.name != "at_us")
_MEASURES_AT = 3 + len(DETAILS)
_SIGNATURE_AT = _MEASURES_AT + 4


def visit_row(visit: Visit) -> tuple[object, ...]:
    """What can change in a draft, in the order of VISIT_COLUMNS."""
    return (
        *(column.row(getattr(visit, column.field)) for column in DETAILS),
        int(visit.measures is not None), *_measures_row(visit.measures or NOTHING_MEASURED),
    )  # fmt: skip


def visit_of(row: Sequence[Any], points: tuple[InjectionPoint, ...], parts: Mapping[str, Any]) -> Visit:
    """The visit of a row of id, patient id, status, VISIT_COLUMNS, SIGNATURE_COLUMNS.

    `parts` are further fields, read from tables of their own; a status among them is the one of today.
    """
    status = Status(row[2])
    fields = {
        "status": status,
        **{field: value(row[n]) for n, field, value in _READ},
        **parts,
    }
    return Visit(
        id=row[0], patient_id=row[1], points=points, measures=measures_of(row[_MEASURES_AT:_SIGNATURE_AT]),
        signature=_signature(status, *row[_SIGNATURE_AT : _SIGNATURE_AT + 6]), **fields,
    )  # fmt: skip


def measures_of(row: Sequence[Any]) -> Measures | None:
    """The measures that a visit keeps, of a row of MEASURES_COLUMNS; None when it keeps none."""
    kept, *values = row
    return Measures(*(decimal_of(value, 100) for value in values)) if kept else None


def _measures_row(measures: Measures) -> tuple[int | None, ...]:
    checked_measures(measures)
    whats = ("distance between the pupils", "width of the face", "height of the forehead")
    return tuple(whole_of(what, measures.of(name), 100) for what, name in zip(whats, NAMES, strict=True))


def point_row(point: InjectionPoint, placers: Mapping[str, int]) -> tuple[object, ...]:
    """A point in the order of POINT_COLUMNS; Refused when its dose cannot be charted. `placers` numbers the names."""
    return (
        point.view.value, round(point.x_mm * 100), round(point.y_mm * 100),
        None if point.units is None else _hundredths(point.units), point.technique.value, point.area,
        point.vial, None if point.placed_by is None else placers[point.placed_by],
    )  # fmt: skip


def point_of(row: Sequence[Any], key: int) -> InjectionPoint:
    """The point of a row of POINT_COLUMNS with the placer's name; ValueError when it holds no point."""
    view, x, y, units, technique, area, vial, placer = row
    return InjectionPoint(_view(view), x / 100, y / 100, _units(units), _technique(technique), area, key, vial, placer)


# A patient's history is thousands of points with few different values in them.
_view = lru_cache(maxsize=16)(View)
_technique = lru_cache(maxsize=16)(Technique)


def review_row(review: Review) -> tuple[object, ...]:
    """A review in the order of REVIEW_COLUMNS; Refused when it cannot be kept."""
    checked_review(review)
    return (review.evenness and review.evenness.value, review.satisfaction, review.note)


def review_item_rows(review: Review) -> list[tuple[object, ...]]:
    """What a review found, item by item, in the order of REVIEW_ITEM_COLUMNS."""
    findings = [(f.area, f.residual.value, None, None, None, None, None, None, None) for f in review.findings]
    return [*findings, *((None, None, *_event_row(event)) for event in review.adverse_events)]


def _event_row(event: FoundEvent) -> tuple[object, ...]:
    return (
        event.code, event.side and event.side.value, event.severity and event.severity.value,
        event.since and event.since.isoformat(), event.until and event.until.isoformat(), event.treated,
        event.reported,
    )  # fmt: skip


def review_of(row: Sequence[Any], items: Sequence[Sequence[Any]]) -> Review:
    """The review of a row of REVIEW_COLUMNS and its items of REVIEW_ITEM_COLUMNS; ValueError when it is none."""
    evenness, satisfaction, note = row
    findings = tuple(Finding(area, Residual(residual)) for area, residual, *_ in items if area is not None)
    events = tuple(_event_of(item[2:]) for item in items if item[0] is None)
    return Review(findings, Evenness(evenness) if evenness else None, events, satisfaction, note)


def _event_of(row: Sequence[Any]) -> FoundEvent:
    code, side, severity, since, until, treated, reported = row
    return FoundEvent(
        code, EventSide(side) if side else None, Severity(severity) if severity else None,
        date.fromisoformat(since) if since else None, date.fromisoformat(until) if until else None, treated, reported,
    )  # fmt: skip


@lru_cache(maxsize=1024)
def _hundredths(units: Decimal) -> int:
    return to_hundredths(checked_units(units))


@lru_cache(maxsize=1024)
def _units(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else from_hundredths(hundredths)


def _signature(
    status: Status, name: str | None, at: str | None, elsewhere: int, sha256: str | None, meaning: str | None,
    person: str | None,
) -> Signature | None:  # fmt: skip
    if status is Status.DRAFT:
        return None
    said, when = Meaning(meaning) if meaning else None, datetime.fromisoformat(at) if at else None
    if elsewhere:
        return Signature(name, when, None, elsewhere=True, meaning=said)
    return Signature(name, when, sha256, meaning=said, person_id=person)
