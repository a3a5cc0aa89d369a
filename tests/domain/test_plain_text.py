"""What a text loses when it is typed, pasted or imported, and what is compared of it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from charting.domain.text import compared, plain_line, plain_note, plainly, shows_nothing


@pytest.mark.parametrize(
    ("text", "line", "note"),
    [
        ("Anna", "Anna", "Anna"),
        ("a\tb", "a b", "a b"), ("a\nb", "a b", "a\nb"), ("a\r\nb", "a b", "a\nb"), ("a\rb", "a b", "a\nb"),
        ("a\vb\fc", "a b c", "a\nb\nc"), ("a\x85b", "a b", "a\nb"), ("a\u2028b\u2029c", "a b c", "a\nb\nc"),
        ("a\x1cb\x1dc\x1ed\x1fe", "a b c d e", "a b c d e"),
        ("a\x00b\x07c\x7fd\x9fe", "abcde", "abcde"),
        ("a\u200bb\u200ec\u202ed\u2066e\ufefff\u00adg", "abcdefg", "abcdefg"),
        ("a\u200cb\u200dc", "a\u200cb\u200dc", "a\u200cb\u200dc"),
        ("\u0600\u0661 \u06dd \u070f \U000110bd\u200b", "\u0600\u0661 \u06dd \u070f \U000110bd",
         "\u0600\u0661 \u06dd \u070f \U000110bd"),
        ("a\u00a0b", "a\u00a0b", "a\u00a0b"),
        ("a\n\n\r\n\r\nb", "a    b", "a\n\n\n\nb"),
    ],
)  # fmt: skip
def test_of_one_line_and_of_several(text: str, line: str, note: str):
    assert plain_line(text) == line
    assert plain_note(text) == note
    assert plain_line(line) == line
    assert plain_note(note) == note


def test_a_text_that_holds_nothing_of_it_is_the_same_text():
    for text in ("Anna Berg", "शर्मिला", ""):
        assert plain_line(text) is text
        assert plain_note(text) is text
        assert compared(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("An\u200cna\u200d", "Anna"), ("A\u034fn\u115fn\u1160a\u3164\uffa0\u2800\u17b4\u17b5", "Anna"),
        ("x\ufe00\ufe0f", "x"), ("x\U000e0100\U000e01ef", "x"), ("x\u180b\u180f", "x"),
        ("x\ufdff\ufe10", "x\ufdff\ufe10"), ("x\u180a", "x\u180a"), ("A\tb", "A b"), ("A\x07b", "Ab"),
        ("é\x07", "é"), ("\u0601\u0661", "\u0601\u0661"),
    ],
)  # fmt: skip
def test_what_two_texts_are_compared_by(text: str, expected: str):
    assert compared(text) == expected


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u3164 \u2800", "\t\n", "\ufe0f", "\u200c", "\xa0", "\x00"])
def test_what_shows_nothing(text: str):
    assert shows_nothing(text)


@pytest.mark.parametrize("text", ["a", ".", "\u0600", " a ", "\u200ba", "\u0301", "-"])
def test_what_is_seen(text: str):
    assert not shows_nothing(text)


@dataclass(frozen=True)
class Part:
    name: str = ""
    note: str = ""
    others: tuple[Part, ...] = ()
    number: int = 3
    text: str = ""
    reason: str = ""


def test_a_record_is_kept_plain_to_its_last_text_and_notes_keep_their_lines():
    hidden = Part("A\u200b\nb", "a\u202e\nb", (Part("x"), Part(note="c\r\nd")))
    assert plainly(hidden) == Part("A b", "a\nb", (Part("x"), Part(note="c\nd")))
    assert plainly(hidden).others[0] is hidden.others[0]
    for plain in (Part("A b", "a\nb", (Part("x"),)), ("a", "b"), 7, None, Part):
        assert plainly(plain) is plain
    assert plainly(("a\u200b", "b\nc")) == ("a", "b c")
    assert plainly(Part("a\nb", text="a\rb", reason="a\fb")) == Part("a b", text="a\nb", reason="a\nb")
