"""The chain of the audit: whatever is changed, taken out or put in is found, whatever the entries say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charting.domain.clinic.audit_chain import (
    BEGINNING,
    KEY_BYTES,
    OPEN_KEY,
    Anchor,
    Entry,
    Run,
    detail_text,
    key_id,
    seal,
    verify,
)
from tests.proofs.scale import examples

KEY, OTHER = b"k" * 32, b"o" * 32
KEYS = {key_id(KEY): KEY}
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def chain(texts: list[str], key: bytes = KEY, action: str = "view", detail: str = "{}") -> list[Entry]:
    """Entries of whoever is named; the last one has the action and the detail."""
    made, previous = [], BEGINNING
    for seq, text in enumerate(texts, 1):
        what = (action, None, None, detail) if seq == len(texts) else ("view", None, None, "{}")
        entry = (seq, "2026-07-14T12:00:00+02:00", None, text, *what, key_id(key))
        previous_seal, previous = previous, seal(key, previous, entry)
        made.append(Entry(*entry, previous_seal, previous))
    return made


@settings(max_examples=examples(20, 200))
@given(st.lists(_TEXT, min_size=1, max_size=12))
def test_what_was_written_is_sound(texts: list[str]):
    entries = chain(texts)
    for seen in entries:
        assert verify(entries, KEYS, Anchor(seen.seq, seen.seal)).sound
    assert verify(entries, KEYS, None).head == Anchor(len(texts), entries[-1].seal)


@settings(max_examples=examples(20, 200))
@given(st.lists(_TEXT, min_size=2, max_size=12), st.data())
def test_an_altered_entry_is_named(texts: list[str], data: st.DataObject):
    entries = chain(texts)
    at = data.draw(st.integers(0, len(entries) - 1))
    entries[at] = entries[at]._replace(name=entries[at].name + "x")
    assert verify(entries, KEYS, None).altered == (Run(at + 1, at + 1),)


@settings(max_examples=examples(20, 200))
@given(st.lists(_TEXT, min_size=2, max_size=12), st.data())
def test_a_missing_entry_is_named(texts: list[str], data: st.DataObject):
    entries = chain(texts)
    del entries[at := data.draw(st.integers(0, len(entries) - 2))]
    assert verify(entries, KEYS, None).missing == (Run(at + 1, at + 1),)


@settings(max_examples=examples(20, 200))
@given(st.lists(_TEXT, min_size=2, max_size=12), st.integers(1, 11))
def test_a_cut_end_is_found_by_the_anchor_alone(texts: list[str], left: int):
    entries = chain(texts)
    left = min(left, len(entries) - 1)
    anchor = Anchor(len(entries), entries[-1].seal)
    assert verify(entries[:left], KEYS, anchor).cut == anchor
    assert verify(entries[:left], KEYS, None).sound


def test_two_entries_in_each_others_place_are_found():
    entries = chain(["a", "b", "c", "d"])
    entries[1], entries[2] = entries[2]._replace(seq=2), entries[1]._replace(seq=3)
    assert verify(entries, KEYS, None).altered == (Run(2, 3),)


def test_entries_under_a_key_that_is_not_here_are_named_together():
    verdict = verify(chain(["a", "b", "c"], OTHER), KEYS, None)
    assert verdict.unknown == (Run(1, 3, key_id(OTHER)),)
    assert not verdict.sound


def test_entries_under_two_keys_that_are_not_here_are_told_apart():
    first, second = chain(["a", "b", "c"], OTHER), chain(["a", "b", "c", "d"], b"p" * 32)
    again = second[3]._replace(previous=first[2].seal)
    assert verify([*first, again], KEYS, None).unknown == (Run(1, 3, key_id(OTHER)), Run(4, 4, key_id(b"p" * 32)))


def test_a_file_without_a_key_is_orderly_and_yet_not_sound():
    """Anybody can seal with the open key: it shows accidents, and is never called verified."""
    entries = chain(["a", "b", "c"], OPEN_KEY)
    verdict = verify(entries, KEYS, None)
    assert (verdict.keyless, verdict.altered, verdict.unknown) == ((Run(1, 3, key_id(OPEN_KEY)),), (), ())
    assert not verdict.sound
    entries[1] = entries[1]._replace(name="x")
    assert verify(entries, KEYS, None).altered == (Run(2, 2),)


def test_an_entry_of_a_foreign_key_still_stands_after_the_one_before():
    entries = chain(["a", "b", "c"], OTHER)
    assert verify(entries, KEYS, None).altered == ()
    entries[1] = entries[1]._replace(previous=b"x" * 32)
    assert verify(entries, KEYS, None).altered == (Run(2, 2),)
    assert verify([entries[0]._replace(previous=b"x" * 32)], KEYS, None).altered == (Run(1, 1),)  # nothing is before it


@pytest.mark.parametrize(
    ("gone", "missing"), [((1,), (Run(1, 1),)), ((2, 3, 4), (Run(2, 4),)), ((1, 4, 5), (Run(1, 1), Run(4, 5)))]
)
def test_what_is_missing_is_named_from_its_first_to_its_last(gone: tuple[int, ...], missing: tuple[Run, ...]):
    verdict = verify([e for e in chain(list("abcdef")) if e.seq not in gone], KEYS, None)
    assert (verdict.missing, verdict.altered, verdict.entries) == (missing, (), 6 - len(gone))
    assert not verdict.sound


def test_a_break_spares_what_stands_after_it():
    """An entry after one that is gone or wrong cannot be held against it; by itself it is right."""
    entries = chain(list("abcde"))
    entries[1] = entries[1]._replace(seal=b"x" * 32)
    assert verify(entries, KEYS, None).altered == (Run(2, 2),)
    entries[3] = entries[3]._replace(previous=b"x" * 32)  # this one was not sealed so
    assert verify(entries, KEYS, None).altered == (Run(2, 2), Run(4, 4))


def test_of_two_breaks_each_is_named_and_no_more():
    entries = chain(list("abcdef"))
    for at in (0, 2):
        entries[at] = entries[at]._replace(seal=b"x" * 32)
    assert verify(entries, KEYS, None).altered == (Run(1, 1), Run(3, 3))
    entries[3] = entries[3]._replace(name="x")
    assert verify(entries, KEYS, None).altered == (Run(1, 1), Run(3, 4))


def test_a_right_entry_of_another_chain_is_not_taken_in():
    mine, other = chain(list("abc")), chain(list("xyz"))
    assert verify([mine[0], other[1], other[2]], KEYS, None).altered == (Run(2, 2),)


def test_a_break_that_the_program_noted_is_told_each_time():
    assert verify(chain(["a", "b"], action="audit-broken"), KEYS, None).told == (2,)
    assert not verify(chain(["a", "b"], action="audit-broken"), KEYS, None).sound
    assert verify(chain(["a", "b"], action="audit-key"), KEYS, None).sound


def test_a_chain_that_was_written_anew_is_told_from_one_that_was_cut():
    was, now = chain(list("abc")), chain(list("xyz"))
    end = Anchor(3, was[-1].seal)
    assert (verify(now, KEYS, end).rewritten, verify(now, KEYS, end).cut) == (end, None)
    assert (verify(now[:2], KEYS, end).rewritten, verify(now[:2], KEYS, end).cut) == (None, end)
    assert (verify([], KEYS, end).cut, verify([], KEYS, end).head, verify([], KEYS, end).entries) == (end, None, 0)
    assert not verify(now, KEYS, end).sound
    assert not verify(now[:2], KEYS, end).sound
    assert verify([], KEYS, None).sound


@pytest.mark.parametrize(
    ("action", "detail", "known"),
    [
        ("restore", '{"in_place_of":"9:%s"}', True), ("view", '{"in_place_of":"9:%s"}', False),
        ("restore", '{"in_place_of":"8:%s"}', False), ("restore", '["9:%s"]', False), ("restore", "{", False),
        ("restore", "{}", False),
    ],
)  # fmt: skip
def test_a_restored_backup_says_which_file_it_replaced(action: str, detail: str, known: bool):
    """What was remembered of the file that went is not missed in the one that came, if that one names it."""
    gone = Anchor(9, bytes(range(32)))
    entries = chain(["a", "b"], action=action, detail=detail.replace("%s", gone.seal.hex()[:32]))
    assert gone.named == "9:000102030405060708090a0b0c0d0e0f"
    verdict = verify(entries, KEYS, gone)
    assert (verdict.sound, verdict.cut) == ((True, None) if known else (False, gone))
    assert verify([entries[0], entries[1]._replace(key_id=key_id(OTHER))], KEYS, gone).cut == gone
    assert verify(entries, KEYS, None).sound  # nothing was remembered, so nothing is missed


def test_each_kind_of_finding_alone_keeps_a_chain_from_being_sound():
    sound = verify(chain(["a"]), KEYS, None)
    run, end = (Run(1, 1),), Anchor(1, KEY)
    assert sound.sound
    for found in (
        {"altered": run}, {"missing": run}, {"unknown": run}, {"keyless": run}, {"told": (1,)}, {"cut": end},
        {"rewritten": end},
    ):  # fmt: skip
        assert not replace(sound, **found).sound


def test_what_was_sealed_years_ago_still_verifies():
    """Names of keys, details and seals as they stand in files: they must come out the same for ever."""
    assert (32, bytes(32)) == (KEY_BYTES, BEGINNING)
    assert (key_id(KEY), key_id(OPEN_KEY)) == ("c119771a", "fde8fb2a")
    assert detail_text({"b": 1, "a": "ü", "c": [1, 2]}) == '{"a":"ü","b":1,"c":[1,2]}'
    assert detail_text({}) == "{}"
    entry = (1, "2026-07-14T12:00:00+02:00", None, "Dr Ünsal", "view", None, None, "{}", "c119771a")
    assert seal(KEY, BEGINNING, entry).hex() == "8afadf47c2a71b10d72103fc72237ddd2d8c759dad22a189ad2a3cbf3f432864"
    with pytest.raises(ValueError, match="JSON"):
        detail_text({"a": float("nan")})
