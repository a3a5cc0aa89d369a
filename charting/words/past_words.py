"""How the past is said on the screen: how long ago, and a day in the fewest words that still name it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from charting.domain.dosing.reference import Caution
from charting.domain.past.timing import Because
from charting.domain.visit.outcome import Evenness, EventSide, FoundEvent, Residual, Review, Severity
from charting.words.words import area_name, date_format, date_text, one_line, units_text

if TYPE_CHECKING:
    from charting.domain.dosing.reference import Reference
    from charting.domain.past.timing import Duration, RecallDate

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
    """How much an area still moves, as it stands in a form or a table."""
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


def event_side_name(side: EventSide) -> str:
    """Where an adverse event was seen: the patient's right or left, or both."""
    return {
        EventSide.RIGHT: translate("past", "right"),
        EventSide.LEFT: translate("past", "left"),
        EventSide.BOTH: translate("past", "both sides"),
    }[side]


def severity_name(severity: Severity) -> str:
    """How bad an adverse event was."""
    return {
        Severity.MILD: translate("past", "mild"),
        Severity.MODERATE: translate("past", "moderate"),
        Severity.SEVERE: translate("past", "severe"),
    }[severity]


def event_short(reference: Reference, event: FoundEvent) -> str:
    """“Eyelid ptosis left, moderate”."""
    parts = [event_name(reference, event.code)]
    if event.side is not None:
        parts[0] = translate("past", "{event} {side}").format(event=parts[0], side=event_side_name(event.side))
    if event.severity is not None:
        parts.append(severity_name(event.severity))
    return ", ".join(parts)


def event_text(reference: Reference, event: FoundEvent) -> str:
    """All that is known of an adverse event: “Eyelid ptosis left, moderate, 13 Mar 2026 – 2 Apr 2026, treated: …”."""
    parts = [event_short(reference, event)]
    since, until = (None if day is None else date_text(day) for day in (event.since, event.until))
    if since and until:
        parts.append(translate("past", "{since} – {until}").format(since=since, until=until))
    elif since:
        parts.append(translate("past", "since {since}").format(since=since))
    elif until:
        parts.append(translate("past", "until {until}").format(until=until))
    if event.treated is not None:
        how = translate("past", "treated: {how}").format(how=one_line(event.treated))
        parts.append(how if event.treated else translate("past", "treated"))
    if event.reported is not None:
        how = translate("past", "reported: {how}").format(how=one_line(event.reported))
        parts.append(how if event.reported else translate("past", "reported"))
    return ", ".join(parts)


def review_rows(reference: Reference, review: Review) -> Iterator[tuple[str, str, bool]]:
    """What a review found, row by row: what it is about, what was found, and whether that is an urgent matter."""
    for finding in review.findings:
        words = translate("ReviewCard", "still moves: {residual}").format(residual=residual_name(finding.residual))
        if finding.residual is Residual.NONE:
            words = translate("ReviewCard", "moves no more")
        yield area_name(reference, finding.area), words, False
    if review.evenness is not None:
        yield translate("ReviewCard", "Evenness"), evenness_name(review.evenness), False
    if review.satisfaction is not None:
        given = translate("ReviewCard", "{given} of 5").format(given=review.satisfaction)
        yield translate("ReviewCard", "Satisfaction"), given, False
    urgent = {event.id for event in reference.adverse_events if event.urgent}
    for event in review.adverse_events:
        yield translate("ReviewCard", "Adverse event"), event_text(reference, event), event.code in urgent
    if review.note:
        yield translate("ReviewCard", "Note"), one_line(review.note), False


# ---------------------------------------------------------------------- when somebody is due


def due_rule_text() -> str:
    """By which rule a patient is due, true of each of them: the words of `due_because` are its two ends."""
    return translate(
        "past", "Due when the label's interval is over and the first effect is expected to have ended, whichever is"
        " later, or on the day that was set.",
    )  # fmt: skip


def due_because(recall: RecallDate | None) -> str:
    """Which of them it was: “label's interval” says that the first effect has ended by then, or is not known."""
    if recall is None:
        return translate("past", "no interval known")
    return {
        Because.SET: translate("past", "day set"),
        Because.LABEL: translate("past", "label's interval"),
        Because.EFFECT: translate("past", "first effect ends"),
    }[recall.because]


def due_with_other(recall: RecallDate) -> str:
    """The same, with the other end where that is known: “label's interval, first effect ends 15 Jun 2026”."""
    why, other = due_because(recall), None
    if recall.because is Because.LABEL and recall.effect_on is not None:
        other = translate("past", "{why}, first effect ends {date}").format(why=why, date=date_text(recall.effect_on))
    if recall.because is Because.EFFECT and recall.label_on is not None:
        other = translate("past", "{why}, label's interval {date}").format(why=why, date=date_text(recall.label_on))
    return other or why


def due_words(recall: RecallDate | None) -> str:
    """The days it was chosen from, with the source of the duration."""
    if recall is None:
        return ""
    parts = []
    if recall.label_on is not None:
        parts.append(translate("past", "label's interval ends {date}").format(date=date_text(recall.label_on)))
    if recall.effect_on is not None and recall.duration is not None:
        parts.append(
            translate("past", "first effect expected to end from {date} ({source}, mark {mark})").format(
                date=date_text(recall.effect_on), source=recall.duration.source_short, mark=recall.duration.mark
            )
        )
    return "; ".join(parts)


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


def booster_text(days: int, caution: Caution) -> str:
    """“12 days after the treatment: a booster within 3 weeks … (source, mark A)”."""
    if days == 0:
        text = translate("booster", "On the day of the treatment: {rule} ({source}, mark {mark}).")
    elif days == 1:
        text = translate("booster", "1 day after the treatment: {rule} ({source}, mark {mark}).")
    else:
        text = translate("booster", "{days} days after the treatment: {rule} ({source}, mark {mark}).")
    rule = translate("Reference", caution.text or "")
    return text.format(days=days, rule=rule, source=caution.source.short, mark=caution.mark)
