"""The words that other programs use for sides, sexes, times, numbers, products and areas, as ours."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, time, timedelta, timezone
from enum import StrEnum
from typing import TYPE_CHECKING

from charting.domain.people.patient import folded

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Reference


class DateOrder(StrEnum):
    """In which order day, month and year are written."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


LEFT, RIGHT, MIDLINE, BOTH = "left", "right", "midline", "both"
_SIDES = {
    LEFT: ("l", "left", "lt", "links", "li", "gauche", "izquierda", "sinistra"),
    RIGHT: ("r", "right", "rt", "rechts", "re", "droite", "derecha", "destra"),
    MIDLINE: ("m", "mid", "midline", "middle", "center", "centre", "mitte", "none", "n/a", "-"),
    BOTH: ("b", "both", "bilateral", "bilat", "beide", "l+r", "l/r", "r/l", "r+l"),
}
_SIDE = {word: side for side, words in _SIDES.items() for word in words}
_SEXES = {
    "female": ("f", "female", "w", "woman", "weiblich", "frau"), "male": ("m", "male", "man", "mannlich", "mann"),
    "other": ("o", "other", "d", "divers", "x", "nonbinary", "non-binary"), "": ("u", "unknown", "-", "n/a"),
}  # fmt: skip
_SEX = {word: sex for sex, words in _SEXES.items() for word in words}
_TECHNIQUE = {
    "im": "im", "intramuscular": "im", "i.m.": "im", "id": "id", "intradermal": "id", "i.d.": "id", "micro": "id",
}  # fmt: skip
_AREAS = {
    "forehead": ("frontalis", "forehead lines", "fhl", "horizontal forehead lines", "stirn"),
    "glabella": ("glabellar", "glabellar lines", "frown", "frown lines", "11s", "elevens", "glabellar complex"),
    "crows_feet": ("crows feet", "lcl", "lateral canthal lines", "canthal lines", "periorbital"),
    "lower_crows_feet": ("low crows feet", "lower lateral canthal lines"), "temporalis": ("temples", "temporal"),
    "lateral_brow": ("brow", "brow lift", "lateral brow lift", "eyebrow"),
    "bunny_lines": ("bunny", "nasalis", "nose lines"), "lower_eyelid": ("lower lid", "jelly roll"),
    "infraorbital": ("infraorbital wrinkles", "under eye", "under eyes", "lower eyelid lines"),
    "gummy_smile": ("gummy", "lao"),
    "llsan": ("levator labii superioris alaeque nasi", "levator labii"),
    "nasal_flare": ("alar flare", "nostril flare", "nostrils", "ala", "alae"),
    "nasal_tip": ("nose tip", "tip of the nose"),
    "perioral": ("lip lines", "smokers lines", "upper lip lines", "orbicularis oris"), "lip_flip": ("lip", "upper lip"),
    "dao": ("depressor anguli oris", "mouth corner", "corner of mouth", "marionette"),
    "lower_lip_line": ("dli", "depressor labii inferioris", "lower lip depressor"),
    "mentalis": ("chin",), "masseter": ("masseters", "jaw", "jawline", "jaw slimming"),
    "parotid": ("parotids", "parotis"), "low_neck": ("lower neck", "neck lines", "horizontal neck lines"),
    "platysma": ("neck", "neck bands", "platysmal bands", "bands"),
}  # fmt: skip

_DATE = re.compile(r"\s*(\d{1,4})\s*([./\-\s])\s*(\d{1,2}|[A-Za-z]{3,9})\s*[./\-,\s]\s*(\d{1,4})\s*")
_US_DATE = re.compile(r"\s*([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})\s*")
_MONTH_ONLY = re.compile(r"(?:(\d{4})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{4}))")
_MONTHS = {name.casefold(): n for n, name in enumerate(calendar.month_abbr) if name}
_OFFSET = re.compile(r"(.*?)\s*(Z|[+-]\d{2}:?\d{2})", re.IGNORECASE)
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?)?", re.IGNORECASE)
_NUMBER = re.compile(r"(-?[\d.,]+)\s*(.*)", re.DOTALL)
_DOSE = frozenset({"u", "iu", "ie", "e", "ui", "unit", "units", "einheit", "einheiten", "unités", "su", "s.u", "s. u"})
_VOLUME = frozenset({"ml", "cc", "cm3", "cm³"})
_OWN_UNIT = {"units": _DOSE, "vial_units": _DOSE, "dilution_ml_per_vial": _VOLUME, "x": {"mm"}, "y": {"mm"}}
"""What may stand behind a number of each column: 0.1 ml in the column of the doses is no dose."""


def bare(text: str) -> str:
    """A word as it is looked up: without case, accents, signs and doubled spaces."""
    plain = "".join(c if unicodedata.category(c)[0] in "LN" else " " for c in folded(text).replace("'", ""))
    return " ".join(plain.replace("’", "").split())


def side_of(text: str) -> str | None:
    """left, right (the patient's), midline or both; None when the word says none of them."""
    return _SIDE.get(" ".join(folded(text).split()).strip("().")) if text.strip() else MIDLINE


def sex_of(text: str) -> str | None:
    """The value of exchange files, "" for unknown; None when it is not understood."""
    return _SEX.get(folded(text).strip()) if text.strip() else ""


