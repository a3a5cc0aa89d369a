"""What is drawn from a vial, and what to know about it; what two visits of one sitting are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from charting.domain.clinic.stock import (
    Closed,
    StockVial,
    checked_vial,
    drawn_in,
    expires_soon,
    in_use_until,
    same_sitting,
    taken_by_others,
    vial_cautions,
)
from charting.domain.face.face import View
from charting.domain.visit.visit import InjectionPoint, Status, Vial, Visit
from charting.errors import Refused
from tests import shipped

AT = datetime(2026, 7, 14, 10, 20, tzinfo=timezone(timedelta(hours=2)))
VIAL = Vial("v1", "ona_botox", Decimal(100), "C7421", date(2027, 3, 31), Decimal("2.5"), made_up_at=AT)
OTHER = replace(VIAL, id="v2", lot="D1")


@pytest.fixture(scope="module")
def reference():
    return shipped.reference()


def point(units, vial=1, key=1):
    return InjectionPoint(View.FRONT, 0, -50, None if units is None else Decimal(units), key=key, vial=vial)


def visit(*points, vials=(VIAL,), **more):
    return replace(Visit("x", "p", AT, product="ona_botox", points=points, vials=vials), **more)


def keys(reference, of, stock=None, now=AT):
    return [note.key for note in vial_cautions(of, stock or {}, reference, now)]


def test_units_are_drawn_exactly_and_by_vial():
    here = visit(point("0.1"), point("0.2"), point(4, vial=2), point(None), point(9, vial=None), vials=(VIAL, OTHER))
    assert drawn_in(here) == {"v1": Decimal("0.3"), "v2": Decimal(4)}
    assert drawn_in(visit(vials=())) == {}


def test_left_is_what_it_held_less_what_was_drawn():
    assert StockVial(VIAL, AT, drawn=Decimal("99.9")).left == Decimal("0.1")
    assert StockVial(VIAL, AT, drawn=Decimal(101)).left == Decimal(-1)
    assert str(StockVial(VIAL, AT, drawn=Decimal("0.50")).left) == "99.5"
    assert str(drawn_in(visit(point("2.50"), point("2.50")))["v1"]) == "5"


def test_a_vial_in_order_says_nothing(reference):
    assert keys(reference, visit(point(20))) == []


def test_the_day_of_expiry_is_still_usable(reference):
    today = visit(point(1), vials=(replace(VIAL, expires=AT.date()),))
    yesterday = visit(point(1), vials=(replace(VIAL, expires=AT.date() - timedelta(days=1)),))
    assert keys(reference, today) == []
    (note,) = vial_cautions(yesterday, {}, reference, AT)
    assert note.key == "vial:1:expired"
    assert note.urgent
    assert "2026-07-13" in str(note.measured)
    assert note.points == (1,)


def test_a_signed_visit_is_judged_by_its_own_day(reference):
    later = AT + timedelta(days=800)
    assert keys(reference, visit(point(1), status=Status.SIGNED), now=later) == []
    assert keys(reference, visit(point(1)), now=later) == []  # a late entry of then
    assert keys(reference, visit(point(1), at=later), now=later) == ["vial:1:expired", "vial:1:in-use"]


def test_past_its_in_use_hours_with_source_and_mark(reference):
    made = replace(VIAL, made_up_at=AT - timedelta(hours=24))
    assert keys(reference, visit(point(1), vials=(made,))) == []
    (note,) = vial_cautions(visit(point(1), vials=(made,)), {}, reference, AT + timedelta(minutes=1))
    assert note.key == "vial:1:in-use"
    assert (str(note.measured), note.mark) == ("made up 2026-07-13 10:20, in use until 2026-07-14 10:20", "B")
    assert "24 h" in str(note.rule)
    assert note.source


def test_what_the_figure_of_the_hours_notes_is_said(reference):
    made = replace(VIAL, made_up_at=AT - timedelta(hours=25))
    product = reference.products["ona_botox"]
    (limit,) = (row for row in product.limits if row.kind == "in_use_hours")

    def rule(note):
        limits = (replace(limit, note=note, value=Decimal("24.0")),)
        known = replace(reference, products={"ona_botox": replace(product, limits=limits)})
        return vial_cautions(visit(point(1), vials=(made,)), {}, known, AT)[0].rule

    assert str(rule("in a refrigerator")) == "used within 24 h of being made up (in a refrigerator)"
    assert str(rule(None)) == "used within 24 h of being made up"


def test_of_a_product_that_is_not_known_or_has_no_hours_nothing_is_said(reference):
    made = replace(VIAL, made_up_at=AT - timedelta(days=90))
    for products in ({}, {"ona_botox": replace(reference.products["ona_botox"], limits=())}):
        assert keys(replace(reference, products=products), visit(point(1), vials=(made,))) == []


def test_a_draft_of_tomorrow_is_judged_by_its_own_day(reference):
    tomorrow = AT + timedelta(hours=20)
    until = replace(VIAL, expires=AT.date(), made_up_at=tomorrow)
    assert keys(reference, visit(point(1), vials=(until,), at=tomorrow)) == ["vial:1:expired"]


def test_the_clock_of_a_product_that_is_ready_to_use_has_no_hours(reference):
    assert in_use_until(replace(VIAL, product="relabo_relfydess"), reference.products.get("relabo_relfydess")) is None


@pytest.mark.parametrize(("own", "before", "over"), [("50", "50", False), ("50.01", "50", True), ("100.01", "0", True)])
def test_more_drawn_than_it_held(reference, own, before, over):
    stock = {"v1": StockVial(VIAL, AT, drawn=Decimal(before))}
    found = keys(reference, visit(point(own)), stock)
    assert found == (["vial:1:overdrawn"] if over else [])


def test_a_whole_vial_of_which_nothing_is_known_may_be_drawn(reference):
    assert keys(reference, visit(point(100))) == []
    assert keys(reference, visit(point("100.01"))) == ["vial:1:overdrawn"]
    assert StockVial(VIAL, AT).in_use
    assert not StockVial(VIAL, AT, closed=Closed.USED_UP).in_use


def test_an_empty_visit_is_not_blamed_for_what_others_drew(reference):
    assert keys(reference, visit(), {"v1": StockVial(VIAL, AT, drawn=Decimal(200))}) == []


def test_a_vial_of_another_product(reference):
    (note,) = vial_cautions(visit(point(1), vials=(replace(VIAL, product="abo_dysport"),)), {}, reference, AT)
    assert note.key == "vial:1:other-product"
    assert "Dysport" in str(note.measured)
    assert "Botox" in str(note.measured)


def test_what_is_missing_is_said_quietly(reference):
    bare = Vial("v1", "ona_botox", Decimal(100))
    (note,) = vial_cautions(visit(point(1), vials=(bare,)), {}, reference, AT)
    assert (note.key, str(note.measured), note.urgent) == ("vial:1:incomplete", "no lot, no expiry, no dilution", False)
    ready = Vial("v1", "relabo_relfydess", Decimal(150), "L", date(2028, 1, 1))
    assert keys(reference, visit(vials=(ready,), product="relabo_relfydess")) == []


def test_the_second_vial_has_keys_of_its_own(reference):
    expired = replace(OTHER, expires=date(2026, 1, 1))
    here = visit(point(1), point(1, vial=2), point(1), point(None, vial=2), vials=(VIAL, expired))
    (note,) = vial_cautions(here, {}, reference, AT)
    assert (note.key, note.points, str(note.measured)) == ("vial:2:expired", (2, 4), "lot D1 expired on 2026-01-01")
    unnamed = replace(here, vials=(VIAL, replace(expired, lot=None)))
    assert str(vial_cautions(unnamed, {}, reference, AT)[0].measured) == "expired on 2026-01-01"


def test_a_draft_is_worked_on_for_less_than_twelve_hours(reference):
    """A vial that may be used until the evening: whoever still charts then is told, whoever looks tomorrow is not."""
    made = visit(point(1), vials=(replace(VIAL, made_up_at=AT - timedelta(hours=14)),))
    for hours, told in ((9, []), (11, ["vial:1:in-use"]), (12, []), (13, [])):
        assert keys(reference, made, now=AT + timedelta(hours=hours)) == told
    assert keys(reference, replace(made, status=Status.SIGNED), now=AT + timedelta(hours=11)) == []


@pytest.mark.parametrize(
    ("apart", "product", "status", "together"),
    [
        (timedelta(minutes=30), "abo_dysport", Status.DRAFT, True),
        (timedelta(hours=-2), "abo_dysport", Status.SIGNED, True),
        (AT.replace(hour=0, minute=0) - AT, "abo_dysport", Status.DRAFT, True),
        (AT.replace(hour=23, minute=59) - AT, "abo_dysport", Status.DRAFT, True),
        (AT.replace(hour=0, minute=0) - AT - timedelta(minutes=1), "abo_dysport", Status.DRAFT, False),
        (AT.replace(hour=23, minute=59) - AT + timedelta(minutes=1), "abo_dysport", Status.DRAFT, False),
        (timedelta(0), "ona_botox", Status.DRAFT, False),
        (timedelta(0), "abo_dysport", Status.ENTERED_IN_ERROR, False),
    ],
)
def test_two_products_of_one_sitting(apart, product, status, together):
    other = visit(point(1), id="y", at=AT + apart, product=product, status=status, vials=())
    assert same_sitting(visit(point(1)), [other, visit(point(1))]) == ((other,) if together else ())


def test_of_a_corrected_visit_only_the_correction_is_of_the_sitting():
    here = visit(point(1))
    first = visit(point(1), id="y", product="abo_dysport", status=Status.AMENDED, vials=())
    newer = replace(first, id="z", amends="y", status=Status.SIGNED)
    assert same_sitting(here, [first, newer, here]) == (newer,)


def test_midnight_ends_a_sitting():
    late = visit(point(1), at=AT.replace(hour=23, minute=50))
    early = visit(point(1), id="y", at=late.at + timedelta(minutes=20), product="abo_dysport")
    assert same_sitting(late, [early]) == ()


def test_the_day_of_a_sitting_is_that_of_each_visits_own_clock():
    here = visit(point(1), at=AT.replace(hour=9, tzinfo=timezone(timedelta(hours=2))))
    other = visit(point(1), id="y", at=AT.replace(hour=23, tzinfo=timezone(-timedelta(hours=7))), product="abo_dysport")
    assert same_sitting(here, [other]) == (other,)
    assert same_sitting(here, [replace(other, at=other.at + timedelta(hours=1))]) == ()
    assert same_sitting(here, [replace(other, patient_id="somebody else")]) == ()
    assert same_sitting(here, [replace(other, points=())]) == ()


def test_a_vial_that_cannot_be_kept_is_refused():
    for wrong in (
        replace(VIAL, vial_units=Decimal(0)), replace(VIAL, vial_units=Decimal("0.001")),
        replace(VIAL, vial_units=Decimal(10001)), replace(VIAL, diluent_ml=Decimal(0)),
        replace(VIAL, lot="x" * 501), replace(VIAL, made_up_at=datetime(2026, 1, 1)), replace(VIAL, gtin="a\x00b"),
    ):  # fmt: skip
        with pytest.raises(Refused):
            checked_vial(wrong)
    assert checked_vial(replace(VIAL, lot="  00 12 ")).lot == "  00 12 "


@pytest.mark.parametrize(
    ("units", "ml", "kept"),
    [
        ("0.01", "0.001", True), ("10000", "1000", True), ("0.009", "1", False), ("10000.01", "1", False),
        ("10001", "1", False), ("1.001", "1", False), ("100", "0.0009", False), ("100", "1000.001", False),
        ("100", "1001", False), ("100", "0.0015", False), ("100", "2.505", True), ("99.99", None, True),
    ],
)  # fmt: skip
def test_what_a_vial_holds_and_its_diluent_have_limits_and_steps(units, ml, kept):
    vial = replace(VIAL, vial_units=Decimal(units), diluent_ml=None if ml is None else Decimal(ml))
    if kept:
        assert checked_vial(vial) == vial
    else:
        with pytest.raises(Refused, match=r"in steps of 0\.0"):
            checked_vial(vial)


def test_a_vial_that_was_not_made_up_is_kept():
    bare = Vial("v1", "ona_botox", Decimal(100))
    assert checked_vial(bare) is bare


def test_a_visit_entered_in_error_is_of_no_sitting():
    other = visit(point(1), id="y", product="abo_dysport")
    assert same_sitting(visit(point(1)), [other]) == (other,)
    assert same_sitting(visit(point(1), status=Status.ENTERED_IN_ERROR), [other]) == ()


def test_thirty_days_are_soon():
    assert expires_soon(VIAL, VIAL.expires - timedelta(days=30))
    assert not expires_soon(VIAL, VIAL.expires - timedelta(days=31))
    assert not expires_soon(replace(VIAL, expires=None), AT.date())


AZZALURE = replace(VIAL, product="abo_azzalure", vial_units=Decimal(125), diluent_ml=Decimal("0.63"))


@pytest.mark.parametrize(
    ("product", "patients", "shares", "taken"),
    [
        ("abo_azzalure", {"q"}, False, True), ("abo_azzalure", {"p", "q"}, False, True),
        ("abo_azzalure", {"p"}, False, False), ("abo_azzalure", set(), False, False),
        ("abo_azzalure", {"q"}, True, False), ("ona_botox", {"q"}, False, False), ("gone", {"q"}, False, False),
    ],
)  # fmt: skip
def test_a_vial_for_one_patient_is_taken_once_somebody_else_had_it(reference, product, patients, shares, taken):
    row = StockVial(replace(AZZALURE, product=product), AT, patients=frozenset(patients))
    assert taken_by_others(row, "p", reference, shares=shares) is taken


def test_of_a_taken_vial_without_a_source_nothing_is_said(reference):
    product = next(p for p in reference.products.values() if p.single_patient)
    here = visit(point(1), vials=(replace(VIAL, product=product.id, made_up_at=None),), product=product.id)
    taken = {"v1": StockVial(here.vials[0], AT, taken=True)}
    assert "vial:1:single-patient" in keys(reference, here, taken)
    for change in ({"single_source": None}, {"single_mark": None}):
        known = replace(reference, products={product.id: replace(product, **change)})
        assert "vial:1:single-patient" not in keys(known, here, taken)
    assert "vial:1:single-patient" not in keys(replace(reference, products={}), here, taken)


def test_a_taken_vial_is_an_urgent_caution_with_the_products_source(reference):
    here = visit(point(10), vials=(AZZALURE,), product="abo_azzalure")
    row = StockVial(AZZALURE, AT, taken=True)
    (note,) = vial_cautions(here, {"v1": row}, reference, AT)
    product = reference.products["abo_azzalure"]
    assert (note.key, note.points, note.urgent) == ("vial:1:single-patient", (1,), True)
    assert str(note.measured) == "vial lot C7421 was used for another patient"
    assert str(note.rule).startswith("a vial of Azzalure is for one patient")
    assert (note.source, note.mark) == (product.single_source.short, "A")
    assert vial_cautions(here, {"v1": replace(row, taken=False)}, reference, AT) == ()
    without_lot = visit(point(10), vials=(replace(AZZALURE, lot=None),), product="abo_azzalure")
    assert "vial was used" in str(vial_cautions(without_lot, {"v1": row}, reference, AT)[-1].measured)
