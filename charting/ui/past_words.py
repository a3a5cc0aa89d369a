"""How the past is said on the screen: how long ago, and a day in the fewest words that still name it."""

from __future__ import annotations

import re
from datetime import date

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from charting.ui.words import date_format, date_text

translate = QCoreApplication.translate

DAYS_UP_TO = 14
WEEKS_UP_TO = 104
_QUOTED = re.compile(r"'[^']*'")
_DAY_AND_MONTH = re.compile(r"(d.*M+|M+.*d)[.日일]?")


def since_text(then: date, today: date) -> str:
    """“17 weeks since last”; days below two weeks, years above two; a day that is still to come says so."""
    return translate("past", "{time} since last").format(time=span_words((today - then).days))


def span_words(days: int) -> str:
    """A number of days as a person says it: “9 days”, “17 weeks”, “3 years”."""
    if days < 0:
        return translate("past", "a future date")
    if days == 0:
        return translate("past", "hours")
    if days < DAYS_UP_TO:
        return translate("past", "1 day") if days == 1 else translate("past", "{count} days").format(count=days)
    if days <= 7 * WEEKS_UP_TO:
        return translate("past", "{count} weeks").format(count=days // 7)
    return translate("past", "{count} years").format(count=int(days / 365.25))


def short_day(day: date, today: date) -> str:
    """“14 Jul”, in the order of the locale; with its year when that is another one."""
    words = date_format(QLocale().name())
    found = _DAY_AND_MONTH.search(_QUOTED.sub(lambda quoted: "\0" * len(quoted[0]), words))
    if day.year != today.year or found is None:
        return date_text(day)
    return QLocale().toString(QDate(day.year, day.month, day.day), words[found.start() : found.end()])
