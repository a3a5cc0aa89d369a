"""The text of the handout: its places are filled in, what is not known leaves no trace, unknown places are refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.domain.handout import PLACES, Block, PaperSettings, checked_paper, checked_template, filled
from charting.errors import Refused


def test_places_are_filled_in_and_a_place_alone_takes_its_lines():
    text = "Dear {name},\n# Areas\n{areas}\nIn all {total}.\n! Call\nCall {clinic}: {phone}\n"
    values = {"name": ("Ann",), "areas": ("- Forehead", "- Chin"), "total": ("6.5 U",), "phone": ("12",)}
    assert filled(text, values) == (
        Block("", ("Dear Ann,",)),
        Block("Areas", ("- Forehead", "- Chin", "In all 6.5 U.")),
        Block("Call", ("Call : 12",), alert=True),
    )


def test_what_is_not_known_leaves_neither_a_line_nor_a_heading():
    assert filled("# When\nCome on {review}.\n{watch}\n# Else\nStays\n", {}) == (Block("Else", ("Stays",)),)


def test_braces_in_a_name_are_no_places():
    assert filled("Dear {name}", {"name": ("{phone}",), "phone": ("12",)}) == (Block("", ("Dear {phone}",)),)


@pytest.mark.parametrize("place", ["{patient}", "{Name}", "{}", "{ name }"])
def test_an_unknown_place_is_refused_by_name(place):
    with pytest.raises(Refused, match=r"nothing the program can fill in") as refused:
        checked_template(f"Dear {place},")
    assert place in str(refused.value)


def test_the_text_is_kept_with_plain_line_ends_and_an_empty_one_is_the_shipped():
    assert checked_template("a \r\nb\r\n\r\n") == "a\nb\n"
    assert checked_paper(PaperSettings(handout=" \n ")).handout is None
    assert checked_paper(PaperSettings(phone=" 030\n12 ")).phone == "030 12"
    with pytest.raises(Refused, match="A4 or Letter"):
        checked_paper(PaperSettings(size="A5"))
    with pytest.raises(Refused, match="characters"):
        checked_paper(replace(PaperSettings(), handout="x" * 8001))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), st.text(max_size=20))
def test_any_text_is_kept_or_refused_and_can_be_filled(text, value):
    try:
        kept = checked_template(text)
    except Refused:
        return
    assert checked_template(kept) == kept
    filled(kept, dict.fromkeys(PLACES, (value,)))
