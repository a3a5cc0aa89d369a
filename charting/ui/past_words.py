"""How the past is said on the screen: how long ago, and a day in the fewest words that still name it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from charting.domain.outcome import Evenness, Residual
from charting.ui.words import date_format, date_text, units_text

if TYPE_CHECKING:
    from charting.domain.reference import Reference
    from charting.domain.timing import Duration

translate = QCoreApplication.translate

DAYS_UP_TO = 14
WEEKS_UP_TO = 104
_QUOTED = re.compile(r"'[^']*'")
_DAY_AND_MONTH = re.compile(r"(d.*M+|M+.*d)[.日일]?")


def table_text(which: Literal["today", "kept", "lost"]) -> str:
    """What a signed visit was compared with, where that is not the table of today."""
    return {
        "today": "",
        "kept": translate("past", "Compared with the ranges of then; today's are others."),
        "lost": translate("past", "Its ranges of then are not in this file; compared with today's."),
    }[which]


def since_text(then: date, today: date) -> str:
    """“17 weeks since last”; days below two weeks, years above two; a day that is still to come says so."""
    if today == then:
        return translate("past", "treated today")
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


# ---------------------------------------------------------------------- how it went


def residual_name(residual: Residual) -> str:
    """The movement left in an area, as it stands in a form or a table."""
    return {
        Residual.NONE: translate("past", "none"),
        Residual.SLIGHT: translate("past", "slight"),
        Residual.MODERATE: translate("past", "moderate"),
        Residual.FULL: translate("past", "full"),
    }[residual]


def evenness_name(evenness: Evenness) -> str:
    """How alike the two sides are."""
    return {
        Evenness.EVEN: translate("past", "even"),
        Evenness.SLIGHTLY_UNEVEN: translate("past", "slightly uneven"),
        Evenness.UNEVEN: translate("past", "uneven"),
    }[evenness]


def event_name(reference: Reference, event: str) -> str:
    """An adverse event by the name the reference data gives it; its id where the data has none."""
    return next((known.name for known in reference.adverse_events if known.id == event), event)


# ---------------------------------------------------------------------- how long it lasts


def duration_text(duration: Duration) -> str:
    """“4–6 months”, “about 3 months”: a source's days in half months, which is as exact as they are."""
    high = months_text(duration.high_days)
    low = None if duration.low_days is None else months_text(duration.low_days)
    if low is None:
        return translate("past", "up to {high} months").format(high=high)
    if low == high:
        return translate("past", "about {high} months").format(high=high)
    return translate("past", "{low}–{high} months").format(low=low, high=high)


def months_text(days: int) -> str:
    """Days as months, to the half."""
    return units_text(Decimal(round(days / 30.4375 * 2)) / 2)
