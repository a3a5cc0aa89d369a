"""Cautions of time, units and history: each at its limit, just inside and just outside."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from charting.domain.cautions.case import NO_DAY, Past, case_of, rule_text
from charting.domain.cautions.cautions import cautions, counting, is_seen, past_of, standing
from charting.domain.cautions.rule import CautionNote
from charting.domain.face.face import View
from charting.domain.people.history import NOTHING_APPLIES, Answer, Condition, EarlierToxin, PatientHistory
from charting.domain.people.patient import Patient
from charting.domain.visit.record import Reason, Why
from charting.domain.visit.visit import InjectionPoint, Kind, Status, Technique, Visit
from tests import shipped

AT = datetime(2026, 7, 14, 10, 20, tzinfo=UTC)
DAY = AT.date()
REFERENCE = shipped.reference()
ANATOMY = shipped.anatomies()[1]
GLABELLA, FOREHEAD, CROWS_FEET, MASSETER = (0.0, -14.0), (0.0, -50.0), (57.0, 0.0), (52.0, 58.0)


def point(place: tuple[float, float] = GLABELLA, units: str = "4") -> InjectionPoint:
    return InjectionPoint(View.FRONT, *place, Decimal(units))


VISIT = Visit("v", "p", AT, product="ona_botox", points=(point(),))


def before(
    day: date, *, product: str | None = "ona_botox", kind: Kind = Kind.TREATMENT, units: str = "20",
    areas: tuple[str, ...] = ("glabella",), id_: str = "before",
) -> Past:  # fmt: skip
    doses = {(areas[0], Technique.IM): Decimal(units)} if areas else {}
    return Past(id_, day, kind, product, Decimal(units), frozenset(areas), doses=doses)


def judged(
    visit: Visit = VISIT, *past: Past, history: PatientHistory | None = None, born: date = date(1985, 3, 5)
) -> dict[str, CautionNote]:
    patient = Patient("p", "Family", "Given", born)
    return {note.id: note for note in cautions(visit, patient, history, past, REFERENCE, ANATOMY)}


class TestInterval:
    def test_three_calendar_months_not_84_days(self):
        assert "interval_3m" not in judged(VISIT, before(date(2026, 4, 14)))
        note = judged(VISIT, before(date(2026, 4, 15)))["interval_3m"]
        assert str(note.measured) == "90 days since 2026-04-15"
        assert str(note.rule) == "Label: 3 months between treatments, so from 2026-07-15"
        assert note.source
        assert note.mark == "A"
        assert "interval_3m" in judged(VISIT, before(DAY - timedelta(days=84)))

    def test_a_month_without_that_day(self):
        end = replace(VISIT, at=datetime(2026, 5, 31, 9, 0, tzinfo=UTC))
        assert "interval_3m" not in judged(end, before(date(2026, 2, 28)))
        assert "interval_3m" in judged(replace(end, at=datetime(2026, 5, 27, 9, tzinfo=UTC)), before(date(2026, 2, 28)))

    def test_the_same_product_or_the_same_area(self):
        elsewhere = before(date(2026, 6, 1), product="abo_dysport", areas=("masseter",))
        assert "interval_3m" not in judged(VISIT, elsewhere)
        assert "interval_3m" in judged(VISIT, replace(elsewhere, areas=frozenset({"glabella"})))
        assert "interval_3m" in judged(VISIT, replace(elsewhere, product="ona_botox"))

    def test_what_is_no_treatment_before(self):
        top_up = before(date(2026, 6, 1), kind=Kind.TOUCH_UP)
        assert "interval_3m" not in judged(VISIT, top_up)  # it begins no interval of its own
        assert "interval_3m" not in judged(replace(VISIT, kind=Kind.TOUCH_UP), before(date(2026, 6, 20)))
        assert "interval_3m" not in judged(VISIT, before(DAY))  # another visit of the same sitting
        assert "interval_3m" not in judged(VISIT, before(DAY + timedelta(days=1)))

    def test_treated_elsewhere(self):
        said = PatientHistory(earlier=(EarlierToxin("abo_dysport", date(2026, 6, 1), about=True),))
        note = judged(VISIT, history=said)["interval_3m"]
        assert str(note.measured) == "43 days since 2026-06-01 (elsewhere, Dysport, about)"
        said = PatientHistory(earlier=(EarlierToxin(None, date(2026, 6, 1)),))
        assert "product not known" in str(judged(VISIT, history=said)["interval_3m"].measured)

    def test_the_last_one_counts(self):
        note = judged(VISIT, before(date(2026, 5, 1)), before(date(2026, 6, 1), id_="b"))["interval_3m"]
        assert "2026-06-01" in str(note.measured)


@pytest.mark.parametrize(("days", "told"), [(21, True), (22, False), (14, True)])
def test_a_booster_within_three_weeks(days: int, told: bool):
    past = before(DAY - timedelta(days=days))
    for kind in (Kind.TREATMENT, Kind.TOUCH_UP):
        assert ("booster_3w" in judged(replace(VISIT, kind=kind), past)) is told
    review = replace(VISIT, kind=Kind.REVIEW)
    assert "booster_3w" not in judged(review, past)


def test_a_top_up_is_not_told_to_be_recorded_as_one():
    past, advice = before(DAY - timedelta(days=14)), "record it as a top-up"
    assert str(judged(VISIT, past)["booster_3w"].rule).endswith(f"falls inside it; {advice}")
    touch_up = judged(replace(VISIT, kind=Kind.TOUCH_UP), past)["booster_3w"]
    assert str(touch_up.rule).endswith("a 2-week top-up falls inside it")


def test_a_touch_up_of_the_day_itself():
    touch_up = replace(VISIT, kind=Kind.TOUCH_UP, of="before")
    assert str(judged(touch_up, before(DAY))["booster_3w"].measured) == "0 days since 2026-07-14"


class TestCumulative:
    visit = replace(VISIT, points=(point(units="100"), point((0.0, -16.0), "50")))

    def test_at_the_limit_and_just_over(self):
        window = date(2026, 4, 15)
        assert "cumulative_400" not in judged(self.visit, before(window, units="250"))
        note = judged(self.visit, before(window, units="250.01"))["cumulative_400"]
        assert str(note.measured) == "400.01 U in 3 months"

    def test_without_a_rule_of_its_own_the_products_figure_counts(self):
        rules = tuple(rule for rule in REFERENCE.cautions if rule.id != "cumulative_400")
        reference = replace(REFERENCE, cautions=rules)
        for units, told in (("250", False), ("250.01", True)):
            past = (before(date(2026, 4, 15), units=units),)
            found = {note.id: note for note in cautions(self.visit, None, None, past, reference, ANATOMY)}
            assert ("cumulative_units" in found) is told
            assert "cumulative_units" not in judged(self.visit, *past), "one figure is told once"
        note = found["cumulative_units"]
        assert (str(note.measured), note.key) == ("400.01 U in 3 months", "cumulative_units:ona_botox")
        assert str(note.rule).startswith("At most 400 U of Botox")

    def test_the_window_is_of_calendar_months(self):
        assert "cumulative_400" not in judged(self.visit, before(date(2026, 4, 14), units="300"))
        assert "cumulative_400" in judged(self.visit, before(date(2026, 4, 15), units="300"))

    def test_top_ups_count_and_other_products_do_not(self):
        assert "cumulative_400" in judged(self.visit, before(date(2026, 6, 1), units="300", kind=Kind.TOUCH_UP))
        assert "cumulative_400" not in judged(self.visit, before(date(2026, 6, 1), units="300", product="abo_dysport"))
        other = replace(self.visit, product="prabo_jeuveau")
        assert "cumulative_400" not in judged(other, before(date(2026, 6, 1), units="300", product="prabo_jeuveau"))

    def test_elsewhere_adds_what_is_known_and_says_at_least(self):
        known = EarlierToxin("ona_botox", date(2026, 6, 1), units=Decimal(260))
        assert str(judged(self.visit, history=PatientHistory(earlier=(known,)))["cumulative_400"].measured) == (
            "410 U in 3 months"
        )
        unknown = EarlierToxin(None, date(2026, 6, 2))
        note = judged(self.visit, history=PatientHistory(earlier=(known, unknown)))["cumulative_400"]
        assert str(note.measured) == "at least 410 U in 3 months"
        assert "cumulative_400" not in judged(self.visit, history=PatientHistory(earlier=(unknown,)))


class TestLimitsOfLabels:
    @pytest.mark.parametrize(("units", "told"), [("110", False), ("110.01", True)])
    def test_a_session(self, units: str, told: bool):
        visit = replace(VISIT, product="relabo_relfydess", points=(point(units=units),))
        assert ("session_units" in judged(visit)) is told

    def test_the_other_visit_of_the_sitting_belongs_to_it(self):
        visit = replace(VISIT, product="relabo_relfydess", points=(point(units="60"),))
        assert "session_units" not in judged(visit, before(DAY, product="relabo_relfydess", units="50"))
        note = judged(visit, before(DAY, product="relabo_relfydess", units="51"))["session_units"]
        assert str(note.measured) == "111 U"

    @pytest.mark.parametrize(("units", "told"), [("4", False), ("4.01", True)])
    def test_a_session_of_some_areas_counts_these_only(self, units: str, told: bool):
        """64 U of Xeomin are for forehead, glabella and crow's feet; what the jaw has does not count towards them."""
        upper = (point(FOREHEAD, units="40"), point(GLABELLA, units="20"), point(CROWS_FEET, units=units))
        visit = replace(VISIT, product="inco_xeomin", points=(*upper, point(MASSETER, units="30")))
        assert ("session_units" in judged(visit)) is told
        earlier = before(DAY, product="inco_xeomin", units="1", areas=("glabella",))
        assert str(judged(visit, earlier)["session_units"].measured) == ("65 U" if not told else "65.01 U")
        jaw = before(DAY, product="inco_xeomin", units="60", areas=("masseter",))
        assert ("session_units" in judged(visit, jaw)) is told

    def test_a_great_dose_of_dysport_has_no_cosmetic_figure_to_exceed(self):
        assert "session_units" not in judged(replace(VISIT, product="abo_dysport", points=(point(units="500"),) * 3))

    @pytest.mark.parametrize(("born", "told"), [(date(1951, 7, 15), False), (date(1951, 7, 14), True)])
    def test_contraindicated_from_an_age_on(self, born: date, told: bool):
        notes = judged(replace(VISIT, product="leti_letybo"), born=born)
        assert ("contraindicated_from_years" in notes) is told
        if told:
            note = notes["contraindicated_from_years"]
            assert (str(note.measured), note.urgent) == ("75 years", True)
            assert str(note.rule) == "Letybo is contraindicated from 75 years on; UK text"

    @pytest.mark.parametrize(("born", "told"), [(date(1960, 7, 15), False), (date(1960, 7, 14), True)])
    def test_jeuveau_is_not_recommended_over_65(self, born: date, told: bool):
        assert ("age_years" in judged(replace(VISIT, product="prabo_jeuveau"), born=born)) is told

    @pytest.mark.parametrize(("born", "told"), [(date(1961, 7, 15), False), (date(1961, 7, 14), True)])
    def test_the_last_year_the_label_speaks_of(self, born: date, told: bool):
        visit = replace(VISIT, product="abo_dysport")
        assert ("age_years" in judged(visit, born=born)) is told
        assert "age_years" not in judged(VISIT, born=born)  # Botox states none

    def test_who_has_no_birthday_has_no_age(self):
        assert "age_years" not in judged(replace(VISIT, product="abo_dysport"), born=NO_DAY)


