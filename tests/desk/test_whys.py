"""Reasons on a real file: one step, kept true by every edit, by undo and by signing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from charting.domain.dosing.styles import RangeStyle
from charting.domain.people.patient import Sex
from charting.domain.visit.readiness import Check
from charting.domain.visit.record import Reason
from charting.domain.visit.visit import Kind, Signature, Status, Visit, with_points_added, with_points_removed
from charting.errors import Refused
from tests.desk.test_session import FOREHEAD, Bench, bench, draft

__all__ = ["bench", "draft"]  # fixtures of a session on a file


def place(made: Bench, units: str) -> None:
    session = made.session
    session.charting.edit("Place", with_points_added(session.open.visit, [replace(FOREHEAD, units=Decimal(units))]))


@pytest.fixture
def high(draft: Bench) -> Bench:
    """A draft with 30 U on the forehead."""
    draft.session.charting.edit("Clear", replace(draft.session.open.visit, points=()))
    place(draft, "30")
    return draft


def test_a_reason_is_one_step(high):
    session = high.session
    (row,) = session.whys.open_questions()
    before = session.open.visit
    session.whys.give((row,), Reason.STRONG_MUSCLE)
    assert session.whys.open_questions() == ()
    assert [why.about for why in session.open.visit.whys] == ["forehead:im"]
    high.history.undo()
    assert session.open.visit == before
    high.history.redo()
    session.whys.take_back((row,))
    assert session.open.visit.whys == ()


def test_it_follows_the_dose_in_the_same_step(high):
    session = high.session
    session.whys.give(session.whys.open_questions(), Reason.CORRECTION)
    key = session.open.visit.points[0].key
    session.points.dose({key}, Decimal(35))
    assert [(why.reason, why.units) for why in session.open.visit.whys] == [(Reason.CORRECTION, Decimal(35))]
    session.points.dose({key}, Decimal(12))
    assert session.open.visit.whys == ()
    high.history.undo()
    assert session.open.visit.whys[0].units == Decimal(35)
    session.charting.edit("Delete", with_points_removed(session.open.visit, {key}))
    assert session.open.visit.whys == ()


def test_another_product_asks_anew(high):
    session = high.session
    session.whys.give(session.whys.open_questions(), Reason.CORRECTION)
    session.charting.set_product("abo", keep_numbers=True)
    assert session.open.visit.whys == ()


def test_what_is_signed_is_what_was_true(high):
    """The patient's sex was corrected after the reason was given: the range of men is what is signed."""
    session = high.session
    session.patients.change(replace(session.open.patient, sex=Sex.FEMALE))
    session.charting.edit(
        "Glabella", replace(session.open.visit, points=(replace(FOREHEAD, y_mm=-12.0, units=Decimal(100)),))
    )
    session.whys.give(session.whys.open_questions(), Reason.PATIENTS_WISH)
    session.patients.change(replace(session.open.patient, sex=Sex.MALE))
    band, kept = session.open.assessment.areas[0].standard, session.open.visit.whys[0].standard
    assert (kept.low, kept.high) != (band.low, band.high), "the ranges of men differ, or this shows nothing"
    signed = session.signing.sign("Dr A. Signer")
    true = signed.whys[0].standard
    assert (true.low, true.high) == (band.low, band.high)
    assert high.in_file()[0].whys == signed.whys


def given_before(made: Bench, units: str, days: int, **more: object) -> Visit:
    """A signed visit of the open patient with one dose in the forehead; the draft is open again."""
    session = made.session
    here = session.open.visit
    earlier = replace(
        here, id=session.env.new_id(), at=here.at - timedelta(days=days), status=Status.SIGNED, vials=(), whys=(),
        signature=Signature("X", here.at, "ab"), points=(replace(FOREHEAD, units=Decimal(units)),), **more,
    )  # fmt: skip
    session.charting.flush()
    session.store.visits.keep_signed_elsewhere(earlier, b"{}")
    session.patients.open(here.patient_id)
    session.charting.open_visit(here.id)
    return earlier


def asked(made: Bench) -> list[tuple[str, str, Decimal]]:
    listed = [item.left for item in made.session.readiness.ready() if item.check is Check.REASONS and not item.done]
    rows = [(d.area, d.style.value, d.compared_units) for d in made.session.whys.open_questions()]
    assert listed == ([len(rows)] if rows else [])
    return rows


