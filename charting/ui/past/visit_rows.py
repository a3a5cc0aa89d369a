"""The cards of the list of visits: what each says, and the model that keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from charting.desk.session import Session
from charting.domain.dosing.dosing import Assessment
from charting.domain.dosing.styles import Style
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import Kind, Status, Visit, late_entry, total_units
from charting.words.past_words import short_day
from charting.words.people_words import photos_text
from charting.words.words import (
    date_text,
    kind_name,
    one_line,
    points_text,
    product_name,
    status_name,
    style_name,
    time_text,
    tooltip,
    units_text,
)

CARD = Qt.ItemDataRole.UserRole
VISIT = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex
translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says besides its style: a title, and lines of plain text. `marks` are words such as "touch-up".

    `faded`: the visit holds no longer, and looks so.
    """

    title: str
    draft: bool
    product: str
    lot: str
    figures: str
    marks: tuple[str, ...]
    dosed: bool
    faded: bool = False

    @property
    def draft_word(self) -> str:
        return status_name(Status.DRAFT)


def card_of(visit: Visit, session: Session, today: date, *, with_time: bool) -> Card:
    """The words of a visit's card; `with_time` tells two visits of one day apart."""
    long = date_text if not with_time else partial(short_day, today=today)  # with its time the day has less room
    day = translate("visits", "Today") if visit.at.date() == today else long(visit.at.date())
    title = f"{day} {time_text(visit.at)}" if with_time else day
    lot = translate("visits", "lot {lot}").format(lot=one_line(visit.lot)) if visit.lot else ""
    return Card(
        title=title,
        draft=visit.is_draft,
        product=product_name(session.clinic.reference, visit.product) if visit.product or visit.points else "",
        lot=lot,
        figures=figures_of(visit),
        marks=tuple(_marks(visit, session.health.photo_count(visit.id), pinned=visit.id == session.open.pinned)),
        dosed=len(visit.undosed) < len(visit.points),
        faded=not visit.is_draft and not session.amending.holds(visit),
    )


def figures_of(visit: Visit) -> str:
    """“34.5 U · 15 points”."""
    if not visit.points:
        return translate("visits", "No points") if visit.kind is not Kind.REVIEW else ""
    units = translate("visits", "{units} U").format(units=units_text(total_units(visit.points)))
    return f"{units} · {points_text(len(visit.points))}"


def _marks(visit: Visit, photos: int, *, pinned: bool) -> list[str]:
    marks = [translate("visits", "★ best")] if pinned else []
    if visit.kind is not Kind.TREATMENT:
        marks.append(kind_name(visit.kind))
    if visit.status in (Status.AMENDED, Status.ENTERED_IN_ERROR):
        marks.append(status_name(visit.status))
    if visit.amends is not None:
        marks.append(translate("visits", "correction"))
    if late_entry(visit):
        marks.append(translate("visits", "late entry"))
    if visit.signature is not None and visit.signature.elsewhere:
        marks.append(translate("visits", "signed elsewhere"))
    if visit.undosed:
        marks.append(translate("visits", "{count} undosed").format(count=len(visit.undosed)))
    if photos:
        marks.append(photos_text(photos))
    return marks


class VisitsModel(QAbstractListModel):
    """The patient's visits, newest first. Only rows whose visit changed are announced as changed."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._visits: tuple[Visit, ...] = ()
        self._patient: Patient | None = None
        self._today = session.env.clock().date()
        self._pinned = session.open.pinned
        self._ranges = session.clinic.reference
        self._attachments = session.open.attachments
        self._cards: dict[str, tuple[Visit, bool, Card]] = {}
        self._assessed: dict[str, tuple[Visit, Assessment]] = {}

    def show(self, visits: Sequence[Visit], patient: Patient | None) -> None:
        before, after = [v.id for v in self._visits], [v.id for v in visits]
        today = self._session.env.clock().date()
        ranges, self._ranges = self._ranges, self._session.clinic.reference
        if patient != self._patient or today != self._today or ranges is not self._ranges:
            self._assessed.clear()  # surface and ranges follow the patient
            self._cards.clear()
        pinned, self._pinned = self._pinned, self._session.open.pinned
        attachments, self._attachments = self._attachments, self._session.open.attachments
        other = pinned != self._pinned or attachments != self._attachments
        if other:
            self._cards.clear()
        fresh = patient != self._patient or today != self._today or before != after or other
        fresh = fresh or ranges is not self._ranges
        old, self._patient, self._today = self._visits, patient, today
        if fresh:
            self.beginResetModel()
            self._visits = tuple(visits)
            self._forget_gone()
            self.endResetModel()
            return
        self._visits = tuple(visits)
        for row, (was, now) in enumerate(zip(old, visits, strict=True)):
            if was is not now and was != now:
                self.dataChanged.emit(self.index(row), self.index(row))

    def keep(self, visit: Visit, assessment: Assessment | None) -> None:
        """An assessment somebody has made already, so that it is not made twice."""
        if assessment is not None and assessment.visit_id == visit.id:
            self._assessed[visit.id] = (visit, assessment)

    def row_of(self, visit_id: str | None) -> int:
        """The row of a visit, -1 when it is not in the list."""
        return next((row for row, visit in enumerate(self._visits) if visit.id == visit_id), -1)

    def visit_at(self, row: int) -> Visit:
        return self._visits[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._visits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        visit = self._visits[index.row()]
        if role == VISIT:
            return visit
        if role == CARD:
            return self._card(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._card(index.row()).title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(index.row())
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(self.spoken(index.row()))
        return None

    def style_of(self, visit: Visit) -> Style | None:
        """The style of a visit; None while nothing in it is dosed."""
        if len(visit.undosed) == len(visit.points):
            return None
        known = self._assessed.get(visit.id)
        if known is None or known[0] is not visit:
            known = (visit, self._session.judging.assessed(visit, self._patient))
            self._assessed[visit.id] = known
        return known[1].style

    def _card(self, row: int) -> Card:
        visit = self._visits[row]
        day = visit.at.date()
        near = self._visits[max(0, row - 1) : row] + self._visits[row + 1 : row + 2]
        with_time = any(other.at.date() == day for other in near)
        known = self._cards.get(visit.id)
        if known is None or known[0] is not visit or known[1] is not with_time:
            known = (visit, with_time, card_of(visit, self._session, self._today, with_time=with_time))
            self._cards[visit.id] = known
        return known[2]

    def spoken(self, row: int) -> str:
        card, visit = self._card(row), self._visits[row]
        style = self.style_of(visit)
        parts = [
            card.title,
            status_name(Status.DRAFT) if card.draft else "",
            card.product,
            card.lot,
            card.figures.replace(" · ", ", "),
            translate("visits", "style {style}").format(style=style_name(style)) if style is not None else "",
            *card.marks,
        ]
        return ", ".join(part for part in parts if part)

    def _forget_gone(self) -> None:
        there = {visit.id for visit in self._visits}
        self._cards = {key: value for key, value in self._cards.items() if key in there}
        self._assessed = {key: value for key, value in self._assessed.items() if key in there}
