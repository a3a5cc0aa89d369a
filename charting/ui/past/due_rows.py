"""Who is due: one entry for each treated patient, the columns of their list, and the same as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from PySide6.QtCore import QCoreApplication

from charting.desk.session import Session
from charting.domain.days import later
from charting.domain.dosing.reference import Reference
from charting.domain.dosing.styles import Style
from charting.domain.past.timing import DueRow, RecallDate, days_between, recall_date, review_due
from charting.exchange.csv.text import Cell, Typed, typed, written
from charting.ui.kit.look import Look
from charting.ui.kit.table import Column
from charting.words.past_words import due_because, due_words, event_short, event_text
from charting.words.words import (
    NOTHING,
    born_date,
    chart_number,
    date_text,
    person_name,
    product_name,
    style_name,
)

SOON_DAYS = 28
EVENT_MARK = "! "
"""Before the adverse events of a treatment."""

translate = QCoreApplication.translate


class Filter(Enum):
    """Which patients are listed."""

    ALL = "all"
    OVERDUE = "overdue"
    SOON = "soon"
    REVIEWS = "reviews"


@dataclass(frozen=True, slots=True)
class DueEntry:
    """One patient: what the file knows, when they are due (None: nothing says) and when a review was to be."""

    row: DueRow
    style: Style
    recall: RecallDate | None
    review_on: date

    def overdue(self, today: date) -> bool:
        return self.recall is not None and self.recall.on < today

    def soon(self, today: date) -> bool:
        return self.recall is not None and today <= self.recall.on <= later(today, SOON_DAYS)

    def review_overdue(self, today: date) -> bool:
        """Not reviewed in time. Once the next treatment is due, a review of the last one comes too late."""
        return not self.row.reviewed and self.review_on < today and not self.overdue(today)

    def passes(self, chosen: Filter, product: str | None, today: date) -> bool:
        """Whether the entry is listed under a filter and a product (None: every one)."""
        if product is not None and self.row.treatment.product != product:
            return False
        checks: dict[Filter, Callable[[date], bool]] = {
            Filter.OVERDUE: self.overdue, Filter.SOON: self.soon, Filter.REVIEWS: self.review_overdue,
        }  # fmt: skip
        return chosen is Filter.ALL or checks[chosen](today)


def entry_of(row: DueRow, session: Session) -> DueEntry:
    """When a patient is due: their last treatment is assessed for it, on the face it was charted on."""
    reference = session.clinic.reference
    assessment = session.judging.assessed(row.treatment, row.patient)
    recall = recall_date(row.treatment, assessment.areas, reference, row.recall_on)
    return DueEntry(row, assessment.style, recall, review_due(row.treatment, reference))


def by_date(entries: Iterable[DueEntry]) -> list[DueEntry]:
    """Who has waited longest comes first; those without a date last."""
    return sorted(entries, key=_due_order)


def _due_order(entry: DueEntry) -> tuple[object, ...]:
    return entry.recall is None, entry.recall.on if entry.recall is not None else date.max, _name_key(entry)


def _name_key(entry: DueEntry) -> tuple[str, str]:
    patient = entry.row.patient
    return patient.family_name.casefold(), patient.given_name.casefold()


# ---------------------------------------------------------------------- words


DAYS_UP_TO = 56


def when_text(on: date, today: date) -> str:
    """“27 days late”, “in 5 days”, “today”; weeks only from eight on, where a day more or less says nothing."""
    days = days_between(today, on)
    if days == 0:
        return translate("due", "today")
    count, late = abs(days), days < 0
    if count < DAYS_UP_TO:
        one = translate("due", "1 day late") if late else translate("due", "in 1 day")
        more = translate("due", "{count} days late") if late else translate("due", "in {count} days")
        return one if count == 1 else more.format(count=count)
    more = translate("due", "{count} weeks late") if late else translate("due", "in {count} weeks")
    return more.format(count=count // 7)


def review_text(entry: DueEntry, reference: Reference, today: date) -> str:
    """Whether the treatment was looked at again; what went wrong after it comes first."""
    if entry.row.events:
        return EVENT_MARK + "; ".join(event_short(reference, event) for event in entry.row.events)
    if entry.row.reviewed:
        return translate("due", "reviewed")
    if entry.review_overdue(today):
        return when_text(entry.review_on, today)
    return date_text(entry.review_on) if entry.review_on >= today else translate("due", "not reviewed")


def event_count(entry: DueEntry) -> str:
    """“! adverse event”: what there is room for in every list; the words are in the tip, the copy and the file."""
    count = len(entry.row.events)
    if count == 1:
        return EVENT_MARK + translate("due", "adverse event")
    return EVENT_MARK + translate("due", "{count} events").format(count=count)


def event_words(entry: DueEntry, reference: Reference) -> list[str]:
    """All that is known of what went wrong after the treatment, event by event."""
    return [event_text(reference, event) for event in entry.row.events]


def columns_of(reference: Reference, today: date) -> tuple[Column, ...]:
    """The columns of the list and of what is copied from it."""

    def due(entry: DueEntry) -> str:
        return date_text(entry.recall.on) if entry.recall is not None else NOTHING

    def when(entry: DueEntry) -> str:
        return when_text(entry.recall.on, today) if entry.recall is not None else ""

    def why(entry: DueEntry) -> str:
        return due_words(entry.recall)

    def review_ink(entry: DueEntry, _look: Look) -> str:
        return "danger" if entry.row.events or entry.review_overdue(today) else "muted"

    def review_tip(entry: DueEntry) -> str:
        events = "\n".join(event_words(entry, reference))
        return events or review_text(entry, reference, today)

    return (
        Column(translate("due", "Due"), due, 104, tip=why, sort=_due_order),
        Column(
            translate("due", "when"), when, 104, tip=why, sort=_due_order,
            ink=lambda entry, _: "danger" if entry.overdue(today) else "muted",
        ),
        Column(translate("due", "Patient"), lambda entry: person_name(entry.row.patient), sort=_name_key),
        Column(
            translate("due", "born"), lambda entry: born_date(entry.row.patient), 104, ink="muted",
            sort=lambda entry: entry.row.patient.born,
        ),
        Column(translate("due", "chart"), lambda entry: Typed(chart_number(entry.row.patient)), 76, ink="muted"),
        Column(
            translate("due", "Last treated"), lambda entry: date_text(entry.row.treatment.at.date()), 104, ink="muted",
            sort=lambda entry: entry.row.treatment.at.date(),
        ),
        Column(
            translate("due", "Product"), lambda entry: product_name(reference, entry.row.treatment.product), 124,
            ink="muted",
        ),
        Column(translate("due", "Style"), lambda entry: style_name(entry.style), 100, ink="muted"),
        Column(translate("due", "because"), lambda entry: due_because(entry.recall), 128, ink="muted", tip=why),
        Column(
            translate("due", "Review"), lambda entry: review_text(entry, reference, today), 112, ink=review_ink,
            tip=review_tip, sort=lambda entry: (not entry.row.events, entry.row.reviewed, entry.review_on),
            short=lambda entry: event_count(entry) if entry.row.events else review_text(entry, reference, today),
        ),
    )  # fmt: skip


def csv_bytes(entries: Iterable[DueEntry], reference: Reference) -> bytes:
    """The rows as CSV (RFC 4180, UTF-8 with its mark): English keys and ISO dates, the same on every computer."""
    names = ("due", "because", "family_name", "given_name", "born", "chart_no", "last_treatment", "product", "style",
             "review_due", "reviewed", "adverse_events")  # fmt: skip
    return written([names, *(_cells(entry, reference) for entry in entries)])


def _cells(entry: DueEntry, reference: Reference) -> tuple[Cell, ...]:
    patient, treatment, recall = entry.row.patient, entry.row.treatment, entry.recall
    return (
        recall.on if recall else None, recall.because.value if recall else None, typed(patient.family_name),
        typed(patient.given_name), patient.born, typed(patient.chart_no), treatment.at.date(),
        product_name(reference, treatment.product), entry.style.value, entry.review_on,
        "yes" if entry.row.reviewed else "no", typed("; ".join(event_words(entry, reference))),
    )  # fmt: skip
