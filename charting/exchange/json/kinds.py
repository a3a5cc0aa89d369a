"""The kinds of values in an exchange file: what each looks like there, how it is read, and how it is written.

`charting.exchange.codec` says of which kind each field is.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any, Protocol, cast

from charting.domain.days import checked_noted
from charting.domain.face.face import NAMES
from charting.domain.people.attachment import MediaType
from charting.domain.people.patient import LONGEST_TEXT, Patient
from charting.domain.visit.outcome import LONGEST_WORDS, FoundEvent
from charting.domain.visit.visit import MOST_POINTS, InjectionPoint, Status, Visit, mm
from charting.domain.visit.visit import Kind as VisitKind
from charting.exchange.json import values as v
from charting.exchange.json.content import bytes_of
from charting.exchange.json.text import Number
from charting.exchange.json.values import Values

Within = Mapping[str, Any]
"""The fields, as far as they are read, of the value that holds this one."""

ShapeOf = Callable[[type], Any]


class Walker(Protocol):
    """Who reads the values that are made of others."""

    def made(self, kind: type, shape: Any, path: str, within: Within) -> Any: ...
    def visit(self, shape: Any, patient: Patient, path: str) -> Visit: ...
    def points(self, shapes: Sequence[Any], visit: Within, path: str) -> tuple[InjectionPoint, ...]: ...


def _walker(reader: Values) -> Walker:
    return cast("Walker", reader)


Write = Callable[[Any], Any]


def _same(say: Write) -> Write:
    return lambda value: value


def _closely(reader: Values, given: Any) -> Any:
    raise LookupError


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value.

    `shape` is its type in a file, from the shapes of the types that it holds. `read` makes a value of what stands at a
    path, or is Refused with the place; `quick` does where nothing can be said against it wherever it stands, else it
    raises LookupError, or Refused without a place. `write`, from the way in which the values that it holds are written,
    makes the inverse; what gives None is left out. One that is `filled` is read also where nothing stands; `absent`
    stands for another one that has no default.
    """

    shape: Callable[[ShapeOf], Any]
    read: Callable[[Values, Any, str, Within], Any]
    write: Callable[[Write], Write] = _same
    quick: Callable[[Values, Any], Any] = _closely
    filled: bool = False
    absent: Any = None


def _of(shape: Any) -> Callable[[ShapeOf], Any]:
    return lambda of: shape


def _by(writing: Write) -> Callable[[Write], Write]:
    return lambda say: writing


# ---------------------------------------------------------------------- texts and codes


def text(longest: int = LONGEST_TEXT, *, absent: str | None = None) -> Kind:
    """A text of one line, at most so long."""
    return Kind(_of(str), lambda reader, given, path, _: reader.text(given, path, longest), absent=absent)


def note(longest: int = v.LONGEST_NOTE) -> Kind:
    """A text of several lines, at most so long."""
    return Kind(_of(str), lambda reader, given, path, _: reader.note(given, path, longest))


def said(longest: int) -> Kind:
    """A text of one line that says something."""
    return Kind(_of(str), lambda reader, given, path, _: reader.something(reader.text(given, path, longest), path))


def told(longest: int = v.LONGEST_NOTE) -> Kind:
    """A text of several lines that says something."""
    return Kind(_of(str), lambda reader, given, path, _: reader.something(reader.note(given, path, longest), path))


def placer(longest: int) -> Kind:
    """As `said`, a name that stands at very many points."""
    slowly = said(longest).read

    def read(reader: Values, given: str, path: str, within: Within) -> Any:
        name = slowly(reader, given, path, within)
        if name == given:
            reader.placers.add(name)
        return name

    def quick(reader: Values, given: str) -> str:
        if given in reader.placers:
            return given
        raise LookupError

    return Kind(_of(str), read, quick=quick)


def choice(words: type[StrEnum]) -> Kind:
    """One of a few words."""
    known = {word.value: word for word in words}
    return Kind(
        _of(str), lambda reader, given, path, _: reader.choice(given, words, path), _by(lambda word: word.value),
        lambda reader, given: known[given],
    )  # fmt: skip


def code(codes: str, what: str) -> Kind:
    """A code of the reference data."""

    def quick(reader: Values, given: str) -> str:
        if given in getattr(reader.vocabulary, codes):
            return given
        raise LookupError

    return Kind(
        _of(str),
        lambda reader, given, path, _: reader.known(given, getattr(reader.vocabulary, codes), path, what),
        quick=quick,
    )


def _base(reader: Values, given: str, path: str, within: Within) -> Any:
    codes = frozenset(code.removesuffix(".left").removesuffix(".right") for code in reader.vocabulary.areas)
    return reader.known(given, codes, path, "area")


