"""Strict JSON: exact numbers, no key twice, no NaN, and every broken file one sentence."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from charting.errors import Refused

LONGEST_NUMBER = 40
MOST_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written, so that nothing is rounded and nothing else passes for it."""

    text: str

    def decimal(self) -> Decimal:
        """The exact value; Refused when it is written with more than 40 characters, or is none."""
        if len(self.text) > LONGEST_NUMBER:
            raise Refused("a number with {length} characters is too long.", length=len(self.text))
        try:
            return Decimal(self.text)
        except InvalidOperation:
            raise Refused("{text} is too large a number.", text=self.text) from None


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
            path = _path_of(twice[0], value, "$")
            raise Refused("{file}, {path}: the key “{key}” stands there twice.", file=name, path=path, key=twice[0].key)
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


def _path_of(sought: object, value: Any, path: str) -> str | None:
    if value is sought:
        return path
    inner = (
        ((f"{path}.{key}", item) for key, item in value.items())
        if isinstance(value, dict)
        else ((f"{path}[{n}]", item) for n, item in enumerate(value))
        if isinstance(value, list)
        else ()
    )
    return next((found for where, item in inner if (found := _path_of(sought, item, where))), None)
