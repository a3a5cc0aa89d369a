"""Sittings and touch-ups: sums of a day and of a course against the ranges, other toxins, and what a touch-up is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from charting.domain.cautions.case import Past, case_of
from charting.domain.cautions.cautions import cautions, past_of
from charting.domain.cautions.given import added, is_micro
from charting.domain.cautions.rule import CautionNote
from charting.domain.dosing.range_table import OWN
from charting.domain.dosing.reference import Reference
from charting.domain.dosing.styles import RangeStyle
from charting.domain.face.face import View
from charting.domain.past.touch_ups import TOUCH_UP_DAYS, is_treatment, linked
from charting.domain.people.history import NOTHING_APPLIES, Condition, EarlierToxin, PatientHistory
from charting.domain.people.patient import Patient, Sex
from charting.domain.visit.visit import InjectionPoint, Kind, Technique, Visit
from tests.domain.test_cautions_record import ANATOMY, AT, DAY, REFERENCE

GLABELLA, FOREHEAD = (0.0, -14.0), (0.0, -50.0)
CANTHI = ((57.0, 0.0), (-57.0, 0.0))
WOMAN = Patient("p", "Family", "Given", date(1985, 3, 5), sex=Sex.FEMALE)


def visit(
    id_: str, *doses: tuple[tuple[float, float], str | None], at: datetime = AT, product: str | None = "ona_botox",
    kind: Kind = Kind.TREATMENT, of: str | None = None, technique: Technique = Technique.IM,
) -> Visit:  # fmt: skip
    points = tuple(
        InjectionPoint(View.FRONT, *place, None if units is None else Decimal(units), technique)
        for place, units in doses
    )
    return Visit(id_, "p", at, kind, product=product, points=points, of=of)


def judged(
    now: Visit, *before: Visit, history: PatientHistory | None = None, days: int = TOUCH_UP_DAYS
) -> dict[str, CautionNote]:
    past = [past_of(one, ANATOMY) for one in before]
    notes = cautions(now, WOMAN, history, past, REFERENCE, ANATOMY, touch_up_days=days)
    assert len({note.key for note in notes}) == len(notes)
    return {note.key: note for note in notes}


def sums(told: dict[str, CautionNote]) -> dict[str, CautionNote]:
    """The notes of a sitting's units alone."""
    return {key: note for key, note in told.items() if note.id == "sitting_units"}


def on(day: date) -> datetime:
    return datetime.combine(day, AT.timetz())


# ---------------------------------------------------------------------- the same area twice on a day


