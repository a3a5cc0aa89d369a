"""A vial made up with far more or far less than its product's own volume is a caution; what is usual raises nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from charting.domain.cautions.cautions import cautions
from charting.domain.cautions.rule import CautionNote
from charting.domain.face.face import View
from charting.domain.visit.visit import InjectionPoint, Technique, Vial, Visit
from tests import shipped

REFERENCE = shipped.reference()
ANATOMY = shipped.anatomies()[1]
IM = InjectionPoint(View.FRONT, 0, -56, Decimal(1))
ID = replace(IM, technique=Technique.ID)
VISIT = Visit("v", "p", datetime(2026, 7, 14, 10, tzinfo=UTC), product="ona_botox", points=(IM,))


def notes(units: str | None, ml: str | None, *points: InjectionPoint, **more: object) -> list[CautionNote]:
    visit = replace(
        VISIT, vial_units=units and Decimal(units), diluent_ml=ml and Decimal(ml), points=points or (IM,), **more
    )  # type: ignore[arg-type]
    found = cautions(visit, None, None, (), REFERENCE, ANATOMY)
    return [note for note in found if note.id == "dilution"]


def test_25_ml_in_a_vial_of_50_units():
    (note,) = notes("50", "25")
    assert str(note.measured) == "25 mL in 50 U"
    assert str(note.rule) == (
        "Half to twice the product's own volume (intramuscular): 1.25 mL for 50 U, so 0.625–2.5 mL"
    )
    assert (note.key, note.points, note.mark, note.urgent) == ("dilution:im", (1,), "B", False)
    row = next(row for row in REFERENCE.products["ona_botox"].dilutions if row.vial_units == 50)
    assert note.source == row.source.short


@pytest.mark.parametrize(
    ("product", "units", "least", "most"),
    [
        ("ona_botox", "50", "0.625", "2.5"), ("ona_botox", "100", "1.25", "5"), ("ona_botox", "200", "2.5", "10"),
        ("abo_dysport", "300", "0.75", "5"), ("abo_dysport", "500", "1.25", "5"),
        ("abo_azzalure", "125", "0.315", "1.26"),
    ],
)  # fmt: skip
def test_half_and_twice_the_label_still_belong_to_it(product: str, units: str, least: str, most: str):
    step = Decimal("0.001")
    for inside in (least, most):
        assert notes(units, inside, product=product) == []
    for outside in (Decimal(least) - step, Decimal(most) + step):
        assert len(notes(units, str(outside), product=product)) == 1


def test_every_dilution_of_the_data_is_usual():
    for product in REFERENCE.products.values():
        for row in product.dilutions:
            point = replace(IM, technique=row.technique)
            assert notes(str(row.vial_units), str(row.diluent_ml), point, product=product.id) == []


def test_intradermal_points_go_by_their_own_rows():
    assert notes("100", "7", ID) == []
    assert notes("100", "10", ID) == []
    assert [str(note.measured) for note in notes("100", "10.001", ID)] == ["10.001 mL in 100 U"]
    assert notes("100", "1.785", ID) == []
    (low,) = notes("100", "1.784", ID)
    assert str(low.rule).startswith("Half to twice the product's own volume (intradermal): 3.57–5 mL for 100 U")
    assert low.key == "dilution:id"
    assert notes("300", "100", ID, product="abo_dysport") == []  # no row, and nothing is said
    (note,) = notes("100", "7", ID, IM)
    assert (note.key, note.points) == ("dilution:im", (2,))


def test_a_row_without_diluent_is_no_volume_of_the_product():
    product = REFERENCE.products["ona_botox"]
    dry = replace(product.dilutions[0], diluent_ml=Decimal(0))
    products = {**REFERENCE.products, product.id: replace(product, dilutions=(*product.dilutions, dry))}
    visit = replace(VISIT, vial_units=dry.vial_units, diluent_ml=Decimal("0.1"))
    (note,) = cautions(visit, None, None, (), replace(REFERENCE, products=products), ANATOMY)
    assert note.id == "dilution"


def test_a_vial_of_another_size_is_told_by_the_row_on_whose_side_it_is():
    """Jeuveau's rows of 50 and 100 U have two sources; a vial of 75 U would be made up with 1.875 mL by either."""
    (low,) = notes("75", "0.9", product="prabo_jeuveau")
    (high,) = notes("75", "3.8", product="prabo_jeuveau")
    assert [(note.source, note.mark) for note in (low, high)] == [("Nuceiva SmPC", "C"), ("Jeuveau label", "A")]
    assert str(low.rule).endswith("1.875 mL for 75 U, so 0.938–3.75 mL")


def test_a_product_that_is_ready_to_use_has_no_volume_whatever_its_rows_say():
    product = REFERENCE.products["abo_alluzience"]
    rows = tuple(replace(row, diluent_ml=Decimal("0.63")) for row in product.dilutions)
    products = {**REFERENCE.products, product.id: replace(product, dilutions=rows)}
    visit = replace(VISIT, product=product.id, vial_units=Decimal(125), diluent_ml=Decimal(25))
    found = cautions(visit, None, None, (), replace(REFERENCE, products=products), ANATOMY)
    assert "dilution" not in {note.id for note in found}


@pytest.mark.parametrize(("units", "ml"), [(None, "25"), ("50", None), (None, None)])
def test_what_is_not_known_raises_nothing(units: str | None, ml: str | None):
    assert notes(units, ml) == []


def test_ready_to_use_and_unknown_products_raise_nothing():
    assert notes("125", "25", product="abo_alluzience") == []
    assert notes("125", "25", product="gone") == []
    assert notes("50", "25", product=None) == []


def test_a_vial_speaks_for_its_points():
    thin = Vial("1", "ona_botox", Decimal(50), "C1", None, Decimal(25))
    well = Vial("2", "ona_botox", Decimal(50), "C2", None, Decimal("1.25"))
    points = (replace(IM, vial=2), replace(IM, vial=1), replace(IM, vial=1))
    (note,) = notes("50", "1.25", *points, vials=(thin, well))
    assert (note.key, note.points) == ("vial:1:dilution-im", (2, 3))
    assert notes("50", "25", *(replace(IM, vial=2),), vials=(thin, well)) == []
    (note,) = notes("50", "25", IM, replace(IM, vial=1), vials=(thin,))  # one finding is one caution
    assert note.points == (1, 2)
    (note,) = notes("50", "1.25", replace(IM, vial=1), vials=(thin,))
    assert note.key == "vial:1:dilution-im"
    (note,) = notes("50", "25", replace(IM, vial=3), vials=(thin,))
    assert note.key == "dilution:im"


def test_without_a_point_nothing_was_drawn():
    visit = replace(VISIT, vial_units=Decimal(50), diluent_ml=Decimal(25), points=())
    assert cautions(visit, None, None, (), REFERENCE, ANATOMY) == ()
