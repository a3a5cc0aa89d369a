"""Quiet when right: a correct treatment raises nothing. The visits here are the stored set, each with its count.

Every label pattern, alone and with every other one of its product, with what its label requires; whoever adds a rule
that speaks of one of them has found a wrong rule or a wrong layout.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import combinations, product
from math import hypot

import pytest

from charting.domain.cautions import cautions
from charting.domain.dosing import assess
from charting.domain.history import NOTHING_APPLIES, PatientHistory
from charting.domain.micro_patterns import micro_patterns
from charting.domain.patient import Patient, Sex
from charting.domain.reference import Pattern
from charting.domain.styles import Style
from charting.domain.visit import InjectionPoint, Visit
from charting.loading.face import load_anatomies
from charting.loading.reference import load_reference
from charting.paths import resources

AT = datetime(2026, 7, 14, 10, 20, tzinfo=UTC)
REFERENCE = load_reference(resources() / "reference")
ANATOMY = load_anatomies(resources() / "face")[1]
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
    return [f"{n.id}: {n.measured}" for n in cautions(visit, patient, history, (), REFERENCE, ANATOMY)]


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