class TestForeheadWithGlabella:
    forehead = replace(VISIT, points=(point(FOREHEAD, "12"),))

    def test_an_earlier_glabella_counts_within_its_interval(self):
        assert "fhl_with_glabella" in judged(self.forehead)
        assert "fhl_with_glabella" not in judged(self.forehead, before(date(2026, 4, 15)))
        assert "fhl_with_glabella" in judged(self.forehead, before(date(2026, 4, 14)))
        assert "fhl_with_glabella" in judged(self.forehead, before(date(2026, 6, 1), areas=("crows_feet",)))

    def test_the_other_visit_of_the_sitting_counts(self):
        assert "fhl_with_glabella" not in judged(self.forehead, before(DAY, product="abo_dysport"))

    def test_what_was_given_of_it_at_the_sitting_decides_whether_it_is_micro(self):
        micro = replace(VISIT, points=(point(FOREHEAD, "2"),))
        assert "fhl_with_glabella" not in judged(micro)
        assert "fhl_with_glabella" in judged(micro, before(DAY, areas=("forehead",), units="12"))
        assert "fhl_with_glabella" not in judged(
            micro, before(DAY - timedelta(days=1), areas=("forehead",), units="12")
        )

    def test_without_a_day_there_is_no_before(self):
        undated = replace(self.forehead, at=datetime.min.replace(tzinfo=UTC))
        assert "fhl_with_glabella" in judged(undated, before(NO_DAY))