class TestSitting:
    def test_a_range_is_passed_by_the_sum_though_each_visit_is_within(self):
        first = visit("a", (GLABELLA, "20"), at=AT - timedelta(hours=1))
        note = judged(visit("b", (GLABELLA, "18")), first)["sitting:glabella"]
        assert note.id == "sitting_units"
        assert str(note.measured) == "38 U in all: 18 U here, 20 U on the same day"
        assert str(note.rule) == "The range is 20 to 25 U"
        assert (note.area, note.points, note.mark, note.urgent) == ("glabella", (1,), "B", False)
        assert note.source

    def test_up_to_the_end_of_the_range_nothing_is_said(self):
        first = visit("a", (FOREHEAD, "10"), at=AT - timedelta(hours=1))
        assert "sitting:forehead" not in judged(visit("b", (FOREHEAD, "10")), first)
        note = judged(visit("b", (FOREHEAD, "10.01")), first)["sitting:forehead"]
        assert str(note.measured) == "20.01 U in all: 10.01 U here, 10 U on the same day"
        assert str(note.rule) == "The range is 10 to 20 U"

    def test_only_the_later_of_two_says_it(self):
        early, late = visit("a", (GLABELLA, "20")), visit("b", (GLABELLA, "18"))
        assert "sitting:glabella" not in judged(early, late)  # of one moment the ids tell
        assert "sitting:glabella" in judged(late, early)
        early = replace(early, at=AT - timedelta(microseconds=1), id="z")
        assert "sitting:glabella" in judged(late, early)
        assert "sitting:glabella" not in judged(early, late)

    def test_the_day_is_that_of_each_visits_own_clock(self):
        berlin = timezone(timedelta(hours=2))
        evening = datetime(2026, 7, 14, 0, 30, tzinfo=berlin)  # the 13th in Greenwich
        assert "sitting:glabella" in judged(visit("b", (GLABELLA, "18")), visit("a", (GLABELLA, "20"), at=evening))
        before = datetime(2026, 7, 13, 23, 30, tzinfo=UTC)
        assert "sitting:glabella" not in judged(visit("b", (GLABELLA, "18")), visit("a", (GLABELLA, "20"), at=before))

    def test_another_product_or_technique_or_area_is_never_added(self):
        now = visit("b", (GLABELLA, "18"))
        earlier = AT - timedelta(hours=1)
        for other in (
            visit("a", (GLABELLA, "20"), at=earlier, product="abo_dysport"),
            visit("a", (GLABELLA, "20"), at=earlier, product=None),
            visit("a", (GLABELLA, "20"), at=earlier, technique=Technique.ID),
            visit("a", (FOREHEAD, "20"), at=earlier),
            visit("a", (GLABELLA, None), at=earlier),
        ):
            assert "sitting:glabella" not in judged(now, other)

    def test_sides_are_added_to_their_own(self):
        first = visit("a", (CANTHI[0], "12"), at=AT - timedelta(hours=1))
        assert not {key for key in judged(visit("b", (CANTHI[1], "12")), first) if key.startswith("sitting")}
        told = judged(visit("b", (CANTHI[0], "8"), (CANTHI[1], "12")), first)
        assert [key for key in told if key.startswith("sitting")] == ["sitting:crows_feet.left"]
        assert told["sitting:crows_feet.left"].points == (1,)

    def test_a_limit_of_an_area_counts_the_day(self):
        rule = next(rule for rule in REFERENCE.cautions if rule.area and rule.limit_units and rule.products)
        half = str(rule.limit_units / 2 + 1)
        place = ANATOMY.middle(rule.area if rule.area in ANATOMY.codes else f"{rule.area}.left")
        points = (InjectionPoint(place[0], place[1], place[2], Decimal(half)),)
        product = rule.products[0]
        first = replace(visit("a", at=AT - timedelta(hours=1), product=product), points=points)
        now = replace(visit("b", product=product), points=points)
        assert rule.id not in {note.id for note in judged(now).values()}
        assert rule.id in {note.id for note in judged(now, first).values()}
        brows = replace(visit("a", (GLABELLA, half), at=first.at), product=product)
        assert rule.id not in {note.id for note in judged(now, brows).values()}

    def test_what_this_visit_gives_too_much_by_itself_is_not_said_of_the_sitting(self):
        first = visit("a", (FOREHEAD, "10"), at=AT - timedelta(hours=1))
        assert not sums(judged(visit("b", (GLABELLA, "30")), first))

    def test_an_area_within_its_range_does_not_hide_the_next_one(self):
        first = visit("a", (FOREHEAD, "10"), (GLABELLA, "2"), at=AT - timedelta(hours=1))
        told = judged(visit("b", (GLABELLA, "20"), (FOREHEAD, "11")), first)
        assert list(sums(told)) == ["sitting:forehead"]

    def test_the_first_treatment_of_the_day_may_lack_the_area(self):
        early = visit("a", (FOREHEAD, "10"), at=AT - timedelta(hours=2))
        first = visit("c", (GLABELLA, "20"), at=AT - timedelta(hours=1))
        note = judged(visit("d", (GLABELLA, "18")), early, first)["sitting:glabella"]
        assert str(note.measured) == "38 U in all: 18 U here, 20 U on the same day"
        assert note.source == "Injector reference"

    def test_droplets_in_the_skin_have_a_sum_of_their_own(self):
        """Kim 2020: 8 U of Jeuveau in the skin of the forehead, which is one figure and no span."""
        first = visit("a", (FOREHEAD, "4"), at=AT - timedelta(hours=1), product="prabo_jeuveau", technique=Technique.ID)
        now = visit("b", (FOREHEAD, "4"), (FOREHEAD, "1"), product="prabo_jeuveau", technique=Technique.ID)
        muscle = InjectionPoint(View.FRONT, *FOREHEAD, Decimal(3))
        note = judged(replace(now, points=(muscle, *now.points)), first)["sitting:forehead:id"]
        assert str(note.measured) == "9 U in all: 5 U here, 4 U on the same day"
        assert (str(note.rule), note.points) == ("The range is 8 U", (2, 3))

    def test_a_visit_of_no_known_product_is_summed_with_none(self):
        known = past_of(visit("a", (GLABELLA, "20"), at=AT - timedelta(hours=1), product=None), ANATOMY)
        now = visit("b", (GLABELLA, "18"), product=None)
        assert added(case_of(now, WOMAN, None, [known], REFERENCE, ANATOMY)) == ()