def technique_of(text: str) -> str | None:
    """im or id, "" for nothing; None when it is not understood."""
    return _TECHNIQUE.get(folded(text).strip()) if text.strip() else ""


def without_side(text: str) -> tuple[str, str | None]:
    """The words of an area and the side that stands among them: “Crow's feet (L)”."""
    words = bare(text).split()
    sides = [(n, _SIDE[word]) for n, word in enumerate(words) if _SIDE.get(word) in (LEFT, RIGHT, BOTH)]
    if len(sides) != 1 or len(words) == 1:
        return " ".join(words), None
    n, side = sides[0]
    return " ".join(words[:n] + words[n + 1 :]), side


def number_of(text: str, decimal: str, what: str) -> str | None:
    """The number with a decimal point, its unit taken off; None when it is none with this decimal sign.

    `what` is the column: only its own unit may stand behind its numbers.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None or not _own_unit(found[2], what):
        return None
    pattern = r"-?[0-9]+(?:" + re.escape(decimal) + r"[0-9]+)?"
    return found[1].replace(decimal, ".") if re.fullmatch(pattern, found[1]) else None


def strange_unit(text: str, what: str) -> str | None:
    """What stands behind a number and is not the unit of its column."""
    found = _NUMBER.fullmatch(text.strip())
    return found[2] if found and not _own_unit(found[2], what) else None


def _own_unit(word: str, what: str) -> bool:
    return not word or word.casefold().rstrip(".") in _OWN_UNIT.get(what, ())


def date_of(text: str, order: DateOrder | None) -> date | None:
    """A day; None when it is none in this order. A month in letters or a year in front needs no order."""
    if found := _US_DATE.fullmatch(text):
        return _day(found[3], found[1], found[2])
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    one, _, two, three = found.groups()
    if len(one) == 4:
        return _day(one, two, three) if len(three) <= 2 else None
    if len(three) != 4 or len(one) > 2:
        return None
    if not two.isdigit():
        return _day(three, two, one)
    if order is None or order == DateOrder.YMD:
        return None
    return _day(three, two, one) if order == DateOrder.DMY else _day(three, one, two)


def end_of_month(text: str) -> date | None:
    """An expiry date that names only its month holds until its last day."""
    found = _MONTH_ONLY.fullmatch(text.strip())
    if found is None:
        return None
    year, month = (found[1], found[2]) if found[1] else (found[4], found[3])
    if not (1 <= int(month) <= 12 and int(year) > 0):
        return None
    return date(int(year), int(month), calendar.monthrange(int(year), int(month))[1])


def time_of(text: str) -> time | None:
    """A time of day, with am and pm too."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, second, half = int(found[1]), int(found[2]), int(found[3] or 0), (found[4] or "").casefold()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def offset_of(text: str) -> tuple[str, timezone | None]:
    """A time of day and the UTC offset that stands behind it: 10:20:00+02:00, 08:20Z."""
    found = _OFFSET.fullmatch(text.strip())
    if found is None:
        return text, None
    if found[2] in "Zz":
        return found[1], UTC
    hours, minutes = int(found[2][1:3]), int(found[2][-2:])
    if hours > 14 or minutes > 59:
        return text, None
    by = timedelta(hours=hours, minutes=minutes)
    return found[1], timezone(-by if found[2][0] == "-" else by)


def orders_of(texts: Iterable[str]) -> frozenset[DateOrder]:
    """The orders in which every one of these is a day; one that needs none counts for all of them."""
    orders = frozenset(DateOrder)
    for text in texts:
        orders = frozenset(order for order in orders if date_of(text, order) is not None or end_of_month(text))
        if not orders:
            break
    return orders


def _day(year: str, month: str, day: str) -> date | None:
    try:
        number = int(month) if month.isdigit() else _MONTHS[month[:3].casefold()]
        return date(int(year), number, int(day))
    except (ValueError, KeyError):
        return None


@dataclass(frozen=True, slots=True)
class Words:
    """The names of products and areas, to find a code by; `paired` are the areas with two sides."""

    products: Mapping[str, str]
    areas: Mapping[str, str]
    paired: frozenset[str]

    @classmethod
    def of(cls, reference: Reference) -> Words:
        products: dict[str, str] = {}
        for product in reference.products.values():
            for name in (product.id, product.name, product.generic, *product.brands):
                # A name that two products share says neither of them.
                products[bare(name)] = product.id if products.get(bare(name), product.id) == product.id else ""
        areas = {bare(word): code for code, words in _AREAS.items() if code in reference.areas for word in words}
        for area in reference.areas.values():
            areas |= {bare(name): area.id for name in (area.id, area.name, area.short_name)}
        paired = frozenset(area.id for area in reference.areas.values() if area.paired)
        return cls({word: code for word, code in products.items() if code}, areas, paired)

    def product(self, word: str) -> str:
        """The code of a product, "" when the word names none or several."""
        return self.products.get(bare(word), "")

    def area(self, word: str) -> str:
        """The code of an area, with its side where the word says it; "" when it names none."""
        name, side = without_side(word)
        code = self.areas.get(name) or self.areas.get(bare(word), "")
        return f"{code}.{side}" if code in self.paired and side in (LEFT, RIGHT) else code