class TestHistory:
    def test_milk_matters_for_the_product_that_names_it(self):
        said = PatientHistory(milk_protein=Answer.YES)
        assert "contra_milk" not in judged(VISIT, history=said)
        note = judged(replace(VISIT, product="abo_dysport"), history=said)["contra_milk"]
        assert note.urgent
        assert str(note.measured) == "cow's-milk protein allergy"
        assert not judged(replace(VISIT, product="abo_dysport"), history=PatientHistory(milk_protein=Answer.UNKNOWN))

    @pytest.mark.parametrize(("condition", "id_"), [
        (Condition.MYASTHENIA_GRAVIS, "contra_common"), (Condition.LAMBERT_EATON, "contra_common"),
        (Condition.ALS, "contra_common"), (Condition.OTHER_NEUROMUSCULAR, "contra_muscle"),
        (Condition.SWALLOWING, "distant_spread"),
    ])  # fmt: skip
    def test_diseases(self, condition: Condition, id_: str):
        notes = judged(VISIT, history=PatientHistory(conditions=(condition,)))
        assert set(notes) == {id_}
        assert notes[id_].urgent is id_.startswith("contra")

    def test_answers(self):
        said = PatientHistory(toxin_allergy=Answer.YES, pregnant=Answer.YES, breastfeeding=Answer.NO)
        notes = judged(VISIT, history=said)
        assert str(notes["contra_common"].measured) == "allergy to botulinum toxin"
        assert str(notes["contra_pregnancy"].measured) == "pregnant"
        assert list(notes)[:2] == ["contra_common", "contra_pregnancy"]  # the urgent ones first

    def test_dry_eye_near_the_eye_only(self):
        said = PatientHistory(conditions=(Condition.DRY_EYE,))
        assert not judged(VISIT, history=said)
        lid = replace(VISIT, points=(point((31.0, 9.0)),))
        notes = judged(lid, history=said)
        assert {"dry_eye", "lower_lid_risk"} <= set(notes)
        assert not any(note.urgent for note in notes.values())
        assert notes["dry_eye"].points == (1,)

    def test_a_review_without_points_treats_nobody(self):
        said = PatientHistory(pregnant=Answer.YES)
        assert not judged(replace(VISIT, kind=Kind.REVIEW, points=()), history=said)
        assert judged(replace(VISIT, points=()), history=said)  # known before the first point