NECK_LEFT, NECK_RIGHT = (26.0, 130.0), (-26.0, 130.0)


class TestBothSides:
    """26 to 36 U of Botox are for the platysma of both sides together."""

    def test_both_sides_of_all_visits_of_the_day_make_the_sum(self):
        now = visit("b", (NECK_LEFT, "6"), (GLABELLA, "20"), (NECK_RIGHT, "13"), (NECK_LEFT, "7"))
        first = visit("a", (NECK_LEFT, "5"), (NECK_RIGHT, "5"), at=AT - timedelta(hours=1))
        assert not sums(judged(now, first))
        more = replace(first, points=(*first.points, InjectionPoint(View.FRONT, *NECK_RIGHT, Decimal("0.01"))))
        (note,) = sums(judged(now, more)).values()
        assert (note.key, note.area, note.points) == ("sitting:platysma", "platysma", (1, 3, 4))
        assert str(note.measured) == "36.01 U in all: 26 U here, 10.01 U on the same day"
        assert str(note.rule) == "The range is 26 to 36 U, both sides together"

    def test_a_side_that_only_the_other_visit_treated_counts(self):
        first = visit("a", (NECK_RIGHT, "6.01"), at=AT - timedelta(hours=1))
        told = judged(visit("b", (NECK_LEFT, "30")), first)
        assert str(told["sitting:platysma"].measured) == "36.01 U in all: 30 U here, 6.01 U on the same day"
        assert not sums(judged(visit("b", (NECK_LEFT, "30")), visit("a", (NECK_RIGHT, "6"), at=first.at)))

    def test_neither_another_area_nor_the_skin_is_of_the_sum(self):
        first = visit("a", (NECK_LEFT, "1"), (GLABELLA, "20"), (CANTHI[0], "12"), at=AT - timedelta(hours=1))
        skin = InjectionPoint(View.FRONT, *NECK_RIGHT, Decimal(30), Technique.ID, "platysma.right")
        assert not sums(judged(visit("b", (NECK_LEFT, "30")), replace(first, points=(*first.points, skin))))


