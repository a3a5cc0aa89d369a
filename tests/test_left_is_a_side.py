"""The word “left” is a side of the patient and nothing else: what remains is never called so where people read it."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from charting import paths

PACKAGE = Path(__file__).parent.parent / "charting"
LEFT = re.compile(r"\bleft\b", re.IGNORECASE)
SIDES = re.compile(
    r"patient's left|your left side|(?:left|right)(?:,| and| or|:| :) (?:a )?(?:\{right\} : )?(?:left|right)"
    r"|front, right, left|right and a left|left \{left\}|\{given\}\.left|\bleft brow\b|left-right|right, two left"
    r"|^\{event\} left$|right or left|, left (?:\{left\} )?|on the patient's right and left|in the left profile",
    re.IGNORECASE,
)
"""Every way in which the word names a side."""

BESIDE_A_PROFILE = {"domain/face/face.py", "words/words.py"}
"""Where the word stands alone: beside the picture of a profile."""

NO_PROSE = re.compile(r"\b(SELECT|CHECK|IS NULL|JOIN|CREATE|ALTER)\b|[{;] *[a-z-]+:|px|\(front\|right\|left\)")
"""Database statements, style sheets and patterns are not read by patients or clinicians."""


def prose() -> Iterator[tuple[str, str]]:
    """Every string of the program that could be read by somebody, with its place; of the command line its help too."""
    for file in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        said = file.name.startswith("cli")
        unread = set() if said else {id(text) for text in _docstrings(tree)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in unread:
                text = node.value
                if (" " in text.strip() or text[:1].isupper()) and not NO_PROSE.search(text):
                    yield f"{file.relative_to(PACKAGE)}:{node.lineno}", text
    for file in sorted((paths.resources() / "reference").glob("*.toml")):
        for text in _texts(tomllib.loads(file.read_text("utf-8"))):
            yield file.name, text


def _docstrings(tree: ast.AST) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for part in body if isinstance(body, list) else ():
            if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
                yield part.value


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def other_than_a_side(text: str) -> bool:
    return LEFT.search(SIDES.sub("", text)) is not None


def test_what_remains_is_never_called_left():
    strings = list(prose())
    assert len(strings) > 3000
    wrong = [f"{place}: {text}" for place, text in strings if " " in text.strip() and other_than_a_side(text)]
    assert wrong == []
    assert {place.split(":")[0] for place, text in strings if text == "Left"} <= BESIDE_A_PROFILE


@pytest.mark.parametrize(
    "text",
    ["Movement left", "moderate movement left", "left at review", "79.5 U left in the vial", "{units} U left",
     "touch-ups are left out", "A day left empty", "right {right}, movement left"],
)  # fmt: skip
def test_the_look_finds_it(text: str):
    assert other_than_a_side(text)


@pytest.mark.parametrize("text", ["{area}, patient's left", "Right : left", "write left or right", "2 U, left 3 U"])
def test_a_side_is_a_side(text: str):
    assert not other_than_a_side(text)
