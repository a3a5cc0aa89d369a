"""Every point of a visit as a row of a table, since a drawing is invisible to a screen reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QBrush, QFont

from charting.domain.dosing.reference import Reference
from charting.domain.face.face import View
from charting.domain.visit.visit import InjectionPoint, Technique, side
from charting.ui.kit.look import Look, base_font, sized
from charting.ui.kit.rows import Index, RowsModel
from charting.words.dose_words import units_said
from charting.words.words import area_name, technique_name, tooltip, units_text, view_name

NUMBER, VIEW, AREA, SIDE, UNITS, TECHNIQUE = range(6)

BY_HAND, ELSEWHERE, NOWHERE = "✎", "≠", "?"
"""Marks beside an area: somebody chose it, the position lies in another one, or nobody recorded the position."""


@dataclass(frozen=True, slots=True)
class PointRow:
    """A point with its number (from 1), the area it counts for, the one it lies in, and what is drawn for it."""

    number: int
    point: InjectionPoint
    area: str | None
    lies_in: str | None
    mismatched: bool
    draws: str = ""

    @property
    def by_hand(self) -> bool:
        return self.point.area is not None


class PointsModel(RowsModel[PointRow]):
    """Number, view, area, side, units, technique."""

    columns = 6

    def __init__(self, reference: Reference, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reference = reference
        self._look = look
        self._bold: QFont | None = None

    def set_look(self, look: Look) -> None:
        self._look = look
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, TECHNIQUE))

    def key(self, row: PointRow) -> int:
        return row.point.key

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.row(index.row()), index.column()
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts(row)[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._brush(row, column)
        if role == Qt.ItemDataRole.FontRole and column == UNITS:
            self._bold = self._bold or sized(base_font(), 13, bold=True)
            return self._bold
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(self.area_note(row) if column == AREA else row.draws)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.sentence(row) if column == NUMBER else self._texts(row)[column]
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < self.columns:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                self.tr("No."), self.tr("View"), self.tr("Area"), self.tr("Side"), self.tr("Units"), self.tr("Tech."),
            )[section]  # fmt: skip
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return (
                self.tr("Number"), self.tr("View"), self.tr("Area"), self.tr("Side"), self.tr("Units"),
                self.tr("Technique"),
            )[section]  # fmt: skip
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def sentence(self, row: PointRow) -> str:
        """The whole row for somebody who does not see it."""
        units = self.tr("not dosed") if row.point.units is None else units_said(row.point.units)
        parts = [
            self.tr("Point {number}").format(number=row.number), view_name(row.point.view), self._area(row, full=True),
            self._side(row), units, technique_name(row.point.technique),
        ]  # fmt: skip
        note = self.area_note(row)
        if row.draws:
            parts.append(row.draws)
        return ", ".join(parts) + (f". {note}" if note else ".")

    def area_note(self, row: PointRow) -> str:
        """What is unusual about the area of a point; empty when nothing is."""
        if row.point.guessed:
            return self.tr("Its place was not recorded: it stands in the middle of its area until it is moved.")
        if not row.by_hand:
            return ""
        if row.mismatched:
            text = self.tr("The area was chosen by hand; the point lies in: {area}.")
            return text.format(area=area_name(self._reference, row.lies_in, full=True))
        return self.tr("The area was chosen by hand.")

    def _texts(self, row: PointRow) -> Sequence[str]:
        views = {View.FRONT: self.tr("front"), View.RIGHT: self.tr("right"), View.LEFT: self.tr("left")}
        short = {Technique.IM: self.tr("IM"), Technique.ID: self.tr("ID")}
        mark = "" if not row.by_hand else f" {ELSEWHERE}" if row.mismatched else f" {BY_HAND}"
        mark = f" {NOWHERE}" if row.point.guessed else mark
        return (
            str(row.number), views[row.point.view], self._area(row) + mark, self._side(row),
            self.tr("undosed") if row.point.units is None else units_text(row.point.units),
            short[row.point.technique],
        )  # fmt: skip

    def _area(self, row: PointRow, *, full: bool = False) -> str:
        return area_name(self._reference, row.area, full=full)

    def _side(self, row: PointRow) -> str:
        names = {"left": self.tr("left"), "right": self.tr("right"), "midline": self.tr("midline")}
        return names[side(row.point)]

    def _brush(self, row: PointRow, column: int) -> QBrush | None:
        if (column == UNITS and row.point.units is None) or (column == AREA and row.mismatched):
            return QBrush(self._look.color("caution"))
        if column in (AREA, UNITS):
            return QBrush(self._look.color("text"))
        return QBrush(self._look.color("muted"))


def _alignment(column: int) -> Qt.AlignmentFlag:
    right = column in (NUMBER, UNITS)
    side_of = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side_of | Qt.AlignmentFlag.AlignVCenter
