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

from charting.desk import clinic, looking_back
from charting.desk import points as edits
from charting.desk.session import Session
from charting.desk.signing import document, sha256_hex
from charting.desk.steps import PlainHistory
from charting.domain.anatomy import Anatomy
from charting.domain.face import View
from charting.domain.outcome import WoreOff
from charting.domain.patient import Patient
from charting.domain.reference import Reference
from charting.domain.visit import InjectionPoint, Kind, Signature, Status, Technique, Visit, with_points_added
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
        made.history = PlainHistory(made.show)
        made.add_patient(ANA)
        yield made
        assert made.close() is None


def given(session: Session, days: float, *, sign: bool = True, points: tuple[InjectionPoint, ...] = POINTS,
          kind: Kind = Kind.TREATMENT, product: str = "ona_botox", of: str | None = None) -> Visit:  # fmt: skip
    """A visit that many days ago in the file; the patient is opened again."""
    at = NOW - timedelta(days=days)
    draft = Visit(
        str(uuid.uuid4()), ANA.id, at, kind, product=product, vial_units=Decimal(100), diluent_ml=Decimal("2.5"),
        lot="C7421", expires=date(2027, 3, 31), price_per_unit=Decimal(12), currency="USD", of=of,
    )  # fmt: skip
    draft = with_points_added(draft, points)
    session.flush()
    session.store.visits.save_draft(draft)
    if sign:
        content = document(draft, ANA, "Dr X", at)
        draft = session.store.visits.sign(draft, Signature("Dr X", at, sha256_hex(content)), content)
    session.open_patient(ANA.id)
    return next(v for v in session.visits if v.id == draft.id)


# ---------------------------------------------------------------------- which one is the last


def test_without_a_past_there_is_nothing(session: Session) -> None:
    assert looking_back.previous(session) is None
    assert looking_back.last_treatment(session) is None
    assert looking_back.pinned_best(session) is None


def test_opening_a_patient_shows_todays_empty_face_over_the_last_treatment(session: Session) -> None:
    given(session, 300)
    last = given(session, 100)
    assert session.visit is None
    assert looking_back.ghost(session) == last


def test_reviews_touch_ups_empty_visits_and_errors_are_not_the_last_treatment(session: Session) -> None:
    last = given(session, 100)
    given(session, 86, kind=Kind.REVIEW, points=(), of=last.id)
    given(session, 86, kind=Kind.TOUCH_UP, points=POINTS[:1], of=last.id)
    given(session, 50, points=(), sign=False)
    assert looking_back.last_treatment(session) == last
    wrong = replace(last, id=str(uuid.uuid4()), at=NOW - timedelta(days=1), status=Status.ENTERED_IN_ERROR)
    session.visits = (wrong, *session.visits)
    assert looking_back.last_treatment(session) == last


def test_a_signed_treatment_comes_before_a_draft_and_a_draft_before_nothing(session: Session) -> None:
    forgotten = given(session, 60, sign=False)
    session.new_visit()
    assert looking_back.previous(session) == forgotten
    signed = given(session, 200)
    session.new_visit()
    assert looking_back.previous(session) == signed


def test_of_an_earlier_visit_it_is_the_one_before_that(session: Session) -> None:
    first, second, third = given(session, 300), given(session, 200), given(session, 100)
    session.open_visit(second.id)
    assert looking_back.previous(session) == first
    assert looking_back.ghost(session) is None
    session.open_visit(first.id)
    assert looking_back.previous(session) is None
    assert looking_back.last_treatment(session) == third


def test_two_visits_of_the_same_minute_have_an_order(session: Session) -> None:
    pair = sorted((given(session, 100), given(session, 100)), key=lambda v: v.id)
    session.open_visit(pair[1].id)
    assert looking_back.previous(session) == pair[0]
    session.open_visit(pair[0].id)
    assert looking_back.previous(session) is None


def test_what_a_wrong_clock_dated_ahead_is_last_for_nothing_that_came_before(session: Session) -> None:
    given(session, -2)
    assert looking_back.last_treatment(session) is None
    session.new_visit()
    assert looking_back.previous(session) is None
    assert looking_back.ghost(session) is None
    last = given(session, 30)
    session.new_visit()
    assert looking_back.last_treatment(session) == looking_back.previous(session) == last


