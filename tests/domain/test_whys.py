"""Which rows ask why, and what a reason is kept with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.domain.dosing.dosing import Assessment, assess
from charting.domain.dosing.styles import Style
from charting.domain.dosing.whys import (
    about,
    followed,
    is_of_row,
    out_of_band,
    reason_for,
    together,
    unanswered,
    why_of,
    with_reason,
    without_reason,
)
from charting.domain.face.face import View
from charting.domain.visit.record import Reason, Why
from charting.domain.visit.visit import InjectionPoint, Technique, Visit
from charting.errors import Refused
from tests import shipped

REFERENCE = shipped.reference()
ANATOMY = shipped.anatomies()[1]
FOREHEAD, GLABELLA, CANTHUS = (0, -50), (0, -12), (57, 0)
SEEN = Why("fhl_brow:forehead", Reason.SEEN)


def assessed(*doses: tuple[tuple[float, float], object], product: str = "ona_botox") -> Assessment:
    points = tuple(InjectionPoint(View.FRONT, x, y, None if u is None else Decimal(str(u))) for (x, y), u in doses)
    visit = Visit("v", "p", datetime(2026, 7, 14, 10, 20, tzinfo=UTC), product=product, points=points)
    return assess(visit, None, REFERENCE, ANATOMY)


def other(place: tuple[float, float]) -> tuple[float, float]:
    return (-place[0], place[1])


@pytest.mark.parametrize(
    ("units", "style", "asks"),
    [
        (1, Style.BELOW_MICRO, True), (5, Style.MICRO, False), ("8.5", Style.BETWEEN, True),
        (10, Style.STANDARD, False), (20, Style.STANDARD, False), (21, Style.ABOVE_STANDARD, True),
    ],
)  # fmt: skip
def test_units_outside_every_band_ask(units, style, asks):
    (row,) = assessed((FOREHEAD, units)).areas
    assert (row.style, out_of_band(row)) == (style, asks)
    assert bool(unanswered((), (row,))) is asks


@pytest.mark.parametrize("style", [s for s in Style if s not in (Style.MIXED,)])
def test_only_styles_outside_a_band_ask(style):
    (row,) = assessed((FOREHEAD, 5)).areas
    inside = (Style.MICRO, Style.STANDARD, Style.BOTH, Style.NO_RANGE)
    assert out_of_band(replace(row, style=style)) is (style not in inside)


def test_density_alone_never_asks():
    (row,) = assessed((FOREHEAD, 5)).areas
    assert not out_of_band(replace(row, density_style=Style.ABOVE_STANDARD))


def test_an_undosed_row_and_a_row_without_ranges_do_not_ask():
    nowhere = (0, 20)
    assert unanswered((), assessed((FOREHEAD, None), (nowhere, 3)).areas) == ()


def test_a_reason_is_kept_with_what_was_compared():
    (row,) = assessed((FOREHEAD, 30)).areas
    why = reason_for(row, Reason.STRONG_MUSCLE)
    assert (why.about, why.units) == ("forehead:im", Decimal(30))
    assert (why.standard.low, why.standard.high) == (row.standard.low, row.standard.high)
    assert (why.micro.source, why.micro.mark) == (row.micro.source_short, row.micro.mark)


def test_a_range_of_both_sides_says_so_and_is_kept_with_the_sum():
    rows = assessed((CANTHUS, 30), (other(CANTHUS), 10)).areas
    for row in rows:
        why = reason_for(row, Reason.OTHER)
        bands = [(band, kept) for band, kept in ((row.micro, why.micro), (row.standard, why.standard)) if band]
        assert bands
        for band, kept in bands:
            assert kept.source.endswith("(both sides together)") is band.per_total_of_both
        if any(band.per_total_of_both for band, _ in bands):
            assert why.units == Decimal(40)


def test_what_a_range_counts_is_said_where_two_of_a_row_count_otherwise():
    """The clinic may set a micro range for each side where the standard one is for both sides together."""
    (row,) = assessed((FOREHEAD, 30)).areas
    assert row.micro is not None
    assert row.standard is not None
    mixed = replace(row, standard=replace(row.standard, per_total_of_both=True, source_short="Label"))
    why = reason_for(mixed, Reason.OTHER)
    assert why.standard.source == "Label (both sides together)"
    assert why.micro.source == f"{row.micro.source_short} (each side)"
    alone = reason_for(replace(mixed, micro=None), Reason.OTHER)
    assert (alone.micro, alone.standard.source) == (None, "Label (both sides together)")
    assert reason_for(row, Reason.OTHER).micro.source == row.micro.source_short
    unnamed = replace(row, micro=replace(row.micro, source_short=""))
    assert reason_for(unnamed, Reason.OTHER).micro.source == row.micro.source


def test_one_reason_of_a_row_takes_the_place_of_the_other():
    (row,) = assessed((FOREHEAD, 30)).areas
    whys = with_reason((SEEN,), (row,), Reason.OTHER, "  a  long\nstory ")
    assert [why.note for why in whys] == ["", "a long story"]
    whys = with_reason(whys, (row,), Reason.CORRECTION)
    assert [why.reason for why in whys] == [Reason.SEEN, Reason.CORRECTION]
    assert unanswered(whys, (row,)) == ()
    assert without_reason(whys, (row,)) == (SEEN,)
    (another,) = assessed((GLABELLA, 60)).areas
    assert without_reason(whys, (another,)) == whys


def test_a_note_that_cannot_be_kept_is_refused():
    (row,) = assessed((FOREHEAD, 30)).areas
    for note, said in (("x" * 501, "The reason has 501 characters; at most 500"), ("a\x00b", "cannot be stored")):
        with pytest.raises(Refused, match=said):
            reason_for(row, Reason.OTHER, note)
    assert reason_for(row, Reason.OTHER, "x" * 500).note == "x" * 500


def test_both_sides_go_together_when_they_are_out_in_the_same_way():
    rows = assessed((CANTHUS, 60), (other(CANTHUS), 60), (FOREHEAD, 30)).areas
    right = next(row for row in rows if row.area == "crows_feet.right")
    pair = together((), rows, right)
    assert {row.area for row in pair} == {"crows_feet.right", "crows_feet.left"}
    whys = with_reason((), (right,), Reason.STRONG_MUSCLE)
    assert together(whys, rows, right) == (right,)
    whys = with_reason((), pair, Reason.STRONG_MUSCLE)
    assert len(together(whys, rows, right)) == 2


def test_a_reason_follows_its_row():
    high, higher = assessed((FOREHEAD, 30)), assessed((FOREHEAD, 40))
    whys = (SEEN, *with_reason((), high.areas, Reason.PATIENTS_WISH))
    kept = followed(whys, high, higher)
    assert kept[0] is SEEN
    assert (kept[1].reason, kept[1].units) == (Reason.PATIENTS_WISH, Decimal(40))
    assert followed(whys, high, assessed((FOREHEAD, 12))) == (SEEN,)
    assert followed(whys, high, assessed((GLABELLA, 12))) == (SEEN,)
    assert followed(whys, high, assessed((FOREHEAD, None))) == (SEEN,)


def test_a_reason_of_too_much_explains_no_too_little():
    high = assessed((FOREHEAD, 30))
    whys = with_reason((), high.areas, Reason.STRONG_MUSCLE)
    assert followed(whys, high, assessed((FOREHEAD, 1))) == ()
    assert followed(whys, high, assessed((FOREHEAD, "8.5"))) != ()
    low = assessed((FOREHEAD, 1))
    whys = with_reason((), low.areas, Reason.PATIENTS_WISH)
    assert followed(whys, low, high) == ()
    assert followed(whys, low, assessed((FOREHEAD, 2)))[0].units == 2
    assert followed(whys, None, high)[0].units == 30  # nobody knows where it was before


def test_another_product_asks_anew():
    high = assessed((FOREHEAD, 30))
    whys = with_reason((), high.areas, Reason.STRONG_MUSCLE)
    assert followed(whys, high, assessed((FOREHEAD, 200), product="abo")) == ()
    dysport = assessed((FOREHEAD, 400), product="abo_dysport")
    assert out_of_band(dysport.areas[0])
    assert followed(whys, high, dysport) == ()


def test_the_kept_range_is_the_one_of_now():
    """The ranges can change under a draft: the patient's sex was corrected, the clinic's own were edited."""
    high = assessed((FOREHEAD, 30))
    (row,) = high.areas
    whys = with_reason((), (row,), Reason.CORRECTION)
    wider = replace(row, standard=replace(row.standard, high=Decimal(25), source_short="Own clinic"))
    (kept,) = followed(whys, high, replace(high, areas=(wider,)))
    assert (kept.standard.high, kept.standard.source) == (Decimal(25), "Own clinic")


def test_the_two_techniques_of_an_area_are_two_questions():
    (row,) = assessed((FOREHEAD, 30)).areas
    intradermal = replace(row, technique=Technique.ID)
    whys = with_reason((), (row,), Reason.OTHER)
    assert unanswered(whys, (row, intradermal)) == (intradermal,)
    assert why_of(whys, intradermal) is None
    assert together((), (row, intradermal), row) == (row,)


@given(st.lists(st.sampled_from([0.5, 1, 5, 8.5, 12, 30, 60]), min_size=1, max_size=4), st.sampled_from(Reason))
def test_following_what_did_not_change_changes_nothing(doses, reason):
    places = (FOREHEAD, GLABELLA, CANTHUS, other(CANTHUS))
    result = assessed(*zip(places, doses, strict=False))
    asked = unanswered((), result.areas)
    whys = with_reason((SEEN,), asked, reason) if reason is not Reason.SEEN else (SEEN,)
    assert followed(whys, result, result) == whys
    assert followed(followed(whys, None, result), result, result) == whys


def test_rows_are_named_by_area_and_technique():
    (row,) = assessed((FOREHEAD, 30)).areas
    assert about(row) == "forehead:im"


def test_the_reasons_of_rows_are_told_from_those_of_cautions_and_vials():
    assert is_of_row(Why("forehead:im", Reason.OTHER))
    assert is_of_row(Why("forehead:id", Reason.CORRECTION))
    seen = Why("forehead:im", Reason.SEEN)
    for why in (SEEN, seen, Why("vial_lot", Reason.OTHER), Why("fhl:forehead", Reason.OTHER)):
        assert not is_of_row(why)
    (row,) = assessed((FOREHEAD, 30)).areas
    assert why_of((seen,), row) is None
    assert unanswered((seen,), (row,)) == (row,)
    assert without_reason((seen,), (row,)) == (seen,)
    assert followed((seen,), None, assessed((FOREHEAD, 12))) == (seen,)
    both = (seen, *with_reason((), (row,), Reason.OTHER))
    assert followed(both, None, assessed((FOREHEAD, 30))) == both
