"""The chain of the audit: each entry is sealed with a key together with the seal of the entry before it.

Whoever changes, takes out or adds an entry without the key breaks the chain at that very place. What a chain alone
cannot show is that its end was cut, or that all of it was written anew: for that the last entry is remembered
elsewhere (`Anchor`).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from charting.errors import Refused

KEY_BYTES, SEAL_BYTES = 32, 32
BEGINNING = bytes(SEAL_BYTES)
"""What the first entry of a file stands after."""
OPEN_KEY = bytes(KEY_BYTES)
"""The key of a chain that nobody keeps a key for: it orders the entries and shows accidents, but no intention."""

RESTORED, BROKEN, NEW_KEY = "restore", "audit-broken", "audit-key"
IN_PLACE_OF = "in_place_of"
"""The detail of a restore that names the last entry of the file it replaced, as `named` writes it."""

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=str)


class Actor(NamedTuple):
    """Who does something: a person of the file, or only a printed name (the command line, nobody signed in)."""

    id: str | None
    name: str


NOBODY = Actor(None, "")


class Entry(NamedTuple):
    """One entry as it is kept; `at` is local time with its offset from UTC, `detail` canonical JSON."""

    seq: int
    at: str
    person: str | None
    name: str
    action: str
    patient: str | None
    visit: str | None
    detail: str
    key_id: str
    previous: bytes
    seal: bytes


@dataclass(frozen=True, slots=True)
class Anchor:
    """The last entry that was written, as it is remembered outside the file."""

    seq: int
    seal: bytes

    @property
    def named(self) -> str:
        """The anchor as a short text, for the detail of an entry."""
        return f"{self.seq}:{self.seal.hex()[:32]}"


@dataclass(frozen=True, slots=True)
class Run:
    """Entries beside each other of which the same is to be said; `key_id` where it is about their key."""

    first: int
    last: int
    key_id: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at the whole chain found. `told` are entries in which the program itself noted a break."""

    entries: int
    head: Anchor | None
    altered: tuple[Run, ...]
    missing: tuple[Run, ...]
    unknown: tuple[Run, ...]
    keyless: tuple[Run, ...]
    told: tuple[int, ...]
    cut: Anchor | None
    rewritten: Anchor | None

    @property
    def sound(self) -> bool:
        """Whether every entry was verified and none is missing."""
        return not (
            self.altered or self.missing or self.unknown or self.keyless or self.told or self.cut or self.rewritten
        )


def key_id(key: bytes) -> str:
    """A short name of a key, which tells nothing about it."""
    return hashlib.sha256(b"charting audit key " + key).hexdigest()[:8]


def detail_text(detail: Mapping[str, object]) -> str:
    """The detail of an entry as canonical JSON."""
    return _JSON.encode(detail) if detail else "{}"


def seal(key: bytes, previous: bytes, entry: tuple[object, ...]) -> bytes:
    """What an entry (its first nine fields) is sealed with, after the entry with the seal `previous`."""
    return hmac.digest(key, previous + _JSON.encode(entry).encode(), "sha256")


@dataclass(slots=True)
class _Runs:
    found: list[Run] = field(default_factory=list)

    def add(self, first: int, last: int, key: str = "") -> None:
        before = self.found[-1] if self.found else None
        if before is not None and before.last + 1 == first and before.key_id == key:
            self.found[-1] = Run(before.first, last, key)
        else:
            self.found.append(Run(first, last, key))

    def ends_at(self, seq: int) -> bool:
        return bool(self.found) and self.found[-1].last == seq


@dataclass(slots=True)
class _Found:
    altered: _Runs = field(default_factory=_Runs)
    missing: _Runs = field(default_factory=_Runs)
    unknown: _Runs = field(default_factory=_Runs)
    keyless: _Runs = field(default_factory=_Runs)
    told: list[int] = field(default_factory=list)


def verify(entries: Iterable[Entry], keys: Mapping[str, bytes], anchor: Anchor | None) -> Verdict:
    """Go through the whole chain in its order with the keys that are known here, by their names."""
    open_id = key_id(OPEN_KEY)
    found = _Found()
    previous, last, count = BEGINNING, 0, 0
    met, replaced = anchor is None, False
    for entry in entries:
        count += 1
        linked = entry.seq == last + 1 and not found.altered.ends_at(last)
        if entry.seq != last + 1:
            found.missing.add(last + 1, entry.seq - 1)
        key = keys.get(entry.key_id)
        if key is None:
            runs = found.keyless if entry.key_id == open_id else found.unknown
            runs.add(entry.seq, entry.seq, entry.key_id)
            _look_without_key(found, entry, previous if linked else None, open_id)
        elif not _holds(entry, key, previous if linked else None):
            found.altered.add(entry.seq, entry.seq)
        elif entry.action == BROKEN:
            found.told.append(entry.seq)
        elif anchor is not None and entry.action == RESTORED and _replaces(entry, anchor):
            replaced = True
        met = met or (anchor is not None and entry.seq == anchor.seq and entry.seal == anchor.seal)
        previous, last = entry.seal, entry.seq
    lost = None if met or replaced else anchor
    return Verdict(
        entries=count,
        head=Anchor(last, previous) if count else None,
        altered=tuple(found.altered.found),
        missing=tuple(found.missing.found),
        unknown=tuple(found.unknown.found),
        keyless=tuple(found.keyless.found),
        told=tuple(found.told),
        cut=lost if lost is not None and lost.seq > last else None,
        rewritten=lost if lost is not None and lost.seq <= last else None,
    )


def _holds(entry: Entry, key: bytes, previous: bytes | None) -> bool:
    """Whether the seal is that of the entry, and it stands after `previous`; None after one that is gone or wrong."""
    if previous is not None and entry.previous != previous:
        return False
    return hmac.compare_digest(seal(key, entry.previous, entry[:9]), entry.seal)


def _look_without_key(found: _Found, entry: Entry, previous: bytes | None, open_id: str) -> None:
    """Without its key little can be said of an entry: that it does not stand after the one before."""
    loose = previous is not None and entry.previous != previous
    if loose or (entry.key_id == open_id and not _holds(entry, OPEN_KEY, None)):
        found.altered.add(entry.seq, entry.seq)


def _replaces(entry: Entry, anchor: Anchor) -> bool:
    try:
        detail = json.loads(entry.detail)
    except ValueError:
        return False
    return isinstance(detail, dict) and detail.get(IN_PLACE_OF) == anchor.named


# A key as people write it down: thirteen groups of four signs and a check sign, none of which look alike.
#
# The check sign of a group tells a wrong sign, two swapped ones, and a group in another's place.


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