def test_a_visit_does_not_come_before_itself():
    past = [
        replace(before(DAY, id_=id_), at=at)
        for id_, at in (("v", AT), ("u", AT), ("w", AT), ("x", AT - timedelta(minutes=1)), ("y", None))
    ]
    found = case_of(VISIT, None, None, past, REFERENCE, ANATOMY).before
    assert {one.id for one in found} == {"u", "x", "y"}


def test_a_rule_in_words():
    rule = next(rule for rule in REFERENCE.cautions if rule.rule == "min_distance" and rule.landmark is not None)
    plain_rule = replace(
        rule, landmark="above the brow", distance_mm=Decimal("20.0"), distance_max_mm=None, advice=None,
        reason_mark=None,
    )  # fmt: skip
    assert str(rule_text(plain_rule)) == "At least 20 mm above the brow"
    assert str(rule_text(replace(plain_rule, distance_max_mm=Decimal(30)))) == "20–30 mm above the brow"
    assert str(rule_text(replace(plain_rule, rule="other"))) == "20 mm above the brow"
    told = replace(plain_rule, advice="place it higher", reason_mark="C")
    assert str(rule_text(told)) == "At least 20 mm above the brow; place it higher (the reason: mark C)"
    assert str(rule_text(told, advice=False)) == "At least 20 mm above the brow (the reason: mark C)"
    for change in ({"landmark": None}, {"distance_mm": None}):
        assert str(rule_text(replace(plain_rule, text="keep off the lid", **change))) == "Keep off the lid"


