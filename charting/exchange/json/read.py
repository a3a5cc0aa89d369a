"""Exchange JSON into values: every key checked, every number exact, every refusal with its place in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from functools import partial
from typing import Any

from msgspec import UNSET, UnsetType

from charting.domain.days import refuse_impossible
from charting.domain.face.face import NAMES, Measures, View
from charting.domain.people.patient import Patient, Sex, checked_patient
from charting.domain.visit.outcome import Evenness, Finding, Residual, Review, WoreOff, checked_review
from charting.domain.visit.visit import (
    MOST_POINTS,
    InjectionPoint,
    Kind,
    Status,
    Technique,
    Visit,
    checked_point,
    wrong_side,
)
from charting.errors import Refused
from charting.exchange.json import read_record as more
from charting.exchange.json.read_kept import attachments, consents_with_scans, earlier_histories
from charting.exchange.json.shape import (
    FindingShape,
    MeasuresShape,
    PatientShape,
    PointShape,
    ReviewShape,
    VisitShape,
    WoreOffShape,
)
from charting.exchange.json.values import (
    Values,
    coordinate,
    currency,
    day,
    diluent_ml,
    dose,
    label_day,
    measure,
    moment,
    price,
    vial_units,
    whole,
)
from charting.exchange.records import PatientRecord

_VIEWS = {view.value: view for view in View}
_TECHNIQUES = {technique.value: technique for technique in Technique}
NOBODY_BORN = date.min
NO_TIME = datetime.min.replace(tzinfo=UTC)


class Level(Enum):
    """How much a file has to hold: what is needed to assess its visits, or also what is needed to keep them."""

    ASSESS = "assess"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Reader(Values):
    """Reads shapes into values, at the level of what is done with them."""

    level: Level
    placers: set[str] = field(default_factory=set, kw_only=True)
    """Names that can be kept as they stand in the file."""

    def record(self, shape: PatientShape, path: str) -> PatientRecord:
        """One patient with everything that is told of them."""
        patient = self.patient(shape, path)
        visits = self.each(
            (partial(self.visit, visit, patient, f"{path}.visits[{n}]") for n, visit in enumerate(shape.visits))
        )
        return PatientRecord(
            patient=patient,
            visits=tuple(visits),
            pinned=self.link(shape.pinned_visit, f"{path}.pinned_visit"),
            recall_on=self.optional(shape.recall_on, f"{path}.recall_on", label_day),
            wore_off=_wore_off(self, shape.wore_off, f"{path}.wore_off"),
            history=more.history(self, shape.history, f"{path}.history"),
            consents=consents_with_scans(self, shape, patient.id, path),
            earlier=earlier_histories(self, shape.earlier_histories, f"{path}.earlier_histories"),
            attachments=attachments(self, shape.attachments, patient.id, f"{path}.attachments"),
        )

    def patient(self, shape: PatientShape, path: str) -> Patient:
        family, given = (self.text(getattr(shape, key), f"{path}.{key}") for key in ("family_name", "given_name"))
        born = self.optional(shape.born, f"{path}.born", day)
        if self.level is Level.IMPORT:
            for key, value in (("family_name", family), ("given_name", given), ("born", born)):
                self.refuse_missing(value, f"{path}.{key}")
        measures = _measures(self, shape, path)
        patient = Patient(
            id=self.id(shape.id, path),
            family_name=family or "",
            given_name=given or "",
            born=born or NOBODY_BORN,
            chart_no=self.text(shape.chart_no, f"{path}.chart_no"),
            sex=self.choice(shape.sex, Sex, f"{path}.sex"),
            interpupillary_mm=measures.interpupillary_mm,
            face_width_mm=measures.face_width_mm,
            forehead_height_mm=measures.forehead_height_mm,
            measured=measures.named(_measured(self, shape.measured, f"{path}.measured")),
        )
        with self.at(f"{path}.born" if patient.born > self.today else path):
            if self.level is Level.IMPORT or patient.born > self.today:
                checked_patient(patient, self.today)
        return patient

    def visit(self, shape: VisitShape, patient: Patient, path: str) -> Visit:
        kind = self.choice(shape.kind, Kind, f"{path}.kind") or Kind.TREATMENT
        status = self.choice(shape.status, Status, f"{path}.status") or Status.DRAFT
        at = self.optional(shape.at, f"{path}.at", moment)
        if self.level is Level.IMPORT:
            self.refuse_missing(at, f"{path}.at")
        if at is not None:
            with self.at(f"{path}.at"):
                refuse_impossible(at, patient.born, self.now, draft=status is Status.DRAFT)
        if kind is not Kind.REVIEW:
            self.refuse_missing(shape.product or None, f"{path}.product")
        if len(shape.points) > MOST_POINTS:
            self.refuse(f"{path}.points", "a visit has at most 2,000 points, not {count}.", count=len(shape.points))
        known = len(shape.vials)
        points = (
            self.point(point, n, status, known, f"{path}.points[{n - 1}]") for n, point in enumerate(shape.points, 1)
        )
        visit_id, of = self.id(shape.id, path), self.link(shape.of, f"{path}.of")
        if of == visit_id:
            self.refuse(f"{path}.of", "a visit cannot belong to itself.")
        product = self.known(shape.product, self.vocabulary.products, f"{path}.product", "product")
        return Visit(
            id=visit_id,
            patient_id=patient.id,
            at=at or NO_TIME,
            kind=kind,
            status=status,
            product=product,
            vial_units=self.optional(shape.vial_units, f"{path}.vial_units", vial_units),
            diluent_ml=self.optional(shape.diluent_ml, f"{path}.diluent_ml", diluent_ml),
            lot=self.text(shape.lot, f"{path}.lot"),
            expires=self.optional(shape.expires, f"{path}.expires", label_day),
            price_per_unit=self.optional(shape.price_per_unit, f"{path}.price_per_unit", price),
            currency=self.optional(shape.currency, f"{path}.currency", currency),
            template=self.template(shape.template, f"{path}.template"),
            points=tuple(points),
            of=of,
            review=_review(self, shape.review, f"{path}.review"),
            vials=more.vials(self, shape.vials, product, visit_id, f"{path}.vials"),
            **self.record_of(shape, visit_id, status, path),
        )

    def record_of(self, shape: VisitShape, visit_id: str, status: Status, path: str) -> dict[str, Any]:
        """The further fields of a visit, by their names."""
        amends = self.link(shape.amends, f"{path}.amends")
        if amends == visit_id:
            self.refuse(f"{path}.amends", "a visit cannot correct itself.")
        return {
            "whys": more.whys(self, shape.whys, f"{path}.whys"),
            "consultation": more.consultation(self, shape.consultation, f"{path}.consultation"),
            "findings": more.findings(self, shape.findings, f"{path}.findings"),
            "checks": more.checks(self, shape.checks, f"{path}.checks"),
            "area_prices": more.area_prices(self, shape.area_prices, f"{path}.area_prices"),
            "recorded_at": (
                None if shape.recorded_at is UNSET else self.noted(shape.recorded_at, f"{path}.recorded_at")
            ),
            "table": None if shape.table is UNSET else more.said(self, shape.table, f"{path}.table", 500),
            "amends": amends,
            "reason": None if shape.reason is UNSET else more.told(self, shape.reason, f"{path}.reason"),
            "addenda": more.addenda(self, shape.addenda, status, visit_id, f"{path}.addenda"),
            "marked": more.marked(self, shape.marked, status, f"{path}.marked"),
            "signature": more.signature(self, shape.signature, status, f"{path}.signature"),
            "measures": None if shape.measures is UNSET else _measures(self, shape.measures, f"{path}.measures"),
        }

    def point(self, shape: PointShape, key: int, status: Status, vials: int, path: str) -> InjectionPoint:
        """One point; most of a large file are points with nothing to say against them, which take the short way."""
        return self._plain_point(shape, key) or self._point(shape, key, status, vials, path)

    def _plain_point(self, shape: PointShape, key: int) -> InjectionPoint | None:
        """A point in which everything is as it is known to be right; None for any other, which is looked at closely."""
        view, by = _VIEWS.get(shape.view), shape.placed_by
        technique = Technique.IM if shape.technique is UNSET else _TECHNIQUES.get(shape.technique)
        area = None if shape.area is UNSET else shape.area
        known = by is UNSET or by in self.placers
        if view is None or technique is None or shape.units is None or shape.vial is not UNSET or not known:
            return None
        if area is not None and area not in self.vocabulary.areas:
            return None
        try:
            x, y, units = coordinate(shape.x_mm), coordinate(shape.y_mm), dose(shape.units)
            return checked_point(
                InjectionPoint(view, x, y, units, technique, area, key, None, None if by is UNSET else by)
            )
        except Refused:
            return None

    def _point(self, shape: PointShape, key: int, status: Status, vials: int, path: str) -> InjectionPoint:
        view = self.choice(shape.view, View, f"{path}.view")
        technique = self.choice(shape.technique, Technique, f"{path}.technique")
        x, y = (self.value(getattr(shape, name), f"{path}.{name}", coordinate) for name in ("x_mm", "y_mm"))
        if shape.units is None and status is not Status.DRAFT:
            self.refuse(f"{path}.units", "only a draft may have undosed points.")
        units = None if shape.units is None else self.value(shape.units, f"{path}.units", dose)
        area = self.known(shape.area, self.vocabulary.areas, f"{path}.area", "area")
        assert view is not None
        vial = more.vial_place(self, shape.vial, vials, f"{path}.vial")
        by = None if shape.placed_by is UNSET else more.said(self, shape.placed_by, f"{path}.placed_by", 500)
        if by is not None and by == shape.placed_by:
            self.placers.add(by)
        point = InjectionPoint(view, x, y, units, technique or Technique.IM, area, key, vial, by)
        try:
            return checked_point(point)
        except Refused as refused:
            raise self.placed(refused, f"{path}.area" if wrong_side(point) else path) from refused


def _wore_off(values: Values, shapes: Sequence[WoreOffShape], path: str) -> tuple[WoreOff, ...]:
    def wore_off(shape: WoreOffShape, at: str) -> WoreOff:
        area = values.known(shape.area, values.vocabulary.areas, f"{at}.area", "area")
        visit_id = values.link(shape.visit, f"{at}.visit")
        assert visit_id is not None
        return WoreOff(visit_id, area, values.value(shape.on, f"{at}.on", label_day), shape.about is True)

    found = more.each(shapes, path, wore_off)
    if len({(row.visit_id, row.area) for row in found}) < len(found):
        values.refuse(path, "one area of a visit stands here twice; keep one.")
    return found


def _review(values: Values, shape: ReviewShape | UnsetType, path: str) -> Review | None:
    if shape is UNSET:
        return None
    review = Review(
        findings=more.each(shape.findings, f"{path}.findings", partial(_finding, values)),
        evenness=values.choice(shape.evenness, Evenness, f"{path}.evenness"),
        adverse_events=more.events(values, shape.adverse_events, f"{path}.adverse_events"),
        satisfaction=values.optional(shape.satisfaction, f"{path}.satisfaction", whole),
        note=values.note(shape.note, f"{path}.note"),
    )
    with values.at(path):
        return checked_review(review)


def _finding(values: Values, shape: FindingShape, path: str) -> Finding:
    area = values.known(shape.area, values.vocabulary.areas, f"{path}.area", "area")
    residual = values.choice(shape.residual, Residual, f"{path}.residual")
    assert area is not None
    assert residual is not None
    return Finding(area, residual)


def _measures(values: Values, shape: PatientShape | MeasuresShape, path: str) -> Measures:
    return Measures(
        *(values.optional(getattr(shape, name), f"{path}.{name}", partial(measure, name)) for name in NAMES)
    )


def _measured(values: Values, given: list[str] | UnsetType, path: str) -> tuple[str, ...] | None:
    if given is UNSET:
        return None
    for n, name in enumerate(given):
        if name not in NAMES:
            values.refuse(f"{path}[{n}]", "“{given}” is no measure; it is one of {names}.",
                          given=name, names=", ".join(NAMES))  # fmt: skip
    return tuple(given)
