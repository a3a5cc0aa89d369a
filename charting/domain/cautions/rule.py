"""The shape of a caution of the reference data: its words, its source, and what a program can check of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from charting.domain.face.face import View
from charting.domain.units import plain

if TYPE_CHECKING:
    from charting.domain.people.history import Condition
    from charting.domain.source import Mark, Source


# One thing a clinician should see about a visit: what was measured, by which rule, from which source.


@dataclass(frozen=True, slots=True)
class Said:
    """Words with {named} places, and what stands in them: figures, days, names, other words, or several of these.

    As text it is English with international digits and ISO days, as a file and a signature keep it. How it is said at
    this place, in its language and with its decimal sign, the room of words knows.
    """

    template: str
    values: tuple[tuple[str, Part], ...] = ()

    def __str__(self) -> str:
        return self.template.format(**{name: _plainly(value) for name, value in self.values})


Part = Decimal | int | date | datetime | str | Said | tuple[Said | str, ...]
"""What can stand in a place of `Said`; several are told one after the other. A name is a text, and stays as it is."""


def said(template: str, **values: Part) -> Said:
    """`Said` as it is written down: `said("{units} U here", units=Decimal(18))`."""
    return Said(template, tuple(values.items()))


def span(least: Decimal | Said, most: Decimal | Said) -> Decimal | Said:
    """“7–12”, or the one figure where both are alike."""
    return least if least == most else said("{least}–{most}", least=least, most=most)


def said_of_data(text: str) -> Said:
    """A sentence of the reference data."""
    return Said(text.replace("{", "{{").replace("}", "}}"))


def _plainly(value: Part) -> str:
    if isinstance(value, Decimal):
        return f"{plain(value):f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


@dataclass(frozen=True, slots=True)
class Span:
    """A measured distance on the drawing, from a point to what the rule names, in mm of a view."""

    view: View
    start: tuple[float, float]
    end: tuple[float, float]


@dataclass(frozen=True, slots=True)
class CautionNote:
    """A caution that applies. Nothing is blocked by it.

    `key` tells it from every other one of the visit and stays while the cause stays (`fhl_brow:forehead`,
    `vial:1:expired`): a reason that was given is kept by it. `id` is the rule's id in the reference data, or the
    program's own for what follows from a vial. `points` are numbered from 1. `measured` and `rule` are what is
    said of it (“7 mm”); `spans` are what the face draws. `urgent` ones are said at once.
    """

    key: str
    id: str
    measured: Said
    rule: Said
    source: str
    mark: str
    weak: bool = False
    area: str | None = None
    points: tuple[int, ...] = ()
    spans: tuple[Span, ...] = ()
    urgent: bool = False


Way = Literal["above", "below", "lateral", "behind", "apart", "outside", "part"]


@dataclass(frozen=True, slots=True, eq=False)
class FaceMeasure:
    """How a distance of a caution is taken on the face drawing, in mm: from `landmark` (its id there, without side).

    `way`: above and below are vertical, lateral and behind are away from the midline (in profile towards the ear),
    apart is straight from the nearest place, outside too (inside the line it is negative), part is the share of the
    way down from `landmark` to the line `to`. With any other way `to` makes the landmark a straight line between two
    places. `middle` takes the landmark's middle for all of it; `sites` measures from the points of that area instead.
    Only points lateral of `beyond` count, those inside the closed line `within`, or with `first` the one of each side
    that lies nearest to the landmark's height. A measure `within` a line that has no bounds is never fine: no point
    belongs there, and the distance only says where it lies. The bounds belong to what is fine; `name` is what the
    distance is told from. `source`, `mark` and `weak` stand in for those of the caution where this one distance has
    others.
    """

    name: str
    way: Way
    landmark: str | None = None
    to: str | None = None
    sites: str | None = None
    middle: bool = False
    beyond: str | None = None
    within: str | None = None
    first: bool = False
    least: Decimal | None = None
    most: Decimal | None = None
    source: Source | None = None
    mark: Mark | None = None
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Caution:
    """What a clinician should see, by one rule: a distance in mm, a limit in U, a time; `text` where it is in words.

    What a program can check of it stands in the typed keys: `measure` (each must hold; with `any_of` one is enough) of
    the points of `area`, without an area of every point of the face but those of areas that are `meant_for` the place,
    or intradermal ones that somebody put on an overlay (with `where_drawn` only those that lie in the skin of such an
    area, whatever they are charted for); a point it names is not named again by the rules that it
    stands `instead_of`, nor by those of places further down; `no_area` (points that no area holds),
    `needs_area` (treated with it), `most_areas` of `areas` in one session, `even_sides`, `limit_units` of `area` for
    `products` (a dose that reaches it counts with `reached`) or of `product` within `window_months`, `min_months` and
    `min_days` since the last treatment, `conditions` and `answers` of the patient's history (only where one of
    `areas` is treated and one of `products` used, if any are named; with `window_months` for so long after they were
    asked, and what was given elsewhere in them counts as an answer). `advice` is what could still be done, said only
    while it is not.
    """

    id: str
    rule: str
    source: Source
    mark: Mark
    area: str | None = None
    product: str | None = None
    distance_mm: Decimal | None = None
    distance_max_mm: Decimal | None = None
    landmark: str | None = None
    limit_units: Decimal | None = None
    window_months: int | None = None
    min_months: int | None = None
    min_days: int | None = None
    text: str | None = None
    reason_mark: Mark | None = None
    weak: bool = False
    also: tuple[Source, ...] = ()
    measure: tuple[FaceMeasure, ...] = ()
    any_of: bool = False
    needs_area: str | None = None
    areas: tuple[str, ...] = ()
    most_areas: int | None = None
    even_sides: bool = False
    products: tuple[str, ...] = ()
    reached: bool = False
    conditions: tuple[Condition, ...] = ()
    answers: tuple[str, ...] = ()
    meant_for: tuple[str, ...] = ()
    where_drawn: bool = False
    instead_of: tuple[str, ...] = ()
    no_area: bool = False
    advice: str | None = None
