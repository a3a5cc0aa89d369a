"""The tables that signed charts keep: the same rows give the same bytes for ever, and what is no table is told."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charting.domain.clinic.clinic import ClinicRange
from charting.domain.dosing.range_table import (
    OWN,
    RangeTable,
    area_set_of,
    effective,
    restore,
    shipped_version,
    snapshot,
    table_of,
    with_table,
)
from charting.domain.dosing.ranges import choose_range
from charting.domain.dosing.reference import DoseRange, Reference, Source
from charting.domain.dosing.styles import RangeStyle
from charting.domain.face.face import SurfaceRule
from charting.domain.people.patient import Sex
from charting.domain.text import plain_note
from charting.domain.visit.visit import Technique
from charting.loading.reference import load_reference
from charting.paths import resources
from tests.proofs.scale import examples

AT = datetime(2026, 11, 12, 9, 30, tzinfo=UTC)
LABEL = Source("label_x", "Label of X", "X label", "label", "https://x", 2024, "full")
ROW = DoseRange(
    "forehead", "ona_botox", RangeStyle.STANDARD, Technique.IM, "total", Decimal("10.0"), Decimal("2e1"), Sex.MALE,
    LABEL, "A", also=(LABEL,), units_per_point_low=Decimal(1), points_low=4, note="ü",
)  # fmt: skip
KEPT = (
    '"format":"charting.range-table","ranges":[{"also":["label_x"],"area":"forehead","basis":"","default":false,'
    '"derived":false,"high":"20","low":"10","mark":"A","note":"\\u00fc","per":"total","points_high":null,"points_low":4,'
    '"product":"ona_botox","requires_area":null,"set_by":"","set_on":null,"sex":"male","source":"label_x",'
    '"style":"standard","technique":"im","units_per_point_high":null,"units_per_point_low":"1","weak":false}],'
    '"sources":{"label_x":{"kind":"label","seen":"full","short":"X label","title":"Label of X","url":"https://x",'
    '"year":2024}}'
)


@cache
def shipped() -> Reference:
    return load_reference(resources() / "reference")


def own(low="5", high="8", *, area="forehead", sex=None, by="Dr X"):
    return ClinicRange("ona_botox", area, Technique.IM, RangeStyle.STANDARD, sex, "total", Decimal(low), Decimal(high),
                       by, AT)  # fmt: skip


def ends(reference):
    band = choose_range(reference, "ona_botox", "forehead", Technique.IM, RangeStyle.STANDARD, Sex.FEMALE)
    return None if band is None else (band.low, band.high)


def kept(content: str) -> RangeTable:
    return RangeTable(hashlib.sha256(content.encode()).hexdigest(), content.encode())


# ---------------------------------------------------------------------- bytes for ever


def test_a_table_kept_years_ago_is_the_one_that_would_be_kept_today():
    """A chart signed then names it by its bytes: a byte more, and its ranges could not be told any more."""
    assert snapshot([ROW]).decode() == "{" + KEPT + ',"version":1}'
    later = snapshot([ROW], 2, SurfaceRule.REGRESSION).decode()
    assert later == '{"areas":2,' + KEPT + ',"surface_rule":2,"version":1}'
    assert restore(snapshot([ROW])) == (ROW,)


def test_a_table_brings_its_own_areas_and_its_rule_of_surfaces():
    first = with_table(shipped(), kept("{" + KEPT + ',"version":1}'))
    assert (first.ranges, first.area_set, first.surface_rule) == ((ROW,), 1, SurfaceRule.PUPILS_SQUARED)
    assert {area.since for area in first.areas.values()} == {1}
    assert "forehead" in first.areas
    second = with_table(shipped(), kept('{"areas":2,' + KEPT + ',"surface_rule":2,"version":1}'))
    assert (second.area_set, second.surface_rule) == (2, SurfaceRule.REGRESSION)
    assert {area.since for area in second.areas.values()} == {1, 2}
    assert second.version == hashlib.sha256(snapshot([ROW], 2, SurfaceRule.REGRESSION)).hexdigest()


def test_what_was_signed_here_before_tables_were_kept_has_the_first_areas():
    assert shipped().area_set > 1
    assert area_set_of(shipped(), None, signed_here=True) == 1
    assert area_set_of(shipped(), None, signed_here=False) == shipped().area_set
    assert area_set_of(shipped(), "a table", signed_here=True) == shipped().area_set


def test_the_shipped_table_has_one_name_whatever_the_clinic_adds():
    """A clinician's review is of the shipped ranges: one of the clinic's own takes nothing from it."""
    joined = effective(shipped(), [own()])
    assert shipped_version(joined) == shipped_version(shipped()) == table_of(shipped()).version
    assert table_of(joined).version != shipped_version(joined)
    fewer = replace(shipped(), ranges=shipped().ranges[1:])
    assert shipped_version(fewer) != shipped_version(shipped())


def test_a_row_of_the_clinics_says_who_set_it_and_when():
    row = effective(shipped(), [own(sex=Sex.MALE)]).ranges[-1]
    assert (row.mark, row.default, row.basis, row.set_by, row.set_on) == ("own", True, "clinic", "Dr X", AT.date())
    assert (row.per, row.sex, row.source) == ("total", Sex.MALE, OWN)
    assert (row.weak, row.derived, row.own) == (False, False, True)


def test_the_table_of_a_reference_comes_back_as_it_was():
    reference = effective(shipped(), [own(), own(sex=Sex.MALE, by="Ærø “Ünsal” 李")])
    table = table_of(reference)
    assert restore(table.content) == reference.ranges
    again = with_table(shipped(), table)
    assert (again.version, again.ranges) == (reference.version, reference.ranges)
    assert ends(again) == (5, 8)


def test_a_table_is_named_by_what_is_in_it():
    one, other = effective(shipped(), [own()]), effective(shipped(), [own("5.00", "8.0")])
    assert table_of(one).version == one.version == other.version
    assert table_of(effective(shipped(), [own("5", "8.01")])).version != one.version


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b"null", b'{"format":"x","version":1}', b"\xff",
     b'{"format":"charting.range-table","version":1,"sources":{},"ranges":[{}]}',
     b'{"format":"charting.range-table","version":2,"sources":{},"ranges":[]}',
     b'{"format":"x","version":1,"sources":{},"ranges":[]}',
     b'{"areas":0,"format":"charting.range-table","version":1,"sources":{},"ranges":[]}',
     b'{"areas":true,"format":"charting.range-table","version":1,"sources":{},"ranges":[]}',
     b'{"areas":"2","format":"charting.range-table","version":1,"sources":{},"ranges":[]}',
     b'{"surface_rule":3,"format":"charting.range-table","version":1,"sources":{},"ranges":[]}'],
)  # fmt: skip
def test_bytes_that_are_no_table_are_a_value_error(content):
    with pytest.raises(ValueError):  # noqa: PT011 - json's own errors are of this kind too
        restore(content)


texts = st.text(max_size=20).map(plain_note)  # as every text is kept
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


def test_a_table_without_rows_is_one():
    assert restore(b'{"format":"charting.range-table","version":1,"sources":{},"ranges":[]}') == ()
    assert restore(b'{"areas":1,"format":"charting.range-table","version":1,"sources":{},"ranges":[]}') == ()


@pytest.mark.parametrize("end", ["1e9999999", "1e-9999999", "NaN", "sNaN", "Infinity", "-1", "1e400", "1000001"])
def test_a_kept_table_with_an_end_that_no_range_has_is_none(end):
    value = json.loads(table_of(shipped()).content)
    value["ranges"][0]["high"] = end
    with pytest.raises(ValueError, match="range"):
        restore(json.dumps(value).encode())


@pytest.mark.parametrize("end", ["0", "1000000", "1000000.00", "1e-12", "0.01", "5e5"])
def test_a_kept_end_that_some_range_may_have_is_read(end):
    value = json.loads(table_of(shipped()).content)
    value["ranges"][0]["high"] = end
    assert restore(json.dumps(value).encode())[0].high == Decimal(end)


@pytest.mark.parametrize("end", ["1e-13", "-0.01", "1000000.01", "abc", ""])
def test_the_next_one_is_no_end_of_a_range(end):
    value = json.loads(table_of(shipped()).content)
    value["ranges"][0]["high"] = end
    with pytest.raises(ValueError, match="range"):
        restore(json.dumps(value).encode())


def test_of_a_long_end_as_much_is_said_as_fits_a_line():
    value = json.loads(table_of(shipped()).content)
    value["ranges"][0]["high"] = "9" * 4000
    with pytest.raises(ValueError, match=r"^9{40} is no end of a range$"):
        restore(json.dumps(value).encode())


def test_the_ends_read_from_a_table_are_in_their_shortest_form():
    value = json.loads(table_of(shipped()).content)
    value["ranges"][0] |= {"low": "5.00", "high": "1e1"}
    row = restore(json.dumps(value).encode())[0]
    assert (str(row.low), str(row.high)) == ("5", "10")
