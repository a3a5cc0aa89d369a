"""The text of the handout: its places are filled in, what is not known leaves no trace, unknown places are refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.domain.clinic.clinic import PLACES, Block, PaperSettings, checked_paper, checked_template, filled
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
    with pytest.raises(Refused, match="The text of the handout has 8001 characters; at most 8000"):
        checked_paper(replace(PaperSettings(), handout="x" * 8001))
    with pytest.raises(Refused, match="The phone number has 101 characters; at most 100"):
        checked_paper(replace(PaperSettings(), phone="1" * 101))
    longest = PaperSettings(phone="1" * 100, size="Letter", bill=True, handout="x" * 8000)
    assert checked_paper(longest) == replace(longest, handout="x" * 8000 + "\n")
    assert checked_paper(checked_paper(longest)) == checked_paper(longest)  # the end of its last line is no sign more


def test_as_shipped_there_is_neither_a_bill_nor_a_word_of_low_doses():
    assert (PaperSettings().bill, PaperSettings().low_dose, PaperSettings().size) == (False, False, None)
    assert checked_paper(PaperSettings()) == PaperSettings()


def test_a_refusal_names_every_place_there_is():
    with pytest.raises(Refused) as refused:
        checked_template("{nothing}")
    assert str(refused.value) == (
        "{nothing} is nothing the program can fill in. It knows {name}, {given_name}, {date}, {done}, {product},"
        " {total}, {areas}, {styles}, {review}, {lasts}, {watch}, {urgent}, {clinic}, {phone}, {note}, {low_dose}."
    )


def test_lines_before_the_first_heading_and_between_two():
    assert filled("Hello\n# A\n\n- one\n# B\ntwo\n", {}) == (
        Block("", ("Hello",)), Block("A", ("- one",)), Block("B", ("two",)),
    )  # fmt: skip
    assert filled("! Now\ncall\n# Then\nwait", {}) == (Block("Now", ("call",), True), Block("Then", ("wait",)))
    assert filled("# For {name}\nx", {"name": ("Ann",)}) == (Block("For Ann", ("x",)),)


def test_a_line_stays_while_one_of_its_places_is_known():
    assert filled("{date} {name}.", {"name": ("Ann",)}) == (Block("", (" Ann.",)),)
    assert filled("  {areas} ", {"areas": ("a", "b")}) == (Block("", ("a", "b")),)
    assert filled("in {areas}", {"areas": ("a", "b")}) == (Block("", ("in a b",)),)
    assert filled("{name}{date}", {"name": (), "date": ()}) == ()


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), st.text(max_size=20))
def test_any_text_is_kept_or_refused_and_can_be_filled(text, value):
    try:
        kept = checked_template(text)
    except Refused:
        return
    assert checked_template(kept) == kept
    filled(kept, dict.fromkeys(PLACES, (value,)))
