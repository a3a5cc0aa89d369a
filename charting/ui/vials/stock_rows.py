"""The stock as a table, and who got a lot as another; each also as text for other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Hashable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QBrush

from charting.domain.clinic.stock import LotUse, StockVial, expires_soon
from charting.domain.dosing.reference import Reference
from charting.domain.visit.visit import Status
from charting.exchange.csv.text import Typed, guarded
from charting.ui.kit.look import Look
from charting.ui.kit.rows import Index, RowsModel
from charting.words.vial_words import (
    about_vial,
    clock_text,
    closed_name,
    expiry_text,
    left_text,
    lot_text,
    trouble_text,
    wasted_text,
)
from charting.words.words import (
    NOTHING,
    chart_text,
    date_text,
    one_line,
    person_name,
    product_name,
    status_name,
    tooltip,
    units_text,
)

translate = QCoreApplication.translate

PRODUCT, LOT, SIZE, EXPIRES, LEFT, CLOCK, STATE, WASTED = range(8)
WHO, BORN, CHART, WHEN, WHAT, UNITS, OF_LOT, STATUS = range(8)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEADING = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class StockModel(RowsModel[StockVial]):
    """One row for each vial."""

    columns = 8

    def __init__(self, reference: Reference, look: Look, now: datetime, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reference = reference
        self.look = look
        self.now = now

    def set_look(self, look: Look) -> None:
        self.look = look

    def key(self, row: StockVial) -> Hashable:
        return row.vial.id

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.row(index.row()), index.column()
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.texts(row)[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in (LEFT, WASTED) else _LEADING
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(about_vial(row, self._reference, self.now))
        if role == Qt.ItemDataRole.AccessibleTextRole and column == PRODUCT:
            return about_vial(row, self._reference, self.now)
        if role == Qt.ItemDataRole.ForegroundRole:
            return QBrush(self.look.color(self._ink(row, column)))
        return None

    def _ink(self, row: StockVial, column: int) -> str:
        if not row.in_use:
            return "muted"
        if column == EXPIRES and expires_soon(row.vial, self.now.date()):
            return "caution"
        if column in (STATE, LEFT) and trouble_text(row, self._reference, self.now):
            return "caution"
        return "muted" if column in (CLOCK, STATE) else "text"

    def texts(self, row: StockVial) -> tuple[str, ...]:
        """The row in words, column by column."""
        vial = row.vial
        state = closed_name(row.closed) if row.closed is not None else ""
        if row.closed_at is not None:
            state = f"{state} {date_text(row.closed_at.date())}"
        return (
            product_name(self._reference, vial.product), lot_text(vial), units_text(vial.vial_units),
            expiry_text(vial, self.now.date())[0], left_text(row) if row.in_use else NOTHING,
            clock_text(row, self._reference, self.now) if row.in_use else NOTHING,
            state or trouble_text(row, self._reference, self.now) or translate("stock", "in use"),
            wasted_text(row.wasted),
        )  # fmt: skip

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in (LEFT, WASTED) else _LEADING
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                self.tr("Product"), self.tr("Lot"), self.tr("Units"), self.tr("Expires"), self.tr("Remaining"),
                self.tr("Made up"), self.tr("State"), self.tr("Wasted"),
            )[section]  # fmt: skip
        return None


class LotModel(RowsModel[LotUse]):
    """One row for each visit, or each of its vials, of a lot."""

    columns = 8

    def __init__(self, reference: Reference, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reference = reference
        self.look = look

    def set_look(self, look: Look) -> None:
        self.look = look

    def key(self, row: LotUse) -> Hashable:
        return row.visit_id, row.vial_id, row.lot

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.row(index.row()), index.column()
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return lot_row(row, self._reference)[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column == UNITS else _LEADING
        if role == Qt.ItemDataRole.ForegroundRole:
            draft = column == STATUS and row.status is not Status.SIGNED
            return QBrush(self.look.color("caution" if draft else "text" if column in (WHO, UNITS) else "muted"))
        if role == Qt.ItemDataRole.AccessibleTextRole and column == WHO:
            return ", ".join(lot_row(row, self._reference))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section == UNITS else _LEADING
        return lot_head()[section] if role == Qt.ItemDataRole.DisplayRole else None


def lot_head() -> tuple[str, ...]:
    return (
        translate("lots", "Patient"), translate("lots", "Born"), translate("lots", "Chart"),
        translate("lots", "Treated"), translate("lots", "Product"), translate("lots", "Units"),
        translate("lots", "Lot"), translate("lots", "State"),
    )  # fmt: skip


def lot_row(use: LotUse, reference: Reference) -> tuple[str, ...]:
    """One finding in words, column by column."""
    chart = chart_text(use.patient)
    return (
        person_name(use.patient), date_text(use.patient.born),
        Typed(one_line(use.patient.chart_no or "")) if chart else "",
        date_text(use.at.date()), product_name(reference, use.product),
        NOTHING if use.units is None else units_text(use.units), Typed(one_line(use.lot)), status_name(use.status),
    )  # fmt: skip


def lots_as_text(found: Iterable[LotUse], reference: Reference) -> str:
    """The findings as a table for other programs: tabs between the columns, a line for each."""
    out = io.StringIO()
    rows = csv.writer(out, delimiter="\t", lineterminator="\n")
    rows.writerow(lot_head())
    rows.writerows([guarded(cell) for cell in lot_row(use, reference)] for use in found)
    return out.getvalue()


def stock_summary(rows: Iterable[StockVial], reference: Reference, today: date) -> str:
    """“3 vials in use, 1 expires within 30 days. Wasted this year: 12.5 U Botox Cosmetic.”"""
    known = list(rows)
    in_use = [row for row in known if row.in_use]
    soon = sum(expires_soon(row.vial, today) for row in in_use)
    one, many = translate("stock", "1 vial in use"), translate("stock", "{count} vials in use")
    text = one if len(in_use) == 1 else many.format(count=len(in_use))
    if soon:
        text += translate("stock", ", {count} expired or expiring within 30 days").format(count=soon)
    wasted: dict[str, Decimal] = {}
    for row in known:
        if row.wasted and row.closed_at is not None and row.closed_at.year == today.year:
            wasted[row.vial.product] = wasted.get(row.vial.product, Decimal(0)) + row.wasted
    if wasted:
        each = ", ".join(f"{units_text(units)} U {product_name(reference, code)}" for code, units in wasted.items())
        text += translate("stock", ". Wasted this year: {each}").format(each=each)
    return f"{text}."
