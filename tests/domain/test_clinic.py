"""The clinic's own ranges before the shipped ones, and the tables that signed charts keep."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charting.domain.clinic import (
    ClinicPattern,
    ClinicRange,
    ClinicSettings,
    Price,
    checked_pattern,
    checked_range,
    checked_settings,
    rates_of,
)
from charting.domain.face import View
from charting.domain.patient import Sex
from charting.domain.range_table import effective, restore, snapshot, table_of, with_table
from charting.domain.ranges import choose_range
from charting.domain.reference import DoseRange, Reference, Source
from charting.domain.styles import RangeStyle
from charting.domain.visit import InjectionPoint, Technique
from charting.errors import Refused
from charting.loading.reference import load_reference
from charting.paths import resources
from tests.proofs.scale import examples

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
    assert checked_range(own("5.00", "5")).low == 5


# ---------------------------------------------------------------------- the kept table


def test_the_table_of_a_reference_comes_back_as_it_was():
    reference = effective(shipped(), [own(), own(sex=Sex.MALE, by="Ærø “Ünsal” 李")])
    table = table_of(reference)
    assert restore(table.content) == reference.ranges
    kept = with_table(shipped(), table)
    assert (kept.version, kept.ranges) == (reference.version, reference.ranges)
    assert ends(kept) == (5, 8)


def test_a_table_is_named_by_what_is_in_it():
    one, other = effective(shipped(), [own()]), effective(shipped(), [own("5.00", "8.0")])
    assert table_of(one).version == one.version == other.version
    assert table_of(effective(shipped(), [own("5", "8.01")])).version != one.version


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"null", b'{"format":"x","version":1}', b"\xff",
     b'{"format":"charting.range-table","version":1,"sources":{},"ranges":[{}]}'],
)  # fmt: skip
def test_bytes_that_are_no_table_are_a_value_error(content):
    with pytest.raises(ValueError):  # noqa: PT011 - json's own errors are of this kind too
        restore(content)


texts = st.text(max_size=20)
sources = st.builds(Source, st.sampled_from("abc"), texts, texts, texts, st.none() | texts, st.none() | st.integers(),
                    texts)  # fmt: skip
figures = st.integers(1, 500_000).map(lambda n: Decimal(n) / 100)
rows_of_tables = st.builds(
    DoseRange, texts, texts, st.sampled_from(RangeStyle), st.sampled_from(Technique),
    st.sampled_from(["total", "side"]), figures, figures, st.none() | st.sampled_from(Sex), sources,
    st.sampled_from(["A", "B", "C", "own"]), st.booleans(), st.booleans(), st.booleans(), st.none() | texts,
    st.lists(sources, max_size=2).map(tuple), texts, st.none() | figures, st.none() | figures,
    st.none() | st.integers(), st.none() | st.integers(), st.none() | texts, texts, st.none() | st.dates(),
)  # fmt: skip


@settings(max_examples=examples(12, 200))
@given(st.lists(rows_of_tables, max_size=5))
def test_any_table_comes_back_and_gives_the_same_bytes_again(rows):
    # A source has one description, as in the reference data: ids decide.
    known: dict[str, Source] = {}
    for row in rows:
        for source in (row.source, *row.also):
            known.setdefault(source.id, source)
    rows = [replace(r, source=known[r.source.id], also=tuple(known[s.id] for s in r.also)) for r in rows]
    content = snapshot(rows)
    assert restore(content) == tuple(rows)
    assert snapshot(restore(content)) == content
    assert content.isascii()


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


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\x00b"])
def test_a_pattern_has_a_name(name):
    with pytest.raises(Refused):
        checked_pattern(ClinicPattern("1" * 36, name, "p", (InjectionPoint(View.FRONT, 0, 0),), None, 1, "", AT))


def test_a_pattern_without_points_is_none():
    with pytest.raises(Refused, match="needs points"):
        checked_pattern(ClinicPattern("1" * 36, "a", "p", (), None, 1, "", AT))


def price(amount, area=None, currency="EUR", product="ona_botox", at=AT):
    return Price(product, area, Decimal(amount), currency, "", at)


def test_rates_are_of_one_product_and_one_currency():
    prices = [price("12"), price("9", "forehead"), price("7", "glabella", "USD"), price("4", product="abo_dysport")]
    found = rates_of(prices, "ona_botox")
    assert (found.currency, found.of("forehead"), found.of("glabella"), found.of(None)) == ("EUR", 9, 12, 12)
    assert rates_of(prices, "leti_letybo") is None
    only = rates_of([price("9", "forehead")], "ona_botox")
    assert (only.of("forehead"), only.of("glabella")) == (9, None)


@pytest.mark.parametrize(
    "change",
    [
        {"idle_minutes": -1},
        {"idle_minutes": 61},
        {"touch_up_days": 0},
        {"touch_up_days": 61},
        {"currency": "€"},
        {"name": "x" * 501},
    ],
)
def test_settings_that_cannot_be_kept_are_refused(change):
    with pytest.raises(Refused):
        checked_settings(replace(ClinicSettings(), **change))


@pytest.mark.parametrize("end", ["1e9999999", "1e-9999999", "NaN", "sNaN", "Infinity", "-1", "1e400", "1000001"])
def test_a_kept_table_with_an_end_that_no_range_has_is_none(end):
    value = json.loads(table_of(shipped()).content)
    value["ranges"][0]["high"] = end
    with pytest.raises(ValueError, match="range"):
        restore(json.dumps(value).encode())
