"""Quiet when right: a correct treatment raises nothing. The visits here are the stored set, each with its count.

Every label pattern, alone and with every other one of its product, with what its label requires; whoever adds a rule
that speaks of one of them has found a wrong rule or a wrong layout.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import combinations, product
from math import hypot

import pytest

from charting.domain.cautions.cautions import cautions
from charting.domain.dosing.dosing import assess
from charting.domain.dosing.micro_patterns import micro_patterns
from charting.domain.dosing.reference import Pattern
from charting.domain.dosing.styles import Style
from charting.domain.face.face import View
from charting.domain.people.history import NOTHING_APPLIES, Answer, Condition, PatientHistory
from charting.domain.people.patient import Patient, Sex
from charting.domain.visit.visit import InjectionPoint, Visit, mirrored_point
from tests import shipped
from tests.domain.test_anatomy import AGREED, LATER

AT = datetime(2026, 7, 14, 10, 20, tzinfo=UTC)
REFERENCE = shipped.reference()
ANATOMY = shipped.anatomies()[1]
WOMAN = Patient("p", "Family", "Given", date(1988, 3, 5), sex=Sex.FEMALE)
NOTHING = replace(NOTHING_APPLIES, asked_at=AT, asked_by="Dr X")


def label_visits() -> Iterator[tuple[Pattern, ...]]:
    """Every combination of a product's label patterns, one an area, with what the label requires beside it."""
    for of in REFERENCE.products:
        patterns = REFERENCE.patterns_of(of)
        for count in range(1, len(patterns) + 1):
            for some in combinations(patterns, count):
                there = {pattern.id for pattern in some}
                complete = all(p.requires_pattern is None or p.requires_pattern in there for p in some)
                if complete and len({pattern.area for pattern in some}) == count:
                    yield some


def visit_of(patterns: tuple[Pattern, ...]) -> Visit:
    """The patterns charted at one visit, with the product's own first dilution."""
    of = REFERENCE.products[patterns[0].product]
    dilution = of.dilutions[0]
    points = tuple(InjectionPoint(p.view, p.x_mm, p.y_mm, p.units) for one in patterns for p in one.points)
    return Visit(
        "v", "p", AT, product=of.id, points=points, vial_units=dilution.vial_units, diluent_ml=dilution.diluent_ml
    )


def named(patterns: tuple[Pattern, ...]) -> str:
    return "+".join(pattern.id for pattern in patterns)


def said(visit: Visit, patient: Patient = WOMAN, history: PatientHistory | None = NOTHING) -> list[str]:
    return [f"{n.id}: {n.measured!s}" for n in cautions(visit, patient, history, (), REFERENCE, ANATOMY)]


@pytest.mark.parametrize("patterns", [pytest.param(some, id=named(some)) for some in label_visits()])
def test_a_label_treatment_raises_nothing_and_is_standard(patterns: tuple[Pattern, ...]) -> None:
    visit = visit_of(patterns)
    assert said(visit) == []
    found = assess(visit, WOMAN, REFERENCE, ANATOMY)
    assert found.mismatched_points == ()
    assert {row.style for row in found.areas} == {Style.STANDARD}


def test_every_shipped_pattern_is_in_the_set() -> None:
    assert {pattern.id for some in label_visits() for pattern in some} == {p.id for p in REFERENCE.patterns}
    assert len(list(label_visits())) == 45


@pytest.mark.parametrize("of", ["ona_botox", "inco_xeomin"])
def test_a_routine_micro_treatment_of_the_upper_face_raises_nothing_and_is_micro(of: str) -> None:
    micro = {pattern.area: pattern for pattern in micro_patterns(REFERENCE, of, Sex.FEMALE)}
    visit = visit_of((micro["forehead"], micro["glabella"], micro["crows_feet"]))
    assert said(visit) == []
    assert assess(visit, WOMAN, REFERENCE, ANATOMY).style is Style.MICRO


OTHERS = ("infraorbital", "bunny_lines", "gummy_smile", "nasal_flare", "dao", "mentalis", "masseter")


@pytest.mark.parametrize("area", OTHERS)
def test_every_other_micro_pattern_raises_nothing(area: str) -> None:
    micro = {pattern.area: pattern for pattern in micro_patterns(REFERENCE, "ona_botox", Sex.FEMALE)}
    assert said(visit_of((micro[area],))) == []


