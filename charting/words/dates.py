"""A date as people type it: in the order of their locale, or year first."""

from __future__ import annotations

import calendar
import re
from datetime import date

from PySide6.QtCore import QDate, QLocale

from charting.domain.text import western
from charting.errors import Refused
from charting.words.words import date_format

_NUMBERS = re.compile(r"(\d{1,4})\s*[-/. \u200f]\s*(\d{1,2})\s*[-/. \u200f]\s*(\d{1,4})\.?")
_EIGHT = re.compile(r"[0-9]{8}")
_DOTTED = re.compile(r"[0-9 ]+\.[0-9 ]+\.[0-9 ]+\.?")
_WIDE = str.maketrans("／．－", "/.-")  # noqa: RUF001  as they are typed among Chinese letters
_WIDTHS = {"d": 2, "m": 2, "y": 4}
EARLIEST_YEAR = 1850
_MISSING = "The date is missing; type it like {example}, or like 1992-03-05."
_NOT_A_DATE = "“{given}” is not a date; type it like {example}, or like 1992-03-05."


def date_order(locale: QLocale) -> str:
    """The order of day, month and year in the locale's short dates: "dmy", "mdy" or "ymd"."""
    short = locale.dateFormat(QLocale.FormatType.ShortFormat)
    letters = re.sub(r"'[^']*'", "", short).lower()
    order = "".join(sorted("dmy", key=letters.find))
    return order if order in ("dmy", "mdy", "ymd") else "dmy"


def typed_date(day: date, locale: QLocale | None = None) -> str:
    """The date as somebody would type it here, with the whole year; `parse_date` reads it back."""
    order = date_order(locale or QLocale())
    short = (locale or QLocale()).dateFormat(QLocale.FormatType.ShortFormat)
    sign = next((c for c in short if c in "./-"), "/")
    parts = {"d": f"{day.day:02}", "m": f"{day.month:02}", "y": f"{day.year:04}"}
    return sign.join(parts[part] for part in order)


def parse_date(text: str, today: date, locale: QLocale | None = None) -> date:
    """A date somebody typed; Refused for a day that no calendar has. Of two-digit years the latest not yet to come."""
    here = locale or QLocale()
    typed = western(text).translate(_WIDE)
    if _EIGHT.fullmatch(typed):
        return _eight(typed, here)
    found = _NUMBERS.fullmatch(typed)
    if found is None:
        return _worded(text.strip(), here)
    order = date_order(here)
    if len(found[1]) == 4:
        order = "ymd"
    elif order != "dmy" and (len(found[3]) == 4 if order == "ymd" else _DOTTED.fullmatch(typed)):
        order = "dmy"  # with dots the day comes first wherever it is written so
    numbers = dict(zip(order, found.groups(), strict=True))
    year, month, day = (int(numbers[part]) for part in "ymd")
    if len(numbers["y"]) not in (2, 4) or max(len(numbers["d"]), len(numbers["m"])) > 2 or not 1 <= month <= 12:
        raise _not_a_date(typed, here)
    if len(numbers["y"]) == 2:
        year += 2000 if (2000 + year, month, day) <= (today.year, today.month, today.day) else 1900
    return _day_of(year, month, day, typed, here)


def day_in_words(day: date, locale: QLocale | None = None) -> str:
    """“5 March 1992”: the month by its whole name, in the order of the locale."""
    here = locale or QLocale()
    return here.toString(QDate(day.year, day.month, day.day), date_format(here.name()).replace("MMM", "MMMM"))


def month_text(month: str) -> str:
    """“Jul 2026” of “2026-07”."""
    year, number = map(int, month.split("-"))
    return QLocale().toString(QDate(year, number, 1), "MMM yyyy")


def _eight(typed: str, locale: QLocale) -> date:
    """Eight figures in the order in which the field shows a date; one of before 1850 is another order, or a slip."""
    at, parts = 0, {}
    for part in date_order(locale):
        parts[part] = int(typed[at : at + _WIDTHS[part]])
        at += _WIDTHS[part]
    if parts["y"] < EARLIEST_YEAR or not 1 <= parts["m"] <= 12:
        raise Refused(
            "“{given}” is not a date; eight figures are read in the order of {example}.",
            given=typed, example=typed_date(date(1992, 3, 5), locale),
        )  # fmt: skip
    return _day_of(parts["y"], parts["m"], parts["d"], typed, locale)


def _day_of(year: int, month: int, day: int, typed: str, locale: QLocale) -> date:
    if year < 1 or day < 1:
        raise _not_a_date(typed, locale)
    days = calendar.monthrange(year, month)[1]
    if day > days:
        name = locale.standaloneMonthName(month)
        raise Refused("{month} {year} has only {days} days; check the date.", month=name, year=year, days=days)
    return date(year, month, day)


def _worded(typed: str, locale: QLocale) -> date:
    for words in (date_format(locale.name()), date_format(locale.name()).replace("MMM", "MMMM")):
        there: QDate = locale.toDate(typed, words)
        if there.isValid() and there.year() >= 1:
            return date(there.year(), there.month(), there.day())
    raise _not_a_date(typed, locale)


def _not_a_date(typed: str, locale: QLocale) -> Refused:
    return Refused(_NOT_A_DATE if typed else _MISSING, given=typed, example=typed_date(date(1992, 3, 5), locale))
