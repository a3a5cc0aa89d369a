"""A chart on paper as values with finished words; `press` lays them out and paints them. Nothing is decided here."""

from __future__ import annotations

from dataclasses import dataclass

from charting.domain.dosing.styles import Style
from charting.domain.face.face import IN_ENGLISH, FaceView, SideWords


@dataclass(frozen=True, slots=True)
class MapPoint:
    """One point of a map: mm of its view, the dose as printed in it, its style (None while undosed).

    `number` stands beside the point where something is said of it. `guessed`: nobody recorded its place. `hollow`: it
    was charted in another view that sees the same skin.
    """

    x_mm: float
    y_mm: float
    text: str
    style: Style | None
    intradermal: bool = False
    number: str = ""
    guessed: bool = False
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Map:
    """One view with the points on it, or with areas (their codes) that are tinted instead.

    `sides` says which side of the patient is which.
    """

    face: FaceView
    caption: str
    points: tuple[MapPoint, ...] = ()
    tinted: tuple[str, ...] = ()
    sides: SideWords = IN_ENGLISH


@dataclass(frozen=True, slots=True)
class Maps:
    """Views side by side at one scale, as high as there is room, between so many mm."""

    maps: tuple[Map, ...]
    lowest_mm: float = 64.0
    highest_mm: float = 122.0
    key: tuple[Style, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """Both bands and the dose of one row, as parts of the bar's length (0-1; a dose beyond 1 is an arrow)."""

    micro: tuple[float, float] | None
    standard: tuple[float, float] | None
    dose: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: a text per column; `bar` is drawn in the last column, `strong` rows are totals."""

    cells: tuple[str, ...]
    bar: Bar | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `widths` are parts of the page's width, `right` the columns (from 0) that end alike.

    `note` stands under it in small type.
    """

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    right: frozenset[int] = frozenset()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading at the left and its lines beside it; a line that does not fit is broken."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Title:
    """A heading over the whole width, with a quieter line after it."""

    text: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """A heading over its lines, for reading; a line that begins with “- ” is an item. `framed` ones must be seen."""

    heading: str
    lines: tuple[str, ...]
    framed: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """A map, so many mm high, with as much of the prose at its side as stands there; what is left goes on below."""

    prose: tuple[Prose, ...]
    map: Map
    high_mm: float = 66.0


@dataclass(frozen=True, slots=True)
class Box:
    """A framed block that is never torn apart: the first line large, `code` in small figures of one width."""

    heading: str
    lines: tuple[str, ...]
    code: str = ""


@dataclass(frozen=True, slots=True)
class Small:
    """What must stand there and need not be large, such as sources."""

    text: str


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph (its bytes as kept) and what is said of it."""

    content: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class Photos:
    """Photographs, two in a row."""

    photos: tuple[Photo, ...]


Part = Section | Table | Maps | Title | Prose | Beside | Box | Photos | Small


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of the strip under the head."""

    caption: str
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document. `state` (“DRAFT – not signed”) and why stand in a frame at the top of each page unless empty.

    `pages` begin on a page of their own each. `foot` stands at the left of every page's foot, `page_of` (“Page {page}
    of {count}”) at its right. `scale` is how large the type is.
    """

    title: str
    clinic: str
    state: str
    name: str
    identity: str
    facts: tuple[Fact, ...]
    pages: tuple[tuple[Part, ...], ...]
    foot: str
    page_of: str
    state_why: str = ""
    scale: float = 1.0
    right_to_left: bool = False
