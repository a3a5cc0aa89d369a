"""A key as people write it down: thirteen groups of four signs and a check sign, none of which look alike.

The check sign of a group tells a wrong sign, two swapped ones, and a group in another's place.
"""

from __future__ import annotations

from charting.errors import Refused

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's thirty-two: no I, L, O or U."""
GROUP, GROUPS = 4, 13
_BITS = 5
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SPARE = GROUP * GROUPS * _BITS - 256


def groups_of(key: bytes) -> tuple[str, ...]:
    """The groups in which a key of 32 bytes is printed."""
    number = int.from_bytes(key, "big") << _SPARE
    places = range(GROUP * GROUPS - 1, -1, -1)
    values = [(number >> (_BITS * place)) & 31 for place in places]
    parts = [values[start : start + GROUP] for start in range(0, len(values), GROUP)]
    return tuple("".join(SIGNS[value] for value in (*part, _check(place, part))) for place, part in enumerate(parts, 1))


def key_of(text: str) -> bytes:
    """The key of a printed copy as somebody typed it; Refused names the group that is wrong."""
    signs = [sign for sign in text.upper().translate(_ALIKE) if not sign.isspace() and sign not in "-–.·"]
    strange = next((sign for sign in signs if sign not in SIGNS), None)
    if strange is not None:
        raise Refused("“{sign}” does not occur in a key; it is made of digits and capital letters without I, L, O, U.",
                      sign=strange)  # fmt: skip
    values = [SIGNS.index(sign) for sign in signs]
    for place in range(1, GROUPS + 1):
        group = values[(place - 1) * (GROUP + 1) : place * (GROUP + 1)]
        if not is_group(place, "".join(SIGNS[value] for value in group)):
            raise Refused("Group {place} of {groups} is not right; look at it again.", place=place, groups=GROUPS)
    if len(values) != (GROUP + 1) * GROUPS:
        raise Refused("A key has {groups} groups; what follows the last one is too much.", groups=GROUPS)
    number = 0
    for at, value in enumerate(values):
        if at % (GROUP + 1) != GROUP:
            number = number << _BITS | value
    if number & ((1 << _SPARE) - 1):
        raise Refused("Group {place} of {groups} is not right; look at it again.", place=GROUPS, groups=GROUPS)
    return (number >> _SPARE).to_bytes(32, "big")


def is_group(place: int, text: str) -> bool:
    """Whether this can be the group at this place (from 1) of some key."""
    values = [SIGNS.find(sign) for sign in text.upper().translate(_ALIKE)]
    return len(values) == GROUP + 1 and -1 not in values and values[-1] == _check(place, values[:-1])


def _check(place: int, values: list[int]) -> int:
    """A weighted sum in the field of 32 elements (x⁵ + x² + 1): each place has a weight of its own."""
    total = place
    for value in values:
        total = _times_x(total) ^ value
    return _times_x(total)


def _times_x(value: int) -> int:
    doubled = value << 1
    return doubled ^ 0b100101 if doubled & 32 else doubled
