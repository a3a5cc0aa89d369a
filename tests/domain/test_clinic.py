"""The clinic's own ranges before the shipped ones; its patterns, prices, settings and reviews."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

import pytest

from charting.domain.clinic.clinic import (
    ClinicBook,
    ClinicPattern,
    ClinicRange,
    ClinicSettings,
    Price,
    Sharing,
    TableReview,
    checked_pattern,
    checked_range,
    checked_rate,
    checked_review,
    checked_settings,
    rates_of,
    shipped_per,
)
from charting.domain.dosing.range_table import effective
from charting.domain.dosing.ranges import choose_range
from charting.domain.dosing.reference import Reference
from charting.domain.dosing.styles import RangeStyle
from charting.domain.face.face import View
from charting.domain.people.patient import Sex
from charting.domain.visit.visit import InjectionPoint, Technique
from charting.errors import Refused
from charting.loading.reference import load_reference
from charting.paths import resources

AT = datetime(2026, 11, 12, 9, 30, tzinfo=UTC)
STANDARD, MICRO, IM, ID = RangeStyle.STANDARD, RangeStyle.MICRO, Technique.IM, Technique.ID


@cache
def shipped() -> Reference:
    return load_reference(resources() / "reference")


def own(low="5", high="8", *, area="forehead", style=STANDARD, sex=None, per="total", product="ona_botox", by="Dr X"):
    return ClinicRange(product, area, IM, style, sex, per, Decimal(low), Decimal(high), by, AT)


def ends(reference, *, area="forehead", style=STANDARD, sex=Sex.FEMALE, product="ona_botox", technique=IM):
    band = choose_range(reference, product, area, technique, style, sex)
    return None if band is None else (band.low, band.high)


# ---------------------------------------------------------------------- which range counts


def test_without_own_ranges_nothing_is_made_anew():
    assert effective(shipped(), ()) is shipped()


def test_the_clinics_own_range_counts_and_says_whose_it_is():
    reference = effective(shipped(), [own()])
    band = choose_range(reference, "ona_botox", "forehead", IM, STANDARD, None)
    assert (band.low, band.high, band.mark, band.source_short) == (5, 8, "own", "This clinic")
    assert (band.set_by, band.set_on, band.not_default, band.weak) == ("Dr X", date(2026, 11, 12), False, False)
    assert reference.version != shipped().version


@pytest.mark.parametrize("other", [
    {"area": "glabella"}, {"style": MICRO}, {"product": "abo_dysport"}, {"technique": ID}])  # fmt: skip
def test_it_counts_for_nothing_else(other):
    assert ends(effective(shipped(), [own()]), **other) == ends(shipped(), **other)


def test_a_range_for_one_sex_leaves_the_other_as_shipped():
    reference = effective(shipped(), [own("7", "9", sex=Sex.MALE)])
    assert ends(reference, sex=Sex.MALE) == (7, 9)
    assert ends(reference, sex=Sex.FEMALE) == ends(shipped(), sex=Sex.FEMALE)


def test_a_range_for_everybody_covers_whom_none_of_their_own_covers():
    reference = effective(shipped(), [own("7", "9"), own("3", "4", sex=Sex.MALE)])
    assert (ends(reference, sex=Sex.MALE), ends(reference, sex=Sex.FEMALE)) == ((3, 4), (7, 9))
    assert (ends(reference, sex=None), ends(reference, sex=Sex.OTHER)) == ((7, 9), (7, 9))


def test_an_area_without_a_shipped_range_can_have_one():
    assert ends(shipped(), area="masseter", product="leti_letybo") is None
    assert ends(effective(shipped(), [own(area="masseter", product="leti_letybo")]), area="masseter",
                product="leti_letybo") == (5, 8)  # fmt: skip


def test_the_order_in_which_they_were_set_changes_no_table():
    rows = [own(), own(area="glabella"), own(sex=Sex.MALE), own(style=MICRO)]
    assert effective(shipped(), rows).version == effective(shipped(), reversed(rows)).version


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [("0", "5", "above 0 U"), ("-1", "5", "above 0 U"), ("8", "5", "lower end"), ("1", "5000.01", "5,000 U at most"),
     ("NaN", "5", "above 0"), ("1", "Infinity", "above 0"), ("1.005", "5", "steps of 0.01"), ("1", "1e9", "at most")],
)  # fmt: skip
def test_what_is_no_range_is_refused(low, high, said):
    with pytest.raises(Refused, match=said):
        checked_range(own(low, high))


def test_the_ends_of_what_can_be_set():
    assert checked_range(own("0.01", "5000")).high == 5000
    assert checked_range(own("5", "5")).low == 5, "a range may be one dose"
    kept = checked_range(own("5.00", "8.50"))
    assert (str(kept.low), str(kept.high)) == ("5", "8.5")


# ---------------------------------------------------------------------- patterns, prices, settings


def test_a_pattern_keeps_views_technique_area_and_units_but_no_keys_and_vials():
    points = (
        InjectionPoint(View.RIGHT, 12.345, -3, Decimal("1.5"), ID, None, key=7, vial=2, placed_by="Dr Y"),
        InjectionPoint(View.FRONT, -20, 0, None, IM, "face_id", key=8),
    )
    kept = checked_pattern(ClinicPattern("1" * 36, "  Mine ", "ona_botox", points, None, 1, "", AT))
    assert kept.name == "Mine"
    assert kept.points == (
        InjectionPoint(View.RIGHT, 12.35, -3.0, Decimal("1.5"), ID),
        InjectionPoint(View.FRONT, -20.0, 0.0, area="face_id"),
    )
    assert kept.total == Decimal("1.5")
    assert [point.key for point in kept.points] == [0, 0]


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\x00b"])
def test_a_pattern_has_a_name(name):
    with pytest.raises(Refused):
        checked_pattern(ClinicPattern("1" * 36, name, "p", (InjectionPoint(View.FRONT, 0, 0),), None, 1, "", AT))


def test_a_pattern_without_points_is_none():
    with pytest.raises(Refused, match="needs points"):
        checked_pattern(ClinicPattern("1" * 36, "a", "p", (), None, 1, "", AT))


def test_a_pattern_just_within_the_bounds_is_kept():
    point = InjectionPoint(View.FRONT, 0, 0)
    longest = ClinicPattern("1" * 36, "x" * 80, "p", (point,) * 2000, None, 1, "", AT)
    assert (checked_pattern(longest).name, len(checked_pattern(longest).points)) == ("x" * 80, 2000)
    assert (checked_pattern(longest).total, longest.points[0].key) == (0, 0)
    with pytest.raises(Refused, match="at most 2,000 points"):
        checked_pattern(replace(longest, points=(point,) * 2001))
    with pytest.raises(Refused, match="at most 80 characters; this one has 81"):
        checked_pattern(replace(longest, name="x" * 81))
    with pytest.raises(Refused, match="Give it a name"):
        checked_pattern(replace(longest, name=" "))
    with pytest.raises(Refused, match="400 mm"):
        checked_pattern(replace(longest, points=(replace(point, x_mm=401),)))


def price(amount, area=None, currency="EUR", product="ona_botox", at=AT):
    return Price(product, area, Decimal(amount), currency, "", at)


def test_rates_are_of_one_product_and_one_currency():
    prices = [price("12"), price("9", "forehead"), price("7", "glabella", "USD"), price("4", product="abo_dysport")]
    found = rates_of(prices, "ona_botox")
    assert (found.currency, found.of("forehead"), found.of("glabella"), found.of(None)) == ("EUR", 9, 12, 12)
    assert (found.by_area, found.price_per_unit) == ({"forehead": 9}, 12)
    assert rates_of(prices, "leti_letybo") is None
    only = rates_of([price("9", "forehead")], "ona_botox")
    assert (only.of("forehead"), only.of("glabella")) == (9, None)


def test_without_a_price_for_every_area_the_one_set_last_names_the_currency():
    before = price("9", "forehead", "EUR", at=AT.replace(year=2025))
    after = price("7", "glabella", "USD")
    for prices in ([before, after], [after, before]):
        found = rates_of(prices, "ona_botox")
        assert (found.currency, found.by_area, found.price_per_unit) == ("USD", {"glabella": 7}, None)
    general = price("12", at=AT.replace(year=2020))
    assert rates_of([before, after, general], "ona_botox").currency == "EUR"


def test_a_price_is_kept_in_its_shortest_form():
    kept = checked_rate(price("12.50", currency=" eur"))
    assert (str(kept.price_per_unit), kept.currency) == ("12.5", "EUR")
    with pytest.raises(Refused, match="at most 1,000,000"):
        checked_rate(price("1000001"))
    with pytest.raises(Refused, match="currency"):
        checked_rate(price("1", currency="€"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"idle_minutes": -1}, "locks after 0 to 60 minutes; -1 is not among them"),
        ({"idle_minutes": 61}, "locks after 0 to 60 minutes; 61 is not among them"),
        ({"touch_up_days": 0}, "within 1 to 60 days; 0 is not among them"),
        ({"touch_up_days": 61}, "within 1 to 60 days; 61 is not among them"),
        ({"currency": "€"}, "“€” is not a currency"),
        ({"name": "x" * 501}, "The name has 501 characters; at most 500"),
    ],
)
def test_settings_that_cannot_be_kept_are_refused(change, said):
    with pytest.raises(Refused, match=said):
        checked_settings(replace(ClinicSettings(), **change))


def test_settings_just_within_the_bounds_are_kept():
    for minutes, days in ((0, 1), (60, 60)):
        settings = ClinicSettings("x" * 500, True, minutes, "EUR", touch_up_days=days)
        assert checked_settings(settings) == settings
    kept = checked_settings(ClinicSettings("  Clinic ", currency="eur"))
    assert (kept.name, kept.currency) == ("Clinic", "EUR")


def test_nobody_set_the_defaults():
    """A desk is locked after five minutes, a touch-up is within four weeks, vials are not shared."""
    assert ClinicBook().settings == ClinicSettings("", False, 5, None, "", None, 28)
    assert not ClinicBook().shares_vials
    assert ClinicBook(sharing=Sharing(True, "Dr X", AT)).shares_vials
    assert not ClinicBook(sharing=Sharing(False, "Dr X", AT)).shares_vials


def test_a_review_of_the_ranges_is_the_last_one_of_this_very_table():
    last, first, other = (TableReview(v, by, AT) for v, by in (("v", "Dr X"), ("v", "Dr Y"), ("w", "Dr Z")))
    book = ClinicBook(reviews=(other, last, first))
    assert (book.review_of("v"), book.review_of("w"), book.review_of("u")) == (last, other, None)
    assert checked_review(TableReview("v", " Dr X ", AT)) == last
    for name, said in ((" ", "Type the name of the clinician"), ("x" * 501, "501 characters; at most 500")):
        with pytest.raises(Refused, match=said):
            checked_review(TableReview("v", name, AT))


@pytest.mark.parametrize(
    ("product", "area", "per"),
    [
        ("ona_botox", "forehead", "total"), ("ona_botox", "crows_feet", "side"),  # as its shipped range does
        ("leti_letybo", "masseter", "side"), ("leti_letybo", "forehead", "total"), ("nobody", "nowhere", "total"),
    ],
)  # fmt: skip
def test_what_a_new_range_of_the_clinic_counts(product, area, per):
    """As the shipped range of it does; without one each side of a paired area, and the whole of another."""
    assert shipped_per(shipped(), (product, area, IM, STANDARD, None)) == per


def test_a_new_style_of_an_area_counts_as_its_other_style_does():
    rows = tuple(replace(row, per="total") for row in shipped().ranges_of("ona_botox", "crows_feet", IM, STANDARD))
    reference = replace(shipped(), ranges=rows[:1])
    assert shipped_per(reference, ("ona_botox", "crows_feet", IM, MICRO, None)) == "total"
    assert shipped_per(reference, ("ona_botox", "crows_feet", ID, MICRO, None)) == "side"


def test_each_style_of_an_area_counts_as_its_own_first_range_does():
    (standard, *_) = shipped().ranges_of("ona_botox", "crows_feet", IM, STANDARD)
    (micro, *_) = shipped().ranges_of("ona_botox", "crows_feet", IM, MICRO)
    rows = (replace(standard, per="total"), replace(standard, per="side"), replace(micro, per="side"))
    reference = replace(shipped(), ranges=rows)
    assert shipped_per(reference, ("ona_botox", "crows_feet", IM, STANDARD, None)) == "total"
    assert shipped_per(reference, ("ona_botox", "crows_feet", IM, MICRO, None)) == "side"


def test_a_range_is_known_by_what_it_is_for():
    assert own(sex=Sex.MALE).key == ("ona_botox", "forehead", IM, STANDARD, Sex.MALE)


def test_the_total_of_a_pattern_is_exact_and_in_its_shortest_form():
    points = tuple(
        InjectionPoint(View.FRONT, 0, 0, dose) for dose in (Decimal("0.10"), None, Decimal("0.20"), Decimal("9.70"))
    )
    assert str(ClinicPattern("1" * 36, "a", "p", points, None, 1, "", AT).total) == "10"
