"""A key as it is printed and typed back: every slip of a hand is told, with its group."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.domain.clinic.audit_chain import SIGNS, groups_of, is_group, key_of
from charting.errors import Refused

KEYS = st.binary(min_size=32, max_size=32)


@given(KEYS)
def test_there_and_back(key: bytes):
    groups = groups_of(key)
    assert [len(group) for group in groups] == [5] * 13
    assert key_of(" ".join(groups)) == key
    assert key_of("-".join(groups).lower().replace("0", "o").replace("1", "l")) == key
    assert all(is_group(place, group) for place, group in enumerate(groups, 1))


@given(KEYS, st.integers(0, 64), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_told_with_its_group(key: bytes, at: int, sign: str):
    text = "".join(groups_of(key))
    wrong = text[:at] + sign + text[at + 1 :]
    if wrong != text:
        with pytest.raises(Refused, match=f"Group {at // 5 + 1} of 13"):
            key_of(wrong)


@given(KEYS, st.integers(0, 63))
def test_two_swapped_signs_are_told(key: bytes, at: int):
    text = "".join(groups_of(key))
    wrong = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if wrong != text:
        with pytest.raises(Refused, match="Group"):
            key_of(wrong)


@given(KEYS, st.integers(1, 13), st.integers(1, 13))
def test_a_group_belongs_to_its_place(key: bytes, place: int, other: int):
    assert is_group(other, groups_of(key)[place - 1]) == (place == other)


@pytest.mark.parametrize("text", ["", "ABCDE", "U" * 65, "é" * 65, "0" * 70, "00000 " * 13])
def test_what_is_no_key_is_refused(text: str):
    with pytest.raises(Refused):
        key_of(text)


def test_a_sheet_printed_years_ago_is_still_read():
    printed = "000G0 40R47 0M30J E209D 185GT R38E6 1W81Q 24GK4 2GAHK C5RRE 34D11 P70XS 3RFGB"
    assert groups_of(bytes(range(32))) == tuple(printed.split())
    assert key_of(printed) == bytes(range(32))
    assert groups_of(b"\xff" * 32)[:2] == ("ZZZZ8", "ZZZZ7")
    assert groups_of(b"\xff" * 32)[12] == "ZZZGF"


def test_a_group_may_be_typed_in_small_letters_and_with_signs_that_look_alike():
    assert is_group(4, "e209d")
    assert is_group(4, "E2O9D")
    assert is_group(3, "oM3oj")
    assert is_group(11, "34Dil")


@pytest.mark.parametrize("text", ["", "E209", "E209DD", "E209?", "?209D", "E 209D"])
def test_what_is_no_group_of_a_key(text: str):
    assert not is_group(4, text)


def test_the_last_group_has_signs_that_no_key_has():
    """A key of 32 bytes leaves four bits of the last group empty: 2 of the 32 right groups belong to a key."""
    *others, last = groups_of(bytes(range(32)))
    right = [text for sign in SIGNS for check in SIGNS if is_group(13, text := f"{last[:3]}{sign}{check}")]
    assert len(right) == 32
    keys = []
    for text in right:
        try:
            keys.append(key_of(" ".join([*others, text])))
        except Refused as refused:
            assert str(refused) == "Group 13 of 13 is not right; look at it again."  # noqa: PT017
    assert keys == [bytes(range(31)) + bytes([end]) for end in (30, 31)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Group 1 of 13 is not right"),
        (" ".join(groups_of(b"k" * 32)[:12]), "Group 13 of 13 is not right"),
        (" ".join([*groups_of(b"k" * 32), "0"]), "A key has 13 groups; what follows the last one is too much"),
        (" ".join([*groups_of(b"k" * 32), "00000"]), "A key has 13 groups; what follows the last one is too much"),
        ("U" * 65, "“U” does not occur in a key; it is made of digits"),
        ("00?G0", "“\\?” does not occur in a key"),
    ],
)
def test_a_slip_is_told_in_words(text: str, said: str):
    with pytest.raises(Refused, match=said):
        key_of(text)
