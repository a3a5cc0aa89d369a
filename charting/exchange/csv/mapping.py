"""How another program's CSV is to be read: which column is what, in which order dates are written, whose word is whose.

A mapping is guessed from the names and the contents of the columns as far as they say it, and never where they could
mean two things: `questions` are what somebody still has to answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from charting.errors import Problem, Refused
from charting.exchange.csv.file import Grid
from charting.exchange.csv.words import DateOrder, Words, bare, number_of, orders_of, strange_unit
from charting.files import write_whole

DATES = ("born", "visit_date", "expiry")
NUMBERS = ("units", "dilution_ml_per_vial", "vial_units", "x", "y")
MOST_KEPT = 50
"""So many tables are remembered, the newest."""

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "chart_no": (
        "chart no", "chart number", "chart", "patient no", "patient number", "patient id", "mrn", "file no",
        "client id", "record no", "id", "patientennummer", "patient",
    ),
    "family_name": ("family name", "last name", "surname", "lastname", "nachname", "patient last name"),
    "given_name": ("given name", "first name", "forename", "firstname", "vorname", "patient first name"),
    "full_name": ("name", "full name", "patient name", "client name", "client"),
    "born": ("born", "birth date", "date of birth", "dob", "birthdate", "birthday", "geburtsdatum"),
    "sex": ("sex", "gender", "geschlecht"),
    "visit_date": ("visit date", "date", "treatment date", "date of treatment", "visit", "datum", "service date"),
    "visit_time": ("visit time", "time", "treatment time", "uhrzeit"),
    "visit_key": ("visit id", "visit no", "visit number", "treatment id", "encounter id", "appointment id"),
    "product": ("product", "toxin", "drug", "medication", "brand", "produkt", "neurotoxin"),
    "area": ("area", "region", "site", "treatment area", "muscle", "location", "injection site", "areal"),
    "side": ("side", "laterality", "seite"),
    "units": ("units", "dose", "u", "iu", "units injected", "amount", "einheiten", "total units"),
    "technique": ("technique", "depth", "route"),
    "lot": ("lot", "lot no", "lot number", "batch", "batch no", "batch number", "charge"),
    "expiry": ("expiry", "expires", "expiry date", "exp", "exp date", "expiration", "expiration date", "verfall"),
    "dilution_ml_per_vial": (
        "dilution", "diluent ml", "dilution ml", "ml per vial", "saline ml", "dilution ml per vial",
    ),
    "vial_units": ("vial units", "vial size", "vial", "units per vial"),
    "view": ("view",), "x": ("x", "x mm"), "y": ("y", "y mm"),
}  # fmt: skip
"""What a column can be, and the names that say so."""


class ColumnMapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How a table is read. `columns` are its headings by what they are; `dates` the order in each column of dates.

    `product` is that of all rows where no column names it; `products` and `areas` are our codes by their words.
    `family_first`: a full name begins with the family name. `given`: the treatments were given, so that they come in
    locked. `middle`: a point without a place is put in the middle of its area, and says so.
    """

    columns: dict[str, str] = {}
    dates: dict[str, DateOrder] = {}
    decimal: str = ""
    product: str = ""
    products: dict[str, str] = {}
    areas: dict[str, str] = {}
    family_first: bool | None = None
    given: bool = True
    middle: bool = False


def changed(mapping: ColumnMapping, **changes: object) -> ColumnMapping:
    """The mapping with some of it said otherwise."""
    return msgspec.structs.replace(mapping, **changes)


def texts_of(grid: Grid, mapping: ColumnMapping, what: str) -> list[str]:
    """The different cells of a column that say something, in the order of the file."""
    heading = mapping.columns.get(what)
    if heading is None or heading not in grid.header:
        return []
    place = grid.header.index(heading)
    return list(dict.fromkeys(text for row in grid.rows if (text := row.cells[place].strip())))


def guess(grid: Grid, words: Words) -> ColumnMapping:
    """What the names of the columns say, and what their cells say beyond doubt."""
    columns: dict[str, str] = {}
    free = {bare(heading): heading for heading in reversed(grid.header)}
    for place in range(max(len(names) for names in SYNONYMS.values())):
        for what, names in SYNONYMS.items():
            if what not in columns and place < len(names) and names[place] in free:
                columns[what] = free.pop(names[place])
    if {"family_name", "given_name"} <= set(columns):
        columns.pop("full_name", None)
    return settled(ColumnMapping(columns=columns), grid, words)


def settled(mapping: ColumnMapping, grid: Grid, words: Words) -> ColumnMapping:
    """The mapping with everything filled in that follows from the cells beyond doubt; what is set stays."""
    dates: dict[str, DateOrder] = {}
    for what in DATES:
        orders = orders_of(_days(grid, mapping, what))
        if what not in mapping.columns or not orders:
            continue
        if DateOrder.YMD in orders:  # the year stands in front, or the month in letters: nothing is to be said
            dates[what] = DateOrder.YMD
        elif mapping.dates.get(what) in orders:
            dates[what] = mapping.dates[what]
        elif len(orders) == 1:
            dates[what] = next(iter(orders))
    known = mapping.areas
    areas = {word: known.get(word) or words.area(word) for word in texts_of(grid, mapping, "area")}
    products = {word: mapping.products.get(word) or words.product(word) for word in texts_of(grid, mapping, "product")}
    signs = decimal_signs(grid, mapping)
    decimal = mapping.decimal if mapping.decimal in signs else next(iter(signs)) if len(signs) == 1 else ""
    first = mapping.family_first
    if first is None and "full_name" in mapping.columns:
        names = texts_of(grid, mapping, "full_name")
        first = True if names and all("," in name for name in names) else None
    return msgspec.structs.replace(
        mapping, dates=dates, areas=areas, products=products, decimal=decimal, family_first=first
    )