def _visited_with(reader: Values, given: Any, path: str, within: Within) -> Any:
    if within.get("kind") is not VisitKind.REVIEW:
        reader.refuse_missing(given or None, path)
    return reader.known(given, reader.vocabulary.products, path, "product")


def _done(reader: Values, given: str | bool, path: str, within: Within) -> Any:
    if given is False:
        return None
    return "" if given is True else said(LONGEST_WORDS).read(reader, given, path, within)


def _measure_name(reader: Values, given: str, path: str, within: Within) -> str:
    if given not in NAMES:
        reader.refuse(path, "“{given}” is no measure; it is one of {names}.", given=given, names=", ".join(NAMES))
    return given


AREA, PRODUCT = code("areas", "area"), code("products", "product")
BASE_AREA = Kind(_of(str), _base)
"""An area without its side."""
VISIT_PRODUCT = Kind(_of(str), _visited_with, filled=True)
"""Every visit but a review has one."""
ADVERSE_EVENT = code("adverse_events", "adverse event")
MEASURE_NAME = Kind(_of(str), _measure_name)
DONE = Kind(_of(str | bool), _done, _by(lambda words: words or True))
"""What was done; that it was, without words, is `true`."""
FLAG = Kind(_of(bool), lambda reader, given, path, _: given)

# ---------------------------------------------------------------------- ids


LINK = Kind(_of(str), lambda reader, given, path, _: reader.link(given, path))
ID = Kind(_of(str), lambda reader, given, path, _: reader.id(given, path), filled=True)


def id_within(owner: Callable[[Within], str]) -> Kind:
    """The id of something that belongs to a visit or a patient: a missing one follows from whose it is."""
    return Kind(_of(str), lambda reader, given, path, within: reader.part_id(given, owner(within), path), filled=True)


def follows(found: Callable[[Within], Any]) -> Kind:
    """What stands nowhere in a file, as it follows from what holds it."""
    return Kind(_of(None), lambda reader, given, path, within: found(within), filled=True)


# ---------------------------------------------------------------------- numbers, days, prices


def number(value: Decimal | None) -> int | float | None:
    """A decimal as the JSON number that says exactly the same: a whole one without a point.

    What is kept has at most seven digits, so the shortest text of the nearest binary number is the decimal itself.
    """
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def price(value: Decimal | None) -> str | None:
    """At least two decimals, as prices are written."""
    if value is None:
        return None
    cents = value.quantize(Decimal("0.01"))
    return format(cents if value == cents else value.normalize(), "f")


def plain(shape: Any, reading: Callable[[Any], Any], writing: Callable[[Any], Any]) -> Kind:
    """What a function reads that knows no place."""
    return Kind(
        _of(shape), lambda reader, given, path, _: reader.value(given, path, reading), _by(writing),
        lambda reader, given: reading(given),
    )  # fmt: skip


def steps(low: int | str, high: int, step: str, unit: str) -> Kind:
    """A number within its limits, in steps as it is kept."""
    least, most, by = Decimal(low), Decimal(high), Decimal(step)
    return plain(Number, lambda given: v.stepped(given, least, most, by, unit), number)


def measure(name: str) -> Kind:
    """A measure of the face, by its name."""
    return plain(Number, lambda given: v.measure(name, given), number)


def _dosed(reader: Values, given: Number | None, path: str, within: Within) -> Decimal | None:
    if given is not None:
        return reader.value(given, path, v.dose)
    if within.get("status", Status.DRAFT) is not Status.DRAFT:
        reader.refuse(path, "only a draft may have undosed points.")
    return None


def _vial_place(reader: Values, given: Number, path: str, within: Within) -> int:
    count, place = len(within.get("vials", ())), reader.value(given, path, Number.decimal)
    if not place.is_finite() or place != place.to_integral_value() or not 1 <= place <= count:
        reader.refuse(path, "{given} is no vial of the visit, which has {count}.", given=given.text, count=count)
    return int(place)


def _noted(reader: Values, given: str, path: str, within: Within) -> datetime:
    return reader.value(given, path, lambda text: checked_noted(v.moment(text), reader.now))


