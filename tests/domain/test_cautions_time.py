"""Cautions of time and of labels at their edges: what is of the day itself, elsewhere, undated, or of no product."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from charting.domain.cautions.case import NO_DAY, case_of
from charting.domain.cautions.cautions import cautions, is_seen, past_of, standing
from charting.domain.face.face import View
from charting.domain.people.history import Answer, Condition, EarlierToxin, PatientHistory
from charting.domain.people.patient import Patient
from charting.domain.visit.record import Reason, Why
from charting.domain.visit.visit import InjectionPoint, Kind, Technique
from tests.domain.test_cautions_record import (
    ANATOMY,
    AT,
    CROWS_FEET,
    DAY,
    FOREHEAD,
    GLABELLA,
    REFERENCE,
    VISIT,
    before,
    judged,
    point,
)

DYSPORT = replace(VISIT, product="abo_dysport")


def elsewhere(on: date, product: str | None = "ona_botox", units: str | None = None, **more: bool) -> PatientHistory:
    earlier = EarlierToxin(product, on, units=None if units is None else Decimal(units), **more)
    return PatientHistory(earlier=(earlier,))


class TestLastTreatment:
    def test_elsewhere_on_the_day_itself_is_not_before_it(self):
        assert "interval_3m" not in judged(VISIT, history=elsewhere(DAY))
        note = judged(VISIT, history=elsewhere(DAY - timedelta(days=1)))["interval_3m"]
        assert str(note.measured) == "1 day since 2026-07-13 (elsewhere, Botox Cosmetic)"

    def test_the_last_of_here_and_elsewhere_counts(self):
        said = elsewhere(date(2026, 6, 1), about=True)
        assert "2026-06-02" in str(judged(VISIT, before(date(2026, 6, 2)), history=said)["interval_3m"].measured)
        assert "about" in str(judged(VISIT, before(date(2026, 5, 31)), history=said)["interval_3m"].measured)

    def test_a_booster_is_of_one_product_or_one_area(self):
        past = before(DAY - timedelta(days=10), product="abo_dysport", areas=("masseter",))
        assert "booster_3w" not in judged(VISIT, past)
        assert "booster_3w" in judged(VISIT, replace(past, areas=frozenset({"glabella"})))
        assert "booster_3w" in judged(VISIT, replace(past, product="ona_botox"))
        assert "booster_3w" not in judged(VISIT, replace(past, product="ona_botox", kind=Kind.REVIEW))

    def test_a_touch_up_is_toxin_too(self):
        touch_up = before(DAY - timedelta(days=21), kind=Kind.TOUCH_UP, id_="u")
        note = judged(VISIT, before(DAY - timedelta(days=40), id_="t"), touch_up)["booster_3w"]
        assert str(note.measured) == "21 days since 2026-06-23"

    def test_another_visit_of_the_day_is_no_booster_of_a_treatment(self):
        assert "booster_3w" not in judged(VISIT, before(DAY))
        assert "booster_3w" not in judged(replace(VISIT, kind=Kind.TOUCH_UP, of="other"), before(DAY))

    def test_a_touch_up_that_is_none_says_why(self):
        late = replace(VISIT, kind=Kind.TOUCH_UP, of="before")
        note = judged(late, before(DAY - timedelta(days=40)))["interval_3m"]
        assert (
            str(note.measured) == "40 days since 2026-06-04; a touch-up after more than 28 days counts as a treatment"
        )
        assert "touch-up" not in str(judged(VISIT, before(DAY - timedelta(days=40)))["interval_3m"].measured)


class TestInterval:
    def test_the_label_of_the_product_is_the_source(self):
        for product in ("abo_dysport", "ona_botox"):
            limit = next(one for one in REFERENCE.products[product].limits if one.kind == "interval_months")
            note = judged(replace(VISIT, product=product), before(date(2026, 6, 1), product=product))["interval_3m"]
            assert (note.source, note.mark) == (limit.source.short, limit.mark)
        marks = {judged(v, before(date(2026, 6, 1)))["interval_3m"].mark for v in (VISIT, DYSPORT)}
        assert marks == {"A", "B"}

    def test_of_no_known_product_the_rule_itself_counts(self):
        rule = next(rule for rule in REFERENCE.cautions if rule.id == "interval_3m")
        rules = tuple(replace(one, min_months=4, mark="C") if one is rule else one for one in REFERENCE.cautions)
        reference = replace(REFERENCE, cautions=rules)

        def told(day: date, product: str | None) -> list[tuple[str, str]]:
            past = (before(day, product="abo_dysport"),)
            notes = cautions(replace(VISIT, product=product), None, None, past, reference, ANATOMY)
            return [(str(note.rule), note.mark) for note in notes if note.id == "interval_3m"]

        assert told(date(2026, 3, 14), None) == []
        assert told(date(2026, 3, 15), None) == [("Label: 4 months between treatments, so from 2026-07-15", "C")]
        assert told(date(2026, 4, 14), "ona_botox") == []
        note = judged(replace(VISIT, product=None), before(date(2026, 6, 1), product="abo_dysport"))["interval_3m"]
        assert note.source == rule.source.short


class TestUnitsOverTime:
    great = replace(VISIT, points=(point(units="150"),))

    @pytest.mark.parametrize(
        ("on", "told"),
        [
            (date(2026, 4, 14), False), (date(2026, 4, 15), True), (DAY, True), (DAY + timedelta(days=1), False),
        ],
    )  # fmt: skip
    def test_what_was_given_elsewhere_lies_within_the_months(self, on: date, told: bool):
        found = judged(self.great, history=elsewhere(on, units="251"))
        assert ("cumulative_400" in found) is told

    def test_elsewhere_of_another_product_adds_nothing(self):
        assert "cumulative_400" not in judged(self.great, history=elsewhere(date(2026, 6, 1), "abo_dysport", "300"))
        assert "cumulative_400" not in judged(self.great, history=elsewhere(date(2026, 6, 1), None, "300"))

    def test_units_that_nobody_knows_make_it_at_least(self):
        past = before(date(2026, 6, 1), units="251")
        assert str(judged(self.great, past)["cumulative_400"].measured) == "401 U in 3 months"
        for said in (elsewhere(date(2026, 6, 1)), elsewhere(date(2026, 6, 1), None, "5")):
            assert (
                str(judged(self.great, past, history=said)["cumulative_400"].measured) == "at least 401 U in 3 months"
            )
        other = elsewhere(date(2026, 6, 1), "abo_dysport")
        assert str(judged(self.great, past, history=other)["cumulative_400"].measured) == "401 U in 3 months"

    def test_a_product_without_a_rule_of_its_own_has_the_figure_of_its_data(self):
        """That Botox has a rule of its own says nothing of Dysport."""
        dysport = REFERENCE.products["abo_dysport"]
        limit = next(one for one in REFERENCE.products["ona_botox"].limits if one.kind == "cumulative_units")
        bound = replace(dysport, limits=(*dysport.limits, replace(limit, value=Decimal(1000), note=None)))
        reference = replace(REFERENCE, products={**REFERENCE.products, bound.id: bound})
        past = (before(date(2026, 6, 1), product=bound.id, units="900"),)
        for units, told in (("100", []), ("100.01", ["1000.01 U in 3 months"])):
            visit = replace(DYSPORT, points=(point(units=units),))
            notes = cautions(visit, None, None, past, reference, ANATOMY)
            assert [str(note.measured) for note in notes if note.id == "cumulative_units"] == told
        assert str(notes[-1].rule) == "At most 1000 U of Dysport in 3 months"


class TestLabels:
    def test_a_review_without_points_is_bound_by_no_limit(self):
        review = replace(VISIT, product="leti_letybo", kind=Kind.REVIEW, points=())
        assert judged(review, born=date(1940, 1, 1)) == {}
        assert "contraindicated_from_years" in judged(replace(review, points=(point(),)), born=date(1940, 1, 1))

    def test_who_nobody_is_and_what_has_no_day_has_no_age(self):
        assert cautions(DYSPORT, None, None, (), REFERENCE, ANATOMY) == ()
        undated = replace(DYSPORT, at=datetime.min.replace(tzinfo=UTC))
        assert "age_years" not in judged(undated, born=date(1900, 1, 1))

    def test_what_a_label_says_of_an_age(self):
        note = judged(DYSPORT, born=date(1960, 1, 1))["age_years"]
        assert (note.key, str(note.measured), str(note.rule)) == (
            "age_years:abo_dysport", "66 years", "Dysport is labelled up to 64 years"
        )  # fmt: skip
        assert not note.urgent
        jeuveau = judged(replace(VISIT, product="prabo_jeuveau"), born=date(1960, 1, 1))["age_years"]
        assert str(jeuveau.rule) == "Jeuveau is labelled up to 65 years; EU text: not recommended over 65"

    def test_the_limit_of_a_session_in_words(self):
        upper = (point(FOREHEAD, "40"), point(GLABELLA, "20"), point(CROWS_FEET, "5"), point((0.0, 20.0), "30"))
        note = judged(replace(VISIT, product="inco_xeomin", points=upper))["session_units"]
        assert (note.key, str(note.measured)) == ("session_units:inco_xeomin", "65 U")
        assert str(note.rule) == "At most 64 U of Xeomin in a session; glabella, forehead and crow's feet together"

    def test_what_another_product_had_on_the_day_is_no_part_of_a_session(self):
        visit = replace(VISIT, product="relabo_relfydess", points=(point(units="60"),))
        assert "session_units" not in judged(visit, before(DAY, product="abo_dysport", units="60"))


class TestHistory:
    def test_nobody_who_was_not_asked_has_answered(self):
        assert "other_toxin" in judged(VISIT, history=PatientHistory(conditions=(Condition.OTHER_TOXIN,)))

    def test_an_answer_of_no_window_does_not_grow_old(self):
        said = PatientHistory(conditions=(Condition.TOXIN_REACTION,), asked_at=datetime(2016, 1, 1, 9, tzinfo=UTC))
        assert "toxin_reaction" in judged(VISIT, history=said)

    def test_of_no_known_product_no_toxin_is_another_one(self):
        unknown = replace(VISIT, product=None)
        assert "other_toxin" not in judged(unknown, history=elsewhere(date(2026, 4, 1), "abo_dysport"))
        assert "other_toxin" not in judged(unknown, before(date(2026, 6, 1), product="abo_dysport"))

    def test_a_product_that_the_data_does_not_know_keeps_its_name(self):
        note = judged(VISIT, before(date(2026, 6, 1), product="gone"))["other_toxin"]
        assert str(note.measured) == "gone 43 days before, 2026-06-01"

    def test_albumin_where_the_product_holds_it(self):
        said = PatientHistory(human_albumin=Answer.YES)
        assert str(judged(VISIT, history=said)["contra_albumin_others"].measured) == "allergy to human albumin"
        assert judged(replace(VISIT, product="daxi_daxxify"), history=said) == {}

    def test_each_answer_has_its_words(self):
        said = PatientHistory(breastfeeding=Answer.YES, pregnant=Answer.YES)
        assert str(judged(VISIT, history=said)["contra_pregnancy"].measured) == "pregnant, breast-feeding"
        words = {
            Condition.MYASTHENIA_GRAVIS: "myasthenia gravis", Condition.LAMBERT_EATON: "Lambert-Eaton syndrome",
            Condition.ALS: "ALS", Condition.OTHER_NEUROMUSCULAR: "neuromuscular disease",
            Condition.SWALLOWING: "trouble swallowing", Condition.BREATHING: "asthma or trouble breathing",
            Condition.BLEEDING: "bleeding disorder", Condition.BLOOD_THINNERS: "blood thinner",
            Condition.SURGERY_PLANNED: "surgery planned", Condition.PTOSIS: "drooping eyelids",
            Condition.WEAK_FOREHEAD: "weak forehead or trouble raising the brows",
            Condition.FACIAL_PALSY: "facial palsy", Condition.FACE_SURGERY: "surgery of the face",
            Condition.FILLER_OR_LASER: "filler or laser lately",
            Condition.AMINOGLYCOSIDES: "aminoglycoside or spectinomycin",
            Condition.MUSCLE_RELAXANTS: "muscle relaxant", Condition.ANTICHOLINERGICS: "anticholinergic",
            Condition.OTHER_TOXIN: "other botulinum toxin lately",
            Condition.TOXIN_REACTION: "side effect of a toxin before",
        }  # fmt: skip
        for condition, expected in words.items():
            (note,) = judged(VISIT, history=PatientHistory(conditions=(condition,))).values()
            assert str(note.measured) == expected


def test_urgent_ones_come_first_then_the_order_of_the_data_then_what_the_program_finds_itself():
    said = PatientHistory(pregnant=Answer.YES, conditions=(Condition.BLEEDING, Condition.MYASTHENIA_GRAVIS))
    visit = replace(
        VISIT, product="leti_letybo", vial_units=Decimal(50), diluent_ml=Decimal(25),
        points=(point((31.0, 0.0)), point(FOREHEAD, "20")),
    )  # fmt: skip
    past = (before(date(2026, 6, 1), product="leti_letybo", areas=("forehead",)),)
    notes = cautions(visit, Patient("p", "F", "G", date(1940, 1, 1)), said, past, REFERENCE, ANATOMY)
    order = [note.id for note in notes]
    rules = {rule.id: n for n, rule in enumerate(REFERENCE.cautions)}
    urgent, later = ["contra_common", "contra_pregnancy"], order[2:]
    assert order[:2] == urgent
    known = [id_ for id_ in later if id_ in rules]
    assert known == sorted(known, key=rules.__getitem__)
    assert {"place_globe", "fhl_with_glabella", "interval_3m", "bleeding"} <= set(known)
    assert later[len(known) :] == ["dilution", "contraindicated_from_years"]


def test_seen_by_somebody_who_wrote_no_figure_is_seen_whatever_it_measures():
    note = judged(VISIT, before(date(2026, 6, 1)))["interval_3m"]
    assert is_seen(note, (Why(note.key, Reason.SEEN),))
    assert not is_seen(note, (Why("other", Reason.SEEN, str(note.measured)),))
    assert is_seen(note, (Why("other", Reason.SEEN), Why(note.key, Reason.SEEN, str(note.measured))))


def test_rules_of_words_are_those_of_the_areas_and_the_product_in_use():
    words = [
        "fhl_c_line", "lcl_zygomaticus", "lcl_needle", "lower_lid_risk", "bunny_superficial", "platysma_plane",
        "units_not_interchangeable", "distant_spread",
    ]  # fmt: skip
    places = (
        GLABELLA, FOREHEAD, CROWS_FEET, (31.0, 9.0), (25.0, 125.0), (10.0, 10.0), (12.0, 53.0), (52.0, 58.0),
        (0.0, 97.0), (28.0, 84.0),
    )  # fmt: skip
    everywhere = tuple(point(place) for place in places)
    for visit, expected in (
        (replace(DYSPORT, points=everywhere), words),
        (replace(VISIT, points=everywhere), [*words[:-1], "dry_eye", "distant_spread"]),  # of Botox, in any area
        (DYSPORT, words[-2:]),
        (replace(DYSPORT, points=(point((200.0, 200.0)),)), []),
    ):
        assert [rule.id for rule in standing(visit, REFERENCE, ANATOMY)] == expected


def test_a_contraindication_that_asks_for_nothing_is_words():
    bare = tuple(
        replace(rule, conditions=(), answers=()) if rule.id == "contra_common" else rule for rule in REFERENCE.cautions
    )
    assert "contra_common" in [rule.id for rule in standing(VISIT, replace(REFERENCE, cautions=bare), ANATOMY)]


class TestCase:
    def test_a_visit_before_has_the_areas_of_its_points_and_the_units_of_all_of_them(self):
        past = past_of(replace(VISIT, points=(point(), point((200.0, 200.0), "3"))), ANATOMY)
        assert (past.areas, past.units, past.doses) == ({"glabella"}, 7, {("glabella", Technique.IM): Decimal(4)})

    def test_points_are_numbered_from_one_and_sorted_by_area(self):
        points = (point(CROWS_FEET), point(GLABELLA), point((-57.0, 0.0)), point((200.0, 200.0)), point(CROWS_FEET))
        case = case_of(replace(VISIT, points=points), None, None, (), REFERENCE, ANATOMY)
        assert [member.number for member in case.of("crows_feet")] == [1, 5, 3]
        assert case.within(["crows_feet", "glabella"]) == (1, 2, 3, 5)
        assert case.areas == {"crows_feet", "glabella"}
        assert case.members[3].code is None
        assert case.members[0].place == CROWS_FEET

    def test_what_lies_after_the_day_or_has_none_is_passed_over(self):
        past = [before(day, id_=str(n)) for n, day in enumerate(
            (DAY + timedelta(days=1), DAY, NO_DAY, date(2020, 1, 1), DAY))]  # fmt: skip
        case = case_of(VISIT, None, None, past, REFERENCE, ANATOMY)
        assert [one.id for one in case.past] == ["3", "1", "4"]

    def test_doses_are_summed_by_area_and_technique_where_they_are_known(self):
        skin = InjectionPoint(View.FRONT, *GLABELLA, Decimal("0.5"), Technique.ID)
        none = InjectionPoint(View.FRONT, *GLABELLA)
        visit = replace(VISIT, points=(point(), point(units="2"), skin, none, point((200.0, 200.0))))
        case = case_of(visit, None, None, (), REFERENCE, ANATOMY)
        assert case.doses == {("glabella", Technique.IM): Decimal(6), ("glabella", Technique.ID): Decimal("0.5")}

    def test_a_review_treats_where_it_has_points(self):
        review = replace(VISIT, kind=Kind.REVIEW)
        for visit, treats in ((VISIT, True), (review, True), (replace(review, points=()), False),
                              (replace(VISIT, points=()), True)):  # fmt: skip
            assert case_of(visit, None, None, (), REFERENCE, ANATOMY).treats is treats

    def test_the_treatment_of_a_touch_up(self):
        past = before(DAY - timedelta(days=20))
        touch_up = replace(VISIT, kind=Kind.TOUCH_UP, of="before", at=AT)
        assert case_of(touch_up, None, None, [past], REFERENCE, ANATOMY).treatment == past
        case = case_of(touch_up, None, None, [past], REFERENCE, ANATOMY, 19)
        assert (case.treatment, case.is_treatment) == (None, True)