def test_forehead_and_glabella_of_any_two_labels_keep_the_distance_of_the_rule() -> None:
    """Two products at one sitting are two visits, and the distance is measured within each: the layouts keep it all."""
    rows = {area: [p for p in REFERENCE.patterns if p.area == area] for area in ("forehead", "glabella")}
    for upper, lower in product(rows["forehead"], rows["glabella"]):
        apart = min(hypot(a.x_mm - b.x_mm, a.y_mm - b.y_mm) for a, b in product(upper.points, lower.points))
        assert apart >= 15, (upper.id, lower.id)


# ---------------------------------------------------------------------- places


@pytest.mark.parametrize("area", [*AGREED, *LATER])
def test_the_agreed_places_of_an_area_raise_no_caution_of_places(area: str) -> None:
    """One by one and all together, in their own area and in the other face map's profiles of them."""
    places = {**AGREED, **LATER}[area]
    points = tuple(InjectionPoint(View.FRONT, x, y, Decimal(1)) for x, y in places)
    both = (*points, *(mirrored_point(point) for point in points if point.x_mm))
    visit = Visit("v", "p", AT, product="ona_botox", points=both)
    notes = cautions(visit, WOMAN, NOTHING, (), REFERENCE, ANATOMY)
    assert [note.id for note in notes if note.id == "no_area" or note.id.startswith("place_")] == []


RIGHT_UP = (
    ("forehead", 0, -50, "1"), ("forehead", 18, -55, "1"), ("glabella", 0, -12, "4"), ("glabella", 9, -20, "4"),
    ("glabella", -9, -20, "4"),
)  # fmt: skip
"""Points of forehead and glabella that raise nothing together, and one of which is wrong in each visit below."""

WRONG = {
    "on the eye": ((31, 0), "place_globe"),
    "at the inner canthus": ((13, 4), "place_inner_canthus"),
    "on the upper lid": ((31, -12), "place_upper_lid"),
    "at the margin of the lower lid": ((31, 6.5), "place_lid_margin"),
    "between brow and rim": ((31, -23), "place_brow_to_rim"),
    "between brow and rim, in the glabella's area": ((19, -21.5), "place_brow_to_rim"),
    "over the larynx": ((0, 135), "place_larynx"),
    "on the cheek": ((30, 50), "no_area"),
    "under the chin": ((0, 112), "no_area"),
    "low in the forehead": ((34, -42), "fhl_brow"),
    "low in the lower lid": ((31, 12.5), "lower_lid_position"),
    "beside the pogonion": ((3, 99), "mentalis_sulcus"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_visit_with_one_wrong_point_has_one_caution(wrong: str) -> None:
    (x, y), id_ = WRONG[wrong]
    right = tuple(InjectionPoint(View.FRONT, px, py, Decimal(units)) for _, px, py, units in RIGHT_UP)
    visit = replace(visit_of((REFERENCE.patterns[0],)), points=right)
    assert said(visit) == []
    found = cautions(
        replace(visit, points=(*right, InjectionPoint(View.FRONT, x, y, Decimal(1)))), WOMAN, NOTHING, (), REFERENCE,
        ANATOMY,
    )  # fmt: skip
    assert [(note.id, note.points) for note in found] == [(id_, (len(right) + 1,))]


@pytest.mark.parametrize(("id_", "patient", "history", "changed"), [
    ("contra_common", WOMAN, replace(NOTHING, toxin_allergy=Answer.YES), {}),
    ("face_before", WOMAN, replace(NOTHING, conditions=frozenset({Condition.PTOSIS})), {}),
    ("dilution", WOMAN, NOTHING, {"diluent_ml": Decimal(25)}),
])  # fmt: skip
def test_a_visit_with_one_other_thing_wrong_has_one_caution(
    id_: str, patient: Patient, history: PatientHistory, changed: dict[str, Decimal]
) -> None:
    right = tuple(InjectionPoint(View.FRONT, x, y, Decimal(units)) for _, x, y, units in RIGHT_UP)
    visit = replace(visit_of((REFERENCE.patterns[0],)), points=right, **changed)
    assert [note.id for note in cautions(visit, patient, history, (), REFERENCE, ANATOMY)] == [id_]
