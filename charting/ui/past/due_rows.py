"""Who is due: one entry for each treated patient, the table of them, and the same as text for other programs."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from PySide6.QtCore import QCoreApplication, QObject, Qt

from charting.desk.session import Session
from charting.domain.days import later
from charting.domain.dosing.reference import Reference
from charting.domain.dosing.styles import Style
from charting.domain.past.timing import DueRow, RecallDate, days_between, recall_date, review_due
from charting.exchange.csv.text import Cell, Typed, guarded, typed, written
from charting.ui.kit.look import Look
from charting.ui.kit.rows import Index, RowsModel
from charting.words.past_words import due_because, due_words, event_short, event_text
from charting.words.words import (
    NOTHING,
    born_date,
    chart_number,
    date_text,
    person_name,
    product_name,
    style_name,
    tooltip,
)

SOON_DAYS = 28
EVENT_MARK = "! "
"""Before the adverse events of a treatment."""

REVIEW = 9
"""The column of reviews, the last one."""

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
    return sorted(entries, key=lambda e: (e.recall is None, e.recall.on if e.recall else date.max, _name_key(e)))


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


def texts_of(entry: DueEntry, reference: Reference, today: date) -> tuple[str, ...]:
    """The cells of a row, as they stand in the table."""
    patient, treatment, recall = entry.row.patient, entry.row.treatment, entry.recall
    return (
        date_text(recall.on) if recall is not None else NOTHING,
        when_text(recall.on, today) if recall is not None else "",
        person_name(patient),
        born_date(patient),
        Typed(chart_number(patient)),
        date_text(treatment.at.date()),
        product_name(reference, treatment.product),
        style_name(entry.style),
        due_because(recall),
        review_text(entry, reference, today),
    )


def headers() -> tuple[str, ...]:
    """What the cells are, in the language of the desk."""
    return (
        translate("due", "Due"),
        translate("due", "when"),
        translate("due", "Patient"),
        translate("due", "born"),
        translate("due", "chart"),
        translate("due", "Last treated"),
        translate("due", "Product"),
        translate("due", "Style"),
        translate("due", "because"),
        translate("due", "Review"),
    )


def tab_text(entries: Iterable[DueEntry], reference: Reference, today: date) -> str:
    """The rows for the clipboard, as a spreadsheet takes them."""
    rows = (headers(), *(texts_of(entry, reference, today) for entry in entries))
    return "".join("\t".join(guarded(text.replace("\t", " ")) for text in row) + "\n" for row in rows)


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


# ---------------------------------------------------------------------- the table


class DueModel(RowsModel[DueEntry]):
    """Rows can be sorted by every column; dates sort as dates."""

    columns = REVIEW + 1

    def __init__(self, session: Session, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._look = look
        self.today = session.env.clock().date()
        self._column, self._order = 0, Qt.SortOrder.AscendingOrder
        self._texts: dict[str, tuple[DueEntry, tuple[str, ...]]] = {}

    def set_look(self, look: Look) -> None:
        self._look = look

    def key(self, row: DueEntry) -> Hashable:
        return row.row.patient.id

    def show(self, entries: Iterable[DueEntry]) -> None:
        """These rows, in the order chosen."""
        self.take(self._sorted(entries), fresh=True)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column, self._order = column, order
        self.show(self.rows)

    def _sorted(self, entries: Iterable[DueEntry]) -> list[DueEntry]:
        ordered = by_date(entries)
        descending = self._order is Qt.SortOrder.DescendingOrder
        if self._column in (0, 1):
            return ordered[::-1] if descending else ordered
        return sorted(ordered, key=self._sort_key, reverse=descending)

    def _sort_key(self, entry: DueEntry) -> tuple[object, ...]:
        patient = entry.row.patient
        keys: dict[int, tuple[object, ...]] = {
            2: _name_key(entry), 3: (patient.born,), 5: (entry.row.treatment.at.date(),),
            REVIEW: (not entry.row.events, entry.row.reviewed, entry.review_on),
        }  # fmt: skip
        return keys.get(self._column) or (self.texts(entry)[self._column].casefold(),)

    def texts(self, entry: DueEntry) -> tuple[str, ...]:
        """The cells of a row, written once."""
        known = self._texts.get(entry.row.patient.id)
        if known is None or known[0] is not entry:
            known = (entry, texts_of(entry, self._session.clinic.reference, self.today))
            self._texts[entry.row.patient.id] = known
        return known[1]

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return headers()[section]
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.row(index.row())
        if entry is None:
            return None
        texts = self.texts(entry)
        if role == Qt.ItemDataRole.DisplayRole:
            return event_count(entry) if index.column() == REVIEW and entry.row.events else texts[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(entry, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(text for text in texts if text)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(self._told(entry, index.column()))
        return None

    def _told(self, entry: DueEntry, column: int) -> str:
        if column == REVIEW and entry.row.events:
            return "\n".join(event_words(entry, self._session.clinic.reference))
        return due_words(entry.recall) if column in (0, 1, 8) else self.texts(entry)[column]

    def _colour(self, entry: DueEntry, column: int) -> object:
        wrong = bool(entry.row.events) or entry.review_overdue(self.today)
        late = (column == 1 and entry.overdue(self.today)) or (column == REVIEW and wrong)
        if late:
            return self._look.color("danger")
        return self._look.color("text" if column in (0, 2) else "muted")
