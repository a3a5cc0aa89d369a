"""The chain of the audit: whatever is changed, taken out or put in is found, whatever the entries say."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from charting.domain.audit_chain import BEGINNING, Anchor, Entry, Run, key_id, seal, verify
from tests.proofs.scale import examples

KEY, OTHER = b"k" * 32, b"o" * 32
KEYS = {key_id(KEY): KEY}
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def chain(texts: list[str], key: bytes = KEY) -> list[Entry]:
    made, previous = [], BEGINNING
    for seq, text in enumerate(texts, 1):
        entry = (seq, "2026-07-14T12:00:00+02:00", None, text, "view", None, None, "{}", key_id(key))
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
