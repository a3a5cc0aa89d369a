"""Strict JSON: exact numbers, no key twice, no NaN, and every broken file one sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from charting.errors import Refused

LONGEST_NUMBER = 40
MOST_ZEROS = 400
"""Beyond so many powers of ten no number is meant, and some cannot even be compared."""

MOST_BYTES = 256 * 1024 * 1024

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


class _Twice(dict[str, Any]):
    """An object one of whose keys stands there twice."""

    key = ""


def parse(data: bytes, name: str) -> Any:
    """The value of a JSON file, numbers as Number; Refused says what is wrong, and where in file `name`."""
    if len(data) > MOST_BYTES:
        raise Refused("{file} is larger than 256 MiB; split it into several files.", file=name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            "{file} is not UTF-8 text (byte {place}); save it as UTF-8.", file=name, place=error.start
        ) from error
    twice: list[_Twice] = []
    try:
        value = json.loads(
            text, parse_float=Number, parse_int=Number, parse_constant=Number, object_pairs_hook=_object(twice)
        )
        if twice:
            path = next(path for path, item in _walk(value) if item is twice[0])
            raise Refused("{file}, {path}: the key “{key}” stands there twice.", file=name, path=path, key=twice[0].key)
        if _ESCAPED.search(text):
            _refuse_half_characters(value, name)
    except json.JSONDecodeError as error:
        raise Refused(
            "{file} is not JSON: {reason} in line {line}, column {column}.",
            file=name, reason=error.msg.lower(), line=error.lineno, column=error.colno,
        ) from error  # fmt: skip
    except RecursionError:
        raise Refused("{file} is nested too deeply; an exchange file has six levels.", file=name) from None
    return value


def _object(twice: list[_Twice]) -> Any:
    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        keys = [key for key, _ in pairs]
        marked = _Twice(found)
        marked.key = next(key for key in keys if keys.count(key) > 1)
        twice.append(marked)
        return marked

    return made


def _walk(value: Any, path: str = "$") -> Iterator[tuple[str, Any]]:
    yield path, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(item, f"{path}.{key}")
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from _walk(item, f"{path}[{n}]")


def _refuse_half_characters(value: Any, name: str) -> None:
    """Half of a character outside the basic plane can be written in JSON, and kept nowhere."""
    for path, item in _walk(value):
        texts = item if isinstance(item, dict) else [item] if isinstance(item, str) else []
        if any(_SURROGATE.search(text) for text in texts):
            raise Refused("{file}, {path}: the text holds half a character, which cannot be stored.",
                          file=name, path=_SURROGATE.sub("\ufffd", path))  # fmt: skip
