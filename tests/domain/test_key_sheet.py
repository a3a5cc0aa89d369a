"""A key as it is printed and typed back: every slip of a hand is told, with its group."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charting.domain.key_sheet import SIGNS, groups_of, is_group, key_of
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