def test_visits_that_count():
    other = replace(VISIT, id="other", at=AT - timedelta(days=30))
    assert counting([VISIT, other], VISIT) == (other,)
    assert counting([replace(other, status=Status.ENTERED_IN_ERROR)], VISIT) == ()
    amended = replace(other, status=Status.AMENDED)  # without its correction it is all that is known
    assert counting([amended], VISIT) == (amended,)
    newer = replace(other, id="newer", amends="other", status=Status.SIGNED)
    assert counting([amended, newer], VISIT) == (newer,)
    assert counting([other], replace(VISIT, amends="other")) == ()
    assert counting([replace(other, points=())], VISIT) == ()
    known = past_of(replace(other, of="of", amends="amends"), ANATOMY)
    assert replace(known, at=None, of=None, amends=None) == before(other.day, units="4", id_="other")
    assert (known.at, known.of, known.amends) == (other.at, "of", "amends")
    assert known.doses == {("glabella", Technique.IM): Decimal(4)}


RULE_OF = {
    Condition.AMINOGLYCOSIDES: "medicines_transmission", Condition.MUSCLE_RELAXANTS: "medicines_transmission",
    Condition.ANTICHOLINERGICS: "medicines_transmission", Condition.BLEEDING: "bleeding",
    Condition.BLOOD_THINNERS: "bleeding", Condition.OTHER_TOXIN: "other_toxin",
    Condition.TOXIN_REACTION: "toxin_reaction", Condition.PTOSIS: "face_before",
    Condition.WEAK_FOREHEAD: "face_before", Condition.FACIAL_PALSY: "face_before",
    Condition.FACE_SURGERY: "face_before", Condition.FILLER_OR_LASER: "face_before",
    Condition.SURGERY_PLANNED: "surgery_planned", Condition.BREATHING: "distant_spread",
    Condition.SWALLOWING: "distant_spread",
}  # fmt: skip