def dates_in(grid: Grid, mapping: ColumnMapping, what: str) -> frozenset[DateOrder]:
    """The orders in which every date of a column can be read; none where it holds nothing."""
    texts = list(_days(grid, mapping, what))
    return orders_of(texts) if texts else frozenset()


def _days(grid: Grid, mapping: ColumnMapping, what: str) -> Iterator[str]:
    """The days of a column; a time may stand behind them."""
    for text in texts_of(grid, mapping, what):
        yield day_part(text)[0]


def day_part(text: str) -> tuple[str, str]:
    """A day and the time behind it."""
    head, _, tail = text.strip().replace("T", " ", 1 if text[:4].isdigit() else 0).partition(" ")
    return (head, tail.strip()) if ":" in tail else (text.strip(), "")


def decimal_signs(grid: Grid, mapping: ColumnMapping) -> frozenset[str]:
    """The decimal signs with which every number of the table can be read; a table of whole numbers has a point."""
    texts = [(text, what) for what in NUMBERS for text in texts_of(grid, mapping, what)]
    # A number with another unit than its column's is refused in its line: it says nothing of the sign.
    known = [(text, what) for text, what in texts if strange_unit(text, what) is None]
    signed = [(text, what) for text, what in known if "," in text or "." in text.rstrip(".uU ")]
    if not signed:
        return frozenset(".")
    return frozenset(sign for sign in ".," if all(number_of(text, sign, what) is not None for text, what in signed))


# ---------------------------------------------------------------------- what is not said yet


def questions(mapping: ColumnMapping, grid: Grid, words: Words) -> list[Problem]:
    """What somebody still has to say before the table can be read, the most important first."""
    return [*_missing(mapping), *_unclear(mapping, grid)]


def _missing(mapping: ColumnMapping) -> Iterator[Problem]:
    columns = mapping.columns
    if "full_name" not in columns and not {"family_name", "given_name"} <= set(columns):
        yield Problem("Say which columns are the patient's names.")
    if "born" not in columns:
        yield Problem("Say which column is the date of birth; patients are told apart by it.")
    if "visit_date" not in columns:
        yield Problem("Say which column is the date of the visit.")
    if "units" not in columns:
        yield Problem("Say which column is the dose in units.")
    if "product" not in columns and not mapping.product:
        yield Problem("Say which column is the product, or choose one product for all rows.")
    if not {"x", "y", "view"} <= set(columns):
        if "area" not in columns:
            yield Problem("Say which column is the area.")
        elif not mapping.middle:
            yield Problem("The table has no places of points; they can only be put in the middle of their area.")


def _unclear(mapping: ColumnMapping, grid: Grid) -> Iterator[Problem]:
    for what in DATES:
        texts = list(_days(grid, mapping, what))
        if texts and what not in mapping.dates:
            sentence = (
                "“{text}” in the column “{column}” can be two days; say in which order dates are written."
                if orders_of(texts)
                else "The column “{column}” holds more than dates of one kind; it begins with “{text}”."
            )
            yield Problem(sentence, text=texts[0], column=mapping.columns[what])
    if not mapping.decimal:
        yield Problem("Numbers are written with a comma here and with a point there; mend the table first.")
    if "full_name" in mapping.columns and mapping.family_first is None:
        yield Problem("Say whether a full name begins with the family name or with the given name.")
    for what, codes in (("product", mapping.products), ("area", mapping.areas)):
        unknown = [word for word in texts_of(grid, mapping, what) if not codes.get(word)]
        if unknown:
            yield Problem("{count} words in the column “{column}” have no meaning yet, the first is “{word}”.",
                          count=len(unknown), column=mapping.columns[what], word=unknown[0])  # fmt: skip


# ---------------------------------------------------------------------- remembered


def load_mapping(file: Path) -> ColumnMapping:
    """A mapping that somebody saved; Refused when it is none."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=ColumnMapping)
    except OSError as error:
        raise Refused("{file} cannot be read: {reason}; check the path.", file=file, reason=error.strerror) from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Refused("{file} is no mapping saved from the window: {reason}.", file=file, reason=error) from error


def as_json(mapping: ColumnMapping) -> bytes:
    """A mapping as it is saved."""
    return msgspec.json.format(msgspec.json.encode(mapping), indent=2) + b"\n"


def recall(file: Path, header: tuple[str, ...]) -> ColumnMapping | None:
    """What was said of a table with these columns, in whatever order; what cannot be read was never said."""
    return _remembered(file).get(_key(header))


def remember(file: Path, header: tuple[str, ...], mapping: ColumnMapping) -> None:
    """Keep what was said; words of areas and products add to those said before. Where it cannot be kept it is not."""
    known = _remembered(file)
    before = known.pop(_key(header), ColumnMapping())
    kept = msgspec.structs.replace(
        mapping, areas=before.areas | _said(mapping.areas), products=before.products | _said(mapping.products)
    )
    rows = [*known.items(), (_key(header), kept)][-MOST_KEPT:]
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, msgspec.json.format(msgspec.json.encode(dict(rows)), indent=2))
    except OSError:
        return


def _said(codes: dict[str, str]) -> dict[str, str]:
    return {word: code for word, code in codes.items() if code}


def _remembered(file: Path) -> dict[str, ColumnMapping]:
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, ColumnMapping])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}


def _key(header: tuple[str, ...]) -> str:
    return "\n".join(sorted(header))
