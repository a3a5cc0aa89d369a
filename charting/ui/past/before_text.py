"""Before retreatment in words: what was done last, how it went, how long it lasted, and when it is expected to end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from charting.desk import looking_back
from charting.desk.judging import before_repeat
from charting.domain.days import later
from charting.domain.dosing import UNASSIGNED, AreaDose, Assessment
from charting.domain.outcome import Residual, Review
from charting.domain.timing import Duration, expected_duration, lasted, recall_date
from charting.domain.visit import Status, Visit, total_units
from charting.ui.past.then_table import ThenRow
from charting.words.caution_words import localised, points_named
from charting.words.past_words import (
    due_with_other,
    duration_text,
    evenness_name,
    event_short,
    residual_name,
    span_words,
)
from charting.words.words import area_name, date_text, one_line, points_text, product_name, units_text

if TYPE_CHECKING:
    from charting.desk.session import Session

translate = QCoreApplication.translate


def rows_of(session: Session, visit: Visit, assessment: Assessment) -> tuple[ThenRow, ...]:
    """One row for each area and technique, with what the last review found there."""
    found = {f.area: f.residual for f in review.findings} if (review := _last_review(session, visit)) else {}
    return tuple(
        ThenRow(
            _name(session, row.area),
            units_text(row.units),
            row.style,
            residual_name(found[row.area]) if row.area in found else "",
            found.get(row.area) is Residual.FULL,
        )
        for row in assessment.areas
    )


def total_text(session: Session, visit: Visit) -> str:
    """“42.5 U on 17 points”, and what touch-ups added in units of the same product."""
    total = total_units(visit.points)
    text = translate("before", "{units} U, {points}").format(
        units=units_text(total), points=points_text(len(visit.points))
    )
    for touch_up in looking_back.touch_ups(session, visit):
        if looking_back.is_treatment(session, touch_up):
            continue  # it came too late to be one
        added = total_units(touch_up.points)
        day = date_text(touch_up.at.date())
        if touch_up.product == visit.product:
            total += added
            more = translate("before", "touch-up {date} {units} U, together {total} U")
            text += "\n" + more.format(date=day, units=units_text(added), total=units_text(total))
        else:
            more = translate("before", "touch-up {date} {units} U of {product}")
            name = product_name(session.reference, touch_up.product)
            text += "\n" + more.format(date=day, units=units_text(added), product=name)
    return text


def events_text(session: Session, visit: Visit) -> str:
    """What went wrong before at points of this visit, a line each: said before it is charted again."""
    lines = []
    for note in before_repeat(session, visit):
        text = localised(note.measured)
        line = text[:1].upper() + text[1:]
        if note.points:
            where = points_named(note.points)
            line = translate("before", "{event} · {points}").format(event=line, points=where)
        lines.append(line)
    return "\n".join(lines)


def paragraphs(session: Session, visit: Visit, assessment: Assessment) -> Iterator[tuple[str, str]]:
    """Headings and their text, in reading order; headings without anything to say are left out."""
    yield translate("before", "At review"), "\n".join(_reviewed(session, visit))
    yield translate("before", "Effect"), "\n".join((*_lasted(session, visit), *_expected(session, visit, assessment)))
    due = _due(session, visit, assessment)
    if due:
        yield translate("before", "Due"), due
    best = looking_back.pinned_best(session)
    if best is not None:
        yield translate("before", "★ Pinned best"), _best(session, best, visit)


# ---------------------------------------------------------------------- how it went


def _last_review(session: Session, visit: Visit) -> Review | None:
    told = [v.review for v in looking_back.reviews(session, visit) if v.review is not None]
    return told[-1] if told else None


def _reviewed(session: Session, visit: Visit) -> Iterator[str]:
    reviews = looking_back.reviews(session, visit)
    if not reviews:
        yield translate("before", "Not reviewed.")
        return
    for visited in reviews[-2:]:
        review, parts = visited.review or Review(), []
        if review.satisfaction is not None:
            parts.append(translate("before", "satisfaction {given} of 5").format(given=review.satisfaction))
        if review.evenness is not None:
            parts.append(evenness_name(review.evenness))
        parts += [event_short(session.reference, event) for event in review.adverse_events]
        if not parts and not review.findings and not review.note:
            parts.append(translate("before", "nothing noted"))
        after = span_words(max(0, (visited.at.date() - visit.at.date()).days))
        draft = translate("before", "draft") if visited.status is Status.DRAFT else ""
        head = translate("before", "{date}, after {time}").format(date=date_text(visited.at.date()), time=after)
        yield ": ".join(part for part in (head, " · ".join(part for part in (draft, *parts) if part)) if part)
        if review.note:
            yield f"“{one_line(review.note)}”"


# ---------------------------------------------------------------------- how long it lasts


def _lasted(session: Session, visit: Visit) -> Iterator[str]:
    known = lasted(visit, session.wore_off)
    for days in dict.fromkeys(row.days for row in known):
        rows = [row for row in known if row.days == days]
        where = ", ".join(_name(session, row.area) if row.area else translate("before", "All areas") for row in rows)
        about = any(row.about for row in rows)
        text = translate("before", "{areas} wore off about {date}, after {time}") if about else translate(
            "before", "{areas} wore off {date}, after {time}"
        )  # fmt: skip
        yield text.format(areas=where, date=date_text(rows[0].on), time=span_words(days))


def _expected(session: Session, visit: Visit, assessment: Assessment) -> Iterator[str]:
    groups: dict[Duration, list[AreaDose]] = {}
    for row in assessment.areas:
        duration = expected_duration(session.reference, visit.product, row.area, row.style, row.technique)
        if duration is not None:
            groups.setdefault(duration, []).append(row)
    if not groups:
        yield translate("before", "How long it lasts is not known for this product and these areas.")
    for duration, rows in groups.items():
        low = later(visit.at.date(), duration.low_days or duration.high_days)
        high = later(visit.at.date(), duration.high_days)
        until = date_text(high) if low == high else f"{date_text(low)} – {date_text(high)}"
        text = translate("before", "{areas}: expected {months}, until {until} ({source}, {mark})")
        mark = translate("before", "weak evidence") if duration.weak else duration.mark
        yield text.format(
            areas=_names(session, rows), months=duration_text(duration), until=until,
            source=duration.source_short, mark=mark,
        )  # fmt: skip


def _due(session: Session, visit: Visit, assessment: Assessment) -> str:
    due = recall_date(visit, assessment.areas, session.reference, session.recall)
    if due is None:
        return ""
    return f"{date_text(due.on)} · {due_with_other(due)}"


def _best(session: Session, best: Visit, last: Visit) -> str:
    if best.id == last.id:
        return translate("before", "this one")
    parts = (
        date_text(best.at.date()), product_name(session.reference, best.product),
        translate("before", "{units} U").format(units=units_text(total_units(best.points))),
    )  # fmt: skip
    return " · ".join(parts)


def _names(session: Session, rows: Sequence[AreaDose]) -> str:
    """Short names; both sides of an area stand as one."""
    bases = dict.fromkeys(row.area.partition(".")[0] for row in rows)
    return ", ".join(_name(session, base) for base in bases)


def _name(session: Session, code: str | None) -> str:
    return area_name(session.reference, None if code in (None, UNASSIGNED) else code)
