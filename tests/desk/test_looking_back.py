"""What was done before, and doing it again: which visit is the last one, what is carried over and what never is."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from charting.desk.follow_up import Repeating
from charting.desk.session import Session
from charting.desk.signing import document, sha256_hex
from charting.desk.steps import PlainHistory
from charting.domain.dosing.reference import Reference
from charting.domain.face.anatomy import Anatomy
from charting.domain.face.face import View
from charting.domain.people.patient import Patient
from charting.domain.visit.outcome import WoreOff
from charting.domain.visit.visit import InjectionPoint, Kind, Signature, Status, Technique, Visit, with_points_added
from charting.errors import Refused
from charting.store.database import Store
from tests import shipped

NOW = datetime(2026, 7, 14, 8, 20, tzinfo=UTC)
ANA = Patient("018f0000-0000-7000-8000-000000000001", "Ångström", "Ana", date(1990, 1, 2), "77")
POINTS = (
    InjectionPoint(View.FRONT, 0, -50, Decimal("1.5")),
    InjectionPoint(View.FRONT, 0, -12, Decimal(4), Technique.ID),
    InjectionPoint(View.FRONT, 47, -38, Decimal(1), area="brow_asymmetry.left"),
)


@cache
def reference() -> Reference:
    return shipped.reference()


@cache
def anatomies() -> dict[int, Anatomy]:
    return shipped.anatomies()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with Store.open(tmp_path / "a.sqlite", clock=lambda: NOW) as store:
        made = Session(
            store, reference(), anatomies(), clock=lambda: NOW, new_id=lambda: str(uuid.uuid4()),
            announce=lambda _: None, saved=lambda _: None,
        )  # fmt: skip
        made.charting.history = PlainHistory(made.charting.show)
        made.patients.add(ANA)
        yield made
        assert made.charting.close() is None


def given(session: Session, days: float, *, sign: bool = True, points: tuple[InjectionPoint, ...] = POINTS,
          kind: Kind = Kind.TREATMENT, product: str = "ona_botox", of: str | None = None) -> Visit:  # fmt: skip
    """A visit that many days ago in the file; the patient is opened again."""
    at = NOW - timedelta(days=days)
    draft = Visit(
        str(uuid.uuid4()), ANA.id, at, kind, product=product, vial_units=Decimal(100), diluent_ml=Decimal("2.5"),
        lot="C7421", expires=date(2027, 3, 31), price_per_unit=Decimal(12), currency="USD", of=of,
    )  # fmt: skip
    draft = with_points_added(draft, points)
    session.charting.flush()
    session.store.visits.save_draft(draft)
    if sign:
        content = document(draft, ANA, "Dr X", at)
        draft = session.store.visits.sign(draft, Signature("Dr X", at, sha256_hex(content)), content)
    session.patients.open(ANA.id)
    return next(v for v in session.open.visits if v.id == draft.id)


# ---------------------------------------------------------------------- which one is the last


def test_without_a_past_there_is_nothing(session: Session) -> None:
    assert session.past.previous() is None
    assert session.past.last_treatment() is None
    assert session.past.pinned_best() is None


def test_opening_a_patient_shows_todays_empty_face_over_the_last_treatment(session: Session) -> None:
    given(session, 300)
    last = given(session, 100)
    assert session.open.visit is None
    assert session.past.ghost() == last


def test_reviews_touch_ups_empty_visits_and_errors_are_not_the_last_treatment(session: Session) -> None:
    last = given(session, 100)
    given(session, 86, kind=Kind.REVIEW, points=(), of=last.id)
    given(session, 86, kind=Kind.TOUCH_UP, points=POINTS[:1], of=last.id)
    given(session, 50, points=(), sign=False)
    assert session.past.last_treatment() == last
    wrong = replace(last, id=str(uuid.uuid4()), at=NOW - timedelta(days=1), status=Status.ENTERED_IN_ERROR)
    session.change(open=replace(session.open, visits=(wrong, *session.open.visits)))
    assert session.past.last_treatment() == last


def test_a_signed_treatment_comes_before_a_draft_and_a_draft_before_nothing(session: Session) -> None:
    forgotten = given(session, 60, sign=False)
    session.charting.new_visit()
    assert session.past.previous() == forgotten
    signed = given(session, 200)
    session.charting.new_visit()
    assert session.past.previous() == signed


def test_of_an_earlier_visit_it_is_the_one_before_that(session: Session) -> None:
    first, second, third = given(session, 300), given(session, 200), given(session, 100)
    session.charting.open_visit(second.id)
    assert session.past.previous() == first
    assert session.past.ghost() is None
    session.charting.open_visit(first.id)
    assert session.past.previous() is None
    assert session.past.last_treatment() == third


def test_two_visits_of_the_same_minute_have_an_order(session: Session) -> None:
    pair = sorted((given(session, 100), given(session, 100)), key=lambda v: v.id)
    session.charting.open_visit(pair[1].id)
    assert session.past.previous() == pair[0]
    session.charting.open_visit(pair[0].id)
    assert session.past.previous() is None


def test_what_a_wrong_clock_dated_ahead_is_last_for_nothing_that_came_before(session: Session) -> None:
    given(session, -2)
    assert session.past.last_treatment() is None
    session.charting.new_visit()
    assert session.past.previous() is None
    assert session.past.ghost() is None
    last = given(session, 30)
    session.charting.new_visit()
    assert session.past.last_treatment() == session.past.previous() == last


def test_before_an_old_visit_is_what_was_given_before_it(session: Session) -> None:
    first, second = given(session, 300), given(session, 200)
    given(session, 100)
    session.charting.open_visit(second.id)
    assert session.past.last_before() == first
    session.charting.open_visit(first.id)
    assert session.past.last_before() is None


@pytest.mark.parametrize(("days", "last"), [(28, "treatment"), (29, "touch-up")])
def test_a_touch_up_after_more_than_28_days_is_the_last_treatment(session: Session, days: int, last: str) -> None:
    treatment = given(session, 100)
    given(session, 100 - days, kind=Kind.TOUCH_UP, points=POINTS[:1], of=treatment.id)
    session.charting.new_visit()
    found = session.past.last_treatment()
    assert found is not None
    assert found.kind.value == last
    assert session.past.previous() == found
    session.settings.set_settings(replace(session.clinic.settings, touch_up_days=days - 1))
    assert session.past.last_treatment().kind is Kind.TOUCH_UP  # type: ignore[union-attr]


# ---------------------------------------------------------------------- again


def test_repeat_carries_points_and_doses_but_no_lot_expiry_price_or_signature(session: Session) -> None:
    last = given(session, 100)
    assert session.repeating.repeat(last)
    draft = session.open.visit
    assert draft is not None
    assert (draft.is_draft, draft.at, draft.points) == (True, NOW, last.points)
    assert (draft.lot, draft.expires, draft.price_per_unit, draft.signature, draft.of) == (None,) * 5
    assert (draft.product, draft.vial_units, draft.diluent_ml) == ("ona_botox", Decimal(100), Decimal("2.5"))
    assert draft.id != last.id
    assert len({p.key for p in draft.points}) == 3
    assert session.charting.flush() is None
    assert session.store.visits.get(draft.id) == draft
    assert session.store.visits.get(last.id) == last


def test_repeat_is_one_step(session: Session) -> None:
    last = given(session, 100)
    session.repeating.repeat(last)
    assert isinstance(session.charting.history, PlainHistory)
    assert session.charting.history.undo()
    assert session.open.visit is None
    assert session.open.visits == (last,)
    assert session.charting.history.redo()
    assert session.open.visit is not None
    assert session.open.visit.points == last.points


def test_an_empty_draft_is_filled_and_one_with_points_is_left_alone(session: Session) -> None:
    last = given(session, 100)
    session.charting.new_visit()
    empty = session.open.visit
    assert empty is not None
    session.repeating.repeat(last)
    assert session.open.visit is not None
    assert session.open.visit.id == empty.id
    with pytest.raises(Refused, match="points already"):
        session.repeating.repeat(last)
    assert len(session.open.visit.points) == 3
    assert len(session.open.visits) == 2


def test_another_product_never_takes_the_doses_over(session: Session) -> None:
    last = given(session, 100)
    session.charting.new_visit()
    session.charting.set_product("abo_dysport", keep_numbers=True)
    assert not session.repeating.repeat(last)
    assert session.open.visit is not None
    assert session.open.visit.product == "abo_dysport"
    assert [p.units for p in session.open.visit.points] == [None] * 3
    assert (session.open.visit.vial_units, session.open.visit.diluent_ml) == (None, None)


def test_an_older_visit_of_another_product_is_repeated_in_the_product_of_today(session: Session) -> None:
    older = given(session, 300, product="abo_dysport")
    given(session, 100)
    assert not session.repeating.repeat(older)
    assert session.open.visit is not None
    assert session.open.visit.product == "ona_botox"
    assert session.open.visit.undosed == session.open.visit.points


def test_chosen_areas_alone_also_into_a_draft_that_has_points(session: Session) -> None:
    last = given(session, 100)
    assert session.past.areas_of(last) == ("forehead", "glabella", "brow_asymmetry.left")
    session.repeating.repeat(last, {"glabella"})
    assert session.open.visit is not None
    assert session.open.visit.points == (last.points[1],)
    session.repeating.repeat(last, {"brow_asymmetry.left"})
    assert session.open.visit.points == last.points[1:]
    with pytest.raises(Refused, match="no points to repeat"):
        session.repeating.repeat(last, {"mentalis"})


def test_points_come_back_on_the_drawing_they_were_placed_on(session: Session) -> None:
    last = given(session, 100)
    anatomies = {**session.env.anatomies, 2: session.env.anatomies[1]}
    tables = replace(session.clinic.tables, anatomies=anatomies)
    session.change(env=replace(session.env, anatomies=anatomies), clinic=replace(session.clinic, tables=tables))
    session.repeating.repeat(last)
    assert session.open.visit is not None
    assert session.open.visit.template == 1


def test_a_visit_whose_drawing_is_gone_is_still_opened(session: Session) -> None:
    last = given(session, 100)
    gone = replace(last, id="gone", template=99)
    session.change(open=replace(session.open, visits=(gone, *session.open.visits)))
    session.charting.open_visit("gone")
    assert session.open.assessment is not None
    assert session.open.assessment.total_units == Decimal("6.5")


# ---------------------------------------------------------------------- what belongs to what


@pytest.mark.parametrize(
    ("begin", "kind"), [(Repeating.new_touch_up, Kind.TOUCH_UP), (Repeating.new_review, Kind.REVIEW)]
)
def test_a_touch_up_and_a_review_belong_to_the_open_treatment_or_the_last(
    session: Session, begin: object, kind: Kind
) -> None:
    assert callable(begin)
    first, last = given(session, 300), given(session, 20, product="abo_dysport")
    begin(session.repeating)
    assert session.open.visit is not None
    assert (session.open.visit.kind, session.open.visit.of, session.open.visit.product) == (
        kind,
        last.id,
        "abo_dysport",
    )
    assert session.past.previous() == last
    session.charting.open_visit(first.id)
    begin(session.repeating)
    of = last if kind is Kind.TOUCH_UP else first  # nothing tops up a treatment of so long ago
    assert session.open.visit.of == of.id
    assert session.past.ghost() == of
    assert session.charting.flush() is None
    assert session.store.visits.get(session.open.visit.id).of == of.id


@pytest.mark.parametrize(("days", "linked"), [(28, True), (29, False)])
def test_a_touch_up_is_linked_to_a_treatment_within_the_clinics_days(session: Session, days: int, linked: bool) -> None:
    last = given(session, days)
    session.charting.open_visit(last.id)
    session.repeating.new_touch_up()
    visit = session.open.visit
    assert visit is not None
    assert (visit.of, visit.product, visit.vial_units) == (last.id if linked else None, last.product, last.vial_units)
    assert session.past.is_called_for(visit) is not linked


def test_a_review_of_a_late_touch_up_is_of_it(session: Session) -> None:
    first = given(session, 100)
    late = given(session, 71, kind=Kind.TOUCH_UP, of=first.id)
    assert session.past.last_treatment() == late
    session.charting.open_visit(late.id)
    session.repeating.new_review()
    assert session.open.visit is not None
    assert session.open.visit.of == late.id
    assert session.charting.flush() is None
    assert [(row.treatment.id, row.reviewed) for row in session.store.outcomes.due_rows()] == [(late.id, True)]


def test_somebody_treated_elsewhere_can_have_a_touch_up_too(session: Session) -> None:
    session.repeating.new_touch_up()
    assert session.open.visit is not None
    assert session.open.visit.of is None


def test_linked_visits_are_found_oldest_first(session: Session) -> None:
    last = given(session, 100)
    two = given(session, 74, kind=Kind.TOUCH_UP, points=POINTS[:1], of=last.id)
    one = given(session, 86, kind=Kind.TOUCH_UP, points=POINTS[:1], of=last.id)
    review = given(session, 86, kind=Kind.REVIEW, points=(), of=last.id)
    assert session.past.touch_ups(last) == (one, two)
    assert session.past.reviews(last) == (review,)
    assert session.past.treatment_of(two) == last


# ---------------------------------------------------------------------- what is kept beside


def test_pin_wore_off_and_recall_are_kept_and_belong_to_the_patient(session: Session) -> None:
    last = given(session, 100)
    gone = WoreOff(last.id, "forehead", date(2026, 6, 20), about=True)
    session.past.pin(last.id)
    session.past.set_wore_off(gone)
    session.past.set_recall(session.open.patient.id, date(2026, 9, 1))
    session.patients.add(replace(ANA, id=str(uuid.uuid4()), chart_no="78"))
    assert (session.open.pinned, session.open.wore_off, session.open.recall) == (None, (), None)
    session.patients.open(ANA.id)
    assert session.past.pinned_best() == last
    assert (session.open.wore_off, session.open.recall) == ((gone,), date(2026, 9, 1))
    session.past.pin(None)
    session.past.set_recall(session.open.patient.id, None)
    assert (session.open.pinned, session.open.recall) == (None, None)


def test_a_fresh_draft_can_be_edited_after_a_repeat_and_the_source_stays(session: Session) -> None:
    last = given(session, 100)
    session.repeating.repeat(last)
    assert session.open.visit is not None
    session.points.remove({session.open.visit.points[0].key})
    assert len(session.open.visit.points) == 2
    assert len(session.store.visits.get(last.id).points) == 3