@pytest.mark.parametrize(
    ("treatment", "days", "rows"),
    [
        ("18", 14, []),
        ("18.01", 14, [("forehead", "above-standard", Decimal("20.01"))]),
        ("18", 28, []),
        ("18", 29, [("forehead", "below-micro", Decimal(2))]),
    ],
)
def test_a_touch_up_is_asked_by_its_sum_with_its_treatment(high, treatment, days, rows):
    session = high.session
    earlier = given_before(high, treatment, days)
    two = (replace(FOREHEAD, units=Decimal(2)),)
    session.charting.edit("Touch-up", replace(session.open.visit, kind=Kind.TOUCH_UP, of=earlier.id, points=two))
    assert asked(high) == rows
    assert session.open.assessment.areas[0].style.value == "below-micro"  # its own style stays that of its own units


@pytest.mark.parametrize(
    ("first", "second", "rows"),
    [("9", "2", []), ("18", "2", []), ("18.01", "2", [("forehead", "above-standard", Decimal("20.01"))])],
)
def test_a_visit_is_asked_by_the_sum_of_its_sitting(high, first, second, rows):
    given_before(high, first, 0)
    high.session.charting.edit(
        "Dose", replace(high.session.open.visit, points=(replace(FOREHEAD, units=Decimal(second)),))
    )
    assert asked(high) == rows


def test_a_visit_of_the_day_before_or_of_another_product_is_no_part_of_the_sitting(high):
    given_before(high, "18", 1)
    given_before(high, "18", 0, product="abo_dysport")
    high.session.charting.edit("Dose", replace(high.session.open.visit, points=(replace(FOREHEAD, units=Decimal(2)),)))
    assert asked(high) == [("forehead", "below-micro", Decimal(2))]


def test_the_reason_of_a_sum_is_kept_with_the_sum_and_goes_with_it(high):
    session = high.session
    given_before(high, "15", 0)
    session.charting.edit("Dose", replace(session.open.visit, points=(replace(FOREHEAD, units=Decimal(6)),)))
    session.whys.give(session.whys.open_questions(), Reason.STRONG_MUSCLE)
    assert [why.units for why in session.open.visit.whys] == [Decimal(21)]
    assert asked(high) == []
    session.charting.edit(
        "Dose", replace(session.open.visit, points=(replace(session.open.visit.points[0], units=Decimal(7)),))
    )
    assert [why.units for why in session.open.visit.whys] == [Decimal(22)]
    session.charting.edit(
        "Dose", replace(session.open.visit, points=(replace(session.open.visit.points[0], units=Decimal(5)),))
    )
    assert session.open.visit.whys == ()
    assert asked(high) == []


def test_a_signed_visit_keeps_its_reasons(high):
    session = high.session
    rows = session.whys.open_questions()
    session.signing.sign("Dr A. Signer")
    with pytest.raises(Refused, match="signed"):
        session.whys.give(rows, Reason.OTHER)
    with pytest.raises(Refused, match="signed"):
        session.readiness.tick(Check.SITE, on=True)
    with pytest.raises(Refused, match="signed"):
        session.consulting.mark_sign("price", applies=True)


def test_a_tick_by_hand_is_one_step_and_can_be_taken_back(high):
    session = high.session
    session.readiness.tick(Check.SITE, on=True)
    session.readiness.tick(Check.SITE, on=True)
    assert session.open.visit.checks == ("site",)
    assert next(item for item in session.readiness.ready() if item.check is Check.SITE).done
    session.readiness.tick(Check.SITE, on=False)
    assert session.open.visit.checks == ()
    with pytest.raises(Refused):
        session.readiness.tick(Check.LOT, on=True)


def test_a_consultation_begins_the_visit_that_it_belongs_to(bench):
    session = bench.session
    session.consulting.mark_sign("softer_look", applies=True)
    assert session.editable
    assert session.open.visit.consultation.signs == ("softer_look",)
    session.consulting.choose(RangeStyle.MICRO)
    session.consulting.choose(RangeStyle.STANDARD, "glabella")
    assert [(c.style, c.area) for c in session.open.visit.consultation.choices] == [
        (RangeStyle.MICRO, None), (RangeStyle.STANDARD, "glabella"),
    ]  # fmt: skip
    for _ in range(3):
        bench.history.undo()
    assert session.open.visit is None


def test_the_record_proposes_by_the_day_of_the_visit(draft):
    assert draft.session.consulting.known_signs()["prevention"].number == 36