def test_before_an_old_visit_is_what_was_given_before_it(session: Session) -> None:
    first, second = given(session, 300), given(session, 200)
    given(session, 100)
    session.open_visit(second.id)
    assert looking_back.last_before(session) == first
    session.open_visit(first.id)
    assert looking_back.last_before(session) is None


@pytest.mark.parametrize(("days", "last"), [(28, "treatment"), (29, "touch-up")])
def test_a_touch_up_after_more_than_28_days_is_the_last_treatment(session: Session, days: int, last: str) -> None:
    treatment = given(session, 100)
    given(session, 100 - days, kind=Kind.TOUCH_UP, points=POINTS[:1], of=treatment.id)
    session.new_visit()
    found = looking_back.last_treatment(session)
    assert found is not None
    assert found.kind.value == last
    assert looking_back.previous(session) == found
    clinic.set_settings(session, replace(session.clinic_settings, touch_up_days=days - 1))
    assert looking_back.last_treatment(session).kind is Kind.TOUCH_UP  # type: ignore[union-attr]


# ---------------------------------------------------------------------- again


def test_repeat_carries_points_and_doses_but_no_lot_expiry_price_or_signature(session: Session) -> None:
    last = given(session, 100)
    assert looking_back.repeat(session, last)
    draft = session.visit
    assert draft is not None
    assert (draft.is_draft, draft.at, draft.points) == (True, NOW, last.points)
    assert (draft.lot, draft.expires, draft.price_per_unit, draft.signature, draft.of) == (None,) * 5
    assert (draft.product, draft.vial_units, draft.diluent_ml) == ("ona_botox", Decimal(100), Decimal("2.5"))
    assert draft.id != last.id
    assert len({p.key for p in draft.points}) == 3
    assert session.flush() is None
    assert session.store.visits.get(draft.id) == draft
    assert session.store.visits.get(last.id) == last


def test_repeat_is_one_step(session: Session) -> None:
    last = given(session, 100)
    looking_back.repeat(session, last)
    assert isinstance(session.history, PlainHistory)
    assert session.history.undo()
    assert session.visit is None
    assert session.visits == (last,)
    assert session.history.redo()
    assert session.visit is not None
    assert session.visit.points == last.points


def test_an_empty_draft_is_filled_and_one_with_points_is_left_alone(session: Session) -> None:
    last = given(session, 100)
    session.new_visit()
    empty = session.visit
    assert empty is not None
    looking_back.repeat(session, last)
    assert session.visit is not None
    assert session.visit.id == empty.id
    with pytest.raises(Refused, match="points already"):
        looking_back.repeat(session, last)
    assert len(session.visit.points) == 3
    assert len(session.visits) == 2


def test_another_product_never_takes_the_doses_over(session: Session) -> None:
    last = given(session, 100)
    session.new_visit()
    session.set_product("abo_dysport", keep_numbers=True)
    assert not looking_back.repeat(session, last)
    assert session.visit is not None
    assert session.visit.product == "abo_dysport"
    assert [p.units for p in session.visit.points] == [None] * 3
    assert (session.visit.vial_units, session.visit.diluent_ml) == (None, None)


def test_an_older_visit_of_another_product_is_repeated_in_the_product_of_today(session: Session) -> None:
    older = given(session, 300, product="abo_dysport")
    given(session, 100)
    assert not looking_back.repeat(session, older)
    assert session.visit is not None
    assert session.visit.product == "ona_botox"
    assert session.visit.undosed == session.visit.points


def test_chosen_areas_alone_also_into_a_draft_that_has_points(session: Session) -> None:
    last = given(session, 100)
    assert looking_back.areas_of(session, last) == ("forehead", "glabella", "brow_asymmetry.left")
    looking_back.repeat(session, last, {"glabella"})
    assert session.visit is not None
    assert session.visit.points == (last.points[1],)
    looking_back.repeat(session, last, {"brow_asymmetry.left"})
    assert session.visit.points == last.points[1:]
    with pytest.raises(Refused, match="no points to repeat"):
        looking_back.repeat(session, last, {"mentalis"})


def test_points_come_back_on_the_drawing_they_were_placed_on(session: Session) -> None:
    last = given(session, 100)
    session.anatomies = {**session.anatomies, 2: session.anatomies[1]}
    looking_back.repeat(session, last)
    assert session.visit is not None
    assert session.visit.template == 1


