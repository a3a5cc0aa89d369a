"""The assessment as JSON and as a table: the keys of the contract, figures unrounded."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from charting.cli.assess_text import assess_text
from charting.domain.dosing.dosing import assess
from charting.domain.dosing.reference import Reference
from charting.domain.face.anatomy import Anatomy
from charting.domain.face.face import View
from charting.domain.visit.visit import InjectionPoint, Kind
from charting.exchange.assess_json import assess_json
from tests import shipped
from tests.store.values import a_patient, a_visit

KEYS = [
    "patient", "visit", "product", "style", "total_units", "undosed_points", "volume_ml", "left_units", "right_units",
    "midline_units", "areas", "cautions",
]  # fmt: skip
AREA_KEYS = [
    "area", "technique", "points", "units", "surface_cm2", "reference_surface_cm2", "surface_from", "density_u_cm2",
    "style", "density_style", "surface_uncertain", "micro", "standard", "micro_density", "standard_density",
]  # fmt: skip


@pytest.fixture(scope="module")
def anatomy() -> Anatomy:
    return shipped.anatomies()[1]


def point(x: float, y: float, units: str | None, **more: object) -> InjectionPoint:
    return InjectionPoint(View.FRONT, x, y, None if units is None else Decimal(units), **more)


VISIT = a_visit(points=(point(0, -50, "1.5"), point(5, -50, "5"), point(57, 0, "0.1"), point(57, 10, None)))


def test_the_keys_are_those_of_the_contract(reference: Reference, anatomy: Anatomy):
    found = assess(VISIT, a_patient(), reference, anatomy)
    (visit,) = json.loads(assess_json([(VISIT.patient_id, found, ())]))["visits"]
    assert [key for key in visit if key in KEYS] == KEYS
    for area in visit["areas"]:
        assert [key for key in area if key in AREA_KEYS] == AREA_KEYS
        assert {"low", "high", "source", "mark"} <= area["micro"].keys()
    assert (visit["total_units"], visit["undosed_points"], visit["cautions"]) == (6.6, 1, [])
    assert visit["volume_ml"] == 0.165
    forehead = visit["areas"][0]
    assert (forehead["area"], forehead["points"], forehead["units"]) == ("forehead", 2, 6.5)
    assert forehead["density_u_cm2"] == 6.5 / forehead["surface_cm2"]
    assert forehead["micro_density"] == [
        forehead["micro"]["low"] / forehead["reference_surface_cm2"],
        forehead["micro"]["high"] / forehead["reference_surface_cm2"],
    ]


def test_what_does_not_exist_is_null(reference: Reference, anatomy: Anatomy):
    bare = replace(
        VISIT, product=None, kind=Kind.REVIEW, vial_units=None, diluent_ml=None, points=(point(0, -110, "2"),)
    )
    (visit,) = json.loads(assess_json([("p", assess(bare, None, reference, anatomy), ())]))["visits"]
    assert (visit["product"], visit["volume_ml"], visit["style"]) == (None, None, "no-range")
    (area,) = visit["areas"]
    assert area["area"] == "unassigned"
    assert {area[k] for k in ("surface_cm2", "density_u_cm2", "micro", "standard", "micro_density")} == {None}


def test_a_table_people_can_read(reference: Reference, anatomy: Anatomy):
    patient = a_patient(family_name="山田\x1b[31m")
    text = assess_text(VISIT, patient, assess(VISIT, patient, reference, anatomy), reference)
    assert "\x1b" not in text
    assert "Botox Cosmetic" in text
    assert "Total 6.6 U, 0.165 mL, style" in text
    assert "1 point is not dosed yet." in text
    heading, rule, *rows = [line for line in text.splitlines() if "  " in line or "─" in line]
    assert heading.startswith("Area")
    assert set(rule) == {"─", " "}
    assert rows[0].startswith("Forehead")
    assert "U/cm²" in heading
