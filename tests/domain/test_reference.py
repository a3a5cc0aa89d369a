"""How the reference data is asked: by product, area, technique and style; and what it does not say of itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache

import pytest

from charting.domain.dosing.patterns import Pattern, PatternPoint
from charting.domain.dosing.reference import (
    AdverseEvent,
    AreaInfo,
    Candidate,
    DoseRange,
    MicroRule,
    Product,
    Reference,
    ReviewTime,
    Scale,
    Timing,
)
from charting.domain.dosing.styles import RangeStyle
from charting.domain.face.face import View
from charting.domain.source import Source
from charting.domain.visit.visit import InjectionPoint, Technique, Visit
from charting.loading.reference import load_reference
from charting.paths import resources

STANDARD, MICRO, IM, ID = RangeStyle.STANDARD, RangeStyle.MICRO, Technique.IM, Technique.ID
LABEL = Source("label", "Label", "Label", "label")


@cache
def shipped() -> Reference:
    return load_reference(resources() / "reference")


def row(product: str, area: str, technique: Technique, style: RangeStyle, low: int) -> DoseRange:
    return DoseRange(area, product, style, technique, "total", Decimal(low), Decimal(40), None, LABEL, "A")


def test_ranges_are_those_of_exactly_what_is_asked() -> None:
    rows = (
        row("a", "forehead", IM, STANDARD, 1), row("a", "forehead", IM, MICRO, 2), row("a", "forehead", ID, MICRO, 3),
        row("b", "forehead", IM, STANDARD, 4), row("a", "glabella", IM, STANDARD, 5),
        row("a", "forehead", IM, STANDARD, 6),
    )  # fmt: skip
    reference = Reference("x", {}, {}, rows)

    def lows(*key: object) -> list[int]:
        return [int(found.low) for found in reference.ranges_of(*key)]  # type: ignore[arg-type]

    assert lows("a", "forehead", IM, STANDARD) == [1, 6]
    assert lows("a", "forehead", IM) == [2, 1, 6]  # micro before standard
    assert lows("a", "forehead", ID) == [3]
    assert lows("b", "forehead", IM, MICRO) == lows("b", "glabella", IM) == []


def test_a_products_patterns_are_its_own() -> None:
    of_botox = shipped().patterns_of("ona_botox")
    assert of_botox
    assert {pattern.product for pattern in of_botox} == {"ona_botox"}
    assert len(of_botox) == sum(pattern.product == "ona_botox" for pattern in shipped().patterns)
    assert shipped().patterns_of("nobody") == shipped().patterns_of(None) == ()


def test_the_measures_of_the_drawn_face() -> None:
    """133.8 mm from cheekbone to cheekbone, 63 mm from the hairline to the nasion, 61.8 mm between the pupils."""
    face = shipped().template_of(1)
    assert (face.face_width_mm, face.forehead_height_mm, face.interpupillary_mm) == (
        Decimal("133.8"), 63, Decimal("61.8"),
    )  # fmt: skip


def test_a_chart_on_a_drawing_that_is_not_known_is_measured_on_the_newest() -> None:
    first = shipped().templates[1]
    second = replace(first, version=2)
    reference = replace(shipped(), templates={2: second, 1: first})
    assert reference.template_of(1) is first
    assert reference.template_of(2) is reference.template_of(7) is second


@pytest.mark.parametrize(("mark", "verified"), [("A", True), ("B", True), ("C", False)])
def test_a_layout_of_words_alone_is_not_verified(mark: str, verified: bool) -> None:
    pattern = Pattern("x", "X", "a", "forehead", Decimal(4), (), mark, LABEL, "A")  # type: ignore[arg-type]
    assert pattern.layout_verified is verified


def test_a_range_is_the_clinics_own_by_its_mark() -> None:
    shipped_row = row("a", "forehead", IM, STANDARD, 1)
    assert not shipped_row.own
    assert replace(shipped_row, mark="own").own


def test_what_a_figure_does_not_say_of_itself_is_not_so() -> None:
    """Weak, derived, a default, urgent, for one patient: each is said where it is so; an area is of the first set."""
    own = row("a", "forehead", IM, STANDARD, 1)
    assert (own.weak, own.default, own.derived) == (False, False, False)
    product = Product("a", "A", "a", (), "M", "U", (), False, None, (), "A", ())
    assert (product.single_patient, product.single_dose, product.serotype) == (False, False, "A")
    area = AreaInfo("forehead", "Forehead", "Forehead", "frontalis", False, False, View.FRONT, "upper")
    assert (area.surface_uncertain, area.since) == (False, 1)
    assert Reference("x", {}, {}, ()).area_set == 1
    event = AdverseEvent("bruise", "Bruise", (), LABEL, "A")
    assert (event.urgent, event.weak) == (False, False)
    assert not MicroRule(Decimal("0.4"), Decimal("0.6"), LABEL, "A").weak
    assert not Timing("a", ("forehead",), Decimal(120), LABEL, "A").weak
    assert not ReviewTime(14, 7, 14, LABEL, "A").weak
    assert not Scale("s", "S", (), "scored", (), LABEL, "A").weak
    assert not Candidate("c", "sign", "micro", "because", LABEL, "A").weak
    assert not Pattern("x", "X", "a", "forehead", Decimal(4), (), "C", LABEL, "A").weak
    assert PatternPoint(0, 0, Decimal(1), "frontalis").view is View.FRONT


def test_a_new_chart_is_on_the_first_drawing_and_its_points_have_no_key_yet() -> None:
    assert Visit("v", "p", datetime(2026, 7, 14, tzinfo=UTC)).template == 1
    assert InjectionPoint(View.FRONT, 0, 0).key == 0