class TestMicroOrNot:
    """What is all micro at a sitting is no labelled dose."""

    @staticmethod
    def micro(now: Visit, *before: Visit, area: str = "crows_feet", reference: Reference = REFERENCE) -> bool:
        past = [past_of(one, ANATOMY) for one in before]
        return is_micro(case_of(now, WOMAN, None, past, reference, ANATOMY), area)

    def test_what_another_area_has_does_not_matter(self):
        alone = "fhl_with_glabella:forehead"
        assert alone not in judged(visit("v", (FOREHEAD, "7"), (CANTHI[0], "12"), (CANTHI[1], "12")))
        assert alone in judged(visit("v", (FOREHEAD, "20"), (CANTHI[0], "5")))

    def test_who_knows_no_dose_does_not_know_that_it_is_micro(self):
        assert not self.micro(visit("v", (CANTHI[0], None)))
        assert "fhl_with_glabella:forehead" in judged(visit("v", (FOREHEAD, None)))

    def test_one_side_micro_and_the_other_below_is_micro(self):
        assert self.micro(visit("v", (CANTHI[0], "5"), (CANTHI[1], "2")))
        assert not self.micro(visit("v", (CANTHI[0], "5"), (CANTHI[1], "12")))

    def test_visits_of_the_sitting_are_added_side_by_side(self):
        first = visit("a", (CANTHI[0], "4"), at=AT - timedelta(hours=1))
        assert self.micro(visit("b", (CANTHI[0], "1.99")), first)
        assert not self.micro(visit("b", (CANTHI[0], "2")), first)  # from 6 U on it is standard too
        assert self.micro(visit("b", (CANTHI[1], "5.99")), first)

    def test_a_range_of_the_clinic_for_both_sides_is_compared_with_both(self):
        row = next(r for r in REFERENCE.ranges_of("ona_botox", "crows_feet", Technique.IM, RangeStyle.MICRO))
        both = replace(row, per="total", source=OWN, mark="own", low=Decimal(4), high=Decimal(8))
        reference = replace(REFERENCE, ranges=(both, *REFERENCE.ranges))
        first = replace(visit("a", (GLABELLA, "20"), (CANTHI[0], "1"), at=AT - timedelta(hours=1)), points=(
            InjectionPoint(View.FRONT, *GLABELLA, Decimal(20)),
            InjectionPoint(View.FRONT, *CANTHI[0], Decimal(1)),
            InjectionPoint(View.FRONT, *CANTHI[0], Decimal(9), Technique.ID),
        ))  # fmt: skip
        assert self.micro(visit("b", (CANTHI[0], "3"), (CANTHI[1], "4")), first, reference=reference)
        assert not self.micro(visit("b", (CANTHI[0], "3"), (CANTHI[1], "4.01")), first, reference=reference)


# ---------------------------------------------------------------------- two products


class TestOtherToxin:
    def test_on_the_day_it_is_said_once_by_the_later(self):
        dysport = visit("a", (FOREHEAD, "40"), at=AT - timedelta(hours=1), product="abo_dysport")
        botox = visit("b", (GLABELLA, "20"))
        told = judged(botox, dysport)
        assert [key for key in told if key.startswith("other")] == ["other_toxin"]
        note = told["other_toxin"]
        assert str(note.measured) == "Dysport on the same day, 2026-07-14"
        assert (note.mark, note.source) == ("A", "Botox label and medication guide")
        assert "other_toxin" not in judged(dysport, botox)

    def test_within_four_calendar_months_to_the_day(self):
        def told(day: date) -> str | None:
            found = judged(
                visit("b", (GLABELLA, "20")), visit("a", (FOREHEAD, "40"), at=on(day), product="abo_dysport")
            )
            return str(found["other_toxin"].measured) if "other_toxin" in found else None

        assert told(date(2026, 3, 14)) is None
        assert told(date(2026, 3, 15)) == "Dysport 121 days before, 2026-03-15"
        assert told(date(2026, 7, 13)) == "Dysport 1 day before, 2026-07-13"

    def test_the_same_product_is_no_other_and_a_review_gives_none(self):
        now = visit("b", (GLABELLA, "20"))
        for other in (
            visit("a", (FOREHEAD, "10"), at=AT - timedelta(hours=1)),
            visit("a", (FOREHEAD, "10"), at=AT - timedelta(hours=1), product=None),
            visit("a", (FOREHEAD, "10"), at=AT - timedelta(hours=1), product="abo_dysport", kind=Kind.REVIEW),
        ):
            assert "other_toxin" not in judged(now, other)

    def test_each_other_product_is_named_once_the_last_time(self):
        before = [
            visit("a", (FOREHEAD, "40"), at=on(date(2026, 4, 1)), product="abo_dysport"),
            visit("c", (FOREHEAD, "40"), at=on(date(2026, 5, 1)), product="abo_dysport"),
            visit("d", (FOREHEAD, "10"), at=on(date(2026, 6, 1)), product="inco_xeomin"),
        ]
        note = judged(visit("x", (GLABELLA, "20")), *before)["other_toxin"]
        assert str(note.measured) == "Dysport 74 days before, 2026-05-01, Xeomin 43 days before, 2026-06-01"

    def test_record_history_and_answer_are_one_finding(self):
        said = replace(
            NOTHING_APPLIES, conditions=(Condition.OTHER_TOXIN,), asked_at=AT,
            earlier=(EarlierToxin("inco_xeomin", date(2026, 4, 14)),),
        )  # fmt: skip
        dysport = visit("a", (FOREHEAD, "40"), at=on(date(2026, 6, 1)), product="abo_dysport")
        told = judged(visit("b", (GLABELLA, "20")), dysport, history=said)
        assert str(told["other_toxin"].measured) == (
            "other botulinum toxin lately, Dysport 43 days before, 2026-06-01, Xeomin, 91 days since 2026-04-14"
        )


