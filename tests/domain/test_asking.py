"""Questions over visits: worked examples by hand, and what must hold of every answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charting.domain.clinic.stock import LotUse
from charting.domain.dosing.dosing import UNASSIGNED, assess
from charting.domain.dosing.styles import Style
from charting.domain.face.face import View
from charting.domain.past.asking import (
    AreaUse,
    AskedVisit,
    By,
    GivenVisit,
    Sought,
    area_uses,
    areas_of,
    asked,
    got_lot,
    injectors_of,
    late_touch_ups,
    mean_density,
    micro_share,
    more_than,
    products_of,
    styles_of,
    units_by,
)
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import InjectionPoint, Kind, Status, Technique, Visit
from tests import shipped
from tests.proofs.scale import examples

NOON = datetime(2026, 7, 14, 12, tzinfo=UTC)
ANN, BOB = (Patient(name, name, name, date(1990, 1, 1)) for name in ("Ann", "Bob"))
BOTOX, DYSPORT = "ona_botox", "abo_dysport"


def use(area="forehead", units="10", style=Style.STANDARD, density=0.2, points=5):
    return AreaUse(area, points, Decimal(units), density, style)


def visit(number, *uses, patient=ANN, at=NOON, product=BOTOX, injector="Dr A", kind=Kind.TREATMENT):
    return AskedVisit(f"visit {number}", patient, at, kind, product, injector, uses)


VISITS = (
    visit(1, use("forehead", "6", Style.MICRO, 0.1), use("glabella", "20"), at=datetime(2026, 5, 31, 23, tzinfo=UTC)),
    visit(2, use("forehead", "12", Style.STANDARD, 0.3), patient=BOB, injector="Dr B", at=NOON - timedelta(days=30)),
    visit(3, use("forehead", "2", Style.BELOW_MICRO, 0.9), kind=Kind.TOUCH_UP, at=NOON - timedelta(days=16)),
    visit(4, use("forehead", "30", Style.MICRO, 0.7), use(UNASSIGNED, "4", Style.NO_RANGE, None, 1), patient=BOB,
          product=DYSPORT, injector=None),
)  # fmt: skip


def by(*arguments, **named):
    return [(row.product, row.key, row.visits, row.patients, row.points, str(row.units))
            for row in units_by(VISITS, Sought(**named), *arguments)]  # fmt: skip


def test_units_and_visits_by_each_thing():
    assert by(By.PRODUCT) == [(BOTOX, BOTOX, 3, 2, 20, "40"), (DYSPORT, DYSPORT, 1, 1, 6, "34")]
    assert by(By.AREA) == [
        (BOTOX, "forehead", 3, 2, 15, "20"), (BOTOX, "glabella", 1, 1, 5, "20"),
        (DYSPORT, "forehead", 1, 1, 5, "30"), (DYSPORT, None, 1, 1, 1, "4"),
    ]  # fmt: skip
    assert by(By.STYLE, product=BOTOX) == [
        (BOTOX, "standard", 2, 2, 10, "32"),
        (BOTOX, "micro", 1, 1, 5, "6"),
        (BOTOX, "below-micro", 1, 1, 5, "2"),
    ]
    assert by(By.INJECTOR) == [
        (BOTOX, "Dr A", 2, 1, 15, "28"),
        (BOTOX, "Dr B", 1, 1, 5, "12"),
        (DYSPORT, None, 1, 1, 6, "34"),
    ]
    assert [row[1:] for row in by(By.MONTH, product=BOTOX)] == [
        ("2026-05", 1, 1, 10, "26"),
        ("2026-06", 2, 2, 10, "14"),
    ]
    assert units_by(VISITS, Sought(), By.PRODUCT)[0].each == Decimal(40) / 3


def test_what_is_sought_narrows_every_answer():
    assert by(By.PRODUCT, area="glabella") == [(BOTOX, BOTOX, 1, 1, 5, "20")]
    assert by(By.PRODUCT, style=Style.MICRO) == [(DYSPORT, DYSPORT, 1, 1, 5, "30"), (BOTOX, BOTOX, 1, 1, 5, "6")]
    assert by(By.PRODUCT, injector="Dr B", product=DYSPORT) == []
    assert by(By.PRODUCT, since=date(2026, 6, 14), until=date(2026, 6, 14)) == [(BOTOX, BOTOX, 1, 1, 5, "12")]
    assert by(By.MONTH, until=date(2026, 5, 31)) == [(BOTOX, "2026-05", 1, 1, 10, "26")]


def test_the_day_and_the_month_are_those_of_the_place_where_it_was():
    from datetime import timezone

    late = visit(9, use(), at=datetime(2026, 8, 1, 0, 30, tzinfo=timezone(timedelta(hours=9))))
    assert units_by((late,), Sought(since=date(2026, 8, 1)), By.MONTH)[0].key == "2026-08"


def test_who_had_more_is_more_and_not_as_much():
    rows = more_than(VISITS, Sought(product=BOTOX, area="forehead"), Decimal(6))
    assert [(row.patient, row.units, row.area) for row in rows] == [(BOB, Decimal(12), "forehead")]
    rows = more_than(VISITS, Sought(product=BOTOX), Decimal("5.99"))
    assert [(row.visit_id, row.area) for row in rows] == [
        ("visit 1", "glabella"), ("visit 2", "forehead"), ("visit 1", "forehead")
    ]  # fmt: skip
    assert more_than(VISITS, Sought(product=DYSPORT), Decimal(3))[0].units == 30, "off every area is no area"


def test_rows_of_one_product_stand_by_their_units_and_equal_ones_by_name():
    visits = (
        visit(1, use("dao", "4"), use("glabella", "4"), use("forehead", "4"), injector=None),
        visit(2, use("mentalis", "9"), injector="Dr Z", at=NOON - timedelta(days=400)),
        visit(3, use("mentalis", "3"), injector="Dr A", product=DYSPORT),
    )
    rows = units_by(visits, Sought(), By.AREA)
    assert [(row.product, row.key) for row in rows] == [
        (BOTOX, "mentalis"), (BOTOX, "dao"), (BOTOX, "forehead"), (BOTOX, "glabella"), (DYSPORT, "mentalis"),
    ]  # fmt: skip
    equal = visit(1, use("dao", "4"), use(UNASSIGNED, "4", Style.NO_RANGE, None))
    assert [row.key for row in units_by((equal,), Sought(), By.AREA)] == [None, "dao"]
    assert [row.key for row in units_by(visits, Sought(product=BOTOX), By.MONTH)] == ["2025-06", "2026-07"]
    assert [row.key for row in units_by(visits, Sought(product=BOTOX), By.INJECTOR)] == [None, "Dr Z"]


def test_a_day_is_within_from_the_first_to_the_last():
    def numbers(**sought):
        return [row.key for row in units_by(VISITS, Sought(**sought), By.MONTH)]

    assert numbers(since=date(2026, 5, 31), product=BOTOX) == ["2026-05", "2026-06"]
    assert numbers(since=date(2026, 6, 1), product=BOTOX) == ["2026-06"]
    assert numbers(until=date(2026, 6, 13), product=BOTOX) == ["2026-05"]
    assert numbers(since=date(2026, 7, 15)) == []
    assert numbers(since=date(2026, 6, 15), until=date(2026, 6, 14)) == []


def test_a_style_of_an_area_is_sought_in_that_area():
    assert by(By.AREA, area="forehead", style=Style.STANDARD) == [(BOTOX, "forehead", 1, 1, 5, "12")]
    assert by(By.AREA, area="glabella", style=Style.MICRO) == []
    assert units_by((visit(1),), Sought(), By.PRODUCT) == ()  # nothing was given


def test_equal_doses_stand_newest_first_then_by_visit_and_area():
    visits = (
        visit(2, use("glabella", "9"), use("forehead", "9")), visit(1, use("glabella", "9")),
        visit(3, use("dao", "9"), at=NOON + timedelta(days=1)), visit(4, use("dao", "8")),
    )  # fmt: skip
    rows = more_than(visits, Sought(product=BOTOX), Decimal("8.5"))
    assert [(row.visit_id, row.area) for row in rows] == [
        ("visit 3", "dao"), ("visit 1", "glabella"), ("visit 2", "forehead"), ("visit 2", "glabella"),
    ]  # fmt: skip


def test_a_lot_is_told_newest_first_with_the_units_drawn_from_it():
    uses = [LotUse(ANN, f"visit {n}", NOON + timedelta(days=day), Status.SIGNED, BOTOX, lot, units)
            for n, day, lot, units in ((1, 0, "C2", None), (2, 0, "C1", Decimal(4)), (3, 1, "C1", Decimal(5)),
                                       (1, 0, "C1", Decimal(3)))]  # fmt: skip
    rows = got_lot(VISITS, Sought(), uses)
    assert [(row.visit_id, row.lot, row.units, row.kind) for row in rows] == [
        ("visit 3", "C1", 5, Kind.TOUCH_UP), ("visit 1", "C1", 3, Kind.TREATMENT), ("visit 1", "C2", 0, Kind.TREATMENT),
        ("visit 2", "C1", 4, Kind.TREATMENT),
    ]  # fmt: skip


def test_a_touch_up_that_came_too_late_is_a_treatment_where_density_is_asked_for():
    late = replace(VISITS[2], late=True)
    rows = mean_density((*VISITS[:2], late), Sought(area="forehead"), monthly=False)
    assert (rows[0].treatments, rows[0].mean, rows[0].high) == (3, pytest.approx(1.3 / 3), 0.9)
    assert micro_share((*VISITS[:2], late), Sought(area="forehead"), monthly=False)[0].share == pytest.approx(1 / 3)
    without = visit(8, use("forehead", "9", density=None))
    assert mean_density((without,), Sought(), monthly=False) == ()


def test_products_areas_and_months_stand_in_one_order():
    visits = (
        visit(1, use("dao"), product=DYSPORT), visit(3, use("glabella"), use("dao")),
        visit(2, use("glabella"), use("dao"), at=NOON - timedelta(days=60)),
        visit(4, use("dao"), at=NOON - timedelta(days=60)),
    )  # fmt: skip
    rows = micro_share(visits, Sought(), monthly=True)
    assert [(row.product, row.area, row.month, row.treatments) for row in rows] == [
        (BOTOX, "dao", "2026-05", 2), (BOTOX, "dao", "2026-07", 1), (BOTOX, "glabella", "2026-05", 1),
        (BOTOX, "glabella", "2026-07", 1), (DYSPORT, "dao", "2026-07", 1),
    ]  # fmt: skip
    assert areas_of(visits) == ("dao", "glabella")
    assert products_of((visit(1, use(), product=DYSPORT), visit(2, use()))) == (DYSPORT, BOTOX)
    assert products_of((visit(1, use()), visit(2, product=DYSPORT), visit(3, product=DYSPORT))) == (BOTOX,)


def test_names_of_injectors_stand_in_the_order_of_a_list_of_names():
    visits = [visit(n, use(), injector=name) for n, name in enumerate(("dr b", "Dr C", "Dr A", None, "dr b"))]
    assert injectors_of(visits) == ("Dr A", "dr b", "Dr C")


def test_which_touch_ups_came_too_late_is_asked_within_each_patient():
    def given(id_, who, days, kind=Kind.TOUCH_UP):
        return GivenVisit(id_, who, NOON + timedelta(days=days), kind, BOTOX, None, 1, None, "")

    visits = (
        given("t", ANN, 0, Kind.TREATMENT), given("in time", ANN, 28), given("late", ANN, 29), given("alone", BOB, 29),
    )  # fmt: skip
    assert late_touch_ups(visits, 28) == {"late"}
    assert late_touch_ups(visits, 29) == frozenset()
    assert asked(visits[2], (use(),), late=True).is_treatment
    assert not asked(visits[1], (use(),)).is_treatment


def test_who_got_a_lot_is_who_was_given_it():
    def found(number, patient, status=Status.SIGNED):
        return LotUse(patient, f"visit {number}", NOON, status, BOTOX, "C1", Decimal(9))

    uses = (found(1, ANN), found(2, BOB), found(7, BOB, Status.DRAFT), found(8, ANN, Status.ENTERED_IN_ERROR))
    assert [row.visit_id for row in got_lot(VISITS, Sought(), uses)] == ["visit 1", "visit 2"]
    assert [row.injector for row in got_lot(VISITS, Sought(injector="Dr B"), uses)] == ["Dr B"]


def test_the_mean_density_is_that_of_treatments_touch_ups_left_out():
    rows = mean_density(VISITS, Sought(), monthly=False)
    assert [(row.product, row.area, row.treatments) for row in rows] == [
        (BOTOX, "forehead", 2), (BOTOX, "glabella", 1), (DYSPORT, "forehead", 1)
    ]  # fmt: skip
    assert (rows[0].mean, rows[0].low, rows[0].high) == (pytest.approx(0.2), 0.1, 0.3)
    monthly = mean_density(VISITS, Sought(area="forehead", product=BOTOX), monthly=True)
    assert [(row.month, row.mean) for row in monthly] == [("2026-05", 0.1), ("2026-06", 0.3)]


def test_the_share_of_micro_is_of_what_has_a_range():
    without = visit(5, use("forehead", "9", Style.NO_RANGE), patient=BOB)
    row = micro_share((*VISITS, without), Sought(product=BOTOX, area="forehead"), monthly=False)[0]
    assert (row.treatments, row.ranged, row.micro, row.share) == (3, 2, 1, 0.5)
    assert micro_share((without,), Sought(), monthly=True)[0].share is None


def test_what_there_is_to_choose_from():
    assert products_of(VISITS) == (BOTOX, DYSPORT)
    assert areas_of(VISITS) == ("forehead", "glabella")
    assert styles_of(VISITS) == (Style.BELOW_MICRO, Style.MICRO, Style.STANDARD, Style.NO_RANGE)
    assert injectors_of(VISITS) == ("Dr A", "Dr B")


USES = st.builds(
    use, area=st.sampled_from(["forehead", "glabella", "dao", UNASSIGNED]),
    units=st.integers(1, 50_000).map(lambda n: str(Decimal(n) / 100)), style=st.sampled_from(list(Style)),
    density=st.none() | st.floats(0.01, 5),
)  # fmt: skip
MANY = st.lists(
    st.builds(
        lambda uses, **more: visit(0, *uses, **more),
        st.lists(USES, max_size=4, unique_by=lambda each: each.area), patient=st.sampled_from([ANN, BOB]),
        product=st.sampled_from([BOTOX, DYSPORT, None]), injector=st.sampled_from(["Dr A", None]),
        kind=st.sampled_from([Kind.TREATMENT, Kind.TOUCH_UP]),
        at=st.integers(0, 900).map(lambda days: NOON - timedelta(days=days)),
    ), max_size=12,
).map(lambda found: tuple(replace(each, id=f"visit {n}") for n, each in enumerate(found)))  # fmt: skip


@settings(max_examples=examples(20, 200))
@given(MANY, st.sampled_from(list(By)))
def test_no_unit_is_lost_and_none_comes_to_another_product(visits, what):
    rows = units_by(visits, Sought(), what)
    for product in {each.product for each in visits}:
        own = [each for each in visits if each.product == product]
        assert sum(row.units for row in rows if row.product == product) == sum(each.units for each in own)
        assert sum(row.points for row in rows if row.product == product) == sum(u.points for e in own for u in e.areas)
    keys = [(row.product, row.key) for row in rows]
    assert len(keys) == len(set(keys))
    assert all(row.visits <= len(visits) and row.patients <= row.visits for row in rows)


@settings(max_examples=examples(20, 200))
@given(MANY, st.booleans())
def test_shares_and_means_lie_within_what_they_are_of(visits, monthly):
    for row in micro_share(visits, Sought(), monthly=monthly):
        assert 0 <= row.micro <= row.ranged <= row.treatments
    for row in mean_density(visits, Sought(), monthly=monthly):
        assert row.low * (1 - 1e-12) <= row.mean <= row.high * (1 + 1e-12)


# ---------------------------------------------------------------------- from points


@pytest.fixture(scope="module")
def anatomy():
    return shipped.anatomies()[1]


def test_both_sides_and_techniques_of_an_area_are_one(anatomy):
    reference = shipped.reference()
    points = (
        InjectionPoint(View.FRONT, 57, 0, Decimal(6)), InjectionPoint(View.FRONT, -57, 0, Decimal(6)),
        InjectionPoint(View.FRONT, 0, -50, Decimal(6)),
        InjectionPoint(View.FRONT, 5, -50, Decimal("0.5"), Technique.ID),
        InjectionPoint(View.FRONT, 200, 200, Decimal(1)),
    )  # fmt: skip
    rows = assess(Visit("v", "p", NOON, product=BOTOX, points=points), None, reference, anatomy).areas
    uses = {each.area: each for each in area_uses(rows)}
    assert {area: (each.points, each.units) for area, each in uses.items()} == {
        "forehead": (2, Decimal("6.5")), "crows_feet": (2, Decimal(12)), UNASSIGNED: (1, Decimal(1)),
    }  # fmt: skip
    skin = {row.area: row.surface_cm2 for row in rows}
    assert uses["crows_feet"].density == pytest.approx(12 / (skin["crows_feet.left"] + skin["crows_feet.right"]))
    assert uses["forehead"].density == pytest.approx(6.5 / skin["forehead"]), "its skin counts once"
    assert uses["crows_feet"].style is next(row.style for row in rows if row.area == "crows_feet.left")
    assert (uses["forehead"].style, uses[UNASSIGNED].style) == (Style.MIXED, Style.NO_RANGE)
    assert uses[UNASSIGNED].density is None
