"""What the record knows about the signs, and the choice that is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from charting.domain.dosing.styles import RangeStyle
from charting.domain.people.patient import Patient, Sex
from charting.domain.visit.candidates import Known, aim, known_signs, with_choice, with_sign, with_words
from charting.domain.visit.outcome import Finding, Residual, Review, WoreOff
from charting.domain.visit.record import Reason, Why
from charting.domain.visit.visit import Kind, Status, Visit
from charting.errors import Refused
from charting.loading.reference import load_reference
from charting.paths import resources

TODAY = date(2026, 7, 14)
WHO = Patient("p", "Family", "Given", date(1990, 1, 1))
FIRST = Visit("1", "p", datetime(2026, 1, 1, 9, tzinfo=UTC), status=Status.SIGNED, product="ona_botox")
SECOND = replace(FIRST, id="2", at=FIRST.at + timedelta(days=100))


def test_every_sign_that_is_known_of_is_in_the_reference_data():
    shipped = {row.id for row in load_reference(resources() / "reference").candidates}
    review = replace(SECOND, id="3", kind=Kind.REVIEW, review=Review((Finding("chin", Residual.FULL),)))
    strong = replace(SECOND, whys=(Why("glabella:im", Reason.STRONG_MUSCLE),))
    ends = (WoreOff("1", None, date(2026, 4, 1)), WoreOff("2", None, date(2026, 5, 1)))
    found = known_signs(replace(WHO, sex=Sex.MALE), TODAY, (FIRST, strong, review), ends)
    assert set(found) <= shipped
    assert set(found) == {
        "deep_lines_over_40", "prevention", "men", "fewer_visits", "weaker_response", "still_lined_at_review",
        "strong_muscle",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("born", "over_40", "young"),
    [
        (date(2006, 7, 15), False, False), (date(2006, 7, 14), False, True), (date(1986, 7, 15), False, True),
        (date(1986, 7, 14), False, False), (date(1985, 7, 14), True, False),
    ],
)  # fmt: skip
def test_age_comes_from_the_birth_date(born, over_40, young):
    found = known_signs(replace(WHO, born=born), TODAY, (), ())
    assert (found["deep_lines_over_40"].fits, found["prevention"].fits) == (over_40, young)


def test_only_a_man_has_the_row_of_men():
    for sex in (None, Sex.FEMALE, Sex.OTHER):
        assert "men" not in known_signs(replace(WHO, sex=sex), TODAY, (), ())
    assert known_signs(replace(WHO, sex=Sex.MALE), TODAY, (), ())["men"].fits


def test_how_long_it_held_is_told_and_decides_nothing():
    found = known_signs(WHO, TODAY, (FIRST,), (WoreOff("1", "glabella", date(2026, 3, 2)),))
    basis = found["fewer_visits"]
    assert (basis.known, basis.fits, basis.number, basis.on) == (Known.HELD, False, 60, date(2026, 1, 1))
    assert "weaker_response" not in found


def test_an_effect_much_shorter_than_the_one_before_is_proposed_within_one_product():
    ends = (WoreOff("1", None, date(2026, 4, 1)), WoreOff("2", None, SECOND.at.date() + timedelta(days=70)))
    basis = known_signs(WHO, TODAY, (SECOND, FIRST), ends)["weaker_response"]
    assert (basis.number, basis.before) == (70, 90)
    for days, shorter in ((76, True), (77, False)):
        second = WoreOff("2", None, SECOND.at.date() + timedelta(days=days))
        assert ("weaker_response" in known_signs(WHO, TODAY, (FIRST, SECOND), (ends[0], second))) is shorter
    other = replace(SECOND, product="abo")
    assert "weaker_response" not in known_signs(WHO, TODAY, (FIRST, other), ends)


def test_movement_left_at_the_last_review_and_the_reason_of_the_last_treatment():
    slight = Review((Finding("glabella", Residual.SLIGHT),))
    review = replace(SECOND, id="3", kind=Kind.REVIEW, review=slight)
    assert "still_lined_at_review" not in known_signs(WHO, TODAY, (review,), ())
    much = Review((Finding("glabella", Residual.MODERATE), Finding("chin", Residual.NONE)))
    found = known_signs(WHO, TODAY, (replace(review, review=much),), ())
    assert found["still_lined_at_review"].areas == ("glabella",)
    strong = replace(SECOND, whys=(Why("glabella:im", Reason.STRONG_MUSCLE), Why("chin:im", Reason.OTHER)))
    basis = known_signs(WHO, TODAY, (FIRST, strong), ())["strong_muscle"]
    assert (basis.areas, basis.on) == (("glabella",), SECOND.at.date())
    assert "strong_muscle" not in known_signs(WHO, TODAY, (strong, replace(FIRST, at=TODAY_AT)), ())


@pytest.mark.parametrize(("days", "strong", "held"), [(28, False, 90), (29, True, 11)])
def test_a_touch_up_too_late_to_be_one_is_the_last_treatment(days: int, strong: bool, held: int):
    late = replace(
        FIRST, id="2", kind=Kind.TOUCH_UP, at=FIRST.at + timedelta(days=days), of="1",
        whys=(Why("glabella:im", Reason.STRONG_MUSCLE),),
    )  # fmt: skip
    ends = (WoreOff("1", None, date(2026, 4, 1)), WoreOff("2", None, late.at.date() + timedelta(days=11)))
    found = known_signs(WHO, TODAY, (FIRST, late), ends)
    assert ("strong_muscle" in found, found["fewer_visits"].number) == (strong, held)
    assert "strong_muscle" in known_signs(WHO, TODAY, (FIRST, late), ends, touch_up_days=days - 1)
    assert "strong_muscle" not in known_signs(WHO, TODAY, (FIRST, late), ends, touch_up_days=days)


TODAY_AT = datetime(2026, 7, 1, 9, tzinfo=UTC)


def test_the_first_area_that_wore_off_ends_the_effect():
    ends = (WoreOff("1", "glabella", date(2026, 4, 1)), WoreOff("1", "chin", date(2026, 3, 2)),
            WoreOff("1", "forehead", date(2026, 5, 1)))  # fmt: skip
    assert known_signs(WHO, TODAY, (FIRST,), ends)["fewer_visits"].number == 60


def test_the_effect_before_is_the_last_one_of_the_same_product():
    days = ((0, "ona_botox", 100), (110, "ona_botox", 90), (210, "abo", 95), (320, "ona_botox", 76))
    visits = [replace(FIRST, id=str(n), at=FIRST.at + timedelta(days=start - 400), product=product)
              for n, (start, product, _) in enumerate(days)]  # fmt: skip
    ends = [WoreOff(v.id, None, v.at.date() + timedelta(days=held)) for v, (*_, held) in zip(visits, days, strict=True)]
    basis = known_signs(WHO, TODAY, visits, ends)["weaker_response"]
    assert (basis.known, basis.fits, basis.number, basis.before) == (Known.SHORTER, True, 76, 90)
    assert basis.on == visits[-1].at.date()


def test_the_last_review_that_found_something_counts():
    def review(id_, days, *findings):
        return replace(SECOND, id=id_, kind=Kind.REVIEW, at=SECOND.at + timedelta(days=days), review=Review(findings))

    much = review("3", 0, Finding("chin", Residual.FULL), Finding("glabella", Residual.MODERATE))
    slight = review("2b", -5, Finding("chin", Residual.SLIGHT))
    found = known_signs(WHO, TODAY, (review("5", 9), much, slight), ())["still_lined_at_review"]
    assert (found.known, found.fits, found.areas, found.on) == (
        Known.RESIDUAL, True, ("chin", "glabella"), SECOND.at.date()
    )  # fmt: skip
    better = review("4", 5, Finding("chin", Residual.SLIGHT))
    assert "still_lined_at_review" not in known_signs(WHO, TODAY, (better, much), ())


def test_what_was_corrected_is_known_too():
    strong = replace(SECOND, status=Status.AMENDED, whys=(Why("crows_feet.left:im", Reason.STRONG_MUSCLE),))
    assert known_signs(WHO, TODAY, (strong,), ())["strong_muscle"].areas == ("crows_feet.left",)


def test_drafts_and_errors_tell_nothing():
    strong = replace(SECOND, whys=(Why("glabella:im", Reason.STRONG_MUSCLE),))
    for status in (Status.DRAFT, Status.ENTERED_IN_ERROR):
        assert "strong_muscle" not in known_signs(WHO, TODAY, (replace(strong, status=status),), ())


def test_what_was_weighed_is_nothing_when_it_is_empty():
    weighed = with_sign(None, "price", applies=True)
    assert weighed is not None
    assert weighed.signs == ("price",)
    assert with_sign(weighed, "price", applies=True) == weighed
    assert with_sign(weighed, "price", applies=False) is None
    assert with_words(None, "   ") is None
    with pytest.raises(Refused):
        with_words(None, "x" * 501)


def test_the_choice_of_an_area_goes_before_the_one_of_the_face():
    weighed = with_choice(None, RangeStyle.STANDARD, "glabella")
    weighed = with_choice(weighed, RangeStyle.MICRO)
    assert weighed is not None
    assert [choice.area for choice in weighed.choices] == [None, "glabella"]
    assert aim(weighed, "glabella") is RangeStyle.STANDARD
    assert aim(weighed, "forehead") is RangeStyle.MICRO
    assert aim(with_choice(weighed, None), "forehead") is None
    assert aim(None, "forehead") is None


def test_signs_keep_their_order_and_a_choice_can_be_taken_back():
    weighed = with_sign(with_sign(None, "price", applies=True), "men", applies=True)
    assert weighed is not None
    assert weighed.signs == ("price", "men")
    again = with_sign(weighed, "price", applies=True)
    assert again is not None
    assert again.signs == ("men", "price")
    one = with_sign(weighed, "price", applies=False)
    assert one is not None
    assert one.signs == ("men",)
    both = with_choice(with_choice(None, RangeStyle.MICRO, "dao"), RangeStyle.STANDARD, "glabella")
    assert both is not None
    assert [choice.area for choice in both.choices] == ["dao", "glabella"]
    assert aim(with_choice(both, RangeStyle.STANDARD, "dao"), "dao") is RangeStyle.STANDARD
    assert aim(with_choice(both, None, "dao"), "dao") is None
    assert aim(with_choice(both, None, "dao"), "glabella") is RangeStyle.STANDARD
    assert with_choice(with_choice(None, RangeStyle.MICRO), None) is None


def test_words_are_kept_without_the_blanks_around_them_beside_what_was_weighed():
    weighed = with_words(with_sign(None, "price", applies=True), "  a wedding in May \n")
    assert weighed is not None
    assert (weighed.note, weighed.signs) == ("a wedding in May", ("price",))
    assert with_words(with_words(None, "a"), "") is None
    longest = with_words(None, "x" * 500)
    assert longest is not None
    assert len(longest.note) == 500
