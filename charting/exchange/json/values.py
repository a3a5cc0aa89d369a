"""The values of exchange JSON one by one: every number exact, every refusal with its place in the file."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NoReturn, TypeVar

from msgspec import UNSET, UnsetType

from charting.domain.days import checked_day
from charting.domain.face.face import LIMITS
from charting.domain.people.patient import LONGEST_TEXT, checked_text
from charting.domain.text import plain_line, plain_note
from charting.domain.units import checked_units, plain
from charting.domain.visit.visit import FARTHEST_MM, mm
from charting.errors import Problem, Refused
from charting.exchange.json.lean import LeftOut
from charting.exchange.json.text import Number
from charting.exchange.records import Incoming, Vocabulary

NAMESPACE = uuid.UUID("6f0b1c52-3f0e-5d0a-9d38-0f6f0c8f6a01")
"""Of ids derived for what a file leaves without one: UUIDv5 of the file's SHA-256 and the place in it."""

LONGEST_NOTE = 4000

MOST_FAULTS = 200
"""So many faults of a file are gathered; somebody mends these first."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2}(:[0-9]{2})?)"
)
_PRICE = re.compile(r"[0-9]{1,6}(\.[0-9]{1,4})?")
_CURRENCY = re.compile(r"[A-Z]{3}")

_E = TypeVar("_E", bound=StrEnum)
_T = TypeVar("_T")
_R = TypeVar("_R")


@dataclass(frozen=True, slots=True)
class Values:
    """Reads the values of one file: `name` is what it is called in a refusal, `digest` its SHA-256.

    With a list of `faults` what is refused is added to it and the next thing is read; without one it is raised.
    """

    name: str
    digest: str
    vocabulary: Vocabulary
    now: datetime
    faults: list[Refused] | None
    cleaned: dict[str, None] = field(default_factory=dict, kw_only=True)
    """Where a text lost something that nobody sees."""
    left_out: LeftOut | None = field(default=None, kw_only=True)
    """What the texts of photographs and scans stand for, where their bytes were left in the file."""
    placers: set[str] = field(default_factory=set, kw_only=True)
    """Names that can be kept as they stand in the file."""
    place: Callable[[str], str] = field(default=str, kw_only=True)
    """What a place is called in a sentence; in JSON its path says it."""

    @property
    def today(self) -> date:
        return self.now.date()

    # ------------------------------------------------------------------ kinds of values

    def id(self, given: str | UnsetType, path: str) -> str:
        """The id of a patient or a visit: a missing one follows from the file and the place in it."""
        return self.link(given, path) or str(uuid.uuid5(NAMESPACE, f"{self.digest} {path.removesuffix('.id')}"))

    def part_id(self, given: str | UnsetType, owner: str, path: str) -> str:
        """The id of something that belongs to a visit or a patient: a missing one follows from whose it is."""
        place = path.removesuffix(".id").rpartition(".")[2]
        return self.link(given, path) or str(uuid.uuid5(NAMESPACE, f"{owner} {place}"))

    def link(self, given: str | UnsetType, path: str) -> str | None:
        """The id of a visit or a patient, if one is given."""
        if given is UNSET:
            return None
        if not _UUID.fullmatch(given.lower()):
            self.refuse(path, "“{id}” is not a UUID.", id=given)
        return given.lower()

    def text(self, given: str | UnsetType, path: str, longest: int = LONGEST_TEXT) -> str | None:
        """A text of one line, without what nobody sees."""
        text = self.optional(given, path, lambda text: checked_text("this", text, longest))
        return None if text is None else self.line(text, path)

    def note(self, given: str | UnsetType, path: str, longest: int = LONGEST_NOTE) -> str:
        """A text of several lines, without what nobody sees; it may be empty or left out."""
        text = self.optional(given, path, lambda text: checked_text("this", text, longest))
        return "" if text is None else self.line(text, path, plain_note)

    def line(self, text: str, path: str, plain: Callable[[str], str] = plain_line) -> str:
        """The text without what nobody sees; where something was lost is remembered."""
        seen = plain(text)
        if seen != text and seen != text.replace("\r\n", "\n").replace("\t", " "):
            self.cleaned[path] = None
        return seen

    def telling(self, found: Sequence[Incoming]) -> tuple[Incoming, ...]:
        """The patients of the file; the first of them tells of the texts that lost something."""
        if not self.cleaned or not found:
            return tuple(found)
        note = Problem(
            "{file}: signs that nobody sees were taken out of names, lots or other texts ({count}; the first in"
            " {place}).",
            file=self.name, count=len(self.cleaned), place=self.place(next(iter(self.cleaned))),
        )  # fmt: skip
        return replace(found[0], notes=(*found[0].notes, note)), *found[1:]

    def choice(self, given: str | UnsetType, kinds: type[_E], path: str) -> _E | None:
        if given is UNSET:
            return None
        try:
            return kinds(given)
        except ValueError:
            words = ", ".join(kind.value for kind in kinds)
            self.refuse(path, "“{given}” is none of {words}.", given=given, words=words)

    def known(self, given: str | UnsetType, codes: frozenset[str], path: str, what: str) -> str | None:
        if given is UNSET:
            return None
        if given not in codes:
            if f"{given}.left" in codes:
                self.refuse(path, "“{given}” has two sides: write {given}.left or {given}.right.", given=given)
            self.refuse(path, "“{given}” is no {what} of the reference data.", given=given, what=what)
        return given

    def template(self, given: Number | UnsetType, path: str) -> int:
        version = self.optional(given, path, lambda number: number.decimal())
        if version is None:
            return 1
        if version not in self.vocabulary.templates:
            self.refuse(path, "this program has no face of version {version}.", version=version)
        return int(version)

    def optional(self, given: _T | UnsetType, path: str, reading: Callable[[_T], _R]) -> _R | None:
        return None if given is UNSET else self.value(given, path, reading)

    def value(self, given: _T, path: str, reading: Callable[[_T], _R]) -> _R:
        try:
            return reading(given)
        except Refused as refused:
            raise self.placed(refused, path) from refused

    def something(self, text: str | None, path: str) -> str:
        """A text that has to say something."""
        if text is None or not text.strip():
            self.refuse(path, "there is no text here; leave the key out instead.")
        return text

    # ------------------------------------------------------------------ refusals

    def attempt(self, reading: Callable[[], _R]) -> _R | None:
        """What is read; None when it is refused and the refusals are gathered."""
        if self.faults is None:
            return reading()
        try:
            return reading()
        except Refused as fault:
            if len(self.faults) < MOST_FAULTS:
                self.faults.append(fault)
            return None

    def each(self, readings: Iterable[Callable[[], _R]]) -> tuple[_R, ...]:
        """Everything that can be read of these."""
        found = (self.attempt(reading) for reading in readings)
        return tuple(one for one in found if one is not None)

    def refuse(self, path: str, template: str, **values: object) -> NoReturn:
        raise self.placed(Refused(template, **values), path)

    def refuse_missing(self, value: object, path: str) -> None:
        if value is None or value is UNSET:
            key = path.rpartition(".")[2]
            self.refuse(path, "“{key}” is missing.", key=key)

    @contextmanager
    def at(self, path: str) -> Iterator[None]:
        try:
            yield
        except Refused as refused:
            raise self.placed(refused, path) from refused

    def placed(self, refused: Refused, path: str) -> Refused:
        """The refusal with the place of what is refused."""
        template = "{file}, {place}: " + refused.template
        return Refused(template, file=self.name, place=self.place(path), **refused.values)


# ---------------------------------------------------------------------- values; the caller knows the place


def dose(number: Number) -> Decimal:
    """The units of a point."""
    return checked_units(number.decimal())


def coordinate(number: Number) -> float:
    """A coordinate in mm, as it is kept: a point lies there whatever else is said of it."""
    value = number.decimal()
    if not value.is_finite() or abs(value) > Decimal(FARTHEST_MM):
        raise Refused("a point lies within 400 mm of the origin; {value} does not.", value=number.text)
    return mm(float(value))


def whole(number: Number) -> int:
    """A small whole number."""
    value = number.decimal()
    if not value.is_finite() or value != value.to_integral_value() or abs(value) > 1000:
        raise Refused("{value} is no whole number that fits here.", value=number.text)
    return int(value)


def measure(name: str, number: Number) -> Decimal:
    """A measure of a face in mm, by its key."""
    low, high = LIMITS[name]
    return stepped(number, low, high, Decimal("0.01"), "mm")


def vial_units(number: Number) -> Decimal:
    """What a vial holds, in U."""
    return stepped(number, Decimal("0.01"), Decimal(10_000), Decimal("0.01"), "U")


def diluent_ml(number: Number) -> Decimal:
    """What was put into a vial, in mL."""
    return stepped(number, Decimal("0.001"), Decimal(1000), Decimal("0.001"), "mL")


def stepped(number: Number, low: Decimal, high: Decimal, step: Decimal, unit: str) -> Decimal:
    """A number within its limits, in steps as it is kept."""
    value = number.decimal()
    if not value.is_finite() or not low <= value <= high or value.quantize(step) != value:
        raise Refused(
            "{value} {unit} is not from {low} to {high} {unit} in steps of {step}.",
            value=number.text, unit=unit, low=low, high=high, step=step,
        )  # fmt: skip
    return plain(value)


def _written_as(pattern: re.Pattern[str], reading: Callable[[str], _T], template: str) -> Callable[[str], _T]:
    def read(text: str) -> _T:
        try:
            if pattern.fullmatch(text):
                return reading(text)
        except ValueError:
            pass  # the pattern fits but there is no such day or time
        raise Refused(template, text=text)

    return read


day = _written_as(_DATE, date.fromisoformat, "“{text}” is no date that exists; write it as 1992-03-05.")
"""A date that exists."""
moment = _written_as(
    _TIME, datetime.fromisoformat, "“{text}” is no time with its UTC offset, such as 2026-07-14T10:20:00+02:00."
)
"""A time with its UTC offset."""


def label_day(text: str) -> date:
    """A day of expiry, of a recall or the like: one that can be meant."""
    return checked_day(day(text))


def price(text: str) -> Decimal:
    """A price, which is text so that nothing rounds it."""
    if not _PRICE.fullmatch(text):
        raise Refused("“{text}” is no price; write it as text with a point, such as “12.00”.", text=text)
    return Decimal(text)


def currency(text: str) -> str:
    """A currency in three letters."""
    if not _CURRENCY.fullmatch(text):
        raise Refused("“{text}” is no currency; write its three capital letters, such as USD.", text=text)
    return text