DOSE = Kind(_of(Number | None), _dosed, _by(number), lambda reader, given: v.dose(given))
COORDINATE = plain(Number, v.coordinate, mm)
VIAL_UNITS = plain(Number, v.vial_units, number)
DILUENT_ML = plain(Number, v.diluent_ml, number)
TOTAL = steps(0, 1_000_000, "0.01", "U")
RANGE_END = steps(0, 1_000_000, "0.0001", "U")
PIXELS = plain(Number, lambda given: int(v.stepped(given, Decimal(0), Decimal(1_000_000), Decimal(1), "pixels")), int)
WHOLE = plain(Number, v.whole, int)
VIAL_PLACE = Kind(_of(Number), _vial_place, quick=lambda reader, given: v.whole(given))
"""Wherever it stands it may be too large, or too small."""
TEMPLATE = Kind(_of(Number), lambda reader, given, path, _: reader.template(given, path))
DAY, LABEL_DAY = plain(str, v.day, date.isoformat), plain(str, v.label_day, date.isoformat)
MOMENT = plain(str, v.moment, datetime.isoformat)
NOTED = Kind(_of(str), _noted, _by(datetime.isoformat))
"""When something was written down: not before anything could be, and not still to come."""
PRICE, CURRENCY = plain(str, v.price, price), plain(str, v.currency, str)

# ---------------------------------------------------------------------- values within values


def one(of: type, when: Callable[[Any], Any] = lambda value: True) -> Kind:
    """A value of a type of its own; `when` tells of which there is anything to say."""
    return Kind(
        lambda shape_of: shape_of(of),
        lambda reader, given, path, within: _walker(reader).made(of, given, path, within),
        lambda say: lambda value: say(value) if when(value) else None,
    )


def many(
    kind: Kind, most: int | None = None, *, once: Callable[[Any], str] | None = None,
    order: Callable[[Any], Any] | None = None,
) -> Kind:  # fmt: skip
    """A list: at most so many, of one id `once` each, written in an `order`."""

    def read(reader: Values, given: Sequence[Any], path: str, within: Within) -> tuple[Any, ...]:
        refuse_many(reader, len(given), most, path)
        found = tuple(kind.read(reader, item, f"{path}[{n}]", within) for n, item in enumerate(given))
        for one, count in Counter(map(once, found)).items() if once is not None else ():
            if count > 1:
                reader.refuse(path, "the id {id} stands here twice.", id=one)
        return found

    def write(say: Write) -> Write:
        written = kind.write(say)
        return lambda found: [written(item) for item in (found if order is None else sorted(found, key=order))]

    return Kind(lambda shape_of: list[kind.shape(shape_of)], read, write)  # type: ignore[misc]


def refuse_many(reader: Values, count: int, most: int | None, path: str) -> None:
    """Refused above so many of something."""
    if most is not None and count > most:
        reader.refuse(path, "there are at most {most} of these, not {count}.", most=most, count=count)


def _points(reader: Values, given: Sequence[Any], path: str, within: Within) -> tuple[InjectionPoint, ...]:
    if len(given) > MOST_POINTS:
        reader.refuse(path, "a visit has at most 2,000 points, not {count}.", count=len(given))
    return _walker(reader).points(given, within, path)


POINTS = replace(many(one(InjectionPoint)), read=_points)


def _visits(reader: Values, given: Sequence[Any], path: str, within: Within) -> tuple[Visit, ...]:
    return reader.each(
        partial(_walker(reader).visit, shape, within["patient"], f"{path}[{n}]") for n, shape in enumerate(given)
    )


VISITS = replace(many(one(Visit), order=lambda visit: (visit.at, visit.id)), read=_visits)


def _event(reader: Values, given: Any, path: str, within: Within) -> Any:
    if isinstance(given, str):
        return FoundEvent(ADVERSE_EVENT.read(reader, given, path, within))
    return _walker(reader).made(FoundEvent, given, path, within)


EVENT = replace(one(FoundEvent), shape=lambda shape_of: str | shape_of(FoundEvent), read=_event)
"""Earlier programs wrote each as its plain code."""


def content(media_type: Callable[[Within], MediaType]) -> Kind:
    """The bytes of a photograph or a scan, as base64; what is read is the way to them and their hash, too."""

    def write(kept: bytes | Callable[[], bytes | None]) -> str | None:
        found = kept() if callable(kept) else kept
        return None if found is None else base64.b64encode(found).decode("ascii")

    return Kind(
        _of(str),
        lambda reader, given, path, within: reader.value(given, path, partial(bytes_of, reader.left_out,
                                                                              media_type(within))),
        _by(write),
    )  # fmt: skip


TABLE_TEXT = Kind(
    _of(str), lambda reader, given, path, _: given.encode("utf-8", "replace"), _by(lambda kept: kept.decode("ascii"))
)
PLAIN = Kind(_of(str), lambda reader, given, path, _: given)
"""A text that is looked at with the whole that it stands in."""
