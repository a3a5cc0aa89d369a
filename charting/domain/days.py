"""Days and moments: which of them can be true, and sums that no day of a file can break.

The calendar of the program ends with the years 1 and 9999. What would lie outside stands at its end: a chart with an
impossible day is shown as it is, and never keeps anybody from the others.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from charting.errors import Refused

FIRST_DAY = date(1985, 1, 1)
"""Before it no product existed."""
LAST_DAY = date(2100, 12, 31)
"""After it nothing that is recorded now expires, or is planned."""
AHEAD = timedelta(minutes=5)
"""So far may the clock of another computer be ahead of this one's."""


# ---------------------------------------------------------------------- sums


def later(day: date, days: int) -> date:
    """The day so many days later (negative: earlier), or the end of the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def moment_later(moment: datetime, by: timedelta) -> datetime:
    """The moment so much later (negative: earlier), or the end of the calendar on the same clock."""
    try:
        return moment + by
    except OverflowError:
        end = date.max if by > timedelta(0) else date.min
        return datetime.combine(end, time.max if by > timedelta(0) else time.min, moment.tzinfo)


def on_clock(moment: datetime, zone: tzinfo | None) -> datetime:
    """The moment on the clock of a zone (None: this computer's); on its own clock where the calendar ends."""
    try:
        return moment.astimezone(zone)
    except (OverflowError, ValueError, OSError):
        return moment


# ---------------------------------------------------------------------- what can be true


def refuse_impossible(at: datetime, born: date, now: datetime, *, draft: bool = False) -> None:
    """Refused where nobody can have been treated at this time: before the birth or 1985, or more than 5 minutes ahead.

    A draft may be planned up to a year ahead. The day is that of the visit's own clock.
    """
    day = at.date()
    if day < born:
        raise Refused("The visit of {day} is dated before the patient's birth on {born}; check the date.",
                      day=day.isoformat(), born=born.isoformat())  # fmt: skip
    if day < FIRST_DAY:
        raise Refused("The visit is dated {day}; before {first} there was no product. Check the date.",
                      day=day.isoformat(), first=FIRST_DAY.isoformat())  # fmt: skip
    if at - now <= AHEAD:
        return
    if not draft:
        raise Refused("The visit is dated {at}, which is still to come; check the date.", at=_minute(at))
    if day > _year_later(on_clock(now, at.tzinfo).date()):
        raise Refused("The draft is dated {day}; one can be planned up to a year ahead. Check the date.",
                      day=day.isoformat())  # fmt: skip


def refuse_too_early(at: datetime, born: date, now: datetime) -> None:
    """Refused where a draft cannot be signed because of its time: the bounds are those of `refuse_impossible`."""
    if at - now > AHEAD:
        raise Refused("This visit is planned for {at}; it can be signed from then on, or with the right date.",
                      at=_minute(at))  # fmt: skip
    refuse_impossible(at, born, now)


def checked_noted(at: datetime, now: datetime) -> datetime:
    """The same time at which something was written down; Refused before 1985, or more than 5 minutes ahead."""
    if at.date() < FIRST_DAY or at - now > AHEAD:
        raise Refused("Nothing can have been written down on {at}; check the date.", at=_minute(at))
    return at


def can_be(day: date) -> bool:
    """Whether a day lies between 1985 and 2100, both included."""
    return FIRST_DAY <= day <= LAST_DAY


def checked_day(day: date) -> date:
    """The same day of an expiry, a recall or the like; Refused outside 1985 to 2100."""
    if not can_be(day):
        raise Refused("{day} is not between {first} and {last}; check the date.",
                      day=day.isoformat(), first=FIRST_DAY.isoformat(), last=LAST_DAY.isoformat())  # fmt: skip
    return day


def _year_later(day: date) -> date:
    """The same day of the next year; of 29 February the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _minute(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="minutes")
