"""Strict JSON: exact numbers, no key twice, no NaN, and every broken file one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from charting.errors import Refused

LONGEST_NUMBER = 40
MOST_ZEROS = 400
"""Beyond so many powers of ten no number is meant, and some cannot even be compared."""

MOST_BYTES = 1 << 30
"""Of a file."""

_ESCAPED = re.compile(r"\\[uU][dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Number:
    """A number as it is written, so that nothing is rounded and nothing else passes for it.

    No dataclass: msgspec would read one from any object of the same shape.
    """

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Number) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def decimal(self) -> Decimal:
        """The exact value, also NaN and infinity; Refused when it is too long, or too large or small to be meant."""
        if len(self.text) > LONGEST_NUMBER:
            raise Refused("a number with {length} characters is too long.", length=len(self.text))
        try:
            value = Decimal(self.text)
        except InvalidOperation:
            raise Refused("{text} is too large a number.", text=self.text) from None
        if not value.is_finite():
            return value
        if not value:
            return Decimal(0)
        if abs(value.adjusted()) > MOST_ZEROS:
            size = "large" if value.adjusted() > 0 else "small"
            raise Refused("{text} is too {size} a number.", text=self.text, size=size)
        return value


class Twice(dict[str, Any]):
    """An object one of whose keys stands there twice."""

    key = ""


NUMBERS: dict[str, Any] = {"parse_float": Number, "parse_int": Number, "parse_constant": Number}
"""How a decoder of the json module reads numbers."""


def marked_twice(twice: list[Twice]) -> Callable[[list[tuple[str, Any]]], dict[str, Any]]:
    """What a decoder makes objects with: one with a key twice is added to the list."""

    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        keys = [key for key, _ in pairs]
        marked = Twice(found)
        marked.key = next(key for key in keys if keys.count(key) > 1)
        twice.append(marked)
        return marked

    return made


def refuse_twice(value: Any, twice: list[Twice], path: str, name: str) -> None:
    """Refused with the place of the first of these objects in a value that stands at a path of the file `name`."""
    places = {id(item): place for place, item in _walk(value, path) if isinstance(item, Twice)}
    found = next(one for one in twice if id(one) in places)  # one that stood under a key twice itself is lost
    raise stands_twice(name, places[id(found)], found.key)


def stands_twice(name: str, path: str, key: str) -> Refused:
    """The refusal of a key that an object has twice."""
    return Refused("{file}, {path}: the key “{key}” stands there twice.", file=name, path=path, key=key)


def refuse_half(value: Any, text: str, path: str, name: str) -> None:
    """Half of a character outside the basic plane can be written in JSON, and kept nowhere; `text` is the value's."""
    if not _ESCAPED.search(text):
        return
    for place, item in _walk(value, path):
        texts = item if isinstance(item, dict) else [item] if isinstance(item, str) else []
        if any(holds_half(text) for text in texts):
            raise half_character(name, place)


def holds_half(text: str) -> bool:
    """Whether half of a character stands in a text."""
    return _SURROGATE.search(text) is not None


def half_character(name: str, path: str) -> Refused:
    """The refusal of a text that holds half of a character."""
    return Refused("{file}, {path}: the text holds half a character, which cannot be stored.",
                   file=name, path=_SURROGATE.sub("\ufffd", path))  # fmt: skip


def _walk(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    yield path, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(item, f"{path}.{key}")
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from _walk(item, f"{path}[{n}]")