def test_a_visit_whose_drawing_is_gone_is_still_opened(session: Session) -> None:
    last = given(session, 100)
    session.visits = (replace(last, id="gone", template=99), *session.visits)
    session.open_visit("gone")
    assert session.assessment is not None
    assert session.assessment.total_units == Decimal("6.5")


# ---------------------------------------------------------------------- what belongs to what


@pytest.mark.parametrize(
    ("begin", "kind"), [(looking_back.new_touch_up, Kind.TOUCH_UP), (looking_back.new_review, Kind.REVIEW)]
)
def test_a_touch_up_and_a_review_belong_to_the_open_treatment_or_the_last(
    session: Session, begin: object, kind: Kind
) -> None:
    assert callable(begin)
    first, last = given(session, 300), given(session, 20, product="abo_dysport")
    begin(session)
    assert session.visit is not None
    assert (session.visit.kind, session.visit.of, session.visit.product) == (kind, last.id, "abo_dysport")
    assert looking_back.previous(session) == last
    session.open_visit(first.id)
    begin(session)
    of = last if kind is Kind.TOUCH_UP else first  # nothing tops up a treatment of so long ago
    assert session.visit.of == of.id
    assert looking_back.ghost(session) == of
    assert session.flush() is None
    assert session.store.visits.get(session.visit.id).of == of.id


@pytest.mark.parametrize(("days", "linked"), [(28, True), (29, False)])
def test_a_touch_up_is_linked_to_a_treatment_within_the_clinics_days(session: Session, days: int, linked: bool) -> None:
    last = given(session, days)
    session.open_visit(last.id)
    looking_back.new_touch_up(session)
    visit = session.visit
    assert visit is not None
    assert (visit.of, visit.product, visit.vial_units) == (last.id if linked else None, last.product, last.vial_units)
    assert looking_back.is_called_for(session, visit) is not linked


def test_a_review_of_a_late_touch_up_is_of_it(session: Session) -> None:
    first = given(session, 100)
    late = given(session, 71, kind=Kind.TOUCH_UP, of=first.id)
    assert looking_back.last_treatment(session) == late
    session.open_visit(late.id)
    looking_back.new_review(session)
    assert session.visit is not None
    assert session.visit.of == late.id
    assert session.flush() is None
    assert [(row.treatment.id, row.reviewed) for row in session.store.outcomes.due_rows()] == [(late.id, True)]


def test_somebody_treated_elsewhere_can_have_a_touch_up_too(session: Session) -> None:
    looking_back.new_touch_up(session)
    assert session.visit is not None
    assert session.visit.of is None


def test_linked_visits_are_found_oldest_first(session: Session) -> None:
    last = given(session, 100)
    two = given(session, 74, kind=Kind.TOUCH_UP, points=POINTS[:1], of=last.id)
    one = given(session, 86, kind=Kind.TOUCH_UP, points=POINTS[:1], of=last.id)
    review = given(session, 86, kind=Kind.REVIEW, points=(), of=last.id)
    assert looking_back.touch_ups(session, last) == (one, two)
    assert looking_back.reviews(session, last) == (review,)
    assert looking_back.treatment_of(session, two) == last


# ---------------------------------------------------------------------- what is kept beside


def test_pin_wore_off_and_recall_are_kept_and_belong_to_the_patient(session: Session) -> None:
    last = given(session, 100)
    gone = WoreOff(last.id, "forehead", date(2026, 6, 20), about=True)
    looking_back.pin(session, last.id)
    looking_back.set_wore_off(session, gone)
    looking_back.set_recall(session, date(2026, 9, 1))
    session.add_patient(replace(ANA, id=str(uuid.uuid4()), chart_no="78"))
    assert (session.pinned, session.wore_off, session.recall) == (None, (), None)
    session.open_patient(ANA.id)
    assert looking_back.pinned_best(session) == last
    assert (session.wore_off, session.recall) == ((gone,), date(2026, 9, 1))
    looking_back.pin(session, None)
    looking_back.set_recall(session, None)
    assert (session.pinned, session.recall) == (None, None)


def test_a_fresh_draft_can_be_edited_after_a_repeat_and_the_source_stays(session: Session) -> None:
    last = given(session, 100)
    looking_back.repeat(session, last)
    assert session.visit is not None
    edits.remove(session, {session.visit.points[0].key})
    assert len(session.visit.points) == 2
    assert len(session.store.visits.get(last.id).points) == 3