class TestQuestions:
    """What the medication guide asks: each yes is told once, by its rule; a no, or nothing asked, never."""

    @pytest.mark.parametrize("condition", RULE_OF)
    def test_a_yes_raises_its_caution_and_no_other(self, condition: Condition):
        said = replace(NOTHING_APPLIES, conditions=(condition,), asked_at=AT)
        (note,) = judged(VISIT, history=said).values()
        assert (note.id, note.mark, note.urgent) == (RULE_OF[condition], "A", False)
        assert note.source

    def test_every_question_is_looked_at_by_some_rule(self):
        ruled = {condition for rule in REFERENCE.cautions for condition in rule.conditions}
        assert ruled == set(Condition)

    @pytest.mark.parametrize("product", REFERENCE.products)
    def test_nothing_applies_raises_nothing(self, product: str):
        visit = replace(VISIT, product=product, points=(point(), point(FOREHEAD, "1")))
        without = judged(visit)
        for said in (NOTHING_APPLIES, replace(NOTHING_APPLIES, asked=None), PatientHistory(asked=())):
            assert judged(visit, history=replace(said, asked_at=AT)) == without

    def test_several_answers_of_one_rule_are_one_caution(self):
        said = PatientHistory(conditions=(Condition.FACIAL_PALSY, Condition.PTOSIS))
        (note,) = judged(VISIT, history=said).values()
        assert str(note.measured) == "drooping eyelids, facial palsy"

    def test_heart_disease_matters_for_daxxify_only(self):
        said = PatientHistory(conditions=(Condition.CARDIOVASCULAR,))
        told = {
            id_ for id_ in REFERENCE.products if "cardiovascular" in judged(replace(VISIT, product=id_), history=said)
        }
        assert told == {"daxi_daxxify"}

    def test_albumin_is_a_contraindication_where_the_product_holds_it(self):
        said = PatientHistory(human_albumin=Answer.YES)
        marks = {}
        for id_ in REFERENCE.products:
            for note in judged(replace(VISIT, product=id_), history=said).values():
                assert note.urgent
                marks[id_] = note.mark
        assert marks.pop("abo_dysport") == "A"
        assert set(marks.values()) == {"C"}  # that they hold it was not read
        assert not {"daxi_daxxify", "abo_alluzience", "relabo_relfydess"} & set(marks)

    def test_other_toxin_is_told_for_four_months_after_it_was_asked(self):
        said = PatientHistory(conditions=(Condition.OTHER_TOXIN,), asked_at=datetime(2026, 3, 15, 9, tzinfo=UTC))
        assert "other_toxin" in judged(VISIT, history=said)
        assert "other_toxin" not in judged(VISIT, history=replace(said, asked_at=datetime(2026, 3, 14, 9, tzinfo=UTC)))

    def test_another_product_elsewhere_within_four_months_is_told_once(self):
        def told(on: date, product: str | None = "abo_dysport") -> set[str]:
            return set(judged(VISIT, history=PatientHistory(earlier=(EarlierToxin(product, on),))))

        assert told(date(2026, 4, 15)) == {"interval_3m"}  # nearer than the label's interval: that says it
        assert told(date(2026, 4, 14)) == {"other_toxin"}
        assert told(date(2026, 3, 15)) == {"other_toxin"}
        assert told(date(2026, 3, 14)) == set()
        assert told(date(2026, 4, 14), "ona_botox") == set()
        assert told(date(2026, 4, 14), None) == {"other_toxin"}

    def test_what_the_labels_say_bears_their_mark(self):
        marks = {rule.id: (rule.mark, rule.source.id) for rule in REFERENCE.cautions}
        assert marks["contra_pregnancy"] == ("A", "azzalure_emc")
        assert marks["distant_spread"] == ("A", "drugscom_botox")

    def test_a_question_is_no_rule_to_read_where_nobody_said_yes(self):
        assert not {rule.id for rule in standing(VISIT, REFERENCE, ANATOMY)} & set(RULE_OF.values()) - {
            "distant_spread"
        }


def test_seen_as_it_is():
    note = judged(VISIT, before(date(2026, 6, 1)))["interval_3m"]
    assert not is_seen(note, ())
    seen = Why(note.key, Reason.SEEN, str(note.measured))
    assert is_seen(note, (seen,))
    assert not is_seen(note, (replace(seen, note="40 days since 2026-06-01"),))
    assert not is_seen(note, (replace(seen, reason=Reason.OTHER),))