# ---------------------------------------------------------------------- touch-ups


class TestTouchUp:
    def test_28_days_and_not_one_more(self):
        assert TOUCH_UP_DAYS == 28
        treatment = visit("t", (GLABELLA, "20"), at=on(DAY - timedelta(days=28)))
        now = visit("u", (GLABELLA, "8"), kind=Kind.TOUCH_UP, of="t")
        assert linked(now, [treatment]) is treatment
        assert not is_treatment(now, [treatment])
        assert "interval_3m" not in judged(now, treatment)
        treatment = visit("t", (GLABELLA, "20"), at=on(DAY - timedelta(days=29)))
        assert linked(now, [treatment]) is None
        assert is_treatment(now, [treatment])
        assert str(judged(now, treatment)["interval_3m"].measured) == (
            "29 days since 2026-06-15; a touch-up after more than 28 days counts as a treatment"
        )

    def test_the_days_are_the_clinics(self):
        treatment = visit("t", (GLABELLA, "20"), at=on(DAY - timedelta(days=29)))
        now = visit("u", (GLABELLA, "8"), kind=Kind.TOUCH_UP, of="t")
        assert "interval_3m" not in judged(now, treatment, days=29)
        assert "of more than" not in str(judged(now, treatment, days=14)["interval_3m"])
        assert "after more than 14 days" in str(judged(now, treatment, days=14)["interval_3m"].measured)

    @pytest.mark.parametrize("days", [22, 28])
    def test_one_that_names_no_treatment_is_of_the_last(self, days: int):
        older = visit("s", (GLABELLA, "20"), at=on(DAY - timedelta(days=120)))
        last = visit("t", (GLABELLA, "20"), at=on(DAY - timedelta(days=days)))
        now = visit("u", (GLABELLA, "8"), kind=Kind.TOUCH_UP)
        assert not is_treatment(now, [older, last])
        assert linked(now, [older, last]) is None  # sums go by what it names
        assert "interval_3m" not in judged(now, older, last)

    def test_one_whose_treatment_nobody_knows_stays_a_touch_up(self):
        now = visit("u", (GLABELLA, "8"), kind=Kind.TOUCH_UP, of="elsewhere")
        assert not is_treatment(now, [])
        assert not is_treatment(now, [visit("t", (GLABELLA, "20"), at=on(DAY + timedelta(days=1)))])

    def test_the_named_one_counts_not_the_last(self):
        named = visit("s", (GLABELLA, "20"), at=on(DAY - timedelta(days=60)))
        last = visit("t", (FOREHEAD, "20"), at=on(DAY - timedelta(days=10)))
        now = visit("u", (GLABELLA, "8"), kind=Kind.TOUCH_UP, of="s")
        assert is_treatment(now, [named, last])

    def test_a_correction_stands_in_the_place_of_its_treatment(self):
        corrected = replace(visit("c", (GLABELLA, "20"), at=on(DAY - timedelta(days=20))), amends="t")
        assert linked(visit("u", (GLABELLA, "8"), kind=Kind.TOUCH_UP, of="t"), [corrected]) is corrected

    def test_it_is_summed_into_its_treatment(self):
        treatment = visit("t", (FOREHEAD, "15"), at=on(DAY - timedelta(days=14)))
        earlier = visit("e", (FOREHEAD, "3"), at=on(DAY - timedelta(days=7)), kind=Kind.TOUCH_UP, of="t")
        now = visit("u", (FOREHEAD, "2.01"), kind=Kind.TOUCH_UP, of="t")
        note = judged(now, treatment, earlier)["sitting:forehead"]
        assert str(note.measured) == "20.01 U in all: 2.01 U here, 18 U with the treatment of 2026-06-30"
        assert "sitting:forehead" not in judged(
            visit("u", (FOREHEAD, "2"), kind=Kind.TOUCH_UP, of="t"), treatment, earlier
        )
        assert "sitting:forehead" not in judged(now, earlier)
        assert "sitting:forehead" not in judged(replace(now, kind=Kind.TREATMENT), treatment, earlier)

    def test_what_was_given_today_and_what_with_the_treatment_are_told_apart(self):
        treatment = visit("t", (FOREHEAD, "15"), at=on(DAY - timedelta(days=14)))
        first = visit("a", (FOREHEAD, "3"), at=AT - timedelta(hours=1), kind=Kind.TOUCH_UP, of="t")
        now = visit("u", (FOREHEAD, "2.01"), kind=Kind.TOUCH_UP, of="t")
        assert str(judged(now, treatment, first)["sitting:forehead"].measured) == (
            "20.01 U in all: 2.01 U here, 3 U on the same day, 15 U with the treatment of 2026-06-30"
        )
        elsewhere = replace(treatment, points=visit("x", (GLABELLA, "20")).points)
        great = replace(first, points=visit("x", (FOREHEAD, "18")).points)
        assert str(judged(now, elsewhere, great)["sitting:forehead"].measured) == (
            "20.01 U in all: 2.01 U here, 18 U on the same day"
        )

    def test_a_late_one_begins_an_interval(self):
        treatment = visit("t", (GLABELLA, "20"), at=on(date(2026, 3, 1)))
        late = visit("u", (GLABELLA, "8"), at=on(date(2026, 3, 30)), kind=Kind.TOUCH_UP, of="t")
        now = visit("n", (GLABELLA, "20"), at=on(date(2026, 6, 2)))
        assert str(judged(now, treatment, late)["interval_3m"].measured) == "64 days since 2026-03-30"
        in_time = replace(late, at=on(date(2026, 3, 29)))
        assert "interval_3m" not in judged(now, treatment, in_time)

    def test_a_session_counts_the_treatment_it_tops_up(self):
        limit = next(one for one in REFERENCE.products["inco_xeomin"].limits if one.kind == "session_units")
        treatment = visit("t", (GLABELLA, str(limit.value)), at=on(DAY - timedelta(days=10)), product="inco_xeomin")
        now = visit("u", (GLABELLA, "1"), kind=Kind.TOUCH_UP, of="t", product="inco_xeomin")
        assert str(judged(now, treatment)["session_units:inco_xeomin"].measured) == f"{limit.value + 1} U"
        assert "session_units:inco_xeomin" not in judged(replace(now, of=None), treatment)


def test_what_comes_after_is_no_past():
    then = AT + timedelta(minutes=1)
    later = Past("z", DAY, Kind.TREATMENT, "abo_dysport", Decimal(10), frozenset({"glabella"}), then)
    now = visit("b", (GLABELLA, "20"))
    assert not cautions(now, WOMAN, None, [later], REFERENCE, ANATOMY)
    assert cautions(now, WOMAN, None, [replace(later, at=AT - timedelta(minutes=1))], REFERENCE, ANATOMY)
