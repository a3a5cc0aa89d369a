"""The invented patients: the same every time, and dosed as an injector would."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

import pytest

from charting.domain.dosing.dosing import UNASSIGNED, Assessment, assess
from charting.domain.face.face import View
from charting.domain.people.consent import checked_consent
from charting.domain.people.history import checked_history
from charting.domain.people.patient import Patient, checked_patient
from charting.domain.units import checked_units
from charting.domain.visit.outcome import checked_review, checked_wore_off
from charting.domain.visit.visit import Kind, Status, Visit, checked_point
from charting.loading.reference import load_reference
from charting.paths import resources
from charting.start.demo import Records, demo_outcomes, demo_records
from charting.start.demo_record import demo_health
from tests import shipped

TODAY = date(2026, 7, 14)
REFERENCE = shipped.reference()
ANATOMY = shipped.anatomies()[1]
RECORDS = demo_records(REFERENCE, TODAY)

VISITS = [(patient, visit) for patient, visits in RECORDS for visit in visits]
CHARTED = [(patient, visit) for patient, visit in VISITS if visit.points]


def figures(patient: Patient, visit: Visit) -> Assessment:
    return assess(visit, patient, REFERENCE, ANATOMY)


def areas(result: Assessment) -> dict[str, tuple[int, float, str | None]]:
    return {row.area: (row.points, float(row.units), row.style) for row in result.areas}


def treatments() -> Iterator[list[Visit]]:
    for _, visits in RECORDS:
        yield [v for v in visits if v.kind is Kind.TREATMENT]


class TestTheSameEveryTime:
    def test_for_the_same_day(self) -> None:
        again = demo_records(load_reference(resources() / "reference"), TODAY)
        assert again == RECORDS
        assert repr(again) == repr(RECORDS)

    def test_another_day_is_another_file(self) -> None:
        later = demo_records(REFERENCE, TODAY + timedelta(days=30))
        assert [p for p, _ in later] == [p for p, _ in RECORDS]
        assert ids(later).isdisjoint(ids(RECORDS))

    def test_ids_are_uuids_and_told_apart(self) -> None:
        assert len(ids(RECORDS)) == len(VISITS)
        assert len({p.id for p, _ in RECORDS}) == len(RECORDS)
        for patient, visit in VISITS:
            assert str(UUID(visit.id)) == visit.id
            assert visit.patient_id == str(UUID(patient.id)) == patient.id

    def test_times_are_of_the_zone_that_was_asked_for(self) -> None:
        zone = timezone(timedelta(hours=-8))
        for _, visits in demo_records(REFERENCE, TODAY, zone):
            assert {v.at.tzinfo for v in visits} == {zone}


def ids(records: Records) -> set[str]:
    return {visit.id for _, visits in records for visit in visits}


class TestPatients:
    def test_six_invented_people_that_could_be_kept(self) -> None:
        assert len(RECORDS) == 6
        for patient, _ in RECORDS:
            assert checked_patient(patient, TODAY) is patient
            assert patient.chart_no
            assert patient.chart_no.startswith("DEMO-")

    def test_names_of_all_kinds(self) -> None:
        names = " ".join(f"{p.family_name} {p.given_name}" for p, _ in RECORDS)
        assert any("\u0600" <= c <= "\u06ff" for c in names)
        assert all(c in names for c in "ÁØŁễ")
        assert {p.sex for p, _ in RECORDS} > {None}


class TestVisits:
    def test_two_years_that_end_some_weeks_ago(self) -> None:
        for _, visits in RECORDS:
            signed = [v for v in visits if v.status is Status.SIGNED]
            assert list(visits) == sorted(visits, key=lambda v: v.at)
            assert 690 <= (TODAY - signed[0].at.date()).days <= 745
            assert 20 <= (TODAY - signed[-1].at.date()).days <= 125

    def test_one_draft_of_today_all_else_signed(self) -> None:
        drafts = [(p, v) for p, v in VISITS if v.is_draft]
        ((patient, draft),) = drafts
        assert patient is RECORDS[0][0]
        assert draft is RECORDS[0][1][-1]
        assert draft.at.date() == TODAY
        assert {v.status for _, v in VISITS} == {Status.DRAFT, Status.SIGNED}

    def test_three_calendar_months_between_treatments(self) -> None:
        for visits in treatments():
            for one, two in pairwise(visits):
                months = (two.at.year - one.at.year) * 12 + two.at.month - one.at.month
                assert months - (two.at.day < one.at.day) >= 3, (one.at, two.at)

    def test_two_products_never_in_one_visit_and_both_kinds_of_dose(self) -> None:
        assert {v.product for _, v in CHARTED} == {"ona_botox", "abo_dysport"}
        styles = {figures(p, v).style.value for p, v in CHARTED}
        assert {"micro", "standard", "mixed"} <= styles

    def test_one_correction_at_a_review_two_weeks_after(self) -> None:
        patient, correction = [(p, v) for p, v in VISITS if v.kind is Kind.TOUCH_UP][-1]
        visits = next(vs for p, vs in RECORDS if p is patient)
        treatment, review, last = visits[-3:]
        assert last is correction
        assert (treatment.kind, review.kind) == (Kind.TREATMENT, Kind.REVIEW)
        assert (correction.at.date() - treatment.at.date()).days == 14
        assert review.at < correction.at < review.at + timedelta(hours=1)
        assert areas(figures(patient, correction)) == {"brow_asymmetry.left": (1, 1.5, "standard")}

    def test_nobody_treats_at_the_weekend(self) -> None:
        assert {v.at.weekday() for _, v in VISITS if not v.is_draft} <= set(range(5))

    def test_vials_lots_and_expiry(self) -> None:
        for patient, visit in CHARTED:
            product = REFERENCE.products[visit.product or ""]
            assert visit.vial_units in product.vials
            assert visit.lot
            assert visit.expires is not None
            assert visit.expires > visit.at.date() + timedelta(days=365)
            assert figures(patient, visit).volume_ml
        lots: dict[str, set[date | None]] = {}
        for _, visit in CHARTED:
            lots.setdefault(visit.lot or "", set()).add(visit.expires)
        assert all(len(expiries) == 1 for expiries in lots.values())


class TestPoints:
    def test_each_lies_in_an_area_and_could_be_charted(self) -> None:
        for patient, visit in CHARTED:
            result = figures(patient, visit)
            assert result.undosed_points == 0
            assert result.mismatched_points == ()
            assert UNASSIGNED not in areas(result)
            assert len({p.key for p in visit.points}) == len(visit.points)
            for point in visit.points:
                assert checked_point(point) == point
                assert point.units is not None
                assert checked_units(point.units) == point.units
                assert ANATOMY.on_face(point.view, point.x_mm, point.y_mm)

    def test_the_open_draft_is_a_full_face_map(self) -> None:
        patient, visits = RECORDS[0]
        draft = visits[-1]
        result = figures(patient, draft)
        assert areas(result) == {
            "forehead": (5, 6.5, "micro"), "glabella": (5, 10, "micro"), "crows_feet.right": (3, 4.5, "micro"),
            "crows_feet.left": (3, 4.5, "micro"), "mentalis": (2, 3, "micro"), "masseter.right": (3, 12, "micro"),
            "masseter.left": (3, 12, "micro"),
        }  # fmt: skip
        assert (result.total_units, result.style) == (Decimal("52.5"), "micro")
        assert {p.view for p in draft.points} == set(View)
        assert result.left_units == result.right_units

    def test_the_last_signed_visit_of_the_first_patient_is_rich(self) -> None:
        patient, visits = RECORDS[0]
        last = [v for v in visits if v.points and v.status is Status.SIGNED][-1]
        result = figures(patient, last)
        assert areas(result) == {
            "forehead": (5, 6, "micro"), "glabella": (5, 10, "micro"), "crows_feet.right": (3, 4.5, "micro"),
            "crows_feet.left": (3, 4.5, "micro"), "bunny_lines.right": (1, 1, "micro"),
            "bunny_lines.left": (1, 1, "micro"), "lip_flip": (4, 4, "standard"), "mentalis": (2, 3, "micro"),
            "masseter.right": (3, 13.5, "micro"), "masseter.left": (3, 13.5, "micro"),
        }  # fmt: skip

    def test_a_patients_way_to_micro(self) -> None:
        patient, visits = RECORDS[0]
        styles = [figures(patient, v).style.value for v in visits if v.points and v.kind is Kind.TREATMENT]
        assert styles == ["standard", "mixed", "micro", "micro", "micro", "micro", "mixed", "micro"]

    @pytest.mark.parametrize("person", range(6))
    def test_every_dose_is_within_what_its_product_has_a_range_for(self, person: int) -> None:
        patient, visits = RECORDS[person]
        for visit in (v for v in visits if v.points):
            for row in figures(patient, visit).areas:
                known = {"micro", "standard", "both"}
                if visit.product == "abo_dysport" and row.area == "mentalis":
                    known = {"no-range"}
                assert row.style in known, (visit.at, row.area, row.units)

    def test_no_two_visits_are_placed_quite_alike(self) -> None:
        places = [tuple((p.x_mm, p.y_mm) for p in v.points) for _, v in CHARTED]
        assert len(set(places)) == len(places)


@pytest.mark.parametrize("today", [date(2024, 2, 29), date(2025, 1, 1), date(2026, 12, 31), date(2027, 3, 31)])
def test_any_day_of_the_calendar(today: date) -> None:
    for patient, visits in demo_records(REFERENCE, today):
        assert all(v.at <= datetime(today.year, today.month, today.day, 23, tzinfo=UTC) for v in visits)
        for visit in visits:
            assert UNASSIGNED not in areas(figures(patient, visit))


class TestHowItWent:
    def test_every_review_and_touch_up_belongs_to_the_treatment_before_it(self) -> None:
        for _, visits in RECORDS:
            for visit in visits:
                if visit.kind is not Kind.TREATMENT:
                    treatment = max((v for v in visits if v.kind is Kind.TREATMENT and v.at < visit.at), key=at_of)
                    assert visit.of == treatment.id
                    assert (visit.review is not None) is (visit.kind is Kind.REVIEW)

    def test_reviews_could_be_kept_and_name_what_the_reference_knows(self) -> None:
        events = {event.id for event in REFERENCE.adverse_events}
        for _, visit in VISITS:
            if visit.review is not None:
                assert checked_review(visit.review) is visit.review
                assert {event.code for event in visit.review.adverse_events} <= events
                assert {f.area for f in visit.review.findings} <= set(ANATOMY.codes)

    def test_the_first_patients_story(self) -> None:
        """Standard, too heavy; less; micro with a touch-up; the best one pinned; since then as it was."""
        _, visits = RECORDS[0]
        outcome = demo_outcomes(TODAY)[0]
        reviews = [v.review for v in visits if v.review is not None]
        assert [r.satisfaction for r in reviews] == [2, 3, 4, 5, 4, 4]
        assert [event.code for event in reviews[0].adverse_events] == ["brow_ptosis"]
        (best,) = [v for v in visits if v.id == outcome.pinned]
        assert [v.review.satisfaction for v in visits if v.of == best.id and v.review] == [5]
        by_id = {v.id: v for v in visits}
        for row in outcome.wore_off:
            assert checked_wore_off(row, by_id[row.visit_id].day) is row
            assert 70 <= (row.on - by_id[row.visit_id].at.date()).days <= 130


class TestHealth:
    def test_what_they_said_and_agreed_to_could_be_kept(self) -> None:
        known = {patient.id for patient, _ in RECORDS}
        health = demo_health(TODAY)
        assert health == demo_health(TODAY)
        assert {one.patient_id for one in health} < known  # one of them was never asked
        for one in health:
            assert one.history is not None
            assert checked_history(one.history, TODAY) is one.history
            for consent in one.consents:
                assert checked_consent(consent, TODAY) is consent
                assert set(consent.areas) <= set(REFERENCE.areas)


def at_of(visit: Visit) -> datetime:
    return visit.at
